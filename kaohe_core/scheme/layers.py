"""Layers: a scheme laid over what it uses, every value remembering where it comes from.

``use = "plugin/dimension"`` puts a ready dimension below the table that names it; what the table says itself lies on
top. Tables are merged key by key, arrays of tables by ``id``; everything else is replaced, such as bands, which have no
ids. Another rule starts its parameters afresh. ``without = ["id"]`` takes clauses or parts away.

``extends = "county.toml"`` lays a whole scheme over a superior's, and that one perhaps over another's: nation, county,
school. What a superior fixes or bounds is held by :mod:`kaohe_core.scheme.superior`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import field, frozen

from kaohe_core.findings import Findings, Place, did_you_mean
from kaohe_core.messages import message
from kaohe_core.plugins.contributions import ReadyDimension, Stamped
from kaohe_core.scheme.chosen_anew import without_old_choice
from kaohe_core.scheme.origins import Fields, Layered, Origin, Overruled, is_tables
from kaohe_core.scheme.superior import KEYS, SETS, Superiors
from kaohe_core.toml.document import Document, parse
from kaohe_core.toml.locate import Keys


@frozen
class Resolved(Document):
    """A scheme with everything it uses laid under it. Places lead to the file in which a value was written."""

    origins: Mapping[Keys, Origin] = field(factory=dict, repr=False, eq=False)
    layers: tuple[str, ...] = ()  # the files laid over each other, the most superior first
    overruled: Mapping[str, Overruled] = field(factory=dict, repr=False, eq=False)  # by the name of the value

    def place(self, keys: Keys, *, value: bool = False) -> Place:
        """The place of a key in the file of the layer it comes from."""
        document, own = self._written(keys)
        return super().place(keys, value=value) if document is None else document.place(own, value=value)

    def names(self, keys: Keys) -> tuple[str, ...]:
        """The keys as the place in that file shows them."""
        document, own = self._written(keys)
        return super().names(keys) if document is None else document.names(own)

    def _written(self, keys: Keys) -> tuple[Document | None, Keys]:
        """The file of the layer that a key comes from, and the keys that lead to it there."""
        for length in range(len(keys), -1, -1):
            origin = self.origins.get(keys[:length])
            if origin is not None:
                return origin.document, (*origin.keys, *keys[length:])
        return None, keys

    def layer(self, keys: Keys) -> str:
        """The name of the layer that a value comes from."""
        for length in range(len(keys), -1, -1):
            if keys[:length] in self.origins:
                return self.origins[keys[:length]].layer
        return self.file


@frozen
class _Node:
    """A value, and where it was written."""

    data: Any
    origin: Origin

    def at(self, key: str | int) -> _Node:
        origin = self.origin
        return _Node(self.data[key], Origin(origin.document, (*origin.keys, key), origin.layer))


@frozen
class _Laid(_Node):
    """A value that several layers came to: every part remembers its own origin."""

    origins: Mapping[Keys, Origin] = field(factory=dict)
    keys: Keys = ()

    def at(self, key: str | int) -> _Node:
        keys = (*self.keys, key)
        origin = self.origins.get(keys) or super().at(key).origin
        return _Laid(self.data[key], origin, self.origins, keys)


WHOLE: Mapping[str, frozenset[str]] = {  # what an item has that is one of its own, and does not change another
    "dimension": frozenset({"clause", "dimension", "use"}),
    "clause": frozenset({"rule", "variant"}),
    "adjustment": frozenset({"rule", "variant"}),
    "payment": frozenset({"settlement"}),
}
ReadSuperior = Callable[[str, str], Document | None]  # reads the file that a document called … extends


def resolve(
    document: Document,
    ready: Mapping[str, Stamped[ReadyDimension]],
    findings: Findings,
    superior: ReadSuperior | None = None,
    fields: Fields = lambda _data: (),
) -> Resolved:
    """The scheme of ``document`` with every ``use`` filled in, over what it extends (read by ``superior``).

    ``fields`` knows what a scheme can hold, so that a superior can speak of what nobody wrote.
    """
    documents = _chain(document, findings, superior)
    superiors = Superiors(fields, findings)
    whole: Layered | None = None
    for layer in documents:
        apart = KEYS if layer is document else (*KEYS, SETS)
        mine = {key: value for key, value in layer.data.items() if key not in apart}
        below = _Laid(whole.data, whole.origins[()], whole.origins) if whole is not None else None
        origins: dict[Keys, Origin] = {}
        data = _Layering(ready, findings, origins).laid(below, _Node(mine, Origin(layer, (), layer.file)), ())
        before, whole = whole, Layered(data, origins)
        superiors.lay(layer, before, whole)
    assert whole is not None  # noqa: S101  # the document itself is one of them
    superiors.finish(document, whole)
    layers = tuple(layer.file for layer in documents)
    return Resolved(document.file, whole.data, document.text, whole.origins, layers, superiors.overruled)


def _chain(document: Document, findings: Findings, superior: ReadSuperior | None) -> list[Document]:
    """The document and what it extends, the most superior first."""
    chain = [document]
    while "extends" in chain[0].data and superior is not None:
        top = chain[0]
        place, name = top.place(("extends",), value=True), top.data["extends"]
        if not isinstance(name, str):
            findings.add(place, message("extends takes the name of one file"))
            break
        above = superior(name, top.file)
        if above is None:
            break
        if above.file in [one.file for one in chain]:
            findings.add(place, message("the files extend each other in a circle: {file}", file=above.file))
            break
        chain.insert(0, above)
    return chain


@frozen
class _Layering:
    ready: Mapping[str, Stamped[ReadyDimension]]
    findings: Findings
    origins: dict[Keys, Origin]

    def laid(self, below: _Node | None, above: _Node | None, keys: Keys) -> Any:
        """``above`` over ``below``, stored under ``keys`` of the result."""
        top = above if above is not None else below
        assert top is not None  # noqa: S101  # callers have at least one
        self.origins[keys] = top.origin
        if above is not None and isinstance(above.data, dict) and "use" in above.data and _in_dimensions(keys):
            below = self._used(above) or below
        below_data = below.data if below is not None else None
        if isinstance(top.data, dict):
            return self._table(below if isinstance(below_data, dict) else None, top, above, keys)
        if is_tables(top.data):
            merged = is_tables(below_data) and not (above is not None and _replaced(above.data, keys))
            return self._array(below if merged else None, above, keys, without=())
        if isinstance(top.data, list):
            for index in range(len(top.data)):
                self.laid(None, top.at(index), (*keys, index))
        return top.data

    def _table(self, below: _Node | None, top: _Node, above: _Node | None, keys: Keys) -> dict[str, Any]:
        over = above.data if above is not None else {}
        under = without_old_choice(below.data, over, keys) if below is not None else {}
        without = self._without(top, below) if "without" in over else ()
        result: dict[str, Any] = {}
        for key in [*under, *(k for k in over if k not in under)]:
            if key in ("use", "without") and _in_dimensions(keys):
                continue
            lower = below.at(key) if below is not None and key in under else None
            upper = above.at(key) if above is not None and key in over else None
            if without and key in ("clause", "dimension"):
                result[key] = self._array(lower, upper, (*keys, key), without)
                if not result[key]:
                    del result[key]
            else:
                result[key] = self.laid(lower, upper, (*keys, key))
        return result

    def _array(self, below: _Node | None, above: _Node | None, keys: Keys, without: tuple[str, ...]) -> list[Any]:
        top = above if above is not None else below
        assert top is not None  # noqa: S101  # callers have at least one
        self.origins[keys] = top.origin
        pairs: list[tuple[_Node | None, _Node | None]] = []
        for index in range(len(below.data) if below is not None else 0):
            assert below is not None  # noqa: S101  # the range is empty otherwise
            pairs.append((below.at(index), None))
        for index in range(len(above.data) if above is not None else 0):
            assert above is not None  # noqa: S101  # the range is empty otherwise
            item = above.at(index)
            id = item.data.get("id")
            same = next(
                (n for n, (low, _) in enumerate(pairs) if id and low is not None and low.data.get("id") == id), None
            )
            if same is None:
                self._check_meant(item, keys, [low.data.get("id") for low, _ in pairs if low is not None])
                pairs.append((None, item))
            else:
                pairs[same] = (pairs[same][0], item)
        kept = [(low, up) for low, up in pairs if (up or low).data.get("id") not in without]  # type: ignore[union-attr]  # one is there
        return [self.laid(low, up, (*keys, index)) for index, (low, up) in enumerate(kept)]

    def _check_meant(self, item: _Node, keys: Keys, below: list[Any]) -> None:
        """An item with nothing of its own was to change one that lies below: that there is none is what is wrong."""
        kind, id = keys[-1], item.data.get("id")
        known = [name for name in below if isinstance(name, str)]
        whole = WHOLE.get(str(kind))
        if not known or not isinstance(id, str) or whole is None or whole & set(item.data):
            return
        place = item.origin.document.place((*item.origin.keys, "id"), value=True)
        what = message("there is no {kind} “{id}” below that could be changed here", kind=f"[[{kind}]]", id=id)
        self.findings.add(place, what, did_you_mean(id, known))

    def _used(self, node: _Node) -> _Node | None:
        name, written = node.data["use"], Origin(node.origin.document, (*node.origin.keys, "use"), node.origin.layer)
        if not isinstance(name, str):
            self.findings.add(
                written.place(), message('use takes the name of a ready dimension, like "plugin/dimension"')
            )
            return None
        stamped = self.ready.get(name)
        if stamped is None:
            self.findings.add(
                written.place(),
                message("no enabled plugin brings the dimension “{name}”", name=name),
                did_you_mean(name, self.ready),
            )
            return None
        document = parse(stamped.value.text, f"{stamped.plugin}: {stamped.value.file}", self.findings)
        if document is None:
            return None
        data = dict(document.data["dimension"][0])
        data.setdefault("id", stamped.value.id)
        return _Node(data, Origin(document, ("dimension", 0), str(stamped)))

    def _without(self, top: _Node, below: _Node | None) -> tuple[str, ...]:
        names = top.data["without"]
        place = top.origin.document.place((*top.origin.keys, "without"), value=True)
        known = [
            str(item.get("id"))
            for key in ("clause", "dimension")
            for item in (below.data.get(key, ()) if below is not None else ())
        ]
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            self.findings.add(place, message("without takes a list of ids"))
            return ()
        for name in names:
            if name not in known:
                self.findings.add(
                    place, message("there is no “{name}” to leave out", name=name), did_you_mean(name, known)
                )
        return tuple(names)


def _replaced(data: list[dict[str, Any]], keys: Keys) -> bool:
    """Whether an array is a value of a clause or payment, without ids to tell its items apart; a scheme's own grow."""
    return len(keys) > 1 and not any("id" in item or "use" in item for item in data)  # used ones bring their ids


def _in_dimensions(keys: Keys) -> bool:
    return len(keys) >= 2 and keys[-2] == "dimension" and isinstance(keys[-1], int)
