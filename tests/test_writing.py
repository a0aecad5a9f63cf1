"""Files appear whole or not at all, in turns, never over anybody else's, and what a killed run left is put right."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import kaohe_core as kaohe
from kaohe_core import writing
from kaohe_core.findings import Findings, FindingsError
from kaohe_core.messages import message
from kaohe_core.writing import (
    LIST,
    LOCK,
    WORK,
    Edit,
    NewFile,
    digest_of,
    edit,
    new_folder,
    recover,
    replace,
    write_file,
)
from tests import killed_writing
from tests.cli.conftest import change, write_small
from tests.killed_command import SERVER

Kaohe = Callable[..., Result]
MOVE = "\n    改法：请换一个文件名，或者把这里原有的移到别处"


def whole(folder: Path) -> dict[str, bytes]:
    """Every file there, but for the lists of what is ours."""
    found = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != LIST]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def put(folder: Path, **files: str) -> list[str]:
    """Write them as all there is of ours in ``folder/pay``; what is noted."""
    findings = Findings()
    new = {name.replace("_", "."): NewFile(text.encode()) for name, text in files.items()}
    replace(folder, {"pay": new}, findings)
    return [finding.text("zh") for finding in findings]


def refused(folder: Path, **files: str) -> list[str]:
    with pytest.raises(FindingsError) as caught:
        put(folder, **files)
    return [finding.text("zh") for finding in caught.value.findings]


def test_what_does_not_hold_any_more_goes_and_the_rest_stays(tmp_path: Path) -> None:
    put(tmp_path, a_csv="1", b_csv="2")
    (tmp_path / "pay/备注.txt").write_text("勿删", "utf-8")
    assert put(tmp_path, b_csv="3") == []
    assert whole(tmp_path) == {"pay/b.csv": b"3", "pay/备注.txt": "勿删".encode()}


def test_the_list_is_one_that_sha256sum_reads(tmp_path: Path) -> None:
    put(tmp_path, a_csv="1")
    assert (tmp_path / "pay" / LIST).read_text() == f"{hashlib.sha256(b'1').hexdigest()}  a.csv\n"


@pytest.mark.fault("B06")
def test_a_file_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pay").mkdir()
    (tmp_path / "pay/a.csv").write_text("手工", "utf-8")
    (tmp_path / "pay/b.csv").symlink_to(tmp_path / "pay/a.csv")
    (tmp_path / "pay/c.csv").mkdir()
    os.mkfifo(tmp_path / "pay/d.csv")
    assert refused(tmp_path, a_csv="1", b_csv="2", c_csv="3", d_csv="4", e_csv="5") == [
        f"{tmp_path}/pay/a.csv: 这里已经有一个文件，不是 kaohe 写的{MOVE}",
        f"{tmp_path}/pay/b.csv: 这里是一个指向别的文件的链接{MOVE}",
        f"{tmp_path}/pay/c.csv: 这里是一个文件夹{MOVE}",
        f"{tmp_path}/pay/d.csv: 这里是一个不是普通文件的东西{MOVE}",
    ]
    assert sorted(path.name for path in (tmp_path / "pay").iterdir()) == ["a.csv", "b.csv", "c.csv", "d.csv"]
    assert (tmp_path / "pay/a.csv").read_text("utf-8") == "手工"


@pytest.mark.fault("B06")
@pytest.mark.parametrize("name", [LIST, WORK, LOCK])
def test_our_own_names_are_no_names_for_others(tmp_path: Path, name: str) -> None:
    write_file(tmp_path / "a", NewFile(b"1"), Findings())
    before = (tmp_path / LIST).read_bytes()
    with pytest.raises(FindingsError):
        write_file(tmp_path / name, NewFile(b"2"), Findings())
    assert (tmp_path / LIST).read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [LIST, "a"]


@pytest.mark.fault("B06")
def test_an_input_is_refused_although_kaohe_wrote_it(tmp_path: Path) -> None:
    """The results of the last round may be a table of this one."""
    write_file(tmp_path / "a.csv", NewFile(b"1"), Findings())
    with pytest.raises(FindingsError) as caught:
        write_file(tmp_path / "a.csv", NewFile(b"2"), Findings(), {(tmp_path / "a.csv").resolve(): message("yes")})
    assert caught.value.findings[0].text("en") == (
        f"{tmp_path}/a.csv: this file is read here (yes) and is not written over\n"
        "    To mend it: name another file, or move this one elsewhere"
    )
    assert (tmp_path / "a.csv").read_bytes() == b"1"


@pytest.mark.fault("B06")
def test_what_somebody_changed_is_kept_and_told(tmp_path: Path) -> None:
    put(tmp_path, a_csv="1", b_csv="2")
    (tmp_path / "pay/a.csv").write_text("改一", "utf-8")
    (tmp_path / "pay/b.csv").write_text("改二", "utf-8")
    told = "这个文件在 kaohe 写出之后被人改过；改过的那份现在另存为"
    assert put(tmp_path, a_csv="3") == [
        f"{tmp_path}/pay/b.csv: {told} b.changed-1.csv",
        f"{tmp_path}/pay/a.csv: {told} a.changed-1.csv",
    ]
    (tmp_path / "pay/a.csv").write_text("改三", "utf-8")
    assert put(tmp_path, a_csv="4") == [f"{tmp_path}/pay/a.csv: {told} a.changed-2.csv"]
    assert whole(tmp_path) == {
        "pay/a.csv": b"4",
        "pay/a.changed-1.csv": "改一".encode(),
        "pay/a.changed-2.csv": "改三".encode(),
        "pay/b.changed-1.csv": "改二".encode(),
    }


@pytest.mark.fault("R04")
def test_what_another_command_wrote_is_neither_written_over_nor_cleared_away(tmp_path: Path) -> None:
    """A workbook that ``kaohe report`` wrote into out/pay went with the next ``kaohe score``."""
    put(tmp_path, old_csv="0")  # as an earlier version wrote it, which kept no commands: anybody's
    replace(tmp_path, {"pay": {"a.csv": NewFile(b"1")}}, Findings(), by="kaohe score")
    write_file(tmp_path / "pay/b.xlsx", NewFile(b"2"), Findings(), by="kaohe report")
    lines = [f"{hashlib.sha256(text).hexdigest()}  {name}" for text, name in ((b"2", "b.xlsx"), (b"1", "a.csv"))]
    assert (tmp_path / "pay" / LIST).read_text().splitlines() == ["# kaohe report", lines[0], "# kaohe score", lines[1]]
    checked = subprocess.run(
        ["sha256sum", "-c", LIST], cwd=tmp_path / "pay", capture_output=True, text=True, check=True
    )
    assert (checked.stdout, checked.stderr) == ("b.xlsx: OK\na.csv: OK\n", "")
    replace(tmp_path, {"pay": {"c.csv": NewFile(b"3")}}, Findings(), by="kaohe score")
    assert whole(tmp_path) == {"pay/b.xlsx": b"2", "pay/c.csv": b"3"}
    with pytest.raises(FindingsError) as caught:
        write_file(tmp_path / "pay/c.csv", NewFile(b"4"), Findings(), by="kaohe report")
    assert [finding.text("zh") for finding in caught.value.findings] == [
        f"{tmp_path}/pay/c.csv: 这个文件是“kaohe score”写的，别的命令不能覆盖它{MOVE}"
    ]
    assert whole(tmp_path) == {"pay/b.xlsx": b"2", "pay/c.csv": b"3"}


def test_a_list_leads_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "pay").mkdir()
    (tmp_path / "x.csv").write_text("别人的", "utf-8")
    (tmp_path / "pay" / LIST).write_text(f"../x.csv\n{tmp_path}/x.csv\n", "utf-8")
    put(tmp_path, a_csv="1")
    assert whole(tmp_path) == {"pay/a.csv": b"1", "x.csv": "别人的".encode()}


def test_private_files_are_for_their_owner(tmp_path: Path) -> None:
    files = {"payments.csv": NewFile(b"1", private=True), "results.csv": NewFile(b"2")}
    replace(tmp_path, {"pay": files}, Findings())
    assert stat.S_IMODE((tmp_path / "pay/payments.csv").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "pay/results.csv").stat().st_mode) & 0o444 == 0o444


@pytest.mark.parametrize("there", [False, True])
def test_a_new_folder_is_the_users_own(tmp_path: Path, there: bool) -> None:
    if there:
        (tmp_path / "school").mkdir()
    new_folder(tmp_path / "school", {"kaohe.toml": NewFile(b"1"), "data/a.csv": NewFile(b"2")})
    assert whole(tmp_path) == {"school/kaohe.toml": b"1", "school/data/a.csv": b"2"}
    assert list(tmp_path.rglob(".*")) == []


# ---------------------------------------------------------------- one after another


@pytest.mark.fault("B07")
def test_who_comes_second_waits_and_then_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, a_csv="1")
    monkeypatch.setattr(writing, "WAIT", 0.05)
    with writing._held(tmp_path):
        assert refused(tmp_path, a_csv="2") == [
            f"{tmp_path}: 另一个 kaohe 正在往这里写文件，一直没有写完\n"
            "    改法：请等它写完，再运行一次；原有文件没有改动"
        ]
        recover(tmp_path)  # what another run is at is not cleaned away
        assert (tmp_path / WORK).is_dir()
    assert put(tmp_path, a_csv="2") == []
    assert whole(tmp_path) == {"pay/a.csv": b"2"}


PAIR = """
import sys
from pathlib import Path
from kaohe_core.findings import Findings
from kaohe_core.writing import NewFile, replace
who, folder = sys.argv[1].encode(), Path(sys.argv[2])
for _ in range(int(sys.argv[3])):
    replace(folder, {"pay": {name: NewFile(who * 10_000) for name in ("a", "b", "c")}}, Findings())
