"""One request as a page sees it: who asks, in which language, what was typed and which file came with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from attrs import field, frozen
from starlette.exceptions import HTTPException

from kaohe_core import FindingsError, Language
from kaohe_core.api import Outcome
from kaohe_web.desk import Desk, Seen
from kaohe_web.messages import message
from kaohe_web.safety import PERSON, Safety

SAYS = "kaohe-language"  # the cookie that says the language
DONE = "kaohe-done"  # the one that says what has just been done


@frozen
class Upload:
    """A file that came with a form."""

    name: str
    content: bytes


@frozen(kw_only=True, slots=False)
class Visit:
    """What was asked. ``who`` is the office, a person, or nobody yet."""

    desk: Desk
    safety: Safety
    who: str | None
    path: Mapping[str, str]
    query: Mapping[str, str]
    language: Language
    address: str  # the path that was asked for
    fragment: bool  # whether a part of a page is wanted
    done: str  # what has just been done, to be said once
    form: Mapping[str, str] = field(factory=dict)
    several: Mapping[str, Sequence[str]] = field(factory=dict)  # the values of fields that may come more than once
    files: Mapping[str, Upload] = field(factory=dict)

    @cached_property
    def seen(self) -> Seen:
        """The project as it was when it was first asked for."""
        return self.desk.now()

    def scheme(self) -> str:
        """The scheme that the address names; no page where there is none."""
        id = self.path["scheme"]
        if id not in self.seen.project.schemes:
            raise HTTPException(404, message("there is no such scheme").text(self.language))
        return id

    def outcome(self) -> Outcome | None:
        """The result of the scheme that the address names; None where it cannot stand."""
        return self.seen.outcomes(self.language).get(self.scheme())

    @property
    def project(self) -> str:
        """The project's name; that of its folder where it cannot be opened."""
        try:
            return self.seen.opened.name
        except FindingsError:
            return self.desk.folder.resolve().name

    @property
    def person(self) -> str | None:
        """The id of whoever sees only the own result."""
        return self.who.removeprefix(PERSON) if self.who is not None and self.who.startswith(PERSON) else None

    @property
    def form_word(self) -> str:
        """What forms carry."""
        return self.safety.form_word(self.who or "")
