"""Why a mark is what it is, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from kaohe_core.assess.result import NAMES
from kaohe_core.formula import tree
from kaohe_core.formula.words import Evaluate, why
from kaohe_core.messages import Language, Message, message

if TYPE_CHECKING:
    from kaohe_core.assess.plan import PlanStep
    from kaohe_core.assess.result import Standing


def reason(
    step: PlanStep,
    standing: Standing,
    value: Evaluate,
    language: Language,
    unscored: str = "",
    causes: Callable[[], Iterable[Message]] = tuple,
) -> str:
    """The standing with its reason; ``unscored`` is why the scheme does not score the subject at all.

    ``causes`` gives what it waits for where none of its own records is missing: another mark, or a colleague's.
    """
    match standing:
        case "scored":
            return ""
        case "not-applicable" if unscored:
            return message("not scored: {reason}", reason=unscored).text(language)
        case "not-applicable":
            if step.applies is None or value(step.applies) is not False:
                return message("not applicable").text(language)
            return message("not applicable: {why}", why=why(step.applies, value, language)).text(language)
    missing: list[object] = list(dict.fromkeys(_missing(step, value, language))) or list(causes())
    if not missing:
        return NAMES[standing].text(language)
    if standing == "awaiting":
        return message("awaiting judgement: {missing}", missing=missing).text(language)
    return message("no data: {missing}", missing=missing).text(language)


def _missing(step: PlanStep, value: Evaluate, language: Language) -> list[str]:
    """The measures without a value, each by table, column and period."""
    found = []
    for node in step.measures():
        if value(node) is None:
            column = node.what.column.title.text(language) if isinstance(node.what, tree.Field) else ""
            period = f"〔{node.period}〕" if node.period is not None and node.table.id != "judgements" else ""
            found.append(" ".join(part for part in (node.table.title.text(language) + period, column) if part))
    return found
