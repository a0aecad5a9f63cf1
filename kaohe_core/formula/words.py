"""The ``words`` rendering: a formula with its numbers filled in, to be redone with a pocket calculator.

``−(病假天数 3 天 − 2) × 0.2 = −0.20``: every measure with its name, value and unit; of a choice only the branch
that was taken, with the condition that decided; a cap or floor only where it bites, with what it held back; a mean as
the sum and the number it is made of, for its decimals may have no end. What is taken period by period has a line for
each.

Brackets group numbers as in arithmetic; in Chinese a remark stands in full-width brackets, so that the two never mix.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction

import attrs
from attrs import define, field, frozen

from kaohe_core.formula import tree
from kaohe_core.formula.exact import Value, rounded
from kaohe_core.formula.tree import Formula
from kaohe_core.messages import Language, Message, message

Evaluate = Callable[[Formula], Value]
Naming = Callable[[tree.Mark], str]
SUM, PRODUCT, ATOM = 1, 2, 3  # how tightly a text binds
NEAR = 4  # decimals of the approximation shown beside an endless fraction
LONG = 20  # characters beyond which the formula of a row is not repeated where its rows are gathered
JUDGEMENTS = "judgements"  # its “periods” are clauses, which nobody needs to be told


@frozen
class Told:
    """A formula told: a line for each period and one for what they come to, or a single line."""

    lines: tuple[str, ...]
    marks: tuple[str, ...]  # the ids of the earlier steps the lines speak of, in order


@frozen
class _Said:
    text: str
    binds: int = ATOM
    done: bool = False  # the result stands in the text already: … ≈ 35.06

    def within(self, binds: int) -> str:
        return self.text if self.binds >= binds else f"({self.text})"

    def right(self, binds: int) -> str:
        """As the right operand, where a leading sign needs brackets."""
        return f"({self.text})" if self.text.startswith("−") else self.within(binds)


def words(formula: Formula, value: Evaluate, language: Language, places: int | None = None) -> str:
    """``… = result`` in one line; ``value`` evaluates any sub-formula, ``places`` are those of the result."""
    joint = "；" if language == "zh" else "; "
    return joint.join(told(formula, value, language, places).lines)


def told(
    formula: Formula,
    value: Evaluate,
    language: Language,
    places: int | None = None,
    name: Naming | None = None,
    *,
    reasons: bool = True,
) -> Told:
    """The formula told line by line; ``name`` says what an earlier step is called (its title unless given).

    Without ``reasons`` a choice between earlier steps is told without its condition, which was told with the steps.
    """
    teller = _Words(value, language, name, reasons)
    parts = _by_period(formula)
    lines = []
    for period, part in parts.items():
        teller.period = period
        lines.append(f"{_bracketed(period, language)}{teller.equation(part)}")
        result = value(part)
        teller.known[part] = _Said(
            shown(result, language), SUM if isinstance(result, Fraction) and result < 0 else ATOM
        )
    teller.period = None
    last = teller.equation(formula, places)
    lines.append(teller.tell(message("together {sum}", sum=last)) if parts else last)
    return Told(tuple(_tidy(line, language) for line in lines), tuple(teller.marks))


def why(condition: Formula, value: Evaluate, language: Language) -> str:
    """A condition as it turned out, with the numbers in it: ``周岁 56 ≥ 55``."""
    return _tidy(_Words(value, language).condition(condition), language)


def _tidy(line: str, language: Language) -> str:
    """A full-width bracket brings its own space."""
    return line.replace("） ", "）") if language == "zh" else line


def shown(value: Value, language: Language = "zh", places: int | None = None) -> str:
    """A value for people: decimals as they are, endless ones as a fraction with about how much, the rest plainly."""
    match value:
        case None:
            return message("no data").text(language)
        case bool():
            return (message("yes") if value else message("no")).text(language)
        case Fraction() if endless(value):
            near = number(rounded(value, NEAR, "half-up"))
            return message("{fraction} (about {near})", fraction=number(value), near=near).text(language)
        case Fraction():
            return number(value, places)
        case date():
            return value.isoformat()
        case str():
            return value
    raise TypeError(value)


def endless(value: Fraction) -> bool:
    """Whether the decimals have no end."""
    return _decimals(value) is None


def _decimals(value: Fraction) -> int | None:
    bottom = value.denominator
    twos = fives = 0
    while bottom % 2 == 0:
        bottom, twos = bottom // 2, twos + 1
    while bottom % 5 == 0:
        bottom, fives = bottom // 5, fives + 1
    return None if bottom != 1 else max(twos, fives)


def number(value: Fraction, places: int | None = None) -> str:
    """A number in decimals, at least ``places`` of them; a fraction ``a/b`` where the decimals have no end."""
    own = _decimals(value)
    sign = "−" if value < 0 else ""
    if own is None:
        return f"{sign}{abs(value.numerator)}/{value.denominator}"
    digits = max(own, places or 0)
    text = str(abs(value.numerator) * 10**digits // value.denominator).rjust(digits + 1, "0")
    return sign + (f"{text[:-digits]}.{text[-digits:]}" if digits else text)


def plain_number(value: Fraction, places: int = 0) -> str:
    """As :func:`number` with an ASCII minus, for files and JSON; an endless fraction stays ``a/b``."""
    return number(value, places).replace("−", "-")


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
        periods = {
            node.period for node in part.walk() if isinstance(node, tree.Measure) and node.table.id != JUDGEMENTS
        }
        period = next(iter(periods - {None}), None)
        if period is None or len(periods - {None}) > 1 or period in found:
            return {}
        found[period] = part
    return found


def _bracketed(period: str, language: Language) -> str:
    return f"〔{period}〕" if language == "zh" else f"[{period}] "


# with the numbers --------------------------------------------------------------------------------------------------


@define
class _Words:
    value: Evaluate
    language: Language
    name: Naming | None = None
    reasons: bool = True
    period: str | None = None  # the line's own period is not repeated at every measure
    known: dict[Formula, _Said] = field(factory=dict)  # what a line above has told already
    marks: dict[str, None] = field(factory=dict)

    def tell(self, template: Message) -> str:
        return template.text(self.language)

    def equation(self, node: Formula, places: int | None = None) -> str:
        value = self.value(node)
        result = shown(value, self.language, places)
        if isinstance(node, tree.Round) and isinstance(value, Fraction) and value != self.value(node.of):
            return self.rounded(node).text
        said = self.say(node)
        if said.done:
            return said.text
        own = shown(value, self.language)
        if said.text == own:
            return result
        lone = said.binds == ATOM and said.text.endswith(f" {own}")  # a name and its value say it all
        return said.text if lone and own == result else f"{said.text} = {result}"

    def say(self, node: Formula) -> _Said:
        if node in self.known:
            return self.known[node]
        match node:
            case tree.Number():
                return _Said(number(Fraction(node.value)), PRODUCT if node.value < 0 else ATOM)
            case tree.Words():
                return _Said(_quoted(node.value))
            case tree.Day():
                return _Said(node.value.isoformat())
            case tree.Measure():
                return _Said(self.measure(node))
            case tree.Field():
                return _Said(self.field(node))
            case tree.Mark():
                self.marks[node.id] = None
                title = node.title.text(self.language) if self.name is None else self.name(node)
                return _Said(
                    f"{title} {self.shown(node)}".strip(), ATOM if title or self.value(node) is None else PRODUCT
                )
            case tree.Negate():
                if self.value(node) == 0:
                    return self.say(node.of)
                return _Said(f"−{self.say(node.of).right(PRODUCT)}", PRODUCT)
            case tree.Add():
                return self.addition(node)
            case tree.Subtract():
                return _Said(f"{self.say(node.left).within(SUM)} − {self.say(node.right).right(PRODUCT)}", SUM)
            case tree.Multiply():
                return _Said(f"{self.say(node.left).within(PRODUCT)} × {self.say(node.right).right(PRODUCT)}", PRODUCT)
            case tree.Divide():
                return _Said(f"{self.say(node.left).within(PRODUCT)} ÷ {self.say(node.right).right(ATOM)}", PRODUCT)
            case tree.Least() | tree.Greatest():
                return self.extreme(node)
            case tree.Round():
                return self.rounded(node)
            case tree.Choose():
                return self.choice(node)
            case tree.Lookup():
                return self.look_up(node)
            case tree.Otherwise():
                return self.otherwise(node)
            case tree.Aggregate():
                return self.aggregate(node)
            case tree.Span():
                return _Said(self.span(node))
            case _:
                return _Said(self.condition(node), SUM)

    def shown(self, node: Formula) -> str:
        return shown(self.value(node), self.language)

    # numbers ---------------------------------------------------------------------------------------------------

    def addition(self, node: tree.Add) -> _Said:
        """A sum; what adds nothing is left out, as nobody would write it down."""
        items = [item for item in _terms(node) if self.value(item) != 0]
        if not items:
            return _Said("0")
        first = self.say(items[0])
        if len(items) == 1:
            return first
        texts = [first.within(SUM)]
        for item in items[1:]:
            said = self.say(item)
            texts.append(f"− {said.text[1:]}" if said.text.startswith("−") else f"+ {said.within(SUM)}")
        return _Said(" ".join(texts), SUM)

    def extreme(self, node: tree.Least | tree.Greatest) -> _Said:
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
                return _Said(
                    self.tell(message("{amount} ({what}: above {amount}, so {amount})", amount=amount, what=what))
                )
            return _Said(self.tell(message("{amount} ({what}: below {amount}, so {amount})", amount=amount, what=what)))
        leaf = tree.Measure | tree.Mark | tree.Number  # these show their value as they are
        items = [self.say(item).text if isinstance(item, leaf) else self.equation(item) for item in node.items]
        if least:
            return _Said(self.tell(message("{amount} (the least of: {items})", amount=amount, items=items)))
        return _Said(self.tell(message("{amount} (the greatest of: {items})", amount=amount, items=items)))

    def rounded(self, node: tree.Round) -> _Said:
        value, said = self.value(node), self.say(node.of)
        if not isinstance(value, Fraction) or self.value(node.of) == value:
            return said
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
        return _Said(f"{said.text} ≈ {near}", SUM, done=True)

    def measure(self, node: tree.Measure) -> str:
        value = self.value(node)
        column = node.of.column if isinstance(node.of, tree.Field) else None
        text = self.label(node)
        if isinstance(value, str):
            return self.tell(message("{title} {text}", title=text, text=_quoted(value)))
        if column is not None and column.type == "flag" and node.how == "only" and value is not None:
            return f"{text} {self.tell(message('yes') if value else message('no'))}"
        unit = "" if column is None or node.how in ("count", "distinct") else column.unit.text(self.language)
        if node.how == "mean" and isinstance(value, Fraction) and endless(value):
            sum_, count = attrs.evolve(node, how="sum"), attrs.evolve(node, how="count")
            return self.tell(
                message("({title}: {sum} ÷ {count})", title=text, sum=self.shown(sum_), count=self.shown(count))
            )
        return f"{text} {shown(value, self.language)}{' ' + unit if unit and value is not None else ''}"

    def field(self, node: tree.Field) -> str:
        """A column of one row, where a single row is told."""
        value, title = self.value(node), node.column.title.text(self.language)
        if isinstance(value, str):
            return self.tell(message("{title} {text}", title=title, text=_quoted(value)))
        if node.column.type == "flag" and value is not None:
            return f"{title} {self.tell(message('yes') if value else message('no'))}"
        unit = node.column.unit.text(self.language)
        return f"{title} {shown(value, self.language)}{' ' + unit if unit and value is not None else ''}"

    def label(self, node: tree.Measure) -> str:
        """What a measure is called: its column or table, how it is gathered, from which rows, in which period."""
        text = _Names(self.language).measure(node)
        if node.period is None or node.period == self.period or node.table.id == JUDGEMENTS:
            return text
        return f"{_bracketed(node.period, self.language)}{text}"

    def aggregate(self, node: tree.Aggregate) -> _Said:
        text = _Names(self.language).aggregate(node)
        if node.how != "mean" or node.of is None or self.value(node) is None:
            people = message("{count} people", count=self.shown(node))
            return _Said(f"{text} {self.tell(people) if node.how == 'count' else self.shown(node)}")
        sum_, count = attrs.evolve(node, how="sum"), attrs.evolve(node, how="count", of=None)
        text = _Names(self.language).aggregate(sum_)
        people = message("{count} people", count=self.shown(count))
        return _Said(f"{text} {self.shown(sum_)} ÷ {self.tell(people)}", PRODUCT)

    def span(self, node: tree.Span) -> str:
        n, start, end = self.shown(node), self.shown(node.start), self.shown(node.end)
        names = {
            "years": message("{n} whole years ({start} to {end})", n=n, start=start, end=end),
            "months": message("{n} whole months ({start} to {end})", n=n, start=start, end=end),
            "days": message("{n} days ({start} to {end})", n=n, start=start, end=end),
        }
        return self.tell(names[node.unit])

    # choices ---------------------------------------------------------------------------------------------------

    def choice(self, node: tree.Choose) -> _Said:
        """The branch that was taken, with why; a run of conditions that failed shows only the one that held."""
        truth = self.value(node.condition)
        if truth is None:
            return _Said(self.tell(message("not known whether {condition}", condition=self.asked(node.condition))))
        taken = node.then if truth else node.other
        if isinstance(taken, tree.Choose) and not truth:
            return self.choice(taken)
        if not self.reasons and any(isinstance(part, tree.Mark) for part in taken.walk()):
            return self.say(taken)  # a sum of marks: why each is there was told with the mark
        return self.because(taken, self.condition(node.condition))

    def because(self, node: Formula, reason: str) -> _Said:
        said = self.say(node).within(PRODUCT)
        return _Said(self.tell(message("{amount} ({remark})", amount=said, remark=reason)), PRODUCT)

    def look_up(self, node: tree.Lookup) -> _Said:
        key = self.value(node.of)
        of = self.say(node.of).text
        for entry, value in node.entries:
            if key is not None and self.value(entry) == key:
                return self.because(value, of)
        if node.default is None or key is None:
            return _Said(self.tell(message("nothing is listed for {of}", of=of)))
        return self.because(node.default, self.tell(message("{of}: not listed", of=of)))

    def otherwise(self, node: tree.Otherwise) -> _Said:
        if self.value(node.of) is not None:
            return self.say(node.of)
        if isinstance(node.of, tree.Measure) and isinstance(node.fallback, tree.Words) and not node.fallback.value:
            return _Said(self.tell(message("{title}: none", title=self.label(node.of))))
        missing = self.say(node.of).text
        if isinstance(node.fallback, tree.Number):
            missing = self.tell(message("{of}, so {amount}", of=missing, amount=number(Fraction(node.fallback.value))))
        return self.because(node.fallback, missing)

    # conditions ------------------------------------------------------------------------------------------------

    def condition(self, node: Formula) -> str:
        """A condition with the numbers in it, told as it turned out."""
        match node:
            case tree.Compare():
                return self.comparison(node)
            case tree.And():
                return self.joined([i for i in node.items if self.value(i) is False][:1] or node.items)
            case tree.Or():
                return self.joined([i for i in node.items if self.value(i) is True][:1] or node.items)
            case tree.Not():
                return self.condition(node.of)
        return self.say(node.of if isinstance(node, tree.Known) else node).text

    def joined(self, items: Sequence[Formula]) -> str:
        return self.tell(message(" and ")).join(dict.fromkeys(self.condition(item) for item in items))

    def comparison(self, node: tree.Compare) -> str:
        holds = self.value(node)
        left, right = self.say(node.left).text, self.say(node.right).text
        if holds is None:
            return self.tell(message("not known whether {condition}", condition=self.asked(node)))
        op = node.op if holds else _OPPOSITE[node.op]
        if not holds and self.value(node.left) == self.value(node.right):
            if isinstance(node.right, tree.Number):
                return left  # 0, where more than 0 was asked for, says it all
            op = "=="
        if _is_flag(node.left) and isinstance(node.right, tree.Number):
            return left
        if node.left.kind == "text" and isinstance(node.right, tree.Words):
            if op == "==" or not node.right.value:
                return left
            return self.tell(message("{left}, not {right}", left=left, right=right))
        return f"{left} {_SIGNS[op]} {right}"

    def asked(self, node: Formula) -> str:
        """A condition as it is asked, without values."""
        return _Names(self.language).say(node).text


_SIGNS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠"}
_OPPOSITE: dict[tree.Operator, tree.Operator] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


def _quoted(text: str) -> str:
    return f"“{text}”"


def _is_flag(node: Formula) -> bool:
    column = node.of if isinstance(node, tree.Measure) else node
    return isinstance(column, tree.Field) and column.column.type == "flag"


def _two_keys(of: Formula) -> tuple[Formula, Formula] | None:
    """What ``rank(x, then=y)`` orders by: x and y, out of their dense places side by side."""
    match of:
        case tree.Add(
            tree.Multiply(tree.Aggregate(how="rank", of=Formula() as first, ties="dense"), tree.Number()),
            tree.Aggregate(how="rank", of=Formula() as then, ties="dense"),
        ):
            return first, then
    return None


def _terms(node: Formula) -> list[Formula]:
    if isinstance(node, tree.Add):
        return [*_terms(node.left), *_terms(node.right)]
    return [node]


# without numbers ---------------------------------------------------------------------------------------------------


@frozen
class _Names:
    """A formula by its names, without values: what is gathered over rows or over the unit."""

    language: Language

    def tell(self, template: Message) -> str:
        return template.text(self.language)

    def say(self, node: Formula) -> _Said:
        match node:
            case tree.Number():
                return _Said(number(Fraction(node.value)), PRODUCT if node.value < 0 else ATOM)
            case tree.Words():
                return _Said(_quoted(node.value))
            case tree.Day():
                return _Said(node.value.isoformat())
            case tree.Field():
                return _Said(node.column.title.text(self.language))
            case tree.Measure():
                period = (
                    "" if node.period is None or node.table.id == JUDGEMENTS else _bracketed(node.period, self.language)
                )
                return _Said(f"{period}{self.measure(node)}")
            case tree.Mark():
                return _Said(node.title.text(self.language))
            case tree.Compare():
                return _Said(f"{self.say(node.left).text} {_SIGNS[node.op]} {self.say(node.right).text}", SUM)
            case tree.And() | tree.Or():
                joint = message(" and ") if isinstance(node, tree.And) else message(" or ")
                texts = (self.say(item) for item in node.items)
                return _Said(
                    self.tell(joint).join(
                        f"({t.text})" if isinstance(i, tree.Or) else t.text
                        for i, t in zip(node.items, texts, strict=True)
                    ),
                    SUM,
                )
            case tree.Not():
                return _Said(self.tell(message("not ({condition})", condition=self.say(node.of).text)))
            case tree.Known():
                return _Said(self.tell(message("{of} known", of=self.say(node.of).text)))
            case tree.Choose():
                then, condition, other = (self.say(n).text for n in (node.then, node.condition, node.other))
                if then == "0":
                    return self.say(node.other)
                if other == "0":
                    return _Said(self.tell(message("{then} (if {condition})", then=then, condition=condition)), SUM)
                return _Said(
                    self.tell(
                        message("{then} if {condition}, else {other}", then=then, condition=condition, other=other)
                    ),
                    SUM,
                )
            case tree.Lookup():
                return _Said(self.tell(message("value beside {of}", of=self.say(node.of).text)))
            case tree.Otherwise():
                return self.say(node.of)
            case tree.Negate():
                return _Said(f"−{self.say(node.of).right(PRODUCT)}", PRODUCT)
            case tree.Add():
                return _Said(f"{self.say(node.left).text} + {self.say(node.right).right(SUM)}", SUM)
            case tree.Subtract():
                return _Said(f"{self.say(node.left).text} − {self.say(node.right).right(PRODUCT)}", SUM)
            case tree.Multiply():
                return _Said(f"{self.say(node.left).within(PRODUCT)} × {self.say(node.right).right(PRODUCT)}", PRODUCT)
            case tree.Divide():
                return _Said(f"{self.say(node.left).within(PRODUCT)} ÷ {self.say(node.right).right(ATOM)}", PRODUCT)
            case tree.Least():
                return _Said(self.tell(message("least of ({items})", items=[self.say(i).text for i in node.items])))
            case tree.Greatest():
                return _Said(self.tell(message("greatest of ({items})", items=[self.say(i).text for i in node.items])))
            case tree.Round():
                return self.say(node.of)
            case tree.Span():
                start, end = self.say(node.start).text, self.say(node.end).text
                names = {
                    "years": message("whole years from {start} to {end}", start=start, end=end),
                    "months": message("whole months from {start} to {end}", start=start, end=end),
                    "days": message("days from {start} to {end}", start=start, end=end),
                }
                return _Said(self.tell(names[node.unit]))
            case tree.Aggregate():
                return _Said(self.aggregate(node))
        raise NotImplementedError(type(node).__name__)

    def measure(self, node: tree.Measure) -> str:
        """A measure's name: its column or table, how it is gathered, and from which rows."""
        title = self.rows(node)
        match node.how:
            case "only":
                text = title
            case "sum":
                text = self.tell(message("{title} in all", title=title))
            case "count":
                text = self.tell(message("number of {title}", title=title))
            case "distinct":
                text = self.tell(message("different {title}", title=title))
            case "mean":
                text = self.tell(message("mean of {title}", title=title))
            case "min":
                text = self.tell(message("least {title}", title=title))
            case "max":
                text = self.tell(message("greatest {title}", title=title))
            case "best":
                text = self.tell(self.best(node, title))
            case "streak":
                table = node.table.title.text(self.language)
                text = self.tell(message("most {table} in a row by {title}", table=table, title=title))
            case "trimmed-mean":
                text = self.tell(message("mean of {title} without {dropped}", title=title, dropped=self.dropped(node)))
        if node.where is None:
            return text
        return self.tell(message("{title} ({condition})", title=text, condition=self.say(node.where).text))

    def best(self, node: tree.Measure, title: str) -> Message:
        """So many of the greatest or least together, or of the rows that come first by another column."""
        if node.each is not None:
            each = self.say(node.each).within(ATOM)
            if node.highest_first:
                return message("the {n} greatest {title} of every {each} together", n=node.n, title=title, each=each)
            return message("the {n} least {title} of every {each} together", n=node.n, title=title, each=each)
        if node.by is None:
            if node.highest_first:
                return message("the {n} greatest {title} together", n=node.n, title=title)
            return message("the {n} least {title} together", n=node.n, title=title)
        by = self.say(node.by).within(ATOM)
        if node.by.kind == "date":
            if node.highest_first:
                return message("{title} of the {n} latest by {by} together", n=node.n, title=title, by=by)
            return message("{title} of the {n} earliest by {by} together", n=node.n, title=title, by=by)
        if node.highest_first:
            return message("{title} of the {n} with the greatest {by} together", n=node.n, title=title, by=by)
        return message("{title} of the {n} with the least {by} together", n=node.n, title=title, by=by)

    def dropped(self, node: tree.Measure) -> list[str]:
        """What a trimmed mean leaves out: so many rows, or a share of them."""
        low, high = (Fraction(part) for part in node.drop)
        told: list[Message] = []
        if high >= 1:
            told.append(message("the {n} highest", n=number(high)))
        elif high:
            told.append(message("the highest {share}", share=f"{number(high * 100)}%"))
        if low >= 1:
            told.append(message("the {n} lowest", n=number(low)))
        elif low:
            told.append(message("the lowest {share}", share=f"{number(low * 100)}%"))
        return [self.tell(one) for one in told or [message("0 of them")]]

    def rows(self, node: tree.Measure) -> str:
        """What is gathered: a column, the table's rows, or what a formula gives for each of them."""
        if node.of is None or node.table.id == JUDGEMENTS:
            return node.table.title.text(self.language)
        said = self.say(node.of)
        if len(said.text) > LONG:
            return self.tell(message("results of the rows of {table}", table=node.table.title))
        return said.within(ATOM)

    def aggregate(self, node: tree.Aggregate) -> str:
        """What is gathered over the unit, and over whom."""
        of = "" if node.of is None else self.say(node.of).text
        if isinstance(node.of, tree.Measure) and node.of.how == node.how == "sum":  # a sum of sums is one sum
            of = self.say(attrs.evolve(node.of, how="only")).text
        if node.of is not None and (keys := _two_keys(node.of)) is not None:
            first, then = (self.say(key).text for key in keys)
            of = self.tell(message("{first}, then {then}", first=first, then=then))
        who = message("everybody scored") if node.among == "scored" else message("everybody assessed")
        if node.within is not None:
            who = message("{who} of the same {within}", who=who, within=self.say(node.within).text)
        if node.where is not None:
            who = message("{who} ({condition})", who=who, condition=self.say(node.where).text)
        names = {
            "sum": message("sum of {of} over {who}", of=of, who=who),
            "mean": message("mean of {of} over {who}", of=of, who=who),
            "count": message("number of {who}", who=who),
            "min": message("least {of} of {who}", of=of, who=who),
            "max": message("greatest {of} of {who}", of=of, who=who),
            "rank": message("place among {who} by {of}", of=of, who=who)
            if node.highest_first
            else message("place among {who} by {of}, the lowest first", of=of, who=who),
            "running": message("sum of {of} over {who} up to this place", of=of, who=who),
        }
        return self.tell(names[node.how])
