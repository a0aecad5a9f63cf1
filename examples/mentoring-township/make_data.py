"""Make the CSV files of this example: a made-up township with ten attached kindergartens, the same bytes on every run.

    python examples/mentoring-township/make_data.py [FOLDER]

Every name is made up. Figures follow from a kindergarten's place in the list, so that nothing is random; what a
kindergarten is there to show stands in the tables of exceptions below.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

Cell = str | int | None
TOWNSHIP = "杨柳镇"
TERMS = ("2025下", "2026上")
VILLAGES = ("上河", "下河", "双桥", "石门", "松林", "白沙", "桃园", "青龙", "水口", "马鞍")
KINDERGARTENS = {f"G{n:02}": f"{village}小学附属幼儿园" for n, village in enumerate(VILLAGES, start=1)}
MENTORS = ("莫清", "魏然", "丁宁", "赵雪", "王洁", "曹敏", "许悦", "温岚", "温岚", "张行")  # 温岚 has two
SURNAMES, GIVEN = (
    "李陈刘黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董",
    ("小燕", "春梅", "秀兰", "海霞", "玉婷", "文静", "丽娟"),
)

STARTED = {"G01": "2024-09-01", "G03": "2024-09-01", "G10": "2026-03-01"}  # the others in September 2025
ENVIRONMENT = {  # stages reached; the others had improved on 10 January 2026, 131 days after the start
    "G01": ("2025-01-10", "2025-08-20", "2026-05-20"),  # all in time
    "G02": ("2026-03-10", None, None),  # after 190 days: 7 late
    "G03": ("2025-01-15", "2025-10-12", None),  # after 406 days: 41 late
    "G04": (None, None, None),  # 302 days on the day of the evaluation: 119 overdue
    "G10": (None, None, None),  # 121 days: not due yet
}
MEETINGS = ("2025-09-18", "2025-10-23", "2025-11-20", "2026-03-19", "2026-04-16", "2026-05-21", "2026-06-11")
ABSENT = {("G05", "2026-04-16")}  # and nobody met in December
NOT_REACHED = {"Y0603"}  # a teacher nobody did research with
MISSING = {("G02", "2026上", "summary"), ("G07", "2025下", "scheme")}  # theme courses
INCOMPLETE = {("G03", "2025下"), ("G08", "2025下"), ("G08", "2026上")}  # home-kindergarten work without a summary


def teachers(id: str) -> list[str]:
    """Two or three in each kindergarten."""
    return [f"Y{id[1:]}{n:02}" for n in range(1, 3 + int(id[1:]) % 3 % 2 + (id in ("G03", "G06", "G09")))]


def name(number: int) -> str:
    """A made-up name."""
    return SURNAMES[number % len(SURNAMES)] + GIVEN[number * 3 % len(GIVEN)]


def kindergartens() -> Iterator[list[Cell]]:
    """The roster."""
    for (id, title), mentor in zip(KINDERGARTENS.items(), MENTORS, strict=True):
        yield [id, title, TOWNSHIP, title[:4], mentor, "罗苗", "杨梅", STARTED.get(id, "2025-09-01")]


def roster() -> Iterator[list[Cell]]:
    """Everybody who teaches in an attached kindergarten."""
    for k, id in enumerate(KINDERGARTENS):
        for n, teacher in enumerate(teachers(id)):
            yield [teacher, name(k * 3 + n), id, 2000 + 100 * ((k + n) % 4), 5 if teacher == "Y1002" else 10]


def plans() -> Iterator[list[Cell]]:
    """A plan every term; how much of it was carried out."""
    for term, title in enumerate(TERMS):
        for k, id in enumerate(KINDERGARTENS):
            made = not (id == "G04" and term == 0)
            yield [id, title, "是" if made else "否", (100, 95, 90, 80)[(k + term) % 4] if made else 0, "帮扶手册"]


def environment() -> Iterator[list[Cell]]:
    """The days on which the three stages were reached."""
    for id in KINDERGARTENS:
        yield [id, *ENVIRONMENT.get(id, ("2026-01-10", None, None)), "验收照片"]


def research() -> Iterator[list[Cell]]:
    """One row for each teacher taking part; where two take part it is one-to-two."""
    for k, id in enumerate(KINDERGARTENS):
        for n, teacher in enumerate(teachers(id)):
            if teacher not in NOT_REACHED:
                day = date(2025, 10, 8 + k)
                yield [
                    id,
                    day.isoformat(),
                    teacher,
                    *(("一对二", "区域活动观察") if n < 2 else ("一对一", "绘本教学")),
                    "教研记录",
                ]


def theme_courses() -> Iterator[list[Cell]]:
    """Four pieces of evidence a term."""
    for term in TERMS:
        for id in KINDERGARTENS:
            had = ("否" if (id, term, what) in MISSING else "是" for what in ("plan", "scheme", "pictures", "summary"))
            yield [id, term, *had, "主题活动档案"]


def home_work() -> Iterator[list[Cell]]:
    """Plan, scheme, process and summary a term."""
    for term in TERMS:
        for id in KINDERGARTENS:
            yield [id, term, "是", "是", "是", "否" if (id, term) in INCOMPLETE else "是", "家园共育档案"]


def practice() -> Iterator[list[Cell]]:
    """Mixed-age teaching and local games a term."""
    for term, title in enumerate(TERMS):
        for k, id in enumerate(KINDERGARTENS):
            yield [id, title, "否" if id == "G09" and term == 0 else "是", (2, 3, 1, 2)[(k + term) % 4], "一日活动计划"]


def meetings() -> Iterator[list[Cell]]:
    """Who came to the monthly research meetings, with a question and a narrative."""
    for m, day in enumerate(MEETINGS):
        for k, id in enumerate(KINDERGARTENS):
            if (id, day) in ABSENT:
                continue
            due = len(teachers(id))
            present = due - ((k + m) % 5 == 4)
            yield [id, day, due, present, present, present - ((k + m) % 6 == 3), "签到表"]


def teacher_marks() -> Iterator[list[Cell]]:
    """Routine of 70, growth of 30."""
    for term, title in enumerate(TERMS):
        for n, row in enumerate(roster()):
            yield [row[0], title, 56 + (n * 5 + term) % 13, 20 + (n * 3 + term) % 10, "考核表"]


def hosts() -> Iterator[list[Cell]]:
    """The schools to which the kindergartens are attached."""
    for k, id in enumerate(KINDERGARTENS):
        yield [f"X{id[1:]}", f"{VILLAGES[k]}小学", id, 82 + k * 7 % 13]


APPLICANTS: list[list[Cell]] = [
    ["Z01", "苏琴", "2026-03-02"],
    ["Z02", "卢芳", "2026-03-02"],
    ["Z03", "蒋莉", "2020-11-05"],
    ["Z04", "蔡红", "2026-03-03"],
    ["Z05", "贾玲", "2026-03-03"],
    ["Z06", "丁香", "2026-03-04"],
]
VILLAGE_WORK: list[list[Cell]] = [
    ["Z01", "上河小学附属幼儿园", "2021-09-01", "2023-08-31", "支教派遣单"],  # 730 days
    ["Z02", "下河小学附属幼儿园", "2022-09-01", "2023-08-31", "支教派遣单"],  # 365
    ["Z04", "双桥小学附属幼儿园", "2022-09-01", "2024-08-29", "支教派遣单"],  # 729: 2024 has a 29 February
    ["Z05", "石门小学附属幼儿园", "2020-09-01", "2021-08-31", "支教派遣单"],  # 365
    ["Z05", "松林小学附属幼儿园", "2023-09-01", "2024-08-31", "支教派遣单"],  # 366
]  # Z03 applied before 2021 and needs none; Z06 has none

FILES: dict[str, tuple[str, Sequence[list[Cell]]]] = {  # file: headers, rows
    "附属幼儿园名册": ("园编号 园名称 乡镇 所属小学 结对教师 集中培训 规划与督导 结对开始日期", list(kindergartens())),
    "附属园教师名册": ("工号 姓名 所在园 月基本工资 任教月数", list(roster())),
    "帮扶计划": ("园编号 学期 已制定计划 落实比例 依据", list(plans())),
    "环境创设": ("园编号 有起色日期 达标日期 有特色日期 依据", list(environment())),
    "针对性教研": ("园编号 日期 教师工号 形式 内容 依据", list(research())),
    "共享主题活动": ("园编号 学期 课程计划 活动方案 活动图片 活动小结 依据", list(theme_courses())),
    "家园共育": ("园编号 学期 共育计划 共育方案 实施过程 共育小结 依据", list(home_work())),
    "混龄教学与本土游戏": ("园编号 学期 开展混龄教学 本土游戏个数 依据", list(practice())),
    "集体教研签到": ("园编号 日期 应到人数 实到人数 带问题人数 带教育叙事人数 依据", list(meetings())),
    "帮扶总结会": (
        "乡镇 学期 日期 依据",
        [[TOWNSHIP, "2025下", "2026-01-16", "会议纪要"], [TOWNSHIP, "2026上", "2026-06-26", "会议纪要"]],
    ),
    "附属园教师考核": ("工号 学期 教学常规 专业成长 依据", list(teacher_marks())),
    "村级小学名册": ("学校编号 学校名称 附属园编号 学校工作得分", list(hosts())),
    "职称晋升申报人": ("工号 姓名 申报日期", APPLICANTS),
    "支教经历": ("工号 支教园 开始日期 结束日期 依据", VILLAGE_WORK),
}


def main(folder: Path) -> None:
    """Write every file into ``folder``, with the mark at the beginning by which Excel knows UTF-8."""
    folder.mkdir(parents=True, exist_ok=True)
    for title, (header, rows) in FILES.items():
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerows([header.split(), *rows])
        (folder / f"{title}.csv").write_bytes(stream.getvalue().encode("utf-8-sig"))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "data")
