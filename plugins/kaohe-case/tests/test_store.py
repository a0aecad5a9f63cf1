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

from kaohe_case.store import START, Store, digest_of_bytes
from kaohe_core.findings import Findings, FindingsError

AT = "2026-11-24T09:00:00+08:00"


def filled(path: Path, count: int) -> Store:
    """Acts that rely on a file of their own and, two of them together, on another one."""
    store = Store(path)
    for number in range(count):
        files = {"own": f"第 {number} 条".encode() * 50, "shared": f"{number // 2}".encode() * 5000}
        named = {name: digest_of_bytes(data) for name, data in files.items()}
        data = {"number": number, "text": f"第 {number} 条", "files": named}
        store.append("2026", "note", "张三", AT, data, files={digest_of_bytes(d): d for d in files.values()})
    return store


def refusal(store: Store, at: str = AT, **more: str) -> list[str]:
    with pytest.raises(FindingsError) as refused:
        store.append("2026", "note", "张三", at, {}, **more)
    return [finding.text("zh") for finding in refused.value.findings]


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
    assert refusal(store, expected=seen) == [
        f"kaohe.case: 其间有人记了一笔：现在最新的摘要是 {newest.digest}\n    改法：先看清楚，再重新执行命令"
    ]
    assert len(store.acts()) == 2


def test_time_goes_forward(tmp_path: Path) -> None:
    store = filled(tmp_path / "kaohe.case", 1)
    assert refusal(store, "2026-11-24T00:59:59+00:00") == [  # 08:59:59 in +08:00, a second too early
        "kaohe.case: 时间 2026-11-24T00:59:59+00:00 早于最近一笔记录的时间 2026-11-24T09:00:00+08:00\n"
        "    改法：请把这台电脑的时钟调准，再重新执行命令；如果第 1 笔的时间写错了，就作废它："
        "kaohe case annul --round 2026 --act 1"
    ]
    store.append("2026", "note", "张三", "2026-11-24T01:00:00+00:00", {})  # the same moment is not earlier
    store.append("2025", "note", "张三", "2026-11-24T02:30:00+01:00", {})  # 09:30 in +08:00
    assert len(store.acts()) == 3
    assert said(store) == []


@pytest.mark.parametrize("at", ["2026-11-24T09:00:00", "2026-11-24", "今天上午", ""])
def test_a_time_without_offset_or_none_at_all(at: str, tmp_path: Path) -> None:
    store = Store(tmp_path / "kaohe.case")
    assert refusal(store, at) == [
        f"kaohe.case: “{at}”不是带时区的时间\n    改法：请写成 2026-09-01T08:30:00+08:00 的样子"
    ]
    assert not store.path.exists()


def test_a_file_is_kept_once_and_given_back(tmp_path: Path) -> None:
    store = filled(tmp_path / "kaohe.case", 4)
    shared = {act.data["files"]["shared"] for act in store.acts()}
    assert sorted(store.file(digest) for digest in shared) == [b"0" * 5000, b"1" * 5000]
    connection = sqlite3.connect(store.path)
    assert connection.execute("SELECT count(*) FROM files").fetchone() == (6,)  # 4 of their own, 2 shared
    with pytest.raises(sqlite3.IntegrityError, match="files are never changed"):
        connection.execute("UPDATE files SET bytes = x'00'")
    with pytest.raises(sqlite3.IntegrityError, match="files are never removed"):
        connection.execute("DELETE FROM files")
    connection.close()


def test_a_file_that_is_not_there_or_not_what_was_kept(tmp_path: Path) -> None:
    store = filled(tmp_path / "kaohe.case", 2)
    damaged, gone = (act.data["files"]["own"] for act in store.acts())
    (shared,) = {act.data["files"]["shared"] for act in store.acts()}
    stranger = digest_of_bytes(b"?")
    connection = sqlite3.connect(store.path)
    connection.executescript("DROP TRIGGER no_file_change; DROP TRIGGER no_file_removal")
    connection.execute("UPDATE files SET bytes = x'00' WHERE digest = ?", (damaged,))
    connection.execute("UPDATE files SET bytes = ?, digest = ? WHERE digest = ?", (b"?", stranger, gone))
    connection.commit()
    connection.close()
    for digest, what in (
        (damaged, f"文件 {damaged} 在存入之后被改动过"),
        (gone, f"这里没有存放文件 {gone}"),
        (START, f"这里没有存放文件 {START}"),
    ):
        with pytest.raises(FindingsError) as refused:
            store.file(digest)
        assert [finding.text("zh") for finding in refused.value.findings] == [f"kaohe.case: {what}"]
    assert store.file(shared) == b"0" * 5000
    assert said(store) == [
        f"kaohe.case: 文件 {damaged} 在存入之后被改动过",
        f"kaohe.case: 第 2 笔记录所依据的文件“own”（{gone}）没有存放在这里",
        f"kaohe.case: 存有文件 {stranger}，但没有一笔记录提到它",
    ]
    with pytest.raises(FindingsError, match="is not kept here"):
        Store(tmp_path / "none.case").file(START)


