"""What a dimension or a clause is worth at most, where the scheme says so."""

from __future__ import annotations

from kaohe_core.formula.tree import FormulaError, Number
from kaohe_core.plugins.answers import limits_of
from kaohe_core.scheme.model import Scheme


def full_marks(scheme: Scheme, id: str) -> Number | None:
    """The marks of a dimension; of a clause its ``at-most``, or the most that a person can give in it."""
    for dimension in scheme.dimensions():
        if dimension.id == id:
            return dimension.marks
    for clause in scheme.clauses():
        if clause.id == id:
            if clause.at_most is not None or clause.rule is None:
                return clause.at_most
            try:
                limits = limits_of(clause.rule)
            except FormulaError:  # said where the clause stands
                return None
            return None if limits is None else limits[1]
    return None
