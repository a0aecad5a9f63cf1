"""``kaohe compare``: two versions of a scheme over the same records, the numbers worked out by hand.

The project of the other tests: 01 has 9.8 marks and 371.22 yuan, 02 10 and 378.79, 03 0 and 0, 04 (a supervisor) the
mean, 250.00. With 0.5 a day instead of 0.2 01 has 10 − (3 − 2) × 0.5 = 9.5, 02 10, 03 still 0; 750.01 yuan are left for
19.5 marks: 01 750.01 × 9.5 ÷ 19.5 = 365.3894…, 02 384.6205…; the cent left over goes to the greater remainder, 01:
365.39 and 384.62. 01 loses 5.83, 02 gains 5.83.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.cli.conftest import change, write_small

Kaohe = Callable[..., Result]


def revised(small: Path, name: str = "新.toml") -> Path:
    """Another scheme file in the project: 0.5 a day, in figures and words."""
    path = small / "schemes" / name
    shutil.copy(small / "schemes/绩效.toml", path)
    change(path, "points = 0.2", "points = 0.5")
    change(path, "病假每天扣 0.2 分", "病假每天扣 0.5 分")
    return path


TOLD = """\
一、逐条变化
共 1 处：修改 1 处，新增 0 处，取消 0 处
[修改] 条款 考勤 › sick-leave（四（一）2）
　　条文：病假每天扣 0.5 分，每学期 2 天以内不扣
　　原条文：病假每天扣 0.2 分，每学期 2 天以内不扣
　　分值（points）：0.2 → 0.5

二、各指标所占比重

 指标、条款   原满分      占比   新满分      占比   占比增减   备注
 ──────────────────────────────────────────────────────────────────
 考勤             10   100.00%       10   100.00%

新增、修改、取消的条款在已有台账上给分：
　　[修改] 条款 sick-leave：病假每天扣 0.5 分，每学期 2 天以内不扣
　　　　原来：3 人，平均 ≈−4.27，最低 −12.60，最高 0.00
　　　　现在：3 人，平均 ≈−10.67，最低 −31.50，最高 0.00

三、谁增谁减
共 4 人，其中 3 人的结果有变化
总分：增加 0 人（合计 0.00），减少 1 人（合计 −0.30），不变 2 人
另有 1 人只是个别条款的得分有变化，指标得分不变

 编号   姓名    考勤   原总分   新总分    增减   原应发   新应发    增减   备注
 ──────────────────────────────────────────────────────────────────────────────
 01     张三   −0.30     9.80     9.50   −0.30   371.22   365.39   −5.83
 02     李四            10.00    10.00           378.79   384.62   +5.83

