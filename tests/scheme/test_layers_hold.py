"""Whatever three layers say, what a superior allows holds, or it is said why not (G10)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_core.findings import Finding, Findings
from kaohe_core.plugins.loader import Plugins
from kaohe_core.scheme.layers import Resolved, resolve
from kaohe_core.scheme.load import Toolbox
from kaohe_core.scheme.resolved import fields, full
from kaohe_core.toml.document import Document, parse

TOP = 'title = "考核办法"\nsubject = "staff"\nmarks = 10\nround = { total = 2 }\n'
CLAUSE = '  [[dimension.clause]]\n  id = "sick"\n'
SICK = '  text = "病假"\n  rule = "deduct"\n  of = "staff.sick"\n'
VALUES: dict[str, list[Any]] = {
    "governance.publicity-days": [1, 2, 3, 4, 5, 6],
    "governance.quorum": ["1/3", "1/2", "3/5", "2/3", "3/4", "1/1"],
    "governance.adoption": ["vote", "signatures"],
    "attendance.sick.points": [Decimal("0.1"), Decimal("0.2"), Decimal("0.25"), 1],
    "attendance.sick.allowance": [0, 1, 2, 3],  # 0 by default
}
ORDERED = [name for name in VALUES if name != "governance.adoption"]
FILES = ["nation.toml", "county.toml", "school.toml"]
PLUGINS = Plugins.of({})
TOOLBOX = Toolbox.of(PLUGINS.rules(), PLUGINS.settlements(), {})


def size(value: Any) -> Any:
    return Fraction(value) if not isinstance(value, str) or "/" in value else value


def written(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


@st.composite
def bounds(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """A range of two, one or no open sides, or choices."""
    values = VALUES[name]
    if name not in ORDERED or draw(st.booleans()):
        return {"one-of": draw(st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True))}
    low, high = sorted(draw(st.tuples(st.sampled_from(values), st.sampled_from(values))), key=size)
    return draw(st.sampled_from([{"at-least": low}, {"at-most": high}, {"at-least": low, "at-most": high}]))


@st.composite
def layer(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    """What one layer says of some values, what it allows, and what it fixes."""
    some = st.sets(st.sampled_from(sorted(VALUES)), max_size=3)
    says = {name: draw(st.sampled_from(VALUES[name])) for name in sorted(draw(some))}
    allows = {name: draw(bounds(name)) for name in sorted(draw(some))}
    return says, allows, sorted(draw(st.sets(st.sampled_from(sorted(VALUES)), max_size=1)))


def text(number: int, says: dict[str, Any], allows: dict[str, Any], locked: list[str]) -> str:
    lines = [f'extends = "{FILES[number - 1]}"' if number else TOP, f"locked = {locked}".replace("'", '"')]
    lines += ["[allowed]"]
    for name, bound in allows.items():
        parts = ", ".join(
            f"{key} = " + (f"[{', '.join(map(written, value))}]" if isinstance(value, list) else written(value))
            for key, value in bound.items()
        )
        lines.append(f'"{name}" = {{ {parts} }}')
    lines.append("[governance]")
    lines += [f"{name[11:]} = {written(value)}" for name, value in says.items() if name.startswith("governance.")]
    lines += [
        '[[dimension]]\nid = "attendance"',
        "" if number else 'title = "考勤"\nmarks = 10\nstart = "full"',
        CLAUSE,
    ]
    clause = {name.rpartition(".")[2]: value for name, value in says.items() if name.startswith("attendance.")}
    if not number:
        lines.append(SICK)
        clause.setdefault("points", 1)
    return "\n".join([*lines, *(f"  {key} = {written(value)}" for key, value in clause.items())]) + "\n"


def laid(layers: list[Any]) -> tuple[Resolved, list[Finding]]:
    findings = Findings()
    documents: dict[str, Document] = {}
    for number, one in enumerate(layers):
        document = parse(text(number, *one), FILES[number], findings)
        assert document is not None, text(number, *one)
        documents[document.file] = document
    found = resolve(
        documents[FILES[-1]], {}, findings, lambda name, _of: documents[name], partial(fields, toolbox=TOOLBOX)
    )
    return found, list(findings)


def inside(value: Any, bound: dict[str, Any]) -> bool:
    if "one-of" in bound:
        return size(value) in [size(choice) for choice in bound["one-of"]]
    return not (
        ("at-least" in bound and size(value) < size(bound["at-least"]))
        or ("at-most" in bound and size(value) > size(bound["at-most"]))
    )


@pytest.mark.clause("G10")
@given(st.lists(layer(), min_size=3, max_size=3))
def test_the_value_lies_in_every_superiors_range_or_it_is_said_why_not(layers: list[Any]) -> None:
    resolved, findings = laid(layers)
    data = full(resolved.data, TOOLBOX)
    clause = data["dimension"][0]["clause"][0]
    for name in VALUES:
        key = name.rpartition(".")[2]
        value = data["governance"][key] if name.startswith("governance.") else clause[key]
        said = [finding for finding in findings if f"“{name}”" in finding.what.text("en")]
        blocked = any(finding.blocks for finding in said)
        first = True
        for number, (_, allows, locked) in enumerate(layers):
            if name in allows and not inside(value, allows[name]):
                # the most superior range gives way to nothing; a lower one to what stands above it, and that is said
                refused = any(f.place.file == FILES[number] and f.place.keys[:1] == ("allowed",) for f in said)
                assert blocked or (refused and (not first or name in locked)), f"{name} = {value} in {FILES[number]}"
            first = first and name not in allows and name not in locked


@pytest.mark.clause("G10")
@given(st.lists(layer(), min_size=3, max_size=3))
def test_a_value_that_is_not_the_lowest_layers_own_word_is_shown(layers: list[Any]) -> None:
    """Whoever’s word does not hold finds it among what was overruled, or is told that it blocks."""
    resolved, findings = laid(layers)
    data = full(resolved.data, TOOLBOX)
    for name, value in layers[-1][0].items():
        key = name.rpartition(".")[2]
        holds = data["governance"][key] if name.startswith("governance.") else data["dimension"][0]["clause"][0][key]
        if holds != value:
            assert resolved.overruled[name].written[-1][1] == value
            assert any(
                f"“{name}”" in finding.what.text("en") and finding.place.file == FILES[-1] for finding in findings
            )
