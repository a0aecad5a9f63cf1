"""What only a look across rows can find (跨表检查)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from kaohe_core import Finding, Rows, catalogue, check

message = catalogue("kaohe_example")

MOST_A_DAY = 1000  # pages


@check
def more_than_a_day_holds(reading_log: Rows) -> Iterator[Finding]:
    """Nobody reads more than a thousand pages on one day."""
    read: dict[tuple[str, object], Decimal] = defaultdict(Decimal)
    for row in reading_log:
        read[row["reader"], row["date"]] += row["pages"]
        pages = read[row["reader"], row["date"]]
        if pages > MOST_A_DAY:
            what = message("“{reader}” read {pages} pages on {day}", reader=row["reader"], pages=pages, day=row["date"])
            yield row.note("pages", what, message("check the pages, and the date"), blocks=False)
