"""Make the Excel files of this example: a made-up school, the same bytes on every run.

    python examples/township-school/make_data.py [FOLDER]

Every name is made up. Figures follow from a person's place in the list, so that nothing is random; what somebody is
there to show (a warning, a class taken over, a leave of two months) is written out in the tables of exceptions below.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook

Cell = str | int | float | date | None
TERMS = ("2025下", "2026上")
CLASSES = [f"{grade}（{number}）班" for grade in "一二三四五六" for number in (1, 2)]
SURNAMES = (
    "沈顾陆程方许韩唐冯董萧邓曹袁彭潘蒋蔡余杜叶魏苏吕丁任姚卢姜崔钟谭汪范金石"
    "廖贾夏韦付白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺毛郝龚邵万钱严"
)
GIVEN = (
    "静怡",
    "文博",
    "晓梅",
    "志远",
    "丽华",
    "建平",
    "雪晴",
    "海涛",
    "玉兰",
    "明哲",
    "春燕",
    "国栋",
    "思雨",
    "永强",
    "秀芝",
    "子昂",
)

# people ------------------------------------------------------------------------------------------------------------

TEACHERS = [f"T{n:03}" for n in range(1, 37)]  # 24 teach the main subjects of the 12 classes, 12 the others
KINDERGARTEN = [f"K{n:03}" for n in range(1, 11)]
OTHERS = [f"H{n:03}" for n in range(1, 9)]
ARRANGED = {  # id: arrangement, sex, born
    "D001": ("督导员", "男", "1969年3月2日"),
    "D002": ("专职总支书记", "男", "1974年11月20日"),
    "D003": ("专职工会主席", "女", "1975年6月8日"),
    "D004": ("挂职", "男", "1983年9月14日"),
    "D005": ("抽调", "女", "1990年1月30日"),
    "D006": ("组织安排休息", "女", "1974年10月5日"),  # 51: the whole mean
    "D007": ("组织安排休息", "男", "1968年8月31日"),  # 58 on the very reference date: 80 %
    "D008": ("组织安排休息", "女", "1971年2月17日"),  # teaches at a private school
}
NOT_ASSESSED = {"L001": ("临聘", "是"), "L002": ("劳务派遣", "是"), "X001": ("正式", "否")}
EVERYBODY = [*TEACHERS, *KINDERGARTEN, *OTHERS, *ARRANGED, *NOT_ASSESSED]
WORKING = [*TEACHERS, *KINDERGARTEN, *OTHERS]
NUMBER = {id: n for n, id in enumerate(EVERYBODY)}
NAME = {id: SURNAMES[n] + GIVEN[n * 5 % len(GIVEN)] for id, n in NUMBER.items()}

BORN = {"T005": ("男", "1970年5月6日"), "T006": ("女", "1976年8月31日"), "K002": ("女", "1975年12月1日")}
STOPPED = "T036"  # salary stopped
ROLES = {"T002": (0.7, 0, 0.3), "T013": (0.8, 0, 0.2), "K003": (0.25, 0.75, 0)}  # teaching, kindergarten, duties
DUTY_OF = {"T002": "少先队辅导员", "T013": "学籍管理员"}
SUBJECTS = ("英语", "体育", "音乐", "美术", "科学", "信息")


def sex_and_birth(id: str) -> tuple[str, str]:
    """From the exceptions, else from the place in the list."""
    if id in ARRANGED:
        return ARRANGED[id][1:]
    n = NUMBER[id]
    return BORN.get(id, ("男" if n % 3 == 1 else "女", f"{1980 + n % 18}年{n % 12 + 1}月{n % 28 + 1}日"))


def staff() -> Iterator[list[Cell]]:
    """The roster."""
    for id in EVERYBODY:
        sex, born = sex_and_birth(id)
        kind = {"K": "幼儿园教师", "H": "非教学人员"}.get(id[0], "专任教师")
        employment, in_post = NOT_ASSESSED.get(id, ("正式", "否" if id in ARRANGED else "是"))
        arrangement = ARRANGED[id][0] if id in ARRANGED else "在岗"
        unit = "幼儿园" if id[0] == "K" else "小学部"
        yield [NUMBER[id] + 1, unit, NAME[id], id, sex, born, arrangement, kind, employment, in_post,
               "是" if id == "D008" else None, "是" if id == STOPPED else None]  # fmt: skip


# attendance and leave ----------------------------------------------------------------------------------------------

HALVES = {0.5: "半天", 1.5: "1天半", 2.5: "两天半", 3.5: "3.5天"}
SICK = {("T001", 0): 3.5, ("T001", 1): 1.5, ("T034", 1): 40, ("K004", 0): 2.5}
PERSONAL = {("T001", 1): 0.5, ("T002", 0): 1, ("T034", 1): 5, ("H002", 0): 1.5}
ABSENT = {("T033", 0): 5, ("T007", 1): 1, ("H003", 1): 2}  # T033 leaves the share, H003 loses all attendance marks
SIGNS = {("T001", 0): 7, ("T001", 1): 4, ("H003", 0): 30, ("T002", 1): 6}


def days(number: float) -> Cell:
    """Days as an office writes them."""
    return HALVES.get(number, number)


def attendance() -> Iterator[list[Cell]]:
    """A row per person and term; those not listed among the exceptions are away a little or not at all."""
    for term, name in enumerate(TERMS):
        for id in WORKING:
            n = NUMBER[id] + term
            sick = SICK.get((id, term), (0, 0, 1, 0.5, 3)[n % 5])
            personal = PERSONAL.get((id, term), (0, 0, 0, 0.5, 0, 1, 0)[n % 7] if id not in ("T001", "T002") else 0)
            signs = SIGNS.get((id, term), n * 3 % 8)
            yield [
                name,
                NAME[id],
                signs,
                days(sick),
                id,
                days(personal),
                ABSENT.get((id, term), 0),
                f"考勤簿第{n + 1}页",
            ]


REGULATED: list[list[Cell]] = [
    ["T009", "2026上", "产假", "2026年3月2日", 98, "产假批准书"],
    ["T020", "2025下", "婚假", "2025年10月9日", 10, "婚假单"],
    ["H004", "2026上", "丧假", "2026.4.7", 3, "丧假单"],
]
STUDY: list[list[Cell]] = [
    ["T035", "2026上", "否", 75, "离岗记录"],  # not arranged, more than two months
    ["T021", "2025下", "是", 90, "骨干教师研修通知"],
]

# work --------------------------------------------------------------------------------------------------------------


def posts() -> Iterator[list[Cell]]:
    """Every post with its standard workload; homeroom, sports and other duties are posts of their own."""
    for index, id in enumerate(TEACHERS):
        if index < 24:
            name = f"{CLASSES[index // 2]}{'语文' if index % 2 == 0 else '数学'}"
            yield ["课表", 12 if index % 2 == 0 else 13, name, NAME[id], id]
        else:
            yield ["课表", 14 + index % 3, SUBJECTS[index % 6], NAME[id], id]
        if index < 24 and index % 2 == 0:
            yield ["任职文件", 3, f"{CLASSES[index // 2]}班主任", NAME[id], id]
    for id, post in DUTY_OF.items():
        yield ["任职文件", 2.5, post, NAME[id], id]
    for n, id in enumerate(KINDERGARTEN):
        yield ["岗位核定表", 15 + n % 2, f"{('大', '中', '小')[n % 3]}班带班", NAME[id], id]
    for n, id in enumerate(OTHERS):
        yield [
            "岗位核定表",
            12 + n % 3,
            ("门卫", "食堂", "会计", "保管", "水电", "保洁", "图书", "校医")[n],
            NAME[id],
            id,
        ]


def judged_research(id: str) -> bool:
    """Whose research is given at discretion: men of 55 and women of 50."""
    return id in BORN


def term_marks() -> Iterator[list[Cell]]:
    """Routine out of 40, research out of 30."""
    for term, name in enumerate(TERMS):
        for id in (*TEACHERS, *KINDERGARTEN):
            n = NUMBER[id] + 2 * term
            routine = {("T001", 0): 36, ("T001", 1): 37.5, ("T002", 0): 38, ("T002", 1): 35}.get(
                (id, term), 32 + n * 7 % 16 / 2
            )
            research = {("T001", 0): 27, ("T001", 1): 25.5, ("T002", 0): 24, ("T002", 1): 28.5}.get(
                (id, term), 22 + n * 5 % 16 / 2
            )
            yield [name, id, NAME[id], None if judged_research(id) else research, routine, "中心学校考核表"]


def duty_marks() -> Iterator[list[Cell]]:
    """Duties 20, safety 10, attitude 10."""
    for term, name in enumerate(TERMS):
        for n, id in enumerate(OTHERS):
            yield [id, name, 8 + (n + term) % 5 / 2, 9 - n % 3 / 2, 16 + (n * 3 + term) % 8 / 2, "后勤考核表"]


# results -----------------------------------------------------------------------------------------------------------

QUALITY = {  # (id, term): own mean, town mean, rank, last rank, last gap
    ("T001", 0): (84.6, 79.5, 2),
    ("T001", 1): (81.2, 80.7, 5),  # 5.1 and 0.5 above
    ("T002", 0): (77.25, 79, 7),
    ("T002", 1): (76, 78.5, 6),  # 1.75 and 2.5 below
    ("T003", 0): (76, 79.5, 8, 11, 6),
    ("T003", 1): (75.5, 80.7, 6, 8, 3.5),  # taken over, up 3 and 2 places
    ("T004", 0): (74, 79, 9, 9, 6.5),
    ("T004", 1): (72, 78.5, 10, 9, 7),  # taken over: 6.5 → 5; then 7 → 6.5
}
TOWN = (79.5, 79, 80.7, 78.5)


def teaching_quality() -> Iterator[list[Cell]]:
    """Every teacher's class against the town; K003 teaches a primary class beside the kindergarten."""
    for term, name in enumerate(TERMS):
        for index, id in enumerate([*TEACHERS, "K003"]):
            if index < 24:
                course = f"{CLASSES[index // 2]}{'语文' if index % 2 == 0 else '数学'}"
            else:
                course = "一年级体育" if id == "K003" else f"全校{SUBJECTS[index % 6]}"
            town = TOWN[term * 2 + index % 2]
            usual = (round(town + (index * 37 % 29 - 14) / 2 + 0.25 * term, 2), town, index * 5 % 12 + 1)
            own, town, rank, *last = QUALITY.get((id, term), usual)
            yield [
                name,
                course,
                NAME[id],
                id,
                town,
                own,
                rank,
                "√" if last else "×",
                *(last or (None, None)),
                "质量通报",
            ]


