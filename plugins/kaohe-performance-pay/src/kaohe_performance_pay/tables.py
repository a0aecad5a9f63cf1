"""The tables (台账) of performance pay: the roster, and what is recorded about the people on it."""

from __future__ import annotations

from kaohe_core import Column, Table, Text

ON_DUTY = "在岗"
RESTING = "组织安排休息"
ARRANGEMENTS = (
    ON_DUTY,
    "督导员",
    "专职总支书记",
    "专职总支副书记",
    "专职工会主席",
    "挂职",
    "抽调",
    RESTING,
)
KINDS = ("专任教师", "幼儿园教师", "非教学人员")
RESULT_KINDS = ("任教一门检测学科", "任教两门检测学科", "专职体音美", "任教非检测学科")
DISCIPLINE_KINDS = ("通报批评", "警告", "记过", "记大过", "降级", "撤职", "开除")

DAYS, TIMES, MARKS = Text("天", "days"), Text("次", "times"), Text("分", "marks")

ID = Column("id", Text("工号", "staff id"), "text", aliases=("编号", "教师编号", "姓名"))
NAMED = Column("name", Text("教师姓名", "name"), "text", required=False)  # beside the id, for the reader's sake
TERM = Column("term", Text("学期", "term"), "text")
EVIDENCE = Column("evidence", Text("依据", "evidence"), "text", aliases=("原始依据", "佐证材料"), required=False)


def _days(id: str, title: Text, *aliases: str, high: int = 200) -> Column:
    """A number of days, half days included."""
    return Column(id, title, unit=DAYS, decimals=1, high=high, aliases=aliases)


def _marks(id: str, title: Text, high: int, *aliases: str, required: bool = True) -> Column:
    """Marks with two decimals, from 0 to the full marks of the sheet."""
    return Column(id, title, unit=MARKS, decimals=2, high=high, aliases=aliases, required=required)


def _by_term(id: str, title: Text, *columns: Column) -> Table:
    """A table with one row per person and term; everybody it is about must have one."""
    return Table(
        id, title, [ID, NAMED, TERM, *columns, EVIDENCE], key=["id", "term"], period="term", evidence="evidence"
    )


STAFF = Table(
    "staff",
    Text("教职工名册", "staff"),
    [
        Column("id", Text("工号", "staff id"), "text", aliases=("编号", "教师编号")),
        Column("name", Text("姓名", "name"), "text"),
        Column("sex", Text("性别", "sex"), "text", choices=("男", "女")),
        Column("born", Text("出生日期", "born"), "date", aliases=("出生年月日", "生日")),
        Column("unit", Text("单位", "unit"), "text", aliases=("部门",), required=False),
        Column("employment", Text("用工性质", "employment"), "text", aliases=("编制", "编制性质")),
        Column("in-post", Text("是否在岗", "in post"), "flag"),
        Column("kind", Text("岗位类别", "kind of post"), "text", choices=KINDS),
        Column("arrangement", Text("工作安排", "arrangement"), "text", choices=ARRANGEMENTS),
        # An empty cell of these two reads as 否 where the scheme says so: offices fill in the exceptions only.
        Column("private-school", Text("在私立学校任教", "teaches at a private school"), "flag", required=False),
        Column("salary-stopped", Text("停发工资", "salary stopped"), "flag", required=False),
        # Only where the results are quantified by the kind of teacher.
        Column("result-kind", Text("成绩量化类别", "kind of results"), "text", choices=RESULT_KINDS, required=False),
        # Only where the homeroom score comes from the result of the class.
        Column("homeroom-class", Text("所带班级", "homeroom class"), "text", aliases=("任班主任班级",), required=False),
    ],
)

ATTENDANCE = _by_term(
    "attendance",
    Text("考勤", "attendance"),
    _days("sick-days", Text("病假天数", "sick days"), "病假"),
    _days("personal-days", Text("事假天数", "personal leave days"), "事假"),
    _days("absent-days", Text("旷工天数", "days absent"), "旷工"),
    Column(
        "missed-signs",
        Text("签到签退缺次", "missed sign-ins and sign-outs"),
        unit=TIMES,
        high=800,
        aliases=("缺签次数", "签到、签退缺次"),
    ),
    # What only the yearly appraisal asks for; an empty cell is none.
    Column(
        "hospital-days",
        Text("其中住院天数", "of these in hospital"),
        unit=DAYS,
        decimals=1,
        high=200,
        aliases=("住院天数", "住院"),
        required=False,
    ),
    Column(
        "missed-lessons",
        Text("旷课节数", "lessons missed"),
        unit=Text("节", "lessons"),
        high=800,
        aliases=("旷课",),
        required=False,
    ),
)

