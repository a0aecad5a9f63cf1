"""What rules and settlements answer: asked under the guard, and looked at before anybody relies on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import attrs
from attrs import evolve

from kaohe_core.formula.depth import shallow
from kaohe_core.formula.exact import Exact
from kaohe_core.formula.tree import Field, Formula, Measure, Number
from kaohe_core.messages import Message, Text, message
from kaohe_core.plugins.blame import gave, guarded, origin_of
from kaohe_core.plugins.returned import found
from kaohe_core.rules.rule import Alternative, Notice, Rule
from kaohe_core.rules.settlement import Amount, Pot, Settlement
from kaohe_core.toml.document import MAX_DIGITS, fits

NESTED = 100  # nodes of a plugin one inside another, each lowered to the next: beyond, one leads back to itself


def formula_of(rule: Rule) -> Formula:
    """The formula of a rule. Raises :class:`FormulaError` where it has none that a subject can be given marks by."""
    with guarded(rule, "formula()"):
        formula = rule.formula()
    if not isinstance(formula, Formula):
        raise gave(
            rule,
            message("gave {found} in formula(), where a formula is due", found=found(formula)),
            message("return a formula, built from the parameters"),
        )
    _nodes_known(formula)
    _numbers_exact(rule, "formula()", formula)
    if formula.kind != "number":
        raise gave(
            rule,
            message("gave {kind} in formula(), where a number is due", kind=_KINDS[formula.kind]),
            message("marks are numbers: choose(condition, 1, 0), or lookup(…)"),
        )
    formula = shallow(formula)
    _about_a_subject(rule, "formula()", formula)
    return formula


def cases_of(rule: Rule) -> list[Alternative]:
    """What a rule tells apart. Raises :class:`FormulaError` where it is not that."""
    with guarded(rule, "cases()"):
        cases = list(rule.cases())
    for case in cases:
        if not isinstance(case, Alternative) or not isinstance(case.when, Formula) or case.when.kind != "truth":
            raise gave(
                rule,
                message("gave {found} in cases(), where a case is due", found=found(case)),
                message('write it like Case(("bands", 0), self.of >= self.edge)'),
            )
    return cases


def notices_of(rule: Rule) -> list[Notice]:
    """What a rule wants shown. Raises :class:`FormulaError` where it is not that."""
    with guarded(rule, "notices()"):
        notices = list(rule.notices())
    for notice in notices:
        if not (
            isinstance(notice, Notice) and isinstance(notice.text, Text) and isinstance(notice.when, Formula)
        ) or not worded(notice.text):
            raise gave(
                rule,
                message("gave {found} in notices(), where a notice is due", found=found(notice)),
                message('write it like Notice(Text("…", "…"), self.of > self.most)'),
            )
        _nodes_known(notice.when)
        _numbers_exact(rule, "notices()", notice.when)
        _about_a_subject(rule, "notices()", notice.when)
    return notices


def limits_of(rule: Rule) -> tuple[Number, Number] | None:
    """The range of a person's judgement. Raises :class:`FormulaError` where it is none."""
    with guarded(rule, "limits()"):
        limits = rule.limits()
    if limits is None:
        return None
    if not (isinstance(limits, tuple) and len(limits) == 2 and all(isinstance(one, Number) for one in limits)):
        raise gave(
            rule,
            message("gave {found} in limits(), where two numbers are due", found=found(limits)),
            message("return the least and the most as a pair of parameters, or None where nobody judges"),
        )
    return limits


def steps_of(settlement: Settlement, pot: Pot) -> list[Amount]:
    """The steps of a settlement, the last of which is the amount. Raises :class:`FormulaError` where they are wrong."""
    with guarded(settlement, "steps()"):
        returned: object = settlement.steps(pot)
        steps = list(returned) if isinstance(returned, list | tuple) else []
    if not isinstance(returned, list | tuple):
        raise gave(
            settlement,
            message("gave {found} in steps(), where a list is due", found=found(returned)),
            message("return the list that every pot.step(steps, …) adds to"),
        )
    if not steps:
        raise gave(
            settlement,
            message("gave no step in steps()"),
            message('the last step is the amount: pot.step(steps, "amount", Text("金额", "amount"), …)'),
        )
    seen: set[str] = set()
    for number, step in enumerate(steps, start=1):
        _check_step(settlement, pot, step, number)
        if step.id in seen:
            raise gave(
                settlement,
                message("gave two steps “{id}”", id=step.id),
                message("give each its own id"),
            )
        seen.add(step.id)
    last = steps[-1]
    if last.id != f"{pot.prefix}/amount":
        raise gave(
            settlement,
            message("gave “{id}” as its last step, where the amount is due", id=last.id),
            message('the last step is the amount: pot.step(steps, "amount", Text("金额", "amount"), …)'),
        )
    if last.formula.kind != "number":
        raise gave(
            settlement,
            message("gave {kind} as the amount, where a number is due", kind=_KINDS[last.formula.kind]),
            message("an amount is a formula that yields yuan, to the cent"),
        )
    return [evolve(step, formula=shallow(step.formula)) for step in steps]


