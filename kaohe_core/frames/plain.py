"""As much of Polars as reading, checking and the results of a school ask for, on plain Python lists.

The names are those of Polars, and so is the meaning, null by null: ``tests/frames/test_plain.py`` runs both on the same
data. It is for some hundred rows, and for what it lacks it raises; a frame is a dict of lists, an expression a function
that takes a frame and gives a column (of one value, where it is the same in every row).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

Boolean, Date, DataType, String = "Boolean", "Date", "DataType", "String"
Int64, Int128, UInt32 = "Int64", "Int128", "UInt32"
INTEGERS = (Int64, Int128, UInt32)


def _strict(operate: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Nothing where one of both is nothing."""
    return lambda a, b: None if a is None or b is None else operate(a, b)


def _and(a: Any, b: Any) -> Any:
    if a is False or b is False:
        return False
    return None if a is None or b is None else a and b


def _or(a: Any, b: Any) -> Any:
    if a is True or b is True:
        return True
    return None if a is None or b is None else a or b


def _broadcast(*columns: _Series) -> Iterator[tuple[Any, ...]]:
    """The rows of columns side by side; those of one value have it in every row."""
    lengths = {len(column.values) for column in columns} - {1}
    if len(lengths) > 1:
        raise ValueError(f"columns of different lengths: {sorted(lengths)}")
    height = lengths.pop() if lengths else 1
    return zip(*(column.stretched(height) for column in columns), strict=True)


def _operator(operate: Callable[[Any, Any], Any], *, turned: bool = False) -> Callable[[_Series, Any], _Series]:
    def apply(self: _Series, other: Any) -> _Series:
        beside = other if isinstance(other, _Series) else _Series([other])
        pairs = _broadcast(self, beside)
        found = [operate(b, a) for a, b in pairs] if turned else [operate(a, b) for a, b in pairs]
        return _Series(self.name, found)

    return apply


