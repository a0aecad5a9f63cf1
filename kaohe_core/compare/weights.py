"""What every dimension and clause is worth before and after, and what the new or changed ones give on the records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from attrs import frozen

from kaohe_core.compare.changes import MARKS, changes
from kaohe_core.compare.effects import signed, steps
from kaohe_core.compare.parts import NUMBER, STEPS, SchemePart, inside, parts
from kaohe_core.formula.exact import rounded
from kaohe_core.formula.words import number, plain_number
from kaohe_core.messages import Language, Message, message
from kaohe_core.scheme.key_titles import KINDS

if TYPE_CHECKING:
    from rich.table import Table

WeightKind = Literal["added", "removed", "changed", ""]


@frozen
class Spread:
    """What a clause gave on the records: to how many people, and the mean, the least and the most points."""

    people: int
    mean: Fraction
    least: Fraction
    most: Fraction


@frozen
class Weight:
    """One dimension or clause of either scheme.

    ``old`` and ``new`` are its full marks; None where a scheme has none of it, or where nothing says how many marks a
    clause can give by itself, as with marks taken off per day. Shares are those of the scheme’s full marks.
    """

    part: str
    id: str
    name: str
    level: int
    kind: WeightKind
    old: Fraction | None
    new: Fraction | None
    old_share: Fraction | None
    new_share: Fraction | None
    old_spread: Spread | None = None
    new_spread: Spread | None = None


def weights(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    old_result: Mapping[str, Any] | None = None,
    new_result: Mapping[str, Any] | None = None,
) -> tuple[Weight, ...]:
    """Every dimension and clause of two schemes told in full, in the order of the new one.

    With their results (:func:`kaohe_core.results.as_json.scheme_data`) the new, changed and removed clauses also have
    what they gave on the records.
    """
    kinds = {(change.part, change.id): change.kind for change in changes(old, new)}
    before, after = (_steps(scheme) for scheme in (old, new))
    marks = tuple(_decimal(str(scheme.get("marks"))) for scheme in (old, new))
    found = []
    for id in _order(list(before), list(after)):
        all_, part = after.get(id) or before[id]
        was, now = (_worth(*side[id]) if id in side else None for side in (before, after))
        kind: WeightKind = kinds.get((part.kind, id), "")
        spread = part.kind != "dimension" and kind != ""
        found.append(
            Weight(
                part.kind,
                id,
                part.name if part.kind == "dimension" else part.wording,
                len(list(inside(part, all_))),
                kind,
                was,
                now,
                _share(was, marks[0]),
                _share(now, marks[1]),
                _spread(old_result, id) if spread else None,
                _spread(new_result, id) if spread else None,
            )
        )
    return tuple(found)


def _steps(scheme: Mapping[str, Any]) -> dict[str, tuple[Sequence[SchemePart], SchemePart]]:
    all_ = parts(scheme)
    return {part.id: (all_, part) for part in all_ if part.kind in STEPS}


def _order(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """The order of the new scheme; what is gone stands behind what it stood behind."""
    found = list(after)
    for index, id in enumerate(before):
        if id not in found:
            found.insert(found.index(before[index - 1]) + 1 if index else 0, id)
    return found


# full marks -----------------------------------------------------------------------------------------------------------


def _worth(_all: Sequence[SchemePart], part: SchemePart) -> Fraction | None:
    """Full marks: a dimension’s own; a clause’s most, or the marks its rule gives for the whole."""
    if part.kind == "dimension":
        return _value(part, "marks")
    most = _value(part, "at-most")
    if most is not None:
        return most
    match part.values.get(("rule",)):
        case "ratio" | "panel" | "stages":
            return _value(part, "points")
        case "judgement":
            high = _value(part, "high")
            return high if high is not None and high > 0 else None
        case "bands":
            given = [item.get("points") for item in part.values.get(("bands",), ())]
            found = [_decimal(str(points)) for points in [*given, part.values.get(("otherwise",))]]
            return max((points for points in found if points is not None), default=None)
    return None


def _value(part: SchemePart, key: str) -> Fraction | None:
    return _decimal(str(part.values.get((key,))))


def _decimal(text: str) -> Fraction | None:
    return Fraction(text) if NUMBER.match(text) else None


def _share(marks: Fraction | None, of: Fraction | None) -> Fraction | None:
    return marks / of if marks is not None and of else None


def _spread(result: Mapping[str, Any] | None, id: str) -> Spread | None:
    subjects = result["subjects"] if result is not None else ()
    found = [points for s in subjects for key, points in steps(s) if key == id and points is not None]
    if not found:
        return None
    return Spread(len(found), sum(found, Fraction(0)) / len(found), min(found), max(found))


# told -----------------------------------------------------------------------------------------------------------------


def table(found: Sequence[Weight], language: Language) -> Table:
    """Full marks and shares of every dimension, and of clauses that differ or are worth something else now."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    heads = (
        message("dimension or clause"),
        message("full marks until now"),
        message("share"),
        message("full marks now"),
        message("share"),
        message("difference of shares"),
        message("remarks"),
    )
    for head in heads:
        shown.add_column(Text(head.text(language)), justify="left" if head in (heads[0], heads[-1]) else "right")
    for one in found:
        if one.part == "dimension" or (one.kind and one.old != one.new):
            moved = (one.new_share or Fraction(0)) - (one.old_share or Fraction(0))
            name = "　" * one.level + (one.name if one.part == "dimension" else f"{one.name[:18]} {one.id}")
            shown.add_row(
                *map(
                    Text,
                    [
                        name,
                        _marks(one.old),
                        "" if one.old_share is None else _percent(one.old_share).lstrip("+"),
                        _marks(one.new),
                        "" if one.new_share is None else _percent(one.new_share).lstrip("+"),
                        _percent(moved) if moved else "",
                        MARKS[one.kind].text(language) if one.kind else "",
                    ],
                )
            )
    return shown


