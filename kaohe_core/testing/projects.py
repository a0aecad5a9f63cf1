"""A ready project with one thing changed at a time, scored, and held against the exact evaluator.

In a ``conftest.py``::

    @pytest.fixture
    def school():
        return altered(READY)

and in a test: ``school({"data/班级名册.csv": {"old piece": "new piece"}}).points("homeroom", "一班")``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Protocol

from attrs import field, frozen

from kaohe_core import api
from kaohe_core.described import described
from kaohe_core.run import Run
from kaohe_core.testing.asserts import assert_agree
from kaohe_core.testing.files import write_all

if TYPE_CHECKING:
    from kaohe_core.api import Opened
    from kaohe_core.assess.result import Result
    from kaohe_core.results.scored import Scored as Computed


@described
@frozen(eq=False)
class ScoredProject:
    """The results by scheme, and what was found, in Chinese; a scheme whose data have a blocking finding has none."""

    findings: list[str]
    results: Mapping[str, Result]
    computed: Mapping[str, Computed] = field(factory=dict)  # with the scheme as loaded and the tables as read

    @described
    def points(self, scheme: str, id: str, step: str = "total") -> Decimal | None:
        """The value of a step, as a decimal; None where there is none."""
        subject = self.results[scheme].find(id)
        if subject is None:
            raise KeyError(id)
        number = subject.number(step)
        return None if number is None else Decimal(number.numerator) / Decimal(number.denominator)

    @described
    def held(self, scheme: str, award: str) -> list[str]:
        """Who holds an award."""
        return [subject.id for subject in self.results[scheme].subjects() if subject.value(award) is True]


@described
class AlteredProject(Protocol):
    """What :func:`altered` makes."""

    @described
    def __call__(self, changes: Mapping[str, Mapping[str, str]] | None = None, **files: str) -> ScoredProject:
        """The project scored with pieces of its files replaced, by file; ``files`` are written as they are."""


@described
def altered(folder: Path, make: Callable[[Mapping[str, str | bytes]], Opened] | None = None) -> AlteredProject:
    """The project in ``folder``, to be changed and scored; ``make`` opens it from its files, if not as usual.

    Every piece that is to be replaced must be there. The columns and the exact evaluator must agree on every mark.
    """

    def scored(changes: Mapping[str, Mapping[str, str]] | None = None, **files: str) -> ScoredProject:
        changed: dict[str, str | bytes] = {}
        for name, pieces in (changes or {}).items():
            text = (folder / name).read_bytes().decode("utf-8")
            for old, new in pieces.items():
                assert old in text, f"{name} has no {old!r}"  # noqa: S101  # a test that changes nothing is wrong
                text = text.replace(old, new)
            changed[name] = text
        changed |= files
        if make is None and not any(name.endswith(".toml") for name in changed):
            return _with_tables(_loaded(folder), changed)
        whole: dict[str, str | bytes] = {
            path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
        }
        if make is not None:
            return score_all(make(whole | changed))
        with TemporaryDirectory() as own:
            return score_all(api.open(write_all(Path(own), whole | changed)))

    return scored


def _with_tables(run: Run, changed: Mapping[str, str | bytes]) -> ScoredProject:
    """The project of a run that has loaded its schemes, scored as if those of its tables were saved so."""
    project = run.project
    for name, content in changed.items():
        project = project.holding(name, content.encode() if isinstance(content, str) else content)
    paths = [project.folder / name for name in changed]
    own = run.again(project, paths)
    found = _scored(own)
    run.files.update(own.read_from_others(paths))  # tests change little, one by one: the rest is read once
    return found


@cache
def _loaded(folder: Path) -> Run:
    return _begun(api.open(folder))


def _begun(opened: Opened) -> Run:
    run = Run(opened.project)
    run.load()
    return run


@described
def score_all(opened: Opened) -> ScoredProject:
    """Every scheme of a project that can be scored; the columns and the exact evaluator must agree on every mark."""
    return _scored(_begun(opened))


def _scored(run: Run) -> ScoredProject:
    computed = {one.ready.entry.id: one for one in run.score()}
    for one in computed.values():
        assert_agree(one.result, one.tables)
    results = {id: one.result for id, one in computed.items()}
    return ScoredProject([finding.text("zh") for finding in run.findings], results, computed)
