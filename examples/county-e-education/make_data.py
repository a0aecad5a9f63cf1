"""Make the CSV files of this example: 286 made-up schools in three modes, the same bytes on every run.

    python examples/county-e-education/make_data.py [FOLDER]

Every name is made up. Figures follow from a school's number, so that nothing is random.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

Row = Sequence[object]
TOWNSHIPS = (
    "柳河镇",
    "石桥镇",
    "沙坪镇",
    "上湾镇",
    "白杨镇",
    "双沟镇",
    "榆林镇",
    "黄岭镇",
    "枣园镇",
    "清泉镇",
    "太平镇",
    "北塬镇",
    "南寨乡",
    "胡家乡",
    "炭店乡",
    "水口乡",
)
MODES = (("模式一", 176, "教学点"), ("模式二", 96, "小学"), ("模式三", 14, "初级中学"))
FACILITIES = {
    "模式一": ("光盘播放",),
    "模式二": ("光盘播放", "卫星接收"),
    "模式三": ("光盘播放", "卫星接收", "计算机教室"),
}
WEEKS = ("第6周", "第9周", "第12周", "第15周")
NUMERALS = "一二三四五六七八九十"


def schools() -> Iterator[tuple[int, str, str, str, str]]:
    """Number, id, name, township and mode of every school."""
    number = 0
    for mode, count, kind in MODES:
        for index in range(count):
            township = TOWNSHIPS[index % len(TOWNSHIPS)]
            ordinal = index // len(TOWNSHIPS)
            which = (
                "" if mode == "模式三" else f"第{NUMERALS[ordinal] if ordinal < 10 else '十' + NUMERALS[ordinal - 10]}"
            )
            yield (
                number,
                f"{'ABC'[MODES.index((mode, count, kind))]}{index + 1:03}",
                f"{township}{which}{kind}",
                township,
                mode,
            )
            number += 1


def roster() -> Iterator[Row]:
    """The schools."""
    for _, id_, name, township, mode in schools():
        yield id_, name, township, mode


def use() -> Iterator[Row]:
    """20 to 32 times a week; every school whose number leaves 0 to 2 of 7 stays below 20 in one to three weeks."""
    for n, id_, _, _, mode in schools():
        for place, facility in enumerate(FACILITIES[mode]):
            for week, title in enumerate(WEEKS):
                short = place == 0 and week <= n % 7 <= 2
                times = 19 - (n + week) % 6 if short else 20 + (n * 3 + week * 5 + place) % 13
                yield id_, facility, title, times, f"{facility}应用登记册{title}"


def participation() -> Iterator[Row]:
    """At least 90 % but in every ninth school, where a fifth of the teachers do not take part."""
    for n, id_, name, _, mode in schools():
        teachers = {"模式一": 5, "模式二": 20, "模式三": 40}[mode] + n % 4 * 5
        taking_part = teachers - teachers // 5 if n % 9 == 4 else teachers - teachers // 20
        yield id_, name, teachers, taking_part, f"教师应用统计表 {id_}"


def registers() -> Iterator[Row]:
    """All of them; every eleventh school lacks the one its number names."""
    for n, id_, name, _, _ in schools():
        lacks = n % 5 if n % 11 == 2 else -1
        yield id_, name, *("否" if item == lacks else "是" for item in range(5)), f"检查记录 {id_}"


def mode_work() -> Iterator[Row]:
    """What its mode asks of each school; every sixth school lacks one thing."""
    first = {"模式一": (0, 2), "模式二": (2, 6), "模式三": (8, 2)}  # the columns of each mode: from where, and how many
    for n, id_, name, _, mode in schools():
        start, items = first[mode]
        lacks = n % items if n % 6 == 1 else -1
        own = ["否" if item == lacks else "是" for item in range(items)]
        yield id_, name, *[""] * start, *own, *[""] * (10 - start - items), f"模式应用检查表 {id_}"


def stages() -> Iterator[Row]:
    """Own marks 84 to 98; the others a little lower, and much lower in every thirteenth school."""
    for n, id_, name, _, _ in schools():
        own = 84 + n * 7 % 15
        mutual = own - 1 - n % 4
        yield id_, name, own, mutual, mutual - (14 if n % 13 == 5 else n % 3), f"分级考评表 {id_}"


def works() -> Iterator[Row]:
    """303 works from 286 schools, 24 of them with a prize of the province."""
    prizes = {0: "省级", 1: "市级", 2: "县级"}
    for n, id_, name, _, _ in schools():
        prize = prizes.get(n % 12)
        document = "获奖证书" if prize else "作品报送表"
        yield id_, name, f"教学课件{n + 1}", prize or "未获奖", f"{document} {n + 1}"
        if n < 17:
            yield id_, name, f"教学设计{n + 1}", "未获奖", f"作品报送表 {287 + n}"


def backbones() -> Iterator[Row]:
    """One for every township; the last has none."""
    surnames = "骆蒲季连明闻宫乔阮卓臧柯童岳简"
    for place, township in enumerate(TOWNSHIPS[:-1]):
        yield township, f"{surnames[place]}{('明远', '新荣', '月华')[place % 3]}", "北教〔2005〕12号"


def model_schools() -> Iterator[Row]:
    """Two to four in each township and term; 胡家乡 has one in autumn, 柳河镇 five in spring."""
    for place, township in enumerate(TOWNSHIPS):
        for term, title in enumerate(("2005春", "2005秋")):
            count = {("柳河镇", 0): 5, ("胡家乡", 1): 1}.get((township, term), 2 + (place + term) % 3)
            for index in range(count):
                yield township, title, f"{township}第{NUMERALS[index]}教学点", f"北教〔2005〕{(6, 21)[term]}号"


def repairs() -> Iterator[Row]:
    """400 repairs: software in up to 26 hours, hardware in up to 76, and seven that took more than a week."""
    for n in range(400):
        township = TOWNSHIPS[n * 5 % 16]
        kind = "软件" if n % 2 else "硬件"
        hours = 2 + n * 5 % 25 if n % 2 else 12 + n * 4 % 65
        yield (
            township,
            f"W{n + 1:03}",
            f"{township}第{NUMERALS[n % 6]}小学",
            kind,
            170 + n % 9 if n % 58 == 30 else hours,
            f"报修单 W{n + 1:03}",
        )


def sessions() -> Iterator[Row]:
    """The year's training, as it was counted: 412 + 246 + 1115 + 72 + 238 people."""
    yield "2005", "教学应用培训", "城关片", "业务骨干", 156, "签到册 1"
    yield "2005", "教学应用培训", "北片", "业务骨干", 131, "签到册 2"
    yield "2005", "教学应用培训", "南片", "业务骨干", 125, "签到册 3"
    yield "2005", "新技术培训（校长）", "县城", "校长", 246, "签到册 4"
    yield "2005", "新技术培训（骨干）", "县城", "管理人员和骨干教师", 1115, "签到册 5至9"
    yield "2005", "功能室管理培训", "北片", "功能室管理人员", 40, "签到册 10"
    yield "2005", "功能室管理培训", "南片", "功能室管理人员", 32, "签到册 11"
    yield "2005", "学科整合培训", "县城", "学科整合教师", 238, "签到册 12"


