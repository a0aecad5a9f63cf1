"""From a resolved scheme file to a :class:`Scheme`: rules and settlements chosen by name, formulas parsed.

All findings of the file come at once; nothing is loaded from a file that has one that blocks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from attrs import define, frozen

from kaohe_core.calendar import Calendar
from kaohe_core.findings import Findings, did_you_mean
from kaohe_core.formula.shares import WrittenShare, written_share
from kaohe_core.formula.text import KnownNames, TextError, parse
from kaohe_core.formula.tree import Day, Formula, FormulaError, Mark, Number, Words, texts_together
from kaohe_core.messages import Text, message
from kaohe_core.plugins.blame import PluginFailed, guarded
from kaohe_core.plugins.contributions import Stamped
from kaohe_core.rules.rule import Rule
from kaohe_core.rules.settlement import Settlement
from kaohe_core.scheme.layers import Resolved
from kaohe_core.scheme.model import (
    Clause,
    Every,
    Payment,
    Period,
    Scheme,
    Value,
    Variant,
    dimension_grade,
    value_step,
)
from kaohe_core.scheme.superior import KEYS
from kaohe_core.tables.declared import KEPT_WORDS, Table
from kaohe_core.toml.structure import FAILED, Context, Described, Refused, allowed_keys, shown, structure

STRUCTURE_WORDS = frozenset(
    {"dimension", "clause", "adjustment", "payment", "parameters", "award", "ranking", "veto", "value"}
)


@frozen
class Toolbox:
    """What a scheme can speak of: the enabled plugins' rules, settlements and tables, by name."""

    rules: Mapping[str, type[Rule]]
    settlements: Mapping[str, type[Settlement]]
    tables: Mapping[str, Table]
    brought: Mapping[tuple[str, str], Stamped[Any]]  # by what it is (rule, settlement, table) and its name
    calendar: Calendar = Calendar()

    @classmethod
    def of(
        cls,
        rules: Mapping[str, Stamped[type[Rule]]],
        settlements: Mapping[str, Stamped[type[Settlement]]],
        tables: Mapping[str, Table],
        tables_brought: Mapping[str, Stamped[Table]] | None = None,
        calendar: Calendar | None = None,
    ) -> Toolbox:
        """From what plugins registered; ``tables`` are theirs (``tables_brought``) and those a project declares."""
        kinds: dict[str, Mapping[str, Stamped[Any]]] = {
            "rule": rules,
            "settlement": settlements,
            "table": tables_brought or {},
        }
        return cls(
            {name: stamped.value for name, stamped in rules.items()},
            {name: stamped.value for name, stamped in settlements.items()},
            tables,
            {(kind, name): stamped for kind, known in kinds.items() for name, stamped in known.items()},
            calendar or Calendar(),
        )


@frozen(kw_only=True)
class Outline:
    """What is needed of a scheme to look at its tables, where no more of it can be loaded."""

    subject: str
    periods: Mapping[str, tuple[Period, ...]] = {}


def outline(resolved: Resolved) -> Outline | None:
    """The roster and the periods of a scheme in which something else is wrong; None where these are."""
    data = {key: value for key, value in resolved.data.items() if key in ("subject", "periods")}
    hooks = _Hooks(Toolbox({}, {}, {}, {}), KnownNames({})).all()
    return structure(Outline, data, resolved, (), Findings(), hooks)


def load_scheme(id: str, resolved: Resolved, toolbox: Toolbox, findings: Findings) -> Scheme | None:
    """The scheme called ``id`` in the project; None if a finding blocks."""
    data = resolved.data
    _unique_ids(resolved, findings)
    roster = data.get("subject")
    names = KnownNames(
        dict(toolbox.tables),
        _parameters(resolved, toolbox.tables, findings),
        _marks(data),
        roster if isinstance(roster, str) else None,
        calendar=toolbox.calendar,
    )
    _values(data, names)
    hooks = _Hooks(toolbox, names).all()
    rest = {key: value for key, value in data.items() if key not in ("parameters", "table", "column", "id")}
    return structure(
        Scheme,
        rest,
        resolved,
        (),
        findings,
        hooks,
        given={"id": id, "parameters": dict(names.parameters)},
        also=("parameters", "table", "column", *KEYS),
    )


