"""The tables (台账) of the yearly appraisal and of the indicator tree, beside those of performance pay."""

from __future__ import annotations

from collections.abc import Sequence

from kaohe_core import Column, Table, Text
from kaohe_performance_pay.tables import EVIDENCE, ID, MARKS, NAMED, TERM

CONDUCT = ("言行不检点", "体罚或变相体罚", "闹不团结", "无理取闹", "偶发事件不处理")
ROUTINE = ("未及时履行职责", "违反制度造成安全事故")
LEVELS = ("区级", "市级", "省级", "国家级")
PRIZES = ("一等奖", "二等奖", "三等奖", "鼓励奖")
WRITER, MEMBER = "执笔人", "成员"
SANCTIONS = ("受上级部门处分", "失职造成严重事故", "犯罪受刑罚", "其他处分定为不合格")

LEVEL = Column("level", Text("级别", "level"), "text", choices=LEVELS, aliases=("获奖级别",))
PRIZE = Column("prize", Text("奖次", "prize"), "text", choices=PRIZES, aliases=("等次", "获奖等次"))
DATED = Column("date", Text("文件日期", "date of the document"), "date", aliases=("日期", "公布日期", "发文日期"))
HAPPENED = Column("date", Text("日期", "date"), "date", aliases=("发生日期", "处理日期"))


def _dated(id: str, title: Text, what: Sequence[str], *columns: Column, date: Column = DATED) -> Table:
    """Events that count by their date, told apart by ``what``; whoever has no row has had none."""
    return Table(
        id,
        title,
        [ID, NAMED, date, *columns, EVIDENCE],
        rows="event",
        absence="zero",
        key=["id", "date", *what],
        period="date",
        evidence="evidence",
        limit=50,
    )


INCIDENTS = _dated(
    "incidents",
    Text("师德与常规事件", "incidents"),
    ["kind"],
    Column("kind", Text("事件种类", "kind of incident"), "text", choices=(*CONDUCT, *ROUTINE), aliases=("种类",)),
    date=HAPPENED,
)

LAB_LESSONS = Table(
    "lab-lessons",
    Text("实验课开设", "laboratory lessons"),
    [
        ID,
        NAMED,
        TERM,
        Column("planned", Text("应开节数", "planned"), unit=Text("节", "lessons"), low=1, high=200),
        Column("held", Text("实开节数", "held"), unit=Text("节", "lessons"), high=200),
        EVIDENCE,
    ],
    rows="event",
    absence="zero",  # whoever teaches no experiments has no row, and the clause is not about them
    key=["id", "term"],
    period="term",
    evidence="evidence",
    limit=10,
)

TEACHING_SCORES = Table(
    "teaching-scores",
    Text("教学成绩分", "teaching results"),
    [
        ID,
        NAMED,
        Column("score", Text("教学成绩总分", "score"), unit=MARKS, decimals=2, high=1000, aliases=("总分", "成绩分")),
        EVIDENCE,
    ],
    evidence="evidence",
)

HONOURS = _dated(
    "honours",
    Text("先进与荣誉称号", "honours"),
    ["title"],
    Column("title", Text("称号", "title"), "text", aliases=("荣誉称号",)),
    LEVEL,
)

CONTEST_PRIZES = _dated(
    "contest-prizes",
    Text("教师竞赛获奖", "teachers’ contest prizes"),
    ["title"],
    Column("title", Text("竞赛名称", "contest"), "text", aliases=("竞赛", "项目")),
    LEVEL,
    PRIZE,
)

COACHED_PRIZES = _dated(
    "coached-prizes",
    Text("辅导学生获奖", "pupils’ prizes"),
    ["title", "pupil"],
    Column("title", Text("竞赛名称", "contest"), "text", aliases=("竞赛", "项目")),
    Column("pupil", Text("学生", "pupil"), "text", aliases=("获奖学生",)),
    LEVEL,
    PRIZE,
)

GROUP_PLACES = _dated(
    "group-places",
    Text("团体名次", "group places"),
    ["title"],
    Column("title", Text("活动名称", "event"), "text", aliases=("会演或运动会",)),
    LEVEL,
    Column("place", Text("名次", "place"), unit=Text("名", "place"), low=1, high=200, aliases=("团体名次",)),
)

