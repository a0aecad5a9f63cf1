"""What only a look across rows and tables can find (跨表检查): names, where a mark only has a number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kaohe_core import Finding, Rows, Scheme, catalogue, check

message = catalogue("kaohe_safety")

LINES = ("安全生产", "消防", "森林防火")
SEVERE = ("重大", "特别重大", "恶性")


@check
def incomplete_entries(hazards: Rows, safety_units: Rows) -> Iterator[Finding]:
    """An entry names who is responsible, the measure, and the proof once it is closed (F01)."""
    names = safety_units.names()
    for row in hazards:
        asked = ["responsible", "measure", *(["proof"] if row["closed"] is not None else [])]
        missing = [column for column in asked if row[column] is None]
        if missing:
            titles = [hazards.column(column).title.zh for column in missing]
            yield row.note(
                missing[0],
                message(
                    "hazard {no} of “{unit}” lacks: {missing}", no=row["no"], unit=names[row["id"]], missing=titles
                ),
                message("fill it in; until then the entry does not count as complete"),
                blocks=False,
            )


@check
def impossible_dates(hazards: Rows) -> Iterator[Finding]:
    """Nothing is closed, and no deadline ends, before the hazard was found (F01)."""
    for row in hazards:
        for column in ("deadline", "closed"):
            if row[column] is not None and row[column] < row["found"]:
                yield row.note(
                    column,
                    message(
                        "{day} lies before the day on which the hazard was found, {found}",
                        day=row[column],
                        found=row["found"],
                    ),
                    message("correct one of the two dates"),
                )


@check
def overdue(scheme: Scheme, hazards: Rows, safety_units: Rows) -> Iterator[Finding]:
    """Hazards open beyond their deadline on the day of reference, with who owes what (F03)."""
    names, on = safety_units.names(), scheme.parameter("reference-date", date)
    for row in hazards:
        if on is not None and row["deadline"] < on and (row["closed"] is None or row["closed"] > on):
            yield row.note(
                "deadline",
                message(
                    "hazard {no} of “{unit}” ({what}) is overdue by {days} days on {on}; responsible: {who}",
                    no=row["no"],
                    unit=names[row["id"]],
                    what=row["what"],
                    days=(on - row["deadline"]).days,
                    on=on,
                    who=row["responsible"] or message("not named"),
                ),
                message("close it, and record the date and the evidence"),
                blocks=False,
            )


@check
def outside_the_window(
    scheme: Scheme, hazards: Rows | None = None, inspections: Rows | None = None, accidents: Rows | None = None
) -> Iterator[Finding]:
    """What lies outside the campaign does not count (F10)."""
    campaign = _campaign(scheme)
    if campaign is None:
        return
    for rows, column in ((hazards, "found"), (inspections, "date"), (accidents, "date")):
        for row in rows or ():
            if not campaign[0] <= row[column] <= campaign[1]:
                yield row.note(
                    column,
                    message(
                        "{day} lies outside the campaign, {start} to {end}: the row does not count",
                        day=row[column],
                        start=campaign[0],
                        end=campaign[1],
                    ),
                    message("check the date; if it is right, nothing needs to be done"),
                    blocks=False,
                )


@check
def areas_not_inspected(scheme: Scheme, key_areas: Rows, inspections: Rows, safety_units: Rows) -> Iterator[Finding]:
    """A key area without an inspection is named; an inspection of an area not the unit’s own is wrong (F02)."""
    names = safety_units.names()
    campaign = _campaign(scheme)
    if campaign is None:
        return
    listed = {(row["id"], row["area"]) for row in key_areas}
    done = {(row["id"], row["area"]) for row in inspections if campaign[0] <= row["date"] <= campaign[1]}
    for row in key_areas:
        if (row["id"], row["area"]) not in done:
            yield row.note(
                "area",
                message(
                    "“{unit}” has not inspected the key area “{area}” during the campaign",
                    unit=names[row["id"]],
                    area=row["area"],
                ),
                message("inspect it, or record the inspection that took place"),
                blocks=False,
            )
    for row in inspections:
        if (row["id"], row["area"]) not in listed:
            yield row.note(
                "area",
                message("“{area}” is not one of the key areas of “{unit}”", area=row["area"], unit=names[row["id"]]),
                message("add it to the unit’s key areas, or correct the area"),
            )


@check
def areas_nobody_has(key_areas: Rows) -> Iterator[Finding]:
    """A key area that no unit lists is inspected by nobody (F02)."""
    listed = {row["area"] for row in key_areas}
    missing = [area for area in key_areas.column("area").choices if area not in listed]
    if missing:
        yield key_areas.note(
            None,
            message("key areas that no unit lists: {areas}", areas=missing),
            message("give each one to a unit, or see to it that the district has none"),
            blocks=False,
        )


@check
def premises_not_inspected(scheme: Scheme, small_premises: Rows, safety_units: Rows) -> Iterator[Finding]:
    """Small premises that were not inspected during the campaign (F06)."""
    names = safety_units.names()
    campaign = _campaign(scheme)
    if campaign is None:
        return
    for row in small_premises:
        if row["inspected"] is None or not campaign[0] <= row["inspected"] <= campaign[1]:
            yield row.note(
                "inspected",
                message(
                    "“{name}” ({kind}) of “{unit}” was not inspected during the campaign",
                    name=row["premises"],
                    kind=row["kind"],
                    unit=names[row["id"]],
                ),
                message("inspect it, or record the inspection that took place"),
                blocks=False,
            )


@check
def kinds_without_premises(small_premises: Rows) -> Iterator[Finding]:
    """A kind of small premises of which the ledger has none (F06)."""
    listed = {row["kind"] for row in small_premises}
    missing = [kind for kind in small_premises.column("kind").choices if kind not in listed]
    if missing:
        yield small_premises.note(
            None,
            message("kinds of small premises of which the ledger has none: {kinds}", kinds=missing),
            message("check whether the ledger is complete"),
            blocks=False,
        )


@check
def vetoes(scheme: Scheme, accidents: Rows, safety_units: Rows) -> Iterator[Finding]:
    """A serious accident from neglected work vetoes, with direct and leading responsibility named (F09)."""
    names = safety_units.names()
    campaign = _campaign(scheme)
    if campaign is None:
        return
    for row in accidents:
        if row["neglected"] != 1 or row["severity"] not in SEVERE or not campaign[0] <= row["date"] <= campaign[1]:
            continue
        missing = [column for column in ("direct", "leading", "decision") if row[column] is None]
        for column in missing:
            yield row.note(
                column,
                message(
                    "the accident of {day} vetoes “{unit}”, and “{column}” is empty",
                    day=row["date"],
                    unit=names[row["id"]],
                    column=accidents.column(column).title,
                ),
                message("name who is responsible directly and as a leader, and the decision that says so"),
            )
        if not missing:
            yield row.note(
                "severity",
                message(
                    "veto for “{unit}”: {what} on {day}; directly responsible: {direct}; as a leader: {leading}; "
                    "decision: {decision}",
                    unit=names[row["id"]],
                    what=row["what"],
                    day=row["date"],
                    direct=row["direct"],
                    leading=row["leading"],
                    decision=row["decision"],
                ),
                message("nothing needs to be done; the marks stay as they are beside it"),
                blocks=False,
            )


@check
def lists_missing(materials: Rows, safety_units: Rows) -> Iterator[Finding]:
    """Every unit has a list of materials for every line that is its own (F08)."""
    names = safety_units.names()
    listed = {(row["id"], row["line"]) for row in materials}
    for row in safety_units:
        for line in LINES:
            if (line != "森林防火" or row["forest"] == 1) and (row["id"], line) not in listed:
                yield row.note(
                    "name",
                    message("“{unit}” has no list of materials for {line}", unit=names[row["id"]], line=line),
                    message("draw up the list; until then the mark waits for it"),
                    blocks=False,
                )


@check
def materials_missing(scheme: Scheme, materials: Rows, safety_units: Rows) -> Iterator[Finding]:
    """What is missing from the materials, and who owes it (F08)."""
    names, on = safety_units.names(), scheme.parameter("reference-date", date)
    for row in materials:
        if on is not None and (row["ready"] is None or row["ready"] > on):
            yield row.note(
                "ready",
                message(
                    "“{item}” of “{unit}” ({line}) is missing; {owner} owes it since {due}",
                    item=row["item"],
                    unit=names[row["id"]],
                    line=row["line"],
                    owner=row["owner"],
                    due=row["due"],
                ),
                message("hand it in, and record the date"),
                blocks=False,
            )


def _campaign(scheme: Scheme) -> tuple[date, date] | None:
    """The first and the last day of the campaign, where the scheme says both."""
    start, end = scheme.parameter("campaign-start", date), scheme.parameter("campaign-end", date)
    return None if start is None or end is None else (start, end)
