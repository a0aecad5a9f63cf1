"""Every block of TOML in the docs is loaded, and the schemes are scored, so that nobody copies a mistake."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from docs_blocks import DOCS, LANGUAGES, SCHOOL, blocks, pages, scheme_around

import kaohe_core as kaohe
from kaohe_core.findings import Findings, FindingsError
from kaohe_core.formula.text import KnownNames, TextError, parse
from kaohe_core.project import Project
from kaohe_core.testing.cases import read_cases

TOML = [
    pytest.param(block, id=str(block))
    for language in LANGUAGES
    for page in pages(language)
    for block in blocks(page)
    if block.language == "toml"
]
FORMULAS = [
    pytest.param(block, id=str(block))
    for language in LANGUAGES
    for page in pages(language)
    for block in blocks(page)
    if block.kind == "formulas"
]
EXAMPLES = sorted((DOCS / "examples" / "rules").glob("*.toml"))


def scored(folder: Path) -> str:
    """What is wrong with the project in ``folder``; nothing if every scheme in it is scored."""
    try:
        kaohe.open(folder, language="en").check().stop()
    except FindingsError as error:
        return str(error)
    return ""


@pytest.fixture
def school(tmp_path):
    """The school of the docs, in a folder of its own, its scheme to be written."""
    folder = tmp_path / "school"
    shutil.copytree(SCHOOL, folder)
    (folder / "schemes").mkdir(exist_ok=True)
    return folder


@pytest.mark.parametrize("block", TOML)
def test_a_block_of_toml_is_right(block, school):
    match block.kind:
        case "project" | "config":
            text = block.text if block.kind == "project" else with_project(block.text)
            (school / "kaohe.toml").write_text(text, encoding="utf-8")
            assert Project.open(school).config.project.name
        case "case":
            path = school / "docs.case.toml"
            path.write_text(block.text, encoding="utf-8")
            findings = Findings()
            cases = read_cases(path, findings)
            findings.stop()
            assert cases
            for case in cases:
                case.run()
        case _:
            (school / "schemes" / "part.toml").write_text(scheme_around(block.text, block.kind), encoding="utf-8")
            assert not scored(school)


def with_project(fragment: str) -> str:
    """A ``kaohe.toml`` around a piece of one."""
    project = '[project]\nname = "清水坪小学"\nplugins = ["example"]\n\n'
    return fragment if "[project]" in fragment else project + fragment


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_example_of_a_rule_is_scored(path, school):
    text = path.read_text(encoding="utf-8")
    kind = "clause" if "[[dimension.clause]]" in text else "part"
    (school / "schemes" / "part.toml").write_text(scheme_around(text, kind), encoding="utf-8")

    assert not scored(school)


@pytest.mark.parametrize("block", FORMULAS)
def test_every_formula_is_understood(block):
    names = KnownNames(dict(Project.open(SCHOOL).tables))
    wrong = []
    for line in block.text.splitlines():
        try:
            parse(line, names)
        except TextError as error:
            wrong.append(f"{line}: {error}")
    assert not wrong


@pytest.mark.parametrize("name", ["five-clauses", "superior"])
def test_a_project_of_the_docs_is_scored(name):
    assert not scored(DOCS / "examples" / name)
