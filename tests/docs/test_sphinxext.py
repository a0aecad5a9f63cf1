"""The parts of the extension that no page shows alone."""

from __future__ import annotations

import inspect

import pytest
from sphinx.errors import ExtensionError

from kaohe_core.api import Opened, Outcome
from kaohe_core.catalogues.texts import documented, paragraphs
from kaohe_core.messages import DESCRIBED
from kaohe_core.scheme.model import Dimension, Scheme
from kaohe_core.sphinxext.directives import ApiDirective, plugins_of
from kaohe_core.sphinxext.docstrings import inline
from kaohe_core.sphinxext.keys import default_words, inner_tables, type_words
from kaohe_core.sphinxext.lines import _joined
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


def test_the_page_of_the_python_api_has_signatures_and_texts():
    directive = ApiDirective.__new__(ApiDirective)
    directive.__class__ = type("English", (ApiDirective,), {"words": "en"})
    told = [node.astext() for node in directive._member("score", Opened.score)]
    assert told[0] == "score(scheme: str | None = None) -> Outcome"
    assert told[1] == "The result of one scheme (by its id), which need not be named where the project has no other."
    assert directive._member("table", Outcome.table)[0].astext() == "table(titles: Titles = 'zh') -> pl.DataFrame"
    assert directive._member("provisional", Outcome.provisional.fget, call=False)[0].astext() == "provisional: bool"


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
