"""Working days by the calendar of the round: how many there are, and whether a date is one."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from kaohe_core.calendar import Calendar
from kaohe_core.formula.node import Formula, expect, lift
from kaohe_core.messages import Message, message


@frozen(cache_hash=True, order=False)
class WorkingDaysBetween(Formula):
    """How many working days there are from one date to another, both counted; negative when reversed."""

    function: ClassVar[str] = "working-days"
    meaning: ClassVar[Message] = message("working days from one date to another, both counted, by the calendar")

    start: Formula
    end: Formula
    calendar: Calendar

    def __attrs_post_init__(self) -> None:
        expect("date", self.start, self.end)


@frozen(cache_hash=True, order=False)
class IsWorkingDay(Formula):
    """Whether a date is a working day."""

    function: ClassVar[str] = "is-working-day"
    meaning: ClassVar[Message] = message("true where a date is a working day by the calendar")

    of: Formula
    calendar: Calendar

    def __attrs_post_init__(self) -> None:
        expect("date", self.of)

    def lowered(self) -> Formula:
        """From that day to that day there is one."""
        return WorkingDaysBetween(self.of, self.of, self.calendar).equals(lift(1))
