"""The tables (台账) of homeroom work: classes and their sheet, the teachers, and what is recorded about them."""

from __future__ import annotations

from kaohe_core import Column, Table, Text

HEAD, DEPUTY, OTHER = "班主任", "副班主任", "其他教师"
ROLES = (HEAD, DEPUTY, OTHER)
APPLIED, NOMINATED = "本人申请", "领导小组推荐"
PARTS = ("全天", "上午", "下午")
GROUNDS = (
    "私自乱收费或体罚学生，影响不良",
    "不能胜任，学生和家长反映强烈，经查属实",
    "不服从学校的要求和安排",
    "班级撤并等原因，岗位减少",
)
GRADES = ("优秀", "良好", "合格", "不合格")

MARKS = Text("分", "marks")
ID = Column("id", Text("工号", "staff id"), "text", aliases=("编号", "教师编号", "姓名"))
NAMED = Column("name", Text("教师姓名", "name"), "text", required=False)  # beside the id, for the reader's sake
EVIDENCE = Column("evidence", Text("依据", "evidence"), "text", aliases=("原始依据", "佐证材料"), required=False)

CLASSES = Table(
    "classes",
    Text("班级名册", "classes"),
    [
        Column("id", Text("班级", "class"), "text"),
        Column("grade-level", Text("年级", "grade level"), "text", required=False),
        Column("pupils", Text("学生数", "pupils"), unit=Text("人", "pupils"), high=100, aliases=("班额",)),
    ],
)

CLASS_SHEET = Table(
    "class-sheet",
    Text("班级工作考核表", "class work sheet"),
    [
        Column("id", Text("班级", "class"), "text"),
        Column("term", Text("学期", "term"), "text"),
        Column("item", Text("考核项目", "item"), "text", aliases=("项目",)),
        Column("mark", Text("得分", "mark"), unit=MARKS, decimals=2, high=100, aliases=("考核得分",)),
        EVIDENCE,
    ],
    rows="event",
    key=["id", "term", "item"],
    period="term",
    evidence="evidence",
    limit=200,
)

STAFF = Table(
    "homeroom-staff",
    Text("班主任工作人员名册", "homeroom teachers"),
    [
        Column("id", Text("工号", "staff id"), "text", aliases=("编号", "教师编号")),
        Column("name", Text("姓名", "name"), "text", aliases=("教师姓名",)),
        Column("role", Text("岗位", "role"), "text", choices=ROLES),
        # Those who stand in, and applicants who were not appointed, have no class.
        Column("homeroom-class", Text("所带班级", "class"), "text", aliases=("班级",), required=False),
        Column(
            "months",
            Text("任职月数", "months in post"),
            unit=Text("个月", "months"),
            decimals=1,
            high=12,
            aliases=("月数",),
        ),
        Column("appointed-by", Text("聘任方式", "appointed by"), "text", choices=(APPLIED, NOMINATED), required=False),
        # An empty cell reads as 否: offices fill in the exceptions only.
        Column(
            "without-deputy",
            Text("经批准不设副班主任", "approved to work without a deputy"),
            "flag",
            aliases=("不设副班主任",),
            required=False,
        ),
    ],
)

APPLICATIONS = Table(
    "applications",
    Text("班主任聘任意向", "applications"),
    [
        ID,
        NAMED,
        Column("class", Text("申请班级", "class"), "text", aliases=("班级",)),
        Column("date", Text("递交日期", "date"), "date", aliases=("申请日期", "日期"), required=False),
        EVIDENCE,
    ],
    rows="event",
    absence="zero",
    key=["id", "class"],
    evidence="evidence",
    limit=20,
)

DISMISSALS = Table(
    "dismissals",
    Text("解聘登记", "dismissals"),
    [
        ID,
        NAMED,
        Column("date", Text("解聘日期", "date"), "date", aliases=("日期",)),
        Column("ground", Text("解聘原因", "ground"), "text", choices=GROUNDS),
        EVIDENCE,
    ],
    rows="event",
    absence="zero",
    key=["id", "date"],
    evidence="evidence",
    limit=5,
)

STAND_INS = Table(
    "stand-ins",
    Text("第三人代班登记", "third persons standing in"),
    [
        ID,
        NAMED,
        Column("date", Text("代班日期", "date"), "date", aliases=("日期",)),
        Column("class", Text("代班班级", "class"), "text", aliases=("班级",)),
        Column("part", Text("代班时段", "part of the day"), "text", choices=PARTS, aliases=("时段",)),
        Column("head-away", Text("班主任不在校", "head away"), "flag"),
        Column("deputy-away", Text("副班主任不在校", "deputy away"), "flag", required=False),  # a class may have none
        EVIDENCE,
    ],
    rows="event",
    absence="zero",
    key=["date", "class", "part"],  # nobody is paid for a part of a day that somebody else is paid for
    evidence="evidence",
    limit=250,
)

# Another scheme's result: of the class, for everybody whose class it is.
RESULT = Table(
    "homeroom-result",
    Text("班级考核结果", "result of the class"),
    [
        Column("id", Text("班级", "class"), "text"),
        Column("total", Text("班级考核得分", "class mark"), unit=MARKS, decimals=2, high=100),
        Column("grade", Text("班级考核等次", "class grade"), "text", choices=GRADES),
        Column("excellent-class", Text("优秀班集体", "excellent class"), "flag"),
    ],
    via="homeroom-class",
)

TABLES = (CLASSES, CLASS_SHEET, STAFF, APPLICATIONS, DISMISSALS, STAND_INS, RESULT)
