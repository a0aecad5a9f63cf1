"""The parts of the extension that no page shows alone."""

from __future__ import annotations

import inspect
import re

import pytest
from docutils import nodes
from sphinx.errors import ExtensionError

from kaohe_core.api import Opened, Outcome
from kaohe_core.catalogues.texts import documented, paragraphs
from kaohe_core.described import DESCRIBED
from kaohe_core.formula.tree import Round
from kaohe_core.public_names import public_names
from kaohe_core.scheme.model import Dimension, Scheme
from kaohe_core.sphinxext.directives import hook_functions, plugins_of
from kaohe_core.sphinxext.docstrings import inline
from kaohe_core.sphinxext.keys import default_words, inner_tables, type_words
from kaohe_core.sphinxext.lines import _joined
from kaohe_core.sphinxext.names_page import GROUPS, NamesDirective, signature, told
from kaohe_core.testing import altered
from kaohe_core.toml.structure import allowed_keys, types_of


def test_a_docstring_is_paragraphs_and_blocks():
    doc = """One line,
    broken.

    Before code. ::

        a = 1
        b = 2
    """

    assert paragraphs(doc) == ["One line, broken.", "Before code.", "    a = 1\n    b = 2"]


def test_code_and_references_within_a_line_are_code():
    found = [(type(node).__name__, node.astext()) for node in inline("a ``b`` and :class:`x.y.Z`, `c`")]

    assert found == [
        ("Text", "a "),
        ("literal", "b"),
        ("Text", " and "),
        ("literal", "Z"),
        ("Text", ", "),
        ("literal", "c"),
    ]


@pytest.mark.parametrize(
    ("key", "zh", "en"),
    [
        ("title", "文字", "text"),
        ("marks", "数", "number"),
        ("round", "`[round]`", "`[round]`"),
        ("dimension", "`[[dimension]]`", "`[[dimension]]`"),
        ("unit", "算式", "formula"),
        ("at-most", "数／`none`", "number / `none`"),
        (
            "parameters",
            "表：名称 → 数／分数（如 1/3）／文字／日期",
            "table: name → number / share like 1/3 / text / date",
        ),
    ],
)
def test_what_may_stand_in_a_value(key, zh, en):
    type_ = types_of(Scheme)[key.replace("-", "_")]

    assert (type_words(type_, key, "zh"), type_words(type_, key, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("key", "default"), [("title", "必填"), ("start", "`zero`"), ("at-least", "`0`"), ("share", "–"), ("text", "–")]
)
def test_what_holds_where_a_key_is_left_out(key, default):
    assert default_words(allowed_keys(Dimension)[key], "zh") == default


def test_tables_inside_are_headed_as_in_toml_and_come_once():
    heads = [head for head, _ in inner_tables(Scheme)]

    assert {"[round]", "[[dimension]]", "[[dimension.clause]]", "[[dimension.clause.variant]]", "[payout]"} <= set(
        heads
    )
    assert len(set(heads)) == len(heads)


def test_the_texts_of_the_code_are_found_without_importing_it(tmp_path):
    (tmp_path / "small.py").write_text(
        'from somewhere import doc, param\n\nclass Small:\n    """A class.\n\n    More ::\n\n        code\n    """\n\n'
        '    first: str = doc("what comes " "first")\n    second: int = param(0, doc="a number")\n\n'
        'class Other:\n    """Not shown."""\n\n@hookspec\ndef hook():\n    """A hook."""\n\n'
        '@described\nclass Told:\n    """Marked."""\n',
        encoding="utf-8",
    )

    assert set(documented(tmp_path)) == {"A class.", "More", "what comes first", "a number", "A hook.", "Marked."}


@pytest.mark.parametrize(("kind", "inner"), [(Opened, {"begin", "outcomes"}), (Outcome, {"workbook", "named"})])
def test_what_people_use_from_python_is_on_its_page(kind, inner):
    """All but what the commands take in two steps; each text has its 中文 (``tests/test_catalogues.py``)."""
    functions = {name: getattr(one, "fget", getattr(one, "func", one)) for name, one in vars(kind).items()}
    public = {name: one for name, one in functions.items() if name[0] != "_" and inspect.isfunction(one)}
    assert {name for name, one in public.items() if not getattr(one, DESCRIBED, False)} == inner


def test_a_signature_is_written_as_it_is_called():
    assert signature("score", Opened.score) == "score(scheme: str | None = None) -> Outcome"
    assert signature("table", Outcome.table) == "table(titles: Titles = 'zh') -> pl.DataFrame"
    assert signature("provisional", Outcome.provisional.fget, call=False) == "provisional: bool"
    assert signature("Round", Round) == "Round(of: Formula, places: int = 0, mode: Rounding = 'half-up')"
    assert signature("altered", altered) == (
        "altered(\n    folder: Path,\n    make: Callable[[Mapping[str, str | bytes]], Opened] | None = None,\n"
        ") -> AlteredProject"
    )


def test_every_public_name_is_told_on_one_page():
    hooks = {name for name, _ in hook_functions()}
    on_pages = [one.name for group in GROUPS for one in told(group)]

    assert sorted([*on_pages, *hooks]) == sorted([*(one.name for one in public_names()), "Comparison"])


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_on_the_pages_of_names_is_without_a_text_in_the_language_of_the_page(group, language):
    directive = NamesDirective.__new__(NamesDirective)
    directive.__class__ = type("Page", (Section, NamesDirective), {"words": language})
    directive.arguments = [group]
    for section in directive.written():
        prose = [one.astext() for one in section.findall(nodes.paragraph)]
        assert prose, section.astext()
        if language == "zh":
            signs = {"−x。", "x + y。", "x − y。", "x × y。"}
            assert all(re.search("[\u4e00-\u9fff]", one) or one in signs for one in prose), prose


class Section:
    """A directive outside a build: its sections are nodes, and nothing refers to them."""

    def section(self, name, title, *content):
        return nodes.section("", nodes.title("", title), *content)


@pytest.mark.parametrize(
    ("text", "before", "after", "expected"),
    [
        ("第一行\n第二行", "", "", "第一行第二行"),
        ("第一行，\n", "", "链接", "第一行，"),
        ("\n第二行", "码", "", "第二行"),
        ("word\nword", "", "", "word\nword"),
        ("中文\nword", "", "", "中文\nword"),
    ],
)
def test_a_line_break_between_chinese_characters_goes(text, before, after, expected):
    assert _joined(text, before, after) == expected


def test_a_reference_without_one_of_its_plugins_is_not_built():
    with pytest.raises(ExtensionError, match="no-such-plugin"):
        plugins_of(("no-such-plugin",))
