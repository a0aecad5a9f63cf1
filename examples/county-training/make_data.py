"""Make the CSV files of this example: 823 made-up trainees of 14 schools, the same bytes on every run.

    python examples/county-training/make_data.py [FOLDER]

Every name is made up. Figures follow from a trainee's number, so that nothing is random. The 823 are laid out so that
129 come out excellent, 560 good and 134 pass.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

Row = Sequence[object]
TRAINEES, EXCELLENT, GOOD = 823, 129, 560
SCHOOLS = [
    f"{name}小学"
    for name in (
        "北门",
        "南街",
        "东关",
        "西湖",
        "青莲",
        "白塔",
        "龙泉",
        "云岭",
        "梅园",
        "柏树",
        "清溪",
        "玉峰",
        "石门",
        "长河",
    )
]
SURNAMES = "祁柏宁褚路尉骆蒲季连明闻宫乔阮卓臧柯童岳简左欧辛管祝耿晏桑苗"
GIVEN = (
    "海燕",
    "文涛",
    "雪梅",
    "建国",
    "春生",
    "长明",
    "明远",
    "新荣",
    "月华",
    "书林",
    "冬青",
    "立群",
    "晓峰",
    "玉芬",
    "志平",
    "秋实",
    "红霞",
)
START, PROGRESS, END = date(2009, 4, 23), date(2009, 5, 24), date(2009, 6, 22)


def ids() -> list[str]:
    """Everybody's id."""
    return [f"T{n:03}" for n in range(1, TRAINEES + 1)]


def order(n: int) -> int:
    """The place of trainee ``n`` in the order of marks: 823 is a prime, so every place is there once."""
    return n * 37 % TRAINEES


def module_marks(n: int) -> list[int]:
    """Five marks: 90 to 98 for the excellent, 78 to 88 for the good, 62 to 70 for those who pass."""
    place = order(n)
    if place < EXCELLENT:
        return [90 + (place * 7 + module * 3) % 9 for module in range(5)]
    if place < EXCELLENT + GOOD:
        return [78 + (place * 5 + module * 2) % 11 for module in range(5)]
    return [62 + (place + module) % 9 for module in range(5)]


def finished(n: int) -> int:
    """How many modules trainee ``n`` has finished on 24 May: 3 % none, 7 % one, 20 % two, 20 % three, 40 % four."""
    share = n % 100
    return next(count for count, limit in enumerate((3, 10, 30, 50, 90, 100)) if share < limit)


def days(n: int) -> list[date]:
    """When each module was handed in: the finished ones by 24 May, the others after it, always in order."""
    done = finished(n)
    early = [START + timedelta(days=5 + 6 * module - n % 4) for module in range(done)]
    return early + [PROGRESS + timedelta(days=5 * (module - done + 1) - n % 3) for module in range(done, 5)]


def homework() -> Iterator[Row]:
    """Five pieces each; some copied or poor and replaced later, some on paper because the upload failed."""
    for n, id_ in enumerate(ids()):
        for module, (day, marks) in enumerate(zip(days(n), module_marks(n), strict=True), start=1):
            online = f"网上作业 {id_}-{module}"
            if module == 5 and n % 29 == 7 and finished(n) < 5:  # 5 was not finished on 24 May anyway
                state, again = "抄袭" if n % 2 else "质量低", min(END, day + timedelta(days=4))
                yield id_, name(n), module, day, "网上", state, marks + 1, f"{online}，退回"
                yield id_, name(n), module, again, "网上", "有效", marks, f"{online}，退回后重做"
            elif n % 17 == 3 and module == 4:
                yield id_, name(n), module, day, "纸质", "有效", marks, f"{day.month}月{day.day}日上传失败，查阅纸质"
            else:
                yield id_, name(n), module, day, "网上", "有效", marks, online


def name(n: int) -> str:
    """A made-up name."""
    return SURNAMES[n % len(SURNAMES)] + GIVEN[n // len(SURNAMES) % len(GIVEN)]


def school(n: int) -> int:
    """The school's number from 0: 11 schools have 59 trainees, three have 58."""
    return n % len(SCHOOLS)


def trainees() -> Iterator[Row]:
    """Aged 22 to 49 on the last day."""
    for n, id_ in enumerate(ids()):
        yield id_, name(n), SCHOOLS[school(n)], date(1960 + n * 11 % 27, 1 + n % 12, 1 + n % 28), "是"
    yield "T824", "于长庚", SCHOOLS[0], date(1956, 2, 11), "否"  # 53: need not take part


def activity() -> Iterator[Row]:
    """The excellent reach every count; the others write no paper, and every fifth of them posts too little."""
    for n, id_ in enumerate(ids()):
        top = order(n) < EXCELLENT
        posts = 8 + n % 9 if top or n % 5 else n % 5 + 3
        yield (
            id_,
            name(n),
            20 + n % 41,
            30 + n % 23,
            posts,
            10 + n % 14,
            int(top) + n % 3 * int(top),
            1 + n % 2,
            1 + n % 3,
            f"平台记录 {id_}",
        )


def schools() -> Iterator[Row]:
    """How many each has, T824 not among them."""
    for number, title in enumerate(SCHOOLS):
        yield f"S{number + 1:02}", title, sum(school(n) == number for n in range(TRAINEES))


def files() -> Iterator[Row]:
    """Everything is there, but S05 has no summary, S09 no attendance, and S12 has ten files too few."""
    for id_, title, count in schools():
        assert isinstance(count, int)  # noqa: S101  # made above
        made = count - 10 if id_ == "S12" else count
        indexed = made - 6 if id_ == "S09" else made
        yes = {"S05": 5, "S09": 7}.get(str(id_), -1)
        yield id_, title, *("否" if item == yes else "是" for item in range(8)), made, indexed, f"档案检查表 {id_}"


TABLES = {
    "参训教师": ("学员编号,姓名,学校,出生日期,是否注册", trainees),
    "模块作业": ("学员编号,姓名,模块,提交日期,提交方式,审核,批阅得分,依据", homework),
    "学习活动": ("学员编号,姓名,登录次数,在线学习,交流发帖,评论,论文,反思,随笔,依据", activity),
    "参训学校": ("学校编号,学校名称,参训教师数", schools),
    "培训档案": (
        "学校编号,学校名称,领导小组,职责分工,计划,方案,考核成绩,总结,听课笔记,考勤,已建档教师数,有目录的档案数,依据",
        files,
    ),
}


def main(folder: Path) -> None:
    """Write every table into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for title, (head, rows) in TABLES.items():
        with (folder / f"{title}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(head.split(","))
            writer.writerows(rows())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "data")
