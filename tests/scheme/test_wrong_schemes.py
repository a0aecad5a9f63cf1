"""Everything a scheme author can get wrong, and the whole text that is said: see the case files beside this."""

from __future__ import annotations

from importlib.metadata import entry_points

from kaohe_core.formula.text import FUNCTIONS
from kaohe_core.rules import RULES, Deduct
from kaohe_core.rules.money import SETTLEMENTS, Share
from kaohe_core.scheme.model import Clause, Dimension, Payment, Scheme
from kaohe_core.toml.structure import allowed_keys


def keys(first, *classes, without=()):
    """Every key that may stand there, those that others read first."""
    return [*first, *(k for cls in classes for k in allowed_keys(cls) if k not in (*first, *without))]


# Long lists that grow with the project; every other word of a text stands below as it is printed.
NAMES = {
    "<keys of a scheme>": keys(
        ("parameters", "table", "column", "extends", "locked", "allowed"), Scheme, without=("id",)
    ),
    "<keys of a dimension>": keys((), Dimension),
    "<keys of a deduct clause>": keys(("rule",), Deduct, Clause),
    "<keys of a share>": keys(("settlement",), Share, Payment),
    "<rules>": sorted([rule.name for rule in RULES] + ["every"]),  # every: the example plugin’s
    "<settlements>": sorted(settlement.name for settlement in SETTLEMENTS),
    "<functions>": sorted(FUNCTIONS),
    "<installed plugins>": sorted({point.name for point in entry_points(group="kaohe")}),
}

CASES = ["wrong_schemes.zh.txt", "wrong_schemes.en.txt"]


def test_a_wrong_scheme_is_told(case, hear):
    between = "、" if case.language == "zh" else ", "
    says = "\n".join(case.says)
    for name, words in NAMES.items():
        says = says.replace(name, between.join(words))
    assert hear(case.changes, case.language) == says
