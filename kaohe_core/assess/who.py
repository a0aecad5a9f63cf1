"""Somebody on the roster, as people say who is meant: by id or by name."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from kaohe_core.findings import Finding, FindingsError, Place, did_you_mean, given_text, nearest
from kaohe_core.messages import Message, message
from kaohe_core.tables.cells import same_id

MOST = 10  # of those who might be meant


def named(text: str, names: Mapping[str, str]) -> list[str]:
    """The ids that ``text`` means: the one with this id, or else all with this name."""
    wanted = same_id(text)
    ids = [id for id in names if same_id(id) == wanted]
    return ids or [id for id, name in names.items() if same_id(name) == wanted]


def the_one(subject: str, names: Mapping[str, str], roster: Place) -> str:
    """The id of the one that ``subject`` means.

    Raises :class:`~kaohe_core.findings.FindingsError`, in the place ``roster``, for nobody, for several, and for what
    is no text.
    """
    ids = named(given_text("subject", subject), names)
    if len(ids) == 1:
        return ids[0]
    what, mend = message("nobody is called “{name}”", name=subject), perhaps(subject, names)
    if ids:
        what = message("several people are called “{name}”", name=subject)
        mend = message("say which by the id: {ids}", ids=ids)
    raise FindingsError([Finding(roster, what, mend)])


def perhaps(subject: str, names: Mapping[str, str]) -> Message:
    """Who may be meant where nobody is: the nearest one, or all of a few, or the nearest few."""
    known = sorted({text for pair in names.items() for text in pair})
    if len(known) <= MOST or nearest(subject, known) is not None:
        return did_you_mean(subject, known)
    few = get_close_matches(subject, known, n=MOST, cutoff=0)
    return message("the nearest of all {count} ids and names: {names}", count=len(known), names=few)
