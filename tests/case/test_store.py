"""The store of acts: nothing lost, nothing half there, nothing changed unseen."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kaohe_core.case.store import START, Store
from kaohe_core.findings import Findings, FindingsError

AT = "2026-11-24T09:00:00+08:00"


def filled(path: Path, count: int) -> Store:
    store = Store(path)
    for number in range(count):
        store.append("2026", "note", "张三", AT, {"number": number, "text": f"第 {number} 条"})
    return store


def said(store: Store, head: str | None = None) -> list[str]:
    findings = Findings()
    store.verify(findings, head)
    return [finding.text("zh") for finding in findings]


def test_acts_are_chained_from_the_first_on(tmp_path: Path) -> None:
    store = filled(tmp_path / "kaohe.case", 3)
    acts = store.acts()
    assert [act.number for act in acts] == [1, 2, 3]
    assert [act.before for act in acts] == [START, acts[0].digest, acts[1].digest]
    assert store.head() == acts[-1].digest
    assert said(store) == []


def test_an_empty_store_has_the_start_as_its_head(tmp_path: Path) -> None:
    store = Store(tmp_path / "kaohe.case")
    assert (store.acts(), store.head(), said(store)) == ([], START, [])


def test_acts_cannot_be_changed_or_removed_through_sql(tmp_path: Path) -> None:
    store = filled(tmp_path / "kaohe.case", 2)
    connection = sqlite3.connect(store.path)
    with pytest.raises(sqlite3.IntegrityError, match="acts are never changed"):
        connection.execute("UPDATE acts SET who = '李四'")
    with pytest.raises(sqlite3.IntegrityError, match="acts are never removed"):
        connection.execute("DELETE FROM acts")
    connection.close()


def test_a_binary_float_never_enters_an_act(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match=r"^0\.5 is a binary float: write it as a text$"):
        Store(tmp_path / "kaohe.case").append("2026", "note", "张三", AT, {"marks": [{"points": 0.5}]})


def test_a_decision_on_an_older_head_is_refused(tmp_path: Path) -> None:
    store = filled(tmp_path / "kaohe.case", 1)
    seen = store.head()
    newest = store.append("2026", "note", "李四", AT, {})
    with pytest.raises(FindingsError) as refused:
        store.append("2026", "note", "张三", AT, {}, expected=seen)
    assert [finding.text("zh") for finding in refused.value.findings] == [
        f"kaohe.case: 其间有人记了一笔：现在最新的摘要是 {newest.digest}\n    改法：先看清楚，再重新执行命令"
    ]
    assert len(store.acts()) == 2


def test_a_cut_tail_shows_by_the_head_that_was_made_public(tmp_path: Path) -> None:
    store = filled(tmp_path / "kaohe.case", 4)
    public = store.head()
    connection = sqlite3.connect(store.path)
    connection.execute("DROP TRIGGER no_removal")
    connection.execute("DELETE FROM acts WHERE number = 4")
    connection.commit()
    connection.close()
    assert said(store) == []  # the chain alone does not show it
    assert said(store, public) == [f"kaohe.case: 公布过的最新摘要 {public} 不在记录之中：末尾的记录缺失"]


def test_five_hundred_random_tamperings_are_all_found(tmp_path: Path) -> None:
    """One column of one act changed, one act removed, two acts exchanged, one act added: each on a fresh copy."""
    original = filled(tmp_path / "kaohe.case", 12)
    public, whole = original.head(), original.path.read_bytes()
    dice = random.Random(20261124)  # a reproducible choice of damage, no secret
    for _ in range(500):
        path = tmp_path / "copy.case"
        path.write_bytes(whole)
        connection = sqlite3.connect(path)
        connection.execute("DROP TRIGGER no_change")
        connection.execute("DROP TRIGGER no_removal")
        number = dice.randint(1, 12)
        match dice.choice(("change", "remove", "exchange", "add")):
            case "change":
                column = dice.choice(("round", "kind", "who", "at", "data", "before", "digest"))
                (text,) = connection.execute(f"SELECT {column} FROM acts WHERE number = ?", (number,)).fetchone()  # noqa: S608  # one of the names above
                at = dice.randrange(len(text))
                new = text[:at] + chr(ord(text[at]) + dice.randint(1, 9)) + text[at + 1 :]
                connection.execute(f"UPDATE acts SET {column} = ? WHERE number = ?", (new, number))  # noqa: S608  # as above
            case "remove":
                connection.execute("DELETE FROM acts WHERE number = ?", (number,))
            case "exchange":
                other = dice.choice([n for n in range(1, 13) if n != number])
                for old, new_number in ((number, 99), (other, number), (99, other)):
                    connection.execute("UPDATE acts SET number = ? WHERE number = ?", (new_number, old))
            case "add":
                connection.execute(
                    "INSERT INTO acts SELECT 13, round, kind, who, at, data, before, digest || 'x' FROM acts"
                    " WHERE number = ?",
                    (number,),
                )
        connection.commit()
        connection.close()
        assert said(Store(path), public) != []


WRITER = """
import sys
from pathlib import Path
from kaohe_core.case.store import Store
store = Store(Path(sys.argv[1]))
for number in range(int(sys.argv[3])):
    act = store.append("2026", "note", sys.argv[2], "2026-11-24T09:00:00+08:00", {"number": number, "text": "字" * 500})
    print(act.number, act.digest, flush=True)
