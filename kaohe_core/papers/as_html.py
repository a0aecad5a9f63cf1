"""A paper as one HTML file: opened by a double click, without a network, on a phone, and printed from there."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from kaohe_core.papers.paper import Paper

if TYPE_CHECKING:
    from jinja2 import Template


def html(paper: Paper) -> bytes:
    """The page. It asks for nothing, runs nothing, and no other style than its own counts (CSP)."""
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    text: str = _template().render(paper=_drawn(paper), style=style, policy=policy)
    return text.encode()


def _drawn(paper: Paper) -> dict[str, Any]:
    """The data with what HTML needs beside them: the share of every bar."""
    data = paper.data()
    for block in data["blocks"]:
        if block["kind"] == "Bars":
            most = max([count for _, count in block["bars"]], default=0) or 1
            block["bars"] = [(label, count, round(count * 200 / most)) for label, count in block["bars"]]
    return data


@cache
def _style() -> str:
    return (files("kaohe_core.papers") / "paper.css").read_text("utf-8")


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template: Template = environment.from_string((files("kaohe_core.papers") / "paper.html.jinja").read_text("utf-8"))
    return template
