"""Loading plugins: what goes right, and every way in which a plugin can be wrong, word for word."""

import platform
import subprocess
import sys
from types import ModuleType

import pytest

from kaohe_core import hookimpl
from kaohe_core.findings import Finding, Findings, FindingsError, Place
from kaohe_core.messages import message
from kaohe_core.plugins.loader import Plugins, core_version, load
from kaohe_core.rules import RULES
from kaohe_core.rules.money import SETTLEMENTS
from kaohe_core.tables.declared import Column, Table

VERSIONS = f"kaohe {core_version()}, Python {platform.python_version()}"
AT2 = "kaohe.toml:2:3 project.plugins"
AT3 = "kaohe.toml:3:3 project.plugins"

TABLE = """
from kaohe_core.tables.declared import Column, Table

@hookimpl
def kaohe_tables():
    return [Table("visits", "家访", [Column("id", "编号", "text"), {column}])]
"""
TIMES = 'Column("times", "次数", high=100)'
PLACES = 'Column("places", "户数", high=50)'


# ---------------------------------------------------------------- what goes right


def test_the_core_is_always_there_through_the_same_hooks(site):
    plugins, findings = site.load()

    assert list(findings) == []
    assert plugins.versions == [("core", core_version())]
    assert [stamped.value for stamped in plugins.rules().values()] == list(RULES)
    assert [stamped.value for stamped in plugins.settlements().values()] == list(SETTLEMENTS)
    assert all(s.plugin == "core" and s.distribution == "kaohe" for s in plugins.rules().values())


def test_what_a_plugin_brings_is_stamped(site):
    site.add("visits", TABLE.format(column=TIMES), version="0.3.1")

    plugins, findings = site.load("visits ~= 0.3")

    assert list(findings) == []
    stamped = plugins.tables()["visits"]
    assert (stamped.plugin, stamped.version, stamped.distribution) == ("visits", "0.3.1", "kaohe-visits")
    assert plugins.versions == [("core", core_version()), ("visits", "0.3.1")]
    assert str(stamped) == "visits 0.3.1"


@pytest.mark.parametrize("order", [("one", "two"), ("two", "one")])
def test_a_table_of_two_plugins_has_the_columns_of_both(site, order):
    site.add("one", TABLE.format(column=TIMES))
    site.add("two", TABLE.format(column=PLACES), version="0.2")

    plugins, findings = site.load(*order)

    assert list(findings) == []
    stamped = plugins.tables()["visits"]
    assert {column.id for column in stamped.value.columns} == {"id", "times", "places"}
    assert stamped.plugin == " + ".join(order)


def test_the_order_of_plugins_changes_nothing_but_the_order(site):
    site.add("one", RULE.format(name="first", rules="[Mine]") + DIMENSION.format(times=1))
    site.add("two", RULE.format(name="second", rules="[Mine]") + DIMENSION.format(times=1), version="0.2")
    site.add("bad", "1 / 0")

    (some, found), (others, found_too) = site.load("one", "two", "bad"), site.load("bad", "two", "one")

    assert some.rules() == others.rules()
    assert some.dimensions() == others.dimensions()
    assert list(some.dimensions()) == list(others.dimensions())[::-1] == ["one/hygiene", "two/hygiene"]
    assert {finding.what for finding in found} == {finding.what for finding in found_too}


def test_only_what_is_asked_for_is_imported_in_that_order_and_no_polars_for_it(site):
    broken = "raise RuntimeError('imported')"
    for name in ("beta", "alpha", "unused"):
        site.add(name, broken if name == "unused" else "@hookimpl\ndef kaohe_tables():\n    return []\n")
    program = """
import sys
import kaohe_core.plugins.loader as plugins
assert "polars" not in sys.modules, "polars"
assert not [m for m in sys.modules if m.startswith("fake_")], "a plugin"
from kaohe_core.findings import Findings, Place
assert set(plugins.installed()) >= {"alpha", "beta", "unused"}
assert not [m for m in sys.modules if m.startswith("fake_")], "a plugin, by looking"
findings = Findings()
made = plugins.load([("beta", Place()), ("alpha", Place())], findings)
findings.stop()
print([m for m in sys.modules if m.startswith("fake_")], [name for name, _ in made.versions])
"""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(site.folder)!r})\n{program}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "['fake_kaohe_beta', 'fake_kaohe_alpha'] ['core', 'beta', 'alpha']\n", done.stderr