"""


@pytest.mark.fault("B07")
def test_two_runs_take_turns(tmp_path: Path, thorough: bool) -> None:
    """However they fall, the files are all of one of the two, and nobody else's file is touched."""
    (tmp_path / "pay").mkdir()
    (tmp_path / "pay/note.txt").write_text("勿删", "utf-8")
    times = "100" if thorough else "20"
    both = [subprocess.Popen([sys.executable, "-c", PAIR, who, tmp_path, times]) for who in "xy"]
    assert [one.wait() for one in both] == [0, 0]
    found = whole(tmp_path)
    assert found.pop("pay/note.txt") == "勿删".encode()
    assert set(found) == {"pay/a", "pay/b", "pay/c"}
    assert set(found.values()) in ({b"x" * 10_000}, {b"y" * 10_000})
    assert {path.name for path in tmp_path.rglob(".*")} == {LIST}


# ---------------------------------------------------------------- killed

OLD = {"pay/a.csv": b"old a", "pay/b.csv": b"old b", "pay/d.csv": "改过".encode(), "pay/note.txt": "勿删".encode()}
NEW = {
    "pay/a.csv": b"new a",
    "pay/c.csv": b"new c",
    "pay/d.csv": b"new d",
    "pay/d.changed-1.csv": "改过".encode(),
    "pay/note.txt": "勿删".encode(),
    "more/sub/e.csv": b"new e",
}