四、金额
总额：1000.01 元，不变
　　奖励性绩效：1000.01 元，不变
应发合计：1000.01 元，不变
增加 1 人，合计 +5.83 元
减少 1 人，合计 −5.83 元
不变 2 人
"""  # sick leave: −0.2, 0, −1 − 11.6: 12.8 ÷ 3 = 4.27; −0.5, 0, −2.5 − 29: 32 ÷ 3 = 10.67


@pytest.mark.clause("G11")
def test_two_files(kaohe: Kaohe, small: Path) -> None:
    new = revised(small)
    found = kaohe("compare", small / "schemes/绩效.toml", new, "--project", small)
    assert (found.exit_code, found.stderr) == (0, "")
    head, _, told = found.stdout.partition("\n\n绩效分配（pay）\n\n")
    assert head == f"旧方案：{small}/schemes/绩效.toml；新方案：{new}"
    assert told == TOLD
    assert not (small / "out").exists()


@pytest.mark.clause("G11")
def test_two_projects_and_last_terms_records(kaohe: Kaohe, small: Path, tmp_path: Path) -> None:
    """The new project has other people and no records of its own yet: those of the old one count."""
    new = write_small(tmp_path / "新学期")
    shutil.move(revised(new), new / "schemes/绩效.toml")
    (new / "data/考勤.csv").unlink()
    change(new / "data/教职工.csv", "张三", "赵小乙")
    found = kaohe("compare", small, new)
    assert (found.exit_code, found.stderr) == (0, "")
    assert found.stdout == f"旧方案：{small}；新方案：{new}\n\n绩效分配（pay）\n\n{TOLD}"


def test_a_project_and_a_file(kaohe: Kaohe, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = kaohe("compare", small, revised(small))
    assert found.stdout.endswith(TOLD)
    monkeypatch.chdir(small)
    assert kaohe("compare", "schemes/绩效.toml", "schemes/新.toml").stdout.endswith(TOLD)
    assert kaohe("compare", ".", "schemes/新.toml").stdout.endswith(TOLD)
    back = kaohe("compare", "schemes/新.toml", ".").stdout
    assert "　　分值（points）：0.5 → 0.2" in back
    assert " 01     张三   +0.30     9.50     9.80   +0.30   365.39   371.22   +5.83" in back


def test_nothing_differs(kaohe: Kaohe, small: Path) -> None:
    found = kaohe("compare", small, small)
    assert found.exit_code == 0
    assert found.stdout.endswith("\n绩效分配（pay）\n没有区别：条款相同，结果也相同\n")


def test_json(kaohe: Kaohe, small: Path) -> None:
    found = json.loads(kaohe("compare", small, revised(small), "--format", "json").stdout)
    scheme = found["schemes"][0]
    assert [one["id"] for one in scheme["changes"]] == ["sick-leave"]
    assert scheme["effects"]["money"] == {
        "gain": 1,
        "lose": 1,
        "stay": 2,
        "unknown": 0,
        "gained": "5.83",
        "lost": "-5.83",
    }
    assert scheme["effects"]["payments-total"] == {"old": "1000.01", "new": "1000.01", "difference": "0.00"}
    assert scheme["weights"][0]["share"] == {"old": "1", "new": "1"}


def test_a_new_term_has_other_periods(kaohe: Kaohe, small: Path) -> None:
    new = revised(small)
    change(new, 'term = ["上", "下"]', 'term = ["上2", "下2"]')
    found = kaohe("compare", small, new).stdout
    assert "周期（term）：新方案写的是 上2, 下2，这里按台账所在的 上, 下 计算\n" in found
    assert "[新增] 学期 上2\n" in found
    assert " 01     张三   −0.30     9.80     9.50   −0.30   371.22   365.39   −5.83" in found


def test_periods_that_are_not_as_many(kaohe: Kaohe, small: Path) -> None:
    new = revised(small)
    change(new, 'term = ["上", "下"]', 'term = ["上"]')
    found = kaohe("compare", small, new)
    assert (
        "周期（term）：新方案写的是 上，台账是 上, 下，不能一一对应；新方案照原样计算，不在其周期内的记录不计入\n"
    ) in found.stdout


EXTRA = """
[table.lessons]
title = "公开课"
rows = "event"
absence = "zero"
column = [{ id = "id", title = "工号", type = "text" }, { id = "times", title = "节数", high = 50 }]
"""


def with_lessons(folder: Path) -> Path:
    """A project with one more dimension, 10 marks, 5 a lesson, from a table of its own: 02 gave one."""
    new = write_small(folder)
    change(new / "kaohe.toml", "\n[table.staff]", 'lessons = "data/公开课.csv"\n\n[table.staff]')
    change(new / "kaohe.toml", "\n[[scheme]]", f"{EXTRA}\n[[scheme]]")
    (new / "data/公开课.csv").write_text("工号,节数\n02,1\n", encoding="utf-8")
    scheme = new / "schemes/绩效.toml"
    change(scheme, "marks = 10\nname", "marks = 20\nname")
    change(
        scheme,
        "\n[[payment]]",
        """
[[dimension]]
id = "lessons"
title = "公开课"
marks = 10

  [[dimension.clause]]
  id = "open-lessons"
  text = "公开课每节 5 分"
  rule = "earn"
  of = "sum(lessons.times)"
  points = 5

