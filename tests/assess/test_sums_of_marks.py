"""A part of the marks, scaled up where something of it is not about somebody: for a rank, a share, an adjustment."""

from __future__ import annotations

import pytest

from tests.assess.small import outcome
from tests.readers import Readers, cell

PROJECT = """
[project]
name = "某校"
[tables]
staff = "staff.csv"
judgements = "judgements.csv"
[[scheme]]
id = "s"
file = "s.toml"
[table.staff]
title = "教师"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "name", title = "姓名", type = "text" },
  { id = "kind", title = "岗位", type = "text" },
  { id = "days", title = "出勤分", high = 10, required = false },
  { id = "class", title = "带班分", high = 20, required = false },
]
"""
SCHEME = """
title = "考核"
subject = "staff"
name = "staff.name"
marks = 30
round = { total = 2 }
pool = 1000
[[value]]
id = "daily"
title = "平时分"
sum-of = ["attendance", "homeroom"]
out-of = 60
[[dimension]]
id = "attendance"
title = "出勤"
marks = 10
  [[dimension.clause]]
  id = "days"
  text = "出勤分"
  rule = "formula"
  points = "staff.days"
[[dimension]]
id = "homeroom"
title = "带班"
marks = 20
only-for = "staff.kind == '班主任'"
when-not-applicable = "rescale"
  [[dimension.clause]]
  id = "class"
  text = "带班分"
  rule = "formula"
  points = "staff.class"
[[adjustment]]
id = "tenth"
text = "另加平时分的一成"
rule = "formula"
points = "values.daily * 0.1"
[[ranking]]
id = "order"
title = "平时分名次"
by = "round(values.daily, 2)"
ties = "best"
[[payment]]
id = "p"
title = "平时奖"
settlement = "share"
weight = "round(values.daily, 2)"
"""
STAFF = "工号,姓名,岗位,出勤分,带班分\nA,赵一,班主任,8,15\nB,钱二,教师,9,\n"
NOBODY = "工号,条款,分值,决定人,决定日期,理由,依据\n"
FILES = {"kaohe.toml": PROJECT, "s.toml": SCHEME, "staff.csv": STAFF, "judgements.csv": NOBODY}


def run(folder, scheme=SCHEME, staff=STAFF, judgements=NOBODY):
    return outcome(folder, PROJECT, s_toml=scheme, staff_csv=staff, judgements_csv=judgements)


def test_a_share_a_rank_and_an_adjustment_over_a_part(tmp_path):
    found = run(tmp_path)
    # A: (8 + 15) × 60 ÷ 30; B leads no class: 9 × 60 ÷ 10
    assert found.marks("values.daily", "s") == {"A": "46", "B": "54"}
    assert found.marks("order", "s") == {"A": "2", "B": "1"}
    # A: 8 + 15; B: 9 × 30 ÷ 10; a tenth of 46 and 54 more
    assert found.marks("total", "s") == {"A": "138/5", "B": "162/5"}
    assert found.values("p/amount", "s") == {"A": "460", "B": "540"}


def test_all_readers(tmp_path):
    readers = Readers.of(tmp_path, FILES)
    readers.screen()
    row = readers.rows()["B"]
    assert (row["平时分"], row["平时分名次"], row["平时奖 金额"]) == ("54", "1", "540.00")
    [value] = readers.people()["A"]["values"]
    assert (value["value"], value["standing"]) == ("46", "scored")
    assert "    平时分：(出勤 8 + 带班 15) × 60 ÷ (10 + 20（岗位“班主任”）) = 46\n" in readers.explain("A")
    assert cell(readers.book(), "中间值", "B", "平时分") == 54
    assert 'sum-of = ["attendance", "homeroom"]' in readers.resolve()


def test_scaled_to_their_own_full_marks_unless_said_otherwise(tmp_path):
    found = run(tmp_path, SCHEME.replace("out-of = 60\n", ""))
    assert found.marks("values.daily", "s") == {"A": "23", "B": "27"}  # 9 × 30 ÷ 10


