"""The tables (台账) of legal education: the schools, the people chosen among, and what is recorded about them.

Some files are read as two tables, once for the schools and once for the people in them: the sessions of a deputy head
count for the school and for the deputy head, and the pupils of a class for the school and for the class.
"""

from __future__ import annotations

from kaohe_core import Column, Table, Text

RATERS = ("学校提名", "师生共评", "家长互评", "社会测评")
STAGES = ("宣传发动", "组织实施", "总结验收")
EXAMPLES = ("学法守法之星", "守法模范家庭")
SIX_ONES = (
    ("material", "带一份宣传材料", "a leaflet for the family"),
    ("poster", "做一期手抄报", "a poster made together"),
    ("quiz", "答一份普法题", "a quiz answered together"),
    ("programme", "看一个法制节目", "a programme watched together"),
    ("question", "探讨一个法律问题", "a question discussed"),
    ("story", "讲一个守法故事", "a story told to neighbours"),
)
FIVE = (
    ("plan", "计划落实", "plan in place"),
    ("material", "教材落实", "material in place"),
    ("lessons", "课时落实", "lessons in place"),
    ("teacher", "师资落实", "teacher in place"),
    ("notes", "教案落实", "lesson notes in place"),
)

PUPILS, MARKS, TIMES = Text("人", "pupils"), Text("分", "marks"), Text("次", "times")

SCHOOL = Column("id", Text("学校编号", "school id"), "text", aliases=("编号", "学校"))
EVIDENCE = Column("evidence", Text("依据", "evidence"), "text", aliases=("佐证材料",), required=False)


def _text(id: str, zh: str, en: str, *aliases: str, required: bool = True) -> Column:
    return Column(id, Text(zh, en), "text", aliases=aliases, required=required)


def _day(id: str, zh: str, en: str, *aliases: str, required: bool = True) -> Column:
    return Column(id, Text(zh, en), "date", aliases=aliases, required=required)


def _pupils(id: str, zh: str, en: str, *aliases: str) -> Column:
    return Column(id, Text(zh, en), unit=PUPILS, high=100, aliases=aliases)


def _marks(id: str, zh: str, en: str, *aliases: str, required: bool = True) -> Column:
    return Column(id, Text(zh, en), unit=MARKS, decimals=2, high=100, aliases=aliases, required=required)


SCHOOLS = Table(
    "legal-schools",
    Text("学校名册", "schools"),
    [
        Column("id", Text("学校编号", "school id"), "text", aliases=("编号",)),
        _text("name", "学校名称", "name", "学校"),
        _text("deputy", "法制副校长", "deputy head for legal affairs", required=False),
        Column("classes", Text("班级数", "classes"), low=1, high=120),
    ],
)

LECTURES = Table(
    "lectures",
    Text("法制讲座日程", "lectures"),
    [
        SCHOOL,
        _day("date", "讲座日期", "date", "日期"),
        _text("topic", "主题", "topic", "专题", required=False),
        _text("speaker", "主讲人", "speaker", "主讲家长义工", required=False),
        _day("told", "通知日期", "told on", required=False),
        EVIDENCE,
    ],
    rows="event",
    absence="zero",
    key=["id", "date"],
    period="date",
    evidence="evidence",
)

SCHOOL_SESSIONS = Table(
    "school-sessions",
    Text("学校法治辅导", "sessions at a school"),
    [
        SCHOOL,
        _text("deputy", "副校长编号", "deputy head", "法制副校长"),
        _day("date", "辅导日期", "date", "日期"),
        _text("topic", "辅导主题", "topic", "主题"),
        EVIDENCE,
    ],
    rows="event",
    absence="zero",
    key=["id", "date"],
    period="date",
    evidence="evidence",
)

