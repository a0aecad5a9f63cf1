"""Every key that the schemas allow stands in the table of its own heading in the reference, and no other does."""

from __future__ import annotations

import importlib
import re
from typing import Any

import pytest
from docs_blocks import DOCS, LANGUAGES

from kaohe_core.plugins.loader import Plugins
from kaohe_core.scheme.json_schema import project_schema, scheme_schema
from kaohe_core.sphinxext.keys import inner_tables
from kaohe_core.toml.structure import allowed_keys

CORE = Plugins.of({})
RULES = {name: stamped.value for name, stamped in [*CORE.rules().items(), *CORE.settlements().items()]}
SUPERIORS = "../how-to/superior-schemes"  # where [allowed] is told
HEADS = {  # as TOML heads them
    "Period": "[[periods.…]]",
    "Every": "[periods.…]",
    "Dimension": "[[dimension]]",
    "TakenOver": "[[dimension]] use",
    "Clause": "[[dimension.clause]]",
    "Variant": "[[dimension.clause.variant]]",
    "Quota": "[grade.quota]",
    "Governance": "[governance]",
    "ProjectTable": "[project]",
    "SchemeEntry": "[[scheme]]",
    "DeclaredTable": "[table.…]",
    "DeclaredColumn": "[[table.….column]]",
}


def on_page(language: str, page: str) -> dict[str, tuple[str, set[str]]]:
    """The tables of keys on a page: by class the heading and the keys."""
    found = {}
    text = (DOCS / language / "reference" / f"{page}.md").read_text(encoding="utf-8")
    for path, options in re.findall(r"^```\{kaohe-keys\} (\S+)\n(.*?)^```$", text, re.M | re.S):
        module, _, name = path.rpartition(".")
        cls = getattr(importlib.import_module(module), name)
        head = re.search(r'^:head: "?(.*?)"?$', options, re.M)
        assert head is not None, path
        inside = (
            inner_tables(cls, head[1].strip("[]") if head[1].startswith("[") else "") if ":inside:" in options else ()
        )
        for title, one in [(head[1], cls), *inside]:
            found[one.__name__] = (title, set(allowed_keys(one)))
    return found


def keys_of(part: dict[str, Any]) -> set[str]:
    """The keys of a table of a schema, of all its forms."""
    own = set(part.get("properties", ()))
    forms = [*part.get("anyOf", ()), *part.get("allOf", ()), part.get("then"), part.get("else")]
    return own.union(*(keys_of(one) for one in forms if one))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_of_a_scheme_stands_in_its_table(language: str) -> None:
    made = scheme_schema(CORE.rules(), CORE.settlements(), CORE.dimensions(), "en")
    told = on_page(language, "scheme") | on_page(language, "project") | on_page(language, SUPERIORS)
    file = told["Scheme"][1] | told["AboutLayers"][1]
    parameters = {key for cls in RULES.values() for key in allowed_keys(cls)}
    # those of [table.…] and [column], which stand on the page of the project
    assert keys_of(made) == (file - {"id"}) | {"table", "column"}
    of_rules = {one.__name__ for cls in RULES.values() for _, one in inner_tables(cls)}  # on the pages of the rules
    for name, part in ((name, part) for name, part in made["$defs"].items() if name not in of_rules):
        keys = told[name][1] | (told["TakenOver"][1] if name == "Dimension" else set())
        extra = parameters if name in ("Clause", "Variant", "Payment") else set()
        assert keys - {"use"} <= keys_of(part), name  # without plugins there is nothing to use
        assert keys_of(part) <= keys | extra, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_of_a_project_stands_in_its_table(language: str) -> None:
    made = project_schema({}, "en")
    told = on_page(language, "project")

    assert keys_of(made) == told["Config"][1]
    for name, part in made["$defs"].items():
        if name in told:
            assert keys_of(part) == told[name][1], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_of_keys_are_headed_as_toml_heads_them(language: str) -> None:
    told = on_page(language, "scheme") | on_page(language, "project") | on_page(language, SUPERIORS)

    assert {name: told[name][0] for name in HEADS} == HEADS
    for key in ("extends", "locked", "allowed", "plugin-sets"):
        assert key in told["AboutLayers"][1]
    assert told["TakenOver"][1] == {"use", "without"}
    assert told["Every"][1] == {"every", "start", "end"}
