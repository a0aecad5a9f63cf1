"""The ids of findings, like ``K012``: what a message is looked up by, in the docs and with ``kaohe finding``.

An id belongs to what is said, not to its wording: it stands beside the template in ``<package>/locale/findings.txt``,
is never given to another one, and stays when the sentence is worded better. ``python tools/finding_ids.py`` keeps them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from attrs import frozen

from kaohe_core.messages import Message

FILE = "findings.txt"
EXAMPLES = "findings.json"
AROUND: Mapping[str, str] = {  # say where, or of what; which of their arguments says what is wrong
    "in the formula “{text}”: {what}": "what",
    "{brought} {wrong}": "wrong",
    "{what}: {wrong}": "wrong",
}


@frozen
class Example:
    """A finding as its page tells it."""

    room: str  # the part of the package that says it
    mend: str = ""  # the template of how to mend it
    file: str = ""  # the file with the wrong lines, or the file as a whole where there is no ``line``
    line: int | None = None
    wrong: str = ""
    right: str = ""
    zh: str = ""  # what is said of it, whole
    en: str = ""


@frozen
class Register:
    """The ids of one package: their prefix, the templates by id, and the highest number that was ever given."""

    prefix: str
    templates: Mapping[str, str]
    last: int = 0

    @property
    def ids(self) -> dict[str, str]:
        """The ids by template."""
        return {template: id for id, template in self.templates.items()}

    def text(self) -> str:
        """The file as it is written."""
        lines = [f"{id}\t{template.replace(chr(10), chr(92) + 'n')}" for id, template in sorted(self.templates.items())]
        return "\n".join([f"{self.prefix}\t{self.last}", *lines]) + "\n"


def read(text: str) -> Register:
    """A register from its file: the prefix and the last number, then an id and a template on each line."""
    head, *lines = text.splitlines()
    prefix, _, last = head.partition("\t")
    pairs = (line.partition("\t") for line in lines)
    return Register(prefix, {id: template.replace("\\n", "\n") for id, _, template in pairs}, int(last))


@cache
def register(package: str) -> Register | None:
    """The register of a package; None where it keeps none."""
    try:
        return read(files(package).joinpath("locale", FILE).read_text(encoding="utf-8"))
    except (OSError, TypeError, ModuleNotFoundError):  # a single module has no folder
        return None


@cache
def examples(package: str) -> Mapping[str, Example]:
    """What is told of the findings of a package, by id: how to mend them, and an example where there is one."""
    try:
        data = json.loads(files(package).joinpath("locale", EXAMPLES).read_text(encoding="utf-8"))
    except (OSError, TypeError, ModuleNotFoundError):
        return {}
    return {id: Example(**told) for id, told in data.items()}


@cache
def _ids(package: str) -> Mapping[str, str]:
    found = register(package)
    return {} if found is None else found.ids


def innermost(what: Message) -> Message:
    """The message that says what is wrong, without one around it that says where."""
    inner = dict(what.arguments).get(AROUND[what.template]) if what.template in AROUND else None
    return innermost(inner) if isinstance(inner, Message) else what


def id_of(what: Message) -> str | None:
    """The id of what a finding says; None where its package keeps no ids, as a plugin need not."""
    inner = innermost(what)
    return _ids(inner.package).get(inner.template)
