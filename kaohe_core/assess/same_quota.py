"""Whether a quota is one number: so many of those who are ranked together, whoever of them is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kaohe_core import frames as pl
from kaohe_core.assess.judge import GRADE
from kaohe_core.assess.measure import SUBJECT
from kaohe_core.assess.plan import MOST
from kaohe_core.assess.result import Result
from kaohe_core.findings import Findings, Place
from kaohe_core.formula.exact import Exact, ExactValue
from kaohe_core.formula.words import plain_number
from kaohe_core.messages import message
from kaohe_core.scheme.model import Quota, Scheme
from kaohe_core.tables.data import Data


def check_quotas(result: Result, tables: Mapping[str, Data], findings: Findings) -> None:
    """A number of places that differs between two candidates of one unit, or of one league in it, is a finding."""
    exact: Exact | None = None
    for id, title, quota in _quotas(result.plan.scheme):
        step, candidate = f"{id}{MOST}", pl.col(f"{id}/candidate").fill_null(value=True)
        asked = result.frame.filter(candidate & pl.col(step).is_not_null())
        many = asked.group_by("_unit", maintain_order=True).agg([pl.col(step).n_unique().alias("many")])
        for unit in many.filter(pl.col("many") > 1)["_unit"].to_list():
            exact = result.exact(result.plan.rows(tables)) if exact is None else exact
            who = asked.filter(asked["_unit"].is_null() if unit is None else asked["_unit"] == unit)[SUBJECT].to_list()
            differing = _differing(exact, quota, step, who)
            if differing is not None:
                one, other = differing
                findings.add(
                    Place(),
                    message(
                        "the places for “{title}” are not as many for all who compete for them: {one} and {other}",
                        title=title,
                        one=_who(result, step, one),
                        other=_who(result, step, other),
                    ),
                    message("write one number for a unit, or say with within who competes with whom"),
                )


def _quotas(scheme: Scheme) -> Iterator[tuple[str, str, Quota]]:
    for index, grade in enumerate(scheme.grade[:-1]):
        if grade.quota is not None:
            yield f"{GRADE}/{index}", grade.name, grade.quota
    for award in scheme.award:
        if award.quota is not None:
            yield award.id, award.title, award.quota


def _differing(exact: Exact, quota: Quota, step: str, who: list[str]) -> tuple[str, str] | None:
    """Two of one league whose numbers differ."""
    first: dict[ExactValue, str] = {}
    for one in who:
        league = None if quota.within is None else exact.value(quota.within, one)
        if quota.within is not None and league is None:
            continue  # it is not known whom they compete with
        other = first.setdefault(league, one)
        if exact.marks[step][one] != exact.marks[step][other]:
            return other, one
    return None


def _who(result: Result, step: str, id: str) -> Any:
    subject = result.subject(id)
    number = subject.number(step)
    return message("{name} {number}", name=subject.name, number="" if number is None else plain_number(number))
