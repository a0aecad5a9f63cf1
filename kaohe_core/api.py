"""kaohe for people who program: a project opened, checked, scored and explained in a few lines.

::

    import kaohe_core as kaohe

    school = kaohe.open("township-school")
    school.check()                      # everything that is wrong, at once
    pay = school.score("pay")
    pay.frame                           # Polars, exact decimals
    pay.explain("T001")

The command line is written with the same objects. A notebook shows each of them as a person would want to see it.
Whatever a school's files have wrong ends in one :class:`~kaohe_core.findings.FindingsError`, whose text says where,
what, and how to mend it, in the language of the project.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from attrs import field, frozen

from kaohe_core import notebook
from kaohe_core.findings import Findings, Place, did_you_mean
from kaohe_core.messages import Language, message
from kaohe_core.plugins.loader import Plugins
from kaohe_core.project import Project
from kaohe_core.run import Run
from kaohe_core.writing import NewFile, write_file

if TYPE_CHECKING:
    import polars as pl

    from kaohe_core.assess.oracle import Oracle
    from kaohe_core.assess.result import Result
    from kaohe_core.explain.explanation import Explanation
    from kaohe_core.results.scored import Scored

Titles = Literal["id", "zh", "en"]


def open(  # as files are opened: kaohe.open(folder)
    folder: str | Path = ".", *, plugins: Mapping[str, object] | None = None, language: Language | None = None
) -> Opened:
    """Open the project in ``folder``, the one with ``kaohe.toml`` in it.

    ``plugins`` (name to module or object) stand in for those that ``kaohe.toml`` enables. ``language`` (``"zh"`` or
    ``"en"``) is the one in which everything is told, instead of the project's. Schemes and tables are read when they
    are asked for, each time as they are then. Raises :class:`~kaohe_core.findings.FindingsError` where the project
    cannot be opened.
    """
    project = Project.open(Path(folder), None if plugins is None else Plugins.of(plugins))
    return Opened(project, language or project.language)


@frozen(repr=False)
class Opened:
    """An open project."""

    project: Project
    language: Language

    @property
    def name(self) -> str:
        """The school's or county's name."""
        return self.project.config.project.name

    @property
    def folder(self) -> Path:
        """The folder of ``kaohe.toml``."""
        return self.project.folder

    @property
    def schemes(self) -> tuple[str, ...]:
        """The ids of its schemes, in the order of ``kaohe.toml``."""
        return tuple(self.project.schemes)

    def check(self, scheme: str | None = None) -> Findings:
        """Everything that is wrong with all schemes, or with one, and their data; nothing is raised for it.

        ``len(…)`` is 0 where nothing is; ``.blocked`` says whether anything must be mended before a result stands.
        """
        run = self._run(scheme)
        run.load()
        run.score()
        return run.findings

    def score(self, scheme: str | None = None) -> Outcome:
        """The result of one scheme (by its id), which need not be named where the project has no other.

        Schemes whose results it reads are scored with it. Raises :class:`~kaohe_core.findings.FindingsError` where it
        cannot be loaded or its data are wrong.
        """
        if scheme is None and len(self.schemes) > 1:
            findings = Findings(language=self.language)
            findings.add(
                Place(file=self.project.document.file),
                message("the project has several schemes, and none is named"),
                message("use one of: {names}", names=list(self.schemes)),
            )
            findings.stop()
        return self.outcomes(self.begin(scheme))[0]

    def scores(self) -> list[Outcome]:
        """The results of all schemes, in the order of ``kaohe.toml``, in one run: nothing is read or scored twice.

        Raises as :meth:`score`, with what is wrong in all of them.
        """
        return self.outcomes(self.begin())

    # in two steps, for those who look at the schemes in between -------------------------------------------------

    def begin(self, scheme: str | None = None) -> Run:
        """A run over all schemes, or over one, with the schemes loaded; raises where one cannot be."""
        run = self._run(scheme)
        run.load()
        run.findings.stop()
        return run

    def outcomes(self, run: Run) -> list[Outcome]:
        """The results of the schemes that ``run`` is about; raises where one cannot be scored."""
        watch = run.findings.watch()
        scored = run.score()
        watch.stop()
        findings = Findings(watch.found, self.language)
        return [Outcome(self.project, one, findings, self.language) for one in scored]

    def _run(self, scheme: str | None) -> Run:
        return Run(self.project, None if scheme is None else (scheme,), findings=Findings(language=self.language))

    def __repr__(self) -> str:
        return f"<kaohe project {self.name!r} in {self.folder}: {', '.join(self.schemes)}>"

    def _repr_html_(self) -> str:
        heads = [message("scheme"), message("file")]
        rows = [[entry.id, entry.file] for entry in self.project.config.scheme]
        shown = notebook.table([head.text(self.language) for head in heads], rows, self.language)
        return notebook.heading(self.name) + shown


@frozen(repr=False, eq=False, slots=False)
class Outcome:
    """The result of one scheme."""

    project: Project
    scored: Scored
    findings: Findings
    """What was noted while the tables were read and the schemes of the run scored; nothing in it blocks."""
    language: Language
    _oracles: dict[str, Oracle] = field(init=False, factory=dict)  # by unit: of those not compared when it was scored

    @property
    def id(self) -> str:
        """The scheme's id."""
        return self.scored.ready.entry.id

    @property
    def title(self) -> str:
        """The scheme's title."""
        return self.scored.ready.scheme.title

    @property
    def digest(self) -> str:
        """``sha256:…`` of the scheme that was scored: of all in it and in its tables that can change a mark."""
        return self.scored.digest

    @property
    def result(self) -> Result:
        """What was computed: subjects with exact values (``Fraction``) and standings."""
        return self.scored.result

    @property
    def provisional(self) -> bool:
        """Whether a mark is still without data or awaits judgement, or an amount is unknown."""
        return self.result.provisional

    @cached_property
    def frame(self) -> pl.DataFrame:
        """Everybody assessed, in roster order, with every mark, verdict and amount.

        Columns are called by id: ``id``, ``name``, ``unit``, ``scored``, ``reason``, then one for every clause,
        dimension, ``total``, ranking, grade, veto and award; where money is divided ``pool``, ``…/amount`` for every
        payment, and ``paid`` in all. Marks are in marks, amounts in yuan, both Decimals with all the decimals that they
        can have; a quotient without end is a whole number ÷ the one in the column ``…/den`` beside it. ``…!`` says why
        a mark is what it is (``scored``, ``not-applicable``, ``no-data``, ``awaiting``); it is left out where everybody
        who is scored has the mark. A mark that is not there is null. The form is that of
        :mod:`kaohe_core.results.as_parquet`, which writes it.
        """
        from kaohe_core.results.as_parquet import frame

        return frame(self.result)

    def table(self, titles: Titles = "zh") -> pl.DataFrame:
        """:attr:`frame` with columns called by their titles; ``"id"``: as they are.

        What kaohe names itself is in 中文 (``"zh"``) or English (``"en"``); titles of the scheme are as its author
        wrote them. Titles that several columns would have get the id behind them, in brackets.
        """
        if titles == "id":
            return self.frame
        from kaohe_core.results.as_parquet import frame

        return frame(self.result, titles)

    def to_parquet(self, path: str | Path) -> Path:
        """Write :attr:`frame` to ``path``, in place of one that kaohe wrote there; returns the path.

        Raises :class:`~kaohe_core.findings.FindingsError` where the file cannot be written, or one is there that kaohe
        did not write.
        """
        from kaohe_core.results.as_parquet import parquet

        write_file(Path(path), NewFile(parquet(self.result)), self.findings, self.project.inputs())
        return Path(path)

    def to_workbook(self, path: str | Path) -> Path:
        """Write the workbook that computes the result itself, every mark a live formula; returns the path.

        Raises :class:`~kaohe_core.findings.FindingsError` where a plugin's section cannot be made, where the file
        cannot be written, or one is there that kaohe did not write. What is worth knowing about the workbook is noted
        in :attr:`findings`.
        """
        write_file(Path(path), self.workbook(), self.findings, self.project.inputs())
        return Path(path)

    def workbook(self) -> NewFile:
        """What :meth:`to_workbook` writes."""
        from kaohe_core.workbook import workbook

        one = self.scored
        watch = self.findings.watch()
        sections = self.project.plugins.report_sections(one.result, self.findings)
        watch.stop()
        return workbook(one.plan, one.result, one.tables, self.findings, self.language, sections)

    # people ------------------------------------------------------------------------------------------------------

    @cached_property
    def people(self) -> dict[str, str]:
        """Everybody on the roster: the name by id, in roster order."""
        from kaohe_core.results.roster import people

        return people(self.scored.plan, self.scored.tables)

    def named(self, subject: str) -> list[str]:
        """The ids that ``subject`` means: the one with this id, or else all with this name."""
        from kaohe_core.results.roster import named

        return named(subject, self.people)

    def explain(self, subject: str, only: str | None = None) -> Explanation:
        """How every mark and every cent of one person came about; ``str(…)`` is the text.

        ``subject`` is an id, or a name that nobody else has. ``only``: this clause, dimension, ranking, veto or award;
        ``grade`` for the grade. Raises :class:`~kaohe_core.findings.FindingsError` for a stranger, for a name that
        several have, and for an ``only`` that the scheme does not have.
        """
        from kaohe_core.explain.explanation import Explainer, explainable
        from kaohe_core.results.roster import unit_of

        findings = Findings(language=self.language)
        ids = self.named(subject)
        roster = Place(file=self.scored.tables[self.scored.plan.roster.id].file)
        if not ids:
            known = [text for pair in self.people.items() for text in pair]
            findings.add(roster, message("nobody is called “{name}”", name=subject), did_you_mean(subject, known))
        if len(ids) > 1:
            findings.add(
                roster,
                message("several people are called “{name}”", name=subject),
                message("say which by the id: {ids}", ids=ids),
            )
        parts = explainable(self.scored.plan)
        if only is not None and only not in parts:
            file = Place(file=self.scored.ready.entry.file)
            findings.add(file, message("there is no clause “{id}”", id=only), did_you_mean(only, parts))
        findings.stop()
        oracle = self._oracle(unit_of(self.scored.plan, self.scored.tables, ids[0]))
        return Explainer(oracle, self.language).explain(ids[0], self.people[ids[0]], only)

    def _oracle(self, unit: str) -> Oracle:
        """The second way to the result of a unit, which came to the same: when it was scored, or now."""
        from kaohe_core.assess.twice import computed_twice

        agreement = self.scored.agreement
        if agreement is not None and (agreement.units is None or unit in agreement.units):
            return agreement.oracle
        if unit not in self._oracles:
            findings = Findings(language=self.language)
            self._oracles[unit] = computed_twice(self.result, self.scored.tables, findings, [unit]).oracle
            findings.stop()
        return self._oracles[unit]

    def __repr__(self) -> str:
        count = self.result.frame.height
        return f"<kaohe result {self.id!r} of {self.project.config.project.name!r}: {self.title}, {count} subjects>"

    def _repr_html_(self) -> str:
        frame = self.table(self.language)
        if frame.height > notebook.MOST:  # no more than is shown is turned into text
            half = notebook.MOST // 2
            frame = frame.head(half).vstack(frame.tail(half))
        rows = [["" if cell is None else str(cell) for cell in row] for row in frame.iter_rows()]
        shown = notebook.table(frame.columns, rows, self.language, self.result.frame.height)
        return notebook.heading(self.title) + shown
