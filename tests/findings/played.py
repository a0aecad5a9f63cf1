"""Examples of findings, each run twice: as it is wrong, and mended.

They stand in the files ``*.txt`` beside this, and are read by people first::

    % tiny                          the base of the examples below: a folder of ``bases/``, ``tiny``, a round that has
                                    come so far (``round/published``; what is typed is recorded then), or a plugin's
    @ schemes/pay.toml              ready scheme (``homeroom/homeroom``); changes before the first example are its own
    -allowance = 2
    +allowance = 1

    ## K012                         the finding that the example is of
    @ schemes/pay.toml              in this file,
    -  allowance = 2                these lines, which stand there once,
    +  alowance = 2                 are wrong like this; without them, what is wrong stands at the end of the file
    =  allowance = 3                mended; without this, it is as it was before
    @ data/posts.csv new            a whole new content (``new gb18030``: in that encoding; ``new hex``: bytes)
    @ data/staff.csv missing        no such file
    @ data/att.xlsx sheet           a workbook, a row a line, its cells with commas between: a text, a number, ``'12``
                                    (a number as text), or the XML of a cell
    @ data/att.ods ods              the same as OpenDocument
    @ data/att.xlsx!xl/workbook.xml a part of a file that is an archive; its pieces are put in the place of each other
    ⟦600*[⟧                         so many of it, where a line would be too long to be written out
    $ kaohe compare a b             what is typed in the folder (``$+``: only where it is wrong, ``$=``: only mended);
                                    without a command all schemes are scored
    @ ask.py                        Python that is run in the folder

A folder ``site`` in a base has a plugin in it: its code, and the metadata of its distribution.
"""

from __future__ import annotations

import atexit
import importlib
import importlib.util
import platform
import re
import runpy
import shlex
import shutil
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import chdir, contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from attrs import define, field, frozen
from click.testing import CliRunner

from kaohe_core.finding_ids import Example, innermost, register
from kaohe_core.findings import Finding, Findings, FindingsError
from kaohe_core.messages import LANGUAGES, Language, catalogue
from kaohe_core.plugins.loader import core_version
from kaohe_core.run import Run, opened
from tests.tables.made import formats, ods, ods_row, ods_sheet, row, xlsx

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


@define
class Change:
    """What is done to one file of the base."""

    file: str
    how: Sequence[str] = ()
    before: list[str] = field(factory=list)
    wrong: list[str] = field(factory=list)
    mended: list[str] | None = None

    def right(self) -> list[str]:
        return self.before if self.mended is None else self.mended

    def apply(self, folder: Path, lines: list[str], *, mended: bool) -> None:
        path, lines = folder / self.file, [_written_out(line) for line in lines]
        if self.how[:1] == ("missing",):
            if not mended:
                path.unlink()
                if not any(path.parent.iterdir()):
                    path.parent.rmdir()
        elif self.how[:1] in (("new",), ("sheet",), ("ods",)):
            if mended and self.mended is None:
                return
            path.parent.mkdir(parents=True, exist_ok=True)
            if self.how[0] in ("sheet", "ods"):
                _sheet(path, lines, self.how[0])
            elif self.how[1:] == ("hex",):
                path.write_bytes(bytes.fromhex("".join(lines)))
            else:
                text = "".join(f"{line}\n" for line in lines)
                path.write_bytes(text.encode(self.how[1] if len(self.how) > 1 else "utf-8"))
        elif "!" in self.file:
            self._in_archive(folder, lines)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._in_text(path, lines)

    def _in_text(self, path: Path, lines: list[str]) -> None:
        there = path.read_text(encoding="utf-8").split("\n") if path.exists() else [""]
        if not self.before:
            if lines:
                there = [*there[:-1], *lines, ""]
        else:
            size = len(self.before)
            places = [n for n in range(len(there) - size + 1) if there[n : n + size] == self.before]
            assert len(places) == 1, f"{self.before} stands {len(places)} times in {self.file}"
            there[places[0] : places[0] + size] = lines
        path.write_text("\n".join(there), encoding="utf-8")

    def _in_archive(self, folder: Path, lines: list[str]) -> None:
        name, _, part = self.file.partition("!")
        with zipfile.ZipFile(folder / name) as archive:
            parts = {one: archive.read(one) for one in archive.namelist()}
        old, new = "\n".join(self.before), "\n".join(lines)
        text = parts[part].decode("utf-8")
        assert text.count(old) == 1, f"{old} stands {text.count(old)} times in {self.file}"
        parts[part] = text.replace(old, new).encode("utf-8")
        with zipfile.ZipFile(folder / name, "w") as archive:
            for one, content in parts.items():
                archive.writestr(zipfile.ZipInfo(one), content)


def _written_out(line: str) -> str:
    """``⟦600*[⟧`` is so many of them."""
    return re.sub("⟦(\\d+)\\*(.*?)⟧", lambda found: int(found[1]) * found[2], line)


