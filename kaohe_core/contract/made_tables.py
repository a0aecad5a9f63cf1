"""The tables over which rules and settlements are tried: a roster and its events, with a column of every kind."""

from __future__ import annotations

from kaohe_core.messages import Text
from kaohe_core.tables.declared import Column, Table

CHOICES = ("甲", "乙", "丙")

_ID = Column("id", Text("编号", "id"), "text")
_MORE = [
    Column("number", Text("数", "number"), decimals=1, high=100),
    Column("whole", Text("整数", "whole number"), high=20),
    Column("kind", Text("类别", "kind"), "text", choices=CHOICES),
    Column("day", Text("日期", "day"), "date"),
    Column("yes", Text("是否", "yes or no"), "flag"),
]
PEOPLE = Table(
    "tried",
    Text("试用名单", "people tried with"),
    [
        _ID,
        Column("name", Text("姓名", "name"), "text"),
        Column("money", Text("金额", "money"), decimals=2, high=1000),
        *_MORE,
    ],
)
EVENTS = Table("tried-rows", Text("试用记录", "rows tried with"), [_ID, *_MORE], "event", absence="zero", limit=20)