def _parameters(resolved: Resolved, tables: Mapping[str, Table], findings: Findings) -> dict[str, Constant]:
    result: dict[str, Constant] = {}
    values = resolved.data.get("parameters", {})
    if not isinstance(values, dict):
        findings.add(resolved.place(("parameters",)), message("[parameters] is a table of names and values"))
        return result
    names = KnownNames(dict(tables), {name: Number(Decimal(1)) for name in values})
    for name, value in values.items():
        if not READABLE.fullmatch(name) or name in KEPT_WORDS:
            findings.add(
                resolved.place(("parameters", name)),
                message("no formula can read a parameter called “{name}”", name=name),
                message("begin with a letter and join words and numbers by hyphens, like two-months or 扣分-2"),
            )
        match value:
            case bool():
                pass
            case int() | Decimal():
                result[name] = Number(Decimal(value), name)
                continue
            case str():
                if _like_formula(value, names):
                    findings.add(
                        resolved.place(("parameters", name), value=True),
                        message("a parameter is a number, a text or a date, and “{text}” is a formula", text=value),
                        message(
                            "work it out and write the number, or write the formula where “{name}” is used", name=name
                        ),
                    )
                    result[name] = Number(Decimal(1), name)  # what reads it is not wrong for that
                    continue
                part = written_share(value)
                result[name] = Words(value) if part is None else part
                continue
            case date():
                result[name] = Day(value)
                continue
        findings.add(
            resolved.place(("parameters", name), value=True), message("a parameter is a number, a text or a date")
        )
    return result


WITHIN = "within"  # leagues: by one column, or by several of a list
Constant = Number | WrittenShare | Words | Day  # what stands under [parameters]
READABLE = re.compile(r"[^\W\d]\w*(-\w+)*")  # what a formula reads as one name
_ARITHMETIC = re.compile(r"\w\s*\(|\s[-+*/×÷−]\s|[*×÷]|%")
_DATED = re.compile(r"\d{4}([-/.])\d{1,2}\1\d{1,2}")


def _like_formula(text: str, names: KnownNames) -> bool:
    """Whether a text is arithmetic that somebody expects to be worked out; 2025-2026 and 2026/8/31 are texts."""
    if not _ARITHMETIC.search(text) or _DATED.fullmatch(text.strip()):
        return False
    try:
        return parse(text, names).kind == "number"
    except TextError:
        return False


def _marks(data: Mapping[str, Any]) -> dict[str, Mark]:
    """Every dimension and clause by id, so that formulas can speak of their points."""
    found = {"total": Mark("total", Text("总分", "total"))}

    def visit(items: Any, *inner: str) -> None:
        for item in items if isinstance(items, list) else ():
            if not isinstance(item, dict):
                continue
            id, title = item.get("id"), item.get("title") or item.get("text")
            if isinstance(id, str):
                found[id] = Mark(id, Text(title if isinstance(title, str) else id))
                if item.get("grade"):
                    found.setdefault(f"{id}-grade", dimension_grade(id, title if isinstance(title, str) else id))
            for key in inner:
                visit(item.get(key), *inner)

    visit(data.get("dimension"), "dimension", "clause")
    visit(data.get("adjustment"))
    visit(data.get("ranking"))
    if data.get("pool") is not None:
        found["pool"] = Mark("pool", Text("总额", "pool"))
    for item in data.get("payment", ()) if isinstance(data.get("payment"), list) else ():
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            found[item["id"]] = Mark(f"{item['id']}/amount", Text(str(item.get("title") or item["id"])))
    if data.get("grade"):
        found["grade"] = Mark("grade", Text("等次", "grade"), "text")
    for key in ("veto", "award"):
        for item in data.get(key, ()) if isinstance(data.get(key), list) else ():
            if isinstance(item, dict) and isinstance(item.get("id"), str):
                title = item.get("title") or item.get("text") or item["id"]
                found[item["id"]] = Mark(item["id"], Text(str(title)), "truth")
    return found