def _sheet(path: Path, lines: list[str], kind: str) -> None:
    def cell(text: str) -> object:
        if text.startswith(("'", "<c")):
            return text.removeprefix("'")
        return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else (text or None)

    cells = [[cell(one) for one in re.split(r",(?![^<]*>)", line)] for line in lines]
    if kind == "ods":
        ods(path, ods_sheet(*(ods_row(*one) for one in cells)))
    else:
        xlsx(path, "".join(row(*one) for one in cells), styles=formats("yyyy-mm-dd", "h:mm"))


@define
class Case:
    """One example, as it is written."""

    id: str
    base: Base
    changes: list[Change] = field(factory=list)
    typed: list[str] = field(factory=list)

    def commands(self, *, mended: bool) -> list[str]:
        """What is typed."""
        marks = ("$ ", "$= ") if mended else ("$ ", "$+ ")
        return [line.partition(" ")[2] for line in self.typed if line.startswith(marks)]

    @property
    def as_the_base(self) -> bool:
        """Whether mended it is the base itself."""
        return not self.typed and all(one.mended is None for one in self.changes)


@define(eq=False)
class Base:
    """What examples are changes of."""

    name: str
    changes: list[Change] = field(factory=list)

    def make(self, folder: Path) -> None:
        """Write it."""
        plugin, _, scheme = self.name.partition("/")
        if self.name == "tiny":
            shutil.copytree(ROOT / "tests" / "tiny", folder)
        elif plugin == "round":
            shutil.copytree(_round(scheme) / "school", folder)
        elif scheme:
            package = "kaohe_" + plugin.replace("-", "_")
            shutil.copytree(ROOT / "plugins" / f"kaohe-{plugin}" / "src" / package / "schemes" / scheme, folder)
        else:
            shutil.copytree(HERE / "bases" / self.name, folder)
        for change in self.changes:
            change.apply(folder, change.wrong, mended=False)