def test_a_broken_distribution_that_nobody_asked_for_harms_nobody(site):
    site.add("good")
    site.add("half-removed", entry_points="[kaohe]\nno equals sign here\n")

    assert site.wrong("good") == []


def test_an_installed_prerelease_meets_a_requirement(site):
    site.add("visits", version="0.4rc1")

    assert site.wrong("visits >= 0.3") == []


def test_plugins_of_objects_need_no_entry_points():
    class Plugin:
        @hookimpl
        def kaohe_tables(self) -> list[Table]:
            return [Table("visits", "家访", [Column("id", "编号", "text")])]

    plugins = Plugins.of({"mine": Plugin()})

    assert plugins.tables()["visits"].plugin == "mine"
    with pytest.raises(FindingsError, match="there is no hook “kaohe_table”"):
        Plugins.of({"mine": plugin(kaohe_table=lambda: ["a table"])})


# ---------------------------------------------------------------- not loaded


def test_missing_with_a_near_name(site):
    site.add("homeroom")
    site.add("safety")

    assert site.wrong("home-room ~= 0.1") == [
        f"{AT2}: 插件“home-room”没有安装；已安装的插件：homeroom、safety\n"
        "    改法：是不是“homeroom”？如果不是，请按插件提供者的说明安装"
    ]
    assert site.wrong("home-room", language="en") == [
        f"{AT2}: the plugin “home-room” is not installed; installed are: homeroom, safety\n"
        "    To mend it: did you mean “homeroom”? If not, install it as whoever offers it says"
    ]


def test_missing_where_nothing_is_installed(site):
    assert site.wrong("homeroom") == [
        f"{AT2}: 插件“homeroom”没有安装；目前没有安装任何插件\n    改法：请按插件提供者的说明安装"
    ]


@pytest.mark.parametrize(
    "text", ["Homeroom", "班主任", "homeroom 0.1", "homeroom ～= 0.1", "", "kaohe_homeroom", "a b"]
)
def test_not_a_requirement(site, text):
    assert site.wrong(text) == [
        f"{AT2}: “{text}”不是插件名（后面可以加版本要求）\n    改法：写成“homeroom”或“homeroom ~= 0.1”这样"
    ]


def test_listed_twice(site):
    site.add("homeroom")

    assert site.wrong("homeroom", "homeroom ~= 0.1") == [f"{AT3}: 插件“homeroom”列了两次\n    改法：只留一个"]


def test_the_core_is_not_listed(site):
    assert site.wrong("core") == [f"{AT2}: “core”是核心本身，无需列出\n    改法：把它从列表中删去"]


def test_two_distributions_claim_one_name(site):
    site.add("homeroom")
    site.add("homeroom", distribution="county-homeroom", version="2.0")

    [text] = site.wrong("homeroom")
    head, mend = text.split("\n")
    # the order in which a folder is listed is the file system's, so both orders are right
    claims = ["kaohe-homeroom 0.1.0", "county-homeroom 2.0"]
    assert head in [
        f"{AT2}: 有多个安装包都自称是插件“homeroom”：{'、'.join(order)}" for order in (claims, claims[::-1])
    ]
    assert mend.startswith("    改法：只保留一个，其余的卸载掉，例如：pip uninstall ")
    assert "fake_county_homeroom" not in sys.modules


def test_a_version_that_does_not_fit(site):
    site.add("canteen", version="0.1.4", distribution="county-canteen")

    assert site.wrong("canteen ~= 0.2") == [
        f"{AT2}: 插件“canteen”已安装的是 county-canteen 0.1.4，而这里要求 ~=0.2\n"
        "    改法：请从插件原来的来源安装 county-canteen，版本要求 ~=0.2"
    ]


