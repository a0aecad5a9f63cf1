"""Which table of a scheme a form is about: where it stands in the file, what it may hold, and what lies below it.

A table is named as places name it: ``dimension/attendance/clause/sick-leave``; an item without an id by its number,
``grade/#1``; the scheme as a whole by nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import count
from typing import Any
from urllib.parse import quote, urlencode

from attrs import evolve, frozen
from starlette.exceptions import HTTPException

from kaohe_core import Findings, FindingsError, Language
from kaohe_core.scheme.json_schema import SPLIT, Schema
from kaohe_core.scheme.key_titles import KINDS
from kaohe_core.toml.document import Document, read
from kaohe_core.toml.locate import Keys, follow
from kaohe_web.messages import message
from kaohe_web.pages.editing import schema_of
from kaohe_web.pages.form_fields import FormField, field_of, label_of
from kaohe_web.pages.schema_walk import alternatives, shapes, under
from kaohe_web.visit import Visit

SPLIT_KEYS = tuple(dict.fromkeys(SPLIT.values()))
PARTS = frozenset({*(kind for kind in KINDS if "." not in kind), "variant"})  # items with forms of their own
FIRST = ("use", "id", "title", "name", "text", "source")  # the order in which one reads
APART = ("extends", "locked", "allowed", "plugin-sets", "table", "column", "without")  # left to the editor
NEW = "new"
FIRST_CLAUSE = "first:"  # before the keys of the clause that a new dimension begins with


@frozen
class Part:
    """What lies below a table: items of one kind, each with its name and what it is called, or one table."""

    key: str
    label: str
    items: Sequence[tuple[str, str]]
    single: bool


@frozen(kw_only=True)
class FormTable:
    """A table of the scheme as a form shows it; the ``names`` of a new one end in its kind."""

    names: tuple[str, ...]
    new: bool
    own: Mapping[str, Any]  # what the file says of it
    keys: Keys | None  # where that stands in the file; None where it says nothing of it yet
    effective: Mapping[str, Any]  # what holds, with all layers below
    known: Keys | None  # where that stands in the resolved scheme
    split: str = ""  # the key that names a class whose parameters stand beside it
    choice: str = ""  # the class
    choices: Sequence[tuple[str, str]] = ()
    fields: Sequence[FormField] = ()
    free: FormField | None = None  # of a table with keys of one's own: what any of them may hold
    parts: Sequence[Part] = ()
    proposed: str = ""  # the id of a new one, where none is typed
    first: FormTable | None = None  # of a new dimension: the first clause, made in one go with it

    @property
    def kind(self) -> str:
        """What kind of thing it is."""
        return self.names[-1] if self.new else next((one for one in reversed(self.names) if one in KINDS), "scheme")


def address(scheme: str, names: Sequence[str], **more: str) -> str:
    """Where the form of a table is."""
    return f"/form/{quote(scheme, safe='')}?{urlencode({'at': '/'.join(names), **more})}"


def file_of(visit: Visit) -> str:
    """The file of the scheme that the address names."""
    id = visit.scheme()
    return next(entry.file for entry in visit.seen.project.config.scheme if entry.id == id)


def document_of(visit: Visit) -> Document:
    """That file as it is now."""
    findings, name = Findings(), file_of(visit)
    document = read(visit.desk.folder / name, name, findings, visit.seen.project.shelf)
    if document is None:
        raise FindingsError(findings, visit.language)
    return document


def item_of(visit: Visit, said: Mapping[str, str]) -> FormTable:
    """The table that an address or a form names; no page where there is none."""
    names, new = tuple(one for one in said.get("at", "").split("/") if one), said.get("is", "") == NEW
    document, ready = document_of(visit), visit.seen.loaded.ready(visit.path["scheme"])
    whole = document.data if ready is None else ready.resolved.data
    keys, known = keys_of(names, document.data), keys_of(names, whole)
    own = {} if keys is None or new else follow(document.data, keys)[0]
    effective = {} if known is None or new else follow(whole, known)[0]
    root = schema_of(visit, file_of(visit))
    tables = _tables(root, names)
    if not tables or not isinstance(own, Mapping) or not isinstance(effective, Mapping):
        raise _nothing(visit)
    single = len(names) == 1 and _is_table(root.get("properties", {}).get(names[0], {}), root)
    if known is None and keys is None and not new and not single:
        raise _nothing(visit)
    item = FormTable(names=names, new=new, own=own, keys=keys, effective=effective, known=known)
    item = _filled(_split(item, tables, said.get("choice", "")), tables, root, visit.language)
    if not new:
        return item
    ids = {*_ids(document.data), *_ids(whole)}
    item = _proposing(item, ids, whole)
    if names[-1] != "dimension":
        return item
    below = FormTable(names=(*names, "clause"), new=True, own={}, keys=None, effective={}, known=None)
    clauses = _tables(root, ("dimension", "", "clause"))
    clause = _filled(_split(below, clauses, said.get("first", "")), clauses, root, visit.language)
    clause = _proposing(clause, ids, whole)
    fields = [
        evolve(one, key=f"{FIRST_CLAUSE}{one.key}", number=len(item.fields) + one.number, needed=False)
        for one in clause.fields
    ]
    return evolve(item, first=evolve(clause, fields=fields))


def _ids(data: Any) -> Iterator[str]:
    """Every id of a scheme."""
    if isinstance(data, Mapping):
        if isinstance(data.get("id"), str):
            yield data["id"]
        for one in data.values():
            yield from _ids(one)
    elif isinstance(data, list):
        for one in data:
            yield from _ids(one)


def _proposing(item: FormTable, taken: Collection[str], whole: Any) -> FormTable:
    """A new one with the next id of its kind that nothing has: nobody is asked for it."""
    if not any(one.key == "id" and (one.needed or item.names[-1] == "dimension") for one in item.fields):
        return item
    keys = keys_of(item.names, whole)
    siblings = len(follow(whole, keys)[0]) if keys is not None else 0
    free = (f"{item.names[-1]}-{number}" for number in count(siblings + 1))
    proposed = next(one for one in free if one not in taken)
    fields = [evolve(one, needed=False, below=proposed) if one.key == "id" else one for one in item.fields]
    return evolve(item, fields=fields, proposed=proposed)


def _nothing(visit: Visit) -> HTTPException:
    return HTTPException(404, message("there is no such part of the scheme").text(visit.language))


def keys_of(names: Sequence[str], data: Any) -> Keys | None:
    """The keys that lead where ``names`` do; None where there is nothing."""
    keys: list[str | int] = []
    for name in names:
        if isinstance(data, list):
            numbers = [number for number, one in enumerate(data) if isinstance(one, dict) and _id(one) == name]
            if name[:1] == "#" and name[1:].isdecimal():
                numbers = [int(name[1:]) - 1]
            if not numbers or not 0 <= numbers[0] < len(data):
                return None
            keys.append(numbers[0])
        elif isinstance(data, Mapping) and name in data:
            keys.append(name)
        else:
            return None
        data = data[keys[-1]]
    return tuple(keys)


def _id(one: Mapping[str, Any]) -> str:
    """The id of an item; of a ready dimension that is used, the id that it has."""
    return str(one.get("id") or str(one.get("use", "")).rpartition("/")[2])


def called(one: Mapping[str, Any]) -> str:
    """What an item is called, by whatever it has."""
    return next((str(one[key]) for key in ("title", "name", "text", "reason", "source", "id") if one.get(key)), "")


# what the schema says of it -------------------------------------------------------------------------------------------


def _tables(root: Schema, names: Sequence[str]) -> list[Schema]:
    """What can stand in a table: one for each rule, where a rule decides that."""
    nodes, is_item = [root], False
    for name in names:
        if is_item:  # what an array holds stands beside it
            is_item = False
            continue
        nodes = [inner for node in nodes for inner in under(node, name, root)]
        is_item = any(_is_items(node, root) for node in nodes)
    found = [one for node in nodes for one in alternatives(node, root)]
    return [one for one in found if "properties" in one or isinstance(one.get("additionalProperties"), dict)]


def _is_items(schema: Schema, root: Schema) -> bool:
    """Whether it is an array of tables."""
    arrays = [one for one in shapes(schema, root) if one.get("type") == "array"]
    return any(one.get("type") == "object" for array in arrays for one in shapes(array.get("items", {}), root))


def _is_table(schema: Schema, root: Schema) -> bool:
    return all(one.get("type") == "object" for one in shapes(schema, root))


def _split(item: FormTable, tables: Sequence[Schema], asked: str) -> FormTable:
    """The item with its rule, or its settlement, and all that there are."""
    choices: dict[str, str] = {}
    split = ""
    for table in tables:
        for key in SPLIT_KEYS:
            const = table.get("properties", {}).get(key, {}).get("const")
            if const is not None:
                split = key
                choices.setdefault(const, table.get("title", ""))
    if not split or "variant" in item.effective:
        return item
    choice = asked or str(item.effective.get(split, "")) or next(iter(choices))
    return evolve(item, split=split, choice=choice, choices=list(choices.items()))


def _filled(item: FormTable, tables: Sequence[Schema], root: Schema, language: Language) -> FormTable:
    """The item with its fields, and what lies below it."""
    table = _chosen(tables, item)
    known = dict(table.get("properties", {}))
    own_keys, more = [*item.effective, *item.own], table.get("additionalProperties")
    free = None
    if isinstance(more, dict):
        known |= {key: more for key in own_keys if key not in known}
        free = field_of("+", more, root, {}, None, language)
    at = list(known).index(item.split) + 1 if item.split in known else 0
    parts, fields = [], []
    for key in dict.fromkeys([*(key for key in FIRST if key in known), *list(known)[at:], *known]):
        if key in APART or key in SPLIT_KEYS:
            continue
        items = key in PARTS and _is_items(known[key], root)
        if items or (not item.names and _is_table(known[key], root)):
            below = item.effective.get(key) or () if items else ()
            shown = [(str(one.get("id") or f"#{number + 1}"), called(one)) for number, one in enumerate(below)]
            parts.append(Part(key, label_of(key, language), shown, not items))
        else:
            asked = {"needed": key in table.get("required", ()), "below": bool(item.names)}
            fields.append(field_of(key, known[key], root, item.own, item.effective.get(key), language, **asked))
    fields = [evolve(one, number=number) for number, one in enumerate(fields)]
    return evolve(item, fields=fields, free=free, parts=() if item.new else parts)


def _chosen(tables: Sequence[Schema], item: FormTable) -> Schema:
    """The table of its rule; else that which has most of what is written."""
    for table in tables:
        if item.split and table.get("properties", {}).get(item.split, {}).get("const") == item.choice:
            return table
    written = {*item.own, *item.effective}
    return max(tables, key=lambda table: len(written & set(table.get("properties", {}))))
