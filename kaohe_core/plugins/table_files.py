"""Tables as they are written in TOML, under ``[table.…]``: by a plugin, a project or a scheme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from attrs import define, field

from kaohe_core.findings import Finding, Findings, did_you_mean
from kaohe_core.messages import Message, Text, message
from kaohe_core.rules.rule import doc
from kaohe_core.tables.declared import Absence, Column, RowsPer, Table, Type, kebab, united
from kaohe_core.toml.document import Document
from kaohe_core.toml.structure import FAILED, Context, Described, Refused, structure

Shared = Mapping[str, tuple[Column, ...]]
"""Columns by the name under which tables take them; several under one name are a group."""


@define(kw_only=True)
class DeclaredColumn:
    """A column of a table that a project declares itself."""

    id: str = field(validator=kebab, metadata={"doc": "its name, unique in the table, like sick-days"})
    title: Text = doc("its header in the file; or { zh = …, en = … }")
    english: str = doc("its English name", default="")
    type: Type = doc("number, text, date, or flag (是/否)", default="number")
    unit: Text = doc("天, 分, 元 …; or { zh = …, en = … }", default=Text(""))
    decimals: int = doc("how many decimals a number may have", default=0)
    low: Decimal | None = doc("the least a number may be", default=Decimal(0))
    high: Decimal | None = doc("the most a number may be", default=None)
    choices: tuple[str, ...] = doc("the texts that may stand in it", default=())
    aliases: tuple[str, ...] = doc("other headers of the same column", default=())
    required: bool = doc("whether an empty cell is a mistake", default=True)
    blank: Decimal | None = doc("the number that an empty cell means, such as 0", default=None)
    month: bool = doc("of a date: a year and a month are enough, and mean its first day", default=False)

    def __attrs_post_init__(self) -> None:
        self.column()  # so that what is wrong with it is said at its own place

    def column(self) -> Column:
        """The column as Python would declare it; raises ``ValueError`` where it makes no sense."""
        return Column(
            self.id,
            Text(self.title.zh, self.english or self.title.en),
            self.type,
            self.unit,
            self.decimals,
            self.low,
            self.high,
            self.choices,
            self.aliases,
            self.required,
            self.blank,
            self.month,
        )


@define(kw_only=True)
class DeclaredTable:
    """A table that a project declares itself, without a plugin."""

    title: Text = doc("its name; or { zh = …, en = … }")
    english: str = doc("its English name", default="")
    rows: RowsPer = doc("subject: one row per subject; event: several", default="subject")
    subject: str = doc("the column that says whom a row is about", default="id")
    absence: Absence = doc("what a subject without a row means: zero, no-data, not-applicable, awaiting")
    key: tuple[str, ...] = doc("the columns that no two rows may share", default=())
    period: str | None = doc("the column with the period", default=None)
    evidence: str | None = doc("the column that refers to the record behind the row", default=None)
    limit: int = doc("the most rows one subject may have", default=1000)
    via: str | None = doc("the roster column whose value the rows are about, such as a class or a school", default=None)
    giver: str | None = doc("the column that says who gave the marks", default=None)
    column: tuple[DeclaredColumn | str, ...] = doc("its columns; the name of a shared one stands for it")

    def table(self, id: str, shared: Shared) -> Table:
        """The table as Python would declare it; raises ``ValueError`` where it makes no sense."""
        columns: list[Column] = []
        for column in self.column:
            columns += [column.column()] if isinstance(column, DeclaredColumn) else shared[column]
        return Table(
            id,
            Text(self.title.zh, self.english or self.title.en),
            columns,
            self.rows,
            self.subject,
            self.absence,
            self.key,
            self.period,
            self.evidence,
            self.limit,
            self.via,
            self.giver,
        )


def _text(value: Any, context: Context) -> Any:
    """A title: the Chinese one alone, or one for each language."""
    if not isinstance(value, dict):
        text = context.structure(str, value)
        return text if text is FAILED else Text(text)
    if "zh" in value and set(value) <= {"zh", "en"}:
        zh, en = value["zh"], value.get("en", "")
        if isinstance(zh, str) and isinstance(en, str):
            return Text(zh, en)
    raise Refused(
        message("a title is a text, or a text for each language"), message('write "…", or { zh = "…", en = "…" }')
    )


TITLES = {Text: Described(message("a text"), _text)}
"""The hook by which :func:`~kaohe_core.toml.structure.structure` reads titles."""


def shared_columns(
    document: Document, findings: Findings, known: Shared | None = None
) -> dict[str, tuple[Column, ...]]:
    """``known`` and the columns that a file shares among its tables: ``[column.school]``, or a list of such names."""
    result = dict(known or {})
    written: Any = document.data.get("column", {})
    if not isinstance(written, dict):
        findings.add(document.place(("column",)), message("shared columns are declared as [column.name]"))
        return result
    groups = {}
    for name, data in written.items():
        keys = ("column", name)
        if name in result:
            findings.add(document.place(keys), message("the shared column “{name}” is there twice", name=name))
        elif isinstance(data, list):
            groups[name] = data
        else:
            given = {} if not isinstance(data, dict) or "id" in data else {"id": name}
            made = structure(DeclaredColumn, data, document, keys, findings, TITLES, given=given)
            result[name] = () if made is None else (made.column(),)
    for name, data in groups.items():
        members = [member for member in data if _known(member, result, document, ("column", name), findings)]
        result[name] = tuple(column for member in members for column in result[member])
    return result


def _known(name: object, shared: Shared, document: Document, keys: tuple[str, ...], findings: Findings) -> bool:
    if isinstance(name, str) and name in shared:
        return True
    findings.add(
        document.place(keys, value=True),
        message("there is no shared column “{name}”", name=name),
        did_you_mean(str(name), shared),
    )
    return False


def declared_tables(document: Document, findings: Findings, shared: Shared, *, whole: bool = True) -> list[Table]:
    """The tables that a file declares, in its order; without those that are wrong.

    Unless ``shared`` is the ``whole`` of the shared columns, one that is not there is no finding.
    """
    declared: Any = document.data.get("table", {})
    if not isinstance(declared, dict):
        findings.add(document.place(("table",)), message("tables are declared as [table.name]"))
        return []
    found = []
    for name, data in declared.items():
        keys = ("table", name)
        made = structure(DeclaredTable, data, document, keys, findings, TITLES)
        if made is None:
            continue
        names = [column for column in made.column if isinstance(column, str)]
        noted = findings if whole else Findings()
        unknown = [name for name in names if not _known(name, shared, document, (*keys, "column"), noted)]
        if unknown:
            continue
        try:
            found.append(made.table(name, shared))
        except ValueError as error:
            findings.add(document.place(keys), said(error))
    return found


def with_declared(tables: Mapping[str, Table], document: Document, findings: Findings) -> dict[str, Table]:
    """``tables`` and those that a file declares, as one where both declare it."""
    result = dict(tables)
    for table in declared_tables(document, findings, shared_columns(document, findings)):
        try:
            result[table.id] = united(result[table.id], table) if table.id in result else table
        except ValueError as error:
            findings.add(document.place(("table", table.id)), said(error))
    return result


def not_declared(found: Iterable[Finding]) -> frozenset[str] | None:
    """The tables that are not declared for what :func:`with_declared` found; None where it may be about any of them."""
    places = [one.place.keys for one in found if one.blocks]
    if any(keys[:1] != ("table",) or len(keys) == 1 for keys in places):
        return None
    return frozenset(keys[1] for keys in places)


def said(error: ValueError) -> Message:
    """What a refusal says."""
    if error.args and isinstance(error.args[0], Message):
        return error.args[0]
    return message("{reason}", reason=str(error))
