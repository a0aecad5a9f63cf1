"""What ``kaohe new-plugin`` writes: a small whole plugin of a made-up activity, to be changed into another one.

In the texts NAME stands for the plugin's name, PACKAGE for its package, VERSION for that of the core.
"""

from __future__ import annotations

from kaohe_core.plugins.loader import core_version


def plugin_files(name: str, *, data_only: bool) -> dict[str, str]:
    """The files of a new plugin, by their path in its folder."""
    package = package_of(name)
    files = {**DATA, **({} if data_only else CODE)}
    tail = {"PACKAGE": package, "NAME": name, "VERSION": core_version(), "RECORDS": f"{name}-records".replace("-", "_")}
    tail["CLAUSE"] = EARN if data_only else EVERY
    tail["FULL"] = "一小时 1 分" if data_only else "每满 2 小时 1 分"
    tail["MARKS"] = "5" if data_only else "2"
    return {_filled(path, tail): _filled(text, tail).lstrip("\n") for path, text in files.items()}


def package_of(name: str) -> str:
    """The name of the package of a plugin."""
    return f"kaohe_{name.replace('-', '_')}"


def _filled(text: str, values: dict[str, str]) -> str:
    for word in ("CLAUSE", "FULL", "MARKS", "RECORDS", "PACKAGE", "NAME", "VERSION"):
        text = text.replace(word, values[word])
    return text


EVERY = """rule = "NAME-every"
  of = "sum(NAME-records.hours)"
  size = 2
  points = 1"""
EARN = """rule = "earn"
  of = "sum(NAME-records.hours)"
  points = 1"""

