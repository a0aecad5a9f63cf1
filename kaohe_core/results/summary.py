"""The summary that ``kaohe score`` prints: who, marks by dimension, total, pay; the money; what is open."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from kaohe_core.formula.exact import rounded
from kaohe_core.formula.words import endless, number
from kaohe_core.messages import Language, message
from kaohe_core.results.as_json import payments_of, pool_of
from kaohe_core.results.scored import Scored
from kaohe_core.results.standing import NAMES
from kaohe_core.results.verdicts import lines

if TYPE_CHECKING:
    from rich.table import Table

    from kaohe_core.assess.result import Subject


def table(scored: Scored, language: Language) -> Table:
    """A row for everybody assessed. Cells are plain text: what stands in the data is never read as markup."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    scheme = scored.ready.scheme
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    heads = [message("id number").text(language), message("name").text(language)]
    units = scheme.unit is not None
    heads += [message("unit").text(language)] if units else []
    for head in heads:
        shown.add_column(Text(head))
    numbers = [dimension.title for dimension in scheme.dimension] + [message("total").text(language)]
    numbers += [ranking.title for ranking in scheme.ranking]
    numbers += [payment.title for payment in scheme.payment]
    numbers += [message("paid in all").text(language)] if len(scheme.payment) > 1 else []
    for head in numbers:
        shown.add_column(Text(head), justify="right")
    if scheme.grade:
        shown.add_column(Text(message("grade").text(language)))
    shown.add_column(Text(message("remarks").text(language)))
    for subject in scored.result.subjects():
        cells = [subject.id, subject.name, *([subject.unit] if units else []), *_numbers(scored, subject, language)]
        if scheme.grade:
            cells.append(str(subject.value("grade") or ""))
        reasons = [
            subject.reason,
            *_verdicts(scored, subject),
            *(scored.paid_because(payment, subject) for payment in scheme.payment),
        ]
        remarks = ("；" if language == "zh" else "; ").join(dict.fromkeys(reason for reason in reasons if reason))
        shown.add_row(*map(Text, [*cells, remarks]))
    return shown


def _numbers(scored: Scored, subject: Subject, language: Language) -> Iterator[str]:
    scheme = scored.ready.scheme
    for dimension in scheme.dimension:
        yield _points(scored, subject, dimension.id, language)
    yield _points(scored, subject, "total", language)
    for ranking in scheme.ranking:
        place = subject.number(ranking.id)
        yield "" if place is None else number(place)
    amounts = [amount for *_, amount in payments_of(scored, subject)]
    yield from (_yuan(amount, language) for amount in amounts)
    if len(amounts) > 1:
        yield _yuan(subject.number("paid"), language)


def _verdicts(scored: Scored, subject: Subject) -> Iterator[str]:
    """The vetoes that strike somebody, and the awards they have."""
    scheme = scored.ready.scheme
    yield from (veto.text for veto in scheme.veto if subject.value(veto.id) is True)
    yield from (award.title for award in scheme.award if subject.value(award.id) is True)


def _points(scored: Scored, subject: Subject, step: str, language: Language) -> str:
    standing = subject.standing(step)
    if standing != "scored":
        return "—" if not subject.scored else NAMES[standing].text(language)
    points = subject.number(step)
    return "" if points is None else _marks(points, scored.ready.scheme.round.total)


def _marks(points: Fraction, places: int) -> str:
    """Marks to read at a glance: at most two decimals more than the total has, ≈ where something was cut off."""
    if not endless(points) and (points * 10 ** (places + 2)).denominator == 1:
        return number(points, places)
    return f"≈{number(rounded(points, places, 'half-up'), places)}"


def _yuan(amount: Fraction | None, language: Language) -> str:
    return message("not known").text(language) if amount is None else number(amount, 2)


def notes(scored: Scored, language: Language) -> list[str]:
    """What stands below the table, line by line."""
    return [line.text(language) if not isinstance(line, str) else line for line in _notes(scored, language)]


def _notes(scored: Scored, language: Language) -> Iterator[Any]:
    from kaohe_core.assess.settle import PAID, amount_of

    result, scheme = scored.result, scored.ready.scheme
    subjects = list(result.subjects())
    yield message("people: {count}, scored: {scored}", count=len(subjects), scored=sum(s.scored for s in subjects))
    yield from lines(scored, language)
    if scheme.payment and PAID in result.values:
        yield message("pool: {amount} yuan", amount=_yuan(pool_of(scored), language))
        for payment in scheme.payment:
            sum_ = result.total_of(amount_of(payment.id))
            yield message("  {title}: {amount} yuan", title=payment.title, amount=_yuan(sum_, language))
        paid = result.total_of(PAID)
        yield message("control total: {amount} yuan", amount=_yuan(paid, language))
        pool = pool_of(scored)
        if paid is not None and pool is not None and paid < pool:
            yield message("left in the pool: {amount} yuan", amount=_yuan(pool - paid, language))
    if result.not_assessed:
        yield message("not assessed:")
        for person in result.not_assessed:
            yield message("  {id} {name}: {reason}", id=person.id, name=person.name, reason=person.reason)
    if result.provisional:
        yield message(
            "Provisional: some marks are without data or await judgement; nothing here is final, "
            "and there is no payment file."
        )
    yield message("digest of the scheme: {digest}", digest=scored.digest)
