"""A dimension all of whose clauses may be about others: it is noted that those left out get 0, unless it is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaohe_core.project import Project
from kaohe_core.run import Run
from kaohe_core.testing.files import write_all

KAOHE = """
[project]
name = "某校"
[tables]
staff = "staff.csv"
[table.staff]
title = "教师"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "kind", title = "类别", type = "text", choices = ["教师", "后勤", "行政"] },
  { id = "head", title = "班主任", type = "flag" },
  { id = "years", title = "教龄", high = 50 },
]
[[scheme]]
id = "s"
file = "s.toml"
"""
NOTE = (
    "s.toml:5:1 dimension.work: “工作”的各条都不涉及的人，这一项 10 分得 0 分\n"
    '    改法：写明不适用时怎么算：when-not-applicable = "zero"（得 0 分）、"full"（得满分）'
    '或 "rescale"（其余各项按比例放大）'
)


def check(folder: Path, *clauses: str, more: str = "") -> list[str]:
    """What is said of a dimension with clauses for the people of these conditions, and how the scheme scores."""
    text = 'title = "办法"\nsubject = "staff"\nmarks = 10\nround = { total = 2 }\n[[dimension]]\n'
    text += f'id = "work"\ntitle = "工作"\nmarks = 10\n{more}\n'
    for number, condition in enumerate(clauses):
        text += f'[[dimension.clause]]\nid = "c{number}"\ntext = "条款"\nrule = "formula"\npoints = "10"\n'
        text += f'only-for = "{condition}"\n' if condition else ""
    files = {"kaohe.toml": KAOHE, "s.toml": text, "staff.csv": "工号,类别,班主任,教龄\n1,行政,否,3\n"}
    run = Run(Project.open(write_all(folder, files)))
    findings = run.findings
    [ready] = run.load()
    assert not any(finding.blocks for finding in findings)
    assert ready.plan
    return [finding.text("zh") for finding in findings]


@pytest.mark.parametrize(
    "clauses",
    [
        ["staff.kind == '教师'"],
        ["staff.kind == '教师'", "staff.kind == '后勤'"],  # and 行政?
        ["staff.kind == '教师'", "staff.head == 1"],
        ["staff.years > 10", "staff.years < 10"],  # and ten years?
        ["staff.kind == '教师' and staff.head == 1", "staff.kind != '教师' and staff.head == 1"],
    ],
)
def test_somebody_may_be_left_out(tmp_path, clauses):
    assert check(tmp_path, *clauses) == [NOTE]


@pytest.mark.parametrize(
    "clauses",
    [
        [""],
        ["staff.kind == '教师'", ""],
        ["staff.kind == '教师'", "staff.kind != '教师'"],
        ["staff.kind == '教师'", "staff.kind == '后勤'", "staff.kind == '行政'"],
        ["staff.kind == '教师'", "staff.kind in ['后勤', '行政']"],
        ["staff.head == 1", "staff.head == 0"],
        ["staff.years > 10", "staff.years <= 10"],
        ["staff.head == 1", "not staff.head == 1"],
    ],
)
def test_nobody_is_left_out(tmp_path, clauses):
    assert check(tmp_path, *clauses) == []


@pytest.mark.parametrize("way", ["zero", "full", "rescale"])
def test_where_it_is_said_nothing_is_noted(tmp_path, way):
    assert check(tmp_path, "staff.kind == '教师'", more=f'when-not-applicable = "{way}"') == []


@pytest.mark.parametrize(("way", "said"), [("full", [NOTE]), ("rescale", [NOTE]), ("zero", [])])
def test_parts_that_are_about_some_only(tmp_path, way, said):
    """Where every part says “zero” for the others, the 0 of somebody whom no part is about has been said."""
    part = '[[dimension.dimension]]\nid = "{0}"\ntitle = "块"\nmarks = 5\nonly-for = "staff.kind == \'{1}\'"\n'
    part += 'when-not-applicable = "{2}"\nclause = [{{ id = "{0}1", text = "条", rule = "formula", points = "10" }}]\n'
    text = 'title = "办法"\nsubject = "staff"\nmarks = 10\nround = { total = 2 }\n[[dimension]]\n'
    text += 'id = "work"\ntitle = "工作"\nmarks = 10\n'
    text += part.format("a", "教师", way) + part.format("b", "后勤", way)
    run = Run(Project.open(write_all(tmp_path, {"kaohe.toml": KAOHE, "s.toml": text})))
    run.load()
    assert [finding.text("zh") for finding in run.findings] == said


def test_the_ready_schemes_and_examples_leave_nobody_out():
    root = Path(__file__).parent.parent.parent
    folders = [*root.glob("examples/*/kaohe.toml"), *root.glob("plugins/*/src/*/schemes/*/kaohe.toml")]
    assert len(folders) > 10
    for folder in folders:
        run = Run(Project.open(folder.parent))
        run.load()
        assert not [f.text("en") for f in run.findings if "is about gets 0" in f.text("en")], folder
