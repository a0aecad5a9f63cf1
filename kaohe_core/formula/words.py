"""The ``words`` rendering: a formula with its numbers filled in, to be redone with a pocket calculator.

``−(病假天数 3 天 − 2) × 0.2 = −0.20``: every measure with its name, value and unit; of a choice only the branch that
was taken, with the condition that decided; a cap or floor only where it bites, shown with what it held back.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from attrs import frozen

from kaohe_core.formula import tree
from kaohe_core.formula.exact import Value
from kaohe_core.formula.tree import Formula
from kaohe_core.messages import Language, Message, message

Evaluate = Callable[[Formula], Value]
SUM, PRODUCT, ATOM = 1, 2, 3  # how tightly a text binds


@frozen
class _Said:
    text: str
    binds: int = ATOM

    def within(self, binds: int) -> str:
        return self.text if self.binds >= binds else f"({self.text})"


def shown(value: Value, language: Language = "zh", places: int | None = None) -> str:
    """A value for people: decimals as they are, endless ones as a fraction, dates and texts plainly."""
    match value:
        case None:
            return message("no data").text(language)
        case bool():
            return (message("yes") if value else message("no")).text(language)
        case Fraction():
            return number(value, places)
        case date():
            return value.isoformat()
        case str():
            return value
    raise TypeError(value)


def number(value: Fraction, places: int | None = None) -> str:
    """A number in decimals, at least ``places`` of them; a fraction ``a/b`` where the decimals have no end."""
    bottom = value.denominator
    twos = fives = 0
    while bottom % 2 == 0:
        bottom, twos = bottom // 2, twos + 1
    while bottom % 5 == 0:
        bottom, fives = bottom // 5, fives + 1
    if bottom != 1:
        sign = "−" if value < 0 else ""
        return f"{sign}{abs(value.numerator)}/{value.denominator}"
    digits = max(twos, fives, places or 0)
    whole = abs(value.numerator) * 10**digits // value.denominator
    text = str(whole).rjust(digits + 1, "0")
    text = f"{text[:-digits]}.{text[-digits:]}" if digits else text
    return f"−{text}" if value < 0 else text


def plain_number(value: Fraction, places: int = 0) -> str:
    """As :func:`number` with an ASCII minus, for files and JSON; an endless fraction stays ``a/b``."""
    return number(value, places).replace("−", "-")


def words(formula: Formula, value: Evaluate, language: Language, places: int | None = None) -> str:
    """``… = result``; ``value`` evaluates any sub-formula for the subject, ``places`` are those of the result."""
    body = _Words(value, language).say(formula)
    result = shown(value(formula), language, places)
    return result if body.text == result or isinstance(formula, tree.Number) else f"{body.text} = {result}"


class _Words:
    def __init__(self, value: Evaluate, language: Language) -> None:
        self.value = value
        self.language: Language = language

    def tell(self, template: Message) -> str:
        return template.text(self.language)

    def say(self, node: Formula) -> _Said:
        match node:
            case tree.Number():
                return _Said(number(Fraction(node.value)), SUM if node.value < 0 else ATOM)
            case tree.Words():
                return _Said(self.quoted(node.value))
            case tree.Day():
                return _Said(node.value.isoformat())
            case tree.Field():
                return _Said(node.column.title.text(self.language))
            case tree.Measure():
                return _Said(self.measure(node))
            case tree.Mark():
                title = node.title.text(self.language)
                return _Said(f"{title} {self.shown(node)}".strip())
            case tree.Negate():
                return _Said(f"−{self.say(node.of).within(PRODUCT)}", SUM)
            case tree.Add():
                return self.addition(node)
            case tree.Subtract():
                return _Said(f"{self.say(node.left).within(SUM)} − {self.say(node.right).within(PRODUCT)}", SUM)
            case tree.Multiply():
                return _Said(f"{self.factor(node.left)} × {self.factor(node.right)}", PRODUCT)
            case tree.Divide():
                return _Said(f"{self.factor(node.left)} ÷ {self.say(node.right).within(ATOM)}", PRODUCT)
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
                return _Said(self.aggregate(node))
            case tree.Span():
                return _Said(self.span(node))
            case _:
                return _Said(self.condition(node), SUM)

    def shown(self, node: Formula) -> str:
        return shown(self.value(node), self.language)

    def quoted(self, text: str) -> str:
        return f"“{text}”"

    # numbers ---------------------------------------------------------------------------------------------------

    def factor(self, node: Formula) -> str:
        return self.say(node).within(PRODUCT)

    def addition(self, node: tree.Add) -> _Said:
        """A sum; what adds nothing is left out, as nobody would write it down."""
        items = [item for item in _terms(node) if self.value(item) != 0]
        if not items:
            return _Said("0")
        texts = [self.say(items[0]).within(SUM)]
        for item in items[1:]:
            if isinstance(item, tree.Negate):
                texts.append(f"− {self.say(item.of).within(PRODUCT)}")
            else:
                said = self.say(item)
                texts.append(f"− {said.text[1:]}" if said.text.startswith("−") else f"+ {said.within(SUM)}")
        return _Said(" ".join(texts), SUM if len(texts) > 1 else self.say(items[0]).binds)

    def extreme(self, node: tree.Least | tree.Greatest) -> _Said:
        values = [self.value(item) for item in node.items]
        known = [v for v in values if isinstance(v, Fraction)]
        if len(known) < len(values):
            return self.say(node.items[0])
        chosen = min(known) if isinstance(node, tree.Least) else max(known)
        winner = node.items[known.index(chosen)]
        if winner is node.items[0]:
            return self.say(winner)
        least = isinstance(node, tree.Least)
        said = self.say(node.items[0]).text
        held = (
            message("{amount} ({what}; at most {limit})", amount=number(chosen), what=said, limit=number(chosen))
            if least
            else message("{amount} ({what}; at least {limit})", amount=number(chosen), what=said, limit=number(chosen))
        )
        return _Said(self.tell(held))

    def rounded(self, node: tree.Round) -> _Said:
        inner, value = self.value(node.of), self.value(node)
        said = self.say(node.of)
        if inner == value or not isinstance(value, Fraction):
            return said
        way = {
            "half-up": message("rounded half up to {places} decimals", places=node.places),
            "down": message("cut to {places} decimals", places=node.places),
            "up": message("rounded up to {places} decimals", places=node.places),
        }[node.mode]
        return _Said(f"{said.within(PRODUCT)} ≈ {number(value, node.places)} ({self.tell(way)})", SUM)

    def measure(self, node: tree.Measure) -> str:
        value = self.value(node)
        column = node.of.column if isinstance(node.of, tree.Field) else None
        title = column.title.text(self.language) if column is not None else self.rows_title(node)
        unit = column.unit.text(self.language) if column is not None and node.how not in ("count", "distinct") else ""
        text = self.gathered(node, title)
        if node.where is not None:
            text += self.tell(message(" ({condition})", condition=self.condition_words(node.where)))
        if node.period is not None:
            text = f"{node.period} {text}"
        shown_value = self.quoted(value) if isinstance(value, str) else shown(value, self.language)
        if column is not None and column.type == "flag" and node.how == "only" and value is not None:
            shown_value, unit = self.tell(message("yes") if value else message("no")), ""
        return f"{text} {shown_value}{' ' + unit if unit else ''}"

    def rows_title(self, node: tree.Measure) -> str:
        if node.of is None:
            return node.table.title.text(self.language)
        return _Rows(self).say(node.of).text

    def gathered(self, node: tree.Measure, title: str) -> str:
        match node.how:
            case "only" | "sum":
                return title
            case "count":
                return self.tell(message("number of {title}", title=title))
            case "distinct":
                return self.tell(message("different {title}", title=title))
            case "mean":
                return self.tell(message("mean of {title}", title=title))
            case "min":
                return self.tell(message("least {title}", title=title))
            case "max":
                return self.tell(message("greatest {title}", title=title))
            case "best":
                return self.tell(message("the {n} greatest {title} together", n=node.n, title=title))
            case "trimmed-mean":
                return self.tell(
                    message("mean of {title} without the {n} highest and {n} lowest", n=node.n, title=title)
                )

    def aggregate(self, node: tree.Aggregate) -> str:
        of = "" if node.of is None else _Rows(self).say(node.of).text
        names = {
            "sum": message("sum of {of} over the unit", of=of),
            "mean": message("mean of {of} over the unit", of=of),
            "count": message("number of people"),
            "min": message("least {of} of the unit", of=of),
            "max": message("greatest {of} of the unit", of=of),
            "rank": message("place by {of}", of=of),
        }
        text = self.tell(names[node.how])
        if node.where is not None:
            text += self.tell(message(" ({condition})", condition=self.condition_words(node.where)))
        return f"{text} {self.shown(node)}"

    def span(self, node: tree.Span) -> str:
        names = {
            "years": message(
                "{n} whole years ({start} to {end})",
                n=self.shown(node),
                start=self.shown(node.start),
                end=self.shown(node.end),
            ),
            "months": message(
                "{n} whole months ({start} to {end})",
                n=self.shown(node),
                start=self.shown(node.start),
                end=self.shown(node.end),
            ),
            "days": message(
                "{n} days ({start} to {end})",
                n=self.shown(node),
                start=self.shown(node.start),
                end=self.shown(node.end),
            ),
        }
        return self.tell(names[node.unit])

    # choices ---------------------------------------------------------------------------------------------------

    def choice(self, node: tree.Choose) -> _Said:
        """The branch that was taken, with why; a run of conditions that failed shows only the one that held."""
        truth = self.value(node.condition)
        if truth is None:
            return _Said(self.tell(message("not known whether {condition}", condition=self.condition(node.condition))))
        if truth:
            return self.because(node.then, self.condition(node.condition))
        other = node.other
        if isinstance(other, tree.Choose):
            return self.choice(other)
        return self.because(other, self.condition(node.condition))

    def because(self, node: Formula, reason: str) -> _Said:
        said = self.say(node)
        return _Said(self.tell(message("{value} ({reason})", value=said.within(PRODUCT), reason=reason)), PRODUCT)

    def look_up(self, node: tree.Lookup) -> _Said:
        key = self.value(node.of)
        of = self.say(node.of).text
        for entry, value in node.entries:
            if self.value(entry) == key:
                return self.because(value, of)
        if node.default is None or key is None:
            return _Said(self.tell(message("nothing is listed for {of}", of=of)))
        return self.because(node.default, self.tell(message("{of}: not listed", of=of)))

    def otherwise(self, node: tree.Otherwise) -> _Said:
        if self.value(node.of) is not None:
            return self.say(node.of)
        missing = self.tell(message("{of}, so this stands in", of=self.say(node.of).text))
        return self.because(node.fallback, missing)

    # conditions ------------------------------------------------------------------------------------------------

    def condition(self, node: Formula) -> str:
        """A condition with the numbers in it, told as it turned out."""
        match node:
            case tree.Compare():
                sign = _SIGNS[node.op]
                holds = self.value(node)
                left, right = self.say(node.left).text, self.say(node.right).text
                if holds is False:
                    sign = _SIGNS[_OPPOSITE[node.op]]
                if node.op in ("==", "!=") and isinstance(node.left, tree.Measure) and node.left.kind == "text":
                    return left if sign == "=" else f"{left} ≠ {right}"
                return f"{left} {sign} {right}"
            case tree.And():
                failed = [item for item in node.items if self.value(item) is False]
                return self.tell(message(" and ")).join(self.condition(item) for item in (failed[:1] or node.items))
            case tree.Or():
                held = [item for item in node.items if self.value(item) is True]
                return self.tell(message(" and ")).join(
                    dict.fromkeys(self.condition(item) for item in (held[:1] or node.items))
                )
            case tree.Not():
                return self.condition(node.of)
            case tree.Known():
                return self.say(node.of).text
        return self.say(node).text

    def condition_words(self, node: Formula) -> str:
        """A condition over rows, told as it is asked."""
        return _Rows(self).say(node).text


_SIGNS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠"}
_OPPOSITE: dict[tree.Operator, tree.Operator] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


def _terms(node: Formula) -> list[Formula]:
    if isinstance(node, tree.Add):
        return [*_terms(node.left), *_terms(node.right)]
    return [node]


@frozen
class _Rows:
    """A formula by its names, without values: what is gathered over rows or over the unit."""

    words: _Words

    def say(self, node: Formula) -> _Said:
        language = self.words.language
        match node:
            case tree.Number():
                return _Said(number(Fraction(node.value)))
            case tree.Words():
                return _Said(self.words.quoted(node.value))
            case tree.Day():
                return _Said(node.value.isoformat())
            case tree.Field():
                return _Said(node.column.title.text(language))
            case tree.Measure():
                title = (
                    self.words.rows_title(node)
                    if not isinstance(node.of, tree.Field)
                    else node.of.column.title.text(language)
                )
                return _Said(f"{node.period + ' ' if node.period else ''}{self.words.gathered(node, title)}")
            case tree.Mark():
                return _Said(node.title.text(language))
            case tree.Compare():
                return _Said(f"{self.say(node.left).text} {_SIGNS[node.op]} {self.say(node.right).text}", SUM)
            case tree.And() | tree.Or():
                joint = message(" and ") if isinstance(node, tree.And) else message(" or ")
                return _Said(joint.text(language).join(self.say(item).text for item in node.items), SUM)
            case tree.Not():
                return _Said(message("not ({condition})", condition=self.say(node.of).text).text(language))
            case tree.Known():
                return _Said(message("{of} known", of=self.say(node.of).text).text(language))
            case tree.Choose():
                then, condition, other = (self.say(part).text for part in (node.then, node.condition, node.other))
                choice = message("{then} if {condition}, else {other}", then=then, condition=condition, other=other)
                return _Said(choice.text(language), SUM)
            case tree.Lookup():
                return _Said(message("value beside {of}", of=self.say(node.of).text).text(language))
            case tree.Otherwise():
                return self.say(node.of)
            case tree.Negate():
                return _Said(f"−{self.say(node.of).within(PRODUCT)}", SUM)
            case tree.Add() | tree.Subtract():
                sign = "+" if isinstance(node, tree.Add) else "−"
                return _Said(f"{self.say(node.left).text} {sign} {self.say(node.right).within(PRODUCT)}", SUM)
            case tree.Multiply() | tree.Divide():
                sign = "×" if isinstance(node, tree.Multiply) else "÷"
                return _Said(
                    f"{self.say(node.left).within(PRODUCT)} {sign} {self.say(node.right).within(ATOM)}", PRODUCT
                )
            case tree.Least() | tree.Greatest():
                name = "min" if isinstance(node, tree.Least) else "max"
                return _Said(f"{name}({', '.join(self.say(item).text for item in node.items)})")
            case tree.Round():
                return self.say(node.of)
            case tree.Span():
                name_ = {"years": message("years"), "months": message("months"), "days": message("days")}[node.unit]
                return _Said(f"{self.say(node.start).text}–{self.say(node.end).text} {name_.text(language)}")
            case tree.Aggregate():
                of = "" if node.of is None else self.say(node.of).text
                return _Said(message("{how} of {of}", how=node.how, of=of).text(language))
        raise NotImplementedError(type(node).__name__)
