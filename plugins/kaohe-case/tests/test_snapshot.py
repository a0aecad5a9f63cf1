"""What a round is bound to: from the store alone the same result comes again, and what has changed is told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from kaohe_case import snapshot
from kaohe_case.derived import changed
from kaohe_case.snapshot import BoundVersions
from kaohe_case.store import Act, Store, digest_of_bytes
from kaohe_core.findings import Findings, FindingsError
from kaohe_core.plugins.loader import core_version
from kaohe_core.project import Project
from kaohe_core.run import Run
from kaohe_core.shelf import Shelf
from kaohe_core.testing.files import write_all

EXAMPLES = Path(__file__).parents[3] / "examples"
AT = "2026-11-24T09:00:00+08:00"

KAOHE = """
[project]
name = "某校"
extends = "../sets.toml"
plugin-set = "none"
[tables]
staff = { file = "data/../台账.xlsx", sheet = "教师" }
leave = { file = "data/../台账.xlsx", sheet = "请假" }
praise = "none"
other-result = { result = "other" }
[table.staff]
title = "教师"
absence = "no-data"
column = [{ id = "id", title = "工号", type = "text" }]
[table.leave]
title = "请假"
absence = "zero"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "days", title = "天数", unit = "天", decimals = 1, high = 200 },
]
[table.praise]
title = "表扬"
absence = "zero"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "times", title = "次数", unit = "次", high = 9 },
]
[table.other-result]
title = "另一考核结果"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "total", title = "得分", decimals = 2, high = 100 },
]
[[scheme]]
id = "pay"
file = "schemes/school.toml"
[[scheme]]
id = "other"
file = "schemes/other.toml"
"""
COUNTY = """
title = "县考核办法"
subject = "staff"
marks = 10
round = { total = 2 }
[[dimension]]
id = "attendance"
title = "考勤"
marks = 10
start = "full"
  [[dimension.clause]]
  id = "sick"
  text = "病假每天扣 0.5 分"
  rule = "deduct"
  of = "leave.days"
  points = 0.50
