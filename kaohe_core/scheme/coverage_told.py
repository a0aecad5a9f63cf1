"""What a scheme makes of its written text: every numbered clause, and the share of each kind."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from kaohe_core.formula.exact import rounded
from kaohe_core.formula.words import number
from kaohe_core.messages import Language, Message, message
from kaohe_core.scheme.coverage import ClauseCoverage, CoverageKind

KINDS: dict[CoverageKind, Message] = {
    "formalised": message("formalised"),
    "judged": message("judged by people"),
    "stated": message("stated as not computed"),
    "open": message("open: the text is incomplete"),
    "not-covered": message("not covered"),
}


def shares(found: Sequence[ClauseCoverage]) -> dict[CoverageKind, tuple[int, str]]:
    """How many clauses of each kind, and their share in per cent with one decimal, half up."""
    result: dict[CoverageKind, tuple[int, str]] = {}
    for kind in KINDS:
        count = sum(one.kind == kind for one in found)
        share = rounded(Fraction(count * 100, len(found)), 1, "half-up") if found else Fraction(0)
        result[kind] = (count, number(share, 1))
    return result


def lines(found: Sequence[ClauseCoverage], language: Language) -> list[str]:
    """One line a clause: its number, what it is, what refers to it; then the shares."""
    width = max((len(one.written.number) for one in found), default=0)
    told = []
    for one in found:
        by = ("、" if language == "zh" else ", ").join(one.by)
        what = KINDS[one.kind].text(language) + (f"（{by}）" if language == "zh" and by else f" ({by})" if by else "")
        told.append(f"{one.written.number:　<{width}}　{what}　{one.written.text[:40]}")
    told.append("")
    for kind, (count, share) in shares(found).items():
        told.append(
            message("{kind}: {count} clauses, {share} %", kind=KINDS[kind], count=count, share=share).text(language)
        )
    return told


def data(found: Sequence[ClauseCoverage], language: Language) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "clauses": [
            {
                "number": one.written.number,
                "line": one.written.line,
                "text": one.written.text,
                "kind": one.kind,
                "by": list(one.by),
            }
            for one in found
        ],
        "shares": {
            kind: {"name": KINDS[kind].text(language), "count": count, "percent": share}
            for kind, (count, share) in shares(found).items()
        },
    }
