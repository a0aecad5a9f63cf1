"""Evidence that comes after the records were frozen: it changes no mark, and takes no appeal (G04, G12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import attrs
from attrs import evolve, frozen

from kaohe_case.messages import message
from kaohe_case.round import Round
from kaohe_case.steps import needs
from kaohe_case.steps.records import frozen_of, other_scheme
from kaohe_case.steps.step import Refusal, RoundStep, WrongStep, computed, said
from kaohe_case.store import Act
from kaohe_core import Text


@frozen(kw_only=True)
class Supplement(RoundStep):
    """Evidence is filled in where the frozen records name none; what else they say stays as it is."""

    kind = "supplement"
    title = Text("补充依据", "supplement")
    says = message("Take over evidence that was filled in where there was none; no mark changes by it.")
    needs = (needs.going_on, needs.scored)

    reason: str = said(message("why it comes only now"))
    bound: Mapping[str, Any] = computed("the digests of the schemes, and the plugin versions")
    filled: tuple[Mapping[str, Any], ...] = computed(
        "every cell of evidence that was empty, and is filled in", (), tuple
    )
    others: tuple[str, ...] = computed("what changed beside", (), tuple)
    tables: Mapping[str, str] = computed("the digest of every table’s content")
    files: Mapping[str, str] = computed("the digest of every file")
    roster: Mapping[str, str] = computed("everybody’s name by id")
    clauses: Mapping[str, Any] = computed("the tables that each clause reads")
    calendar: Mapping[str, tuple[str, ...]] = computed("the holidays and make-up days", attrs.Factory(dict))
    year: Mapping[str, str] = computed("the digest of each scheme with what the round says", attrs.Factory(dict))
    titles: Mapping[str, Mapping[str, str]] = computed(
        "what clauses, dimensions and tables are called, by id", attrs.Factory(dict)
    )
    results: Mapping[str, str] = computed("the results, by digest, as they come out with it")
    unevidenced: tuple[str, ...] = computed("rows behind marks that still refer to no record", (), tuple)

    def wrongs(self, round: Round, who: str, at: datetime) -> Iterator[Refusal]:
        """Nothing but evidence, where there was none, and the same results."""
        yield from other_scheme(round, self.bound)
        if round.scores is None:
            return
        if not self.reason.strip():
            yield WrongStep(message("the reason is missing"))
        if self.others:
            yield WrongStep(
                message("more changed than evidence that was missing: {cells}", cells=list(self.others)),
                message(
                    "put it back as it was frozen; records change before publication by kaohe case freeze, later by"
                    " appeal"
                ),
            )
        elif not self.filled:
            yield WrongStep(
                message("no evidence was filled in where there was none"),
                message("fill it in in the files of the project first, then give the command again"),
            )
        elif self.results != round.scores.results:
            yield WrongStep(
                message("the results would change with it"),
                message("records that change results change by appeal: kaohe case appeal"),
            )

    def happened(self, round: Round, act: Act) -> None:
        """The rows have their evidence; entries, results, signatures and publication stay what they were."""
        scores, before = round.scores, round.frozen
        assert scores is not None  # noqa: S101  # the step waits for both
        assert before is not None  # noqa: S101  # as above
        round.frozen = frozen_of(self)
        round.scores = evolve(scores, unevidenced=self.unevidenced)
        round.entries = [
            evolve(
                entry,
                contents={
                    table: self.tables[table] if digest == before.contents.get(table) else digest
                    for table, digest in entry.contents.items()
                },
            )
            for entry in round.entries
        ]
