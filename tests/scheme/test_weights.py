"""Weights of periods are for their sum: with a mean they would be divided once more."""

import pytest

from kaohe_core.findings import Findings
from kaohe_core.project import Project

SCHEME = """
title = "试"
subject = "staff"
marks = 10
round = {{ total = 2 }}
[periods]
term = ["上", "下"]
[[dimension]]
id = "one"
title = "一"
marks = 10
  [[dimension.clause]]
  id = "clause"
  text = "条款"
  rule = "formula"
  points = 1
  per = "term"
  combine = "{combine}"
  period-weights = {{ "上" = 0.4, "下" = 0.6 }}
"""


@pytest.mark.parametrize(("combine", "wrong"), [("sum", False), ("mean", True), ("max", True)])
def test_period_weights_are_for_a_sum(tmp_path, combine, wrong):
    (tmp_path / "kaohe.toml").write_text(
        '[project]\nname = "试"\n[table.staff]\ntitle = "教职工"\nabsence = "no-data"\n'
        'column = [{ id = "id", title = "工号", type = "text" }]\n[[scheme]]\nid = "pay"\nfile = "pay.toml"\n', "utf-8"
    )  # fmt: skip
    (tmp_path / "pay.toml").write_text(SCHEME.format(combine=combine), "utf-8")
    findings = Findings()
    Project.open(tmp_path).all_ready(findings)
    sentence = f"period-weights 只用于各周期相加，不能与 combine = “{combine}”一起写"
    assert (sentence in [finding.what.text("zh") for finding in findings]) == wrong