def test_a_digest_must_be_that_of_the_file_and_be_named_anywhere_in_the_act(tmp_path: Path) -> None:
    store = Store(tmp_path / "kaohe.case")
    digest = digest_of_bytes(b"1")
    with pytest.raises(ValueError, match="is not the digest of the bytes given for it"):
        store.append("2026", "note", "张三", AT, {"files": {"staff": digest}}, files={digest: b"2"})
    with pytest.raises(ValueError, match="is given, and the data of the act do not name it"):
        store.append("2026", "note", "张三", AT, {digest: "staff"}, files={digest: b"1"})
    assert store.acts() == []
    store.append("2026", "note", "张三", AT, {"groups": [{"entry": digest}]}, files={digest: b"1"})
    assert (store.file(digest), said(store)) == (b"1", [])


def test_a_text_that_is_no_data_any_more_is_said(tmp_path: Path) -> None:
    store = filled(tmp_path / "kaohe.case", 1)
    connection = sqlite3.connect(store.path)
    connection.executescript("DROP TRIGGER no_change; UPDATE acts SET data = '{' || data")
    connection.close()
    with pytest.raises(FindingsError) as refused:
        store.acts()
    assert [finding.text("zh") for finding in refused.value.findings] == ["kaohe.case: 第 1 笔记录在记下之后被改动过"]


def test_a_cut_tail_shows_by_the_head_that_was_made_public(tmp_path: Path) -> None:
    store = filled(tmp_path / "kaohe.case", 4)
    public = store.head()
    connection = sqlite3.connect(store.path)
    connection.executescript("DROP TRIGGER no_removal; DROP TRIGGER no_file_removal")
    connection.execute("DELETE FROM files WHERE digest = ?", (store.acts()[3].data["files"]["own"],))
    connection.execute("DELETE FROM acts WHERE number = 4")
    connection.commit()
    connection.close()
    assert said(store) == []  # the chain alone does not show it
    assert said(store, public) == [f"kaohe.case: 公布过的最新摘要 {public} 不在记录之中：末尾的记录缺失"]


def tamper_with_an_act(connection: sqlite3.Connection, dice: random.Random) -> None:
    """One column of one act changed, one act removed, two acts exchanged, one act added."""
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


def tamper_with_a_file(connection: sqlite3.Connection, dice: random.Random) -> None:
    """One byte of one file changed, bytes cut off or exchanged, one file removed, renamed, replaced or added."""
    (digest, data), (other, other_data) = dice.sample(connection.execute("SELECT * FROM files").fetchall(), 2)
    at = dice.randrange(len(data))
    changed = data[:at] + bytes([data[at] ^ dice.randint(1, 255)]) + data[at + 1 :]
    match dice.choice(("change", "cut", "exchange", "remove", "rename", "replace", "add")):
        case "change":
            connection.execute("UPDATE files SET bytes = ? WHERE digest = ?", (changed, digest))
        case "cut":
            connection.execute("UPDATE files SET bytes = ? WHERE digest = ?", (data[:at], digest))
        case "exchange":
            connection.execute("UPDATE files SET bytes = ? WHERE digest = ?", (other_data, digest))
            connection.execute("UPDATE files SET bytes = ? WHERE digest = ?", (data, other))
        case "remove":
            connection.execute("DELETE FROM files WHERE digest = ?", (digest,))
        case "rename":
            connection.execute("UPDATE files SET digest = digest || 'x' WHERE digest = ?", (digest,))
        case "replace":  # by another file under its own digest
            connection.execute(
                "UPDATE files SET bytes = ?, digest = ? WHERE digest = ?", (changed, digest_of_bytes(changed), digest)
            )
        case "add":
            connection.execute("INSERT INTO files VALUES (?, ?)", (digest_of_bytes(changed), changed))


@pytest.mark.clause("G12")
def test_random_tamperings_are_all_found(tmp_path: Path, thorough: bool) -> None:
    """Half of them with the acts, half with the files: each on a fresh copy."""
    original = filled(tmp_path / "kaohe.case", 12)
    public, whole = original.head(), original.path.read_bytes()
    dice = random.Random(20261124)  # a reproducible choice of damage, no secret
    for turn in range(800 if thorough else 80):
        path = tmp_path / "copy.case"
        path.write_bytes(whole)
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA synchronous = OFF")  # damage need not survive a power cut
        for trigger in ("no_change", "no_removal", "no_file_change", "no_file_removal"):
            connection.execute(f"DROP TRIGGER {trigger}")
        (tamper_with_a_file if turn % 2 else tamper_with_an_act)(connection, dice)
        connection.commit()
        connection.close()
        assert said(Store(path), public) != []


