"""The index of the search box: every section with its words, so that a search lands on the section, not on its page.

It is a script and no data file, so that a site opened from a disk is searched too. ``_static/search.js`` reads it.
"""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

SYNONYMS = Path(__file__).resolve().parent / "synonyms.toml"
KEPT = "kaohe-sections"  # where the environment keeps the sections of every page
LEFT_OUT = (nodes.raw, nodes.comment, nodes.system_message, nodes.target)

Section = tuple[str, str, str]  # anchor, title, text


def sections(document: nodes.document) -> list[Section]:
    """The sections of a page, each without those inside it."""
    return [_section(one) for one in document.findall(nodes.section)]


def _section(section: nodes.section) -> Section:
    title = section.next_node(nodes.title)
    text = " ".join(_text(child) for child in section.children if not isinstance(child, (nodes.section, nodes.title)))
    return section["ids"][0], "" if title is None else title.astext(), re.sub(r"\s+", " ", text).strip()


def _text(node: nodes.Node) -> str:
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, LEFT_OUT):
        return ""
    if isinstance(node, (nodes.TextElement, nodes.literal_block)):
        return "".join(_text(child) for child in node.children)
    return " ".join(_text(child) for child in node.children)


def gather(app: Sphinx, document: nodes.document) -> None:
    """Keep the sections of a page that was read."""
    app.env.metadata.setdefault(KEPT, {})[app.env.docname] = sections(document)


def write(app: Sphinx, exception: Exception | None) -> None:
    """``_static/search-index.js``: pages with titles, their sections, and the words that mean the same."""
    if exception is not None or app.builder.format != "html":
        return
    kept: dict[str, list[Section]] = app.env.metadata.get(KEPT, {})
    pages = [[page, app.env.titles[page].astext(), kept[page]] for page in sorted(kept) if page in app.env.titles]
    same = tomllib.loads(SYNONYMS.read_text(encoding="utf-8"))["same"]
    text = json.dumps({"pages": pages, "same": same}, ensure_ascii=False, separators=(",", ":"))
    (app.outdir / "_static" / "search-index.js").write_text(f"self.kaoheIndex = {text};\n", encoding="utf-8")


def forget(app: Sphinx, env: BuildEnvironment, page: str) -> None:  # noqa: ARG001  # as Sphinx calls it
    """A page that is read anew, or is gone."""
    env.metadata.get(KEPT, {}).pop(page, None)


def setup(app: Sphinx) -> dict[str, Any]:
    """Gather when pages are read, write when all are built."""
    app.connect("doctree-read", gather)
    app.connect("env-purge-doc", forget)
    app.connect("build-finished", write)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
