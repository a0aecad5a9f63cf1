"""Cases: small schemes with rows and what must come out, in a file that a scheme author can read and write.

A file ``NAME.case.toml`` holds one case, or several as ``[[case]]``; then what stands above them (scheme, tables, rows)
is shared, and a case may replace any of it. What a file says it proves, every case of it proves, beside what the case
says itself. pytest runs each case as a test of its own::

    title = "病假"

    [[case]]
    title = "每天扣 0.2 分，2 天以内不扣"
    clause = "P03"                          # what this proves, one id or a list; likewise pattern, fault; optional
    # Zhang: (3 − 2) × 0.2 = 0.20 off; Li: 1.5 days lie within the two free ones.
    rows.leave = [
      { id = "Zhang", days = 3 },
      { id = "Li", days = 1.5 },
    ]
    [[case.scheme.clause]]
    id = "sick"
    rule = "deduct"
    of = "leave.days"
    points = 0.2
    allowance = 2
    [[case.expect]]
    step = "sick"
    points = { Zhang = -0.2, Li = 0 }

**Scheme.** ``[scheme]`` is written as a scheme file is. Only here, small things may be left out: ``subject`` is the
table ``people``; ``title`` is the case's; ``marks`` is what the dimensions add up to, ready ones too; ``round`` is
``{ total = 2 }``; the title of a dimension or a payment and the text of a clause are its id. ``[[scheme.clause]]`` is
short for a clause in a dimension called ``all`` with the scheme's marks (100 when left out) and neither floor nor
ceiling.
``plugins = ["performance-pay"]`` enables plugins.

**Tables and rows.** ``rows.x`` holds the rows of the table ``x``: key to value; a key left out is an empty cell.
The table is one of a plugin, or is declared in ``[table.x]`` as in a project; what that leaves out follows from the
rows: a column for every key with the type of its values, decimals as many as are written, from 0 (from −1000000, if a
value is negative) to 1000000, required if every row has it. If an id repeats, the table is one of events, whose absence
means zero; otherwise it has one row per subject, and absence means no data; with ``period`` it has one row per subject
and period. The table ``people`` without rows lists everybody whom the rows of the other tables are about, in order.
``[calendar]`` is that of ``kaohe.toml``.

**Expectations.** ``[[expect]]`` names a ``subject`` and a ``step`` (a clause, a dimension, a payment, ``total`` when
left out) with one or several of

=================  ================================================================================
``points``         a number, a fraction as ``"1/3"``, or ``"none"`` where there is no value
``standing``       scored, not-applicable, no-data or awaiting
``words``          the sum in words, in the ``language`` zh (when left out) or en
``amount``         money, of the payment named as ``step``, or of all together
``verdict``        a grade (the step left out), a text, or true and false: of an award, a veto
``findings``       everything that is found, each a whole text in Chinese (with or without its place and its mend) or
                   ``{ contains = "…" }``; one that stops the work must be expected
``not-assessed``   who is not assessed, and the reason: ``{ Wang = "借调" }``; likewise ``not-scored``
=================  ================================================================================

``cannot = "why"`` in a case says that no scheme can say this yet: it must fail, and the test counts as an expected
failure with that reason; once it passes, the line has to go.

In place of ``subject``, points and the like can be tables of subjects: ``points = { Zhang = 1, Li = 2 }``.

**What is run.** Every case runs three times: in columns, on exact fractions, and in columns with the rows shuffled and
the tables in reverse order (the roster keeps its order where a rule or a settlement breaks ties by it). All must agree
on every value and standing of every step, not only on those that are expected. (In a browser, where there is no Polars,
the columns are left out.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from attrs import Factory, define, evolve, frozen

from kaohe_core.assess.result import Standing
from kaohe_core.calendar import Calendar
from kaohe_core.findings import Finding, Findings, did_you_mean
from kaohe_core.messages import Language, message
from kaohe_core.toml.document import Document, read
from kaohe_core.toml.locate import Keys
from kaohe_core.toml.structure import structure

if TYPE_CHECKING:
    from kaohe_core.assess import Plan, Result
    from kaohe_core.assess.oracle import Oracle
    from kaohe_core.assess.plan import PlanStep
    from kaohe_core.plugins.loader import Plugins
    from kaohe_core.scheme.layers import Resolved
    from kaohe_core.scheme.origins import Origin
    from kaohe_core.tables.data import Data
    from kaohe_core.tables.declared import Table

Figure = Decimal | str
PEOPLE = "people"
HIGH = 1_000_000  # the range of a column that is declared by its rows alone


class CaseFailed(Exception):  # noqa: N818 - it is said to a person, as "this case failed"
    """A case did not come out as expected; the text says how."""


# the format --------------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class Contains:
    """A part of a finding's text."""

    contains: str


