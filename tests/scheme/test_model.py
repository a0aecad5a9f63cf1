"""What a plugin’s check asks a scheme for: a parameter of a kind, the days of its periods."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kaohe_core.findings import Findings
from kaohe_core.plugins.loader import Plugins
from kaohe_core.scheme.layers import resolve
from kaohe_core.scheme.load import Toolbox, load_scheme
from kaohe_core.scheme.model import Scheme
from kaohe_core.toml.document import parse

TEXT = """
title = "考核办法"
subject = "staff"
marks = 0
round = { total = 2 }
dimension = []
[parameters]
least = 2
on = 2026-08-31
body = "委员会"
[periods]
term = [{ id = "2026上", start = 2026-02-01, end = 2026-07-31 }, "2026下"]
"""


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    plugins, findings = Plugins.of({}), Findings()
    document = parse(TEXT, "s.toml", findings)
    assert document is not None
    toolbox = Toolbox.of(plugins.rules(), plugins.settlements(), {})
    made = load_scheme("s", resolve(document, {}, findings), toolbox, findings)
    assert made is not None, str(findings)
    return made


@pytest.mark.parametrize(
    ("name", "kind", "value"),
    [
        ("least", Decimal, Decimal(2)),
        ("on", date, date(2026, 8, 31)),
        ("body", str, "委员会"),
        ("least", date, None),  # there, and of another kind
        ("most", Decimal, None),
    ],
)
def test_a_parameter_of_a_kind(scheme, name, kind, value):
    assert scheme.parameter(name, kind) == value


@pytest.mark.parametrize(("kind", "found"), [("term", [("2026上", date(2026, 2, 1), date(2026, 7, 31))]), ("week", [])])
def test_the_periods_that_have_days(scheme, kind, found):
    assert list(scheme.spans(kind)) == found
