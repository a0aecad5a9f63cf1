"""The sheet of parameters: every number a committee may change, in a cell of its own that the formulas refer to."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import Factory, define, frozen

from kaohe_core.formula import tree
from kaohe_core.formula.spreadsheet import UNIT, Num, Scalar, places_of
from kaohe_core.formula.tree import Formula
from kaohe_core.messages import Language, Message, message
from kaohe_core.scheme.number_titles import called, parameter
from kaohe_core.workbook.book import FIRST, Book, Page, PageColumn, Ref
from kaohe_core.workbook.headings import short

if TYPE_CHECKING:
    from kaohe_core.scheme.model import Scheme

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


@frozen
class Use:
    """A formula, and where it stands: the dimension or payment, and the clause or step, in the words of the scheme."""

    place: str
    title: str
    formula: Formula
    counted: str = ""  # the unit of what the clause counts
    money: bool = False
    owner: object = None  # the clause or the payment, whose own words its numbers bear


def parameters(book: Book, uses: Iterable[Use], scheme: Scheme, language: Language) -> Parameters:
    """The sheet with every named number of the formulas of ``scheme``."""
    found: dict[tuple[Decimal, str], list[Use]] = {}
    divisors: set[tuple[Decimal, str]] = set()
    for use in uses:
        for node in use.formula.walk():
            if isinstance(node, tree.Number) and node.name:
                found.setdefault((node.value, node.name), []).append(use)
            if isinstance(node, tree.Divide) and isinstance(node.right, tree.Number):
                divisors.add((node.right.value, node.right.name))
    page = book.page(message("What if").text(language), "const", max(len(found), 1), names=2)
    result = Parameters(page)
    limits = {key: bounds(Fraction(key[0]), divisor=key in divisors) for key in found}
    values: list[Scalar] = [Fraction(value) for value, _ in found]
    places = [_together(use.place for use in where) for where in found.values()]
    titles = [_together(use.title for use in where) for where in found.values()]
    ids = {"round", scheme.id, *_ids(scheme)}  # round.toml says for which scheme
    said = [
        parameter(scheme, name) if name in scheme.parameters else _said(name, where, ids, language)
        for (_, name), where in found.items()
    ]
    units = [_unit(name, where, language) for (_, name), where in zip(found, found.values(), strict=True)]
    checks = [_check(*limit, language) for limit in limits.values()]

    def texts(title: Message, inputs: list[str], note: str = "", *, behind: bool = False) -> None:
        column = PageColumn(title.text(language), "fixed", note, inputs=list(inputs), type="text", behind=behind)
        page.add(column)

    texts(message("dimension or payment"), places)
    texts(message("used in"), titles)
    texts(message("parameter"), said)
    texts(message("unit of measure"), units)
    in_scheme = PageColumn(
        message("in the scheme").text(language), "fixed", inputs=list(values), places=PLACES, rate=True
    )
    before = page.add(in_scheme)
    note = message("change a value here and every mark and amount follows").text(language)
    own = PageColumn(message("tried").text(language), "input", note, inputs=list(values), rate=True)
    own.check, own.before = {"each": checks}, before
    tried = page.add(own)
    texts(message("may be"), [check["message"] for check in checks])
    texts(message("name in the scheme"), [name for _, name in found], behind=True)
    taken: set[str] = set()
    for index, (key, (low, high, decimals)) in enumerate(limits.items()):
        name = _defined(key[1], taken)
        ref = Ref(page, tried.column, FIRST + index, name)
        result.names[name] = ref
        value = Fraction(key[0])

        def at(_row: int, value: Fraction = value) -> Scalar:
            return value

        result.values[key] = Num((ref,), at, low, high, decimals, noise=max(-low, high) * UNIT)
    return result


def _said(name: str, uses: Sequence[Use], ids: Container[str], language: Language) -> str:
    """A parameter's name in words: “results/teaching/bands/#1/at-least” is the lower edge of the first band."""
    written = name.split("/")
    while len(written) > 1 and (written[0] in ids or written[0].startswith("#")):
        del written[0]
    owner = next((use.owner for use in uses if use.owner is not None), None)
    return called(owner, tuple(int(key[1:]) - 1 if key.startswith("#") else key for key in written), language)


def _ids(scheme: Scheme) -> Iterator[str]:
    """The ids of all parts."""
    for several in (scheme.dimensions(), scheme.clauses(), scheme.payment, scheme.award, scheme.value):
        yield from (part.id for part in several)


def _together(texts: Iterable[str]) -> str:
    """Different texts in one cell, each shortened."""
    return "；".join(dict.fromkeys(short(one) for one in texts if one))


def _unit(name: str, uses: Sequence[Use], language: Language) -> str:
    """The unit of a parameter: marks, yuan, or what the clause counts."""
    key = name.rpartition("/")[2]
    if key in ("allowance", "beyond", "to", "out-of"):
        return uses[0].counted
    if key == "pool" or (key in ("amount", "cap", "takes") and uses[0].money):
        return message("yuan").text(language)
    edge = key == "at-least" and "/bands/" in name  # of what is measured, whatever that is
    return message("marks").text(language) if key in MARKS and not edge and not uses[0].money else ""


MARKS = ("points", "marks", "at-least", "at-most", "each-at-least", "each-at-most", "low", "high", "otherwise")


def _check(low: Fraction, high: Fraction, places: int, language: Language) -> dict[str, Any]:
    """What may be entered."""
    what = message("{low} to {high}, {decimals} decimals", low=_shown(low), high=_shown(high), decimals=places)
    return {
        "low": _shown(low),
        "high": _shown(high),
        "places": places,
        "title": message("not allowed").text(language),
        "message": what.text(language),
    }


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
