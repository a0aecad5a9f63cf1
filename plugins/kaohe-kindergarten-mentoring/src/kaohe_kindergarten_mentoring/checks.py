"""What only a look across rows and tables can find (跨表检查)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from kaohe_core import Finding, Rows, Scheme, catalogue, check

message = catalogue("kaohe_kindergarten_mentoring")

MOST_OF_A_MENTOR = 2  # kindergartens that one mentor may have (K01)
STAGES = {  # of the environment: the title, and the parameter with the days that it may take (K03)
    "improved": ("有起色", "days-to-improve"),
    "standard": ("达标", "days-to-standard"),
    "feature": ("有特色", "days-to-feature"),
}
ON = "reference-date"


@check
def supported(kindergartens: Rows) -> Iterator[Finding]:
    """Every kindergarten has a mentor, a trainer for group sessions and a supervisor for planning (K01)."""
    names = kindergartens.names()
    for row in kindergartens:
        name = names[row["id"]]
        texts = {
            "mentor": (message("“{name}” has no mentor", name=name), message("name the teacher who mentors it")),
            "trainer": (message("“{name}” has no trainer for group sessions", name=name), message("name the trainer")),
            "supervisor": (
                message("“{name}” has no supervisor for planning", name=name),
                message("name the supervisor"),
            ),
        }
        for column, (what, mend) in texts.items():
            if row[column] is None:
                yield row.note(column, what, mend)


@check
def mentors(kindergartens: Rows) -> Iterator[Finding]:
    """One mentor has at most two kindergartens (K01)."""
    has: dict[str, list[str]] = defaultdict(list)
    names = kindergartens.names()
    for row in kindergartens:
        if row["mentor"] is None:
            continue
        has[row["mentor"]].append(names[row["id"]])
        if len(has[row["mentor"]]) == MOST_OF_A_MENTOR + 1:
            yield row.note(
                "mentor",
                message(
                    "“{mentor}” mentors more than {most} kindergartens: {names}",
                    mentor=row["mentor"],
                    most=MOST_OF_A_MENTOR,
                    names=has[row["mentor"]],
                ),
                message("give this one another mentor"),
            )


@check
def milestones(scheme: Scheme, environment: Rows, kindergartens: Rows) -> Iterator[Finding]:
    """Stages reached late or overdue, and by how many days, counted from the start of mentoring (K03)."""
    on, names = scheme.parameter(ON, date), kindergartens.names()
    reached = {row["id"]: row for row in environment}
    for row in kindergartens:
        if row["started"] is None:
            continue
        record, called = reached.get(row["id"]), names[row["id"]]
        for column, (stage, name) in STAGES.items():
            limit = scheme.parameter(name, Decimal)
            if limit is None or record is None:  # no record at all: the mark waits for it
                continue
            day = record[column]
            if day is not None and day < row["started"]:
                yield record.note(
                    column,
                    message(
                        "“{name}” reached “{stage}” before mentoring began on {start}",
                        name=called,
                        stage=stage,
                        start=row["started"].isoformat(),
                    ),
                    message("correct the date, or the start of mentoring"),
                )
            elif day is not None and (late := (day - row["started"]).days - int(limit)) > 0:
                yield record.note(
                    column,
                    message("“{name}” reached “{stage}” {days} days late", name=called, stage=stage, days=late),
                    message("it earns no marks; check the date"),
                    blocks=False,
                )
            elif day is None and on is not None:
                over = (on - row["started"]).days - int(limit)
                if over > 0:
                    yield record.note(
                        column,
                        message(
                            "“{name}” has not reached “{stage}”, {days} days overdue on {on}",
                            name=called,
                            stage=stage,
                            days=over,
                            on=on.isoformat(),
                        ),
                        message("it earns no marks; where it was reached, add the record"),
                        blocks=False,
                    )


@check
def months_without_meeting(scheme: Scheme, meeting_attendance: Rows, kindergartens: Rows) -> Iterator[Finding]:
    """A research meeting every month, and every kindergarten takes part (K08)."""
    days: dict[str, set[date]] = defaultdict(set)
    for row in meeting_attendance:
        if row["date"] is not None and row["id"] is not None:
            days[row["id"]].add(row["date"])
    everywhere = set().union(*days.values())
    names = kindergartens.names()
    for month, start, end in scheme.spans("month"):
        held = [day for day in everywhere if start <= day <= end]
        if not held:
            yield meeting_attendance.note(
                "date",
                message("there was no research meeting in {month}", month=month),
                message("hold one every month; where it was held, add the attendance"),
                blocks=False,
            )
            continue
        away = [names[row["id"]] for row in kindergartens if not days[row["id"]].intersection(held)]
        if away:
            yield meeting_attendance.note(
                "date",
                message("nobody of {names} was at the research meeting of {month}", names=away, month=month),
                message("the month earns them no marks; where they were there, add the attendance"),
                blocks=False,
            )


@check
def terms_without_summary(scheme: Scheme, summary_meetings: Rows, kindergartens: Rows) -> Iterator[Finding]:
    """A summary meeting every term (K09)."""
    held = {(row["township"], row["term"]) for row in summary_meetings}
    for township in dict.fromkeys(row["township"] for row in kindergartens):
        for period in scheme.periods.get("term", ()):
            if (township, period.id) not in held:
                yield summary_meetings.note(
                    "term",
                    message("“{township}” had no summary meeting in {term}", township=township, term=period.id),
                    message("hold one at the end of the term; where it was held, add the record"),
                    blocks=False,
                )


@check
def teachers_of_research(research: Rows, kindergarten_staff: Rows) -> Iterator[Finding]:
    """Research with every teacher, each in the own kindergarten, one-to-one or one-to-two (K04)."""
    home = {row["teacher"]: row["kindergarten"] for row in kindergarten_staff}
    reached: set[str] = set()
    together: dict[tuple[str, date, str | None], int] = defaultdict(int)
    for row in research:
        reached.add(row["teacher"])
        together[row["id"], row["date"], row["topic"]] += 1
        if row["teacher"] is not None and home.get(row["teacher"]) != row["id"]:
            yield row.note(
                "teacher",
                message("“{teacher}” does not teach at “{id}”", teacher=row["teacher"], id=row["id"]),
                message("correct the teacher or the kindergarten"),
            )
    for row in research:
        number = together[row["id"], row["date"], row["topic"]]
        if number > 2 and row["form"] is not None:
            yield row.note(
                "form",
                message(
                    "{number} teachers took part at “{id}” on {day}: that is neither one-to-one nor one-to-two",
                    number=number,
                    id=row["id"],
                    day=row["date"].isoformat(),
                ),
                message("separate the activities by what they were about"),
                blocks=False,
            )
            together[row["id"], row["date"], row["topic"]] = 0  # said once
    missed = [row["teacher-name"] for row in kindergarten_staff if row["teacher"] not in reached]
    if missed:
        yield research.note(
            "teacher",
            message("no research with {names}", names=missed),
            message("every teacher is to be reached, one-to-one or one-to-two"),
            blocks=False,
        )


@check
def attendance(meeting_attendance: Rows) -> Iterator[Finding]:
    """Nobody is there who is not due, and nobody brings a question who is not there (K08)."""
    for row in meeting_attendance:
        for part, whole in (("present", "due"), ("questions", "present"), ("narratives", "present")):
            if row[part] is not None and row[whole] is not None and row[part] > row[whole]:
                yield row.note(
                    part,
                    message("{part} is more than {whole}", part=int(row[part]), whole=int(row[whole])),
                    message("correct one of the two numbers"),
                )


@check
def stints(village_work: Rows) -> Iterator[Finding]:
    """Support work ends after it begins, and no day counts twice (K12)."""
    last: dict[str, date] = {}
    for row in sorted(village_work, key=lambda row: (row["id"] or "", row["start"] or date.min)):
        if row["start"] is None or row["end"] is None or row["id"] is None:
            continue
        if row["end"] < row["start"]:
            yield row.note(
                "end",
                message(
                    "it ends on {end}, before it begins on {start}",
                    end=row["end"].isoformat(),
                    start=row["start"].isoformat(),
                ),
                message("correct one of the two dates"),
            )
        elif row["id"] in last and row["start"] <= last[row["id"]]:
            yield row.note(
                "start",
                message("“{id}” was still elsewhere until {end}", id=row["id"], end=last[row["id"]].isoformat()),
                message("correct the dates, so that no day counts twice"),
            )
        last[row["id"]] = max(row["end"], last.get(row["id"], date.min))
