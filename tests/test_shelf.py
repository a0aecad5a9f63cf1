"""Each file is taken off the disk once in a run; what has no end is not read at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import kaohe_core as kaohe
from kaohe_core import shelf as module
from kaohe_core.findings import Findings
from kaohe_core.project import Project
from kaohe_core.run import Run
from kaohe_core.shelf import NoFile, Shelf
from kaohe_core.toml.document import read
from tests.cli.conftest import write_small


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return write_small(tmp_path / "small")


@pytest.mark.fault("B09")
def test_a_run_reads_each_file_once(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``kaohe.toml`` too, whose language is asked for before anything else is done with it."""
    seen: list[str] = []
    really = module._bytes

    def counted(path: Path, most: int) -> bytes:
        seen.append(path.relative_to(small).as_posix())
        return really(path, most)

    monkeypatch.setattr(module, "_bytes", counted)
    run = Run(Project.open(small))
    assert len(run.score()) == 1
    run.project.resolve(run.project.config.scheme[0], Findings())
    assert sorted(seen) == ["data/教职工.csv", "data/考勤.csv", "kaohe.toml", "schemes/绩效.toml"]


def test_the_next_run_sees_what_was_saved_meanwhile(small: Path) -> None:
    school = kaohe.open(small)
    assert not school.check().blocked
    (small / "data/考勤.csv").write_text("工号", "utf-8")
    assert school.check().blocked


PIPE = "这是管道或设备，不是文件\n    改法：请写明文件本身，或者把文件放到这里"


@pytest.mark.fault("B18")
@pytest.mark.parametrize("file", ["kaohe.toml", "schemes/绩效.toml", "data/考勤.csv"])
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_a_file_without_end_is_not_waited_for(small: Path, file: str, kind: str) -> None:
    (small / file).unlink()
    if kind == "pipe":
        os.mkfifo(small / file)
    else:
        (small / file).symlink_to("/dev/zero")
    try:
        found = kaohe.open(small).check()
    except kaohe.FindingsError as error:
        found = Findings(list(error.findings))
    assert [finding.text("zh") for finding in found] == [f"{file}: {PIPE}"]


@pytest.mark.fault("B18")
def test_a_file_beyond_all_measure_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    with path.open("wb") as stream:
        stream.truncate(8_000_001)  # a hole: it takes no room on the disk
    findings = Findings()
    assert read(path, "a.toml", findings) is None
    assert [finding.text("zh") for finding in findings] == [
        "a.toml: 文件超过 8 百万字节\n    改法：请看看是不是弄错了文件；没有弄错就把它分成几个"
    ]


def test_a_name_that_no_file_has(tmp_path: Path) -> None:
    with pytest.raises(NoFile, match="no file has a name like this"):
        Shelf().read(tmp_path / "a\0b")


def test_a_file_can_be_held_as_if_it_had_been_saved(tmp_path):
    path = tmp_path / "a.toml"
    path.write_text("x = 1\n", encoding="utf-8")
    shelf = Shelf()
    assert shelf.read(path) == b"x = 1\n"

    held = shelf.holding(path, b"x = 2\n")

    assert held.read(path) == b"x = 2\n"
    assert shelf.read(path) == path.read_bytes() == b"x = 1\n"


def test_a_shelf_knows_whether_the_disk_has_its_files_still(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"1,2\n")
    shelf = Shelf()
    shelf.read(path)
    assert shelf.still()

    path.write_bytes(b"1,3\n")
    assert not shelf.still()
    path.write_bytes(b"1,2\n")
    assert shelf.still()
    path.unlink()
    assert not shelf.still()