class _Series:
    """A column: values, None where there is none."""

    __slots__ = ("name", "values")

    def __init__(self, name: Any = "", values: Iterable[Any] | None = None, dtype: Any = None) -> None:
        if not isinstance(name, str):
            name, values = "", name
        self.name, self.values = name, list(values or ())
        if dtype in INTEGERS:
            self.values = self.cast(dtype).values

    __hash__ = None  # type: ignore[assignment]  # == gives a column
    __add__, __radd__ = _operator(_strict(operator.add)), _operator(_strict(operator.add), turned=True)
    __sub__, __rsub__ = _operator(_strict(operator.sub)), _operator(_strict(operator.sub), turned=True)
    __mul__, __rmul__ = _operator(_strict(operator.mul)), _operator(_strict(operator.mul), turned=True)
    __floordiv__, __mod__ = _operator(_strict(operator.floordiv)), _operator(_strict(operator.mod))
    __lt__, __le__ = _operator(_strict(operator.lt)), _operator(_strict(operator.le))
    __gt__, __ge__ = _operator(_strict(operator.gt)), _operator(_strict(operator.ge))
    __eq__ = _operator(_strict(operator.eq))  # type: ignore[assignment]  # a column, as in Polars
    __ne__ = _operator(_strict(operator.ne))  # type: ignore[assignment]  # as above
    __and__, __rand__ = _operator(_and), _operator(_and, turned=True)
    __or__, __ror__ = _operator(_or), _operator(_or, turned=True)
    __xor__ = _operator(_strict(operator.xor))
    ne_missing = _operator(operator.ne)

    def __invert__(self) -> _Series:
        return self._each(lambda value: None if value is None else not value)

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.values)

    def __getitem__(self, index: int) -> Any:
        return self.values[index]

    def _each(self, change: Callable[[Any], Any]) -> _Series:
        return _Series(self.name, [change(value) for value in self.values])

    def _known(self) -> list[Any]:
        return [value for value in self.values if value is not None]

    def stretched(self, height: int) -> list[Any]:
        """The values; one value as often as there are rows."""
        return self.values * height if len(self.values) == 1 and height != 1 else self.values

    # values

    def to_list(self) -> list[Any]:
        return list(self.values)

    def to_series(self) -> _Series:
        return self

    def to_frame(self) -> _Frame:
        return _Frame({self.name: self})

    def alias(self, name: str) -> _Series:
        return _Series(name, self.values)

    def cast(self, dtype: Any) -> _Series:
        if dtype in INTEGERS:
            return self._each(lambda value: None if value is None else int(value))
        if dtype == String:
            return self._each(lambda value: value if value is None or isinstance(value, str) else str(value))
        return self

    def fill_null(self, value: Any) -> _Series:
        return self._each(lambda one: value if one is None else one)

    def is_null(self) -> _Series:
        return self._each(lambda value: value is None)

    def is_not_null(self) -> _Series:
        return self._each(lambda value: value is not None)

    def is_in(self, other: Any) -> _Series:
        values = list(other)
        known = set(values[0] if len(values) == 1 and isinstance(values[0], list) else values)
        return self._each(lambda value: None if value is None else value in known)

    def hash(self, seed: int = 0) -> _Series:
        return self._each(lambda value: hash(f"{seed} {value!r}"))

    def shift(self, by: int) -> _Series:
        return _Series(self.name, [None] * min(by, len(self)) + self.values[: max(len(self) - by, 0)])

    def cum_sum(self) -> _Series:
        total, found = 0, []
        for value in self.values:
            total += value or 0
            found.append(None if value is None else total)
        return _Series(self.name, found)

    def replace_strict(self, old: Any, new: Any = None, *, default: Any = None, return_dtype: Any = None) -> _Series:
        known = dict(old) if isinstance(old, Mapping) else dict(zip(old, new, strict=True))
        other = default if isinstance(default, _Series) else _Series([default])
        return _Series(self.name, [known.get(value, kept) for value, kept in _broadcast(self, other)])

    # rows

    def filter(self, mask: _Series) -> _Series:
        return _Series(self.name, [value for value, kept in _broadcast(self, mask) if kept])

    def gather(self, places: Iterable[int]) -> _Series:
        return _Series(self.name, [self.values[place] for place in places])

    def head(self, count: int) -> _Series:
        return _Series(self.name, self.values[:count])

    def clear(self) -> _Series:
        return _Series(self.name)

    def drop_nulls(self) -> _Series:
        return _Series(self.name, self._known())

    def unique(self, *, maintain_order: bool = True) -> _Series:
        return _Series(self.name, dict.fromkeys(self.values))

    def arg_true(self) -> _Series:
        return _Series(self.name, [place for place, value in enumerate(self.values) if value])

    def implode(self) -> _Series:
        return _Series(self.name, [list(self.values)])

    # one value

    def null_count(self) -> int:
        return len(self.values) - len(self._known())

    def has_nulls(self) -> bool:
        return self.null_count() > 0

    def is_empty(self) -> bool:
        return not self.values

    def any(self) -> bool:
        return any(self._known())

    def all(self) -> bool:
        return all(self._known())

    def sum(self) -> Any:
        return sum(self._known())

    def min(self) -> Any:
        return min(self._known(), default=None)

    def max(self) -> Any:
        return max(self._known(), default=None)

    def first(self) -> Any:
        return self.values[0] if self.values else None

    def n_unique(self) -> int:
        return len(set(self.values))

    def is_sorted(self) -> bool:
        known = self._known()
        return all(a <= b for a, b in pairwise(known))

    def equals(self, other: _Series) -> bool:
        return self.values == other.values


class _Texts:
    def __init__(self, of: _Series) -> None:
        self._of = of

    def contains(self, pattern: str) -> _Series:
        import re

        found = re.compile(pattern)
        values = [None if value is None else found.search(value) is not None for value in self._of.values]
        return _Series(self._of.name, values)


_Series.str = property(_Texts)  # type: ignore[attr-defined]  # in the class it would hide the type of that name


class _Expr:
    """A column that is worked out when there is a frame; its methods are those of the column."""

    __slots__ = ("name", "run")
    __hash__ = None  # type: ignore[assignment]  # == gives an expression

    def __init__(self, run: Callable[[_Frame], _Series], name: str = "") -> None:
        self.run, self.name = run, name

    def _then(self, method: str) -> Callable[..., _Expr]:
        def called(*given: Any, **named: Any) -> _Expr:
            def run(frame: _Frame) -> _Series:
                own = self.run(frame)
                if method == "filter":
                    own = _Series(own.name, own.stretched(frame.height))
                found = getattr(own, method)(
                    *(_in(frame, one) for one in given), **{key: _in(frame, one) for key, one in named.items()}
                )
                return found if isinstance(found, _Series) else _Series([found])

            return _Expr(run, self.name)

        return called

    def __getattr__(self, method: str) -> Callable[..., _Expr]:
        if method.startswith("__"):
            raise AttributeError(method)
        return self._then(method)

    def alias(self, name: str) -> _Expr:
        return _Expr(self.run, name)

    def over(self, keys: Sequence[str]) -> _Expr:
        """The one value of all rows that share their keys, in each of them."""

        def run(frame: _Frame) -> _Series:
            found: list[Any] = [None] * frame.height
            for _key, places in frame.grouped(keys):
                value = self.run(frame.at(places)).values[0]
                for place in places:
                    found[place] = value
            return _Series(self.name, found)

        return _Expr(run, self.name)


