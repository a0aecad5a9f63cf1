"""Text from people in Markdown: whatever they write, a reader of Markdown shows just that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from kaohe_case.notice.markdown import escaped, table

READER = MarkdownIt("commonmark").enable("table").enable("strikethrough")
TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"]), max_size=40)
MARKS = st.text(st.sampled_from("#*_`~[]()<>|\\&;$-+=!1.) \n中a"), max_size=30)


def shown(tokens: list[Token]) -> list[str]:
    """The text of every inline token, and nothing where it holds anything but text."""
    found = []
    for token in tokens:
        if token.type == "inline":
            assert all(child.type == "text" for child in token.children or ()), token.children
            found.append("".join(child.content for child in token.children or ()))
        else:
            kinds = ("list_item", "bullet_list", "paragraph", "table", "thead", "tbody", "tr", "th", "td")
            assert token.type.removesuffix("_open").removesuffix("_close") in kinds, token.type
    return found


@given(TEXT | MARKS)
def test_a_line_is_read_as_it_was_written(text: str) -> None:
    line = " ".join(text.split())
    tokens = READER.parse(f"- {escaped(text)}\n")
    assert shown(tokens) == ([line] if line else [])


@given(TEXT | MARKS, TEXT | MARKS)
def test_a_cell_is_read_as_it_was_written(first: str, second: str) -> None:
    tokens = READER.parse("\n".join(table([("编号", False), ("得分", True)], [[first, second]])))
    assert shown(tokens) == ["编号", "得分", " ".join(first.split()), " ".join(second.split())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("95.79", "95.79"),
        ("3. 病假", "3\\. 病假"),
        ("- 2", "\\- 2"),
        ("a_b", "a\\_b"),
        ("一\n二", "一 二"),
        ("C:\\考核", "C:\\\\考核"),
    ],
)
def test_only_what_would_be_markup_is_escaped(text: str, expected: str) -> None:
    assert escaped(text) == expected
