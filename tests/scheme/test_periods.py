"""A new term's scheme over the records of the last one: its periods stand in for one another, one for one."""

from __future__ import annotations

from typing import Any

from kaohe_core.scheme.layers import Resolved
from kaohe_core.scheme.periods import differing, with_periods


def scheme(**periods: Any) -> Resolved:
    clause = {"id": "c", "per": "term", "period-weights": {"26上": 4, "26下": 6}}
    return Resolved("a.toml", {"periods": periods, "dimension": [{"id": "d", "clause": [clause]}]})


def test_the_weights_follow_the_names() -> None:
    found = with_periods(scheme(term=["26上", "26下"]), {"term": [{"id": "25上"}, "25下"], "year": ["25"]})
    # The kind that this scheme does not have stays what the records may speak of, and counts nowhere.
    assert found.data["periods"] == {"term": [{"id": "25上"}, "25下"], "_elsewhere": ["25"]}
    assert found.data["dimension"][0]["clause"][0]["period-weights"] == {"25上": 4, "25下": 6}


def test_only_weights_of_that_kind_of_period() -> None:
    new = scheme(month=["26上", "26下"])
    found = with_periods(new, {"month": ["25上", "25下"]})
    assert found.data["dimension"][0]["clause"][0]["period-weights"] == {"26上": 4, "26下": 6}


def test_not_as_many() -> None:
    new = scheme(term=["26上", "26下"])
    elsewhere = {"periods": {"term": ["26上", "26下"], "_elsewhere": ["25上"]}}  # of records that count nowhere
    assert with_periods(new, {"term": ["25上"]}).data == new.data | elsewhere
    told = [(one.kind, one.own, one.other, one.taken) for one in differing(new, {"term": ["25上"]})]
    assert told == [("term", "26上, 26下", "25上", False)]


def test_spans_of_months() -> None:
    new = scheme(month={"every": "month", "start": "2026-09-01", "end": "2027-01-31"})
    old = {"month": {"every": "month", "start": "2026-02-01", "end": "2026-06-30"}}
    assert with_periods(new, old).data["periods"] == old
    assert [one.taken for one in differing(new, old)] == [True]
    weekly = {"month": {"every": "week", "start": "2026-02-01", "end": "2026-06-30"}}
    assert with_periods(new, weekly).data == new.data


def test_none_at_all() -> None:
    bare = Resolved("a.toml", {"title": "x"})
    assert with_periods(bare, {"term": ["上"]}) == bare
    assert list(differing(bare, {"term": ["上"]})) == []