@cache
def _round(stage: str) -> Path:
    """A school of four whose round has come so far, as the tests of kaohe-case make it; made once."""
    spec = importlib.util.spec_from_file_location(
        "school_of_four", ROOT / "plugins" / "kaohe-case" / "tests" / "school.py"
    )
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = made
    spec.loader.exec_module(made)
    folder = Path(mkdtemp(prefix="kaohe-round-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    school = made.School.made(folder / "school")
    if stage in ("led", "deliberated"):
        school.do("open", scheme="pay")
        school.do("lead", **made.LEADERS)
    if stage == "deliberated":
        school.do("deliberate", minutes="纪要")
    if stage in ("in-force", "scored", "published", "final"):
        school.in_force()
    if stage in ("scored", "published", "final"):
        school.do("freeze")
    if stage == "scored":
        school.do("score")
    if stage in ("published", "final"):
        school.counted()
    if stage == "final":
        school.do("confirm", people=["张一", "王二", "李三", "赵四"], sheet="签字表")
        school.wait(days=14).do("finalise")
    school.wait(hours=1)
    (folder / "now").write_text(school.at.isoformat(), encoding="utf-8")
    return folder


def _dated(command: str, now: str, after: int) -> str:
    """A step of a round is recorded when it is typed: some minutes after those before it."""
    if "--who" not in command or " --at " in command:
        return command
    return f"{command} --at {(datetime.fromisoformat(now) + timedelta(minutes=after)).isoformat()}"


@frozen
class Heard:
    """One thing that is said."""

    id: str
    zh: str
    en: str
    file: str = ""


def read_cases(path: Path) -> list[Case]:
    """The examples of a file."""
    base, cases = Base("tiny"), []
    changes = base.changes
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        sign, rest = line[:1], line[1:]
        if line.startswith("% "):
            base = Base(rest.strip())
            changes = base.changes
        elif line.startswith("## "):
            cases.append(Case(line[3:].split()[0], base))
            changes = cases[-1].changes
        elif sign == "@":
            file, *how = rest.split()
            changes.append(Change(file, tuple(how)))
        elif sign == "-":
            changes[-1].before.append(rest)
        elif sign == "+":
            changes[-1].wrong.append(rest)
        elif sign == "=":
            changes[-1].mended = [*(changes[-1].mended or ()), *([rest] if rest != "(none)" else [])]
        elif sign == "$":
            cases[-1].typed.append(line)
        else:
            assert not line.strip() or line.startswith("#"), f"{path.name}:{number}: {line}"
    return cases


def all_cases() -> dict[str, Case]:
    """Every example, by the id of its finding."""
    found: dict[str, Case] = {}
    for path in sorted(HERE.glob("*.txt")):
        for case in read_cases(path):
            assert case.id not in found, f"{case.id} has two examples"
            found[case.id] = case
    return found


def play(case: Case, *, mended: bool, languages: Sequence[Language] = LANGUAGES) -> list[Heard]:
    """All that is said of the example, as it is wrong, or mended."""
    with TemporaryDirectory() as made:
        folder = Path(made) / "school"
        case.base.make(folder)
        for change in case.changes:
            change.apply(folder, change.right() if mended else change.wrong, mended=mended)
        with _site(folder / "site"), chdir(folder):
            commands = case.commands(mended=mended)
            if case.base.name.startswith("round/"):
                now = (_round(case.base.name.partition("/")[2]) / "now").read_text(encoding="utf-8")
                commands = [_dated(one, now, after) for after, one in enumerate(commands)]
            return (
                _typed(commands, case.id, languages)
                if case.typed
                else [_heard(one) for one in _found(folder) if one.id]
            )


def base_says(base: Base) -> list[Heard]:
    """What is said of a base itself."""
    return play(Case("", base), mended=True)


def _heard(finding: Finding) -> Heard:
    return Heard(finding.id or "", _on_any_day(finding.text("zh")), _on_any_day(finding.text("en")), finding.place.file)


def _on_any_day(text: str) -> str:
    """What is said without the versions of this machine."""
    return text.replace(core_version(), "0.1.0").replace(f"Python {platform.python_version()}", "Python 3.11")


def _found(folder: Path) -> list[Finding]:
    found: list[Finding] = []
    if (folder / "ask.py").exists():
        try:
            runpy.run_path("ask.py", run_name="ask")
        except FindingsError as error:
            found += error.findings
        return found
    for path in folder.glob("*.case.toml"):
        from kaohe_core.testing.cases import read_cases as read_case_file

        of_file = Findings()
        read_case_file(path, of_file)
        found += of_file
    if (folder / "kaohe.toml").exists():
        try:
            run = Run(opened(folder))
            run.load()
            run.look()
            found += run.findings
        except FindingsError as error:
            found += error.findings
    if (folder / "site").is_dir():
        from kaohe_core.contract.trying import try_plugin

        tried = Findings()
        [name] = {one.name.partition("-")[0].removeprefix("kaohe_") for one in folder.glob("site/*.dist-info")}
        try_plugin(name, tried)
        found += tried
    return found


def _typed(commands: Sequence[str], id: str, languages: Sequence[Language]) -> list[Heard]:
    from kaohe_core.cli.app import app

    said: dict[Language, str] = {}
    for language in languages:
        if language == "en":
            commands = [f"{one} --language en" for one in commands]
        runner = CliRunner()
        with TemporaryDirectory() as again:
            here = Path(again) / "school"
            shutil.copytree(".", here)
            with chdir(here):
                for one in commands:  # what comes before the last one is what it needs
                    said[language] = runner.invoke(app, shlex.split(one)[1:]).output
    what = template_of(id)
    if not all(re.search(_pattern(*what, language), said[language]) for language in languages):
        return []
    return [Heard(id, said["zh"].rstrip("\n"), said.get("en", "").rstrip("\n"))]


def template_of(id: str) -> tuple[str, str]:
    """The package of a finding, and its template."""
    from kaohe_core.plugins.known_findings import packages

    for package in packages():
        kept = register(package)
        if kept is not None and id in kept.templates:
            return package, kept.templates[id]
    raise AssertionError(f"{id} is the id of nothing")


def _pattern(package: str, template: str, language: Language) -> str:
    text = catalogue(package)(template).text(language)
    parts = [re.escape(one) for one in re.split(r"\{\w+(?:![rs])?\}", text.replace("{{", "{").replace("}}", "}"))]
    return "[^\n]*?".join(parts) + "(?m:$)"


@contextmanager
def _site(folder: Path) -> Iterator[None]:
    if not folder.is_dir():
        yield
        return
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for name, module in list(sys.modules.items()):
            if str(getattr(module, "__file__", "") or "").startswith(str(folder)):
                del sys.modules[name]


def shown(case: Case, heard: Heard) -> Example:
    """The example as its page tells it: the change of the file that the finding names, else the last one."""
    if case.typed:
        wrong, right = ("\n".join(case.commands(mended=one)) for one in (False, True))
        if wrong != right or not case.changes:
            return Example("", file="", wrong=wrong, right=right, zh=heard.zh, en=heard.en)
    change = next((one for one in case.changes if one.file == heard.file), case.changes[-1])
    return Example(
        "",
        file=change.file.partition("!")[0],
        wrong="\n".join(change.wrong),
        right="\n".join(change.right()),
        zh=heard.zh,
        en=heard.en,
    )


def said_of(case: Case, heard: Sequence[Heard]) -> Heard | None:
    """What is said of what the example is of."""
    return next((one for one in heard if one.id == case.id), None)


__all__ = ["Base", "Case", "Heard", "all_cases", "base_says", "innermost", "play", "said_of", "shown"]
