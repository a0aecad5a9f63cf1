"""What is printed: no number is cut on any screen, every row adds up, and no encoding stops the output."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import Result
from rich.cells import cell_len

from kaohe_core.cli.session import Session
from kaohe_core.testing.files import write_all
from tests.cli.conftest import change, write_small

Kaohe = Callable[..., Result]
MAIN = "from kaohe_core.cli import main; main()"
FIGURE = re.compile(r"−?\d+\.\d\d")
DIMENSIONS = ("德", "能", "勤", "绩", "廉", "教学常规与教研工作", "安全")

CONFIG = """
[project]
name = "小校"
[tables]
staff = "staff.csv"
[table.staff]
title = "名册"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "name", title = "姓名", type = "text" },
  { id = "load", title = "课时", high = 1000000 },
  { id = "prizes", title = "获奖", low = -100, high = 100 },
]
[[scheme]]
id = "pay"
file = "pay.toml"
"""
HEAD = """
title = "小校方案"
subject = "staff"
name = "staff.name"
marks = 7000000
pool = 12345678.90
round = { clause = 2, dimension = 2, total = 2 }
"""
DIMENSION = """
[[dimension]]
id = "d{number}"
title = "{title}"
marks = 1000000
  [[dimension.clause]]
  id = "c{number}"
  text = "每节1分"
  rule = "earn"
  of = "staff.load"
  points = 1
"""
REST = """
[[adjustment]]
id = "honours"
text = "荣誉加分，每项1分"
rule = "formula"
points = "staff.prizes"
[[adjustment]]
id = "share-of-it"
text = "荣誉加分（另）"
rule = "formula"
points = "staff.prizes / 4"
[[grade]]
name = "优秀"
at-least = 80
[[grade]]
name = "其他"
[[payment]]
id = "share"
title = "奖励性绩效工资"
settlement = "share"
"""


def school(folder: Path, people: int = 3) -> Path:
    rows = "".join(f"T{n},张三{'䶮' if n == 1 else n},{n * 12345},{n - 2}\n" for n in range(1, people + 1))
    scheme = HEAD + "".join(DIMENSION.format(number=n, title=title) for n, title in enumerate(DIMENSIONS)) + REST
    return write_all(folder, {"kaohe.toml": CONFIG, "pay.toml": scheme, "staff.csv": "工号,姓名,课时,获奖\n" + rows})


def on_screen(width: int, *arguments: object) -> list[str]:
    """The lines that a terminal of this width is sent, without colours."""
    own, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    environment = {**os.environ, "NO_COLOR": "1", "TERM": "dumb"}
    environment.pop("COLUMNS", None)
    command = [sys.executable, "-c", MAIN, *map(str, arguments)]
    process = subprocess.Popen(command, stdin=its, stdout=its, stderr=subprocess.DEVNULL, env=environment)
    os.close(its)
    told = b""
    while True:
        try:
            part = os.read(own, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        told += part
    assert process.wait() == 0
    os.close(own)
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", told.decode()).replace("\r", "").split("\n")


def row(lines: list[str], id: str) -> str:
    return next(line for line in lines if line.split()[:1] == [id])


# 24690 in each of seven dimensions: 172830.00, and 0 prizes. The pool is shared 1 : 2 : 3 but for the prizes:
# totals 7 × 12345 − 1 − 0.25 = 86413.75, 172830, 7 × 37035 + 1 + 0.25 = 259246.25, together 518490
# 12345678.90 × 172830 ÷ 518490 = 4115226.30
WHOLE = ["T2", "张三2", *["24690.00"] * 7, "0.00", "0.00", "172830.00", "4115226.30", "优秀"]


@pytest.mark.fault("R06")
@pytest.mark.parametrize("width", [30, 60, 80, 120, 200])
def test_no_number_is_cut(kaohe: Kaohe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.setattr(Session, "width", width)
    lines = kaohe("score", school(tmp_path)).stdout.split("\n")
    cells = row(lines, "T2").split()
    assert [cell for cell in cells if cell in WHOLE] == cells  # whole ones, and no other
    assert cells[:2] == ["T2", "张三2"]
    assert "172830.00" in cells
    table = lines[lines.index("") + 1 : next(n for n, line in enumerate(lines) if line.startswith("考核 3 人"))]
    assert not any("…" in line for line in table)
    if width >= 60:
        assert [cell for cell in cells if cell in WHOLE[-3:]] == ["172830.00", "4115226.30", "优秀"]
        assert max(map(cell_len, table)) <= width
    if width >= 200:
        assert cells == WHOLE
        assert not any("窗口太窄" in line for line in lines)


@pytest.mark.fault("R06")
def test_what_is_left_out_is_named_with_the_file(tmp_path: Path) -> None:
    lines = on_screen(80, "score", school(tmp_path))
    assert row(lines, "T2").split() == ["T2", "张三2", "24690.00", "24690.00", "172830.00", "4115226.30", "优秀"]
    assert (
        "窗口太窄，这里没有列出：勤、绩、廉、教学常规与教研工作、安全、荣誉加分，每项1分、荣誉加分（另）、备注；结果文件里都有。"
    ) in lines
    assert f"  {tmp_path}/out/pay/results.csv" in lines


@pytest.mark.fault("R06")
def test_of_a_long_roster_a_screen_has_the_first_and_the_last(
    kaohe: Kaohe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 61 people; into a file or a pipe all of them go."""
    with monkeypatch.context() as screen:
        screen.setattr(Session, "width", 200)
        lines = kaohe("score", school(tmp_path, 61)).stdout.split("\n")
    assert [line.split()[0] for line in lines if re.match(r" T\d", line)] == [
        *(f"T{n}" for n in range(1, 13)),
        *(f"T{n}" for n in range(56, 62)),
    ]
    assert "考核 61 人，其中计分 61 人" in lines
    assert "上表只列前 12 人和后 6 人；全部人员见结果文件。" in lines
    assert len(re.findall(r"^ T\d", kaohe("score", tmp_path).stdout, re.MULTILINE)) == 61


