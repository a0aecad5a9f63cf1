"""A school gives a ready clause another rule: the old rule's parameters go with it; arrays without ids are replaced."""

from __future__ import annotations

import pytest

from kaohe_core.findings import Findings
from kaohe_core.plugins.loader import Plugins
from kaohe_core.scheme.layers import Resolved, resolve
from kaohe_core.scheme.load import Toolbox, load_scheme
from kaohe_core.scheme.model import Scheme
from kaohe_core.toml.document import parse
from kaohe_performance_pay import plugin

PLUGINS = Plugins.of({"performance-pay": plugin})
TABLES = {name: stamped.value for name, stamped in PLUGINS.tables().items()}
TOOLBOX = Toolbox.of(PLUGINS.rules(), PLUGINS.settlements(), TABLES)
HEAD = """\
title = "绩效"
subject = "staff"
marks = 10
round = { total = 2 }
[[dimension]]
use = "performance-pay/attendance"
"""
SICK = '  [[dimension.clause]]\n  id = "sick-leave"\n'


def loaded(text: str) -> tuple[Resolved, Scheme | None, list[str]]:
    findings = Findings()
    document = parse(HEAD + text, "schemes/school.toml", findings)
    assert document is not None
    resolved = resolve(document, dict(PLUGINS.dimensions()), findings)
    scheme = load_scheme("pay", resolved, TOOLBOX, findings)
    return resolved, scheme, [finding.text("zh") for finding in findings]


def clause(resolved: Resolved, id: str = "sick-leave") -> dict:
    return next(clause for clause in resolved.data["dimension"][0]["clause"] if clause["id"] == id)


def test_another_rule_starts_its_parameters_afresh():
    resolved, scheme, said = loaded(SICK + '  rule = "formula"\n  points = "-attendance.sick-days"\n')
    assert said == []
    assert scheme is not None
    # the wording and the periods are the clause's own and stay; of and allowance were the old rule's
    assert clause(resolved) == {
        "id": "sick-leave",
        "text": "病假每天扣 0.2 分，每学期头 2 天不扣",
        "source": "四、1",
        "per": "term",
        "rule": "formula",
        "points": "-attendance.sick-days",
    }


def test_what_the_new_rule_lacks_is_said_in_the_school_s_own_file():
    _, _, said = loaded(SICK + '  rule = "ratio"\n  of = "attendance.sick-days"\n')
    assert said == [
        f"schemes/school.toml:7:3 dimension.#1.clause.sick-leave: 缺少键“{key}”，应填{kind}\n"
        f"    改法：在这里补写一行“{key} = …”"
        for key, kind in (("to", "算式"), ("points", "数"))
    ]


def test_the_same_rule_keeps_what_is_not_said():
    resolved, _, said = loaded(SICK + '  rule = "deduct"\n  points = 0.3\n')
    assert said == []
    assert clause(resolved)["allowance"] == 2


def test_variants_take_the_place_of_a_rule():
    variants = """\
    [[dimension.clause.variant]]
    when = "staff.kind == '专任教师'"
    rule = "deduct"
    of = "attendance.sick-days"
    points = 0.3
    [[dimension.clause.variant]]
    when = "staff.kind != '专任教师'"
    rule = "deduct"
    of = "attendance.sick-days"
    points = 0.1
"""
    resolved, _, said = loaded(SICK + variants)
    assert said == []
    assert "rule" not in clause(resolved)
    assert "points" not in clause(resolved)


BANDS = """\
title = "绩效"
subject = "staff"
marks = 20
[parameters]
takeover-places = 2
takeover-gap = 2
[[dimension]]
use = "performance-pay/results"
  [[dimension.dimension]]
  id = "results-teaching"
    [[dimension.dimension.clause]]
    id = "teaching-quality"
    bands = [{ at-least = 1, points = 20 }, { at-least = -1, points = 15 }]
"""


def test_bands_of_the_school_are_its_own_and_not_the_plugin_s_too():
    findings = Findings()
    document = parse(BANDS, "schemes/school.toml", findings)
    assert document is not None
    resolved = resolve(document, dict(PLUGINS.dimensions()), findings)
    keys = ("dimension", 0, "dimension", 0, "clause", 0, "bands")
    found = resolved.data["dimension"][0]["dimension"][0]["clause"][0]
    assert [band["points"] for band in found["bands"]] == [20, 15]
    assert resolved.layer((*keys, 0, "points")) == "schemes/school.toml"
    assert found["otherwise"] == 12  # what the school does not say stays the plugin's


COUNTY = """\
title = "县办法"
subject = "staff"
marks = 10
pool = 100
not-assessed = [{ when = "staff.sick > 100", reason = "长病假" }]
[[dimension]]
id = "attendance"
title = "考勤"
marks = 10
start = "full"
  [[dimension.clause]]
  id = "sick"
  text = "病假"
  rule = "ladder"
  of = "staff.sick"
  reading = "slab"
  steps = [{ up-to = 3, points = -1 }, { points = -2 }]
[[payment]]
id = "share"
title = "绩效"
settlement = "share"
mean-over = "scored"
"""


def test_a_scheme_s_own_arrays_are_added_to_and_another_settlement_starts_afresh():
    school = """\
title = "本校"
not-assessed = [{ when = "staff.sick > 90", reason = "病假" }]
[[payment]]
id = "share"
settlement = "allowance"
amount = 5
[[dimension]]
id = "attendance"
  [[dimension.clause]]
  id = "sick"
  steps = [{ points = -3 }]
"""
    findings = Findings()
    document = parse('extends = "county.toml"\n' + school, "school.toml", findings)
    county = parse(COUNTY, "county.toml", findings)
    assert document is not None
    resolved = resolve(document, {}, findings, lambda _name, _of: county)
    assert not list(findings)
    assert [reason["reason"] for reason in resolved.data["not-assessed"]] == ["长病假", "病假"]
    assert resolved.data["payment"] == [{"id": "share", "title": "绩效", "settlement": "allowance", "amount": 5}]
    assert resolved.data["dimension"][0]["clause"][0]["steps"] == [{"points": -3}]


@pytest.mark.parametrize("text", ["rule = 3", 'rule = ["deduct"]'])
def test_a_rule_that_is_no_name_is_said_as_ever(text):
    _, scheme, said = loaded(SICK + f"  {text}\n")
    assert scheme is None
    assert len(said) == 1
    assert said[0].startswith("schemes/school.toml:9:10 dimension.#1.clause.sick-leave.rule: rule 要写计分规则的名称")
