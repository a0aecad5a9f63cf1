"""方案: the written text beside what computes it; each clause with its rule, parameters and where they come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import fields, has
from starlette.responses import RedirectResponse, Response

from kaohe_core import Findings, Language, Message, Text
from kaohe_core.project import Ready
from kaohe_core.scheme.as_toml import is_written, origin, plain
from kaohe_core.scheme.coverage import coverage
from kaohe_core.scheme.coverage_told import KINDS, shares
from kaohe_core.scheme.model import Clause
from kaohe_core.scheme.resolved import full
from kaohe_core.toml.document import Document
from kaohe_web.drawn import page, schemes_of
from kaohe_web.pages.form_items import address
from kaohe_web.visit import Visit

TOLD = ("id", "text", "source", "rule", "variant")  # what stands in the head of a clause


def first(visit: Visit) -> Response:
    """The first scheme; where the project has none, its file."""
    schemes = visit.seen.project.schemes
    return RedirectResponse(f"/scheme/{schemes[0]}" if schemes else "/edit", 303)


def scheme(visit: Visit) -> Response:
    """One scheme, held against its text."""
    id = visit.scheme()
    ready = visit.seen.loaded.ready(id)
    if ready is None:
        return page(
            visit, "no_scheme.html", 422, scheme=id, schemes=schemes_of(visit), findings=visit.seen.loaded.findings
        )
    return page(
        visit,
        "scheme.html",
        scheme=id,
        schemes=schemes_of(visit),
        ready=ready,
        **visit.seen.once(("scheme", id, visit.language), lambda: _told(visit, ready)),
    )


def _told(visit: Visit, ready: Ready) -> dict[str, Any]:
    """What the page shows of a scheme that could be loaded."""
    findings = Findings()
    clauses = {clause["id"]: clause for clause in _clauses(ready, visit.language)}
    written: list[dict[str, Any]] = []
    totals: dict[str, tuple[int, str]] = {}
    text = _text(visit, ready)
    if text is not None:
        found = coverage(ready.scheme, text, ready.resolved, ready.scheme.text, findings)
        written = [
            {
                "number": one.written.number,
                "text": one.written.text,
                "kind": KINDS[one.kind].text(visit.language),
                "covered": one.kind not in ("not-covered", "open"),
                "by": [name for name in one.by if name not in clauses],
                "clauses": [clauses[name] for name in one.by if name in clauses],
            }
            for one in found
        ]
        totals = {KINDS[kind].text(visit.language): share for kind, share in shares(found).items()}
    shown = {clause["id"] for one in written for clause in one["clauses"]}
    rest = [clause for id, clause in clauses.items() if id not in shown]
    return {"written": written, "shares": totals, "rest": rest, "noted": findings, "file": ready.scheme.text}


def _text(visit: Visit, ready: Ready) -> str | None:
    """The written text, where the scheme names one that can be read."""
    if not ready.scheme.text:
        return None
    try:
        return (visit.seen.project.folder / ready.scheme.text).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None


def _clauses(ready: Ready, language: Language) -> Iterator[dict[str, Any]]:
    """Every clause with its rule, and each parameter with its value and where that comes from."""
    data = full(ready.resolved.data, ready.toolbox)
    for keys, clause in _every_clause(data, ()):
        rules = [(keys, clause), *(((*keys, "variant", at), one) for at, one in enumerate(clause.get("variant") or ()))]
        names = [one["rule"] for _, one in rules if isinstance(one.get("rule"), str)]
        values = [
            _value((*path, key), value, one, ready, language)
            for path, one in rules
            for key, value in one.items()
            if key not in TOLD and value not in (None, "", [], {}, ())
        ]
        yield {
            "id": clause["id"],
            "form": address(ready.entry.id, Document("", data).names(keys)),
            "text": clause.get("text", ""),
            "source": clause.get("source", ""),
            "rules": [(name, _title(ready.toolbox.rules.get(name), language)) for name in dict.fromkeys(names)],
            "values": [one for one in values if one["written"]],
            "defaults": [one for one in values if not one["written"]],
        }


def _every_clause(data: Mapping[str, Any], keys: tuple[str | int, ...]) -> Iterator[tuple[Any, Mapping[str, Any]]]:
    for kind in ("clause", "adjustment"):
        for at, one in enumerate(data.get(kind) or ()):
            yield (*keys, kind, at), one
    for at, one in enumerate(data.get("dimension") or ()):
        yield from _every_clause(one, (*keys, "dimension", at))


def _value(
    keys: tuple[str | int, ...], value: Any, of: Mapping[str, Any], ready: Ready, language: Language
) -> dict[str, Any]:
    rule = ready.toolbox.rules.get(of.get("rule", ""))
    return {
        "key": str(keys[-1]),
        "means": means(rule, str(keys[-1]), language) or means(Clause, str(keys[-1]), language),
        "value": _shown(plain(value)),
        "from": origin(keys, ready.resolved, language),
        "written": is_written(keys, ready.resolved.data),
    }


def _shown(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case list():
            return ", ".join(map(_shown, value))
        case dict():
            return "{ " + ", ".join(f"{key} = {_shown(one)}" for key, one in value.items()) + " }"
    return str(value)


def _title(rule: type | None, language: Language) -> str:
    title = getattr(rule, "title", "")
    return title.text(language) if isinstance(title, Message | Text) else str(title)


def means(cls: type | None, key: str, language: Language) -> str:
    """What a parameter means."""
    if cls is None or not has(cls):
        return ""
    for one in fields(cls):
        if one.name.replace("_", "-") == key:
            doc = one.metadata.get("doc", "")
            return (doc if isinstance(doc, Message | Text) else Message(doc)).text(language) if doc else ""
    return ""
