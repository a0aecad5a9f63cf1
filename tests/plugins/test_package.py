"""A plugin that is a package: TOML that is data, Python for the rest, and every way in which either can be wrong."""

import platform
from decimal import Decimal
from pathlib import Path

import pytest

from kaohe_core.findings import Findings
from kaohe_core.messages import Text
from kaohe_core.plugins.loader import core_version
from kaohe_core.plugins.package import Package
from kaohe_core.plugins.rows import Rows
from kaohe_core.tables.declared import Column, Table
from kaohe_core.tables.reading import data_from_rows

AT = "kaohe.toml:2:3 project.plugins"
VERSIONS = f"visits 0.1.0, kaohe {core_version()}, Python {platform.python_version()}"
SHOWN = Path(__file__).parents[2] / "docs" / "examples" / "smallest-plugin"  # on the page “Write a plugin”
SMALLEST = (SHOWN / "kaohe_visits" / "tables" / "visits.toml").read_text("utf-8")


# ---------------------------------------------------------------- the smallest plugin


def test_the_smallest_plugin_is_a_folder_of_toml_and_one_line(site):
    init = (SHOWN / "kaohe_visits" / "__init__.py").read_text("utf-8")
    site.add("visits", {"__init__.py": init, "tables/visits.toml": SMALLEST})

    plugins, findings = site.load("visits")

    assert list(findings) == []
    assert [line for line in init.splitlines() if line][1:] == ["plugin = package(__name__)"]
    assert 'visits = "kaohe_visits:plugin"' in (SHOWN / "pyproject.toml").read_text("utf-8")
    stamped = plugins.tables()["visits"]
    assert (stamped.plugin, stamped.version, stamped.distribution) == ("visits", "0.1.0", "kaohe-visits")
    assert stamped.value == Table(
        "visits",
        "家访记录",
        [Column("id", "工号", "text"), Column("times", "家访次数", unit="次", high=50)],
        rows="event",
        absence="zero",
    )


def test_a_table_is_written_as_a_school_writes_it(site, tmp_path):
    """The same lines stand in a plugin's file and in ``kaohe.toml``, and give the same table."""
    from kaohe_core.project import Project

    site.add("visits", {"tables/visits.toml": SMALLEST})
    (tmp_path / "school").mkdir()
    (tmp_path / "school" / "kaohe.toml").write_text(f'[project]\nname = "x"\n{SMALLEST}', "utf-8")

    assert site.load("visits")[0].tables()["visits"].value == Project.open(tmp_path / "school").tables["visits"]


SHARED = """\
[column]
person = { id = "id", title = { zh = "工号", en = "staff id" }, type = "text", aliases = ["编号"] }
evidence = { title = { zh = "依据", en = "evidence" }, type = "text", required = false }
marks = { title = "得分", unit = { zh = "分", en = "marks" }, decimals = 1, high = 10 }
usual = ["marks", "evidence"]
"""


def test_columns_are_shared_among_the_tables_of_all_files(site):
    one = """\
    [table.one]
    title = { zh = "甲", en = "one" }
    absence = "no-data"
    evidence = "evidence"
    column = ["person", { id = "day", title = "日期", type = "date" }, "usual"]
    """
    other = '[table.other]\ntitle = "乙"\nabsence = "zero"\nvia = "class"\ncolumn = ["person", "marks"]\n'
    site.add("visits", {"tables/a.toml": SHARED + one, "tables/b.toml": other})

    plugins, findings = site.load("visits")

    assert list(findings) == []
    person = Column("id", Text("工号", "staff id"), "text", aliases=("编号",))
    evidence = Column("evidence", Text("依据", "evidence"), "text", required=False)
    marks = Column("marks", Text("得分"), unit=Text("分", "marks"), decimals=1, high=10)
    day = Column("day", "日期", "date")
    tables = {id: stamped.value for id, stamped in plugins.tables().items() if stamped.plugin == "visits"}
    assert tables == {
        "one": Table("one", Text("甲", "one"), [person, day, marks, evidence], evidence="evidence"),
        "other": Table("other", "乙", [person, marks], absence="zero", via="class"),
    }


# ---------------------------------------------------------------- wrong TOML


def inside(place: str) -> str:
    return f"fake_kaohe_visits/{place} plugin visits: "


