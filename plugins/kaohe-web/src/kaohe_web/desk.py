"""The project as it is now: opened, scored once, and kept for as long as no file that it was made of changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import cached_property, partial
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

from attrs import define, evolve, field, frozen

from kaohe_core import Language
from kaohe_core.api import Opened, Outcome
from kaohe_core.config import language_of
from kaohe_core.findings import Findings
from kaohe_core.project import Project
from kaohe_core.run import Run
from kaohe_core.shelf import Shelf
from kaohe_core.writing import recover

T = TypeVar("T")


@frozen(eq=False, slots=False)
class Seen:
    """One state of the project's files, and everything that was made of it."""

    project: Project
    language: Language
    _made: dict[Hashable, Any] = field(factory=dict)  # what pages have made of it
    _lock: Any = field(factory=RLock)

    @cached_property
    def opened(self) -> Opened:
        """The project as programs open it."""
        return Opened(self.project, self.language)

    @cached_property
    def loaded(self) -> Run:
        """All schemes loaded, and nothing scored yet: what the pages about schemes need."""
        with self._lock:
            run = Run(self.project, findings=Findings(language=self.language))
            run.load()
            return run

    @cached_property
    def run(self) -> Run:
        """The same, its tables read, and scored; what is wrong is in its findings."""
        with self._lock:
            run = self.loaded
            run.score()
            return run

    def outcomes(self, language: Language) -> Mapping[str, Outcome]:
        """The results that stand, by scheme."""
        return self.once(("outcomes", language), partial(self._outcomes, language))

    def _outcomes(self, language: Language) -> dict[str, Outcome]:
        found = {}
        for scored in self.run.score():
            about = self.run.about(scored.ready.entry.id)
            if not about.blocked:
                noted = evolve(about, language=language)
                found[scored.ready.entry.id] = Outcome(self.project, scored, noted, language)
        return found

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What ``make`` gives, made once for these files."""
        if key not in self._made:
            with self._lock:
                if key not in self._made:
                    self._made[key] = make()
        found: T = self._made[key]
        return found

    def still(self) -> bool:
        """Whether no file that was read, or that was not there, is another one now."""
        run = self.__dict__.get("loaded")
        shelf: Shelf = self.project.shelf if run is None else run.project.shelf
        return shelf.still() and self._there == _there(self.project)

    @cached_property
    def _there(self) -> frozenset[Path]:
        return _there(self.project)

    def __attrs_post_init__(self) -> None:
        _ = self._there


def _there(project: Project) -> frozenset[Path]:
    return frozenset(path for path in project.inputs() if path.exists())


@define(eq=False)
class Desk:
    """The project in ``folder``; nothing is kept that its files do not say."""

    folder: Path
    writing: RLock = field(factory=RLock)  # held by whoever writes
    _seen: Seen | None = None
    _lock: Any = field(factory=RLock)

    @property
    def language(self) -> Language:
        """The project's language."""
        return language_of(self.folder)

    def now(self) -> Seen:
        """The project as its files are at this moment.

        Raises :class:`~kaohe_core.findings.FindingsError` where it cannot be opened.
        """
        with self._lock:
            if self._seen is None or not self._seen.still():
                self._seen = None
                recover(self.folder)  # what was left half saved is whole before it is read
                project = Project.open(self.folder)
                self._seen = Seen(project, project.language)
            return self._seen
