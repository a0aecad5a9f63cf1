"""方案 by form: one table of a scheme's file as fields, with what is wrong beside each.

What can be asked for is said by the schema of the enabled plugins; what is saved is the file with these values
changed, and no other letter of it (:mod:`kaohe_core.toml.edited`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import evolve, field, frozen
from starlette.responses import Response

from kaohe_core import Finding, Findings, FindingsError, Message
from kaohe_core.scheme.as_toml import origin
from kaohe_core.toml.document import Document, parse
from kaohe_core.toml.edited import EditError, with_item, with_value, without_item
from kaohe_core.toml.locate import Keys, follow
from kaohe_core.writing import Edit, digest_of, edit
from kaohe_web.drawn import back, page, schemes_of
from kaohe_web.messages import message
from kaohe_web.pages.editing import found_if
from kaohe_web.pages.form_fields import FormField, label_of, typed_as_it_was, typed_of
from kaohe_web.pages.form_items import (
    FIRST,
    FIRST_CLAUSE,
    FormTable,
    address,
    called,
    document_of,
    file_of,
    item_of,
    keys_of,
)
from kaohe_web.visit import Visit

SAVE, AWAY, AGAIN = "save", "away", "again"  # what a button of the form asks for
MARK = b"\xef\xbb\xbf"


@frozen
class Attempt:
    """A text that could be saved, and what is wrong with it: by field, with the table as a whole, elsewhere."""

    text: str
    beside: Mapping[str, Sequence[Finding | Message]] = field(factory=dict)
    own: Sequence[Finding] = ()
    elsewhere: Sequence[Finding] = ()

    def blocked(self) -> bool:
        """Whether something in this form is to be mended first."""
        found = [*self.own, *(one for ones in self.beside.values() for one in ones)]
        return any(isinstance(one, Message) or one.blocks for one in found)


def form(visit: Visit) -> Response:
    """One table as fields."""
    item, document = item_of(visit, visit.query), document_of(visit)
    checked = Attempt("") if item.new else _sorted(visit, item, document, {})
    return _page(visit, item, checked)


def check(visit: Visit) -> Response:
    """What would be wrong if it were saved as it is typed."""
    item = item_of(visit, visit.form)
    return page(visit, "form_found.html", item=item, checked=_checked(visit, item))


def save(visit: Visit) -> Response:
    """Save what was typed, take the table away, or ask for the parameters of another rule."""
    do = visit.form.get("do", SAVE)
    item = item_of(visit, visit.form)
    if do == AGAIN:
        return _page(visit, _typed_again(visit, item), Attempt(""))
    scheme, file = visit.path["scheme"], file_of(visit)
    with visit.desk.writing:
        document, path = document_of(visit), visit.desk.folder / file
        if do == AWAY:
            names, checked = item.names[:-2], Attempt(_changed(document, item, lambda text: _without(text, item)))
        else:
            checked = _checked(visit, item)
            names = _named(item, checked.text)
            if checked.blocked():
                return _page(visit, _typed_again(visit, item), checked, 422)
        mark = MARK if path.read_bytes().startswith(MARK) else b""
        edit(visit.desk.folder, {file: Edit(mark + checked.text.encode(), visit.form.get("was", ""))})
    return back(visit, address(scheme, names), message("“{file}” is saved", file=file))


def _page(visit: Visit, item: FormTable, checked: Attempt, status: int = 200) -> Response:
    scheme, file = visit.path["scheme"], file_of(visit)
    ready = visit.seen.loaded.ready(scheme)
    above = [item.names[:end] for end in range(len(item.names)) if end == 0 or _is_item(item.names[:end])]
    return page(
        visit,
        "form.html",
        status,
        scheme=scheme,
        schemes=schemes_of(visit),
        file=file,
        was=visit.form.get("was") or digest_of(visit.desk.folder / file),
        item=item,
        front=[one for one in item.fields if _is_in_front(one, item)],
        rest=[one for one in item.fields if not _is_in_front(one, item)],
        removable=item.keys is not None and bool(item.names) and _is_item(item.names) and not item.new,
        split=label_of(item.split, visit.language),
        split_of_first="" if item.first is None else label_of(item.first.split, visit.language),
        title=_title(item, visit),
        of_first=_of_first(item),
        checked=checked,
        above=[(address(scheme, names), _called(names, ready, scheme)) for names in above],
        address=lambda *names, **more: address(scheme, (*item.names, *names), **more),
        origin=lambda key: _origin(ready, item, key, visit),
    )


def _of_first(item: FormTable) -> Sequence[FormField]:
    """The fields of the first clause, but for its id."""
    return [] if item.first is None else [one for one in item.first.fields if one.key != f"{FIRST_CLAUSE}id"]


def _called(names: Sequence[str], ready: Any, scheme: str) -> str:
    """What the table above is called."""
    data = {} if ready is None else ready.resolved.data
    keys = keys_of(names, data)
    return (called(follow(data, keys)[0]) if keys is not None else "") or (names[-1] if names else scheme)


def _is_in_front(one: FormField, item: FormTable) -> bool:
    """Whether a field is seen at once: it is asked for, it holds something, or a new part begins with it."""
    if one.key.removeprefix(FIRST_CLAUSE) == "id" and item.new and item.proposed:
        return False
    return one.needed or one.written or bool(one.value or one.below) or (item.new and one.key in FIRST)


def _is_item(names: Sequence[str]) -> bool:
    return len(names) % 2 == 0


def _title(item: FormTable, visit: Visit) -> str:
    kind = label_of(item.kind, visit.language)
    if item.new:
        return message("a new part: {kind}", kind=kind).text(visit.language)
    name = called(item.effective) or (item.names[-1] if item.names else visit.path["scheme"])
    return (
        kind
        if item.names and not _is_item(item.names)
        else message("{kind}: {name}", kind=kind, name=name).text(visit.language)
    )


def _origin(ready: Any, item: FormTable, key: str, visit: Visit) -> str:
    """Where a value comes from that this file does not say."""
    if ready is None or item.known is None or key not in item.effective:
        return message("by default").text(visit.language)
    return origin((*item.known, key), ready.resolved, visit.language)


# what was typed -------------------------------------------------------------------------------------------------------


def _typed_again(visit: Visit, item: FormTable) -> FormTable:
    """The item with what was typed in its fields."""
    first = None if item.first is None else _typed_again(visit, item.first)
    return evolve(
        item, fields=[typed_as_it_was(one, visit.form, f"value:{one.key}") for one in item.fields], first=first
    )


def _checked(visit: Visit, item: FormTable) -> Attempt:
    """The text with what was typed, and what is wrong with it."""
    document = document_of(visit)
    wrong: dict[str, list[Message]] = {}
    values: dict[str, Any] = {}
    for one in item.fields:
        said: list[Message] = []
        value = typed_of(one, visit.form, f"value:{one.key}", said)
        if said:
            wrong[one.key] = said
        elif not _is_as_it_was(one, visit.form):
            values[one.key] = value
    if item.split and item.choice != item.effective.get(item.split):
        head = {key: value for key, value in values.items() if key in FIRST}
        values = {**head, item.split: item.choice, **values}
        kept = {one.key for one in item.fields} | {item.split}
        values |= {key: None for key in item.own if key not in kept}  # parameters of the rule that was there before
    key = visit.form.get("key:+", "").strip()
    if key and item.free is not None:
        values[key] = typed_of(item.free, visit.form, "value:+", wrong.setdefault("+", []))
    if item.proposed and not values.get("id") and not values.get("use"):
        values = {"id": item.proposed, **values}
    clause = _first_clause(visit, item, wrong)
    text = _changed(document, item, lambda text: _with_clause(_with(text, item, values), item, clause))
    shown = parse(text, document.file, Findings())
    assert shown is not None  # noqa: S101  # what cannot be read again was refused
    return _sorted(visit, item, shown, wrong)


def _first_clause(visit: Visit, item: FormTable, wrong: dict[str, list[Message]]) -> Mapping[str, Any]:
    """The clause that a new dimension begins with, as it was typed; nothing where nothing was."""
    values: dict[str, Any] = {}
    for one in _of_first(item):
        said: list[Message] = []
        value = typed_of(one, visit.form, f"value:{one.key}", said)
        if said:
            wrong[one.key] = said
        elif value is not None:
            values[one.key.removeprefix(FIRST_CLAUSE)] = value
    if not values or item.first is None:
        return {}
    head = {key: values[key] for key in FIRST if key in values}
    return {"id": item.first.proposed, **head, item.first.split: item.first.choice, **values}


def _with_clause(text: str, item: FormTable, clause: Mapping[str, Any]) -> str:
    """The text with a clause in the dimension that was made last."""
    if not clause:
        return text
    keys = keys_of(_named(item, text), _data(text))
    assert keys is not None  # noqa: S101  # made just now
    return with_item(text, (*keys, "clause"), clause)


def _is_as_it_was(one: FormField, form: Mapping[str, str]) -> bool:
    """Whether nothing was typed into a field: what the file says stays as it is written."""
    typed = typed_as_it_was(one, form, f"value:{one.key}")
    return typed.value == one.value and [row for row in typed.rows if any(row)] == [row for row in one.rows if any(row)]


def _changed(document: Document, item: FormTable, change: Any) -> str:
    try:
        text: str = change(document.text)
    except EditError:
        what = message("this is written in the file in a way in which no form can change it")
        mend = message("change it in the editor")
        raise FindingsError([Finding(document.place(item.keys or ()), what, mend)]) from None
    return text


def _with(text: str, item: FormTable, values: Mapping[str, Any]) -> str:
    """The text with these values in this table."""
    if item.new:
        text, above = _made(text, item.names[:-1])
        written = {key: value for key, value in values.items() if value is not None}
        return with_item(text, (*above, item.names[-1]), written)
    if not values:
        return text
    text, keys = _made(text, item.names)
    for key, value in values.items():
        text = with_value(text, (*keys, key), value)
    return text


def _made(text: str, names: Sequence[str]) -> tuple[str, Keys]:
    """The text in which there is a table of these names, to say something of what lies below it in another file."""
    for end in range(2, len(names) + 1, 2):
        data = _data(text)
        if keys_of(names[:end], data) is None:
            above = keys_of(names[: end - 2], data)
            assert above is not None  # noqa: S101  # made just now
            text = with_item(text, (*above, names[end - 2]), {"id": names[end - 1]})
    if len(names) == 1:
        return text, (names[0],)
    keys = keys_of(names, _data(text))
    assert keys is not None  # noqa: S101  # made just now
    return text, keys


def _data(text: str) -> Mapping[str, Any]:
    document = parse(text, "", Findings())
    return {} if document is None else document.data


def _without(text: str, item: FormTable) -> str:
    if item.keys is None or not _is_item(item.names):
        raise EditError
    return without_item(text, item.keys)


def _named(item: FormTable, text: str) -> tuple[str, ...]:
    """What the table is called once it is saved: a new one, or one that got another id."""
    keys = keys_of(item.names[:-1] if item.names else (), _data(text))
    array: Any = _data(text)
    for key in keys or ():
        array = array[key]
    if item.new:
        items = array[item.names[-1]]
        return (*item.names, str(items[-1].get("id") or f"#{len(items)}"))
    if not _is_item(item.names) or not item.names or item.keys is None:
        return item.names
    return (*item.names[:-1], str(array[item.keys[-1]].get("id") or item.names[-1]))


# what is wrong --------------------------------------------------------------------------------------------------------


def _sorted(visit: Visit, item: FormTable, document: Document, wrong: Mapping[str, Sequence[Message]]) -> Attempt:
    """What is wrong with a text, by where the form shows it."""
    named = _named(item, document.text) if item.new or item.keys is not None else item.names
    names = document.names(keys_of(named, document.data) or ())
    beside: dict[str, list[Finding | Message]] = {key: list(said) for key, said in wrong.items()}
    own: list[Finding] = []
    elsewhere: list[Finding] = []
    keys = {one.key for one in item.fields}
    for one in found_if(visit, document.file, document.text):
        lies = one.place.file == document.file and one.place.keys[: len(names)] == names
        rest = one.place.keys[len(names) :]
        if lies and item.first is not None and rest[:1] == ("clause",) and len(rest) > 2:
            beside.setdefault(f"{FIRST_CLAUSE}{rest[2]}", []).append(one)
        elif lies and item.first is not None and rest[:1] == ("clause",):
            own.append(one)
        elif lies and rest and rest[0] in keys:
            beside.setdefault(rest[0], []).append(one)
        elif lies and (not rest or rest[0] == item.split) and item.names:
            own.append(one)
        else:
            elsewhere.append(one)
    return Attempt(document.text, beside, own, elsewhere)