@pytest.mark.parametrize(
    ("changed", "place", "what"),
    [
        (
            {"rows =": "row ="},
            "tables/visits.toml:3:1 table.visits.row",
            "unknown key “row”; allowed here: title, english, rows, subject, absence, key, period, evidence, "
            "limit, via, giver, column\n    To mend it: did you mean “rows”?",
        ),
        (
            {'absence = "zero"\n': ""},
            "tables/visits.toml:1:1 table.visits",
            "the key “absence” is missing; it takes “zero”, “no-data”, “not-applicable” or “awaiting”\n"
            "    To mend it: write a line “absence = …” here",
        ),
        (
            {"high = 50": "hi = 50"},
            "tables/visits.toml:7:47 table.visits.column.times.hi",
            "unknown key “hi”; allowed here: id, title, english, type, unit, decimals, low, high, choices, aliases, "
            "required, blank, month\n    To mend it: did you mean “high”?",
        ),
        (
            {'title = "家访记录"': 'title = { zh = "家访", eng = "visits" }'},
            "tables/visits.toml:2:9 table.visits.title",
            'a title is a text, or a text for each language\n    To mend it: write "…", or { zh = "…", en = "…" }',
        ),
        (
            {"column = [\n": 'column = [\n  "persn",\n'},
            "tables/visits.toml:5:10 table.visits.column",
            "there is no shared column “persn”\n    To mend it: nothing is declared here yet",
        ),
        (
            {'absence = "zero"\n': 'absence = "zero"\nkey = ["day"]\n'},
            "tables/visits.toml:1:1 table.visits",
            "table 'visits': its key column 'day' is not declared; it has id, times",
        ),
        (
            {"[table.visits]": "[tables.visits]"},
            "tables/visits.toml:1:1 tables",
            "unknown key “tables”; allowed here: table, column\n    To mend it: did you mean “table”?",
        ),
    ],
)
def test_a_wrong_table_is_a_finding_with_its_line(site, changed, place, what):
    text = SMALLEST
    for old, new in changed.items():
        assert old in text
        text = text.replace(old, new)
    site.add("visits", {"tables/visits.toml": text})

    assert site.wrong("visits", language="en") == [inside(place) + what]


def test_a_file_that_is_no_toml_says_so_at_its_line(site):
    site.add("visits", {"tables/visits.toml": SMALLEST.replace('"家访记录"', "“家访记录”")})

    [text] = site.wrong("visits", language="en")
    assert text.startswith("fake_kaohe_visits/tables/visits.toml:2:9 plugin visits: ")


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"tables/visits.toml": SMALLEST, "tables/visits.tml": ""},
            "tables/visits.tml plugin visits: here stand TOML files only\n    To mend it: name it ….toml",
        ),
        (
            {"tables/visits.toml": SMALLEST + "[column]\nday = 3\n"},
            "tables/visits.toml:10:7 column.day plugin visits: here stands an integer, 3; allowed: a table",
        ),
        (
            {"tables/visits.toml": SMALLEST + '[column]\nboth = ["day"]\n'},
            "tables/visits.toml:10:8 column.both plugin visits: there is no shared column “day”\n"
            "    To mend it: nothing is declared here yet",
        ),
        (
            {"tables/a.toml": SHARED, "tables/b.toml": SHARED},
            "tables/b.toml:2:1 column.person plugin visits: the shared column “person” is there twice",
        ),
        (
            {"dimensions/hygiene.toml": "[[dimension]]\n[[dimension]]\n"},
            "dimensions/hygiene.toml plugin visits: dimensions/hygiene.toml must hold one [[dimension]] and nothing "
            "else; it has the keys ['dimension']",
        ),
        (
            {"dimensions/hygiene.toml": '[[dimension]]\nid = "order"\n'},
            "dimensions/hygiene.toml plugin visits: dimensions/hygiene.toml: the dimension's id is 'order', its file "
            "is for 'hygiene'",
        ),
        (
            {"schemes/first/about.toml": 'title = "一"\n'},
            "schemes/first plugin visits: scheme 'first': there is no kaohe.toml in {folder}/schemes/first",
        ),
        (
            {"schemes/first/kaohe.toml": ""},
            "schemes/first/about.toml plugin visits: the file does not exist",
        ),
        (
            {"schemes/first/about.toml": 'titel = "一"\n'},
            "schemes/first/about.toml:1:1 titel plugin visits: unknown key “titel”; allowed here: title\n"
            "    To mend it: did you mean “title”?",
        ),
        (
            {"table/visits.toml": SMALLEST},
            " plugin visits: the package holds nothing of a plugin: tables, dimensions, schemes, rules, settlements, "
            "checks, sections, hooks\n    To mend it: rename “table” to “tables”",
        ),
    ],
)
def test_whatever_else_is_wrong_in_the_files(site, files, expected):
    folder = site.add("visits", files)

    head, *more = site.wrong("visits", language="en")
    assert (
        head.removeprefix("fake_kaohe_visits/")
        .removeprefix("fake_kaohe_visits")
        .startswith(expected.replace("{folder}", str(folder)))
    ), [head, *more]