TABLES = {
    "项目学校": ("学校编号,学校名称,乡镇,模式", roster),
    "设施使用": ("学校编号,设施,周次,使用次数,依据", use),
    "教师参与": ("学校编号,学校名称,专任教师数,参与应用教师数,依据", participation),
    "一表三册一栏": ("学校编号,学校名称,应用课表,资源接收登记册,应用登记册,设备维护登记册,公示栏,依据", registers),
    "模式应用": (
        "学校编号,学校名称,光盘与讲授结合,光盘替代和辅导,接收,筛选,建库编目,报送,应用,反馈,天网地网合一,资源共享,依据",
        mode_work,
    ),
    "分级考评": ("学校编号,学校名称,学校自评,分片互评,县局考评,依据", stages),
    "参赛作品": ("学校编号,学校名称,作品名称,获奖级别,依据", works),
    "乡镇名册": ("乡镇", lambda: ((township,) for township in TOWNSHIPS)),
    "技术骨干": ("乡镇,姓名,认定文号", backbones),
    "窗口学校": ("乡镇,学期,学校,依据", model_schools),
    "故障维修": ("乡镇,报修单号,学校,故障类别,用时,依据", repairs),
    "培训年报": ("年度,上报合计", lambda: (("2005", 2038),)),
    "培训场次": ("年度,培训,片区,人员类别,人次,依据", sessions),
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
