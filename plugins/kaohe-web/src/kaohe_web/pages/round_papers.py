"""The papers of a round, with its days and its digest on them: looked at, and taken along, before they are written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath

from starlette.exceptions import HTTPException
from starlette.responses import Response

from kaohe_case.case import Case
from kaohe_case.clock import now
from kaohe_case.paper_kinds import KINDS, SHEETS
from kaohe_case.papers import drawn
from kaohe_core import Findings, FindingsError
from kaohe_core.papers.papers_folder import Wanted
from kaohe_web.drawn import XLSX, download, page
from kaohe_web.messages import message
from kaohe_web.pages.case import sound
from kaohe_web.pages.papers import shown_alone
from kaohe_web.visit import Visit

ALL = "all.zip"
MEDIA = {"pdf": "application/pdf", "xlsx": XLSX}


@sound
def listed(visit: Visit) -> Response:
    """The papers that there are by now, and one of them as it will be printed."""
    made, findings = _made(visit, ("html", "xlsx"))
    names = [name.removesuffix(".html") for name in made if name.endswith(".html")]
    asked = visit.query.get("paper", "")
    chosen = asked if asked in names else next(iter(names), "")
    lists = ["xlsx"] if f"{chosen}.xlsx" in made else []
    return page(
        visit,
        "round_papers.html",
        round=visit.path["round"],
        names=names,
        chosen=chosen,
        endings=["pdf", *lists] if _has_pdf() else lists,
        findings=findings,
    )


@sound
def one(visit: Visit) -> Response:
    """One of them in one of its forms, or all of them together."""
    name = visit.path["name"]
    if name == ALL:
        made, _ = _made(visit, ("html", "pdf", "xlsx") if _has_pdf() else ("html", "xlsx"))
        return download(_zipped(made), f"{visit.path['round']}.zip", "application/zip")
    ending = PurePosixPath(name).suffix.removeprefix(".")
    made, _ = _made(visit, (ending,)) if ending in MEDIA else _made(visit, ("html", "xlsx"))
    content = made.get(name)
    if content is None:
        raise HTTPException(404, message("there is no such paper").text(visit.language))
    if ending == "html":
        return shown_alone(content)
    file = PurePosixPath(name).name
    return download(content, file, MEDIA[ending], "inline" if ending == "pdf" else "attachment")


def _has_pdf() -> bool:
    from kaohe_core.papers.as_pdf import can_be_made

    return can_be_made()


def _made(visit: Visit, forms: tuple[str, ...]) -> tuple[Mapping[str, bytes], Findings]:
    """The papers that there are by now in these forms, by file; and why there are no others yet."""
    if "pdf" in forms and not _has_pdf():
        return {}, Findings()
    round, case = visit.path["round"], Case.of(visit.seen.project)
    key = ("round papers", round, case.store.head(), forms, visit.language)
    return visit.seen.once(key, lambda: _drawn(visit, case, round, forms))


def _drawn(visit: Visit, case: Case, round: str, forms: tuple[str, ...]) -> tuple[Mapping[str, bytes], Findings]:
    findings = Findings()
    try:
        _, made = drawn(case, round, now(), visit.language, Wanted(KINDS, forms), findings)
    except FindingsError as error:
        findings.extend(error.findings)
        _, made = drawn(case, round, now(), visit.language, Wanted((SHEETS,), forms), Findings())
    return {name: file.content for name, file in made.items()}, findings


def _zipped(made: Mapping[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in made.items():
            archive.writestr(name, content)
    return whole.getvalue()
