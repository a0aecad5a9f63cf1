"""What only a look across rows and tables can find (跨表检查): names, where a mark only has a number."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from kaohe_core import Finding, Rows, Scheme, catalogue, check

message = catalogue("kaohe_legal_education")

RATERS = ("学校提名", "师生共评", "家长互评", "社会测评")
EXAMPLES = ("学法守法之星", "守法模范家庭")
SIX_ONES = ("material", "poster", "quiz", "programme", "question", "story")
PLANS = ("实施方案", "年度工作计划")


@check
def months_without_lecture(scheme: Scheme, legal_schools: Rows, lectures: Rows) -> Iterator[Finding]:
    """The months in which a school had no lecture with a topic and a speaker (L01)."""
    held: dict[str, list[date]] = defaultdict(list)
    for row in lectures:
        if row["topic"] is not None and row["speaker"] is not None:
            held[row["id"]].append(row["date"])
    for row in legal_schools:
        missing = [name for name, start, end in scheme.spans("month") if not _any(held[row["id"]], start, end)]
        if missing:
            yield row.note(
                "name",
                message(
                    "“{school}” had no lecture with a topic and a speaker in {months}",
                    school=row["name"],
                    months=missing,
                ),
                message("record the lectures that took place"),
                blocks=False,
            )


@check
def lectures_incomplete(scheme: Scheme, lectures: Rows, legal_schools: Rows) -> Iterator[Finding]:
    """Speakers who were told too late, or not at all (L01)."""
    names = legal_schools.names()
    notice = scheme.parameter("notice-days", Decimal)
    if notice is None:
        return
    for row in lectures:
        told = row["told"]
        if told is not None and told > row["date"]:
            yield row.note(
                "told",
                message("the speaker was told on {told}, after the lecture of {day}", told=told, day=row["date"]),
                message("correct one of the two dates"),
            )
        elif told is not None and (row["date"] - told).days < notice:
            yield row.note(
                "told",
                message(
                    "“{school}” told the speaker of {day} {days} days ahead, not {least}",
                    school=names[row["id"]],
                    day=row["date"],
                    days=(row["date"] - told).days,
                    least=notice,
                ),
                message("nothing needs to be done if the dates are right; the lecture does not count as told ahead"),
                blocks=False,
            )


@check
def without_deputy(legal_schools: Rows) -> Iterator[Finding]:
    """Each school has a deputy head for legal affairs (L03)."""
    for row in legal_schools:
        if row["deputy"] is None:
            yield row.note(
                "deputy",
                message("“{school}” has no deputy head for legal affairs", school=row["name"]),
                message("appoint one, and fill in the name"),
                blocks=False,
            )


@check
def counsellors_of_classes(school_classes: Rows, legal_schools: Rows) -> Iterator[Finding]:
    """Classes without a counsellor, and counsellors of several school_classes (L04)."""
    names = legal_schools.names()
    number = Counter((row["id"], row["counsellor"]) for row in school_classes if row["counsellor"] is not None)
    for row in school_classes:
        if row["counsellor"] is None:
            yield row.note(
                "counsellor",
                message("class “{name}” of “{school}” has no counsellor", name=row["class"], school=names[row["id"]]),
                message("name one; each class has its own"),
                blocks=False,
            )
        elif number[row["id"], row["counsellor"]] > 1:
            yield row.note(
                "counsellor",
                message(
                    "“{counsellor}” is the counsellor of {number} classes of “{school}”, “{name}” among them",
                    counsellor=row["counsellor"],
                    number=number[row["id"], row["counsellor"]],
                    school=names[row["id"]],
                    name=row["class"],
                ),
                message("name another one; each class has its own"),
                blocks=False,
            )


@check
def classes_counted(legal_schools: Rows, school_classes: Rows) -> Iterator[Finding]:
    """The number of school_classes on the roster is that of the list of school_classes (L04, L05)."""
    number = Counter(row["id"] for row in school_classes)
    for row in legal_schools:
        if number[row["id"]] and number[row["id"]] != row["classes"]:
            yield row.note(
                "classes",
                message(
                    "“{school}” has {stated} classes here, and {listed} in the list of classes",
                    school=row["name"],
                    stated=row["classes"],
                    listed=number[row["id"]],
                ),
                message("correct the number, or complete the list"),
            )


@check
def school_sessions_missing(scheme: Scheme, legal_schools: Rows, school_sessions: Rows) -> Iterator[Finding]:
    """Terms with fewer sessions at a school than asked for (L03)."""
    yield from _sessions_missing(scheme, legal_schools, school_sessions)


@check
def weeks_with_too_many(scheme: Scheme, legal_schools: Rows, lessons: Rows) -> Iterator[Finding]:
    """More classes had the lesson of a week than the school has (L05)."""
    classes = {row["id"]: row["classes"] for row in legal_schools}
    rows = list(lessons)
    for name, start, end in scheme.spans("week"):
        held: Counter[str] = Counter()
        last = {}
        for row in rows:
            if start <= row["date"] <= end:
                held[row["id"]] += row["classes"]
                last[row["id"]] = row
        for id, number in held.items():
            if id in classes and number > classes[id]:
                yield last[id].note(
                    "classes",
                    message(
                        "in week {week}, {number} classes had the lesson; the school has {classes}",
                        week=name,
                        number=number,
                        classes=classes[id],
                    ),
                    message("correct the number of classes"),
                )


@check
def examples_missing(scheme: Scheme, legal_schools: Rows, examples_chosen: Rows) -> Iterator[Finding]:
    """Terms in which a school chose no pupil or no family (L08)."""
    done = {(row["id"], row["term"], row["kind"]) for row in examples_chosen}
    for row in legal_schools:
        for period in scheme.periods.get("term", ()):
            for kind in EXAMPLES:
                if (row["id"], period.id, kind) not in done:
                    yield row.note(
                        "name",
                        message("“{school}” chose no {kind} in {term}", school=row["name"], kind=kind, term=period.id),
                        message("record the choice"),
                        blocks=False,
                    )


@check
def not_noted(examples_chosen: Rows, legal_schools: Rows) -> Iterator[Finding]:
    """Whoever was examples_chosen has it noted in the pupil's file (L08)."""
    names = legal_schools.names()
    for row in examples_chosen:
        if row["noted"] != 1:
            yield row.note(
                "noted",
                message(
                    "“{who}” of “{school}” was chosen as {kind}, and it is not noted in the pupil’s file",
                    who=row["who"],
                    school=names[row["id"]],
                    kind=row["kind"],
                ),
                message("note it; until then the choice does not count"),
                blocks=False,
            )