def _values(data: Mapping[str, Any], names: KnownNames) -> None:
    """Make the intermediate values known, each to those behind it; what is wrong with one is said where it is read."""
    for item in data.get("value", ()) if isinstance(data.get("value"), list) else ():
        if not isinstance(item, dict) or not isinstance(item.get("id"), str):
            continue
        id, rows, formula = item["id"], item.get("rows"), _parsed(item, names)
        if rows is None:
            kind = "number" if formula is None else formula.kind
            names.values[id] = Mark(value_step(id), Text(str(item.get("title") or id)), kind)
        elif isinstance(rows, str) and (table := names.table(rows)) is not None:
            places = item.get("decimals")
            if formula is not None and isinstance(places, int):
                formula = formula.round(places)
            names.row_values[table.id, id] = Number(Decimal(1)) if formula is None else formula


def _parsed(item: Mapping[str, Any], names: KnownNames) -> Formula | None:
    text = item.get("formula")
    if not isinstance(text, str):
        return Number(Decimal(text)) if isinstance(text, int | Decimal) and not isinstance(text, bool) else None
    try:
        return parse(text, names, rows=item.get("rows") is not None)
    except TextError:
        return None


def _unique_ids(resolved: Resolved, findings: Findings) -> None:
    seen: dict[str, tuple[str | int, ...]] = {}

    def visit(items: Any, keys: tuple[str | int, ...]) -> None:
        for index, item in enumerate(items if isinstance(items, list) else ()):
            if not isinstance(item, dict):
                continue
            here = (*keys, index)
            id = item.get("id")
            if isinstance(id, str):
                if id in seen or id in ("total", "grade", "pool", "paid"):
                    other = resolved.place(seen[id], value=False) if id in seen else None
                    what = (
                        message("the id “{id}” is used twice: also at {place}", id=id, place=_where(other))
                        if other is not None
                        else message("the id “{id}” is kept for the scheme’s own", id=id)
                    )
                    findings.add(resolved.place((*here, "id"), value=True), what, message("give each its own id"))
                seen.setdefault(id, here)
            for key in ("dimension", "clause"):
                visit(item.get(key), (*here, key))

    for key in ("value", "dimension", "adjustment", "ranking", "veto", "award", "payment"):
        visit(resolved.data.get(key), (key,))


def _where(place: Any) -> str:
    return f"{place.file}:{place.line}" if place.line else place.file


