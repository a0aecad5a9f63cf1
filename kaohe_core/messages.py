"""Messages for people: English in the code, 中文 in the catalogue, rendered late.

A message keeps its template and its arguments apart, so the same finding can be printed in either language
and a test can assert it word for word in both.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources import as_file, files
from typing import Literal

from attrs import field, frozen

from kaohe_core.described import described

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@cache
def _catalogue(package: str, language: Language) -> gettext.NullTranslations:
    """The gettext catalogue of one package; English needs none, the templates are English."""
    if language == "en":
        return gettext.NullTranslations()
    try:
        source = files(package).joinpath("locale", "zh_CN", "LC_MESSAGES", f"{package}.mo")
    except (TypeError, ModuleNotFoundError):  # a single module has no room for a catalogue
        return gettext.NullTranslations()
    with as_file(source) as path:
        if not path.exists():
            return gettext.NullTranslations()
        with path.open("rb") as stream:
            return gettext.GNUTranslations(stream)


@described
@frozen
class Message:
    """One sentence to a person: ``template`` is English with ``{names}``; arguments may be messages themselves.

    ``str(…)`` is the sentence in :attr:`language`, which is English unless it was read off findings in another.
    """

    template: str
    arguments: tuple[tuple[str, object], ...] = ()
    package: str = "kaohe_core"
    language: Language = field(default="en", eq=False, repr=False, kw_only=True)

    @described
    def text(self, language: Language) -> str:
        """The sentence in ``language`` (中文 falls back to English where a catalogue has no entry)."""
        template = _catalogue(self.package, language).gettext(self.template) if self.template else ""
        if not self.arguments:
            return template
        return template.format(**{name: _shown(value, language) for name, value in self.arguments})

    @described
    def filled(self, **arguments: object) -> Message:
        """The same sentence with these arguments: for templates that are kept in a table."""
        return Message(self.template, _frozen(arguments), self.package)

    def __str__(self) -> str:
        return self.text(self.language)  # also for exceptions that carry a message: ValueError(message(…))


def _frozen(arguments: Mapping[str, object]) -> tuple[tuple[str, object], ...]:
    return tuple((name, tuple(value) if isinstance(value, list) else value) for name, value in arguments.items())


def _shown(value: object, language: Language) -> str:
    match value:
        case Message() | Text():
            return value.text(language)
        case list() | tuple():
            return ("、" if language == "zh" else ", ").join(_shown(item, language) for item in value)
        case _:
            return str(value)


@described
def catalogue(package: str) -> Callable[..., Message]:
    """A ``message`` function for one package, whose translations lie in ``<package>/locale/``."""

    def message(template: str, /, **arguments: object) -> Message:
        return Message(template, _frozen(arguments), package)

    return message


message = catalogue("kaohe_core")


@described
@frozen
class Text:
    """A name shown to people in both languages, such as a column's title."""

    zh: str
    en: str = field(default="")

    @described
    def text(self, language: Language) -> str:
        """The name in ``language``; the Chinese one where there is no English one."""
        return self.zh if language == "zh" or not self.en else self.en

    @described
    def names(self) -> Iterable[str]:
        """Both spellings, for finding a column by its header."""
        return (name for name in (self.zh, self.en) if name)
