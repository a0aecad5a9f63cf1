"""A real project of four teachers on disk, for the steps that take something from it.

Two dimensions, 30 marks: attendance 10, less half a mark a day of sick leave; conduct 20, half of it the mean of raters
and half a judgement. 1000 yuan are shared by the totals. What everybody has, and is paid::

    张一  attendance 10           rating 10  judgement 10   30  300.00
    王二  10 days: 10 − 5 = 5     rating 10  judgement 10   25  250.00
    李三  attendance 10           rating  5  judgement 10   25  250.00
    赵四  20 days: 10 − 10 = 0    rating 10  judgement 10   20  200.00
                                                           100 1000.00
"""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from attrs import define

from kaohe_case.case import Case, Taken, opened
from kaohe_core.findings import FindingsError
from kaohe_core.testing.files import write_all

KAOHE = """
[project]
name = "四人小学"
plugins = []
[tables]
staff = "data/名册.csv"
leave = "data/请假.csv"
ratings = "data/测评.csv"
judgements = "data/酌情.csv"
[table.staff]
title = "名册"
absence = "no-data"
column = [{ id = "id", title = "工号", type = "text" }, { id = "name", title = "姓名", type = "text" }]
[table.leave]
title = "请假"
absence = "zero"
evidence = "proof"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "days", title = "天数", unit = "天", high = 200 },
  { id = "proof", title = "依据", type = "text", required = false },
]
[table.ratings]
title = "测评"
rows = "event"
absence = "no-data"
key = ["id", "rater"]
giver = "rater"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "rater", title = "测评人", type = "text" },
  { id = "marks", title = "打分", high = 100 },
]
[[scheme]]
id = "pay"
file = "scheme.toml"
"""
SCHEME = """
title = "奖励性绩效工资办法"
subject = "staff"
name = "staff.name"
marks = 30
pool = 1000.00
round = { clause = 2, total = 2 }
[governance]
group-size = 2
amendment = "signatures"
[[dimension]]
id = "attendance"
title = "考勤"
marks = 10
start = "full"
  [[dimension.clause]]
  id = "sick-leave"
  text = "病假每天扣 0.5 分"
  rule = "deduct"
  of = "leave.days"
  points = 0.5
[[dimension]]
id = "conduct"
title = "师德"
marks = 20
  [[dimension.clause]]
  id = "rating"
  text = "民主测评"
  rule = "panel"
  of = "ratings.marks"
  out-of = 100
  points = 10
  [[dimension.clause]]
  id = "ethics"
  text = "师德由领导小组评定"
  rule = "judgement"
  low = 0
  high = 10
  without-record = "awaiting"
[[payment]]
id = "share"
title = "奖励性绩效"
settlement = "share"
"""
DATA = {
    "名册": "工号,姓名\nt1,张一\nt2,王二\nt3,李三\nt4,赵四\n",
    "请假": "工号,天数,依据\nt2,10,假条 1\nt4,20,假条 2\n",
    "测评": "工号,测评人,打分\nt1,李三,100\nt1,家长,100\nt2,李三,100\nt3,王二,50\nt3,张一,50\nt4,家长,100\n",
    "酌情": "工号,条款,分值,决定人,决定日期,理由,依据\n"
    + "".join(f"t{number},ethics,10,王二,2026-06-30,优秀,会议记录\n" for number in (1, 2, 3, 4)),
}
LEADERS = {
    "chair": "张一",
    "deputies": ["王二"],
    "members": ["李三", "陈书记"],
    "office": "赵四",
    "outside": ["陈书记"],
}
GROUPS = {"甲": ["张一", "王二"], "乙": ["李三", "赵四"]}
START = datetime.fromisoformat("2026-07-01T08:00:00+08:00")


@define
class School:
    """The project and the moment it is at; every step goes through the record on disk."""

    folder: Path
    at: datetime = START

    @classmethod
    def made(cls, folder: Path) -> School:
        files = {"kaohe.toml": KAOHE, "scheme.toml": SCHEME}
        return cls(write_all(folder, files | {f"data/{name}.csv": text for name, text in DATA.items()}))

    def copy(self, folder: Path) -> School:
        shutil.copytree(self.folder, folder)
        return School(folder, self.at)

    @property
    def case(self) -> Case:
        return opened(self.folder)

    def change(self, name: str, old: str, new: str) -> None:
        """Type something else into a file."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def do(self, kind: str, who: str = "办公室", **said: Any) -> Taken:
        return self.case.take("2026", kind, who, self.at.isoformat(), said)

    def refused(self, kind: str, who: str = "办公室", **said: Any) -> list[str]:
        try:
            self.do(kind, who, **said)
        except FindingsError as error:
            return [finding.text("zh") for finding in error.findings]
        return []

    def wait(self, **span: float) -> School:
        self.at += timedelta(**span)
        return self

    def enter(self, group: str) -> None:
        """A group enters all tables; the files are copied."""
        shutil.copytree(self.folder / "data", self.folder / group / "data", dirs_exist_ok=True)

    def recount(self, group: str) -> Taken:
        first, second = GROUPS[group]
        return self.do("recount", first, folder=group, members=[first, second], operator=first, supervisor=second)

    def in_force(self) -> School:
        self.do("open", scheme="pay")
        self.do("lead", **LEADERS)
        self.do("deliberate", minutes="纪要")
        self.do("vote", members=4, attending=3, agreeing=2, minutes="纪要")  # 4 × 2/3 → 3; more than 1.5 → 2
        self.do("file", bureau="县教育局", number="1 号")
        self.do("approve", "县教育局", number="2 号")
        return self

    def counted(self) -> School:
        """Scored, entered by both groups, signed, published."""
        self.do("score")
        for group in GROUPS:
            self.enter(group)
            assert self.recount(group).failures == ()
        self.do("sign", members=[*GROUPS["甲"], *GROUPS["乙"]])
        self.do("publish", where="公示栏")
        return self

    def appeal(self, who: str, clause: str, **said: Any) -> int:
        return self.do("appeal", who, clause=clause, claim="有误", **said).act.number