@frozen(kw_only=True)
class Expect:
    """``[[expect]]``."""

    subject: str | None = None
    step: str | None = None
    points: Figure | Mapping[str, Figure] | None = None
    standing: Standing | Mapping[str, Standing] | None = None
    words: str | Mapping[str, str] | None = None
    language: Language = "zh"
    amount: Figure | Mapping[str, Figure] | None = None
    verdict: str | bool | Mapping[str, str | bool] | None = None
    findings: tuple[str | Contains, ...] | None = None
    not_assessed: Mapping[str, str] | None = None
    not_scored: Mapping[str, str] | None = None


@frozen(kw_only=True)
class _Part:
    """A case, or what several share."""

    title: str = ""
    clause: str | tuple[str, ...] = ()
    pattern: str | tuple[str, ...] = ()
    fault: str | tuple[str, ...] = ()
    cannot: str = ""
    plugins: tuple[str, ...] = ()
    scheme: Mapping[str, Any] = Factory(dict)
    table: Mapping[str, Mapping[str, Any]] = Factory(dict)
    rows: Mapping[str, tuple[Mapping[str, Any], ...]] = Factory(dict)
    calendar: Calendar | None = None
    expect: tuple[Expect, ...] = ()


@frozen(kw_only=True)
class _File(_Part):
    case: tuple[_Part, ...] = ()


def read_cases(path: Path, findings: Findings) -> list[FileCase]:
    """The cases of a file; what is wrong with the file itself goes to ``findings``, with its lines."""
    document = read(path, path.name, findings)
    if document is None:
        return []
    file = structure(_File, document.data, document, (), findings)
    if file is None:
        return []
    if file.case and file.expect:
        findings.add(document.place(("expect",)), message("what is expected must stand inside a [[case]] here"))
    parts: list[tuple[_Part, Keys]] = [(part, ("case", i)) for i, part in enumerate(file.case)] or [(file, ())]
    cases = []
    for part, keys in parts:
        case = FileCase(document, file, part, keys)
        if not case.title:
            findings.add(document.place(keys), message("a case needs a title"), message('write: title = "…"'))
        if not part.expect:
            findings.add(document.place(keys), message("a case needs [[expect]]: what must come out"))
        case.checks(findings)
        cases.append(case)
    return cases


# a case ------------------------------------------------------------------------------------------------------------

Proof = Literal["clause", "pattern", "fault"]
ExpectKind = Literal["points", "standing", "words", "amount", "verdict"]


@frozen
class CaseCheck:
    """One expected value."""

    what: ExpectKind
    subject: str
    step: str
    expected: Fraction | str | bool | None
    language: Language
    line: int | None


@define
class CaseOutcome:
    """What one run came to."""

    findings: Findings
    plan: Plan | None = None
    result: Result | None = None
    tables: Mapping[str, Data] = Factory(dict)


@frozen
class _Planned:
    """A case made ready: its plan, or what is wrong with it."""

    findings: Findings
    plugins: Plugins
    plan: Plan | None = None
    tables: Mapping[str, Table] = Factory(dict)
    rows: Mapping[str, Sequence[Mapping[str, Any]]] = Factory(dict)


