"""What only a look across rows and tables can find (跨表检查): names, where a mark only has a number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from kaohe_core import ROW, Data, Day, Finding, Place, Scheme, catalogue
from kaohe_safety.tables import AREAS, LINES, PREMISES, SEVERE

message = catalogue("kaohe_safety")

UNITS = "safety-units"


def all_findings(scheme: Scheme, tables: Mapping[str, Data]) -> list[Finding]:
    """Every finding of every check whose tables and dates are there."""
    if UNITS not in tables:
        return []
    names = {row["id"]: row["name"] or row["id"] for row in _rows(tables[UNITS])}
    start, end, on = (_day(scheme, name) for name in ("campaign-start", "campaign-end", "reference-date"))
    found: list[Finding] = []
    if "hazards" in tables:
        found += incomplete_entries(tables["hazards"], names)
        found += impossible_dates(tables["hazards"])
        if on is not None:
            found += overdue(tables["hazards"], names, on)
    if start is not None and end is not None:
        for table, column in (("hazards", "found"), ("inspections", "date"), ("accidents", "date")):
            if table in tables:
                found += outside_the_window(tables[table], column, start, end)
        if "key-areas" in tables and "inspections" in tables:
            found += areas_not_inspected(tables["key-areas"], tables["inspections"], names, start, end)
            found += areas_nobody_has(tables["key-areas"])
        if "small-premises" in tables:
            found += premises_not_inspected(tables["small-premises"], names, start, end)
            found += kinds_without_premises(tables["small-premises"])
        if "accidents" in tables:
            found += vetoes(tables["accidents"], names, start, end)
    if "materials" in tables:
        found += lists_missing(tables["materials"], tables[UNITS])
        if on is not None:
            found += materials_missing(tables["materials"], names, on)
    return found


def incomplete_entries(hazards: Data, names: Mapping[str, str]) -> Iterator[Finding]:
    """An entry names who is responsible, the measure, and the proof once it is closed (F01)."""
    for row in _rows(hazards):
        asked = ["responsible", "measure", *(["proof"] if row["closed"] is not None else [])]
        missing = [column for column in asked if row[column] is None]
        if missing:
            titles = [column.title.zh for column in hazards.table.columns if column.id in missing]
            yield _worth_knowing(
                hazards,
                row,
                missing[0],
                message(
                    "hazard {no} of “{unit}” lacks: {missing}", no=row["no"], unit=_name(names, row), missing=titles
                ),
                message("fill it in; until then the entry does not count as complete"),
            )


def impossible_dates(hazards: Data) -> Iterator[Finding]:
    """Nothing is closed, and no deadline ends, before the hazard was found (F01)."""
    for row in _rows(hazards):
        for column in ("deadline", "closed"):
            if row[column] is not None and row[column] < row["found"]:
                yield Finding(
                    hazards.row_place(row[ROW], column),
                    message(
                        "{day} lies before the day on which the hazard was found, {found}",
                        day=row[column],
                        found=row["found"],
                    ),
                    message("correct one of the two dates"),
                )


def overdue(hazards: Data, names: Mapping[str, str], on: date) -> Iterator[Finding]:
    """Hazards open beyond their deadline on the day of reference, with who owes what (F03)."""
    for row in _rows(hazards):
        if row["deadline"] < on and (row["closed"] is None or row["closed"] > on):
            yield _worth_knowing(
                hazards,
                row,
                "deadline",
                message(
                    "hazard {no} of “{unit}” ({what}) is overdue by {days} days on {on}; responsible: {who}",
                    no=row["no"],
                    unit=_name(names, row),
                    what=row["what"],
                    days=(on - row["deadline"]).days,
                    on=on,
                    who=row["responsible"] or message("not named"),
                ),
                message("close it, and record the date and the evidence"),
            )


def outside_the_window(data: Data, column: str, start: date, end: date) -> Iterator[Finding]:
    """What lies outside the campaign does not count (F10)."""
    for row in _rows(data):
        if not start <= row[column] <= end:
            yield _worth_knowing(
                data,
                row,
                column,
                message(
                    "{day} lies outside the campaign, {start} to {end}: the row does not count",
                    day=row[column],
                    start=start,
                    end=end,
                ),
                message("check the date; if it is right, nothing needs to be done"),
            )


def areas_not_inspected(
    areas: Data, inspections: Data, names: Mapping[str, str], start: date, end: date
) -> Iterator[Finding]:
    """A key area without an inspection is named; an inspection of an area not the unit’s own is wrong (F02)."""
    listed = {(row["id"], row["area"]) for row in _rows(areas)}
    done = {(row["id"], row["area"]) for row in _rows(inspections) if start <= row["date"] <= end}
    for row in _rows(areas):
        if (row["id"], row["area"]) not in done:
            yield _worth_knowing(
                areas,
                row,
                "area",
                message(
                    "“{unit}” has not inspected the key area “{area}” during the campaign",
                    unit=_name(names, row),
                    area=row["area"],
                ),
                message("inspect it, or record the inspection that took place"),
            )
    for row in _rows(inspections):
        if (row["id"], row["area"]) not in listed:
            yield Finding(
                inspections.row_place(row[ROW], "area"),
                message("“{area}” is not one of the key areas of “{unit}”", area=row["area"], unit=_name(names, row)),
                message("add it to the unit’s key areas, or correct the area"),
            )


def areas_nobody_has(areas: Data) -> Iterator[Finding]:
    """A key area that no unit lists is inspected by nobody (F02)."""
    listed = {row["area"] for row in _rows(areas)}
    missing = [area for area in AREAS if area not in listed]
    if missing:
        yield Finding(
            Place(file=areas.file, sheet=areas.sheet),
            message("key areas that no unit lists: {areas}", areas=missing),
            message("give each one to a unit, or see to it that the district has none"),
            blocks=False,
        )


def premises_not_inspected(premises: Data, names: Mapping[str, str], start: date, end: date) -> Iterator[Finding]:
    """Small premises that were not inspected during the campaign (F06)."""
    for row in _rows(premises):
        if row["inspected"] is None or not start <= row["inspected"] <= end:
            yield _worth_knowing(
                premises,
                row,
                "inspected",
                message(
                    "“{name}” ({kind}) of “{unit}” was not inspected during the campaign",
                    name=row["premises"],
                    kind=row["kind"],
                    unit=_name(names, row),
                ),
                message("inspect it, or record the inspection that took place"),
            )


def kinds_without_premises(premises: Data) -> Iterator[Finding]:
    """A kind of small premises of which the ledger has none (F06)."""
    listed = {row["kind"] for row in _rows(premises)}
    missing = [kind for kind in PREMISES if kind not in listed]
    if missing:
        yield Finding(
            Place(file=premises.file, sheet=premises.sheet),
            message("kinds of small premises of which the ledger has none: {kinds}", kinds=missing),
            message("check whether the ledger is complete"),
            blocks=False,
        )


def lists_missing(materials: Data, units: Data) -> Iterator[Finding]:
    """Every unit has a list of materials for every line that is its own (F08)."""
    listed = {(row["id"], row["line"]) for row in _rows(materials)}
    for row in _rows(units):
        for line in LINES:
            if (line != "森林防火" or row["forest"] == 1) and (row["id"], line) not in listed:
                yield _worth_knowing(
                    units,
                    row,
                    "name",
                    message("“{unit}” has no list of materials for {line}", unit=row["name"] or row["id"], line=line),
                    message("draw up the list; until then the mark waits for it"),
                )


def materials_missing(materials: Data, names: Mapping[str, str], on: date) -> Iterator[Finding]:
    """What is missing from the materials, and who owes it (F08)."""
    for row in _rows(materials):
        if row["ready"] is None or row["ready"] > on:
            yield _worth_knowing(
                materials,
                row,
                "ready",
                message(
                    "“{item}” of “{unit}” ({line}) is missing; {owner} owes it since {due}",
                    item=row["item"],
                    unit=_name(names, row),
                    line=row["line"],
                    owner=row["owner"],
                    due=row["due"],
                ),
                message("hand it in, and record the date"),
            )


def vetoes(accidents: Data, names: Mapping[str, str], start: date, end: date) -> Iterator[Finding]:
    """A serious accident from neglected work vetoes, with direct and leading responsibility named (F09)."""
    for row in _rows(accidents):
        if row["neglected"] != 1 or row["severity"] not in SEVERE or not start <= row["date"] <= end:
            continue
        missing = [column for column in ("direct", "leading", "decision") if row[column] is None]
        for column in missing:
            title = next(c.title for c in accidents.table.columns if c.id == column)
            yield Finding(
                accidents.row_place(row[ROW], column),
                message(
                    "the accident of {day} vetoes “{unit}”, and “{column}” is empty",
                    day=row["date"],
                    unit=_name(names, row),
                    column=title,
                ),
                message("name who is responsible directly and as a leader, and the decision that says so"),
            )
        if not missing:
            yield _worth_knowing(
                accidents,
                row,
                "severity",
                message(
                    "veto for “{unit}”: {what} on {day}; directly responsible: {direct}; as a leader: {leading}; "
                    "decision: {decision}",
                    unit=_name(names, row),
                    what=row["what"],
                    day=row["date"],
                    direct=row["direct"],
                    leading=row["leading"],
                    decision=row["decision"],
                ),
                message("nothing needs to be done; the marks stay as they are beside it"),
            )


def _worth_knowing(data: Data, row: Mapping[str, Any], column: str, what: Any, mend: Any) -> Finding:
    return Finding(data.row_place(row[ROW], column), what, mend, blocks=False)


def _name(names: Mapping[str, str], row: Mapping[str, Any]) -> str:
    return names.get(row["id"], str(row["id"]))


def _rows(data: Data) -> Iterator[dict[str, Any]]:
    yield from data.frame.iter_rows(named=True)


def _day(scheme: Scheme, name: str) -> date | None:
    value = scheme.parameters.get(name)
    return value.value if isinstance(value, Day) else None
