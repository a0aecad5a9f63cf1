"""Every table is entered at least twice, by independent groups, and what differs is shown cell by cell (G15)."""

from __future__ import annotations

import datetime
import hashlib
import random
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_case.recount import CountingGroup, Difference, check_groups, content_digest, differences
from kaohe_core.findings import Findings
from kaohe_core.messages import Text
from kaohe_core.tables.data import Data, Source
from kaohe_core.tables.declared import Column, Table
from kaohe_core.tables.reading import data_from_rows, read_table
from kaohe_core.testing.files import write
from kaohe_core.toml.write import digest

pytestmark = pytest.mark.clause("G15")

POSTS = Table(
    "posts",
    Text("任课", "Posts"),
    (
        Column("id", Text("工号", "Staff ID"), "text", aliases=("教职工编号",)),
        Column("weekly", Text("周课时", "Weekly lessons"), decimals=1, high=40, required=False),
        Column("since", "到岗日期", "date", required=False),
        Column("head", Text("班主任", "Class teacher"), "flag", required=False),
        Column("subject", "学科", "text", required=False),
    ),
)
LEAVE = Table(
    "leave",
    Text("请假", "Leave"),
    (Column("id", "工号", "text"), Column("day", "日期", "date"), Column("days", "天数", decimals=1, high=30)),
    rows="event",
    absence="zero",
)  # without a key: a person may be absent twice on a day


def rows(table: Table, *lines: Sequence[Any], file: str = "甲组") -> Data:
    """Data from lines of cells in declared order, numbers as texts."""
    findings = Findings()
    ids = [column.id for column in table.columns]
    data = data_from_rows(table, [dict(zip(ids, line, strict=True)) for line in lines], findings, file)
    assert [finding.text("en") for finding in findings] == []
    return data


def file(table: Table, folder: Path, name: str, content: str | Sequence[Mapping[str, Any]]) -> Data:
    """Data read from a file as a school writes it."""
    findings = Findings()
    write(folder / name, content)
    data = read_table(table, Source(name), folder, findings)
    assert [finding.text("en") for finding in findings] == []
    assert data is not None
    return data


def said(first: Data, second: Data) -> list[str]:
    return [difference.text("zh") for difference in differences(first, second)]


# ---------------------------------------------------------------- one content, one digest


def test_an_excel_file_and_a_csv_file_of_one_content_are_alike(tmp_path: Path) -> None:
    """Other headers, columns and rows in another order, a number as text, dates and flags in other spellings."""
    day = datetime.date(2026, 3, 5)
    excel = file(
        POSTS,
        tmp_path,
        "甲组.xlsx",
        [
            {"工号": "001", "周课时": Decimal("12.5"), "到岗日期": day, "班主任": "是", "学科": "语文"},
            {"工号": "002", "周课时": 8, "到岗日期": None, "班主任": "否", "学科": None},
        ],
    )
    text = "学科,班主任,到岗日期,周课时,教职工编号\n,×,,8.0,002\n语文,√,2026年3月5日,12.50,001\n"
    csv = file(POSTS, tmp_path, "乙组.csv", text)
    assert content_digest(excel) == content_digest(csv)
    assert differences(excel, csv) == ()


def test_the_digest_can_be_derived_by_hand() -> None:
    """0.5 is 5e-1 in the canonical form, 3 is 3e0, a date begins with @, empty cells are left out."""
    data = rows(POSTS, ["002", "3", None, None, None], ["001", "0.5", "2026-03-05", "是", "语文"])
    text = (
        '{"rows":[{"head":true,"id":"001","since":@2026-03-05,"subject":"语文","weekly":5e-1},'
        '{"id":"002","weekly":3e0}],"table":"posts"}'
    )
    assert content_digest(data) == "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def test_the_digest_is_the_digest_of_plain_data() -> None:
    data = rows(LEAVE, ["001", "2026-03-05", "1.5"], ["001", "2026-03-04", "10"])
    first = {"id": "001", "day": datetime.date(2026, 3, 4), "days": Decimal(10)}
    second = {"id": "001", "day": datetime.date(2026, 3, 5), "days": Decimal("1.5")}
    assert content_digest(data) == digest({"table": "leave", "rows": [first, second]})


