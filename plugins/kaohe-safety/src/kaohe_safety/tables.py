"""The tables (台账) of safety and fire targets: the units, and what is recorded about them."""

from __future__ import annotations

from kaohe_core import Column, Table, Text

KINDS = ("乡镇街道", "行业部门", "企业", "社会单位")
LINES = ("安全生产", "消防", "森林防火")
AREAS = (
    "燃气",
    "危险化学品",
    "道路交通",
    "消防",
    "烟花爆竹",
    "建筑施工",
    "冰雪旅游",
    "非煤矿山",
    "学校和幼儿园",
    "养老机构",
)
PREMISES = (
    "小学校或幼儿园",
    "小医院",
    "小商店",
    "小餐饮场所",
    "小旅馆",
    "小歌舞娱乐场所",
    "小网吧",
    "小美容洗浴场所",
    "小生产加工企业",
)
SEVERE = ("重大", "特别重大", "恶性")
SEVERITIES = ("一般", "较大", *SEVERE)

ID = Column("id", Text("单位编号", "unit id"), "text", aliases=("编号", "单位"))
LINE = Column("line", Text("条线", "line"), "text", choices=LINES)
EVIDENCE = Column("evidence", Text("依据", "evidence"), "text", aliases=("佐证材料",), required=False)


def _text(id: str, zh: str, en: str, *aliases: str, required: bool = True) -> Column:
    return Column(id, Text(zh, en), "text", aliases=aliases, required=required)


def _day(id: str, zh: str, en: str, *aliases: str, required: bool = True) -> Column:
    return Column(id, Text(zh, en), "date", aliases=aliases, required=required)


def _flags(*columns: tuple[str, str, str]) -> list[Column]:
    """Things that are in place or not."""
    return [Column(id, Text(zh, en), "flag") for id, zh, en in columns]


UNITS = Table(
    "safety-units",
    Text("责任单位名册", "units with safety targets"),
    [
        Column("id", Text("单位编号", "unit id"), "text", aliases=("编号",)),
        _text("name", "单位名称", "name", "单位", "名称"),
        Column("kind", Text("单位类别", "kind"), "text", choices=KINDS, aliases=("类别",)),
        Column("above-scale", Text("规模以上企业", "above the set scale"), "flag", required=False),
        Column("forest", Text("有森林防火任务", "has forest to guard"), "flag", aliases=("森林防火任务",)),
        _text("head", "主要负责人", "head", "第一责任人"),
    ],
)

HAZARDS = Table(
    "hazards",
    Text("隐患台账", "hazard ledger"),
    [
        ID,
        _text("no", "隐患编号", "number of the hazard", "序号"),
        LINE,
        Column("area", Text("重点领域", "key area"), "text", choices=(*AREAS, "其他"), aliases=("领域",)),
        _text("what", "隐患内容", "what", "问题隐患", "隐患"),
        _text("where", "隐患部位", "where", "部位", "地点"),
        _day("found", "发现日期", "found on", "排查日期"),
        # Whatever an entry still lacks is for the ledger's own mark, not a reason to stop.
        _text("responsible", "整改责任人", "responsible", "责任人", required=False),
        _text("measure", "整改措施", "measure", "措施", required=False),
        _day("deadline", "整改期限", "deadline", "限期"),
        _day("closed", "销号日期", "closed on", "整改完成日期", required=False),
        _text("proof", "整改佐证", "proof", "销号佐证", required=False),  # that it was closed, not that it exists
        EVIDENCE,
    ],
    rows="event",
    absence="zero",
    key=["id", "no"],
    period="found",
    evidence="evidence",
)

KEY_AREAS = Table(
    "key-areas",
    Text("单位重点领域", "key areas of a unit"),
    [ID, Column("area", Text("重点领域", "key area"), "text", choices=AREAS, aliases=("领域",))],
    rows="event",
    absence="zero",
    key=["id", "area"],
    limit=10,
)

