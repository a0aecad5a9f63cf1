"""How far quotas are used (名额使用): of every grade and award that has one, by unit and league."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from kaohe_core.formula.exact import rounded
from kaohe_core.formula.words import endless, plain_number
from kaohe_core.messages import Language, message
from kaohe_core.papers.paper import Block, Heading, PrintedColumn, PrintedTable
from kaohe_core.results.verdicts import GRADE

if TYPE_CHECKING:
    from kaohe_core.results.scored import Scored
    from kaohe_core.scheme.model import Quota


def quotas(scored: Scored, language: Language) -> Iterator[Block]:
    """A row for each quota in each unit; nothing where the scheme has none."""
    rows = tuple(_rows(scored))
    if not rows:
        return
    yield Heading(message("Quotas used").text(language))
    heads = (
        PrintedColumn(message("grade or award").text(language), width=2),
        PrintedColumn(message("unit").text(language), width=2),
        PrintedColumn(message("places").text(language), number=True),
        PrintedColumn(message("candidates").text(language), number=True),
        PrintedColumn(message("held by").text(language), number=True),
        PrintedColumn(message("places left").text(language), number=True),
    )
    yield PrintedTable(heads, rows)


def _limited(scored: Scored) -> Iterator[tuple[str, str, Quota]]:
    """By the id under which the result has them: what is called how, and within which quota."""
    scheme = scored.ready.scheme
    for number, grade in enumerate(scheme.grade):
        if grade.quota is not None:
            yield f"{GRADE}/{number}", grade.name, grade.quota
    for award in scheme.award:
        if award.quota is not None:
            yield award.id, award.title, award.quota


def _rows(scored: Scored) -> Iterator[tuple[str, ...]]:
    exact = scored.exact()
    for id, title, quota in _limited(scored):
        most: dict[str, Fraction] = {}
        counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for subject in scored.result.having(f"{id}/candidate"):
            league = "" if quota.within is None else str(exact.value(quota.within, subject.id))
            group = " ".join(dict.fromkeys(part for part in (subject.unit, league) if part))
            limit = subject.number(f"{id}/most")
            if limit is not None:
                most[group] = limit
            counts[group][0] += 1
            counts[group][1] += subject.value(id) is True
        for group, (candidates, held) in counts.items():
            limit = most.get(group)
            left = "" if limit is None else _plain(limit - held)
            yield title, group, "" if limit is None else _plain(limit), str(candidates), str(held), left


def _plain(value: Fraction) -> str:
    return plain_number(rounded(value, 2, "half-up") if endless(value) else value)
