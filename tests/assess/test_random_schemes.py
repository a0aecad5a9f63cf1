"""Random schemes over data with holes: columns = exact = explanation = by hand, and nothing undetermined a result."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from random import Random

import pytest

from kaohe_core.assess.assessment import assess
from kaohe_core.assess.oracle import Oracle
from kaohe_core.explain.explanation import Explainer
from kaohe_core.findings import Findings
from kaohe_core.testing.asserts import differences
from tests.assess.held_by_hand import otherwise_by_hand
from tests.assess.random_schemes import Made, made
from tests.explain.readback import equations

TOGETHER = 20  # schemes a test
FEW, MANY = 1, 15  # tests: in the fast run, and in the thorough one
FILLS = 3  # ways to fill the holes of a scheme's data


@pytest.mark.thorough(but=range(FEW))
@pytest.mark.parametrize("block", range(MANY))
def test_all_agree_and_nothing_undetermined_is_a_result(block):
    wrong, seen = [], 0
    for seed in range(block * TOGETHER, (block + 1) * TOGETHER):
        scheme = made(seed)
        if scheme is None:
            continue
        seen += 1
        found = list(otherwise_by_hand(scheme))
        for one in (scheme, scheme.first):
            if one is None:
                continue
            tables = one.data(one.rows)
            exact = Oracle(one.plan, tables)
            found += differences(assess(one.plan, tables, Findings()), tables, exact)
            found += explained_otherwise(exact)
            found += determined_by_nothing(one, exact, Random(seed))
        wrong += [f"scheme {seed}: {one}" for one in found]

    assert wrong == []
    assert seen > TOGETHER / 3  # most schemes are meant


def explained_otherwise(exact: Oracle) -> Iterator[str]:
    """Where an explanation has another standing, or a sum that does not hold or comes to something else."""
    for subject in exact.exact.subjects:
        for part in Explainer(exact, "zh").explain(subject, subject).parts:
            if part.kind not in ("value", "clause", "dimension", "total"):
                continue
            if part.standing != exact.standings[part.id][subject]:
                yield f"{subject} {part.id}: explained as {part.standing}"
            lines = [line for line in part.lines if not line.startswith("本项不得分")]
            sums = [list(equations(line)) for line in lines]
            yield from (f"{subject} {part.id}: {one.text}" for line in sums for one in line if not one.holds)
            value, last = exact.value(part.id, subject), sums[-1][-1:] if sums else []
            if part.standing == "scored" and last and isinstance(value, Fraction) and last[0].right != value:
                yield f"{subject} {part.id}: {value} is explained as {lines[-1]}"


def determined_by_nothing(scheme: Made, exact: Oracle, random: Random) -> Iterator[str]:
    """What is final although an empty cell, filled in one way or another, makes it something else."""
    if scheme.chosen or not any(True for _ in scheme.holes()):
        return
    for _ in range(FILLS):
        full = Oracle(scheme.plan, scheme.data(scheme.filled(random)))
        for step in scheme.plan.steps:
            if step.role == "notice":
                continue
            for subject in exact.exact.subjects:
                value, other = exact.value(step.id, subject), full.value(step.id, subject)
                if step.role == "money":
                    open_ = value is None
                    same = value == other
                else:
                    standing, later = exact.standings[step.id][subject], full.standings[step.id][subject]
                    open_ = standing in ("no-data", "awaiting")
                    same = standing == later and (standing != "scored" or value == other)
                if not open_ and not same:
                    yield f"{subject} {step.id}: {value}, and with all cells filled {other}"
