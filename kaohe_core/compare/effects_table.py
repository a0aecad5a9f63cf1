"""A table of the people whom another scheme changes, for the command line: the largest change first."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from kaohe_core.compare.effects import Effects, Moved, Person, signed, standing
from kaohe_core.formula.exact import rounded
from kaohe_core.formula.words import endless, number
from kaohe_core.messages import Language, Message, message

if TYPE_CHECKING:
    from rich.table import Table

MARKS, MONEY = 2, 2  # decimals


def table(found: Effects, language: Language) -> Table:
    """A row for everybody for whom more than a single clause changes. Data are plain text, never read as markup."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    columns = list(_columns(found))
    for head, _ in columns:
        is_text = head in (ID, NAME, UNIT, GRADE, REMARKS)
        shown.add_column(Text(head.text(language)), justify="left" if is_text else "right")
    for person in found.people:
        if person.only_clauses:
            continue
        cells = dict(_cells(found, person, language))
        shown.add_row(*(Text(cells.get(key, "")) for _, key in columns))
    return shown


ID, NAME, UNIT = message("id number"), message("name"), message("unit")
GRADE, REMARKS = message("grade"), message("remarks")


def _columns(found: Effects) -> Iterator[tuple[Message, str]]:
    """The heads, each with the key of its cells; only what changes for anybody."""
    yield ID, "id"
    yield NAME, "name"
    if any(person.unit for person in found.people):
        yield UNIT, "unit"
    for id, title in found.dimensions:
        yield message("{title}", title=title), f"dimension {id}"
    if _any(found, "total"):
        yield message("total until now"), "old total"
        yield message("total now"), "new total"
        yield message("difference"), "total"
    for id, title in found.rankings:
        yield message("{title}", title=title), f"place {id}"
    if _any(found, "grade"):
        yield GRADE, "grade"
    if _any(found, "paid"):
        yield message("paid until now"), "old paid"
        yield message("paid now"), "new paid"
        yield message("difference"), "paid"
    yield REMARKS, "remarks"


def _any(found: Effects, what: str) -> bool:
    return any(one.what == what for person in found.people for one in person.moved)


def _cells(found: Effects, person: Person, language: Language) -> Iterator[tuple[str, str]]:
    yield from (("id", person.id), ("name", person.name), ("unit", person.unit))
    for id, _ in found.dimensions:
        yield f"dimension {id}", _difference(person.of("dimension", id), MARKS, language)
    for one, what, pair, places in (
        (person.of("total"), "total", person.total, MARKS),
        (person.of("paid"), "paid", person.paid, MONEY),
    ):
        yield f"old {what}", _number(pair[0], places)
        yield f"new {what}", _number(pair[1], places)
        yield what, "" if one is None or one.difference is None else signed(one.difference, places)
    for id, _ in found.rankings:
        yield f"place {id}", _both(person.of("place", id))
    yield "grade", _both(person.of("grade"))
    yield "remarks", ("；" if language == "zh" else "; ").join(line.text(language) for line in _remarks(person))


def _difference(one: Moved | None, places: int, language: Language) -> str:
    if one is None:
        return ""
    if one.difference is not None:
        return signed(one.difference, places)
    return f"{_number(one.old, places) or standing(one.old_standing, language)} → " + (
        _number(one.new, places) or standing(one.new_standing, language)
    )


def _number(value: Fraction | str | None, places: int) -> str:
    if not isinstance(value, Fraction):
        return value or ""
    return f"≈{number(rounded(value, places, 'half-up'), places)}" if endless(value) else number(value, places)


def _both(one: Moved | None) -> str:
    return "" if one is None else f"{_number(one.old, 0) or '—'} → {_number(one.new, 0) or '—'}"


def _remarks(person: Person) -> Iterator[Message]:
    if person.there != "both":
        only = message("only in the new result") if person.there == "new" else message("only in the old result")
        yield only
        if person.reason:
            yield message("{reason}", reason=person.reason)
    for one in person.moved:
        if one.what == "award":
            yield (
                message("award gained: {title}", title=one.title)
                if one.new
                else message("award lost: {title}", title=one.title)
            )
        elif one.what == "dimension-grade":
            yield message("{title}: {old} → {new}", title=one.title, old=one.old or "–", new=one.new or "–")
        elif one.what == "veto":
            yield (
                message("veto that strikes now: {title}", title=one.title)
                if one.new
                else message("veto that strikes no more: {title}", title=one.title)
            )
