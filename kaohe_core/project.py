"""A project as it stands on disk: what ``kaohe.toml`` says, the plugins it enables, and the tables they declare.

An open project is frozen. What is read and scored over it is a :class:`~kaohe_core.run.Run`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path

from attrs import evolve, field, frozen

from kaohe_core.assess.digest import digest, digest_of_text
from kaohe_core.assess.plan import Plan
from kaohe_core.config import (
    FILE,
    Config,
    JoinedSource,
    ProjectTable,
    ResultSource,
    SchemeEntry,
    configured,
    enabled,
    language_of,
)
from kaohe_core.findings import Findings, Place, did_you_mean, nearest
from kaohe_core.messages import Language, Message, message
from kaohe_core.plugins.loader import Plugins, load
from kaohe_core.plugins.table_files import not_declared, with_declared
from kaohe_core.scheme.layers import Resolved, resolve
from kaohe_core.scheme.load import Outline, Toolbox, load_scheme, outline
from kaohe_core.scheme.model import Scheme
from kaohe_core.scheme.of_the_round import laid_over
from kaohe_core.scheme.resolved import fields
from kaohe_core.shelf import Shelf
from kaohe_core.tables.data import Source
from kaohe_core.tables.declared import Table
from kaohe_core.toml.document import Document, read
from kaohe_core.toml.structure import allowed_keys

NO_RECORDS = "none"  # in the place of a file: nothing was recorded, said on purpose


@frozen(slots=False)  # the digest is worked out once
class Ready:
    """A scheme that is loaded and planned."""

    entry: SchemeEntry
    scheme: Scheme
    resolved: Resolved
    plan: Plan
    toolbox: Toolbox  # what the scheme can speak of
    text: Resolved  # the scheme without what the round says, as it is voted on

    @property
    def tables(self) -> Mapping[str, Table]:
        """Every table the scheme can speak of."""
        return self.toolbox.tables

    @cached_property
    def digest(self) -> str:
        """The digest of the scheme."""
        return digest(self.resolved.data, self.toolbox, self.plan)

    @cached_property
    def text_digest(self) -> str:
        """The digest of what is voted on: the same in a later year, whatever its pool, periods and parameters."""
        if self.text is self.resolved:
            return self.digest
        return digest_of_text(self.text.data, self.toolbox, self.plan)


def as_written(_entry: SchemeEntry, resolved: Resolved) -> Resolved:
    """No last hand on a scheme."""
    return resolved


SURE: frozenset[str] = frozenset()  # no table whose declaration is wrong


@frozen
class Project:
    """An open project."""

    folder: Path
    config: Config
    document: Document
    plugins: Plugins
    tables: Mapping[str, Table]
    hand: Callable[[SchemeEntry, Resolved], Resolved] = as_written  # a last hand on every scheme, before it is loaded
    shelf: Shelf = field(factory=Shelf, eq=False, repr=False)  # what was read to open it
    unsure: frozenset[str] | None = SURE  # tables whose declaration is wrong; None: nobody knows which, or more
    tables_known: bool = True  # False: what is said under [tables] is wrong, so nobody knows which have no file

    @classmethod
    def open(cls, folder: Path, plugins: Plugins | None = None, shelf: Shelf | None = None) -> Project:
        """Read ``kaohe.toml`` and load the plugins it enables (or take those given); ``shelf`` may hold files already.

        Raises :class:`~kaohe_core.findings.FindingsError`, in the language of the project, where it cannot be opened.
        """
        project, findings = cls.as_far_as_known(folder, plugins, shelf)
        findings.stop()
        assert project is not None  # noqa: S101  # no finding blocks
        return project

    @classmethod
    def as_far_as_known(
        cls, folder: Path, plugins: Plugins | None = None, shelf: Shelf | None = None
    ) -> tuple[Project | None, Findings]:
        """The project and what is wrong with it; if anything is, it serves only to look for more that is wrong."""
        shelf = Shelf() if shelf is None else shelf
        findings = Findings(language=language_of(folder, shelf))
        document = read(folder / FILE, FILE, findings, shelf)
        if document is None:
            return None, findings
        config = configured(document, findings) or configured(document, Findings(), lenient=True)
        if config is None:
            return None, findings
        unsure = _unsure(document, findings)
        watch = findings.watch()
        loaded = load(enabled(config, document, folder, findings, shelf), findings) if plugins is None else plugins
        unsure = None if watch.blocked else unsure  # what a plugin brings is not there to be spoken of
        tables = {name: stamped.value for name, stamped in loaded.tables().items()}
        declaring = Findings()
        tables = with_declared(tables, document, declaring)
        findings.extend(one for one in declaring.items if one not in findings.items)  # that it is no table is said
        read_whole = unsure == SURE
        unsure = _both(unsure, not_declared(declaring.items))
        _check_schemes(config, document, findings)
        config = _check_tables(config, document, tables, folder, shelf, findings, told=read_whole)
        wrong = "tables" not in document.data or any(one.place.keys[:1] == ("tables",) for one in findings.items)
        project = cls(folder, config, document, loaded, tables, shelf=shelf)
        if findings.blocked:
            project = evolve(project, unsure=unsure, tables_known=not wrong)
        return project, findings

    @property
    def language(self) -> Language:
        """The project's language."""
        return self.config.project.language

    @property
    def schemes(self) -> list[str]:
        """The ids of the schemes, in the order of the project."""
        return [entry.id for entry in self.config.scheme]

    def inputs(self) -> dict[Path, Message]:
        """The files that are read here, as far as ``kaohe.toml`` names them, and what each is: not to be written over.

        By resolved path.
        """
        found = {self.folder / self.document.file: message("what the project enables and reads")}
        if self.config.project.extends is not None:
            found[self.folder / self.config.project.extends] = message("the superior’s file")
        for entry in self.config.scheme:
            found[self.folder / entry.file] = message("the scheme “{scheme}”", scheme=entry.id)
        for name, source in self.config.tables.items():
            if not isinstance(source, ResultSource) and source.file != NO_RECORDS:
                found |= {self.folder / file: message("the table “{name}”", name=name) for file in source.files}
        return {path.resolve(): what for path, what in found.items()}

    # what if ---------------------------------------------------------------------------------------------------

    def from_files(self, tables: Mapping[str, Source | ResultSource]) -> Project:
        """This project over those tables instead of its own."""
        return evolve(self, config=evolve(self.config, tables=tables))

    def instead(self, entry: SchemeEntry) -> Project:
        """This project with another file for the scheme with the id of ``entry``."""
        schemes = tuple(entry if one.id == entry.id else one for one in self.config.scheme)
        return evolve(self, config=evolve(self.config, scheme=schemes))

    def over(self, records: Project) -> Project:
        """This project’s schemes and plugins over the files that ``records`` names.

        A table that only this project names comes from its own files, and so does one that is a file in one of the two
        and the result of a scheme in the other.
        """
        tables, folder = dict(self.config.tables), records.folder.resolve()
        for name, source in records.config.tables.items():
            if not isinstance(source, ResultSource) and not isinstance(tables.get(name), ResultSource):
                tables[name] = source if source.file == NO_RECORDS else source.moved(lambda file: str(folder / file))
        return self.from_files(tables)

    def laid(self, hand: Callable[[SchemeEntry, Resolved], Resolved]) -> Project:
        """This project with every resolved scheme passed through ``hand`` before it is loaded, the last one of all."""
        before = self.hand
        return evolve(self, hand=lambda entry, resolved: hand(entry, before(entry, resolved)))

    def holding(self, file: str, content: bytes) -> Project:
        """This project, if ``file`` (told from its folder) had been saved with ``content``; not ``kaohe.toml``."""
        return evolve(self, shelf=self.shelf.holding(self.folder / file, content))

    def anew(self) -> Project:
        """This project, with everything but what opened it to be read anew, and once."""
        return evolve(self, shelf=self.shelf.again())

    # schemes ---------------------------------------------------------------------------------------------------

    def entry(self, id: str, findings: Findings) -> SchemeEntry | None:
        """The scheme entry with this id."""
        for entry in self.config.scheme:
            if entry.id == id:
                return entry
        findings.add(
            Place(file=self.document.file),
            message("there is no scheme “{id}”", id=id),
            did_you_mean(id, self.schemes),
        )
        return None

    def resolve(self, entry: SchemeEntry, findings: Findings) -> Resolved | None:
        """The scheme with everything it uses laid under it."""
        document = read(self.folder / entry.file, entry.file, findings, self.shelf)
        if document is None:
            return None

        def superior(name: str, of: str) -> Document | None:
            shown = (Path(of).parent / name).as_posix()
            return read(self.folder / shown, shown, findings, self.shelf)

        dimensions = dict(self.plugins.dimensions())
        return resolve(document, dimensions, findings, superior, partial(fields, toolbox=self._toolbox(self.tables)))

    def ready(self, entry: SchemeEntry, findings: Findings) -> Ready | None:
        """The scheme loaded and planned."""
        from kaohe_core.assess import plan
        from kaohe_core.assess.further import Reached, note_further

        watch = findings.watch()
        if self.unsure is None:  # nobody knows what a scheme may speak of
            read(self.folder / entry.file, entry.file, findings, self.shelf)  # whether it can be read at all
            return None
        resolved = self.resolve(entry, findings)
        if resolved is None:
            return None
        text = resolved = resolved if watch.blocked else self.hand(entry, resolved)
        resolved = laid_over(text, self.document, entry.id, findings)
        declaring = Findings()
        toolbox = self._toolbox(with_declared(self.tables, resolved, declaring))
        findings.extend(declaring.items)
        unsure = _both(self.unsure, not_declared(declaring.items))
        sure = not watch.blocked and unsure == SURE
        scheme = load_scheme(entry.id, resolved, toolbox, findings) if sure else None
        planned = None if scheme is None else plan(scheme, resolved, toolbox.tables, findings)
        if scheme is None or planned is None or watch.blocked:
            come_to: Reached = "laid" if not sure else "loaded" if scheme is None else "planned"
            if unsure is not None:
                note_further(entry.id, resolved, toolbox, watch.found, findings, come_to, unsure)
            return None
        return Ready(entry, scheme, resolved, planned, toolbox, text)

    def outline(self, entry: SchemeEntry) -> tuple[Resolved | None, Outline | None, Mapping[str, Table]]:
        """What is known of a scheme that cannot be loaded: all of it as it is written, its outline, its tables."""
        document = read(self.folder / entry.file, entry.file, Findings(), self.shelf)
        resolved = None if document is None else self.resolve(entry, Findings())
        if resolved is None:
            return None, None, self.tables
        tables = with_declared(self.tables, resolved, Findings())
        watched = Findings()
        laid = laid_over(resolved, self.document, entry.id, watched)
        return resolved, None if watched.blocked else outline(laid), tables

    def _toolbox(self, tables: Mapping[str, Table]) -> Toolbox:
        """What a scheme can speak of: the rules and settlements of the plugins, and ``tables``."""
        tables = {name: evolve(table, results=True) if self._results(name) else table for name, table in tables.items()}
        return Toolbox.of(
            self.plugins.rules(), self.plugins.settlements(), tables, self.plugins.tables(), self.config.calendar
        )

    def _results(self, table: str) -> bool:
        """Whether a table is a scheme’s result, or has columns of one joined to it."""
        source = self.config.tables.get(table)
        if isinstance(source, JoinedSource):
            source = self.config.tables.get(source.join)
        return isinstance(source, ResultSource)


