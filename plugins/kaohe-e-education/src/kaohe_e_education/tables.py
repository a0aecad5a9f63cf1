"""The tables (台账) of county e-education and of teachers' remote training."""

from __future__ import annotations

from kaohe_core import Column, Table, Text

MODES = ("模式一", "模式二", "模式三")
DISCS = (
    ("combined", "光盘与讲授结合", "discs joined with teaching"),
    ("tutoring", "光盘替代和辅导", "discs for tutoring"),
)
FLOW = (  # the six steps of a school of the second mode, in order (E08)
    ("received", "接收", "received"),
    ("filtered", "筛选", "filtered"),
    ("catalogued", "建库编目", "catalogued"),
    ("handed-over", "报送", "handed over"),
    ("used", "应用", "used"),
    ("fed-back", "反馈", "fed back"),
)
NETWORKS = (("joined", "天网地网合一", "networks joined"), ("shared", "资源共享", "resources shared"))
REGISTERS = (  # one table, three registers, one notice column (E04)
    ("timetable", "应用课表", "timetable of use"),
    ("receipts", "资源接收登记册", "register of what was received"),
    ("uses", "应用登记册", "register of use"),
    ("maintenance", "设备维护登记册", "register of maintenance"),
    ("notices", "公示栏", "notice column"),
)
SOFTWARE, HARDWARE = "软件", "硬件"
KINDS_OF_STAFF = ("业务骨干", "校长", "管理人员和骨干教师", "功能室管理人员", "学科整合教师")
MODULES = 5
ONLINE, ON_PAPER = "网上", "纸质"
COUNTS, COPIED, POOR = "有效", "抄袭", "质量低"

MARKS, TIMES, PEOPLE = Text("分", "marks"), Text("次", "times"), Text("人", "people")
SCHOOL = Column("id", Text("学校编号", "school id"), "text", aliases=("编号", "学校"))
NAMED = Column("name", Text("学校名称", "school"), "text", aliases=("校名",), required=False)
TERM = Column("term", Text("学期", "term"), "text")
EVIDENCE = Column("evidence", Text("依据", "evidence"), "text", aliases=("佐证材料",), required=False)


def _flag(id: str, zh: str, en: str, *, required: bool = True) -> Column:
    return Column(id, Text(zh, en), "flag", required=required)


def _count(id: str, zh: str, en: str, high: int, unit: Text = TIMES) -> Column:
    return Column(id, Text(zh, en), unit=unit, high=high)


# the county's schools ----------------------------------------------------------------------------------------------

PROJECT_SCHOOLS = Table(
    "project-schools",
    Text("项目学校", "project schools"),
    [
        SCHOOL,
        Column("name", Text("学校名称", "school"), "text", aliases=("校名",)),
        Column("township", Text("乡镇", "township"), "text", aliases=("校区",)),
        Column("mode", Text("模式", "mode"), "text", choices=MODES, aliases=("项目模式",)),
    ],
)

FACILITY_USE = Table(
    "facility-use",
    Text("设施使用", "use of facilities"),
    [
        SCHOOL,
        Column("facility", Text("设施", "facility"), "text", aliases=("设备",)),
        Column("week", Text("周次", "week"), "text"),
        _count("uses", "使用次数", "times used", 500),
        EVIDENCE,
    ],
    rows="event",
    absence="no-data",  # a school without a record of use has not kept its register
    key=["id", "facility", "week"],
    evidence="evidence",
    limit=2000,
)

TAKING_PART = Table(
    "taking-part",
    Text("教师参与", "teachers taking part"),
    [
        SCHOOL,
        NAMED,
        Column("teachers", Text("专任教师数", "teachers"), unit=PEOPLE, low=1, high=500),
        _count("participating", "参与应用教师数", "teachers taking part", 500, PEOPLE),
        EVIDENCE,
    ],
    evidence="evidence",
)

KEPT_REGISTERS = Table(
    "registers",
    Text("一表三册一栏", "registers"),
    [SCHOOL, NAMED, *(_flag(*register) for register in REGISTERS), EVIDENCE],
    evidence="evidence",
)

