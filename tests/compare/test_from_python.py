"""A comparison from Python: what the command says, as objects, as text and as data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import kaohe_core as kaohe
from kaohe_core.cli.app import app
from kaohe_core.testing.files import write_all
from tests.test_api import CONFIG, SCHEME
from tests.test_api_errors import refusal

STAFF = "工号,姓名,病假\n1,张三,4\n2,李四,0\n"
STRICTER = SCHEME.replace("points = 0.5", "points = 1").replace("每天扣 0.5 分", "每天扣 1 分")
TWICE = CONFIG.replace('id = "pay"', 'id = "other"') + '[[scheme]]\nid = "another"\nfile = "pay.toml"\n'


@pytest.fixture
def years(tmp_path: Path) -> tuple[Path, Path]:
    old = {"kaohe.toml": CONFIG, "pay.toml": SCHEME, "staff.csv": STAFF}
    return write_all(tmp_path / "old", old), write_all(tmp_path / "new", {**old, "pay.toml": STRICTER})


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_is_what_the_command_says(years: tuple[Path, Path], language: str) -> None:
    found = kaohe.open(years[0], language=language).compare(years[1])
    asked = ["compare", *map(str, years), "--language", language]
    assert str(found) == repr(found) == CliRunner().invoke(app, asked).stdout.rstrip("\n")
    assert found.data() == json.loads(CliRunner().invoke(app, [*asked, "--format", "json"]).stdout)
    assert found._repr_html_().startswith("<pre")


def test_the_new_scheme_is_held_against_the_records_of_the_old_one(years: tuple[Path, Path]) -> None:
    """4 days cost 2 marks before (10 − 4 × 0.5 = 8) and 4 now (10 − 4 × 1 = 6); the new one’s records are not read."""
    old, new = years
    (new / "staff.csv").unlink()
    school = kaohe.open(old)
    for other in (new, kaohe.open(new), new / "kaohe.toml", str(new)):
        [one] = school.compare(other).schemes
        assert one.id == "pay"
        [person] = one.effects.people
        moved = {change.what: (change.old, change.new) for change in person.moved}
        assert (person.id, moved["total"]) == ("1", (8, 6))


def test_files_are_read_as_they_are_when_they_are_compared(years: tuple[Path, Path]) -> None:
    """As everywhere: what was read to compare once is not what is scored, or compared, the next time."""
    old, new = years
    school, other = kaohe.open(old), kaohe.open(new)
    assert len(school.compare(other).schemes[0].changes) == 1
    (new / "pay.toml").write_text(SCHEME, encoding="utf-8")
    assert school.compare(other).schemes[0].changes == ()
    (old / "pay.toml").write_text(STRICTER, encoding="utf-8")
    assert school.score().result.subject("1").number("total") == 6  # 10 − 4 × 1


def test_a_scheme_file_is_run_in_the_project(years: tuple[Path, Path]) -> None:
    old, new = years
    [one] = kaohe.open(old).compare(new / "pay.toml").schemes
    assert [change.id for change in one.changes] == ["sick"]


def test_what_cannot_be_compared_is_refused(years: tuple[Path, Path]) -> None:
    old, new = years
    school = kaohe.open(old)
    error = refusal(lambda: school.compare(old / "gone"))
    assert str(error) == f"项目 {old}：\n[问题] 没有文件或文件夹 {old}/gone"
    (new / "kaohe.toml").write_text(TWICE, encoding="utf-8")
    error = refusal(lambda: school.compare(new))
    assert str(error) == f"项目 {old}：\n[问题] OLD 和 NEW 没有相同的方案：pay；other、another"
    error = refusal(lambda: school.compare(new, scheme="pay"))
    assert str(error) == f"项目 {old}：\n[问题] 两边不都有方案“pay”：可以用：another、other"
    (new / "kaohe.toml").write_text("[project", encoding="utf-8")
    assert refusal(lambda: school.compare(new)).folder == new
    assert refusal(lambda: school.compare(3)).findings[0].what.template == "{argument} cannot be {value}"
