"""A real round of a tiny school, from draft to payment, in a folder: what the tests of verify and receipts start from.

Eight people, one clause: 0.5 marks less for each day of sick leave beyond the first two of the year. t3 has 4 days and
appeals against one of them: 10 − 2 × 0.5 = 9, after the correction 10 − 1 × 0.5 = 9.5. The pool is 800 yuan.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from kaohe_case.case import opened
from kaohe_case.store import _SCHEMA, START, Act, Store, canonical, digest_of
from kaohe_core.findings import Findings, FindingsError
from kaohe_core.testing.files import write, write_all

ROUND = "2026"
KAOHE = """
[project]
name = "试点小学"
[tables]
staff = "data/教职工.csv"
leave = "data/请假.csv"
[table.staff]
title = "教职工"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "name", title = "姓名", type = "text" },
]
[table.leave]
title = "请假"
absence = "zero"
evidence = "slip"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "days", title = "天数", unit = "天", decimals = 1, high = 200 },
  { id = "slip", title = "假条", type = "text", required = false },
]
[[scheme]]
id = "pay"
file = "schemes/绩效.toml"
"""
SCHEME = """
title = "绩效分配"
subject = "staff"
marks = 10
name = "staff.name"
pool = 800
round = { total = 2 }
[governance]
before-freezing = ["review", "draw"]
group-size = 2
tell-below = 10
[[dimension]]
id = "attendance"
title = "考勤"
marks = 10
start = "full"
  [[dimension.clause]]
  id = "sick-leave"
  text = "病假超过 2 天的，每天扣 0.5 分"
  rule = "deduct"
  of = "leave.days"
  points = 0.5
  allowance = 2
[[payment]]
id = "share"
title = "奖励性绩效"
settlement = "share"
"""
NAMES = ("张一", "王二", "李三", "赵四", "钱五", "孙六", "周七", "吴八")
STAFF = "工号,姓名\n" + "".join(f"t{number},{name}\n" for number, name in enumerate(NAMES, start=1))
LEAVE = "工号,天数,假条\nt3,4,假条1\nt5,1,假条2\n"
RIGHT = LEAVE.replace("t3,4", "t3,3")
FIRST, SECOND = ("t1", "t2"), ("t3", "t4")


def school(folder: Path) -> Path:
    """The project, and what two groups enter."""
    for home in (folder, folder / "甲组", folder / "乙组"):
        write_all(home, {"data/教职工.csv": STAFF, "data/请假.csv": LEAVE})
    return write_all(folder, {"kaohe.toml": KAOHE, "schemes/绩效.toml": SCHEME})


class Way:
    """Takes step after step, an hour apart."""

    def __init__(self, folder: Path, round: str = ROUND) -> None:
        self.folder, self.round = folder, round
        self.at = datetime.fromisoformat("2026-09-01T08:00:00+08:00")

    def do(self, kind: str, who: str = "办公室", hours: int = 1, **said: Any) -> Act:
        self.at += timedelta(hours=hours)
        return opened(self.folder).take(self.round, kind, who, self.at.isoformat(), said).act

    def entered(self) -> None:
        for folder, members in (("甲组", FIRST), ("乙组", SECOND)):
            self.do("recount", folder=folder, members=members, operator=members[0], supervisor=members[1])
        self.do("sign", members=FIRST + SECOND)

    def to_adopted(self) -> None:
        self.do("open", scheme="pay")
        self.do("deliberate", minutes="纪要一")
        self.do("vote", members=60, attending=40, agreeing=20, minutes="纪要一")  # half is not more than half
        self.do("deliberate", minutes="纪要二")
        self.do("vote", members=60, attending=40, agreeing=21, minutes="纪要二")

    def to_scored(self) -> None:
        self.to_adopted()
        self.do("file", bureau="县教育局", number="1 号")
        self.do("approve", number="2 号")
        self.do("lead", chair="t6", deputies=("t7",), members=("t8",), office="t1")
        self.do("review", minutes="评议纪要")
        self.do("seed", seed="秋分", number="9 月 30 日的开奖号码")
        self.do("candidates", group=("领导=2:t1,t2", "教师=2:t3,t4"))
        self.do("draw", public="0512")
        self.do("freeze")
        self.do("score")

    def to_paid(self) -> None:
        self.to_scored()
        self.entered()
        self.do("publish", where="公示栏")
        self.do("tell", people=("t3",), by="t6")
        appeal = self.do("appeal", "t3", clause="sick-leave", claim="只请了三天").number
        self.do("decide", appeal=appeal, upheld=True, deciders=("t6", "t7"), reason="假条上是三天")
        for home in (self.folder, self.folder / "甲组", self.folder / "乙组"):
            write(home / "data/请假.csv", RIGHT)
        self.do("correct", appeal=appeal, evidence="假条1")
        self.do("score")
        self.entered()
        self.do("publish", where="公示栏")
        self.do("tell", people=("t3",), by="t6")
        self.do("confirm", people=[f"t{number}" for number in range(1, 8)], sheet="签字表")
        self.do("excuse", people=("t8",), reason="外出，已电话告知")
        with suppress(FindingsError):  # kept as late
            self.do("appeal", "t5", hours=100, clause="sick-leave", claim="太晚了")
        self.do("finalise")
        self.do("pay", amount="800.00", voucher="凭证 1")


def copied(source: Path, target: Path) -> Path:
    return Path(shutil.copytree(source, target))


# doctored records ----------------------------------------------------------------------------------------------------


def acts_of(folder: Path) -> list[Act]:
    return Store(folder / "kaohe.case").acts()


def forge(folder: Path, acts: Iterable[tuple[str, str, str, str, Any]]) -> None:
    """Write the record anew from these acts, with a chain that holds."""
    path = folder / "kaohe.case"
    with sqlite3.connect(path) as connection:
        kept = connection.execute("SELECT digest, bytes FROM files").fetchall()
    connection.close()
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.executescript(_SCHEMA)
        before = START
        for number, (round, kind, who, at, data) in enumerate(acts, start=1):
            plain = canonical(data)
            digest = digest_of(number, round, kind, who, at, plain, before)
            connection.execute(
                "INSERT INTO acts VALUES (?,?,?,?,?,?,?,?)", (number, round, kind, who, at, plain, before, digest)
            )
            before = digest
        named = {row[5] for row in connection.execute("SELECT * FROM acts")}
        for digest, content in kept:
            if any(digest in text for text in named):
                connection.execute("INSERT INTO files VALUES (?,?)", (digest, content))
    connection.close()


def parts(acts: Iterable[Act]) -> Iterator[tuple[str, str, str, str, Any]]:
    """Acts as :func:`forge` takes them."""
    return ((act.round, act.kind, act.who, act.at, dict(act.data)) for act in acts)


def told(findings: Findings) -> list[str]:
    return [finding.text("zh") for finding in findings]
