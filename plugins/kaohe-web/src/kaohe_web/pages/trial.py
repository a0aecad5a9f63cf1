"""试算: the numbers of a scheme as fields; who gains and who loses, how grades and the pool move. Nothing is saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from copy import deepcopy
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen
from starlette.responses import RedirectResponse, Response

from kaohe_core import Finding, FindingsError, Language, Place
from kaohe_core.compare.comparison import told
from kaohe_core.compare.versions import Side, compared
from kaohe_core.config import SchemeEntry
from kaohe_core.project import Project, Ready
from kaohe_core.scheme.key_titles import KINDS, LABELS
from kaohe_core.scheme.layers import Resolved
from kaohe_core.scheme.number_titles import called
from kaohe_core.scheme.of_the_round import ROUND
from kaohe_core.scheme.origins import leaves, name_of
from kaohe_web.drawn import page, schemes_of
from kaohe_web.messages import message
from kaohe_web.visit import Visit

if TYPE_CHECKING:
    from kaohe_core.toml.locate import Keys

LONGEST = 30  # digits before or behind the point: what a scheme could hold
KEPT = ("round", "per", "periods", "table", "column")  # decimals and periods: other schemes, not other numbers


@frozen
class TrialField:
    """A number of the scheme that can be tried: its name, what it stands in, its value."""

    name: str
    keys: Keys
    label: str
    group: str
    value: str


def first(visit: Visit) -> Response:
    """The first scheme."""
    schemes = visit.seen.project.schemes
    return RedirectResponse(f"/trial/{schemes[0]}" if schemes else "/results", 303)


def fields(visit: Visit) -> Response:
    """The numbers of one scheme."""
    return _page(visit, {}, ())


def tried(visit: Visit) -> Response:
    """What the changed numbers make of the records."""
    visit.seen.read()
    ready = _ready(visit)
    wanted: dict[str, Decimal] = {}
    changed: dict[Keys, Decimal] = {}
    for one in _fields(ready, visit.language):
        typed = visit.form.get(f"value:{one.name}", one.value).strip()
        if typed != one.value:
            wanted[one.name] = changed[one.keys] = _number(one, typed)
    if not wanted:
        return _page(visit, {}, ())
    project = visit.seen.project
    old, new = Side(Path(message("now").text(visit.language)), project), _with(project, ready, changed, visit)
    run = visit.seen.run
    known = None if run.findings.blocked else run  # what is wrong elsewhere in the project is not in the way of a trial
    found = compared(old, new, ready.entry.id, visit.language, lambda _side: nullcontext(), known)
    parts = [_part(part) for part in list(told(found))[1:]]
    return _page(visit, {name: str(value) for name, value in wanted.items()}, parts, found.findings)


def _page(visit: Visit, typed: Mapping[str, str], parts: Any, findings: Any = ()) -> Response:
    ready = _ready(visit)
    groups: dict[str, list[TrialField]] = {}
    for one in _fields(ready, visit.language):
        groups.setdefault(one.group, []).append(one)
    return page(
        visit,
        "trial.html",
        scheme=ready.entry.id,
        schemes=schemes_of(visit),
        groups=groups,
        typed=typed,
        parts_=parts,
        findings=findings,
    )


def _ready(visit: Visit) -> Ready:
    ready = visit.seen.loaded.ready(visit.scheme())
    if ready is None:
        raise FindingsError(visit.seen.loaded.findings, visit.language)
    return ready


def _fields(ready: Ready, language: Language) -> Iterator[TrialField]:
    """Every number that somebody wrote, by what it stands in."""
    data = ready.resolved.data
    for keys, value in leaves(data):
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or set(keys) & set(KEPT):
            continue
        yield TrialField(
            name_of(keys, data),
            keys,
            called(ready.scheme, keys, language),
            _group(keys, data, language),
            f"{Decimal(value):f}",
        )


def _group(keys: Keys, data: Any, language: Language) -> str:
    """What the item that a number stands in is called: the wording of its clause, the title of its dimension."""
    named, found = "", data
    for key in keys[:-1]:
        found = found[key]
        if isinstance(found, Mapping):
            named = str(found.get("text") or found.get("title") or found.get("name") or found.get("id") or named)
    kind = KINDS.get(str(keys[0])) or LABELS.get(str(keys[0]))
    return named or (str(keys[0]) if kind is None else kind.text(language))


def _number(one: TrialField, typed: str) -> Decimal:
    try:
        found = Decimal(typed)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found.adjusted()) > LONGEST or len(found.as_tuple().digits) > LONGEST:
        what = message("“{text}” is no number", text=typed)
        raise FindingsError([Finding(Place(keys=tuple(one.name.split("."))), what)])
    return found


def _with(project: Project, ready: Ready, changed: Mapping[Keys, Decimal], visit: Visit) -> Side:
    """The project with other numbers in one scheme, those of its round included."""
    document = project.document
    of_round = document.data.get(ROUND, {}).get(ready.entry.id, {})
    data, text = deepcopy(document.data), dict(changed)
    for keys, value in changed.items():
        if keys[0] in of_round and _is_there(of_round, keys):
            _put(data[ROUND][ready.entry.id], keys, _as_before(of_round, keys, value))
            del text[keys]

    def hand(entry: SchemeEntry, resolved: Resolved) -> Resolved:
        if entry.id != ready.entry.id:
            return resolved
        other = deepcopy(resolved.data)
        for keys, value in text.items():
            _put(other, keys, _as_before(other, keys, value))
        return evolve(resolved, data=other)

    other = evolve(project, document=evolve(document, data=data)).laid(hand)
    return Side(Path(message("tried").text(visit.language)), other)


def _is_there(data: Any, keys: Keys) -> bool:
    for key in keys:
        if not isinstance(data, Mapping) or key not in data:
            return False
        data = data[key]
    return True


def _as_before(data: Any, keys: Keys, value: Decimal) -> int | Decimal:
    """A whole number stays one, as it was written so."""
    for key in keys:
        data = data[key]
    return int(value) if isinstance(data, int) and value == value.to_integral_value() else value


def _put(data: Any, keys: Keys, value: Any) -> None:
    for key in keys[:-1]:
        data = data[key]
    data[keys[-1]] = value


def _part(part: Any) -> dict[str, Any]:
    """A line of a comparison, or a table of it as Rich has it."""
    if isinstance(part, str):
        return {"line": part}
    rows = list(zip(*([str(cell) for cell in column.cells] for column in part.columns), strict=True))
    return {
        "heads": [(str(column.header), column.justify == "right") for column in part.columns],
        "rows": rows,
    }
