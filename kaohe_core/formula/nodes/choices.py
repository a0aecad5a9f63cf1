"""Choices: one of two, the value beside a key, what stands in for no value."""

from __future__ import annotations

from attrs import field, frozen

from kaohe_core.described import described
from kaohe_core.formula.node import Formula, FormulaError, Kind, expect, makes
from kaohe_core.messages import message


@described
@frozen(cache_hash=True, order=False)
class Choose(Formula):
    """``then`` where the condition holds, else ``other``."""

    condition: Formula
    then: Formula
    other: Formula

    def __attrs_post_init__(self) -> None:
        expect("truth", self.condition)
        expect(self.then.kind, self.other)

    @property
    def kind(self) -> Kind:
        """That of both branches."""
        return self.then.kind


@described
@frozen(cache_hash=True, order=False)
class Lookup(Formula):
    """The value written beside a key; a key that is not listed has ``default``, or no value when there is none."""

    of: Formula
    entries: tuple[tuple[Formula, Formula], ...]
    default: Formula | None = None

    def __attrs_post_init__(self) -> None:
        if not self.entries:
            raise FormulaError(message("a look-up needs at least one entry"))
        for key, value in self.entries:
            expect(self.of.kind, key)
            expect(self.entries[0][1].kind, value)
        if self.default is not None:
            expect(self.entries[0][1].kind, self.default)

    @property
    def kind(self) -> Kind:
        """That of the values."""
        return self.entries[0][1].kind


@frozen(cache_hash=True, order=False)
class LookupByKeys(Formula):
    """The value written beside several keys at once: a kind and a grade.

    What is not listed has ``default``, or no value when there is none. A key that stands in no entry decides by itself:
    the keys behind it are not asked.
    """

    of: tuple[Formula, ...]
    entries: tuple[tuple[tuple[Formula, ...], Formula], ...]
    default: Formula | None = None

    def __attrs_post_init__(self) -> None:
        for keys, _ in self.entries:
            if len(keys) != len(self.of):
                raise FormulaError(
                    message(
                        "this look-up goes by {count} keys, and {found} stand beside a value",
                        count=len(self.of),
                        found=len(keys),
                    )
                )
        self.lowered()  # refuses what a look-up by one key refuses

    def lowered(self) -> Formula:
        """A look-up by the first key, of look-ups by the rest."""
        first, *rest = self.of
        below: dict[Formula, list[tuple[tuple[Formula, ...], Formula]]] = {}
        for (key, *keys), value in self.entries:
            below.setdefault(key, []).append((tuple(keys), value))
        entries = tuple(
            (key, LookupByKeys(tuple(rest), tuple(inner), self.default).lowered() if rest else inner[0][1])
            for key, inner in below.items()
        )
        return Lookup(first, entries, self.default)


@described
@frozen(cache_hash=True, order=False)
class Otherwise(Formula):
    """``of``, or ``fallback`` where there is no value.

    With ``own`` the fallback is for those alone who have no value of that: nothing makes up for the data of others.
    """

    of: Formula
    fallback: Formula
    own: Formula | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        expect(self.of.kind, self.fallback)

    @property
    def kind(self) -> Kind:
        """That of both."""
        return self.of.kind


makes(otherwise=Otherwise)
