"""The ``words`` rendering: a formula with its numbers filled in, to be redone with a pocket calculator.

``−(病假天数 3 天 − 2) × 0.2 = −0.20``: every measure with its name, value and unit; of a choice only the branch
that was taken, with the condition that decided; a cap or floor only where it bites, with what it held back; a mean as
the sum and the number it is made of, for its decimals may have no end. What is taken period by period has a line for
each.

Brackets group numbers as in arithmetic; in Chinese a remark stands in full-width brackets, so that the two never mix.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

import attrs
from attrs import define, field, frozen

from kaohe_core.formula import tree
from kaohe_core.formula.exact import ExactValue
from kaohe_core.formula.names import JUDGEMENTS, Names, in_brackets
from kaohe_core.formula.nodes.conditions import OPPOSITE
from kaohe_core.formula.numbers import endless, number, plain_number, shown
from kaohe_core.formula.precedence import ATOM, EQUATION, PLAIN_SIGNS, PRODUCT, SUM, Said
from kaohe_core.formula.printer import Printer, Vocabulary, quoted
from kaohe_core.formula.rendering import renders
from kaohe_core.formula.tree import Formula
from kaohe_core.messages import Language, Message, message
from kaohe_core.tables.declared import Column

__all__ = [
    "JUDGEMENTS",
    "Evaluate",
    "Naming",
    "OfSubject",
    "Told",
    "endless",
    "number",
    "plain_number",
    "shown",
    "told",
    "why",
    "words",
]

Evaluate = Callable[[Formula], ExactValue]


@frozen
class OfSubject:
    """What evaluates any part of a formula for one subject, and says why it has no value, if not for want of data.

    ``nothing`` is asked of marks and of what is gathered from rows: it may be about somebody else, or be waited for.
    """

    value: Evaluate
    nothing: Callable[[tree.Mark | tree.Measure], Message | None]

    def __call__(self, node: Formula) -> ExactValue:
        """The value of a part."""
        return self.value(node)


Naming = Callable[[tree.Mark], str]


@frozen
class Told:
    """A formula told: a line for each period and one for what they come to, or a single line."""

    lines: tuple[str, ...]
    marks: tuple[str, ...]  # the ids of the earlier steps the lines speak of, in order


def words(
    formula: Formula, value: Evaluate, language: Language, places: int | None = None, *, zeros: bool = True
) -> str:
    """``… = result`` in one line; ``value`` evaluates any sub-formula, ``places`` are those of the result."""
    joint = "；" if language == "zh" else "; "
    return joint.join(told(formula, value, language, places, zeros=zeros).lines)


def told(
    formula: Formula,
    value: Evaluate,
    language: Language,
    places: int | None = None,
    name: Naming | None = None,
    *,
    reasons: bool = True,
    zeros: bool = True,
) -> Told:
    """The formula told line by line; ``name`` says what an earlier step is called (its title unless given).

    Without ``reasons`` a choice between earlier steps is told without its condition, which was told with the steps;
    without ``zeros`` a sum leaves out what adds nothing, such as the ways in which others are paid.
    """
    teller = Telling(language, name, reasons, zeros, value=value)
    parts = _by_period(formula)
    lines = []
    for period, part in parts.items():
        teller.period = period
        lines.append(f"{in_brackets(period, language)}{teller.equation(part)}")
        result = value(part)
        teller.known[part] = Said(shown(result, language), SUM if isinstance(result, Fraction) and result < 0 else ATOM)
    teller.period = None
    last = teller.equation(formula, places)
    lines.append(teller.tell(message("together {sum}", sum=last)) if parts else last)
    return Told(tuple(_tidy(line, language) for line in lines), tuple(teller.marks))


def why(condition: Formula, value: Evaluate, language: Language) -> str:
    """A condition as it turned out, with the numbers in it: ``周岁 56 ≥ 55``."""
    return _tidy(Telling(language, value=value).condition(condition), language)


def _tidy(line: str, language: Language) -> str:
    """A full-width bracket brings its own space."""
    return line.replace("） ", "）") if language == "zh" else line


# period by period --------------------------------------------------------------------------------------------------


def _by_period(formula: Formula) -> Mapping[str, Formula]:
    """The parts of a formula that speak of one period each, by period; empty where it is not made of such parts."""
    node = formula
    while True:
        match node:
            case tree.Round() | tree.Otherwise():
                node = node.of
            case tree.Multiply() | tree.Divide() if isinstance(node.right, tree.Number):
                node = node.left
            case tree.Least() | tree.Greatest() if all(isinstance(item, tree.Number) for item in node.items[1:]):
                node = node.items[0]
            case tree.Add():
                return _of_periods(_terms(node))
            case tree.Least() | tree.Greatest():
                return _of_periods(node.items)
            case _:
                return {}


def _of_periods(parts: Sequence[Formula]) -> Mapping[str, Formula]:
    found: dict[str, Formula] = {}
    for part in parts:
        periods = {node.period for node in tree.measures_of(part) if node.table.id != JUDGEMENTS}
        period = next(iter(periods - {None}), None)
        if period is None or len(periods - {None}) > 1 or period in found:
            return {}
        found[period] = part
    return found


# with the numbers --------------------------------------------------------------------------------------------------


@define
class Telling(Printer):
    """Formulas with their values; what is not told with its value is said by its :class:`Names`."""

    value: Evaluate = field(kw_only=True)
    name: Naming | None = None
    reasons: bool = True
    zeros: bool = True
    period: str | None = None  # the line's own period is not repeated at every measure
    known: dict[Formula, Said] = field(factory=dict)  # what a line above has told already
    marks: dict[str, None] = field(factory=dict)
    names: Names = field(init=False)

    words: ClassVar[Vocabulary] = Names.words

    def __attrs_post_init__(self) -> None:
        self.names = Names(self.language, beside=self._held_against, count=self._so_many)

    def equation(self, node: Formula, places: int | None = None) -> str:
        """The formula with its numbers and its result: ``3 × 0.2 = 0.6``; one value stands alone."""
        value = self.value(node)
        result = shown(value, self.language, places)
        if isinstance(node, tree.Round) and isinstance(value, Fraction) and value != self.value(node.of):
            return self._round(node).text
        said = self.say(node)
        if said.done:
            return said.text
        own = shown(value, self.language)
        if said.text == own:
            return result
        lone = said.binds == ATOM and said.text.endswith(f" {own}")  # a name and its value say it all
        return said.text if lone and own == result else f"{said.text} = {result}"

    def say(self, node: Formula) -> Said:
        """The node with its values, or as a line above has told it."""
        return self.known[node] if node in self.known else self.render(node)

    def shown(self, node: Formula) -> str:
        """The value of a node."""
        return shown(self.value(node), self.language)

    # leaves ----------------------------------------------------------------------------------------------------

    def number(self, value: Decimal) -> str:
        """In decimals, none of them for nothing."""
        return number(Fraction(value))

    @renders(tree.Field)
    def _field(self, node: tree.Field) -> Said:
        """A column of one row, where a single row is told."""
        title = node.column.title.text(self.language)
        return Said(self._with_value(title, node, node.column, node.column.unit.text(self.language)))

    @renders(tree.PersonsOwn)
    def _persons_own(self, node: tree.PersonsOwn) -> Said:
        """A value of the person, where a single row is told."""
        return self._held_against(node, Names(self.language).say(node))

    def _held_against(self, node: tree.PersonsOwn, said: Said) -> Said:
        """What rows are held against, with its value: it is the same for all of them."""
        column = node.of.of.column if isinstance(node.of, tree.OnlyRow) and isinstance(node.of.of, tree.Field) else None
        unit = "" if column is None else column.unit.text(self.language)
        return Said(self._with_value(said.text, node, column, unit))

    def _so_many(self, node: tree.PersonsOwn) -> str:
        """A number of rows, and how it was worked out."""
        how = self.equation(node.of)
        return self.tell(message("{amount} ({remark})", amount=self.shown(node), remark=how))

    @renders(tree.Mark)
    def _mark(self, node: tree.Mark) -> Said:
        self.marks[node.id] = None
        title = node.title.text(self.language) if self.name is None else self.name(node)
        nothing = self.value.nothing(node) if isinstance(self.value, OfSubject) else None
        if nothing is not None:
            return Said(f"{title} {self.tell(nothing)}".strip())
        return Said(f"{title} {self.shown(node)}".strip(), ATOM if title or self.value(node) is None else PRODUCT)

    # numbers ---------------------------------------------------------------------------------------------------

    @renders(tree.Negate)
    def _negate(self, node: tree.Negate) -> Said:
        if self.value(node) == 0:
            return self.say(node.of)
        return self._taken_off(node)

    def _taken_off(self, node: Formula) -> Said:
        (of,) = node.children()
        return Said(f"−{self.say(of).right(PRODUCT)}", PRODUCT)

    @renders(tree.Add)
    def _add(self, node: tree.Add) -> Said:
        """A sum with all its terms: what adds nothing went in as well, and somebody may ask where it is."""
        items = [item for item in _terms(node) if self.zeros or self.value(item) != 0]
        if not items:
            return Said("0")
        if len(items) == 1:
            return self.say(items[0])
        texts = [self.say(items[0]).within(SUM)]
        for item in items[1:]:
            taken = isinstance(item, tree.Negate) and item not in self.known
            said = self._taken_off(item) if taken else self.say(item)  # 5 − 0, where nothing was taken off
            text = said.within(SUM)
            texts.append(f"− {text[1:]}" if text.startswith("−") else f"+ {text}")
        return Said(" ".join(texts), SUM)

    @renders(tree.Least, tree.Greatest)
    def _extreme(self, node: tree.Extreme) -> Said:
        """The least or greatest of several: a bound shows only where it bites."""
        values = [self.value(item) for item in node.items]
        known = [v for v in values if isinstance(v, Fraction)]
        if len(known) < len(values):
            return self.say(node.items[values.index(None)])
        least = isinstance(node, tree.Least)
        chosen = min(known) if least else max(known)
        amount = number(chosen)
        if all(isinstance(item, tree.Number | tree.Mark) for item in node.items[1:]):
            if known[0] == chosen:
                return self.say(node.items[0])
            what = self.equation(node.items[0])
            if least:
                return Said(
                    self.tell(message("{amount} ({what}: above {amount}, so {amount})", amount=amount, what=what))
                )
            return Said(self.tell(message("{amount} ({what}: below {amount}, so {amount})", amount=amount, what=what)))
        leaf = tree.Measure | tree.Mark | tree.Number  # these show their value as they are
        items = [self.say(item).text if isinstance(item, leaf) else self.equation(item) for item in node.items]
        if least:
            return Said(self.tell(message("{amount} (the least of: {items})", amount=amount, items=items)))
        return Said(self.tell(message("{amount} (the greatest of: {items})", amount=amount, items=items)))

    @renders(tree.Round)
    def _round(self, node: tree.Round) -> Said:
        value, said = self.value(node), self.say(node.of)
        if not isinstance(value, Fraction) or self.value(node.of) == value:
            return said
        return self._near(said.text, value, node)

    @renders(tree.RoundedRoot)
    def _rounded_root(self, node: tree.RoundedRoot) -> Said:
        value, square = self.value(node), self.value(node.of)
        said = f"√({self.say(node.of).text})"
        if not isinstance(value, Fraction) or value * value == square:
            return Said(said)
        return self._near(said, value, node)

    def _near(self, said: str, value: Fraction, node: tree.Round | tree.RoundedRoot) -> Said:
        """What something is near to, and how it was rounded."""
        ways: dict[tree.Rounding, Message] = {
            "half-up": message("rounded half up to {places} decimals", places=node.places),
            "down": message("cut to {places} decimals", places=node.places),
            "up": message("rounded up to {places} decimals", places=node.places),
        }
        if node.places == 0:
            ways = {
                "half-up": message("rounded half up to a whole number"),
                "down": message("cut to a whole number"),
                "up": message("rounded up to a whole number"),
            }
        near = self.tell(message("{amount} ({remark})", amount=number(value, node.places), remark=ways[node.mode]))
        return Said(f"{said} ≈ {near}", EQUATION, done=True)

    @renders(tree.Span)
    def _span(self, node: tree.Span) -> Said:
        n, start, end = self.shown(node), self.shown(node.start), self.shown(node.end)
        names = {
            "years": message("{n} whole years ({start} to {end})", n=n, start=start, end=end),
            "months": message("{n} whole months ({start} to {end})", n=n, start=start, end=end),
            "days": message("{n} days ({start} to {end})", n=n, start=start, end=end),
        }
        return Said(self.tell(names[node.unit]))

    @renders(tree.WorkingDaysBetween)
    def _working_days(self, node: tree.WorkingDaysBetween) -> Said:
        """With the weekdays in between that are not worked and the other days that are: nobody knows them by heart."""
        n, start, end = self.shown(node), self.shown(node.start), self.shown(node.end)
        said = message("{n} working days ({start} to {end})", n=n, start=start, end=end)
        days = [self.value(one) for one in (node.start, node.end)]
        known = sorted(day for day in days if isinstance(day, date))
        if len(known) < len(days):
            return Said(self.tell(said))
        off, on = ([day.isoformat() for day in some] for some in node.calendar.exceptions(*known))
        if off and on:
            said = message(
                "{n} working days ({start} to {end}; days off: {off}; worked instead: {on})",
                n=n,
                start=start,
                end=end,
                off=off,
                on=on,
            )
        elif off:
            said = message("{n} working days ({start} to {end}; days off: {off})", n=n, start=start, end=end, off=off)
        elif on:
            said = message(
                "{n} working days ({start} to {end}; worked instead: {on})", n=n, start=start, end=end, on=on
            )
        return Said(self.tell(said))

    @renders(tree.Window)
    def _window(self, node: tree.Window) -> Said:
        return Said(self._with_value(self.names.say(node).text, node, None, ""))

    # rows ------------------------------------------------------------------------------------------------------

    @renders(tree.Measure)
    def _measure(self, node: tree.Measure) -> Said:
        column = node.what.column if isinstance(node.what, tree.Field) else None
        return self._measured(node, "" if column is None else column.unit.text(self.language))

    @renders(tree.CountOfRows, tree.DistinctOfRows)
    def _count(self, node: tree.Measure) -> Said:
        return self._measured(node, "")

    @renders(tree.OnlyRow)
    def _only(self, node: tree.OnlyRow) -> Said:
        if not isinstance(node.of, tree.Field):
            return self._measured(node, "")
        column = node.of.column
        return Said(self._with_value(self.label(node), node, column, column.unit.text(self.language)))

    @renders(tree.MeanOfRows)
    def _mean(self, node: tree.MeanOfRows) -> Said:
        value = self.value(node)
        if not isinstance(value, Fraction) or not endless(value):
            return self._measure(node)
        sum_ = tree.SumOfRows(node.table, node.of, where=node.where, period=node.period)
        count = tree.CountOfRows(node.table, node.of, where=node.where, period=node.period)
        told = message(
            "({title}: {sum} ÷ {count})", title=self.label(node), sum=self.shown(sum_), count=self.shown(count)
        )
        return Said(self.tell(told))

    def _measured(self, node: tree.Measure, unit: str) -> Said:
        return Said(self._with_value(self.label(node), node, None, unit))

    def _nothing(self, node: Formula) -> Message | None:
        """Why rows that are not about the person give no value, which is not for want of data."""
        if isinstance(node, tree.Measure) and isinstance(self.value, OfSubject) and self.value(node) is None:
            return self.value.nothing(node)
        return None

    def _with_value(self, title: str, node: Formula, column: Column | None, unit: str) -> str:
        """What something is called, and its value: a text in quotation marks, a flag as yes or no, with its unit."""
        value = self.value(node)
        if (nothing := self._nothing(node)) is not None:
            return self.tell(nothing)
        if value == "":
            return self.tell(message("{title}: nothing is written", title=title))
        if isinstance(value, str):
            return self.tell(message("{title} {text}", title=title, text=quoted(value)))
        if column is not None and column.type == "flag" and value is not None:
            return f"{title} {self.tell(message('yes') if value else message('no'))}"
        return f"{title} {shown(value, self.language)}{' ' + unit if unit and value is not None else ''}"

    def label(self, node: tree.Measure) -> str:
        """What a measure is called: its column or table, how it is gathered, from which rows, in which period."""
        bound = node.period is not None and node.period != self.period
        return self.names.say(node if bound else attrs.evolve(node, period=None)).text

    # over the unit ---------------------------------------------------------------------------------------------

    @renders(tree.OverUnit)
    def _over_unit(self, node: tree.OverUnit) -> Said:
        return Said(f"{self.names.say(node).text} {self.shown(node)}")

    @renders(tree.CountOverUnit)
    def _count_over(self, node: tree.CountOverUnit) -> Said:
        return Said(f"{self.names.say(node).text} {self._people(node)}")

    def _people(self, count: tree.CountOverUnit) -> str:
        return self.tell(message("{count} people", count=self.shown(count)))

    @renders(tree.MeanOverUnit)
    def _mean_over(self, node: tree.MeanOverUnit) -> Said:
        if self.value(node) is None:
            return self._over_unit(node)
        sum_ = tree.SumOverUnit(node.of, where=node.where, within=node.within, among=node.among)
        count = tree.CountOverUnit(where=node.where, within=node.within, among=node.among)
        return Said(f"{self.names.say(sum_).text} {self.shown(sum_)} ÷ {self._people(count)}", PRODUCT)

    # choices ---------------------------------------------------------------------------------------------------

    @renders(tree.Choose)
    def _choose(self, node: tree.Choose) -> Said:
        """The branch that was taken, with why; a run of conditions that failed shows only the one that held."""
        truth = self.value(node.condition)
        if truth is None:
            return Said(self.tell(message("not known whether {condition}", condition=self.asked(node.condition))))
        if node.kind == "truth":
            return self._made_of_others(node)
        taken = node.then if truth else node.other
        if isinstance(taken, tree.Choose) and not truth:
            return self._choose(taken)
        if not self.reasons and tree.some(tree.marks_of(taken)):
            return self.say(taken)  # a sum of marks: why each is there was told with the mark
        return self.because(taken, self.condition(node.condition))

    def because(self, node: Formula, reason: str) -> Said:
        """What was taken, with the condition that decided for it in brackets."""
        said = self.say(node).within(PRODUCT)
        return Said(self.tell(message("{amount} ({remark})", amount=said, remark=reason)), PRODUCT)

    @renders(tree.Lookup)
    def _look_up(self, node: tree.Lookup) -> Said:
        key = self.value(node.of)
        of = self.say(node.of).text
        for entry, value in node.entries:
            if key is not None and self.value(entry) == key:
                return self.because(value, of)
        if node.default is None or key is None:
            return Said(self.tell(message("nothing is listed for {of}", of=of)))
        return self.because(node.default, self.tell(message("{of}: not listed", of=of)))

    @renders(tree.LookupByKeys)
    def _look_up_by_keys(self, node: tree.LookupByKeys) -> Said:
        """The value with all the keys that led to it; of those that are not listed, which they are."""
        keys = [self.value(of) for of in node.of]
        of = self.tell(message("{one}", one=[self.say(one).text for one in node.of]))
        for entries, value in node.entries:
            if None not in keys and [self.value(entry) for entry in entries] == keys:
                return self.because(value, of)
        if node.default is None or self.value(node) is None:
            return Said(self.tell(message("nothing is listed for {of}", of=of)))
        return self.because(node.default, self.tell(message("{of}: not listed", of=of)))

    @renders(tree.Otherwise)
    def _otherwise(self, node: tree.Otherwise) -> Said:
        if self.value(node.of) is not None:
            return self.say(node.of)
        if isinstance(node.of, tree.Measure) and isinstance(node.fallback, tree.Words) and not node.fallback.value:
            return Said(self.tell(message("{title}: none", title=self.label(node.of))))
        missing = self.say(node.of).text
        if isinstance(node.fallback, tree.Number):
            missing = self.tell(message("{of}, so {amount}", of=missing, amount=number(Fraction(node.fallback.value))))
        return self.because(node.fallback, missing)

    # conditions ------------------------------------------------------------------------------------------------

    def condition(self, node: Formula) -> str:
        """A condition with the numbers in it, told as it turned out."""
        return self.say(node).text

    @renders(tree.And, tree.Or)
    def _made_of_others(self, node: Formula) -> Said:
        """What decided, each once: one thing may do so in several ways at a time."""
        told = dict.fromkeys(self.condition(one) for one in self._deciding(node))
        return Said(self.tell(message(" and ")).join(told), SUM)

    def _deciding(self, node: Formula) -> Iterator[Formula]:
        """The conditions by which one that is made of others turned out as it did."""
        items: Iterable[Formula] = ()
        match node:
            case tree.And():
                items = [item for item in node.items if self.value(item) is False] or node.items
            case tree.Or():
                items = [item for item in node.items if self.value(item) is True][:1] or node.items
            case tree.Choose() if node.kind == "truth" and self.value(node.condition) is not None:
                taken = node.then if self.value(node.condition) else node.other
                items = [one for one in (node.condition, taken) if not _plain(one)] or [node.condition]
            case _:
                yield node
        for item in items:
            yield from self._deciding(item)

    @renders(tree.Not, tree.Known)
    def _of(self, node: tree.Not | tree.Known) -> Said:
        return Said(self.condition(node.of), SUM)

    @renders(tree.IsWorkingDay)
    def _is_working_day(self, node: tree.IsWorkingDay) -> Said:
        holds, day = self.value(node), self.shown(node.of)
        if holds is None:
            return Said(self.tell(message("not known whether {condition}", condition=self.asked(node))))
        said = message("{of} is a working day", of=day) if holds else message("{of} is no working day", of=day)
        return Said(self.tell(said), SUM)

    @renders(tree.Compare)
    def _compare(self, node: tree.Compare) -> Said:
        return Said(self.comparison(node), SUM)

    def comparison(self, node: tree.Compare) -> str:
        """Both sides with their numbers, and the sign between them."""
        holds = self.value(node)
        left, right = self.say(node.left).text, self.say(node.right).text
        if holds is None:
            return self.tell(message("not known whether {condition}", condition=self.asked(node)))
        op = node.op if holds else OPPOSITE[node.op]
        if not holds and self.value(node.left) == self.value(node.right):
            op = "=="
        if _is_flag(node.left) and isinstance(node.right, tree.Number):
            return left
        if node.left.kind == "text" and isinstance(node.right, tree.Words):
            if op == "==" or not node.right.value:
                return left
            return self.tell(message("{left}, not {right}", left=left, right=right))
        return f"{left} {PLAIN_SIGNS[op]} {right}"

    def asked(self, node: Formula) -> str:
        """A condition as it is asked, without values."""
        return self.names.say(node).text


def _plain(node: Formula) -> bool:
    """Whether a condition is the same for everybody, such as one that always holds."""
    return isinstance(node, tree.Compare) and all(isinstance(side, tree.Number) for side in (node.left, node.right))


def _is_flag(node: Formula) -> bool:
    column = node.what if isinstance(node, tree.Measure) else node
    return isinstance(column, tree.Field) and column.column.type == "flag"


def _terms(node: Formula) -> list[Formula]:
    if isinstance(node, tree.Add):
        return [*_terms(node.left), *_terms(node.right)]
    return [node]