"""
SCHOOL = """
extends = "../../county.toml"
title = "本校考核办法"
text = "方案.md"
[[adjustment]]
id = "praise"
text = "表扬一次加 1 分"
rule = "earn"
of = "praise.times"
points = 1
[[adjustment]]
id = "other"
text = "另一考核得分的十分之一"
rule = "earn"
of = "other-result.total"
points = 0.1
"""
OTHER = COUNTY.replace("县考核办法", "另一考核")


def school(folder: Path, days: str = "4") -> Path:
    """A school whose scheme lies on the county's, above its folder, and reads another scheme's result."""
    from openpyxl import Workbook

    home = folder / "青山小学"
    (home / "data").mkdir(parents=True, exist_ok=True)  # “data/..” is a way only where data is
    files = {
        "county.toml": COUNTY,
        "sets.toml": "[plugin-sets]\nnone = []\n",
        "青山小学/kaohe.toml": KAOHE,
        "青山小学/schemes/school.toml": SCHOOL,
        "青山小学/schemes/other.toml": OTHER,
        "青山小学/方案.md": "# 办法\n",
    }
    write_all(folder, files)
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in (("教师", [["工号"], ["1"]]), ("请假", [["工号", "天数"], ["1", days]])):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(home / "台账.xlsx")
    return home


def bound(project: Project, scheme: str) -> BoundVersions:
    return snapshot.bound(Run(project), scheme)


def results(project: Project, scheme: str) -> dict[str, bytes]:
    return snapshot.results(Run(project), scheme)


def freeze(folder: Path, scheme: str, store: Store) -> Act:
    """One act with all that a round of ``scheme`` needs."""
    project = Project.open(folder)
    files = snapshot.scheme_files(Run(project), scheme) | dict(snapshot.table_files(Run(project), scheme).values())
    made = results(project, scheme)
    data: dict[str, Any] = {
        "bound": bound(project, scheme).as_data(),
        "files": {path: digest_of_bytes(content) for path, content in files.items()},
        "results": {id: digest_of_bytes(content) for id, content in made.items()},
    }
    kept = {digest_of_bytes(content): content for content in [*files.values(), *made.values()]}
    return store.append("2026", "freeze", "张三", AT, data, files=kept)


def derived(store: Path, scheme: str) -> tuple[BoundVersions, dict[str, bytes], BoundVersions, dict[str, bytes]]:
    """What the store says, and what comes from the files in it."""
    kept = Store(store)
    findings = Findings()
    kept.verify(findings)
    assert list(findings) == []
    (act,) = kept.acts()
    again = snapshot.reopened({path: kept.file(d) for path, d in act.data["files"].items()})
    then = {id: kept.file(digest) for id, digest in act.data["results"].items()}
    return BoundVersions.of(act.data["bound"]), then, bound(again, scheme), results(again, scheme)


def said(messages: Any) -> list[str]:
    return [one.text("zh") for one in messages]


# ---------------------------------------------------------------- derived again


@pytest.mark.clause("G12")
def test_a_school_is_derived_again_from_the_store_alone(tmp_path: Path) -> None:
    home = tmp_path / "school"
    shutil.copytree(EXAMPLES / "township-school", home, ignore=shutil.ignore_patterns("out", "*.py"))
    act = freeze(home, "pay", Store(tmp_path / "kaohe.case"))
    shutil.rmtree(home)
    then, bytes_then, now, bytes_now = derived(tmp_path / "kaohe.case", "pay")
    assert then.schemes.keys() == {"pay", "homeroom"}  # pay reads the homeroom result
    assert then.plugins.keys() == {"core", "performance-pay", "homeroom"}
    assert then.plugins["core"] == core_version()
    assert then == now
    assert bytes_then == bytes_now
    assert len(json.loads(bytes_now["pay"])["subjects"]) > 20
    assert {"kaohe.toml", "schemes/绩效工资.toml", "schemes/班级考核.toml", "方案.md", "data/考勤.xlsx"} <= set(
        act.data["files"]
    )


@pytest.mark.thorough(but=["safety-district"])
@pytest.mark.parametrize("example", sorted(path.parent.name for path in EXAMPLES.glob("*/kaohe.toml")))
def test_every_scheme_of_every_example_is_derived_again(example: str, tmp_path: Path) -> None:
    folder = EXAMPLES / example
    for entry in Project.open(folder).config.scheme:
        store = tmp_path / f"{entry.id}.case"
        freeze(folder, entry.id, Store(store))
        then, bytes_then, now, bytes_now = derived(store, entry.id)
        assert (then, bytes_then) == (now, bytes_now)
        assert bytes_now.keys() >= {entry.id}


def test_a_file_above_the_project_and_a_shared_one_come_back_to_where_they_are_looked_for(tmp_path: Path) -> None:
    home = school(tmp_path / "county")
    act = freeze(home, "pay", Store(tmp_path / "kaohe.case"))
    assert list(act.data["files"]) == [  # the keys of an act are sorted
        "../sets.toml",
        "data/../台账.xlsx",
        "kaohe.toml",
        "schemes/../../county.toml",
        "schemes/other.toml",
        "schemes/school.toml",
        "方案.md",
    ]
    shutil.rmtree(tmp_path / "county")
    then, bytes_then, now, bytes_now = derived(tmp_path / "kaohe.case", "pay")
    assert snapshot.differs(then, now) == []
    assert bytes_then == bytes_now
    # other: 10 − 4 × 0.5 = 8; pay: 8 + 0 + 8 × 0.1 = 8.8
    assert [json.loads(bytes_now[id])["subjects"][0]["total"] for id in ("other", "pay")] == ["8.00", "8.80"]
    files = [path for act in Store(tmp_path / "kaohe.case").acts() for path in act.data["files"]]
    project, placed = snapshot.laid_out(dict.fromkeys(files, b""))
    assert project == snapshot.NOWHERE / "project" / "project"
    assert {project / "kaohe.toml", project.parent / "county.toml"} <= set(placed)


def test_the_tables_of_a_scheme_and_their_files(tmp_path: Path) -> None:
    project = Project.open(school(tmp_path))
    content = (tmp_path / "青山小学" / "台账.xlsx").read_bytes()
    shared = ("data/../台账.xlsx", content)
    # praise has no records and other-result is a result: neither has a file
    assert snapshot.table_files(Run(project), "pay") == {"staff": shared, "leave": shared}


def test_tables_that_are_joined_or_rolled_up_are_derived_again_from_what_they_are_made_of(tmp_path: Path) -> None:
    """The school's marks come from its teachers, theirs from a file joined to the result of the classes."""
    home = tmp_path / "town"
    shutil.copytree(EXAMPLES.parent / "docs/examples/town", home)
    act = freeze(home, "school", Store(tmp_path / "kaohe.case"))
    assert {"任课.csv", "班级.csv", "教师.csv", "学校.csv"} <= set(act.data["files"])
    shutil.rmtree(home)
    then, bytes_then, now, bytes_now = derived(tmp_path / "kaohe.case", "school")
    assert (then, bytes_then) == (now, bytes_now)
    # 中心校: (71 + 60) ÷ 2 × 0.8 + 10; 村小: 70.5 × 0.8 + 20
    assert [one["total"] for one in json.loads(bytes_now["school"])["subjects"]] == ["62.40", "76.40"]


