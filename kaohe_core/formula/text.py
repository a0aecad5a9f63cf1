"""The text form of formulas, for scheme authors: ``"posts.weekly / mean(posts.weekly) * 30"``.

The text is parsed to the same tree that rules build; names are looked up among the declared tables and parameters, and
nothing is ever evaluated as Python. See :data:`FUNCTIONS` for what can be called.

==============================  ==============================================================
``leave.days``                  a column; of an event table only inside sum(…), count(…) …
``term-marks.teaching["2026"]`` the same within one period
``marks.total``                 the result of an earlier clause, dimension or the total
``values.load``                 an intermediate value of the scheme
``sum(leave.days where C)``     over the subject's rows that meet C
``mean(posts.weekly)``          over the members of the unit
``if C then A else B``          a choice; also ``and``, ``or``, ``not``, ``in ["a", "b"]``
``lookup(x, {"a": 1}, 0)``      the value beside a key, with an optional value for all others
``lookup([x, y], {"a": {"b": 1}})``  the value beside several keys
``x ^ 2``                       a power with a whole exponent
``20%``, ``2026-08-31``         0.2, and a date
==============================  ==============================================================
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, get_args

import attrs
from attrs import Factory, define, field

from kaohe_core.calendar import Calendar
from kaohe_core.findings import did_you_mean, nearest
from kaohe_core.formula import tree
from kaohe_core.formula.depth import levels, refuse_deep, shallow
from kaohe_core.formula.nodes import nodes
from kaohe_core.formula.nodes.in_rows import ROWS_OF_ROWS
from kaohe_core.formula.tree import Formula, FormulaError
from kaohe_core.messages import Message, message
from kaohe_core.tables.declared import Column, Table
from kaohe_core.toml.document import MAX_DIGITS

if TYPE_CHECKING:
    from lark import Lark, Token, Tree

GRAMMAR = r"""
start: expr
?expr: "if" expr "then" expr "else" expr -> choose
     | disjunction
?disjunction: conjunction | conjunction ("or" conjunction)+ -> any
?conjunction: negation | negation ("and" negation)+ -> all
?negation: comparison | "not" negation -> negate
?comparison: addition
           | addition (COMPARE addition)+ -> compare
           | addition "in" list -> within
           | addition "not" "in" list -> without
list: "[" expr ("," expr)* "]"
?addition: product | product (PLUS_MINUS product)+ -> chain
?product: unary | unary (TIMES unary)+ -> chain
?unary: power | PLUS_MINUS unary -> signed
?power: atom | atom "^" atom -> power
?atom: DATE -> day
     | PERCENT -> percent
     | NUMBER -> number
     | STRING -> text
     | NAME "." NAME ("[" STRING "]")? -> column
     | NAME -> name
     | NAME "(" (argument ("," argument)*)? ")" -> call
     | "(" expr ")"
?argument: expr
         | expr "where" expr -> where
         | "where" expr -> where
         | NAME "=" (expr | list) -> option
         | list
         | mapping
mapping: "{" pair ("," pair)* ","? "}"
pair: expr ":" (expr | mapping)

