"""What changed between two schemes, clause by clause, with the wording (G11).

A pure function of two schemes told in full; parts are known again by their ids, never by where they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Any, Literal

from attrs import evolve, frozen

from kaohe_core.compare.parts import KeyPath, SchemePart, inside, is_tables, matched, paired, parts, same
from kaohe_core.messages import Language, Message, message
from kaohe_core.scheme.key_titles import KINDS, LABELS, QUIET

ChangeKind = Literal["added", "removed", "changed"]
ORDER = "order"  # the last key of a change of order; before it the kind of what is ordered
TITLES = "parameter-titles"
LONG = 36  # characters beyond which an old and a new value have a line each


@frozen
class AlteredValue:
    """One value that is another now; None where it is not written. ``keys`` lead there inside its part."""

    keys: KeyPath
    old: Any
    new: Any
    title: str = ""  # of a parameter, where the scheme gives it one


@frozen
class Change:
    """One part that was added, removed or changed.

    ``inside`` names the parts it lies in. ``values`` are those that differ: all of them where the part is only in one
    scheme, except what stands in the other fields.
    """

    kind: ChangeKind
    part: str
    id: str
    name: str
    inside: tuple[str, ...]
    source: str
    old_wording: str
    new_wording: str
    values: tuple[AlteredValue, ...]


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """Every part that differs, in the order of the new scheme; what was removed stands where it was."""
    before, after = parts(old), parts(new)
    twins = matched(before, after)
    found: list[tuple[tuple[int, int, int], Change]] = []
    for part in after:
        change = _added(part, after) if part.index not in twins else _changed(before, after, part.index, twins)
        if change is not None:
            found.append(((part.index, 0, 0), change))
    back = {o: n for n, o in twins.items()}
    last = 0
    for part in before:
        last = back.get(part.index, last)
        if part.index not in back:
            found.append(((last, 1, part.index), _removed(part, before)))
    titles = {**old.get(TITLES, {}), **new.get(TITLES, {})}
    return tuple(_titled(change, titles) for _, change in sorted(found, key=lambda pair: pair[0]))


def _titled(change: Change, titles: Mapping[str, str]) -> Change:
    """A change of parameters with what the scheme calls them."""
    if change.part != "parameters":
        return change
    return evolve(change, values=tuple(evolve(one, title=titles.get(one.keys[0], "")) for one in change.values))


def _names(part: SchemePart, all_: Sequence[SchemePart]) -> tuple[str, ...]:
    return tuple(above.name for above in inside(part, all_))


def _whole(part: SchemePart) -> Iterator[tuple[KeyPath, Any]]:
    """The values of a part that its other fields do not say."""
    said = ["id", "text", "reason", "title", "source", *(["name"] if part.kind == "grade" else [])]
    return ((keys, value) for keys, value in part.values.items() if keys not in {(key,) for key in said})


def _scheme(part: SchemePart) -> bool:
    return part.kind == "scheme"


def _added(part: SchemePart, all_: Sequence[SchemePart]) -> Change:
    values = tuple(AlteredValue(keys, None, value) for keys, value in _whole(part))
    return Change(
        "added", part.kind, part.id, part.name, _names(part, all_), part.own("source"), "", part.wording, values
    )


def _removed(part: SchemePart, all_: Sequence[SchemePart]) -> Change:
    values = tuple(AlteredValue(keys, value, None) for keys, value in _whole(part))
    return Change(
        "removed", part.kind, part.id, part.name, _names(part, all_), part.own("source"), part.wording, "", values
    )


def _changed(
    before: Sequence[SchemePart], after: Sequence[SchemePart], index: int, twins: Mapping[int, int]
) -> Change | None:
    part, was = after[index], before[twins[index]]
    values = [*_moved(was, before, part, after), *_values(was, part), *_orders(before, part, after, twins)]
    if not values:
        return None
    return Change(
        "changed",
        part.kind,
        part.id,
        part.name,
        _names(part, after),
        part.own("source"),
        was.wording,
        part.wording,
        tuple(values),
    )


def _moved(
    was: SchemePart, before: Sequence[SchemePart], part: SchemePart, after: Sequence[SchemePart]
) -> Iterator[AlteredValue]:
    """A clause or a dimension that lies in another dimension now, or among the adjustments."""
    here, there = _where(was, before), _where(part, after)
    if here != there:
        yield AlteredValue(("in",), here, there)


def _where(part: SchemePart, all_: Sequence[SchemePart]) -> str:
    above = all_[part.parent] if part.parent is not None else part
    return part.kind if _scheme(above) else above.id or above.kind


def _values(was: SchemePart, part: SchemePart) -> Iterator[AlteredValue]:
    for keys in dict.fromkeys([*part.values, *was.values]):
        old, new = was.values.get(keys), part.values.get(keys)
        if not same(keys, old, new):
            yield from _items(keys, old, new)


def _items(keys: KeyPath, old: Any, new: Any) -> Iterator[AlteredValue]:
    """Arrays of tables, such as bands, item by item; everything else whole."""
    if not (is_tables(old) and is_tables(new)):
        yield AlteredValue(keys, old, new)
        return
    before, after = (
        [{_one(key): value for key, value in item.items() if value is not None} for item in items]
        for items in (old, new)
    )
    twins = paired(after, before, list(dict.fromkeys(key for item in after for key in item)))
    for n, item in enumerate(after):
        path = (*keys, f"#{n + 1}")
        if n not in twins:
            yield AlteredValue(path, None, new[n])
            continue
        was = before[twins[n]]
        for key in dict.fromkeys([*item, *was]):
            if not same(key, was.get(key), item.get(key)):
                yield AlteredValue((*path, *key), was.get(key), item.get(key))
    yield from (AlteredValue((*keys, f"#{o + 1}"), old[o], None) for o in range(len(old)) if o not in twins.values())
    if list(twins.values()) != sorted(twins.values()):
        yield AlteredValue((*keys, ORDER), old, new)


def _one(key: str) -> KeyPath:
    return (key,)


def _orders(
    before: Sequence[SchemePart], part: SchemePart, after: Sequence[SchemePart], twins: Mapping[int, int]
) -> Iterator[AlteredValue]:
    """Whether what lies in a part stands in another order: of payments, grades and groups the first one counts."""
    lies = [one for one in after if one.parent == part.index and one.index in twins]
    stayed = [one for one in lies if before[twins[one.index]].parent == twins[part.index]]
    for kind in dict.fromkeys(one.kind for one in stayed):
        mine = [one for one in stayed if one.kind == kind and before[twins[one.index]].kind == kind]
        was = sorted(mine, key=lambda one: twins[one.index])
        if mine != was:
            yield AlteredValue((kind, ORDER), [_short(one) for one in was], [_short(one) for one in mine])


def _short(part: SchemePart) -> str:
    return part.id or part.wording or part.own("source") or part.own("when")


# told -----------------------------------------------------------------------------------------------------------------

MARKS: dict[ChangeKind, Message] = {
    "added": message("added"),
    "removed": message("removed"),
    "changed": message("changed"),
}


def lines(found: Sequence[Change], language: Language) -> list[str]:
    """Every change with its wording and what is another now, to be read by people."""
    if not found:
        return [message("no clause and no value differs").text(language)]
    counts = {kind: sum(change.kind == kind for change in found) for kind in MARKS}
    told = [
        message("changes: {count} (changed {changed}, added {added}, removed {removed})", count=len(found), **counts)
    ]
    return [line.text(language) for line in told] + [
        line.text(language) for change in found for line in (_head(change), *_wording(change), *_told(change))
    ]


def _head(change: Change) -> Message:
    kind = KINDS.get(change.part) or message("{key}", key=change.part)
    name = change.name if change.name == change.id or not change.id else f"{change.name} {change.id}"
    where = " › ".join([*change.inside, name] if name else change.inside)
    mark = MARKS[change.kind]
    if not where or change.part == "scheme":
        return message("[{mark}] {kind}", mark=mark, kind=kind)
    if not change.source:
        return message("[{mark}] {kind} {where}", mark=mark, kind=kind, where=where)
    return message("[{mark}] {kind} {where} ({source})", mark=mark, kind=kind, where=where, source=change.source)


def _wording(change: Change) -> Iterator[Message]:
    old, new = change.old_wording, change.new_wording
    match change.kind:
        case "added" if new:
            yield message("  wording: {text}", text=new)
        case "removed" if old:
            yield message("  wording until now: {text}", text=old)
        case "changed" if old != new:
            yield message("  wording: {text}", text=new or "–")
            yield message("  wording until now: {text}", text=old or "–")
        case "changed" if new:
            yield message("  wording (as it was): {text}", text=new)


def _told(change: Change) -> Iterator[Message]:
    values = [one for one in change.values if one.keys not in (("text",), ("reason",)) or change.part == "scheme"]
    if change.kind != "changed":
        values = [v for v in values if v.keys[0] not in QUIET or QUIET[v.keys[0]] not in (v.old, v.new)]
        told = [
            message("{label}: {value}", label=_label(v, change.part), value=_shown(v.new if v.old is None else v.old))
            for v in values
        ]
        if told:
            yield message("  {values}", values=reduce(_and, told))
        return
    for value in values:
        if value.keys[-1] == ORDER and is_tables(value.old):
            yield message("  {label}", label=_label(value, change.part))
            continue
        old, new = _shown(value.old), _shown(value.new)
        if len(str(old)) + len(str(new)) <= LONG:
            yield message("  {label}: {old} → {new}", label=_label(value, change.part), old=old, new=new)
        else:
            yield message("  {label}: {new}", label=_label(value, change.part), new=new)
            yield message("    until now: {old}", old=old)


def _and(one: Message, other: Message) -> Message:
    return message("{values}; {value}", values=one, value=other)


def _label(value: AlteredValue, part: str) -> Message:
    """What a value is called, with the key as the file has it; parameters have names of their own."""
    *before, last = value.keys
    path = ".".join(value.keys)
    if value.title:
        return message("{label} ({key})", label=value.title, key=path)
    if last == ORDER:
        return message("order of {what}", what=KINDS.get(before[0]) or LABELS.get(before[0]) or before[0])
    if value.keys == ("text",) and part != "scheme":
        return message("wording")
    written = [key for key in value.keys if key[0] != "#"]
    known = next((LABELS[key] for key in (".".join(written), written[-1], written[0]) if key in LABELS), None)
    if known is None or part == "parameters":
        return message("{key}", key=path)
    return message("{label} ({key})", label=known, key=path)


def _shown(value: Any) -> object:
    match value:
        case None:
            return message("(none)")
        case bool():
            return message("yes") if value else message("no")
        case str():
            return " ".join(value.split())
        case Mapping():
            return message(
                "{{{values}}}",
                values=[message("{key} {value}", key=key, value=_shown(inner)) for key, inner in value.items()],
            )
        case list():
            return [_shown(inner) for inner in value]
    return value


def data(found: Sequence[Change], language: Language) -> list[dict[str, Any]]:
    """The same as plain data."""
    return [
        {
            "kind": change.kind,
            "part": change.part,
            "id": change.id,
            "name": change.name,
            "inside": list(change.inside),
            "source": change.source,
            "wording": {"old": change.old_wording, "new": change.new_wording},
            "values": [
                {
                    "keys": list(value.keys),
                    "label": _label(value, change.part).text(language),
                    "old": value.old,
                    "new": value.new,
                }
                for value in change.values
            ],
        }
        for change in found
    ]
