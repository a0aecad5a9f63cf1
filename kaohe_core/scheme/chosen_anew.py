"""A rule or a settlement chosen anew in a layer: what the layer below said about the old one is no parameter of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kaohe_core.toml.locate import Keys

RULE, VARIANT, SETTLEMENT = "rule", "variant", "settlement"


def without_old_choice(below: Mapping[str, Any], above: Mapping[str, Any], keys: Keys) -> Mapping[str, Any]:
    """What ``above`` leaves of ``below``, the clause or payment stored under ``keys``.

    Another rule or settlement, or variants in the place of a rule, start their parameters afresh; what every clause or
    payment has, such as its wording, stays.
    """
    from attrs import fields

    from kaohe_core.scheme.model import Clause, Payment

    kind = keys[-2] if len(keys) >= 2 else None
    if kind in ("clause", "adjustment"):
        model: type[Any] = Clause
        anew = VARIANT in above or (RULE in above and above[RULE] != below.get(RULE))
    elif kind == "payment":
        model = Payment
        anew = SETTLEMENT in above and above[SETTLEMENT] != below.get(SETTLEMENT)
    else:
        return below
    if not anew:
        return below
    stays = {attribute.name.replace("_", "-") for attribute in fields(model)} - {RULE, VARIANT, SETTLEMENT}
    return {key: value for key, value in below.items() if key in stays}