_KINDS: dict[str, Message] = {
    "text": message("a text"),
    "date": message("a date"),
    "truth": message("a condition"),
}


def worded(text: Text) -> bool:
    """Whether a title can be shown."""
    return isinstance(text.zh, str) and isinstance(text.en, str) and bool(text.zh.strip())


def _check_step(settlement: Settlement, pot: Pot, step: object, number: int) -> None:
    if not isinstance(step, Amount) or not isinstance(step.formula, Formula):
        raise gave(
            settlement,
            message("gave {found} as step {number}", found=found(step), number=number),
            message("every step is made with pot.step(steps, id, title, formula)"),
        )
    if not isinstance(step.id, str) or not step.id.startswith(f"{pot.prefix}/"):
        raise gave(
            settlement,
            message("gave the step “{id}”, which was not made with pot.step(…)", id=step.id),
            message("every step is made with pot.step(steps, id, title, formula)"),
        )
    if not isinstance(step.title, Text) or not worded(step.title):
        raise gave(
            settlement,
            message("gave the step “{id}” without a title", id=step.id),
            message('write the title like Text("金额", "amount")'),
        )
    _nodes_known(step.formula)
    _numbers_exact(settlement, "steps()", step.formula)
    _about_a_subject(settlement, "steps()", step.formula)


def _nodes_known(formula: Formula) -> None:
    """Refuse a node of a plugin's own that no rendering could read; those of the core are known."""
    waiting = [(formula, 0)]
    while waiting:
        node, below = waiting.pop()
        own = origin_of(type(node).__module__) is not None
        if own:
            _check_node(node, below)
        waiting.extend((child, below + own) for child in node.children())


def _numbers_exact(brought: Rule | Settlement, call: str, formula: Formula) -> None:
    """Refuse a number that no scheme could write, as a ``Decimal`` made of a binary float is."""
    for node in formula.walk():
        if isinstance(node, Number) and not fits(node.value):
            raise gave(
                brought,
                message(
                    "gave the number {number}… in {call}, which has more than {digits} digits",
                    call=call,
                    number=str(node.value)[:12],
                    digits=MAX_DIGITS,
                ),
                message('write a Decimal of a text, such as Decimal("0.1"): one of a binary float is never exact'),
            )


def _check_node(node: Formula, below: int) -> None:
    kind = type(node)
    if not attrs.has(type(node)):
        raise gave(
            node,
            message("is a node without attributes"),
            message("write @frozen(cache_hash=True, order=False) above it (from attrs import frozen)"),
        )
    if not kind.is_lowered():
        if any(base in Exact.methods.own for base in kind.__mro__):
            return
        raise gave(
            node,
            message("is a node that no rendering knows: it has no method lowered()"),
            message("write def lowered(self) -> Formula: a plugin's node is the same as other nodes"),
        )
    made: object = node
    with guarded(node, "lowered()"), suppress(RecursionError):  # whose kind is asked in lowered() itself: no end either
        made = node.lowered()
    if not isinstance(made, Formula):
        raise gave(
            node,
            message("gave {found} in lowered(), where a formula is due", found=found(made)),
            message("return the same in nodes that there are: choose(…), lookup(…), +, −, ×, ÷ …"),
        )
    if made == node or below > NESTED:
        raise gave(
            node,
            message("gave itself in lowered(), where a simpler formula is due"),
            message("return the same in nodes that there are: choose(…), lookup(…), +, −, ×, ÷ …"),
        )


def _about_a_subject(brought: Rule | Settlement, call: str, formula: Formula) -> None:
    """Refuse a column of single rows that nothing gathers; of the roster's own rows, the engine has said it already."""
    for field in _loose(formula):
        raise gave(
            brought,
            message(
                "gave a formula in {call} that reads the column “{column}” of single rows of “{table}”",
                call=call,
                column=field.column.id,
                table=field.table.id,
            ),
            message("gather the rows of each subject: SumOfRows(table, Field(table, column))"),
        )


def _loose(formula: Formula) -> Iterator[Field]:
    """The columns of single rows outside of any measure."""
    if isinstance(formula, Field):
        yield formula
    if not isinstance(formula, Measure | Field):
        for child in formula.children():
            yield from _loose(child)
