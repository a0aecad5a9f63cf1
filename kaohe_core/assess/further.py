"""What more is wrong with a scheme in which something is: in all that does not depend on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from kaohe_core.assess import plan
from kaohe_core.findings import Finding, Findings
from kaohe_core.scheme.kinds import check_kinds
from kaohe_core.scheme.layers import Resolved
from kaohe_core.scheme.load import Toolbox, load_scheme
from kaohe_core.scheme.pruned import Pruned

AT_MOST = 8  # what reads what was taken out is taken out too, and so on
Reached = Literal["laid", "loaded", "planned"]
KEYS, KINDS, PLAN = range(3)  # what is asked of a scheme, one after the other, to come to "loaded" and to "planned"


def note_further(
    id: str,
    resolved: Resolved,
    toolbox: Toolbox,
    found: Sequence[Finding],
    findings: Findings,
    come_to: Reached,
    unsure: frozenset[str] = frozenset(),
) -> None:
    """Note what else is wrong with the scheme; ``found`` is what was, when it was ``come_to`` this stage.

    Nothing is said about what reads a table that is ``unsure``.
    """
    part = Pruned(resolved, set(unsure))
    wrong: Sequence[Finding] = [one for one in found if one.blocks and one.place.keys[:1] != ("table",)]
    asked = get_args(Reached).index(come_to)  # so many of them were asked of the whole
    for _ in range(AT_MOST):
        if wrong and not part.prune(wrong):
            return
        noted = Findings()
        scheme = load_scheme(id, part.scheme, toolbox, noted)
        stage, made = KEYS, None
        if scheme is not None:
            check_kinds(scheme, part.scheme, noted)
            stage = KINDS if noted.blocked else PLAN
        again = stage < asked
        if scheme is not None and stage == PLAN:
            noted = Findings()
            made = plan(scheme, part.scheme, toolbox.tables, noted)
        if not again:  # what is found in asking the same once more is only about what was taken out
            whole = stage == PLAN
            new = (one for one in noted.items if one not in findings.items)
            findings.extend(one for one in new if not part.follows(one, whole=whole))
        if made is not None or (again and stage == PLAN):
            return
        asked = max(asked, stage + 1)
        wrong = [one for one in noted.items if one.blocks]