def test_what_a_dimension_declares_counts(tmp_path):
    """Full marks for those whom it is not about: (9 + 20) × 60 ÷ 30; zero: 9 × 60 ÷ 30."""
    found = run(tmp_path, SCHEME.replace('"rescale"', '"full"'))
    assert found.marks("values.daily", "s") == {"A": "46", "B": "58"}
    found = run(tmp_path, SCHEME.replace('"rescale"', '"zero"'))
    assert found.marks("values.daily", "s") == {"A": "46", "B": "18"}


@pytest.mark.fault("M01")
def test_what_a_dimension_declares_counts_where_nothing_else_does(tmp_path):
    """Only 带班 is in it, which is not about B: all of it, 20 × 60 ÷ 20, or 0 × 60 ÷ 20; both are values."""
    alone = SCHEME.replace('["attendance", "homeroom"]', '["homeroom"]')
    found = run(tmp_path, alone.replace('"rescale"', '"full"'))
    assert found.marks("values.daily", "s") == {"A": "45", "B": "60"}  # A: 15 × 60 ÷ 20
    found = run(tmp_path, alone.replace('"rescale"', '"zero"'))
    assert found.marks("values.daily", "s") == {"A": "45", "B": "0"}


def test_what_is_not_known_is_not_left_out(tmp_path):
    found = run(tmp_path, staff=STAFF.replace("8,15", "8,"))
    assert found.marks("values.daily", "s") == {"A": "no-data", "B": "54"}
    assert found.values("p/amount", "s") == {"A": "None", "B": "None"}


def test_clauses_have_their_at_most_or_what_a_person_may_give(tmp_path):
    """A: 8 of 10 and 4 of 5 given: 12 × 30 ÷ 15 = 24. B waits for the judgement."""
    judged = (
        '  [[dimension.clause]]\n  id = "panel"\n  text = "酌情"\n  rule = "judgement"\n  low = 0\n  high = 5\n'
        '  without-record = "awaiting"\n'
    )
    scheme = SCHEME.replace('points = "staff.days"\n', 'points = "staff.days"\n  at-most = 10\n' + judged)
    scheme = scheme.replace(
        'sum-of = ["attendance", "homeroom"]\nout-of = 60', 'sum-of = ["days", "panel"]\nout-of = 30'
    )
    found = run(tmp_path, scheme, judgements=NOBODY + "A,panel,4,主任,2026-06-01,好,表\n")
    assert found.marks("values.daily", "s") == {"A": "24", "B": "awaiting"}


def test_whom_nothing_of_it_is_about(tmp_path):
    scheme = SCHEME.replace('sum-of = ["attendance", "homeroom"]', 'sum-of = ["homeroom"]')
    scheme = scheme.split("[[adjustment]]")[0].replace("pool = 1000\n", "")
    found = run(tmp_path, scheme)
    assert found.marks("values.daily", "s") == {"A": "45", "B": "not-applicable"}


@pytest.mark.parametrize(
    ("change", "to", "said"),
    [
        (
            '"homeroom"]',
            '"homerom"]',
            "s.toml:11:25 value.daily.sum-of.#2: 方案里没有名为“homerom”的指标或条款\n    改法：是不是“homeroom”？",
        ),
        (
            '"homeroom"]',
            '"class"]',
            "s.toml:11:25 value.daily.sum-of.#2: 没有写明“class”满分多少，无法折算\n"
            "    改法：请在这条条款里写 at-most，也就是它的满分",
        ),
        (
            '"homeroom"]',
            '"attendance"]',
            "s.toml:11:25 value.daily.sum-of.#2: “attendance”会算两遍：这里还写了“attendance”\n"
            "    改法：请去掉其中一个",
        ),
        (
            'sum-of = ["attendance", "homeroom"]',
            'formula = "1"',
            "s.toml:8:1 value.daily: out-of 要和 sum-of 一起写",
        ),
        (
            'sum-of = ["attendance", "homeroom"]\nout-of = 60\n',
            "",
            "s.toml:8:1 value.daily: 中间值写 formula 或 sum-of，二者写一个",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path, change, to, said):
    assert change in SCHEME
    assert run(tmp_path, SCHEME.replace(change, to)).said == said
