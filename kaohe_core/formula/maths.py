"""The ``maths`` rendering: a formula as people write it, with names in place of numbers that differ from row to row.

Plain Unicode text, ``max(病假天数 − 2, 0) × 0.2``, and no markup: it is the same in a terminal, on a page that may load
nothing, in a cell's note, in a printed form and in the documentation. (LaTeX needs a script to be shown; MathML is not
shown by terminals, spreadsheets or typst, and sets Chinese names in maths italics.)
"""

from __future__ import annotations

from attrs import frozen

from kaohe_core.formula import tree
from kaohe_core.formula.tree import Formula
from kaohe_core.messages import Language, Message, message

SUM, PRODUCT, ATOM = 1, 2, 3  # how tightly a text binds
SIGNS: dict[tree.Operator, str] = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠"}


@frozen
class _Text:
    text: str
    binds: int = ATOM

    def within(self, binds: int) -> str:
        return self.text if self.binds >= binds else f"({self.text})"


def maths(formula: Formula, language: Language) -> str:
    """The formula as people write it, on one line."""
    return _Maths(language).write(formula).text


@frozen
class _Maths:
    language: Language

    def tell(self, what: Message) -> str:
        return what.text(self.language)

    def write(self, node: Formula) -> _Text:
        match node:
            case tree.Number():
                return _Text(f"{node.value:f}".replace("-", "−"), SUM if node.value < 0 else ATOM)
            case tree.Words():
                return _Text(f"“{node.value}”")
            case tree.Day():
                return _Text(node.value.isoformat())
            case tree.Field():
                return _Text(node.column.title.text(self.language))
            case tree.Mark():
                return _Text(node.title.text(self.language) or node.id)
            case tree.Measure():
                return _Text(self.measure(node))
            case tree.Negate():
                return _Text(f"−{self.write(node.of).within(PRODUCT)}", SUM)
            case tree.Add() | tree.Subtract():
                sign = "+" if isinstance(node, tree.Add) else "−"
                return _Text(f"{self.write(node.left).text} {sign} {self.second(node.right)}", SUM)
            case tree.Multiply() | tree.Divide():
                sign = "×" if isinstance(node, tree.Multiply) else "÷"
                right = self.write(node.right).within(ATOM)
                return _Text(f"{self.write(node.left).within(PRODUCT)} {sign} {right}", PRODUCT)
            case tree.Least() | tree.Greatest():
                name = "min" if isinstance(node, tree.Least) else "max"
                return _Text(f"{name}({', '.join(self.write(item).text for item in node.items)})")
            case tree.Round():
                return _Text(self.rounded(node))
            case tree.Span():
                return _Text(self.span(node))
            case tree.Compare():
                return _Text(f"{self.write(node.left).text} {SIGNS[node.op]} {self.write(node.right).text}", SUM)
            case tree.And() | tree.Or():
                sign = " ∧ " if isinstance(node, tree.And) else " ∨ "
                return _Text(sign.join(self.condition(item) for item in node.items), SUM)
            case tree.Not():
                return _Text(f"¬{self.write(node.of).within(ATOM)}", PRODUCT)
            case tree.Known():
                return _Text(self.tell(message("there is {of}", of=self.write(node.of).text)), SUM)
            case tree.Choose():
                return _Text(self.cases(node))
            case tree.Lookup():
                return _Text(self.table(node))
            case tree.Otherwise():
                of, fallback = self.write(node.of).text, self.write(node.fallback).text
                return _Text(self.tell(message("{of} (without data: {fallback})", of=of, fallback=fallback)), PRODUCT)
            case tree.Aggregate():
                return _Text(self.aggregate(node))
        raise NotImplementedError(f"no maths rendering for {type(node).__name__}")

    def second(self, node: Formula) -> str:
        return self.write(node).within(PRODUCT)

    def condition(self, node: Formula) -> str:
        said = self.write(node)
        return f"({said.text})" if isinstance(node, tree.And | tree.Or) else said.text

    def rounded(self, node: tree.Round) -> str:
        of, places = self.write(node.of).text, node.places
        ways = {
            "half-up": message("round({of}, {places})", of=of, places=places),
            "down": message("round down({of}, {places})", of=of, places=places),
            "up": message("round up({of}, {places})", of=of, places=places),
        }
        return self.tell(ways[node.mode])

    def span(self, node: tree.Span) -> str:
        start, end = self.write(node.start).text, self.write(node.end).text
        ways = {
            "years": message("whole years({start} → {end})", start=start, end=end),
            "months": message("whole months({start} → {end})", start=start, end=end),
            "days": message("days({start} → {end})", start=start, end=end),
        }
        return self.tell(ways[node.unit])

    def cases(self, node: tree.Choose) -> str:
        """``{a if p; b if q; c otherwise}``: a run of choices as one list of cases."""
        said: list[str] = []
        at: Formula = node
        while isinstance(at, tree.Choose):
            value, condition = self.write(at.then).text, self.write(at.condition).text
            said.append(self.tell(message("{value} if {condition}", value=value, condition=condition)))
            at = at.other
        said.append(self.tell(message("{value} otherwise", value=self.write(at).text)))
        return "{" + "; ".join(said) + "}"

    def table(self, node: tree.Lookup) -> str:
        said = [f"{self.write(key).text} → {self.write(value).text}" for key, value in node.entries]
        if node.default is not None:
            said.append(self.tell(message("others → {value}", value=self.write(node.default).text)))
        return f"{self.write(node.of).text} {{{'; '.join(said)}}}"

    def measure(self, node: tree.Measure) -> str:
        of = node.table.title.text(self.language) if node.of is None else self.write(node.of).text
        name = self.gathered(node, of)
        if node.how == "only" or (node.how == "sum" and isinstance(node.of, tree.Field)):
            name = of if node.how == "only" else f"Σ {of}"
        inner = [] if node.period is None else [node.period]
        if node.where is not None:
            inner.append(self.write(node.where).text)
        return f"{name}[{', '.join(inner)}]" if inner else name

    def gathered(self, node: tree.Measure, of: str) -> str:
        shares = " / ".join(f"{part:f}" for part in node.drop)
        ways = {
            "only": message("{of}", of=of),
            "sum": message("Σ({of})", of=of),
            "count": message("number({of})", of=of),
            "mean": message("mean({of})", of=of),
            "min": message("least({of})", of=of),
            "max": message("greatest({of})", of=of),
            "distinct": message("different({of})", of=of),
            "best": self.best(node, of),
            "trimmed-mean": message("mean without lowest/highest {shares}({of})", shares=shares, of=of),
            "streak": message("longest run({of})", of=of),
        }
        return self.tell(ways[node.how])

    def best(self, node: tree.Measure, of: str) -> Message:
        if node.each is not None:
            each = self.write(node.each).text
            if node.highest_first:
                return message("Σ of the {n} greatest of every {each}({of})", n=node.n, of=of, each=each)
            return message("Σ of the {n} least of every {each}({of})", n=node.n, of=of, each=each)
        if node.by is None:
            if node.highest_first:
                return message("Σ of the {n} greatest({of})", n=node.n, of=of)
            return message("Σ of the {n} least({of})", n=node.n, of=of)
        by = self.write(node.by).text
        if node.highest_first:
            return message("Σ of the {n} with the greatest {by}({of})", n=node.n, of=of, by=by)
        return message("Σ of the {n} with the least {by}({of})", n=node.n, of=of, by=by)

    def aggregate(self, node: tree.Aggregate) -> str:
        of = "" if node.of is None else self.write(node.of).text
        by = "" if node.by is None else self.write(node.by).text
        ways = {
            "sum": message("Σ over the unit({of})", of=of),
            "mean": message("mean of the unit({of})", of=of),
            "count": message("number of people()"),
            "min": message("least of the unit({of})", of=of),
            "max": message("greatest of the unit({of})", of=of),
            "rank": message("place in the unit({of})", of=of),
            "running": message("running Σ({of}, by {by})", of=of, by=by),
        }
        name = self.tell(ways[node.how])
        inner = []
        if node.where is not None:
            inner.append(self.write(node.where).text)
        if node.within is not None:
            inner.append(self.tell(message("each {league}", league=self.write(node.within).text)))
        return f"{name}[{', '.join(inner)}]" if inner else name
