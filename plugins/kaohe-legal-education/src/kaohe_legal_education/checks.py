"""What only a look across rows and tables can find (跨表检查): names, where a mark only has a number."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from kaohe_core import ROW, Data, Day, Finding, Number, Scheme, catalogue
from kaohe_legal_education.tables import EXAMPLES, RATERS, SIX_ONES

message = catalogue("kaohe_legal_education")

SCHOOLS = "legal-schools"
PLANS = ("实施方案", "年度工作计划")


def all_findings(scheme: Scheme, tables: Mapping[str, Data]) -> list[Finding]:
    """Every finding of every check whose tables, dates and periods are there."""
    found: list[Finding] = []
    if SCHOOLS in tables:
        found += of_the_schools(scheme, tables)
    if "volunteers" in tables and "volunteer-ratings" in tables:
        found += groups_missing(tables["volunteers"], tables["volunteer-ratings"])
    if "deputies" in tables and "deputy-sessions" in tables:
        found += sessions_missing(scheme, tables["deputies"], tables["deputy-sessions"])
    for name in ("six-ones", "class-six-ones"):
        if name in tables:
            found += more_than_pupils(tables[name])
    return found


def of_the_schools(scheme: Scheme, tables: Mapping[str, Data]) -> Iterator[Finding]:
    """What is found where schools are assessed."""
    schools = tables[SCHOOLS]
    names = {row["id"]: row["name"] or row["id"] for row in _rows(schools)}
    if "lectures" in tables:
        yield from months_without_lecture(scheme, schools, tables["lectures"])
        yield from lectures_incomplete(scheme, tables["lectures"], names)
    yield from without_deputy(schools)
    if "school-classes" in tables:
        yield from counsellors_of_classes(tables["school-classes"], names)
        yield from classes_counted(schools, tables["school-classes"])
    if "school-sessions" in tables:
        yield from sessions_missing(scheme, schools, tables["school-sessions"])
    if "lessons" in tables:
        yield from weeks_with_too_many(scheme, schools, tables["lessons"])
    if "examples-chosen" in tables:
        yield from examples_missing(scheme, schools, tables["examples-chosen"])
        yield from not_noted(tables["examples-chosen"], names)
    if "filings" in tables:
        yield from filed_late(scheme, tables["filings"], names)
        yield from due_outside_the_stage(scheme, tables["filings"])
    if "final-checks" in tables:
        yield from inspected_too_early(tables["final-checks"], names)


def months_without_lecture(scheme: Scheme, schools: Data, lectures: Data) -> Iterator[Finding]:
    """The months in which a school had no lecture with a topic and a speaker (L01)."""
    held: dict[str, list[date]] = defaultdict(list)
    for row in _rows(lectures):
        if row["topic"] is not None and row["speaker"] is not None:
            held[row["id"]].append(row["date"])
    for row in _rows(schools):
        missing = [name for name, start, end in _spans(scheme, "month") if not _any(held[row["id"]], start, end)]
        if missing:
            yield _worth_knowing(
                schools,
                row,
                "name",
                message(
                    "“{school}” had no lecture with a topic and a speaker in {months}",
                    school=row["name"],
                    months=missing,
                ),
                message("record the lectures that took place"),
            )


def lectures_incomplete(scheme: Scheme, lectures: Data, names: Mapping[str, str]) -> Iterator[Finding]:
    """Speakers who were told too late, or not at all (L01)."""
    notice = scheme.parameters.get("notice-days")
    if not isinstance(notice, Number):
        return
    for row in _rows(lectures):
        told = row["told"]
        if told is not None and told > row["date"]:
            yield Finding(
                lectures.row_place(row[ROW], "told"),
                message("the speaker was told on {told}, after the lecture of {day}", told=told, day=row["date"]),
                message("correct one of the two dates"),
            )
        elif told is not None and (row["date"] - told).days < notice.value:
            yield _worth_knowing(
                lectures,
                row,
                "told",
                message(
                    "“{school}” told the speaker of {day} {days} days ahead, not {least}",
                    school=_name(names, row),
                    day=row["date"],
                    days=(row["date"] - told).days,
                    least=notice.value,
                ),
                message("nothing needs to be done if the dates are right; the lecture does not count as told ahead"),
            )


def without_deputy(schools: Data) -> Iterator[Finding]:
    """Each school has a deputy head for legal affairs (L03)."""
    for row in _rows(schools):
        if row["deputy"] is None:
            yield _worth_knowing(
                schools,
                row,
                "deputy",
                message("“{school}” has no deputy head for legal affairs", school=row["name"]),
                message("appoint one, and fill in the name"),
            )


def sessions_missing(scheme: Scheme, who: Data, sessions: Data) -> Iterator[Finding]:
    """Terms with fewer sessions than asked for, of a school or a deputy head (L03)."""
    least = scheme.parameters.get("sessions-per-term")
    if not isinstance(least, Number):
        return
    held: dict[str, list[date]] = defaultdict(list)
    for row in _rows(sessions):
        held[row["id"]].append(row["date"])
    for row in _rows(who):
        for name, start, end in _spans(scheme, "term"):
            number = sum(start <= day <= end for day in held[row["id"]])
            if number < least.value:
                yield _worth_knowing(
                    who,
                    row,
                    "name",
                    message(
                        "sessions of “{who}” in {term}: {number}, where {least} are asked for",
                        who=row["name"],
                        number=number,
                        term=name,
                        least=least.value,
                    ),
                    message("record the sessions that took place"),
                )


def counsellors_of_classes(classes: Data, names: Mapping[str, str]) -> Iterator[Finding]:
    """Classes without a counsellor, and counsellors of several classes (L04)."""
    number = Counter((row["id"], row["counsellor"]) for row in _rows(classes) if row["counsellor"] is not None)
    for row in _rows(classes):
        if row["counsellor"] is None:
            yield _worth_knowing(
                classes,
                row,
                "counsellor",
                message("class “{name}” of “{school}” has no counsellor", name=row["class"], school=_name(names, row)),
                message("name one; each class has its own"),
            )
        elif number[row["id"], row["counsellor"]] > 1:
            yield _worth_knowing(
                classes,
                row,
                "counsellor",
                message(
                    "“{counsellor}” is the counsellor of {number} classes of “{school}”, “{name}” among them",
                    counsellor=row["counsellor"],
                    number=number[row["id"], row["counsellor"]],
                    school=_name(names, row),
                    name=row["class"],
                ),
                message("name another one; each class has its own"),
            )


def classes_counted(schools: Data, classes: Data) -> Iterator[Finding]:
    """The number of classes on the roster is that of the list of classes (L04, L05)."""
    number = Counter(row["id"] for row in _rows(classes))
    for row in _rows(schools):
        if number[row["id"]] and number[row["id"]] != row["classes"]:
            yield Finding(
                schools.row_place(row[ROW], "classes"),
                message(
                    "“{school}” has {stated} classes here, and {listed} in the list of classes",
                    school=row["name"],
                    stated=row["classes"],
                    listed=number[row["id"]],
                ),
                message("correct the number, or complete the list"),
            )


def weeks_with_too_many(scheme: Scheme, schools: Data, lessons: Data) -> Iterator[Finding]:
    """More classes had the lesson of a week than the school has (L05)."""
    classes = {row["id"]: row["classes"] for row in _rows(schools)}
    rows = list(_rows(lessons))
    for name, start, end in _spans(scheme, "week"):
        held: Counter[str] = Counter()
        last = {}
        for row in rows:
            if start <= row["date"] <= end:
                held[row["id"]] += row["classes"]
                last[row["id"]] = row
        for id, number in held.items():
            if id in classes and number > classes[id]:
                yield Finding(
                    lessons.row_place(last[id][ROW], "classes"),
                    message(
                        "in week {week}, {number} classes had the lesson; the school has {classes}",
                        week=name,
                        number=number,
                        classes=classes[id],
                    ),
                    message("correct the number of classes"),
                )


def more_than_pupils(six: Data) -> Iterator[Finding]:
    """No more pupils did something than the class has (L07)."""
    for row in _rows(six):
        for column, _, _ in SIX_ONES:
            if row[column] is not None and row["pupils"] is not None and row[column] > row["pupils"]:
                yield Finding(
                    six.row_place(row[ROW], column),
                    message("{number} pupils, but the class has {pupils}", number=row[column], pupils=row["pupils"]),
                    message("correct one of the two numbers"),
                )


def examples_missing(scheme: Scheme, schools: Data, chosen: Data) -> Iterator[Finding]:
    """Terms in which a school chose no pupil or no family (L08)."""
    done = {(row["id"], row["term"], row["kind"]) for row in _rows(chosen)}
    for row in _rows(schools):
        for period in scheme.periods.get("term", ()):
            for kind in EXAMPLES:
                if (row["id"], period.id, kind) not in done:
                    yield _worth_knowing(
                        schools,
                        row,
                        "name",
                        message("“{school}” chose no {kind} in {term}", school=row["name"], kind=kind, term=period.id),
                        message("record the choice"),
                    )


def not_noted(chosen: Data, names: Mapping[str, str]) -> Iterator[Finding]:
    """Whoever was chosen has it noted in the pupil's file (L08)."""
    for row in _rows(chosen):
        if row["noted"] != 1:
            yield _worth_knowing(
                chosen,
                row,
                "noted",
                message(
                    "“{who}” of “{school}” was chosen as {kind}, and it is not noted in the pupil’s file",
                    who=row["who"],
                    school=_name(names, row),
                    kind=row["kind"],
                ),
                message("note it; until then the choice does not count"),
            )