@pytest.mark.fault("R07")
def test_a_row_adds_up(kaohe: Kaohe, tmp_path: Path) -> None:
    """Marks by dimension and every adjustment make the total; what the scheme makes another total of is said."""
    done = kaohe("score", school(tmp_path))
    for id in ("T1", "T2", "T3"):
        figures = [Decimal(figure.replace("−", "-")) for figure in FIGURE.findall(row(done.stdout.split("\n"), id))]
        assert len(figures) == 7 + 2 + 1 + 1
        assert sum(figures[:9]) == figures[9]
    assert "各栏相加" not in done.stdout
    change(tmp_path / "pay.toml", "marks = 7000000", "marks = 7000000\nat-most = 100000")
    done = kaohe("score", tmp_path)
    assert "各栏相加为 172830.00，总分按方案折算或封顶" in row(done.stdout.split("\n"), "T2")
    assert "各栏相加" not in row(done.stdout.split("\n"), "T1")


# ---------------------------------------------------------------- encodings


@pytest.mark.fault("R05")
@pytest.mark.fault("B12")
@pytest.mark.parametrize("encoding", [pytest.param("gb2312", marks=pytest.mark.thorough), "gbk"])
def test_an_encoding_that_lacks_a_sign_stops_nothing(tmp_path: Path, encoding: str, thorough: bool) -> None:
    """䶮 and − are not in GBK: a name that has one is told by its number, and a minus is one that everybody has."""
    folder = school(tmp_path)
    name = encoding.partition(":")[0]
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    more = [["explain", "T1"], ["check"], ["resolve"]] if thorough else []
    for arguments in (["score"], ["score", "--format", "json"], *more):
        command = [sys.executable, "-c", MAIN, *arguments, folder]
        done = subprocess.run(command, capture_output=True, env=environment)
        assert (done.returncode, done.stderr) == (0, b"")
        told = done.stdout.decode(name)
        if arguments == ["score"]:
            assert "T1" in told
            assert "张三\\u4dae" in told
            assert "-1.00" in told
        if arguments[-1] == "json":
            assert json.loads(told)["schemes"][0]["subjects"][0]["name"] == "张三䶮"


def test_what_is_printed_nowhere_is_said(tmp_path: Path) -> None:
    """A disk that is full where the output goes: the files were written all the same."""
    folder = write_small(tmp_path / "small")
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", MAIN, "score", folder], stdout=full, stderr=subprocess.PIPE, text=True
        )
    files = "、".join(
        f"{folder}/out/pay/{name}" for name in ("payments.csv", "payments.xlsx", "results.csv", "result.json")
    )
    assert done.returncode == 1
    assert done.stderr == f"输出写不出去：磁盘已满。在此之前写出的文件都在：{files}。\n"


@pytest.mark.fault("B05")
def test_without_any_output_a_command_does_what_it_shall(tmp_path: Path) -> None:
    """A timer starts it with everything closed."""
    folder = write_small(tmp_path / "small")
    closed = f'"{sys.executable}" -c "{MAIN}" score "{folder}" <&- >&- 2>&-'
    assert subprocess.run(["bash", "-c", closed]).returncode == 0
    assert (folder / "out/pay/results.csv").exists()


def test_a_file_that_is_no_project_is_named(tmp_path: Path, kaohe: Callable[..., Result]) -> None:
    (tmp_path / "方案.docx").write_text("")
    found = kaohe("score", tmp_path / "方案.docx")
    said = "不是项目：请写项目的文件夹，或者其中的 kaohe.toml\n用法见：kaohe score --help\n"
    assert (found.exit_code, found.stderr) == (2, f"{tmp_path}/方案.docx {said}")


def test_a_file_in_the_place_of_the_folder_of_results_is_named(tmp_path: Path, kaohe: Callable[..., Result]) -> None:
    folder = write_small(tmp_path / "small")
    (folder / "out").write_text("勿删", "utf-8")
    found = kaohe("score", folder)
    assert found.exit_code == 1
    assert (
        f"[问题] {folder}/out: 这里应当是文件夹，却是一个文件\n"
        "    改法：请换一个名字，或者把这里原有的移到别处；原有文件没有改动\n"
    ) in found.stderr
    assert (folder / "out").read_text("utf-8") == "勿删"