def _unsure(document: Document, findings: Findings) -> frozenset[str] | None:
    """The tables that something not understood in ``kaohe.toml`` would declare; None where it may mean more."""
    top, own = allowed_keys(Config), allowed_keys(ProjectTable)
    enables = {"plugins", "plugin-set", "extends"}
    written: set[str | None] = set()
    found: frozenset[str] | None = SURE
    for keys in (one.place.keys for one in findings.items if one.blocks and one.place.keys):
        meant = keys[0] if keys[0] in top else nearest(keys[0], top)
        if meant in {"round", "column", "plugin-sets"}:
            return None
        if meant == "table":
            tables = document.data.get(keys[0])
            if not isinstance(tables, dict):
                return None
            found = _both(found, frozenset(tables if len(keys) == 1 else keys[1:2]))
        if keys[0] == "project" and len(keys) > 1:
            written.add(keys[1] if keys[1] in own else nearest(keys[1], own))
            if keys[1] in enables:
                return None
    project = document.data.get("project")
    enabling = isinstance(project, dict) and enables & {*project, *written}
    return None if None in written and not enabling else found


def _both(first: frozenset[str] | None, second: frozenset[str] | None) -> frozenset[str] | None:
    return None if first is None or second is None else first | second


def _check_tables(
    config: Config,
    document: Document,
    tables: Mapping[str, Table],
    folder: Path,
    shelf: Shelf,
    findings: Findings,
    *,
    told: bool,
) -> Config:
    """Every file is that of a declared table; one whose name is nearly right is taken for it when more is looked for.

    Unless ``told`` that all that declares tables could be read, those that nobody declares are no finding.
    """
    attempted = document.data.get("table")
    by_schemes: set[str] | None = None  # asked only where nobody else declares a table
    all_read = True
    meant: dict[str, Source | ResultSource] = {}
    for name, source in config.tables.items():
        meant[name] = source
        declared = isinstance(attempted, dict) and name in attempted  # what is wrong with it has been said
        if name in tables or declared or isinstance(source, ResultSource) or not told:
            continue
        if by_schemes is None:
            by_schemes, all_read = _declared_by(config.scheme, folder, shelf)
        if name in by_schemes or not all_read:  # what hinders the reading is said when it is loaded
            continue
        known = [*tables, *by_schemes]
        findings.add(
            document.place(("tables", name)),
            message("no enabled plugin and no [table.{name}] declares the table “{name}”", name=name),
            did_you_mean(name, known),
        )
        close = nearest(name, known)
        if close is not None and close not in config.tables:
            meant[close] = meant.pop(name)
    return evolve(config, tables=meant)


def _declared_by(schemes: Sequence[SchemeEntry], folder: Path, shelf: Shelf) -> tuple[set[str], bool]:
    """The tables that schemes declare themselves, what they extend included, and whether all of them could be read."""
    found: set[str] = set()
    all_read = True
    waiting = [entry.file for entry in schemes]
    seen: set[str] = set()
    while waiting:
        file = waiting.pop()
        if file in seen:
            continue
        seen.add(file)
        document = read(folder / file, file, Findings(), shelf)
        if document is None:
            all_read = False
            continue
        declared, above = document.data.get("table"), document.data.get("extends")
        found |= set(declared) if isinstance(declared, dict) else set()
        if isinstance(above, str):
            waiting.append((Path(file).parent / above).as_posix())
    return found, all_read


def _check_schemes(config: Config, document: Document, findings: Findings) -> None:
    """Every scheme has its own id."""
    seen: set[str] = set()
    for index, entry in enumerate(config.scheme):
        if entry.id in seen:
            findings.add(
                document.place(("scheme", index, "id"), value=True),
                message("two schemes are called “{id}”", id=entry.id),
                message("give each its own id"),
            )
        seen.add(entry.id)
