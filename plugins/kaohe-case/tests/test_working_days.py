"""Publicity and appeals counted in working days, by the project's calendar (G05)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from kaohe_case.clock import Publicity
from kaohe_core.calendar import Calendar
from kaohe_core.scheme.governance import WorkingDays

from .rounds import Play, owed
from .school import School

AUTUMN = Calendar(holidays=("2026-10-01..2026-10-07",), make_up=("2026-10-10",))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}:00+08:00")


def ends(start: str, days: int, *pauses: tuple[str, str], calendar: Calendar = AUTUMN) -> datetime | None:
    spans: list[tuple[datetime, datetime | None]] = [(moment(first), moment(last)) for first, last in pauses]
    return Publicity(moment(start), spans, calendar).ends(WorkingDays(working=days))


@pytest.mark.fault("R08")
@pytest.mark.clause("G05")
@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("09-07T08:30", 5, "09-14T08:30"),  # Monday: to Friday 08:30 four; the rest of Friday and Monday till 08:30
        ("09-11T08:30", 1, "09-14T08:30"),  # Friday: 15 1/2 hours of it, and 8 1/2 of Monday
        ("09-12T10:00", 1, "09-15T00:00"),  # a Saturday counts nothing: all of Monday
        # Tuesday 16 hours, Wednesday 24, then 8, 9 and 10 October: 112 of 120; the other 8 are of Monday the 12th
        ("09-29T08:00", 5, "10-12T08:00"),
        ("10-09T17:00", 2, "10-12T17:00"),  # Friday 7 hours, the Saturday that is worked 24, Monday till 17:00
    ],
)
def test_working_days(start: str, days: int, end: str) -> None:
    assert ends(start, days) == moment(end)


@pytest.mark.fault("R08")
def test_a_pause_moves_the_end_by_what_was_worked_in_it() -> None:
    # Monday 08:30, 5 days; from Thursday 08:30 to Monday 08:30: Thursday and Friday from 08:30 on and 8 1/2 hours of
    # Monday are lost, 48 hours of work, so two working days later: Wednesday
    assert ends("09-07T08:30", 5, ("09-10T08:30", "09-14T08:30")) == moment("09-16T08:30")
    assert ends("09-07T08:30", 5, ("09-12T00:00", "09-13T00:00")) == moment("09-14T08:30")  # a Saturday: nothing
    open_end = Publicity(moment("09-07T08:30"), [(moment("09-10T08:30"), None)], AUTUMN)
    assert open_end.ends(WorkingDays(working=5)) is None
    assert open_end.ends(WorkingDays(working=3)) == moment("09-10T08:30")


@pytest.mark.fault("R08")
def test_the_end_waits_for_working_days() -> None:
    """Published on Tuesday 1 September 2026, 08:00: five working days are over on Tuesday the 8th."""
    play = Play({"publicity_days": {"working": 5}, "appeal_days": {"working": 2}}).to("publish")
    play.proper("confirm")
    assert play.refused("finalise") == [
        owed("定稿", "结果须公示满 5 个工作日，到 2026-09-08T08:00:00+08:00 为止", "考核办公室", "等到那时再办"),
        owed("定稿", "申诉期为 2 个工作日，到 2026-09-03T08:00:00+08:00 为止", "考核办公室", "等到那时再办"),
    ]
    play.wait(days=7)
    play.do("finalise")


@pytest.mark.fault("R08")
def test_the_calendar_of_the_project_counts(tmp_path: Path) -> None:
    """Published on Wednesday 1 July 2026, 08:00; Thursday and Friday are off, and Saturday the 4th is worked."""
    school = School.made(tmp_path / "校")
    school.change(
        "kaohe.toml",
        "[tables]",
        '[calendar]\nholidays = ["2026-07-02..2026-07-03"]\nmake-up = ["2026-07-04"]\n[tables]',
    )
    school.change("scheme.toml", "group-size = 2", "group-size = 2\npublicity-days = { working = 2 }")
    school.in_force()
    school.do("freeze")
    round = school.counted().case.round("2026")
    assert round.publicity is not None
    # 16 hours of Wednesday, 24 of Saturday, 8 of Monday
    assert round.publicity.ends(round.governance.publicity_days) == moment("07-06T08:00")
