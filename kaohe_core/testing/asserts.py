"""What tests of schemes assert again and again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kaohe_core.described import described
from kaohe_core.findings import Finding, Findings
from kaohe_core.messages import Language

if TYPE_CHECKING:
    from kaohe_core.assess import Result
    from kaohe_core.assess.oracle import Oracle
    from kaohe_core.contract.trying import Tried
    from kaohe_core.rules.rule import Rule
    from kaohe_core.rules.settlement import Settlement
    from kaohe_core.tables.data import Data


@described
def assert_findings(findings: Iterable[Finding], *texts: str, language: Language = "zh") -> None:
    """The findings are exactly these, in this order: each its whole text, place and mend included."""
    found = [finding.text(language) for finding in findings]
    assert found == list(texts), "\n".join(["found:", *found, "expected:", *texts])  # noqa: S101  # an assertion is its purpose


@described
def differences(result: Result, tables: Mapping[str, Data], oracle: Oracle | None = None) -> list[str]:
    """Where the exact evaluator comes to other people, another value or standing than ``result``; one line each.

    ``oracle`` is the evaluator, where it has been run over the same plan and tables already.
    """
    if oracle is None:
        from kaohe_core.assess.oracle import Oracle

        oracle = Oracle(result.plan, tables)
    lines = [
        f"not assessed: columns {[n.id for n in result.not_assessed]}, exact {list(oracle.not_assessed)}"
        for _ in range({n.id: n.reason for n in result.not_assessed} != oracle.not_assessed)
    ]
    people, known = [subject.id for subject in result.subjects()], list(oracle.exact.subjects)
    if people != known:
        return [*lines, f"assessed: columns {people}, exact {known}"]
    for subject in result.subjects():
        for step in result.plan.steps:
            fast, exact = subject.value(step.id), oracle.value(step.id, subject.id)
            if fast != exact:
                lines.append(f"{subject.id} {step.id}: columns {fast}, exact {exact}")
            if step.role != "money":
                quick, slow = subject.standing(step.id), oracle.standings[step.id][subject.id]
                if quick != slow:
                    lines.append(f"{subject.id} {step.id}: columns say {quick}, exact says {slow}")
    return lines


@described
def assert_agree(result: Result, tables: Mapping[str, Data]) -> None:
    """The columns and the exact evaluator agree on every value and every standing."""
    found = differences(result, tables)
    assert not found, "\n".join(found)  # noqa: S101  # an assertion is its purpose


@described
def assert_paid_out(result: Result) -> None:
    """What is paid in all equals the pool to the cent in every unit, and nobody's payment is negative.

    Of a scheme without a pool only that everybody's payments are known and not negative.
    """
    from kaohe_core.assess.settle import PAID, POOL, amount_of

    paid: dict[str, list[object]] = {}
    for subject in result.subjects():
        for payment in result.plan.scheme.payment:
            amount = subject.number(amount_of(payment.id))
            assert amount is not None, f"{subject.id}: {payment.id} is not known"  # noqa: S101  # as above
            assert amount >= 0, f"{subject.id}: {payment.id} is {amount}"  # noqa: S101  # as above
        if result.plan.scheme.pool is None:
            continue
        sums = paid.setdefault(subject.unit, [0, subject.number(POOL)])
        sums[0] += subject.number(PAID)  # type: ignore[operator]  # amounts are known by now
    wrong = [f"unit “{unit}”: paid {sum_}, pool {pool}" for unit, (sum_, pool) in paid.items() if sum_ != pool]
    assert not wrong, "\n".join(wrong)  # noqa: S101  # as above


@described
def assert_plugin(name: str, plugins: Mapping[str, object] | None = None, *, recompute: Path | None = None) -> None:
    """Everything that the plugin hands over works as schemes would use it: see the page “Test a plugin”.

    The plugin is the one that is installed under ``name``, or the one of that name among ``plugins`` (name to module or
    object), which are enabled together. With ``recompute``, a folder, LibreOffice computes the workbooks there again.
    Raises ``AssertionError`` with every finding, in English.
    """
    from kaohe_core.contract.trying import try_plugin
    from kaohe_core.plugins.loader import Plugins

    findings = Findings()
    tried = try_plugin(name, findings, None if plugins is None else Plugins.of(plugins))
    _assert_tried(tried, findings, recompute)


@described
def assert_renderings_agree(
    rule: type[Rule] | type[Settlement],
    plugins: Mapping[str, object] | None = None,
    *,
    recompute: Path | None = None,
) -> int:
    """A rule or a settlement comes to the same by the columns, exactly, in words of both languages and as a workbook.

    It is written in every way that its parameters take, over made-up rows at the edges of their ranges. ``plugins`` are
    those whose tables it reads, itself left out. With ``recompute``, a folder, LibreOffice computes the workbooks there
    again. Returns how many numbers agree; raises ``AssertionError`` for anything that is wrong with it.
    """
    from kaohe_core.contract.trying import try_class

    findings = Findings()
    tried = try_class(rule, findings, plugins or {})
    _assert_tried(tried, findings, recompute)
    return sum(one.numbers for one in tried)


def _assert_tried(tried: Sequence[Tried], findings: Findings, recompute: Path | None) -> None:
    if len(findings):
        raise AssertionError("\n".join(finding.text("en") for finding in findings))
    if recompute is None:
        return
    from kaohe_core.testing.office import agree, recomputed

    books = [recompute / f"{number}.xlsx" for number, _ in enumerate(book for one in tried for book in one.books)]
    for path, content in zip(books, (book for one in tried for book in one.books), strict=True):
        path.write_bytes(content)
    for written, again in zip(books, recomputed(recompute, *books), strict=True):
        agree(written, again)