def killed(folder: Path, at: int) -> bool:
    """A run over the old files, killed at its ``at``-th step on the disk; False if it had come to its end before."""
    replace(
        folder,
        {"pay": {name: NewFile(b"old " + name[:1].encode()) for name in ("a.csv", "b.csv", "d.csv")}},
        Findings(),
    )
    (folder / "pay/d.csv").write_text("改过", "utf-8")
    (folder / "pay/note.txt").write_text("勿删", "utf-8")
    assert whole(folder) == OLD
    process = SERVER.Process(target=killed_writing.write, args=(folder, at))
    process.start()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode != 0


@pytest.mark.fault("B08")
def test_what_a_kill_leaves_is_put_right_by_the_next_run(tmp_path: Path, thorough: bool) -> None:
    """Killed at every step on the disk: nothing of others is gone, no file is half, and then all is of one run."""
    finished = cleaned = 0
    for at in range(1, 1000):
        if not thorough and at % 4:
            continue
        folder = tmp_path / str(at)
        folder.mkdir()
        if not killed(folder, at):
            break
        found = {name: text for name, text in whole(folder).items() if not name.startswith((WORK, LOCK))}
        # before anything is put right: each file is the old one or the new one, and whole
        assert found["pay/note.txt"] == "勿删".encode()
        assert {"pay/d.csv", "pay/d.changed-1.csv"} & {n for n, text in found.items() if text == "改过".encode()}
        assert [name for name, text in found.items() if text not in (OLD.get(name), NEW.get(name))] == []
        recover(folder)
        assert {path.name for path in folder.rglob(".*")} - {LOCK} == {LIST}
        now = {name: text for name, text in whole(folder).items() if name != LOCK}
        assert now in (OLD, NEW)
        finished, cleaned = finished + (now == NEW), cleaned + (now == OLD)
        replace(folder, {"pay": {"a.csv": NewFile(b"next")}}, Findings())
        assert (folder / "pay/a.csv").read_bytes() == b"next"
        assert (folder / "pay/note.txt").read_text("utf-8") == "勿删"
        assert {path.name for path in folder.rglob(".*")} == {LIST}
    assert finished > 2
    assert cleaned > 2


