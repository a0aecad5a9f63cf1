"""Receipts: what they hold, and that a round comes out the same elsewhere, or what differs there."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kaohe_case.receipt import file_name, receipt
from kaohe_case.store import FILE, Store, digest_of_bytes
from kaohe_core import writing
from kaohe_core.cli.app import app
from kaohe_core.findings import FindingsError
from kaohe_core.plugins.loader import core_version

from .held import LEAVE, RIGHT, ROUND, SCHEME, Way, acts_of, copied, school, write

RUN = "from kaohe_core.cli.app import app; app.main()"


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The round as far as its first results, with a receipt; nobody changes it."""
    folder = school(tmp_path_factory.mktemp("scored") / "校")
    Way(folder).to_scored()
    assert kaohe("case", "receipt", folder, "--round", ROUND).exit_code == 0
    return folder


@pytest.fixture
def folder(scored: Path, tmp_path: Path) -> Path:
    return copied(scored, tmp_path / "校")


def kaohe(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def slip(folder: Path) -> Path:
    return folder / "out" / "2026.receipt.toml"


def edited(folder: Path, old: str, new: str) -> Path:
    text = slip(folder).read_text(encoding="utf-8")
    assert text.count(old) == 1
    slip(folder).write_text(text.replace(old, new), encoding="utf-8")
    return slip(folder)


def test_what_a_receipt_holds(scored: Path) -> None:
    made = receipt(scored, ROUND)
    acts = acts_of(scored)
    freeze, score = acts[12].data, acts[13].data
    assert (made.project, made.round, made.scheme, made.head, made.acts) == (
        "试点小学",
        ROUND,
        "pay",
        acts[-1].digest,
        14,
    )
    assert made.plugins == {"core": core_version()}
    assert made.schemes == score["bound"]["schemes"]
    assert made.tables == freeze["tables"]
    assert made.files == {
        name: digest_of_bytes((scored / name).read_bytes())
        for name in ("data/教职工.csv", "data/请假.csv", "kaohe.toml", "schemes/绩效.toml")
    }
    assert made.results == score["files"]
    assert slip(scored).read_text(encoding="utf-8") == made.text()


def test_the_same_bytes_elsewhere(folder: Path, tmp_path: Path) -> None:
    """Another process in another folder, without the record, with other hash seeds, time zone and locale."""
    for name in (FILE, "甲组", "乙组"):
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    other = Path(shutil.copytree(folder, tmp_path / "别处" / "副本"))
    expected = (
        "试点小学 2026：重新计分，结果逐字节一致。\n"
        "比对了 4 个文件、2 张台账、1 个方案、1 个版本。\n"
        f"  pay  {receipt_results(other)}\n"
    )
    for seed, zone, language in (("0", "Asia/Shanghai", "C.UTF-8"), ("4711", "America/St_Johns", "POSIX")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language, "PYTHONUTF8": "1"}
        command = [sys.executable, "-c", RUN, "verify", str(slip(other)), str(other)]
        done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, check=False)
        assert (done.returncode, done.stderr.decode(), done.stdout.decode()) == (0, "", expected)


def receipt_results(folder: Path) -> str:
    last = slip(folder).read_text(encoding="utf-8").split("[results]\n")[1].splitlines()[0]
    return last.removeprefix('pay = "').removesuffix('"')


def test_the_record_is_held_against_it_where_there_is_one(folder: Path) -> None:
    said = kaohe("verify", slip(folder), folder)
    assert said.output.splitlines()[-1] == "文件夹里的卷宗与凭证上的最新摘要相符。"
    (folder / FILE).unlink()
    assert "卷宗" not in kaohe("verify", slip(folder), folder).output


def test_a_longer_record_still_fits(folder: Path) -> None:
    way = Way(folder)
    way.at = way.at.replace(month=10)
    way.entered()
    assert kaohe("verify", slip(folder), folder).exit_code == 0


def test_records_that_changed_are_told_with_whom_they_change(folder: Path) -> None:
    """t3 with 3 days instead of 4 has 10 − (3 − 2) × 0.5 = 9.5 marks instead of 9."""
    before, after = (digest_of_bytes(text.encode()) for text in (LEAVE, RIGHT))
    assert before != after
    write(folder / "data/请假.csv", RIGHT)
    said = kaohe("verify", slip(folder), folder)
    lines = [line for line in said.stderr.splitlines() if line.startswith("[")]
    assert said.exit_code == 1
    assert lines[0] == f"[问题] data/请假.csv: 文件与当时不同；凭证上的摘要是 {before}"
    assert lines[1].startswith(f"[问题] {slip(folder)}: 台账内容“leave”：凭证上是 sha256:")
    assert lines[2].startswith(
        f"[问题] {slip(folder)}: 方案结果“pay”：凭证上是 {receipt_results(folder)}，这里是 sha256:"
    )
    assert f"[问题] {slip(folder)}: 方案“pay”，李三（t3） 总分：当时是 9.00，现在是 9.50" in lines


def test_bytes_that_change_no_result(folder: Path) -> None:
    write(folder / "schemes/绩效.toml", SCHEME + "# 末尾的注释\n")
    said = kaohe("verify", slip(folder), folder, "--language", "en")
    digest = digest_of_bytes(SCHEME.encode())
    assert (said.exit_code, said.stderr) == (
        1,
        f"[finding] schemes/绩效.toml: the file is not what it was; the receipt has {digest}\n"
        f"[note] {slip(folder)}: the result is the same byte by byte all the same\n"
        "1 finding to be mended.\n",
    )