# ---------------------------------------------------------------- Python beside the data


def test_classes_functions_and_hooks_are_found_in_their_modules(site):
    rules = """
    from typing import ClassVar
    from attrs import define
    from kaohe_core import Formula, Rule, Settlement, Text, doc, lift

    @define(kw_only=True)
    class _Base(Rule):
        of: Formula = doc("what is counted")

    @define(kw_only=True)
    class Each(_Base):
        name: ClassVar[str] = "each"
        title: ClassVar[Text] = Text("每个")

        def formula(self):
            return self.of
    """
    pays = """
    from typing import ClassVar
    from attrs import define
    from kaohe_core import Settlement, Text, lift

    @define(kw_only=True)
    class Nothing(Settlement):
        name: ClassVar[str] = "nothing"
        title: ClassVar[Text] = Text("不发")

        def steps(self, pot):
            steps = []
            pot.step(steps, "amount", Text("金额"), lift(0))
            return steps
    """
    hooks = """
    from kaohe_core import Column, Table, hookimpl

    @hookimpl
    def kaohe_tables():
        return [Table("more", "更多", [Column("id", "工号", "text")])]
    """
    site.add(
        "visits",
        {
            "tables/visits.toml": SMALLEST,
            "rules/__init__.py": "",
            "rules/each.py": rules,
            "settlements.py": pays,
            "hooks.py": hooks,
        },
    )

    plugins, findings = site.load("visits")

    assert [finding.text("en") for finding in findings] == []
    assert [name for name, one in plugins.rules().items() if one.plugin == "visits"] == ["each"]
    assert [name for name, one in plugins.settlements().items() if one.plugin == "visits"] == ["nothing"]
    assert [name for name, one in plugins.tables().items() if one.plugin == "visits"] == ["visits", "more"]


def test_a_broken_module_names_its_file_and_line(site):
    site.add("visits", {"tables/visits.toml": SMALLEST, "rules.py": "\n1 / 0\n"})

    assert site.wrong("visits", language="en") == [
        f"{AT} plugin visits: the module “fake_kaohe_visits.rules” cannot be imported: "
        f"ZeroDivisionError: division by zero (rules.py:2) ({VERSIONS})\n"
        "    To mend it: send this message to the plugin's author"
    ]


@pytest.mark.parametrize("name", ["rules", "settlements", "checks", "sections", "hooks"])
def test_an_error_in_a_module_is_said_once_by_its_name(site, name):
    site.add("visits", {"tables/visits.toml": SMALLEST, f"{name}.py": "import nowhere_at_all\n"})

    assert site.wrong("visits", language="en") == [
        f"{AT} plugin visits: the module “fake_kaohe_visits.{name}” cannot be imported: "
        f"ModuleNotFoundError: No module named 'nowhere_at_all' ({name}.py:1) ({VERSIONS})\n"
        "    To mend it: send this message to the plugin's author"
    ]


def test_a_file_that_is_no_toml_makes_nothing_else_wrong(site):
    files = {
        "tables/a.toml": '[column.times]\ntitle = "次数"\nhigh = 9\n[table.visits]\ntitle = "家访\n',
        "tables/b.toml": '[table.talks]\ntitle = "谈话"\nabsence = "zero"\ncolumn = ["times"]\n',
        "checks.py": "from kaohe_core import check\n@check\ndef few(visits): return []\n",
    }
    site.add("visits", files)

    [text] = site.wrong("visits", language="en")
    assert text.startswith("fake_kaohe_visits/tables/a.toml:5:")


# ---------------------------------------------------------------- functions that nobody would ever ask


