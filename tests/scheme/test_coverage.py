"""Numbered clauses of a written scheme, and what a scheme makes of them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kaohe_core.scheme.coverage import reference, written_clauses
from kaohe_core.testing.files import write_all

TEXT = """# 某校考核办法

一、总则
本办法适用于全体教师。

二、考核内容
（一）考勤
1、病假每天扣 0.2 分。
2．事假每天扣 0.5 分。
（二）师德
由校委会评定。
三、附则
12 月公布结果。
①自发布之日起施行。
②由校委会解释。
"""


def test_numbers_nest_in_the_order_in_which_their_kinds_appear() -> None:
    assert [(clause.number, clause.text, clause.line) for clause in written_clauses(TEXT)] == [
        ("一", "总则　本办法适用于全体教师。", 3),
        ("二", "考核内容", 6),
        ("二（一）", "考勤", 7),
        ("二（一）1", "病假每天扣 0.2 分。", 8),
        ("二（一）2", "事假每天扣 0.5 分。", 9),
        ("二（二）", "师德　由校委会评定。", 10),
        ("三", "附则　12 月公布结果。", 12),
        ("三①", "自发布之日起施行。", 14),
        ("三②", "由校委会解释。", 15),
    ]


def test_articles_and_latin_brackets() -> None:
    text = "第一条 目的\n第二条 计分\n(1) 加分\n(2) 减分\n第三条 附则"
    assert [clause.number for clause in written_clauses(text)] == [
        "第一条",
        "第二条",
        "第二条（1）",
        "第二条（2）",
        "第三条",
    ]


@pytest.mark.parametrize("written", ["二（一）2", "二、（一）2.", "二(一)2、", "二 （一） 2"])
def test_a_reference_is_read_however_its_separators_are_written(written: str) -> None:
    assert reference(written) == ("二", "（一）", "2")


KAOHE = """
[project]
name = "某校"
[tables]
staff = "staff.csv"
judgements = "none"
[table.staff]
title = "教师"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "sick", title = "病假", decimals = 1, high = 200 },
]
[[scheme]]
id = "s"
file = "s.toml"
"""
SCHEME = """
title = "考核办法"
subject = "staff"
marks = 20
text = "办法.md"
round = { total = 2 }
[[not-computed]]
source = "一"
reason = "适用范围"
[[not-computed]]
source = "三①"
reason = "原文缺一张表"
open = true
[[dimension]]
id = "attendance"
title = "考勤"
marks = 10
start = "full"
  [[dimension.clause]]
  id = "sick"
  text = "病假"
  source = "二、（一）1"
  rule = "deduct"
  of = "staff.sick"
  points = 0.2
[[dimension]]
id = "ethics"
title = "师德"
marks = 10
start = "full"
  [[dimension.clause]]
  id = "judged"
  text = "师德由校委会评定"
  source = "二（二）"
  rule = "judgement"
  low = -10
  high = 0
  without-record = "zero"
  [[dimension.clause]]
  id = "misnamed"
  text = "写错了条号"
  source = "二（三）"
  rule = "formula"
  points = 0
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files = {"kaohe.toml": KAOHE, "s.toml": SCHEME, "staff.csv": "工号,病假\n1,0\n", "办法.md": TEXT}
    return write_all(tmp_path, files)


def kaohe(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from kaohe_core.cli import main; main()", *arguments], capture_output=True, text=True
    )


def test_the_command_lists_every_innermost_clause_and_the_shares(project: Path) -> None:
    done = kaohe("coverage", str(project))
    # six innermost clauses: 二（一）1 computed, 二（二） judged, 一 stated, 三① open, 二（一）2 and 三② not covered;
    # one of six is 16.7 %, two are 33.3 %
    assert done.stdout.splitlines() == [
        "考核办法，对照 办法.md：",
        "一　　　　　注明不计算（适用范围）　总则　本办法适用于全体教师。",
        "二（一）1　程序计算（sick）　病假每天扣 0.2 分。",
        "二（一）2　没有对应　事假每天扣 0.5 分。",
        "二（二）　　由人评定（judged）　师德　由校委会评定。",
        "三①　　　　条文不全，待补（原文缺一张表）　自发布之日起施行。",
        "三②　　　　没有对应　由校委会解释。",
        "",
        "程序计算：1 条，16.7 %",
        "由人评定：1 条，16.7 %",
        "注明不计算：1 条，16.7 %",
        "条文不全，待补：1 条，16.7 %",
        "没有对应：2 条，33.3 %",
    ]
    assert done.stderr.splitlines() == [
        "[提示] s.toml misnamed: source“二（三）”不是 办法.md 中的条款",
        "    改法：是不是“二（二）”？",
        "[提示] 办法.md:9: 没有任何内容对应条款 二（一）2：事假每天扣 0.5 分。",
        '    改法：请给某一条款写 source = "二（一）2"，或列入 [[not-computed]] 并写明原因',
        "[提示] 办法.md:15: 没有任何内容对应条款 三②：由校委会解释。",
        '    改法：请给某一条款写 source = "三②"，或列入 [[not-computed]] 并写明原因',
    ]
    assert done.returncode == 1


def test_as_json_and_with_another_text(project: Path) -> None:
    (project / "别的.md").write_text("二、考核\n（二）师德", encoding="utf-8")
    done = kaohe("coverage", str(project), "--format", "json", "--text", str(project / "别的.md"))
    data = json.loads(done.stdout)
    assert [(c["number"], c["kind"], c["by"]) for c in data["schemes"][0]["clauses"]] == [
        ("二（二）", "judged", ["judged"])
    ]
    assert data["schemes"][0]["shares"]["judged"] == {"name": "由人评定", "count": 1, "percent": "100.0"}


def test_a_text_that_is_not_there(project: Path) -> None:
    (project / "办法.md").unlink()
    done = kaohe("coverage", str(project))
    assert (done.stdout, done.stderr, done.returncode) == (
        "",
        "[问题] s.toml:5:8 text: 文件“办法.md”不存在\n共 1 个问题需要处理。\n",
        1,
    )
