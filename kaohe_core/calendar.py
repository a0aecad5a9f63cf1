"""The calendar of a school: which days are working days, by the holidays and the make-up days of the year (调休).

A day is a date, or the first and the last of several with two dots between: ``2026-10-01..2026-10-07``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from attrs import field, frozen

from kaohe_core.messages import message

DAYS = re.compile(r"\s*(\d{4}-\d{2}-\d{2})\s*(?:\.\.\s*(\d{4}-\d{2}-\d{2})\s*)?\Z", re.ASCII)
LONGEST = 366  # days of one holiday: more is a slip of the pen


def days_of(text: str) -> Iterator[date]:
    """The days that a text means. Raises ``ValueError``, with a message, where it means none."""
    found = DAYS.match(text)
    try:
        first = date.fromisoformat(found[1] if found else "")
        last = date.fromisoformat(found[2]) if found and found[2] else first
    except ValueError:
        raise ValueError(
            message("“{text}” is no day; write 2026-10-01, or 2026-10-01..2026-10-07 for several", text=text)
        ) from None
    if not 0 <= (last - first).days < LONGEST:
        raise ValueError(message("“{text}” ends before it begins, or lasts longer than a year", text=text))
    yield from (first + timedelta(days=number) for number in range((last - first).days + 1))


def _days(_instance: object, _attribute: object, value: tuple[str, ...]) -> None:
    for text in value:
        list(days_of(text))


def _doc(text: str, **options: Any) -> Any:
    return field(metadata={"doc": text}, **options)


@frozen(kw_only=True, slots=False)
class Calendar:
    """``[calendar]`` of ``kaohe.toml``: Monday to Friday are working days, but for these."""

    holidays: tuple[str, ...] = _doc("days off, like 2026-10-01..2026-10-07", default=(), validator=_days)
    make_up: tuple[str, ...] = _doc("days of a weekend that are worked instead", default=(), validator=_days)

    def __attrs_post_init__(self) -> None:
        both = sorted(self._off & self._on)
        if both:
            raise ValueError(message("{day} is a holiday and a make-up day at once", day=both[0].isoformat()))

    def works(self, day: date) -> bool:
        """Whether it is a working day."""
        return day in self._on or (day.weekday() < 5 and day not in self._off)

    def working_days(self, first: date, last: date) -> int:
        """How many working days there are from ``first`` to ``last``, both counted; negative when reversed."""
        if last < first:
            return -self.working_days(last, first)
        weeks, rest = divmod((last - first).days + 1, 7)
        weekdays = weeks * 5 + sum((first.weekday() + number) % 7 < 5 for number in range(rest))
        off, on = self.exceptions(first, last)
        return weekdays - len(off) + len(on)

    def exceptions(self, first: date = date.min, last: date = date.max) -> tuple[list[date], list[date]]:
        """From ``first`` to ``last``, the weekdays that are not worked, and the days of a weekend that are."""
        off = [day for day in sorted(self._off) if first <= day <= last and day.weekday() < 5]
        on = [day for day in sorted(self._on) if first <= day <= last and day.weekday() >= 5]
        return off, on

    @cached_property
    def _off(self) -> frozenset[date]:
        return frozenset(day for text in self.holidays for day in days_of(text))

    @cached_property
    def _on(self) -> frozenset[date]:
        return frozenset(day for text in self.make_up for day in days_of(text))
