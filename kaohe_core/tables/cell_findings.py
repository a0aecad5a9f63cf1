"""Findings about the cells of one table: in the order of the file, and never a thousand of one kind."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, field

from kaohe_core.findings import Finding, Findings
from kaohe_core.messages import Message, message
from kaohe_core.tables.data import Data

MOST = 20  # of one kind in one column


@define
class Listed:
    """Collects the findings of one table; ``close`` hands them over.

    Of one kind (the same sentence about the same column) the first twenty are listed; one more says how many there are.
    """

    data: Data  # only its place names are used
    items: list[Finding] = field(factory=list)
    counts: dict[tuple[str | None, str], int] = field(factory=dict)
    unlisted: dict[tuple[str | None, str], int] = field(factory=dict)

    def cell(
        self, row: int | None, column: str | None, what: Message, mend: Message | None = None, count: int = 1
    ) -> None:
        """Note one finding about a cell; ``count`` says of how many cells it speaks."""
        kind = (column, what.template)
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if self.counts[kind] <= MOST:
            self.items.append(Finding(self.data.row_place(row, column), what, mend, count=count))
        else:
            self.unlisted[kind] = self.unlisted.get(kind, 0) + count

    def many(self, column: str | None, found: Iterable[tuple[int, Message, Message | None]], count: int) -> None:
        """Note ``count`` findings of one kind, of which ``found`` has at least the first twenty."""
        listed = 0
        kind: tuple[str | None, str] | None = None
        for row, what, mend in found:
            self.cell(row, column, what, mend)
            kind = (column, what.template)
            listed += 1
        if kind is not None and count > listed:
            self.unlisted[kind] = self.unlisted.get(kind, 0) + count - listed

    def close(self, findings: Findings) -> None:
        """Hand the findings over, in the order of the rows."""
        self.items.sort(key=lambda finding: finding.place.row or 0)
        findings.extend(self.items)
        for kind, count in self.unlisted.items():
            place = self.data.row_place(None, kind[0])
            first = next(f for f in self.items if f.what.template == kind[1] and f.place.title == place.title)
            findings.add(
                place,
                message(
                    "{count} more findings of this kind are not listed; the first one is in row {row}",
                    count=count,
                    row=first.place.row,
                ),
                count=count,
            )
