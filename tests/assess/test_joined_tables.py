"""Several classes of one teacher joined by a table, and results of members rolled up to their school."""

from __future__ import annotations

import pytest

from tests.assess.small import outcome
from tests.readers import Readers, cell

PROJECT = """
[project]
name = "某镇"
[tables]
classes = "classes.csv"
staff = "staff.csv"
schools = "schools.csv"
judgements = "judgements.csv"
class-result = { result = "class" }
taught = { file = "taught.csv", join = "class-result", on = "class", take = ["total", "grade"] }
staff-result = { result = "staff", by = "school" }
[[scheme]]
id = "class"
file = "class.toml"
[[scheme]]
id = "staff"
file = "staff.toml"
[[scheme]]
id = "school"
file = "school.toml"
[table.classes]
title = "班级"
absence = "no-data"
column = [
  { id = "id", title = "班级", type = "text" },
  { id = "mean", title = "均分", high = 100, required = false },
]
[table.staff]
title = "教师"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "name", title = "姓名", type = "text" },
  { id = "school", title = "学校", type = "text", required = false },
]
[table.schools]
title = "学校"
absence = "no-data"
column = [{ id = "id", title = "学校", type = "text" }]
[table.class-result]
title = "班级得分"
absence = "ABSENCE"
column = [
  { id = "id", title = "班级", type = "text" },
  { id = "total", title = "总分", decimals = 2, high = 100 },
  { id = "grade", title = "等次", type = "text" },
]
[table.taught]
title = "任课"
rows = "event"
subject = "teacher"
absence = "not-applicable"
column = [
  { id = "teacher", title = "工号", type = "text" },
  { id = "class", title = "班级", type = "text" },
  { id = "hours", title = "周课时", high = 30 },
  { id = "total", title = "班级总分", decimals = 2, high = 100 },
  { id = "grade", title = "班级等次", type = "text" },
]
[table.staff-result]
title = "教师得分"
rows = "event"
subject = "school"
absence = "no-data"
column = [
  { id = "school", title = "学校", type = "text" },
  { id = "member-name", title = "姓名", type = "text" },
  { id = "total", title = "总分", decimals = 2, high = 100 },
]
"""
CLASS = """
title = "班级考核"
subject = "classes"
marks = 100
round = { total = 2 }
[[dimension]]
id = "d"
title = "均分"
marks = 100
  [[dimension.clause]]
  id = "m"
  text = "均分"
  rule = "formula"
  points = "classes.mean"
  [[dimension.clause]]
  id = "j"
  text = "酌情"
  rule = "judgement"
  low = 0
  high = 5
  without-record = "awaiting"
[[grade]]
name = "好"
at-least = 70
[[grade]]
name = "差"
"""
STAFF = """
title = "教师考核"
subject = "staff"
name = "staff.name"
marks = 100
round = { total = 2 }
[[dimension]]
id = "teaching"
title = "教学"
marks = 100
when-not-applicable = "rescale"
  [[dimension.clause]]
  id = "classes"
  text = "所教各班得分的平均数"
  rule = "formula"
  points = "mean(taught.total)"
[[value]]
id = "weighted"
title = "按课时加权"
formula = "sum(taught.total * taught.hours) / sum(taught.hours)"
decimals = 2
[[value]]
id = "good"
title = "好班"
formula = "count(taught where taught.grade == '好')"
"""
SCHOOL = """
title = "学校考核"
subject = "schools"
marks = 100
round = { total = 2 }
[[dimension]]
id = "staff"
title = "教师"
marks = 100
  [[dimension.clause]]
  id = "mean"
  text = "教师得分的平均数"
  rule = "formula"
  points = "mean(staff-result.total)"
"""
JUDGED = "工号,条款,分值,决定人,决定日期,理由,依据\n一班,j,2,主任,2026-06-01,好,表\n二班,j,0,主任,2026-06-01,平,表\n"
FILES = {
    "classes_csv": "班级,均分\n一班,80\n二班,60\n",  # 82 and 60
    # T3 teaches nobody; T4 belongs to no school
    "staff_csv": "工号,姓名,学校\nT1,赵一,中心校\nT2,钱二,中心校\nT3,孙三,村小\nT4,李四,\n",
    "schools_csv": "学校\n中心校\n村小\n",
    "taught_csv": "工号,班级,周课时\nT1,一班,10\nT1,二班,5\nT2,二班,8\nT4,一班,4\n",
    "judgements_csv": JUDGED,
}


def run(folder, absence="no-data", project=PROJECT, **files):
    schemes = {"class_toml": CLASS, "staff_toml": STAFF, "school_toml": SCHOOL}
    return outcome(folder, project.replace("ABSENCE", absence), **(schemes | FILES | files))


def test_a_mean_over_the_classes_taught(tmp_path):
    found = run(tmp_path)
    # T1: (82 + 60) ÷ 2; T3 teaches nobody, and of them the clause is not
    assert found.marks("classes", "staff") == {"T1": "71", "T2": "60", "T3": "not-applicable", "T4": "82"}
    # T1: (82 × 10 + 60 × 5) ÷ 15 = 74.666…
    assert found.marks("values.weighted", "staff")["T1"] == "7467/100"
    assert found.marks("values.good", "staff") == {"T1": "1", "T2": "0", "T3": "not-applicable", "T4": "1"}


def test_results_of_members_are_their_schools(tmp_path):
    found = run(tmp_path)
    # 中心校: (71 + 60) ÷ 2; nobody of 村小 has a total
    assert found.marks("mean", "school") == {"中心校": "131/2", "村小": "no-data"}
    assert (
        "(i) “教师考核”的结果 “学校”: 1 人没有写归属，他们的结果不算在任何人名下：李四\n"
        "    改法：如果有归属，请补上这一列"
    ) in found.said