def test_bytes_damaged_anywhere_in_the_file_are_found_or_change_nothing(tmp_path: Path, thorough: bool) -> None:
    """Up to five bytes of the SQLite file itself, at random: never a crash, never another content unseen."""
    original = filled(tmp_path / "kaohe.case", 12)
    public, whole, acts = original.head(), original.path.read_bytes(), original.acts()
    dice = random.Random(3)  # a reproducible choice of damage, no secret
    damaged = Store(tmp_path / "copy.case")
    times, found = 600 if thorough else 80, 0
    for _ in range(times):
        content = bytearray(whole)
        for _ in range(dice.choice((1, 1, 5))):
            content[dice.randrange(len(content))] ^= dice.randint(1, 255)
        damaged.path.write_bytes(content)
        try:
            told = said(damaged, public)
        except FindingsError as refused:
            told = [finding.text("zh") for finding in refused.findings]
            assert "文件已损坏" in told[0] or "改动过" in told[0]
        if told:
            found += 1
        else:  # a byte that nothing reads
            assert damaged.acts() == acts
            assert [damaged.file(digest) for act in acts for digest in act.data["files"].values()]
    assert found > times / 2


WRITER = """
import sys
from pathlib import Path
from kaohe_case.store import Store, digest_of_bytes
store = Store(Path(sys.argv[1]))
for number in range(int(sys.argv[3])):
    own, shared = f"{store.head()} {sys.argv[2]}".encode() * 1000, str(number).encode() * 30000
    files = {digest_of_bytes(data): data for data in (own, shared)}
    data = {"number": number, "text": "字" * 500, "files": dict(zip(("own", "shared"), files))}
    act = store.append("2026", "note", sys.argv[2], "2026-11-24T09:00:00+08:00", data, files=files)
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
    named = {who: [act.data["files"] for act in acts if act.who == who] for who in ("甲", "乙")}
    assert [one["shared"] for one in named["甲"]] == [
        one["shared"] for one in named["乙"]
    ]  # both brought the same ones
    assert len({one["own"] for own in named.values() for one in own}) == 80


def test_killed_again_and_again_no_acknowledged_act_is_lost(tmp_path: Path, thorough: bool) -> None:
    """A process that records acts with files of 80 kB is killed at random moments.

    Whatever it had been told was recorded is there; no act is there without its files, nor a file without its act.
    """
    path = tmp_path / "kaohe.case"
    dice = random.Random(7)  # random moments, no secret
    acknowledged: dict[int, str] = {}
    most, kills = 200 if thorough else 20, 0
    while kills < most:
        writer = subprocess.Popen(
            [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{WRITER}", str(path), "甲", "9999"],
            stdout=subprocess.PIPE,
            text=True,
        )
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
        if kills % 10 == 0:
            assert said(Store(path)) == []
    recorded = {act.number: act.digest for act in Store(path).acts()}
    assert acknowledged.items() <= recorded.items()
    assert len(acknowledged) >= most
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
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(disk)], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"no small file system can be mounted here: {mounted.stderr.decode().strip()}")
    try:
        store = Store(disk / "kaohe.case")
        recorded: list[str] = []

        def until_it_is_full() -> None:
            for number in range(1000):
                file = f"{number}".encode() * 20000
                digest = digest_of_bytes(file)
                data = {"text": "字" * 1000, "files": {"staff": digest}}
                act = store.append("2026", "note", "张三", AT, data, files={digest: file})
                recorded.append(act.digest)

        with pytest.raises(FindingsError) as refused:
            until_it_is_full()
        assert [finding.text("zh") for finding in refused.value.findings] == [
            "kaohe.case: 磁盘已满：这一笔没有记下，以前记下的都还在\n    改法：请腾出空间，再重新执行命令"
        ]
        assert len(recorded) >= 3
        assert [act.digest for act in store.acts()] == recorded
        assert said(store) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.fault("B13")
@pytest.mark.parametrize("left", [b"", b"\0", b" ", None], ids=["0", "1", "space", "no-act"])
def test_an_emptied_record_does_not_verify(tmp_path: Path, left: bytes | None) -> None:
    store = Store(tmp_path / "kaohe.case")
    store.append("2026", "open", "办公室", "2026-09-01T08:30:00+08:00", {})
    if left is None:
        with sqlite3.connect(store.path) as connection:
            connection.execute("DROP TABLE acts")
        connection.close()
    else:
        store.path.write_bytes(left)
    told = said(store, START)
    assert told[0] == (
        "kaohe.case: 文件里一笔记录也没有：卷宗被清空了，或者它不是卷宗\n"
        "    改法：请换回备份；最近一次公示上的最新摘要可以说明备份是否完整"
    )
    assert f"kaohe.case: 公布过的最新摘要 {START} 不在记录之中：末尾的记录缺失" in told
