"""The clock of publicity (公示): it starts when results become readable, and stops while suspended (G05).

Days are spans of 24 hours, so that nobody argues about when a day begins.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import define, field


def instant(at: str) -> datetime:
    """The moment an act says, its offset included."""
    return datetime.fromisoformat(at)


@define
class Publicity:
    """One publication of results: since when they are readable, and when that was interrupted."""

    readable: datetime
    pauses: list[tuple[datetime, datetime | None]] = field(factory=list)

    @property
    def suspended(self) -> bool:
        """Whether the clock stands still now."""
        return bool(self.pauses) and self.pauses[-1][1] is None

    def ends(self, days: int) -> datetime | None:
        """When so many days have been readable; None while suspended, for nobody knows."""
        end = self.readable + timedelta(days=days)
        for start, stop in self.pauses:
            if start >= end:
                break
            if stop is None:
                return None
            end += max(stop - max(start, self.readable), timedelta(0))
        return end

    def over(self, days: int, at: datetime) -> bool:
        """Whether so many days have been readable at ``at``."""
        end = self.ends(days)
        return end is not None and at >= end