@frozen
class FileCase:
    """One case of a file."""

    document: Document
    file: _File
    part: _Part
    keys: Keys

    @property
    def title(self) -> str:
        """What it shows."""
        return self.part.title

    def proves(self, what: Proof) -> list[str]:
        """The ids of what it proves: those of the whole file first, each once."""
        return list(dict.fromkeys(id for part in (self.file, self.part) for id in _several(getattr(part, what))))

    @property
    def cannot(self) -> str:
        """Why it cannot come out as expected yet; empty where it does."""
        return self.part.cannot

    @property
    def line(self) -> int:
        """The line where it begins."""
        return self.document.place(self.keys).line or 1

    def run(self) -> None:
        """Run it in every way; raises :class:`CaseFailed` with everything that is not as it must be."""
        outcome = self.outcome()
        wrong = [*self._wrong_findings(outcome)]
        if not wrong and outcome.result is not None:
            from kaohe_core.assess.oracle import Oracle

            oracle = Oracle(outcome.result.plan, outcome.tables)
            wrong += self._wrong_values(outcome.result, oracle)
            wrong += self._wrong_groups(outcome.result)
            wrong += _disagreements(outcome.result, oracle, wrong)
            wrong += _changed(outcome.result, self.outcome(shuffled=True))
        if wrong:
            raise CaseFailed("\n".join(wrong))

    # what is expected ------------------------------------------------------------------------------------------

    def checks(self, findings: Findings) -> list[CaseCheck]:
        """Every single value that is expected; findings for what makes no sense."""
        found: list[CaseCheck] = []
        for index, expect in enumerate(self.part.expect):
            keys = (*self.keys, "expect", index)
            values: dict[ExpectKind, Any] = {
                "points": expect.points,
                "standing": expect.standing,
                "words": expect.words,
                "amount": expect.amount,
                "verdict": expect.verdict,
            }
            for what, value in values.items():
                if value is None:
                    continue
                by_subject = value if isinstance(value, Mapping) else {expect.subject: value}
                if (expect.subject is None) != isinstance(value, Mapping):
                    findings.add(
                        self.document.place((*keys, what)),
                        message("{what} needs either one subject or a table of subjects", what=what),
                        message('write: subject = "…", or {what} = {{ … = …, … = … }}', what=what),
                    )
                    continue
                for subject, one in by_subject.items():
                    expected = _figure(one) if what in ("points", "amount") else one
                    if expected is _UNREADABLE:
                        findings.add(
                            self.document.place((*keys, what), value=True),
                            message("“{found}” is neither a number nor a fraction", found=str(one)),
                            message('write 0.5, "1/3", or "none" for no value'),
                        )
                        continue
                    place = self.document.place((*keys, what))
                    found.append(
                        CaseCheck(what, str(subject), self._step(expect, what), expected, expect.language, place.line)
                    )
            if all(v is None for v in (*values.values(), expect.findings, expect.not_assessed, expect.not_scored)):
                findings.add(
                    self.document.place(keys),
                    message("this says nothing that must come out"),
                    message("add points, standing, words, amount, verdict, findings, not-assessed or not-scored"),
                )
        return found

    @staticmethod
    def _step(expect: Expect, what: str) -> str:
        from kaohe_core.assess.judge import GRADE
        from kaohe_core.assess.settle import PAID, amount_of

        if what == "verdict":
            return expect.step or GRADE
        if what != "amount":
            return expect.step or "total"
        return PAID if expect.step is None else amount_of(expect.step)

    def _wrong_findings(self, outcome: CaseOutcome) -> Iterator[str]:
        expected = [one for e in self.part.expect if e.findings is not None for one in e.findings]
        left = list(outcome.findings)
        for one in expected:
            match = next((finding for finding in left if _says(finding, one)), None)
            if match is None:
                text = one.contains if isinstance(one, Contains) else one
                yield f"expected, and not found: {text}"
            else:
                left.remove(match)
        # A finding that stops nothing, such as data that are missing, shows in values and standings too.
        left = [finding for finding in left if finding.blocks]
        for finding in left:
            yield f"found, and not expected: {finding.text('zh')}"
        wants_values = any(check for check in self.checks(Findings()))
        if outcome.result is None and not left and wants_values:
            yield "values are expected, and the findings above let nothing be computed"

    def _wrong_values(self, result: Result, oracle: Oracle) -> Iterator[str]:
        from kaohe_core.assess.settle import amount_of

        ids = [step.id for step in result.plan.steps]
        for check in self.checks(Findings()):
            where = f"{self.document.file}:{check.line}"
            subject = result.find(check.subject)
            if subject is None:
                mend = did_you_mean(check.subject, [s.id for s in result.subjects()]).text("en")
                yield f"{where}: nobody called “{check.subject}” is assessed; {mend}"
                continue
            if check.step not in ids and amount_of(check.step) in ids:  # of a payment: its amount
                check = evolve(check, step=amount_of(check.step))
            if check.step not in ids:
                yield f"{where}: there is no step “{check.step}”; {did_you_mean(check.step, ids).text('en')}"
                continue
            match check.what:
                case "points" | "amount" | "verdict":
                    fast, exact = subject.value(check.step), oracle.value(check.step, check.subject)
                case "standing":
                    fast, exact = subject.standing(check.step), oracle.standings[check.step][check.subject]
                case "words":
                    fast = exact = _words(result.plan.step(check.step), oracle, check.subject, check.language)
            if fast != check.expected or exact != check.expected:
                yield _side_by_side(where, check, fast, exact, result, oracle)

    def _wrong_groups(self, result: Result) -> Iterator[str]:
        gone = {n.id: n.reason for n in result.not_assessed}
        unscored = {s.id: s.reason for s in result.subjects() if not s.scored}
        for expect in self.part.expect:
            for what, wanted, found in (
                ("not assessed", expect.not_assessed, gone),
                ("not scored", expect.not_scored, unscored),
            ):
                if wanted is not None and dict(wanted) != found:
                    yield f"{what}: expected {dict(wanted)}, found {found}"

    # running ---------------------------------------------------------------------------------------------------

    def outcome(self, *, shuffled: bool = False) -> CaseOutcome:
        """One run, in columns where there is Polars; with ``shuffled``, rows and tables in another order."""
        from kaohe_core.assess.exactly import assessed

        planned = self._planned
        findings = Findings()
        findings.extend(planned.findings)
        outcome = CaseOutcome(findings, planned.plan)
        if planned.plan is None:
            return outcome
        data = self._data(planned.plan, planned.tables, planned.rows, findings, shuffled=shuffled)
        if not findings.blocked:
            planned.plugins.check(planned.plan.scheme, data, findings)
        if not findings.blocked:
            outcome.result, outcome.tables = assessed(planned.plan, data, findings)[0], data
        return outcome

    @cached_property
    def _planned(self) -> _Planned:
        """The case as far as the order of its rows does not matter."""
        from kaohe_core.assess import plan
        from kaohe_core.plugins.table_files import with_declared
        from kaohe_core.scheme.layers import resolve
        from kaohe_core.scheme.load import Toolbox, load_scheme

        findings = Findings()
        plugins = self._plugins(findings)
        if findings.blocked:
            return _Planned(findings, plugins)
        known = {name: stamped.value for name, stamped in plugins.tables().items()}
        rows = self._rows(known)
        resolved = _with_marks(resolve(self._fragment(known, rows), plugins.dimensions(), findings))
        tables = with_declared(known, resolved, findings)
        calendar = self.part.calendar or self.file.calendar
        toolbox = Toolbox.of(plugins.rules(), plugins.settlements(), tables, calendar=calendar)
        scheme = load_scheme("case", resolved, toolbox, findings)
        if scheme is None or findings.blocked:
            return _Planned(findings, plugins)
        return _Planned(findings, plugins, plan(scheme, resolved, tables, findings), tables, rows)

    def _plugins(self, findings: Findings) -> Plugins:
        from kaohe_core.plugins.loader import Plugins, load

        wanted = [
            (text, self.document.place((*keys, "plugins", index), value=True))
            for part, keys in self._layers()
            for index, text in enumerate(part.plugins)
        ]
        return load(wanted, findings) if wanted else Plugins.of({})

    def _layers(self) -> list[tuple[_Part, Keys]]:
        """What the case is made of, the shared part first."""
        return [(self.file, ()), (self.part, self.keys)] if self.keys else [(self.file, ())]

    def _rows(self, known: Mapping[str, Table]) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for part, _ in self._layers():
            found |= {name: [dict(row) for row in rows] for name, rows in part.rows.items()}
        if self._subject() == PEOPLE and PEOPLE not in found and PEOPLE not in known:
            own = {name: column for name in found if (column := self._about(name, known)) is not None}
            ids = dict.fromkeys(row[own[name]] for name in own for row in found[name] if own[name] in row)
            found[PEOPLE] = [{"id": id} for id in ids]
        return found

    def _about(self, name: str, known: Mapping[str, Table]) -> str | None:
        """The column of a table that says whom a row is about; None where that is no subject, but a class, say."""
        written: Mapping[str, Any] = {}
        for part, _ in self._layers():
            written = part.table.get(name, written)
        if name in known:
            return None if known[name].via is not None else known[name].subject
        return None if "via" in written else str(written.get("subject", "id"))

    def _subject(self) -> Any:
        return next((p.scheme["subject"] for p, _ in reversed(self._layers()) if "subject" in p.scheme), PEOPLE)

    def _fragment(self, known: Mapping[str, Table], rows: Mapping[str, list[dict[str, Any]]]) -> Resolved:
        """The scheme as a document of its own, whose places lead to this file."""
        from kaohe_core.scheme.layers import Resolved
        from kaohe_core.scheme.origins import Origin

        def written(*keys: str | int) -> Origin:
            return Origin(self.document, keys, self.document.file)

        data: dict[str, Any] = {"title": self.title, "subject": PEOPLE, "round": {"total": 2}, "dimension": []}
        origins: dict[Keys, Origin] = {(): written(*self.keys)}
        tables: dict[str, dict[str, Any]] = {}
        for part, keys in self._layers():
            for key, value in part.scheme.items():
                data[key] = _copied(value)
                origins[(key,)] = written(*keys, "scheme", key)
            for name, declared in part.table.items():
                tables[name] = _copied(declared)
                origins[("table", name)] = written(*keys, "table", name)
        clauses = data.pop("clause", None)
        dimensions = data["dimension"]
        if clauses is not None and isinstance(dimensions, list):
            origin = origins.pop(("clause",))
            index = len(dimensions)
            origins[("dimension", index)] = origins[("dimension", index, "clause")] = origin
            data["dimension"] = [
                *dimensions,
                {
                    "id": "all",
                    "marks": data.get("marks", 100),
                    "at-least": "none",
                    "at-most": "none",
                    "clause": clauses,
                },
            ]
        _titled(data)
        for name in [*tables, *(n for n in rows if n not in tables and n not in known)]:
            if name in tables or name not in known:
                tables[name] = _declared(name, tables.get(name, {}), rows.get(name, []))
        return Resolved(self.document.file, data | {"table": tables}, self.document.text, origins)

    def _data(
        self,
        plan: Plan,
        tables: Mapping[str, Table],
        rows: Mapping[str, Sequence[Mapping[str, Any]]],
        findings: Findings,
        *,
        shuffled: bool,
    ) -> dict[str, Data]:
        from kaohe_core.tables.reading import data_from_rows
        from kaohe_core.tables.subjects import check_subjects

        names = list(dict.fromkeys([*plan.tables(), *(name for name in rows if name in tables)]))
        fixed = _order_matters(plan)
        found: dict[str, Data] = {}
        for name in reversed(names) if shuffled else names:
            mine = list(rows.get(name, ()))
            if shuffled and not (fixed and name == plan.roster.id):
                mine = [*mine[1::2][::-1], *mine[::2]]
            found[name] = data_from_rows(tables[name], mine, findings, f"{self.document.file} rows.{name}")
        roster = found[plan.roster.id]
        return {
            name: data if data is roster or data.table.via is not None else check_subjects(data, roster, findings)
            for name, data in found.items()
        }


