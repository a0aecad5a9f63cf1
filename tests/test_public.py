"""The public names of kaohe_core: all there, found where they are said to be, and imported only when asked for."""

import ast
import importlib.metadata
import pkgutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from packaging.version import Version

import kaohe_core
from kaohe_core import testing
from kaohe_core.deprecated import DEPRECATED, Deprecated
from kaohe_core.plugins.returned import HOOKS
from kaohe_core.public_names import public_names
from kaohe_core.testing import plugin as kit

HEAVY = {"polars", "cattrs", "lark", "openpyxl", "xlsxwriter", "rich", "click", "pluggy", "attrs"}


def typed_imports() -> dict[str, str]:
    """Name → module, as the imports for type checkers say it."""
    tree = ast.parse(Path(kaohe_core.__file__).read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    return {
        alias.name: node.module for node in imports for alias in node.names if node.module.startswith("kaohe_core.")
    }


@pytest.mark.parametrize("name", kaohe_core.__all__)
def test_every_public_name_is_what_its_module_defines(name):
    module = sys.modules.get(typed_imports()[name]) or __import__(typed_imports()[name], fromlist=[name])

    assert getattr(kaohe_core, name) is getattr(module, name)


def test_type_checkers_and_python_are_told_the_same_names_from_the_same_places():
    assert typed_imports() == {name: f"kaohe_core.{room}" for name, room in kaohe_core._HOME.items()}
    assert set(kaohe_core.__all__) == set(typed_imports())


def test_no_public_name_hides_a_module():
    assert not {module.name for module in pkgutil.iter_modules(kaohe_core.__path__)} & set(kaohe_core.__all__)


def test_a_name_that_is_not_offered_is_refused():
    with pytest.raises(AttributeError, match="kaohe_core offers no 'Rulle' to plugins; what it offers is in"):
        _ = kaohe_core.Rulle


def test_dir_shows_the_public_names():
    assert set(kaohe_core.__all__) <= set(dir(kaohe_core))


def test_importing_kaohe_core_imports_nothing_heavy_and_no_room():
    code = "import sys, kaohe_core; print(*{name for name in sys.modules})"
    loaded = set(
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    )

    assert not loaded & HEAVY
    assert {name for name in loaded if name.startswith("kaohe")} == {"kaohe_core"}


def test_a_name_that_is_to_go_still_works_and_says_what_takes_its_place(monkeypatch):
    monkeypatch.setitem(DEPRECATED, "Sheet", Deprecated("Table", since="0.1", ends="0.3"))

    with pytest.warns(DeprecationWarning, match=r"^kaohe_core\.Sheet goes with version 0\.3: use kaohe_core\.Table$"):
        assert kaohe_core.Sheet is kaohe_core.Table


def test_what_was_to_go_is_gone_when_its_version_comes():
    here = Version(importlib.metadata.version("kaohe"))

    assert {name for name, one in DEPRECATED.items() if here >= Version(one.ends)} == set()
    assert {one.instead for one in DEPRECATED.values()} <= set(kaohe_core.__all__)


def fixtures() -> set[str]:
    """The fixtures that the kit brings."""
    return {name for name in vars(kit) if name.startswith("kaohe_")}


@pytest.mark.parametrize(
    ("where", "offered"),
    [
        ("kaohe_core", set(kaohe_core.__all__)),
        ("kaohe_core.testing", {*testing.__all__, *fixtures()}),
        ("hook", set(HOOKS)),
        ("kaohe_core.mypy_plugin", {"plugin"}),
    ],
)
def test_every_public_name_says_since_when_it_is_there_and_what_is_promised(where, offered):
    told = [one for one in public_names() if one.where == where]

    assert sorted(one.name for one in told) == sorted(offered)
    here = Version(importlib.metadata.version("kaohe"))
    assert all(Version(one.since) <= here and one.promise.text("zh") != one.promise.text("en") for one in told)


def test_the_page_of_public_names_says_which_are_to_go(monkeypatch):
    from docutils import nodes

    from kaohe_core.sphinxext.public_names_page import PublicNamesDirective

    directive = PublicNamesDirective.__new__(PublicNamesDirective)
    monkeypatch.setattr(PublicNamesDirective, "words", "en")
    monkeypatch.setattr(PublicNamesDirective, "env", SimpleNamespace(docname="reference/public-names"))
    names, _, none = directive.written()
    assert set(kaohe_core.__all__) <= {one.astext() for one in names.findall(nodes.literal)}
    assert none.astext() == "None so far."

    monkeypatch.setitem(DEPRECATED, "Sheet", Deprecated("Table", since="0.1", ends="0.3"))
    going = directive.written()[-1]
    assert [one.astext() for one in going.findall(nodes.entry)][4:] == ["Sheet", "Table", "0.1", "0.3"]
