"""What a paper is printed for: who issues it, which round it is about, and how far the round has come.

The core has no clock and no record of a round: whoever has one says so here. Without a round a paper is a trial, and
bears that word.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from kaohe_core.messages import Language, message
from kaohe_core.papers.earlier import EarlierResult

SHORT = 12  # digits of a digest that a foot shows: enough to tell two results apart, and to find the whole one


@frozen
class Addressed:
    """What a round says to one person beside the sums: first of all, how to object, how to check, what to sign."""

    first: tuple[str, ...] = ()
    objecting: tuple[str, ...] = ()
    checking: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()


@frozen
class Occasion:
    """``digest``: of the scheme; ``head``: of the record of the round, where there is one. Dates are as printed."""

    issuer: str
    digest: str
    language: Language
    round: str = ""
    head: str = ""
    date: str = ""
    since: str = ""  # when the results were made public
    until: str = ""  # up to when they hang out
    pauses: tuple[str, ...] = ()  # when they could not be read
    appeal_until: str = ""
    where: str = ""
    final: bool = False
    objecting: tuple[str, ...] = ()  # to whom and how, for everybody
    checking: tuple[str, ...] = ()  # by which digests anybody can check it
    people: Mapping[str, Addressed] = field(factory=dict)  # by id
    before: EarlierResult | None = None  # what is held against the result

    @property
    def standing(self) -> str:
        """How far the round has come, in one word."""
        if self.final:
            return message("final").text(self.language)
        if self.since:
            return message("made public, not final").text(self.language)
        return message("trial, neither made public nor final").text(self.language)

    def foot(self, title: str) -> str:
        """What stands at the foot of every page: what it is, its standing, and the digests in short."""
        parts = [self.issuer, title, self.round, self.date, self.standing]
        parts.append(message("scheme {digest}", digest=_short(self.digest)).text(self.language))
        if self.head:
            parts.append(message("record {digest}", digest=_short(self.head)).text(self.language))
        return " · ".join(part for part in parts if part)


def _short(digest: str) -> str:
    return digest.removeprefix("sha256:")[:SHORT]
