"""The result of an assessment: a value and a standing for every subject and step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from attrs import evolve, field, frozen

from kaohe_core import frames as pl
from kaohe_core.assess.plan import Plan
from kaohe_core.assess.who import the_one
from kaohe_core.described import described
from kaohe_core.findings import Finding, FindingsError, Place, ToldIn, did_you_mean, given_text
from kaohe_core.formula.columns import ColumnRatio, ColumnValue
from kaohe_core.formula.exact import Exact, ExactValue, RowsOf
from kaohe_core.messages import Message, message

Standing = Literal["scored", "not-applicable", "no-data", "awaiting"]
STANDINGS: tuple[Standing, ...] = ("scored", "not-applicable", "no-data", "awaiting")
SCORED, NOT_APPLICABLE, NO_DATA, AWAITING = range(4)
NAMES: dict[Standing, Message] = {
    "scored": message("scored"),
    "not-applicable": message("not applicable"),
    "no-data": message("no data"),
    "awaiting": message("awaiting judgement"),
}


def why_nothing(standing: Standing) -> Message | None:
    """What a mark without a value is called where it is more than without data."""
    return NAMES[standing] if standing in ("not-applicable", "awaiting") else None


@frozen
class NotAssessed:
    """Somebody on the roster who is not assessed, and why (P01)."""

    id: str
    name: str
    reason: str


class _StepValues(dict[str, dict[str, ExactValue]]):
    """The values of every step by subject, a step at a time when it is first asked for."""

    def __init__(self, result: Result) -> None:
        super().__init__()
        self._result = result

    def __missing__(self, step: str) -> dict[str, ExactValue]:
        values = self[step] = self._result.by_subject(step)
        return values


@described
@frozen(eq=False, repr=False)
class Result:
    """What the assessment found.

    ``frame`` has a row per assessed subject, in roster order: ``_subject``, ``_name``, ``_unit`` (empty where all are
    one, null where it is not known), ``_scored``, ``_reason`` (why somebody is not scored) and the integer columns of
    every step; ``values`` says how to read them. ``standings`` names the column with a step's standing (an index into
    :data:`STANDINGS`), or None where everybody is scored. The result is provisional where a total, a verdict or an
    amount has no value yet.
    """

    plan: Plan
    frame: pl.DataFrame
    values: Mapping[str, ColumnValue]
    standings: Mapping[str, str | None]
    not_assessed: tuple[NotAssessed, ...]
    telling: ToldIn = field(factory=ToldIn, kw_only=True)  # whom it is told to that something is not in it
    roster: Place = field(factory=Place, kw_only=True)

    def __deepcopy__(self, memo: dict[int, Any]) -> Result:
        """The same result over a frame and a plan of its own: what somebody does to one of them is not in the other."""
        values, standings = dict(self.values), dict(self.standings)
        return evolve(
            self, plan=deepcopy(self.plan, memo), frame=self.frame.clone(), values=values, standings=standings
        )

    @described
    def subjects(self, frame: pl.DataFrame | None = None) -> Iterator[Subject]:
        """Every assessed subject, in roster order; with ``frame`` those in these rows of :attr:`frame`."""
        for row in (self.frame if frame is None else frame).iter_rows(named=True):
            yield Subject(self, row)

    def value_of(self, step: str) -> ColumnValue:
        """How the columns of a step are read.

        Raises :class:`~kaohe_core.findings.FindingsError` where there is no such step, as all do that take a step.
        """
        found = self.values.get(step)
        if found is None:
            with self.telling:
                what = message("there is no step “{id}”", id=given_text("step", step))
                raise FindingsError([Finding(Place(), what, did_you_mean(step, self.values))])
        return found

    @described
    def having(self, step: str) -> list[Subject]:
        """The subjects for whom a condition holds, in roster order."""
        self.value_of(step)
        return list(self.subjects(self.frame.filter(self.frame[step])))

    @described
    def by_subject(self, step: str) -> dict[str, ExactValue]:
        """The exact values of a step by subject, in roster order."""
        value, found = self.value_of(step), self.frame[step].to_list()
        if isinstance(value, ColumnRatio):
            dens = [1] * len(found) if value.den is None else self.frame[f"{step}/den"].to_list()
            found = [
                None if num is None or den is None else Fraction(num, value.scale * den)
                for num, den in zip(found, dens, strict=True)
            ]
        return dict(zip(self.frame["_subject"].to_list(), found, strict=True))

    def exact(self, rows: RowsOf) -> Exact:
        """What evaluates any formula over the assessed subjects; the values of steps are those of this result."""
        ids = self.frame["_subject"].to_list()
        units = dict(zip(ids, self.frame["_unit"].to_list(), strict=True))
        scored = set(self.frame.filter("_scored")["_subject"].to_list())
        return Exact(ids, units, scored, rows, _StepValues(self))

    @described
    def subject(self, who: str) -> Subject:
        """The subject with this id, or with this name where nobody else has it.

        Raises :class:`~kaohe_core.findings.FindingsError` for a stranger, for a name that several have, and for
        somebody who is not assessed.
        """
        if isinstance(who, str) and who in self._by_id:
            return self._by_id[who]
        with self.telling:
            id = the_one(who, self._names, self.roster)
            for one in self.not_assessed:
                if one.id == id:
                    what = message("“{name}” is not assessed: {reason}", name=one.name or id, reason=one.reason)
                    raise FindingsError([Finding(self.roster, what)])
        return self._by_id[id]

    def find(self, id: str) -> Subject | None:
        """The subject with this id; None where nobody assessed has it."""
        return self._by_id.get(id)

    @cached_property
    def _names(self) -> dict[str, str]:
        assessed = {one.id: one.name for one in self._by_id.values()}
        return assessed | {one.id: one.name or one.id for one in self.not_assessed}

    @cached_property
    def _by_id(self) -> dict[str, Subject]:
        return {subject.id: subject for subject in self.subjects()}

    def __repr__(self) -> str:
        return f"<result of {self.plan.scheme.title}: {self.frame.height} subjects, {len(self.values)} steps>"

    @cached_property
    def provisional(self) -> bool:
        """Whether a mark or a verdict is still without data or awaiting judgement, or an amount unknown."""
        decisive = [step.id for step in self.plan.steps if step.role in ("total", "verdict")]
        for column in {self.standings.get(id) for id in decisive}:
            if column is not None and (self.frame[column] > NOT_APPLICABLE).any():
                return True
        return any(self.frame[step.id].null_count() > 0 for step in self.plan.steps if step.role == "money")

    @described
    def total_of(self, step: str) -> Fraction | None:
        """The sum of a step over everybody; None where somebody has no value."""
        value = self.value_of(step)
        assert isinstance(value, ColumnRatio) and value.den is None  # noqa: S101, PT018  # amounts are rounded
        column = self.frame[step]
        return None if column.null_count() else Fraction(int(column.sum()), value.scale)


@described
@frozen(eq=False, repr=False)
class Subject:
    """One subject's part of a result."""

    result: Result
    row: Mapping[str, Any]

    @property
    @described
    def id(self) -> str:
        """The id on the roster."""
        return str(self.row["_subject"])

    @property
    @described
    def name(self) -> str:
        """The name on the roster, or the id where there is none."""
        return str(self.row["_name"] or self.row["_subject"])

    @property
    @described
    def unit(self) -> str:
        """The unit; empty where all are one, and where it is not known which."""
        return str(self.row["_unit"] or "")

    @property
    @described
    def scored(self) -> bool:
        """Whether the scheme scores this subject."""
        return bool(self.row["_scored"])

    @property
    @described
    def reason(self) -> str:
        """Why the subject is not scored; empty where it is."""
        return str(self.row["_reason"] or "")

    @described
    def value(self, step: str) -> ExactValue:
        """The exact value of a step, None where there is none."""
        value = self.result.value_of(step)
        found = self.row[step]
        if found is None or not isinstance(value, ColumnRatio):
            return found  # type: ignore[no-any-return]  # a text, a date, a truth value or nothing
        den = 1 if value.den is None else self.row[f"{step}/den"]
        return None if den is None else Fraction(found, value.scale * den)

    @described
    def number(self, step: str) -> Fraction | None:
        """As :meth:`value`, for a step that yields a number."""
        value = self.value(step)
        return value if isinstance(value, Fraction) else None

    @described
    def standing(self, step: str) -> Standing:
        """Why the mark is what it is; an amount that is not known is without data."""
        self.result.value_of(step)
        column = self.result.standings.get(step)
        if column is None:  # nobody is without it, or it is of money
            return "no-data" if step not in self.result.standings and self.value(step) is None else "scored"
        code: int = self.row[column]
        return STANDINGS[code]

    def __repr__(self) -> str:
        return f"<{self.id} {self.name}>" if self.name != self.id else f"<{self.id}>"
