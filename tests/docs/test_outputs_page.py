"""The page of what is written has every key and column of real outputs, and none that no output has."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import pytest
from docs_blocks import DOCS, LANGUAGES, ROOT

import kaohe_core as kaohe
from kaohe_case.receipt import Receipt
from kaohe_case.store import Act
from kaohe_core.findings import Finding, Place
from kaohe_core.messages import message
from kaohe_core.results.as_csv import rows
from kaohe_core.results.as_json import project_data
from kaohe_core.results.payout import HEADER

PAGES = {language: (DOCS / language / "reference" / "outputs.md").read_text("utf-8") for language in LANGUAGES}
BY_ID = (".places", ".undecided")  # objects whose keys are ids of the scheme
FINDING = Finding(  # that knows all of its place, which no single one does
    Place("f.xlsx", line=1, column=2, keys=("dimension",), sheet="s", row=3, title="t", plugin="p"),
    message("the columns are in another order"),
    count=2,
)
SCHEME = """
title = "样样都有"
subject = "staff"
name = "staff.name"
marks = 20
unit = "staff.role"
round = { total = 2 }

[[value]]
id = "load"
title = "折算课时"
unit = "课时"
formula = "staff.weekly / 7"

[[dimension]]
id = "ethics"
title = "师德"
marks = 10

  [[dimension.lost]]
  when = "staff.weekly > 39"
  reason = "课时不实"

  [[dimension.grade]]
  name = "优秀"
  at-least = 9

  [[dimension.grade]]
  name = "其余"

  [[dimension.clause]]
  id = "conduct"
  text = "质量检测除以 10.5"
  rule = "formula"
  points = "staff.quality / 10.5"

[[dimension]]
id = "teaching"
title = "教学"
marks = 10

  [[dimension.clause]]
  id = "superior"
  text = "考核组评分"
  rule = "judgement"
  low = 0
  high = 10
  without-record = "WITHOUT"

  [[dimension.clause]]
  id = "own"
  text = "本人自评"
  rule = "formula"
  points = "staff.quality / 10.5"
  record-only = true

[[ranking]]
id = "order"
title = "名次"
by = "marks.total"
ties = "best"

[[veto]]
id = "warned"
text = "受处分的，不得评优"
when = "staff.quality < 80"

[[award]]
id = "best"
title = "先进"
text = "一名"
when = "marks.total > 1"
quota = { most = "1", ties = "all" }

[[grade]]
name = "优秀"
at-least = 1
quota = { most = "1", ties = "all" }

[[grade]]
name = "其余"
"""


def part(language: str, heading: str) -> list[str]:
    """The first cells of the table under a heading, without marks of code; heads and the line under them left out."""
    text = PAGES[language].partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return [cell.strip().strip("`") for cell in re.findall(r"^\| (.+?) \|", text, re.M)][1:]


def keys(value: Any, path: str = "", last: str = "") -> Iterator[str]:
    """The paths of all that is no object and no list; a dimension within a dimension is one as those above."""
    if isinstance(value, Mapping):
        for key, inside in value.items():
            name = "*" if path.endswith(BY_ID) else key
            again = key == "dimensions" and last == "dimensions"
            yield from keys(inside, path if again else f"{path}.{name}" if path else name, key)
    elif isinstance(value, list):
        for inside in value:
            yield from keys(
                inside, path if path.endswith("dimensions[]") and last == "dimensions" else f"{path}[]", last
            )
    else:
        yield path


PROJECTS = [  # with several schemes, payments with reasons, people who are not assessed, findings with places
    DOCS / "examples" / "five-clauses",
    ROOT / "examples" / "office-as-it-is",
    ROOT / "plugins" / "kaohe-performance-pay" / "src" / "kaohe_performance_pay" / "schemes" / "pay",
]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The keys that real results have."""
    seen: set[str] = set()
    own = [tmp_path_factory.mktemp("whole") / without for without in ("zero", "awaiting")]
    for folder in own:  # the first is decided, the second is not
        shutil.copytree(DOCS / "examples" / "school", folder)
        (folder / "schemes").mkdir()
        text = SCHEME.replace("WITHOUT", folder.name)
        (folder / "schemes" / "part.toml").write_text(text, encoding="utf-8")
    for folder in [*PROJECTS, *own]:
        opened = kaohe.open(folder)
        if not opened.schemes:
            continue
        scores = opened.scores()
        findings = [FINDING, *(finding for one in scores for finding in one.findings)]
        data = project_data("p", [one.scored for one in scores], [("example", "0.1.0")], findings, "zh")
        seen.update(keys(json.loads(json.dumps(data))))
    return seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_of_a_result_is_on_the_page_and_no_other(found: set[str], language: str) -> None:
    told = set(part(language, "result.json"))

    assert told == found


@pytest.mark.parametrize(("language", "heading"), [("zh", "凭证"), ("en", "The receipt")])
def test_every_key_of_a_receipt_is_on_the_page(language: str, heading: str) -> None:
    assert part(language, heading) == [field.name.replace("_", "-") for field in attrs.fields(Receipt)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_of_the_record_is_on_the_page(language: str) -> None:
    told = part(language, "kaohe.case")
    assert {cell.partition(".")[2] for cell in told if cell.startswith("acts.")} == {
        field.name for field in attrs.fields(Act)
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_columns_of_csv_files_are_on_the_page(language: kaohe.Language) -> None:
    scored = kaohe.open(DOCS / "examples" / "five-clauses").score().scored
    head = next(iter(rows(scored, language)))
    told = part(language, "results.csv")
    assert list(head[:5]) == told[:5]
    assert head[-1] == told[-1]
    assert part(language, "payments.csv") == [title.text(language) for title in HEADER]
    assert next(csv.reader(io.StringIO(",".join(head[:5])))) == told[:5]
