"""Whole commands killed at any moment, out of room, and two at once: nothing half, nothing lost, nothing foreign.

Without ``--thorough`` a few of each; with it 300 kills, 50 full disks and 100 pairs.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from kaohe_core.writing import LIST, LOCK, WORK
from tests.cli.conftest import change, write_small
from tests.killed_command import SERVER

if sys.platform == "win32":
    pytest.skip("there is no SIGKILL, no fork and no limit of a file's size there", allow_module_level=True)

import resource

KILLS, DISKS, PAIRS = (300, 50, 100)
FEW = 4
ACT = ("--who", "办公室", "--at", "2026-08-20T09:00:00+08:00")


def command(arguments: tuple[str, ...], said: Path | None = None, room: int | None = None) -> None:
    """One command in this process, which may write ``room`` bytes into a file; what it says goes to ``said``."""
    from kaohe_core.cli.app import app

    if room is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    stream = open(os.devnull if said is None else said, "w", encoding="utf-8")  # noqa: SIM115  # it ends with the process
    with stream, redirect_stdout(stream), redirect_stderr(stream):
        app.main(list(arguments))


def started(*arguments: object, said: Path | None = None, room: int | None = None) -> BaseProcess:
    process = SERVER.Process(target=command, args=(tuple(map(str, arguments)), said, room))
    process.start()
    return process


def ended(process: BaseProcess) -> int:
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def run(*arguments: object) -> int:
    return ended(started(*arguments))


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and path.name not in (LIST, LOCK))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def killed(chance: random.Random, folder: Path, whole: float, *arguments: object) -> int:
    """The command killed: at any moment, or every other time within a few milliseconds of its beginning to write."""
    process = started(*arguments)
    if chance.random() < 0.5:
        time.sleep(chance.uniform(0, whole))
    else:
        while process.is_alive() and not os.path.lexists(folder / WORK):
            time.sleep(0.0005)
        time.sleep(chance.uniform(0, 0.02))
    process.kill()
    return ended(process)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return write_small(tmp_path / "small")


def both(small: Path, write: Callable[[], int], folder: Path) -> tuple[dict[str, bytes], dict[str, bytes], float]:
    """What is written for the one state of the records and for the other, and how long a command takes."""
    start = time.monotonic()
    assert write() == 0
    whole = time.monotonic() - start
    first = files(folder)
    turn(small)
    assert write() == 0
    return first, files(folder), whole


def turn(small: Path) -> None:
    """The records in the other of two states."""
    text = (small / "data/考勤.csv").read_text("utf-8")
    old, new = ("01,上,3", "01,上,4") if "01,上,3" in text else ("01,上,4", "01,上,3")
    change(small / "data/考勤.csv", old, new)


@pytest.mark.fault("B08")
@pytest.mark.thorough(but=["score"])
@pytest.mark.parametrize("what", ["score", "report", "template", "papers"])
def test_killed_at_any_moment(small: Path, tmp_path: Path, thorough: bool, what: str) -> None:
    folder = small / "out" if what in ("score", "papers") else tmp_path / "books"
    folder.mkdir(exist_ok=True)
    arguments: tuple[object, ...] = {
        "score": ("score", small),
        "report": ("report", small, "--workbook", folder / "w.xlsx"),
        "template": ("template", small, "--output", folder),
        "papers": ("papers", small, "--as", "html", "--as", "xlsx"),
    }[what]
    first, second, whole = both(small, lambda: run(*arguments), folder)
    (folder / "备注.txt").write_text("勿删", "utf-8")
    chance, hit = random.Random(1), 0
    for _ in range(KILLS // 5 if thorough else FEW):
        turn(small)
        hit += killed(chance, folder, whole, *arguments) == -signal.SIGKILL
        now = {name: text for name, text in files(folder).items() if not name.startswith(WORK)}
        assert now.pop("备注.txt") == "勿删".encode()
        assert all(text in (first.get(name), second.get(name)) for name, text in now.items())
        assert run(*arguments) == 0
        after = files(folder)
        assert after.pop("备注.txt") == "勿删".encode()
        assert after in (first, second)
        assert {path.name for path in folder.rglob(".*")} <= {LIST}
    assert hit


@pytest.mark.fault("B08")
def test_acts_that_were_acknowledged_are_never_lost(small: Path, thorough: bool) -> None:
    store = pytest.importorskip("kaohe_case.store")
    record, acknowledged, chance = store.Store(small / store.FILE), 0, random.Random(2)
    start = time.monotonic()
    assert run("case", "open", small, "--round", "r", "--scheme", "pay", *ACT) == 0
    whole, acknowledged = time.monotonic() - start, 1
    for number in range(KILLS // 5 if thorough else FEW):
        before = len(record.acts())
        code = killed(chance, small, whole, "case", "open", small, "--round", f"r{number}", "--scheme", "pay", *ACT)
        acknowledged += code == 0
        findings = store.Findings()
        record.verify(findings)
        assert not len(findings)
        assert before <= len(record.acts()) <= before + 1
        assert len(record.acts()) >= acknowledged


@pytest.mark.fault("B05")
def test_full_disks(small: Path, tmp_path: Path, thorough: bool) -> None:
    """Room for so many kilobytes in each file: the old files stay, or the new ones are there."""
    folder = tmp_path / "books"
    folder.mkdir()
    first, second, _ = both(small, lambda: run("report", small, "--workbook", folder / "w.xlsx"), folder)
    chance, refused = random.Random(3), 0
    for _ in range(DISKS if thorough else FEW):
        turn(small)
        said, room = tmp_path / "said.txt", chance.randint(0, 12) * 1024
        code = ended(started("report", small, "--workbook", folder / "w.xlsx", said=said, room=room))
        assert code in (0, 1)
        assert "Traceback" not in said.read_text("utf-8")
        refused += code
        assert files(folder) in (first, second)
        assert {path.name for path in folder.rglob(".*")} <= {LIST}
    assert refused


@pytest.mark.fault("B07")
def test_pairs_in_one_folder(small: Path, thorough: bool) -> None:
    out = small / "out"
    first, second, _ = both(small, lambda: run("score", small), out)
    (out / "pay/note.txt").write_text("勿删", "utf-8")
    for _ in range(PAIRS if thorough else 2):
        turn(small)
        pair = [started("score", small) for _ in range(2)]
        assert [ended(one) for one in pair] == [0, 0]
        now = files(out)
        assert now.pop("pay/note.txt") == "勿删".encode()
        assert now in (first, second)
        assert {path.name for path in out.rglob(".*")} == {LIST}