def test_a_version_that_is_none(site):
    site.add("homeroom", version="spring")

    assert site.wrong("homeroom") == []
    assert site.wrong("homeroom ~= 0.2", language="en") == [
        f"{AT2}: the plugin “homeroom” is installed as kaohe-homeroom spring, while ~=0.2 is required\n"
        "    To mend it: install a version of kaohe-homeroom that is ~=0.2, from where you have the plugin"
    ]


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module' (fake_kaohe_bad.py:2)"),
        ("1 / 0", "ZeroDivisionError: division by zero (fake_kaohe_bad.py:2)"),
        ("raise SystemExit('bye')", "SystemExit: bye (fake_kaohe_bad.py:2)"),
        ("def (", "SyntaxError: invalid syntax (fake_kaohe_bad.py, line 2)"),
    ],
)
def test_a_broken_import(site, code, cause):
    site.add("bad", code)

    assert site.wrong("bad") == [
        f"{AT2}: 插件“bad”无法导入：{cause}（kaohe-bad 0.1.0, {VERSIONS}）\n"
        "    改法：从原来的来源重新安装 kaohe-bad；如果还不行，请把这条信息发给插件作者"
    ]


def test_an_entry_point_into_nothing(site):
    site.add("bad", entry="fake_kaohe_bad:plugin")

    [text] = site.wrong("bad")
    assert text.startswith(
        f"{AT2}: 插件“bad”无法导入：AttributeError: module 'fake_kaohe_bad' has no attribute 'plugin'"
    )


def test_everything_wrong_comes_at_once(site):
    site.add("bad", "1 / 0")
    site.add("empty", "")
    site.add("old")

    texts = site.wrong("bad", "empty", "old ~= 0.2", "absent", "Odd!")
    assert [text.split(" ")[0] for text in texts] == [f"kaohe.toml:{line}:3" for line in (2, 3, 4, 5, 6)]


# ---------------------------------------------------------------- an object that is not a plugin


def inside(name="bad", at=AT2):
    return f"{at} 插件 {name}: "


def test_no_hook_at_all(site):
    site.add("bad", "")

    hooks = (
        "kaohe_tables、kaohe_rules、kaohe_dimensions、kaohe_settlements、kaohe_schemes、kaohe_check、"
        "kaohe_report_sections、kaohe_commands"
    )
    assert site.wrong("bad") == [
        f"{inside()}它的入口点指向“module fake_kaohe_bad”，那里没有任何钩子\n"
        f"    改法：让入口点指向写有钩子的模块，并给每个钩子标上 @hookimpl；可用的钩子：{hooks}"
    ]


def test_an_entry_point_that_is_none(site):
    site.add("bad", "plugin = None", entry="fake_kaohe_bad:plugin")

    [text] = site.wrong("bad")
    assert text.startswith(f"{inside()}它的入口点指向“NoneType”，那里没有任何钩子\n")


def test_an_unknown_hook(site):
    site.add("bad", "@hookimpl\ndef kaohe_table():\n    return []\n")

    assert site.wrong("bad") == [f"{inside()}没有名为“kaohe_table”的钩子\n    改法：是不是“kaohe_tables”？"]
    assert site.wrong("bad", language="en") == [
        f"{AT2} plugin bad: there is no hook “kaohe_table”\n    To mend it: did you mean “kaohe_tables”?"
    ]


def test_a_forgotten_mark(site):
    site.add("bad", "def kaohe_tables():\n    return []\n")

    assert site.wrong("bad") == [
        f"{inside()}函数“kaohe_tables”与钩子同名，却没有标记为钩子\n"
        "    改法：在它上面写一行 @hookimpl（from kaohe_core import hookimpl）"
    ]


@pytest.mark.parametrize(
    ("parameters", "what", "mend"),
    [
        ("schema", "没有名为“schema”的参数", "是不是“scheme”？"),
        ("money", "没有名为“money”的参数", "可用的参数：scheme、tables"),
        # pluggy fills these three silently, or leaves them empty
        ("scheme, money=None", "没有名为“money”的参数", "可用的参数：scheme、tables"),
        ("scheme, tables=None", "的参数“tables”不能带默认值或其他写法", "只写参数名，不写默认值，也不写 * 或 /"),
        ("scheme, *, tables", "的参数“tables”不能带默认值或其他写法", "只写参数名，不写默认值，也不写 * 或 /"),
        ("*tables", "的参数“tables”不能带默认值或其他写法", "只写参数名，不写默认值，也不写 * 或 /"),
    ],
)
def test_a_wrong_parameter(site, parameters, what, mend):
    site.add("bad", f"@hookimpl\ndef kaohe_check({parameters}):\n    return []\n")

    assert site.wrong("bad") == [f"{inside()}钩子“kaohe_check”{what}\n    改法：{mend}"]