INSPECTIONS = Table(
    "inspections",
    Text("排查检查记录", "inspections"),
    [
        ID,
        Column("area", Text("重点领域", "key area"), "text", choices=AREAS, aliases=("领域",)),
        _day("date", "检查日期", "date", "日期"),
        _text("place", "检查对象", "place", "检查地点"),
        _text("inspector", "带队人", "inspector", "检查人"),
        EVIDENCE,
    ],
    rows="event",
    absence="zero",
    key=["id", "date", "place"],
    period="date",
    evidence="evidence",
)

ENTERPRISES = Table(
    "enterprise-safety",
    Text("企业主体责任", "duties of an enterprise"),
    [
        ID,
        *_flags(
            ("organisation", "组织机构人员到位", "organisation in place"),
            ("supplies", "应急物资储备及宣传到位", "supplies in place"),
            ("preparation", "检查准备工作到位", "preparation in place"),
            ("plan", "抢险方案到位", "plan in place"),
            ("reporting", "信息报送到位", "reporting in place"),
            ("trade-rules", "一业一规", "rules of the trade"),
            ("own-standard", "一企一标", "the enterprise’s standard"),
            ("post-duties", "一岗一责", "duties of each post"),
            ("worker-card", "一人一卡", "each worker’s card"),
            ("daily-review", "一日一省", "daily review"),
        ),
        EVIDENCE,
    ],
    evidence="evidence",
)

SELF_MANAGEMENT = Table(
    "self-management",
    Text("三自主两公开一承诺", "three self, two public, one promise"),
    [
        ID,
        *_flags(
            ("self-assess", "自主评估风险", "assesses risks itself"),
            ("self-inspect", "自主检查安全", "inspects itself"),
            ("self-rectify", "自主整改隐患", "rectifies itself"),
            ("public-responsible", "公开消防安全责任人", "responsible person made public"),
            ("public-manager", "公开消防安全管理人", "manager made public"),
            ("promise", "公开承诺", "promise"),
        ),
        EVIDENCE,
    ],
    evidence="evidence",
)

SMALL_PREMISES = Table(
    "small-premises",
    Text("九小场所台账", "small premises"),
    [
        ID,
        Column("kind", Text("场所类别", "kind of premises"), "text", choices=PREMISES, aliases=("类别",)),
        _text("premises", "场所名称", "premises", "名称"),
        _day("inspected", "排查日期", "inspected on", "检查日期", required=False),
        EVIDENCE,
    ],
    rows="event",
    absence="zero",
    key=["id", "kind", "premises"],
    evidence="evidence",
)

MATERIALS = Table(
    "materials",
    Text("迎考材料清单", "materials to be prepared"),
    [
        ID,
        LINE,
        _text("item", "材料名称", "item", "材料"),
        _text("owner", "责任人", "owner", "负责人"),
        _day("due", "应交日期", "due on", "截止日期"),
        _day("ready", "备齐日期", "ready on", "完成日期", required=False),
        EVIDENCE,
    ],
    rows="event",
    absence="no-data",  # the list itself must be there
    key=["id", "line", "item"],
    evidence="evidence",
    limit=200,
)

ACCIDENTS = Table(
    "accidents",
    Text("事故登记", "accidents"),
    [
        ID,
        _day("date", "事故日期", "date", "日期"),
        LINE,
        _text("what", "事故经过", "what", "事故名称"),
        Column("severity", Text("事故等级", "severity"), "text", choices=SEVERITIES, aliases=("等级",)),
        Column("neglected", Text("因工作不落实", "from neglected work"), "flag", aliases=("工作不落实、措施不得力",)),
        _text("direct", "直接责任人", "directly responsible", required=False),
        _text("leading", "领导责任人", "responsible as a leader", "相关领导", required=False),
        _text("decision", "认定文件", "decision", "决定文号", required=False),
        EVIDENCE,
    ],
    rows="event",
    absence="zero",
    key=["id", "date", "what"],
    period="date",
    evidence="evidence",
    limit=50,
)

TABLES = (
    UNITS,
    HAZARDS,
    KEY_AREAS,
    INSPECTIONS,
    ENTERPRISES,
    SELF_MANAGEMENT,
    SMALL_PREMISES,
    MATERIALS,
    ACCIDENTS,
)