def test_a_file_whose_columns_are_joined_is_kept_too(tmp_path: Path) -> None:
    home = tmp_path / "town"
    shutil.copytree(EXAMPLES.parent / "docs/examples/town", home)
    config = (home / "kaohe.toml").read_text(encoding="utf-8")
    (home / "kaohe.toml").write_text(config.replace('{ result = "class" }', '"标准.csv"'), encoding="utf-8")
    (home / "标准.csv").write_text("班级,总分\n一班,12\n二班,3\n三班,6\n", encoding="utf-8")
    act = freeze(home, "teacher", Store(tmp_path / "kaohe.case"))
    assert "标准.csv" in act.data["files"]
    shutil.rmtree(home)
    *_, bytes_now = derived(tmp_path / "kaohe.case", "teacher")
    # (12 + 3) ÷ 2, 3, 6
    assert [one["total"] for one in json.loads(bytes_now["teacher"])["subjects"]] == ["7.50", "3.00", "6.00"]


def test_result_bytes_are_canonical(tmp_path: Path) -> None:
    made = results(Project.open(school(tmp_path)), "other")
    assert list(made) == ["other"]
    text = made["other"].decode()
    assert text == json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert '"title":"另一考核"' in text


# ---------------------------------------------------------------- what has changed


def test_a_changed_value_of_a_superior_scheme_is_told_of_the_scheme_that_lies_on_it(tmp_path: Path) -> None:
    home = school(tmp_path)
    before = bound(Project.open(home), "pay")
    county = tmp_path / "county.toml"
    county.write_text(COUNTY.replace("points = 0.50", "points = 0.5"), encoding="utf-8")
    assert snapshot.differs(before, bound(Project.open(home), "pay")) == []  # the same number, written otherwise
    county.write_text(COUNTY.replace("0.50", "0.25"), encoding="utf-8")
    now = bound(Project.open(home), "pay")
    assert said(snapshot.differs(before, now)) == [
        f"方案“pay”变了：当时的摘要是 {before.schemes['pay']}，现在是 {now.schemes['pay']}"
    ]


def test_a_scheme_whose_result_is_read_counts_too(tmp_path: Path) -> None:
    home = school(tmp_path)
    before = bound(Project.open(home), "pay")
    (home / "schemes" / "other.toml").write_text(OTHER.replace("0.50", "0.25"), encoding="utf-8")
    now = bound(Project.open(home), "pay")
    assert said(snapshot.differs(before, now)) == [
        f"方案“other”变了：当时的摘要是 {before.schemes['other']}，现在是 {now.schemes['other']}"
    ]
    assert bound(Project.open(home), "other").schemes.keys() == {"other"}


