"""In rows: what a formula over one row of a table reads beside the columns of that row."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from kaohe_core.formula.node import Formula, FormulaError, Kind, Level
from kaohe_core.formula.nodes.over_unit import OverUnit
from kaohe_core.messages import message


@frozen(cache_hash=True, order=False)
class PersonsOwn(Formula):
    """A value of the person whom a row is about: a column of the roster, a mark, an intermediate value.

    It is the same in all rows of that person. Where it has no value, no row can be told by it.
    """

    of: Formula

    def __attrs_post_init__(self) -> None:
        if "row" in {node.level for node in self.parts()}:
            raise FormulaError(message("a column of a row stands where a value of the person is needed"))
        if any(isinstance(node, OverUnit) for node in self.of.walk()):
            raise FormulaError(
                message("a value over the unit stands inside a row"),
                message("give it a name with [[value]], and write values.… here"),
            )

    @property
    def kind(self) -> Kind:
        """What that value is."""
        return self.of.kind

    @property
    def level(self) -> Level:
        """It is read row by row."""
        return "row"


def of_the_row(formula: Formula) -> Iterator[Formula]:
    """All that a formula over a row is made of, without what a value of the person is made of."""
    yield formula
    if not isinstance(formula, PersonsOwn):
        for child in formula.children():
            yield from of_the_row(child)


def persons_own(*formulas: Formula | None) -> Iterator[PersonsOwn]:
    """The values of the person that formulas over a row read; one may come several times."""
    for formula in formulas:
        if formula is not None:
            yield from (node for node in of_the_row(formula) if isinstance(node, PersonsOwn))
