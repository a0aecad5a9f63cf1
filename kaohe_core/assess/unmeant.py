"""What a scheme says and cannot mean: a bound without effect, a band that nothing reaches, a key that cannot occur.

All of it follows from the ranges that the tables declare, before any data are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import product

from attrs import define, frozen

from kaohe_core.assess.plan import Plan, PlanStep, decimals
from kaohe_core.assess.settle import amount_of
from kaohe_core.findings import Findings, did_you_mean
from kaohe_core.formula import tree
from kaohe_core.formula.columns import ColumnRatio, ColumnValue, Compiler
from kaohe_core.formula.shares import WrittenShare
from kaohe_core.formula.tree import Formula, FormulaError
from kaohe_core.messages import Message, message
from kaohe_core.plugins.answers import cases_of, limits_of
from kaohe_core.scheme.model import Clause, Dimension, Payment
from kaohe_core.tables.declared import Column
from kaohe_core.toml.document import Document
from kaohe_core.toml.locate import Keys

SHOWN = 5  # how many keys are named that a look-up does not list
EVER = frozenset({True, False})
_FLIPPED: dict[tree.Operator, tree.Operator] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_SHOWN = {"<=": "≤", ">=": "≥", "==": "="}


@frozen
class Extent:
    """The least and the greatest value that a formula can have."""

    low: Fraction
    high: Fraction

    @classmethod
    def of(cls, value: ColumnValue) -> Extent | None:
        """From its range; None where it is no number."""
        if not isinstance(value, ColumnRatio):
            return None
        dens = (1,) if value.den is None else (max(value.den.lo, 1), max(value.den.hi, 1))
        ends = [Fraction(end, value.scale * den) for end in (value.num.lo, value.num.hi) for den in dens]
        return cls(min(ends), max(ends))


def check_unmeant(plan: Plan, compiler: Compiler, document: Document, findings: Findings) -> None:
    """Note what cannot be meant, clause by clause; ``compiler`` knows the range of every step."""
    room = _Extents(compiler, document, findings)
    for step in plan.steps:
        if step.id in compiler.marks:
            room.bounds(step)
            room.unlisted(step)
            if step.clause is not None and step.role == "clause":
                room.cases(step.clause, step.keys)
            if step.dimension is not None:
                room.start(step.dimension, step)
            if step.payment is not None and step.id == amount_of(step.payment.id):
                room.cents(step.payment, step)
    room.grades(plan)
    for condition, keys in _conditions(plan):
        room.condition(condition, keys)


@define
class _Extents:
    compiler: Compiler
    document: Document
    findings: Findings

    def add(self, keys: Keys, what: Message, mend: Message | None = None, *, blocks: bool = True) -> None:
        self.findings.add(self.document.place(keys, value=True), what, mend, blocks=blocks)

    def span(self, formula: Formula) -> Extent | None:
        """What a formula can come to; None where that is not known (the fault has been said elsewhere)."""
        try:
            return Extent.of(self.compiler.value(formula))
        except FormulaError:
            return None

    # bounds ----------------------------------------------------------------------------------------------------

    def bounds(self, step: PlanStep) -> None:
        """A bound that lies beyond everything that can come: refused on the wrong side of 0, noted elsewhere."""
        for bound in step.bounds:
            span = self._held_span(step, bound.of)
            edge = Fraction(bound.edge.value)
            if span is None or edge == 0:  # 0 is what a bound is where none is written
                continue
            keys = (*step.keys, bound.key)
            if bound.least and edge < span.low:
                what = message(
                    "{key} = {edge} can have no effect: this is never below {low}",
                    key=bound.key,
                    edge=_plain(edge),
                    low=_plain(span.low),
                )
                mend = message("remove this line, or correct the number")
                if edge < 0 <= span.low:
                    other = bound.key.replace("at-least", "at-most")
                    mend = message("to give no more than {edge}, write {key} = {edge}", edge=_plain(-edge), key=other)
                self.add(keys, what, mend, blocks=edge < 0 <= span.low)
            elif not bound.least and edge > span.high:
                what = message(
                    "{key} = {edge} can have no effect: this is never above {high}",
                    key=bound.key,
                    edge=_plain(edge),
                    high=_plain(span.high),
                )
                mend = message("remove this line, or correct the number")
                if span.high <= 0:
                    other = bound.key.replace("at-most", "at-least")
                    mend = message(
                        "to take off no more than {edge}, write {key} = -{edge}", edge=_plain(edge), key=other
                    )
                self.add(keys, what, mend, blocks=span.high <= 0)

    def _held_span(self, step: PlanStep, of: Formula) -> Extent | None:
        """As :meth:`span`; a judgement lies within the limits of its clause, whatever its table could hold."""
        limits = limits_of(step.clause.rule) if step.clause is not None and step.clause.rule is not None else None
        if limits is not None and step.clause is not None and step.clause.per is None:
            ends = [Fraction(limit.value) for limit in limits]
            return Extent(min(*ends, Fraction(0)), max(*ends, Fraction(0)))
        return self.span(of)

    def unlisted(self, step: PlanStep) -> None:
        """Keys that may meet, beside which a look-up by several lists nothing: whoever has them is without data."""
        for node in dict.fromkeys(step.formula.walk()):
            if not isinstance(node, tree.LookupByKeys) or node.default is not None:
                continue
            columns = [column_behind(of) for of in node.of]
            listed = {tuple(getattr(key, "value", None) for key in keys) for keys, _ in node.entries}
            met = product(*(column.choices if column is not None else () for column in columns))
            lacking = [" × ".join(f"“{key}”" for key in keys) for keys in met if keys not in listed]
            if lacking:
                what = message("the look-up lists nothing for {keys}", keys=lacking[:SHOWN])
                if len(lacking) > SHOWN:
                    what = message("{what} and {more} more", what=what, more=len(lacking) - SHOWN)
                mend = message("list it, or write a value for all others; until then it is without data")
                self.findings.add(self.document.place(step.keys), what, mend, blocks=False)

    def start(self, dimension: Dimension, step: PlanStep) -> None:
        """A dimension that gives everybody the same, whatever its clauses say."""
        span = Extent.of(self.compiler.marks[step.id])
        given = self.span(step.bounds[0].of) if step.bounds else None  # before it is held between the bounds
        if span is None or given is None or span.low != span.high or dimension.marks.value == 0:
            return
        only_taken, only_given = given.high <= 0, given.low >= dimension.marks.value
        if given.low == given.high or not (only_given if dimension.start == "full" else only_taken):
            return
        mend = message('marks that are taken off start full: write start = "full"')
        if dimension.start == "full":
            mend = message('marks that are earned start at zero: write start = "zero"')
        self.add(
            (*step.keys, "marks"),
            message(
                "“{title}” is {marks} for everybody, whatever its clauses give",
                title=dimension.title,
                marks=_plain(span.low),
            ),
            mend,
        )

    def cents(self, payment: Payment, step: PlanStep) -> None:
        """An amount that need not be whole cents, as only a settlement of a plugin can make it."""
        places = decimals(self.compiler.marks[step.id])
        if places is None or places > 2:
            self.findings.add(
                self.document.place(step.keys),
                message("the amounts of “{title}” are no whole cents", title=payment.title),
                message("the settlement rounds its last step: round(2)"),
            )

    def grades(self, plan: Plan) -> None:
        """A grade that asks for more than the total can come to."""
        value = self.compiler.marks.get("total")
        span = None if value is None else Extent.of(value)
        for index, grade in enumerate(plan.scheme.grade):
            if span is not None and grade.at_least is not None and grade.at_least.value > span.high:
                self.add(
                    ("grade", index, "at-least"),
                    message(
                        "nobody can get “{name}”: the total is never above {high}",
                        name=grade.name,
                        high=_plain(span.high),
                    ),
                    message("correct one of them"),
                )

    # what can never hold ---------------------------------------------------------------------------------------

    def cases(self, clause: Clause, keys: Keys) -> None:
        """A band, a bracket or a key of a rule that nothing can reach."""
        rules = [(clause.rule, keys)] if clause.rule is not None else []
        rules += [(variant.rule, (*keys, "variant", index)) for index, variant in enumerate(clause.variant)]
        for rule, at in rules:
            try:
                cases = cases_of(rule)
            except FormulaError as error:
                self.findings.add(self.document.place(at), error.what, error.mend)
                continue
            for case in cases:
                self.condition(case.when, (*at, *case.keys), value=False)

    def condition(self, condition: Formula, keys: Keys, *, value: bool = True) -> None:
        """A comparison that comes out false whatever the data say."""
        for node in condition.walk():
            if not isinstance(node, tree.Compare) or self._outcomes(node) != {False}:
                continue
            what, mend = self._never(node)
            self.findings.add(self.document.place(keys, value=value), what, mend)
            return

    def _outcomes(self, node: tree.Compare) -> frozenset[bool]:
        """What a comparison with something written in the scheme can come to."""
        of, written = (node.right, node.left) if _written(node.left) else (node.left, node.right)
        if not _written(written) or _written(of):
            return EVER
        if isinstance(written, tree.Words):
            column = column_behind(of)
            known = column is None or not column.choices or written.value in column.choices
            return EVER if known else frozenset({node.op == "!="})
        left, right = self.span(node.left), self.span(node.right)
        if left is None or right is None:
            return EVER
        low, high = left.low - right.high, left.high - right.low
        match node.op:
            case "<":
                return frozenset({low < 0, high < 0})
            case "<=":
                return frozenset({low <= 0, high <= 0})
            case ">":
                return frozenset({low > 0, high > 0})
            case ">=":
                return frozenset({low >= 0, high >= 0})
            case "==":
                return EVER if low <= 0 <= high else frozenset({False})
            case "!=":
                return EVER if low <= 0 <= high else frozenset({True})

    def _never(self, node: tree.Compare) -> tuple[Message, Message]:
        of, written = (node.right, node.left) if _written(node.left) else (node.left, node.right)
        column = column_behind(of)
        if isinstance(written, tree.Words) and column is not None:
            return (
                message("“{value}” never stands in the column “{column}”", value=written.value, column=column.title),
                did_you_mean(written.value, column.choices),
            )
        span = self.span(of)
        assert span is not None and isinstance(written, tree.Number | WrittenShare)  # noqa: S101, PT018  # else it could come true
        op = _FLIPPED[node.op] if written is node.left else node.op
        number = str(written) if isinstance(written, WrittenShare) else _plain(Fraction(written.value))
        asked = f"{_SHOWN.get(op, op)} {number}"
        low, high = _plain(span.low), _plain(span.high)
        if column is not None:
            return (
                message(
                    "“{column}” lies in {low} to {high}, so “{asked}” never holds",
                    column=column.title,
                    low=low,
                    high=high,
                    asked=asked,
                ),
                message("correct the number, or the range of the column"),
            )
        return (
            message("the value lies in {low} to {high}, so “{asked}” never holds", low=low, high=high, asked=asked),
            message("correct the number, or the range of the columns that are read"),
        )


def _conditions(plan: Plan) -> Iterator[tuple[Formula, Keys]]:
    """The conditions that the scheme itself writes."""
    scheme = plan.scheme
    for kind, reasons in (("not-assessed", scheme.not_assessed), ("not-scored", scheme.not_scored)):
        for index, reason in enumerate(reasons):
            yield reason.when, (kind, index, "when")
    for step in plan.steps:
        if step.role == "dimension" and step.dimension is not None and step.dimension.only_for is not None:
            yield step.dimension.only_for, (*step.keys, "only-for")
        if step.role == "dimension" and step.dimension is not None:
            for index, reason in enumerate(step.dimension.lost):
                yield reason.when, (*step.keys, "lost", index, "when")
        if step.role == "clause" and step.clause is not None:
            if step.clause.only_for is not None:
                yield step.clause.only_for, (*step.keys, "only-for")
            for index, variant in enumerate(step.clause.variant):
                yield variant.when, (*step.keys, "variant", index, "when")
    for index, veto in enumerate(scheme.veto):
        yield veto.when, ("veto", index, "when")
    for index, grade in enumerate(scheme.grade):
        if grade.when is not None:
            yield grade.when, ("grade", index, "when")
    for index, limit in enumerate(scheme.grade_limit):
        if limit.when is not None:
            yield limit.when, ("grade-limit", index, "when")
    for index, award in enumerate(scheme.award):
        if award.when is not None:
            yield award.when, ("award", index, "when")


def column_behind(of: Formula) -> Column | None:
    """The column whose value a formula passes on as it stands."""
    match of:
        case tree.Field():
            return of.column
        case tree.OnlyRow(of=tree.Field() as inner) | tree.ExtremeOfRows(of=tree.Field() as inner):
            return inner.column
        case tree.Otherwise():
            return None  # the value that stands in may be any
    return None


def _written(formula: Formula) -> bool:
    return isinstance(formula, tree.Number | tree.Words | WrittenShare)


def _plain(number: Fraction) -> str:
    """A number in a message: exact where it ends, else to four decimals."""
    whole = number.limit_denominator(10_000)
    return f"{Decimal(whole.numerator) / whole.denominator:.4f}".rstrip("0").rstrip(".")