def test_a_changed_figure_changes_the_bytes_of_every_scheme_that_reads_it_and_no_digest(tmp_path: Path) -> None:
    before, after = (Project.open(school(tmp_path / days, days)) for days in ("4", "3"))
    assert snapshot.differs(bound(before, "pay"), bound(after, "pay")) == []
    then, now = results(before, "pay"), results(after, "pay")
    # other: 10 − 3 × 0.5 = 8.5; pay: 8.5 + 8.5 × 0.1 = 9.35
    assert said(changed(then, then)) == []
    assert said(changed(then, now)) == [
        "方案“other”，1 总分：当时是 8.00，现在是 8.50",
        "方案“other”，1 考勤 得分：当时是 8.00，现在是 8.50",
        "方案“other”，1 考勤 sick 得分：当时是 -2.00，现在是 -1.50",
        "方案“pay”，1 总分：当时是 8.80，现在是 9.35",
        "方案“pay”，1 考勤 得分：当时是 8.00，现在是 8.50",
        "方案“pay”，1 考勤 sick 得分：当时是 -2.00，现在是 -1.50",
        "方案“pay”，1 other 得分：当时是 0.80，现在是 0.85",
    ]
    files = [snapshot.table_files(Run(project), "pay")["leave"] for project in (before, after)]
    assert files[0] != files[1]


def test_results_that_differ_otherwise_are_told_too() -> None:
    def result(**more: Any) -> bytes:
        return json.dumps({"subjects": [{"id": "1", "name": "甲", "total": "1", "grade": None} | more]}).encode()

    before = {"a": result(), "b": result(), "c": result()}
    now = {"a": result(grade="优秀", awards=["x", "y"], total=None), "b": result() + b" ", "d": result()}
    assert said(changed(before, now)) == [
        "方案“a”，甲（1） 总分：当时是 1，现在是 （无）",
        "方案“a”，甲（1） 等次：当时是 （无），现在是 优秀",
        "方案“a”，甲（1） 表彰：当时是 （无），现在是 x、y",
        "方案“b”的结果变了，但各人的数字都没有变",
        "方案“c”当时有结果，现在没有了",
        "方案“d”当时没有结果，现在有了",
    ]


def test_plugin_versions_that_differ_are_told() -> None:
    before = BoundVersions({}, {"core": "0.1.0", "homeroom": "0.1.0", "safety": "0.1.0"})
    now = BoundVersions({}, {"core": "0.2.0", "homeroom": "0.1.1", "e-education": "0.1.0"})
    assert said(snapshot.differs(before, now)) == [
        "kaohe 本身的版本变了：当时是 0.1.0，现在是 0.2.0",
        "插件 homeroom 的版本变了：当时是 0.1.0，现在是 0.1.1",
        "插件 safety 0.1.0 当时启用了，现在没有启用",
        "插件 e-education 0.1.0 当时没有启用，现在启用了",
    ]


def test_schemes_that_take_part_no_more_or_newly_are_told() -> None:
    assert said(
        snapshot.differs(BoundVersions({"homeroom": "sha256:1"}, {}), BoundVersions({"pay": "sha256:2"}, {}))
    ) == [
        "方案“homeroom”当时参与了，现在没有参与",
        "方案“pay”当时没有参与，现在参与了",
    ]


def test_what_is_bound_goes_into_an_act_and_comes_back(tmp_path: Path) -> None:
    before = BoundVersions({"pay": "sha256:1"}, {"core": "0.1.0"})
    act = Store(tmp_path / "kaohe.case").append("2026", "adopt", "张三", AT, before.as_data())
    assert BoundVersions.of(act.data) == before


def test_nothing_is_bound_where_a_scheme_is_wrong(tmp_path: Path) -> None:
    home = school(tmp_path)
    (home / "schemes" / "other.toml").write_text(OTHER.replace("leave.days", "leave.dais"), encoding="utf-8")
    project = Project.open(home)
    with pytest.raises(FindingsError) as refused:
        snapshot.bound(Run(project), "pay")
    assert [finding.blocks for finding in refused.value.findings] == [True]
    with pytest.raises(FindingsError):
        snapshot.results(Run(project), "pay")
    with pytest.raises(FindingsError):
        snapshot.scheme_files(Run(project), "pay")
    with pytest.raises(FindingsError):
        snapshot.table_files(Run(project), "pay")


