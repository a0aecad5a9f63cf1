"""Write the made-up ledgers of a district: ``python make_data.py [FOLDER]``. The same bytes every time.

W01 and W02 are worked out by hand in README.md; every other unit follows simple patterns of its number. Dates and names
are invented.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

Row = Sequence[object]

START, END = date(2019, 11, 10), date(2020, 5, 10)
TOWNS = ("松岭镇", "柳河镇", "石门镇", "白桦乡", "清泉乡", "南关街道", "北关街道", "东湖街道")
FIRMS = ("云岭燃气公司", "松涛化工厂", "长顺客运公司", "宏岩建筑公司", "北坡雪场", "大青石矿")
PLACES = ("云岭一中", "育英小学", "启明幼儿园", "福寿养老院", "云岭饭店", "光明商场")
HEADS = (
    "江一帆", "白若水", "何秋生", "孟广远", "吴小川", "柴大勇", "崔向明", "祝一鸣", "温以宁", "龚成",
    "关正", "梅远", "阮青", "郎月", "左岸", "高小山", "黎平", "庄凡", "袁禾", "成诺",
)  # fmt: skip
AREAS = ("燃气", "危险化学品", "道路交通", "消防", "烟花爆竹", "建筑施工", "冰雪旅游", "非煤矿山", "学校和幼儿园", "养老机构")  # fmt: skip
OF_FIRM = ("燃气", "危险化学品", "道路交通", "建筑施工", "冰雪旅游", "非煤矿山")
OF_PLACE = ("学校和幼儿园", "学校和幼儿园", "学校和幼儿园", "养老机构", "消防", "消防")
KINDS = ("小学校或幼儿园", "小医院", "小商店", "小餐饮场所", "小旅馆", "小歌舞娱乐场所", "小网吧", "小美容洗浴场所", "小生产加工企业")  # fmt: skip
UNITS = [
    (f"W{n:02}", name, "乡镇街道" if n <= 8 else "企业" if n <= 14 else "社会单位", HEADS[n - 1])
    for n, name in enumerate((*TOWNS, *FIRMS, *PLACES), start=1)
]
FOREST = ("W01", "W03", "W04", "W05", "W13")
NUMBER = {unit[0]: n for n, unit in enumerate(UNITS, start=1)}


def units() -> Iterator[Row]:
    """Twenty units; enterprises with an odd number are above the set scale."""
    for id, name, kind, head in UNITS:
        above = ("是" if NUMBER[id] % 2 else "否") if kind == "企业" else ""
        yield id, name, kind, above, "是" if id in FOREST else "否", head


def areas_of(id: str) -> list[str]:
    """A town has four areas, an enterprise and a place their own."""
    n = NUMBER[id]
    if n <= 8:
        return ["燃气", "道路交通", "烟花爆竹", "养老机构"] if n != 6 else ["燃气", "道路交通", "消防", "建筑施工"]
    return [OF_FIRM[n - 9]] if n <= 14 else [OF_PLACE[n - 15]]


def key_areas() -> Iterator[Row]:
    """Every unit's areas."""
    for id, *_ in UNITS:
        for area in areas_of(id):
            yield id, area


def inspections() -> Iterator[Row]:
    """Every area twice; W01 skipped 养老机构, W02 inspected 烟花爆竹 too early."""
    for id, _name, _kind, head in UNITS:
        for k, area in enumerate(areas_of(id)):
            if (id, area) == ("W01", "养老机构"):
                continue
            for round_ in range(2):
                day = START + timedelta(days=7 * k + 60 * round_ + NUMBER[id])
                if (id, area) == ("W02", "烟花爆竹"):
                    day = START - timedelta(days=3 + round_)
                yield id, area, day, f"{area}检查点{round_ + 1}", head, f"检查记录 {NUMBER[id]}-{k + 1}-{round_ + 1}"


LINES = ("安全生产", "消防", "森林防火")


