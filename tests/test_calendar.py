"""Working days by holidays and make-up days (调休)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from kaohe_core.calendar import Calendar, days_of
from kaohe_core.config import read_config
from kaohe_core.findings import Findings

# The autumn of 2026: 1 to 7 October are off (a Thursday to a Wednesday); Saturday the 10th is worked instead.
AUTUMN = Calendar(holidays=("2026-10-01..2026-10-07",), make_up=("2026-10-10",))


def test_which_days_are_worked() -> None:
    worked = [day for number in range(28, 31) if AUTUMN.works(day := date(2026, 9, number))]
    worked += [day for number in range(1, 13) if AUTUMN.works(day := date(2026, 10, number))]
    assert [(day.month, day.day) for day in worked] == [
        (9, 28), (9, 29), (9, 30), (10, 8), (10, 9), (10, 10), (10, 12)
    ]  # fmt: skip


def test_days_of_a_text() -> None:
    assert list(days_of(" 2026-10-01 .. 2026-10-03 ")) == [date(2026, 10, day) for day in (1, 2, 3)]
    assert list(days_of("2026-10-01")) == [date(2026, 10, 1)]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            'holidays = ["国庆节"]',
            "“国庆节”不是日期；写成 2026-10-01，几天的写成 2026-10-01..2026-10-07",
        ),
        ('holidays = ["2026-02-30"]', "“2026-02-30”不是日期；写成 2026-10-01，几天的写成 2026-10-01..2026-10-07"),
        ('make-up = ["2026-10-07..2026-10-01"]', "“2026-10-07..2026-10-01”结束早于开始，或者超过一年"),
        (
            'holidays = ["2026-10-01..2026-10-07"]\nmake-up = ["2026-10-03"]',
            "2026-10-03 既是节假日，又是调休上班日",
        ),
    ],
)
def test_what_is_no_day_is_told(tmp_path: Path, line: str, told: str) -> None:
    (tmp_path / "kaohe.toml").write_text(f'[project]\nname = "校"\n[calendar]\n{line}\n', encoding="utf-8")
    findings = Findings()
    assert read_config(tmp_path, findings) is None
    assert [finding.what.text("zh") for finding in findings] == [told]


def test_how_many_days_are_worked() -> None:
    """28 September (a Monday) to 12 October 2026 are 7 by the list above; of the week before, 5."""
    first, last = date(2026, 9, 28), date(2026, 10, 12)
    assert AUTUMN.working_days(first, last) == 7
    assert AUTUMN.working_days(last, first) == -7
    assert AUTUMN.working_days(date(2026, 9, 21), date(2026, 9, 27)) == 5
    one = {day: AUTUMN.working_days(day, day) for day in (date(2026, 10, 1), date(2026, 10, 10), date(2026, 10, 11))}
    assert list(one.values()) == [0, 1, 0]
    for start in range(20):  # one by one, as AUTUMN.works says it
        days = [first + timedelta(days=number) for number in range(start, 40)]
        for number, day in enumerate(days):
            assert AUTUMN.working_days(days[0], day) == sum(map(AUTUMN.works, days[: number + 1]))