@pytest.mark.parametrize(
    ("module", "code", "what", "mend"),
    [
        (
            "checks",
            "@check\ndef few(visits): return []\n@check\ndef few(visits): return []\n",
            "“few” of the plugin visits (checks.py:4) hides another of the same name in line 2",
            "give each a name of its own",
        ),
        (
            "sections",
            "@section\ndef few(result): return None\n@section\ndef few(result): return None\n",
            "“few” of the plugin visits (sections.py:4) hides another of the same name in line 2",
            "give each a name of its own",
        ),
        (
            "checks",
            "def few(visits): return []\n",
            "“few” of the plugin visits (checks.py:2) takes the tables visits and is no check",
            "write @check above it (from kaohe_core import check), or begin its name with an underscore",
        ),
        (
            "checks",
            "def few(visits, scheme): return []\n",
            "“few” of the plugin visits (checks.py:2) takes the tables visits and is no check",
            "write @check above it (from kaohe_core import check), or begin its name with an underscore",
        ),
        (
            "sections",
            "@section\ndef few(result):\n    result.subjects()\n",
            "“few” of the plugin visits (sections.py:2) never returns anything",
            "return a Section, or None where there is nothing to show",
        ),
    ],
)
def test_a_function_that_is_never_asked(site, module, code, what, mend):
    code = "from kaohe_core import check, section\n" + code
    site.add("visits", {"tables/visits.toml": SMALLEST, f"{module}.py": code})

    assert site.wrong("visits", language="en") == [f"{AT} plugin visits: {what}\n    To mend it: {mend}"]


def test_helpers_of_checks_are_let_be(site):
    code = """\
    from kaohe_core import check

    def helper(visits, least): return []
    def _few(visits): return []
    def nothing(): return []
    @check
    def few(visits): return [*helper(visits, 1), *_few(visits)]
    """
    site.add("visits", {"tables/visits.toml": SMALLEST, "checks.py": code})

    assert site.wrong("visits") == []


# ---------------------------------------------------------------- checks


CHECKS = """\
from kaohe_core import catalogue, check
message = catalogue("fake_kaohe_visits")

@check
def {signature}:
    {body}
"""


def checked(site, signature: str, body: str, rows=({"id": "T1", "times": "3"},), name="visits") -> list[str]:
    """What the check finds over a table of these rows."""
    code = CHECKS.format(signature=signature, body=body)
    site.add("visits", {"tables/visits.toml": SMALLEST, "checks.py": code})
    plugins, findings = site.load("visits")
    assert [finding.text("en") for finding in findings] == []
    table = plugins.tables()["visits"].value
    data = data_from_rows(table, list(rows), Findings())
    assert data is not None
    plugins.check(None, {name: data}, findings)
    return [finding.text("en") for finding in findings]


def test_whoever_has_no_name_is_called_by_the_id(site):
    body = """names = visits.names()
    for id in ("T1", "T2", "T3"):
        yield visits.note(None, message("{id} is {name}", id=id, name=names[id]))"""
    table = SMALLEST.replace(
        "column = [", 'column = [\n  { id = "name", title = "姓名", type = "text", required = false },'
    )
    code = CHECKS.format(signature="called(visits)", body=body)
    site.add("visits", {"tables/visits.toml": table, "checks.py": code})
    plugins, findings = site.load("visits")
    rows = [{"id": "T1", "姓名": "张三", "times": "1"}, {"id": "T2", "姓名": None, "times": "1"}]  # no T3
    data = data_from_rows(plugins.tables()["visits"].value, rows, findings)
    plugins.check(None, {"visits": data}, findings)
    assert [finding.what.text("en") for finding in findings] == ["T1 is 张三", "T2 is T2", "T3 is T3"]


def test_a_check_notes_at_the_very_cell(site):
    body = (
        "for row in visits:\n        if row['times'] > 2:\n"
        "            yield row.note('times', message('{n} is more than 2', n=row['times']), message('write 2'))"
    )

    assert checked(site, "too_many(visits)", body) == [
        "rows row 1 “times” plugin visits: 3 is more than 2\n    To mend it: write 2"
    ]


@pytest.mark.parametrize(
    ("signature", "body", "found"),
    [
        (
            "f(visits, absent=None)",
            "return [visits.note(None, message('{a}', a=absent))]",
            ["rows plugin visits: None"],
        ),
        ("f(visits, judgements)", "raise KeyError", []),  # a table that this scheme does not read
        ("f(scheme, visits=None)", "return [visits.note('times', message('x'))]", ["rows “times” plugin visits: x"]),
        ("f(scheme)", "return []", []),
    ],
)
def test_a_check_gets_what_its_parameters_name(site, signature, body, found):
    assert checked(site, signature, body) == found


