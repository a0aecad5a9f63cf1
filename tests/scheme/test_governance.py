"""``[governance]``: what holds where a scheme says nothing, and every wrong value word for word."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs
import pytest

from kaohe_core.findings import Findings
from kaohe_core.scheme.governance import Governance, share
from kaohe_core.toml.document import parse
from kaohe_core.toml.structure import structure


def read(text: str) -> tuple[Governance | None, list[str]]:
    """The table of a scheme that says ``text`` under ``[governance]``, and what is wrong with it."""
    findings = Findings()
    document = parse(f"[governance]\n{text}\n", "方案.toml", findings)
    assert document is not None
    made = structure(Governance, document.data["governance"], document, ("governance",), findings)
    return made, [finding.text("zh") for finding in findings]


def told(text: str) -> dict[str, Any]:
    made, wrong = read(text)
    assert wrong == []
    assert made is not None
    return attrs.asdict(made)


@pytest.mark.clause("G01")
def test_a_scheme_is_voted_on_by_two_thirds_of_whom_more_than_half_agree() -> None:
    values = told("")

    assert (values["adoption"], values["quorum"], values["majority"]) == ("vote", "2/3", "1/2")
    assert (share(values["quorum"]), share(values["majority"])) == (Fraction(2, 3), Fraction(1, 2))


@pytest.mark.clause("G02")
def test_an_amendment_needs_the_same_vote_or_two_thirds_of_the_delegates_signatures() -> None:
    assert told("")["amendment"] == "vote"
    assert told('amendment = "signatures"')["signatures"] == "2/3"


@pytest.mark.clause("G03")
def test_a_scheme_is_approved_before_it_is_used() -> None:
    assert told("")["approval"] is True


@pytest.mark.clause("G05")
def test_results_hang_out_for_three_days() -> None:
    assert told("")["publicity_days"] == 3


@pytest.mark.clause("G15")
def test_every_table_is_entered_twice_by_groups_of_four() -> None:
    values = told("")

    assert (values["recounts"], values["group_size"]) == (2, 4)


@pytest.mark.clause("G16")
def test_every_teacher_confirms_the_own_result() -> None:
    assert told("")["confirmations"] is True


def test_what_no_clause_asks_of_everybody_is_not_asked_by_default() -> None:
    values = told("")

    assert (values["before_freezing"], values["appeal_days"], values["tell_below"]) == ((), 3, None)


def test_every_value_can_be_written() -> None:
    assert told(
        'adoption = "signatures"\namendment = "signatures"\nquorum = "3/4"\nmajority = "2/3"\nsignatures = "1/1"\n'
        'majority-of = "members"\n'
        'approval = false\nbefore-freezing = ["review", "draw"]\nrecounts = 0\ngroup-size = 2\n'
        "confirmations = false\npublicity-days = 1\nappeal-days = 1\ntell-below = 60"
    ) == {
        "adoption": "signatures",
        "amendment": "signatures",
        "quorum": "3/4",
        "majority": "2/3",
        "majority_of": "members",
        "signatures": "1/1",
        "approval": False,
        "before_freezing": ("review", "draw"),
        "recounts": 0,
        "group_size": 2,
        "confirmations": False,
        "publicity_days": 1,
        "appeal_days": 1,
        "tell_below": 60,
    }


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (
            'quorum = "1.5"',
            "方案.toml:2:10 governance.quorum: 比例要写成 2/3 这样的分数，大于 0 且不超过 1，不能写“1.5”",
        ),
        (
            'majority = "0/3"',
            "方案.toml:2:12 governance.majority: 比例要写成 2/3 这样的分数，大于 0 且不超过 1，不能写“0/3”",
        ),
        (
            'signatures = "4/3"',
            "方案.toml:2:14 governance.signatures: 比例要写成 2/3 这样的分数，大于 0 且不超过 1，不能写“4/3”",
        ),
        (
            "quorum = 0.66",
            '方案.toml:2:10 governance.quorum: 这里写的是小数 0.66，应写文字\n    改法：加上英文引号："0.66"',
        ),
        ("publicity-days = 0", "方案.toml:2:18 governance.publicity-days: 至少为 1，不能是 0"),
        ("appeal-days = 0", "方案.toml:2:15 governance.appeal-days: 至少为 1，不能是 0"),
        ("recounts = -1", "方案.toml:2:12 governance.recounts: 至少为 0，不能是 -1"),
        ("group-size = 1", "方案.toml:2:14 governance.group-size: 至少为 2，不能是 1"),
        (
            'before-freezing = ["draw", "review", "draw"]',
            "方案.toml:2:19 governance.before-freezing: “draw”写了两次",
        ),
        (
            'before-freezing = ["lottery"]',
            "方案.toml:2:20 governance.before-freezing.#1: 这里不能写“lottery”；可以写：“review”或“draw”",
        ),
        pytest.param(
            "publicity-days = 3650",
            "方案.toml:2:18 governance.publicity-days: 至多 366 天，不能是 3650",
            marks=pytest.mark.fault("B10"),
        ),
        pytest.param(
            "appeal-days = 367",
            "方案.toml:2:15 governance.appeal-days: 至多 366 天，不能是 367",
            marks=pytest.mark.fault("B10"),
        ),
        (
            'adoption = "votes"',
            "方案.toml:2:12 governance.adoption: 这里不能写“votes”；可以写：“vote”或“signatures”\n"
            "    改法：是不是“vote”？",
        ),
        (
            "publicity-day = 5",
            "方案.toml:2:1 governance.publicity-day: 不认识的键“publicity-day”；这里可以用：adoption、amendment、"
            "quorum、majority、majority-of、signatures、approval、before-freezing、recounts、group-size、confirmations、"
            "publicity-days、appeal-days、tell-below\n    改法：是不是“publicity-days”？",
        ),
    ],
)
def test_a_wrong_value_is_told(text: str, wrong: str) -> None:
    made, said = read(text)

    assert said == [wrong]
    assert made is None
