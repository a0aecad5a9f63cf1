"""A record whose acts hold something else than their steps say, with a chain that holds: a finding, never a failure."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kaohe_case.steps import step_of
from kaohe_case.store import FILE, Act
from kaohe_core.cli.app import app

from .held import Way, acts_of, forge, parts, school

OTHERS: list[Any] = [{"甲": "乙"}, [], ["t1"], [["t1"]], [{"t1": []}], None, 7, True, "", "t99", "sha256:0", {"a": [1]}]
LOOKS = ("status", "acts", "receipt", "effects", "notice", "changes", "lots")
COMMANDS = {name: ["--round", "2026"] if name not in ("status", "acts") else [] for name in LOOKS}


@pytest.fixture(scope="module")
def paid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = school(tmp_path_factory.mktemp("paid") / "校")
    Way(folder).to_paid()
    return folder


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in plain data."""
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from places(item, (*path, key))


def put(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy of plain data with another value in one place."""
    if not path:
        return value
    copy = data.copy()
    copy[path[0]] = put(data[path[0]], path[1:], value)
    return copy


def forgeries(acts: list[Act]) -> list[tuple[int, tuple[Any, ...], Any]]:
    return [
        (index, path, other) for index, act in enumerate(acts) for path in places(dict(act.data)) for other in OTHERS
    ]


@pytest.mark.fault("B17")
def test_every_command_tells_what_is_wrong_with_a_forged_record(paid: Path, tmp_path: Path, thorough: bool) -> None:
    """At random places of random acts stands something else; each act and each kind of value comes up."""
    acts, luck = acts_of(paid), random.Random(17)
    found = forgeries(acts)
    told = 0
    for number, (index, path, other) in enumerate(luck.sample(found, 400 if thorough else 18)):
        folder = Path(shutil.copytree(paid, tmp_path / str(number)))
        forged = [
            put(dict(act.data), path, other) if place == index else dict(act.data) for place, act in enumerate(acts)
        ]
        forge(folder, [(*part[:4], data) for part, data in zip(parts(acts), forged, strict=True)])
        names = [*luck.sample(LOOKS, 2), *(["verify"] if number % 6 == 0 else [])]
        for name in names:
            said = CliRunner().invoke(app, ["case", name, str(folder), *COMMANDS.get(name, [])])
            assert said.exit_code in (0, 1), (acts[index].kind, path, other, name, said.output)
            told += said.exit_code
        shutil.rmtree(folder)
    assert told > 20


@pytest.mark.fault("B17")
@pytest.mark.parametrize("files", [[["sha256:0"]], {"kaohe.toml": []}, {"kaohe.toml": {}}, ["sha256:0"], None])
def test_files_that_are_none(paid: Path, tmp_path: Path, files: Any) -> None:
    folder = Path(shutil.copytree(paid, tmp_path / "校"))
    acts = acts_of(paid)
    at = next(place for place, act in enumerate(acts) if act.kind == "freeze")
    forge(folder, [(*p[:4], {**p[4], "files": files} if place == at else p[4]) for place, p in enumerate(parts(acts))])
    verified = CliRunner().invoke(app, ["case", "verify", str(folder)])
    assert verified.exit_code == 1
    looked = CliRunner().invoke(app, ["case", "status", str(folder)])
    assert looked.exit_code == 1
    assert looked.output == (
        f"[问题] kaohe.case 2026: 第 {at + 1} 笔（freeze）里的内容不是这样一步会有的\n"
        "    改法：卷宗被人用别的办法改过；还有哪些地方，用 kaohe case verify 查\n"
        "共 1 个问题需要处理。\n"
    )


@pytest.mark.fault("B17")
@pytest.mark.parametrize("at", ["", "昨天", "2026-09-01T08:00:00", "2026-13-01T08:00:00+08:00"])
def test_a_moment_that_is_none(paid: Path, tmp_path: Path, at: str) -> None:
    folder = Path(shutil.copytree(paid, tmp_path / "校"))
    forge(folder, [(*p[:3], at if place == 4 else p[3], p[4]) for place, p in enumerate(parts(acts_of(paid)))])
    for name in ("status", "acts", "verify"):
        assert CliRunner().invoke(app, ["case", name, str(folder)]).exit_code == 1


def test_what_was_recorded_fits(paid: Path) -> None:
    """What the steps record is what they say: every act of a whole round comes back."""
    assert [step_of(act).kind for act in acts_of(paid)] == [act.kind for act in acts_of(paid)]
    assert (paid / FILE).is_file()