PAPERS = _dated(
    "papers",
    Text("发表论文", "papers"),
    ["title"],
    Column("title", Text("论文题目", "title"), "text", aliases=("题目",)),
    Column("journal", Text("刊物", "journal"), "text", aliases=("报刊",)),
    Column("proper", Text("是否正规教育报刊", "proper education journal"), "flag", aliases=("正规教育报刊",)),
    Column("signed", Text("是否署校名", "signed with the school’s name"), "flag", aliases=("署校名",)),
)

RESEARCH_PROJECTS = _dated(
    "research-projects",
    Text("科研课题", "research projects"),
    ["title"],
    Column("title", Text("课题名称", "project"), "text", aliases=("课题",)),
    LEVEL,
    PRIZE,
    Column("role", Text("分工", "role"), "text", choices=(WRITER, MEMBER)),
    Column(
        "others",
        Text("其余人数", "members beside the writer"),
        unit=Text("人", "people"),
        high=30,
        aliases=("执笔人以外人数",),
    ),
    # Empty: the half of the members is shared equally.
    Column("share", Text("分配比例", "assigned share"), decimals=4, high=1, aliases=("占比",), required=False),
)

SANCTIONED = _dated(
    "sanctions",
    Text("一票否决事项", "vetoes"),
    ["kind"],
    Column("kind", Text("事项", "what happened"), "text", choices=SANCTIONS, aliases=("否决事项",)),
    date=HAPPENED,
)

INDICATOR_MARKS = Table(
    "indicator-marks",
    Text("二级指标评分", "marks of the second-level indicators"),
    [
        ID,
        NAMED,
        TERM,
        Column("indicator", Text("二级指标", "indicator"), "text", aliases=("指标",)),
        Column("mark", Text("评分", "mark"), unit=MARKS, decimals=1, high=100, aliases=("得分", "百分制得分")),
        EVIDENCE,
    ],
    rows="event",
    absence="no-data",
    key=["id", "term", "indicator"],  # a new indicator is a new row, not a new column
    period="term",
    evidence="evidence",
    limit=60,
)

SUBJECT_RESULTS = Table(
    "subject-results",
    Text("任教学科成绩", "results by subject"),
    [
        ID,
        NAMED,
        TERM,
        Column("subject", Text("学科", "subject"), "text", aliases=("任教学科",)),
        Column("tested", Text("是否检测学科", "tested"), "flag", aliases=("检测学科",)),
        # Tested subjects only; the checks see to it.
        Column("own-mean", Text("本班均分", "own mean"), unit=MARKS, decimals=2, high=150, required=False),
        Column("grade-mean", Text("年级均分", "grade’s mean"), unit=MARKS, decimals=2, low=1, high=150, required=False),
        # Every subject, tested or not, has one: an empty cell is a mistake.
        Column(
            "practical",
            Text("实践性考查", "practical test"),
            unit=MARKS,
            decimals=1,
            high=100,
            aliases=("实践性考查成绩", "考查成绩"),
        ),
        Column("showing", Text("训练展演", "training and shows"), unit=MARKS, decimals=1, high=100, required=False),
        Column("pupils", Text("学生数", "pupils"), unit=Text("人", "pupils"), low=1, high=1000, aliases=("参考人数",)),
        Column("passed", Text("合格人数", "passed"), unit=Text("人", "pupils"), high=1000, aliases=("达标人数",)),
        EVIDENCE,
    ],
    rows="event",
    absence="no-data",
    key=["id", "term", "subject"],
    period="term",
    evidence="evidence",
    limit=20,
)

COURSE_DEVELOPMENT = Table(
    "course-development",
    Text("课程开发", "courses developed"),
    [
        ID,
        NAMED,
        TERM,
        Column("course", Text("校本课程", "course"), "text", aliases=("课程名称",)),
        *(
            Column(id, Text(zh, en), unit=MARKS, decimals=1, high=10)
            for id, zh, en in (
                ("quality", "质量", "quality"),
                ("process", "过程", "process"),
                ("outcome", "结果", "result"),
            )
        ),
        EVIDENCE,
    ],
    rows="event",
    absence="zero",
    key=["id", "term", "course"],
    period="term",
    evidence="evidence",
    limit=10,
)

TABLES = (
    INCIDENTS,
    LAB_LESSONS,
    TEACHING_SCORES,
    HONOURS,
    CONTEST_PRIZES,
    COACHED_PRIZES,
    GROUP_PLACES,
    PAPERS,
    RESEARCH_PROJECTS,
    SANCTIONED,
    INDICATOR_MARKS,
    SUBJECT_RESULTS,
    COURSE_DEVELOPMENT,
)
