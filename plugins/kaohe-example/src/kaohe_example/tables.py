"""The tables (台账) of the reading activity."""

from __future__ import annotations

from kaohe_core import Column, Table, Text

READER = Column("reader", Text("编号", "reader"), "text")

READERS = Table(
    "readers",
    Text("读者名单", "readers"),
    [READER, Column("name", Text("姓名", "name"), "text")],
    subject="reader",
)

READING_LOG = Table(
    "reading-log",
    Text("读书记录", "reading log"),
    [
        READER,
        Column("book", Text("书名", "book"), "text"),
        Column("pages", Text("页数", "pages"), unit=Text("页", "pages"), low=1, high=2000),
        Column("date", Text("日期", "date"), "date"),
        Column("evidence", Text("凭据", "evidence"), "text"),
    ],
    rows="event",
    subject="reader",
    absence="zero",  # whoever has no row has read nothing
    key=["reader", "book", "date"],
    evidence="evidence",
)