def _forwarded(name: str) -> Callable[..., _Expr]:
    return lambda self, *given: self._then(name)(*given)


for _name in (
    *("__add__", "__radd__", "__sub__", "__rsub__", "__mul__", "__rmul__", "__floordiv__", "__mod__"),
    *("__lt__", "__le__", "__gt__", "__ge__", "__eq__", "__ne__"),
    *("__and__", "__rand__", "__or__", "__ror__", "__xor__", "__invert__"),
):
    setattr(_Expr, _name, _forwarded(_name))  # Python looks operators up in the class


def _in(frame: _Frame, given: Any) -> Any:
    return given.run(frame) if isinstance(given, _Expr) else given


def _column(frame: _Frame, given: Any) -> _Series:
    """What is asked of a frame: an expression, a column at hand, or the name of one."""
    if isinstance(given, _Expr):
        return given.run(frame).alias(given.name)
    return given if isinstance(given, _Series) else frame[given]


def _flat(given: Iterable[Any]) -> Iterator[Any]:
    for one in given:
        if isinstance(one, str | _Expr | _Series):
            yield one
        else:
            yield from one


class _Frame:
    """Columns of one length, by name."""

    __slots__ = ("_columns", "height")

    def __init__(self, columns: Mapping[str, Any] | Iterable[_Series] = (), height: int | None = None) -> None:
        named = columns.items() if isinstance(columns, Mapping) else [(one.name, one) for one in columns]
        self._columns: dict[str, list[Any]] = {name: list(values) for name, values in named}
        lengths = {len(values) for values in self._columns.values()}
        if height is None:
            height = max(lengths - {1}, default=1 if lengths else 0) if 0 not in lengths else 0
        self.height = height
        for name, values in self._columns.items():
            if len(values) != height:
                self._columns[name] = _Series(values).stretched(height)

    def __getitem__(self, name: str) -> _Series:
        return _Series(name, self._columns[name])

    @property
    def columns(self) -> list[str]:
        return list(self._columns)

    def at(self, places: Sequence[int]) -> _Frame:
        """The rows at these places."""
        found = {name: [values[place] for place in places] for name, values in self._columns.items()}
        return _Frame(found, len(places))

    def grouped(self, keys: Sequence[str]) -> list[tuple[Any, list[int]]]:
        """The places of the rows that share their keys, in the order of the first of each."""
        found: dict[Any, list[int]] = {}
        for place, key in enumerate(zip(*(self._columns[name] for name in keys), strict=True)):
            found.setdefault(key, []).append(place)
        return list(found.items())

    def lazy(self) -> _Frame:
        return self

    collect = clone = lazy

    # rows

    def rows(self) -> list[tuple[Any, ...]]:
        return list(zip(*self._columns.values(), strict=True))

    def iter_rows(self, *, named: bool = False) -> Iterator[Any]:
        names = self.columns
        return (dict(zip(names, row, strict=True)) for row in self.rows()) if named else iter(self.rows())

    def iter_columns(self) -> Iterator[_Series]:
        return (self[name] for name in self._columns)

    def row(self, index: int, *, named: bool = False) -> Any:
        return list(self.iter_rows(named=named))[index]

    def item(self) -> Any:
        [[value]] = self._columns.values()
        return value

    def to_series(self) -> _Series:
        [name] = self._columns
        return self[name]

    def filter(self, mask: Any) -> _Frame:
        kept = _column(self, mask).stretched(self.height)
        return self.at([place for place in range(self.height) if kept[place]])

    def head(self, count: int) -> _Frame:
        return self.at(range(min(count, self.height)))

    def tail(self, count: int) -> _Frame:
        return self.at(range(max(self.height - count, 0), self.height))

    def clear(self) -> _Frame:
        return self.at(())

    def drop_nulls(self, subset: str | Sequence[str] | None = None) -> _Frame:
        names = self.columns if subset is None else [subset] if isinstance(subset, str) else subset
        kept = [all(self._columns[name][place] is not None for name in names) for place in range(self.height)]
        return self.filter(_Series(kept))

    def unique(self, subset: str, *, keep: str, maintain_order: bool = True) -> _Frame:
        at = {key: places[0 if keep == "first" else -1] for key, places in self.grouped([subset])}
        return self.at(sorted(at.values()))

    # columns

    def select(self, *given: Any, **named: Any) -> _Frame:
        columns = [_column(self, one) for one in _flat(given)]
        return _Frame([*columns, *(_column(self, one).alias(name) for name, one in named.items())])

    def with_columns(self, *given: Any, **named: Any) -> _Frame:
        added = [_column(self, one) for one in _flat(given)]
        added += [_column(self, one).alias(name) for name, one in named.items()]
        return _Frame(self._columns | {one.name: one.stretched(self.height) for one in added}, self.height)

    def drop(self, *names: Any) -> _Frame:
        gone = set(_flat(names))
        return _Frame({name: values for name, values in self._columns.items() if name not in gone}, self.height)

    def hstack(self, columns: Iterable[_Series]) -> _Frame:
        return self.with_columns(list(columns))

    # several frames

    def group_by(self, key: str, *, maintain_order: bool) -> _Groups:
        return _Groups(self, key)

    def join(self, other: _Frame, *, on: str, how: str, maintain_order: str) -> _Frame:
        theirs = dict(other.grouped([on]))
        pairs: list[tuple[int, int | None]] = []
        for place, key in enumerate(self._columns[on]):
            found: Sequence[int | None] = () if key is None else theirs.get((key,), ())
            pairs += [(place, one) for one in (found or ((None,) if how == "left" else ()))]
        joined = dict(self.at([place for place, _ in pairs])._columns)
        for name, values in other._columns.items():
            if name != on:
                joined[name] = [None if place is None else values[place] for _, place in pairs]
        return _Frame(joined, len(pairs))


