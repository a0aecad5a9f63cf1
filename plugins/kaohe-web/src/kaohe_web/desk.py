"""The project as it is now: opened, scored once, and kept for as long as no file that it was made of changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import cached_property, partial
from pathlib import Path
from threading import Lock, RLock
from typing import Any, TypeVar

from attrs import define, evolve, field, frozen

from kaohe_core import Finding, FindingsError, Language, Place
from kaohe_core.api import Opened, Outcome
from kaohe_core.config import language_of
from kaohe_core.findings import Findings
from kaohe_core.project import Project
from kaohe_core.run import Run
from kaohe_core.shelf import NoFile, Shelf
from kaohe_core.writing import recover
from kaohe_web.row_limit import held, rows_of

T = TypeVar("T")


@frozen(eq=False, slots=False)
class Seen:
    """One state of the project's files, and everything that was made of it."""

    project: Project
    language: Language
    _made: dict[Hashable, Any] = field(factory=dict)  # what pages have made of it
    _making: dict[Hashable, Any] = field(factory=dict)  # held by who makes it
    _lock: Any = field(factory=Lock)

    @property
    def opened(self) -> Opened:
        """The project as programs open it."""
        return Opened(self.project, self.language)

    @property
    def loaded(self) -> Run:
        """All schemes loaded, and nothing scored yet: what the pages about schemes need."""
        return self.once("loaded", self._loaded)

    def _loaded(self) -> Run:
        run = Run(self.project, findings=Findings(language=self.language))
        run.load()
        return run

    @property
    def run(self) -> Run:
        """The same, its tables read, and scored; what is wrong is in its findings."""
        return self.once("run", self._run)

    def _run(self) -> Run:
        run = self.loaded
        if self.too_long is None:
            run.score()
        else:
            run.findings.extend([self.too_long])
        return run

    @property
    def too_long(self) -> Finding | None:
        """What is said where the tables are too long to be read for a page; None where they are not."""
        found: Finding | None = self.once("too long", self._too_long)
        return found

    def _too_long(self) -> Finding | None:
        self._made["stamps"] = _stamps(self.project)  # what is too long is on no shelf, to be compared
        folder, rows = self.project.folder, 0
        files = [one for source in self.project.config.tables.values() for one in getattr(source, "files", ())]
        for file in dict.fromkeys(files):
            try:
                rows = held(rows + rows_of(folder / file))
            except NoFile as error:
                return Finding(Place(file=file), error.what, error.mend)
        return None

    def read(self) -> None:
        """Go on only where the tables can be read. Raises :class:`~kaohe_core.findings.FindingsError`."""
        if self.too_long is not None:
            raise FindingsError([self.too_long], self.language)

    def outcomes(self, language: Language) -> Mapping[str, Outcome]:
        """The results that stand, by scheme."""
        return self.once(("outcomes", language), partial(self._outcomes, language))

    def _outcomes(self, language: Language) -> dict[str, Outcome]:
        found = {}
        for scored in self.run.score() if self.too_long is None else ():
            about = self.run.about(scored.ready.entry.id)
            if not about.blocked:
                noted = evolve(about, language=language)
                found[scored.ready.entry.id] = Outcome(self.project, scored, noted, language)
        return found

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What ``make`` gives, made once for these files; whoever asks for something else meanwhile does not wait."""
        if key not in self._made:
            with self._lock:
                making = self._making.setdefault(key, RLock())
            with making:
                if key not in self._made:
                    self._made[key] = make()
        found: T = self._made[key]
        return found

    def tables_read(self) -> tuple[int, int] | None:
        """How many tables have been read of how many, while they are; None where nobody reads."""
        run: Run | None = self._made.get("loaded")
        if run is None or "run" in self._made:
            return None
        return len(run.files), len(self.project.config.tables)

    def still(self) -> bool:
        """Whether no file that was read, or that was not there, is another one now."""
        run: Run | None = self._made.get("loaded")
        shelf: Shelf = self.project.shelf if run is None else run.project.shelf
        long = self._made.get("too long") is not None and self._made["stamps"] != _stamps(self.project)
        return shelf.still() and self._there == _there(self.project) and not long

    @cached_property
    def _there(self) -> frozenset[Path]:
        return _there(self.project)

    def __attrs_post_init__(self) -> None:
        _ = self._there


def _stamps(project: Project) -> Mapping[Path, tuple[int, int]]:
    """When each file was last changed, and how long it is."""
    found = {path: path.stat() for path in _there(project)}
    return {path: (one.st_mtime_ns, one.st_size) for path, one in found.items()}


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

    def tables_read(self) -> tuple[int, int] | None:
        """How many tables have been read of how many, while they are; None where nobody reads."""
        return None if self._seen is None else self._seen.tables_read()
