"""The tiny project in ``tests/tiny``, changed as a case file says, and everything it is then told.

A case file is read by people first::

    ## what is wrong
    @ schemes/pay.toml 30           from line 30 on,
    -  allowance = 2                these lines
    +  alowance = 2                 become these
    @ data/posts.csv new            a whole new content (``new gb18030``: in that encoding)
    +工号,周课时
    @ kaohe.toml missing            no such file
    > schemes/pay.toml:30:3 …       the whole text that is said; (i) begins what stops nothing
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import define, field

from kaohe_core.finding_ids import examples
from kaohe_core.findings import Finding, FindingsError
from kaohe_core.messages import Language
from kaohe_core.run import Run, opened

TINY = Path(__file__).parent / "tiny"


@define
class Change:
    file: str
    line: int | None = None
    encoding: str = "utf-8"
    missing: bool = False
    before: list[str] = field(factory=list)
    after: list[str] = field(factory=list)

    def apply(self, folder: Path) -> None:
        path = folder / self.file
        if self.missing:
            path.unlink()
        elif self.line is None:
            path.write_bytes("".join(f"{line}\n" for line in self.after).encode(self.encoding))
        else:
            lines = path.read_text(encoding="utf-8").split("\n")
            here = slice(self.line - 1, self.line - 1 + len(self.before))
            assert lines[here] == self.before, f"line {self.line} of {self.file} is another one"
            lines[here] = self.after
            path.write_text("\n".join(lines), encoding="utf-8")


@define
class Case:
    title: str
    language: Language
    changes: list[Change] = field(factory=list)
    says: list[str] = field(factory=list)


def read_cases(path: Path) -> list[Case]:
    cases: list[Case] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        sign, rest = line[:1], line[1:]
        if line.startswith("## "):
            cases.append(Case(line[3:], "en" if path.stem.endswith(".en") else "zh"))
        elif sign == "@":
            file, how, *more = rest.split()
            known = Change(file, int(how)) if how.isdigit() else Change(file, missing=how == "missing")
            known.encoding = more[0] if more else "utf-8"
            cases[-1].changes.append(known)
        elif sign == "-":
            cases[-1].changes[-1].before.append(rest)
        elif sign == "+":
            cases[-1].changes[-1].after.append(rest)
        elif sign == ">":
            cases[-1].says.append(rest[1:])
        else:
            assert not line.strip(), line
    return cases


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test with the argument ``case`` runs for every case of the files its module names in ``CASES``."""
    if "case" in metafunc.fixturenames and hasattr(metafunc.module, "CASES"):
        folder = Path(metafunc.module.__file__).parent
        cases = [case for name in metafunc.module.CASES for case in read_cases(folder / name)]
        metafunc.parametrize("case", cases, ids=[f"{case.language}-{case.title}" for case in cases])


def found(folder: Path) -> list[Finding]:
    """Everything that is found when all schemes of the project are scored."""
    try:
        run = Run(opened(folder))
        run.load()
        run.look()
        return list(run.findings)
    except FindingsError as error:
        return list(error.findings)


def told(folder: Path, language: Language = "zh") -> str:
    """The same as it is said; each has its id, and what its page shows (``python tools/finding_ids.py --write``)."""
    findings = found(folder)
    ids = [finding.id for finding in findings]
    assert [id for id in ids if id is None or not examples("kaohe_core")[id].en] == []
    return "\n".join(("" if finding.blocks else "(i) ") + finding.text(language) for finding in findings)


@pytest.fixture
def hear(tmp_path: Path) -> Callable[[list[Change], Language], str]:
    """Change the tiny project and hear what it is told; no file may come into being or change on the way."""

    def run(changes: list[Change], language: Language) -> str:
        folder = tmp_path / "school"
        shutil.copytree(TINY, folder)
        for change in reversed(changes):  # from the last line up, so that the numbers stay right
            change.apply(folder)
        before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        text = told(folder, language)
        assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
        return text

    return run
