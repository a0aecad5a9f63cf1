"""Rules that choose marks from a list: by band, by key, by place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, ClassVar, Literal

from attrs import define, frozen

from kaohe_core.formula.shares import WrittenShare
from kaohe_core.formula.tree import Compare, Formula, LookupByKeys, Number, Ties, choose, lift, lookup, rank
from kaohe_core.messages import Text, message
from kaohe_core.rules.rule import Alternative, Rule, doc, number
from kaohe_core.rules.shared_places import by_place, together

MOST_KEYS = 3


@frozen(kw_only=True)
class Band:
    """One band: exactly one edge, and the marks of whatever reaches it."""

    at_least: Number | WrittenShare | None = doc("from this value on, the value itself included", default=None)
    above: Number | WrittenShare | None = doc("beyond this value, the value itself not included", default=None)
    at_most: Number | WrittenShare | None = doc("up to this value, the value itself included", default=None)
    below: Number | WrittenShare | None = doc("under this value, the value itself not included", default=None)
    points: Number = doc("the marks", converter=number)

    def __attrs_post_init__(self) -> None:
        edges = [e for e in (self.at_least, self.above, self.at_most, self.below) if e is not None]
        if len(edges) != 1:
            raise ValueError(message("a band needs exactly one of at-least, above, at-most, below"))

    @property
    def rising(self) -> bool:
        """Whether the band reaches upwards (higher is better)."""
        return self.at_least is not None or self.above is not None

    @property
    def edge(self) -> Number | WrittenShare:
        """Where the band begins."""
        edges = (self.at_least, self.above, self.at_most, self.below)
        return next(edge for edge in edges if edge is not None)  # there is one: checked on construction

    def holds(self, of: Formula) -> Formula:
        """The condition that ``of`` lies in the band."""
        if self.at_least is not None:
            return Compare(">=", of, self.at_least)
        if self.above is not None:
            return Compare(">", of, self.above)
        return Compare("<" if self.at_most is None else "<=", of, self.edge)


@define(kw_only=True)
class Bands(Rule):
    """Marks by the band a value falls in.

    Bands have one edge each and are tried in the order written, so that no value can fall between two of them or into
    both: ``at-least``/``above`` from the highest down, or ``at-most``/``below`` from the lowest up. ``otherwise`` is
    for what reaches none.
    """

    name: ClassVar[str] = "bands"
    title: ClassVar[Text] = Text("分档", "bands")

    of: Formula = doc("the value", yields="number")
    bands: tuple[Band, ...] = doc("the bands, best edge first")
    otherwise: Number = doc("the marks of a value that reaches no band", converter=number)
    shift: Formula | None = doc("bands to move up by (a whole number; negative: down)", default=None, yields="number")

    def __attrs_post_init__(self) -> None:
        if not self.bands:
            raise ValueError(message("at least one band is needed"))
        if len({band.rising for band in self.bands}) != 1:
            raise ValueError(
                message("at-least/above and at-most/below do not mix: values could fall between two bands")
            )
        written = [band.edge for band in self.bands]
        edges = [Fraction(band.edge.value) for band in self.bands]
        rising = self.bands[0].rising
        if edges != sorted(set(edges), reverse=rising):
            order = message("from the highest down") if rising else message("from the lowest up")
            raise ValueError(
                message(
                    "write the bands {order}: {found}",
                    order=order,
                    found=[str(e if isinstance(e, WrittenShare) else e.value) for e in written],
                )
            )

    def formula(self) -> Formula:
        """The marks of the first band that holds."""
        if self.shift is None:
            result: Formula = self.otherwise
            for band in reversed(self.bands):
                result = choose(band.holds(self.of), band.points, result)
            return result
        # The band's number counts from 0 for the best; moving up subtracts, and the ends hold.
        position: Formula = lift(len(self.bands))
        for index, band in reversed(list(enumerate(self.bands))):
            position = choose(band.holds(self.of), index, position)
        position = (position - self.shift).at_least(0).at_most(len(self.bands))
        points: Formula = self.otherwise
        for index, band in reversed(list(enumerate(self.bands))):
            points = choose(position <= index, band.points, points)
        return points

    def cases(self) -> Iterator[Alternative]:
        """Every band."""
        yield from (Alternative(("bands", index), band.holds(self.of)) for index, band in enumerate(self.bands))


ByKeys = Mapping[str, Number | Mapping[str, Number | Mapping[str, Number]]]  # by one key, by two, or by three


@define(kw_only=True)
class LookUp(Rule):
    """Marks by a key: a role, a rating, a level – or by two or three keys together, such as a level and a prize.

    With several keys the values of one are a table by the next: ``values = { "省" = { "一等" = 8 } }``.
    """

    name: ClassVar[str] = "lookup"
    title: ClassVar[Text] = Text("对照", "look-up")

    of: Formula | tuple[Formula, ...] = doc("the key, or a list of two or three")
    values: ByKeys = doc("the marks beside each key; with several keys a table for each key but the last")
    otherwise: Number | None = doc(
        "the marks of a key that is not listed; without it such a key is “no data”", default=None
    )
    times: Formula | None = doc(
        "what the marks are multiplied by: −marks.total takes a share of the total off", default=None, yields="number"
    )

    def __attrs_post_init__(self) -> None:
        count = len(self._of)
        if count == 0 or count > MOST_KEYS:
            raise ValueError(message("a look-up goes by one key, by two or by three"))
        for keys, _ in _entries(self.values):
            if len(keys) != count:
                found = " × ".join(f"“{key}”" for key in keys)
                raise ValueError(
                    message(
                        "this look-up goes by {count} keys, and a value stands beside {keys}", count=count, keys=found
                    )
                )

    @property
    def _of(self) -> tuple[Formula, ...]:
        return (self.of,) if isinstance(self.of, Formula) else self.of

    def formula(self) -> Formula:
        """The value beside the key, times ``times``."""
        found = (
            LookupByKeys(
                self.of, tuple((tuple(map(lift, keys)), value) for keys, value in _entries(self.values)), self.otherwise
            )
            if isinstance(self.of, tuple)
            else lookup(self.of, {key: value for (key,), value in _entries(self.values)}, self.otherwise)
        )
        return found if self.times is None else self.times * found

    def cases(self) -> Iterator[Alternative]:
        """Every key."""
        written = (keys[: depth + 1] for keys, _ in _entries(self.values) for depth in range(len(keys)))
        for keys in dict.fromkeys(written):
            of = self._of[len(keys) - 1]
            if of.kind == "text":
                yield Alternative(("values", *keys), of.equals(keys[-1]))


def _entries(values: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Number]]:
    """Every value with the keys that lead to it."""
    for key, value in values.items():
        if isinstance(value, Number):
            yield (key,), value
        else:
            yield from (((key, *keys), inner) for keys, inner in _entries(value))


@define(kw_only=True)
class Places(Rule):
    """Marks by place: a list, and the marks of all further places.

    Equal ones are told apart by ``then``; what is still equal shares a place as ``ties`` says. With ``average`` they
    share the mean of the marks of the places that they take: two first ones with 5 and 3 marks have 4 each.
    """

    name: ClassVar[str] = "places"
    title: ClassVar[Text] = Text("名次", "places")

    of: Formula = doc("what the members of the unit are ranked by", yields="number")
    points: tuple[Number, ...] = doc("the marks of the first, second, … place", default=())
    otherwise: Number = doc("the marks of all further places", converter=number)
    then: tuple[Formula, ...] = doc(
        "what decides between equal ones, the first that differs, in the same direction; -x for the other",
        default=(),
        yields="number",
    )
    ties: Ties | Literal["average"] = doc(
        "what equal values do: average, they share the mean of the marks of their places; best 1 2 2 4, worst 1 3 3 4, "
        "mean 1 2.5 2.5 4, dense 1 2 2 3, roster"
    )
    first: Literal["highest", "lowest"] = doc("whether the highest or the lowest value comes first")
    within: Formula | None = doc(
        "leagues that are ranked apart: one column or a list", default=None, yields="text", several=True
    )

    def formula(self) -> Formula:
        """The marks beside the place."""

        def place(ties: Ties) -> Formula:
            return rank(self.of, ties, then=self.then, highest_first=self.first == "highest", within=self.within)

        if self.ties != "average":
            return by_place(place(self.ties), self.points, self.otherwise)
        first, last = place("best"), place("worst")
        return together(first, last, self.points, self.otherwise) / (last - first + 1)
