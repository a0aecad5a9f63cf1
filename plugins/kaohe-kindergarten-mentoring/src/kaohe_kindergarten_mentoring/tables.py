"""The tables (台账) of mentoring: kindergartens, their teachers, host schools, and what is recorded about them."""

from __future__ import annotations

from kaohe_core import Column, Table, Text

ENGLISH = {"improved": "visible improvement", "standard": "up to standard", "feature": "a feature of its own"}
STAGES = {"improved": "有起色", "standard": "达标", "feature": "有特色"}
FORMS = ("一对一", "一对二")
GRADES = ("优秀", "良好", "合格", "不合格")

MARKS, PEOPLE, YUAN = Text("分", "marks"), Text("人", "people"), Text("元", "yuan")
KINDERGARTEN = Column("id", Text("园编号", "kindergarten id"), "text", aliases=("幼儿园", "园名", "附属幼儿园"))
NAMED = Column("name", Text("园名称", "kindergarten"), "text", required=False)  # beside the id, for the reader's sake
TERM = Column("term", Text("学期", "term"), "text")
DATE = Column("date", Text("日期", "date"), "date")
EVIDENCE = Column("evidence", Text("依据", "evidence"), "text", aliases=("原始依据", "佐证材料"), required=False)


def _flag(id: str, zh: str, en: str) -> Column:
    return Column(id, Text(zh, en), "flag")


def _by_term(id: str, title: Text, *columns: Column) -> Table:
    """A table with one row per kindergarten and term; every kindergarten must have one."""
    return Table(
        id,
        title,
        [KINDERGARTEN, NAMED, TERM, *columns, EVIDENCE],
        key=["id", "term"],
        period="term",
        evidence="evidence",
    )


KINDERGARTENS = Table(
    "kindergartens",
    Text("附属幼儿园名册", "attached kindergartens"),
    [
        Column("id", Text("园编号", "kindergarten id"), "text", aliases=("编号",)),
        Column("name", Text("园名称", "name"), "text", aliases=("幼儿园", "园名")),
        Column("township", Text("乡镇", "township"), "text"),
        Column("host", Text("所属小学", "host school"), "text", aliases=("依托小学",)),
        # Empty cells of these three are errors of a kind of their own, which the checks report.
        Column("mentor", Text("结对教师", "mentor"), "text", aliases=("帮扶教师",), required=False),
        Column("trainer", Text("集中培训", "trainer"), "text", aliases=("集中培训负责人",), required=False),
        Column("supervisor", Text("规划与督导", "supervisor"), "text", aliases=("督导",), required=False),
        Column("started", Text("结对开始日期", "start of mentoring"), "date", aliases=("开始日期",)),
    ],
)

# The same file as the roster of teachers, read by kindergarten.
STAFF = Table(
    "kindergarten-staff",
    Text("附属园教师", "teachers by kindergarten"),
    [
        Column("kindergarten", Text("所在园", "kindergarten"), "text", aliases=("园编号",)),
        Column("teacher", Text("工号", "staff id"), "text", aliases=("编号",)),
        Column("teacher-name", Text("姓名", "name"), "text"),
    ],
    rows="event",
    subject="kindergarten",
    key=["teacher"],
    limit=50,
)

PLANS = _by_term(
    "mentoring-plans",
    Text("帮扶计划", "mentoring plans"),
    _flag("made", "已制定计划", "plan made"),
    Column("carried-out", Text("落实比例", "carried out"), unit=Text("%", "%"), high=100, aliases=("完成比例",)),
)

ENVIRONMENT = Table(
    "environment",
    Text("环境创设", "environment"),
    [
        KINDERGARTEN,
        NAMED,
        # An empty cell is a stage that has not been reached.
        *(
            Column(id, Text(f"{stage}日期", f"reached: {en}"), "date", aliases=(stage,), required=False)
            for (id, stage), en in zip(
                STAGES.items(), ("visible improvement", "up to standard", "a feature of its own"), strict=True
            )
        ),
        EVIDENCE,
    ],
    evidence="evidence",
)

RESEARCH = Table(
    "research",
    Text("针对性教研", "research with teachers"),
    [
        KINDERGARTEN,
        NAMED,
        DATE,
        Column(
            "teacher", Text("教师工号", "teacher"), "text", aliases=("工号",)
        ),  # one row for each teacher taking part
        Column("form", Text("形式", "form"), "text", choices=FORMS),
        Column("topic", Text("内容", "topic"), "text", aliases=("主题",), required=False),
        EVIDENCE,
    ],
    rows="event",
    absence="zero",
    key=["date", "teacher", "topic"],
    period="date",
    evidence="evidence",
    limit=500,
)

THEME_COURSES = _by_term(
    "theme-courses",
    Text("共享主题活动", "shared theme courses"),
    _flag("plan", "课程计划", "plan"),
    _flag("scheme", "活动方案", "scheme"),
    _flag("pictures", "活动图片", "pictures"),
    _flag("summary", "活动小结", "summary"),
)

HOME_WORK = _by_term(
    "home-work",
    Text("家园共育", "home-kindergarten work"),
    _flag("plan", "共育计划", "plan"),
    _flag("scheme", "共育方案", "scheme"),
    _flag("process", "实施过程", "process"),
    _flag("summary", "共育小结", "summary"),
)

