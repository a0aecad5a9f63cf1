"""The sheet of parameters: every number a committee may change, in a cell of its own that the formulas refer to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import Factory, define

from kaohe_core.formula import tree
from kaohe_core.formula.spreadsheet import UNIT, Num, Scalar, places_of
from kaohe_core.formula.tree import Formula
from kaohe_core.messages import Language, message
from kaohe_core.workbook.book import FIRST, Book, Page, PageColumn, Ref

PLACES = 2  # a changed parameter may have at least so many decimals
_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]+\Z|[RrCc][0-9]*([RrCc][0-9]*)?\Z|(true|false)\Z", re.IGNORECASE)


@define(eq=False)
class Parameters:
    """The parameters of one scheme, each within the range for which the formulas are proven."""

    page: Page
    values: dict[tuple[Decimal, str], Num] = Factory(dict)
    names: dict[str, Ref] = Factory(dict)  # defined name -> cell

    def value(self, node: Formula) -> Num:
        """The cell of a named number."""
        assert isinstance(node, tree.Number)  # noqa: S101  # nothing else is a parameter
        return self.values[node.value, node.name]


def bounds(value: Fraction, *, divisor: bool) -> tuple[Fraction, Fraction, int]:
    """From, to and decimals of what a committee may try instead: up to the next power of ten beyond twice ``value``."""
    # A divisor multiplies into every number it shares a sum with: its decimals are not widened.
    places = places_of(value) if divisor else max(PLACES, places_of(value))
    most = Fraction(10)
    while most < 2 * abs(value):
        most *= 10
    least = Fraction(1, 10**places) if divisor else Fraction(0)
    return (-most, -least, places) if value < 0 else (least, most, places)


def parameters(book: Book, formulas: Iterable[tuple[str, Formula]], language: Language) -> Parameters:
    """The sheet with every named number of the formulas (each with the title of the step it stands in)."""
    found: dict[tuple[Decimal, str], list[str]] = {}
    divisors: set[tuple[Decimal, str]] = set()
    for title, formula in formulas:
        for node in formula.walk():
            if isinstance(node, tree.Number) and node.name:
                titles = found.setdefault((node.value, node.name), [])
                if title not in titles:
                    titles.append(title)
            if isinstance(node, tree.Divide) and isinstance(node.right, tree.Number):
                divisors.add((node.right.value, node.right.name))
    page = book.page(message("Parameters").text(language), "const", max(len(found), 1), names=1)
    result = Parameters(page)
    if not found:
        return result
    limits = {key: bounds(Fraction(key[0]), divisor=key in divisors) for key in found}
    page.add(PageColumn(message("parameter").text(language), "fixed", inputs=[name for _, name in found], type="text"))
    page.add(
        PageColumn(
            message("used in").text(language), "fixed", inputs=["；".join(t) for t in found.values()], type="text"
        )
    )
    value_note = message("change a value here and every mark and amount follows").text(language)
    checks: list[Any] = []
    for low, high, places in limits.values():
        what = message("{low} to {high}, {decimals} decimals", low=_shown(low), high=_shown(high), decimals=places)
        checks.append(
            {
                "low": _shown(low),
                "high": _shown(high),
                "places": places,
                "title": message("not allowed").text(language),
                "message": what.text(language),
            }
        )
    page.add(
        PageColumn(
            message("value").text(language),
            "input",
            value_note,
            inputs=[Fraction(v) for v, _ in found],
            check={"each": checks},
            places=PLACES,
            rate=True,
        )
    )
    page.add(PageColumn(message("may be").text(language), "fixed", inputs=[c["message"] for c in checks], type="text"))
    taken: set[str] = set()
    for index, (key, (low, high, places)) in enumerate(limits.items()):
        name = _defined(key[1], taken)
        ref = Ref(page, 2, FIRST + index, name)
        result.names[name] = ref
        value = Fraction(key[0])

        def at(_row: int, value: Fraction = value) -> Scalar:
            return value

        result.values[key] = Num((ref,), at, low, high, places, noise=max(-low, high) * UNIT)
    return result


def _shown(value: Fraction) -> str:
    places = places_of(value)
    return f"{Decimal(value.numerator) / Decimal(value.denominator):.{places}f}"


def _defined(name: str, taken: set[str]) -> str:
    """A name that a spreadsheet accepts, as close to the scheme's as it can be."""
    plain = re.sub(r"[^\w.]+", "_", name.replace("/", ".")).strip("_.") or "_"
    if not (plain[0].isalpha() or plain[0] == "_") or _LIKE_A_CELL.match(plain):
        plain = f"_{plain}"
    plain = plain[:200]
    made, number = plain, 1
    while made.casefold() in taken:
        number += 1
        made = f"{plain}_{number}"
    taken.add(made.casefold())
    return made
