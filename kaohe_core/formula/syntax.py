"""The text of a formula as a tree of its parts: what :data:`GRAMMAR` says, read by hand.

Lark reads the same grammar, and the tests hold this reader against it; but Lark takes a tenth of a second to make a
parser, every time that a command starts.
"""

from __future__ import annotations

import re

from attrs import define, frozen

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
?unary: atom | PLUS_MINUS unary -> signed
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
         | NAME "=" expr -> option
         | "{" pair ("," pair)* ","? "}" -> mapping
pair: expr ":" expr

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
# A word such as “in” is a name wherever it could not stand for what it means: term-marks.in is a column.

TOKEN = re.compile(
    r"""[ \t\r\n]*(?:(?P<day>\d{4}-\d{2}-\d{2})|(?P<percent>\d+(?:\.\d+)?%)|(?P<number>\d+(?:\.\d+)?)
    |(?P<text>"[^"\n]*"|'[^'\n]*')|(?P<name>[^\W\d]\w*(?:-[^\W\d]\w*|-\d+(?=-|$|[^\d.\w]))*)
    |(?P<compare>[<>=!]=|[<>≤≥≠])|(?P<sign>[-+−])|(?P<times>[*/×÷])|(?P<mark>[][(){}.,:=])|(?P<end>\Z)|(?P<other>.))""",
    re.VERBOSE,
)
OR, AND, NOT, COMPARE, ADD, MULTIPLY, UNARY = range(7)  # what binds more closely comes later
LEVELS = {"compare": COMPARE, "sign": ADD, "times": MULTIPLY}
WORDS = {"or": OR, "and": AND, "in": COMPARE, "not": COMPARE}
NODES = {OR: "any", AND: "all", COMPARE: "compare", ADD: "chain", MULTIPLY: "chain"}


@frozen(eq=False)
class Node:
    """A part of a formula: what it is, its own parts (a str is a name, a sign or a value), and its offset."""

    data: str
    children: tuple[Node | str, ...]
    at: int


class UnexpectedError(Exception):
    """What cannot stand at ``at``; "" where the formula ends too early."""

    def __init__(self, found: str, at: int) -> None:
        super().__init__(found)
        self.found, self.at = found, at


def read(text: str) -> Node:
    """The formula that ``text`` writes. Raises :class:`UnexpectedError`."""
    tokens = [(str(m.lastgroup), m[m.lastgroup or 0], m.start(m.lastgroup or 0)) for m in TOKEN.finditer(text)]
    reader = _Reader(tokens)
    found = reader.expression()
    reader.take("end")
    return found


@define
class _Reader:
    tokens: list[tuple[str, str, int]]  # kind, text and offset; the last one is the end
    next: int = 0

    @property
    def at(self) -> int:
        return self.tokens[self.next][2]

    def sees(self, *texts: str) -> bool:
        """Whether one of these words or marks comes next."""
        kind, text, _at = self.tokens[self.next]
        return kind in ("name", "mark") and text in texts

    def take(self, kind: str) -> str:
        """The next token, which must be of this kind."""
        found, text, at = self.tokens[self.next]
        if found != kind:
            raise UnexpectedError(text, at)
        self.next += 1
        return text

    def passes(self, text: str) -> bool:
        """Whether this word or mark comes next, which is then behind."""
        seen = self.sees(text)
        self.next += seen
        return seen

    def need(self, text: str) -> None:
        """This word or mark comes next, or nothing can."""
        if not self.passes(text):
            raise UnexpectedError(*self.tokens[self.next][1:])

    def expression(self) -> Node:
        at = self.at
        if not self.passes("if"):
            return self.operation(OR)
        condition = self.expression()
        self.need("then")
        then = self.expression()
        self.need("else")
        return Node("choose", (condition, then, self.expression()), at)

    def operation(self, closest: int) -> Node:
        """Operands and the operators between them that bind at least as closely as ``closest``."""
        at, below = self.at, UNARY
        if closest <= NOT and self.passes("not"):
            left, below = Node("negate", (self.operation(NOT),), at), NOT
        else:
            left = self.operand()
        while closest <= (level := self._level()) < below:
            left, below = self._operated(left, level, at), level
        return left

    def _level(self) -> int:
        kind, text, _at = self.tokens[self.next]
        return WORDS.get(text, -1) if kind == "name" else LEVELS.get(kind, -1)

    def _operated(self, left: Node, level: int, at: int) -> Node:
        """``left`` with all that follows at this level."""
        if level == COMPARE and self.sees("in", "not"):
            data = "without" if self.passes("not") else "within"
            self.need("in")
            return Node(data, (left, self.list()), at)
        parts: list[Node | str] = [left]
        while self._level() == level and not (level == COMPARE and self.sees("in", "not")):
            kind, operator, _at = self.tokens[self.next]
            self.next += 1
            parts += [self.operation(level + 1)] if kind == "name" else [operator, self.operation(level + 1)]
        return Node(NODES[level], tuple(parts), at)

    def list(self) -> Node:
        at = self.at
        self.need("[")
        items = [self.expression()]
        while self.passes(","):
            items.append(self.expression())
        self.need("]")
        return Node("list", tuple(items), at)

    def operand(self) -> Node:
        kind, text, at = self.tokens[self.next]
        match kind:
            case "sign":
                self.next += 1
                return Node("signed", (text, self.operand()), at)
            case "day" | "percent" | "number" | "text":
                self.next += 1
                return Node(kind, (text,), at)
        if self.passes("("):
            inner = self.expression()
            self.need(")")
            return inner
        name = self.take("name")
        if self.passes("."):
            return Node("column", (name, self.take("name"), *self.period()), at)
        if self.passes("("):
            return Node("call", (name, *self.arguments()), at)
        return Node("name", (name,), at)

    def period(self) -> tuple[str, ...]:
        if not self.passes("["):
            return ()
        found = self.take("text")
        self.need("]")
        return (found,)

    def arguments(self) -> tuple[Node, ...]:
        if self.passes(")"):
            return ()
        found = [self.argument()]
        while self.passes(","):
            found.append(self.argument())
        self.need(")")
        return tuple(found)

    def argument(self) -> Node:
        at = self.at
        if self.passes("where"):
            return Node("where", (self.expression(),), at)
        if self.passes("{"):
            return Node("mapping", self.pairs(), at)
        kind, text, _at = self.tokens[self.next]
        if kind == "name" and text != "if" and text != "not" and self.tokens[self.next + 1][:2] == ("mark", "="):
            self.next += 2
            return Node("option", (text, self.expression()), at)
        found = self.expression()
        return Node("where", (found, self.expression()), at) if self.passes("where") else found

    def pairs(self) -> tuple[Node, ...]:
        found: tuple[Node, ...] = ()
        while not found or not self.sees("}"):
            at, key = self.at, self.expression()
            self.need(":")
            found += (Node("pair", (key, self.expression()), at),)
            if not self.passes(","):
                break
        self.need("}")
        return found