def kindergarten_results() -> Iterator[list[Cell]]:
    """Showing 10, safety 5, enrolment 5."""
    for term, name in enumerate(TERMS):
        for n, id in enumerate(KINDERGARTEN):
            yield [
                id,
                NAME[id],
                name,
                5 - (n + term) % 3 / 2,
                4.5 + n % 2 / 2,
                8 + (n * 3 + term) % 5 / 2,
                "幼儿园考核表",
            ]


def post_targets() -> Iterator[list[Cell]]:
    """Targets of the posts of non-teaching staff and of those who hold such a post beside teaching."""
    for term, name in enumerate(TERMS):
        for n, id in enumerate((*OTHERS, *DUTY_OF)):
            mark = {("T002", 0): 9, ("T002", 1): 8.5}.get((id, term), 7.5 + (n * 3 + term) % 5 / 2)
            yield [name, id, mark, NAME[id], "目标考核表"]


RATERS = ("校长", "副校长", "教导主任")


def ratings() -> Iterator[list[Cell]]:
    """Three raters, five aspects of 10."""
    for n, id in enumerate((*OTHERS, *DUTY_OF)):
        for r, rater in enumerate(RATERS):
            marks = [8 + (n + r + aspect) % 5 / 2 for aspect in range(5)]
            if id == "T002":
                marks = ([9, 9, 8.5, 9, 9.5], [8.5, 8, 9, 8, 9], [9, 9.5, 9, 8.5, 9])[r]
            yield [rater, id, NAME[id], *marks, "测评表"]


