"""The summary that ``kaohe score`` prints: who, marks by dimension, total, pay; the money; what is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import frozen

from kaohe_core import frames as pl
from kaohe_core.assess.result import SCORED
from kaohe_core.formula.columns import ColumnRatio
from kaohe_core.formula.words import number
from kaohe_core.messages import Language, Message, message
from kaohe_core.results.as_json import pool_of
from kaohe_core.results.glance import marks, points, remarks, yuan
from kaohe_core.results.printed import standing
from kaohe_core.results.remarked import adjustment_titles, not_the_sum, of_dimensions
from kaohe_core.results.scored import Scored, is_large
from kaohe_core.results.verdicts import OPEN, lines, verdict_title
from kaohe_core.results.widths import GAP, least

if TYPE_CHECKING:
    from rich.table import Table

    from kaohe_core.assess.result import Subject

FIRST, LAST = 12, 6  # rows shown of what is too long for a screen
UNITS = 60  # so many units are shown all, and on a screen so many people


@frozen
class Overview:
    """What of a result is shown on a screen, and what is not: ``left`` are the titles of the columns left out."""

    table: Table
    left: tuple[str, ...] = ()
    shortened: bool = False


@frozen
class Head:
    """A column: its title, where its cells stand, and how much it matters: what matters least is left out first.

    ``step``: the id of what its numbers are values of; empty where it has texts.
    """

    title: str
    matters: int
    number: bool = False
    step: str = ""


WHO, MAIN, GRADE, PAID, MARKS, MORE, REMARK = range(7, 0, -1)  # who it is and the total are never left out


def overview(scored: Scored, language: Language, width: int | None = None) -> Overview:
    """A row for everybody assessed; of more than a school's people the first and the last.

    ``width``: the cells of the screen, on which no number is cut: columns are left out until the others fit, and of a
    long roster the first and the last are shown. Cells are plain text: what stands in the data is never read as markup.
    """
    heads = list(heads_of(scored, language))
    shortened = is_large(scored) or (width is not None and scored.result.frame.height > UNITS)
    rows = list(rows_of(scored, _shown(scored, shortened=shortened), language))
    widths = [
        least(head.title, [row[at] for row in rows if row is not None], number=head.number)
        for at, head in enumerate(heads)
    ]
    kept = _fitting(heads, widths, width)
    shown = _drawn([(heads[at].title, heads[at].number) for at in kept])
    for row in rows:
        _add(shown, ["…" if row is None else row[at] for at in kept])
    return Overview(shown, tuple(head.title for at, head in enumerate(heads) if at not in kept), shortened)


def _fitting(heads: Sequence[Head], widths: Sequence[int], width: int | None) -> list[int]:
    """The columns that fit beside each other: the first of those that matter most."""
    kept = set(range(len(heads)))
    while width is not None and sum(widths[at] + GAP for at in kept) > width:
        last = min(heads[at].matters for at in kept)
        if last >= MAIN:
            break
        kept.remove(max(at for at in kept if heads[at].matters == last))
    return sorted(kept)


def heads_of(scored: Scored, language: Language) -> Iterator[Head]:
    """The columns of the table: who, marks by dimension, total, places, pay, grade, remarks."""
    from kaohe_core.assess.settle import PAID as PAID_IN_ALL
    from kaohe_core.assess.settle import amount_of

    scheme = scored.ready.scheme
    yield Head(message("id number").text(language), WHO)
    yield Head(message("name").text(language), WHO)
    if scheme.unit is not None:
        yield Head(message("unit").text(language), MORE)
    for dimension in scheme.dimension:
        yield Head(dimension.title, MARKS, number=True, step=dimension.id)
    for title, clause in zip(adjustment_titles(scheme), scheme.adjustment, strict=True):
        yield Head(title, MARKS, number=True, step=clause.id)
    yield Head(message("total").text(language), MAIN, number=True, step="total")
    for ranking in scheme.ranking:
        yield Head(ranking.title, MORE, number=True, step=ranking.id)
    for payment in scheme.payment:
        matters = MORE if len(scheme.payment) > 1 else PAID
        yield Head(payment.title, matters, number=True, step=amount_of(payment.id))
    if len(scheme.payment) > 1:
        yield Head(message("paid in all").text(language), PAID, number=True, step=PAID_IN_ALL)
    if scheme.grade:
        yield Head(message("grade").text(language), GRADE)
    yield Head(message("remarks").text(language), REMARK)


def rows_of(scored: Scored, subjects: Iterable[Subject | None], language: Language) -> Iterator[list[str] | None]:
    """The cells of each subject below :func:`heads_of`; None stays None."""
    because = [scored.paid_because(payment) for payment in scored.ready.scheme.payment]
    for subject in subjects:
        yield None if subject is None else list(_row(scored, subject, because, language))


def _row(scored: Scored, subject: Subject, because: Sequence[Mapping[str, str]], language: Language) -> Iterator[str]:
    scheme = scored.ready.scheme
    yield subject.id
    yield subject.name
    if scheme.unit is not None:
        yield subject.unit
    yield from _numbers(scored, subject, language)
    if scheme.grade:
        yield str(subject.value("grade") or _open(subject, "grade", language))
    reasons = [
        subject.reason,
        *of_dimensions(scored, subject, language),
        *not_the_sum(scored, subject, language),
        *_verdicts(scored, subject, language),
        *(reasons.get(subject.id, "") for reasons in because),
    ]
    yield remarks(reasons, language)


def _drawn(heads: Sequence[tuple[str, bool]]) -> Table:
    """An empty table with these titles; numbers stand on the right."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head, of_numbers in heads:
        shown.add_column(Text(head), justify="right" if of_numbers else "left")
    return shown


