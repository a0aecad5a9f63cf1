"""``kaohe-public-names``: every public name with the version that brought it, and those that are to go."""

from __future__ import annotations

from itertools import groupby

from docutils import nodes

from kaohe_core.deprecated import DEPRECATED
from kaohe_core.messages import message
from kaohe_core.public_names import public_names
from kaohe_core.sphinxext.directives import Reference
from kaohe_core.sphinxext.docstrings import CellContent, literal, table


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
                listed += [nodes.Text(" "), literal(one.name)] if listed else [literal(one.name)]
            rows.append([[literal(where)], since, self.say(found[0].promise), listed])
        going = nodes.rubric("", self.say(message("Names that are to go")))
        return [table(head, rows, [20, 8, 22, 50]), going, self._going()]

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
