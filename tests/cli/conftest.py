"""A small project without plugins, its numbers worked out by hand, and the command line run in this process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kaohe_core.cli.app import app
from kaohe_core.testing.files import write_all

CONFIG = """
[project]
name = "试点小学"

[tables]
staff = "data/教职工.csv"
attendance = "data/考勤.csv"

[table.staff]
title = "教职工"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "name", title = "姓名", type = "text" },
  { id = "role", title = "岗位", type = "text" },
  { id = "account", title = "账号", type = "text", required = false },
]

[table.attendance]
title = "考勤"
absence = "no-data"
key = ["id", "term"]
period = "term"
evidence = "record"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "term", title = "学期", type = "text" },
  { id = "sick-days", title = "病假天数", unit = "天", decimals = 1, high = 200 },
  { id = "record", title = "依据", type = "text", required = false },
]

[[scheme]]
id = "pay"
file = "schemes/绩效.toml"
"""

SCHEME = """
title = "绩效分配"
subject = "staff"
marks = 10
name = "staff.name"
pool = 1000.01
round = { clause = 2, total = 2 }

[periods]
term = ["上", "下"]

[[not-assessed]]
when = "staff.role == '借调'"
reason = "借调到外单位"

[[not-scored]]
when = "staff.role == '督导'"
reason = "督导员"

[[dimension]]
id = "attendance"
title = "考勤"
marks = 10
start = "full"

  [[dimension.clause]]
  id = "sick-leave"
  text = "病假每天扣 0.2 分，每学期 2 天以内不扣"
  source = "四（一）2"
  rule = "deduct"
  of = "attendance.sick-days"
  points = 0.2
  allowance = 2
  per = "term"

[[payment]]
id = "share"
title = "奖励性绩效"
settlement = "share"

  [[payment.group]]
  when = "staff.role == '督导'"
  of-mean = 1
  reason = "督导员取平均"

[payout]
account = "staff.account"
"""

STAFF = """工号,姓名,岗位,账号
01,张三,教师,0062170001
02,李四,教师,0062170002
03,王五,教师,0062170003
04,赵六,督导,0062170004
05,钱七,借调,
"""

ATTENDANCE = """工号,学期,病假天数,依据
01,上,3,考勤簿1
01,下,0,
02,上,2,考勤簿2
02,下,0,
03,上,7,考勤簿3
03,下,60,病假证明1
"""


def write_small(folder: Path) -> Path:
    """Write the project.

    Marks: 01 has 10 − (3 − 2) × 0.2 = 9.8; 02 has 10; 03 has 10 − 5 × 0.2 − 58 × 0.2 = −2.6, so 0.
    Money: 04 is paid the mean over all four, 1000.01 ÷ 4 = 250.0025, 250.00. 750.01 are left for 9.8 + 10 + 0 = 19.8
    marks: 01 750.01 × 9.8 ÷ 19.8 = 371.2170…, 02 750.01 × 10 ÷ 19.8 = 378.7929…; the cent left over goes to the
    greater remainder, 01: 371.22, 378.79, 0.00, 250.00, together 1000.01.
    """
    files = {
        "kaohe.toml": CONFIG,
        "schemes/绩效.toml": SCHEME,
        "data/教职工.csv": STAFF,
        "data/考勤.csv": ATTENDANCE,
    }
    return write_all(folder, files)


COUNTY = """
[project]
name = "临江县"
[tables]
staff = "staff.csv"
[table.staff]
title = "教职工"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "name", title = "姓名", type = "text" },
  { id = "school", title = "学校", type = "text" },
  { id = "hours", title = "课时", decimals = 1, high = 60 },
]
[[scheme]]
id = "pay"
file = "pay.toml"
"""
HOURS = """
title = "课时津贴"
subject = "staff"
unit = "staff.school"
name = "staff.name"
marks = 20
pool = "1000"
round = { total = 2 }
[[dimension]]
id = "work"
title = "工作量"
marks = 20
  [[dimension.clause]]
  id = "hours"
  text = "每课时 0.5 分"
  rule = "earn"
  of = "staff.hours"
  points = 0.5
[[payment]]
id = "share"
title = "津贴"
settlement = "share"
"""


def write_county(folder: Path, people: int) -> Path:
    """Write a project of schools of a hundred people each, the last with the rest.

    Person n of school n // 100 has n % 40 + 0.5 hours, so half of that in marks, at most 20.
    """
    rows = [f"T{n:04},人{n},第{n // 100:02}校,{n % 40}.5" for n in range(people)]
    staff = "\n".join(["工号,姓名,学校,课时", *rows]) + "\n"
    return write_all(folder, {"kaohe.toml": COUNTY, "pay.toml": HOURS, "staff.csv": staff})


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The folder of the project."""
    return write_small(tmp_path / "试点")


@pytest.fixture
def kaohe() -> Callable[..., Result]:
    """Run ``kaohe …``."""

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(app, [str(argument) for argument in arguments])

    return run


def change(path: Path, old: str, new: str) -> None:
    """Replace a text in a file; it must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