MODE_WORK = Table(
    "mode-work",
    Text("模式应用", "work by mode"),
    # A school fills in the columns of its own mode; one that it leaves empty is "no data".
    [SCHOOL, NAMED, *(_flag(*item, required=False) for item in (*DISCS, *FLOW, *NETWORKS)), EVIDENCE],
    evidence="evidence",
)

STAGE_MARKS = Table(
    "stage-marks",
    Text("分级考评", "stages of assessment"),
    [
        SCHOOL,
        NAMED,
        *(
            Column(id, Text(zh, en), unit=MARKS, decimals=1, high=100)
            for id, zh, en in (
                ("own", "学校自评", "own assessment"),
                ("mutual", "分片互评", "mutual assessment"),
                ("county", "县局考评", "county assessment"),
            )
        ),
        EVIDENCE,
    ],
    evidence="evidence",
)

WORKS = Table(
    "works",
    Text("参赛作品", "works for contests"),
    [
        SCHOOL,
        NAMED,
        Column("title", Text("作品名称", "title"), "text", aliases=("作品",)),
        Column("prize", Text("获奖级别", "prize"), "text", choices=("未获奖", "县级", "市级", "省级", "国家级")),
        EVIDENCE,
    ],
    rows="event",
    absence="zero",
    key=["id", "title"],
    evidence="evidence",
    limit=200,
)

# the county's townships --------------------------------------------------------------------------------------------

TOWNSHIP = Column("township", Text("乡镇", "township"), "text", aliases=("校区",))

TOWNSHIPS = Table("townships", Text("乡镇名册", "townships"), [TOWNSHIP], subject="township")

BACKBONES = Table(
    "backbones",
    Text("技术骨干", "technical backbones"),
    [
        TOWNSHIP,
        Column("person", Text("姓名", "name"), "text"),
        Column("document", Text("认定文号", "document"), "text", required=False),
    ],
    rows="event",
    subject="township",
    absence="zero",
    key=["township", "person"],
    evidence="document",
    limit=20,
)

MODEL_SCHOOLS = Table(
    "model-schools",
    Text("窗口学校", "model schools"),
    [TOWNSHIP, TERM, Column("school", Text("学校", "school"), "text"), EVIDENCE],
    rows="event",
    subject="township",
    absence="zero",
    key=["township", "term", "school"],
    period="term",
    evidence="evidence",
    limit=100,
)

REPAIRS = Table(
    "repairs",
    Text("故障维修", "repairs"),
    [
        TOWNSHIP,
        Column("number", Text("报修单号", "number"), "text"),
        Column("school", Text("学校", "school"), "text"),
        Column("kind", Text("故障类别", "kind"), "text", choices=(SOFTWARE, HARDWARE)),
        Column("hours", Text("用时", "hours taken"), unit=Text("小时", "hours"), decimals=1, high=2000),
        EVIDENCE,
    ],
    rows="event",
    subject="township",
    absence="zero",
    key=["number"],
    evidence="evidence",
    limit=1000,
)

# training, added up ------------------------------------------------------------------------------------------------

TRAINING_REPORTS = Table(
    "training-reports",
    Text("培训年报", "training reports"),
    [
        Column("year", Text("年度", "year"), "text"),
        Column("stated", Text("上报合计", "stated total"), unit=PEOPLE, high=1_000_000),
    ],
    subject="year",
)

TRAINING_SESSIONS = Table(
    "training-sessions",
    Text("培训场次", "training sessions"),
    [
        Column("year", Text("年度", "year"), "text"),
        Column("session", Text("培训", "session"), "text", aliases=("培训名称",)),
        Column("place", Text("片区", "place"), "text", aliases=("地点",)),
        Column("kind", Text("人员类别", "kind of staff"), "text", choices=KINDS_OF_STAFF),
        Column("people", Text("人次", "people"), unit=PEOPLE, high=20_000),
        EVIDENCE,
    ],
    rows="event",
    subject="year",
    absence="zero",
    key=["year", "session", "place", "kind"],
    evidence="evidence",
    limit=2000,
)