# helpers -----------------------------------------------------------------------------------------------------------

_UNREADABLE = object()


def _several(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def _figure(value: Figure) -> Any:
    if value == "none":
        return None
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError):
        return _UNREADABLE


def _says(finding: Finding, expected: str | Contains) -> bool:
    if isinstance(expected, Contains):
        return expected.contains in finding.text("zh")
    what = finding.what.text("zh")
    alone = finding.text("zh").removeprefix(f"{finding.place.text('zh')}: ")
    return expected in (what, alone, finding.text("zh"))


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list | tuple) else value


def _with_marks(resolved: Resolved) -> Resolved:
    """The scheme with its full marks, where it leaves them out: known only when ready dimensions are filled in."""
    if "marks" in resolved.data:
        return resolved
    return evolve(resolved, data={**resolved.data, "marks": _sum_of_marks(resolved.data.get("dimension", ()))})


def _sum_of_marks(dimensions: Any) -> Any:
    """What the dimensions of a fragment add up to; 100 where that cannot be told."""
    found = [item.get("marks") if isinstance(item, dict) else None for item in dimensions]
    if found and all(isinstance(marks, int | Decimal) and not isinstance(marks, bool) for marks in found):
        return sum(found)
    return 100


def _titled(table: dict[str, Any]) -> None:
    """Ids stand in for titles and wordings."""
    for key, name in (("dimension", "title"), ("clause", "text"), ("adjustment", "text"), ("payment", "title")):
        for item in table[key] if isinstance(table.get(key), list) else ():
            if isinstance(item, dict):
                if "id" in item and "use" not in item:
                    item.setdefault(name, item["id"])
                _titled(item)