def filed_late(scheme: Scheme, filings: Data, names: Mapping[str, str]) -> Iterator[Finding]:
    """What was filed late or not at all (L09)."""
    deadline = scheme.parameters.get("plan-deadline")
    for row in _rows(filings):
        due = deadline.value if row["item"] in PLANS and isinstance(deadline, Day) else row["due"]
        if due != row["due"]:
            yield Finding(
                filings.row_place(row[ROW], "due"),
                message("{found} is not the deadline of the scheme, {due}", found=row["due"], due=due),
                message("correct the date, or plan-deadline in the scheme"),
            )
        elif row["filed"] is None:
            yield _worth_knowing(
                filings,
                row,
                "filed",
                message(
                    "“{school}” has not filed “{item}”, due on {due}",
                    school=_name(names, row),
                    item=row["item"],
                    due=due,
                ),
                message("file it, and record the date"),
            )
        elif row["filed"] > due:
            yield _worth_knowing(
                filings,
                row,
                "filed",
                message(
                    "“{school}” filed “{item}” {days} days late",
                    school=_name(names, row),
                    item=row["item"],
                    days=(row["filed"] - due).days,
                ),
                message("nothing needs to be done if the date is right; it counts as late"),
            )


def due_outside_the_stage(scheme: Scheme, filings: Data) -> Iterator[Finding]:
    """What belongs to a stage is due within its days (L09)."""
    spans = {name: (start, end) for name, start, end in _spans(scheme, "stage")}
    for row in _rows(filings):
        if row["stage"] in spans:
            start, end = spans[row["stage"]]
            if not start <= row["due"] <= end:
                yield Finding(
                    filings.row_place(row[ROW], "due"),
                    message(
                        "{due} does not lie in the stage “{stage}”, {start} to {end}",
                        due=row["due"],
                        stage=row["stage"],
                        start=start,
                        end=end,
                    ),
                    message("correct the date or the stage"),
                )


