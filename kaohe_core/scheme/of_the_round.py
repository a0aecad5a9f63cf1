"""What changes every year, laid over a scheme: pool, periods and parameters, as ``[round.pay]`` of ``kaohe.toml``.

What is voted on is the scheme's text. It says nothing of its own under a key that the round fills in, so that neither
can contradict the other; what both say is a finding.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import evolve

from kaohe_core.findings import Findings, did_you_mean, nearest
from kaohe_core.messages import message
from kaohe_core.scheme.layers import Resolved
from kaohe_core.scheme.origins import Origin
from kaohe_core.toml.document import Document
from kaohe_core.toml.locate import Keys

ROUND = "round"  # the table of kaohe.toml
SINGLE, TABLES = ("pool",), ("periods", "parameters")


def laid_over(resolved: Resolved, config: Document, scheme: str, findings: Findings) -> Resolved:
    """The scheme with what the round says about it; as it is where the round says nothing."""
    rounds = config.data.get(ROUND)
    values = rounds.get(scheme) if isinstance(rounds, Mapping) else None
    if not isinstance(values, Mapping) or not values:
        return resolved
    data: dict[str, Any] = dict(resolved.data)
    origins = dict(resolved.origins)
    for written, value in values.items():
        here: Keys = (ROUND, scheme, written)
        key = meant(written)
        if key != written:
            what = message("a round says nothing about “{key}”: it is of the scheme that is voted on", key=written)
            findings.add(config.place(here), what, did_you_mean(written, [*SINGLE, *TABLES]))
        if key is None:
            continue
        if key in SINGLE:
            _put(data, key, value, config, here, findings)
            origins[(key,)] = Origin(config, here, config.file)
        elif key in TABLES and isinstance(value, Mapping):
            table = data[key] = dict(data.get(key, {}))
            for name, one in value.items():
                _put(table, name, one, config, (*here, name), findings)
                origins[key, name] = Origin(config, (*here, name), config.file)
        elif key in TABLES:
            findings.add(config.place(here, value=True), message("“{key}” is a table", key=key))
    return evolve(resolved, data=data, origins=origins)


def meant(key: str) -> str | None:
    """What a key of a round is, or is nearly; None for what no round says."""
    return nearest(key, [*SINGLE, *TABLES])


def _put(table: dict[str, Any], key: str, value: Any, config: Document, keys: Keys, findings: Findings) -> None:
    if key in table:
        findings.add(
            config.place(keys),
            message("the scheme says what “{key}” is, and so does the round", key=key),
            message("let one of the two say it: what changes every year in the round, the rest in the scheme"),
        )
    table[key] = value