DATA = {
    "pyproject.toml": """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "kaohe-NAME"
version = "0.1.0"
description = "A plugin of kaohe: say here what it assesses"
readme = "README.md"
requires-python = ">=3.11"
dependencies = ["attrs>=25.3", "kaohe~=VERSION"]

[project.optional-dependencies]
test = ["kaohe[test]~=VERSION"]
docs = ["kaohe[docs]~=VERSION"]

[project.entry-points.kaohe]
NAME = "PACKAGE:plugin" # the name on the left is what a school writes in kaohe.toml

[tool.hatch.build.targets.wheel]
packages = ["src/PACKAGE"]

[tool.mypy]
strict = true
plugins = ["kaohe_core.mypy_plugin"]
files = ["src"]

[[tool.mypy.overrides]] # large, and their types are of no use here: the check takes half the time
module = ["polars.*", "numpy.*"]
follow_imports = "skip"

[tool.pytest.ini_options]
testpaths = ["tests"]
""",
    "README.md": """
# kaohe-NAME

活动时数考核。 Hours of an activity.

- [用法](docs/zh.md)
- [How to use it](docs/en.md)

```console
$ pip install -e ".[test]"
$ kaohe plugin check NAME
$ pytest
$ mypy
```
""",
    "docs/zh.md": """
# 活动时数

| 台账 | 是 |
|---|---|
| `NAME-people` | 名单 |
| `NAME-records` | 活动记录，一次一行；没有记录就是没有参加 |

学校在 `kaohe.toml` 里写 `plugins = ["NAME"]`，在方案里写 `use = "NAME/hours"`：FULL，最多 10 分。

`kaohe init NAME/NAME` 复制一个带样例数据的项目。
""",
    "docs/en.md": """
# Hours of an activity

| table | is |
|---|---|
| `NAME-people` | the roster |
| `NAME-records` | what was done, a row each time; no row: nothing was done |

A school writes `plugins = ["NAME"]` in `kaohe.toml`, and `use = "NAME/hours"` in its scheme.

`kaohe init NAME/NAME` copies a project with sample data.
""",
    "src/PACKAGE/__init__.py": '''
"""Hours of an activity: a plugin of kaohe."""

from kaohe_core import package

plugin = package(__name__)
''',
    "src/PACKAGE/py.typed": "",
    "src/PACKAGE/tables/NAME.toml": """
[column]
id = { title = { zh = "编号", en = "id" }, type = "text" }

[table.NAME-people]
title = { zh = "名单", en = "people" }
absence = "no-data"
column = ["id", { id = "name", title = { zh = "姓名", en = "name" }, type = "text" }]

[table.NAME-records]
title = { zh = "活动记录", en = "records" }
rows = "event"
absence = "zero" # whoever has no row has done nothing
evidence = "evidence"
column = [
  "id",
  { id = "date", title = { zh = "日期", en = "date" }, type = "date" },
  { id = "hours", title = { zh = "时数", en = "hours" }, unit = { zh = "小时", en = "h" }, decimals = 1, high = 24 },
  { id = "evidence", title = { zh = "凭据", en = "evidence" }, type = "text" },
]
""",
    "src/PACKAGE/dimensions/hours.toml": """
[[dimension]]
title = "活动时数"
marks = 10
start = "zero"

  [[dimension.clause]]
  id = "attended"
  text = "FULL"
  CLAUSE
""",
    "src/PACKAGE/schemes/NAME/about.toml": """
title = { zh = "活动时数考核", en = "Hours of an activity" }
""",
    "src/PACKAGE/schemes/NAME/kaohe.toml": """
[project]
name = "青山镇中心小学"
plugins = ["NAME ~= 0.1"]

[tables]
NAME-people = "data/people.csv"
NAME-records = "data/records.csv"

[[scheme]]
id = "hours"
file = "schemes/hours.toml"
""",
    "src/PACKAGE/schemes/NAME/schemes/hours.toml": """
title = "活动时数考核方案"
subject = "NAME-people"
name = "NAME-people.name"
marks = 10
round = { total = 2 }

[[dimension]]
use = "NAME/hours"
""",
    "src/PACKAGE/schemes/NAME/data/people.csv": """
编号,姓名
P1,李小禾
P2,王一鸣
""",
    "src/PACKAGE/schemes/NAME/data/records.csv": """
编号,日期,时数,凭据
P1,2026-03-05,2.5,签到表 1
P1,2026-03-12,2.5,签到表 2
""",
    "tests/hours.case.toml": """
title = "活动时数"
plugins = ["NAME"]
# P1: 2.5 + 2.5 = 5 小时；P2 没有记录，就是没有参加
expect = [{ step = "hours", points = { P1 = MARKS, P2 = 0 } }]

[scheme]
subject = "NAME-people"
dimension = [{ use = "NAME/hours" }]

[rows]
NAME-people = [{ id = "P1", name = "甲" }, { id = "P2", name = "乙" }]
NAME-records = [
  { id = "P1", date = 2026-03-05, hours = 2.5, evidence = "1" },
  { id = "P1", date = 2026-03-12, hours = 2.5, evidence = "2" },
]
""",
    "tests/test_NAME.py": '''
"""The plugin keeps the contract of plugins."""

from kaohe_core.testing import assert_plugin


def test_all_that_it_hands_over_works() -> None:
    assert_plugin("NAME")
''',
}