def test_another_version(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kaohe_core.plugins.loader.core_version", lambda: "9.9")
    said = kaohe("verify", slip(folder), folder)
    assert (said.exit_code, said.stderr) == (
        1,
        f"[问题] {slip(folder)}: kaohe 本身的版本变了：当时是 {core_version()}，现在是 9.9\n"
        f"[提示] {slip(folder)}: 不过结果仍然逐字节一致\n"
        "共 1 个问题需要处理。\n",
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("format = 1", "format = 2", ":1:10 format: 凭证的格式是第 2 版，这里只认得第 1 版\n    改法：请用更新的"),
        ("acts = 14", 'acts = "14"', ":6:8 acts: "),
        ('scheme = "pay"\n', "", ": 缺少键“scheme”，应填文字\n    改法：在这里补写一行“scheme = …”"),
        ('"data/请假.csv" = "sha256:', '"data/请假.csv" = "sha1:', " files.data/请假.csv: “sha1:"),
        ("[results]\n", "[results\n", ":24:9: 这个表头没有结束"),
        ("[made-with]", "[made-of]", "made-of"),
    ],
)
def test_a_damaged_receipt_is_told_with_line_and_key(folder: Path, old: str, new: str, says: str) -> None:
    path = edited(folder, old, new)
    said = kaohe("verify", path, folder)
    assert said.exit_code == 1
    assert said.stderr.startswith(f"[问题] {path}")
    assert says in said.stderr, said.stderr


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("试点小学", "别的小学", "凭证是“别的小学”的，项目却是“试点小学”"),
        ("acts = 14", "acts = 15", "凭证上的最新摘要是第 14 笔记录的，不是第 15 笔的"),
        ('scheme = "pay"', 'scheme = "payy"', "没有方案“payy”"),
    ],
)
def test_a_receipt_of_something_else(folder: Path, old: str, new: str, says: str) -> None:
    said = kaohe("verify", edited(folder, old, new), folder)
    assert said.exit_code == 1
    assert says in said.stderr, said.stderr


def test_no_receipt_and_no_results(folder: Path, tmp_path: Path) -> None:
    assert "[问题]" in kaohe("verify", tmp_path / "没有.toml", folder).stderr
    draft = school(tmp_path / "新")
    Way(draft).to_adopted()
    said = kaohe("case", "receipt", draft, "--round", ROUND)
    assert (said.exit_code, said.stderr) == (
        1,
        "[问题] kaohe.case: “2026”这一轮还没有有效的结果\n    改法：请执行 kaohe case score\n共 1 个问题需要处理。\n",
    )
    assert not (draft / "out").exists()
    with pytest.raises(FindingsError, match="there is no round"):
        receipt(draft, "2062")


def test_it_is_written_whole_or_not_at_all(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = slip(folder).read_bytes()

    def full(_path: Path, _file: writing.NewFile) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as without:
        without.setattr(writing, "_write", full)
        assert kaohe("case", "receipt", folder, "--round", ROUND).exit_code == 1
    assert slip(folder).read_bytes() == before
    names = [path.name for path in slip(folder).parent.iterdir() if path.name != writing.LIST]
    assert names == ["2026.receipt.toml"]


@pytest.mark.fault("B06")
@pytest.mark.parametrize("name", [FILE, "kaohe.toml", "scheme.toml", "data/请假.csv"])
def test_it_takes_the_place_of_no_record_and_no_input(folder: Path, name: str) -> None:
    before = (folder / name).read_bytes() if (folder / name).exists() else None
    if before is None:
        (folder / name).write_bytes(b"something")
        before = b"something"
    done = kaohe("case", "receipt", folder, "--round", ROUND, "--output", folder / name)
    what = {FILE: "这个文件是要读的（卷宗），不能覆盖"}.get(name, "这里已经有一个文件，不是 kaohe 写的")
    assert (done.exit_code, done.stderr) == (
        1,
        f"[问题] {folder / name}: {what}\n    改法：请换一个文件名，或者把这里原有的移到别处\n共 1 个问题需要处理。\n",
    )
    assert (folder / name).read_bytes() == before


def test_the_record_is_for_whoever_keeps_it(tmp_path: Path) -> None:
    store = Store(tmp_path / FILE)
    store.append("2026", "open", "办公室", "2026-09-01T08:00:00+08:00", {})
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600


@pytest.mark.parametrize(("round", "name"), [("2026", "2026"), ("2026/上", "2026-上"), ("../a:b", "..-a-b")])
def test_the_name_of_the_file(round: str, name: str) -> None:
    assert file_name(round) == f"{name}.receipt.toml"


@pytest.mark.fault("R04")
def test_two_rounds_have_two_files() -> None:
    """2026/上 and 2026-上 would be one file, and the later receipt would take the place of the earlier one."""
    rounds = ["2026/上", "2026-上", "2026/下"]
    assert [file_name(one, rounds) for one in rounds] == [
        "2026-上.receipt.toml",
        "2026-上 (2).receipt.toml",
        "2026-下.receipt.toml",
    ]