def _declared(name: str, declared: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The declaration of a table, completed from its rows."""
    table = dict(declared)
    subject = table.get("subject", "id")
    ids = [row.get(subject) for row in rows]
    if "period" in table and table.get("rows", "subject") == "subject":
        table.setdefault("key", [subject, table["period"]])
    elif len(set(ids)) < len(ids):
        table.setdefault("rows", "event")
    table.setdefault("title", name)
    table.setdefault("absence", "zero" if table.get("rows") == "event" else "no-data")
    columns: dict[str, dict[str, Any]] = {subject: {"type": "text"}}
    for key in dict.fromkeys(key for row in rows for key in row if key != subject):
        columns[key] = _column([row.get(key) for row in rows])
    for column in table.get("column", ()):
        if isinstance(column, Mapping) and isinstance(column.get("id"), str):
            columns[column["id"]] = columns.get(column["id"], {}) | dict(column)
    for id in (table.get("period"), *table.get("key", ())):
        if isinstance(id, str):
            columns.setdefault(id, {"type": "text"})
    for id, column in columns.items():
        column.setdefault("id", id)
        column.setdefault("title", id)
        if column.get("type", "number") == "number":
            column.setdefault("high", HIGH)
    table["column"] = list(columns.values())
    return table


def _column(values: Sequence[Any]) -> dict[str, Any]:
    """What values in a column say about it."""
    known = [value for value in values if value is not None]
    column: dict[str, Any] = {} if len(known) == len(values) else {"required": False}
    match known[0]:
        case bool():
            return column | {"type": "flag"}
        case int() | Decimal():
            numbers = [Decimal(value) for value in known if isinstance(value, int | Decimal)]
            places = max(max(0, -int(number.as_tuple().exponent)) for number in numbers)
            if min(numbers) < 0:
                column["low"] = Decimal(-HIGH)
            return column | {"decimals": places}
        case date():
            return column | {"type": "date"}
        case _:
            return column | {"type": "text"}


def _order_matters(plan: Plan) -> bool:
    """Whether equal values are told apart by the order of the roster."""
    from kaohe_core.formula import tree

    return any(
        isinstance(node, tree.Rank) and node.ties == "roster" for step in plan.steps for node in step.formula.walk()
    )


def _words(step: PlanStep, oracle: Oracle, subject: str, language: Language) -> str:
    from kaohe_core.formula.words import words

    # Money is told as the explanation tells it: without the ways in which others are paid.
    zeros = step.role != "money"
    return words(step.formula, lambda node: oracle.exact.value(node, subject), language, zeros=zeros)


def _shown(value: Any) -> str:
    from kaohe_core.formula.words import plain_number

    if isinstance(value, Fraction):
        return plain_number(value)
    return "none" if value is None else str(value)


def _side_by_side(where: str, check: CaseCheck, fast: Any, exact: Any, result: Result, oracle: Oracle) -> str:
    step, id = result.plan.step(check.step), check.subject
    subject = result.subject(id)
    standing = f"  ({subject.standing(step.id)})" if step.role != "money" else ""
    exact_standing = f"  ({oracle.standings[step.id][id]})" if step.role != "money" else ""
    lines = [
        f"{where}: {id}, {step.id}: {check.what}",
        f"    expected  {_shown(check.expected)}",
        f"    columns   {_shown(fast)}{standing}",
        f"    exact     {_shown(exact)}{exact_standing}",
    ]
    if check.what != "words":
        lines.append(f"    words     {_words(step, oracle, id, 'zh')}")
    return "\n".join(lines)


def _disagreements(result: Result, oracle: Oracle, before: list[str]) -> Iterator[str]:
    """Where columns and exact differ on something nobody expected anything of."""
    for subject in result.subjects():
        for step in result.plan.steps:
            pairs: list[tuple[ExpectKind, Any, Any]] = [
                ("points", subject.value(step.id), oracle.value(step.id, subject.id))
            ]
            if step.role != "money":
                pairs.append(("standing", subject.standing(step.id), oracle.standings[step.id][subject.id]))
            for what, fast, exact in pairs:
                if fast != exact and not any(f"{subject.id}, {step.id}: {what}" in text for text in before):
                    check = CaseCheck(what, subject.id, step.id, None, "zh", None)
                    text = _side_by_side("columns and exact differ", check, fast, exact, result, oracle)
                    yield "\n".join(line for line in text.splitlines() if "    expected" not in line)


def _changed(result: Result, other: CaseOutcome) -> Iterator[str]:
    """What came out differently after rows and tables were shuffled."""
    if other.result is None:
        yield "with rows and tables in another order it does not run: " + "; ".join(
            f.text("en") for f in other.findings
        )
        return
    for subject in result.subjects():
        again = other.result.find(subject.id)
        for step in result.plan.steps:
            first = subject.value(step.id), subject.standing(step.id)
            second = None if again is None else (again.value(step.id), again.standing(step.id))
            if first != second:
                yield f"{subject.id}, {step.id}: {first}; with rows and tables in another order {second}"