CODE = {
    "docs/conf.py": '''
"""The pages of docs/, and one that kaohe makes of the plugin itself: python -m sphinx docs docs/_build."""

project = "kaohe-NAME"
extensions = ["myst_parser", "kaohe_core.sphinxext"]
kaohe_plugins = ["NAME"]  # the pages may show this plugin
language = "zh_CN"  # in English: python -m sphinx -D language=en docs docs/_build/en
exclude_patterns = ["_build"]
''',
    "docs/index.md": """
# kaohe-NAME

```{kaohe-plugin} NAME
```

```{toctree}
zh
en
```
""",
    "src/PACKAGE/rules.py": '''
"""The rules (计分规则) that the core does not have."""

from __future__ import annotations

from typing import ClassVar

from attrs import define

from kaohe_core import Formula, Number, Rule, Text, catalogue, doc, param

message = catalogue("PACKAGE")


@define(kw_only=True)
class Every(Rule):
    """Give marks for every full so many."""

    name: ClassVar[str] = "NAME-every"
    title: ClassVar[Text] = Text("每满计分", "every")

    of: Formula = doc("what is counted", yields="number")
    size: Number = param(doc="how many units make one step")
    points: Number = param(doc="marks for a full step")

    def __attrs_post_init__(self) -> None:
        if self.size.value <= 0:
            raise ValueError(message("the size of a step must be more than 0, not {found}", found=self.size.value))

    def formula(self) -> Formula:
        """Of ÷ size, rounded down, × points."""
        return (self.of / self.size).round(0, "down") * self.points
''',
    "src/PACKAGE/checks.py": '''
"""What only a look across rows can find (跨表检查)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from kaohe_core import Finding, Rows, catalogue, check

message = catalogue("PACKAGE")

HOURS_OF_A_DAY = 24


@check
def more_than_a_day_has(RECORDS: Rows) -> Iterator[Finding]:
    """Nobody does more than 24 hours on one day."""
    done: dict[tuple[str, object], Decimal] = defaultdict(Decimal)
    for row in RECORDS:
        day = row["id"], row["date"]
        done[day] += row["hours"]
        if done[day] > HOURS_OF_A_DAY:
            what = message("“{who}” has {hours} hours on {date}", who=day[0], hours=done[day], date=day[1])
            yield row.note("hours", what, message("check the hours, and the date"), blocks=False)
''',
    "src/PACKAGE/sections.py": '''
"""Tables for the reports."""

from __future__ import annotations

from kaohe_core import Result, Section, Text, section, shown


@section
def by_hours(result: Result) -> Section | None:
    """Everybody’s marks, the most first; nothing in the reports of other schemes."""
    if result.plan.roster.id != "NAME-people":
        return None
    marks = [(subject.number("attended"), subject.name) for subject in result.subjects()]
    known = sorted(((mark, name) for mark, name in marks if mark is not None), key=lambda one: (-one[0], one[1]))
    rows = [(name, shown(mark)) for mark, name in known]
    return Section("by-hours", Text("活动时数名单", "by hours"), [Text("姓名", "name"), Text("得分", "marks")], rows)
''',
    "src/PACKAGE/locale/zh_CN/PACKAGE.po": """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "the size of a step must be more than 0, not {found}"
msgstr "每一档的大小应当大于 0，实际是 {found}"

msgid "Give marks for every full so many."
msgstr "每满多少得多少分。"

msgid "what is counted"
msgstr "数什么"

msgid "how many units make one step"
msgstr "满多少算一档"

msgid "marks for a full step"
msgstr "每满一档得几分"

msgid "“{who}” has {hours} hours on {date}"
msgstr "“{who}”在 {date} 一天有 {hours} 小时"

msgid "check the hours, and the date"
msgstr "请核对时数和日期"
""",
    "tests/test_marks.py": '''
"""What the ready scheme gives on its sample, worked out by hand, and what its check and its section say."""

from decimal import Decimal
from pathlib import Path

import pytest

from kaohe_core import Number
from kaohe_core.testing import altered
from PACKAGE import plugin, rules

READY: Path = plugin.folder / "schemes" / "NAME"


def test_every_full_two_hours() -> None:
    scored = altered(READY)()

    # P1: 2.5 + 2.5 = 5 hours are two full steps; P2 has no row
    assert [scored.points("hours", id) for id in ("P1", "P2")] == [2, 0]
    assert scored.findings == []


def test_more_than_a_day_has() -> None:
    day = {"data/records.csv": {"2026-03-12,2.5": "2026-03-05,22"}}

    # 2.5 + 22 hours on one day; the row is the third of the file
    assert altered(READY)(day).findings == [
        "data/records.csv 第 3 行 “时数” 插件 NAME: “P1”在 2026-03-05 一天有 24.5 小时\\n    改法：请核对时数和日期"
    ]


def test_the_section_lists_the_most_first() -> None:
    scored = altered(READY)()
    [computed] = scored.computed.values()

    [section] = plugin.kaohe_report_sections(computed.result)
    assert section.rows == (("李小禾", "2"), ("王一鸣", "0"))


def test_a_step_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="the size of a step must be more than 0, not 0"):
        rules.Every(of=Number(Decimal(5)), size=0, points=1)
''',
}
