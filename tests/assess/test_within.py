"""A clause is about nobody whom its dimension is not about: its mark is not applicable, not missing."""

import pytest

import kaohe_core as kaohe
from kaohe_core.assess.oracle import Oracle

PROJECT = """
[project]
name = "试"
[tables]
staff = "staff.csv"
marks-of-class = "marks.csv"
[table.staff]
title = "教职工"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "share", title = "比例", decimals = 1, high = 1 },
]
[table.marks-of-class]
title = "成绩"
absence = "no-data"
column = [{ id = "id", title = "工号", type = "text" }, { id = "mark", title = "成绩", high = 10 }]
[[scheme]]
id = "pay"
file = "pay.toml"
"""

CLAUSE = 'id = "class"\ntext = "成绩"\nrule = "formula"\npoints = "marks-of-class.mark"'
SHARE = f"""
[[dimension]]
id = "outer"
title = "外"
marks = 10
  [[dimension.dimension]]
  id = "inner"
  title = "内"
  marks = 10
  share = "staff.share"
    [[dimension.dimension.clause]]
    {CLAUSE}
"""
ONLY_FOR = f"""
[[dimension]]
id = "outer"
title = "外"
marks = 10
only-for = "staff.share > 0"
when-not-applicable = "zero"
  [[dimension.dimension]]
  id = "inner"
  title = "内"
  marks = 10
    [[dimension.dimension.clause]]
    {CLAUSE}
"""


@pytest.mark.parametrize("dimension", [SHARE, ONLY_FOR])
def test_what_a_dimension_is_not_about_is_not_missing(tmp_path, dimension):
    scheme = 'title = "试"\nsubject = "staff"\nmarks = 10\nround = { total = 0 }\n' + dimension
    (tmp_path / "kaohe.toml").write_text(PROJECT, "utf-8")
    (tmp_path / "pay.toml").write_text(scheme, "utf-8")
    (tmp_path / "staff.csv").write_text("工号,比例\n1,1\n2,0\n3,1\n", "utf-8")
    (tmp_path / "marks.csv").write_text("工号,成绩\n1,7\n", "utf-8")
    scored = kaohe.open(tmp_path).score().scored
    result, oracle = scored.result, Oracle(scored.plan, scored.tables)
    for step in ("class", "inner"):
        standings = [subject.standing(step) for subject in result.subjects()]
        assert standings == ["scored", "not-applicable", "no-data"]  # 3 has a share and no mark
        assert standings == [oracle.standings[step][subject.id] for subject in result.subjects()]
