"""The whole scheme around a piece of one that a page shows: how the tests load it, and how the playground tries it."""

from __future__ import annotations

import tomllib

HEADER = {
    "title": '"绩效工资考核分配方案"',
    "subject": '"staff"',
    "name": '"staff.name"',
    "round": "{ clause = 2, total = 2 }",
    "periods": '{ term = [{ id = "2026上", start = 2026-02-01, end = 2026-07-31 },'
    ' { id = "2026下", start = 2026-08-01, end = 2027-01-31 }] }',
}
WRAPPER = """
[[dimension]]
id = "wrapper"
title = "指标"
marks = 100
at-least = "none"
at-most = "none"
"""
CLAUSE = """
  [[dimension.clause]]
  id = "wrapped"
  text = "每节课 1 分"
  rule = "earn"
  of = "staff.weekly"
  points = 1
"""


def scheme_around(fragment: str, kind: str) -> str:
    """A whole scheme around a fragment: ``scheme`` is whole, ``clause`` goes into a dimension, ``part`` beside it."""
    if kind == "scheme":
        return fragment
    if kind not in ("clause", "part"):
        raise ValueError(f"a block of TOML needs the class kaohe-scheme, kaohe-clause or kaohe-part, not {kind!r}")
    own = tomllib.loads(fragment)
    whole = kind == "part" and "dimension" in own
    marks = sum(dimension["marks"] for dimension in own["dimension"]) if whole else 100
    divides = any(one["settlement"] == "share" and "takes" not in one for one in own.get("payment", ()))
    header = HEADER | {"marks": str(marks)} | ({"pool": "40000"} if divides or "marks.pool" in fragment else {})
    lines = "".join(f"{key} = {value}\n" for key, value in header.items() if key not in own)
    if kind == "clause":
        return lines + WRAPPER + fragment
    return lines + fragment + ("" if whole else WRAPPER + CLAUSE)