class _Groups:
    def __init__(self, frame: _Frame, key: str) -> None:
        self._frame, self._key = frame, key

    def agg(self, *given: Any, **named: Any) -> _Frame:
        groups = [(key, self._frame.at(places)) for [key], places in self._frame.grouped([self._key])]
        asked = {one.name: one for one in _flat(given)} | named
        found = {self._key: [key for key, _ in groups]}
        for name, one in asked.items():
            found[name] = [one.run(rows).values[0] for _, rows in groups]
        return _Frame(found, len(groups))


class _When:
    """``when(…).then(…)``, to be ended by ``otherwise(…)``."""

    def __init__(self, before: tuple[tuple[Any, Any], ...], condition: Any) -> None:
        self._before, self._condition = before, condition

    def then(self, value: Any) -> _Then:
        return _Then((*self._before, (self._condition, value)))


class _Then:
    def __init__(self, cases: tuple[tuple[Any, Any], ...]) -> None:
        self._cases = cases

    def when(self, condition: Any) -> _When:
        return _When(self._cases, condition)

    def otherwise(self, value: Any) -> _Expr:
        def run(frame: _Frame) -> _Series:
            found = _given(frame, value)
            for condition, then in reversed(self._cases):
                rows = _broadcast(_given(frame, condition), _given(frame, then), found)
                found = _Series([one if holds else other for holds, one, other in rows])
            return found

        return _Expr(run, getattr(self._cases[0][1], "name", "literal"))


def _given(frame: _Frame, value: Any) -> _Series:
    found = _in(frame, value)
    return found if isinstance(found, _Series) else _Series([found])


def col(name: str) -> _Expr:
    """A column by its name."""
    return _Expr(lambda frame: frame[name], name)


def lit(value: Any = None, dtype: Any = None) -> _Expr:
    """The same in every row."""
    return _Expr(lambda _frame: _Series([value]), "literal")


def len_() -> _Expr:
    """The number of rows."""
    return _Expr(lambda frame: _Series([frame.height]), "len")


def when(condition: Any) -> _When:
    """The beginning of a choice."""
    return _When((), condition)


def _horizontal(join: Callable[[Any, Any], Any], start: bool) -> Callable[..., _Expr]:
    def joined(*given: Any) -> _Expr:
        items = list(_flat(given))

        def run(frame: _Frame) -> _Series:
            found = _Series([start])
            for item in items:
                found = _Series([join(a, b) for a, b in _broadcast(found, _column(frame, item))])
            return found

        return _Expr(run, "any" if join is _or else "all")

    return joined


any_horizontal = _horizontal(_or, start=False)
all_horizontal = _horizontal(_and, start=True)


def select(*given: Any) -> _Frame:
    """Columns of no frame."""
    return _Frame().select(*given)


def concat(frames: Iterable[_Frame]) -> _Frame:
    """The rows of frames with the same columns, one after another."""
    all_ = list(frames)
    return _Frame({name: [value for one in all_ for value in one[name]] for name in all_[0].columns})


def int_range(end: int, *, dtype: Any = None, eager: bool = True) -> _Series:
    """The whole numbers from 0."""
    return _Series("literal", range(end))


Series, DataFrame, Expr = _Series, _Frame, _Expr


def __getattr__(name: str) -> Any:
    if name == "len":  # a function of that name here would hide Python's own
        return len_
    raise AttributeError(name)
