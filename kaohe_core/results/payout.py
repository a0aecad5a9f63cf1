"""The payment file (报盘): who is paid how much into which account, and the control total."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING

from attrs import frozen

from kaohe_core.findings import Findings, Place
from kaohe_core.formula.words import plain_number
from kaohe_core.messages import Language, Message, message
from kaohe_core.results.as_csv import harmless
from kaohe_core.results.plain_book import plain_book
from kaohe_core.results.scored import Scored

if TYPE_CHECKING:
    from kaohe_core.formula.exact import Exact

NOTHING: Mapping[str, str] = MappingProxyType({})


@frozen
class Transfer:
    """One transfer; ``amount`` in yuan, to the cent."""

    number: int
    id: str
    holder: str
    account: str
    amount: Fraction


HEADER: tuple[Message, ...] = (
    message("no."),
    message("id number"),
    message("account holder"),
    message("account number"),
    message("amount (yuan)"),
)


def lines(scored: Scored, findings: Findings, accounts: Exact | None = None) -> list[Transfer]:
    """Everybody who is paid, in roster order; a finding for whoever has no account. Empty where nothing is final.

    An account number is text: it keeps every digit, leading zeros included. The numbers are those that were read for
    the result or, where it was scored without them, those that ``accounts`` gives.
    """
    from kaohe_core.assess.settle import PAID

    payout = scored.ready.scheme.payout
    if payout is None or PAID not in scored.result.values or scored.result.provisional:
        return []
    found: list[Transfer] = []
    exact = scored.exact() if accounts is None else accounts
    names = dict(zip(*scored.result.frame.select("_subject", "_name").iter_columns(), strict=True))
    for id, amount in scored.result.by_subject(PAID).items():
        if not isinstance(amount, Fraction) or amount == 0:
            continue
        account = exact.value(payout.account, id)
        holder = (names[id] or id) if payout.holder is None else exact.value(payout.holder, id)
        for value, what in ((account, message("account number")), (holder, message("account holder"))):
            if not isinstance(value, str) or not value.strip():
                findings.add(
                    Place(),
                    message("{id} {name} is to be paid and has no {what}", id=id, name=names[id] or id, what=what),
                    message("fill it in; without it there is no payment file"),
                )
        found.append(Transfer(len(found) + 1, id, str(holder), str(account), amount))
    _note_shared(found, {line.id: names[line.id] or line.id for line in found}, findings)
    return found


def _note_shared(lines: Sequence[Transfer], names: Mapping[str, str], findings: Findings) -> None:
    """An account that stands beside two people: a slip of the pen where the holders differ, else worth a look."""
    by_account: dict[str, list[Transfer]] = {}
    for line in lines:
        spelled = "".join(line.account.split())
        if spelled and line.account != "None":
            by_account.setdefault(spelled, []).append(line)
    for account, shared in by_account.items():
        if len(shared) == 1:
            continue
        people = [f"{line.id} {names[line.id]}" for line in shared]
        if len({line.holder for line in shared}) > 1:
            what = message(
                "{people} are to be paid into one account, {account}, under different names",
                people=people,
                account=account,
            )
            findings.add(Place(), what, message("correct the account number of one of them"))
        else:
            what = message("{people} are to be paid into one account, {account}", people=people, account=account)
            mend = message("if both are really paid into it, nothing needs to be done")
            findings.add(Place(), what, mend, blocks=False)


def control_total(lines: Sequence[Transfer]) -> Fraction:
    """What all transfers add up to."""
    return sum((line.amount for line in lines), Fraction(0))


def payments_csv(lines: Sequence[Transfer], language: Language, stamp: Mapping[str, str] = NOTHING) -> bytes:
    """The payment file for upload: UTF-8 with a byte order mark, the control total last.

    ``stamp`` are further columns, title to what stands in every row.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
    writer.writerow([*(title.text(language) for title in HEADER), *stamp])
    same = [harmless(text) for text in stamp.values()]
    writer.writerows(
        [str(line.number), *map(harmless, (line.id, line.holder, line.account)), plain_number(line.amount, 2), *same]
        for line in lines
    )
    writer.writerow([*_total(lines, language), plain_number(control_total(lines), 2), *same])
    return stream.getvalue().encode("utf-8-sig")


def payments_xlsx(lines: Sequence[Transfer], language: Language, stamp: Mapping[str, str] = NOTHING) -> bytes:
    """The payment file as a workbook in which account numbers are text, so that no digit is lost on opening.

    ``stamp`` as in :func:`payments_csv`.
    """
    # A workbook keeps its numbers as binary floats; up to 13 digits before the cents they read back to the same cent.
    stream = io.BytesIO()
    with plain_book(stream) as book:
        sheet = book.add_worksheet(message("payments").text(language))
        text, money = book.add_format({"num_format": "@"}), book.add_format({"num_format": "0.00"})
        bold = book.add_format({"bold": True})
        for column, (title, width) in enumerate(zip(HEADER, (6, 12, 16, 26, 16), strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title.text(language), bold)
        for row, line in enumerate(lines, start=1):
            sheet.write_number(row, 0, line.number)
            for column, cell in enumerate((line.id, line.holder, line.account), start=1):
                sheet.write_string(row, column, cell, text)
            sheet.write_number(row, 4, float(line.amount), money)
        for column, cell in enumerate(_total(lines, language)):
            sheet.write_string(len(lines) + 1, column, cell, bold)
        sheet.write_number(len(lines) + 1, 4, float(control_total(lines)), money)
        for column, (head, told) in enumerate(stamp.items(), start=len(HEADER)):
            sheet.set_column(column, column, 30)
            sheet.write_string(0, column, head, bold)
            for row in range(1, len(lines) + 2):
                sheet.write_string(row, column, told, text)
        sheet.freeze_panes(1, 0)
    return stream.getvalue()


def _total(lines: Sequence[Transfer], language: Language) -> list[str]:
    count = message("{count} payments", count=len(lines)).text(language)
    return [message("control total").text(language), "", count, ""]
