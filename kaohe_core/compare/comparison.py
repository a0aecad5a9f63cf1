"""What a comparison found, and how people read it: lines, and tables that a screen draws as wide as it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from kaohe_core.described import described
from kaohe_core.findings import Findings
from kaohe_core.messages import Language, Message, message
from kaohe_core.notebook import lines as as_lines

if TYPE_CHECKING:
    from rich.table import Table

    from kaohe_core.compare.changes import Change
    from kaohe_core.compare.effects import Effects
    from kaohe_core.compare.weights import Weight

WIDE = 1000  # columns of a text: nothing is cut off or wrapped


@frozen
class Compared:
    """One scheme in two versions."""

    id: str
    title: str
    changes: tuple[Change, ...]
    weights: tuple[Weight, ...]
    effects: Effects
    notes: list[Message]  # where records and periods come from, where that is not plain

    def data(self, language: Language) -> dict[str, Any]:
        """As plain data."""
        from kaohe_core.compare import changes, effects, weights

        return {
            "id": self.id,
            "title": self.title,
            "notes": [line.text(language) for line in self.notes],
            "changes": changes.data(self.changes, language),
            "weights": weights.data(self.weights),
            "effects": effects.data(self.effects, language),
        }


@described
@frozen(repr=False)
class Comparison:
    """Two versions, scheme by scheme. ``str(…)`` is the text of ``kaohe compare``, ``data()`` its ``--format json``."""

    old: Path
    new: Path
    plugins_added: tuple[str, ...]
    schemes: tuple[Compared, ...]
    only_in_old: tuple[str, ...]
    only_in_new: tuple[str, ...]
    findings: Findings
    """What is noted of the new version, and was not of the old one."""
    language: Language

    @described
    def data(self) -> dict[str, Any]:
        """What changed, what it weighs, whom it changes, and the money, as plain data."""
        return {
            "old": str(self.old),
            "new": str(self.new),
            "plugins-added": list(self.plugins_added),
            "schemes": [one.data(self.language) for one in self.schemes],
            "only-in-old": list(self.only_in_old),
            "only-in-new": list(self.only_in_new),
            "findings": [finding.data(self.language) for finding in self.findings],
        }

    def __str__(self) -> str:
        return _text(self)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return as_lines(str(self))


def told(comparison: Comparison) -> Iterator[str | Table]:
    """What changed, what it weighs, whom it changes, and the money."""
    language = comparison.language
    yield message("old: {old}; new: {new}", old=comparison.old, new=comparison.new).text(language)
    if comparison.plugins_added:
        yield message("plugins newly enabled: {names}", names=comparison.plugins_added).text(language)
    if comparison.only_in_old:
        yield message("schemes only in the old project: {ids}", ids=comparison.only_in_old).text(language)
    if comparison.only_in_new:
        yield message("schemes only in the new project: {ids}", ids=comparison.only_in_new).text(language)
    for one in comparison.schemes:
        yield from _scheme(one, language)


def _text(comparison: Comparison) -> str:
    """All of it as text, without the findings."""
    from rich.console import Console

    from kaohe_core.results.widths import lay_out

    lines: list[str] = []
    for part in told(comparison):
        if isinstance(part, str):
            lines.append(part)
            continue
        console = Console(markup=False, highlight=False, emoji=False, width=lay_out(part, WIDE), height=25)
        with console.capture() as capture:
            console.print(part)
        lines += [line.rstrip() for line in capture.get().rstrip("\n").split("\n")]
    return "\n".join(lines).rstrip("\n")


def _scheme(one: Compared, language: Language) -> Iterator[str | Table]:
    """Clauses, weights, people, money."""
    from kaohe_core.compare import changes, effects, effects_table, weights

    yield ""
    yield message("{title} ({id})", title=one.title, id=one.id).text(language)
    yield from (note.text(language) for note in one.notes)
    if not one.changes and one.effects.empty:
        yield message("no difference: the same clauses, the same result").text(language)
        return
    yield from _section(language, message("1. What changed, clause by clause"), changes.lines(one.changes, language))
    yield from _section(language, message("2. What the dimensions weigh"), [])
    yield weights.table(one.weights, language)
    given = weights.lines(one.weights, language)
    yield from given
    yield from _section(
        language, message("3. Who gains and who loses"), effects.people(one.effects, language), gap=bool(given)
    )
    drawn = any(not person.only_clauses for person in one.effects.people)
    if drawn:
        yield effects_table.table(one.effects, language)
    money = effects.money(one.effects, language)
    if money:
        yield from _section(language, message("4. The money"), money, gap=not drawn)
    if any(one.effects.provisional):
        yield message("One of the two results is provisional: marks are without data or await judgement.").text(
            language
        )


def _section(language: Language, title: Message, lines: list[str], *, gap: bool = True) -> Iterator[str]:
    """A heading and its lines; ``gap``: with an empty line before, which a table has behind it anyway."""
    if gap:
        yield ""
    yield title.text(language)
    yield from lines
