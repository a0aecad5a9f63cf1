"""The printer: a formula by its names, without values, in the words of a vocabulary.

A vocabulary is a class with :attr:`Printer.words`, what each node is called, and methods for what no template says.
There are two: :class:`~kaohe_core.formula.names.Names`, as people say it, and
:class:`~kaohe_core.formula.maths.Maths`, as they write it. A node for which a vocabulary has words is said in them,
lowered or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from attrs import define

from kaohe_core.formula import tree
from kaohe_core.formula.precedence import ATOM, BINDS, PLAIN_SIGNS, PRODUCT, SUM, Said
from kaohe_core.formula.rendering import Methods, Rendering, renders
from kaohe_core.formula.shares import WrittenShare
from kaohe_core.formula.tree import Formula
from kaohe_core.messages import Language, Message, message

ARITHMETIC: Mapping[type[Formula], str] = {tree.Add: "+", tree.Subtract: "−", tree.Multiply: "×", tree.Divide: "÷"}
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
Vocabulary = Mapping[type[Formula], Message]


@define
class Printer(Rendering[Said]):
    """Writes formulas in one language."""

    language: Language

    words: ClassVar[Vocabulary] = {}
    strict: ClassVar[bool] = False  # whether brackets show the tree as it stands, or only what arithmetic needs
    then: ClassVar[Message]  # what tells equal ones apart, after what is looked at first
    bracketed: ClassVar[type[Formula]] = tree.Or  # what has brackets among conditions that are joined

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for kind in cls.words:
            if kind not in cls.methods.own:
                cls.methods.own[kind] = _of_a_base(cls.methods, kind)

    def tell(self, template: Message) -> str:
        """A message in the language."""
        return template.text(self.language)

    def word(self, node: Formula, **values: object) -> str:
        """What the vocabulary calls a node, with ``values`` filled in."""
        template = next(self.words[kind] for kind in type(node).__mro__ if kind in self.words)
        return self.tell(template.filled(**values))

    def say(self, node: Formula) -> Said:
        """The node as text."""
        return self.render(node)

    def read(self, node: Formula, *_at: Any) -> Said:
        """As :meth:`say`."""
        return self.say(node)

    def number(self, value: Decimal) -> str:
        """A number as it is written."""
        return f"{value:f}".replace("-", "−")

    # leaves ----------------------------------------------------------------------------------------------------

    @property
    def _signed(self) -> int:
        return SUM if self.strict else PRODUCT

    @renders(tree.Number)
    def _number(self, node: tree.Number) -> Said:
        return Said(self.number(node.value), self._signed if node.value < 0 else ATOM)

    @renders(tree.Words)
    def _words(self, node: tree.Words) -> Said:
        return Said(quoted(node.value))

    @renders(tree.Day)
    def _day(self, node: tree.Day) -> Said:
        return Said(node.value.isoformat())

    @renders(tree.Field)
    def _field(self, node: tree.Field) -> Said:
        return Said(node.column.title.text(self.language))

    @renders(tree.Mark)
    def _mark(self, node: tree.Mark) -> Said:
        return Said(node.title.text(self.language) or node.id)

    # arithmetic ------------------------------------------------------------------------------------------------

    @renders(tree.Negate)
    def _negate(self, node: tree.Negate) -> Said:
        return Said(f"−{self.say(node.of).right(PRODUCT)}", self._signed)

    @renders(tree.Add, tree.Subtract, tree.Multiply, tree.Divide)
    def _binary(self, node: tree.Binary) -> Said:
        """What is on the right binds tighter where the order matters; a ``strict`` vocabulary shows it always."""
        binds = BINDS[type(node)]
        free = isinstance(node, tree.Add | tree.Multiply) and not self.strict
        tighter = binds if free else PRODUCT if binds == SUM else ATOM
        left, right = self.say(node.left).within(binds), self.say(node.right).right(tighter)
        return Said(f"{left} {ARITHMETIC[type(node)]} {right}", binds)

    @renders(WrittenShare)
    def _share(self, node: WrittenShare) -> Said:
        return Said(str(node))

    @renders(tree.Power)
    def _power(self, node: tree.Power) -> Said:
        """``(x − y)²``; an exponent that is no number stands in brackets: ``0.98^(years)``."""
        of = self.say(node.of)
        base = of.text if isinstance(node.of, tree.Number) and of.binds == ATOM else f"({of.text})"
        if isinstance(node.exponent, tree.Number):
            return Said(f"{base}{f'{node.exponent.value:f}'.translate(RAISED)}")
        return Said(f"{base}^({self.say(node.exponent).text})")

    @renders(tree.Least, tree.Greatest)
    def _extreme(self, node: tree.Extreme) -> Said:
        return Said(self.word(node, items=[self.say(item).text for item in node.items]))

    @renders(tree.TextsTogether)
    def _texts_together(self, node: tree.TextsTogether) -> Said:
        return Said(self.tell(message("{one}", one=[self.say(item).text for item in node.items])))

    # conditions ------------------------------------------------------------------------------------------------

    @renders(tree.Compare)
    def _compare(self, node: tree.Compare) -> Said:
        return Said(f"{self.say(node.left).text} {PLAIN_SIGNS[node.op]} {self.say(node.right).text}", SUM)

    @renders(tree.And, tree.Or)
    def _joined(self, node: tree.Joined) -> Said:
        texts = [(self.say(item).text, isinstance(item, self.bracketed)) for item in node.items]
        return Said(self.word(node).join(f"({text})" if inside else text for text, inside in texts), SUM)

    # rows and units --------------------------------------------------------------------------------------------

    def keys(self, node: tree.Rank) -> str:
        """What a rank goes by: the first, and what tells equal ones apart."""
        said = self.say(node.of).text
        for key in node.then:
            said = self.tell(self.then.filled(first=said, then=self.say(key).text))
        return said


def _of_a_base(methods: Methods, kind: type[Formula]) -> Any:
    return next(methods.own[base] for base in kind.__mro__ if base in methods.own)


def quoted(text: str) -> str:
    """A text in quotation marks."""
    return f"“{text}”"
