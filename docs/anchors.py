"""The anchors of headings: in both languages those of the English page, so that a link outlives a new wording.

A heading in Chinese has no slug of its own in Sphinx, only ``id1``, ``id2`` …, which move with every heading put before
them. A page and its translation have the same headings (tests/docs/test_pages.py), so the Chinese page takes the
English slugs: a link to a section works in both languages, and who changes the language stays in the section.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ENGLISH = Path(__file__).resolve().parent / "en"
_HEADING = re.compile(r"#+ +(?P<title>.+?)#* *$")
_FENCE = re.compile(r" *(?P<fence>`{3,}|~{3,})")


@cache
def slugs(page: Path) -> tuple[str, ...]:
    """The slugs of the headings of a page written in Markdown, in their order, each of them once."""
    found: list[str] = []
    seen: Counter[str] = Counter()
    fence = ""
    for line in page.read_text(encoding="utf-8").splitlines():
        opened = _FENCE.match(line)
        if opened and not fence:
            fence = opened["fence"]
        elif fence:
            fence = "" if line.strip() == fence else fence
        elif heading := _HEADING.match(line):
            slug = nodes.make_id(re.sub(r"\]\([^)]*\)|[`*\[]", "", heading["title"])) or "section"
            seen[slug] += 1
            found.append(slug if seen[slug] == 1 else f"{slug}-{seen[slug]}")
    return tuple(found)


class Anchors(SphinxTransform):
    """Puts the slug first among the ids of each section that stands in the page's own source."""

    default_priority = 5  # before anything reads the ids

    def apply(self, **_: Any) -> None:
        """Sections that a directive wrote have names of their own and no place in the source."""
        source = self.document.get("source", "")
        page = ENGLISH / f"{self.env.docname}.md"
        if not source.endswith(".md") or not page.exists():
            return
        own = [one for one in self.document.findall(nodes.section) if not one.get("made")]
        names = slugs(page)
        if len(own) != len(names):
            return  # a page with other headings, which a test of its own refuses
        for section, name in zip(own, names, strict=True):
            ids = section["ids"]
            if name in ids:
                ids.remove(name)
            if name not in self.document.ids or self.document.ids[name] is section:
                section["ids"] = [name, *ids]
                self.document.ids[name] = section


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the transform."""
    app.add_transform(Anchors)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
