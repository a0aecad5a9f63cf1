"""The assessment as a pure function of scheme and tables, in columns over the whole population.

It reads no clock, no environment and no network, and draws no random number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import evolve

from kaohe_core.assess import measure
from kaohe_core.assess.measure import SUBJECT, Measured
from kaohe_core.assess.noted import note_unknown, note_wrong
from kaohe_core.assess.plan import Plan, PlanStep
from kaohe_core.assess.result import AWAITING, NO_DATA, NOT_APPLICABLE, SCORED, NotAssessed, Result
from kaohe_core.assess.score import TOTAL
from kaohe_core.findings import Findings
from kaohe_core.formula import columns
from kaohe_core.formula.columns import ColumnRatio, ColumnValue, Compiler, PlainColumn
from kaohe_core.tables.cells import same_id
from kaohe_core.tables.data import Data

if TYPE_CHECKING:
    import polars as pl


def assess(plan: Plan, tables: Mapping[str, Data], findings: Findings) -> Result:
    """Run ``plan`` over ``tables`` (every table it reads must be there); what the data get wrong is noted."""
    roster = tables[plan.roster.id].frame
    population = roster.select(roster[plan.roster.subject].alias(SUBJECT), *_via(plan, roster))
    measured = measure.columns(population, plan.measures(), tables, plan.periods)
    people, not_assessed = _people(plan, measured, findings)
    frame, values, standings = _steps(plan, evolve(measured, frame=people))
    result = Result(plan, frame, values, standings, not_assessed)
    note_wrong(result, tables, findings)
    return result


def _via(plan: Plan, roster: pl.DataFrame) -> list[pl.Series]:
    """The roster's columns that other tables' rows are about, spelled as ids are."""
    names = sorted({node.table.via for node in plan.measures() if node.table.via is not None})
    spelled = {name: {value: same_id(value) for value in roster[name].unique() if value is not None} for name in names}
    return [
        roster[name]
        .replace_strict(spelled[name], default=None, return_dtype=roster[name].dtype)
        .alias(measure.via_column(name))
        for name in names
    ]


# who ---------------------------------------------------------------------------------------------------------------


def _people(plan: Plan, measured: Measured, findings: Findings) -> tuple[pl.DataFrame, tuple[NotAssessed, ...]]:
    """The assessed subjects with name, unit and whether they are scored; and those who are not assessed."""
    import polars as pl

    scheme = plan.scheme
    compiler = Compiler(leaf=measured.leaf, members=max(measured.frame.height, 1))
    conditions = {f"_not:{i}": r for i, r in enumerate(scheme.not_assessed)}
    conditions |= {f"_unscored:{i}": r for i, r in enumerate(scheme.not_scored)}
    for name, reason in conditions.items():
        compiler.step(name, reason.when)
    for name, formula in (("_unit_name", scheme.unit), ("_name", scheme.name)):
        if formula is not None:
            compiler.step(name, formula)
    frame = compiler.run(measured.frame)
    if scheme.unit is None:
        frame = frame.with_columns(pl.lit("").alias("_unit_name"))
    if scheme.name is None:
        frame = frame.with_columns(pl.col(SUBJECT).alias("_name"))
    for name, reason in conditions.items():
        note_unknown(plan, measured.tables, reason, frame.filter(pl.col(name).is_null())[SUBJECT].to_list(), findings)
    out = [name for name in conditions if name.startswith("_not:")]
    reason_of = {name: conditions[name].reason for name in conditions}
    not_assessed: tuple[NotAssessed, ...] = ()
    if out:
        gone = frame.filter(pl.any_horizontal(out))
        not_assessed = tuple(
            NotAssessed(row[SUBJECT], row["_name"] or row[SUBJECT], next(reason_of[n] for n in out if row[n]))
            for row in gone.select(SUBJECT, "_name", *out).iter_rows(named=True)
        )
        frame = frame.filter(~pl.any_horizontal(pl.col(out).fill_null(value=False)))
    unscored = [name for name in conditions if name.startswith("_unscored:")]
    why: Any = pl.lit(None, dtype=pl.String)
    for name in reversed(unscored):
        why = pl.when(pl.col(name)).then(pl.lit(reason_of[name])).otherwise(why)
    frame = frame.with_columns(why.alias("_reason"))
    frame = frame.with_columns(
        pl.col("_reason").is_null().alias(columns.SCORED),
        pl.col("_unit_name").rank("dense").cast(pl.UInt32).alias(columns.UNIT)
        if scheme.unit is not None
        else pl.lit(0, dtype=pl.UInt32).alias(columns.UNIT),
    ).drop(list(conditions))
    if not frame[columns.UNIT].has_nulls() and frame[columns.UNIT].is_sorted():
        frame = frame.with_columns(pl.col(columns.UNIT).set_sorted())  # units in one piece need no hashing
    return frame, not_assessed


# steps -------------------------------------------------------------------------------------------------------------


def _steps(plan: Plan, measured: Measured) -> tuple[pl.DataFrame, dict[str, ColumnValue], dict[str, str | None]]:
    import polars as pl

    everyone = bool(measured.frame[columns.SCORED].all())
    units = measured.frame[columns.UNIT]
    placed = not units.has_nulls()
    members = int(units.value_counts()["count"].max() or 1)  # type: ignore[arg-type]  # counts are whole numbers
    values: dict[str, ColumnValue] = {}
    applies: dict[str, ColumnValue] = {}

    def compiler_for(measured: Measured) -> Compiler:
        known = {id: columns.read(value) for id, value in values.items()}
        units = plan.scheme.unit is not None
        made = Compiler(leaf=measured.leaf, everyone=everyone, units=units, placed=placed, members=members, marks=known)
        made.expect(f for step in plan.steps for f in (step.formula, step.applies) if f is not None)
        return made

    compiler = compiler_for(measured)
    only = None if everyone else PlainColumn(pl.col(columns.SCORED))
    for step in plan.steps:
        lacking = [node for node in step.measures() if node not in measured.values]
        if lacking:  # their rows are held against marks, which are there by now
            measured = evolve(measured, frame=compiler.run(measured.frame))
            measured = measured.further(lacking, compiler_for(measured))
            compiler = compiler_for(measured)
        about = None if step.for_unscored else only
        if step.applies is not None:
            applies[step.id] = condition = compiler.store_plain(f"{step.id}?", compiler.plain(step.applies))
            about = condition if about is None else compiler.both(about, condition)
        values[step.id] = compiler.step(step.id, step.formula, about)
    frame, standings = _standings(plan, compiler.run(measured.frame), values, applies, measured)
    kept = [SUBJECT, "_name", pl.col("_unit_name").alias("_unit"), columns.SCORED, "_reason"]
    kept += [name for id_ in values for name in (id_, f"{id_}/den") if name in frame.columns]
    kept += [name for name in dict.fromkeys(standings.values()) if name is not None]
    return frame.select(kept), values, standings


def _standings(
    plan: Plan,
    frame: pl.DataFrame,
    values: Mapping[str, ColumnValue],
    applies: Mapping[str, ColumnValue],
    measured: Measured,
) -> tuple[pl.DataFrame, dict[str, str | None]]:
    """The frame with the standings, and the column of each mark's; None where everybody is scored.

    Marks that everybody whom the scheme scores has, whatever their parts, share one column.
    """
    import polars as pl

    unscored = int((~frame[columns.SCORED]).sum())
    shared = f"{columns.SCORED}!" if unscored else None
    if shared is not None:
        frame = frame.with_columns(
            pl.when(columns.SCORED).then(SCORED).otherwise(NOT_APPLICABLE).cast(pl.Int8).alias(shared)
        )
    standings: dict[str, str | None] = {}
    coded = frame.lazy()  # most codes read earlier ones
    for step in plan.steps:
        if step.role == "money":
            continue
        missing = _missing(frame, step.id, values[step.id], 0 if step.for_unscored else unscored)
        if missing is None and step.applies is None and all(standings[part] == shared for part in step.parts):
            standings[step.id] = None if step.for_unscored else shared
            continue
        parts = [_part(standings[part], given=part in step.given) for part in step.parts]
        code = _standing(step, missing, applies.get(step.id), parts, measured)
        if unscored and not step.for_unscored:
            code = pl.when(pl.col(columns.SCORED)).then(code).otherwise(NOT_APPLICABLE)
        standings[step.id] = name = f"{step.id}!"
        coded = coded.with_columns(code.cast(pl.Int8).alias(name))
    return coded.collect(), standings


def _missing(frame: pl.DataFrame, id: str, value: ColumnValue, unscored: int) -> Any:
    """The condition that the value is missing; None where everybody whom the scheme scores has one."""
    import polars as pl

    missing: Any = None
    if frame[id].null_count() > unscored:  # those who are not scored have none
        missing = pl.col(id).is_null()
    if isinstance(value, ColumnRatio) and value.den is not None and frame[f"{id}/den"].has_nulls():
        below = pl.col(f"{id}/den").is_null()
        missing = below if missing is None else missing | below
    return missing


def _part(column: str | None, *, given: bool) -> Any:
    """The standing of a part as the whole takes it: one that gives its marks all the same counts as scored."""
    import polars as pl

    if column is None or not given:
        return None if column is None else pl.col(column)
    return pl.when(pl.col(column) == NOT_APPLICABLE).then(pl.lit(SCORED, dtype=pl.Int8)).otherwise(pl.col(column))


def _standing(step: PlanStep, missing: Any, applies: ColumnValue | None, parts: list[Any], measured: Measured) -> Any:
    """Why somebody who is scored has this mark."""
    import polars as pl

    known = [part for part in parts if part is not None]
    code: Any = pl.lit(SCORED, dtype=pl.Int8)
    if missing is not None:
        code = pl.when(missing).then(_why_missing(step, measured)).otherwise(code)
    if known:
        worst = pl.max_horizontal(known)
        code = pl.when(worst > NOT_APPLICABLE).then(worst).otherwise(code)
        if len(known) == len(parts):
            code = pl.when(pl.min_horizontal(known) == NOT_APPLICABLE).then(_same_if(known)).otherwise(code)
    if applies is not None:
        holds = pl.col(f"{step.id}?")
        code = pl.when(~holds).then(NOT_APPLICABLE).otherwise(code)
        if applies.nullable:
            code = pl.when(holds.is_null()).then(_why_missing(step, measured)).otherwise(code)
    return code


def _same_if(known: list[Any]) -> Any:
    """Not applicable if every part is; otherwise the worst of them (scored where some are)."""
    import polars as pl

    worst = pl.max_horizontal(known)
    return pl.when(worst > NOT_APPLICABLE).then(worst).otherwise(pl.lit(NOT_APPLICABLE, dtype=pl.Int8))


def _why_missing(step: PlanStep, measured: Measured) -> Any:
    """Awaiting where a measure that a person must supply is missing; otherwise no data."""
    import polars as pl

    missing: Any = pl.lit(value=False)
    for node in step.measures():
        awaiting = measured.awaiting.get(node.table.id)
        if node.table.absence != "awaiting" and not awaiting:
            continue
        value = measured.values[node]
        column = value.expr if isinstance(value, PlainColumn) else value.num.expr
        assert column is not None  # noqa: S101  # building
        absent = column.is_null()
        if node.table.results or awaiting:  # a result that is there tells for itself why a mark of it is not
            key = pl.col(SUBJECT if node.table.via is None else measure.via_column(node.table.via))
            waits = key.is_in(sorted(awaiting or ())).fill_null(value=False)
            if node.table.absence == "awaiting":
                waits = waits | ~key.is_in(measured.having(node)).fill_null(value=False)
            absent = absent & waits
        missing = missing | absent
    return pl.when(missing).then(pl.lit(AWAITING, dtype=pl.Int8)).otherwise(pl.lit(NO_DATA, dtype=pl.Int8))


__all__ = ["TOTAL", "assess"]
