"""What was tampered with is found, whatever it is: acts, kept files, records, scheme, results (G09, G12)."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from kaohe_case import lying, replay, written
from kaohe_case.again import Again
from kaohe_case.bank import BANK
from kaohe_case.fold import fold
from kaohe_case.kept import Kept
from kaohe_case.store import FILE, Act, Store, canonical, digest_of_bytes
from kaohe_case.verify import Checked, verify
from kaohe_core.cli.app import app
from kaohe_core.findings import Findings, FindingsError
from kaohe_core.plugins.loader import core_version

from .held import ROUND, SCHEME, Way, acts_of, copied, forge, parts, school, told, write

TOWNSHIP = Path(__file__).parents[3] / "examples" / "township-school"
OFFICE = "办公室"


@pytest.fixture(scope="module")
def paid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The round to its end, with the results written; nobody changes it."""
    folder = school(tmp_path_factory.mktemp("paid") / "校")
    Way(folder).to_paid()
    assert CliRunner().invoke(app, ["score", str(folder)]).exit_code == 0
    return folder


@pytest.fixture
def folder(paid: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return copied(paid, tmp_path / "校")


def found(folder: Path, **asked: Any) -> list[str]:
    findings = Findings()
    try:
        verify(folder, findings, **asked)
    except FindingsError as error:
        return [finding.text("zh") for finding in error.findings]
    return told(findings)


# ---------------------------------------------------------------------------------------------- nothing is wrong


def test_a_round_from_draft_to_payment_is_found_good(paid: Path) -> None:
    """33 acts; kept are the scheme told in full, kaohe.toml, the scheme, the roster, two states of the leave, two
    results, so 8 files."""
    findings = Findings()
    seen = verify(paid, findings)
    assert told(findings) == []
    assert (seen.acts, seen.files, seen.head) == (33, 8, Store(paid / FILE).head())
    assert seen.rounds == (Checked(ROUND, 33, scored=2, files=4, results=2),)


def test_it_is_told_in_words_and_as_data(paid: Path) -> None:
    head = Store(paid / FILE).head()
    said = CliRunner().invoke(app, ["case", "verify", str(paid), "--head", head])
    assert said.output == (
        "检查了 33 笔记录、8 个文件。\n"
        "2026：逐笔核对了 33 笔记录；用存下的文件重新计分 2 次，结果逐字节一致；比对了项目里的 4 个文件；"
        "比对了 out/ 里的 2 个文件\n"
        f"最新摘要：{head}\n"
    )
    assert said.exit_code == 0
    data = json.loads(CliRunner().invoke(app, ["case", "verify", str(paid), "--format", "json"]).output)
    assert data["findings"] == []
    assert data["rounds"] == [{"round": "2026", "acts": 33, "scored": 2, "files": 4, "results": 2, "gone_on": False}]


@pytest.mark.clause("G12")
def test_nothing_is_needed_but_the_record(folder: Path) -> None:
    """Without the project’s folder the marks still come out the same; only the files are missed."""
    for path in folder.iterdir():
        if path.name != FILE:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    mend = (
        "\n    改法：请恢复原样；改动只有办了手续才算数：改方案用 kaohe case deliberate，"
        "公示前改台账用 kaohe case freeze，申诉后更正用 kaohe case correct"
    )
    names = ["data/教职工.csv", "data/请假.csv", "kaohe.toml", "schemes/绩效.toml"]
    assert sorted(found(folder)) == [f"{name}: 文件不见了；第 22 笔记录以它为依据{mend}" for name in names]


def test_a_later_round_may_have_other_records(folder: Path) -> None:
    write(folder / "data/请假.csv", "工号,天数,假条\n")
    way = Way(folder, "2027")
    way.at = way.at.replace(year=2027)
    way.to_adopted()
    (folder / "out/pay/results.csv").unlink()
    findings = Findings()
    seen = verify(folder, findings)
    assert told(findings) == []
    assert seen.rounds[0].gone_on
    (left,) = found(folder, round=ROUND)  # asked for by its name, it is compared all the same
    assert left.startswith("data/请假.csv: 文件与当时不同；第 22 笔记录以它为依据\n")


def test_no_record_and_no_round(tmp_path: Path, folder: Path) -> None:
    assert found(school(tmp_path / "新")) == ["kaohe.case: 这里没有卷宗\n    改法：立卷用 kaohe case open"]
    assert found(folder, round="2062") == ["kaohe.case: 没有名为“2062”的考核卷宗\n    改法：是不是“2026”？"]


# ---------------------------------------------------------------------------------------------- changed bytes


def change_act(connection: sqlite3.Connection, luck: random.Random) -> None:
    column = luck.choice(["round", "kind", "who", "at", "data", "before", "digest"])
    number = luck.randint(1, 33)
    (text,) = connection.execute(f"SELECT {column} FROM acts WHERE number = ?", (number,)).fetchone()  # noqa: S608  # ours
    place = luck.randrange(len(text))
    other = luck.choice([one for one in " 0aé{}\"'一" if one != text[place]])
    connection.execute("DROP TRIGGER no_change")
    changed = text[:place] + other + text[place + 1 :]
    connection.execute(f"UPDATE acts SET {column} = ? WHERE number = ?", (changed, number))  # noqa: S608  # ours


def change_file(connection: sqlite3.Connection, luck: random.Random) -> None:
    digest, content = luck.choice(connection.execute("SELECT digest, bytes FROM files ORDER BY digest").fetchall())
    connection.execute("DROP TRIGGER no_file_change")
    connection.execute("UPDATE files SET bytes = ? WHERE digest = ?", (flipped(content, luck), digest))


def remove_act(connection: sqlite3.Connection, luck: random.Random) -> None:
    connection.execute("DROP TRIGGER no_removal")
    connection.execute("DELETE FROM acts WHERE number = ?", (luck.randint(1, 33),))


def remove_file(connection: sqlite3.Connection, luck: random.Random) -> None:
    (digest,) = luck.choice(connection.execute("SELECT digest FROM files ORDER BY digest").fetchall())
    connection.execute("DROP TRIGGER no_file_removal")
    connection.execute("DELETE FROM files WHERE digest = ?", (digest,))


def swap_acts(connection: sqlite3.Connection, luck: random.Random) -> None:
    first, second = luck.sample(range(1, 34), 2)
    connection.execute("DROP TRIGGER no_change")
    for number, other in ((first, 900), (second, first), (900, second)):
        connection.execute("UPDATE acts SET number = ? WHERE number = ?", (other, number))


def flipped(content: bytes, luck: random.Random) -> bytes:
    """One bit is another, one byte is missing, or one blank is there in addition: it is bytes that are frozen."""
    place = luck.randrange(len(content))
    return luck.choice(
        [
            content[:place] + bytes([content[place] ^ (1 << luck.randrange(8))]) + content[place + 1 :],
            content[:place] + content[place + 1 :],
            content[:place] + b" " + content[place:],
        ]
    )


@pytest.mark.clause("G12")
@pytest.mark.parametrize("way", [change_act, change_file, remove_act, remove_file, swap_acts])
def test_the_record_cannot_be_changed_unseen(
    paid: Path, tmp_path: Path, way: Callable[[sqlite3.Connection, random.Random], None], thorough: bool
) -> None:
    """10 or 60 times each. The head is that of the last notice: the last act could be left out otherwise."""
    original, head = (paid / FILE).read_bytes(), Store(paid / FILE).head()
    luck = random.Random(way.__name__)  # the same every time
    for turn in range(60 if thorough else 6):
        path = tmp_path / FILE
        path.write_bytes(original)
        with sqlite3.connect(path) as connection:
            way(connection, luck)
        connection.close()
        assert found(tmp_path, head=head), f"turn {turn}"


@pytest.mark.clause("G12")
def test_no_byte_of_the_project_can_be_changed_unseen(folder: Path) -> None:
    """50 changes in each of the four files, 200 in all: white space and comments count as well."""
    round = fold(ROUND, acts_of(folder))
    assert round.frozen is not None
    assert len(round.frozen.files) == 4
    luck = random.Random(4)  # the same every time
    for name in round.frozen.files:
        content = (folder / name).read_bytes()
        for turn in range(50):
            other = flipped(content, luck)
            if other == content:  # a blank taken out of several, or put between them
                continue
            (folder / name).write_bytes(other)
            findings = Findings()
            lying.compare(folder, round.frozen.files, 22, findings)
            assert [one.text("zh").split("\n")[0] for one in findings] == [
                f"{name}: 文件与当时不同；第 22 笔记录以它为依据"
            ], f"turn {turn}"
        (folder / name).write_bytes(content)


@pytest.mark.clause("G12")
def test_no_byte_of_the_results_can_be_changed_unseen(folder: Path, thorough: bool) -> None:
    """5 or 20 changes in each of the two files."""
    round = fold(ROUND, acts_of(folder))
    luck = random.Random(2)  # the same every time
    kept = Kept(Store(folder / FILE))
    project = kept.of(round)
    for name in ("result.json", "results.csv"):
        path = folder / "out/pay" / name
        content = path.read_bytes()
        for turn in range(20 if thorough else 3):
            other = flipped(content, luck)
            path.write_bytes(other)
            findings = Findings()
            assert written.compare(folder, project, round, f"{BANK}/{ROUND}", findings) == 2
            said = f"out/pay/{name}: 文件与存下的台账算出的结果不同\n    改法：请重新写出：kaohe score"
            assert told(findings) == ([] if other == content else [said]), f"turn {turn}"
        path.write_bytes(content)


@pytest.mark.parametrize("arguments", [["--language", "en"], ["--format", "json"], ["--scheme", "pay"]])
def test_however_the_results_were_written(folder: Path, arguments: list[str]) -> None:
    assert CliRunner().invoke(app, ["score", str(folder), *arguments]).exit_code == 0
    assert found(folder) == []


def test_what_is_wrong_anywhere_is_told_at_once(folder: Path) -> None:
    write(folder / "schemes/绩效.toml", SCHEME + "\n")
    (folder / "data/请假.csv").unlink()
    path = folder / "out/pay/results.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("95.59", "95.95"), encoding="utf-8")
    said = CliRunner().invoke(app, ["case", "verify", str(folder), "--language", "en"])
    mend = (
        "    To mend it: put it back as it was; a change counts once it is recorded: kaohe case deliberate for a scheme"
        ", kaohe case freeze for records before publication, kaohe case correct after an appeal\n"
    )
    assert said.exit_code == 1
    assert said.stderr == (
        f"[finding] data/请假.csv: the file is missing; act 22 relies on it\n{mend}"
        f"[finding] schemes/绩效.toml: the file is not what it was; act 22 relies on it\n{mend}"
        "[finding] out/pay/results.csv: the file is not what the kept records give\n"
        "    To mend it: write it anew: kaohe score\n"
        "3 findings to be mended.\n"
    )


# ---------------------------------------------------------------------------------------------- a chain computed anew


def anew(folder: Path, acts: list[Act], number: int | None = None) -> list[str]:
    """What is found where the record is made of these acts, skilfully: with a good chain, times that go forward, and
    the numbers of appeals moved where act ``number`` was left out."""
    shown = []
    times = sorted(act.at for act in acts)
    for (round, kind, who, _at, data), at in zip(parts(acts), times, strict=True):
        moved = number is not None and data.get("appeal", 0) > number
        shown.append((round, kind, who, at, {**data, "appeal": data["appeal"] - 1} if moved else data))
    forge(folder, shown)
    return found(folder)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path, list[Act], int | None], list[str]]:
    """As :func:`anew`, with the steps looked at first: what they show needs no marks to be worked out again."""

    def look(folder: Path, acts: list[Act], number: int | None) -> list[str]:
        with monkeypatch.context() as without:
            without.setattr(replay, "again", lambda *_: Again())
            if seen := anew(folder, acts, number):
                return seen
        return found(folder)

    return look