@check
def filed_late(scheme: Scheme, filings: Rows, legal_schools: Rows) -> Iterator[Finding]:
    """What was filed late or not at all (L09)."""
    names = legal_schools.names()
    deadline = scheme.parameter("plan-deadline", date)
    for row in filings:
        due = deadline if row["item"] in PLANS and deadline is not None else row["due"]
        if due != row["due"]:
            yield row.note(
                "due",
                message("{found} is not the deadline of the scheme, {due}", found=row["due"], due=due),
                message("correct the date, or plan-deadline in the scheme"),
            )
        elif row["filed"] is None:
            yield row.note(
                "filed",
                message(
                    "“{school}” has not filed “{item}”, due on {due}",
                    school=names[row["id"]],
                    item=row["item"],
                    due=due,
                ),
                message("file it, and record the date"),
                blocks=False,
            )
        elif row["filed"] > due:
            yield row.note(
                "filed",
                message(
                    "“{school}” filed “{item}” {days} days late",
                    school=names[row["id"]],
                    item=row["item"],
                    days=(row["filed"] - due).days,
                ),
                message("nothing needs to be done if the date is right; it counts as late"),
                blocks=False,
            )


@check
def due_outside_the_stage(scheme: Scheme, filings: Rows) -> Iterator[Finding]:
    """What belongs to a stage is due within its days (L09)."""
    spans = {name: (start, end) for name, start, end in scheme.spans("stage")}
    for row in filings:
        if row["stage"] in spans:
            start, end = spans[row["stage"]]
            if not start <= row["due"] <= end:
                yield row.note(
                    "due",
                    message(
                        "{due} does not lie in the stage “{stage}”, {start} to {end}",
                        due=row["due"],
                        stage=row["stage"],
                        start=start,
                        end=end,
                    ),
                    message("correct the date or the stage"),
                )


