"""Every rule, settlement and node: columns = exact = LibreOffice, on 60 or 1,200 made-up rows with ties and blanks."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import get_args

import pytest

from kaohe_core.formula import tree
from kaohe_core.formula.maths import maths
from kaohe_core.formula.nodes import nodes
from kaohe_core.rules import RULES
from kaohe_core.rules.money import SETTLEMENTS
from kaohe_core.testing import office
from tests import scored
from tests.formula import made

FAST = [(1, 24)]  # seed and people
THOROUGH = [(seed, 50) for seed in range(1, 25)]  # 1,200 rows for every rule; what is sought grows with the square


@pytest.fixture(scope="module")
def runs(thorough: bool, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, object]]:
    found = []
    for seed, people in THOROUGH if thorough else FAST:
        folder = tmp_path_factory.mktemp(f"seed{seed}")
        found.append((folder, scored.run(made.project(folder, people, seed))[0]))
    # Beside it what can be asked only where something is known; a scheme of its own, as the other's book is full.
    folder = made.project(tmp_path_factory.mktemp("not-known"), 24)
    shutil.copy(made.HERE / "not-known.toml", folder / "scheme.toml")
    return [*found, (folder, scored.run(folder)[0])]


def test_columns_and_exact_agree(runs):
    assert [scored.unlike_oracle(run) for _, run in runs] == [[]] * len(runs)


def test_libreoffice_agrees_on_every_formula_cell(runs, tmp_path, thorough):
    if not thorough:
        runs = runs[-1:]  # the other scheme’s book is recomputed in tests/workbook
    books = [scored.written(run, tmp_path / f"{folder.name}.xlsx") for folder, run in runs]
    again = office.recomputed(tmp_path, *books)
    for mine, theirs in zip(books, again, strict=True):
        office.agree(mine, theirs)
        cells = office.values(theirs)
        assert cells["核对", "A2"] == "合计"
        assert cells["核对", "D2"] == 0


# what the made-up scheme covers ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def covered(tmp_path_factory: pytest.TempPathFactory):
    folder = made.project(tmp_path_factory.mktemp("nodes"), 8)
    ready, *_ = scored.run(folder)[0]
    found = []
    for step in ready.plan.steps:
        for formula in (step.formula, step.applies):
            for node in formula.walk() if formula is not None else ():
                found += node.walk()
    return ready, found


def test_no_node_is_left_out(covered):
    _, found = covered
    assert set(nodes()) - {type(node) for node in found} == set()


def test_no_way_to_rank_round_or_compare_is_left_out(covered):
    _, found = covered
    ranks = [node for node in found if isinstance(node, tree.Rank)]
    assert set(get_args(tree.Ties)) - {node.ties for node in ranks} == set()
    assert set(get_args(tree.Rounding)) - {node.mode for node in found if isinstance(node, tree.Round)} == set()
    spans = {node.unit for node in found if isinstance(node, tree.Span)}
    assert spans == {"years", "months", "days"}
    assert {node.op for node in found if isinstance(node, tree.Compare)} == set(get_args(tree.Operator))


def test_no_rule_or_settlement_is_left_out(covered):
    ready, _ = covered
    used = {type(rule) for clause in ready.scheme.clauses() for rule in clause.rules()}
    assert set(RULES) - used == set()
    assert set(SETTLEMENTS) - {type(payment.settlement) for payment in ready.scheme.payment} == set()


def test_every_formula_can_be_written_as_people_write_it(covered):
    _, found = covered
    for node in found:
        assert maths(node, "zh")
        assert maths(node, "en")
