"""The clock of publicity (公示): it starts when results become readable, and stops while suspended (G05).

Days are spans of 24 hours, so that nobody argues about when a day begins. Of working days only the hours count that lie
on one: five of them from Monday 8:30 on are over on the next Monday at 8:30.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from attrs import define, field

from kaohe_case.messages import message
from kaohe_case.store import FILE
from kaohe_core import Finding, Message, Place
from kaohe_core.calendar import Calendar
from kaohe_core.scheme.governance import WorkingDays

YEARS = range(2000, 9999)  # another one was never meant
SKEW = timedelta(minutes=10)  # between the clocks of an office


def instant(at: str) -> datetime:
    """The moment an act says, its offset included."""
    return datetime.fromisoformat(at)


def now() -> datetime:
    """The clock of this computer, with its offset."""
    return datetime.now().astimezone()


def moment_of(said: str | None) -> str | None:
    """The moment of an act: as it was said, with an offset, or now; None where that is none."""
    if said is None:
        return now().isoformat(timespec="seconds")
    try:
        found = instant(said)
        return said if found.tzinfo is not None and found.astimezone(UTC).year in YEARS else None
    except (ValueError, OverflowError):  # the first and the last day there are have no moment elsewhere
        return None


def not_come(at: str) -> Finding | None:
    """What is wrong with a moment that has not come yet; None of one that has."""
    if instant(at) <= now() + SKEW:
        return None
    return Finding(
        Place(file=FILE),
        message("{at} has not come yet: every later act would have to lie after it", at=at),
        message("write the right moment with --at; where this one is meant: --beyond-now"),
    )


def told_days(days: int | WorkingDays) -> Message:
    """So many days, as they are counted."""
    if isinstance(days, WorkingDays):
        return message("{days} working days", days=days.working)
    return message("{days} days", days=days)


@define
class Publicity:
    """One publication of results: since when they are readable, and when that was interrupted."""

    readable: datetime
    pauses: list[tuple[datetime, datetime | None]] = field(factory=list)
    calendar: Calendar = Calendar()

    @property
    def suspended(self) -> bool:
        """Whether the clock stands still now."""
        return bool(self.pauses) and self.pauses[-1][1] is None

    def ends(self, days: int | WorkingDays) -> datetime | None:
        """When so many days have been readable; None while suspended, for nobody knows."""
        if isinstance(days, WorkingDays):
            return self._ends_working(days.working)
        end = self.readable + timedelta(days=days)
        for start, stop in self.pauses:
            if start >= end:
                break
            if stop is None:
                return None
            end += max(stop - max(start, self.readable), timedelta(0))
        return end

    def _ends_working(self, days: int) -> datetime | None:
        left, now = timedelta(days=days), self.readable
        pauses = list(self.pauses)
        while left > timedelta(0):
            while pauses and pauses[0][1] is not None and pauses[0][1] <= now:
                pauses.pop(0)
            start, stop = pauses[0] if pauses else (None, None)
            if start is not None and start <= now:
                if stop is None:
                    return None
                now = stop.astimezone(now.tzinfo)
                continue
            midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
            until = midnight if start is None else min(midnight, start.astimezone(now.tzinfo))
            if self.calendar.works(now.date()):
                until = min(until, now + left)
                left -= until - now
            now = until
        return now

    def over(self, days: int | WorkingDays, at: datetime) -> bool:
        """Whether so many days have been readable at ``at``."""
        end = self.ends(days)
        return end is not None and at >= end