def hazards() -> Iterator[Row]:
    """Three to six hazards in each line of a unit: most closed in time, some late, some not at all."""
    yield from OWN
    for id, _name, _kind, head in UNITS[2:]:
        n, number = NUMBER[id], 0
        for line in LINES if id in FOREST else LINES[:2]:
            for k in range(3 + n % 4):
                number += 1
                found = START + timedelta(days=5 + 19 * k + n)
                deadline = found + timedelta(days=10 + 5 * (k % 3))
                state = (n * 7 + k * 5 + len(line)) % 11
                if id == "W05":  # all in order but for the forest, where one is late and two are overdue
                    state = (1, 3, 6, 6)[k] if line == "森林防火" else 1
                late, open_ = state in (3, 8), state == 6
                closed = "" if open_ else deadline + timedelta(days=4) if late else deadline - timedelta(days=1)
                area = (
                    "其他" if line == "森林防火" else "消防" if line == "消防" else areas_of(id)[k % len(areas_of(id))]
                )
                responsible = "" if state == 10 else head
                proof = "" if closed == "" or state == 9 else f"照片 {n}-{number}"
                yield (id, str(number), line, area, f"{area}隐患{number}", f"部位{k + 1}", found, responsible,
                       "限期整改", deadline, closed, proof)  # fmt: skip


def _own(id: str, number: int, line: str, area: str, found: str, deadline: str, closed: str, *,
         who: str = "江一帆", proof: bool = True) -> Row:  # fmt: skip
    return (id, str(number), line, area, f"{area}隐患{number}", f"部位{number}", found, who, "限期整改", deadline, closed,
            f"照片 {number}" if closed and proof else "")  # fmt: skip


OWN: list[Row] = [
    _own("W01", 1, "安全生产", "燃气", "2019-11-20", "2019-12-01", "2019-11-30"),
    _own("W01", 2, "安全生产", "道路交通", "2019-12-02", "2019-12-20", "2019-12-20"),
    _own("W01", 3, "安全生产", "道路交通", "2020-01-06", "2020-01-20", "2020-01-25"),
    _own("W01", 4, "安全生产", "烟花爆竹", "2020-01-15", "2020-01-18", "2020-01-17", proof=False),
    _own("W01", 5, "安全生产", "养老机构", "2020-04-28", "2020-05-20", ""),  # not due yet
    _own("W01", 6, "消防", "消防", "2019-12-05", "2019-12-10", "2019-12-09"),
    _own("W01", 7, "消防", "消防", "2020-02-10", "2020-02-20", ""),  # overdue
    _own("W01", 8, "森林防火", "其他", "2020-03-10", "2020-03-25", "2020-03-20"),
    _own("W01", 9, "森林防火", "其他", "2020-03-12", "2020-03-30", "2020-03-30"),
    _own("W01", 10, "消防", "消防", "2019-11-02", "2019-11-08", ""),  # before the campaign
    _own("W02", 1, "安全生产", "燃气", "2019-11-25", "2019-12-05", "2019-12-04", who="白若水"),
    _own("W02", 2, "安全生产", "道路交通", "2020-01-10", "2020-01-20", "2020-01-19", who="白若水"),
    _own("W02", 3, "消防", "消防", "2020-01-12", "2020-01-20", "", who="白若水"),  # overdue
    _own("W02", 4, "消防", "消防", "2020-02-12", "2020-02-20", "2020-03-02", who="白若水"),
]


def enterprises() -> Iterator[Row]:
    """Every third item of every third enterprise is missing."""
    for id, _name, kind, _head in UNITS:
        if kind == "企业":
            n = NUMBER[id]
            yield id, *("否" if n % 3 == 0 and k % 3 == 2 else "是" for k in range(10)), f"督导记录 {n}"


def self_management() -> Iterator[Row]:
    """Enterprises and places; every fourth unit lacks the promise."""
    for id, _name, kind, _head in UNITS:
        if kind != "乡镇街道":
            n = NUMBER[id]
            yield id, *("否" if n % 4 == 0 and k == 5 else "是" for k in range(6)), f"公示 {n}"


