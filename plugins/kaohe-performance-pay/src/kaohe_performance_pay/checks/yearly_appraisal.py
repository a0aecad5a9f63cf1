"""What only a look across rows finds in the tables of the yearly appraisal and of the indicator tree (跨表检查)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from kaohe_core import Clause, Finding, Place, Row, Rows, Scheme, catalogue, check
from kaohe_performance_pay.checks.pay import plain
from kaohe_performance_pay.rules import Forfeit, PrizeTable

message = catalogue("kaohe_performance_pay")

WRITER = "执笔人"
BODY = "deciding-body"  # the parameter that says who decides what is taken off at discretion
TOTAL = "teaching-total"  # the parameter with the full marks of the plan for teaching results
HALF = Decimal("0.5")  # of a project's marks: the writer's, and all the others' together
TESTED = {"任教一门检测学科": 1, "任教两门检测学科": 2, "专职体音美": 0, "任教非检测学科": 0}
INDIVIDUAL = ("contest-prizes", "group-places", "research-projects")  # all by the table of individual prizes


@check
def one_table_of_prizes(scheme: Scheme) -> Iterator[Finding]:
    """Group places and projects count by the table of individual prizes (A12, A14)."""
    known: dict[str, Clause] = {}
    for clause in scheme.clauses():
        if isinstance(clause.rule, PrizeTable):
            known[clause.rule.table().id] = clause
    first = known.get(INDIVIDUAL[0])
    if first is None or not isinstance(first.rule, PrizeTable):
        return
    for table in INDIVIDUAL[1:]:
        rule = known[table].rule if table in known else None
        if isinstance(rule, PrizeTable) and _values(rule) != _values(first.rule):
            yield Finding(
                Place(file=scheme.id),
                message(
                    "the values of “{clause}” differ from those of “{first}”", clause=known[table].id, first=first.id
                ),
                message(
                    "group places and research projects count by the table of individual prizes: change both alike"
                ),
                blocks=False,
            )


def _values(rule: PrizeTable) -> dict[str, dict[str, Decimal]]:
    return {level: {prize: marks.value for prize, marks in line.items()} for level, line in rule.values.items()}


@check
def days_in_hospital(attendance: Rows) -> Iterator[Finding]:
    """Days in hospital are part of the sick leave (A02)."""
    for row in attendance:
        hospital, sick = row["hospital-days"], row["sick-days"]
        if hospital is not None and sick is not None and hospital > sick:
            yield row.note(
                "hospital-days",
                message(
                    "{hospital} days in hospital are more than the {sick} days of sick leave",
                    hospital=plain(hospital),
                    sick=plain(sick),
                ),
                message("days in hospital are part of the sick leave: correct one of the two"),
            )


@check
def decisions(scheme: Scheme, judgements: Rows) -> Iterator[Finding]:
    """What is taken off at discretion is decided by the committee that the scheme names (A07)."""
    body = scheme.parameter(BODY, str)
    if body is None:
        return
    at_discretion = {clause.id for clause in scheme.clauses() if _takes_off(clause)}
    for row in judgements:
        if row["clause"] in at_discretion and row["by"] is not None and body not in row["by"]:
            yield row.note(
                "by",
                message(
                    "“{clause}” of “{id}” was decided by “{by}”, not by the {body}",
                    clause=row["clause"],
                    id=row["id"],
                    by=row["by"],
                    body=body,
                ),
                message("have the {body} decide, and name its decision in the evidence", body=body),
            )


def _takes_off(clause: Clause) -> bool:
    limits = clause.rule.limits() if clause.rule is not None else None
    return limits is not None and limits[1].value <= 0


@check
def other_terms(scheme: Scheme, attendance: Rows | None = None, lab_lessons: Rows | None = None) -> Iterator[Finding]:
    """A limit for the whole year is held against all rows, so rows of other terms must not be there (A04, A06)."""
    terms = [period.id for period in scheme.periods.get("term", ())]
    if not terms or not any(isinstance(clause.rule, Forfeit) for clause in scheme.clauses()):
        return
    for row in (*(attendance or ()), *(lab_lessons or ())):
        if row["term"] is not None and row["term"] not in terms:
            yield row.note(
                "term",
                message("“{term}” is not a term of this year: {terms}", term=row["term"], terms=terms),
                message("take the row out: the days of the whole year are added up"),
            )


@check
def scores_within_total(scheme: Scheme, teaching_scores: Rows) -> Iterator[Finding]:
    """Nobody has more than the total of the plan for teaching results (A08)."""
    total = scheme.parameter(TOTAL, Decimal)
    if total is None:
        return
    for row in teaching_scores:
        if row["score"] is not None and row["score"] > total:
            yield row.note(
                "score",
                message(
                    "“{id}” has {score} marks of teaching results, more than their total, {total}",
                    id=row["id"],
                    score=plain(row["score"]),
                    total=plain(total),
                ),
                message("correct the score, or teaching-total under [parameters]"),
            )


@check
def more_lessons_than_planned(lab_lessons: Rows) -> Iterator[Finding]:
    """No more laboratory lessons are held than planned (A06)."""
    yield from _more_than_there_are(lab_lessons, "held", "planned")


@check
def papers_that_do_not_count(papers: Rows) -> Iterator[Finding]:
    """A paper counts in a proper journal and signed with the school's name only (A13)."""
    for row in papers:
        if row["proper"] == 0 or row["signed"] == 0:
            yield row.note(
                "proper" if row["proper"] == 0 else "signed",
                message("the paper “{title}” of “{id}” does not count", title=row["title"], id=row["id"]),
                message("it counts in a proper education journal and signed with the school’s name"),
                blocks=False,
            )


