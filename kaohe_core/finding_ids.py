"""The ids of findings, like ``K012``: what a message is looked up by, in the docs and with ``kaohe finding``.

An id belongs to what is said, not to its wording: it stands beside the template in ``<package>/locale/findings.txt``,
is never given to another one, and stays when the sentence is worded better. ``python tools/finding_ids.py`` keeps them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from attrs import field, frozen

from kaohe_core.messages import Message

FILE = "findings.txt"
EXAMPLES = "findings.json"
AROUND = "*"  # in the place of an id: this says where, or of what, and an argument of it says what is wrong


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
    """The ids of one package: their prefix, the templates by id, and the highest number that was ever given.

    ``around`` are templates that say where something is wrong, or of what: by each, the argument that says what.
    """

    prefix: str
    templates: Mapping[str, str]
    last: int = 0
    around: Mapping[str, str] = field(factory=dict)

    @property
    def ids(self) -> dict[str, str]:
        """The ids by template."""
        return {template: id for id, template in self.templates.items()}

    def text(self) -> str:
        """The file as it is written."""
        around = [f"{AROUND}\t{_line(template)}\t{which}" for template, which in sorted(self.around.items())]
        lines = [f"{id}\t{_line(template)}" for id, template in sorted(self.templates.items())]
        return "\n".join([f"{self.prefix}\t{self.last}", *around, *lines]) + "\n"


def _line(template: str) -> str:
    return template.replace("\n", "\\n")


def read(text: str) -> Register:
    """A register from its file: the prefix and the last number, then an id and a template on each line."""
    head, *lines = text.splitlines()
    prefix, _, last = head.partition("\t")
    templates, around = {}, {}
    for line in lines:
        id, template, *which = line.replace("\\n", "\n").split("\t")
        if id == AROUND:
            around[template] = which[0]
        else:
            templates[id] = template
    return Register(prefix, templates, int(last), around)


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
    kept = register(what.package)
    inner = dict(what.arguments).get(kept.around.get(what.template, "")) if kept is not None else None
    return innermost(inner) if isinstance(inner, Message) else what


def id_of(what: Message) -> str | None:
    """The id of what a finding says; None where its package keeps no ids, as a plugin need not."""
    inner = innermost(what)
    return _ids(inner.package).get(inner.template)