"""


def test_two_writers_at_once_are_both_recorded(tmp_path: Path) -> None:
    path = tmp_path / "kaohe.case"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), who, "40"], stdout=subprocess.PIPE)
        for who in ("甲", "乙")
    ]
    assert [writer.wait(120) for writer in writers] == [0, 0]
    for writer in writers:
        assert writer.stdout is not None
        writer.stdout.close()
    acts = Store(path).acts()
    assert [sum(act.who == who for act in acts) for who in ("甲", "乙")] == [40, 40]
    assert said(Store(path)) == []


def test_killed_two_hundred_times_no_acknowledged_act_is_lost(tmp_path: Path) -> None:
    """A process that records acts is killed at random moments; whatever it had been told was recorded is there."""
    path = tmp_path / "kaohe.case"
    dice = random.Random(7)  # random moments, no secret
    acknowledged: dict[int, str] = {}
    kills = 0
    while kills < 200:
        writer = subprocess.Popen(
            [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{WRITER}", str(path), "甲", "9999"],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert writer.stdout is not None
        lines = [writer.stdout.readline()]  # it is running and recording
        time.sleep(dice.random() / 50)
        writer.send_signal(signal.SIGKILL)
        lines += writer.stdout.readlines()
        writer.stdout.close()
        writer.wait()
        kills += 1
        for line in lines:
            if line.endswith("\n"):  # a line cut by the kill was never read as an acknowledgement
                number, digest = line.split()
                acknowledged[int(number)] = digest
        if kills % 20 == 0:
            assert said(Store(path)) == []
    recorded = {act.number: act.digest for act in Store(path).acts()}
    assert acknowledged.items() <= recorded.items()
    assert len(acknowledged) >= 200
    assert sorted(recorded) == list(range(1, len(recorded) + 1))


def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "kaohe.case"
    path.write_bytes("这不是卷宗".encode() * 100)
    with pytest.raises(FindingsError) as refused:
        Store(path).acts()
    assert [finding.text("zh") for finding in refused.value.findings] == [
        "kaohe.case: 文件已损坏，或者不是卷宗\n    改法：请换回备份；最近一次公示上的最新摘要可以说明备份是否完整"
    ]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FindingsError) as refused:
        Store(tmp_path / "不在" / "kaohe.case").append("2026", "note", "张三", AT, {})
    assert [finding.text("zh") for finding in refused.value.findings] == [
        "kaohe.case: 文件打不开，也无法在这里新建\n    改法：请确认文件夹存在，而且可以写入"
    ]


def test_a_full_disk_loses_nothing_and_says_so(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"no small file system can be mounted here: {mounted.stderr.decode().strip()}")
    try:
        store = Store(disk / "kaohe.case")
        recorded: list[str] = []

        def until_it_is_full() -> None:
            for number in range(1000):
                act = store.append("2026", "note", "张三", AT, {"number": number, "text": "字" * 1000})
                recorded.append(act.digest)

        with pytest.raises(FindingsError) as refused:
            until_it_is_full()
        assert [finding.text("zh") for finding in refused.value.findings] == [
            "kaohe.case: 磁盘已满：这一笔没有记下，以前记下的都还在\n    改法：请腾出空间，再重新执行命令"
        ]
        assert recorded
        assert [act.digest for act in store.acts()] == recorded
        assert said(store) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)