def test_what_is_undetermined_stays_so(tmp_path):
    """Class two has no mean, class three waits for a judgement: whoever teaches them waits, and so does the school."""
    found = run(
        tmp_path,
        classes_csv="班级,均分\n一班,80\n二班,\n三班,50\n",
        taught_csv="工号,班级,周课时\nT1,一班,10\nT1,二班,5\nT2,三班,8\nT4,一班,4\n",
    )
    assert found.marks("classes", "staff") == {
        "T1": "no-data",
        "T2": "awaiting",
        "T3": "not-applicable",
        "T4": "82",
    }
    assert found.marks("mean", "school")["中心校"] == "awaiting"


@pytest.mark.parametrize(
    ("absence", "mark", "meaning"),
    [
        ("no-data", "no-data", "都算没有数据"),
        ("zero", "41", "都按 0 算"),  # (82 + 0) ÷ 2
        ("not-applicable", "82", "这些行不算"),
        ("awaiting", "awaiting", "都等待评定"),
    ],
)
def test_a_class_that_is_not_there(tmp_path, absence, mark, meaning):
    taught = FILES["taught_csv"].replace("T1,二班,5", "T1,2班,5")
    found = run(tmp_path, absence, taught_csv=taught)
    assert found.marks("classes", "staff")["T1"] == mark
    assert (
        f"(i) taught.csv “班级”: “class-result”里没有 2班：{meaning}\n    改法：如果是写错了名称，请改正"
    ) in found.said


def test_a_file_can_be_joined_as_well(tmp_path):
    """The post's standard, from a table of posts: T1 fills two posts of 12 and 3."""
    project = PROJECT.replace('class-result = { result = "class" }', 'class-result = "standard.csv"')
    found = run(tmp_path, project=project, standard_csv="班级,总分,等次\n一班,12,好\n二班,3,差\n")
    assert found.marks("classes", "staff") == {"T1": "15/2", "T2": "3", "T3": "not-applicable", "T4": "12"}


@pytest.mark.parametrize(
    ("change", "to", "said"),
    [
        (
            'on = "class", take',
            'on = "clas", take',
            "kaohe.toml:10:1 tables.taught: on = “clas”不是本台账自己的文字列\n    改法：是不是“class”？",
        ),
        (
            'take = ["total", "grade"]',
            'take = ["total", "grades"]',
            "kaohe.toml:10:1 tables.taught: take 写了“grades”，而 [table.taught] 没有声明这一列\n"
            "    改法：是不是“grade”？",
        ),
        (
            'take = ["total", "grade"]',
            'take = ["total", "grade", "hours"]',
            "kaohe.toml:10:1 tables.taught: “class-result”没有可以取的列“hours”\n    改法：可以用：grade、total",
        ),
        (
            'take = ["total", "grade"]',
            'take = ["total", "grade", "teacher"]',
            "kaohe.toml:10:1 tables.taught: take 写了 total、grade、teacher，其中有一列必须在文件里\n"
            "    改法：每一行是谁的、哪个周期、键和凭据，都要写在文件里",
        ),
        (
            'join = "class-result"',
            'join = "class-results"',
            "kaohe.toml:10:1 tables.taught: join = “class-results”没有声明这张台账\n"
            "    改法：请写 [table.class-results] 声明它",
        ),
        (
            ', take = ["total", "grade"]',
            "",
            "kaohe.toml:10:1 tables.taught: join、on、take 要一起写",
        ),
        (
            '{ id = "total", title = "班级总分", decimals = 2, high = 100 }',
            '{ id = "total", title = "班级总分", decimals = 1, high = 100 }',
            "kaohe.toml:10:1 tables.taught: “class-result”的“total”与这一列对不上：那里的类型是 number，2 位小数\n"
            "    改法：请声明成一样的类型，小数位数不能少",
        ),
        (
            'id = "member-name"',
            'id = "name"',
            "“教师考核”的结果: [table.staff-result] 里的“name”应是每一行所算的那个对象的名称\n"
            "    改法：成员的姓名请写 member-name，编号写 member",
        ),
        (
            'by = "school"',
            'by = "schol"',
            "“教师考核”的结果: by = “schol”不是那个方案名册里的文字列\n    改法：是不是“school”？",
        ),
        (
            'title = "教师得分"\nrows = "event"',
            'title = "教师得分"',
            "“教师考核”的结果: by = “school”一个值会有多行，而 [table.staff-result] 每个只有一行\n"
            '    改法：请在 [table.staff-result] 里写 rows = "event"',
        ),
    ],
)
def test_what_cannot_be_joined_is_said(tmp_path, change, to, said):
    assert change in PROJECT
    assert said in run(tmp_path, project=PROJECT.replace(change, to)).said


def test_readers_show_the_rows_that_were_joined(tmp_path):
    run(tmp_path)
    readers = Readers(tmp_path, "staff")
    told = readers.explain("T1")
    assert "所教各班得分的平均数" in told
    assert "· 任课，taught.csv 第 2 行：班级总分 82" in told
    assert "· 任课，taught.csv 第 3 行：班级总分 60" in told
    assert cell(readers.book(), "教学得分", "T1", "所教各班得分的平均数") == 71
    schools = Readers(tmp_path, "school")
    assert schools.people()["中心校"]["total"] == "65.50"
    assert "教师得分" in schools.explain("中心校")
