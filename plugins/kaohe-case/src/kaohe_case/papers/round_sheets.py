"""A round as the sheets see that are signed in it: what the record has, whatever the stage (工作用表)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from attrs import field, frozen

from kaohe_case.case import Case
from kaohe_case.kept import Kept
from kaohe_case.papers.facts import when
from kaohe_case.round import Round
from kaohe_case.store import Act
from kaohe_core import Language, Message
from kaohe_core.papers.occasion import Occasion
from kaohe_core.papers.paper import Block, Paper
from kaohe_core.run import Run


@frozen
class RoundSheets:
    """One round as its sheets need it; nothing of it has to be published."""

    round: Round
    title: str  # of the scheme
    school: str
    digest: str
    results: Mapping[str, Any]  # of the scheme, as scored last; empty before
    head: str
    at: datetime
    language: Language
    occasion: Occasion = field(init=False)

    def __attrs_post_init__(self) -> None:
        final = self.round.stage(self.at) in ("final", "paid")
        since = "" if self.round.publicity is None else when(self.round.publicity.readable, self.language)
        found = Occasion(self.school, self.digest, self.language, self.round.id, self.head, since=since, final=final)
        object.__setattr__(self, "occasion", found)

    def say(self, what: Message) -> str:
        """In the language of the sheets."""
        return what.text(self.language)

    def last(self, *kinds: str) -> Act | None:
        """The last act of these kinds that counts."""
        return next((act for act in reversed(self.round.counting()) if act.kind in kinds), None)

    def paper(self, title: Message, blocks: Iterator[Block], *, wide: bool = False) -> Paper:
        """A sheet with its foot."""
        foot = self.occasion.foot(self.title)
        return Paper(self.say(title), tuple(blocks), foot, self.language, f"{self.school} · {self.title}", wide)


def sheets_of(case: Case, id: str, at: datetime, language: Language) -> RoundSheets:
    """The sheets of the round ``id`` as it stands.

    Raises :class:`~kaohe_core.findings.FindingsError` where there is no such round, or its scheme cannot be read.
    """
    round = case.round(id)
    score = next((act for act in reversed(round.counting()) if act.kind == "score"), None)
    results = {} if score is None else json.loads(case.store.file(str(score.data["files"][round.scheme])))
    kept = Kept(case.store)
    run = Run(case.project) if round.adopted is None and round.draft is None else kept.of(round)
    ready = run.load([round.scheme])
    run.findings.stop()
    scheme, digest = ready[0].scheme.title, ready[0].digest
    school = run.project.config.project.name
    return RoundSheets(round, scheme, school, digest, results, case.store.head(), at, language)
