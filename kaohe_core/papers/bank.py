"""The bank sheet (发放表): who is paid how much into which account, with the count and the control total."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from kaohe_core.formula.words import number
from kaohe_core.messages import message
from kaohe_core.papers.occasion import Occasion
from kaohe_core.papers.paper import Block, Paper, Paragraph, PrintedColumn, PrintedTable, Signatures, particulars
from kaohe_core.results.payout import control_total

if TYPE_CHECKING:
    from kaohe_core.results.payout import Transfer

CARD = range(15, 20)  # digits of a bank card, the last of which is a check digit


def bank(transfers: Sequence[Transfer], title: str, occasion: Occasion) -> Paper:
    """The transfers in roster order, one page wide. Accounts are texts; a check digit that is wrong is said."""
    say = occasion.language
    total = control_total(transfers)
    purpose = f"{title} {occasion.round}".strip()
    wrong = [line for line in transfers if not checks(line.account)]
    heads = (
        PrintedColumn(message("no.").text(say), number=True),
        PrintedColumn(message("account holder").text(say), whole=True),
        PrintedColumn(message("account number").text(say), whole=True),
        PrintedColumn(message("amount (yuan)").text(say), number=True, width=3),
        PrintedColumn(message("purpose").text(say)),
    )
    rows = [
        (str(line.number), "".join(line.holder.split()), "".join(line.account.split()), number(line.amount, 2), purpose)
        for line in transfers
    ]
    count = message("{count} payments", count=len(transfers)).text(say)
    last = ("", message("control total").text(say), count, number(total, 2), "")
    blocks: list[Block] = [
        particulars(
            (
                (message("issued by"), occasion.issuer),
                (message("round"), occasion.round),
                (message("standing"), occasion.standing),
                (message("date"), occasion.date),
                (message("number of payments"), str(len(transfers))),
                (message("control total (yuan)"), number(total, 2)),
            ),
            say,
        )
    ]
    if not occasion.final:
        blocks.append(Paragraph(message("Not to be paid: the result is not final.").text(say), strong=True))
    if wrong:
        told = message(
            "account numbers whose check digit is wrong: {count}, of {holders}",
            count=len(wrong),
            holders=[line.holder for line in wrong],
        )
        blocks.append(Paragraph(told.text(say), strong=True))
    blocks.append(PrintedTable(heads, tuple(rows), last, message("payments").text(say)))
    signed = (message("made out by"), message("checked by"), message("approved by"))
    blocks.append(Signatures(tuple(one.text(say) for one in signed), message("date").text(say)))
    name = message("Payment sheet: {scheme}", scheme=title).text(say)
    return Paper(name, tuple(blocks), occasion.foot(title), say)


def checks(account: str) -> bool:
    """Whether the last digit is what those before it ask for (Luhn); true of what is no card number at all."""
    digits = "".join(account.split())
    if not digits.isascii() or not digits.isdigit() or len(digits) not in CARD:
        return True
    total = Fraction(0)
    for at, one in enumerate(reversed(digits)):
        doubled = int(one) * (1 + at % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
