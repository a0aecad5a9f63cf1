"""Units as offices write them beside a title: 天, （单位：天）, 按天计; and whether two of them are one."""

from __future__ import annotations

import re
import unicodedata

SAME = (
    ("天", "日", "d", "day", "days"),
    ("小时", "时", "h", "hour", "hours", "hr", "hrs"),
    ("分钟", "min", "mins", "minute", "minutes"),
    ("秒", "s", "sec", "second", "seconds"),
    ("课时", "节", "节次", "学时"),
    ("次", "回", "次数", "times"),
    ("人", "名", "人数"),
    ("人次",),
    ("元", "块", "rmb", "yuan", "人民币", "人民币元", "¥"),
    ("百元",),
    ("千元",),
    ("万元",),
    ("角",),
    ("分", "分值", "points", "marks"),
    ("%", "百分比", "百分数", "百分率"),
    ("‰", "千分比"),
    ("半天",),
    ("周", "星期", "week", "weeks"),
    ("月", "个月", "month", "months"),
    ("学期",),
    ("学年", "年", "year", "years"),
    ("篇", "份", "本", "件", "项", "个", "件数"),
    ("公里", "千米", "km"),
    ("米", "m"),
)
UNITS = {unit: group[0] for group in SAME for unit in group}
BEFORE = re.compile(r"(计量)?单位(为|是)?[:：]?|[按以用]|in ")
AFTER = re.compile(r"(为单位|计算|统计|计|数)\Z")


def bare(text: str) -> str:
    """The unit in a remark: ``单位：天``, ``按天计`` and ``天数`` are ``天``."""
    folded = "".join(unicodedata.normalize("NFKC", text).casefold().split()).strip("()[]【】*:")
    without = BEFORE.sub("", folded, count=1) if BEFORE.match(folded) else folded
    return (without if without in UNITS else AFTER.sub("", without)) or folded


def is_unit(text: str) -> bool:
    """Whether a remark is a unit that people know."""
    return bare(text) in UNITS


def same_unit(one: str, two: str) -> bool:
    """Whether two remarks say one unit."""
    first, second = bare(one), bare(two)
    return first == second or (first in UNITS and UNITS[first] == UNITS.get(second))