REGULATED_LEAVE = Table(
    "regulated-leave",
    Text("规定假", "leave under its own regulations"),
    [
        ID,
        NAMED,
        TERM,
        Column("kind", Text("假别", "kind of leave"), "text", choices=("婚假", "丧假", "产假", "陪产假", "其他规定假")),
        Column("start", Text("开始日期", "first day"), "date", aliases=("起始日期",)),
        _days("days", Text("天数", "days"), "规定假天数"),
        EVIDENCE,
    ],
    rows="event",
    absence="zero",
    key=["id", "start"],
    period="term",
    evidence="evidence",
    limit=50,
)

POSTS = Table(
    "posts",
    Text("岗位工作量", "posts and workloads"),
    [
        ID,
        NAMED,
        Column("post", Text("岗位", "post"), "text", aliases=("任教学科", "岗位名称")),
        Column(
            "weekly",
            Text("周工作量", "weekly workload"),
            unit=Text("节", "lessons"),
            decimals=1,
            high=60,
            aliases=("标准周工作量", "周课时"),
        ),
        EVIDENCE,
    ],
    rows="event",
    absence="no-data",  # whoever is scored has at least one post
    key=["id", "post"],
    evidence="evidence",
    limit=20,
)

TERM_MARKS = _by_term(
    "term-marks",
    Text("教学过程考核", "term marks of teaching"),
    _marks("routine", Text("教学常规", "teaching routine"), 40, "教学常规得分", "常规"),
    # Those whose research is judged at discretion need none.
    _marks("research", Text("教研活动", "research activity"), 30, "教研活动得分", "教研", required=False),
)

DUTY_MARKS = _by_term(
    "duty-marks",
    Text("非教学岗位过程考核", "term marks of non-teaching staff"),
    _marks("duties", Text("岗位职责", "duties of the post"), 20, "岗位职责履行"),
    _marks("safety", Text("安全管理", "safety"), 10, "安全管理职责"),
    _marks("attitude", Text("工作态度", "attitude"), 10, "工作态度与责任心"),
)

ROLE_SHARES = Table(
    "role-shares",
    Text("兼职分值比例", "shares of several posts"),
    [
        ID,
        NAMED,
        *(
            Column(id, Text(zh, en), decimals=2, high=1, aliases=(f"{zh}比例",))
            for id, zh, en in (
                ("teaching", "教学分", "teaching"),
                ("kindergarten", "幼教分", "kindergarten"),
                ("duties", "兼职分", "other duties"),
            )
        ),
        EVIDENCE,
    ],
    absence="not-applicable",  # whoever has no row has one post only
    evidence="evidence",
)

TEACHING_QUALITY = Table(
    "teaching-quality",
    Text("教学质量", "teaching quality"),
    [
        ID,
        NAMED,
        TERM,
        Column("course", Text("班级学科", "class and subject"), "text", aliases=("任教班级学科", "班级科目")),
        _marks("own-mean", Text("本班均分", "own mean"), 150, "均分", "班级均分"),
        _marks("town-mean", Text("全镇均分", "town mean"), 150),
        Column("rank", Text("本学期名次", "rank"), unit=Text("名", "place"), low=1, high=500, aliases=("名次",)),
        Column("taken-over", Text("是否接课", "taken over"), "flag", aliases=("接课", "接班")),
        Column(
            "last-rank",
            Text("上学期名次", "last term’s rank"),
            unit=Text("名", "place"),
            low=1,
            high=500,
            required=False,
        ),
        Column(
            "last-gap",
            Text("上学期低于全镇均分", "last term’s gap below the town mean"),
            unit=MARKS,
            decimals=2,
            low=-150,
            high=150,
            aliases=("上学期差距",),
            required=False,
        ),
        EVIDENCE,
    ],
    rows="event",
    absence="no-data",
    key=["id", "term", "course"],
    period="term",
    evidence="evidence",
    limit=20,
)