def test_an_empty_cell_is_not_a_zero_and_no_row_is_not_another_tables_no_row() -> None:
    zero, empty = rows(POSTS, ["001", "0", None, None, None]), rows(POSTS, ["001", None, None, None, None])
    assert content_digest(zero) != content_digest(empty)
    assert said(zero, empty) == ["“任课”工号 “001”：“周课时”第一份是 0（甲组 第 1 行），第二份是 空（甲组 第 1 行）"]
    assert content_digest(rows(POSTS)) != content_digest(rows(LEAVE))
    assert differences(rows(LEAVE), rows(LEAVE)) == ()


# ---------------------------------------------------------------- what differs is shown


def test_swapped_digits_are_shown_with_both_places(tmp_path: Path) -> None:
    line = {"工号": "001", "周课时": Decimal("12"), "到岗日期": "2026-03-05", "班主任": "是", "学科": "语文"}
    other = {"工号": "002", "周课时": Decimal("8"), "到岗日期": "2026-03-05", "班主任": "否", "学科": "数学"}
    first = file(POSTS, tmp_path, "甲组.xlsx", [line, other])
    second = file(POSTS, tmp_path, "乙组.csv", [other, {**line, "周课时": Decimal("21"), "班主任": "否"}])
    lessons, head = differences(first, second)
    assert lessons.text("zh") == (
        "“任课”工号 “001”：“周课时”第一份是 12（甲组.xlsx 工作表“Sheet” 第 2 行），第二份是 21（乙组.csv 第 3 行）"
    )
    assert lessons.text("en") == (
        "“Posts” Staff ID “001”: “Weekly lessons” is 12 (甲组.xlsx sheet “Sheet” row 2) and 21 (乙组.csv row 3)"
    )
    assert lessons.data("zh") == {
        "table": "posts",
        "kind": "cell",
        "key": {"id": "001"},
        "column": "weekly",
        "title": "周课时",
        "first": "12",
        "second": "21",
        "first-place": {"file": "甲组.xlsx", "sheet": "Sheet", "row": 2},
        "second-place": {"file": "乙组.csv", "row": 3},
        "text": lessons.text("zh"),
    }
    assert head.text("zh").endswith(
        "“班主任”第一份是 是（甲组.xlsx 工作表“Sheet” 第 2 行），第二份是 否（乙组.csv 第 3 行）"
    )
    assert (head.data("en")["first"], head.data("en")["second"]) == (True, False)


def test_every_type_of_cell() -> None:
    first = rows(POSTS, ["001", "0.5", "2026-03-05", "是", "语文"])
    second = rows(POSTS, ["001", "5", "2026-05-03", None, "数学"], file="乙组")
    assert said(first, second) == [
        "“任课”工号 “001”：“周课时”第一份是 0.5（甲组 第 1 行），第二份是 5（乙组 第 1 行）",
        "“任课”工号 “001”：“到岗日期”第一份是 2026-03-05（甲组 第 1 行），第二份是 2026-05-03（乙组 第 1 行）",
        "“任课”工号 “001”：“班主任”第一份是 是（甲组 第 1 行），第二份是 空（乙组 第 1 行）",
        "“任课”工号 “001”：“学科”第一份是 “语文”（甲组 第 1 行），第二份是 “数学”（乙组 第 1 行）",
    ]


def test_a_missing_and_an_extra_row() -> None:
    first = rows(POSTS, ["001", "12", None, None, None], ["002", "8", None, None, "数学"])
    second = rows(POSTS, ["003", None, None, None, None], ["001", "12", None, None, None], file="乙组")
    assert said(first, second) == [
        "“任课”工号 “002”：只有第一份有这一行（甲组 第 2 行）：周课时 8、学科 “数学”",
        "“任课”工号 “003”：只有第二份有这一行（乙组 第 1 行）：没有别的内容",
    ]
    missing, _extra = differences(first, second)
    assert (
        missing.text("en")
        == "“Posts” Staff ID “002”: only the first has this row (甲组 row 2): Weekly lessons 8, 学科 “数学”"
    )
    assert missing.data("zh") == {
        "table": "posts",
        "kind": "missing",
        "key": {"id": "002"},
        "row": {"weekly": "8", "subject": "数学"},
        "first-place": {"file": "甲组", "row": 2},
        "text": missing.text("zh"),
    }