@check
def inspected_too_early(final_checks: Rows, legal_schools: Rows) -> Iterator[Finding]:
    """The school's own check comes first, then the bureau's (L10)."""
    names = legal_schools.names()
    for row in final_checks:
        if row["bureau-on"] < row["own-on"]:
            yield row.note(
                "bureau-on",
                message(
                    "the bureau inspected “{school}” on {bureau}, before its own check of {own}",
                    school=names[row["id"]],
                    bureau=row["bureau-on"],
                    own=row["own-on"],
                ),
                message("check the dates; if they are right, the school cannot have the title"),
                blocks=False,
            )


@check
def groups_missing(volunteers: Rows, volunteer_ratings: Rows) -> Iterator[Finding]:
    """A volunteer is rated by all four groups (L02)."""
    rated = {(row["id"], row["group"]) for row in volunteer_ratings}
    for row in volunteers:
        missing = [group for group in RATERS if (row["id"], group) not in rated]
        if missing and row["appointed"] == 1:
            yield row.note(
                "name",
                message("“{name}” has no rating from: {groups}", name=row["name"], groups=missing),
                message("collect the ratings; until then the mark waits for them"),
                blocks=False,
            )


@check
def deputies_sessions_missing(scheme: Scheme, deputies: Rows, deputy_sessions: Rows) -> Iterator[Finding]:
    """Terms with fewer sessions of a deputy head than asked for (L03)."""
    yield from _sessions_missing(scheme, deputies, deputy_sessions)


@check
def more_than_pupils_of_schools(six_ones: Rows) -> Iterator[Finding]:
    """No more pupils did something than the class has (L07)."""
    yield from _more_than_pupils(six_ones)


@check
def more_than_pupils_of_classes(class_six_ones: Rows) -> Iterator[Finding]:
    """No more pupils did something than the class has (L07)."""
    yield from _more_than_pupils(class_six_ones)


def _sessions_missing(scheme: Scheme, who: Rows, sessions: Rows) -> Iterator[Finding]:
    least = scheme.parameter("sessions-per-term", Decimal)
    if least is None:
        return
    held: dict[str, list[date]] = defaultdict(list)
    for row in sessions:
        held[row["id"]].append(row["date"])
    for row in who:
        for name, start, end in scheme.spans("term"):
            number = sum(start <= day <= end for day in held[row["id"]])
            if number < least:
                yield row.note(
                    "name",
                    message(
                        "sessions of “{who}” in {term}: {number}, where {least} are asked for",
                        who=row["name"],
                        number=number,
                        term=name,
                        least=least,
                    ),
                    message("record the sessions that took place"),
                    blocks=False,
                )


def _more_than_pupils(six: Rows) -> Iterator[Finding]:
    for row in six:
        for column in SIX_ONES:
            if row[column] is not None and row["pupils"] is not None and row[column] > row["pupils"]:
                yield row.note(
                    column,
                    message("{number} pupils, but the class has {pupils}", number=row[column], pupils=row["pupils"]),
                    message("correct one of the two numbers"),
                )


def _any(days: list[date], start: date, end: date) -> bool:
    return any(start <= day <= end for day in days)