@define
class _Hooks:
    """How the types of a scheme are made from TOML values."""

    toolbox: Toolbox
    names: KnownNames

    def all(self) -> dict[Any, Callable[[Any, Context], Any]]:
        return {
            Formula: Described(message("a formula"), self.formula),
            Number: Described(message("a number"), self.number),
            WrittenShare: Described(message("a share like 1/3"), self.share),
            Clause: self.clause,
            Value: self.value,
            Variant: self.variant,
            Payment: self.payment,
            Period: self.period,
            tuple[Period, ...]: self.periods,
        }

    # values ----------------------------------------------------------------------------------------------------

    def number(self, value: Any, context: Context) -> Number:
        if isinstance(value, str):
            known = {k: v for k, v in self.names.parameters.items() if isinstance(v, Number)}
            if value in known:
                return known[value]
            part = self.names.parameters.get(value)
            if isinstance(part, WrittenShare):
                raise Refused(
                    message(
                        "“{name}” is the share {share}, and a decimal number is needed here", name=value, share=part
                    ),
                    message("a share stands in formulas, and as the edge of a band"),
                )
            if _like_number(value):
                mend = message("remove the quotation marks: {text}", text=value)
            elif known:
                mend = did_you_mean(value, known)
            else:
                mend = message("write a number, or the name of a number under [parameters]")
            raise Refused(message("a number is needed here, found the text “{found}”", found=value), mend)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise Refused(message("a number is needed here, found {found}", found=_kind(value)))
        return Number(Decimal(value), _parameter_name(context))

    def share(self, value: Any, _context: Context) -> WrittenShare:
        """A share such as 1/3, or the name of one."""
        found = self.names.parameters.get(value) if isinstance(value, str) else None
        if not isinstance(found, WrittenShare) and isinstance(value, str):
            found = written_share(value)
        if not isinstance(found, WrittenShare):
            raise Refused(
                message("a number is needed here, or a share like 1/3; found {found}", found=shown(value)),
                message("write a number, a share like 1/3 in quotation marks, or the name of one under [parameters]"),
            )
        return found

    def formula(self, value: Any, context: Context, *, rows: bool = False) -> Formula:
        if isinstance(value, str):
            try:
                return parse(value, self.names, rows=rows, by_period=_by_period(context))
            except TextError as error:
                for what, mend, _ in error.items:
                    context.add(what, mend)
                return Number(Decimal(0))
        if isinstance(value, list) and context.keys[-1] == WITHIN and value:
            try:
                return texts_together(tuple(self.formula(one, context.at(n)) for n, one in enumerate(value)))
            except FormulaError as error:
                raise Refused(error.what, error.mend) from None
        if isinstance(value, date):
            return Day(value)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise Refused(message("a formula is written as a text or a number, found {found}", found=_kind(value)))
        return Number(Decimal(value), _parameter_name(context))

    def value(self, value: Any, context: Context) -> Any:
        """An intermediate value; with ``rows`` its formula is about one row of that table."""
        if not isinstance(value, dict):
            raise Refused(message("a value is a table: [[value]] with id, title and formula"))
        rows = value.get("rows")
        table = self.names.table(rows) if isinstance(rows, str) else None
        hooks = context.hooks
        if rows is not None:
            if isinstance(rows, str) and (table is None or not table.has_rows):
                many = [id for id, known in self.names.tables.items() if known.has_rows]
                context.findings.add(
                    context.document.place((*context.keys, "rows"), value=True),
                    message("“{table}” is no table with several rows per person", table=rows),
                    did_you_mean(rows, many) or message("leave rows out: the value is one for each person"),
                )
                return FAILED
            if table is not None and table.column(str(value.get("id"))) is not None:
                context.findings.add(
                    context.document.place((*context.keys, "id"), value=True),
                    message("the table “{table}” has a column “{column}” already", table=rows, column=value.get("id")),
                    message("give the value another id"),
                )

            def formula(written: Any, inner: Context) -> Formula:
                return self.formula(written, inner, rows=True)

            hooks = {**context.hooks, Formula: Described(message("a formula"), formula)}
        made = structure(Value, value, context.document, context.keys, context.findings, hooks)
        return FAILED if made is None else made

    def period(self, value: Any, context: Context) -> Any:
        if isinstance(value, str):
            return Period(id=value)
        if isinstance(value, dict):
            return structure(Period, value, context.document, context.keys, context.findings) or FAILED
        raise Refused(
            message("a period is its id, or { id = …, start = …, end = … }"),
            message("put it in quotation marks: {text}", text=f'"{value}"') if isinstance(value, int) else None,
        )

    def periods(self, value: Any, context: Context) -> Any:
        if isinstance(value, dict):
            made = structure(Every, value, context.document, context.keys, context.findings)
            return FAILED if made is None else made.periods()
        if not isinstance(value, list) or not value:
            raise Refused(
                message("periods are a list, or all months or weeks of a span of days"),
                message('write ["2025下", "2026上"], or { every = "month", start = 2025-09-01, end = 2026-06-30 }'),
            )
        made_ = [context.at(index).structure(Period, item) for index, item in enumerate(value)]
        return FAILED if FAILED in made_ else tuple(made_)

    # clauses and payments --------------------------------------------------------------------------------------

    def clause(self, value: Any, context: Context) -> Any:
        return self._with_choice(Clause, value, context, "rule", self.toolbox.rules, message("rule"))

    def variant(self, value: Any, context: Context) -> Any:
        return self._with_choice(Variant, value, context, "rule", self.toolbox.rules, message("rule"))

    def payment(self, value: Any, context: Context) -> Any:
        return self._with_choice(Payment, value, context, "settlement", self.toolbox.settlements, message("settlement"))

    def _with_choice(
        self, cls: type, value: Any, context: Context, key: str, known: Mapping[str, type], what: Any
    ) -> Any:
        """A table in which one key names a class whose parameters stand beside it."""
        if not isinstance(value, dict):
            raise Refused(message("a table is needed here, found {found}", found=_kind(value)))
        given: dict[str, Any] = {}
        chosen = value.get(key)
        optional = cls is Clause and "variant" in value and chosen is None
        parameters: dict[str, Any] = {}
        if optional:
            given[key] = None
        elif not isinstance(chosen, str) or chosen not in known:
            at = context.at(key) if key in value else context
            wrong = message("the key “{key}” is missing; it names the {what}", key=key, what=what)
            if isinstance(chosen, str):
                wrong = message("there is no {what} “{name}”", what=what, name=chosen)
            elif chosen is not None:
                wrong = message(
                    "{key} takes the name of a {what}, found {found}", key=key, what=what, found=_kind(chosen)
                )
            at.add(wrong, did_you_mean(chosen if isinstance(chosen, str) else "", known), value=key in value)
            # The other keys may be right for whatever was meant: say only what is certain.
            own = {k: v for k, v in value.items() if k in allowed_keys(cls) and k != key}
            structure(cls, own, context.document, context.keys, context.findings, context.hooks, given={key: FAILED})
            return FAILED
        else:
            parameters = {k: v for k, v in value.items() if k in allowed_keys(known[chosen])}
            made = self._made(known[chosen], parameters, context, value if cls is not Variant else _owner(context))
            given[key] = FAILED if made is None else made  # something stands there, wrong as it is
        own = {k: v for k, v in value.items() if k not in parameters and k != key}
        also = (key, *(allowed_keys(known[str(chosen)]) if not optional else ()))
        result = structure(
            cls, own, context.document, context.keys, context.findings, context.hooks, given=given, also=also
        )
        return FAILED if result is None or given[key] is FAILED else result

    def _made(
        self, chosen: type, parameters: Mapping[str, Any], context: Context, written: Mapping[str, Any]
    ) -> object | None:
        """The rule or settlement of a plugin with these parameters; None if a finding blocks."""
        hooks = self._with_rows(chosen, context)
        given = _given(chosen, parameters, written)
        try:
            with guarded(chosen, "__init__()"):
                return structure(
                    chosen, parameters, context.document, context.keys, context.findings, hooks, given=given
                )
        except PluginFailed as error:
            context.add(error.what, error.mend, value=False)
            return None

    def _with_rows(self, cls: type, context: Context) -> Mapping[Any, Callable[[Any, Context], Any]]:
        """The hooks for a class some of whose parameters speak of single rows (a rater's marks), not of a subject."""
        keys = {key for key, attribute in allowed_keys(cls).items() if attribute.metadata.get("rows")}
        if not keys:
            return context.hooks

        def formula(value: Any, inner: Context) -> Formula:
            return self.formula(value, inner, rows=inner.keys[-1] in keys)

        return {**context.hooks, Formula: Described(message("a formula"), formula)}


