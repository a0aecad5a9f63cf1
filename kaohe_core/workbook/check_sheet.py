"""The check sheet: the workbook's results against the program's, blanks where data must be, and the guards."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import define

from kaohe_core.findings import Findings, Place
from kaohe_core.formula.exact import rounded
from kaohe_core.formula.spreadsheet import At, Parts, Scalar, WholeColumn, quoted, text
from kaohe_core.messages import Language, message
from kaohe_core.workbook.book import FIRST, Book, Page, PageColumn, Ref, first_rows, letters
from kaohe_core.workbook.headings import short

if TYPE_CHECKING:
    from kaohe_core.assess.plan import Plan, PlanStep


NEAR = 6  # decimals of the sum of quotients that are not rounded


@define(eq=False)
class CheckLine:
    """One line: what is checked, the formula cells and their expected values."""

    what: str
    live: Parts
    live_value: Scalar
    program: Scalar
    differing: Parts
    expected: Scalar


def check(
    book: Book,
    plan: Plan,
    places: dict[str, Ref],
    program: Callable[[str, int], Scalar],
    nothing: Callable[[PlanStep, int], str],
    rows: int,
    representatives: list[int],
    language: Language,
    new_page: Callable[[str], Page],
) -> None:
    """The program's values as plain numbers on a sheet of their own, and the check sheet that compares them."""
    written = new_page(message("Results of the program").text(language))
    written.behind = True
    lines: list[CheckLine] = []
    for step in plan.steps:
        ref = places[step.id]
        shared = ref.page.level == "unit"
        where = representatives if shared else list(range(rows))
        values = [program(step.id, row) for row in where]
        kind = step.formula.kind
        why = ["" if shared else nothing(step, row) for row in where]
        kept = [value if value is not None else said or None for value, said in zip(values, why, strict=True)]
        kept += [None] * (written.count - len(values))
        column = ref.page.columns[ref.column]
        title = step.title.text(language)
        theirs = written.add(
            PageColumn(
                short(title),
                "fixed",
                title,
                inputs=list(kept),
                type=kind,
                places=column.places,
                money=column.money,
                rate=column.rate,
                behind=True,
            )
        )
        mine, compared = (
            (first_rows(part, max(len(values), 1)) for part in (ref, theirs))
            if shared
            else (WholeColumn(ref), WholeColumn(theirs))
        )
        differing = text("SUMPRODUCT(--(", mine, "<>", compared, "))")
        if any(why):  # where the program says why there is nothing, nothing is right
            words = [text("(", compared, "=", quoted(word), ")") for word in dict.fromkeys(filter(None, why))]
            said = words[0]
            for word in words[1:]:
                said = text(said, "+", word)
            differing = text("SUMPRODUCT((", mine, "<>", compared, ")*(1-(", mine, '="")*(', said, ")))")
        if kind == "number":
            # The sum of many doubles is not quite the decimal: it is shown to the decimals it has.
            decimals = NEAR if column.rate else column.places
            live, total = text("ROUND(SUM(", mine, f"),{decimals})"), rounded(_total(values), decimals, "half-up")
        else:
            live = text("SUMPRODUCT(--(", mine, '<>""))')
            total = Fraction(sum(value not in (None, "") for value in values))
        lines.append(CheckLine(f"{ref.page.name} · {title}", live, total, total, differing, Fraction(0)))
    _write(book, lines, language)


def _total(values: list[Scalar]) -> Fraction:
    return sum((value for value in values if isinstance(value, Fraction)), Fraction(0))