def inspected_too_early(finals: Data, names: Mapping[str, str]) -> Iterator[Finding]:
    """The school's own check comes first, then the bureau's (L10)."""
    for row in _rows(finals):
        if row["bureau-on"] < row["own-on"]:
            yield _worth_knowing(
                finals,
                row,
                "bureau-on",
                message(
                    "the bureau inspected “{school}” on {bureau}, before its own check of {own}",
                    school=_name(names, row),
                    bureau=row["bureau-on"],
                    own=row["own-on"],
                ),
                message("check the dates; if they are right, the school cannot have the title"),
            )


def groups_missing(volunteers: Data, ratings: Data) -> Iterator[Finding]:
    """A volunteer is rated by all four groups (L02)."""
    rated = {(row["id"], row["group"]) for row in _rows(ratings)}
    for row in _rows(volunteers):
        missing = [group for group in RATERS if (row["id"], group) not in rated]
        if missing and row["appointed"] == 1:
            yield _worth_knowing(
                volunteers,
                row,
                "name",
                message("“{name}” has no rating from: {groups}", name=row["name"], groups=missing),
                message("collect the ratings; until then the mark waits for them"),
            )


def _worth_knowing(data: Data, row: Mapping[str, Any], column: str, what: Any, mend: Any) -> Finding:
    return Finding(data.row_place(row[ROW], column), what, mend, blocks=False)


def _name(names: Mapping[str, str], row: Mapping[str, Any]) -> str:
    return names.get(row["id"], str(row["id"]))


def _rows(data: Data) -> Iterator[dict[str, Any]]:
    """The rows; the numbers that are read here are whole."""
    yield from data.frame.iter_rows(named=True)


def _spans(scheme: Scheme, kind: str) -> Iterator[tuple[str, date, date]]:
    """The periods of a kind that have days."""
    for period in scheme.periods.get(kind, ()):
        if period.start is not None and period.end is not None:
            yield period.id, period.start, period.end


def _any(days: list[date], start: date, end: date) -> bool:
    return any(start <= day <= end for day in days)
