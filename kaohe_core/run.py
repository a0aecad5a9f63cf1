"""A run over a project: what was loaded, read and scored, and what was found wrong on the way.

Nothing in it happens twice: a scheme is loaded once, a file read once, a scheme scored once, and a finding noted once.
Schemes are sorted by what they read of each other before any is scored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

from kaohe_core.config import JoinedSource, ResultSource
from kaohe_core.findings import Finding, Findings, FindingsError, Place, Watch, did_you_mean
from kaohe_core.messages import message
from kaohe_core.project import NO_RECORDS, SURE, Project, Ready
from kaohe_core.results.scored import Scored
from kaohe_core.tables.declared import Table

if TYPE_CHECKING:
    from pathlib import Path

    from kaohe_core.plugins.loader import Plugins
    from kaohe_core.scheme.model import Period
    from kaohe_core.tables.data import Data, Source

UNFILLED = ("no-data", "awaiting")  # what no row means where a table may be left out: it is seen if somebody needs one
PeriodsByKind = Mapping[str, tuple["Period", ...]]  # of a scheme, by their kind
Files = dict[tuple["Source", Table], "FileTable"]


@frozen(eq=False)
class FileTable:
    """A table as its file gives it (None: no table at all), and what was found wrong in it."""

    data: Data | None
    findings: Findings


def _anew(project: Project) -> Project:
    return project.anew()


@define(eq=False)
class Run:
    """One run over ``project``. Whatever is wrong is noted in ``findings``; nothing here raises for it.

    ``asked`` are the ids of the schemes that it is about; None: all of the project. ``files`` may be those of another
    run, so that no file is read twice.
    """

    project: Project = field(converter=_anew)  # so that each file is read once
    asked: tuple[str, ...] | None = None
    findings: Findings = field(kw_only=True)
    files: Files = field(kw_only=True, factory=dict)
    given: Mapping[str, Data] = field(kw_only=True, factory=dict)  # tables that are known, and read from no file
    _ready: dict[str, Ready | None] = field(init=False, factory=dict)
    _tables: dict[str, tuple[dict[str, Data], bool]] = field(init=False, factory=dict)
    _scored: dict[str, Scored | None] = field(init=False, factory=dict)
    _unowned_told: bool = field(init=False, default=False)
    _wrong: set[str] = field(init=False, factory=set)  # schemes that were scored and whose result cannot stand
    _unfilled: dict[str, dict[str, tuple[Finding, ...]]] = field(init=False, factory=dict)  # by scheme and table
    _checked: dict[str, bool] = field(init=False, factory=dict)  # by joined table, whether it can be joined
    _noted: set[tuple[str, str]] = field(init=False, factory=set)  # joined tables whose findings are noted here
    _about: dict[str, list[Finding]] = field(init=False, factory=dict)  # by scheme: of its tables and its scoring
    _told: set[tuple[Source, Table]] = field(init=False, factory=set)  # files whose findings are noted here

    @findings.default
    def _own_findings(self) -> Findings:
        return Findings(language=self.project.language)

    @property
    def ids(self) -> tuple[str, ...]:
        """The schemes that the run is about."""
        return tuple(self.project.schemes) if self.asked is None else self.asked

    def again(self, project: Project, changed: Collection[Path]) -> Run:
        """Another run, over ``project``, which is this one’s but for the tables in the ``changed`` files.

        Schemes are not loaded again, nor other files read; this run has loaded schemes, and scored none.
        """
        findings = Findings(list(self.findings), self.findings.language)
        run = Run(project, self.asked, findings=findings, files=self.read_from_others(changed))
        run._ready |= self._ready
        return run

    def read_from_others(self, changed: Collection[Path]) -> Files:
        """The tables that were read from none of the ``changed`` files."""
        gone = {_real(path) for path in changed}
        return {key: file for key, file in self.files.items() if gone.isdisjoint(key[0].files)}

    # schemes ---------------------------------------------------------------------------------------------------

    def ready(self, id: str) -> Ready | None:
        """A scheme loaded and planned; None if it cannot be."""
        if id not in self._ready:
            entry = self.project.entry(id, self.findings)
            self._ready[id] = None
            with self._too_deep(id):
                self._ready[id] = None if entry is None else self.project.ready(entry, self.findings)
        return self._ready[id]

    @contextmanager
    def _too_deep(self, id: str) -> Iterator[None]:
        """What is one inside another, or reads another, hundreds of times is the scheme's fault, and said so."""
        try:
            yield
        except RecursionError:
            file = next((entry.file for entry in self.project.config.scheme if entry.id == id), "")
            self.findings.add(
                Place(file=file),
                message("too much in this scheme stands one inside another, or reads another"),
                message("divide it: fewer dimensions one inside another, and fewer values that read each other"),
            )

    def load(self, ids: Iterable[str] | None = None) -> list[Ready]:
        """The schemes with these ids, or those the run is about, without those that cannot be loaded."""
        if ids is None and not self.ids:
            self.findings.add(
                self.project.document.place(()),
                message("the project names no scheme, so there is nothing to assess"),
                message('write: [[scheme]] with id = "pay" and file = "schemes/pay.toml"'),
            )
        found = [self.ready(id) for id in (self.ids if ids is None else ids)]
        return [ready for ready in found if ready is not None]

    def in_order(self, ids: Iterable[str] | None = None) -> list[Ready]:
        """The schemes with these ids, or those the run is about, and all that they read, each after what it reads.

        Schemes that wait for each other come last; that they do is noted when they are scored.
        """
        order, circles = self._sorted(ids)
        return [*order, *(ready for circle in circles for ready in self.load(circle))]

    def _sorted(self, ids: Iterable[str] | None) -> tuple[list[Ready], list[list[str]]]:
        """The schemes in the order in which they can be scored, and the circles of those that cannot."""
        reads: dict[str, list[str]] = {}
        waiting = [ready.entry.id for ready in self.load(ids)]
        for id in waiting:  # grows while it is walked
            ready = self.ready(id)
            if id not in reads and ready is not None:
                reads[id] = [other for other in self.sources(ready).values() if other in self.project.schemes]
                waiting += reads[id]
        circles: list[list[str]] = []
        while True:
            try:
                order = list(TopologicalSorter(reads).static_order())
            except CycleError as error:
                circles.append(_from_the_first(error.args[1], list(reads)))
                reads = {id: of for id, of in reads.items() if id not in circles[-1]}
            else:
                return self.load(id for id in order if id in reads), circles

    def sources(self, ready: Ready) -> dict[str, str]:
        """The tables of a scheme that are results: by table, the id of the scheme whose result it is."""
        named = {name: self.project.config.tables.get(name) for name in self.names(ready)}
        return {name: source.result for name, source in named.items() if isinstance(source, ResultSource)}

    def names(self, ready: Ready) -> list[str]:
        """The tables that a scheme reads, each followed by the one whose columns are joined to it."""
        found: dict[str, None] = {}
        for name in ready.plan.tables():
            found[name] = None
            source = self.project.config.tables.get(name)
            if isinstance(source, JoinedSource):
                found[source.join] = None
        return list(found)

    # all that is wrong -------------------------------------------------------------------------------------------

    def look(self, ids: Iterable[str] | None = None) -> None:
        """Note all that is wrong with these schemes and their tables, as far as it follows from no other fault.

        None: those that the run is about. The tables of a scheme that cannot be loaded are read too, and nothing is
        scored over a project that is wrong.
        """
        asked = tuple(self.ids if ids is None else ids)
        if self.project.unsure == SURE and self.project.tables_known:
            self.score(asked)
        for id in asked:
            ready = self.ready(id)
            if ready is None:
                self._look_into(id)
            else:
                self._gathered(ready)

    def _look_into(self, id: str) -> None:
        """Read the tables of which a scheme speaks, without the scheme."""
        from kaohe_core.assess.join import own_table
        from kaohe_core.tables.filled import NO_ROWS

        entry = next((entry for entry in self.project.config.scheme if entry.id == id), None)
        if entry is None:
            return
        resolved, outline, tables = self.project.outline(entry)
        said = None if resolved is None else _texts(resolved.data)
        found: dict[str, Data] = {}
        for name, source in self.project.config.tables.items():
            table = tables.get(name)
            if table is None or isinstance(source, ResultSource) or source.file == NO_RECORDS:
                continue
            if said is not None and not any(_names(said, one) for one in (name, *table.title.names())):
                continue
            try:
                own = own_table(table, source) if isinstance(source, JoinedSource) else table
            except ValueError:  # said when it is to be joined
                continue
            key, file = self._file(own, source)
            if key not in self._told:
                self._told.add(key)
                self.findings.extend(one for one in file.findings if one.what != NO_ROWS)
            if file.data is not None:
                found[name] = file.data
        if outline is not None:
            found = self._held_against(found, outline.subject, outline.periods)
            if not any("periods" in one.place.keys for one in self.findings.items if one.blocks):
                self._note_outside(found, outline.periods)

    # results ---------------------------------------------------------------------------------------------------

    def score(self, ids: Iterable[str] | None = None) -> list[Scored]:
        """The schemes with these ids, or those the run is about, scored; without those that could not be.

        Schemes whose results they read are scored before them.
        """
        asked = [ready.entry.id for ready in self.load(self.ids if ids is None else ids)]
        order, circles = self._sorted(asked)
        for ready in order:
            with self._too_deep(ready.entry.id):
                self._score(ready)
        for circle in circles:
            self._note_circle(circle)
        self._note_unowned()
        found = [self._scored.get(id) for id in asked]
        return [scored for scored in found if scored is not None]

    def _note_unowned(self) -> None:
        """Judgements that no scheme of the project owns, once all of them are scored and so are known."""
        from kaohe_core.assess.missing import note_unowned
        from kaohe_core.rules.judged import JUDGEMENTS

        scored = [self._scored.get(id) for id in self.project.schemes]
        known = [one for one in scored if one is not None]
        read = next((one.tables[JUDGEMENTS.id] for one in known if JUDGEMENTS.id in one.tables), None)
        if read is None or len(known) < len(scored) or self._unowned_told:
            return
        self._unowned_told = True
        note_unowned(read, [one.ready.plan for one in known], self.findings)

    def _score(self, ready: Ready) -> None:
        id = ready.entry.id
        if id in self._scored:
            return
        self._scored[id] = None
        watch = self.findings.watch()
        tables, usable = self._gathered(ready)
        if usable:
            own = self.findings.watch()
            self._assess(ready, tables, watch)
            self._about[id] += own.found

    def about(self, id: str) -> Findings:
        """What was found in the tables that a scheme reads and when it was scored; of its sources, too, each once."""
        found = list(self._about.get(id, ()))
        ready = self.ready(id)
        for source in () if ready is None else self.sources(ready).values():
            if source in self._about:
                found.extend(self.about(source))
        return Findings(list({one.text("en"): one for one in found}.values()), self.findings.language)

    def _assess(self, ready: Ready, tables: dict[str, Data], watch: Watch) -> None:
        from kaohe_core.assess.exactly import assessed
        from kaohe_core.assess.missing import waits_for
        from kaohe_core.assess.twice import computed_twice

        id = ready.entry.id
        self.project.plugins.check(ready.scheme, tables, self.findings)
        if watch.blocked:
            self._note_outside(tables, ready.scheme.periods)
            self.findings.extend(one for found in self._unfilled.get(id, {}).values() for one in found)
            return
        noted = Findings()
        result, alone = assessed(ready.plan, tables, noted)
        for name, found in self._unfilled.get(id, {}).items():
            if waits_for(result, name, noted):
                self.findings.extend(found)
        agreement = computed_twice(result, tables, self.findings) if alone is None else None
        if not watch.blocked:  # what a wrong result has wrong is no news
            self.findings.extend(noted)
        self._scored[id] = Scored(ready, result, tables, ready.digest, agreement, alone)
        if watch.blocked:
            self._wrong.add(id)

    def _note_circle(self, circle: list[str]) -> None:
        """The schemes read each other’s results: said at the table by which the last one reads the first."""
        if circle[0] in self._scored:
            return  # has been noted
        last = self.ready(circle[-1])
        assert last is not None  # noqa: S101  # it was loaded to be sorted
        tables = {id: name for name, id in reversed(self.sources(last).items())}
        self.findings.add(
            self.project.document.place(("tables", tables[circle[0]])),
            message("the schemes wait for each other’s results: {chain}", chain=" → ".join([*circle, circle[0]])),
            message("one of them must take its table from a file"),
        )
        for ready in self.load(circle):
            self._scored[ready.entry.id] = None
            self._gathered(ready)

    # tables ----------------------------------------------------------------------------------------------------

    def tables(self, id: str) -> dict[str, Data]:
        """Every table that a scheme reads, checked; without those that are not there. Its sources are scored first."""
        ready = self.ready(id)
        if ready is None:
            return {}
        self.score(other for other in self.sources(ready).values() if other in self.project.schemes)
        return dict(self._gathered(ready)[0])

    def as_read(self, asked: str) -> tuple[Findings, Data | None]:
        """A table by its id or its title, as a scheme reads it, else as it is declared; and what is wrong with it.

        Raises :class:`~kaohe_core.findings.FindingsError` where no file is named for such a table.
        """
        project = self.project
        known = self._known()
        id = asked if asked in known else next((id for id, t in known.items() if asked in t.title.names()), None)
        source = None if id is None else project.config.tables.get(id)
        if id is None or source is None or isinstance(source, ResultSource):
            place = project.document.place(("tables",))
            what = message("no file is named for a table “{table}”", table=asked)
            raise FindingsError(
                [Finding(place, what, did_you_mean(asked, project.config.tables))], self.findings.language
            )
        findings = Findings(language=self.findings.language)
        for ready in self.load():
            if id in ready.plan.tables():
                data = self.tables(ready.entry.id).get(id)
                findings.extend(found for found in self.findings if found.place.file in source.files)
                return findings, data
        return findings, self.alone(id, findings)

    def alone(self, id: str, findings: Findings) -> Data | None:
        """A table that the project names files for, as these give it: nothing is joined, no other table is read."""
        from kaohe_core.assess.join import own_table
        from kaohe_core.tables.reading import read_table

        table, source = self._known()[id], self.project.config.tables[id]
        if isinstance(source, ResultSource):
            return None
        table = own_table(table, source) if isinstance(source, JoinedSource) else table
        return read_table(table, source, self.project.folder, findings, self.project.shelf)

    def _known(self) -> dict[str, Table]:
        """Every table that a scheme or the project declares, by its id."""
        return {id: table for ready in self.load() for id, table in ready.tables.items()} | dict(self.project.tables)

    def _gathered(self, ready: Ready) -> tuple[dict[str, Data], bool]:
        """The tables, and whether the scheme can be scored over them."""
        id = ready.entry.id
        if id not in self._tables:
            watch = self.findings.watch()
            self._about[id] = []
            found = {name: self._table(name, ready) for name in ready.plan.tables()}
            there = {name: data for name, (data, _) in found.items() if data is not None}
            tables = self._held_against(there, ready.plan.roster.id, ready.scheme.periods)
            usable = all(usable for _, usable in found.values()) and not watch.blocked
            if not usable:
                self._note_outside(tables, ready.scheme.periods)
            self._tables[id] = tables, usable
            self._about[id] += watch.found
        return self._tables[id]

    def _held_against(self, tables: Mapping[str, Data], roster: str, periods: PeriodsByKind) -> dict[str, Data]:
        """The tables with their labels and ids as the scheme and its roster write them; who is unknown is noted."""
        from kaohe_core.rules.judged import JUDGEMENTS
        from kaohe_core.tables.subjects import check_subjects, spelled

        labels = [period.id for kind in periods.values() for period in kind]
        found = {
            name: data if name == JUDGEMENTS.id else spelled(data, labels, self.findings)
            for name, data in tables.items()
        }
        people = found.get(roster)
        if people is None:
            return found
        return {
            name: data if data is people or data.table.via is not None else check_subjects(data, people, self.findings)
            for name, data in found.items()
        }

    def _note_outside(self, tables: Mapping[str, Data], periods: PeriodsByKind) -> None:
        """Rows of unknown periods in tables over which nothing is scored: else the assessment tells of them."""
        from kaohe_core.assess.outside import note_outside

        for data in tables.values():
            note_outside(data.table, data, periods, self.findings)

    def _table(self, name: str, ready: Ready) -> tuple[Data | None, bool]:
        """One table as its source gives it, and whether it may be computed with."""
        table = ready.tables[name]
        source = self.project.config.tables.get(name)
        watch = self.findings.watch()
        data: Data | None = None
        match source:
            case None if table.absence in UNFILLED and name != ready.plan.roster.id:
                data = self._unless_needed(name, ready, self._no_source)
            case None:
                self._no_source(name, ready, self.findings)
            case ResultSource():
                data = self._result(name, source, table)
                if source.result in self._wrong:
                    return data, False
            case JoinedSource() if source.file != NO_RECORDS:
                return self._joined(name, ready, source)
            case _ if source.file == NO_RECORDS and table.absence == "no-data" and name != ready.plan.roster.id:
                data = self._unless_needed(name, ready, self._no_records)
            case _ if source.file == NO_RECORDS:
                data = self._empty(table)
                if table.absence == "no-data":
                    self._no_records(name, ready, self.findings)
            case _:
                return self._from_file(name, ready, source)
        return data, data is not None and not watch.blocked

    def _unless_needed(self, name: str, ready: Ready, say: Callable[[str, Ready, Findings], None]) -> Data:
        """A table without rows: wrong only if somebody needs one, which is known when the scheme has been scored."""
        found = Findings()
        say(name, ready, found)
        self._unfilled.setdefault(ready.entry.id, {})[name] = tuple(found)
        return self._empty(ready.tables[name])

    def _joined(self, name: str, ready: Ready, source: JoinedSource) -> tuple[Data | None, bool]:
        """A file to whose rows columns of another table are joined."""
        from kaohe_core.assess.join import check_join, joined, own_table

        table, other = ready.tables[name], ready.tables.get(source.join)
        place = self.project.document.place(("tables", name))
        if name not in self._checked:
            self._checked[name] = check_join(table, source, other, place, self.findings)
            beyond = self.project.config.tables.get(source.join)
            if self._checked[name] and isinstance(beyond, JoinedSource):
                self._checked[name] = False
                self.findings.add(
                    place,
                    message("“{other}” is joined itself, and is not joined again", other=source.join),
                    message("join the table that it takes its columns from"),
                )
        if not self._checked[name]:
            return None, False
        data, usable = self._from_file(name, ready, source, own_table(table, source))
        theirs, there = self._table(source.join, ready)
        if data is None or theirs is None:
            return None, False
        noted = Findings()
        found = joined(data, table, source, theirs, noted)
        if (name, source.join) in self._noted:
            self._about[ready.entry.id] += noted
        else:
            self._noted.add((name, source.join))
            self.findings.extend(noted)
        return found, usable and there

    def _from_file(self, name: str, ready: Ready, source: Source, own: Table | None = None) -> tuple[Data | None, bool]:
        from kaohe_core.tables.filled import NO_ROWS

        table = ready.tables[name] if own is None else own
        if own is None and name in self.given:
            return self.given[name], True
        key, file = self._file(table, source)
        blocking = [one for one in file.findings if one.blocks]
        bare = bool(blocking) and all(one.what == NO_ROWS for one in blocking)
        if bare and file.data is not None and table.absence != "zero" and name != ready.plan.roster.id:
            self._unfilled.setdefault(ready.entry.id, {})[name] = tuple(blocking)
            return file.data, True
        if key in self._told:
            self._about[ready.entry.id] += file.findings
        else:
            self._told.add(key)
            self.findings.extend(file.findings)
        return file.data, file.data is not None and not file.findings.blocked

    def _file(self, table: Table, source: Source) -> tuple[tuple[Source, Table], FileTable]:
        """A table as its file gives it, read once, and by what it is known that it was."""
        from kaohe_core.tables.reading import read_table

        key = source.moved(lambda file: _real(self.project.folder / file)), table
        if key not in self.files:
            findings = Findings()
            data = read_table(table, source, self.project.folder, findings, self.project.shelf)
            self.files[key] = FileTable(data, findings)
        return key, self.files[key]

    def _empty(self, table: Table) -> Data:
        """A table without rows: nothing was recorded."""
        from kaohe_core.tables.reading import data_from_rows

        found = data_from_rows(table, [], self.findings, self.project.document.place(()).file)
        assert found is not None  # noqa: S101  # no row can be wrong
        return found

    def _no_records(self, name: str, _ready: Ready, findings: Findings) -> None:
        findings.add(
            self.project.document.place(("tables", name), value=True),
            message("the table “{table}” must have records: a person without a row there has no data", table=name),
            message("name its file"),
        )

    def _no_source(self, name: str, ready: Ready, findings: Findings) -> None:
        if not self.project.tables_known:  # it may be what was meant by something that is wrong there
            return
        table = ready.tables[name]
        mend = message('write under [tables]: {table} = "data/{title}.xlsx"', table=name, title=table.title)
        if table.absence != "no-data":
            mend = message(
                'write under [tables]: {table} = "data/{title}.xlsx", or {table} = "{none}" if nothing was recorded',
                table=name,
                title=table.title,
                none=NO_RECORDS,
            )
        findings.add(
            self.project.document.place(("tables",)),
            message(
                "the scheme “{scheme}” reads the table “{table}” ({title}), and no file is named for it",
                scheme=ready.scheme.title,
                table=name,
                title=table.title,
            ),
            mend,
        )

    def _result(self, name: str, source: ResultSource, table: Table) -> Data | None:
        """The result of another scheme of the project, which was scored before, if it could be."""
        from kaohe_core.assess.as_table import as_table

        if source.result not in self.project.schemes:
            self.findings.add(
                self.project.document.place(("tables", name)),
                message("there is no scheme “{id}”", id=source.result),
                did_you_mean(source.result, self.project.schemes),
            )
            return None
        scored = self._scored.get(source.result)
        if scored is None:
            return None
        roster = scored.tables[scored.ready.plan.roster.id]
        return as_table(scored.result, roster, table, source.by, self.findings)