def _write(book: Book, lines: list[CheckLine], language: Language) -> None:
    page = book.page(message("Check").text(language), "const", 0, names=1, behind=True, folded_rows=True)
    blanks = [(p, i) for p in book.pages for i, column in enumerate(p.columns) if column.required]
    guards = list(book.guards.items())
    what = [line.what for line in lines]
    live: list[tuple[Parts | None, Scalar]] = [(line.live, line.live_value) for line in lines]
    program: list[Scalar] = [line.program for line in lines]
    differing: list[tuple[Parts | None, Scalar]] = [(line.differing, line.expected) for line in lines]
    for blank_page, index in blanks:
        column = blank_page.columns[index]
        what.append(
            message(
                "{sheet} · {column}: cells that must not be empty", sheet=blank_page.name, column=column.title
            ).text(language)
        )
        cells = [c for c in column.inputs or [] if c in (None, "")]
        counted = text("COUNTBLANK(", WholeColumn(Ref(blank_page, index)), ")")
        live.append((None, None))
        program.append(None)
        differing.append((counted, Fraction(len(cells))))
    beyond: list[tuple[Parts | None, Scalar]] = [(None, None)] * len(what)
    for ref, limit in guards:
        column = ref.page.columns[ref.column]
        what.append(
            message(
                "{sheet} · {column}: at most {limit}, so that the last digit is certain",
                sheet=ref.page.name,
                column=column.title,
                limit=_plain(limit),
            ).text(language)
        )
        largest = _largest(ref)
        size = text("MAX(MAX(", WholeColumn(ref), "),-MIN(", WholeColumn(ref), "))")
        live.append((size, largest))
        program.append(limit)
        differing.append((None, None))
        beyond.append((text("IF(", size, f"<={_plain(limit)},0,1)"), Fraction(int(largest > limit))))
    page.count = len(what) + 1
    everything = message("All together").text(language)
    page.add(PageColumn(message("what is compared").text(language), "fixed", inputs=[everything, *what], type="text"))
    _formulas(page, message("workbook").text(language), [(None, None), *live], rate=True)
    page.add(PageColumn(message("program").text(language), "fixed", inputs=[None, *program], rate=True))
    for title, counted_ in (
        (message("cells that differ (0 is right)"), differing),
        (message("columns beyond their limit (0: the last digit is certain)"), beyond),
    ):
        letter = letters(len(page.columns))
        sum_ = text(f"SUM({letter}{FIRST + 1}:{letter}{FIRST + max(len(what), 1)})")
        total = sum((value for _, value in counted_ if isinstance(value, Fraction)), Fraction(0))
        _formulas(page, title.text(language), [(sum_, total), *counted_])


def note_beyond_limit(book: Book, scheme: str, language: Language, findings: Findings) -> None:
    """Note the watched columns that reach beyond the limit a spreadsheet’s last digit is proven up to."""
    found = [ref for ref, limit in book.guards.items() if _largest(ref) > limit]
    if not found:
        return
    columns = dict.fromkeys(f"{ref.page.name} · {ref.page.columns[ref.column].title}" for ref in found)
    findings.add(
        Place(),
        message(
            "workbook of “{scheme}”: a spreadsheet’s last digit is not certain for numbers as large as in {columns}",
            scheme=scheme,
            columns=list(columns),
        ),
        message(
            "the program’s result is exact; the sheet “{check}” says up to where the workbook’s is",
            check=message("Check").text(language),
        ),
        blocks=False,
    )


def _formulas(page: Page, title: str, cells: list[tuple[Parts | None, Scalar]], *, rate: bool = False) -> None:
    """A column in which every cell has a formula of its own."""
    values = [value for _, value in cells]
    at: At = values.__getitem__
    page.add(PageColumn(title, "value", inputs=[parts for parts, _ in cells], at=at, rate=rate, type="formulas"))


def _largest(ref: Ref) -> Fraction:
    column = ref.page.columns[ref.column]
    if column.inputs is not None:
        found: list[Scalar] = list(column.inputs)
    else:
        assert column.at is not None  # noqa: S101  # a computed column has values
        rows = ref.page.rows if ref.page.rows is not None else range(ref.page.count)
        found = [column.at(row) for row in rows]
    return max((abs(v) for v in found if isinstance(v, Fraction)), default=Fraction(0))


def _plain(value: Fraction) -> str:
    """A whole number, or a decimal, in ASCII; cut where it has no end."""
    scaled = value.numerator * 10**9 // value.denominator
    digits = str(scaled).rjust(10, "0")
    return f"{digits[:-9]}.{digits[-9:]}".rstrip("0").rstrip(".")
