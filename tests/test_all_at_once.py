"""All that is wrong is told in one round: the configuration, the schemes and every table."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import kaohe_core as kaohe
from kaohe_core.findings import FindingsError

TINY = Path(__file__).parent / "tiny"


@pytest.fixture
def school(tmp_path: Path) -> Path:
    return shutil.copytree(TINY, tmp_path / "school")


def change(path: Path, *pairs: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for before, after in pairs:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")


def told(folder: Path) -> list[str]:
    try:
        found = kaohe.open(folder, language="en").check()
    except FindingsError as error:
        found = error.findings
    return [finding.text("en") for finding in found]


UNKNOWN_KEY = (
    "kaohe.toml:3:1 project.plugin: unknown key “plugin”; allowed here: name, plugins, plugin-set, extends, "
    "without, language\n"
    "    To mend it: did you mean “plugins”?"
)
NO_RULE = """schemes/pay.toml:27:10 dimension.attendance.clause.sick-leave.rule: there is no rule “deducted”
    To mend it: did you mean “deduct”?"""
NO_NUMBER = """data/posts.csv row 3 “周课时”: “很多” is not a number
    To mend it: write a number in digits, such as 2 or 1.5"""
NOBODY = """data/leave.csv row 3 “工号”: “7” is not on the roster data/staff.csv
    To mend it: correct it, or add it to the roster"""
NO_PERIOD = """data/att.csv row 5 “学期”: “二” is no period of the scheme
    To mend it: use one of: 1, 2; a row of another period does not belong in this file"""
TWICE = """data/att.csv row 8 “工号”: “3”, “1” is already in row 6
    To mend it: keep one of the two rows, or correct the one that is mistaken"""


def test_configuration_scheme_and_every_table_in_one_round(school: Path) -> None:
    change(school / "kaohe.toml", ("plugins =", "plugin ="))
    change(school / "schemes/pay.toml", ('rule = "deduct"', 'rule = "deducted"'))
    change(school / "data/posts.csv", ("2,13.5", "2,很多"))
    change(school / "data/leave.csv", ("3,2026-03-09,2", "7,2026-03-09,2"))
    change(school / "data/att.csv", ("2,2,1.5", "2,二,1.5"))
    assert sorted(told(school)) == sorted([UNKNOWN_KEY, NO_RULE, NO_NUMBER, NOBODY, NO_PERIOD])


def test_a_repeated_row_hides_no_unknown_period(school: Path) -> None:
    change(school / "data/att.csv", ("2,2,1.5", "2,二,1.5"), ("3,2,60\n", "3,2,60\n3,1,7\n"))
    assert told(school) == [TWICE, NO_PERIOD]


def test_a_command_that_scores_tells_all_of_it_too(school: Path) -> None:
    change(school / "schemes/pay.toml", ('rule = "deduct"', 'rule = "deducted"'))
    change(school / "data/posts.csv", ("2,13.5", "2,很多"))
    with pytest.raises(FindingsError) as refused:
        kaohe.open(school).score("pay")
    assert [finding.text("en") for finding in refused.value.findings] == [NO_RULE, NO_NUMBER]


def test_a_misspelt_table_is_taken_for_what_it_is_nearly(school: Path) -> None:
    change(school / "kaohe.toml", ('posts = "data/posts.csv"', 'post = "data/posts.csv"'))
    change(school / "data/posts.csv", ("2,13.5", "2,很多"))
    no_table = """kaohe.toml:8:1 tables.post: no enabled plugin and no [table.post] declares the table “post”
    To mend it: did you mean “posts”?"""
    assert told(school) == [no_table, NO_NUMBER]


@pytest.mark.parametrize(
    ("before", "after", "wrong"),
    [
        ('plugins = ["example"]', 'plugins = ["exampel"]', "kaohe.toml:3:12 project.plugins.#1: "),
        ("[table.posts]", "[tabel.posts]", "kaohe.toml:64:1 tabel: unknown key “tabel”; "),
        ('title = "工作量"', 'titel = "工作量"', "kaohe.toml:65:1 table.posts.titel: unknown key “titel”; "),
    ],
)
def test_what_nobody_can_know_for_another_fault_is_not_told(school: Path, before: str, after: str, wrong: str) -> None:
    """Without its plugin or its tables a scheme cannot be judged; tables that are declared are read all the same."""
    change(school / "kaohe.toml", (before, after))
    change(school / "data/att.csv", ("1,1,3", "1,1,三天整"))
    first, *rest = told(school)
    assert first.startswith(wrong)
    assert [text for text in rest if not text.startswith("kaohe.toml")] == [
        "data/att.csv row 2 “病假天数”: “三天整” is not a number\n"
        "    To mend it: write a number in digits, such as 2 or 1.5"
    ]


def test_a_scheme_that_is_no_toml_leaves_its_tables_to_be_read(school: Path) -> None:
    change(school / "schemes/pay.toml", ("marks = 40", "marks = = 40"))
    change(school / "data/posts.csv", ("2,13.5", "2,很多"))
    syntax, table = told(school)
    assert syntax.startswith("schemes/pay.toml:3:")
    assert table == NO_NUMBER


def test_a_column_that_is_called_as_a_table_is_not_that_table(school: Path) -> None:
    """Classes are on another roster: of a scheme of staff that cannot be loaded nothing is said about them."""
    change(school / "kaohe.toml", ("[tables]\n", '[tables]\nweekly = "data/weekly.csv"\n'))
    with (school / "kaohe.toml").open("a", encoding="utf-8") as config:
        column = '{ id = "id", title = "班级", type = "text" }'
        config.write(f'[table.weekly]\ntitle = "周报"\nabsence = "zero"\ncolumn = [{column}]\n')
    (school / "data/weekly.csv").write_text("班级\n一班\n", "utf-8")
    change(school / "schemes/pay.toml", ('rule = "deduct"', 'rule = "deducted"'))
    assert "posts.weekly" in (school / "schemes/pay.toml").read_text("utf-8")
    assert told(school) == [NO_RULE]


# what planning finds, beside what is wrong with the keys -------------------------------------------------------------

NO_CONDITION = """schemes/pay.toml:15:8 not-scored.#1.when: a condition is needed here, found a text
    To mend it: compare it, like staff.role == "教师\""""