@check
def projects(research_projects: Rows) -> Iterator[Finding]:
    """One writer, the members as many as stated, all with the same prize, and shares that make the half (A14)."""
    groups: dict[tuple[Any, Any], list[Row]] = defaultdict(list)
    for row in research_projects:
        groups[row["title"], row["date"]].append(row)
    for (title, _), rows in groups.items():
        writers = [row for row in rows if row["role"] == WRITER]
        others = [row for row in rows if row["role"] != WRITER]
        at = rows[0]
        if len(writers) != 1:
            yield at.note(
                "role",
                message("the project “{title}” has {count} writers", title=title, count=len(writers)),
                message("exactly one takes the writer’s half"),
            )
        for row in rows:
            if row["others"] is not None and row["others"] != len(others):
                yield row.note(
                    "others",
                    message(
                        "the project “{title}” has {found} members beside the writer, and here stands {stated}",
                        title=title,
                        found=len(others),
                        stated=plain(row["others"]),
                    ),
                    message("enter every member, and the same number in each row"),
                )
            if (row["level"], row["prize"]) != (at["level"], at["prize"]):
                yield row.note(
                    "prize",
                    message("the project “{title}” has two different prizes", title=title),
                    message("a project has one level and one prize, the same in each row"),
                )
        yield from _shares(title, writers, others)


def _shares(title: str, writers: list[Row], others: list[Row]) -> Iterator[Finding]:
    for row in writers:
        if row["share"] is not None and row["share"] != HALF:
            yield row.note(
                "share",
                message("the writer of “{title}” has the share {share}", title=title, share=plain(row["share"])),
                message("the writer takes 0.5: leave the cell empty"),
            )
    shares = [row["share"] for row in others if row["share"] is not None]
    if not others:
        if writers:
            yield writers[0].note(
                "others",
                message("the project “{title}” has a writer only: nobody takes the other half", title=title),
                message("enter the members, if there are any"),
                blocks=False,
            )
    elif shares and len(shares) < len(others):
        empty = next(row for row in others if row["share"] is None)
        yield empty.note(
            "share",
            message("the shares of “{title}” are assigned to some members only", title=title),
            message("assign all of them, or none: then the members share equally"),
        )
    elif shares and sum(shares) != HALF:
        yield others[0].note(
            "share",
            message(
                "the shares of the members of “{title}” add up to {sum}, not 0.5", title=title, sum=plain(sum(shares))
            ),
            message("the members share the half that the writer leaves: correct the shares"),
        )


@check
def more_passed_than_pupils(subject_results: Rows) -> Iterator[Finding]:
    """No more pupils pass than there are (I03)."""
    yield from _more_than_there_are(subject_results, "passed", "pupils")


@check
def means_of_tested_subjects(subject_results: Rows) -> Iterator[Finding]:
    """A tested subject has the means of the class and of the grade (I02)."""
    for row in subject_results:
        for column in ("own-mean", "grade-mean"):
            if row["tested"] == 1 and row[column] is None:
                yield row.note(
                    column,
                    message(
                        "“{subject}” of “{id}” is tested, and its mean is missing", subject=row["subject"], id=row["id"]
                    ),
                    message("fill it in from the report on the test"),
                )


@check
def kinds_of_results(scheme: Scheme, subject_results: Rows, staff: Rows) -> Iterator[Finding]:
    """The kind of teacher on the roster fits the number of tested subjects taught in each term (I02)."""
    tested: dict[tuple[str, str], int] = defaultdict(int)
    for row in subject_results:
        tested[row["id"], row["term"]] += row["tested"] == 1
    kinds = {row["id"]: row for row in staff}
    terms = {period.id for period in scheme.periods.get("term", ())}
    for (id_, term), count in tested.items():
        person = kinds.get(id_)
        if person is None or term not in terms:
            continue
        kind = person["result-kind"]
        if kind is None or TESTED[kind] != count:
            yield person.note(
                "result-kind",
                message(
                    "“{name}” teaches {count} tested subjects in {term}, and the kind of results is {kind}",
                    name=person["name"],
                    count=count,
                    term=term,
                    kind=kind or "—",
                ),
                message("correct the roster, or which subjects are tested"),
            )


def _more_than_there_are(data: Rows, part: str, whole: str) -> Iterator[Finding]:
    for row in data:
        if row[part] is not None and row[whole] is not None and row[part] > row[whole]:
            yield row.note(
                part,
                message(
                    "“{part}” is {found}, more than “{whole}”, {most}",
                    part=data.column(part).title,
                    found=plain(row[part]),
                    whole=data.column(whole).title,
                    most=plain(row[whole]),
                ),
                message("correct one of the two"),
            )
