"""Everything an office can get wrong in ``kaohe.toml`` and around it: see the case files beside this."""

from __future__ import annotations

from importlib.metadata import entry_points

CASES = ["wrong_projects.zh.txt", "wrong_projects.en.txt", "wrong_data.zh.txt"]


def test_a_wrong_project_is_told(case, hear):
    between = "、" if case.language == "zh" else ", "
    installed = between.join(sorted({point.name for point in entry_points(group="kaohe")}))
    assert hear(case.changes, case.language) == "\n".join(case.says).replace("<installed plugins>", installed)


def test_the_tiny_project_itself_is_right(hear):
    assert hear([], "zh") == ""
