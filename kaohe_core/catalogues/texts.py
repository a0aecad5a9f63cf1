"""What the reference says about keys, rules and hooks: the docstrings and one-line texts of the code.

The docstrings are those of hooks, of functions and classes marked ``@described``, and of classes whose keys have a
text.

Needs neither Sphinx nor an import of the code: the catalogues of translations are kept with it.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

SHOWN = {"hookspec", "described"}  # the decorators of functions whose docstrings are shown


def paragraphs(doc: str | None) -> list[str]:
    """The paragraphs of a docstring, each on one line; an indented block keeps its lines."""
    blocks = re.split(r"\n\s*\n", inspect.cleandoc(doc or ""))
    return [_block(block) for block in blocks if block]


def _block(block: str) -> str:
    return block if is_code(block) else " ".join(block.split()).removesuffix("::").rstrip()


def is_code(block: str) -> bool:
    """Whether a paragraph is an indented block."""
    return block.startswith("    ")


def documented(package: Path) -> dict[str, str]:
    """Every text of the package's code that the reference shows, with the file where it stands."""
    found: dict[str, str] = {}
    for path in sorted(package.rglob("*.py")):
        for text in _texts(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(text, path.relative_to(package).as_posix())
    return found


def _texts(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        match node:
            case ast.ClassDef() if any(map(_is_doc, ast.walk(node))):
                yield from _prose(node)
            case ast.FunctionDef() | ast.ClassDef() if any(getattr(d, "id", "") in SHOWN for d in node.decorator_list):
                yield from _prose(node)
            case ast.Call() if _is_doc(node):
                given = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == "doc")]
                yield from _strings(given)
            case ast.Dict():  # metadata={"doc": "…"}
                yield from _strings([v for k, v in zip(node.keys, node.values, strict=True) if _named_doc(k)])


def _prose(node: ast.ClassDef | ast.FunctionDef) -> Iterator[str]:
    yield from (block for block in paragraphs(ast.get_docstring(node)) if not is_code(block))


def _is_doc(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("doc", "param")


def _named_doc(key: ast.expr | None) -> bool:
    return isinstance(key, ast.Constant) and key.value == "doc"


def _strings(nodes: list[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
