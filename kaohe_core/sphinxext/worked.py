"""An example worked out: the clause of a page scored in a small school, and explained for one person."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import kaohe_core as kaohe
from kaohe_core.assess.result import Subject
from kaohe_core.findings import Findings, FindingsError
from kaohe_core.messages import Language
from kaohe_core.sphinxext.around import scheme_around

PEOPLE = 8  # of whom the one is chosen for whom most is said


@cache
def example(school: Path, text: str, language: Language) -> str:
    """What ``kaohe explain`` says of the clause or payment in ``text``, scored in the school."""
    with TemporaryDirectory() as made:
        return explained(_project(school, text, Path(made)), step(tomllib.loads(text)), language)


@cache
def refused(school: Path, text: str, language: Language) -> str:
    """What is said of ``text``, which is wrong; nothing where it is not."""
    with TemporaryDirectory() as made:
        try:
            found = kaohe.open(_project(school, text, Path(made)), language=language).check()
        except FindingsError as error:
            found = error.findings
        return next((finding.text(language) for finding in found), "")


@cache
def tables(school: Path, text: str, language: Language) -> dict[str, str]:
    """The files of the school that ``text`` reads, by the titles of their tables."""
    with TemporaryDirectory() as made:
        folder = _project(school, text, Path(made))
        scored = kaohe.open(folder, language=language).score().scored
        config = tomllib.loads((folder / "kaohe.toml").read_text(encoding="utf-8"))["tables"]
        read = {node.table.id: node.table.title.text(language) for node in scored.ready.plan.measures()}
        return {
            title: (folder / config[id]).read_text(encoding="utf-8-sig").rstrip()
            for id, title in read.items()
            if isinstance(config.get(id), str)
        }


def _project(school: Path, text: str, folder: Path) -> Path:
    target = folder / "school"
    shutil.copytree(school, target)
    (target / "schemes").mkdir(exist_ok=True)
    kind = "clause" if "[[dimension.clause]]" in text else "part"
    (target / "schemes" / "part.toml").write_text(scheme_around(text, kind), encoding="utf-8")
    return target


@cache
def ready(folder: Path, rule: str, language: Language) -> str:
    """What is said of the first clause of a ready scheme that has the rule; nothing where none has."""
    project = kaohe.open(folder, language=language).project
    for entry in project.config.scheme:
        resolved = project.resolve(entry, Findings())
        id = None if resolved is None else next(with_rule(resolved.data, rule), None)
        if id is not None:
            return explained(folder, id, language, entry.id)
    return ""


def explained(folder: Path, only: str | None, language: Language, scheme: str | None = None) -> str:
    """The explanation of one step, or of all, for the person of whom it says most."""
    outcome = kaohe.open(folder, language=language).score(scheme)
    subjects = [subject.id for subject, _ in zip(outcome.result.subjects(), range(PEOPLE), strict=False)]

    def told(id: str) -> tuple[bool, int]:
        subject = outcome.result.subject(id)
        marks = None if subject is None or only is None else _number(subject, only)
        return bool(marks), len(str(outcome.explain(id, only)))

    return str(outcome.explain(max(subjects, key=told), only))


def _number(subject: Subject, only: str) -> Fraction | None:
    """The marks of a clause, or the amount of a payment."""
    for step in (only, f"{only}/amount"):
        try:
            return subject.number(step)
        except FindingsError:  # there is no such step
            continue
    return None


def step(scheme: dict[str, Any]) -> str:
    """The id of the only clause or payment of a fragment."""
    if "payment" in scheme:
        return str(scheme["payment"][0]["id"])
    dimension = scheme["dimension"]
    found = dimension["clause"] if isinstance(dimension, dict) else dimension[0]["clause"]
    return str(found[0]["id"])


def with_rule(data: dict[str, Any], rule: str) -> Iterator[str]:
    """The ids of the clauses that have a rule, dimensions within dimensions included."""
    for dimension in data.get("dimension", ()):
        for clause in dimension.get("clause", ()):
            if rule in (clause.get("rule"), *(variant.get("rule") for variant in clause.get("variant", ()))):
                yield str(clause["id"])
        yield from with_rule(dimension, rule)