COUNSELLORS = Table(
    "school-classes",
    Text("学校班级与法制辅导员", "classes and counsellors of a school"),
    [
        SCHOOL,
        _text("class", "班级编号", "class", "班级"),
        _text("counsellor", "法制辅导员", "counsellor", "辅导员", required=False),
    ],
    rows="event",
    key=["id", "class"],
    limit=120,
)

LESSONS = Table(
    "lessons",
    Text("地方课程课时", "lessons held"),
    [
        SCHOOL,
        _day("date", "周次日期", "a day of the week", "日期"),
        Column("classes", Text("上课班级数", "classes that had the lesson"), high=120, aliases=("开课班级数",)),
        EVIDENCE,
    ],
    rows="event",
    absence="zero",
    key=["id", "date"],
    period="date",
    evidence="evidence",
    limit=100,
)

FIVE_IN_PLACE = Table(
    "five-in-place",
    Text("五落实月统计", "five in place, monthly"),
    [
        SCHOOL,
        _text("month", "月份", "month"),
        *(Column(id, Text(zh, en), "flag", aliases=(zh[:2],)) for id, zh, en in FIVE),
        EVIDENCE,
    ],
    key=["id", "month"],
    period="month",
    evidence="evidence",
)

SIX_OF_SCHOOL = Table(
    "six-ones",
    Text("六个一班级统计", "six ones, by class"),
    [
        SCHOOL,
        _text("class", "班级编号", "class", "班级"),
        _pupils("pupils", "班级人数", "pupils", "学生数"),
        *(_pupils(id, zh, en) for id, zh, en in SIX_ONES),
        EVIDENCE,
    ],
    rows="event",
    key=["id", "class"],
    evidence="evidence",
    limit=120,
)

EXAMPLES_CHOSEN = Table(
    "examples-chosen",
    Text("学期评选记录", "pupils and families chosen"),
    [
        SCHOOL,
        _text("term", "学期", "term"),
        Column("kind", Text("评选项目", "kind"), "text", choices=EXAMPLES),
        _text("who", "当选学生或家庭", "chosen", "当选者"),
        Column("noted", Text("记入成长档案", "noted in the pupil’s file"), "flag"),
        EVIDENCE,
    ],
    rows="event",
    absence="zero",
    key=["id", "term", "kind", "who"],
    period="term",
    evidence="evidence",
)

FILINGS = Table(
    "filings",
    Text("阶段材料报送", "what is filed"),
    [
        SCHOOL,
        Column("stage", Text("阶段", "stage"), "text", choices=STAGES),
        _text("item", "报送材料", "item", "材料"),
        _day("due", "应报日期", "due on", "截止日期"),
        _day("filed", "报送日期", "filed on", "上报日期", required=False),
        EVIDENCE,
    ],
    rows="event",
    key=["id", "stage", "item"],
    evidence="evidence",
    limit=50,
)

FINAL_CHECKS = Table(
    "final-checks",
    Text("总结验收", "final inspection"),
    [
        SCHOOL,
        _marks("own", "自检得分", "own mark"),
        _day("own-on", "自检日期", "own check on"),
        _marks("bureau", "验收得分", "the bureau’s mark"),
        _day("bureau-on", "验收日期", "inspected by the bureau on"),
        EVIDENCE,
    ],
    evidence="evidence",
)

VOLUNTEERS = Table(
    "volunteers",
    Text("法制宣传义工名册", "volunteers"),
    [
        Column("id", Text("义工编号", "volunteer id"), "text", aliases=("编号",)),
        _text("name", "姓名", "name"),
        _text("school", "所在学校", "school", "学校"),
        _text("employer", "工作单位", "employer"),
        Column("appointed", Text("已发聘书", "appointed"), "flag", aliases=("聘书",)),
    ],
)

RATINGS = Table(
    "volunteer-ratings",
    Text("义工测评", "ratings of volunteers"),
    [
        Column("id", Text("义工编号", "volunteer id"), "text", aliases=("编号",)),
        Column("group", Text("测评方", "group"), "text", choices=RATERS),
        _text("sheet", "测评表号", "sheet"),
        _marks("marks", "测评得分", "marks", "得分"),
        EVIDENCE,
    ],
    rows="event",
    absence="no-data",
    key=["id", "group", "sheet"],
    evidence="evidence",
    giver="group",
    limit=500,
)

