"""A scheme over the periods of another one: last term's records bear last term's names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from kaohe_core.scheme.layers import Resolved

if TYPE_CHECKING:
    from kaohe_core.scheme.model import Period

Periods = Mapping[str, Any]
ELSEWHERE = "_elsewhere"  # the kind of those periods of the other scheme that have no counterpart here


def by_id(kinds: Mapping[str, tuple[Period, ...]]) -> dict[str, Period]:
    """Every period of a scheme by id; what lies in one of another scheme alone counts nowhere."""
    return {period.id: period for kind, periods in kinds.items() if kind != ELSEWHERE for period in periods}


def with_periods(resolved: Resolved, periods: Periods) -> Resolved:
    """The scheme with its periods of each kind replaced by those in ``periods``, one for one in their order.

    The weights of periods follow. A kind of which there are not equally many stays as it is, and so does one whose
    periods are all months or weeks of a span in one scheme and a list in the other.
    """
    own = resolved.data.get("periods")
    if not isinstance(own, dict):
        return resolved
    taken = {kind: periods[kind] for kind, value in own.items() if kind in periods and _alike(value, periods[kind])}
    names = {
        kind: dict(zip(map(_id, own[kind]), map(_id, value), strict=True))
        for kind, value in taken.items()
        if isinstance(value, list)
    }
    data = _renamed(resolved.data, names)
    after = {**own, **taken}
    known = {id for value in after.values() if isinstance(value, list) for id in map(_id, value)}
    others = [_id(one) for value in periods.values() if isinstance(value, list) for one in value]
    elsewhere = {} if known.issuperset(others) else {ELSEWHERE: [id for id in dict.fromkeys(others) if id not in known]}
    return evolve(resolved, data={**data, "periods": {**after, **elsewhere}})


@frozen
class Differing:
    """A kind of period that two schemes name differently; ``taken``: whether the other one’s can stand in."""

    kind: str
    own: str
    other: str
    taken: bool


def differing(resolved: Resolved, periods: Periods) -> Iterator[Differing]:
    """The kinds of periods that both have and that differ."""
    own = resolved.data.get("periods")
    for kind, value in own.items() if isinstance(own, dict) else ():
        if kind in periods and value != periods[kind]:
            yield Differing(kind, _named(value), _named(periods[kind]), _alike(value, periods[kind]))


def _named(periods: Any) -> str:
    if isinstance(periods, dict):
        return f"{periods.get('start')} – {periods.get('end')}"
    return ", ".join(map(_id, periods))


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other)
    return isinstance(one, dict) and isinstance(other, dict) and one.get("every") == other.get("every")


def _id(period: Any) -> str:
    return str(period.get("id")) if isinstance(period, dict) else str(period)


def _renamed(data: dict[str, Any], names: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """The same with the keys of ``period-weights`` renamed, by the kind of period the clause is taken by."""
    result = dict(data)
    for key, value in data.items():
        if key == "period-weights" and isinstance(value, dict):
            known = names.get(str(data.get("per")), {})
            result[key] = {known.get(id, id): weight for id, weight in value.items()}
        elif isinstance(value, dict):
            result[key] = _renamed(value, names)
        elif isinstance(value, list):
            result[key] = [_renamed(item, names) if isinstance(item, dict) else item for item in value]
    return result
