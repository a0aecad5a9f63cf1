"""A scheme told in full: what its author wrote, what it uses, and the defaults of everything left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, get_args, get_origin

import attrs

from kaohe_core.formula import tree
from kaohe_core.formula.tree import Formula, Number
from kaohe_core.scheme.governance import Governance
from kaohe_core.scheme.load import Toolbox
from kaohe_core.scheme.model import Clause, Payment, Period, PublicNotice, Scheme, Variant
from kaohe_core.scheme.origins import Slot, is_tables
from kaohe_core.toml.locate import Keys
from kaohe_core.toml.structure import allowed_keys, members, types_of

CHOSEN = {Clause: "rule", Variant: "rule", Payment: "settlement"}  # the key that names a class of parameters
NOT_WRITTEN = ("id", "parameters")  # of a scheme: given by the project, or read on its own


def full(data: Mapping[str, Any], toolbox: Toolbox) -> dict[str, Any]:
    """The resolved ``data`` of a scheme with every default filled in, keys in the order of the model.

    The scheme must have been loaded without a finding. A period written as a text becomes a table with an ``id``.
    """
    filled = _Filling(toolbox).table(Scheme, data, leave=NOT_WRITTEN)
    return filled | {key: data[key] for key in ("parameters", "table", "column") if key in data}


def fields(data: Mapping[str, Any], toolbox: Toolbox) -> Iterator[Slot]:
    """Every key that the scheme ``data`` holds or could hold, those of the chosen rules included.

    The scheme need not be right: what cannot be understood is passed over.
    """
    return _Filling(toolbox).fields(Scheme, data, ())


@attrs.frozen
class _Filling:
    toolbox: Toolbox

    def table(self, cls: type, data: Mapping[str, Any], leave: Sequence[str] = ()) -> dict[str, Any]:
        """One table: what is written and, under the keys that are not, the defaults."""
        result: dict[str, Any] = {}
        key = CHOSEN.get(cls)
        chosen = self.chosen(cls, data)
        if key is not None and chosen is not None:
            result[key] = data[key]
            parameters = self.table(chosen, data)
            own = self.attributes(cls, data, leave=(key, *leave))
            return {"id": own.pop("id", None)} | result | own | parameters if "id" in own else result | own | parameters
        return self.attributes(cls, data, leave if key is None else (key, *leave))

    def chosen(self, cls: type, data: Mapping[str, Any]) -> type | None:
        """The class of the rule or of the settlement that a clause or a payment names."""
        key = CHOSEN.get(cls)
        known: Mapping[str, type] = self.toolbox.rules if key == "rule" else self.toolbox.settlements
        name = data.get(key) if key is not None else None
        return known.get(name) if isinstance(name, str) else None

    def fields(self, cls: type, data: Mapping[str, Any], keys: Keys) -> Iterator[Slot]:
        """Every key of one table, and of the tables in it."""
        types = types_of(cls)
        for key, attribute in allowed_keys(cls).items():
            yield from self.inside(types[attribute.name], data.get(key), (*keys, key), attribute, data)
        chosen = self.chosen(cls, data)
        if chosen is not None:
            yield from self.fields(chosen, data, keys)

    def inside(
        self, type_: Any, value: Any, keys: Keys, attribute: attrs.Attribute[Any], data: Mapping[str, Any]
    ) -> Iterator[Slot]:
        """The key at ``keys``, or those of the tables under it."""
        for part in members(type_):
            origin, arguments = get_origin(part) or part, get_args(part)
            table = isinstance(origin, type) and attrs.has(origin) and not issubclass(origin, Formula)
            if table and (isinstance(value, Mapping) or isinstance(attribute.default, origin)):
                yield from self.fields(origin, value if isinstance(value, Mapping) else {}, keys)
                return
            if isinstance(value, Mapping) and origin in (dict, Mapping):
                for key, item in value.items():
                    yield from self.inside(arguments[1], item, (*keys, key), attribute, data)
                return
            if is_tables(value) and origin is tuple:
                for index, item in enumerate(value):
                    yield from self.inside(arguments[0], item, (*keys, index), attribute, data)
                return
        yield Slot(keys, type_, self.default(attribute, data))

    def attributes(self, cls: type, data: Mapping[str, Any], leave: Sequence[str]) -> dict[str, Any]:
        types = types_of(cls)
        result: dict[str, Any] = {}
        for key, attribute in allowed_keys(cls).items():
            if key in leave:
                continue
            if key in data:
                result[key] = self.value(types[attribute.name], data[key])
                continue
            default = self.default(attribute, data)
            if default is not None:
                result[key] = default
        return result

    def value(self, type_: Any, value: Any) -> Any:
        for part in members(type_):
            origin, arguments = get_origin(part) or part, get_args(part)
            if part is Period and isinstance(value, str):
                return {"id": value}
            if isinstance(origin, type) and attrs.has(origin) and isinstance(value, Mapping):
                if not issubclass(origin, Formula):
                    return self.table(origin, value)
            elif isinstance(value, list) and origin in (tuple, list) and arguments:
                return [self.value(arguments[0], item) for item in value]
            elif isinstance(value, Mapping) and origin in (dict, Mapping) and len(arguments) == 2:
                return {key: self.value(arguments[1], item) for key, item in value.items()}
        return value

    def default(self, attribute: attrs.Attribute[Any], data: Mapping[str, Any]) -> Any:
        """The default as it would be written; None where nothing stands for it."""
        if attribute.metadata.get("from") == "id":
            return data.get("id")
        default: Any = attribute.default
        if default is attrs.NOTHING or isinstance(default, attrs.Factory):  # type: ignore[arg-type]  # a class at run time
            return None
        if attribute.converter is not None and default is not None:
            converter: Any = attribute.converter
            default = converter(default)
        match default:
            case Number():
                return default.value
            case Governance() | PublicNotice():
                return self.table(type(default), {})
            case tree.Mark():
                return f"marks.{default.id}"
            case bool() | int() | Decimal():
                return default
            case str():
                return default or None
            case tuple() | None:
                return None
        raise NotImplementedError(f"{attribute.name}: the default {default!r} has no text in TOML")
