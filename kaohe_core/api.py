"""kaohe for people who program: a project opened, checked, scored and explained in a few lines.

::

    import kaohe_core as kaohe

    school = kaohe.open("township-school")
    school.check()                      # everything that is wrong, at once
    pay = school.score("pay")
    pay.frame                           # Polars, exact decimals
    pay.explain("T001")

The command line is written with the same objects. A notebook shows each of them as a person would want to see it.
Whatever a school's files have wrong, and whatever is asked for that is not there, ends in one
:class:`~kaohe_core.findings.FindingsError`, whose text says in which project, where, what, and how to mend it, in the
language of the project or in the one that :func:`open` was given.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn, get_args

from attrs import evolve, field, frozen

from kaohe_core import notebook
from kaohe_core.assess.who import named, the_one
from kaohe_core.config import language_of
from kaohe_core.described import described
from kaohe_core.findings import Finding, Findings, FindingsError, Place, ToldIn, did_you_mean, given_text, refused
from kaohe_core.messages import LANGUAGES, Language, message
from kaohe_core.plugins.loader import Plugins
from kaohe_core.project import Project
from kaohe_core.run import Run, opened
from kaohe_core.writing import NewFile, write_file

if TYPE_CHECKING:
    import polars as pl

    from kaohe_core.assess.oracle import Oracle
    from kaohe_core.assess.result import Result
    from kaohe_core.compare.comparison import Comparison
    from kaohe_core.explain.explanation import Explanation
    from kaohe_core.results.scored import Scored

Titles = Literal["id", "zh", "en"]


@described
def open(  # as files are opened: kaohe.open(folder)
    folder: str | Path = ".", *, plugins: Mapping[str, object] | None = None, language: Language | None = None
) -> Opened:
    """Open the project in ``folder``, the one with ``kaohe.toml`` in it; the path of that file will do, and ``~``.

    ``plugins`` (name to module or object) stand in for those that ``kaohe.toml`` enables; a module may be the one whose
    ``plugin`` is the plugin. ``language`` (``"zh"`` or ``"en"``) is the one in which everything is told, instead of the
    project's. Schemes and tables are read when they are asked for, each time as they are then. Raises
    :class:`~kaohe_core.findings.FindingsError` where the project cannot be opened.
    """
    with ToldIn("zh"):  # as a project that says nothing of its language
        where = _path("folder", folder)
    where = where.parent if where.is_file() else where
    with ToldIn(language if language in LANGUAGES else language_of(where), where):
        _one_of("language", language, (None, *LANGUAGES))
        if plugins is not None:
            _check_plugins(plugins)
        project = opened(where, None if plugins is None else Plugins.of(plugins))
    return Opened(project, language or project.language, at_hand=plugins is not None)


def _check_plugins(plugins: object) -> None:
    mend = message('give names and modules: plugins={"visits": kaohe_visits}')
    if not isinstance(plugins, Mapping) or not all(isinstance(name, str) for name in plugins):
        raise refused("plugins", plugins, mend)
    for name, plugin in plugins.items():
        if plugin is None or isinstance(plugin, str | int | float | Mapping | Sequence):
            raise refused(f"plugins[{name!r}]", plugin, mend)


def _path(argument: str, path: object) -> Path:
    """What was given as a path, with ``~`` as the home of whoever asks."""
    if not isinstance(path, str | os.PathLike):
        raise refused(argument, path, message("give a path"))
    found = Path(path)
    try:
        return found.expanduser()
    except RuntimeError:  # nobody has this home; it is said as any folder that is not there
        return found


def _one_of(argument: str, value: object, allowed: Collection[object]) -> None:
    if isinstance(value, str | None) and value in allowed:
        return
    raise refused(
        argument, value, message("use one of: {names}", names=[repr(one) for one in allowed if one is not None])
    )


@described
@frozen(repr=False)
class Opened:
    """An open project."""

    project: Project
    language: Language
    at_hand: bool = False  # its plugins were handed in

    @property
    def _telling(self) -> ToldIn:
        return ToldIn(self.language, self.folder)

    @property
    @described
    def name(self) -> str:
        """The school's or county's name."""
        return self.project.config.project.name

    @property
    @described
    def folder(self) -> Path:
        """The folder of ``kaohe.toml``."""
        return self.project.folder

    @property
    @described
    def schemes(self) -> tuple[str, ...]:
        """The ids of its schemes, in the order of ``kaohe.toml``."""
        return tuple(self.project.schemes)

    @described
    def check(self, scheme: str | None = None) -> Findings:
        """Everything that is wrong with all schemes, or with one, and their data; nothing is raised for it.

        ``len(…)`` is 0 where nothing is; ``.blocked`` says whether anything must be mended before a result stands.
        """
        with self._telling:
            run = self._run(scheme)
            run.load()
            run.look()
            return run.findings

    @described
    def score(self, scheme: str | None = None) -> Outcome:
        """The result of one scheme (by its id), which need not be named where the project has no other.

        Schemes whose results it reads are scored with it. Raises :class:`~kaohe_core.findings.FindingsError` where it
        cannot be loaded or its data are wrong.
        """
        with self._telling:
            if scheme is None and len(self.schemes) > 1:
                what = message("the project has several schemes, and none is named")
                mend = message("use one of: {names}", names=list(self.schemes))
                raise FindingsError([Finding(Place(file=self.project.document.file), what, mend)])
            return self.outcomes(self.begin(scheme))[0]

    @described
    def scores(self) -> list[Outcome]:
        """The results of all schemes, in the order of ``kaohe.toml``, in one run: nothing is read or scored twice.

        Raises as :meth:`score`, with what is wrong in all of them.
        """
        return self.outcomes(self.begin())

    @described
    def compare(self, new: str | Path | Opened, scheme: str | None = None) -> Comparison:
        """What ``new`` changes against this project, and what it makes of this project's records.

        ``new`` is another project, by its folder or open, or a scheme file, which is run in this project. Compared are
        all schemes that both have, or the one with the id ``scheme``. As ``kaohe compare``: ``str(…)`` is its text,
        ``.data()`` plain data; ``.schemes`` have ``changes``, ``weights`` and ``effects``. Raises
        :class:`~kaohe_core.findings.FindingsError` where something cannot be opened, scored or compared.
        """
        from kaohe_core.compare.versions import NotComparable, compared, sides

        def opened(path: Path) -> Project:
            if path == self.folder:
                found = self
            else:
                found = new if isinstance(new, Opened) else open(path, language=self.language)
            return found.project.anew()  # what is read to compare is read anew the next time

        def blamed(path: Path) -> ToldIn:
            return ToldIn(self.language, path if path.is_dir() else self.folder)

        with self._telling:
            other = new.folder if isinstance(new, Opened) else _path("new", new)
            asked = None if scheme is None else given_text("scheme", scheme)
            try:
                before, after = sides(self.folder, other, None, asked, opened, blamed)
                return compared(before, after, asked, self.language, blamed)
            except NotComparable as error:
                raise FindingsError([Finding(Place(), error.what)]) from None

    # in two steps, for those who look at the schemes in between -------------------------------------------------

    def begin(self, scheme: str | None = None) -> Run:
        """A run over all schemes, or over one, with the schemes loaded; raises where one cannot be."""
        with self._telling:
            run = self._run(scheme)
            run.load()
            if run.findings.blocked:  # then everything else that is wrong is told with it
                run.look()
            run.findings.stop()
        return run

    def outcomes(self, run: Run) -> list[Outcome]:
        """The results of the schemes that ``run`` is about; raises where one cannot be scored."""
        with self._telling:
            watch = run.findings.watch()
            scored = run.score()
            watch.stop()
        findings = [run.about(one.ready.entry.id) for one in scored]
        return [Outcome(self.project, *pair, self.language) for pair in zip(scored, findings, strict=True)]

    def _run(self, scheme: str | None) -> Run:
        asked = None if scheme is None else (given_text("scheme", scheme),)
        return Run(self.project, asked, findings=Findings(language=self.language))

    # an open project never changes: a copy is the same, and another process opens it again ----------------------

    def __copy__(self) -> Opened:
        return self

    def __deepcopy__(self, _memo: dict[int, Any]) -> Opened:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        if self.at_hand:
            what = message("a project whose plugins were handed in cannot be pickled; open it where it is needed")
            raise TypeError(what.text(self.language))
        return partial(open, language=self.language), (self.folder.absolute(),)

    def __repr__(self) -> str:
        return f"<kaohe project {self.name!r} in {self.folder}: {', '.join(self.schemes)}>"

    def _repr_html_(self) -> str:
        heads = [message("scheme"), message("file")]
        rows = [[entry.id, entry.file] for entry in self.project.config.scheme]
        shown = notebook.table([head.text(self.language) for head in heads], rows, self.language)
        return notebook.heading(self.name) + shown


@described
@frozen(repr=False, eq=False, slots=False)
class Outcome:
    """The result of one scheme.

    ``findings`` has what was noted while its tables were read and it was scored; nothing in it blocks.
    """

    project: Project
    scored: Scored
    findings: Findings
    """What was noted while its tables were read and it was scored, and of the schemes whose results it reads.

    Nothing in it blocks.
    """
    language: Language
    _oracles: dict[str | None, Oracle] = field(
        init=False, factory=dict
    )  # by unit: of those not compared when it was scored

    @property
    def _telling(self) -> ToldIn:
        return ToldIn(self.language, self.project.folder)

    @property
    @described
    def id(self) -> str:
        """The scheme's id."""
        return self.scored.ready.entry.id

    @property
    @described
    def title(self) -> str:
        """The scheme's title."""
        return self.scored.ready.scheme.title

    @property
    @described
    def digest(self) -> str:
        """``sha256:…`` of the scheme that was scored: of all in it and in its tables that can change a mark."""
        return self.scored.digest

    @cached_property
    @described
    def result(self) -> Result:
        """What was computed: subjects with exact values (``Fraction``) and standings.

        Its ``frame`` is a copy: what is done to it is not in anything else.
        """
        result = self.scored.result
        return evolve(result, frame=result.frame.clone(), telling=self._telling, roster=self._roster)

    @property
    @described
    def provisional(self) -> bool:
        """Whether a mark is still without data or awaits judgement, or an amount is unknown."""
        return self.scored.result.provisional

    @property
    @described
    def frame(self) -> pl.DataFrame:
        """Everybody assessed, in roster order, with every mark, verdict and amount.

        Columns are called by id: ``id``, ``name``, ``unit``, ``scored``, ``reason``, then one for every clause,
        dimension, ``total``, ranking, grade, veto and award; where money is divided ``pool``, ``…/amount`` for every
        payment, and ``paid`` in all. Marks are in marks, amounts in yuan, both Decimals with all the decimals that they
        can have; a quotient without end is a whole number ÷ the one in the column ``…/den`` beside it. ``…!`` says why
        a mark is what it is (``scored``, ``not-applicable``, ``no-data``, ``awaiting``); it is left out where everybody
        who is scored has the mark. A mark that is not there is null. The form is that of
        :mod:`kaohe_core.results.as_parquet`, which writes it. What is done to the frame is not in the result.
        """
        return self._frame.clone()

    @cached_property
    def _frame(self) -> pl.DataFrame:
        from kaohe_core.results.as_parquet import frame

        return frame(self.scored.result)

    @described
    def table(self, titles: Titles = "zh") -> pl.DataFrame:
        """Everybody assessed, with a number in every cell, and columns called by their titles; ``"id"``: by their ids.

        As :attr:`frame`, but a quotient without end is one Decimal: exact where it has an end, else half up to six
        decimals, as in ``results.csv``. What kaohe names itself, standings too, is in 中文 (``"zh"``) or English
        (``"en"``); titles of the scheme are as its author wrote them. Titles that several columns would have get the id
        behind them, in brackets.
        """
        with self._telling:
            _one_of("titles", titles, get_args(Titles))
        from kaohe_core.results.titled import table

        return table(self.scored.result, None if titles == "id" else titles)

    @described
    def to_parquet(self, path: str | Path) -> Path:
        """Write :attr:`frame` to ``path``, which ends in ``.parquet``; returns the path, with ``~`` resolved.

        It is written in place of a file that it wrote there before: a file ``.kaohe`` in the folder says which those
        are. Raises :class:`~kaohe_core.findings.FindingsError` for another ending, where there is no such folder, where
        the file cannot be written, or one is there that something else wrote.
        """
        from kaohe_core.results.as_parquet import parquet

        with self._telling:
            return self._written(path, ".parquet", lambda: NewFile(parquet(self.scored.result)))

    @described
    def to_workbook(self, path: str | Path) -> Path:
        """Write the workbook that computes the result itself, every mark a live formula; returns the path.

        ``path`` ends in ``.xlsx``. Raises as :meth:`to_parquet`, and where a plugin's section cannot be made. What is
        worth knowing about the workbook is noted in :attr:`findings`.
        """
        with self._telling:
            return self._written(path, ".xlsx", self.workbook)

    def _written(self, path: str | Path, ending: str, content: Callable[[], NewFile]) -> Path:
        target = _path("path", path)
        wrong = Findings()
        if target.suffix.lower() != ending:
            what, mend = message("this file is called *{ending}", ending=ending), target.with_suffix(ending).name
            wrong.add(Place(file=str(target)), what, message("write for example {name}", name=mend))
        if not target.parent.is_dir():
            what = message("there is no folder {folder}", folder=target.parent)
            wrong.add(Place(file=str(target)), what, message("make it first, or name another"))
        wrong.stop()
        write_file(target, content(), self.findings, self.project.inputs(), by="Python")
        return target

    def workbook(self) -> NewFile:
        """What :meth:`to_workbook` writes."""
        from kaohe_core.workbook import workbook

        one = self.scored
        with self._telling:
            watch = self.findings.watch()
            sections = self.project.plugins.report_sections(one.result, self.findings)
            watch.stop()
            return workbook(one.plan, one.result, one.tables, self.findings, self.language, sections)

    # people ------------------------------------------------------------------------------------------------------

    @property
    @described
    def people(self) -> dict[str, str]:
        """Everybody on the roster: the name by id, in roster order."""
        return dict(self._people)

    @cached_property
    def _people(self) -> dict[str, str]:
        from kaohe_core.results.roster import people

        return people(self.scored.plan, self.scored.tables)

    def named(self, subject: str) -> list[str]:
        """The ids that ``subject`` means: the one with this id, or else all with this name."""
        return named(subject, self._people)

    @described
    def explain(self, subject: str, only: str | None = None) -> Explanation:
        """How every mark and every cent of one person came about; ``str(…)`` is the text.

        ``subject`` is an id, or a name that nobody else has. ``only``: this clause, dimension, ranking, veto, award or
        payment, by its id; ``grade``, ``total``, or ``paid`` for all that is paid. Raises
        :class:`~kaohe_core.findings.FindingsError` for a stranger, for a name that several have, and for an ``only``
        that the scheme does not have.
        """
        from kaohe_core.explain.explanation import Explainer, explainable
        from kaohe_core.results.roster import unit_of

        with self._telling:
            id = the_one(subject, self._people, self._roster)
            parts = explainable(self.scored.plan)
            if only is not None and given_text("only", only) not in parts:
                what = message("there is no clause “{id}”", id=only)
                raise FindingsError(
                    [Finding(Place(file=self.scored.ready.entry.file), what, did_you_mean(only, parts))]
                )
            oracle = self._oracle(unit_of(self.scored.plan, self.scored.tables, id))
            return Explainer(oracle, self.language).explain(id, self._people[id], only)

    @property
    def _roster(self) -> Place:
        return Place(file=self.scored.tables[self.scored.plan.roster.id].file)

    def _oracle(self, unit: str | None) -> Oracle:
        """The second way to the result of a unit, which came to the same: when it was scored, or now.

        Whose unit is not known (None) is compared with any.
        """
        from kaohe_core.assess.twice import computed_twice

        if self.scored.alone is not None:
            return self.scored.alone
        agreement = self.scored.agreement
        if agreement is not None and (agreement.units is None or unit is None or unit in agreement.units):
            return agreement.oracle
        if unit not in self._oracles:
            findings = Findings(language=self.language)
            taken = [] if unit is None else [unit]
            self._oracles[unit] = computed_twice(self.scored.result, self.scored.tables, findings, taken).oracle
            findings.stop()
        return self._oracles[unit]

    def __reduce_ex__(self, _protocol: object) -> NoReturn:
        what = message(
            "a result cannot be pickled or copied; take its frame, or score the project again where it is needed"
        )
        raise TypeError(what.text(self.language))

    def __repr__(self) -> str:
        count = self.scored.result.frame.height
        return f"<kaohe result {self.id!r} of {self.project.config.project.name!r}: {self.title}, {count} subjects>"

    def _repr_html_(self) -> str:
        from kaohe_core.results.as_csv import rows
        from kaohe_core.results.as_parquet import told_steps

        result, half = self.scored.result, notebook.MOST // 2
        count = result.frame.height + len(result.not_assessed)
        if result.frame.height > notebook.MOST:  # no more than is shown is turned into text
            result = evolve(result, frame=result.frame.head(half).vstack(result.frame.tail(half)))
        head, *people = rows(evolve(self.scored, result=result), self.language, told_steps(result))
        if count > notebook.MOST:
            people = [*people[:half], *people[-half:]]
        shown = notebook.table(head, people, self.language, count)
        return notebook.heading(self.title) + shown
