"""What the API for people who program says when something is wrong: in which project, in which language, and how."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import polars as pl
import pytest

import kaohe_core as kaohe
from kaohe_core.testing.files import write_all
from tests.test_api import CONFIG, SCHEME, STAFF

EXAMPLE = Path(__file__).parent.parent / "plugins" / "kaohe-example"
MOVE = "\n    改法：请换一个文件名，或者把这里原有的移到别处"


@pytest.fixture
def school(tmp_path: Path) -> Path:
    return write_all(tmp_path, {"kaohe.toml": CONFIG, "pay.toml": SCHEME, "staff.csv": STAFF})


def refusal(work: Callable[[], object]) -> kaohe.FindingsError:
    with pytest.raises(kaohe.FindingsError) as refused:
        work()
    return refused.value


# which project, and in which language ---------------------------------------------------------------------------------


def test_an_error_names_the_folder_of_its_project(school: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A program goes over the schools of a county: the error of one of them says which one it is."""
    gone = tmp_path_factory.mktemp("gone")
    for folder, work in ((gone, kaohe.open), (school, lambda folder: kaohe.open(folder).score("pai"))):
        error = refusal(lambda work=work, folder=folder: work(folder))
        assert error.folder == folder
        assert str(error).startswith(f"项目 {folder}：\n[问题] kaohe.toml: ")
        assert error._repr_html_().startswith(f"<p><strong>项目 {folder}：</strong></p><table>")


def test_the_current_folder_is_named_too(school: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(school)
    error = refusal(lambda: kaohe.open().score("pai"))
    assert error.folder == Path()
    assert str(error) == f"项目 {school}：\n[问题] kaohe.toml: 没有方案“pai”\n    改法：是不是“pay”？"


def test_the_file_of_a_project_opens_it_as_with_a_command(school: Path) -> None:
    assert kaohe.open(school / "kaohe.toml").folder == school


def test_the_home_of_whoever_asks_is_resolved(school: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(school))
    opened = kaohe.open("~")
    assert opened.folder == school
    assert opened.score().to_parquet("~/p.parquet") == school / "p.parquet"
    assert pl.read_parquet(school / "p.parquet").height == 4  # the rows of STAFF


def test_the_language_that_is_asked_for_holds_while_the_project_is_opened(tmp_path: Path) -> None:
    said = {
        "en": f"project {tmp_path}:\n[finding] kaohe.toml: the file does not exist\n"
        "    To mend it: there is no TOML file in that folder",
        "zh": f"项目 {tmp_path}：\n[问题] kaohe.toml: 文件不存在\n    改法：该文件夹里没有 TOML 文件",
    }
    for language, text in said.items():
        assert str(refusal(lambda language=language: kaohe.open(tmp_path, language=language))) == text


def test_plugins_at_hand_are_refused_in_the_language_of_the_project(school: Path) -> None:
    wrong = SimpleNamespace(kaohe_tables=list)
    error = refusal(lambda: kaohe.open(school, plugins={"visits": wrong}))
    assert str(error) == (
        f"项目 {school}：\n[问题] 插件 visits: 函数“kaohe_tables”与钩子同名，却没有标记为钩子\n"
        "    改法：在它上面写一行 @hookimpl（from kaohe_core import hookimpl）"
    )


def test_what_is_not_written_over_is_said_in_the_language_of_the_project(school: Path) -> None:
    (school / "mine.parquet").write_bytes(b"mine")
    for language, said in (
        ("zh", f"项目 {school}：\n[问题] {school}/mine.parquet: 这里已经有一个文件，不是 kaohe 写的{MOVE}"),
        (
            "en",
            f"project {school}:\n[finding] {school}/mine.parquet: there is a file here already, which kaohe did not "
            "write\n    To mend it: name another file, or move this one elsewhere",
        ),
    ):
        pay = kaohe.open(school, language=language).score()
        assert str(refusal(lambda pay=pay: pay.to_parquet(school / "mine.parquet"))) == said
    assert (school / "mine.parquet").read_bytes() == b"mine"


# what is handed in ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("work", "said"),
    [
        (lambda folder: kaohe.open(folder, language="fr"), "language 不能是 'fr'\n    改法：可以用：'zh'、'en'"),
        (
            lambda folder: kaohe.open(folder, plugins=["homeroom"]),
            "plugins 不能是 ['homeroom']\n    改法：请给出名称和模块：plugins={\"visits\": kaohe_visits}",
        ),
        (
            lambda folder: kaohe.open(folder, plugins={"visits": "kaohe_visits"}),
            "plugins['visits'] 不能是 'kaohe_visits'\n    改法：请给出名称和模块：plugins={\"visits\": kaohe_visits}",
        ),
        (lambda folder: kaohe.open(folder).score(1), "scheme 不能是 1\n    改法：请写成文本，例如 '1'"),
        (lambda folder: kaohe.open(folder).check(["pay"]), "scheme 不能是 ['pay']\n    改法：请给出一个，写成文本"),
        (
            lambda folder: kaohe.open(folder).score().table("fr"),
            "titles 不能是 'fr'\n    改法：可以用：'id'、'zh'、'en'",
        ),
        (lambda folder: kaohe.open(folder).score().explain(1), "subject 不能是 1\n    改法：请写成文本，例如 '1'"),
        (
            lambda folder: kaohe.open(folder).score().explain("1", only=["sick"]),
            "only 不能是 ['sick']\n    改法：请给出一个，写成文本",
        ),
        (lambda folder: kaohe.open(folder).score().to_workbook(1), "path 不能是 1\n    改法：请给出一个路径"),
    ],
)
def test_what_is_handed_in_wrongly_is_refused_with_what_is_allowed(
    school: Path, work: Callable[[Path], object], said: str
) -> None:
    assert str(refusal(lambda: work(school))) == f"项目 {school}：\n[问题] {said}"


