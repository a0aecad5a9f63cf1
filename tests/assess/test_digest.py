"""The digest of a scheme covers every column that its formulas read, wherever it stands in them (M27)."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaohe_core.project import Project
from kaohe_core.run import Run

KAOHE = """
[project]
name = "某校"
[tables]
staff = "staff.csv"
prizes = "prizes.csv"
[table.staff]
title = "教师"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "league", title = "组", type = "text"LEAGUE },
  { id = "first", title = "总评", high = 100 },
  { id = "second", title = "课时", high = 100SECOND },
]
[table.prizes]
title = "获奖"
rows = "event"
absence = "zero"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "points", title = "分", high = 100 },
  { id = "order", title = "次序", high = 100ORDER },
  { id = "kind", title = "类别", type = "text"KIND },
]
[[scheme]]
id = "s"
file = "s.toml"
"""
SCHEME = """
title = "考核"
subject = "staff"
marks = 100
round = { total = 2 }
[[dimension]]
id = "d"
title = "指标"
marks = 100
at-most = "none"
  [[dimension.clause]]
  id = "c"
  text = "计分"
  rule = "formula"
  points = "POINTS"
"""
CHANGED = {
    "LEAGUE": ", required = false",
    "SECOND": ", decimals = 2",
    "ORDER": ", decimals = 2, required = false",
    "KIND": ", required = false",
}
READS = [
    ("best(prizes.points, 1, by=prizes.order)", "ORDER"),
    ("best(prizes.points, 1, each=prizes.kind)", "KIND"),
    ("best(prizes.points where prizes.kind == 'a', 1)", "KIND"),
    ("streak(prizes.order where prizes.points > 1)", "ORDER"),
    ("distinct(prizes.kind)", "KIND"),
    ("rank(staff.first, within=staff.league)", "LEAGUE"),
    ("rank(staff.first, then=staff.second)", "SECOND"),
    ("rank(staff.first, then=[1, staff.second])", "SECOND"),
    ("running(staff.first, by=staff.second)", "SECOND"),
    ("mean(staff.first where staff.second > 1)", "SECOND"),
    ("rank(best(prizes.points, 1, by=prizes.order))", "ORDER"),
]


def digest(folder: Path, points: str, changed: str = "") -> str:
    kaohe = KAOHE
    for name, declared in CHANGED.items():
        kaohe = kaohe.replace(name, declared if name == changed else "")
    folder.mkdir()
    (folder / "kaohe.toml").write_text(kaohe, encoding="utf-8")
    (folder / "s.toml").write_text(SCHEME.replace("POINTS", points), encoding="utf-8")
    (folder / "staff.csv").write_text("工号,组,总评,课时\nA,甲,1,2\n", encoding="utf-8")
    (folder / "prizes.csv").write_text("工号,分,次序,类别\n", encoding="utf-8")
    run = Run(Project.open(folder))
    [ready] = run.load()
    assert list(run.findings) == []
    return ready.digest


@pytest.mark.fault("M27")
@pytest.mark.parametrize(("points", "column"), READS)
def test_a_column_declared_otherwise_changes_the_digest_where_it_is_read_and_only_there(tmp_path, points, column):
    before = digest(tmp_path / "before", points)
    for name in CHANGED:
        after = digest(tmp_path / name, points, name)
        assert (after != before) == (name == column), name
