"""How a scheme takes effect and how a round of assessment runs: ``[governance]``.

Every threshold of the procedure is a value of the scheme, adopted with it; a superior layer may fix it or bound it. The
defaults are those of the source schemes (G01, G02, G03, G05, G15, G16).
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any, Literal

from attrs import frozen

from kaohe_core.messages import message
from kaohe_core.rules.rule import doc

YEAR = 366  # days: what takes longer is a slip of the pen
SHARE = re.compile(r"([1-9][0-9]*)/([1-9][0-9]*)\Z")


def share(text: str) -> Fraction:
    """The number that a share like ``2/3`` means; a decimal could not say a third."""
    return Fraction(text)


def _share(_instance: object, _attribute: object, value: str) -> None:
    if not SHARE.match(value) or share(value) > 1:
        raise ValueError(message("a share is written like 2/3, above 0 and at most 1, not “{found}”", found=value))


def _at_least(least: int) -> Any:
    def check(_instance: object, _attribute: object, value: int) -> None:
        if value < least:
            raise ValueError(message("it must be at least {least}, not {found}", least=least, found=value))

    return check


def _days(_instance: object, _attribute: object, value: int | WorkingDays) -> None:
    if isinstance(value, WorkingDays):
        return  # looked at when it was made
    _at_least(1)(_instance, _attribute, value)
    if value > YEAR:
        raise ValueError(message("it must be at most {most} days, not {found}", most=YEAR, found=value))


def _once(_instance: object, _attribute: object, value: tuple[str, ...]) -> None:
    for step in value:
        if value.count(step) > 1:
            raise ValueError(message("“{step}” is named twice", step=step))


@frozen(kw_only=True)
class WorkingDays:
    """So many working days, by the calendar of the project."""

    working: int = doc("how many working days, each of 24 hours", validator=_days)


@frozen(kw_only=True)
class Governance:
    """Who must agree, how long results hang out, how often they are recounted."""

    adoption: Literal["vote", "signatures"] = doc("how the scheme is adopted", default="vote")
    amendment: Literal["vote", "signatures"] = doc("how a change of the adopted scheme is adopted", default="vote")
    quorum: str = doc("a vote counts if at least this share of the members attends", default="2/3", validator=_share)
    majority: str = doc("a vote passes if more than this share agrees", default="1/2", validator=_share)
    majority_of: Literal["attending", "members"] = doc(
        "of whom this share is taken: of those who attend, or of all members", default="attending"
    )
    signatures: str = doc(
        "signatures adopt if at least this share of the delegates signs", default="2/3", validator=_share
    )
    approval: bool = doc("whether the county bureau must approve the filed scheme before it is used", default=True)
    before_freezing: tuple[Literal["review", "draw"], ...] = doc(
        "what must be done, in this order, before the records are frozen: the democratic review, drawing the working"
        " group",
        default=(),
        validator=_once,
    )
    recounts: int = doc("how many independent groups enter every table", default=2, validator=_at_least(0))
    group_size: int = doc(
        "how many people such a group has at least, an operator and a supervisor among them",
        default=4,
        validator=_at_least(2),
    )
    confirmations: bool = doc("whether every teacher recomputes the own result and signs", default=True)
    publicity_days: int | WorkingDays = doc(
        "how many days of 24 hours results are readable before they are final; { working = 5 } counts working days",
        default=3,
        validator=_days,
    )
    appeal_days: int | WorkingDays = doc(
        "how many days of 24 hours from publication an appeal can be made; { working = 5 } counts working days",
        default=3,
        validator=_days,
    )
    tell_below: int | None = doc("whoever has a lower total is told in person, which is recorded", default=None)