def test_what_somebody_wrote_since_a_kill_stays(tmp_path: Path) -> None:
    for at in range(1, 1000):
        folder = tmp_path / str(at)
        folder.mkdir()
        assert killed(folder, at)
        if (folder / WORK / "moves").exists():
            break
    (folder / "pay/a.csv").write_text("刚写的", "utf-8")
    (folder / "pay/c.csv").write_text("我的", "utf-8")
    recover(folder)
    assert whole(folder) == NEW | {"pay/a.csv": "刚写的".encode(), "pay/c.csv": "我的".encode()}


# ---------------------------------------------------------------- the commands


def run(*arguments: object, room: int | None = None) -> tuple[int, str, str]:
    """A command in a process of its own, with so many kilobytes for a file."""
    command = [sys.executable, "-c", "from kaohe_core.cli import main; main()", *map(str, arguments)]
    limit = ["bash", "-c", f'ulimit -f {room}; exec "$@"', "-"] if room is not None else []
    done = subprocess.run([*limit, *command], capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return write_small(tmp_path / "small")


@pytest.mark.fault("B05")
def test_a_full_disk_leaves_the_old_workbook(small: Path, tmp_path: Path) -> None:
    book = tmp_path / "w.xlsx"
    assert run("report", small, "--workbook", book)[0] == 0
    before = whole(tmp_path)
    change(small / "data/考勤.csv", "01,上,3", "01,上,4")
    changed = whole(tmp_path)
    code, out, err = run("report", small, "--workbook", book, room=4)
    assert (code, out) == (1, "")
    assert err == (
        f"[问题] {tmp_path}: 无法写入：文件超过了这里允许的大小\n"
        "    改法：请关闭正在打开的结果文件，并确认磁盘有空间、文件夹可以写入；原有文件没有改动\n"
        "共 1 个问题需要处理。\n"
    )
    assert whole(tmp_path) == changed
    assert changed["w.xlsx"] == before["w.xlsx"]
    assert sorted(path.name for path in tmp_path.rglob(".*")) == [LIST]


@pytest.mark.fault("B06")
@pytest.mark.thorough(but=["link.xlsx"])
@pytest.mark.parametrize("target", ["考勤.xlsx", "别的.xlsx", "link.xlsx"])
def test_a_workbook_takes_no_place_of_another_file(small: Path, target: str) -> None:
    (small / "data/考勤.xlsx").write_bytes(b"ledger")
    (small / "data/别的.xlsx").write_bytes(b"other")
    (small / "data/link.xlsx").symlink_to("考勤.xlsx")
    before = whole(small)
    code, out, err = run("report", small, "--workbook", small / "data" / target)
    assert (code, out) == (1, "")
    assert re.fullmatch(
        r"\[问题\] .*(不是 kaohe 写的|一个指向别的文件的链接)" + MOVE + "\n共 1 个问题需要处理。\n", err
    )
    assert whole(small) == before


@pytest.mark.fault("B06")
def test_a_table_is_no_place_for_a_workbook(small: Path) -> None:
    kaohe.open(small).score().to_parquet(small / "data/last.parquet")
    change(small / "kaohe.toml", 'attendance = "data/考勤.csv"', 'attendance = "data/last.parquet"')
    with pytest.raises(FindingsError) as caught:
        write_file(small / "data/last.parquet", NewFile(b""), Findings(), kaohe.open(small).project.inputs())
    assert str(caught.value) == (
        f"[finding] {small}/data/last.parquet: this file is read here (the table “attendance”) "
        "and is not written over\n"
        "    To mend it: name another file, or move this one elsewhere"
    )


def test_a_program_writes_again_what_it_wrote(small: Path) -> None:
    pay = kaohe.open(small).score()
    for _ in range(2):
        assert pay.to_workbook(small / "w.xlsx").read_bytes()[:2] == b"PK"
    (small / "mine.parquet").write_bytes(b"mine")
    with pytest.raises(FindingsError, match="不是 kaohe 写的"):
        pay.to_parquet(small / "mine.parquet")
    assert (small / "mine.parquet").read_bytes() == b"mine"


def test_results_and_payments_have_the_modes_that_they_need(small: Path) -> None:
    assert run("score", small)[0] == 0
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (small / "out/pay").iterdir()}
    assert modes["payments.csv"] == modes["payments.xlsx"] == 0o600
    assert modes["results.csv"] & 0o044 == 0o044