Quick = Callable[[Path, list[Act], "int | None"], list[str]]


@pytest.mark.clause("G09")
@pytest.mark.clause("G12")
def test_an_act_left_out_is_found_although_the_chain_holds(
    paid: Path, folder: Path, quick: Quick, thorough: bool
) -> None:
    """Only the published head shows that these are missing, for nothing later waits for them."""
    acts, original = acts_of(paid), (paid / FILE).read_bytes()
    unseen = {}
    tried = acts[:: 1 if thorough else 8]
    for left in tried:
        (folder / FILE).write_bytes(original)
        if not quick(folder, [act for act in acts if act is not left], left.number):
            unseen[left.number] = left.kind
        assert found(folder, head=acts[-1].digest), left
    assert unseen == {act.number: act.kind for act in tried if act.number in SPARE}


SPARE = {3: "vote", 19: "tell", 31: "appeal", 33: "pay"}  # the vote that failed; told again later; late; the last


@pytest.mark.clause("G09")
def test_two_acts_that_changed_places_are_found_although_the_chain_holds(
    paid: Path, folder: Path, quick: Quick, thorough: bool
) -> None:
    """Only the published head shows that these changed places, for neither waits for the other."""
    acts, original = acts_of(paid), (paid / FILE).read_bytes()
    unseen, tried = {}, range(0, len(acts) - 1, 1 if thorough else 8)
    for here in tried:
        (folder / FILE).write_bytes(original)
        changed = [*acts[:here], acts[here + 1], acts[here], *acts[here + 2 :]]
        if not quick(folder, changed, None):
            unseen[here] = (acts[here].kind, acts[here + 1].kind)
        assert found(folder, head=acts[-1].digest), here
    assert unseen == {here: FREE[here] for here in tried if here in FREE}


