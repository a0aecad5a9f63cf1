"""The result as plain data, for ``--format json`` and for ``result.json``: every number a decimal string."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import define

from kaohe_core.findings import Finding
from kaohe_core.formula.columns import ColumnRatio
from kaohe_core.formula.words import plain_number, words
from kaohe_core.messages import Language
from kaohe_core.results.printed import NEAR, Printed, printed, standing
from kaohe_core.results.scored import Scored, is_large
from kaohe_core.results.standing import reason
from kaohe_core.results.verdicts import verdict_data
from kaohe_core.scheme.as_toml import plain
from kaohe_core.scheme.model import LOST, NOT_LOST, dimension_grade, value_step

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
    """The whole result of a project. ``told``: with the words of every clause, which take longer than the result.

    The people of a large roster stand in it as :class:`SubjectTexts`.
    """
    return {
        "project": name,
        "schemes": [_scheme(scored, language, told, texts=is_large(scored)) for scored in schemes],
        "plugins": [{"name": name, "version": version} for name, version in plugins if name != "core"],
        "findings": [finding.data(language) for finding in findings],
    }


def scheme_data(scored: Scored, language: Language, *, told: bool = True) -> dict[str, Any]:
    """The result of one scheme."""
    return _scheme(scored, language, told, texts=False)


def _scheme(scored: Scored, language: Language, told: bool, *, texts: bool) -> dict[str, Any]:
    from kaohe_core.assess.settle import PAID

    result, scheme = scored.result, scored.ready.scheme
    paid = result.total_of(PAID) if PAID in result.values else None
    subjects = _Columns(scored, language, told).subjects()
    return {
        "id": scheme.id,
        "title": scheme.title,
        "digest": scored.digest,
        "pool": _yuan(pool_of(scored)),
        "provisional": result.provisional,
        "computed-twice": _agreement(scored),
        "subjects": subjects if texts else [json.loads(text) for text in subjects],
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
    units = scored.result.frame.unique("_unit", keep="last", maintain_order=True)
    if (units.filter(units["_unit"].is_null())[POOL] != 0).any():  # of whom it is not known in which pool they are
        return None
    pools = units[POOL]
    return None if pools.is_empty() or pools.has_nulls() else Fraction(int(pools.sum()), value.scale)


def _agreement(scored: Scored) -> dict[str, Any] | None:
    """What both ways of computing came to alike: so many numbers of so many people, in these units or (null) in all."""
    found = scored.agreement
    if found is None:
        return None
    units = None if found.units is None else list(found.units)
    return {"numbers": found.numbers, "people": found.people, "units": units}


_text = json.JSONEncoder(ensure_ascii=False).encode


class SubjectTexts(list[str]):
    """The JSON texts of the people of a large roster: as good as their data, which nobody asks for."""


@define
class _Columns:
    """The JSON texts of every subject, put together column by column: a list a step, in roster order.

    As texts, since a dictionary for every mark of a county's staff takes longer than to work all the marks out.
    """

    scored: Scored
    language: Language
    told: bool

    def subjects(self) -> SubjectTexts:
        """Everybody assessed, an object each."""
        result, scheme = self.scored.result, self.scored.ready.scheme
        frame = result.frame
        ids, names = frame["_subject"].to_list(), frame["_name"].to_list()
        units, reasons = frame["_unit"].to_list(), frame["_reason"].to_list()
        heads = [
            f'"id": {_text(id)}, "name": {_text(name or id)}, "standing": "{said}"'
            + (f', "unit": {_text(unit)}' if unit else "")
            + (f', "reason": {_text(reason)}' if reason else "")
            for id, name, unit, reason, said in zip(ids, names, units, reasons, standing(result, "total"), strict=True)
        ]
        parts = [heads, _numbers("total", printed(result, "total", scheme.round.total, NEAR))]
        grades = frame["grade"].to_list() if scheme.grade else [None] * len(ids)
        parts.append([f'"grade": {_text(grade)}' for grade in grades])
        parts += self._verdicts()
        named = [step for step in self.scored.plan.steps if step.role == "value"]
        if named:
            parts.append(_array("values", map(self._named, named), len(ids)))
        parts.append(_array("dimensions", [self._dimension(dimension) for dimension in scheme.dimension], len(ids)))
        if scheme.adjustment:
            parts.append(_array("adjustments", [self._clause(clause) for clause in scheme.adjustment], len(ids)))
        parts.append(_array("payments", self._payments(ids), len(ids)))
        return SubjectTexts(_objects(parts))

    def _verdicts(self) -> Iterator[list[str]]:
        """Places, vetoes that strike and awards, where the scheme has them."""
        scheme, frame = self.scored.ready.scheme, self.scored.result.frame
        if scheme.ranking:
            places = [
                [f"{_text(one.id)}: {_text(place)}" for place in printed(self.scored.result, one.id, 0).texts]
                for one in scheme.ranking
            ]
            yield [f'"places": {{{", ".join(row)}}}' for row in zip(*places, strict=True)]
        for key, ids in (("vetoes", [one.id for one in scheme.veto]), ("awards", [one.id for one in scheme.award])):
            if ids:
                said = [_text(id) for id in ids]
                rows = zip(*(frame[id].to_list() for id in ids), strict=True)
                yield [
                    f'"{key}": [{", ".join(id for id, held in zip(said, row, strict=True) if held is True)}]'
                    for row in rows
                ]

    def _payments(self, ids: Sequence[str]) -> Iterator[list[str]]:
        """Of every payment what everybody is paid, with the reason where it is not by marks."""
        from kaohe_core.assess.settle import amount_of

        for payment in self.scored.ready.scheme.payment:
            head = _members({"id": payment.id, "kind": type(payment.settlement).name, "title": payment.title})
            amounts = printed(self.scored.result, amount_of(payment.id), 2).texts
            because = self.scored.paid_because(payment)
            yield [
                f'{{{head}, "amount": {_text(amount)}'
                + (f', "reason": {_text(because[id])}}}' if id in because else "}")
                for id, amount in zip(ids, amounts, strict=True)
            ]

    def _dimension(self, dimension: Dimension) -> list[str]:
        points = self._points(dimension.id)
        parts = [[_members({"id": dimension.id, "title": dimension.title})] * len(points), points]
        frame = self.scored.result.frame
        if dimension.lost:  # why it is lost; null where it is not, or not known yet
            found = frame[f"{dimension.id}{LOST}"].to_list()
            parts.append([f'"lost": {_text(None if why == NOT_LOST else why)}' for why in found])
        if dimension.grade:
            grades = frame[dimension_grade(dimension.id, dimension.title).id].to_list()
            parts.append([f'"grade": {_text(grade)}' for grade in grades])
        if dimension.dimension:
            parts.append(_array("dimensions", [self._dimension(part) for part in dimension.dimension], len(points)))
        parts.append(_array("clauses", [self._clause(clause) for clause in dimension.clause], len(points)))
        return _objects(parts)

    def _named(self, step: PlanStep) -> list[str]:
        """An intermediate value: a number, a text, or whether something holds."""
        head = {"id": step.id.removeprefix(value_step("")), "title": step.title.text(self.language)}
        result = self.scored.result
        said = [f'"standing": "{one}"' for one in standing(result, step.id)]
        if isinstance(result.values[step.id], ColumnRatio):
            values = _numbers("value", printed(result, step.id, 0, NEAR))
        else:
            values = [f'"value": {_text(plain(value))}' for value in result.frame[step.id].to_list()]
        if step.unit:
            head["unit"] = step.unit
        return _objects([[_members(head)] * len(said), values, said])

    def _clause(self, clause: Clause) -> list[str]:
        points = self._points(clause.id)
        parts = [[_members({"id": clause.id})] * len(points), points]
        if clause.record_only:
            parts.append(['"record-only": true'] * len(points))
        if self.told:
            step = self.scored.plan.step(clause.id)
            told = [
                clause_words(self.scored, step, subject, self.language) for subject in self.scored.result.subjects()
            ]
            parts.append([f'"words": {_text(words)}' for words in told])
        return _objects(parts)

    def _points(self, step: str) -> list[str]:
        result = self.scored.result
        numbers = _numbers("points", printed(result, step, self.scored.places(step) or 0, NEAR))
        return [
            f'{number}, "standing": "scored"' if said == "scored" else f'"points": null, "standing": "{said}"'
            for number, said in zip(numbers, standing(result, step), strict=True)
        ]


def clause_words(scored: Scored, step: PlanStep, subject: Subject, language: Language) -> str:
    """The clause’s sum in words, or why there is none."""
    value = scored.values(subject.id)
    standing = subject.standing(step.id)
    if standing != "scored":
        causes = scored.waits_for(step, subject.id)
        return reason(step, standing, value, language, subject.reason, causes)
    return words(step.formula, value, language, scored.places(step.id))


def _numbers(key: str, numbers: Printed) -> list[str]:
    """Decimal strings; of a number that has no end also the exact fraction."""
    texts = [f'"{key}": "{text}"' if text is not None else f'"{key}": null' for text in numbers.texts]
    for row, fraction in numbers.exact.items():
        texts[row] += f', "exact": "{fraction}"'
    return texts


def _objects(parts: Iterable[Sequence[str]]) -> list[str]:
    """Of every subject one object of the members that each of ``parts`` has of them."""
    return [f"{{{', '.join(row)}}}" for row in zip(*parts, strict=True)]


def _array(key: str, items: Iterable[Sequence[str]], count: int) -> list[str]:
    """Of every one of ``count`` subjects a member that lists the texts that each of ``items`` has of them."""
    columns = list(items)
    if not columns:
        return [f'"{key}": []'] * count
    return [f'"{key}": [{", ".join(row)}]' for row in zip(*columns, strict=True)]


def _members(head: Mapping[str, str]) -> str:
    return _text(head)[1:-1]


def _yuan(value: Fraction | None) -> str | None:
    return None if value is None else plain_number(value, 2)
