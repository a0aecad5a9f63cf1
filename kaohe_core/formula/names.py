"""The vocabulary of names: what a formula is called in a sentence, “mean of weekly lessons over everybody scored”."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from attrs import define

from kaohe_core.formula import tree
from kaohe_core.formula.numbers import number
from kaohe_core.formula.precedence import ATOM, SUM, Said
from kaohe_core.formula.printer import Printer, Vocabulary
from kaohe_core.formula.rendering import renders
from kaohe_core.messages import Language, Message, message

LONG = 20  # characters beyond which the formula of a row is not repeated where its rows are gathered
JUDGEMENTS = "judgements"  # its “periods” are clauses, which nobody needs to be told

WHOLE_ROWS: Mapping[tree.Rounding, Message] = {
    "up": message("rounded up to a whole number"),
    "half-up": message("rounded half up to a whole number"),
}
SPANS: Mapping[str, Message] = {
    "years": message("whole years from {start} to {end}"),
    "months": message("whole months from {start} to {end}"),
    "days": message("days from {start} to {end}"),
}


@define
class Names(Printer):
    """A formula by its names, as people say it."""

    words: ClassVar[Vocabulary] = {
        tree.Least: message("least of ({items})"),
        tree.Greatest: message("greatest of ({items})"),
        tree.And: message(" and "),
        tree.Or: message(" or "),
        tree.Not: message("not ({condition})"),
        tree.Known: message("{of} known"),
        tree.IsWorkingDay: message("{of} is a working day"),
        tree.WorkingDaysBetween: message("working days from {start} to {end}"),
        tree.Lookup: message("value beside {of}"),
        tree.LookupByKeys: message("value beside {of}"),
        tree.SumOfRows: message("{title} in all"),
        tree.CountOfRows: message("number of {title}"),
        tree.DistinctOfRows: message("different {title}"),
        tree.MeanOfRows: message("mean of {title}"),
        tree.MedianOfRows: message("middle {title}"),
        tree.LeastOfRows: message("least {title}"),
        tree.GreatestOfRows: message("greatest {title}"),
        tree.SumOverUnit: message("sum of {of} over {who}"),
        tree.MeanOverUnit: message("mean of {of} over {who}"),
        tree.CountOverUnit: message("number of {who}"),
        tree.LeastOverUnit: message("least {of} of {who}"),
        tree.GreatestOverUnit: message("greatest {of} of {who}"),
        tree.Running: message("sum of {of} over {who} up to this place"),
    }

    count: Callable[[tree.PersonsOwn], str] | None = None  # says a number of rows with its value
    then: ClassVar[Message] = message("{first}, then {then}")
    beside: Callable[[tree.PersonsOwn, Said], Said] | None = None  # says the value that rows are held against

    def number(self, value: Decimal) -> str:
        """In decimals, none of them for nothing."""
        return number(Fraction(value))

    @renders(tree.Round)
    def _round(self, node: tree.Round) -> Said:
        return self.say(node.of)

    @renders(tree.RoundedRoot)
    def _rounded_root(self, node: tree.RoundedRoot) -> Said:
        return Said(f"√({self.say(node.of).text})")

    @renders(tree.Span)
    def _span(self, node: tree.Span) -> Said:
        start, end = self.say(node.start).text, self.say(node.end).text
        return Said(self.tell(SPANS[node.unit].filled(start=start, end=end)))

    @renders(tree.WorkingDaysBetween)
    def _working_days(self, node: tree.WorkingDaysBetween) -> Said:
        return Said(self.word(node, start=self.say(node.start).text, end=self.say(node.end).text))

    @renders(tree.Not)
    def _not(self, node: tree.Not) -> Said:
        return Said(self.word(node, condition=self.say(node.of).text))

    @renders(tree.Known, tree.Lookup, tree.IsWorkingDay)
    def _of(self, node: tree.Known | tree.Lookup | tree.IsWorkingDay) -> Said:
        return Said(self.word(node, of=self.say(node.of).text))

    @renders(tree.LookupByKeys)
    def _look_up_by_keys(self, node: tree.LookupByKeys) -> Said:
        return Said(self.word(node, of=" × ".join(self.say(one).text for one in node.of)))

    @renders(tree.Otherwise)
    def _otherwise(self, node: tree.Otherwise) -> Said:
        return self.say(node.of)

    @renders(tree.Choose)
    def _choose(self, node: tree.Choose) -> Said:
        then, condition, other = (self.say(n).text for n in (node.then, node.condition, node.other))
        if then == "0":
            return self.say(node.other)
        if other == "0":
            return Said(self.tell(message("{then} (if {condition})", then=then, condition=condition)), SUM)
        return Said(
            self.tell(message("{then} if {condition}, else {other}", then=then, condition=condition, other=other)), SUM
        )

    @renders(tree.PersonsOwn)
    def _persons_own(self, node: tree.PersonsOwn) -> Said:
        """A column of the same name may stand in the row itself."""
        said = self.say(node.of)
        if not isinstance(node.of, tree.Mark):
            said = Said(self.tell(message("own {of}", of=said.within(ATOM))))
        return said if self.beside is None else self.beside(node, said)

    # rows ------------------------------------------------------------------------------------------------------

    @renders(tree.Measure)
    def _measure(self, node: tree.Measure) -> Said:
        return self.from_rows(node, self.word(node, title=self.rows(node)))

    @renders(tree.OnlyRow)
    def _only(self, node: tree.OnlyRow) -> Said:
        return self.from_rows(node, self.rows(node))

    @renders(tree.Streak)
    def _streak(self, node: tree.Streak) -> Said:
        table, title = node.table.title.text(self.language), self.rows(node)
        return self.from_rows(node, self.tell(message("most {table} in a row by {title}", table=table, title=title)))

    @renders(tree.TrimmedMean)
    def _trimmed_mean(self, node: tree.TrimmedMean) -> Said:
        title, dropped = self.rows(node), self._dropped(node)
        return self.from_rows(
            node, self.tell(message("mean of {title} without {dropped}", title=title, dropped=dropped))
        )

    def _dropped(self, node: tree.TrimmedMean) -> list[str]:
        """What a trimmed mean leaves out: so many rows, or a share of them."""
        low, high = node.drop
        told: list[Message] = []
        if isinstance(high, tree.PersonsOwn) or high >= 1:
            told.append(message("the {n} highest", n=self._so_many(high)))
        elif high:
            told.append(message("the highest {share}", share=self._share_of_rows(high, node.rounding)))
        if isinstance(low, tree.PersonsOwn) or low >= 1:
            told.append(message("the {n} lowest", n=self._so_many(low)))
        elif low:
            told.append(message("the lowest {share}", share=self._share_of_rows(low, node.rounding)))
        return [self.tell(one) for one in told or [message("0 of them")]]

    def _share_of_rows(self, share: Decimal, rounding: tree.Rounding) -> str:
        """A share of the rows, and how it becomes whole rows where it is not cut."""
        said = f"{number(Fraction(share) * 100)}%"
        if rounding == "down":
            return said
        return self.tell(message("{share} ({rounding})", share=said, rounding=WHOLE_ROWS[rounding]))

    def _so_many(self, so_many: Decimal | int | tree.PersonsOwn) -> str:
        """A number of rows, or what it comes to."""
        if not isinstance(so_many, tree.PersonsOwn):
            return number(Fraction(so_many))
        said = self.say(so_many.of).within(ATOM)
        return said if self.count is None else self.count(so_many)

    @renders(tree.Best)
    def _best(self, node: tree.Best) -> Said:
        return self.from_rows(node, self.tell(self._best_of(node, self.rows(node))))

    def _best_of(self, node: tree.Best, title: str) -> Message:
        """So many of the greatest or least together, or of the rows that come first by another column."""
        n = self._so_many(node.n)
        if node.each is not None:
            each = self.say(node.each).within(ATOM)
            if node.highest_first:
                return message("the {n} greatest {title} of every {each} together", n=n, title=title, each=each)
            return message("the {n} least {title} of every {each} together", n=n, title=title, each=each)
        if node.by is None:
            if node.highest_first:
                return message("the {n} greatest {title} together", n=n, title=title)
            return message("the {n} least {title} together", n=n, title=title)
        by = self.say(node.by).within(ATOM)
        if node.by.kind == "date":
            if node.highest_first:
                return message("{title} of the {n} latest by {by} together", n=n, title=title, by=by)
            return message("{title} of the {n} earliest by {by} together", n=n, title=title, by=by)
        if node.highest_first:
            return message("{title} of the {n} with the greatest {by} together", n=n, title=title, by=by)
        return message("{title} of the {n} with the least {by} together", n=n, title=title, by=by)

    def from_rows(self, node: tree.Measure, text: str) -> Said:
        """How rows are gathered, from which of them, in which period."""
        if node.where is not None:
            text = self.tell(message("{title} ({condition})", title=text, condition=self.say(node.where).text))
        if node.period is not None and node.table.id != JUDGEMENTS:
            text = f"{in_brackets(node.period, self.language)}{text}"
        return Said(text)

    def rows(self, node: tree.Measure) -> str:
        """What is gathered: a column, the table's rows, or what a formula gives for each of them."""
        if node.what is None or node.table.id == JUDGEMENTS:
            return node.table.title.text(self.language)
        said = self.say(node.what)
        if len(said.text) > LONG:
            return self.tell(message("results of the rows of {table}", table=node.table.title))
        return said.within(ATOM)

    @renders(tree.Window)
    def _window(self, node: tree.Window) -> Said:
        """What rows before a row are counted, or gone by since."""
        what: Message = message("{table}", table=node.table.title)
        if node.same is not None:
            what = message("{what} of the same {same}", what=what, same=self.say(node.same).text)
        if node.where is not None:
            what = message("{what} ({condition})", what=what, condition=self.say(node.where).text)
        if isinstance(node, tree.Earlier):
            return Said(self.tell(message("number of {what} in the {days} days before", what=what, days=node.days)))
        return Said(self.tell(message("days since the last {what}", what=what)))

    # over the unit ---------------------------------------------------------------------------------------------

    def who(self, node: tree.OverUnit) -> Message:
        """Over whom."""
        who = message("everybody scored") if node.among == "scored" else message("everybody assessed")
        if node.within is not None:
            who = message("{who} of the same {within}", who=who, within=self.say(node.within).text)
        if node.where is not None:
            who = message("{who} ({condition})", who=who, condition=self.say(node.where).text)
        return who

    @renders(tree.CountOverUnit)
    def _count_over(self, node: tree.CountOverUnit) -> Said:
        return Said(self.word(node, who=self.who(node)))

    @renders(tree.OfMembers)
    def _of_members(self, node: tree.OfMembers) -> Said:
        return Said(self.word(node, of=self.say(node.of).text, who=self.who(node)))

    @renders(tree.SumOverUnit)
    def _sum_over(self, node: tree.SumOverUnit) -> Said:
        of = node.of
        if isinstance(of, tree.SumOfRows):  # a sum of sums is one sum
            of = tree.OnlyRow(of.table, of.of, where=of.where, period=of.period)
        return Said(self.word(node, of=self.say(of).text, who=self.who(node)))

    @renders(tree.Rank)
    def _rank(self, node: tree.Rank) -> Said:
        of, who = self.keys(node), self.who(node)
        if node.highest_first:
            return Said(self.tell(message("place among {who} by {of}", of=of, who=who)))
        return Said(self.tell(message("place among {who} by {of}, the lowest first", of=of, who=who)))


def in_brackets(period: str, language: Language) -> str:
    """A period before what is of it."""
    return f"〔{period}〕" if language == "zh" else f"[{period}] "
