"""The model of a scheme (考核方案): what a scheme file says, as strictly typed objects.

Attribute names are the TOML keys in snake case. Everything a scheme leaves out has its default here and nowhere else;
``kaohe resolve`` prints the defaults with the rest.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, TypeVar

from attrs import field, frozen

from kaohe_core.described import described
from kaohe_core.formula.shares import WrittenShare
from kaohe_core.formula.tree import Day, Formula, Mark, Number, Rounding, Ties, Words
from kaohe_core.messages import Text, message
from kaohe_core.rules.rule import Rule, doc
from kaohe_core.rules.settlement import Settlement
from kaohe_core.scheme.governance import Governance
from kaohe_core.tables.declared import MAX_DECIMALS, kebab
from kaohe_core.toml.structure import Refused

NONE = Literal["none"]
THEN = "what decides between equal ones, the first that differs, in the same direction; -x for the other"
ParameterValue = TypeVar("ParameterValue", Decimal, date, str)


def _id() -> str:
    result: str = field(validator=kebab, metadata={"doc": "its name, unique in the scheme, like sick-leave"})
    return result


@frozen(kw_only=True)
class Variant:
    """Another rule for some of the subjects; the first variant whose condition holds is used."""

    when: Formula = doc("whom this variant is for")
    text: str = doc("its wording", default="")
    rule: Rule = doc("the rule and its parameters")


@described
@frozen(kw_only=True)
class Clause:
    """One clause (细则条款): a rule with its parameters, its wording and its place in the written scheme.

    Whatever the rule, a clause can be restricted (``only_for``), taken period by period (``per``, with the allowances
    of the rule anew in each), held between bounds, and rounded – in this order.
    """

    id: str = _id()
    text: str = doc("the wording of the written scheme")
    source: str = doc("the place in the written scheme, like 四（一）2", default="")
    rule: Rule | None = doc("the rule and its parameters; none where there are variants", default=None)
    variant: tuple[Variant, ...] = doc("different rules for different subjects", default=())
    only_for: Formula | None = doc("whom the clause is about; for everybody else it does not apply", default=None)
    per: str | None = doc("the kind of period the rule is applied to one by one, like term", default=None)
    combine: Literal["sum", "mean", "min", "max"] = doc("what becomes of the periods’ points", default="sum")
    period_weights: Mapping[str, Number] | tuple[Number, ...] = doc(
        "what each period’s points are multiplied by before they are summed: a list in the order of the periods, "
        "or one by name",
        factory=dict,
    )
    each_at_least: Number | None = doc("the least points of one period", default=None)
    each_at_most: Number | None = doc("the most points of one period", default=None)
    each_round: int | None = doc("decimals to which each period’s points are rounded", default=None)
    at_least: Number | None = doc("the least points of the clause", default=None)
    at_most: Number | None = doc("the most points of the clause", default=None)
    round: int | None = doc("decimals to which the points are rounded; else as the scheme says", default=None)
    if_missing: Formula | None = doc(
        "the points where there is no data; without it the mark waits for the data", default=None
    )
    record_only: bool = doc(
        "its points are shown and counted nowhere, such as one’s own mark beside the superior’s", default=False
    )

    def __attrs_post_init__(self) -> None:
        if (self.rule is None) == (not self.variant):
            raise ValueError(message("a clause has either a rule or variants"))
        if self.period_weights and self.per is None:
            raise ValueError(message("period-weights go with per"))
        if self.period_weights and self.combine != "sum":
            raise ValueError(message("period-weights are for a sum, not for combine = “{found}”", found=self.combine))

    @described
    def weights(self) -> tuple[Number, ...]:
        """The weights of its periods, as they are written."""
        given = self.period_weights
        return given if isinstance(given, tuple) else tuple(given.values())

    @described
    def rules(self) -> Iterator[Rule]:
        """The rule, or the rules of the variants."""
        if self.rule is not None:
            yield self.rule
        for variant in self.variant:
            yield variant.rule


@frozen(kw_only=True)
class Reason:
    """People set apart, and why: the reason is printed beside them."""

    when: Formula = doc("who is meant")
    reason: str = doc("why")
    source: str = doc("the place in the written scheme", default="")


@frozen(kw_only=True)
class DimensionGrade:
    """One grade of a dimension, best first: a subject has the first whose conditions it meets; the last has none."""

    name: str = doc("the grade, like 优秀")
    at_least: Number | None = doc("the least points of the dimension", default=None)
    when: Formula | None = doc("a further condition", default=None)
    source: str = doc("the place in the written scheme", default="")


@described
@frozen(kw_only=True)
class Dimension:
    """A dimension (指标): clauses, and dimensions of a lower level, that share full marks.

    Its points are ``start`` (all marks or none) plus those of its clauses and parts, held between ``at_least`` and
    ``at_most``.
    """

    id: str = _id()
    title: str = doc("its name")
    marks: Number = doc("the full marks")
    start: Literal["full", "zero"] = doc("full: marks are taken off; zero: marks are earned", default="zero")
    at_least: Number | NONE = doc("the least points; none: there is no floor", default=Number(Decimal(0)))
    at_most: Number | NONE | None = doc("the most points; the full marks unless said otherwise", default=None)
    share: Formula | None = doc(
        "the share of a person this dimension is about; where it is 0 it does not apply", default=None
    )
    only_for: Formula | None = doc("whom the dimension is about", default=None)
    when_not_applicable: Literal["full", "zero", "rescale"] | None = doc(
        "what becomes of its marks for everybody else: full marks, zero, or the other dimensions are scaled up",
        default=None,
    )
    round: int | None = doc("decimals to which the points are rounded; else as the scheme says", default=None)
    lost: tuple[Reason, ...] = doc(
        "who loses its marks whatever the clauses give, and why: the points are 0, or what lies below", default=()
    )
    grade: tuple[DimensionGrade, ...] = doc(
        "its own grades, best first; formulas read them as marks.id-grade", default=()
    )
    text: str = doc("the wording of the written scheme", default="")
    source: str = doc("the place in the written scheme", default="")
    clause: tuple[Clause, ...] = doc("its clauses", default=())
    dimension: tuple[Dimension, ...] = doc("its parts", default=())

    def __attrs_post_init__(self) -> None:
        if not self.clause and not self.dimension:
            raise ValueError(message("a dimension needs clauses or parts"))
        if not self.counting and not self.dimension:
            raise ValueError(message("a dimension needs a clause that counts: all of its are record-only"))
        if self.grade and (self.grade[-1].at_least is not None or self.grade[-1].when is not None):
            raise ValueError(message("the last grade is for everybody else: it has neither at-least nor when"))
        if self.only_for is not None and self.share is None and self.when_not_applicable is None:
            raise ValueError(
                message("with only-for, when-not-applicable must say what becomes of the marks of the others")
            )

    @property
    @described
    def counting(self) -> tuple[Clause, ...]:
        """The clauses whose points are its own."""
        return tuple(clause for clause in self.clause if not clause.record_only)

    @described
    def clauses(self) -> Iterator[Clause]:
        """All clauses, those of the parts included."""
        yield from self.clause
        for part in self.dimension:
            yield from part.clauses()

    @described
    def dimensions(self) -> Iterator[Dimension]:
        """This dimension and all its parts."""
        yield self
        for part in self.dimension:
            yield from part.dimensions()


def _places(_instance: object, _attribute: object, value: int | None) -> None:
    if value is not None and not 0 <= value <= MAX_DECIMALS:
        raise ValueError(message("decimals lie in 0 to 9, not {found}", found=value))


@frozen(kw_only=True)
class Rounded:
    """Where points are rounded, to how many decimals, and which way. What is left out is not rounded there."""

    clause: int | None = doc("decimals of each clause", default=None, validator=_places)
    dimension: int | None = doc("decimals of each dimension", default=None, validator=_places)
    total: int = doc("decimals of the total", validator=_places)
    mode: Rounding = doc("half-up is 四舍五入, away from zero for negative points", default="half-up")


@frozen(kw_only=True)
class Period:
    """One period, such as a term: its id as it stands in the tables, and its days where tables give dates."""

    id: str = doc("as it stands in the tables, like 2026上")
    start: date | None = doc("the first day", default=None)
    end: date | None = doc("the last day", default=None)

    def __attrs_post_init__(self) -> None:
        if (self.start is None) != (self.end is None):
            raise ValueError(message("a period has both a start and an end, or neither"))
        if self.start is not None and self.end is not None and self.end < self.start:
            raise ValueError(message("the period ends before it starts"))


MOST_YEARS = 10  # of a span that is divided: more is a slip of the pen


@frozen(kw_only=True)
class Every:
    """All calendar months or weeks of a span of days: months are called 2026-03, weeks 2026-W10 (from Monday)."""

    every: Literal["month", "week"] = doc("month or week")
    start: date = doc("the first day")
    end: date = doc("the last day")

    def __attrs_post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(message("the period ends before it starts"))
        years = self.end.year - self.start.year
        if years > MOST_YEARS:
            what = message("this span has {years} years, and the longest is {most}", years=years, most=MOST_YEARS)
            raise Refused(what, message("correct the year"), ("end",))

    def periods(self) -> tuple[Period, ...]:
        """One period each; the first and the last are cut to the span."""
        found: list[Period] = []
        day = self.start
        while day <= self.end:
            if self.every == "week":
                year, week, weekday = day.isocalendar()
                last, name = day + timedelta(days=7 - weekday), f"{year}-W{week:02d}"
            else:
                last, name = date(day.year, day.month, monthrange(day.year, day.month)[1]), f"{day:%Y-%m}"
            found.append(Period(id=name, start=day, end=min(last, self.end)))
            if last >= self.end:  # there may be no day after the last
                break
            day = last + timedelta(days=1)
        return tuple(found)


@frozen(kw_only=True)
class Value:
    """An intermediate value (中间值): named, worked out once, shown under its title, counted in no total.

    Formulas read it as ``values.id``. With ``rows`` it is worked out for every row of a table, and read as another
    column of it: ``sum(work.share)``.

    Instead of a formula it can be the sum of several dimensions and clauses, scaled to ``out_of`` from the full marks
    of those that are about somebody: for a share, a rank or an adjustment over a part of the marks.
    """

    id: str = _id()
    title: str = doc("what it is called")
    formula: Formula | None = doc("what it comes to; with rows, over the columns of one row", default=None)
    sum_of: tuple[str, ...] = doc(
        "instead of a formula: dimensions and clauses whose points are added up, without those not about somebody",
        default=(),
    )
    out_of: Number | None = doc(
        "what that sum is scaled to; else to the full marks of all of them together", default=None
    )
    unit: str = doc("its unit, as in 12 课时", default="")
    decimals: int | None = doc("rounded to so many decimals; else it is not rounded", default=None)
    rows: str | None = doc("the table for whose rows it is worked out; else it is one for each subject", default=None)

    def __attrs_post_init__(self) -> None:
        if (self.formula is None) == (not self.sum_of):
            raise ValueError(message("a value has either a formula or sum-of"))
        if self.sum_of and self.rows is not None:
            raise ValueError(message("sum-of adds up marks of a person, and rows has no marks"))
        if self.out_of is not None and not self.sum_of:
            raise ValueError(message("out-of goes with sum-of"))


LOST = "/lost"  # in the id of the step that says why somebody loses a dimension
NOT_LOST = "—"  # what that step says of everybody else


def dimension_grade(id: str, title: str) -> Mark:
    """The mark that a dimension’s own grade is."""
    return Mark(f"{id}/grade", Text(f"{title}等次", f"grade of {title}"), "text")


def value_step(id: str) -> str:
    """The id of the step that an intermediate value is; no clause can have it."""
    return f"values.{id}"


@frozen(kw_only=True)
class ReadAs:
    """How a place of the written scheme is read that could be read in another way, said on purpose."""

    about: str = doc("the clause, dimension, verdict or payment that it is about; else the whole scheme", default="")
    text: str = doc("how it is read, and where the other reading would be written")
    source: str = doc("the place in the written scheme", default="")


@frozen(kw_only=True)
class NotComputed:
    """A place of the written scheme that nothing computes, said on purpose; ``open``: a hole still to be filled."""

    source: str = doc("the place in the written scheme")
    reason: str = doc("why nothing computes it")
    open: bool = doc("the text is incomplete here, so the scheme cannot be adopted", default=False)


@frozen(kw_only=True)
class Quota:
    """At most so many: the best by ``by``, in the unit or in each league of ``within``.

    Of equal ones the first of ``then`` that differs decides. What happens at the edge where nothing does is stated,
    never guessed: ``ties`` is ``all`` (those who share the last place all get it,
    even beyond the quota), ``none`` (none of them does, if they do not all fit) or ``roster`` (those first on the
    roster). The rounding of a share is written in the formula: ``round(count() * 30%, 0, "down")``.
    """

    most: Formula = doc("how many at most")
    by: Formula = doc("what the candidates are ranked by", default=Mark("total", Text("总分", "total")))
    then: tuple[Formula, ...] = doc(THEN, default=())
    ties: Literal["all", "none", "roster"] = doc("who of several with the same value gets the last places")
    first: Literal["highest", "lowest"] = doc("whether the highest or the lowest value comes first", default="highest")
    within: Formula | None = doc("leagues that have the quota each: one column or a list", default=None, several=True)


@frozen(kw_only=True)
class Grade:
    """One grade (等次), best first: a subject has the first whose conditions it meets; the last has none."""

    name: str = doc("the grade, like 优秀")
    at_least: Number | None = doc("the least total", default=None)
    when: Formula | None = doc("a further condition, such as minima of single dimensions", default=None)
    quota: Quota | None = doc("how many may have it at most", default=None)
    text: str = doc("the wording of the written scheme", default="")
    source: str = doc("the place in the written scheme", default="")


@frozen(kw_only=True)
class GradeLimit:
    """What caps or lowers a grade: an event, or the weakest of several parts."""

    text: str = doc("the wording of the written scheme")
    source: str = doc("the place in the written scheme", default="")
    when: Formula | None = doc("whom the limit strikes; everybody where it is left out", default=None)
    not_above: str | None = doc("the best grade that is left", default=None)
    lower_by: int | None = doc("how many grades down", default=None)
    weakest_of: tuple[str, ...] = doc(
        "dimensions graded by the same cut points, in proportion to their marks: the weakest of them counts", default=()
    )
    steps: int | None = doc("by how many grades the whole may be better than the weakest", default=None)

    def __attrs_post_init__(self) -> None:
        if [self.not_above is not None, self.lower_by is not None, bool(self.weakest_of)].count(True) != 1:
            raise ValueError(message("a grade limit has exactly one of not-above, lower-by, weakest-of"))
        if bool(self.weakest_of) != (self.steps is not None):
            raise ValueError(message("weakest-of and steps go together"))


@frozen(kw_only=True)
class Veto:
    """One veto (一票否决): whatever the marks, which stay as they are beside it, the grade is ``grade``."""

    id: str = _id()
    text: str = doc("the wording of the written scheme")
    source: str = doc("the place in the written scheme", default="")
    when: Formula = doc("whom it strikes")
    grade: str | None = doc("the grade it leads to; none where it vetoes something other than the grade", default=None)
    date: str | None = doc(
        "the column with the date that the public notice tells, like sanctions.date; else those that when reads, and "
        "those that tell the rows of its tables apart",
        default=None,
    )
    decision: str | None = doc(
        "the column with the decision that the public notice tells, like sanctions.decision; else it tells none",
        default=None,
    )


@frozen(kw_only=True)
class Award:
    """One award or title (表彰), or a list such as those to be trained: who meets the condition, within the quota."""

    id: str = _id()
    title: str = doc("its name")
    text: str = doc("the wording of the written scheme", default="")
    source: str = doc("the place in the written scheme", default="")
    when: Formula | None = doc("who is a candidate; every scored subject where it is left out", default=None)
    quota: Quota | None = doc("how many at most", default=None)


@frozen(kw_only=True)
class Ranking:
    """One published ranking."""

    id: str = _id()
    title: str = doc("its name")
    text: str = doc("the wording of the written scheme", default="")
    source: str = doc("the place in the written scheme", default="")
    by: Formula = doc("what is ranked", default=Mark("total", Text("总分", "total")))
    then: tuple[Formula, ...] = doc(THEN, default=())
    when: Formula | None = doc("who is ranked", default=None)
    within: Formula | None = doc("leagues that are ranked apart: one column or a list", default=None, several=True)
    ties: Ties = doc("what equal values do: best 1 2 2 4, worst 1 3 3 4, mean 1 2.5 2.5 4, dense 1 2 2 3, roster")
    first: Literal["highest", "lowest"] = doc("whether the highest or the lowest value comes first", default="highest")


@frozen(kw_only=True)
class Payment:
    """One pass of the money: who gets how much, by which settlement, out of what the passes before have left."""

    id: str = _id()
    title: str = doc("its name on the payslip")
    text: str = doc("the wording of the written scheme", default="")
    source: str = doc("the place in the written scheme", default="")
    settlement: Settlement = doc("the settlement and its parameters")


@frozen(kw_only=True)
class Payout:
    """The payment file for the bank (报盘): which columns hold the account."""

    account: Formula = doc("the column with the account number")
    holder: Formula | None = doc("the column with the account holder, where it is not the subject", default=None)


Shown = Literal[
    "dimensions", "adjustments", "total", "places", "grade", "amounts", "awards", "vetoes", "remarks", "sections"
]
"""What a notice can show beside names."""


@frozen(kw_only=True)
class PublicNotice:
    """What the public notice (公示) shows of everybody. It never shows ids, and of a veto only date and decision."""

    columns: tuple[Shown, ...] = doc(
        "what stands in it beside the names; the tables of plugins (sections) only where they are named here",
        default=("dimensions", "adjustments", "total", "places", "grade", "amounts", "awards", "vetoes", "remarks"),
    )
    names: Literal["full", "masked"] = doc("whether names stand in it in full, or as 张* and 欧**华", default="full")


@described
@frozen(kw_only=True)
class Scheme:
    """A whole scheme, resolved: nothing in it refers to a plugin's defaults any more."""

    id: str = _id()
    title: str = doc("its name")
    subject: str = doc("the table whose rows are the subjects")
    marks: Number = doc("the full marks")
    round: Rounded = doc("where points are rounded")
    unit: Formula | None = doc(
        "the column that says which unit a subject belongs to; else all are one unit", default=None
    )
    name: Formula | None = doc("the column with the subject’s name", default=None)
    text: str = doc("the file with the written scheme", default="")
    periods: Mapping[str, tuple[Period, ...]] = doc("the periods of each kind, in order", factory=dict)
    parameters: Mapping[str, Number | WrittenShare | Words | Day] = doc(
        "values that formulas refer to by name", factory=dict
    )
    parameter_titles: Mapping[str, str] = doc(
        "what these are called where people read of them and try another: in the workbook, on a page, in a comparison",
        factory=dict,
    )
    not_assessed: tuple[Reason, ...] = doc("people on the roster who are not assessed at all", default=())
    not_scored: tuple[Reason, ...] = doc(
        "people who are assessed without marks, such as those paid the mean", default=()
    )
    value: tuple[Value, ...] = doc("intermediate values, each once; later ones may read earlier ones", default=())
    dimension: tuple[Dimension, ...] = doc("the dimensions")
    adjustment: tuple[Clause, ...] = doc(
        "clauses that change the total, in order; marks.total is the total so far", default=()
    )
    at_least: Number | NONE = doc("the least total; none: there is no floor", default=Number(Decimal(0)))
    at_most: Number | NONE = doc("the most total", default="none")
    ranking: tuple[Ranking, ...] = doc("published rankings", default=())
    veto: tuple[Veto, ...] = doc("vetoes", default=())
    grade: tuple[Grade, ...] = doc("the grades, best first", default=())
    grade_limit: tuple[GradeLimit, ...] = doc("what caps or lowers a grade, in order", default=())
    award: tuple[Award, ...] = doc("awards and lists", default=())
    reading: tuple[ReadAs, ...] = doc("how places are read that could be read in another way", default=())
    not_computed: tuple[NotComputed, ...] = doc("places of the written scheme that nothing computes", default=())
    pool: Formula | None = doc(
        "the money to be divided, in yuan; the same for everybody in a unit; none where every amount is fixed",
        default=None,
    )
    payment: tuple[Payment, ...] = doc("the passes of the money, in order", default=())
    payout: Payout | None = doc("the payment file", default=None)
    notice: PublicNotice = doc("what the public notice shows", default=PublicNotice())
    governance: Governance = doc("how the scheme takes effect and how a round runs", default=Governance())

    def __attrs_post_init__(self) -> None:
        names = [grade.name for grade in self.grade]
        if self.grade and (
            self.grade[-1].at_least is not None or self.grade[-1].when is not None or self.grade[-1].quota
        ):
            raise ValueError(
                message("the last grade is for everybody else: it has neither at-least nor when nor quota")
            )
        asked = [v.grade for v in self.veto] + [limit.not_above for limit in self.grade_limit]
        for name in asked:
            if name is not None and name not in names:
                raise ValueError(message("“{name}” is not one of the grades {names}", name=name, names=names))
        ids = [dimension.id for dimension in self.dimensions()]
        for name in (part for limit in self.grade_limit for part in limit.weakest_of):
            if name not in ids:
                raise ValueError(message("“{name}” is not one of the dimensions {names}", name=name, names=ids))

    @described
    def parameter(self, name: str, kind: type[ParameterValue]) -> ParameterValue | None:
        """What stands under ``[parameters]``: a ``Decimal``, a ``date`` or a ``str``, as ``kind`` says.

        None where the scheme has no such parameter, or one of another kind.
        """
        value: object = getattr(self.parameters.get(name), "value", None)
        return value if isinstance(value, kind) else None

    @described
    def spans(self, kind: str) -> Iterator[tuple[str, date, date]]:
        """The periods of a kind that have days: the id, the first and the last day."""
        for period in self.periods.get(kind, ()):
            if period.start is not None and period.end is not None:
                yield period.id, period.start, period.end

    @described
    def clauses(self) -> Iterator[Clause]:
        """All clauses in order, the adjustments last."""
        for dimension in self.dimension:
            yield from dimension.clauses()
        yield from self.adjustment

    @described
    def dimensions(self) -> Iterator[Dimension]:
        """All dimensions, the parts after the whole."""
        for dimension in self.dimension:
            yield from dimension.dimensions()
