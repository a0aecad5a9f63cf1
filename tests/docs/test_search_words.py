"""How a text is cut into what can be searched for."""

from __future__ import annotations

import pytest

from kaohe_core.sphinxext.search_zh import words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公示期", ["公", "示", "期", "公示", "示期"]),
        ("岗", ["岗"]),
        ("Sick-Leave 病假", ["sick", "leave", "病", "假", "病假"]),
        ("2026上", ["2026", "上"]),
        ("，。", []),
    ],
)
def test_a_text_is_cut_into_pairs(text, expected):
    assert words(text) == expected