JUDGED: list[list[Cell]] = [
    ["T005", "research-at-discretion", 7.5, "中心学校", "2026年7月2日", "参加教研活动 16 次中的 12 次", "教研签到表"],
    [
        "T006",
        "research-at-discretion",
        9,
        "中心学校",
        "2026年7月2日",
        "参加教研活动 15 次，上示范课 1 节",
        "教研签到表",
    ],
    ["K002", "research-at-discretion", 8, "中心学校", "2026年7月2日", "参加教研活动 13 次", "教研签到表"],
    ["T010", "ethics", -3, "校务会", "2026年5月20日", "布置惩罚性作业，经查属实", "校务会纪要第12号"],
]
DISCIPLINE: list[list[Cell]] = [
    ["T011", "通报批评", "2026年4月10日", "中心学校通报第3号"],
    ["T012", "警告", "2025年11月5日", "县教育局处分决定第8号"],
    ["H005", "记过", "2026年1月15日", "县教育局处分决定第1号"],
    ["T032", "记大过", "2026年6月1日", "县教育局处分决定第5号"],
    ["T014", "警告", "2025年3月3日", "县教育局处分决定第2号"],  # the year before: takes nothing off now
]


def homeroom() -> Iterator[list[Cell]]:
    """Twelve classes; that of T023 has another head from the third month of the second term on."""
    for term, name in enumerate(TERMS):
        for n, class_ in enumerate(CLASSES):
            id, pupils = TEACHERS[2 * n], 28 + n * 5
            score: float = 84 + (n * 7 + term * 3) % 15
            if id == "T001":
                pupils, score = 43, (95, 92.5)[term]
            if id == "T023" and term == 1:
                yield [name, class_, id, NAME[id], pupils, 2, score, "任职文件"]
                yield [name, class_, "T024", NAME["T024"], pupils, 3, score - 2, "任职文件"]
            else:
                yield [name, class_, id, NAME[id], pupils, 5, score, "班主任考核表"]