def _add(shown: Table, cells: Sequence[str]) -> None:
    from rich.text import Text

    shown.add_row(*map(Text, cells))


def _shown(scored: Scored, *, shortened: bool) -> Iterator[Subject | None]:
    """Everybody; of many the first and the last, with None between them."""
    result = scored.result
    if not shortened:
        yield from result.subjects()
        return
    yield from result.subjects(result.frame.head(FIRST))
    yield None
    yield from result.subjects(result.frame.tail(LAST))


def units_table(scored: Scored, language: Language) -> Table | None:
    """A row for every unit of a large roster: people, scored, the mean total, what is paid; None for a small one."""
    from kaohe_core.assess.settle import PAID

    scheme, frame, values = scored.ready.scheme, scored.result.frame, scored.result.values
    if scheme.unit is None or not is_large(scored):
        return None
    total, paid = values["total"], values.get(PAID)
    column = scored.result.standings["total"]
    with_total = pl.len() if column is None else (pl.col(column) == SCORED).sum()
    sums: list[pl.Expr] = [pl.len().alias("people"), with_total.alias("scored")]
    mean = isinstance(total, ColumnRatio) and total.den is None
    if mean:
        known = pl.col("total").is_not_null().sum()
        sums += [pl.col("total").cast(pl.Int128).sum().alias("sum"), known.alias("known")]
    if paid is not None:
        sums += [pl.col(PAID).cast(pl.Int128).sum().alias("paid"), pl.col(PAID).has_nulls().alias("open")]
    rows = list(frame.group_by("_unit", maintain_order=True).agg(sums).iter_rows(named=True))
    numbers = [message("people"), message("of these scored")]
    numbers += [message("mean total")] if mean else []
    numbers += [message("paid in all")] if paid is not None else []
    shown = _drawn([(message("unit").text(language), False), *((head.text(language), True) for head in numbers)])
    for index, row in enumerate(rows):
        if FIRST <= index < len(rows) - LAST and len(rows) > UNITS:
            if index == FIRST:
                shown.add_row(*("…" for _ in shown.columns))
            continue
        name = message("not known").text(language) if row["_unit"] is None else str(row["_unit"])
        cells = [name, str(row["people"]), str(row["scored"])]
        if mean:
            assert isinstance(total, ColumnRatio)  # noqa: S101  # asked above
            # A mean over those who have a total, as `mean` of a formula is; who has none is counted beside it.
            cells.append(
                marks(Fraction(row["sum"], total.scale * row["known"]), scheme.round.total) if row["known"] else ""
            )
        if paid is not None:
            assert isinstance(paid, ColumnRatio)  # noqa: S101  # amounts are numbers
            cells.append(yuan(None if row["open"] else Fraction(row["paid"], paid.scale), language))
        _add(shown, cells)
    return shown