def test_something_that_is_no_path_is_no_project() -> None:
    assert str(refusal(lambda: kaohe.open(3))) == "[问题] folder 不能是 3\n    改法：请给出一个路径"


def test_a_plugin_at_hand_is_the_module_that_its_entry_point_names(school: Path) -> None:
    """``plugin = package(__name__)`` stands in the module, and the entry point leads to it: a module alone will do."""
    import kaohe_example

    assert isinstance(kaohe_example, ModuleType)
    for plugin in (kaohe_example, kaohe_example.plugin):
        opened = kaohe.open(school, plugins={"example": plugin})
        assert [name for name, _ in opened.project.plugins.versions] == ["core", "example"]
        assert opened.project.plugins.dimensions().keys() == {f"example/{id}" for id in example_dimensions()}


def example_dimensions() -> set[str]:
    """The files that the example plugin has for its dimensions."""
    return {path.stem for path in EXAMPLE.glob("src/kaohe_example/dimensions/*.toml")}


# where files go -------------------------------------------------------------------------------------------------------


def test_a_file_is_called_what_it_is(school: Path) -> None:
    pay = kaohe.open(school).score()
    cases: list[tuple[Callable[[Any], Path], str, str, str]] = [
        (pay.to_workbook, "pay.xls", ".xlsx", "pay.xlsx"),
        (pay.to_workbook, "pay.parquet", ".xlsx", "pay.xlsx"),
        (pay.to_parquet, "pay.csv", ".parquet", "pay.parquet"),
        (pay.to_parquet, "pay", ".parquet", "pay.parquet"),
    ]
    for write, name, ending, instead in cases:
        assert str(refusal(lambda write=write, name=name: write(school / name))) == (
            f"项目 {school}：\n[问题] {school}/{name}: 这种文件的名字以 {ending} 结尾\n    改法：例如写成 {instead}"
        )
        assert not (school / name).exists()
    assert pay.to_workbook(school / "PAY.XLSX").is_file()


def test_no_folder_is_made_where_none_is(school: Path) -> None:
    for folder in (school / "no" / "such", Path("~nobody-of-this-name")):
        error = refusal(lambda folder=folder: kaohe.open(school).score().to_parquet(folder / "p.parquet"))
        assert str(error) == (
            f"项目 {school}：\n[问题] {folder}/p.parquet: 没有文件夹 {folder}\n    改法：请先建好它，或者换一个文件夹"
        )
    assert not (school / "no").exists()


# findings, read by a program ------------------------------------------------------------------------------------------


def test_findings_are_read_as_a_list_and_speak_their_language(school: Path) -> None:
    # row 2 of STAFF: a word where a number of days is due; row 5 the same
    text = STAFF.replace("1,甲,4", "1,甲,没请假").replace("4,乙,1.5", "4,乙,好多")
    (school / "staff.csv").write_text(text, encoding="utf-8")
    for language, place, last in (
        ("zh", "staff.csv 第 2 行 “病假”", "staff.csv 第 5 行 “病假”"),
        ("en", "staff.csv row 2 “病假”", "staff.csv row 5 “病假”"),
    ):
        opened = kaohe.open(school, language=language)
        found, error = opened.check(), refusal(opened.score)
        for findings in (found, error.findings):
            assert (len(findings), findings.blocked) == (2, True)
            assert str(findings[0].place) == place
            assert str(findings[-1].place) == last
            assert [one.place.row for one in findings] == [2, 5]
            assert str(findings[:1]) == str(findings[0]) == repr(findings[0])
            mark, mend = {"zh": ("[问题]", "改法："), "en": ("[finding]", "To mend it: ")}[language]
            one = findings[0]
            assert str(one) == f"{mark} {one.place}: {one.what}\n    {mend}{one.mend}"
    assert "没请假" in str(found[0].what)


def test_an_error_comes_back_from_another_process(school: Path) -> None:
    error = refusal(lambda: kaohe.open(school).score("pai"))
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  # what was written a moment ago
    assert (str(again), again.folder, len(again.findings)) == (str(error), school, 1)


# copies ---------------------------------------------------------------------------------------------------------------


def test_a_project_goes_to_another_process_and_a_copy_is_itself(school: Path) -> None:
    opened = kaohe.open(school, language="en")
    again = pickle.loads(pickle.dumps(opened))  # noqa: S301  # what was written a moment ago
    assert (again.name, again.language, again.folder) == (opened.name, "en", school)
    assert again.score().frame.equals(opened.score().frame)
    assert copy.deepcopy(opened) is opened is copy.copy(opened)


def test_what_cannot_go_to_another_process_says_so(school: Path) -> None:
    with pytest.raises(TypeError) as refused:
        pickle.dumps(kaohe.open(school, plugins={}))
    assert str(refused.value) == "插件是直接传入的项目不能序列化（pickle）；请在用到它的地方重新打开"
    pay = kaohe.open(school).score()
    for work in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError) as refused:
            work(pay)
        assert str(refused.value) == "结果不能序列化或复制；请用它的 frame，或者在用到它的地方再打开项目计分一次"


def test_what_is_done_to_a_frame_is_not_in_the_result(school: Path) -> None:
    pay = kaohe.open(school).score()
    frame, before = pay.frame, pay.frame.clone()
    frame.replace_column(0, pl.Series("id", ["X"] * 4))
    frame.insert_column(0, pl.Series("mine", [1, 2, 3, 4]))
    pay.table("id").drop_in_place("total")
    pay.people.clear()
    pay.result.frame.drop_in_place("total")
    assert pay.frame.equals(before)
    assert pay.people["1"] == "甲"
    assert "10 − 2" in str(pay.explain("1"))  # 4 days of 0.5 each
