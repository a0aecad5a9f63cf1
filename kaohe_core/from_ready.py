"""A project begun from the ready scheme of a plugin: which there are, and one copied into a folder of its own."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

from attrs import evolve

from kaohe_core.blanks import blanks, workbook
from kaohe_core.config import ResultSource
from kaohe_core.findings import Findings, Place
from kaohe_core.plugins.contributions import ABOUT, ReadyScheme, Stamped
from kaohe_core.plugins.loader import installed, load
from kaohe_core.project import Project
from kaohe_core.run import Run
from kaohe_core.writing import NewFile, new_folder

LEFT_BEHIND = re.compile(rf"__pycache__|.*\.pyc|\..*|out|{re.escape(ABOUT)}")


def ready_schemes() -> tuple[dict[str, Stamped[ReadyScheme]], Findings]:
    """The ready schemes of every installed plugin by ``plugin/id``; and what is wrong with plugins that are broken."""
    found: dict[str, Stamped[ReadyScheme]] = {}
    wrong = Findings()
    for name, candidates in sorted(installed().items()):
        findings = Findings()
        plugins = load([(name, Place())], findings, {name: candidates})
        if findings.blocked:
            wrong.extend(findings)
        else:
            found |= plugins.schemes()
    return found, wrong


def sample_name(scheme: ReadyScheme) -> str:
    """The name of the made-up school of a ready scheme."""
    found = tomllib.loads((scheme.folder / "kaohe.toml").read_text(encoding="utf-8-sig"))
    return str(found["project"]["name"])


def copy(scheme: ReadyScheme, target: Path, name: str | None = None, *, empty: bool = False) -> None:
    """Copy a ready scheme to ``target``, whole or not at all.

    ``name`` takes the place of the sample's school wherever that is named; ``empty`` puts blank workbooks in the place
    of the sample's data. Raises FindingsError where the disk refuses.
    """
    files = {
        path.relative_to(scheme.folder).as_posix(): NewFile(path.read_bytes())
        for path in sorted(scheme.folder.rglob("*"))
        if path.is_file() and not any(LEFT_BEHIND.fullmatch(part) for part in path.relative_to(scheme.folder).parts)
    }
    if empty:
        files = _emptied(scheme, files)
    if name is not None:
        files = {path: _renamed(path, file, sample_name(scheme), name) for path, file in files.items()}
    new_folder(target.absolute(), files)


def _renamed(path: str, file: NewFile, sample: str, name: str) -> NewFile:
    """A file with the school's name in the place of the sample's."""
    if Path(path).suffix not in (".toml", ".md", ".csv", ".txt"):
        return file
    text = file.content.decode("utf-8-sig")
    quoted = json.dumps(name, ensure_ascii=False)[1:-1] if path.endswith(".toml") else name
    return evolve(file, content=text.replace(sample, quoted).encode())


def _emptied(scheme: ReadyScheme, files: dict[str, NewFile]) -> dict[str, NewFile]:
    """Blank workbooks instead of the sample's data, and their names in ``kaohe.toml``."""
    project = Project.open(scheme.folder)
    made = blanks(Run(project), empty=True)
    sources = {name: source for name, source in project.config.tables.items() if not isinstance(source, ResultSource)}
    data = {file for source in sources.values() for file in source.files}
    config = files["kaohe.toml"].content.decode("utf-8-sig")
    for blank in made:
        if blank.replaces:
            config = config.replace(f'"{blank.replaces}"', f'"{blank.file}"')
    kept = {path: file for path, file in files.items() if path not in data}
    named = {blank.file for blank in made if blank.replaces}
    books = {
        file: NewFile(workbook([one for one in made if one.file == file], project.language)) for file in sorted(named)
    }
    return {**kept, **books, "kaohe.toml": NewFile(config.encode())}