@pytest.mark.parametrize(
    ("signature", "what", "mend"),
    [
        (
            "f(visit)",
            "“f” of the plugin visits (checks.py:4) asks for the table “visit”, which no enabled plugin declares",
            "did you mean “visits”?",
        ),
        (
            "f(*visits)",
            "“f” of the plugin visits (checks.py:4) must take “visits” as it is",
            "write the bare name; or with “= None”, where the table may be missing",
        ),
        (
            "f(visits=3)",
            "“f” of the plugin visits (checks.py:4) must take “visits” as it is",
            "write the bare name; or with “= None”, where the table may be missing",
        ),
    ],
)
def test_a_check_that_asks_for_what_is_not_there(site, signature, what, mend):
    code = CHECKS.format(signature=signature, body="return []")
    site.add("visits", {"tables/visits.toml": SMALLEST, "checks.py": code})

    assert site.wrong("visits", language="en") == [f"{AT} plugin visits: {what}\n    To mend it: {mend}"]


@pytest.mark.fault("D03")
@pytest.mark.parametrize(
    ("body", "what", "mend"),
    [
        (
            "return visits[0]['tims']",
            "failed: KeyError: 'visits has no column tims; it has times' (checks.py:6) ({versions})",
            "send this message to the plugin's author",
        ),
        (
            "return None",
            "gave nothing (None), where findings are due",
            "yield every finding, or return a list of them",
        ),
        (
            "return [visits[0].note('tims', message('x'))]",
            "failed: KeyError: 'visits has no column tims; it has times' (checks.py:6) ({versions})",
            "send this message to the plugin's author",
        ),
    ],
)
def test_a_check_that_fails_hides_no_other(site, body, what, mend):
    more = f"{body}\n\n@check\ndef other(visits):\n    yield visits.note(None, message('still said'))"

    assert checked(site, "f(visits)", more) == [
        f"plugin visits: “f” of the plugin visits (checks.py:4) {what.format(versions=VERSIONS)}\n"
        f"    To mend it: {mend}",
        "rows plugin visits: still said",
    ]


def test_a_section_that_is_none_and_one_that_fails(site):

    sections = """\
    from kaohe_core import Section, section

    @section
    def nothing(result):
        return None

    @section
    def something(result):
        return Section("some", "有", ["甲"], ["1"])
    """
    folder = site.add("visits", {"tables/visits.toml": SMALLEST, "sections.py": sections})
    plugins, _ = site.load("visits")

    assert [stamped.value.id for stamped in plugins.report_sections("the result", Findings())] == ["some"]

    (folder / "sections.py").write_text(
        "from kaohe_core import section\n@section\ndef wrong(result):\n    return 'text'\n", "utf-8"
    )
    import sys

    for name in [name for name in sys.modules if name.startswith("fake_")]:
        del sys.modules[name]
    plugins, findings = site.load("visits")
    plugins.report_sections("the result", findings)
    assert [finding.text("en") for finding in findings] == [
        "plugin visits: “wrong” of the plugin visits (sections.py:2) gave an object of the type str, where a section "
        "is due\n    To mend it: return a Section, or None where there is nothing to show"
    ]


# ---------------------------------------------------------------- rows


TABLE = Table(
    "leave",
    "请假",
    [
        Column("id", "工号", "text"),
        Column("days", "天数", decimals=2, high=200, required=False),
        Column("sick", "病假", "flag"),
        Column("day", "日期", "date"),
    ],
    rows="event",
    absence="zero",
)


@pytest.fixture
def rows() -> Rows:
    """Two rows, as they are read from a file."""
    written = [
        {"id": "T1", "days": "0.10", "sick": "是", "day": "2026-03-02"},
        {"id": "T2", "days": "", "sick": "否", "day": "2026-03-03"},
    ]
    data = data_from_rows(TABLE, written, Findings())
    assert data is not None
    return Rows(data)


def test_rows_are_exact_and_typed(rows):
    first, second = rows

    assert (first["id"], first["days"], first["sick"]) == ("T1", Decimal("0.1"), True)
    assert isinstance(first["days"], Decimal)
    assert first["days"] + first["days"] + first["days"] == Decimal("0.3")
    assert (second["days"], second["sick"], second["day"].isoformat()) == (None, False, "2026-03-03")
    assert (len(rows), list(first), rows.column("days").decimals) == (2, ["id", "days", "sick", "day"], 2)


@pytest.mark.fault("D01")
def test_nobody_can_change_a_row(rows):
    with pytest.raises(TypeError):
        rows[0]["days"] = 9
    with pytest.raises(TypeError):
        rows[0] = rows[1]
    with pytest.raises(AttributeError):
        rows[0].number = 3
    with pytest.raises(AttributeError):
        rows.table = TABLE


def test_a_package_reads_its_own_tables(site):
    folder: Path = site.add("visits", {"tables/visits.toml": SMALLEST})

    assert Package(folder.name).table("visits").title == Text("家访记录")
    with pytest.raises(KeyError):
        Package(folder.name).table("absent")
