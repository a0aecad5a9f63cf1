"""The result as plain data, for ``--format json`` and for ``result.json``: every number a decimal string."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import frozen

from kaohe_core.findings import Finding
from kaohe_core.formula.exact import rounded
from kaohe_core.formula.words import endless, plain_number, words
from kaohe_core.messages import Language
from kaohe_core.results.scored import Scored
from kaohe_core.results.standing import reason
from kaohe_core.results.verdicts import verdict_data

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
    *,
    told: bool = True,
) -> dict[str, Any]:
    """The whole result of a project. ``told``: with the words of every clause, which take longer than the result."""
    return {
        "project": name,
        "schemes": [scheme_data(scored, language, told=told) for scored in schemes],
        "plugins": [{"name": name, "version": version} for name, version in plugins if name != "core"],
        "findings": [finding.data(language) for finding in findings],
    }


def scheme_data(scored: Scored, language: Language, *, told: bool = True) -> dict[str, Any]:
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
        "subjects": [_Telling(scored, subject, language, told).data() for subject in result.subjects()],
        "not-assessed": [{"id": n.id, "name": n.name, "reason": n.reason} for n in result.not_assessed],
        "payments-total": _yuan(paid),
    } | verdict_data(scored, language)


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


@frozen
class _Telling:
    scored: Scored
    subject: Subject
    language: Language
    told: bool

    def data(self) -> dict[str, Any]:
        """One subject."""
        scheme, subject = self.scored.ready.scheme, self.subject
        data: dict[str, Any] = {"id": subject.id, "name": subject.name, "standing": subject.standing("total")}
        if subject.unit:
            data["unit"] = subject.unit
        if subject.reason:
            data["reason"] = subject.reason
        data |= _number("total", subject.number("total"), scheme.round.total)
        data |= {"grade": subject.value("grade") if scheme.grade else None} | self._verdicts()
        data["dimensions"] = [self._dimension(dimension) for dimension in scheme.dimension]
        if scheme.adjustment:
            data["adjustments"] = [self._clause(clause) for clause in scheme.adjustment]
        data["payments"] = [
            {"id": id, "kind": kind, "title": title, "amount": _yuan(amount)}
            for id, kind, title, amount in payments_of(self.scored, subject)
        ]
        for payment, paid in zip(scheme.payment, data["payments"], strict=True):
            why = self.scored.paid_because(payment, subject)
            if why:
                paid["reason"] = why
        return data

    def _verdicts(self) -> dict[str, Any]:
        """Places, vetoes that strike and awards, where the scheme has them."""
        scheme, value = self.scored.ready.scheme, self.subject.value
        data: dict[str, Any] = {}
        if scheme.ranking:
            places = {ranking.id: self.subject.number(ranking.id) for ranking in scheme.ranking}
            data["places"] = {id: None if place is None else plain_number(place) for id, place in places.items()}
        if scheme.veto:
            data["vetoes"] = [veto.id for veto in scheme.veto if value(veto.id) is True]
        if scheme.award:
            data["awards"] = [award.id for award in scheme.award if value(award.id) is True]
        return data

    def _dimension(self, dimension: Dimension) -> dict[str, Any]:
        data = {"id": dimension.id, "title": dimension.title} | self._points(dimension.id)
        if dimension.dimension:
            data["dimensions"] = [self._dimension(part) for part in dimension.dimension]
        return data | {"clauses": [self._clause(clause) for clause in dimension.clause]}

    def _clause(self, clause: Clause) -> dict[str, Any]:
        data = {"id": clause.id} | self._points(clause.id)
        if self.told:
            data["words"] = clause_words(self.scored, self.scored.plan.step(clause.id), self.subject, self.language)
        return data

    def _points(self, step: str) -> dict[str, Any]:
        standing = self.subject.standing(step)
        points = self.subject.number(step) if standing == "scored" else None
        return _number("points", points, self.scored.places(step) or 0) | {"standing": standing}


def clause_words(scored: Scored, step: Step, subject: Subject, language: Language) -> str:
    """The clause’s sum in words, or why there is none."""
    value = scored.values(subject.id)
    standing = subject.standing(step.id)
    if standing != "scored":
        return reason(step, standing, value, language, subject.reason)
    return words(step.formula, value, language, scored.places(step.id))


def _number(key: str, value: Fraction | None, places: int) -> dict[str, Any]:
    """A decimal string; for a number that has no end also the exact fraction."""
    if value is None:
        return {key: None}
    if endless(value):
        return {key: plain_number(rounded(value, NEAR, "half-up"), NEAR), "exact": plain_number(value)}
    return {key: plain_number(value, places)}


def _yuan(value: Fraction | None) -> str | None:
    return None if value is None else plain_number(value, 2)
