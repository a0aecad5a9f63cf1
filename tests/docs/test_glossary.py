"""The words of the project are a glossary: each has a definition in both languages, and pages link to it."""

from __future__ import annotations

import re

from docs_blocks import DOCS, LANGUAGES, pages


def terms(language: str) -> list[frozenset[str]]:
    """The words of each entry: the word and what it is called in the other language."""
    text = (DOCS / language / "reference" / "words.md").read_text(encoding="utf-8")
    body = text.partition("```{glossary}\n")[2].partition("\n```")[0]
    return [frozenset(line for line in entry.splitlines() if line[0] != " ") for entry in body.split("\n\n")]


def test_both_languages_define_the_same_words() -> None:
    assert terms("zh") == terms("en")
    assert frozenset({"clause", "细则条款"}) in terms("zh")


def test_pages_link_only_to_words_that_are_there_and_to_the_same_in_both_languages() -> None:
    linked = {}
    for language in LANGUAGES:
        entry = {word: words for words in terms(language) for word in words}
        used = [
            (page.relative_to(DOCS / language).as_posix(), entry[word])
            for page in pages(language)
            for word in re.findall(r"\{term\}`([^`]+)`", page.read_text(encoding="utf-8"))
        ]
        linked[language] = used
    assert linked["zh"] == linked["en"]
    assert len(linked["zh"]) >= 5