def test_an_event_entered_twice() -> None:
    once = rows(LEAVE, ["001", "2026-03-05", "1"])
    twice = rows(LEAVE, ["001", "2026-03-05", "1"], ["001", "2026-03-05", "1"], file="乙组")
    assert content_digest(once) != content_digest(twice)
    assert said(once, twice) == ["“请假”工号 “001”：只有第二份有这一行（乙组 第 2 行）：日期 2026-03-05、天数 1"]
    assert said(twice, once) == ["“请假”工号 “001”：只有第一份有这一行（乙组 第 2 行）：日期 2026-03-05、天数 1"]


def test_events_are_held_against_those_most_like_them() -> None:
    """1 March is held against 1 March and 3 March against 3 March: only the days differ. 4 March and 9 May are left."""
    first = rows(
        LEAVE,
        ["001", "2026-03-04", "4"],
        ["001", "2026-03-03", "3"],
        ["001", "2026-03-01", "1"],
        ["002", "2026-03-01", "1"],
    )
    second = rows(
        LEAVE,
        ["001", "2026-03-01", "2"],
        ["002", "2026-03-01", "1"],
        ["001", "2026-05-09", "9"],
        ["001", "2026-03-03", "30"],
        file="乙组",
    )
    assert said(first, second) == [
        "“请假”工号 “001”：“日期”第一份是 2026-03-04（甲组 第 1 行），第二份是 2026-05-09（乙组 第 3 行）",
        "“请假”工号 “001”：“天数”第一份是 4（甲组 第 1 行），第二份是 9（乙组 第 3 行）",
        "“请假”工号 “001”：“天数”第一份是 3（甲组 第 2 行），第二份是 30（乙组 第 4 行）",
        "“请假”工号 “001”：“天数”第一份是 1（甲组 第 3 行），第二份是 2（乙组 第 1 行）",
    ]


def test_an_event_under_another_persons_number_is_missing_there_and_extra_here() -> None:
    assert said(rows(LEAVE, ["012", "2026-03-05", "1"]), rows(LEAVE, ["021", "2026-03-05", "1"], file="乙组")) == [
        "“请假”工号 “012”：只有第一份有这一行（甲组 第 1 行）：日期 2026-03-05、天数 1",
        "“请假”工号 “021”：只有第二份有这一行（乙组 第 1 行）：日期 2026-03-05、天数 1",
    ]


def test_two_tables_are_not_compared() -> None:
    with pytest.raises(ValueError, match=r"^the tables 'posts' and 'leave' are not the same one$"):
        differences(rows(POSTS), rows(LEAVE))


# ---------------------------------------------------------------- on any table