def small_premises() -> Iterator[Row]:
    """Every town has one of each kind and a second shop; W01 left two of ten out, W02 five."""
    for id, name, kind, _head in UNITS:
        if kind != "乡镇街道":
            continue
        left_out = {"W01": 2, "W02": 5}.get(id, NUMBER[id] % 3)
        for k, premises in enumerate((*KINDS, "小商店")):
            day = "" if k < left_out else START + timedelta(days=20 + 9 * k)
            yield id, premises, f"{name[:2]}{premises}{k + 1}号", day, f"排查表 {NUMBER[id]}-{k + 1}" if day else ""


def materials() -> Iterator[Row]:
    """Four documents in each line; some are still missing."""
    for id, _name, _kind, head in UNITS:
        n = NUMBER[id]
        for m, line in enumerate(LINES if id in FOREST else LINES[:2]):
            for k, item in enumerate(("会议记录", "检查记录", "培训档案", "应急预案")):
                missing = (id, m, k) in (("W01", 1, 2), ("W02", 0, 0), ("W02", 1, 3)) or (
                    n > 2 and (n + m + k) % 13 == 0
                )
                ready = "" if missing else date(2020, 4, 1) + timedelta(days=(n + k) % 20)
                yield id, line, item, head, date(2020, 4, 20), ready, "" if missing else f"档案盒 {n}"


ACCIDENTS: list[Row] = [
    ("W10", "2020-02-18", "安全生产", "仓库泄漏", "一般", "是", "车间主任", "温以宁", "", "调查卷宗 1"),
    ("W19", "2020-01-24", "消防", "后厨起火", "恶性", "是", "厨师长", HEADS[18], "区调查报告 3 号", "调查卷宗 2"),
    ("W08", "2019-10-30", "消防", "沿街店铺起火", "重大", "是", "店主", "祝一鸣", "区调查报告 1 号", "调查卷宗 3"),
]

FILES: dict[str, tuple[str, Sequence[Row]]] = {  # file: headers, rows
    "责任单位名册": ("单位编号 单位名称 单位类别 规模以上企业 有森林防火任务 主要负责人", list(units())),
    "隐患台账": (
        "单位编号 隐患编号 条线 重点领域 隐患内容 隐患部位 发现日期 整改责任人 整改措施 整改期限 销号日期 依据",
        list(hazards()),
    ),
    "单位重点领域": ("单位编号 重点领域", list(key_areas())),
    "排查检查记录": ("单位编号 重点领域 检查日期 检查对象 带队人 依据", list(inspections())),
    "企业主体责任": (
        "单位编号 组织机构人员到位 应急物资储备及宣传到位 检查准备工作到位 抢险方案到位 信息报送到位 "
        "一业一规 一企一标 一岗一责 一人一卡 一日一省 依据",
        list(enterprises()),
    ),
    "三自主两公开一承诺": (
        "单位编号 自主评估风险 自主检查安全 自主整改隐患 公开消防安全责任人 公开消防安全管理人 公开承诺 依据",
        list(self_management()),
    ),
    "九小场所": ("单位编号 场所类别 场所名称 排查日期 依据", list(small_premises())),
    "迎考材料": ("单位编号 条线 材料名称 责任人 应交日期 备齐日期 依据", list(materials())),
    "事故登记": (
        "单位编号 事故日期 条线 事故经过 事故等级 因工作不落实 直接责任人 领导责任人 认定文件 依据",
        ACCIDENTS,
    ),
}


def main(folder: Path) -> None:
    """Write every file into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (header, rows) in FILES.items():
        lines = [",".join(header.split()), *(",".join(str(cell) for cell in row) for row in rows)]
        (folder / f"{name}.csv").write_bytes(("\ufeff" + "\r\n".join(lines) + "\r\n").encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "data")
