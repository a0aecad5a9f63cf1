"""Runs: schemes are sorted by what they read of each other, and nothing happens twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe_core.project import Project
from kaohe_core.run import Run
from kaohe_core.tables import reading

STAFF = """
[table.staff]
title = "教师"
absence = "no-data"
column = [{ id = "id", title = "工号", type = "text" }, { id = "name", title = "姓名", type = "text" }]
"""


def project(folder: Path, reads: Mapping[str, Sequence[str]], staff: str = "工号,姓名\n1,甲\n") -> Project:
    """A scheme for each key, which gives a mark of its own and the totals of those it reads."""
    tables, schemes, declared = ['staff = "staff.csv"'], [], [STAFF]
    for id, others in reads.items():
        tables.append(f'{id}-result = {{ result = "{id}" }}')
        schemes.append(f'[[scheme]]\nid = "{id}"\nfile = "{id}.toml"\n')
        declared.append(
            f'[table.{id}-result]\ntitle = "{id}的结果"\nabsence = "zero"\ncolumn = [\n'
            '{ id = "id", title = "工号", type = "text" },\n'
            '{ id = "total", title = "得分", unit = "分", decimals = 2, low = 0, high = 1000 }]\n'
        )
        points = " + ".join(["1", *(f"{other}-result.total" for other in others)])
        (folder / f"{id}.toml").write_text(
            f'title = "{id}"\nsubject = "staff"\nmarks = 1000\n'
            'round = { total = 2 }\n[[dimension]]\nid = "work"\ntitle = "工作"\nmarks = 1000\n'
            f'[[dimension.clause]]\nid = "sum"\ntext = "合计"\nrule = "formula"\npoints = "{points}"\n',
            "utf-8",
        )
    config = ['[project]\nname = "某校"\n[tables]', *tables, *declared, *schemes]
    (folder / "kaohe.toml").write_text("\n".join(config), "utf-8")
    (folder / "staff.csv").write_text(staff, "utf-8")
    return Project.open(folder)


def said(run: Run) -> list[str]:
    return [finding.text("zh") for finding in run.findings]


def test_two_schemes_that_wait_for_each_other(tmp_path: Path) -> None:
    run = Run(project(tmp_path, {"a": ["b"], "b": ["a"], "c": ["a"], "d": []}))
    # c reads one of the two and cannot be scored either; d has nothing to do with them
    assert [scored.ready.entry.id for scored in run.score()] == ["d"]
    assert said(run) == [
        "kaohe.toml:5:1 tables.a-result: 方案互相等待对方的结果：a → b → a\n    改法：其中一个方案必须改从文件读取台账"
    ]
    assert [scored.ready.entry.id for scored in run.score()] == ["d"]
    assert len(run.findings) == 1  # said once, however often it is asked


def test_a_circle_of_three_is_told_from_the_first_of_them(tmp_path: Path) -> None:
    run = Run(project(tmp_path, {"z": ["b"], "b": ["c"], "c": ["a"], "a": ["b"]}))
    assert run.score() == []
    assert said(run) == [
        "kaohe.toml:6:1 tables.b-result: 方案互相等待对方的结果：b → c → a → b\n"
        "    改法：其中一个方案必须改从文件读取台账"
    ]


def test_only_what_is_asked_for_and_what_it_reads_is_loaded_and_scored(tmp_path: Path) -> None:
    opened = project(tmp_path, {"a": ["b"], "b": [], "c": []})
    (tmp_path / "c.toml").write_text("", "utf-8")
    run = Run(opened, ("a",))
    assert [ready.entry.id for ready in run.load()] == ["a"]
    assert [ready.entry.id for ready in run.in_order()] == ["b", "a"]
    assert [scored.ready.entry.id for scored in run.score()] == ["a"]
    assert said(run) == []


def test_a_file_is_read_once_and_what_is_wrong_in_it_stops_every_scheme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    monkeypatch.setattr(
        reading,
        "read_table",
        lambda table, *rest, really=reading.read_table: read.append(table.id) or really(table, *rest),
    )
    run = Run(project(tmp_path, {"a": [], "b": []}, "工号,姓名\n,甲\n"))
    assert run.score() == []
    assert read == ["staff"]
    assert len(run.findings) == 1
    other = Run(run.project, files=run.files)  # another run over files that were read before is told the same
    assert other.score() == []
    assert (read, said(other)) == (["staff"], said(run))


def test_a_project_that_was_changed_is_another_one(tmp_path: Path) -> None:
    opened = project(tmp_path, {"a": [], "b": ["a"]})
    elsewhere = opened.from_files({**opened.config.tables, "staff": opened.config.tables["a-result"]})
    assert opened.config.tables["staff"] != elsewhere.config.tables["staff"]
    with pytest.raises(AttributeError):
        opened.folder = tmp_path  # type: ignore[misc]  # that it cannot be set is what is tried


def scored_by_hand(reads: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Every total, by going over the schemes until nothing more can be worked out."""
    totals: dict[str, int] = {}
    for _ in reads:
        for id, others in reads.items():
            if all(other in totals for other in others):
                totals[id] = 1 + sum(totals[other] for other in others)
    return totals


IDS = ("a", "b", "c", "d")
graphs = st.fixed_dictionaries({id: st.lists(st.sampled_from(IDS), unique=True, max_size=2) for id in IDS})


@settings(max_examples=20, deadline=None)
@given(graphs)
def test_whatever_they_read_of_each_other_each_is_scored_after_what_it_reads(reads: dict[str, list[str]]) -> None:
    expected = scored_by_hand(reads)
    with TemporaryDirectory() as folder:
        run = Run(project(Path(folder), reads))
        found = {one.ready.entry.id: one.result.subject("1") for one in run.score()}
        order = [ready.entry.id for ready in run.in_order()]
    assert {id: subject and subject.value("total") for id, subject in found.items()} == expected
    assert all(order.index(other) < order.index(id) for id in expected for other in reads[id])
    assert sorted(order) == list(IDS)
    assert run.findings.blocked == (len(expected) < len(IDS))  # whoever is not scored has read why
