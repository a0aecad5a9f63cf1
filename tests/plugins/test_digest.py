"""The digest of a scheme moves with whatever its plugins compute, and with their versions (D02)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kaohe_core.project import Project
from kaohe_core.run import Run
from kaohe_core.testing import FakeSite

pytestmark = pytest.mark.fault("D02")

PLUGIN = '''
from typing import ClassVar
from attrs import frozen, define
from kaohe_core import Formula, Number, Rule, Settlement, Text, doc, lift, param

@frozen(cache_hash=True, order=False)
class {node}(Formula):
    of: Formula
    def lowered(self):
        return self.of + {more}

@define(kw_only=True)
class Mine(Rule):
    """A rule."""
    name: ClassVar[str] = "mine"
    title: ClassVar[Text] = Text("我的", "mine")
    of: Formula = doc("what")
    points: Number = param(doc="points")
    def formula(self):
        return {node}(self.of) * self.points{times}

@define(kw_only=True)
class Split(Settlement):
    """A settlement."""
    name: ClassVar[str] = "split"
    title: ClassVar[Text] = Text("分", "split")
    def steps(self, pot):
        steps = []
        pot.step(steps, "amount", Text("金额", "amount"), lift({paid}).round(2))
        return steps

@hookimpl
def kaohe_rules():
    return [Mine]

@hookimpl
def kaohe_settlements():
    return [Split]
'''
PLAIN = {"node": "More", "more": "1", "times": "", "paid": "5"}
KAOHE = """
[project]
name = "某校"
[tables]
staff = "staff.csv"
[table.staff]
title = "教师"
absence = "no-data"
column = [{ id = "id", title = "工号", type = "text" }, { id = "n", title = "数", high = 9 }]
[[scheme]]
id = "s"
file = "s.toml"
"""
SCHEME = """
title = "考核"
subject = "staff"
marks = 100
round = { total = 2 }
pool = 100
[[dimension]]
id = "d"
title = "指标"
marks = 100
  [[dimension.clause]]
  id = "c"
  text = "计分"
  rule = "mine"
  of = "staff.n"
  points = 1
[[payment]]
id = "p"
title = "奖"
settlement = "split"
"""


class Digest:
    """Each time a plugin of its own, installed in a folder of its own, and the digest of a scheme that uses it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.monkeypatch, self.count = folder, monkeypatch, 0

    def __call__(self, name: str = "one", version: str = "0.1.0", module: str = "fake_one", **code: str) -> str:
        self.count += 1
        folder = self.folder / str(self.count)
        folder.mkdir()
        (folder / "kaohe.toml").write_text(KAOHE, encoding="utf-8")
        (folder / "s.toml").write_text(code.pop("scheme", SCHEME), encoding="utf-8")
        with self.monkeypatch.context() as patch:
            patch.syspath_prepend(str(folder))
            site = FakeSite(folder)
            site.add(name, PLUGIN.format(**PLAIN | code), version=version, module=module)
            plugins, findings = site.load(name)
            assert list(findings) == []
            run = Run(Project.open(folder, plugins))
            [ready] = run.load()
            found = ready.digest
            del sys.modules[module]
        return found


@pytest.fixture
def digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Digest:
    return Digest(tmp_path, monkeypatch)


def test_the_same_plugin_gives_the_same_digest(digest: Digest) -> None:
    assert digest() == digest()


@pytest.mark.parametrize(
    "changed",
    [
        {"times": " * 2"},  # the formula of the rule
        {"paid": "6"},  # of the settlement
        {"more": "2"},  # what a node of the plugin means: the formula of the rule reads as before
        {"version": "0.2.0"},
        {"name": "two"},  # another plugin with the same rule
        {"module": "fake_two"},  # another plugin's node of the same name
    ],
    ids=str,
)
def test_what_a_plugin_computes_moves_the_digest(changed: dict[str, str], digest: Digest) -> None:
    assert digest(**changed) != digest()


def test_a_plugin_that_the_scheme_uses_nothing_of_does_not_move_it(digest: Digest) -> None:
    scheme = SCHEME.replace('"mine"', '"earn"').split("[[payment]]")[0].replace("pool = 100\n", "")
    assert digest(scheme=scheme, version="0.2.0", times=" * 2") == digest(scheme=scheme)