def test_a_scheme_in_full_is_plain_data_with_its_defaults(tmp_path: Path) -> None:
    ready = Run(Project.open(school(tmp_path))).ready("pay")
    assert ready is not None
    full = snapshot.full_scheme(ready)
    assert json.loads(json.dumps(full)) == full
    clause = full["dimension"][0]["clause"][0]
    assert (clause["points"], clause["allowance"]) == ("0.5", "0")  # written 0.50 by the county; a default
    assert full["governance"]["publicity-days"] == 3
    assert "text" in full


# ---------------------------------------------------------------- files that cannot be kept, or put back


def refused(call: Any) -> list[str]:
    with pytest.raises(FindingsError) as caught:
        call()
    return said(caught.value.findings)


def test_a_file_outside_that_nobody_would_find_again(tmp_path: Path) -> None:
    home = school(tmp_path)
    (home / "kaohe.toml").write_text(KAOHE.replace("data/../台账.xlsx", f"{home}/台账.xlsx", 1), encoding="utf-8")
    assert refused(lambda: snapshot.table_files(Run(Project.open(home)), "pay")) == [
        f"kaohe.toml:7:9 tables.staff: 换一台电脑就找不到文件“{home}/台账.xlsx”了\n"
        "    改法：请把它放进项目文件夹，路径从项目文件夹写起，各级名称之间用 / 隔开"
    ]


def test_files_that_are_not_there(tmp_path: Path) -> None:
    home = school(tmp_path)
    (home / "方案.md").unlink()
    (home / "台账.xlsx").unlink()
    project = Project.open(home)
    assert refused(lambda: snapshot.scheme_files(Run(project), "pay")) == [
        "schemes/school.toml:4:8 text: 文件“方案.md”不存在"
    ]
    missing = "文件“data/../台账.xlsx”不存在"
    assert refused(lambda: snapshot.table_files(Run(project), "other")) == [f"kaohe.toml:7:9 tables.staff: {missing}"]


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "C:/x", "C:x", "//server/x", "..\\..\\x", "a\0", "", ".", "..", "data/.."]
)
def test_a_path_that_would_lead_out_is_refused(path: str) -> None:
    told = refused(lambda: snapshot.reopened({"kaohe.toml": b"", path: b"x"}))
    assert told == [f"{path}: 这个路径会越出存放还原文件的文件夹" if path else "这个路径会越出存放还原文件的文件夹"]


def test_no_number_of_ways_up_leads_out() -> None:
    files = {"kaohe.toml": b"1", "../../../x": b"2", "data/../../../../../y": b"3", "../project/kaohe.toml": b"4"}
    project, placed = snapshot.laid_out(files)
    assert project == snapshot.NOWHERE / "project-" / "project-" / "project-" / "project-" / "project-"
    shelf = Shelf.closed(placed)
    assert {path: shelf.read(project / path) for path in files} == files
    assert not snapshot.NOWHERE.exists()


def test_two_paths_to_one_place_must_say_the_same() -> None:
    told = refused(lambda: snapshot.reopened({"a.csv": b"1", "data/../a.csv": b"2"}))
    assert told == ["data/../a.csv: 另有一个路径指向同一处，内容却不同"]
    project, placed = snapshot.laid_out({"a.csv": b"1", "data/../a.csv": b"1"})
    assert Shelf.closed(placed).read(project / "data" / ".." / "a.csv") == b"1"


def test_kept_files_are_all_that_a_reopened_project_has(tmp_path: Path) -> None:
    """Whatever lies on the disk where they would lie: nothing of it is read, and nothing is written there."""
    there = tmp_path / "there.csv"
    there.write_bytes(b"1")
    shelf = Shelf.closed({tmp_path / "kaohe.toml": b""})
    with pytest.raises(FileNotFoundError):
        shelf.again().read(there)