FREE = {  # by the place of the first
    6: ("approve", "lead"),
    7: ("lead", "review"),
    13: ("score", "recount"),
    14: ("recount", "recount"),
    22: ("score", "recount"),
    23: ("recount", "recount"),
    24: ("recount", "sign"),  # the second time: both groups have entered the roster, so both sign
    27: ("tell", "confirm"),
    28: ("confirm", "excuse"),
}


def doctored(folder: Path, number: int, change: Callable[[Any], None]) -> list[str]:
    """What is found where the data of one act were changed, and the chain computed anew."""
    made = [list(part) for part in parts(acts_of(folder))]
    made[number - 1][4] = json.loads(json.dumps(made[number - 1][4]))
    change(made[number - 1][4])
    forge(folder, [tuple(part) for part in made])
    return found(folder)


# What an act says was worked out, changed: act, change, what is told.
NOTHING = "sha256:" + "0" * 64
AGAIN = "：用存下的文件重新推算，得出的值不同："
DOCTORED: dict[str, tuple[int, Callable[[Any], Any], str]] = {
    "lots": (
        12,
        lambda data: data["drawn"][0].update(lot="0" * 64),
        f"（抽签）{AGAIN}drawn",
    ),
    "threshold": (
        4,
        lambda data: data["governance"].update(quorum="1/2"),
        f"（讨论）{AGAIN}governance.quorum",
    ),
    "scheme": (
        2,
        lambda data: data["schemes"].update(pay=NOTHING),
        "kaohe.case: 第 2 笔记录（讨论）无法重新推算：这里没有存放文件",
    ),
    "roster": (
        13,
        lambda data: data["roster"].update(t1="张二"),
        f"（冻结台账）{AGAIN}roster.t1",
    ),
    "table": (
        13,
        lambda data: data["tables"].update(staff=NOTHING),
        f"（冻结台账）{AGAIN}tables.staff",
    ),
    "result": (
        14,
        lambda data: data["subjects"].update(t3=NOTHING),
        f"（计分）{AGAIN}subjects.t3",
    ),
    "dimension": (
        14,
        lambda data: data["dimensions"].update(attendance="x"),
        f"（计分）{AGAIN}dimensions.attendance",
    ),
    "lacking": (
        14,
        lambda data: data.update(lacking=["甲"]),
        f"（计分）{AGAIN}lacking",
    ),
    "paid": (
        23,
        lambda data: data.update(paid="900.00"),
        f"（计分）{AGAIN}paid",
    ),
    "recount": (
        15,
        lambda data: data.update(differences=[{"text": "甲"}]),
        f"（独立复核）{AGAIN}differences",
    ),
    "changed": (
        22,
        lambda data: data.update(changed=[]),
        "（更正台账）：不合程序：台账与冻结时没有任何不同",
    ),
    "cells": (
        22,
        lambda data: data.update(cells=[]),
        f"（更正台账）{AGAIN}cells",
    ),
    "givers": (
        21,
        lambda data: data.update(givers=["t8"]),
        f"（申诉答复）{AGAIN}givers",
    ),
    "late": (
        20,
        lambda data: data.update(late=True),
        "（申诉）：不合程序：申诉没有逾期，却记成了逾期",
    ),
    "in time": (
        31,
        lambda data: data.update(late=False),
        "（申诉）：不合程序：申诉已于",
    ),
    "votes": (
        5,
        lambda data: data.update(agreeing=20),
        "kaohe.case 2026: 第 6 笔记录（备案）：不合程序：还没有通过任何方案",
    ),
    "no such field": (
        5,
        lambda data: data.pop("agreeing"),
        "（表决）：内容不是这种手续该有的内容",
    ),
    "text for a number": (
        5,
        lambda data: data.update(agreeing="许多"),
        "（表决）：内容不是这种手续该有的内容",
    ),
}


