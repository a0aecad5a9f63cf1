"""What only a look across rows finds in the tables of the yearly appraisal and of the indicator tree (跨表检查)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from kaohe_core import ROW, Clause, Data, Finding, Number, Place, Scheme, Words, catalogue
from kaohe_performance_pay.appraisal_tables import WRITER
from kaohe_performance_pay.checks import plain, rows_of
from kaohe_performance_pay.rules import Forfeit, PrizeTable

message = catalogue("kaohe_performance_pay")

BODY = "deciding-body"  # the parameter that says who decides what is taken off at discretion
TOTAL = "teaching-total"  # the parameter with the full marks of the plan for teaching results
HALF = Decimal("0.5")  # of a project's marks: the writer's, and all the others' together
TESTED = {"任教一门检测学科": 1, "任教两门检测学科": 2, "专职体音美": 0, "任教非检测学科": 0}
INDIVIDUAL = ("contest-prizes", "group-places", "research-projects")  # all by the table of individual prizes


def all_findings(scheme: Scheme, tables: Mapping[str, Data]) -> list[Finding]:
    """Every finding of every check whose tables are there."""
    found: list[Finding] = [*one_table_of_prizes(scheme)]
    if "attendance" in tables:
        found += days_in_hospital(tables["attendance"])
    if "judgements" in tables:
        found += decisions(scheme, tables["judgements"])
    found += other_terms(scheme, tables)
    if "teaching-scores" in tables:
        found += scores_within_total(scheme, tables["teaching-scores"])
    if "lab-lessons" in tables:
        found += more_than_planned(tables["lab-lessons"], "held", "planned")
    if "papers" in tables:
        found += papers_that_do_not_count(tables["papers"])
    if "research-projects" in tables:
        found += projects(tables["research-projects"])
    if "subject-results" in tables:
        found += more_than_planned(tables["subject-results"], "passed", "pupils")
        found += means_of_tested_subjects(tables["subject-results"])
        if "staff" in tables:
            found += kinds_of_results(scheme, tables["subject-results"], tables["staff"])
    return found


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


def days_in_hospital(attendance: Data) -> Iterator[Finding]:
    """Days in hospital are part of the sick leave (A02)."""
    for row in rows_of(attendance):
        hospital, sick = row["hospital-days"], row["sick-days"]
        if hospital is not None and sick is not None and hospital > sick:
            yield Finding(
                attendance.row_place(row[ROW], "hospital-days"),
                message(
                    "{hospital} days in hospital are more than the {sick} days of sick leave",
                    hospital=plain(hospital),
                    sick=plain(sick),
                ),
                message("days in hospital are part of the sick leave: correct one of the two"),
            )


def decisions(scheme: Scheme, judgements: Data) -> Iterator[Finding]:
    """What is taken off at discretion is decided by the committee that the scheme names (A07)."""
    body = scheme.parameters.get(BODY)
    if not isinstance(body, Words):
        return
    at_discretion = {clause.id for clause in scheme.clauses() if _takes_off(clause)}
    for row in rows_of(judgements):
        if row["clause"] in at_discretion and row["by"] is not None and body.value not in row["by"]:
            yield Finding(
                judgements.row_place(row[ROW], "by"),
                message(
                    "“{clause}” of “{id}” was decided by “{by}”, not by the {body}",
                    clause=row["clause"],
                    id=row["id"],
                    by=row["by"],
                    body=body.value,
                ),
                message("have the {body} decide, and name its decision in the evidence", body=body.value),
            )


def _takes_off(clause: Clause) -> bool:
    limits = clause.rule.limits() if clause.rule is not None else None
    return limits is not None and limits[1].value <= 0


def other_terms(scheme: Scheme, tables: Mapping[str, Data]) -> Iterator[Finding]:
    """A limit for the whole year is held against all rows, so rows of other terms must not be there (A04, A06)."""
    terms = [period.id for period in scheme.periods.get("term", ())]
    if not terms or not any(isinstance(clause.rule, Forfeit) for clause in scheme.clauses()):
        return
    for name in ("attendance", "lab-lessons"):
        for row in rows_of(tables[name]) if name in tables else ():
            if row["term"] is not None and row["term"] not in terms:
                yield Finding(
                    tables[name].row_place(row[ROW], "term"),
                    message("“{term}” is not a term of this year: {terms}", term=row["term"], terms=terms),
                    message("take the row out: the days of the whole year are added up"),
                )


def scores_within_total(scheme: Scheme, scores: Data) -> Iterator[Finding]:
    """Nobody has more than the total of the plan for teaching results (A08)."""
    total = scheme.parameters.get(TOTAL)
    if not isinstance(total, Number):
        return
    for row in rows_of(scores):
        if row["score"] is not None and row["score"] > total.value:
            yield Finding(
                scores.row_place(row[ROW], "score"),
                message(
                    "“{id}” has {score} marks of teaching results, more than their total, {total}",
                    id=row["id"],
                    score=plain(row["score"]),
                    total=plain(total.value),
                ),
                message("correct the score, or teaching-total under [parameters]"),
            )


def more_than_planned(data: Data, part: str, whole: str) -> Iterator[Finding]:
    """No more laboratory lessons are held than planned (A06), no more pupils pass than there are (I03)."""
    for row in rows_of(data):
        if row[part] is not None and row[whole] is not None and row[part] > row[whole]:
            names = {column.id: column.title for column in data.table.columns}
            yield Finding(
                data.row_place(row[ROW], part),
                message(
                    "“{part}” is {found}, more than “{whole}”, {most}",
                    part=names[part],
                    found=plain(row[part]),
                    whole=names[whole],
                    most=plain(row[whole]),
                ),
                message("correct one of the two"),
            )


def papers_that_do_not_count(papers: Data) -> Iterator[Finding]:
    """A paper counts in a proper journal and signed with the school's name only (A13)."""
    for row in rows_of(papers):
        if row["proper"] == 0 or row["signed"] == 0:
            yield Finding(
                papers.row_place(row[ROW], "proper" if row["proper"] == 0 else "signed"),
                message("the paper “{title}” of “{id}” does not count", title=row["title"], id=row["id"]),
                message("it counts in a proper education journal and signed with the school’s name"),
                blocks=False,
            )