def test_a_parameter_where_there_is_none(site):
    site.add("bad", "@hookimpl\ndef kaohe_tables(config):\n    return []\n")

    assert site.wrong("bad") == [
        f"{inside()}钩子“kaohe_tables”没有名为“config”的参数\n    改法：这个钩子不带参数，写成 def kaohe_tables():"
    ]


@pytest.mark.parametrize("option", ["wrapper", "hookwrapper", "tryfirst", "trylast", "optionalhook"])
def test_a_mark_with_options(site, option):
    site.add("bad", f"@hookimpl({option}=True)\ndef kaohe_tables():\n    yield\n")

    assert site.wrong("bad") == [
        f"{inside()}钩子“kaohe_tables”的标记带了选项：{option}\n"
        "    改法：只写 @hookimpl：插件的先后不影响结果，插件之间也不能相互包裹"
    ]


def test_two_names_for_one_plugin(site):
    site.add("one")
    site.add("two", "", entry="fake_kaohe_one")

    assert site.wrong("one", "two") == [f"{inside('two', AT3)}插件“one”和“two”是同一段代码"]


# ---------------------------------------------------------------- hooks that fail or return something else


def test_a_raising_hook(site):
    site.add("bad", "@hookimpl\ndef kaohe_tables():\n    return {}['x']\n")

    assert site.wrong("bad") == [
        f"{inside()}钩子“kaohe_tables”运行出错：KeyError: 'x' (fake_kaohe_bad.py:4)（bad 0.1.0, {VERSIONS}）\n"
        "    改法：请把这条信息发给插件作者"
    ]


def test_an_object_made_wrongly_shows_where(site):
    site.add("bad", TABLE.format(column='Column("Times", "次数", high=9)'))

    [text] = site.wrong("bad")
    assert text.startswith(
        f"{inside()}钩子“kaohe_tables”运行出错：ValueError: "
        "column id 'Times' must be kebab-case, like 'sick-days' (fake_kaohe_bad.py:7)"
    )


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("pass", "空（None）"),
        ("yield 1", "生成器"),
        ("return 'tables'", "一个 str 类型的对象"),
        ("return {}", "一个 dict 类型的对象"),
        ("return list", "类 list"),
    ],
)
def test_not_a_list(site, body, found):
    site.add("bad", f"@hookimpl\ndef kaohe_tables():\n    {body}\n")

    assert site.wrong("bad") == [
        f"{inside()}钩子“kaohe_tables”应当返回列表，实际返回的是{found}\n"
        "    改法：写成 return [...]，没有内容时写 return []"
    ]


@pytest.mark.parametrize(
    ("hook", "item", "found", "wanted"),
    [
        ("kaohe_tables", "dict()", "一个 dict 类型的对象", " Table 类型的对象"),
        ("kaohe_tables", "dict", "类 dict", " Table 类型的对象"),
        ("kaohe_rules", "dict", "类 dict", "由 Rule 派生的类"),
        ("kaohe_rules", "'per-page'", "一个 str 类型的对象", "由 Rule 派生的类"),
        ("kaohe_settlements", "None", "空（None）", "由 Settlement 派生的类"),
        ("kaohe_dimensions", "'[[dimension]]'", "一个 str 类型的对象", " ReadyDimension 类型的对象"),
        ("kaohe_schemes", "'schemes/reading'", "一个 str 类型的对象", " ReadyScheme 类型的对象"),
    ],
)
def test_a_list_of_something_else(site, hook, item, found, wanted):
    site.add("bad", f"@hookimpl\ndef {hook}():\n    return [{item}]\n")

    assert site.wrong("bad") == [f"{inside()}钩子“{hook}”返回的第 1 项是{found}\n    改法：应当返回{wanted}"]


