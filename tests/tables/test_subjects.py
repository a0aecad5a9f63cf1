"""Everybody must be on the roster, by id or by name."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from kaohe_core.findings import Findings
from kaohe_core.tables.data import Data
from kaohe_core.tables.declared import Column, Table
from kaohe_core.tables.reading import data_from_rows
from kaohe_core.tables.subjects import check_subjects, spelled

ROSTER = Table("staff", "教职工", (Column("id", "工号", "text"), Column("name", "姓名", "text")))


@pytest.fixture
def roster() -> Data:
    findings = Findings()
    rows: list[dict[str, Any]] = [
        {"工号": "001", "姓名": "张三"},
        {"工号": "002", "姓名": "李 四"},
        {"工号": "003", "姓名": "王小明"},
        {"工号": "A10", "姓名": "张伟"},
        {"工号": "A11", "姓名": "张伟"},
    ]
    data = data_from_rows(ROSTER, rows, findings, "教职工.xlsx")
    assert not findings.items
    return data


def checked(table: Table, roster: Data, rows: list[dict[str, Any]]) -> tuple[Data, list[str]]:
    findings = Findings()
    data = data_from_rows(table, rows, findings, "考勤.xlsx")
    assert not findings.items
    data = check_subjects(data, roster, findings)
    return data, [finding.text("zh") for finding in findings]


def test_ids_and_names(table: Table, roster: Data) -> None:
    rows = [{"id": "001", "病假": 1}, {"id": "李四", "病假": 2}, {"id": "王 小明", "病假": 3}]
    data, texts = checked(table, roster, rows)
    assert texts == []
    assert data.frame["id"].to_list() == ["001", "002", "003"]


def test_a_name_borne_by_two(table: Table, roster: Data) -> None:
    data, texts = checked(table, roster, [{"id": "张伟", "病假": 1}])
    assert texts == ["考勤.xlsx 第 1 行 “id”: 名册上有几个人都叫“张伟”：A10、A11\n    改法：请写编号，不要写姓名"]
    assert data.frame["id"].to_list() == [None]


def test_unknown_subjects(table: Table, roster: Data) -> None:
    rows = [{"id": i, "病假": 1} for i in ("1", "A12", "王小朋", "赵六")]
    data, texts = checked(table, roster, rows)
    assert texts == [
        "考勤.xlsx 第 1 行 “id”: “1”不在名册 教职工.xlsx 上\n"
        "    改法：是不是“001”？把这一列的格式改为“文本”，前面的 0 才不会丢",
        "考勤.xlsx 第 2 行 “id”: “A12”不在名册 教职工.xlsx 上\n    改法：是不是“A11”？",
        "考勤.xlsx 第 3 行 “id”: “王小朋”不在名册 教职工.xlsx 上\n    改法：是不是“王小明”（003）？",
        "考勤.xlsx 第 4 行 “id”: “赵六”不在名册 教职工.xlsx 上\n    改法：请改正，或者先加到名册上",
    ]
    assert data.frame["id"].null_count() == 4


def test_one_person_by_id_and_by_name(table: Table, roster: Data) -> None:
    _data, texts = checked(
        table, roster, [{"id": "001", "病假": 1}, {"id": "002", "病假": 1}, {"id": "张三", "病假": 2}]
    )
    assert texts == ["考勤.xlsx 第 3 行 “id”: “001” 在第 1 行已经有了\n    改法：两行只留一行，或者改正填错的那一行"]


def test_an_id_beside_another_ones_name(roster: Data) -> None:
    table = Table(
        "x", "成绩", (Column("id", "工号", "text"), Column("name", "姓名", "text"), Column("n", "分", high=9))
    )
    rows = [
        {"工号": "001", "姓名": "张 三", "n": 1},
        {"工号": "002", "姓名": "王小明", "n": 1},
    ]
    _data, texts = checked(table, roster, rows)
    assert texts == ["考勤.xlsx 第 2 行 “姓名”: 名册上“002”是“李 四”，不是“王小明”\n    改法：改正编号或姓名"]


def test_in_english(table: Table, roster: Data) -> None:
    findings = Findings()
    data = data_from_rows(table, [{"id": "1", "病假": 1}], findings, "a.xlsx")
    check_subjects(data, roster, findings)
    assert [finding.text("en") for finding in findings] == [
        "a.xlsx row 1 “id”: “1” is not on the roster 教职工.xlsx\n"
        "    To mend it: did you mean “001”? Set the column's format to text, so that the zeros in front are kept"
    ]


@pytest.mark.fault("O11")
def test_an_unknown_id_is_said_once_with_its_rows(table: Table, roster: Data) -> None:
    """T2 in 25 rows, T3 and T4 in one each, and a namesake in two: four findings about 29 rows."""
    events = evolve(table, rows="event")
    rows = [{"id": i, "病假": 1} for i in ["T2"] * 25 + ["T3", "T4", "张伟", "001", "张伟"]]
    findings = Findings()
    data = data_from_rows(events, rows, findings, "考勤.xlsx")
    data = check_subjects(data, roster, findings)
    assert [finding.text("zh") for finding in findings] == [
        "考勤.xlsx 第 1 行 “id”: “T2”不在名册 教职工.xlsx 上；有 25 行写了它\n    改法：请改正，或者先加到名册上",
        "考勤.xlsx 第 26 行 “id”: “T3”不在名册 教职工.xlsx 上\n    改法：请改正，或者先加到名册上",
        "考勤.xlsx 第 27 行 “id”: “T4”不在名册 教职工.xlsx 上\n    改法：请改正，或者先加到名册上",
        "考勤.xlsx 第 28 行 “id”: 名册上有几个人都叫“张伟”：A10、A11；有 2 行写了它\n    改法：请写编号，不要写姓名",
    ]
    assert [finding.count for finding in findings] == [25, 1, 1, 2]
    assert data.frame["id"].to_list() == [None] * 28 + ["001", None]


@pytest.mark.fault("O11")
def test_very_many_unknown_ids_are_counted_truly(table: Table, roster: Data) -> None:
    """30 ids of two rows each: 20 are listed, and 10 more are counted with their 20 rows."""
    rows = [{"id": f"X{n // 2:03}", "病假": 1} for n in range(60)]
    findings = Findings()
    check_subjects(data_from_rows(evolve(table, rows="event"), rows, findings, "考勤.xlsx"), roster, findings)
    assert len(findings) == 21
    assert findings.items[-1].text("zh") == "考勤.xlsx “id”: 同样的问题还有 20 处，没有一一列出；第一处在第 1 行"
    assert sum(finding.count for finding in findings) == 60


PERIODS = Table(
    "attendance",
    "考勤",
    (Column("id", "工号", "text"), Column("term", "学期", "text"), Column("sick", "病假", high=99)),
    key=("id", "term"),
    period="term",
)


@pytest.mark.fault("O05")
def test_periods_in_the_spelling_of_the_scheme() -> None:
    findings = Findings()
    labels = ("２０２６上", "2026 上", " 2026上", "2026上学期")
    rows = [{"工号": f"T{n}", "学期": label, "病假": 5} for n, label in enumerate(labels, 1)]
    data = spelled(data_from_rows(PERIODS, rows, findings), ["2025下", "2026上"], findings)
    assert not len(findings)
    assert data.frame["term"].to_list() == ["2026上", "2026上", "2026上", "2026上学期"]  # the last is none of them


@pytest.mark.fault("O05")
def test_one_period_in_two_spellings_is_one() -> None:
    findings = Findings()
    rows = [{"工号": "T1", "学期": "2026上", "病假": 5}, {"工号": "T1", "学期": "2026 上", "病假": 5}]
    spelled(data_from_rows(PERIODS, rows, findings), ["2026上"], findings)
    assert [finding.text("zh") for finding in findings] == [
        "rows 第 2 行 “工号”: “T1”、“2026上” 在第 1 行已经有了\n    改法：两行只留一行，或者改正填错的那一行"
    ]