@pytest.mark.clause("G12")
@pytest.mark.thorough(but=["lots", "threshold", "scheme", "result", "cells", "late", "votes", "text for a number"])
@pytest.mark.parametrize("what", DOCTORED)
def test_what_an_act_claims_is_worked_out_again(folder: Path, what: str) -> None:
    number, change, says = DOCTORED[what]
    seen = doctored(folder, number, change)
    assert any(text.startswith((f"kaohe.case 2026: 第 {number} 笔记录{says}", says)) for text in seen), seen


@pytest.mark.clause("G12")
def test_a_doctored_result_is_named_with_whom_it_favours(folder: Path) -> None:
    """A skilful hand gives t3 the full 10 marks in the first result: new digests everywhere, a new chain. The kept
    records give 9, as 4 days are 2 beyond the allowance, for half a mark each."""
    store, acts = Store(folder / FILE), acts_of(folder)
    digest = acts[13].data["files"]["pay"]
    result = json.loads(store.file(digest))
    mine = next(one for one in result["subjects"] if one["id"] == "t3")
    assert mine["total"] == "9.00"
    mine["total"] = "10.00"
    content = canonical(result).encode()
    with sqlite3.connect(folder / FILE) as connection:
        connection.execute("INSERT INTO files VALUES (?, ?)", (digest_of_bytes(content), content))
    connection.close()
    forge(
        folder,
        [(*one[:4], json.loads(json.dumps(one[4]).replace(digest, digest_of_bytes(content)))) for one in parts(acts)],
    )
    start = "kaohe.case 2026: 第 14 笔记录（计分）：用存下的文件重新计分，"
    seen = found(folder)
    assert seen[:2] == [
        start + "方案“pay”的结果不同：共 8 人，其中 1 人的结果有变化",
        start + "方案“pay”的结果不同：总分：增加 0 人（合计 0.00），减少 1 人（合计 −1.00），不变 7 人",
    ]
    assert start + "方案“pay”，李三（t3） 总分：当时是 10.00，现在是 9.00" in seen


