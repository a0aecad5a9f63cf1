"""``kaohe-findings``: what may be said of a scheme, a table or a step, each with its id and an example."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from kaohe_core.finding_ids import Example, examples, register
from kaohe_core.messages import catalogue, message
from kaohe_core.sphinxext.directives import Reference
from kaohe_core.sphinxext.docstrings import code

if TYPE_CHECKING:
    from sphinx.application import Sphinx

FORWARD = """<!doctype html>
<html><head><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={page}.html#{anchor}"><title>{id}</title>
</head><body><a href="{page}.html#{anchor}">{id}</a></body></html>
"""


class FindingsDirective(Reference):
    """The findings of a package; of the core those of the rooms named, or of all rooms but some."""

    kind = "finding"
    required_arguments = 1
    option_spec: ClassVar[Any] = {"rooms": directives.unchanged, "except": directives.unchanged}

    def written(self) -> list[nodes.Node]:
        """A section for each finding, in the order of the ids."""
        package = self.arguments[0]
        kept, told = register(package), examples(package)
        if kept is None:
            raise self.error(f"the package {package} keeps no ids of findings")
        rooms = str(self.options.get("rooms", "")).split()
        others = str(self.options.get("except", "")).split()
        chosen = {
            id: template
            for id, template in kept.templates.items()
            if told[id].room not in others and (not rooms or told[id].room in rooms)
        }
        pages = self.env.metadata.setdefault("kaohe-findings", {})
        pages |= dict.fromkeys(chosen, self.env.docname)
        return [self._finding(package, id, template, told[id]) for id, template in chosen.items()]

    def _finding(self, package: str, id: str, template: str, told: Example) -> nodes.Node:
        say = catalogue(package)
        parts: list[nodes.Node] = []
        if told.mend:
            parts.append(self._line(self.say(message("To mend it: {mend}", mend=say(told.mend)))))
        if told.en:
            language = "toml" if told.file.endswith(".toml") else "text"
            for head, text, kind in (
                (message("wrong, in {file}:", file=told.file), told.wrong, language),
                (message("what is said:"), told.zh if self.words == "zh" else told.en, "text"),
                (message("right:"), told.right, language),
            ):
                if text:
                    parts += [self._line(self.say(head)), code(text + "\n", kind)]
            if told.wrong and not told.right:
                parts.append(self._line(self.say(message("right: without these lines"))))
        return self.section(id, f"{id}　{say(template).text(self.words)}", *parts)

    @staticmethod
    def _line(text: str) -> nodes.Node:
        return nodes.paragraph("", text)


def forward(app: Sphinx, exception: Exception | None) -> None:
    """For every finding a page under its id, which leads to where it is told: what is printed never goes stale."""
    pages: Mapping[str, str] = app.env.metadata.get("kaohe-findings", {})
    if exception is not None or app.builder.format != "html" or not pages:
        return
    for page, ids in groupby(sorted(pages, key=pages.__getitem__), pages.__getitem__):
        for id in ids:
            anchor = nodes.make_id(f"finding-{id}")
            file = app.outdir / page.rpartition("/")[0] / f"{id}.html"
            file.write_text(FORWARD.format(page=page.rpartition("/")[2], anchor=anchor, id=id), encoding="utf-8")
