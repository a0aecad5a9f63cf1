"""结果: everybody by name, how the marks lie, what is undecided and who owes it, and one person's explanation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil
from typing import Any
from urllib.parse import urlencode

from attrs import frozen
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from kaohe_core import Language
from kaohe_core.api import Outcome
from kaohe_core.assess.who import named
from kaohe_core.papers.personal import worked_out
from kaohe_core.papers.summary_sheet import distributions
from kaohe_core.results.summary import Head, heads_of, notes, rows_of
from kaohe_core.tables.cells import same_id
from kaohe_web.drawn import page, schemes_of
from kaohe_web.messages import message
from kaohe_web.visit import Visit

ROWS = 50  # people on one page
OPEN = ("no-data", "awaiting")


@frozen
class PersonRow:
    """Somebody in the table: the cells as they are read, and what they are sorted by."""

    id: str
    name: str
    unit: str
    cells: Sequence[str]
    values: Mapping[int, Fraction | None]
    open: bool  # whether the total is not known yet
    scored: bool


@frozen
class Everybody:
    """The whole table of one result."""

    heads: Sequence[Head]
    rows: Sequence[PersonRow]
    units: Sequence[str]
    bars: Sequence[Mapping[str, Any]]
    notes: Sequence[str]


def first(visit: Visit) -> Response:
    """The result of the first scheme; where none stands, what is in the way."""
    schemes = visit.seen.project.schemes
    if not schemes:
        return page(visit, "wrong.html", 422, findings=visit.seen.run.findings, what=None)
    return RedirectResponse(f"/results/{schemes[0]}", 303)


def table(visit: Visit) -> Response:
    """Everybody under one scheme: those asked for, in the order asked for, so many at a time."""
    outcome = visit.outcome()
    if outcome is None:
        findings = visit.seen.run.findings
        return page(
            visit, "no_result.html", 422, scheme=visit.path["scheme"], schemes=schemes_of(visit), findings=findings
        )
    everybody = _everybody(visit, outcome)
    query = {name: visit.query[name] for name in ("q", "unit", "only", "sort", "down") if visit.query.get(name)}
    rows = _sorted(_chosen(everybody.rows, query), query, everybody)
    pages = max(1, ceil(len(rows) / ROWS))
    number = min(max(1, _whole(visit.query.get("page"), 1)), pages)
    values: dict[str, Any] = {
        "outcome": outcome,
        "everybody": everybody,
        "rows": rows[(number - 1) * ROWS : number * ROWS],
        "count": len(rows),
        "pages": pages,
        "number": number,
        "query": query,
        "sort": _whole(query.get("sort"), -1),
        "link": lambda **other: f"/results/{outcome.id}?{urlencode({**query, **other})}",
    }
    if visit.fragment:
        return page(visit, "people.html", **values)
    return page(visit, "results.html", schemes=schemes_of(visit), findings=outcome.findings, **values)


def person(visit: Visit) -> Response:
    """One person's result under one scheme, as ``kaohe explain`` tells it."""
    outcome = visit.outcome()
    if outcome is None:
        return RedirectResponse(f"/results/{visit.path['scheme']}", 303)
    ids = named(visit.path["id"], outcome.people)
    if len(ids) != 1:
        raise HTTPException(404, message("nobody is called so").text(visit.language))
    return page(visit, "person.html", schemes=schemes_of(visit), sheets=[_sheet(outcome, ids[0], visit)], own=False)


def own(visit: Visit) -> Response:
    """The own result under every scheme, for whoever came with a code."""
    if visit.person is None:
        return RedirectResponse("/results", 303)
    outcomes = visit.seen.outcomes(visit.language).values()
    sheets = [_sheet(outcome, visit.person, visit) for outcome in outcomes if visit.person in outcome.people]
    return page(visit, "person.html", schemes=(), sheets=sheets, own=True)


def codes(visit: Visit) -> Response:
    """The codes by which teachers see their own results, for the office to hand out."""
    if not visit.safety.readonly:
        raise HTTPException(404)
    found: dict[str, tuple[str, str]] = {}
    for outcome in visit.seen.outcomes(visit.language).values():
        for id, name in outcome.people.items():
            found.setdefault(id, (name, visit.safety.code(visit.project, id)))
    return page(visit, "codes.html", codes=found)


def _everybody(visit: Visit, outcome: Outcome) -> Everybody:
    return visit.seen.once(("everybody", outcome.id, visit.language), lambda: _all(outcome, visit.language))


def _all(outcome: Outcome, language: Language) -> Everybody:
    scored = outcome.scored
    heads = list(heads_of(scored, language))
    subjects = list(scored.result.subjects())
    rows = []
    for subject, cells in zip(subjects, rows_of(scored, subjects, language), strict=True):
        assert cells is not None  # noqa: S101  # only None has no cells
        values = {at: subject.number(head.step) for at, head in enumerate(heads) if head.step}
        open_ = subject.standing("total") in OPEN
        rows.append(PersonRow(subject.id, subject.name, subject.unit, cells, values, open_, subject.scored))
    units = list(dict.fromkeys(row.unit for row in rows if row.unit))
    bars = []
    for chart in distributions(scored, language):
        most = max((count for _, count in chart.bars), default=0) or 1
        bars.append({"title": chart.title, "bars": [(label, n, round(n * 200 / most)) for label, n in chart.bars]})
    return Everybody(heads, rows, units, bars, notes(scored, language))


def _chosen(rows: Sequence[PersonRow], query: Mapping[str, str]) -> list[PersonRow]:
    text, unit, only = _alike(query.get("q", "")), query.get("unit", ""), query.get("only", "")
    return [
        row
        for row in rows
        if (not text or text in _alike(row.id) or text in _alike(row.name))
        and (not unit or row.unit == unit)
        and (only != "open" or row.open)
        and (only != "unscored" or not row.scored)
    ]


def _alike(text: str) -> str:
    """What is the same, however wide or large it was typed."""
    return same_id(text).casefold()


def _sorted(rows: list[PersonRow], query: Mapping[str, str], everybody: Everybody) -> list[PersonRow]:
    """In the order asked for; who has no number there comes last, whichever way it is turned."""
    at, down = _whole(query.get("sort"), -1), bool(query.get("down"))
    if not 0 <= at < len(everybody.heads):
        return rows
    if not everybody.heads[at].step:
        return sorted(rows, key=lambda row: row.cells[at], reverse=down)
    known = [row for row in rows if row.values[at] is not None]
    unknown = [row for row in rows if row.values[at] is None]
    return [*sorted(known, key=lambda row: row.values[at] or 0, reverse=down), *unknown]


def _sheet(outcome: Outcome, id: str, visit: Visit) -> dict[str, Any]:
    """An explanation, as blocks to be drawn."""
    explanation = outcome.explain(id)
    blocks = [{"kind": type(block).__name__, "block": block} for block in worked_out(explanation, visit.language)]
    return {"explanation": explanation, "blocks": blocks, "scheme": outcome.id}


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 9 else otherwise
