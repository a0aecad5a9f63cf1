"""What this field adds to the reports: who is referred to the superior’s rule."""

from __future__ import annotations

from kaohe_core import Result, Section, Text, section
from kaohe_performance_pay.rules import Forfeit


@section
def referred(result: Result) -> Section | None:
    """Everybody beyond a limit, with what else follows (A04)."""
    rows = [
        (subject.id, subject.name, clause.text, clause.rule.refer)
        for clause in result.plan.scheme.clauses()
        if isinstance(clause.rule, Forfeit)
        for subject in result.subjects()
        if (subject.number(clause.id) or 0) < 0
    ]
    return (
        None
        if not rows
        else Section(
            "referred",
            Text("移交上级按规定办理", "Referred to the superior’s rule"),
            [Text("工号", "staff id"), Text("姓名", "name"), Text("条款", "clause"), Text("处理", "what follows")],
            rows,
        )
    )