def lines(found: Sequence[Weight], language: Language) -> list[str]:
    """What every new, changed or removed clause gave on the records."""
    return [line.text(language) for line in _lines(found)]


def _lines(found: Sequence[Weight]) -> Iterator[Message]:
    told = [one for one in found if one.kind and (one.old_spread is not None or one.new_spread is not None)]
    if told:
        yield message("what the new, changed and removed clauses give on the records:")
    for one in told:
        yield message(
            "  [{mark}] {kind} {id}: {name}",
            mark=MARKS[one.kind] if one.kind else "",
            kind=KINDS[one.part],
            id=one.id,
            name=one.name,
        )
        for when, spread in ((message("until now"), one.old_spread), (message("now"), one.new_spread)):
            if spread is not None:
                yield message(
                    "    {when}: {people} people, mean {mean}, least {least}, most {most}",
                    when=when,
                    people=spread.people,
                    mean=_near(spread.mean),
                    least=_near(spread.least),
                    most=_near(spread.most),
                )


def _percent(share: Fraction) -> str:
    return f"{signed(rounded(share * 100, 2, 'half-up'))}%"


def _marks(value: Fraction | None) -> str:
    return "" if value is None else number(value)


def _near(value: Fraction) -> str:
    return f"≈{number(rounded(value, 2, 'half-up'), 2)}" if (value * 100).denominator != 1 else number(value, 2)


def data(found: Sequence[Weight]) -> list[dict[str, Any]]:
    """The same as plain data: marks as decimal texts, shares as exact fractions of 1."""
    return [
        {
            "part": one.part,
            "id": one.id,
            "name": one.name,
            "kind": one.kind,
            "marks": {"old": _plain(one.old), "new": _plain(one.new)},
            "share": {"old": _plain(one.old_share), "new": _plain(one.new_share)},
            "given": {"old": _spread_data(one.old_spread), "new": _spread_data(one.new_spread)},
        }
        for one in found
    ]


def _plain(value: Fraction | None) -> str | None:
    return None if value is None else plain_number(value)


def _spread_data(one: Spread | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {"people": one.people, "mean": _plain(one.mean), "least": _plain(one.least), "most": _plain(one.most)}
