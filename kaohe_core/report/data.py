"""The result as plain data, for ``--format json`` and for ``result.json``: every number a decimal string."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from kaohe_core.findings import Finding
from kaohe_core.formula.exact import rounded
from kaohe_core.formula.words import endless, plain_number, words
from kaohe_core.messages import Language
from kaohe_core.report.scored import Scored
from kaohe_core.report.standing import reason

if TYPE_CHECKING:
    from kaohe_core.assess.plan import Step
    from kaohe_core.assess.result import Subject
    from kaohe_core.scheme.model import Clause, Dimension

NEAR = 6  # decimals of a number that has no end; beside it stands “exact”


def project_data(
    name: str,
    schemes: Sequence[Scored],
    plugins: Iterable[tuple[str, str]],
    findings: Iterable[Finding],
    language: Language,
) -> dict[str, Any]:
    """The whole result of a project."""
    return {
        "project": name,
        "schemes": [scheme_data(scored, language) for scored in schemes],
        "plugins": [{"name": name, "version": version} for name, version in plugins if name != "core"],
        "findings": [finding.data(language) for finding in findings],
    }


def scheme_data(scored: Scored, language: Language) -> dict[str, Any]:
    """The result of one scheme."""
    from kaohe_core.assess.settle import PAID

    result, scheme = scored.result, scored.ready.scheme
    paid = result.total_of(PAID) if PAID in result.values else None
    return {
        "id": scheme.id,
        "title": scheme.title,
        "digest": scored.digest,
        "pool": _yuan(pool_of(scored)),
        "provisional": result.provisional,
        "subjects": [_subject(scored, subject, language) for subject in result.subjects()],
        "not-assessed": [{"id": n.id, "name": n.name, "reason": n.reason} for n in result.not_assessed],
        "payments-total": _yuan(paid),
    }


def pool_of(scored: Scored) -> Fraction | None:
    """The money of all units together; None where the scheme has none, or some of it is not known."""
    from kaohe_core.assess.settle import POOL

    if POOL not in scored.result.values:
        return None
    pools: dict[str, Fraction | None] = {s.unit: s.number(POOL) for s in scored.result.subjects()}
    known = [pool for pool in pools.values() if pool is not None]
    return sum(known, Fraction(0)) if known and len(known) == len(pools) else None


def payments_of(scored: Scored, subject: Subject) -> list[tuple[str, str, str, Fraction | None]]:
    """Id, settlement, title and amount of every payment of a subject."""
    from kaohe_core.assess.settle import amount_of

    return [
        (payment.id, type(payment.settlement).name, payment.title, subject.number(amount_of(payment.id)))
        for payment in scored.ready.scheme.payment
    ]


def _subject(scored: Scored, subject: Subject, language: Language) -> dict[str, Any]:
    scheme = scored.ready.scheme
    data: dict[str, Any] = {"id": subject.id, "name": subject.name, "standing": subject.standing("total")}
    if subject.unit:
        data["unit"] = subject.unit
    if subject.reason:
        data["reason"] = subject.reason
    data |= _number("total", subject.number("total"), scheme.round.total)
    data["grade"] = None
    data["dimensions"] = [_dimension(scored, subject, dimension, language) for dimension in scheme.dimension]
    if scheme.adjustment:
        data["adjustments"] = [_clause(scored, subject, clause, language) for clause in scheme.adjustment]
    data["payments"] = [
        {"id": id, "kind": kind, "title": title, "amount": _yuan(amount)}
        for id, kind, title, amount in payments_of(scored, subject)
    ]
    return data


def _dimension(scored: Scored, subject: Subject, dimension: Dimension, language: Language) -> dict[str, Any]:
    data: dict[str, Any] = {"id": dimension.id, "title": dimension.title}
    data |= _points(scored, subject, dimension.id)
    if dimension.dimension:
        data["dimensions"] = [_dimension(scored, subject, part, language) for part in dimension.dimension]
    data["clauses"] = [_clause(scored, subject, clause, language) for clause in dimension.clause]
    return data


def _clause(scored: Scored, subject: Subject, clause: Clause, language: Language) -> dict[str, Any]:
    return {"id": clause.id} | _points(scored, subject, clause.id) | {
        "words": clause_words(scored, scored.plan.step(clause.id), subject, language)
    }  # fmt: skip


def clause_words(scored: Scored, step: Step, subject: Subject, language: Language) -> str:
    """The clause’s sum in words, or why there is none."""
    value = scored.values(subject.id)
    standing = subject.standing(step.id)
    if standing != "scored":
        return reason(step, standing, value, language, subject.reason)
    return words(step.formula, value, language, scored.places(step.id))


def _points(scored: Scored, subject: Subject, step: str) -> dict[str, Any]:
    standing = subject.standing(step)
    points = subject.number(step) if standing == "scored" else None
    return _number("points", points, scored.places(step) or 0) | {"standing": standing}


def _number(key: str, value: Fraction | None, places: int) -> dict[str, Any]:
    """A decimal string; for a number that has no end also the exact fraction."""
    if value is None:
        return {key: None}
    if endless(value):
        return {key: plain_number(rounded(value, NEAR, "half-up"), NEAR), "exact": plain_number(value)}
    return {key: plain_number(value, places)}


def _yuan(value: Fraction | None) -> str | None:
    return None if value is None else plain_number(value, 2)
