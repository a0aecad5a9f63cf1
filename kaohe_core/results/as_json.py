"""The result as plain data, for ``--format json`` and for ``result.json``: every number a decimal string."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import define

from kaohe_core.findings import Finding
from kaohe_core.formula.columns import ColumnRatio
from kaohe_core.formula.words import plain_number, words
from kaohe_core.messages import Language
from kaohe_core.results.printed import NEAR, Printed, printed, standing
from kaohe_core.results.scored import Scored
from kaohe_core.results.standing import reason
from kaohe_core.results.verdicts import verdict_data

if TYPE_CHECKING:
    from kaohe_core.assess.plan import PlanStep
    from kaohe_core.assess.result import Subject
    from kaohe_core.scheme.model import Clause, Dimension


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
        "subjects": _Columns(scored, language, told).subjects(),
        "not-assessed": [{"id": n.id, "name": n.name, "reason": n.reason} for n in result.not_assessed],
        "payments-total": _yuan(paid),
    } | verdict_data(scored, language)


def pool_of(scored: Scored) -> Fraction | None:
    """The money of all units together; None where the scheme has none, or some of it is not known."""
    from kaohe_core.assess.settle import POOL

    value = scored.result.values.get(POOL)
    if value is None:
        return None
    assert isinstance(value, ColumnRatio) and value.den is None  # noqa: S101, PT018  # a pool is rounded to the cent
    pools = scored.result.frame.unique("_unit", keep="last", maintain_order=True)[POOL]
    return None if pools.is_empty() or pools.has_nulls() else Fraction(int(pools.sum()), value.scale)


@define
class _Columns:
    """What is told of every subject, gathered column by column: a list a step, in roster order."""

    scored: Scored
    language: Language
    told: bool

    def subjects(self) -> list[dict[str, Any]]:
        """Everybody assessed, as plain data."""
        result, scheme = self.scored.result, self.scored.ready.scheme
        frame = result.frame
        ids = frame["_subject"].to_list()
        total = printed(result, "total", scheme.round.total, NEAR)
        grade = frame["grade"].to_list() if scheme.grade else [None] * len(ids)
        verdicts, payments = self._verdicts(), self._payments()
        dimensions = [self._dimension(dimension) for dimension in scheme.dimension]
        adjustments = [self._clause(clause) for clause in scheme.adjustment]
        found = []
        for row, (id, name, unit, reason_, standing_) in enumerate(
            zip(
                ids,
                frame["_name"].to_list(),
                frame["_unit"].to_list(),
                frame["_reason"].to_list(),
                standing(result, "total"),
                strict=True,
            )
        ):
            data: dict[str, Any] = {"id": id, "name": name or id, "standing": standing_}
            if unit:
                data["unit"] = unit
            if reason_:
                data["reason"] = reason_
            data |= _number("total", total, row)
            data["grade"] = grade[row]
            for key, values in verdicts.items():
                data[key] = values[row]
            data["dimensions"] = [one[row] for one in dimensions]
            if adjustments:
                data["adjustments"] = [one[row] for one in adjustments]
            data["payments"] = [one[row] for one in payments]
            found.append(data)
        return found

    def _verdicts(self) -> dict[str, list[Any]]:
        """Places, vetoes that strike and awards, where the scheme has them."""
        scheme, frame = self.scored.ready.scheme, self.scored.result.frame
        found: dict[str, list[Any]] = {}
        if scheme.ranking:
            places = {one.id: printed(self.scored.result, one.id, 0).texts for one in scheme.ranking}
            found["places"] = [dict(zip(places, row, strict=True)) for row in zip(*places.values(), strict=True)]
        for key, ids in (("vetoes", [one.id for one in scheme.veto]), ("awards", [one.id for one in scheme.award])):
            if ids:
                rows = zip(*(frame[id].to_list() for id in ids), strict=True)
                found[key] = [[id for id, held in zip(ids, row, strict=True) if held is True] for row in rows]
        return found

    def _payments(self) -> list[list[dict[str, Any]]]:
        """Of every payment what everybody is paid, with the reason where it is not by marks."""
        from kaohe_core.assess.settle import amount_of

        found = []
        ids = self.scored.result.frame["_subject"].to_list()
        for payment in self.scored.ready.scheme.payment:
            head = {"id": payment.id, "kind": type(payment.settlement).name, "title": payment.title}
            amounts = printed(self.scored.result, amount_of(payment.id), 2).texts
            because = self.scored.paid_because(payment)
            found.append(
                [
                    {**head, "amount": amount} | ({"reason": because[id]} if id in because else {})
                    for id, amount in zip(ids, amounts, strict=True)
                ]
            )
        return found

    def _dimension(self, dimension: Dimension) -> list[dict[str, Any]]:
        head = {"id": dimension.id, "title": dimension.title}
        parts = [self._dimension(part) for part in dimension.dimension]
        clauses = [self._clause(clause) for clause in dimension.clause]
        return [
            head
            | points
            | ({"dimensions": [one[row] for one in parts]} if parts else {})
            | {"clauses": [one[row] for one in clauses]}
            for row, points in enumerate(self._points(dimension.id))
        ]

    def _clause(self, clause: Clause) -> list[dict[str, Any]]:
        data = [{"id": clause.id} | points for points in self._points(clause.id)]
        if self.told:
            step = self.scored.plan.step(clause.id)
            for subject, one in zip(self.scored.result.subjects(), data, strict=True):
                one["words"] = clause_words(self.scored, step, subject, self.language)
        return data

    def _points(self, step: str) -> Iterator[dict[str, Any]]:
        result = self.scored.result
        numbers = printed(result, step, self.scored.places(step) or 0, NEAR)
        for row, standing_ in enumerate(standing(result, step)):
            points = _number("points", numbers, row) if standing_ == "scored" else {"points": None}
            yield points | {"standing": standing_}


def clause_words(scored: Scored, step: PlanStep, subject: Subject, language: Language) -> str:
    """The clause’s sum in words, or why there is none."""
    value = scored.values(subject.id)
    standing = subject.standing(step.id)
    if standing != "scored":
        return reason(step, standing, value, language, subject.reason)
    return words(step.formula, value, language, scored.places(step.id))


def _number(key: str, numbers: Printed, row: int) -> dict[str, str | None]:
    """A decimal string; for a number that has no end also the exact fraction."""
    text = numbers.texts[row]
    return {key: text, "exact": numbers.exact[row]} if row in numbers.exact else {key: text}


def _yuan(value: Fraction | None) -> str | None:
    return None if value is None else plain_number(value, 2)
