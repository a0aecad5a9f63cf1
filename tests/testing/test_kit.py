"""The test kit: what a failing case says, what is wrong with a case file, and that it costs nothing when not used."""

import subprocess
import sys

import pytest

from kaohe_core.findings import Findings, FindingsError
from kaohe_core.testing import assert_findings
from kaohe_core.testing.cases import CaseFailed, read_cases
from kaohe_core.testing.collect import CaseFile

GOOD = """\
title = "病假"
rows.leave = [{ id = "A", days = 3 }]
[[scheme.clause]]
id = "sick"
rule = "deduct"
of = "leave.days"
points = 0.2
[[expect]]
subject = "A"
step = "sick"
points = -0.6
"""


@pytest.fixture
def cases(tmp_path):
    def read(text):
        path = tmp_path / "x.case.toml"
        path.write_text(text, encoding="utf-8")
        findings = Findings()
        return read_cases(path, findings), [finding.text("zh") for finding in findings]

    return read


def failure(cases, text):
    [case], findings = cases(text)
    assert findings == []
    with pytest.raises(CaseFailed) as caught:
        case.run()
    return str(caught.value)


def test_a_case_that_holds(cases):
    [case], findings = cases(GOOD)
    assert findings == []
    case.run()


def test_a_failure_shows_both_values_what_was_expected_and_the_words(cases):
    text = failure(cases, GOOD.replace("-0.6", "-0.5"))
    assert text.splitlines()[:4] == [
        "x.case.toml:11: A, sick: points",
        "    expected  -0.5",
        "    columns   -0.6  (scored)",
        "    exact     -0.6  (scored)",
    ]
    assert text.splitlines()[4].startswith("    words     ")
    assert "0.2" in text.splitlines()[4]


def test_a_verdict_is_a_grade_or_yes_and_no(cases):
    # total −0.6: not 合格; the award asks for more than −1
    text = """\
title = "病假"
rows.leave = [{ id = "A", days = 3 }]
scheme.clause = [{ id = "sick", rule = "deduct", of = "leave.days", points = 0.2 }]
scheme.at-least = "none"
scheme.grade = [{ name = "合格", at-least = 0 }, { name = "不合格" }]
scheme.award = [{ id = "good", title = "好", when = "marks.total > -1" }]
[[expect]]
verdict = { A = "不合格" }
[[expect]]
subject = "A"
step = "good"
verdict = true
"""
    [case], findings = cases(text)
    assert findings == []
    case.run()
    assert failure(cases, text.replace('"不合格" }\n[[', '"合格" }\n[[')).splitlines()[:3] == [
        "x.case.toml:8: A, grade: verdict",
        "    expected  合格",
        "    columns   不合格  (scored)",
    ]


def test_unknown_subjects_and_steps(cases):
    assert failure(cases, GOOD.replace('subject = "A"', 'subject = "B"')) == (
        "x.case.toml:11: nobody called “B” is assessed; use one of: A"
    )
    assert "there is no step “sik”; did you mean “sick”?" in failure(
        cases, GOOD.replace('step = "sick"', 'step = "sik"')
    )


def test_a_finding_that_was_not_expected_and_one_that_was_not_found(cases):
    assert failure(cases, GOOD.replace('"leave.days"', '"leave.dys"')).splitlines()[0] == (
        "found, and not expected: x.case.toml:6:6 scheme.clause.sick.of: 这里没有“leave.dys”"
    )
    assert failure(cases, GOOD + '[[expect]]\nfindings = ["没有"]\n') == "expected, and not found: 没有"


def test_what_is_wrong_with_a_case_file_comes_at_once_with_its_lines(cases):
    _, findings = cases('[[case]]\nrows.x = [{ id = "A" }]\n[[case.expect]]\npoints = 1\n[[case]]\ntitle = "b"\n')
    assert findings == [
        'x.case.toml:1:1 case.#1: 测试用例缺少标题\n    改法：写上：title = "…"',
        "x.case.toml:4:1 case.#1.expect.#1.points: points 要么针对一个考核对象，要么按考核对象逐一列出\n"
        '    改法：写上 subject = "…"，或者写成 points = { … = …, … = … }',
        "x.case.toml:5:1 case.#2: 测试用例缺少 [[expect]]：没有写应当得出什么结果",
    ]


SEVERAL = """\
pattern = "XA02"
fault = ["M01", "M02"]
rows.leave = [{ id = "A", days = 3 }]
scheme.clause = [{ id = "sick", rule = "deduct", of = "leave.days", points = 0.2 }]
[[case]]
title = "as the head says"
expect = [{ subject = "A", step = "sick", points = -0.6 }]
[[case]]
title = "and more"
clause = "P03"
pattern = ["XA03", "XA02"]
expect = [{ subject = "A", step = "sick", points = -0.6 }]
"""


