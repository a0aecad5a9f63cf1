"""The standing of one mark of one person, through every reader, is the same on every surface.

S and T have marks, N is not in the table (which is not applicable), of M the hours are not written down, and nobody
has judged W yet. ``EXPECTED`` says what follows, by hand: ``-`` not applicable, ``?`` no data, ``!`` awaiting.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import openpyxl
import pytest
from attrs import frozen

import kaohe_core as kaohe
from kaohe_core.findings import Findings
from kaohe_core.papers.occasion import Occasion
from kaohe_core.papers.paper import WorkedOut
from kaohe_core.papers.personal import personal
from kaohe_core.results.as_csv import rows, step_titles, told_steps
from kaohe_core.results.as_json import scheme_data
from kaohe_core.results.summary import heads_of, rows_of
from kaohe_core.workbook import write_workbook

PEOPLE = "STNMW"
PROJECT = """
[project]
name = "某校"
[tables]
staff = "staff.csv"
posts = "posts.csv"
judgements = "judgements.csv"
first = { result = "x" }
[[scheme]]
id = "x"
file = "x.toml"
[[scheme]]
id = "y"
file = "y.toml"
[table.staff]
title = "名单"
absence = "no-data"
column = [{ id = "id", title = "工号", type = "text" }, { id = "b", title = "乙", high = 9 }]
[table.posts]
title = "岗位"
absence = "not-applicable"
column = [{ id = "id", title = "工号", type = "text" }, { id = "hours", title = "课时", high = 40, required = false }]
[table.first]
title = "上一方案"
absence = "not-applicable"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "c", title = "条", decimals = 2, low = -100, high = 1000, required = false },
  { id = "j", title = "评", decimals = 2, low = -100, high = 1000, required = false },
]
"""
ROWS = {
    "staff.csv": "工号,乙\nS,1\nT,2\nN,3\nM,4\nW,5\n",
    "posts.csv": "工号,课时\nS,4\nT,2\nM,\nW,3\n",
    "judgements.csv": "工号,条款,分值,决定人,决定日期,理由,依据\n"
    + "".join(f"{who},j,{points},王,2026-03-02,好,记录\n" for who, points in zip("STNM", (2, 1, 3, 1), strict=True)),
}
HEAD = """
title = "t"
subject = "staff"
marks = MARKS
at-most = "none"
at-least = "none"
round = { clause = 2, dimension = 2, total = 2 }
"""


def dimension(id: str, clause: str) -> str:
    return (
        f'[[dimension]]\nid = "d{id}"\ntitle = "项{id}"\nmarks = 10\nat-most = "none"\nat-least = "none"\n'
        f'[[dimension.clause]]\nid = "{id}"\ntext = "条{id}"\n{clause}\n'
    )


def formula(text: str) -> str:
    return f'rule = "formula"\npoints = "{text}"'


ABOUT = 'only-for = "posts.hours > 0"\n'  # a clause that reads marks of others says whom it is about, or is refused
# Each dimension has one clause, so that the standing of both is the same.
READERS = {
    "c": formula("posts.hours"),
    "j": 'rule = "judgement"\nlow = 0\nhigh = 5\nwithout-record = "awaiting"',
    "f": ABOUT + formula("marks.c * 2"),
    "g": formula("marks.j + 1"),
    "v": ABOUT + f'[[dimension.clause.variant]]\nwhen = "marks.c > 3"\n{formula("1")}\n'
    f'[[dimension.clause.variant]]\nwhen = "marks.c <= 3"\n{formula("2")}',
    "o": formula("otherwise(marks.c, 7)"),
    "m": formula("mean(marks.c)"),
    "k": formula("mean(marks.c where known(marks.c))"),
    "p": formula("rank(marks.j)"),
    "i": 'only-for = "marks.c > 0"\n' + formula("staff.b"),
}
MORE = """
[[value]]
id = "x"
title = "值"
formula = "marks.c + 1"
[[adjustment]]
id = "adj"
text = "加分"
rule = "formula"
points = "marks.j"
[[ranking]]
id = "place"
title = "名次"
by = "marks.k"
ties = "best"
[[veto]]
id = "veto"
text = "否决"
when = "marks.c > 3"
[[grade]]
name = "好"
when = "marks.j >= 2"
[[grade]]
name = "差"
[[award]]
id = "award"
title = "奖"
when = "marks.c >= 2"
quota = { most = 1, by = "staff.b", ties = "all" }
[[payment]]
id = "own"
title = "津贴"
settlement = "allowance"
amount = "marks.c * 10"
[[payment]]
id = "each"
title = "评奖"
settlement = "share"
takes = 10
weight = "marks.j"
"""
SECOND = {"c2": formula("first.c"), "j2": formula("first.j * 2"), "m2": formula("mean(first.c)")}
EXPECTED = {
    "c": "4 2 - ? 3",
    "j": "2 1 3 1 !",
    "f": "8 4 - ? 6",
    "g": "3 2 4 2 ?",  # who reads what is waited for is without data
    "v": "1 2 - ? 2",
    "o": "4 2 7 7 3",
    "m": "? ? ? ? ?",  # M counts, and nobody knows with what; N is left out, and the mean is N's as anybody's
    "k": "3 3 3 3 3",  # 4, 2 and 3
    "p": "? ? ? ? ?",
    "i": "1 2 - ? 5",
    "values.x": "5 3 - ? 4",
    "adj": "2 1 3 1 ?",
    "place": "1 1 1 1 1",
    "veto": "True False - ? False",
    "grade": "? ? ? ? !",  # no grade without a total, whatever it asks for
    "award": "? ? - ? ?",  # one place, and it is not known whether M competes for it
    "own/amount": "40 20 0 ? 30",
    "each/amount": "? ? ? ? ?",
}
EXPECTED_SECOND = {"c2": "4 2 - ? 3", "j2": "4 2 6 2 !", "m2": "? ? ? ? ?"}


@frozen
class Shown:
    """What a surface shows: by step and person a number or a word; a step that it does not show is not in it."""

    cells: Mapping[str, Mapping[str, str]]


WORDS = {"不适用": "-", "没有数据": "?", "等待评定": "!", "未定": "?", "—": "-", "": "-", "是": "True", "否": "False"}


def kind(text: object) -> str:
    """A cell as ``EXPECTED`` writes it, numbers without zeros behind the point."""
    said = WORDS.get(str(text), str(text))
    try:
        return f"{float(said.replace(',', '')):g}"  # binary: what is compared is text of two decimals
    except ValueError:
        return said


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("one")
    first = HEAD.replace("MARKS", str(10 * len(READERS))) + "pool = 1000\n"
    first += "".join(dimension(id, clause) for id, clause in READERS.items()) + MORE
    second = HEAD.replace("MARKS", str(10 * len(SECOND)))
    second += "".join(dimension(id, clause) for id, clause in SECOND.items())
    for name, text in {"kaohe.toml": PROJECT, "x.toml": first, "y.toml": second, **ROWS}.items():
        (folder / name).write_text(text, "utf-8")
    opened = kaohe.open(folder)
    return folder, {id: opened.score(id) for id in ("x", "y")}


def screen(result, _folder) -> Iterator[tuple[str, str, str]]:
    scored = result.scored
    heads = [head.step for head in heads_of(scored, "zh")]
    for subject, row in zip(scored.result.subjects(), rows_of(scored, scored.result.subjects(), "zh"), strict=True):
        assert row is not None
        yield from ((step, subject.id, cell) for step, cell in zip(heads, row, strict=True) if step)


def as_csv(result, _folder) -> Iterator[tuple[str, str, str]]:
    steps = told_steps(result.scored)
    assert len(step_titles(steps, "zh")) == len(steps)
    _, *people = rows(result.scored, "zh")
    for row in people:
        yield from ((step.id, row[0], cell) for step, cell in zip(steps, row[5:], strict=True))


def as_json(result, _folder) -> Iterator[tuple[str, str, str]]:
    data = json.loads(json.dumps(scheme_data(result.scored, "zh"), default=str))
    said = {"not-applicable": "-", "no-data": "?", "awaiting": "!"}
    for one in data["subjects"]:
        marks = [("values." + v["id"], v, "value") for v in one.get("values", ())]
        marks += [(c["id"], c, "points") for d in one["dimensions"] for c in (d, *d["clauses"])]
        marks += [(a["id"], a, "points") for a in one.get("adjustments", ())]
        yield from ((id, one["id"], said.get(found["standing"], found[key])) for id, found, key in marks)
        yield from ((f"{p['id']}/amount", one["id"], p["amount"] or "?") for p in one["payments"])


def workbook(result, folder) -> Iterator[tuple[str, str, str]]:
    scored = result.scored
    write_workbook(scored.ready.plan, scored.result, scored.tables, folder / f"{result.id}.xlsx", Findings())
    book = openpyxl.load_workbook(folder / f"{result.id}.xlsx", data_only=True)
    titles = {
        step.title.text("zh"): step.id for step in scored.ready.plan.steps if step.role in ("clause", "dimension")
    }
    titles |= {"名次": "place", "等次": "grade", "奖": "award", "津贴": "own/amount", "评奖": "each/amount"}
    sheet = book["考核结果"]
    heads = [str(cell.value or "").split("\n")[0] for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2, values_only=True):
        if str(row[0]) in PEOPLE:
            yield from (
                (titles[head], str(row[0]), str(cell)) for head, cell in zip(heads, row, strict=True) if head in titles
            )


def explained(result, _folder) -> Iterator[tuple[str, str, str]]:
    said = {"not-applicable": "-", "no-data": "?", "awaiting": "!"}
    for who in PEOPLE:
        for part in result.explain(who).parts:
            if part.kind in ("value", "clause", "dimension", "total"):
                yield part.id, who, said.get(part.standing, part.points)


def sheet(result, _folder) -> Iterator[tuple[str, str, str]]:
    titles = {f"项{id}小计": f"d{id}" for id in (*READERS, *SECOND)}
    for who in PEOPLE:
        for block in personal([result.explain(who)], "t", Occasion("校", result.digest, "zh")).blocks:
            if isinstance(block, WorkedOut) and block.title in titles:
                yield titles[block.title], who, block.result


SURFACES = {
    "screen": screen,
    "csv": as_csv,
    "json": as_json,
    "workbook": workbook,
    "explain": explained,
    "sheet": sheet,
}


@pytest.mark.fault("M02")
@pytest.mark.fault("M24")
@pytest.mark.parametrize("scheme", ["x", "y"])
@pytest.mark.parametrize("surface", SURFACES)
def test_every_surface_shows_the_same_standing(results, surface, scheme):
    folder, found = results
    expected = {"x": EXPECTED, "y": EXPECTED_SECOND}[scheme]
    expected |= {f"d{id}": expected[id] for id in (READERS if scheme == "x" else SECOND)}
    wrong, seen = [], set()
    for step, who, cell in SURFACES[surface](found[scheme], folder):
        if step not in expected:
            continue
        seen.add(step)
        due = expected[step].split()[PEOPLE.index(who)]
        shown = kind(cell)
        verdict = step in ("place", "veto", "grade", "award") or step.endswith("/amount")
        if shown != due and not (verdict and due == "!" and shown == "?"):  # of a verdict it is said that it is open
            wrong.append(f"{step} of {who}: {cell!r}, and it is {due}")
    assert not wrong, "\n".join(wrong)
    assert {f"d{id}" for id in (READERS if scheme == "x" else SECOND)} <= seen
