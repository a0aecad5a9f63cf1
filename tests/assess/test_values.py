"""Intermediate values: what people see of them, and what cannot be written."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

import kaohe_core as kaohe

CONFIG = """
[project]
name = "学校"
plugins = []
[tables]
staff = "staff.csv"
work = "work.csv"
[[scheme]]
id = "w"
file = "w.toml"

[table.staff]
title = "教职工"
rows = "subject"
subject = "id"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "name", title = "姓名", type = "text" },
  { id = "lessons", title = "周课时", decimals = 1, unit = "课时", low = 0, high = 30 },
]
[table.work]
title = "临时工作"
rows = "event"
subject = "id"
absence = "zero"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "hours", title = "时数", unit = "小时", low = 0, high = 50 },
  { id = "factor", title = "系数", decimals = 1, low = 0, high = 3 },
]
"""
SCHEME = """
title = "工作量"
subject = "staff"
marks = 100
name = "staff.name"
round = {{ total = 2 }}
pool = 1000

[[not-scored]]
reason = "借调"
when = "staff.lessons < 5"
{values}
[[dimension]]
id = "work"
title = "工作量"
marks = 100
at-most = "none"
[[dimension.clause]]
id = "workload"
text = "按折算课时与人均课时之比计分"
rule = "formula"
points = "{points}"
round = 2
[[payment]]
id = "pay"
title = "课时费"
settlement = "allowance"
amount = "round(values.load * 10)"
"""
VALUES = """
[[value]]
id = "counted"
title = "折算时数"
rows = "work"
formula = "work.hours * work.factor"
decimals = 0
[[value]]
id = "load"
title = "折算课时"
unit = "课时"
formula = "staff.lessons + sum(work.counted)"
[[value]]
id = "usual"
title = "人均课时"
formula = "mean(values.load)"
decimals = 1
"""
POINTS = "values.load / values.usual * 10"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Jia has 12 + 5 + 5 = 22, Yi 9.5, Bing 3, who is not scored: usual (22 + 9.5) ÷ 2 = 15.75 → 15.8."""
    write(tmp_path, VALUES)
    (tmp_path / "kaohe.toml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "staff.csv").write_text("工号,姓名,周课时\nA,甲,12\nB,乙,9.5\nC,丙,3\n", encoding="utf-8")
    (tmp_path / "work.csv").write_text("工号,时数,系数\nA,3,1.5\nA,5,1\n", encoding="utf-8")
    return tmp_path


def write(folder: Path, values: str, points: str = POINTS) -> None:
    (folder / "w.toml").write_text(SCHEME.format(values=values, points=points), encoding="utf-8")


def test_an_explanation_shows_each_once_with_its_rows(folder):
    text = str(kaohe.open(folder).score().explain("A"))

    # 3 × 1.5 = 4.5, half up 5; 22 ÷ 15.8 × 10 = 13.924…
    assert "\n中间值\n    折算课时：周课时 12 课时 + (时数 × 系数)合计 10 = 22 课时\n" in text
    assert "时数 3 小时 × 系数 1.5 ≈ 5（四舍五入到整数）" in text
    assert "    人均课时：全体计分人员折算课时合计 31.5 ÷ 2 人 ≈ 15.8（四舍五入到 1 位小数）\n" in text
    assert "折算课时 22 ÷ 人均课时 15.8 × 10 ≈ 13.92（四舍五入到 2 位小数）" in text


def test_who_is_not_scored_has_them_and_is_paid_by_them(folder):
    frame = kaohe.open(folder).score().frame

    # Bing: 3 × 10 yuan; the mean is over those who are scored.
    assert frame["values.load"].to_list() == [22, Decimal("9.5"), 3]
    assert frame["pay/amount"].to_list() == [220, 95, 30]
    assert frame["total"].to_list() == [Decimal("13.92"), Decimal("6.01"), None]  # 9.5 ÷ 15.8 = 0.60126…


def test_json_has_them_beside_the_dimensions(folder):
    kaohe_cli(folder, "score", ".", "--format", "json")
    found = json.loads((folder / "out/w/result.json").read_text(encoding="utf-8"))

    assert found["schemes"][0]["subjects"][0]["values"] == [
        {"id": "load", "title": "折算课时", "unit": "课时", "value": "22", "standing": "scored"},
        {"id": "usual", "title": "人均课时", "value": "15.8", "standing": "scored"},
    ]


def kaohe_cli(folder: Path, *arguments: str) -> None:
    from click.testing import CliRunner

    from kaohe_core.cli.app import app

    arguments = tuple(str(folder) if one == "." else one for one in arguments)
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("values", "points", "said"),
    [
        (
            VALUES,
            "values.laod * 2",
            "[finding] w.toml:39:10 dimension.work.clause.workload.points: “values.laod” is not known here\n"
            "    To mend it: did you mean “values.load”?",
        ),
        (
            VALUES,
            "work.counted",
            "[finding] w.toml:39:10 dimension.work.clause.workload.points: “work.counted” is worked out for every row\n"
            "    To mend it: gather it: sum(work.counted), mean(work.counted), max(work.counted) …",
        ),
    ],
)
def test_what_cannot_be_read(folder, values, points, said):
    write(folder, values, points)

    with pytest.raises(kaohe.FindingsError) as raised:
        kaohe.open(folder, language="en").score()

    assert said in str(raised.value)
