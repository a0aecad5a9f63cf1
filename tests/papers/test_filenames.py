"""Names of files that Windows, macOS and Linux all take."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_core.papers.filenames import LONGEST, filename, filenames


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("T001 沈静怡", "T001 沈静怡"),
        ("2025/2026", "2025_2026"),
        ("../../etc", "_.._etc"),
        ("一（1）班", "一（1）班"),
        ('a<b>:"|?*\\', "a_b_______"),
        ("con", "_con"),
        ("LPT1.txt", "_LPT1.txt"),
        ("..", "_"),
        ("", "_"),
        (".hidden", "hidden"),
        ("尾点. ", "尾点"),
        ("回\n车", "回_车"),
        ("左\u202e右", "左右"),  # what turns the direction of reading
        ("考" * 100, "考" * 40),  # three bytes each
    ],
)
def test_what_no_system_takes_is_replaced(text: str, expected: str) -> None:
    assert filename(text) == expected


def test_names_that_a_system_takes_for_one_are_numbered() -> None:
    assert filenames(["t/1", "t_1", "T_1", "t2"], ".md") == ["t_1.md", "t_1 (2).md", "T_1 (3).md", "t2.md"]


@given(st.lists(st.text(max_size=200), max_size=5))
def test_no_two_are_alike_and_none_is_too_long(texts: list[str]) -> None:
    found = filenames(texts, ".md")
    assert len({name.casefold() for name in found}) == len(texts)
    for name in found:
        assert len(name.encode()) <= LONGEST + len(" (99).md") + 1
        assert not set(name) & set('<>:"/\\|?*')
        assert name[0] not in ". "