def _numbers(scored: Scored, subject: Subject, language: Language) -> Iterator[str]:
    from kaohe_core.assess.settle import amount_of

    scheme = scored.ready.scheme
    for dimension in scheme.dimension:
        yield points(scored, subject, dimension.id, language)
    for clause in scheme.adjustment:
        yield points(scored, subject, clause.id, language)
    yield points(scored, subject, "total", language)
    for ranking in scheme.ranking:
        place = subject.number(ranking.id)
        yield _open(subject, ranking.id, language) if place is None else number(place)
    amounts = [subject.number(amount_of(payment.id)) for payment in scheme.payment]
    yield from (yuan(amount, language) for amount in amounts)
    if len(amounts) > 1:
        yield yuan(subject.number("paid"), language)


def _open(subject: Subject, verdict: str, language: Language) -> str:
    """That a verdict is not given yet; nothing where it is not about somebody."""
    return message("undecided").text(language) if subject.standing(verdict) in OPEN else ""


def _verdicts(scored: Scored, subject: Subject, language: Language) -> Iterator[str]:
    """The vetoes that strike somebody, the awards they have, and what of both is still open."""
    scheme = scored.ready.scheme
    for id_ in (*(veto.id for veto in scheme.veto), *(award.id for award in scheme.award)):
        if subject.standing(id_) in OPEN:
            yield message("undecided: {verdict}", verdict=verdict_title(scheme, id_, language)).text(language)
    yield from (veto.text for veto in scheme.veto if subject.value(veto.id) is True)
    yield from (award.title for award in scheme.award if subject.value(award.id) is True)


def notes(scored: Scored, language: Language, shown: Overview | None = None) -> list[str]:
    """What stands below the table, line by line; ``shown`` is the table, where it is not the whole one."""
    return [line.text(language) for line in _notes(scored, language, shown)]


def _notes(scored: Scored, language: Language, shown: Overview | None) -> Iterator[Message]:
    from kaohe_core.assess.settle import PAID, amount_of

    result, scheme = scored.result, scored.ready.scheme
    standings = standing(result, "total")
    counts = {"count": len(standings), "scored": standings.count("scored")}
    open_ = standings.count("no-data") + standings.count("awaiting")
    if open_:
        yield message("people: {count}, scored: {scored}, still undecided: {open}", **counts, open=open_)
    else:
        yield message("people: {count}, scored: {scored}", **counts)
    if shown is not None and shown.left:
        yield message(
            "Left out here, as the window is too narrow: {titles}; the file has them.", titles=list(shown.left)
        )
    if is_large(scored) if shown is None else shown.shortened:
        yield message(
            "Shown are the first {first} and the last {last}; the file has everybody.", first=FIRST, last=LAST
        )
    yield from lines(scored, language)
    if scheme.payment and PAID in result.values:
        if scheme.pool is not None:
            yield message("pool: {amount} yuan", amount=yuan(pool_of(scored), language))
        for payment in scheme.payment:
            sum_ = result.total_of(amount_of(payment.id))
            yield message("  {title}: {amount} yuan", title=payment.title, amount=yuan(sum_, language))
        paid = result.total_of(PAID)
        yield message("control total: {amount} yuan", amount=yuan(paid, language))
        pool = pool_of(scored)
        if paid is not None and pool is not None and paid < pool:
            yield message("left in the pool: {amount} yuan", amount=yuan(pool - paid, language))
    if result.not_assessed:
        yield message("not assessed:")
        for person in result.not_assessed:
            yield message("  {id} {name}: {reason}", id=person.id, name=person.name, reason=person.reason)
    if result.provisional:
        yield message(
            "Provisional: some marks are without data or await judgement; nothing here is final, "
            "and there is no payment file."
        )
    yield from _agreement(scored)
    yield message("digest of the scheme: {digest}", digest=scored.digest)


def _agreement(scored: Scored) -> Iterator[Message]:
    found = scored.agreement
    if found is None:
        if scored.alone is not None:
            yield message(
                "computed once, by the exact evaluator alone: the columns engine, which the installed kaohe holds "
                "against it, is not here"
            )
        return
    if found.units is None:
        yield message("computed twice, and both ways agree: {numbers} numbers", numbers=found.numbers)
    else:
        yield message(
            "computed twice, and both ways agree: {numbers} numbers of {people} people, in whole units: {units}",
            numbers=found.numbers,
            people=found.people,
            units=[unit or message("the whole population") for unit in found.units],
        )