def _owner(context: Context) -> Mapping[str, Any]:
    """The clause that a variant belongs to."""
    found: Any = context.document.data
    for key in context.keys[:-2]:  # without "variant" and its number
        found = found[key]
    return found if isinstance(found, dict) else {}


def _by_period(context: Context) -> bool:
    """Whether a formula is worked out period by period: a parameter of a rule of such a clause, or what chooses it."""
    if context.keys[-1] in ("if-missing", "only-for"):
        return False
    found: Any = context.document.data
    for key in context.keys:
        if isinstance(found, dict) and "per" in found and "id" in found:
            return True
        try:
            found = found[key]
        except (KeyError, IndexError, TypeError):
            return False
    return False


def _given(cls: type, parameters: Mapping[str, Any], value: Mapping[str, Any]) -> dict[str, Any]:
    """A parameter that stands for the clause's own id has it unless the author says otherwise."""
    return {
        attribute.name: value.get("id", "")
        for key, attribute in allowed_keys(cls).items()
        if attribute.metadata.get("from") == "id" and key not in parameters
    }


def _parameter_name(context: Context) -> str:
    return "/".join(name for name in context.document.names(context.keys) if name not in STRUCTURE_WORDS)


def _like_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except ArithmeticError:
        return False


def _kind(value: Any) -> Any:
    match value:
        case bool():
            return message("true or false")
        case str():
            return message("the text “{text}”", text=value)
        case list():
            return message("a list")
        case dict():
            return message("a table")
        case _:
            return str(value)