[[payment]]""",
    )
    return new


def test_a_table_that_only_the_new_project_has(kaohe: Kaohe, small: Path, tmp_path: Path) -> None:
    """Marks 15 and 9.8 of 24.8 together: 750.01 × 15 ÷ 24.8 = 453.6350…, × 9.8 = 296.3749…; the cent left over is 02’s.

    The cents cut off are 0.504 and 0.495, so 02 has 453.64 and 01 296.37.
    """
    new = with_lessons(tmp_path / "新")
    found = kaohe("compare", small, new).stdout
    assert f"台账“公开课”只有新项目有，读自 {new}/data/公开课.csv\n" in found
    rows = [line.split() for line in found.splitlines()]
    assert ["考勤", "10", "100.00%", "10", "50.00%", "−50.00%"] in rows
    assert ["公开课", "10", "50.00%", "+50.00%", "新增"] in rows
    assert ["02", "李四", "+5.00", "10.00", "15.00", "+5.00", "378.79", "453.64", "+74.85"] in rows
    assert ["01", "张三", "9.80", "9.80", "371.22", "296.37", "−74.85"] in rows
    assert "　　　　现在：3 人，平均 ≈1.67，最低 0.00，最高 5.00" in found


def test_findings_say_of_which(kaohe: Kaohe, small: Path) -> None:
    new = revised(small)
    change(new, "allowance", "alowance")
    found = kaohe("compare", small, new)
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr.startswith(f"{new} 中的问题：\n[问题] schemes/新.toml:")
    data = json.loads(kaohe("compare", small, new, "--format", "json").stdout)
    assert data["findings"][0]["blocks"] is True


def test_english(kaohe: Kaohe, small: Path) -> None:
    found = kaohe("compare", small, revised(small), "--language", "en").stdout
    assert "[changed] clause 考勤 › sick-leave (四（一）2)\n" in found
    assert "gain: 1 people, +5.83 yuan\nlose: 1 people, −5.83 yuan\nthe same: 2 people\n" in found


def two_schemes(small: Path) -> None:
    shutil.copy(small / "schemes/绩效.toml", small / "schemes/乙.toml")
    with (small / "kaohe.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[[scheme]]\nid = "other"\nfile = "schemes/乙.toml"\n')


def test_several_schemes(kaohe: Kaohe, small: Path) -> None:
    two_schemes(small)
    new = revised(small, "other.toml")  # by its name the scheme “other”
    found = json.loads(kaohe("compare", small, new, "--format", "json").stdout)
    assert [(one["id"], len(one["changes"])) for one in found["schemes"]] == [("pay", 0), ("other", 1)]
    only = json.loads(kaohe("compare", small, new, "--scheme", "pay", "--format", "json").stdout)
    assert [(one["id"], len(one["changes"])) for one in only["schemes"]] == [("pay", 1)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["{small}", "没有.toml"], "没有文件或文件夹 没有.toml"),
        (
            ["{small}", "{small}", "--project", "{small}"],
            "--project 只用于比较方案文件；这里的 OLD 和 NEW 本身就是项目",
        ),
        (["{small}", "{small}", "--scheme", "pa"], "两边不都有方案“pa”：是不是“pay”？"),
        (["{small}"], "缺少 NEW"),
        (
            ["{small}/schemes/绩效.toml", "{small}/schemes/乙.toml", "--project", "{small}"],
            "OLD 和 NEW 对应的是两个方案（other、pay）：请用 --scheme 写明是哪一个",
        ),
        (
            ["{small}", "{small}/schemes/丙.toml"],
            "{small}/schemes/丙.toml 要代替项目里的哪个方案？请用 --scheme 写明：pay、other",
        ),
    ],
)
def test_wrong_use(kaohe: Kaohe, small: Path, arguments: list[str], said: str) -> None:
    two_schemes(small)
    revised(small, "丙.toml")
    found = kaohe("compare", *(argument.format(small=small) for argument in arguments))
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr.splitlines()[0] == said.format(small=small)


def test_one_scheme_reads_the_result_of_the_other(kaohe: Kaohe, small: Path, tmp_path: Path) -> None:
    """A change of one scheme changes what another one, untouched, makes of its result."""
    township = Path(__file__).parents[2] / "examples/township-school"
    new = tmp_path / "班级考核.toml"
    shutil.copy(township / "schemes/班级考核.toml", new)
    change(new, "marks = 100\n", "marks = 100\nat-most = 90\n")
    found: dict[str, Any] = json.loads(kaohe("compare", township, new, "--format", "json").stdout)
    pay, homeroom = found["schemes"]
    assert (len(pay["changes"]), len(homeroom["changes"])) == (0, 1)
    # 沈静怡: 51.5 × 10 × 90 ÷ 100 = 463.50 instead of 51.5 × 10 × 93.75 ÷ 100 = 482.81
    allowance = next(
        one
        for person in pay["effects"]["people"]
        if person["id"] == "T001"
        for one in person["moved"]
        if one["id"] == "homeroom-allowance"
    )
    assert (allowance["old"], allowance["new"], allowance["difference"]) == ("482.81", "463.50", "-19.31")
