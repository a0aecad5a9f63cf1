"""What more is wrong with a scheme in which something is: in all that does not depend on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from kaohe_core.assess import plan
from kaohe_core.findings import Finding, Findings
from kaohe_core.scheme.kinds import check_kinds
from kaohe_core.scheme.layers import Resolved
from kaohe_core.scheme.load import Toolbox, load_scheme
from kaohe_core.scheme.pruned import Pruned

AT_MOST = 8  # what reads what was taken out is taken out too, and so on
Reached = Literal["laid", "loaded", "planned"]


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
    asked: set[str] = {"laid": set(), "loaded": {"keys"}, "planned": {"keys", "kinds"}}[come_to]
    for _ in range(AT_MOST):
        if wrong and not part.prune(wrong):
            return
        noted = Findings()
        scheme = load_scheme(id, part.scheme, toolbox, noted)
        stage, made = "keys", None
        if scheme is not None:
            check_kinds(scheme, part.scheme, noted)
            stage = "kinds" if noted.blocked else "plan"
        again = stage in asked
        if scheme is not None and stage == "plan":
            noted = Findings()
            made = plan(scheme, part.scheme, toolbox.tables, noted)
        if not again:  # what is found in asking the same once more is only about what was taken out
            whole = stage == "plan"
            new = (one for one in noted.items if one not in findings.items)
            findings.extend(one for one in new if not part.follows(one, whole=whole))
        if made is not None or (again and stage == "plan"):
            return
        asked |= {"keys", "kinds", "plan"} if stage == "plan" else {"keys", "kinds"} if stage == "kinds" else {"keys"}
        wrong = [one for one in noted.items if one.blocks]