RULE = """
from typing import ClassVar
from attrs import define
from kaohe_core.messages import Text
from kaohe_core.rules.rule import Rule

@define(kw_only=True)
class Mine(Rule):
    name: ClassVar[str] = {name!r}
    title: ClassVar[Text] = Text("我的")
    def formula(self):
        raise NotImplementedError

class Bare(Rule):
    pages: int

@hookimpl
def kaohe_rules():
    return {rules}
"""


@pytest.mark.parametrize(("name", "found"), [("Per Page", "'Per Page'"), ("每页", "'每页'"), (3, "3")])
def test_a_rule_with_a_name_that_no_scheme_can_write(site, name, found):
    site.add("bad", RULE.format(name=name, rules="[Mine]"))

    assert site.wrong("bad") == [
        f"{inside()}类 Mine (fake_kaohe_bad.py:8) 的 name 应当是用连字符连接的小写英文，实际是 {found}\n"
        '    改法：写成 name: ClassVar[str] = "per-page"'
    ]


def test_the_base_class_is_no_rule(site):
    site.add("bad", RULE.format(name="mine", rules="[Rule]"))

    assert site.wrong("bad") == [
        f"{inside()}钩子“kaohe_rules”返回的第 1 项是类 Rule\n    改法：应当返回由 Rule 派生的类"
    ]


def test_a_rule_with_nothing_in_it(site):
    site.add("bad", RULE.format(name="mine", rules="[Mine, Bare]"))

    assert site.wrong("bad") == [
        f"{inside()}类 Bare (fake_kaohe_bad.py:15) 没有标上 @define\n"
        "    改法：在它上面写一行 @define(kw_only=True)（from attrs import define）",
        f"{inside()}类 Bare (fake_kaohe_bad.py:15) 的 name 应当是用连字符连接的小写英文，实际是 None\n"
        '    改法：写成 name: ClassVar[str] = "per-page"',
        f"{inside()}类 Bare (fake_kaohe_bad.py:15) 缺少 title（标题）\n"
        '    改法：写成 title: ClassVar[Text] = Text("每页计分", "marks per page")',
        f"{inside()}类 Bare (fake_kaohe_bad.py:15) 缺少方法 formula\n    改法：仿照 kaohe_core.rules.rule.Rule 写",
    ]


def test_a_rule_of_the_core_cannot_be_replaced(site):
    name = RULES[0].name
    site.add("bad", RULE.format(name=name, rules="[Mine]"))

    plugins, findings = site.load("bad")

    assert [finding.text("zh") for finding in findings] == [
        f"{inside()}计分规则“{name}”同时来自 core {core_version()} 和 bad 0.1.0\n"
        "    改法：给类 Mine (fake_kaohe_bad.py:8) 另起名字：这个名字是核心的"
    ]
    assert plugins.rules()[name].value is RULES[0]


def test_one_rule_in_two_plugins(site):
    site.add("one", RULE.format(name="mine", rules="[Mine]"))
    site.add("two", RULE.format(name="mine", rules="[Mine]"), version="0.2")

    assert site.wrong("one", "two", language="en") == [
        f"{AT3} plugin two: the rule “mine” comes from one 0.1.0 and from two 0.2\n"
        "    To mend it: leave out one of the two plugins, or ask an author to rename it"
    ]


def test_one_rule_twice_in_a_plugin(site):
    site.add("bad", RULE.format(name="mine", rules="[Mine, Mine]"))

    assert site.wrong("bad") == [f"{inside()}计分规则“mine”出现了两次\n    改法：给它们取不同的名字"]


DIMENSION = """
from kaohe_core.plugins.contributions import ReadyDimension

@hookimpl
def kaohe_dimensions():
    return [ReadyDimension("hygiene", "[[dimension]]\\ntitle = '卫生'\\n", "hygiene.toml")] * {times}
"""


def test_one_table_twice_in_a_plugin(site):
    site.add("one", TABLE.format(column=PLACES))
    site.add("bad", TABLE.format(column=TIMES).replace(")])]", ")])] * 2"))

    assert site.wrong("one", "bad") == [f"{inside(at=AT3)}台账“visits”出现了两次\n    改法：把它们合为一个"]


