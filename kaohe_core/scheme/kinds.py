"""What each formula of a scheme must yield – a number, a text, a condition – and how one of another kind is mended."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from kaohe_core.findings import Findings
from kaohe_core.formula.tree import KIND, Choose, ExtremeOfRows, Field, Formula, Kind, Number, OnlyRow, Otherwise
from kaohe_core.messages import Message, message
from kaohe_core.rules.rule import YIELDS, Yields
from kaohe_core.scheme.model import Clause, Dimension, Quota, Scheme
from kaohe_core.toml.document import Document
from kaohe_core.toml.locate import Keys
from kaohe_core.toml.structure import allowed_keys

Asked = tuple[Formula | None, Yields, Keys]


def check_kinds(scheme: Scheme, document: Document, findings: Findings) -> None:
    """Note every formula that yields something else than its place needs."""
    for formula, wanted, keys in _asked(scheme):
        if formula is None or (wanted == "met" and _is_met(formula)):
            continue
        kind: Kind = "truth" if wanted == "met" else "number" if wanted == "money" else wanted
        if wanted == "money" and isinstance(formula, Number) and formula.value != round(formula.value, 2):
            findings.add(
                document.place(keys, value=True),
                message("{amount} is no whole cent", amount=formula.value),
                message("write it in yuan, to the cent; what is worked out is rounded where the scheme says so"),
            )
        if formula.kind == kind and wanted != "met":
            continue
        findings.add(
            document.place(keys, value=True),
            message("{kind} is needed here, found {found}", kind=KIND[kind], found=KIND[formula.kind]),
            turned(formula.kind, kind),
        )


def turned(found: Kind, wanted: Kind) -> Message | None:
    """How a formula of one kind becomes one of another."""
    match found, wanted:
        case "number", "truth":
            return message("compare it, like staff.years >= 3; a 是/否 column: staff.full-time == 1")
        case "text", "truth":
            return message('compare it, like staff.role == "教师"')
        case "truth", "number":
            return message("write if … then 1 else 0")
        case "text", "number":
            return message('give each text its number: lookup(staff.level, {"一级": 2, "二级": 1})')
        case "date", "number":
            return message("count the time from one date to another: years(…, …), months(…, …) or days(…, …)")
        case "number", "text":
            return message("name a text column, like staff.school")
    return None


def _is_met(formula: Formula) -> bool:
    """A condition, or a 是/否 column as it stands."""
    match formula:
        case Field():
            return formula.column.type == "flag"
        case OnlyRow(of=inner) | ExtremeOfRows(of=inner):
            return _is_met(inner)
        case Otherwise():
            return _is_met(formula.of)
        case Choose():
            return _is_met(formula.then) and _is_met(formula.other)
    return formula.kind == "truth"


# where formulas stand ----------------------------------------------------------------------------------------------


def _asked(scheme: Scheme) -> Iterator[Asked]:
    """Every formula of the scheme, what it must be, and where it stands."""
    yield scheme.unit, "text", ("unit",)
    yield scheme.name, "text", ("name",)
    yield scheme.pool, "number", ("pool",)
    if scheme.payout is not None:
        yield scheme.payout.account, "text", ("payout", "account")
        yield scheme.payout.holder, "text", ("payout", "holder")
    for index, reason in enumerate(scheme.not_assessed):
        yield reason.when, "truth", ("not-assessed", index, "when")
    for index, reason in enumerate(scheme.not_scored):
        yield reason.when, "truth", ("not-scored", index, "when")
    for index, dimension in enumerate(scheme.dimension):
        yield from _of_dimension(dimension, ("dimension", index))
    for index, clause in enumerate(scheme.adjustment):
        yield from _of_clause(clause, ("adjustment", index))
    yield from _of_verdicts(scheme)
    for index, payment in enumerate(scheme.payment):
        yield from _of_parameters(payment.settlement, ("payment", index))


def _of_dimension(dimension: Dimension, keys: Keys) -> Iterator[Asked]:
    yield dimension.only_for, "truth", (*keys, "only-for")
    yield dimension.share, "number", (*keys, "share")
    for index, reason in enumerate(dimension.lost):
        yield reason.when, "truth", (*keys, "lost", index, "when")
    for index, grade in enumerate(dimension.grade):
        yield grade.when, "truth", (*keys, "grade", index, "when")
    for index, clause in enumerate(dimension.clause):
        yield from _of_clause(clause, (*keys, "clause", index))
    for index, part in enumerate(dimension.dimension):
        yield from _of_dimension(part, (*keys, "dimension", index))


def _of_clause(clause: Clause, keys: Keys) -> Iterator[Asked]:
    yield clause.only_for, "truth", (*keys, "only-for")
    yield clause.if_missing, "number", (*keys, "if-missing")
    if clause.rule is not None:
        yield from _of_parameters(clause.rule, keys)
    for index, variant in enumerate(clause.variant):
        yield variant.when, "truth", (*keys, "variant", index, "when")
        yield from _of_parameters(variant.rule, (*keys, "variant", index))


def _of_verdicts(scheme: Scheme) -> Iterator[Asked]:
    for index, ranking in enumerate(scheme.ranking):
        yield ranking.by, "number", ("ranking", index, "by")
        yield from ((key, "number", ("ranking", index, "then", at)) for at, key in enumerate(ranking.then))
        yield ranking.when, "truth", ("ranking", index, "when")
        yield ranking.within, "text", ("ranking", index, "within")
    for index, veto in enumerate(scheme.veto):
        yield veto.when, "truth", ("veto", index, "when")
    for index, grade in enumerate(scheme.grade):
        yield grade.when, "truth", ("grade", index, "when")
        yield from _of_quota(grade.quota, ("grade", index, "quota"))
    for index, limit in enumerate(scheme.grade_limit):
        yield limit.when, "truth", ("grade-limit", index, "when")
    for index, award in enumerate(scheme.award):
        yield award.when, "truth", ("award", index, "when")
        yield from _of_quota(award.quota, ("award", index, "quota"))


def _of_quota(quota: Quota | None, keys: Keys) -> Iterator[Asked]:
    if quota is not None:
        yield quota.most, "number", (*keys, "most")
        yield quota.by, "number", (*keys, "by")
        yield from ((key, "number", (*keys, "then", at)) for at, key in enumerate(quota.then))
        yield quota.within, "text", (*keys, "within")


def _of_parameters(made: object, keys: Keys) -> Iterator[Asked]:
    """The parameters of a rule or a settlement that say what they must be, those of its parts included."""
    if not attrs.has(type(made)) or isinstance(made, Formula):
        return
    for key, attribute in allowed_keys(type(made)).items():
        value = getattr(made, attribute.name)
        wanted: Yields | None = attribute.metadata.get(YIELDS)
        if isinstance(value, Formula):
            if wanted is not None:
                yield value, wanted, (*keys, key)
        elif isinstance(value, tuple):
            for index, part in enumerate(value):
                if isinstance(part, Formula) and wanted is not None:
                    yield part, wanted, (*keys, key, index)
                yield from _of_parameters(part, (*keys, key, index))