def accounts() -> Iterator[list[Cell]]:
    """Account numbers are text, or a spreadsheet loses their last digits."""
    for n, id in enumerate(EVERYBODY):
        if id not in NOT_ASSESSED:
            yield [n + 1, NAME[id], f"62170000{n * 7919 + 10_000_019:011}", id]


# files -------------------------------------------------------------------------------------------------------------

FILES: dict[str, tuple[str, str, Sequence[list[Cell]]]] = {  # file: title line, headers, rows
    "教职工名册": (
        "教职工基本情况一览表",
        "序号 部门 姓名 工号 性别 出生年月日 工作安排 岗位类别 编制性质 是否在岗 在私立学校任教 停发工资",
        list(staff()),
    ),
    "考勤": ("考勤汇总表", "学期 教师姓名 签到、签退缺次 病假 工号 事假 旷工 原始依据", list(attendance())),
    "规定假": ("婚丧产假登记", "工号 学期 假别 起始日期 天数 依据", REGULATED),
    "脱产学习": ("脱产学习登记", "工号 学期 是否组织安排 脱产天数 依据", STUDY),
    "岗位工作量": ("各岗位周工作量核定表", "依据 标准周工作量 岗位名称 教师姓名 工号", list(posts())),
    "教学过程考核": ("教学过程考核结果", "学期 工号 教师姓名 教研 常规 依据", list(term_marks())),
    "非教学岗位过程考核": (
        "后勤人员过程考核结果",
        "工号 学期 工作态度与责任心 安全管理 岗位职责 依据",
        list(duty_marks()),
    ),
    "兼职分值比例": (
        "兼职人员业绩分值比例",
        "工号 教学分 幼教分 兼职分 依据",
        [[id, *shares, "校务会纪要第4号"] for id, shares in ROLES.items()],
    ),
    "教学质量": (
        "教学质量考核结果",
        "学期 任教班级学科 教师姓名 工号 全镇均分 班级均分 名次 接课 上学期名次 上学期差距 依据",
        list(teaching_quality()),
    ),
    "幼儿园业绩": (
        "幼儿园教师业绩",
        "工号 教师姓名 学期 学额巩固 安全管理 活动成果 依据",
        list(kindergarten_results()),
    ),
    "岗位目标完成": ("岗位目标完成情况", "学期 工号 目标完成得分 教师姓名 依据", list(post_targets())),
    "民主测评": ("非教学人员测评汇总", "测评人 工号 教师姓名 德 能 勤 绩 廉 依据", list(ratings())),
    "酌情记录": ("酌情计分记录", "工号 条款 分值 决定人 决定日期 理由 依据", JUDGED),
    "处分": ("处分登记", "工号 处分种类 处分日期 依据", DISCIPLINE),
    "班主任": ("班主任津贴核算表", "学期 班级 班主任工号 教师姓名 班额 月数 考核得分 依据", list(homeroom())),
    "银行账户": ("工资账户", "序号 户名 工资卡号 工号", list(accounts())),
}


def workbook(title: str, header: str, rows: Sequence[list[Cell]], *, sheet: str, notes: bool) -> bytes:
    """One workbook: a title line, the header, the rows; with ``notes``, a second sheet the program must not take."""
    book = Workbook()
    page = book.active
    page.title = sheet
    page.append([f"青山镇中心小学 2025—2026 学年{title}"])
    page.append(header.split())
    for row in rows:
        page.append(row)
    if notes:
        book.create_sheet("说明").append(["病假、事假按工作日计，可以填半天"])
    stream = io.BytesIO()
    book.save(stream)
    return same_bytes(stream.getvalue())


def same_bytes(content: bytes) -> bytes:
    """The same workbook without the hour at which it was written."""
    source, target = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(source.namelist()):
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", b"2026-07-10T00:00:00Z", data)
            entry = zipfile.ZipInfo(name, (2026, 7, 10, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED  # compressed bytes differ from one zlib to another
            archive.writestr(entry, data)
    return target.getvalue()


def main(folder: Path) -> None:
    """Write every file into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (title, header, rows) in FILES.items():
        sheet = "2025-2026学年" if name == "考勤" else "Sheet1"
        (folder / f"{name}.xlsx").write_bytes(workbook(title, header, rows, sheet=sheet, notes=name == "考勤"))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "data")