PRACTICE = _by_term(
    "teaching-practice",
    Text("混龄教学与本土游戏", "mixed-age teaching and local games"),
    _flag("mixed-age", "开展混龄教学", "mixed-age teaching"),
    Column("local-games", Text("本土游戏个数", "local games"), unit=Text("个", "games"), high=100),
)

MEETINGS = Table(
    "meeting-attendance",
    Text("集体教研签到", "attendance at research meetings"),
    [
        KINDERGARTEN,
        NAMED,
        DATE,
        Column("due", Text("应到人数", "due"), unit=PEOPLE, high=50, aliases=("应到",)),
        Column("present", Text("实到人数", "present"), unit=PEOPLE, high=50, aliases=("实到",)),
        Column("questions", Text("带问题人数", "with a question"), unit=PEOPLE, high=50, aliases=("带问题",)),
        Column("narratives", Text("带教育叙事人数", "with a narrative"), unit=PEOPLE, high=50, aliases=("带叙事",)),
        EVIDENCE,
    ],
    rows="event",
    absence="zero",
    key=["id", "date"],
    period="date",
    evidence="evidence",
    limit=60,
)

SUMMARY_MEETINGS = Table(
    "summary-meetings",
    Text("帮扶总结会", "summary meetings"),
    [
        Column("township", Text("乡镇", "township"), "text"),
        TERM,
        DATE,
        EVIDENCE,
    ],
    rows="event",
    subject="township",
    absence="zero",
    key=["township", "term"],
    period="term",
    evidence="evidence",
    limit=10,
    via="township",
)

TEACHERS = Table(
    "kindergarten-teachers",
    Text("附属园教师名册", "kindergarten teachers"),
    [
        Column("id", Text("工号", "staff id"), "text", aliases=("编号",)),
        Column("name", Text("姓名", "name"), "text"),
        Column("kindergarten", Text("所在园", "kindergarten"), "text", aliases=("园编号",)),
        Column("basic-pay", Text("月基本工资", "basic pay a month"), unit=YUAN, decimals=2, high=20000),
        Column("months", Text("任教月数", "months"), unit=Text("个月", "months"), decimals=1, high=12),
    ],
)

TEACHER_MARKS = Table(
    "teacher-marks",
    Text("附属园教师考核", "marks of kindergarten teachers"),
    [
        Column("id", Text("工号", "staff id"), "text", aliases=("编号", "姓名")),
        TERM,
        Column("routine", Text("教学常规", "teaching routine"), unit=MARKS, decimals=2, high=70),
        Column("growth", Text("专业成长", "professional growth"), unit=MARKS, decimals=2, high=30),
        EVIDENCE,
    ],
    key=["id", "term"],
    period="term",
    evidence="evidence",
)

HOSTS = Table(
    "host-schools",
    Text("村级小学名册", "host schools"),
    [
        Column("id", Text("学校编号", "school id"), "text", aliases=("编号",)),
        Column("name", Text("学校名称", "name"), "text", aliases=("学校",)),
        Column("kindergarten", Text("附属园编号", "attached kindergarten"), "text", aliases=("附属幼儿园",)),
        Column("school-mark", Text("学校工作得分", "mark of the school’s own work"), unit=MARKS, decimals=2, high=100),
    ],
)

# Another scheme's result: of the kindergarten, for the school it is attached to.
RESULT = Table(
    "kindergarten-result",
    Text("附属园评估结果", "result of the kindergarten"),
    [
        Column("id", Text("园编号", "kindergarten id"), "text"),
        Column("total", Text("附属园评估得分", "mark of the kindergarten"), unit=MARKS, decimals=2, high=100),
        Column("grade", Text("附属园评估等次", "grade of the kindergarten"), "text", choices=GRADES),
    ],
    via="kindergarten",
)

APPLICANTS = Table(
    "promotion-applicants",
    Text("职称晋升申报人", "applicants for promotion"),
    [
        Column("id", Text("工号", "staff id"), "text", aliases=("编号",)),
        Column("name", Text("姓名", "name"), "text"),
        Column("applied", Text("申报日期", "applied on"), "date", aliases=("日期",)),
    ],
)

VILLAGE_WORK = Table(
    "village-work",
    Text("支教经历", "support work in villages"),
    [
        Column("id", Text("工号", "staff id"), "text", aliases=("编号", "姓名")),
        Column("place", Text("支教园", "where"), "text", aliases=("支教单位",)),
        Column("start", Text("开始日期", "first day"), "date"),
        Column("end", Text("结束日期", "last day"), "date"),
        EVIDENCE,
    ],
    rows="event",
    absence="zero",
    key=["id", "start"],
    evidence="evidence",
    limit=20,
)

TABLES = (
    KINDERGARTENS,
    STAFF,
    PLANS,
    ENVIRONMENT,
    RESEARCH,
    THEME_COURSES,
    HOME_WORK,
    PRACTICE,
    MEETINGS,
    SUMMARY_MEETINGS,
    TEACHERS,
    TEACHER_MARKS,
    HOSTS,
    RESULT,
    APPLICANTS,
    VILLAGE_WORK,
)
