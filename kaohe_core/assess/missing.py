"""What a provisional result waits for: who lacks data for which clause, and in which table.

A mark without data is never guessed; these findings stop nothing, they say what to fill in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import frozen

from kaohe_core.assess.measure import SUBJECT, counting, fitting, in_period, via_column
from kaohe_core.assess.plan import PlanStep
from kaohe_core.assess.result import AWAITING, NOT_APPLICABLE, Result
from kaohe_core.findings import Findings, Place, did_you_mean, nearest
from kaohe_core.formula import tree
from kaohe_core.formula.tree import Formula
from kaohe_core.messages import Message, message
from kaohe_core.rules.judged import JUDGEMENTS
from kaohe_core.scheme.model import Period
from kaohe_core.tables.cells import same_id
from kaohe_core.tables.data import ROW, Data
from kaohe_core.tables.declared import Table

if TYPE_CHECKING:
    import polars as pl

MOST = 20


def note_missing(
    result: Result,
    population: pl.DataFrame,
    tables: Mapping[str, Data],
    periods: Mapping[str, Period],
    findings: Findings,
) -> None:
    """Say who lacks what: at most :data:`MOST` lines, then how many more. ``population`` has the via columns too."""
    import polars as pl

    room = _Absences(population, tables, periods)
    shown = more = 0
    standings = [name for name in dict.fromkeys(result.standings.values()) if name is not None]
    open_ = result.frame.select((pl.col(standings) > NOT_APPLICABLE).any()).row(0, named=True) if standings else {}
    for step in result.plan.steps:
        column = result.standings.get(step.id)
        if step.role != "clause" or step.clause is None or column is None or not open_[column]:
            continue
        waiting = result.frame.filter(pl.col(column) > NOT_APPLICABLE)
        for mark in {node.id for node in step.formula.walk() if isinstance(node, tree.Mark)}:
            of_mark = result.standings.get(mark)
            if of_mark is not None:  # what it reads is missing itself: said there
                waiting = waiting.filter(pl.col(of_mark) <= NOT_APPLICABLE)
        if waiting.is_empty():
            continue
        lacking = room.lacking(step, waiting)
        if lacking.is_empty():
            findings.add(
                Place(),
                message(
                    "“{clause}” has no value for {count} people, though their data are there",
                    clause=step.clause.text,
                    count=waiting.height,
                ),
                message("look for a division by zero, a key that a look-up does not list, or others’ missing data"),
                blocks=False,
            )
            continue
        for row in lacking.head(max(MOST - shown, 0)).iter_rows(named=True):
            places = [room.lacks[name] for name in room.lacks if row[name]]
            awaited = row[column] == AWAITING
            what = message(
                "{who}: “{clause}” has no data: {reasons}",
                who=row["_name"] or row[SUBJECT],
                clause=step.clause.text,
                reasons=[place.why for place in places],
            )
            if awaited:
                what = message(
                    "{who}: “{clause}” waits for a judgement: {reasons}",
                    who=row["_name"] or row[SUBJECT],
                    clause=step.clause.text,
                    reasons=[place.why for place in places],
                )
            findings.add(places[0].place, what, blocks=False)
        more += max(lacking.height - max(MOST - shown, 0), 0)
        shown += min(lacking.height, max(MOST - shown, 0))
    if more:
        findings.add(Place(), message("and {more} more marks without data", more=more), blocks=False)


def note_strays(result: Result, tables: Mapping[str, Data], periods: Mapping[str, Period], findings: Findings) -> None:
    """Rows that count nowhere: of a period the scheme does not have, or a judgement of a clause nearly named right."""
    import polars as pl

    reading: dict[str, Table] = {node.table.id: node.table for node in result.plan.measures()}
    for name, table in reading.items():
        if name == JUDGEMENTS.id:
            _note_misfiled(result, tables[name], findings)
            continue
        known = fitting(table, periods)
        if known is not None:
            inside = pl.any_horizontal([in_period(table, period, periods, pl.col) for period in known])
            _note_outside(tables[name], tables[name].frame.filter(~inside), list(periods), findings)


def _note_outside(data: Data, strays: pl.DataFrame, periods: Sequence[str], findings: Findings) -> None:
    """A day outside all periods is said; a label that is none of them stops the run, for it may be misspelt."""
    column = data.table.column(str(data.table.period))
    assert column is not None  # noqa: S101  # a table with periods has the column
    if strays.height and column.type == "date":
        first = strays.row(0, named=True)
        findings.add(
            data.row_place(first[ROW], column.id),
            message("“{value}” is no period of the scheme, so this row counts nowhere", value=first[column.id])
            if strays.height == 1
            else message(
                "“{value}” is no period of the scheme, so this row counts nowhere, nor do {more} others",
                value=first[column.id],
                more=strays.height - 1,
            ),
            message("the periods are: {ids}", ids=list(periods)),
            blocks=False,
        )
        return
    for label in strays[column.id].unique(maintain_order=True).head(MOST):
        rows = strays.filter(strays[column.id] == label)
        findings.add(
            data.row_place(rows[ROW][0], column.id),
            message("“{value}” is no period of the scheme", value=label)
            if rows.height == 1
            else message(
                "“{value}” is no period of the scheme, here and in {more} more rows", value=label, more=rows.height - 1
            ),
            message(
                "{nearest}; a row of another period does not belong in this file",
                nearest=did_you_mean(label, periods),
            ),
        )


def _note_misfiled(result: Result, data: Data, findings: Findings) -> None:
    """Another scheme may own a judgement, so that only a slip of the pen is told."""
    own = {node.period for node in result.plan.measures() if node.table.id == JUDGEMENTS.id and node.period is not None}
    others = {step.id for step in result.plan.steps} - own
    unread = _not_about(result, own)
    for row in data.frame.iter_rows(named=True):
        if row["clause"] in others:
            findings.add(
                data.row_place(row[ROW], "clause"),
                message("nobody judges “{clause}”, so this row counts nowhere", clause=row["clause"]),
                did_you_mean("", own),
                blocks=False,
            )
            continue
        if (row["clause"], same_id(row[data.table.subject])) in unread:
            findings.add(
                data.row_place(row[ROW], "clause"),
                message(
                    "“{clause}” is not about {who}, so this row counts nowhere",
                    clause=row["clause"],
                    who=row[data.table.subject],
                ),
                message("correct the number or the clause of the row, or remove it"),
                blocks=False,
            )
            continue
        close = None if row["clause"] in own or row["clause"] is None else nearest(row["clause"], own)
        if close is not None:
            findings.add(
                data.row_place(row[ROW], "clause"),
                message("the scheme has no clause “{clause}”, so this row counts nowhere", clause=row["clause"]),
                message("did you mean “{close}”?", close=close),
                blocks=False,
            )


def _not_about(result: Result, clauses: Iterable[str]) -> set[tuple[str, str]]:
    """Clause and subject, wherever a judged clause is not about somebody (who is not scored, for one)."""
    import polars as pl

    found: set[tuple[str, str]] = set()
    for clause in clauses:
        column = result.standings.get(clause)
        if column is not None:
            out = result.frame.filter(pl.col(column) == NOT_APPLICABLE)[SUBJECT]
            found.update((clause, str(subject)) for subject in out)
    return found


@frozen
class _Lack:
    """A reason, and the file it is about."""

    place: Place
    why: Message


class _Absences:
    def __init__(self, population: pl.DataFrame, tables: Mapping[str, Data], periods: Mapping[str, Period]) -> None:
        self.population, self.tables, self.periods = population, tables, periods
        self.lacks: dict[str, _Lack] = {}

    def lacking(self, step: PlanStep, waiting: pl.DataFrame) -> pl.DataFrame:
        """Those who lack a row or a cell that the step needs, with one truth column for every reason."""
        import polars as pl

        self.lacks = {}
        formulas = [f for f in (step.formula, step.applies) if f is not None]
        for node in dict.fromkeys(n for formula in formulas for n in needed(formula)):
            data = self.tables[node.table.id]
            key = SUBJECT if node.table.via is None else via_column(node.table.via)
            if key not in waiting.columns:
                waiting = waiting.join(
                    self.population.select(SUBJECT, key), on=SUBJECT, how="left", maintain_order="left"
                )
            counted, rows = counting(node, self.periods), data.frame
            if counted is not None:
                rows = rows.filter(
                    pl.any_horizontal([in_period(node.table, one, self.periods, pl.col) for one in counted])
                )
            known = rows[node.table.subject].drop_nulls().unique()
            if node.table.absence != "zero":
                self._note(node, data, message("“{table}” has no row", table=node.table.title))
                waiting = waiting.with_columns((~pl.col(key).is_in(known.implode())).alias(list(self.lacks)[-1]))
            for column in _optional(node):
                empty = rows.filter(pl.col(column).is_null())[node.table.subject].drop_nulls().unique()
                title = data.row_place(None, column).title
                self._note(node, data, message("“{column}” is empty", column=title))
                waiting = waiting.with_columns(pl.col(key).is_in(empty.implode()).alias(list(self.lacks)[-1]))
        if not self.lacks:
            return waiting.clear()
        return waiting.filter(pl.any_horizontal(list(self.lacks)))

    def _note(self, node: tree.Measure, data: Data, why: Message) -> None:
        if node.period is not None and node.table.id != JUDGEMENTS.id:
            why = message("{why} ({period})", why=why, period=node.period)
        self.lacks[f"_lacks:{len(self.lacks)}"] = _Lack(Place(file=data.file, sheet=data.sheet), why)


def needed(formula: Formula) -> Iterator[tree.Measure]:
    """The measures without which there is no value; those that something stands in for are not among them."""
    yield from (node for node in _needed(formula, tree.Measure) if isinstance(node, tree.Measure))


def _optional(node: tree.Measure) -> list[str]:
    """The columns of a measure in which a cell may be empty."""
    found: dict[str, None] = {}
    for part in node.children():
        for leaf in _needed(part, tree.Field):
            if isinstance(leaf, tree.Field) and not leaf.column.required:
                found[leaf.column.id] = None
    return list(found)


def _needed(formula: Formula, kind: type[Formula]) -> Iterator[Formula]:
    """The nodes of a kind that must have a value: not those that are only asked about, or that have a fallback."""
    match formula:
        case tree.Known():
            return
        case tree.Otherwise():
            yield from _needed(formula.fallback, kind)
        case _ if isinstance(formula, kind) and not formula.is_lowered():
            yield formula
        case _:
            for child in formula.children():
                yield from _needed(child, kind)