KINDERGARTEN_RESULTS = _by_term(
    "kindergarten-results",
    Text("幼儿园业绩", "kindergarten results"),
    _marks("showing", Text("活动成果展示", "activity showing"), 10, "活动成果"),
    _marks("safety", Text("安全管理", "safety"), 5),
    _marks("enrolment", Text("学额巩固", "enrolment kept"), 5),
)

POST_TARGETS = _by_term(
    "post-targets",
    Text("岗位目标完成", "targets of the post"),
    _marks("target", Text("岗位目标", "target"), 10, "目标完成得分"),
)

RATINGS = Table(
    "ratings",
    Text("民主测评", "panel ratings"),
    [
        ID,
        NAMED,
        Column("rater", Text("测评人", "rater"), "text"),
        *(
            Column(id, Text(zh, en), unit=MARKS, decimals=1, high=10)
            for id, zh, en in (
                ("virtue", "德", "virtue"),
                ("ability", "能", "ability"),
                ("diligence", "勤", "diligence"),
                ("achievement", "绩", "achievement"),
                ("probity", "廉", "probity"),
            )
        ),
        EVIDENCE,
    ],
    rows="event",
    absence="no-data",
    key=["id", "rater"],
    evidence="evidence",
    giver="rater",
    limit=100,
)

DISCIPLINE = Table(
    "discipline",
    Text("处分", "discipline"),
    [
        ID,
        NAMED,
        Column("date", Text("处分日期", "date"), "date", aliases=("日期",)),
        Column("kind", Text("处分种类", "kind"), "text", choices=DISCIPLINE_KINDS),
        EVIDENCE,
    ],
    rows="event",
    absence="zero",
    key=["id", "date", "kind"],
    period="date",
    evidence="evidence",
    limit=20,
)

STUDY_LEAVE = Table(
    "study-leave",
    Text("脱产学习", "full-time study"),
    [
        ID,
        NAMED,
        TERM,
        Column("arranged", Text("组织安排", "arranged by the school"), "flag", aliases=("是否组织安排",)),
        _days("days", Text("天数", "days"), "脱产天数"),
        EVIDENCE,
    ],
    rows="event",
    absence="zero",
    key=["id", "term", "arranged"],  # one row per term, so that the greatest row is the fullest term
    period="term",
    evidence="evidence",
    limit=50,
)

HOMEROOM = Table(
    "homeroom",
    Text("班主任", "homeroom teachers"),
    [
        # An empty cell is a class without a head, which the checks report by the name of the class.
        Column("id", Text("工号", "staff id"), "text", aliases=("班主任工号", "班主任", "姓名"), required=False),
        NAMED,
        TERM,
        Column("class", Text("班级", "class"), "text"),
        Column("pupils", Text("学生数", "pupils"), unit=Text("人", "pupils"), high=100, aliases=("班额",)),
        Column(
            "months",
            Text("任职月数", "months in post"),
            unit=Text("个月", "months"),
            decimals=1,
            high=10,
            aliases=("月数",),
        ),
        # Left out where it comes from the result of the class.
        _marks("score", Text("班主任考核得分", "homeroom score"), 100, "考核得分", required=False),
        EVIDENCE,
    ],
    rows="event",
    absence="zero",
    key=["id", "term", "class"],
    period="term",
    evidence="evidence",
    limit=20,
)

# Another scheme's result: of the class, for everybody whose class it is.
HOMEROOM_RESULT = Table(
    "homeroom-result",
    Text("班级考核结果", "result of the class"),
    [
        Column("id", Text("班级", "class"), "text"),
        _marks("total", Text("班级考核得分", "class mark"), 100),
    ],
    via="homeroom-class",
)

ACCOUNTS = Table(
    "accounts",
    Text("银行账户", "accounts"),
    [
        ID,
        NAMED,
        Column("account", Text("银行账号", "account number"), "text", aliases=("工资卡号", "账号")),
        Column("holder", Text("户名", "account holder"), "text"),
    ],
)

TABLES = (
    STAFF,
    ATTENDANCE,
    REGULATED_LEAVE,
    POSTS,
    TERM_MARKS,
    DUTY_MARKS,
    ROLE_SHARES,
    TEACHING_QUALITY,
    KINDERGARTEN_RESULTS,
    POST_TARGETS,
    RATINGS,
    DISCIPLINE,
    STUDY_LEAVE,
    HOMEROOM,
    HOMEROOM_RESULT,
    ACCOUNTS,
)
