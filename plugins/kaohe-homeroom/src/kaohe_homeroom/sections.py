"""What the reports name: who just missed a quota, and who is trained in the next term."""

from __future__ import annotations

from fractions import Fraction

from kaohe_core import Result, Section, Text, section

TRAINING = "training"


@section
def edge_of_quotas(result: Result) -> Section | None:
    """For each award within a quota: the last one in, the first one out, and how far apart they are (H08)."""
    rows = []
    for award in result.plan.scheme.award:
        if award.quota is None:
            continue
        candidates = [s for s in result.subjects() if s.number(f"{award.id}/place") is not None]
        held = [s for s in candidates if s.value(award.id) is True]
        missed = [s for s in candidates if s.value(award.id) is False]
        if not held or not missed:
            continue
        last = min(s.number("total") or Fraction(0) for s in held)
        next_ = max(s.number("total") or Fraction(0) for s in missed)
        names = "、".join(s.name for s in missed if (s.number("total") or Fraction(0)) == next_)
        most = held[0].number(f"{award.id}/most") or Fraction(0)
        rows.append(
            (award.title, _plain(most), str(len(held)), _plain(last), names, _plain(next_), _plain(last - next_))
        )
    if not rows:
        return None
    return Section(
        "edge-of-quotas",
        Text("名额边缘", "edge of the quotas"),
        [
            Text("表彰", "award"),
            Text("名额", "places"),
            Text("评上", "held by"),
            Text("最后一名得分", "last one’s mark"),
            Text("差一点的", "first one out"),
            Text("得分", "mark"),
            Text("相差", "short by"),
        ],
        rows,
    )


@section
def training(result: Result) -> Section | None:
    """The head and deputy of a failing class, who are trained in the next term (H10)."""
    if TRAINING not in result.values:
        return None
    rows = [(s.id, s.name, _plain(s.number("total"))) for s in result.subjects() if s.value(TRAINING) is True]
    return (
        None
        if not rows
        else Section(
            "training",
            Text("下学期岗位培训名单", "to be trained in the next term"),
            [Text("工号", "staff id"), Text("姓名", "name"), Text("班级考核得分", "class mark")],
            rows,
            Text("所带班级考核不合格的正、副班主任", "heads and deputies of failing classes"),
        )
    )


def _plain(number: Fraction | None) -> str:
    """A mark as it is printed: marks have at most two decimals."""
    if number is None:
        return ""
    cents = number * 100
    whole, rest = divmod(abs(cents.numerator) // cents.denominator, 100)
    return f"{'-' if number < 0 else ''}{whole}" + (f".{rest:02}".rstrip("0") if rest else "")
