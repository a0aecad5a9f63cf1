"""Make the CSV files of this example: 24 made-up teachers in one school year, the same bytes on every run.

    python examples/yearly-appraisal/make_data.py [FOLDER]

Every name is made up. Scores follow from a teacher's number, so that nothing is random; what happened to single people
is written down row by row.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

Row = Sequence[object]
TERMS = ("2025下", "2026上")
NAMES = [
    "方晓岚",
    "丁立人",
    "万春燕",
    "马国栋",
    "王秋月",
    "孔令辉",
    "石玉兰",
    "卢志强",
    "田小禾",
    "白云飞",
    "乔雅文",
    "江海涛",
    "安静怡",
    "许文博",
    "孙巧玲",
    "李长河",
    "杨柳青",
    "吴建中",
    "余婉秋",
    "沈默然",
    "陆子衿",
    "范成林",
    "郑重",
    "高明霞",
]
IDS = [f"J{n:02}" for n in range(1, len(NAMES) + 1)]
NAME = dict(zip(IDS, NAMES, strict=True))
# days of sick leave, of these in hospital, personal leave, absent, lessons missed, signs missed
LEAVE: dict[tuple[str, str], Row] = {
    ("J01", "2025下"): (2, 0, 1.5, 0, 0, 1),
    ("J01", "2026上"): (3, 0, 0, 0, 0, 0),
    ("J02", "2026上"): (22, 18, 0.5, 0, 0, 0),
    ("J05", "2025下"): (0, 0, 0, 0.5, 0, 2),
    ("J08", "2025下"): (0, 0, 3, 0, 2, 12),
    ("J11", "2025下"): (14, 0, 1, 0, 0, 0),
    ("J11", "2026上"): (5, 0, 1.5, 0, 0, 0),
    ("J16", "2026上"): (15, 0, 5, 0, 0, 3),
    ("J20", "2026上"): (0, 0, 2, 0, 0, 9),
}
INCIDENTS = [
    ("J08", "无理取闹", "2025-11-18", "校务委员会纪要 7"),
    ("J13", "未及时履行职责", "2026-03-30", "校务委员会纪要 12"),
    ("J17", "违反制度造成安全事故", "2026-04-16", "事故报告 2"),
    ("J17", "偶发事件不处理", "2026-04-16", "事故报告 2"),
]
LABS = [("J04", 24, 24, 22, 20), ("J10", 20, 18, 20, 20), ("J18", 16, 16, 18, 18)]
HONOURS = [
    ("J01", "优秀教师", "市级", "2025-09-08", "市教〔2025〕21号"),
    ("J03", "师德标兵", "区级", "2025-09-05", "区教〔2025〕16号"),
    ("J06", "特级教师", "国家级", "2026-03-20", "教师〔2026〕4号"),
    ("J06", "教学能手", "省级", "2025-12-30", "省教〔2025〕33号"),
    ("J09", "优秀班主任", "区级", "2025-08-28", "区教〔2025〕15号"),
]
OWN = [
    ("J01", "优质课评比", "区级", "一等奖", "2025-11-06", "区教研〔2025〕9号"),
    ("J06", "教学论坛", "省级", "二等奖", "2026-05-12", "省教研〔2026〕8号"),
    ("J07", "微课大赛", "市级", "三等奖", "2026-01-15", "市电教〔2026〕1号"),
    ("J12", "书法比赛", "区级", "鼓励奖", "2025-10-20", "区教研〔2025〕8号"),
]
COACHED = [
    ("J02", "林小满", "作文比赛", "市级", "二等奖", "2026-04-28", "市教研〔2026〕6号"),
    ("J02", "周子安", "作文比赛", "市级", "三等奖", "2026-04-28", "市教研〔2026〕6号"),
    ("J14", "钱多多", "口算比赛", "区级", "一等奖", "2026-05-20", "区教研〔2026〕5号"),
]
GROUPS = [
    ("J15", "小学生田径运动会", "区级", 4, "2026-05-08", "区体〔2026〕3号"),
    ("J19", "文艺会演", "市级", 7, "2025-12-26", "市文〔2025〕12号"),
    ("J21", "广播操比赛", "区级", 17, "2025-11-28", "区体〔2025〕9号"),
]
PAPERS = [
    ("J02", "低年级识字的三个办法", "小学教学研究", "是", "是", "2025-10-15", "原件"),
    ("J22", "我的班级管理", "某行业报", "否", "是", "2026-02-20", "原件"),
]
PROJECTS = [  # one with assigned shares, one with equal shares
    ("J01", "留守儿童家校共育", "市级", "三等奖", "成员", 3, 0.25, "2026-06-18", "市教科〔2026〕2号"),
    ("J06", "留守儿童家校共育", "市级", "三等奖", "执笔人", 3, None, "2026-06-18", "市教科〔2026〕2号"),
    ("J03", "留守儿童家校共育", "市级", "三等奖", "成员", 3, 0.15, "2026-06-18", "市教科〔2026〕2号"),
    ("J10", "留守儿童家校共育", "市级", "三等奖", "成员", 3, 0.1, "2026-06-18", "市教科〔2026〕2号"),
    ("J02", "乡土资源进课堂", "区级", "二等奖", "成员", 3, None, "2026-01-09", "区教科〔2026〕1号"),
    ("J18", "乡土资源进课堂", "区级", "二等奖", "执笔人", 3, None, "2026-01-09", "区教科〔2026〕1号"),
    ("J23", "乡土资源进课堂", "区级", "二等奖", "成员", 3, None, "2026-01-09", "区教科〔2026〕1号"),
    ("J24", "乡土资源进课堂", "区级", "二等奖", "成员", 3, None, "2026-01-09", "区教科〔2026〕1号"),
]
SANCTIONS = [
    ("J17", "失职造成严重事故", "2026-05-30", "区教〔2026〕19号"),
    ("J24", "受上级部门处分", "2025-07-02", "区教〔2025〕11号"),  # the year before: no longer
]
JUDGED = [
    ("J08", "lateness", -2, "校务委员会", "2026-06-29", "签到缺 12 次", "校务委员会纪要 15"),
    ("J20", "lateness", -1.5, "校务委员会", "2026-06-29", "签到缺 9 次", "校务委员会纪要 15"),
    ("J12", "routine-discretion", -1, "校务委员会", "2026-06-29", "教案缺 4 课时", "校务委员会纪要 15"),
]


def staff() -> Iterator[Row]:
    """Everybody, and a caretaker who is not appraised here."""
    for n, id_ in enumerate(IDS):
        born = f"{1968 + n}-0{1 + n % 9}-1{n % 10}"
        yield id_, NAME[id_], "女" if n % 2 == 0 else "男", born, "正式", "是", "专任教师", "在岗"
    yield "G01", "常守业", "男", "1970-04-04", "正式", "是", "非教学人员", "在岗"


def attendance() -> Iterator[Row]:
    """One row per teacher and term; most have a clean sheet."""
    for id_ in IDS:
        for term in TERMS:
            yield id_, NAME[id_], term, *LEAVE.get((id_, term), (0, 0, 0, 0, 0, 0)), f"考勤簿第{int(id_[1:])}页"


def laboratory() -> Iterator[Row]:
    """The lessons with experiments of those who teach science."""
    for id_, planned, held, planned_2, held_2 in LABS:
        yield id_, TERMS[0], planned, held, "实验登记册"
        yield id_, TERMS[1], planned_2, held_2, "实验登记册"


def scores() -> Iterator[Row]:
    """Teaching results out of 150: 114 to 144."""
    for n, id_ in enumerate(IDS):
        yield id_, NAME[id_], 114 + n * 7 % 31, "教学成绩分汇总表"


TABLES: dict[str, tuple[str, Sequence[Row]]] = {
    "教职工名册": ("工号,姓名,性别,出生日期,用工性质,是否在岗,岗位类别,工作安排", list(staff())),
    "考勤": ("工号,教师姓名,学期,病假,住院,事假,旷工,旷课,缺签次数,依据", list(attendance())),
    "师德与常规事件": ("工号,种类,日期,依据", INCIDENTS),
    "实验课开设": ("工号,学期,应开节数,实开节数,依据", list(laboratory())),
    "教学成绩分": ("工号,教师姓名,成绩分,依据", list(scores())),
    "先进与荣誉称号": ("工号,荣誉称号,级别,发文日期,依据", HONOURS),
    "教师竞赛获奖": ("工号,竞赛,获奖级别,奖次,发文日期,依据", OWN),
    "辅导学生获奖": ("工号,获奖学生,竞赛,获奖级别,奖次,发文日期,依据", COACHED),
    "团体名次": ("工号,活动名称,级别,名次,发文日期,依据", GROUPS),
    "发表论文": ("工号,题目,刊物,正规教育报刊,署校名,日期,依据", PAPERS),
    "科研课题": ("工号,课题,级别,奖次,分工,其余人数,分配比例,发文日期,依据", PROJECTS),
    "一票否决事项": ("工号,事项,日期,依据", SANCTIONS),
    "酌情记录": ("工号,条款,分值,决定人,决定日期,理由,依据", JUDGED),
}


def main(folder: Path) -> None:
    """Write every table into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for title, (head, rows) in TABLES.items():
        with (folder / f"{title}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(head.split(","))
            writer.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "data")
