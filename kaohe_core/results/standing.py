"""Why a mark is what it is, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from kaohe_core.assess.result import NAMES
from kaohe_core.formula import tree
from kaohe_core.formula.words import Evaluate, OfSubject, why
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
    """The measures that it waits for, each by table, column and period."""
    found = []
    asked = step.formula
    if step.applies is not None and value(step.applies) is None:
        asked = step.applies
    for node in dict.fromkeys(_lacking(asked, value)):
        if not isinstance(value, OfSubject) or value.nothing(node) is None:
            column = node.what.column.title.text(language) if isinstance(node.what, tree.Field) else ""
            without = [one.period for one in node.in_each() if value(one) is None]
            if len(without) == len(node.throughout):
                without = [node.period]  # no row at all
            for one in without:
                period = f"〔{one}〕" if one is not None and node.table.id != "judgements" else ""
                found.append(" ".join(part for part in (node.table.title.text(language) + period, column) if part))
    return found


def _lacking(node: tree.Formula, value: Evaluate) -> Iterator[tree.Measure]:
    """The person's own measures for want of which a formula has no value: no other way, and no colleague's."""
    if value(node) is not None:
        return
    match node:
        case tree.Measure():
            yield node
        case tree.OverUnit():
            return
        case tree.Choose():
            truth = value(node.condition)
            yield from _lacking(node.condition if truth is None else node.then if truth else node.other, value)
        case _:
            for part in node.children():
                yield from _lacking(part, value)
