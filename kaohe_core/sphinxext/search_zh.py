"""Search in Chinese text by pairs of characters.

Sphinx cuts Chinese into words with a dictionary when it builds the index, and does not cut the reader's words at all:
公示期 or 绩效工资 then find nothing. Pairs need no dictionary and are cut alike on both sides: 绩效工资 is 绩效, 效工,
工资, and a page that has them all is found. Single characters are in the index too, for a query of one character.
"""

from __future__ import annotations

import re

from sphinx.search import SearchLanguage

HAN = r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_PARTS = re.compile(rf"[{HAN}]+|[^\W{HAN}]+")
_IS_HAN = re.compile(rf"[{HAN}]")


def words(text: str) -> list[str]:
    """The words a text is found by: pairs and single characters of Chinese runs, everything else in lower case."""
    found: list[str] = []
    for part in _PARTS.findall(text):
        if not _IS_HAN.match(part):
            found.append(part.lower())
            continue
        found.extend(part)
        found.extend(part[start : start + 2] for start in range(len(part) - 1))
    return found


# The reader's words: pairs only, so that every pair must be on the page; one character where there is only one.
SPLITTER = (
    r"""
function splitQuery(query) {
  const words = [];
  for (const part of query.match(/[%HAN%]+|[^\s%HAN%]+/g) || []) {
    if (!/[%HAN%]/.test(part)) {
      words.push(...part.split(/[^\p{Letter}\p{Number}_]+/u).filter((word) => word));
    } else if (part.length === 1) {
      words.push(part);
    } else {
      for (let start = 0; start + 2 <= part.length; start++) words.push(part.slice(start, start + 2));
    }
  }
  return words;
}
"""
).replace("%HAN%", HAN)


class SearchPairs(SearchLanguage):
    """The search language ``zh``, in place of the one that Sphinx brings."""

    lang = "zh"
    language_name = "Chinese"
    js_splitter_code = SPLITTER

    def split(self, input: str) -> list[str]:
        """The words of a text for the index."""
        return words(input)

    def word_filter(self, word: str) -> bool:
        """Whether a word goes into the index: a single character only if it is Chinese."""
        return len(word) > 1 or bool(_IS_HAN.match(word))