DEPUTIES = Table(
    "deputies",
    Text("法制副校长名册", "deputy heads for legal affairs"),
    [
        Column("id", Text("副校长编号", "deputy id"), "text", aliases=("编号",)),
        _text("name", "姓名", "name"),
        _text("school", "所在学校", "school", "学校"),
        _marks("planning", "规划计划得分", "planning", "参与制订规划计划"),
        _marks("cases", "案件处理得分", "cases handled", "协助处理案件"),
    ],
)

DEPUTY_SESSIONS = Table(
    "deputy-sessions",
    Text("副校长法治辅导", "sessions of a deputy head"),
    [
        Column("id", Text("副校长编号", "deputy id"), "text", aliases=("编号", "法制副校长")),
        _day("date", "辅导日期", "date", "日期"),
        _text("topic", "辅导主题", "topic", "主题"),
        EVIDENCE,
    ],
    rows="event",
    absence="zero",
    key=["id", "date"],
    period="date",
    evidence="evidence",
)

CLASSES = Table(
    "legal-classes",
    Text("班级名册", "classes with counsellors"),
    [
        Column("id", Text("班级编号", "class id"), "text", aliases=("班级",)),
        _text("school", "学校编号", "school", "学校"),
        _text("counsellor", "法制辅导员", "counsellor", "辅导员", required=False),
    ],
)

SIX_OF_CLASS = Table(
    "class-six-ones",
    Text("班级六个一", "six ones of a class"),
    [
        Column("id", Text("班级编号", "class id"), "text", aliases=("班级",)),
        _pupils("pupils", "班级人数", "pupils", "学生数"),
        *(_pupils(id, zh, en) for id, zh, en in SIX_ONES),
        EVIDENCE,
    ],
    evidence="evidence",
)

CLASS_CHECKS = Table(
    "class-checks",
    Text("辅导员工作检查", "checks of counsellors"),
    [
        Column("id", Text("班级编号", "class id"), "text", aliases=("班级",)),
        _marks("notes", "教案得分", "lesson notes", "教案"),
        _marks("activities", "活动得分", "activities", "主题活动"),
        EVIDENCE,
    ],
    evidence="evidence",
)

FAMILIES = Table(
    "families",
    Text("家庭名册", "families"),
    [
        Column("id", Text("家庭编号", "family id"), "text", aliases=("编号",)),
        _text("name", "学生姓名", "pupil", "学生"),
        _text("school", "学校编号", "school", "学校"),
        _text("class", "班级编号", "class", "班级"),
        Column("law-abiding", Text("无违法记录", "no offence on record"), "flag", aliases=("守法",)),
    ],
)

FAMILY_ACTIVITIES = Table(
    "family-activities",
    Text("家庭六个一", "six ones of a family"),
    [
        Column("id", Text("家庭编号", "family id"), "text", aliases=("编号",)),
        *(Column(id, Text(zh, en), unit=TIMES, high=100) for id, zh, en in SIX_ONES),
        EVIDENCE,
    ],
    absence="zero",
    evidence="evidence",
)

TABLES = (
    SCHOOLS,
    LECTURES,
    SCHOOL_SESSIONS,
    COUNSELLORS,
    LESSONS,
    FIVE_IN_PLACE,
    SIX_OF_SCHOOL,
    EXAMPLES_CHOSEN,
    FILINGS,
    FINAL_CHECKS,
    VOLUNTEERS,
    RATINGS,
    DEPUTIES,
    DEPUTY_SESSIONS,
    CLASSES,
    SIX_OF_CLASS,
    CLASS_CHECKS,
    FAMILIES,
    FAMILY_ACTIVITIES,
)