@pytest.mark.fault("B08")
def test_any_command_puts_right_what_a_kill_left(small: Path) -> None:
    assert run("score", small)[0] == 0
    before = whole(small)
    (small / "out" / WORK / "new").mkdir(parents=True)
    (small / "out" / WORK / "new/0").write_bytes(b"half")
    assert run("check", small)[0] == 0
    assert whole(small) == before


def test_a_fault_does_not_say_that_nothing_was_changed(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from kaohe_core.cli.app import app
    from kaohe_core.results import summary

    def fail(*_arguments: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(summary, "overview", fail)
    with pytest.raises(SystemExit) as end:
        app.main(["score", str(small)])
    assert end.value.code == 70
    out = small / "out/pay"
    files = "、".join(str(out / name) for name in ("payments.csv", "payments.xlsx", "results.csv", "result.json"))
    assert capsys.readouterr().err == (
        "kaohe 自身出错：RuntimeError：boom\n"
        f"这不是您的方案或数据的问题。在此之前写出的文件都在：{files}。请把以上内容连同所用的命令告诉 kaohe 的作者"
        "（版本 0.1.0）。设置环境变量 KAOHE_DEBUG=1 可以看到详情。\n"
    )


# files of the user's own ------------------------------------------------------------------------------------------


def test_a_file_of_the_users_own_is_changed_as_it_was_seen(tmp_path):
    path = tmp_path / "data" / "a.csv"
    path.parent.mkdir()
    path.write_bytes(b"old")
    path.chmod(0o600)

    edit(tmp_path, {"data/a.csv": Edit(b"new", digest_of(path)), "data/b.csv": Edit(b"more", "")})

    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o600  # what was private stays so
    assert (tmp_path / "data/b.csv").read_bytes() == b"more"
    assert not list(tmp_path.rglob(".kaohe*"))  # it is not kaohe's


def test_what_was_there_is_kept_under_another_name(tmp_path):
    path = tmp_path / "data" / "a.csv"
    path.parent.mkdir()
    path.write_bytes(b"old")
    path.chmod(0o600)

    edit(
        tmp_path, {"data/a.csv": Edit(b"new", digest_of(path), "kept/a.csv"), "b.csv": Edit(b"more", "", "kept/b.csv")}
    )

    assert path.read_bytes() == b"new"
    assert (tmp_path / "kept/a.csv").read_bytes() == b"old"
    assert (tmp_path / "kept/a.csv").stat().st_mode & 0o777 == 0o600
    assert not (tmp_path / "kept/b.csv").exists()  # there was nothing
    with pytest.raises(FindingsError):  # what is kept already is not written over
        edit(tmp_path, {"data/a.csv": Edit(b"newer", digest_of(path), "kept/a.csv")})
    assert (path.read_bytes(), (tmp_path / "kept/a.csv").read_bytes()) == (b"new", b"old")


def test_of_several_edits_none_is_made_where_one_file_is_not_as_it_was_seen(tmp_path):
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_bytes(b"1")
    second.write_bytes(b"2")
    seen = digest_of(first), digest_of(second)
    second.write_bytes(b"by somebody else")

    with pytest.raises(FindingsError) as error:
        edit(tmp_path, {"a.csv": Edit(b"x", seen[0]), "b.csv": Edit(b"y", seen[1])})

    assert error.value.findings.text("en").startswith(
        f"[finding] {second}: this file was changed by another program since it was shown\n"
        "    To mend it: open it anew, and enter the change again"
    )
    assert (first.read_bytes(), second.read_bytes()) == (b"1", b"by somebody else")
