"""The ``maths`` rendering: a formula as people write it, with names in place of numbers that differ from row to row.

Plain Unicode text, ``max(病假天数 − 2, 0) × 0.2``, and no markup: it is the same in a terminal, on a page that may load
nothing, in a cell's note, in a printed form and in the documentation. (LaTeX needs a script to be shown; MathML is not
shown by terminals, spreadsheets or typst, and sets Chinese names in maths italics.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import ClassVar

from attrs import define

from kaohe_core.formula import tree
from kaohe_core.formula.precedence import ATOM, PRODUCT, SUM, Said
from kaohe_core.formula.printer import Printer, Vocabulary
from kaohe_core.formula.rendering import renders
from kaohe_core.formula.tree import Formula
from kaohe_core.messages import Language, Message, message

ROUNDINGS: Mapping[tree.Rounding, Message] = {
    "half-up": message("round({of}, {places})"),
    "down": message("round down({of}, {places})"),
    "up": message("round up({of}, {places})"),
}
SPANS: Mapping[str, Message] = {
    "years": message("whole years({start} → {end})"),
    "months": message("whole months({start} → {end})"),
    "days": message("days({start} → {end})"),
}


def maths(formula: Formula, language: Language) -> str:
    """The formula as people write it, on one line."""
    return Maths(language).say(formula).text


@define
class Maths(Printer):
    """A formula by its names, as people write it."""

    words: ClassVar[Vocabulary] = {
        tree.And: Message(" ∧ "),
        tree.Or: Message(" ∨ "),
        tree.Known: message("there is {of}"),
        tree.IsWorkingDay: message("{of} is a working day"),
        tree.WorkingDaysBetween: message("working days({start} → {end})"),
        tree.Otherwise: message("{of} (without data: {fallback})"),
        tree.SumOfRows: message("Σ({of})"),
        tree.CountOfRows: message("number({of})"),
        tree.DistinctOfRows: message("different({of})"),
        tree.MeanOfRows: message("mean({of})"),
        tree.MedianOfRows: message("median({of})"),
        tree.LeastOfRows: message("least({of})"),
        tree.GreatestOfRows: message("greatest({of})"),
        tree.Streak: message("longest run({of})"),
        tree.SumOverUnit: message("Σ over the unit({of})"),
        tree.MeanOverUnit: message("mean of the unit({of})"),
        tree.CountOverUnit: message("number of people()"),
        tree.LeastOverUnit: message("least of the unit({of})"),
        tree.GreatestOverUnit: message("greatest of the unit({of})"),
        tree.Rank: message("place in the unit({of})"),
        tree.Running: message("running Σ({of}, by {by})"),
    }
    strict: ClassVar[bool] = True
    then: ClassVar[Message] = message("{first}, equal ones by {then}")
    bracketed: ClassVar[type[Formula]] = tree.Joined

    @renders(tree.Least, tree.Greatest)
    def _extreme(self, node: tree.Extreme) -> Said:
        name = "min" if isinstance(node, tree.Least) else "max"
        return Said(f"{name}({', '.join(self.say(item).text for item in node.items)})")

    @renders(tree.Round)
    def _round(self, node: tree.Round) -> Said:
        return Said(self.tell(ROUNDINGS[node.mode].filled(of=self.say(node.of).text, places=node.places)))

    @renders(tree.RoundedRoot)
    def _rounded_root(self, node: tree.RoundedRoot) -> Said:
        of = f"√({self.say(node.of).text})"
        return Said(self.tell(ROUNDINGS[node.mode].filled(of=of, places=node.places)))

    @renders(tree.Span)
    def _span(self, node: tree.Span) -> Said:
        start, end = self.say(node.start).text, self.say(node.end).text
        return Said(self.tell(SPANS[node.unit].filled(start=start, end=end)))

    @renders(tree.Not)
    def _not(self, node: tree.Not) -> Said:
        return Said(f"¬{self.say(node.of).within(ATOM)}", PRODUCT)

    @renders(tree.WorkingDaysBetween)
    def _working_days(self, node: tree.WorkingDaysBetween) -> Said:
        return Said(self.word(node, start=self.say(node.start).text, end=self.say(node.end).text))

    @renders(tree.Known, tree.IsWorkingDay)
    def _known(self, node: tree.Known | tree.IsWorkingDay) -> Said:
        return Said(self.word(node, of=self.say(node.of).text), SUM)

    @renders(tree.Choose)
    def _choose(self, node: tree.Choose) -> Said:
        """``{a if p; b if q; c otherwise}``: a run of choices as one list of cases."""
        said: list[str] = []
        at: Formula = node
        while isinstance(at, tree.Choose):
            value, condition = self.say(at.then).text, self.say(at.condition).text
            said.append(self.tell(message("{value} if {condition}", value=value, condition=condition)))
            at = at.other
        said.append(self.tell(message("{value} otherwise", value=self.say(at).text)))
        return Said("{" + "; ".join(said) + "}")

    @renders(tree.Lookup)
    def _look_up(self, node: tree.Lookup) -> Said:
        return self._listed((node.of,), [((key,), value) for key, value in node.entries], node.default)

    @renders(tree.LookupByKeys)
    def _look_up_by_keys(self, node: tree.LookupByKeys) -> Said:
        return self._listed(node.of, node.entries, node.default)

    def _listed(
        self,
        of: Sequence[Formula],
        entries: Sequence[tuple[Sequence[Formula], Formula]],
        default: Formula | None,
    ) -> Said:
        """``kind × grade {a × b → 1; others → 0}``."""
        said = [f"{self._crossed(keys)} → {self.say(value).text}" for keys, value in entries]
        if default is not None:
            said.append(self.tell(message("others → {value}", value=self.say(default).text)))
        return Said(f"{self._crossed(of)} {{{'; '.join(said)}}}")

    def _crossed(self, items: Sequence[Formula]) -> str:
        return " × ".join(self.say(item).text for item in items)

    @renders(tree.Otherwise)
    def _otherwise(self, node: tree.Otherwise) -> Said:
        return Said(self.word(node, of=self.say(node.of).text, fallback=self.say(node.fallback).text), PRODUCT)

    @renders(tree.PersonsOwn)
    def _persons_own(self, node: tree.PersonsOwn) -> Said:
        return self.say(node.of)

    # rows ------------------------------------------------------------------------------------------------------

    @renders(tree.Measure)
    def _measure(self, node: tree.Measure) -> Said:
        return self._from_rows(node, self.word(node, of=self._rows(node)))

    @renders(tree.OnlyRow)
    def _only(self, node: tree.OnlyRow) -> Said:
        return self._from_rows(node, self._rows(node))

    @renders(tree.SumOfRows)
    def _sum(self, node: tree.SumOfRows) -> Said:
        of = self._rows(node)
        return self._from_rows(node, f"Σ {of}" if isinstance(node.of, tree.Field) else self.word(node, of=of))

    @renders(tree.TrimmedMean)
    def _trimmed_mean(self, node: tree.TrimmedMean) -> Said:
        shares, of = " / ".join(map(self._so_many, node.drop)), self._rows(node)
        return self._from_rows(
            node, self.tell(message("mean without lowest/highest {shares}({of})", shares=shares, of=of))
        )

    @renders(tree.Best)
    def _best(self, node: tree.Best) -> Said:
        return self._from_rows(node, self.tell(self._best_of(node, self._rows(node))))

    def _so_many(self, so_many: Decimal | int | tree.PersonsOwn) -> str:
        return self.say(so_many).within(ATOM) if isinstance(so_many, tree.PersonsOwn) else f"{so_many:f}"

    def _best_of(self, node: tree.Best, of: str) -> Message:
        n = self._so_many(Decimal(node.n) if isinstance(node.n, int) else node.n)
        if node.each is not None:
            each = self.say(node.each).text
            if node.highest_first:
                return message("Σ of the {n} greatest of every {each}({of})", n=n, of=of, each=each)
            return message("Σ of the {n} least of every {each}({of})", n=n, of=of, each=each)
        if node.by is None:
            if node.highest_first:
                return message("Σ of the {n} greatest({of})", n=n, of=of)
            return message("Σ of the {n} least({of})", n=n, of=of)
        by = self.say(node.by).text
        if node.highest_first:
            return message("Σ of the {n} with the greatest {by}({of})", n=n, of=of, by=by)
        return message("Σ of the {n} with the least {by}({of})", n=n, of=of, by=by)

    def _rows(self, node: tree.Measure) -> str:
        return node.table.title.text(self.language) if node.what is None else self.say(node.what).text

    def _from_rows(self, node: tree.Measure, name: str) -> Said:
        inner = [] if node.period is None else [node.period]
        if node.where is not None:
            inner.append(self.say(node.where).text)
        return Said(f"{name}[{', '.join(inner)}]" if inner else name)

    @renders(tree.Window)
    def _window(self, node: tree.Window) -> Said:
        """``before within 30 days(date)[same kind, condition]``."""
        on = self.say(node.on).text
        said = self.tell(
            message("before within {days} days({on})", days=node.days, on=on)
            if isinstance(node, tree.Earlier)
            else message("days since the last({on})", on=on)
        )
        inner = [] if node.same is None else [self.tell(message("same {column}", column=self.say(node.same).text))]
        inner += [] if node.where is None else [self.say(node.where).text]
        return Said(f"{said}[{', '.join(inner)}]" if inner else said)

    # over the unit ---------------------------------------------------------------------------------------------

    @renders(tree.CountOverUnit)
    def _count_over(self, node: tree.CountOverUnit) -> Said:
        return self._over(node, self.word(node))

    @renders(tree.OfMembers)
    def _of_members(self, node: tree.OfMembers) -> Said:
        return self._over(node, self.word(node, of=self.say(node.of).text))

    @renders(tree.Rank)
    def _rank(self, node: tree.Rank) -> Said:
        return self._over(node, self.word(node, of=self.keys(node)))

    @renders(tree.Running)
    def _running(self, node: tree.Running) -> Said:
        return self._over(node, self.word(node, of=self.say(node.of).text, by=self.say(node.by).text))

    def _over(self, node: tree.OverUnit, name: str) -> Said:
        inner = []
        if node.where is not None:
            inner.append(self.say(node.where).text)
        if node.within is not None:
            inner.append(self.tell(message("each {league}", league=self.say(node.within).text)))
        return Said(f"{name}[{', '.join(inner)}]" if inner else name)
