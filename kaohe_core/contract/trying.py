"""Everything that a plugin hands over, tried: as a scheme would use it, and with what a scheme could write.

The loader looks at types; this runs the code. It is for authors of plugins: ``kaohe plugin check NAME`` and
``kaohe_core.testing.assert_plugin("name")``.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import attrs
from attrs import define, field, frozen

from kaohe_core.assess.assessment import assess
from kaohe_core.catalogues.kept import Unkept, stale
from kaohe_core.contract.bench import Bench, Rendered, with_clauses, with_dimension, with_payments
from kaohe_core.contract.in_both_languages import untranslated
from kaohe_core.contract.made_tables import PEOPLE
from kaohe_core.contract.purity import SAME, check_texts, endings, impurities
from kaohe_core.contract.remembered import shared
from kaohe_core.contract.watched import Observer
from kaohe_core.contract.written import WrittenParameters, variations, ways
from kaohe_core.findings import Finding, Findings, FindingsError, Place
from kaohe_core.formula.tree import FormulaError
from kaohe_core.messages import Message, Text, message
from kaohe_core.plugins.answers import formula_of, steps_of
from kaohe_core.plugins.blame import ASK, blamed, located, named, watched
from kaohe_core.plugins.contributions import ReadyDimension, ReadyScheme, Section, Stamped
from kaohe_core.plugins.hooks import hookimpl
from kaohe_core.plugins.loader import Plugins, code_of, load, with_needs
from kaohe_core.rules.rule import Rule
from kaohe_core.rules.settlement import Pot, Settlement
from kaohe_core.tables.declared import Table
from kaohe_core.toml.structure import allowed_keys, key_of

_TAG = re.compile(r"</?[a-zA-Z][^>]*>|&[a-z]+;")
SCORED = 8  # ways of writing a rule's parameters that are scored


@frozen
class Tried:
    """One thing that was tried: what it is, how many ways of writing it were taken, how many numbers agreed."""

    what: Message
    taken: int
    numbers: int
    books: tuple[bytes, ...] = field(default=(), repr=False)  # the workbooks of what was scored, as .xlsx


def try_plugin(name: str, findings: Findings, plugins: Plugins | None = None) -> list[Tried]:
    """Try all that the plugin ``name`` hands over; what is wrong is noted, with the plugin, the file and the line.

    It is loaded as it is installed, with the plugins that its distribution requires, unless it is among ``plugins``.
    """
    watch = findings.watch()
    noise = StringIO()
    looking = Observer()
    with redirect_stdout(noise), redirect_stderr(noise), watched(looking):
        if plugins is None:
            if _ends_the_process(name, findings):
                return []
            loading = Findings()
            plugins = load([(one, Place()) for one in with_needs(name)], loading)
            findings.extend(attrs.evolve(finding, mend=for_the_author(finding.mend)) for finding in loading)
        if watch.blocked:
            return []
        tryout = _Tryout(name, plugins, findings)
        tried = list(tryout.all())
    tryout.tell_of(looking)
    if noise.getvalue().strip():
        findings.add(
            Place(plugin=name),
            message("it prints: {text}", text=" ".join(noise.getvalue().split())[:80]),
            message("take it out: what commands print may be read by a machine"),
        )
    return tried


def for_the_author(mend: Message | None) -> Message | None:
    """How to mend it, said to whoever wrote it: a school sends it to them, and here they read it themselves."""
    if mend is not None and mend.template == ASK.template:
        return message(
            "mend that line: it must work with all that a scheme and its tables may hold; "
            'what a scheme may not write is refused in __attrs_post_init__: raise ValueError(message("…"))'
        )
    if mend is not None and mend.template.startswith("install {distribution} again"):
        return message("mend that line: a module must be importable wherever there is what its pyproject.toml requires")
    return mend


def _ends_the_process(name: str, findings: Findings) -> bool:
    """Whether the code of an installed plugin would end this process; it is said, and nothing of it imported."""
    watch = findings.watch()
    for path in code_of(name):
        for one in endings(path.read_text("utf-8", errors="replace")):
            findings.add(
                Place(path.name, one.line, plugin=name),
                message("this {does}", does=one.does),
                message('take it out, and the rest is tried: what cannot go on says raise ValueError(message("…"))'),
            )
    return watch.blocked


def try_class(cls: type[Rule] | type[Settlement], findings: Findings, plugins: Mapping[str, object]) -> list[Tried]:
    """A rule or a settlement alone; what is wrong with it is noted.

    ``plugins`` (name to module or object) bring the tables that it reads. It may be one that they bring.
    """
    loaded = Plugins.of(plugins)
    known: list[Stamped[Any]] = [*loaded.rules().values(), *loaded.settlements().values()]
    name = next((stamped.plugin for stamped in known if stamped.value is cls), None)
    if name is None:
        name = "tried"
        loaded = Plugins.of({**plugins, name: _Alone(cls)})
    tryout, looking = _Tryout(name, loaded, findings), Observer()
    with watched(looking):
        tried = list(tryout.try_class(cls))
    tryout.tell_of(looking)
    return tried


@frozen
class _Alone:
    """A plugin of one class."""

    cls: type[Rule] | type[Settlement]

    @hookimpl
    def kaohe_rules(self) -> list[type[Rule]]:
        return [self.cls] if issubclass(self.cls, Rule) else []

    @hookimpl
    def kaohe_settlements(self) -> list[type[Settlement]]:
        return [self.cls] if issubclass(self.cls, Settlement) else []


@define
class _Tryout:
    name: str
    plugins: Plugins
    findings: Findings
    bench: Bench = field(init=False)
    _refused: Finding | None = field(init=False, default=None)  # the first time that a class took nothing
    _said: set[str] = field(init=False, factory=set)
    _in_source: set[tuple[str, int, str]] = field(init=False, factory=set)  # what the source alone tells, by its line

    def __attrs_post_init__(self) -> None:
        self.bench = Bench(self.plugins)

    @property
    def place(self) -> Place:
        return Place(plugin=self.name)

    def own(self, brought: Mapping[str, Stamped[Any]]) -> dict[str, Any]:
        """What this plugin brought of a kind."""
        return {id: stamped.value for id, stamped in brought.items() if self.name in stamped.plugin.split(" + ")}

    def all(self) -> Iterator[Tried]:
        """Kind after kind."""
        self.look_at_source()
        for table in self.own(self.plugins.tables()).values():
            self.look_at_table(table)
        for rule in self.own(self.plugins.rules()).values():
            self.look_at_class(rule)
            yield from self.try_class(rule)
        for settlement in self.own(self.plugins.settlements()).values():
            self.look_at_class(settlement)
            yield from self.try_class(settlement)
        self.try_checks()
        schemes = self.own(self.plugins.schemes())
        used = "\n".join(path.read_text("utf-8") for one in schemes.values() for path in one.folder.rglob("*.toml"))
        for id, dimension in self.own(self.plugins.dimensions()).items():
            if f'"{id}"' not in used:
                yield from self.try_dimension(id, dimension)
        for id, scheme in schemes.items():
            yield from self.try_scheme(id, scheme)

    def note(self, what: Message, mend: Message | None, place: Place | None = None) -> None:
        """Note something once."""
        finding = Finding(place or self.place, what, for_the_author(mend))
        if finding.text("en") not in self._said:
            self._said.add(finding.text("en"))
            self.findings.extend([finding])

    # ------------------------------------------------------------ what is only looked at

    def look_at_source(self) -> None:
        """The code and the catalogue, without running anything."""
        for path in self.sources():
            shown = self.shown(path)
            for one in impurities(path.read_text("utf-8")):
                self._in_source.add((shown, one.line, one.does.template))
                self.note(message("this {does}", does=one.does), SAME, Place(shown, one.line, plugin=self.name))
            check_texts(path, shown, self.name, self.findings)
        for root in {root: None for path in self.sources() if (root := self.package_of(path)) is not None}:
            folder = f"{root.name}/locale/zh_CN"
            mend = message(
                "translate it in {folder}/….po, then run in the plugin’s folder: kaohe plugin catalogue", folder=folder
            )
            try:
                for shown, text in untranslated(root):
                    self.note(message("“{text}” has no Chinese", text=text), mend, Place(shown, plugin=self.name))
                out_of_date = stale(root)
            except Unkept as error:
                self.note(message("its catalogue cannot be kept: {reason}", reason=str(error)), None)
                continue
            if out_of_date:
                self.note(
                    message("the compiled catalogue says something else than its sources (.po)"),
                    message("compile it, in the plugin’s folder: kaohe plugin catalogue"),
                    Place(folder, plugin=self.name),
                )

    def tell_of(self, watch: Observer) -> None:
        """What was seen while the plugin's code ran, and its source did not tell."""
        for one in watch.seen.values():
            file = self.shown(Path(one.file))
            if (file, one.line, one.does.template) not in self._in_source:
                parts = {"what": named(one.brought), "does": one.does}
                self.note(
                    message("{what} {does} in {call}", call=one.call, **parts)
                    if one.call
                    else message("{what} {does}", **parts),
                    SAME,
                    Place(file, one.line, plugin=one.plugin),
                )
        for three in watch.kept.values():
            self.note(
                message("{what} changes {name}", what=named(three.brought), name=three.what),
                message(
                    "compute from what is given alone: what one call leaves behind decides what the next one gives"
                ),
                attrs.evolve(self.place, plugin=three.plugin),
            )
        for two in watch.altered.values():
            self.note(
                message("{what} alters what it was given: {part}", what=named(two.brought), part=two.what),
                message("work with copies: what a plugin is given is the scheme's, the tables' and the result's"),
                attrs.evolve(self.place, plugin=two.plugin),
            )

    def sources(self) -> list[Path]:
        """The files of the modules of the plugin, those of its classes too."""
        files = [inspect.getsourcefile(module) for module in self.plugins.modules_of(self.name)]
        return [Path(file) for file in files if file is not None]

    def shown(self, path: Path) -> str:
        """A file as its author knows it: from the package on, or its name alone."""
        root = self.package_of(path)
        return path.name if root is None else path.relative_to(root.parent).as_posix()

    @staticmethod
    def package_of(path: Path) -> Path | None:
        """The outermost package that a file lies in; None for a single module, which has no room for a catalogue."""
        root = None
        for parent in path.parents:
            if not (parent / "__init__.py").is_file():
                break
            root = parent
        return root

    def look_at_table(self, table: Table) -> None:
        """Every title in both languages."""
        for what, text in [
            (message("the table “{id}”", id=table.id), table.title),
            *(
                (message("the column “{table}.{id}”", table=table.id, id=column.id), column.title)
                for column in table.columns
            ),
        ]:
            self.look_at_title(what, text)

    def look_at_title(self, what: Message, text: Text) -> None:
        if not text.zh.strip():
            self.note(
                message("{what} has no Chinese title", what=what),
                message('write title = {{ zh = "…", en = "{en}" }}', en=text.en),
            )
        if not text.en.strip():
            self.note(
                message("{what} has no English title", what=what),
                message('write title = {{ zh = "{zh}", en = "…" }}', zh=text.zh),
            )

    def look_at_class(self, cls: type[Rule] | type[Settlement]) -> None:
        """Titles, and what is said about every parameter."""
        self.look_at_title(named(cls), cls.title)
        if not inspect.cleandoc(vars(cls).get("__doc__") or "") or cls.__doc__ in (Rule.__doc__, Settlement.__doc__):
            self.note(
                message("{cls} does not say what it is for", cls=named(cls)),
                message("write a docstring: the reference shows it"),
            )
        for name, value in shared(cls):
            self.note(
                message(
                    "the class {cls}: its attribute “{name}” is a {type}, "
                    "which every scheme shares and anybody can change",
                    cls=located(cls),
                    name=name,
                    type=type(value).__name__,
                ),
                message(
                    "write a tuple, a frozenset or a MappingProxyType; what changes is computed anew at every call"
                ),
            )
        for attribute in allowed_keys(cls).values():
            if not attribute.metadata.get("doc"):
                self.note(
                    message(
                        "the class {name}: its parameter “{parameter}” does not say what it means",
                        name=located(cls),
                        parameter=key_of(attribute),
                    ),
                    message('write {parameter} … = doc("…"), or param(doc="…") for a number', parameter=attribute.name),
                )

    # ------------------------------------------------------------ what is run

    @contextmanager
    def told(self, brought: object) -> Iterator[None]:
        """Around what may fail in a plugin's code, or refuse what the plugin gave."""
        try:
            yield
        except FormulaError as error:
            self.note(
                error.what if blamed(error.what) else message("{what}: {wrong}", what=named(brought), wrong=error.what),
                error.mend,
            )
        except FindingsError as error:
            for finding in error.findings:
                self.note(finding.what, finding.mend)

    def taken(self, cls: type, scheme: Mapping[str, Any]) -> bool:
        """Whether a scheme can be planned; what fails in the plugin meanwhile is noted."""
        found = Findings()
        made = None
        with self.told(cls):
            made = self.bench.planned(scheme, found)
        wrong = [finding for finding in found if blamed(finding.what)]
        if self._refused is None:
            self._refused = next((finding for finding in found if finding.blocks), None)
        for finding in wrong:
            self.note(finding.what, finding.mend)
        return made is not None and not wrong

    def try_class(self, cls: type[Rule] | type[Settlement]) -> Iterator[Tried]:
        """A rule or a settlement with all that a scheme could write for its parameters, as far as it takes it."""
        scheme = with_clauses if issubclass(cls, Rule) else with_payments
        watch = self.findings.watch()
        written = [*self.in_ready(cls)]
        self._refused = None
        first = next((one for one in written if self.taken(cls, scheme(cls.name, [one]))), None)
        if first is None and not watch.blocked:
            first = next((one for one in ways(cls) if self.taken(cls, scheme(cls.name, [one])) or watch.blocked), None)
        if first is None or watch.blocked:
            if not watch.blocked:
                self.note(
                    message("{what} takes nothing that was tried for its parameters", what=named(cls)),
                    message("use it in a ready dimension of the plugin: it is tried with what stands there")
                    if self._refused is None
                    else message(
                        "use it in a ready dimension of the plugin: it is tried with what stands there; "
                        "the first way of writing it was refused: {wrong}",
                        wrong=self._refused.what,
                    ),
                )
            return
        taken = [first, *(one for one in variations(cls, first) if self.taken(cls, scheme(cls.name, [one])))]
        if watch.blocked:
            return
        self.look_at_calls(cls, scheme(cls.name, taken[:SCORED]))
        scored: list[Rendered] = []
        if not self.findings.blocked:  # else it is scored when that is mended
            with self.told(cls):
                scored += self.scored_together(cls, taken)
        yield _tried(named(cls), len(taken), scored)

    def scored_together(
        self, cls: type[Rule] | type[Settlement], taken: Sequence[WrittenParameters]
    ) -> Iterator[Rendered]:
        """What was scored; settlements one by one, as each divides what the one before left."""
        scheme = with_clauses if issubclass(cls, Rule) else with_payments
        some = list(taken[:SCORED])
        groups = [some] if issubclass(cls, Rule) else [[one] for one in some[:2]]
        for group in groups:
            made = self.bench.planned(scheme(cls.name, group), Findings())
            for one in [group] if made is not None else [[single] for single in group]:
                made = self.bench.planned(scheme(cls.name, one), Findings())
                if made is not None:
                    found = Findings()
                    yield self.bench.scored(made, found)
                    self.bench.check_pool(made, found)
                    for finding in found:
                        self.note(message("{what}: {wrong}", what=named(cls), wrong=finding.what), finding.mend)

    def try_checks(self) -> None:
        """Every check over made-up rows of all tables, and every section of their result.

        What they find wrong with the rows is not told: nobody made them so.
        """
        made = self.bench.planned(with_clauses("formula", [{"points": f"{PEOPLE.id}.number"}]), Findings())
        assert made is not None  # noqa: S101  # a scheme of the core's own
        tables, found = self.bench.all_rows(), Findings()
        self.plugins.check(made.scheme, tables, found)
        if not found.blocked or not any(_of_hook(finding) for finding in found):
            sections = Findings()
            self.look_at_sections(
                self.plugins.report_sections(assess(made, self.bench.rows(made), Findings()), sections), sections
            )
        for finding in found:
            if _of_hook(finding):
                self.note(finding.what, finding.mend, finding.place)

    def look_at_sections(self, sections: Sequence[Stamped[Section]], found: Findings) -> None:
        """What was wrong with sections, and cells that are written for a browser: cells are text."""
        for finding in found:
            self.note(finding.what, finding.mend, finding.place)
        for stamped in sections:
            for number, row in enumerate(stamped.value.rows, start=1):
                for cell in row:
                    if stamped.plugin == self.name and _TAG.search(cell):
                        self.note(
                            message(
                                "the section “{name}”: row {number} has the cell {cell}, and nobody reads it as HTML",
                                name=stamped.value.id,
                                number=number,
                                cell=repr(cell),
                            ),
                            message("write the text alone: a cell is shown as it stands"),
                        )

    def in_ready(self, cls: type[Rule] | type[Settlement]) -> Iterator[WrittenParameters]:
        """What the plugin's own ready dimensions write for a rule."""
        import tomllib

        key = "rule" if issubclass(cls, Rule) else "settlement"
        keys = allowed_keys(cls)
        for dimension in self.own(self.plugins.dimensions()).values():
            for item in _items(tomllib.loads(dimension.text)):
                if item.get(key) == cls.name:
                    yield {name: value for name, value in item.items() if name in keys}

    def look_at_calls(self, cls: type[Rule] | type[Settlement], scheme: Mapping[str, Any]) -> None:
        """Whether two calls give the same, and leave the object as it was."""
        made = self.bench.planned(scheme, Findings())
        if made is None:
            return
        objects: list[Any] = [
            rule for clause in made.scheme.clauses() for rule in clause.rules() if isinstance(rule, cls)
        ]
        objects += [payment.settlement for payment in made.scheme.payment if isinstance(payment.settlement, cls)]
        for one in objects:
            before = _parts(one)
            with self.told(one):
                answers = [_answer(one), _answer(one)]
                call = "formula()" if isinstance(one, Rule) else "steps()"
                if _parts(one) != before:
                    self.note(
                        message("{what} changes its own parameters in {call}", what=named(one), call=call),
                        message("compute with copies: what the scheme wrote stays as it is"),
                    )
                elif answers[0] != answers[1]:
                    self.note(
                        message("{what} gives something else in {call} each time", what=named(one), call=call),
                        message("let it depend on the parameters alone"),
                    )

    def try_dimension(self, id: str, dimension: ReadyDimension) -> Iterator[Tried]:
        """A ready dimension taken over as it is, by a scheme about any roster of the plugin."""
        import tomllib

        marks = tomllib.loads(dimension.text)["dimension"][0].get("marks", 100)
        rosters = [table.id for table in self.own(self.plugins.tables()).values() if table.rows == "subject"]
        best: Findings | None = None
        for roster in [*rosters, PEOPLE.id]:
            found = Findings()
            made = None
            with self.told(dimension):
                made = self.bench.planned(with_dimension(id, marks, roster), found)
            if made is not None:
                differences = Findings()
                scored = self.bench.scored(made, differences)
                self.findings.extend(differences)
                yield _tried(message("the ready dimension “{name}”", name=id), 1, [scored])
                return
            best = found if best is None or len(found) < len(best) else best
        for finding in best or ():
            self.note(finding.what, finding.mend, attrs.evolve(finding.place, file=dimension.file, plugin=self.name))

    def try_scheme(self, id: str, ready: ReadyScheme) -> Iterator[Tried]:
        """A ready scheme, scored on its own sample; its sections, explanations and workbooks too."""
        from kaohe_core.contract.bench import rendered
        from kaohe_core.project import Project
        from kaohe_core.run import Run

        what = message("the ready scheme “{name}”", name=id)
        try:
            run = Run(Project.open(ready.folder))
        except FindingsError as error:
            self.in_scheme(ready, error.findings.items)
            return
        scored = run.score()
        self.in_scheme(ready, [finding for finding in run.findings.items if finding.blocks])
        books: list[Rendered] = []
        for one in scored:
            found = Findings()
            brought = run.project.plugins.report_sections(one.result, found)
            self.look_at_sections(brought, Findings())
            books.append(rendered(one.ready.plan, one.result, one.tables, found))
            self.in_scheme(ready, found.items)
        yield _tried(what, len(scored), books)

    def in_scheme(self, ready: ReadyScheme, found: Sequence[Finding]) -> None:
        """Note what a ready scheme has wrong, in its own folder."""
        for finding in found:
            own, inside = f"{self.name}: ", finding.place.file
            file = inside.removeprefix(own) if inside.startswith(own) else f"schemes/{ready.id}/{inside}".rstrip("/")
            self.note(finding.what, finding.mend, attrs.evolve(finding.place, file=file, plugin=self.name))


def _of_hook(finding: Finding) -> bool:
    """Whether a finding says that a hook, a check or a section failed, or gave what it must not."""
    return blamed(finding.what) or finding.what.template.startswith("the hook “{hook}”")


def _tried(what: Message, taken: int, scored: Sequence[Rendered]) -> Tried:
    return Tried(what, taken, sum(one.numbers for one in scored), tuple(one.book for one in scored))


def _items(data: Any) -> Iterator[Mapping[str, Any]]:
    """Every table of plain data."""
    if isinstance(data, dict):
        yield data
        for inner in data.values():
            yield from _items(inner)
    elif isinstance(data, list):
        for inner in data:
            yield from _items(inner)


def _parts(one: Any) -> str:
    return repr([getattr(one, attribute.name, None) for attribute in attrs.fields(type(one))])


def _answer(one: Any) -> str:
    if isinstance(one, Settlement):
        from kaohe_core.formula.tree import Mark

        return repr(steps_of(one, Pot(Mark("pool/left", Text("余额", "left")), "p")))
    return repr(formula_of(one))
