"""What a number of a scheme is called wherever another may be tried: in the workbook, on a page, in a comparison."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from kaohe_core.formula.tree import Formula
from kaohe_core.messages import Language, Message, Text, message
from kaohe_core.scheme.key_titles import KINDS, LABELS
from kaohe_core.toml.locate import Keys

CHOSEN = ("rule", "settlement")  # what a clause or a payment names; the parameters of it stand beside the key
OWN = ("text", "title", "name", "reason")  # what a part without an id may call itself by


def called(of: object, keys: Keys, language: Language) -> str:
    """The number at ``keys``, which lead to it from ``of``, a scheme or a part of one, in words.

    What a part says of itself comes first: the title of a parameter, the wording of an item; then what the key means
    in every scheme; then what the author of the rule says of it. The words begin behind the last part with an id.
    """
    said: list[str] = []
    for at, key in enumerate(keys):
        if isinstance(key, int):
            of = of[key] if isinstance(of, Sequence) and key < len(of) else None
            own = "" if isinstance(of, Formula) else _own(of)
            if getattr(of, "id", None):
                said = []
            elif own:
                said[-1:] = [own]
            else:
                said.append(message("no. {number}", number=key + 1).text(language))
            continue
        if key == "parameters" and len(keys) == at + 2:
            return parameter(of, str(keys[-1]))
        several = any(isinstance(following, int) for following in keys[at + 1 : at + 2])
        words = (KINDS.get(key) if several else None) or LABELS.get(key)
        said.append(meaning(of, key, language) or key if words is None else words.text(language))
        of = _part(of, key)
    return " ".join(said)


def _own(of: object) -> str:
    return next((name for one in OWN if isinstance(name := getattr(of, one, None), str) and name), "")


def parameter(scheme: object, name: str) -> str:
    """What a scheme calls one of its ``[parameters]``: its title, or else its name."""
    titles: dict[str, str] = getattr(scheme, "parameter_titles", {})
    return titles.get(name, name)


def meaning(of: object, key: str, language: Language) -> str:
    """What the author of a class says that ``key`` means; nothing where it has no such key."""
    for cls in (type(of), *(type(getattr(of, one, None)) for one in CHOSEN)):
        for one in attrs.fields(cls) if attrs.has(cls) else ():
            doc = one.metadata.get("doc", "")
            if one.name.replace("_", "-") == key and doc:
                return doc.text(language) if isinstance(doc, Message | Text) else _translated(doc, cls, language)
    return ""


def _translated(doc: str, cls: type, language: Language) -> str:
    """A text in the code, by the catalogue of the package that the class is of, or by the core’s."""
    own = Message(doc, (), cls.__module__.partition(".")[0]).text(language)
    return own if own != doc else Message(doc).text(language)


def _part(of: object, key: str) -> object:
    """What stands under a key, beside the rule or in it."""
    name = key.replace("-", "_")
    inside = next((one for chosen in CHOSEN if hasattr(one := getattr(of, chosen, None), name)), of)
    return getattr(of, name, None) if hasattr(of, name) else getattr(inside, name, None)
