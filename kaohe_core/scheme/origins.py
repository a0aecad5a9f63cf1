"""Where the values of a scheme were written, and the names by which layers speak of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen

from kaohe_core.findings import Place
from kaohe_core.toml.document import Document
from kaohe_core.toml.locate import Keys, follow


@frozen
class Origin:
    """Where a value was written: which file, which keys in it, and the name of the layer."""

    document: Document
    keys: Keys
    layer: str

    def place(self) -> Place:
        """The place of the value."""
        return self.document.place(self.keys, value=True)


@frozen
class Overruled:
    """What was written for a value that a superior layer replaced, the most superior first.

    A default, which nobody wrote, has no origin.
    """

    by: Origin
    written: tuple[tuple[Origin | None, Any], ...]


@frozen
class Slot:
    """A value that a scheme holds or could hold: where it stands, what may stand there, and its default."""

    keys: Keys
    type: Any
    default: Any  # as it would be written; None where nothing stands for it


Fields = Callable[[Mapping[str, Any]], Iterable[Slot]]  # every key of a scheme with these data


@frozen
class Layered:
    """What the layers laid so far come to, and where each of its values was written."""

    data: dict[str, Any]
    origins: dict[Keys, Origin]

    def names(self) -> dict[str, Keys]:
        """Every value that was written, by name."""
        return {name_of(keys, self.data): keys for keys, _ in leaves(self.data)}

    def value(self, keys: Keys) -> Any:
        """The value at ``keys``, which must be there."""
        found: Any = self.data
        for key in keys:
            found = found[key]
        return found

    def put(self, keys: Keys, value: Any, origin: Origin) -> None:
        """Set a value; the tables that lead there are made where they are not."""
        table: Any = self.data
        for key in keys[:-1]:
            table = table.setdefault(key, {}) if isinstance(table, dict) else table[key]
        table[keys[-1]] = value
        self.origins[keys] = origin


def name_of(keys: Keys, data: Any) -> str:
    """The name of a value or of a table, ids for items of arrays: ``attendance.sick-leave.points``."""
    parts: list[str] = []
    for depth, key in enumerate(keys):
        if isinstance(key, int):
            item, reached = follow(data, keys[: depth + 1])
            known = reached == depth + 1 and isinstance(item, dict)
            parts[-1] = str(item.get("id", key + 1)) if known else f"{parts[-1]}.{key + 1}"
        else:
            parts.append(key)
    return ".".join(parts)


def is_tables(data: Any) -> bool:
    """Whether this is an array of tables, whose items are told apart by ``id``."""
    return isinstance(data, list) and bool(data) and all(isinstance(item, dict) for item in data)


def leaves(data: Any, keys: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    """Every value of a resolved scheme with the keys that lead to it, arrays of plain values as one."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from leaves(value, (*keys, key))
    elif is_tables(data):
        for index, item in enumerate(data):
            yield from leaves(item, (*keys, index))
    else:
        yield keys, data
