"""``kaohe-public-names``: every public name with the version that brought it, and those that are to go."""

from __future__ import annotations

from itertools import groupby

from docutils import nodes
from sphinx.addnodes import pending_xref

from kaohe_core.deprecated import DEPRECATED
from kaohe_core.messages import message
from kaohe_core.public_names import PublicName, public_names
from kaohe_core.sphinxext.directives import Reference
from kaohe_core.sphinxext.docstrings import CellContent, literal, table
from kaohe_core.sphinxext.names_page import group_of, told_of


class PublicNamesDirective(Reference):
    """A table of the names, and one of those that are to go."""

    def written(self) -> list[nodes.Node]:
        """Both tables; a sentence where no name is to go."""
        head = [self.say(one) for one in (message("from"), message("since"), message("promise"), message("names"))]
        rows: list[list[CellContent]] = []
        for (where, since), names in groupby(public_names(), lambda one: (one.where, one.since)):
            found = list(names)
            listed: list[nodes.Node] = []
            for one in sorted(found, key=lambda one: one.name.lower()):
                listed += [nodes.Text(" "), self._link(one)] if listed else [self._link(one)]
            rows.append([[literal(where)], since, self.say(found[0].promise), listed])
        going = nodes.rubric("", self.say(message("Names that are to go")))
        return [table(head, rows, [20, 8, 22, 50]), going, self._going()]

    def _link(self, one: PublicName) -> nodes.Node:
        """The name, leading to where it is described."""
        group = group_of(one)
        kind, target = ("hook", one.name) if group == "hook" else (told_of(one).kind, told_of(one).target)
        where = {"refdomain": "std", "reftype": kind, "reftarget": target, "refdoc": self.env.docname}
        return pending_xref("", literal(one.name), refexplicit=True, refwarn=False, **where)

    def _going(self) -> nodes.Node:
        if not DEPRECATED:
            return nodes.paragraph("", self.say(message("None so far.")))
        head = [
            self.say(one)
            for one in (message("name"), message("use instead"), message("deprecated since"), message("ends with"))
        ]
        rows: list[list[CellContent]] = [
            [[literal(name)], [literal(one.instead)], one.since, one.ends] for name, one in DEPRECATED.items()
        ]
        return table(head, rows, [30, 30, 20, 20])
