"""Money that cannot be paid as it is divided: the first cause is said with its sums, and nothing that only follows."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaohe_core.findings import Findings
from kaohe_core.project import Project
from kaohe_core.results.payout import lines
from kaohe_core.results.scored import Scored
from kaohe_core.run import Run

PROJECT = """
[project]
name = "某校"
[tables]
staff = "s.csv"
[[scheme]]
id = "e"
file = "p.toml"
[table.staff]
title = "名册"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "school", title = "学校", type = "text" },
  { id = "a", title = "甲", decimals = 1, low = -100, high = 100 },
  { id = "account", title = "账号", type = "text" },
  { id = "holder", title = "户名", type = "text" },
]
"""
SCHEME = """
title = "边界"
subject = "staff"
marks = 100
unit = "staff.school"
round = { total = 2 }
pool = 100
payout = { account = "staff.account", holder = "staff.holder" }
[[dimension]]
id = "d"
title = "项"
marks = 100
at-least = "none"
  [[dimension.clause]]
  id = "c"
  text = "条"
  rule = "formula"
  points = "staff.a"
"""
STAFF = "T1,城,60,1,甲\nT2,城,40,2,乙\n"


def run(folder: Path, payments: str, staff: str = STAFF) -> tuple[str, dict[str, str], Scored | None]:
    """What is said, what everybody is paid, and the result itself."""
    (folder / "kaohe.toml").write_text(PROJECT, "utf-8")
    (folder / "p.toml").write_text(SCHEME + payments, "utf-8")
    (folder / "s.csv").write_text("工号,学校,甲,账号,户名\n" + staff, "utf-8")
    made = Run(Project.open(folder))
    scored = next(iter(made.score()), None)
    said = "\n".join(("" if one.blocks else "(i) ") + one.text("zh") for one in made.findings)
    paid = {} if scored is None else {one.id: str(one.number("paid")) for one in scored.result.subjects()}
    return said, paid, scored


def share(more: str, id: str = "s") -> str:
    return f'[[payment]]\nid = "{id}"\ntitle = "分"\nsettlement = "share"\n{more}\n'


def allowance(amount: str, id: str = "h") -> str:
    return f'[[payment]]\nid = "{id}"\ntitle = "津贴"\nsettlement = "allowance"\namount = {amount}\n'


@pytest.mark.fault("M17")
@pytest.mark.parametrize(
    ("takes", "said"),
    [
        (
            "150",
            "单位“城”：“分”的本次分配是 150.00，可分的只有 100.00\n    改法：不能多于可分的数额：请降低它，或增加总额",
        ),
        ("-5", "单位“城”：“分”的本次分配是负数：-5.00\n    改法：请改正算式：用来分配的数额不能小于 0"),
        (
            '"marks.pool + 0.01"',
            "单位“城”：“分”的本次分配是 100.01，可分的只有 100.00\n    改法：不能多于可分的数额：请降低它，或增加总额",
        ),
        ('"marks.pool"', ""),
    ],
)
def test_more_is_taken_than_there_is_or_less_than_nothing(tmp_path, takes, said):
    assert run(tmp_path, share(f"takes = {takes}"))[0] == said


@pytest.mark.fault("M17")
def test_a_later_pass_takes_more_than_is_left(tmp_path):
    assert run(tmp_path, allowance("30") + share("takes = 50"))[0] == (
        "单位“城”：“分”的本次分配是 50.00，可分的只有 40.00\n    改法：不能多于可分的数额：请降低它，或增加总额"
    )


@pytest.mark.fault("M18")
@pytest.mark.parametrize(
    ("payment", "what"),
    [
        (share('takes = "staff.a"'), "本次分配"),
        (
            share('settlement = "capped"\namount = 50\ncap = "staff.a + 10"').replace('settlement = "share"\n', ""),
            "最多发放",
        ),
    ],
)
def test_one_sum_is_divided_in_a_unit(tmp_path, payment, what):
    assert run(tmp_path, payment)[0] == (
        f"单位“城”：“分”的{what}，各人所写的不一致\n    改法：一个单位只分一笔钱：同一单位的数额必须相同"
    )


@pytest.mark.fault("M18")
def test_two_units_may_have_two_sums(tmp_path):
    said, paid, _ = run(
        tmp_path, share("takes = \"if staff.school == '城' then 100 else 50\""), STAFF + "T3,乡,1,3,丙\n"
    )
    assert not said
    assert paid == {"T1": "60", "T2": "40", "T3": "50"}


@pytest.mark.fault("M23")
def test_allowances_beyond_the_pool_are_one_finding(tmp_path):
    groups = '  [[payment.group]]\n  when = "staff.a == 40"\n  of-mean = 1\n  reason = "抽调"\n'
    assert run(tmp_path, allowance("60.5") + share(groups))[0] == (
        "单位“城”：发放合计 121.00 超过总额 100.00\n    改法：津贴先从总额中支出：请降低津贴，或增加总额"
    )


@pytest.mark.fault("M23")
def test_what_is_wrong_in_one_unit_is_said_of_that_unit(tmp_path):
    amount = "\"if staff.school == '城' then 60.5 else -3\""
    said, _, _ = run(tmp_path, allowance(amount), STAFF + "T3,乡,1,3,丙\n")
    assert said == (
        "单位“城”：发放合计 121.00 超过总额 100.00\n    改法：津贴先从总额中支出：请降低津贴，或增加总额\n"
        'T3：各项发放合计为 -3.00\n    改法：扣款不能超过已发的金额：写 amount = "max(−…, −marks.share)"，'
        "其中 share 是在它之前发放的"
    )


@pytest.mark.fault("M23")
@pytest.mark.parametrize(
    ("more", "said", "paid"),
    [
        (
            "",
            "单位“城”：“分”要分 100.00，而没有人有权重：权重合计为 0\n"
            '    改法：请写明这笔钱怎么办：without-weight = "left"（留在总额里）或 "equal"（平均分配）',
            {},
        ),
        ('without-weight = "left"', "", {"T1": "0", "T2": "0"}),
        ('without-weight = "equal"', "", {"T1": "50", "T2": "50"}),
    ],
)
def test_nobody_has_a_weight(tmp_path, more, said, paid):
    found, amounts, _ = run(tmp_path, share(more), "T1,城,0,1,甲\nT2,城,0,2,乙\n")
    assert found == said
    assert not paid or amounts == paid


@pytest.mark.fault("M23")
@pytest.mark.parametrize("more", ['without-weight = "left"\n', 'without-weight = "equal"\n'])
def test_nobody_is_entitled(tmp_path, more):
    groups = '  [[payment.group]]\n  when = "staff.a >= 0"\n  of-mean = 0\n  reason = "停发"\n'
    assert run(tmp_path, share(more + groups))[:2] == ("", {"T1": "0", "T2": "0"})


@pytest.mark.fault("M23")
def test_an_outcome_that_is_stated_changes_nothing_elsewhere(tmp_path):
    assert run(tmp_path, share(BY + 'without-weight = "equal"'))[1] == {"T1": "60", "T2": "40"}


BY = 'weight = "staff.a"\n'
CLAIMS = '[[payment]]\nid = "k"\ntitle = "分"\nsettlement = "capped"\namount = "staff.a"\ncap = 50\n'


@pytest.mark.parametrize(
    ("payment", "staff", "by", "who"),
    [
        # 60 and −10: of 100 the first would have 120, more than there is
        (share(BY), "T1,城,60,1,甲\nT2,城,-10,2,乙\n", "分配权重", "T2的是 -10"),
        # both below 0: the lower the mark, the more money
        (share(BY), "T1,城,-60,1,甲\nT2,城,-40,2,乙\n", "分配权重", "T1的是 -60，另有 1 人的也低于 0"),
        # 10 and −10 add up to 0, and yet nobody is without a weight
        (share(BY + 'without-weight = "equal"'), "T1,城,10,1,甲\nT2,城,-10,2,乙\n", "分配权重", "T2的是 -10"),
        (share(BY + 'without-weight = "left"'), "T1,城,10,1,甲\nT2,城,-10,2,乙\n", "分配权重", "T2的是 -10"),
        # claims of 10.5 and −10.5: together 0, which is no claim of nobody
        (CLAIMS, "T1,城,10.5,1,甲\nT2,城,-10.5,2,乙\n", "应得", "T2的是 -10.5"),
    ],
)
def test_money_is_divided_by_nothing_below_0(tmp_path, payment, staff, by, who):
    said = run(tmp_path, payment, staff)[0]
    assert said == (
        f"单位“城”：“分”按“{by}”的比例分，而{who}\n"
        "    改法：分钱所按的数不能小于 0：请写 max(…, 0)，或用 group 写明这些人怎么办"
    )


def test_only_whose_weight_is_below_0_is_named(tmp_path):
    staff = "T1,城,60,1,甲\nT2,城,0,2,乙\nT3,乡,-1,3,丙\nT4,乡,5,4,丁\n"
    assert run(tmp_path, share(BY), staff)[0].startswith("单位“乡”：“分”按“分配权重”的比例分，而T3的是 -1\n")


@pytest.mark.fault("M17")
@pytest.mark.parametrize("payment", [allowance("30.005"), share("takes = 99.999")])
def test_only_whole_cents(tmp_path, payment):
    said = run(tmp_path, payment)[0]
    place, _, what = said.partition(": ")
    assert place.startswith("p.toml:23:")
    number = "30.005" if "amount" in payment else "99.999"
    assert what == f"{number} 不是整分\n    改法：请以元为单位写到分"


@pytest.mark.fault("M23")
@pytest.mark.parametrize(
    ("staff", "said"),
    [
        (
            "T1,城,60,62 17,甲\nT2,城,40,6217,乙\n",
            "T1 T1、T2 T2填了同一个账号 6217，户名却不同\n    改法：请改正其中一人的账号",
        ),
        (
            "T1,城,60,6217,甲\nT2,城,40,6217,甲\n",
            "(i) T1 T1、T2 T2填了同一个账号 6217\n    改法：确实发到同一个账号的，不用处理",
        ),
        (STAFF, ""),
    ],
)
def test_an_account_of_two_people(tmp_path, staff, said):
    scored = run(tmp_path, share(""), staff)[2]
    assert scored is not None
    findings = Findings()
    lines(scored, findings)
    assert "\n".join(("" if one.blocks else "(i) ") + one.text("zh") for one in findings) == said