def projects(data: Data) -> Iterator[Finding]:
    """One writer, the members as many as stated, all with the same prize, and shares that make the half (A14)."""
    groups: dict[tuple[Any, Any], list[dict[str, Any]]] = defaultdict(list)
    for row in rows_of(data):
        groups[row["title"], row["date"]].append(row)
    for (title, _), rows in groups.items():
        writers = [row for row in rows if row["role"] == WRITER]
        others = [row for row in rows if row["role"] != WRITER]
        at = rows[0]
        if len(writers) != 1:
            yield Finding(
                data.row_place(at[ROW], "role"),
                message("the project “{title}” has {count} writers", title=title, count=len(writers)),
                message("exactly one takes the writer’s half"),
            )
        for row in rows:
            if row["others"] is not None and row["others"] != len(others):
                yield Finding(
                    data.row_place(row[ROW], "others"),
                    message(
                        "the project “{title}” has {found} members beside the writer, and here stands {stated}",
                        title=title,
                        found=len(others),
                        stated=plain(row["others"]),
                    ),
                    message("enter every member, and the same number in each row"),
                )
            if (row["level"], row["prize"]) != (at["level"], at["prize"]):
                yield Finding(
                    data.row_place(row[ROW], "prize"),
                    message("the project “{title}” has two different prizes", title=title),
                    message("a project has one level and one prize, the same in each row"),
                )
        yield from _shares(data, title, writers, others)


def _shares(data: Data, title: str, writers: list[dict[str, Any]], others: list[dict[str, Any]]) -> Iterator[Finding]:
    for row in writers:
        if row["share"] is not None and row["share"] != HALF:
            yield Finding(
                data.row_place(row[ROW], "share"),
                message("the writer of “{title}” has the share {share}", title=title, share=plain(row["share"])),
                message("the writer takes 0.5: leave the cell empty"),
            )
    shares = [row["share"] for row in others if row["share"] is not None]
    if not others:
        if writers:
            yield Finding(
                data.row_place(writers[0][ROW], "others"),
                message("the project “{title}” has a writer only: nobody takes the other half", title=title),
                message("enter the members, if there are any"),
                blocks=False,
            )
    elif shares and len(shares) < len(others):
        empty = next(row for row in others if row["share"] is None)
        yield Finding(
            data.row_place(empty[ROW], "share"),
            message("the shares of “{title}” are assigned to some members only", title=title),
            message("assign all of them, or none: then the members share equally"),
        )
    elif shares and sum(shares) != HALF:
        yield Finding(
            data.row_place(others[0][ROW], "share"),
            message(
                "the shares of the members of “{title}” add up to {sum}, not 0.5", title=title, sum=plain(sum(shares))
            ),
            message("the members share the half that the writer leaves: correct the shares"),
        )


def means_of_tested_subjects(results: Data) -> Iterator[Finding]:
    """A tested subject has the means of the class and of the grade (I02)."""
    for row in rows_of(results):
        for column in ("own-mean", "grade-mean"):
            if row["tested"] == 1 and row[column] is None:
                yield Finding(
                    results.row_place(row[ROW], column),
                    message(
                        "“{subject}” of “{id}” is tested, and its mean is missing", subject=row["subject"], id=row["id"]
                    ),
                    message("fill it in from the report on the test"),
                )


def kinds_of_results(scheme: Scheme, results: Data, staff: Data) -> Iterator[Finding]:
    """The kind of teacher on the roster fits the number of tested subjects taught in each term (I02)."""
    tested: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows_of(results):
        tested[row["id"], row["term"]] += row["tested"] == 1
    kinds = {row["id"]: row for row in rows_of(staff)}
    terms = {period.id for period in scheme.periods.get("term", ())}
    for (id_, term), count in tested.items():
        person = kinds.get(id_)
        if person is None or term not in terms:
            continue
        kind = person["result-kind"]
        if kind is None or TESTED[kind] != count:
            yield Finding(
                staff.row_place(person[ROW], "result-kind"),
                message(
                    "“{name}” teaches {count} tested subjects in {term}, and the kind of results is {kind}",
                    name=person["name"],
                    count=count,
                    term=term,
                    kind=kind or "—",
                ),
                message("correct the roster, or which subjects are tested"),
            )
