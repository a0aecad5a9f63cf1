"""Pages drawn from templates: every text escaped, every word of the page's own through the catalogue."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.responses import HTMLResponse, RedirectResponse, Response

from kaohe_core import Finding, Language, Message, Text
from kaohe_core.findings import ordered
from kaohe_web.safety import OFFICE, POLICY
from kaohe_web.texts import TEXTS
from kaohe_web.visit import DONE, Visit

if TYPE_CHECKING:
    from jinja2 import Environment

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HIDDEN = ("Cf", "Cs", "Co", "Zl", "Zp")  # characters without a shape of their own
MOST_FINDINGS = 200  # that a page lists: who has more mends those first
PLACES = ("tables", "scheme", "results", "trial", "papers", "case")  # the pages, in the order of the menu


class PageTexts:
    """The page's own texts in one language, by name."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def __getattr__(self, name: str) -> str:
        try:
            return TEXTS[name].text(self._language)
        except KeyError:
            raise AttributeError(name) from None


def page(visit: Visit, template: str, status: int = 200, *, nonce: str = "", **values: Any) -> HTMLResponse:
    """A page for whoever asks; ``nonce``: what the styles of its editor carry, which draws its marks itself."""
    html = _environment().get_template(template).render(**_always(visit), nonce=nonce, **values)
    own = {"style": f" 'nonce-{nonce}'", "image": " data:"} if nonce else {"style": "", "image": ""}
    response = HTMLResponse(html, status, {"content-security-policy": POLICY.format(**own)})
    if visit.done:
        response.delete_cookie(DONE)
    return response


def download(content: bytes, name: str, media: str, how: str = "attachment") -> Response:
    """A file under its own name, in whatever letters, to be kept or (``how``: inline) shown."""
    headers = {"content-disposition": f"{how}; filename*=UTF-8''{quote(name)}"}
    return Response(content, media_type=media, headers=headers)


def back(visit: Visit, address: str, done: Message | None = None) -> RedirectResponse:
    """On to another page after something was done, which says ``done``."""
    response = RedirectResponse(address, 303)
    if done is not None:
        said = done.text(visit.language).encode().hex()
        response.set_cookie(DONE, said, max_age=20, httponly=True, samesite="strict")
    return response


def _always(visit: Visit) -> Mapping[str, Any]:
    language = visit.language
    return {
        "w": PageTexts(language),
        "say": lambda text: text.text(language) if isinstance(text, Message | Text) else str(text),
        "found": lambda findings: shown(findings, language),
        "most": MOST_FINDINGS,
        "lang": language,
        "html_lang": "zh-CN" if language == "zh" else "en",
        "visit": visit,
        "word": visit.form_word,
        "office": visit.who == OFFICE,
        "changing": visit.who == OFFICE and not visit.safety.readonly,
        "project": "" if visit.who is None else visit.project,
        "places": PLACES,
        "done": visit.done,
    }


def shown(findings: Iterable[Finding], language: Language) -> list[dict[str, Any]]:
    """Findings as the page shows them, those that block first."""
    return [
        {
            "blocks": one.blocks,
            "id": one.id or "",
            "place": one.place.text(language),
            "what": one.what.text(language),
            "mend": "" if one.mend is None else one.mend.text(language),
            "file": one.place.file,
            "line": one.place.line,
        }
        for one in ordered(findings)
    ]


def schemes_of(visit: Visit) -> list[tuple[str, str]]:
    """The schemes by id, each with its title."""
    run = visit.seen.loaded
    titles = {ready.entry.id: ready.scheme.title for ready in run.load()}
    return [(id, titles.get(id, id)) for id in visit.seen.project.schemes]


def _shown(value: Any) -> Any:
    """A text of which every character can be seen: marks that turn the direction of what follows do nothing here."""
    if not isinstance(value, str) or value.isascii() or hasattr(value, "__html__"):
        return value
    return "".join(f"⟨{ord(one):04X}⟩" if unicodedata.category(one) in HIDDEN else one for one in value)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    folder = files("kaohe_web") / "templates"
    made = Environment(
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=FunctionLoader(lambda name: (folder / name).read_text("utf-8")),
    )
    made.filters["typed"] = made.filters["escape"]  # for a field: otherwise to the letter, as it comes back
    return made