def test_what_the_head_of_a_file_proves_every_case_of_it_proves(cases):
    (first, second), findings = cases(SEVERAL)
    assert findings == []
    assert [first.proves(what) for what in ("clause", "pattern", "fault")] == [[], ["XA02"], ["M01", "M02"]]
    assert [second.proves(what) for what in ("clause", "pattern", "fault")] == [
        ["P03"],
        ["XA02", "XA03"],
        ["M01", "M02"],
    ]


def test_what_a_case_proves_becomes_marks(request, tmp_path):
    path = tmp_path / "x.case.toml"
    path.write_text(SEVERAL, encoding="utf-8")
    items = CaseFile.from_parent(request.session, path=path).collect()
    assert {item.name: {(mark.name, *mark.args) for mark in item.own_markers} for item in items} == {
        "as the head says": {("pattern", "XA02"), ("fault", "M01"), ("fault", "M02")},
        "and more": {("clause", "P03"), ("pattern", "XA02"), ("pattern", "XA03"), ("fault", "M01"), ("fault", "M02")},
    }


def test_unknown_keys_of_a_case_are_refused(cases):
    _, findings = cases(GOOD.replace("points = -0.6", "point = -0.6"))
    assert len(findings) == 1
    assert findings[0].startswith("x.case.toml:11:1 expect.#1.point: ")
    assert "是不是“points”？" in findings[0]


KAOHE = """\
[project]
name = "试"
[tables]
staff = "data/教职工.ENDING"
[[scheme]]
id = "pay"
file = "pay.toml"
[table.staff]
title = "教职工"
absence = "no-data"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "days", title = "天数", decimals = 1, high = 9 },
  { id = "here", title = "在岗", type = "flag" },
]
"""
PAY = """\
title = "绩效"
subject = "staff"
marks = 10
round = { total = 2 }
[[dimension]]
id = "d"
title = "考勤"
marks = 10
at-most = "none"
[[dimension.clause]]
id = "c"
text = "条款"
rule = "earn"
of = "staff.days"
points = 2
"""


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_project_from_a_dict_of_files(kaohe_project, ending):
    project = kaohe_project(
        {
            "kaohe.toml": KAOHE.replace("ENDING", ending),
            "pay.toml": PAY,
            f"data/教职工.{ending}": [
                {"工号": "A", "天数": "1.5", "在岗": True},
                {"工号": "B", "天数": 2, "在岗": False},
            ],
        }
    )
    assert_findings(project.check())
    # 1.5 × 2 = 3 and 2 × 2 = 4
    assert {subject.id: subject.value("total") for subject in project.score().result.subjects()} == {"A": 3, "B": 4}


def test_plugins_at_hand(kaohe_plugins):
    assert "deduct" in kaohe_plugins({}).rules()
    with pytest.raises(FindingsError):
        kaohe_plugins({"broken": None})


def test_a_case_that_no_scheme_can_say_yet_is_an_expected_failure(tmp_path):
    cannot = GOOD.replace('title = "病假"', 'title = "病假"\ncannot = "there are no halves"')
    (tmp_path / "a.case.toml").write_text(cannot.replace("-0.6", "-0.5"), encoding="utf-8")
    (tmp_path / "b.case.toml").write_text(cannot, encoding="utf-8")  # comes out as expected: the line has to go
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-rx", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert "1 failed, 1 xfailed" in run.stdout
    assert "[XPASS(strict)] there are no halves" in run.stdout


def test_the_plugin_imports_nothing_but_pytest():
    code = (
        "import pytest, sys; before = set(sys.modules); import kaohe_core.testing.plugin; "
        "print(sorted(n for n in set(sys.modules) - before if not n.startswith('kaohe_core')))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


READY = """\
title = "现成指标"
plugins = ["example"]
scheme.dimension = [{ use = "example/reading" }]
scheme.subject = "readers"
rows.readers = [{ reader = "R1", name = "甲" }]
rows.reading-log = [{ reader = "R1", book = "书", pages = 120, date = 2026-03-01, evidence = "1" }]
expect = [{ subject = "R1", step = "reading", points = 2 }, { findings = [] }]
"""


@pytest.mark.fault("D06")
def test_the_full_marks_of_a_case_are_those_of_the_dimensions_it_uses(cases):
    [case], findings = cases(READY)
    assert findings == []
    case.run()  # 120 pages: 2 marks; the dimension has 10, so the scheme has
    plan = case.outcome().plan
    assert plan is not None
    assert plan.scheme.marks.value == 10


@pytest.mark.fault("D06")
def test_whoever_the_rows_of_a_plugins_table_are_about_is_assessed(cases):
    lines = [line for line in READY.splitlines() if not line.startswith(("scheme.subject", "rows.readers"))]
    [case], findings = cases("\n".join(lines))
    assert findings == []
    case.run()  # the roster people has R1, whom the table calls reader and not id