VERSIONS = "请用当时的版本和方案核验；这一轮的凭证里写着版本"


def test_other_versions_are_named(paid: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once for the whole round, and nothing else is wrong: the marks come out the same."""
    monkeypatch.setattr("kaohe_core.plugins.loader.core_version", lambda: "9.9")
    assert found(paid) == [
        f"kaohe.case 2026: kaohe 本身的版本变了：当时是 {core_version()}，现在是 9.9\n    改法：{VERSIONS}"
    ]
    english = CliRunner().invoke(app, ["case", "verify", str(paid), "--language", "en"])
    assert english.exit_code == 1
    assert english.stderr == (
        f"[finding] kaohe.case 2026: kaohe itself was of version {core_version()}, and is of 9.9\n"
        "    To mend it: verify with the versions and the schemes of that time; the receipt of the round names them\n"
        "1 finding to be mended.\n"
    )


def test_time_goes_forward(folder: Path) -> None:
    made = [list(part) for part in parts(acts_of(folder))]
    made[7][3] = "2026-08-31T08:00:00+08:00"
    forge(folder, [tuple(part) for part in made])
    says = "kaohe.case 2026: 第 8 笔记录的时间早于它前面的一笔"
    assert f"{says}\n    改法：请换回备份；最近一次公示上的最新摘要可以说明备份是否完整" in found(folder)


# ---------------------------------------------------------------------------------------------- a school of real size


@pytest.fixture(scope="module")
def township(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with plugins, two schemes and eighteen workbooks, scored once."""
    folder = Path(
        shutil.copytree(TOWNSHIP, tmp_path_factory.mktemp("township") / "校", ignore=shutil.ignore_patterns("out"))
    )
    way = Way(folder)
    way.do("open", scheme="pay")
    way.do("deliberate", minutes="纪要")
    way.do("vote", members=60, attending=40, agreeing=21, minutes="纪要")
    way.do("file", bureau="县教育局", number="1 号")
    way.do("approve", number="2 号")
    way.do("lead", chair="T001", deputies=("T002",), members=("T003",), office="T004")
    way.do("freeze")
    way.do("score")
    assert CliRunner().invoke(app, ["score", str(folder)]).exit_code == 0
    return folder


@pytest.mark.thorough
@pytest.mark.clause("G12")
def test_the_township_school(township: Path, tmp_path: Path) -> None:
    folder = copied(township, tmp_path / "校")
    findings = Findings()
    seen = verify(folder, findings)
    assert told(findings) == []
    assert seen.rounds == (Checked(ROUND, 8, scored=1, files=23, results=6),)
    payments = folder / "out/pay/payments.csv"
    payments.write_bytes(payments.read_bytes().replace(b".", b",", 1))
    book = folder / "out/pay/payments.xlsx"
    book.write_bytes(book.read_bytes() + b" ")
    leave = folder / "data/考勤.xlsx"
    leave.write_bytes(leave.read_bytes() + b"\0")
    assert [text.split(":")[0] for text in found(folder)] == [
        "data/考勤.xlsx",
        "out/pay/payments.csv",
        "out/pay/payments.xlsx",
    ]
