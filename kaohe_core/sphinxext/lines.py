"""Line breaks in Chinese text: what a source file breaks for its width must not become a space on the page."""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.transforms import SphinxTransform

from kaohe_core.sphinxext.search_zh import HAN

_MARKS = "，。；：、？！（）《》“”…—"
_BREAK = re.compile(rf"(?<=[{HAN}{_MARKS}])\n(?=[{HAN}{_MARKS}])")


class JoinLines(SphinxTransform):
    """Take out a line break between two Chinese characters; code keeps its lines."""

    default_priority = 700

    def apply(self, **kwargs: object) -> None:  # noqa: ARG002  # as docutils calls it
        """Change the texts of the document."""
        for parent in [node for node in self.document.findall(nodes.TextElement) if not _is_code(node)]:
            for index, node in enumerate(list(parent.children)):
                if isinstance(node, nodes.Text) and "\n" in node:
                    parent[index] = nodes.Text(_joined(node, _beside(parent, index - 1), _beside(parent, index + 1)))


def _is_code(node: nodes.Node) -> bool:
    return isinstance(node, nodes.literal_block | nodes.doctest_block | nodes.raw | nodes.comment)


def _beside(parent: nodes.Element, index: int) -> str:
    """The text of a neighbour: a link or a word of code within the line."""
    return parent[index].astext() if 0 <= index < len(parent) else ""


def _joined(text: str, before: str, after: str) -> str:
    """``text`` without its Chinese line breaks, those at its ends by what stands beside it."""
    left, right = before[-1:], after[:1]
    whole = _BREAK.sub("", left + text + right)
    return whole[len(left) : len(whole) - len(right)]