# teachers' remote training -----------------------------------------------------------------------------------------

TRAINEE = Column("id", Text("学员编号", "trainee id"), "text", aliases=("编号", "教师编号"))
TRAINEE_NAMED = Column("name", Text("姓名", "name"), "text", required=False)

TRAINEES = Table(
    "trainees",
    Text("参训教师", "trainees"),
    [
        TRAINEE,
        Column("name", Text("姓名", "name"), "text"),
        Column("school", Text("学校", "school"), "text"),
        Column("born", Text("出生日期", "born"), "date"),
        _flag("registered", "是否注册", "registered"),
    ],
)

HOMEWORK = Table(
    "homework",
    Text("模块作业", "homework"),
    [
        TRAINEE,
        TRAINEE_NAMED,
        Column("module", Text("模块", "module"), unit=Text(""), low=1, high=MODULES),
        Column("submitted", Text("提交日期", "handed in"), "date", aliases=("上传日期",)),
        Column("how", Text("提交方式", "how"), "text", choices=(ONLINE, ON_PAPER)),
        Column("state", Text("审核", "state"), "text", choices=(COUNTS, COPIED, POOR)),
        Column("marks", Text("批阅得分", "marks"), unit=MARKS, decimals=1, high=100),
        EVIDENCE,
    ],
    rows="event",
    absence="zero",  # nothing handed in
    key=["id", "module", "submitted", "how"],
    evidence="evidence",
    limit=100,
)

ACTIVITY = Table(
    "activity",
    Text("学习活动", "activity"),
    [
        TRAINEE,
        TRAINEE_NAMED,
        _count("logins", "登录次数", "logins", 2000),
        Column("study", Text("在线学习", "online study"), unit=Text("小时", "hours"), decimals=1, high=2000),
        _count("posts", "交流发帖", "discussion posts", 2000),
        _count("comments", "评论", "comments", 2000),
        _count("papers", "论文", "papers", 200),
        _count("reflections", "反思", "reflections", 200),
        _count("essays", "随笔", "essays", 200),
        EVIDENCE,
    ],
    absence="zero",
    evidence="evidence",
)

TRAINING_SCHOOLS = Table(
    "training-schools",
    Text("参训学校", "training schools"),
    [
        SCHOOL,
        Column("name", Text("学校名称", "school"), "text", aliases=("校名",)),
        Column("trainees", Text("参训教师数", "trainees"), unit=PEOPLE, low=1, high=500),
    ],
)

ORGANISING = (  # what a school has for organising the training (T09)
    ("group", "领导小组", "leading group"),
    ("duties", "职责分工", "duties"),
    ("plan", "计划", "plan"),
    ("scheme", "方案", "scheme"),
    ("marks", "考核成绩", "marks"),
    ("summary", "总结", "summary"),
)

SCHOOL_FILES = Table(
    "school-files",
    Text("培训档案", "files of the training"),
    [
        SCHOOL,
        NAMED,
        *(_flag(*item) for item in ORGANISING),
        _flag("notes", "听课笔记", "listening notes"),
        _flag("attendance", "考勤", "attendance"),
        _count("files", "已建档教师数", "teachers with a file", 500, PEOPLE),
        _count("indexed", "有目录的档案数", "files with an index", 500, Text("份", "files")),
        EVIDENCE,
    ],
    evidence="evidence",
)

TABLES = (
    PROJECT_SCHOOLS,
    FACILITY_USE,
    TAKING_PART,
    KEPT_REGISTERS,
    MODE_WORK,
    STAGE_MARKS,
    WORKS,
    TOWNSHIPS,
    BACKBONES,
    MODEL_SCHOOLS,
    REPAIRS,
    TRAINING_REPORTS,
    TRAINING_SESSIONS,
    TRAINEES,
    HOMEWORK,
    ACTIVITY,
    TRAINING_SCHOOLS,
    SCHOOL_FILES,
)