DAYS = st.dates(datetime.date(2026, 3, 1), datetime.date(2026, 3, 4)).map(str)
HALVES = st.integers(0, 60).map(lambda n: str(Decimal(n) / 2))
OTHER = {  # another value, never one that the strategies give: as it is entered, and as it is read
    "id": ("999", "999"),
    "weekly": ("39.5", Decimal("39.5")),
    "since": ("2030-01-01", datetime.date(2030, 1, 1)),
    "head": (None, None),
    "subject": ("体育", "体育"),
    "day": ("2030-01-01", datetime.date(2030, 1, 1)),
    "days": ("29.5", Decimal("29.5")),
}
POST_LINES = st.lists(
    st.tuples(
        st.integers(1, 30).map(lambda n: f"{n:03}"),
        st.none() | HALVES.filter(lambda text: Decimal(text) <= 20),
        st.none() | DAYS,
        st.sampled_from(["是", "否"]),
        st.none() | st.sampled_from(["语文", "数学", "1", "是"]),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda line: line[0],
)
LEAVE_LINES = st.lists(
    st.tuples(st.sampled_from(["001", "002", "003"]), DAYS, HALVES.filter(lambda text: Decimal(text) <= 20)),
    min_size=1,
    max_size=12,
)
ANY = st.tuples(st.just(POSTS), POST_LINES) | st.tuples(st.just(LEAVE), LEAVE_LINES)


@given(ANY, st.integers(0, 2**32))
def test_the_order_of_rows_never_counts(content: tuple[Table, list[Any]], number: int) -> None:
    table, lines = content
    shuffled = random.Random(number).sample(lines, len(lines))
    assert differences(rows(table, *lines), rows(table, *shuffled)) == ()
    assert content_digest(rows(table, *lines)) == content_digest(rows(table, *shuffled))


@given(ANY, st.data())
def test_one_changed_cell_is_exactly_one_difference(content: tuple[Table, list[Any]], data: st.DataObject) -> None:
    """Of a cell of the key, it is one row less and one row more."""
    table, lines = content
    row = data.draw(st.integers(0, len(lines) - 1))
    column = data.draw(st.sampled_from(table.columns))
    at = table.columns.index(column)
    changed = [list(line) for line in lines]
    changed[row][at] = OTHER[column.id][0]
    first, second = rows(table, *lines), rows(table, *changed, file="乙组")
    assert content_digest(first) != content_digest(second)
    found = differences(first, second)
    if column.id == "id":
        assert [difference.kind for difference in found] == ["missing", "extra"]
        assert found[1].second_place == second.row_place(row + 1)
        return
    [one] = found
    assert (one.kind, one.column, one.second_place) == ("cell", column, second.row_place(row + 1))
    assert one.first_place is not None
    assert one.first_place.row is not None
    assert lines[one.first_place.row - 1] == lines[row]  # that row, or its twin
    entered = lines[row][at]
    read = {"number": Decimal, "date": datetime.date.fromisoformat, "flag": lambda text: text == "是", "text": str}
    assert one.first == (None if entered is None else read[column.type](entered))
    assert one.second == OTHER[column.id][1]
    assert mirrored(differences(second, first)) == found


def mirrored(found: tuple[Difference, ...]) -> tuple[Difference, ...]:
    """The same differences, seen from the other side."""
    kinds: dict[str, Any] = {"cell": "cell", "missing": "extra", "extra": "missing"}
    return tuple(
        Difference(d.table, kinds[d.kind], d.key, d.column, d.second, d.first, d.row, d.second_place, d.first_place)
        for d in found
    )


@given(LEAVE_LINES, LEAVE_LINES)
def test_there_are_differences_exactly_where_digests_differ(one: list[Any], other: list[Any]) -> None:
    first, second = rows(LEAVE, *one), rows(LEAVE, *other, file="乙组")
    found = differences(first, second)
    assert (found == ()) == (content_digest(first) == content_digest(second))
    count = [difference.kind for difference in found].count
    assert count("missing") - count("extra") == len(one) - len(other)


# ---------------------------------------------------------------- groups

FIRST = CountingGroup(("张三", "李四", "王五", "赵六"), "张三", "李四")


def wrong(group: CountingGroup, *others: CountingGroup, size: int = 4) -> list[tuple[str, str]]:
    return [(what.text("zh"), mend.text("zh")) for what, mend in check_groups(group, others, size)]


def test_two_good_groups() -> None:
    second = CountingGroup(("孙八", "周九", "吴十", "郑一", "冯二"), "周九", "冯二")
    assert wrong(FIRST) == wrong(second, FIRST) == []
    assert wrong(FIRST, size=5) == [("小组只有 4 人，至少要有 5 人", "请增加人员，凑足 5 人以上")]


def test_a_group_that_is_too_small() -> None:
    assert wrong(CountingGroup(("张三", "李四", "王五", "王五"), "张三", "李四")) == [
        ("小组里“王五”写了 2 次", "每人只写一次"),
        ("小组只有 3 人，至少要有 4 人", "请增加人员，凑足 4 人以上"),
    ]


def test_whoever_enters_does_not_watch() -> None:
    assert wrong(CountingGroup(FIRST.members, "张三", "张三")) == [("操作员和监督员都是“张三”", "请由另一名组员监督")]


def test_operator_and_supervisor_are_members() -> None:
    assert wrong(CountingGroup(FIRST.members, "孙八", "周九")) == [
        ("操作员“孙八”不是本组组员", "请从本组组员中指定：张三、李四、王五、赵六"),
        ("监督员“周九”不是本组组员", "请从本组组员中指定：张三、李四、王五、赵六"),
    ]


def test_groups_that_share_somebody_are_not_independent() -> None:
    second = CountingGroup(("孙八", "李四", "吴十", "张三"), "孙八", "吴十")
    assert wrong(second, FIRST) == [
        (
            "李四、张三已在另一小组核算过，两个小组不独立",
            "请换上没有参加过该小组的人，该小组组员是：张三、李四、王五、赵六",
        )
    ]
    assert [what.text("en") for what, _mend in check_groups(second, [FIRST], 4)] == [
        "李四, 张三 counted in another group already, so the two are not independent"
    ]
