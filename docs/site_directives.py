"""What only this site has: the pictures drawn from the program, its version and where it comes from, its changes."""

from __future__ import annotations

from importlib.metadata import metadata  # noqa: TID251  # the site names the distribution that it documents
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.addnodes import pending_xref
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx

DOCS = Path(__file__).resolve().parent
KINDS = {  # of changes: the ending of a fragment, and its heading
    "breaking": ("不兼容的改动", "Breaking"),
    "added": ("新增", "Added"),
    "changed": ("改变", "Changed"),
    "fixed": ("改正", "Mended"),
}


class Site(SphinxDirective):
    """What the directives share."""

    @property
    def chinese(self) -> bool:
        """Whether the page is in Chinese."""
        return bool(self.config.language.startswith("zh"))


class Picture(Site):
    """``kaohe-picture``: a picture drawn from the program (tools/pictures.py), in the language of the page."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The SVG itself, so that it takes the colours of the page and its text can be found."""
        path = DOCS / "pictures" / f"{self.arguments[0]}.{'zh' if self.chinese else 'en'}.svg"
        self.env.note_dependency(str(path))
        svg = path.read_text(encoding="utf-8")
        return [nodes.raw("", f'<div class="kaohe-picture" tabindex="0">{svg}</div>', format="html")]


class About(Site):
    """``kaohe-about``: the version, the changes, and the repository where the distribution names one."""

    def run(self) -> list[nodes.Node]:
        """One line."""
        found = metadata("kaohe")
        urls = dict(one.split(", ", 1) for one in found.get_all("Project-URL") or ())
        line = nodes.paragraph("", f"{'版本' if self.chinese else 'Version'} {found['Version']} · ")
        changes = "改了什么" if self.chinese else "What changed"
        line += pending_xref(
            "",
            nodes.inline("", changes),
            refdomain="std",
            reftype="doc",
            reftarget="/changes",
            refexplicit=True,
            refwarn=True,
            refdoc=self.env.docname,
        )
        if "Repository" in urls:
            line += nodes.Text(" · ")
            line += nodes.reference("", "源代码" if self.chinese else "Source", refuri=urls["Repository"])
        return [line]


class Changes(Site):
    """``kaohe-changes``: what is not released yet, from the fragments, and then every release."""

    def run(self) -> list[nodes.Node]:
        """The fragments of each kind as a list."""
        root = DOCS.parent
        lines: list[str] = []
        for kind, titles in KINDS.items():
            fragments = sorted((root / "changelog.d").glob(f"*.{kind}.md"))
            if fragments:
                lines += [f"**{titles[not self.chinese]}**", ""]
            for path in fragments:
                self.env.note_dependency(str(path))
                lines += ["- " + " ".join(path.read_text(encoding="utf-8").split()), ""]
        whole = (root / "CHANGELOG.md").read_text(encoding="utf-8")
        lines += whole.partition("<!-- releases begin here -->")[2].splitlines()
        container = nodes.container()
        self.state.nested_parse(StringList(lines, "changelog.d"), 0, container)
        return container.children


def setup(app: Sphinx) -> dict[str, Any]:
    """Register them."""
    app.add_directive("kaohe-picture", Picture)
    app.add_directive("kaohe-about", About)
    app.add_directive("kaohe-changes", Changes)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