def opened(folder: Path, plugins: Plugins | None = None) -> Project:
    """The project in ``folder``, as :meth:`~kaohe_core.project.Project.open` opens it.

    Where that fails, everything is told that is wrong with its schemes and tables, too, as far as they are known.
    """
    project, findings = Project.as_far_as_known(folder, plugins)
    if project is not None and findings.blocked:
        Run(project, findings=findings).look()
    findings.stop()
    assert project is not None  # noqa: S101  # no finding blocks
    return project


def _texts(data: Any) -> str:
    """Every text in a scheme: the tables that it reads are named somewhere in them."""
    if isinstance(data, Mapping):
        return "\n".join(_texts(part) for part in (*data, *data.values()))
    return "\n".join(map(_texts, data)) if isinstance(data, list) else str(data)


def _names(said: str, table: str) -> bool:
    """Whether texts speak of a table: not of a column that is called as it is, behind the point of another."""
    return re.search(rf"(?<!\.){re.escape(table)}", said) is not None


def _from_the_first(circle: list[str], order: list[str]) -> list[str]:
    """A circle as ``graphlib`` gives it (each is read by the next, the first stands at the end again), as it is told.

    Each reads the next, and it begins with the one that comes first in ``order``.
    """
    *members, _again = reversed(circle)
    start = members.index(min(members, key=order.index))
    return [*members[start:], *members[:start]]


def _real(path: Path) -> str:
    """The file itself, whatever leads to it; a name that no file can have stays as it is, until it is opened."""
    try:
        return str(path.resolve())
    except ValueError:
        return str(path)
