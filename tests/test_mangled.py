"""The tiny project mangled at random: always a result or findings, never a traceback."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kaohe_core.findings import FindingsError
from kaohe_core.project import Project
from kaohe_core.run import Run

TINY = Path(__file__).parent / "tiny"
FILES = {path.relative_to(TINY).as_posix(): path.read_text("utf-8") for path in TINY.rglob("*") if path.is_file()}
TOML = [name for name in FILES if name.endswith(".toml")]
CSV = [name for name in FILES if name.endswith(".csv")]
KEYS = sorted({key for name in TOML for key in re.findall(r"^\s*([\w-]+) =", FILES[name], re.M)})
PARTS = {path.stem: path.read_text("utf-8") for path in (Path(__file__).parent / "mangled").glob("*.txt")}
VALUES, PIECES, LEAVES, AROUND = (PARTS[n].splitlines() for n in ("values", "pieces", "leaves", "around"))
CLAUSES, BLOCKS = (PARTS[name].strip().split("\n\n") for name in ("clauses", "blocks"))  # "F" stands for a formula
FORMULAS = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.builds(lambda form, a, b: form.format(a=a, b=b), st.sampled_from(AROUND), inner, inner),
    max_leaves=5,
)
CELLS = ["", "0", "-1", "1.5", "1e9", "张三", "1", "9", "教师", "#N/A", "二", "2026-03-01", "３", '"', "是"]
FORMULA = re.compile(r'^(\s*(?:of|points|times|when|name|pool|weight|only-for|share) = )(".*"|[\d.]+)$', re.M)


HOW = ("rename", "value", "delete", "move", "mash", "formula", "clause", "block", "cell", "row", "twice")
LOAD = 'rule = "formula"\n  points = "posts.weekly / mean(posts.weekly) * 30"'


def filled(draw: st.DrawFn, text: str) -> str:
    return re.sub('"F"', lambda _: f'"{draw(FORMULAS)}"', text)


@st.composite
def mangled(draw: st.DrawFn) -> dict[str, str]:
    """The files after one to four changes."""
    files = dict(FILES)
    for _ in range(draw(st.integers(1, 4))):
        how = draw(st.sampled_from(HOW))
        name = draw(st.sampled_from(CSV if how in ("cell", "row") else TOML))
        if how in ("clause", "block"):
            text = files["schemes/pay.toml"]
            if how == "block":
                text += "\n" + filled(draw, draw(st.sampled_from(BLOCKS))) + "\n"
            else:
                text = text.replace(LOAD, filled(draw, draw(st.sampled_from(CLAUSES))))
            files["schemes/pay.toml"] = text
            continue
        if how in ("formula", "mash"):
            name = "schemes/pay.toml"
            found = draw(st.sampled_from(list(FORMULA.finditer(files[name])) or [None]))
            if found is not None:
                text = draw(FORMULAS)
                if how == "mash":
                    text = "".join(draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6)))
                files[name] = files[name][: found.start(2)] + f'"{text}"' + files[name][found.end(2) :]
            continue
        lines = files[name].split("\n")
        at = draw(st.integers(0, len(lines) - 1))
        if how == "rename":
            lines[at] = re.sub(r"[\w-]+", draw(st.sampled_from([*KEYS, "x"])), lines[at], count=1)
        elif how == "value":
            lines[at] = re.sub(r"= .*", lambda _: "= " + draw(st.sampled_from(VALUES)), lines[at])
        elif how == "delete":
            del lines[at : at + draw(st.integers(1, 3))]
        elif how == "move":
            lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(at))
        elif how in ("row", "twice"):
            lines.insert(at, lines[draw(st.integers(0, len(lines) - 1))])
        else:
            cells = lines[at].split(",")
            cells[draw(st.integers(0, len(cells) - 1))] = draw(st.sampled_from(CELLS))
            lines[at] = ",".join(cells)
        files[name] = "\n".join(lines)
    return files


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mangled") / "school"
    shutil.copytree(TINY, folder)
    return folder


@given(files=mangled())
@example(files=FILES)
def test_a_mangled_project_has_findings_or_a_result(school, files):
    for name, text in files.items():
        (school / name).write_text(text, encoding="utf-8")
    scored = False
    try:
        run = Run(Project.open(school))
        run.load()
        scored = bool(run.score())
        found = list(run.findings)
    except FindingsError as error:
        found = list(error.findings)
    assert scored or any(finding.blocks for finding in found)
    for finding in found:
        assert finding.text("zh")
        assert finding.text("en")
