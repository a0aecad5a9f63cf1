"""Weights of periods that were meant as per cent."""

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
exams = "exams.csv"
[table.staff]
title = "教师"
absence = "no-data"
column = [{ id = "id", title = "工号", type = "text" }]
[table.exams]
title = "考试"
absence = "no-data"
key = ["id", "term"]
period = "term"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "term", title = "学期", type = "text" },
  { id = "mark", title = "得分", high = 100 },
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
[periods]
exam = ["期中", "期末"]
[[dimension]]
id = "teaching"
title = "教学"
marks = 100
at-most = "none"
  [[dimension.clause]]
  id = "exams"
  text = "期中占 30%，期末占 70%"
  rule = "formula"
  points = "exams.mark"
  per = "exam"
  period-weights = { "期中" = WEIGHT-ONE, "期末" = WEIGHT-TWO }
"""


@pytest.mark.parametrize(
    ("weights", "said", "total"),
    [
        # 80 × 0.3 + 90 × 0.7 = 87
        (("0.3", "0.7"), [], 87),
        # taken as they are: 80 × 30 + 90 × 70 = 8700, and the author is told
        (
            ("30", "70"),
            [
                "s.toml:19:20 dimension.teaching.clause.exams.period-weights: "
                "period-weights 合计为 100：每个周期的得分会原样乘以这些数\n    改法：30% 写成 0.3"
            ],
            8700,
        ),
    ],
)
def test_weights_in_per_cent_are_noted(tmp_path: Path, weights: tuple[str, str], said: list[str], total: int) -> None:
    scheme = SCHEME.replace("WEIGHT-ONE", weights[0]).replace("WEIGHT-TWO", weights[1])
    files = {
        "kaohe.toml": KAOHE,
        "s.toml": scheme,
        "staff.csv": "工号\n1\n",
        "exams.csv": "工号,学期,得分\n1,期中,80\n1,期末,90\n",
    }
    run = Run(Project.open(write_all(tmp_path, files)))
    run.load()
    (scored,) = run.score()
    (person,) = scored.result.subjects()
    assert ([finding.text("zh") for finding in run.findings], person.value("total")) == (said, total)