NEVER = """schemes/pay.toml:15:8 not-scored.#1.when: “督办” never stands in the column “岗位”
    To mend it: use one of: 后勤, 教师, 督导"""
NO_NAME = """schemes/pay.toml:43:12 dimension.workload.clause.load.points: “posts.weekli” is not known here
    To mend it: did you mean “posts.weekly”?"""
WRONG_RULE = ('rule = "deduct"', 'rule = "deducted"')
ONLY_ROLE = ("when = \"staff.role == '督导'\"\nreason", 'when = "staff.role"\nreason')
OTHER_ROLE = ("when = \"staff.role == '督导'\"\nreason", "when = \"staff.role == '督办'\"\nreason")
MISDECLARED = (
    "kaohe.toml:77:3 table.posts.column.weekly.decimal: unknown key “decimal”; allowed here: id, title, english, type, "
    "unit, decimals, low, high, choices, aliases, required, blank, month\n"
    "    To mend it: did you mean “decimals”?"
)
MISDECLARE = ('unit = "节"\n  decimals', 'unit = "节"\n  decimal')
NO_DAYS = """data/att.csv row 2 “病假天数”: “三天整” is not a number
    To mend it: write a number in digits, such as 2 or 1.5"""


@pytest.mark.parametrize(("other", "wrong"), [(ONLY_ROLE, NO_CONDITION), (OTHER_ROLE, NEVER)])
def test_what_a_formula_means_is_asked_beside_a_rule_that_is_none(
    school: Path, other: tuple[str, str], wrong: str
) -> None:
    change(school / "schemes/pay.toml", WRONG_RULE, other)
    change(school / "data/posts.csv", ("2,13.5", "2,很多"))
    assert sorted(told(school)) == sorted([NO_RULE, wrong, NO_NUMBER])


def test_references_kinds_and_ranges_come_at_once(school: Path) -> None:
    """Of three clauses each has another fault: no such name, no condition, and a text that its column never holds."""
    change(school / "schemes/pay.toml", ("mean(posts.weekly)", "mean(posts.weekli)"), ONLY_ROLE)
    change(school / "schemes/pay.toml", ("when = \"staff.role == '督导'\"", "when = \"staff.role == '督办'\""))
    payment = NEVER.replace("15:8 not-scored.#1", "60:10 payment.share.group.#1")
    assert told(school) == [NO_NAME, payment, NO_CONDITION]


def test_three_faults_in_three_files(school: Path) -> None:
    change(school / "kaohe.toml", MISDECLARE)
    change(school / "schemes/pay.toml", WRONG_RULE, ONLY_ROLE)
    change(school / "data/att.csv", ("1,1,3", "1,1,三天整"))
    assert sorted(told(school)) == sorted([MISDECLARED, NO_RULE, NO_CONDITION, NO_DAYS])


def test_what_reads_a_misdeclared_table_is_not_told(school: Path) -> None:
    """Whether “weekli” is a column nobody knows, as long as the columns are wrong."""
    change(school / "kaohe.toml", MISDECLARE)
    change(school / "schemes/pay.toml", ("mean(posts.weekly)", "mean(posts.weekli)"))
    assert told(school) == [MISDECLARED]


def test_what_follows_from_a_clause_that_is_wrong_is_not_told(school: Path) -> None:
    """The discipline takes a share of the total, which is not known, and the dimension has no other clause."""
    change(school / "schemes/pay.toml", WRONG_RULE, ('times = "-marks.total"', 'times = "-marks.attendance"'))
    assert told(school) == [NO_RULE]


def test_a_misspelt_key_of_the_round_hides_nothing_and_lacks_nothing(school: Path) -> None:
    change(school / "kaohe.toml", ("[table.staff]", '[round.pay.period]\nterm = ["1", "2"]\n\n[table.staff]'))
    change(school / "schemes/pay.toml", ('[periods]\nterm = ["1", "2"]\n', ""), WRONG_RULE)
    no_period = (
        "kaohe.toml:15:1 round.pay.period: a round says nothing about “period”: it is of the scheme that is voted on\n"
        "    To mend it: did you mean “periods”?"
    )
    assert told(school) == [no_period, NO_RULE.replace(":27:", ":25:")]


def test_a_step_of_a_round_tells_all_of_it_too(school: Path) -> None:
    case = pytest.importorskip("kaohe_case.case")
    case.opened(school).take("2026", "open", "办公室", "2026-08-20T09:00:00+08:00", {"scheme": "pay"})
    change(school / "schemes/pay.toml", WRONG_RULE)
    change(school / "data/posts.csv", ("2,13.5", "2,很多"))
    with pytest.raises(FindingsError) as refused:
        case.opened(school).take("2026", "deliberate", "办公室", "2026-08-21T09:00:00+08:00", {})
    assert [finding.text("en") for finding in refused.value.findings] == [NO_RULE, NO_NUMBER]
    change(school / "kaohe.toml", ("plugins =", "plugin ="))
    with pytest.raises(FindingsError) as refused:
        case.opened(school)
    assert [finding.text("en") for finding in refused.value.findings] == [UNKNOWN_KEY, NO_RULE, NO_NUMBER]