def test_two_plugins_call_a_table_by_two_titles(site):
    site.add("one", TABLE.format(column=TIMES))
    site.add("two", TABLE.format(column=TIMES).replace("家访", "家访记录"))

    [text] = site.wrong("one", "two", language="en")
    assert text.startswith(
        f"{AT3} plugin two: one 0.1.0 and two 0.1.0 declare the table “visits” differently: table 'visits': title is "
    )


def test_one_dimension_twice_in_a_plugin_but_not_in_two(site):
    site.add("one", DIMENSION.format(times=1))
    site.add("two", DIMENSION.format(times=1))
    site.add("bad", DIMENSION.format(times=2))

    plugins, findings = site.load("one", "two")
    assert list(findings) == []
    assert list(plugins.dimensions()) == ["one/hygiene", "two/hygiene"]
    assert site.wrong("bad") == [f"{inside()}现成指标“hygiene”出现了两次\n    改法：给它们取不同的名字"]


def test_two_plugins_contradict_each_other_about_a_table(site):
    site.add("one", TABLE.format(column=TIMES))
    site.add("two", TABLE.format(column='Column("times", "次数", high=9)'), version="0.2")

    assert site.wrong("one", "two") == [
        f"{inside('two', AT3)}one 0.1.0 和 two 0.2 对台账“visits”的声明不一致："
        "column 'times' of table 'visits' is declared in two different ways\n"
        "    改法：两个插件只启用一个，或者请作者统一声明"
    ]


# ---------------------------------------------------------------- the hooks of checking and reporting


def plugin(**functions):
    module = ModuleType("plugin")
    for name, function in functions.items():
        setattr(module, name, hookimpl(function))
    return module


WARNING = Finding(Place("data/visits.csv", row=3), message("nothing is declared here yet"), blocks=False)


def test_findings_of_a_check_name_the_plugin_and_a_failing_check_is_a_finding():
    def forgets(scheme, tables):
        tables["visits"] = ()

    plugins = Plugins.of(
        {
            "good": plugin(kaohe_check=lambda tables: [WARNING]),
            "bad": plugin(kaohe_check=forgets),
            "worse": plugin(kaohe_check=lambda scheme: [scheme]),
        }
    )

    findings = Findings()
    plugins.check("the scheme", {"visits": ()}, findings)
    texts = [finding.text("zh") for finding in findings]

    assert texts[0] == "data/visits.csv 第 3 行 插件 good: 这里还没有声明任何名称"
    assert texts[1].startswith(
        "插件 bad: 钩子“kaohe_check”运行出错：TypeError: 'mappingproxy' object does not support item assignment"
    )
    assert texts[2:] == [
        "插件 worse: 钩子“kaohe_check”返回的第 1 项是一个 str 类型的对象\n    改法：应当返回 Finding 类型的对象"
    ]


def test_sections_are_stamped():
    from kaohe_core.plugins.contributions import Section

    section = Section("flags", "流动红旗", ["班级", "面"], [["一班", "3"]])
    plugins = Plugins.of({"flags": plugin(kaohe_report_sections=lambda result: [section])})

    [stamped] = plugins.report_sections("the result", Findings())

    assert (stamped.value, stamped.plugin, stamped.version) == (section, "flags", "0")


def test_a_report_with_a_hole_is_not_a_report():
    plugins = Plugins.of({"bad": plugin(kaohe_report_sections=lambda result: None)})

    findings = Findings()
    plugins.report_sections("the result", findings)
    assert [finding.text("zh") for finding in findings] == [
        "插件 bad: 钩子“kaohe_report_sections”应当返回列表，实际返回的是空（None）\n"
        "    改法：写成 return [...]，没有内容时写 return []"
    ]


def test_load_looks_at_what_is_installed(site):
    site.add("visits-of-this-test")
    findings = Findings()

    plugins = load([("visits-of-this-test", Place())], findings)

    assert list(findings) == []
    assert [name for name, _ in plugins.versions] == ["core", "visits-of-this-test"]