COMPARE: "<=" | ">=" | "==" | "!=" | "<" | ">" | "≤" | "≥" | "≠"
PLUS_MINUS: "+" | "-" | "−"
TIMES: "*" | "/" | "×" | "÷"
DATE.3: /\d{4}-\d{2}-\d{2}/
PERCENT.2: /\d+(\.\d+)?%/
NUMBER: /\d+(\.\d+)?/
STRING: /"[^"\n]*"|'[^'\n]*'/
NAME: /[^\W\d][\w]*(-[^\W\d][\w]*|-\d+(?=-|$|[^\d.\w]))*/
%ignore /[ \t\r\n]+/
"""
# A hyphen directly before a letter belongs to the name (sick-days); a minus between two names needs spaces.

ROW_FUNCTIONS: Mapping[str, type[tree.Measure]] = {n.function: n for n in nodes() if issubclass(n, tree.Measure)}
UNIT_FUNCTIONS: Mapping[str, type[tree.OverUnit]] = {n.function: n for n in nodes() if issubclass(n, tree.OverUnit)}
ROW_WINDOWS: Mapping[str, type[tree.Window]] = {n.function: n for n in nodes() if issubclass(n, tree.Window)}
FUNCTIONS: Mapping[str, Message] = {
    "sum": message("the sum of a column over the subject’s rows, or of a value over the unit"),
    "mean": message("the mean of a column over the subject’s rows, or of a value over the unit"),
    "count": message("how many rows the subject has, or how many members the unit has"),
    "min": message("the least of several values, of the subject’s rows, or of the unit"),
    "max": message("the greatest of several values, of the subject’s rows, or of the unit"),
    **{name: node.meaning for name, node in ROW_FUNCTIONS.items() if node.meaning is not None},
    **{name: node.meaning for name, node in UNIT_FUNCTIONS.items() if node.meaning is not None},
    **{name: node.meaning for name, node in ROW_WINDOWS.items()},
    "round": message('rounded to so many decimals: round(x, 2), round(x, 2, "down")'),
    "sqrt": message("the square root, directly inside a rounding: round(sqrt(x), 2)"),
    "abs": message("the value without its sign"),
    "lookup": message("the value beside a key, or beside several keys"),
    "otherwise": message("the first value, or the second where there is no data"),
    "known": message("true where there is data"),
    "years": message("whole years from one date to another"),
    "months": message("whole months from one date to another"),
    "days": message("days from one date to another"),
    **{node.function: node.meaning for node in (tree.WorkingDaysBetween, tree.IsWorkingDay)},
}


@define
class KnownNames:
    """What a formula may speak of: tables by id or title, parameters by name, earlier results by id."""

    tables: Mapping[str, Table] = Factory(dict)
    parameters: Mapping[str, Formula] = Factory(dict)
    marks: Mapping[str, tree.Mark] = Factory(dict)
    roster: str | None = None  # the table whose rows are the members of units; None: whichever is named
    values: dict[str, tree.Mark] = Factory(dict)
    row_values: dict[tuple[str, str], Formula] = Factory(dict)  # of one row, by table and value
    calendar: Calendar = Calendar()

    def table(self, name: str) -> Table | None:
        """The table with this id or title."""
        return self.tables.get(name) or next((t for t in self.tables.values() if name in t.title.names()), None)

    def known(self) -> list[str]:
        """Every name that can begin a formula."""
        results = [name for name, known in (("marks", self.marks), ("values", self.values)) if known]
        return [*self.tables, *self.parameters, *results]


class TextError(Exception):
    """What is wrong with the text of a formula: each with how to mend it and where (an offset, from 0)."""

    def __init__(self, items: list[tuple[Message, Message | None, int]]) -> None:
        self.items = items
        super().__init__("; ".join(what.text("en") for what, _, _ in items))


def parse(text: str, names: KnownNames, *, rows: bool = False, by_period: bool = False) -> Formula:
    """The formula that ``text`` writes; raises :class:`TextError` with everything that is wrong.

    With ``rows`` it is about one row of a table with several rows per person, and its columns stand alone. With
    ``by_period`` it is worked out period by period.
    """
    from lark.exceptions import UnexpectedInput

    if len(text) > LONGEST:
        what = message("the formula has {found} characters; at most {most} are read", found=len(text), most=LONGEST)
        raise TextError([(what, DIVIDE, 0)])
    try:
        found = _tree(text)
    except UnexpectedInput as error:
        raise TextError([_syntax(text, error)]) from None
    _check_length(found)
    builder = _Builder(names, text, by_period)
    try:
        if rows:
            builder.row = builder._gathered_table(_trees(found)[0])
            builder.beside = builder.row is not None
        refuse_deep(levels(_trees(found)[0], _trees))
        formula = shallow(builder.build(_trees(found)[0]))
    except FormulaError as error:
        what = message("in the formula “{text}”: {what}", text=text, what=error.what)
        builder.wrong.append((what, error.mend, builder.at))
        raise TextError(builder.wrong) from None
    except _StopError:
        raise TextError(builder.wrong) from None
    if builder.wrong:
        raise TextError(builder.wrong)
    return formula


LONGEST = 50_000  # characters: a look-up of a thousand keys; nobody can check more
WIDEST = 500  # keys of a look-up, or items of a list
DIVIDE = message("divide it: give its parts names of their own with [[value]]")


def _check_length(found: Any) -> None:
    """Refuse lists that nobody can check, and that take minutes to work out."""
    for node in found.iter_subtrees():
        if len(_trees(node)) > WIDEST and node.data not in ("chain", "any", "all"):
            what = message("the formula lists more than {most} things one after another", most=WIDEST)
            mend = message("put them into a table of their own, with a column that says what holds")
            raise TextError([(what, mend, getattr(node.meta, "start_pos", 0))])


@lru_cache(4096)
def _tree(text: str) -> Any:
    """The text read by the grammar. Whoever builds from it changes nothing in it, so that one reading serves many."""
    return _parser().parse(text)


@cache
def _parser() -> Lark:
    from lark import Lark

    return Lark(GRAMMAR, parser="lalr", maybe_placeholders=False, propagate_positions=True)


def _syntax(text: str, error: Any) -> tuple[Message, Message | None, int]:
    if not text.strip():
        return message("the formula is empty"), message("write a number or a formula, like posts.weekly * 0.5"), 0
    token = getattr(error, "token", None)
    position = error.pos_in_stream if error.pos_in_stream is not None and error.pos_in_stream >= 0 else len(text)
    if position >= len(text) or getattr(token, "type", "") == "$END":
        return message("the formula “{text}” ends too early", text=text), _unfinished(text), len(text)
    found = text[position] if token is None else str(token)
    what = message(
        "“{found}” (character {at}) cannot stand there in the formula “{text}”", found=found, at=position + 1, text=text
    )
    return what, _slip(text, position, found), position


def _unfinished(text: str) -> Message | None:
    """What a formula that ends too early lacks."""
    words = text.split()
    if "if" in words and ("then" not in words or "else" not in words):
        return message("a choice is written: if … then … else …")
    if text.count("(") > text.count(")"):
        return message("a closing bracket ) is missing")
    return message("finish it, or remove “{last}”", last=words[-1])


_SIGNS = {"“": '"', "”": '"', "‘": "'", "’": "'", "。": ".", "【": "[", "】": "]", "、": ","}
_SLIPS = {
    "=": message("to compare, write =="),
    "&": message("write and"),
    "|": message("write or"),
    "!": message("write not, or != for “differs from”"),
}


def _slip(text: str, position: int, found: str) -> Message | None:
    """How to mend the usual slips of the keyboard and of other languages."""
    first = found[0]
    plain = _SIGNS.get(first, unicodedata.normalize("NFKC", first))
    if plain != first:
        return message("switch to English input and type {plain}", plain=plain)
    if first in _SLIPS:
        return _SLIPS[first]
    if first == "." and text[position + 1 : position + 2].isdigit():
        return message("write a 0 before the point: 0.5")
    if first == ")" and text.count(")") > text.count("("):
        return message("there is one closing bracket ) too many")
    number = re.search(r"\d[\d.]*\s*$", text[:position])
    power = re.match(r"[eE]\+?(\d\d?)\b", text[position:])
    if number is not None and power is not None and number[0].count(".") < 2:
        return message("write the number out: {number}", number=f"{Decimal(number[0].strip() + power[0]):f}")
    if number is not None and first.isalpha():
        return message("write the number without a unit: {number}", number=number[0].strip())
    return None


class _StopError(Exception):
    """Building cannot go on; what is wrong has been noted."""


MOST_ROWS = 10**9
_ANY = 10_000  # as many values as one likes
_FLIP = {"≤": "<=", "≥": ">=", "≠": "!="}


@define
class _Builder:
    names: KnownNames
    text: str
    by_period: bool = False  # whether measures are bound to one period after another
    wrong: list[tuple[Message, Message | None, int]] = Factory(list)
    at: int = 0
    row: Table | None = field(default=None)  # the table whose rows are gathered, inside sum(…) and the like
    beside: bool = False  # whether values of the person may be read beside the columns of the row

    def build(self, node: Tree[Token]) -> Formula:
        meta = getattr(node, "meta", None)
        self.at = getattr(meta, "start_pos", self.at)
        make: Callable[..., Formula] = getattr(self, f"_{node.data}")
        return make(*node.children)

    def stop(self, what: Message, mend: Message | None = None) -> _StopError:
        self.wrong.append((what, mend, self.at))
        return _StopError()

    def spelled(self, node: Tree[Token]) -> str:
        """What the author wrote there."""
        return self.text[node.meta.start_pos : node.meta.end_pos]

    # leaves ----------------------------------------------------------------------------------------------------

    def _number(self, token: Token) -> Formula:
        return tree.Number(self._figure(str(token)))

    def _percent(self, token: Token) -> Formula:
        return tree.Number(self._figure(str(token)[:-1]) / 100)

    def _figure(self, text: str) -> Decimal:
        if max(map(len, text.split("."))) > MAX_DIGITS:
            raise self.stop(
                message("this number has more than {digits} digits", digits=MAX_DIGITS), message("write fewer digits")
            )
        return Decimal(text)

    def _text(self, token: Token) -> Formula:
        return tree.Words(str(token)[1:-1])

    def _day(self, token: Token) -> Formula:
        try:
            return tree.Day(date.fromisoformat(str(token)))
        except ValueError:
            raise self.stop(message("{found} is not a date of the calendar", found=str(token))) from None

    def _name(self, token: Token) -> Formula:
        name = str(token)
        if name in self.names.parameters:
            return self.names.parameters[name]
        if self.names.table(name) is not None:
            raise self._bare(name)
        self._unknown(name, self.names.known())
        return tree.Number(Decimal(1))  # stands in, so that further unknown names are found too

    def _bare(self, name: str) -> _StopError:
        table = self.names.table(name)
        assert table is not None  # noqa: S101  # callers have found it
        columns = [f"{name}.{column.id}" for column in table.columns if column.id != table.subject]
        return self.stop(
            message("“{name}” is a table: name one of its columns", name=name),
            message("use one of: {names}", names=columns),
        )

    def _unknown(self, name: str, known: list[str], also: Iterable[str] = ()) -> None:
        """Note an unknown name; ``also`` are further spellings that may be meant."""
        minus = next((at for at, sign in enumerate(name) if sign == "-" and name[:at] in known), None)
        close = nearest(name, [*known, *also])
        if minus is not None:
            mend = message("a minus needs spaces around it: {text}", text=f"{name[:minus]} - {name[minus + 1 :]}")
        else:
            mend = did_you_mean(name, known if close is None else [close])
        self.wrong.append((message("“{name}” is not known here", name=name), mend, self.at))

    def _column(self, table_token: Token, column_token: Token, period_token: Token | None = None) -> Formula:
        name, column_name = str(table_token), str(column_token)
        earlier = {"marks": self.names.marks, "values": self.names.values}.get(name)
        if earlier:
            mark = earlier.get(column_name)
            if mark is None:
                self._unknown(f"{name}.{column_name}", [f"{name}.{id}" for id in earlier])
                return tree.Number(Decimal(1))
            return tree.PersonsOwn(mark) if self.beside else mark
        table = self.names.table(name)
        if table is None:
            self._unknown(name, self.names.known())
            return tree.Number(Decimal(1))
        column = _column_of(table, column_name)
        computed = self.names.row_values.get((table.id, column_name))
        if column is None and computed is not None:
            if self.row is not None:
                return computed
            raise self.stop(
                message("“{name}” is worked out for every row", name=f"{name}.{column_name}"),
                message("gather it: sum({name}), mean({name}), max({name}) …", name=f"{name}.{column_name}"),
            )
        if column is None:
            self._unknown(
                f"{name}.{column_name}",
                [f"{name}.{c.id}" for c in table.columns],
                [f"{name}.{header}" for c in table.columns for header in c.headers()],
            )
            return tree.Number(Decimal(1))
        period = None if period_token is None else str(period_token)[1:-1]
        if self.row is not None:
            if self.beside and table.id != self.row.id and not table.has_rows:
                return tree.PersonsOwn(tree.OnlyRow(table, tree.Field(table, column), period=period))
            return tree.Field(table, column)
        if table.rows == "event" and period_token is None:
            raise self.stop(
                message("“{name}” has several rows per person", name=f"{name}.{column_name}"),
                message(
                    "gather them: sum({name}), count({table}), max({name}) …", name=f"{name}.{column_name}", table=name
                ),
            )
        return tree.OnlyRow(table, tree.Field(table, column), period=period)

    # operators -------------------------------------------------------------------------------------------------

    def _chain(self, first: Tree[Token], *rest: Any) -> Formula:
        result = self.build(first)
        for operator, operand in zip(rest[::2], rest[1::2], strict=True):
            right = self.build(operand)
            match str(operator):
                case "+":
                    result = result + right
                case "-" | "−":
                    result = result - right
                case "*" | "×":
                    result = result * right
                case _:
                    result = result / right
        return result

    def _signed(self, sign: Token, operand: Tree[Token]) -> Formula:
        value = self.build(operand)
        if str(sign) == "+":
            return value
        return tree.Number(-value.value) if isinstance(value, tree.Number) and not value.name else -value

    def _power(self, of: Tree[Token], exponent: Tree[Token]) -> Formula:
        return tree.Power(self.build(of), self.build(exponent))

    def _compare(self, first: Tree[Token], *rest: Any) -> Formula:
        conditions, left = [], self.build(first)
        for operator, operand in zip(rest[::2], rest[1::2], strict=True):
            right = self.build(operand)
            op: tree.Operator = _FLIP.get(str(operator), str(operator))  # type: ignore[assignment]  # by the grammar
            conditions.append(self._compared(op, left, right))
            left = right
        return tree.all_of(*conditions)

    def _compared(self, op: tree.Operator, left: Formula, right: Formula) -> Formula:
        self._check_choice(left, right)
        self._check_choice(right, left)
        return tree.Compare(op, left, right)

    def _check_choice(self, of: Formula, value: Formula) -> None:
        """A text that the column can never hold is a mistake, not an everlasting 'no'."""
        column = _column_behind(of)
        if (
            column is not None
            and column.choices
            and isinstance(value, tree.Words)
            and value.value not in column.choices
        ):
            self.wrong.append(
                (
                    message("“{value}” never stands in the column “{column}”", value=value.value, column=column.title),
                    did_you_mean(value.value, column.choices),
                    self.at,
                )
            )

    def _within(self, of: Tree[Token], items: Tree[Token]) -> Formula:
        value = self.build(of)
        return tree.any_of(*(self._compared("==", value, self.build(item)) for item in _trees(items)))

    def _without(self, of: Tree[Token], items: Tree[Token]) -> Formula:
        return ~self._within(of, items)

    def _any(self, *items: Tree[Token]) -> Formula:
        return tree.Or(tuple(self.build(item) for item in items))

    def _all(self, *items: Tree[Token]) -> Formula:
        return tree.And(tuple(self.build(item) for item in items))

    def _negate(self, item: Tree[Token]) -> Formula:
        return ~self.build(item)

    def _choose(self, condition: Tree[Token], then: Tree[Token], other: Tree[Token]) -> Formula:
        return tree.Choose(self.build(condition), self.build(then), self.build(other))

    # calls -----------------------------------------------------------------------------------------------------

    def _call(self, name_token: Token, *arguments: Any) -> Formula:
        name = str(name_token)
        if name not in FUNCTIONS:
            raise self.stop(message("“{name}” is not a function of formulas", name=name), _instead(name))
        plain = [a for a in arguments if getattr(a, "data", None) not in ("option", "where", "mapping")]
        options = {str(a.children[0]): a.children[1] for a in arguments if getattr(a, "data", None) == "option"}
        wheres = [a for a in arguments if getattr(a, "data", None) == "where"]
        mappings = [a for a in arguments if getattr(a, "data", None) == "mapping"]
        of, condition = (plain[0] if plain else None), None
        if wheres:
            condition = wheres[0].children[-1]
            if len(wheres[0].children) == 2:
                of = wheres[0].children[0]
                plain = [of, *plain]
        if mappings and name != "lookup":
            raise self.stop(message("“{name}” takes no {{…}}", name=name))
        if name in ROW_WINDOWS:  # the condition may stand behind any of its arguments
            written = [a.children[0] if getattr(a, "data", None) == "where" else a for a in arguments]
            plain = [a for a in written if getattr(a, "data", None) not in ("option", "mapping")]
            return self._window(name, plain if of is not None else [], condition, options)
        rows = name in ROW_FUNCTIONS and not (self.row is not None and _of_several(name, plain))
        if rows or (name in UNIT_FUNCTIONS and name not in ROW_FUNCTIONS):
            table = self._gathered_table(of, condition)
            if table is not None and name in ROW_FUNCTIONS:
                return self._gather(name, table, plain, condition, options)
            if name in UNIT_FUNCTIONS and (name not in ("min", "max") or len(plain) == 1):
                return self._over_unit(name, of, condition, options)
            if name not in UNIT_FUNCTIONS:
                raise self.stop(message("“{name}” works on the rows of an event table", name=name))
        if wheres or options:
            raise self.stop(message("“{name}” takes no “where” and no options", name=name))
        if name == "lookup":
            return self._look_up(plain, mappings)
        if name == "sqrt":
            raise self.stop(
                message("a square root has no end: it stands directly inside a rounding"),
                message("write round(sqrt(x), 2); to compare it, compare the squares: x <= 10 * 10"),
            )
        root = _root(plain[0]) if name == "round" and plain else None
        if root is not None:
            return self._round([self.build(item) for item in (root, *plain[1:])], tree.RoundedRoot)
        return self._plain_function(name, [self.build(item) for item in plain])

    def _plain_function(self, name: str, items: list[Formula]) -> Formula:
        wanted = {
            "round": (1, 3),
            "abs": (1, 1),
            "otherwise": (2, 2),
            "known": (1, 1),
            "years": (2, 2),
            "months": (2, 2),
            "days": (2, 2),
            "working-days": (2, 2),
            "is-working-day": (1, 1),
        }.get(name, (2, _ANY))
        if not wanted[0] <= len(items) <= wanted[1]:
            count = message("{low} to {high}", low=wanted[0], high=wanted[1])
            if wanted[0] == wanted[1]:
                count = message("{one}", one=wanted[0])
            elif wanted[1] == _ANY:
                count = message("{low} or more", low=wanted[0])
            raise self.stop(
                message("“{name}” takes {count} value(s), not {found}", name=name, count=count, found=len(items))
            )
        match name:
            case "min":
                return tree.Least(tuple(items))
            case "max":
                return tree.Greatest(tuple(items))
            case "abs":
                return tree.choose(items[0] < 0, -items[0], items[0])
            case "otherwise":
                return items[0].otherwise(items[1])
            case "known":
                return items[0].known()
            case "round":
                return self._round(items, tree.Round)
            case "working-days":
                return tree.WorkingDaysBetween(items[0], items[1], self.names.calendar)
            case "is-working-day":
                return tree.IsWorkingDay(items[0], self.names.calendar)
        return tree.Span(name, items[0], items[1])  # type: ignore[arg-type]  # years, months or days by now

    def _round(self, items: list[Formula], how: type[tree.Round] | type[tree.RoundedRoot]) -> Formula:
        places, mode = 0, "half-up"
        if len(items) > 1:
            if not isinstance(items[1], tree.Number) or items[1].value != int(items[1].value):
                raise self.stop(message("round(…, n) needs a whole number of decimals"))
            if not -MAX_DIGITS <= items[1].value <= MAX_DIGITS:
                raise self.stop(
                    message("round(…, n) takes at most {most} decimals", most=MAX_DIGITS), message("write fewer")
                )
            places = int(items[1].value)
        if len(items) > 2:
            modes = get_args(tree.Rounding)
            mode = items[2].value if isinstance(items[2], tree.Words) else "?"
            if mode not in modes:
                raise self.stop(message("“{mode}” is not a way to round", mode=mode), did_you_mean(mode, modes))
        return how(items[0], places, mode)  # type: ignore[arg-type]  # checked above

    def _look_up(self, plain: list[Any], mappings: list[Tree[Token]]) -> Formula:
        if not plain or len(plain) > 2 or len(mappings) != 1:
            raise self.stop(message('a look-up is written lookup(value, {"key": 1, …}, value-for-all-others)'))
        several = plain[0].data == "list"
        of = tuple(self._several(plain[0]))
        entries = list(self._entries(of, mappings[0], ()))
        default = self.build(plain[1]) if len(plain) == 2 else None
        if several:
            return tree.LookupByKeys(of, tuple(entries), default)
        return tree.Lookup(of[0], tuple((key, value) for (key,), value in entries), default)

    def _entries(
        self, of: tuple[Formula, ...], mapping: Tree[Token], before: tuple[Formula, ...]
    ) -> Iterator[tuple[tuple[Formula, ...], Formula]]:
        """The values with all their keys; with several keys, the values of one are tables by the next."""
        seen: set[Formula] = set()
        for pair in _trees(mapping):
            left, right = _trees(pair)
            key = self.build(left)
            self._check_choice(of[len(before)], key)
            keys = (*before, key)
            if key in seen:
                twice = message("the look-up lists {keys} twice", keys=_keys(keys))
                self.wrong.append((twice, message("keep one of them"), self.at))
            seen.add(key)
            if (right.data == "mapping") != (len(keys) < len(of)):
                raise self._wrong_depth(keys, len(of), deep=right.data == "mapping")
            if right.data == "mapping":
                yield from self._entries(of, right, keys)
            else:
                yield keys, self.build(right)

    def _wrong_depth(self, keys: tuple[Formula, ...], wanted: int, *, deep: bool) -> _StopError:
        what = message(
            "this look-up goes by {count} keys, and a value stands beside {keys}", count=wanted, keys=_keys(keys)
        )
        if deep:
            what = message(
                "this look-up goes by {count} keys, and a further table stands beside {keys}",
                count=wanted,
                keys=_keys(keys),
            )
        return self.stop(what, message('two keys are written lookup([x, y], {"a": {"b": 1, …}, …})'))

    # gathering and aggregating -----------------------------------------------------------------------------------

    def _gathered_table(self, *nodes: Any) -> Table | None:
        """The event table whose bare columns stand directly below (not inside an inner gathering)."""
        if self.row is not None:
            raise self.stop(message("sum(…), count(…) and the like do not nest over rows"), ROWS_OF_ROWS)
        for node in nodes:
            if getattr(node, "data", None) is None:
                continue
            if node.data in ("name", "column"):
                table = self.names.table(str(node.children[0]))
                if table is not None and table.has_rows and len(node.children) < 3:
                    return table
                continue
            name, *arguments = node.children if node.data == "call" else ("",)
            if str(name) in ROW_FUNCTIONS and not _of_several(str(name), arguments):
                continue
            found = self._gathered_table(*node.children)
            if found is not None:
                return found
        return None

    def _gather(self, name: str, table: Table, plain: list[Any], condition: Any, options: dict[str, Any]) -> Formula:
        how = ROW_FUNCTIONS[name]
        own = {field.name for field in attrs.fields(how)}
        allowed = [
            "period",
            *(option for option in ("by", "first", "each", "rounding") if _OPTIONS.get(option, option) in own),
        ]
        chosen: dict[str, Any] = {}
        for option, value in options.items():
            if option not in allowed:
                mend = did_you_mean(option, allowed)
                if option in ("within", "among") and name in UNIT_FUNCTIONS and plain:
                    mend = self._two_spellings(name, table, plain[0], option)
                raise self.stop(message("“{name}” has no option “{option}”", name=name, option=option), mend)
            if option not in ("by", "each"):
                word = self._word(value)
                if option in _WORDS:
                    self._check_word(option, word, _WORDS[option])
                chosen[_OPTIONS.get(option, option)] = word == "highest" if option == "first" else word
        chosen |= self._more(how, name, plain)
        if not plain:
            raise self.stop(
                message("{how} needs something to work on", how=name),
                message("name the table or one of its columns: {name}({table} where …)", name=name, table=table.id),
            )
        if name in UNIT_FUNCTIONS and _alone(table) and self.by_period:
            raise self.stop(
                message(
                    "“{name}” over the rows of “{table}” within one period is over a single row of the person’s own",
                    name=name,
                    table=table.id,
                ),
                self._two_spellings(name, table, plain[0]),
            )
        self.row = table
        try:
            bare = getattr(plain[0], "data", None) == "name" and self.names.table(str(plain[0].children[0])) is table
            of = None if bare else self.build(plain[0])
            if of is None and how is not tree.CountOfRows:
                raise self._bare(str(plain[0].children[0]))
            if of is not None and of.kind == "truth":
                self._condition_gathered(name, table, plain[0], condition)
            self.beside = True
            where = None if condition is None else self.build(condition)
            self.beside = False
            chosen |= {key: self.build(options[key]) for key in ("by", "each") if key in options}
        finally:
            self.row, self.beside = None, False
        make: Callable[..., Formula] = how
        return make(table, of=of, where=where, **chosen)

    def _two_spellings(self, name: str, table: Table, of: Tree[Token], option: str | None = None) -> Message:
        """How the own value is written, and how the members of the unit are gone through."""
        column = self.spelled(of)
        if self.names.table(column) is table:
            return message("to count the members who have a row: count(where count({table}) > 0)", table=table.id)
        own = column if of.data == "column" else f"only({column})"
        if option is None:
            return message(
                "the person’s own value: {own}; over the members of the unit: {text}",
                own=own,
                text=f"{name}(only({column}))",
            )
        inner = f"only({column})" if _alone(table) else f"sum({column})"
        return message("over the members of the unit: {text}", text=f"{name}({inner}, {option}=…)")

    def _condition_gathered(self, name: str, table: Table, of: Tree[Token], where: Any) -> None:
        """A condition in the place of a column: said with the spelling that counts."""
        if name not in ("count", "sum"):
            return  # the node says it
        holds = self.spelled(of)
        if where is not None:
            holds = f"{self.spelled(where)} and ({holds})"
        raise self.stop(
            message(
                "a condition stands in {name}(…) where a column is needed: {text}", name=name, text=self.spelled(of)
            ),
            message("to count the rows that meet it, write {text}", text=f"count({table.id} where {holds})"),
        )

    def _window(self, name: str, plain: list[Any], condition: Any, options: dict[str, Any]) -> Formula:
        """What a row reads of the rows before it."""
        how, wanted = ROW_WINDOWS[name], 2 if name == tree.Earlier.function else 1
        if self.row is None:
            raise self.stop(
                message("“{name}” looks from one row at those before it", name=name),
                message("write it behind where, or in a [[value]] with rows"),
            )
        for option in options:
            if option != "same":
                raise self.stop(
                    message("“{name}” has no option “{option}”", name=name, option=option),
                    did_you_mean(option, ["same"]),
                )
        items = [self.build(item) for item in plain]
        if len(items) != wanted or (wanted == 2 and not _whole(items[1])):
            spelled = message("write {name}(column of dates)", name=name)
            if wanted == 2:
                spelled = message("write {name}(column of dates, n) with a whole number n of days", name=name)
            raise self.stop(spelled)
        chosen: dict[str, Any] = {"days": int(items[1].value)} if wanted == 2 else {}  # type: ignore[attr-defined]  # a number
        chosen |= {option: self.build(value) for option, value in options.items()}
        beside, self.beside = self.beside, True
        where = None if condition is None else self.build(condition)
        self.beside = beside
        make: Callable[..., Formula] = how
        return make(items[0], where=where, **chosen)

    def _more(self, how: type[tree.Measure], name: str, plain: list[Any]) -> dict[str, Any]:
        """What stands behind the column, where a function takes more than that."""
        if how is tree.TrimmedMean:
            return {"drop": self._drop(name, [self.build(item) for item in plain[1:]])}
        if how is tree.Best:
            count = self.build(plain[1]) if len(plain) == 2 else None
            if count is not None and not isinstance(count, tree.Number):
                return {"n": tree.PersonsOwn(count)}
            if count is None or count.value != int(count.value) or count.value < 1:
                raise self.stop(message("write {name}(column, n) with a whole number n", name=name))
            self._check_count(count)
            return {"n": int(count.value)}
        if len(plain) > 1:
            raise self.stop(message("“{name}” works on one column of rows", name=name))
        return {}

    def _check_count(self, number: tree.Number) -> None:
        """A number of rows that no table has is a slip of the pen."""
        if number.value > MOST_ROWS:
            raise self.stop(
                message("no table has {count} rows", count=f"{number.value:f}"),
                message("write the number that is meant"),
            )

    def _word(self, value: Any) -> str:
        """The word written for an option."""
        built = self.build(value)
        return built.value if isinstance(built, tree.Words) else "?"

    def _check_word(self, option: str, word: str, allowed: Sequence[str]) -> None:
        if word not in allowed:
            raise self.stop(
                message("“{value}” is not allowed for {option}", value=word, option=option),
                did_you_mean(word, allowed),
            )

    def _drop(self, name: str, parts: list[Formula]) -> tuple[Any, Any]:
        """How many of the lowest and of the highest are left out: whole numbers, shares such as 8%, or formulas."""
        values = [part.value if isinstance(part, tree.Number) else tree.PersonsOwn(part) for part in parts]
        good = [v for v in values if isinstance(v, tree.PersonsOwn) or 0 <= v < 1 or (v == int(v) and v > 0)]
        if len(good) != len(parts) or len(parts) not in (1, 2):
            raise self.stop(
                message(
                    "write {name}(column, n) or {name}(column, lowest, highest), with whole numbers or shares like 8%",
                    name=name,
                )
            )
        for part in parts:
            if isinstance(part, tree.Number):  # of a formula its range is not known before there are data
                self._check_count(part)
        return good[0], good[-1]

    def _over_unit(self, name: str, of: Any, condition: Any, options: dict[str, Any]) -> Formula:
        how = UNIT_FUNCTIONS[name]
        own = {field.name for field in attrs.fields(how)}
        words = {option: values for option, values in _WORDS.items() if _OPTIONS.get(option, option) in own}
        taken = [option for option in ("within", "then", "by") if option in own]
        chosen: dict[str, Any] = {}
        for option, value in options.items():
            if option in taken:
                several = tuple(self._several(value)) if option in ("then", "within") else (self.build(value),)
                chosen[option] = several if option == "then" else tree.texts_together(several)
                continue
            if option not in words:
                raise self.stop(
                    message("“{name}” has no option “{option}”", name=name, option=option),
                    did_you_mean(option, [*words, *taken]),
                )
            word = self._word(value)
            self._check_word(option, word, words[option])
            chosen[_OPTIONS.get(option, option)] = word == "highest" if option == "first" else word
        if how is tree.CountOverUnit and of is not None:
            self._counted_members(of, condition)
        if how is not tree.CountOverUnit:
            if of is None:
                raise self.stop(message("{how} needs something to work on", how=name))
            chosen["of"] = built = self.build(of)
            if built.kind == "truth" and name == "sum":
                self._counted_members(of, condition, built)
        if condition is not None:
            chosen["where"] = self.build(condition)
        if how is tree.Running and "by" not in chosen:
            raise FormulaError(message("running(…, by=…) needs the order, and nothing else has one"))
        make: Callable[..., Formula] = how
        return make(**chosen)

    def _counted_members(self, of: Tree[Token], where: Any, built: Formula | None = None) -> None:
        """What is counted over the unit is its members: a condition stands behind “where”, and a value nowhere."""
        text = self.spelled(of)
        if self.names.table(text) is not None and self.names.roster in (None, text):
            return  # the roster’s rows are the members
        if self.names.table(text) is not None:
            raise self.stop(
                message(
                    "“count” counts the members of the unit, and “{text}” is not the table that lists them", text=text
                ),
                message("write count(), or say of whom: count(where known({text}.…))", text=text),
            )
        found = self.build(of) if built is None else built
        if found.kind == "truth":
            holds = text if where is None else f"{self.spelled(where)} and ({text})"
            raise self.stop(
                message(
                    "a condition stands in {name}(…) where a column is needed: {text}",
                    name="count" if built is None else "sum",
                    text=text,
                ),
                message("to count the members who meet it, write {text}", text=f"count(where {holds})"),
            )
        raise self.stop(
            message("“count” counts the members of the unit, whatever “{text}” is", text=text),
            message("write count(), or say of whom: count(where known({text}))", text=text),
        )

    def _several(self, value: Tree[Token]) -> list[Formula]:
        """One formula, or a list of them."""
        return [self.build(item) for item in (_trees(value) if value.data == "list" else [value])]

    def _list(self, *_items: Any) -> Formula:
        raise self.stop(message("a list stands only after “in”, “then=” and “within=”, and for the keys of a look-up"))


# How an option is written whose attribute has another name, and the words that it can be.
_OPTIONS: Mapping[str, str] = {"first": "highest_first"}
_WORDS: Mapping[str, tuple[str, ...]] = {
    "among": get_args(tree.Among),
    "ties": get_args(tree.Ties),
    "first": ("highest", "lowest"),
    "rounding": get_args(tree.Rounding),
}


def _instead(name: str) -> Message:
    """What to write in place of a function that does not exist; spreadsheets have two for rounding."""
    match name.lower():
        case "ceil" | "ceiling" | "roundup":
            return message('to round up, write round(x, 0, "up")')
        case "floor" | "rounddown" | "int" | "trunc":
            return message('to round down, write round(x, 0, "down")')
    return did_you_mean(name, FUNCTIONS)


def _whole(formula: Formula) -> bool:
    """A whole number from 0 on."""
    return isinstance(formula, tree.Number) and formula.value == int(formula.value) and formula.value >= 0


def _root(node: Tree[Token]) -> Tree[Token] | None:
    """What a square root is taken of."""
    if node.data != "call" or str(node.children[0]) != "sqrt":
        return None
    inner = _trees(node)
    return inner[0] if len(inner) == 1 else None


def _keys(keys: Iterable[Formula]) -> str:
    """The keys of a look-up as they are written."""
    return " × ".join(f"“{key.value}”" if isinstance(key, tree.Words | tree.Number) else "…" for key in keys)


def _trees(node: Tree[Token]) -> list[Tree[Token]]:
    return [child for child in node.children if not isinstance(child, str)]


def _of_several(name: str, arguments: Sequence[Any]) -> bool:
    """Whether min or max compares several values, rather than the rows of one: min(60, 30 + homeroom.pupils)."""
    return name in ("min", "max") and len(arguments) > 1


def _alone(table: Table) -> bool:
    """Whether a subject has at most one row of the table within a period."""
    column = None if table.period is None else table.column(table.period)
    by_id = column is not None and column.type != "date" and bool(table.keys)
    return by_id and set(table.keys) <= {table.subject, table.period}


def _column_of(table: Table, name: str) -> Column | None:
    return table.column(name) or next((c for c in table.columns if name in c.headers()), None)


def _column_behind(of: Formula) -> Column | None:
    match of:
        case tree.Field():
            return of.column
        case tree.OnlyRow(of=tree.Field() as inner):
            return inner.column
    return None
