"""The plugin keeps the contract of plugins, and its five sample schemes give what a hand gives."""

import importlib.metadata
from decimal import Decimal

import pytest

import kaohe_core as kaohe
from kaohe_core.testing import differences
from kaohe_legal_education import plugin

SAMPLE = plugin.folder / "schemes" / "legal"
SCHEMES = ["schools", "volunteers", "deputies", "counsellors", "families"]

TABLES = [
    "legal-schools",
    "lectures",
    "school-sessions",
    "school-classes",
    "lessons",
    "five-in-place",
    "six-ones",
    "examples-chosen",
    "filings",
    "final-checks",
    "volunteers",
    "volunteer-ratings",
    "deputies",
    "deputy-sessions",
    "legal-classes",
    "class-six-ones",
    "class-checks",
    "families",
    "family-activities",
]
DIMENSIONS = ["parents", "teachers", "pupils", "stages"]


@pytest.fixture(scope="module")
def scored():
    """Each sample scheme's result and tables, by the scheme's id."""
    return {one.id: (one.result, one.scored.tables) for one in kaohe.open(SAMPLE).scores()}


@pytest.fixture
def value(scored):
    """``value(scheme, id, step)``: a decimal, a text or a truth value."""

    def found(scheme, id, step):
        value = scored[scheme][0].subject(id).value(step)
        if isinstance(value, bool | str) or value is None:
            return value
        return Decimal(value.numerator) / Decimal(value.denominator)

    return found


def test_every_hook_returns_what_it_must(kaohe_plugins):
    plugins = kaohe_plugins({"legal-education": plugin})
    assert [id for id, one in plugins.tables().items() if one.plugin == "legal-education"] == TABLES
    assert set(plugins.dimensions()) == {f"legal-education/{name}" for name in DIMENSIONS}
    assert plugins.schemes()["legal-education/legal"].value.title.zh == "法律“三带三进”活动考核"


def test_it_is_installed_under_its_name():
    [entry_point] = importlib.metadata.entry_points(group="kaohe", name="legal-education")
    assert entry_point.load() is plugin


def test_every_clause_says_where_it_stands_in_the_written_scheme():
    run = kaohe.open(SAMPLE).begin()
    readies = run.load()
    assert not list(run.findings)
    assert [ready.scheme.id for ready in readies] == SCHEMES
    for ready in readies:
        assert all(clause.source for clause in ready.scheme.clauses())
        assert all(dimension.source for dimension in ready.scheme.dimensions())
        assert all(award.source for award in ready.scheme.award)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_columns_and_oracle_agree_on_the_sample(scored, scheme):
    assert differences(*scored[scheme]) == []


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("parents", "18.67"),  # six months of six: 12; 5 of 6 told ahead: 5 ÷ 6 × 8 = 6.666…
        ("teachers", "35.67"),  # 4 + 6 + 2 ÷ 3 × 10 + nine of ten weeks 9 + 10 = 35.666…
        ("pupils", "18.25"),  # 2.5 × (100 + 90 + 100 + 90 + 80 + 70) ÷ 100 = 13.25, and 5
        ("stages", "19.18"),  # 4 + 4 + 96 × 0.12 × 0.3 + 92 × 0.12 × 0.7 = 8 + 3.456 + 7.728 = 19.184
        ("total", "91.77"),
    ],
)
def test_the_first_school_of_the_sample(value, step, expected):
    assert value("schools", "S1", step) == Decimal(expected)


@pytest.mark.clause("L10")
def test_the_title_of_schools_is_for_30_percent_and_at_least_one(value):
    # three schools: 0.9, cut to 0, at least 1; the first has 91.77, with its own check before the bureau's
    assert value("schools", "S1", "model-school/most") == 1
    assert [value("schools", id, "model-school") for id in ("S1", "S2", "S3")] == [True, False, False]


@pytest.mark.clause("L02")
def test_volunteers_are_rated_by_four_groups(value):
    # 95 × 0.4 + (90 + 94) ÷ 2 × 0.3 + 88 × 0.2 + 80 × 0.1 = 38 + 27.6 + 17.6 + 8
    assert value("volunteers", "V1", "total") == Decimal("91.2")
    # 90 × 0.4 + 92 × 0.3 + 92 × 0.2 + 90 × 0.1 = 36 + 27.6 + 18.4 + 9
    assert value("volunteers", "V2", "total") == 91
    # 85 × 0.4 + 80 × 0.3 + 90 × 0.2 + 95 × 0.1 = 34 + 24 + 18 + 9.5
    assert value("volunteers", "V3", "total") == Decimal("85.5")
    # each school its own best: V1 before V2 at S1, V3 alone at S2
    assert [value("volunteers", id, "school-best") for id in ("V1", "V2", "V3")] == [True, False, True]


def test_a_volunteer_without_letter_of_appointment_is_not_assessed(scored):
    assert [(n.name, n.reason) for n in scored["volunteers"][0].not_assessed] == [("龚成", "没有发聘书")]


@pytest.mark.clause("L03")
def test_a_deputy_head_short_of_a_session_cannot_have_the_title(value):
    assert value("deputies", "F1", "total") == 97  # 60 + 19 + 18
    assert value("deputies", "F2", "sessions") == 45  # (1 ÷ 2 + 2 ÷ 2) ÷ 2 × 60
    assert [value("deputies", id, "best-deputy") for id in ("F1", "F2")] == [True, False]


@pytest.mark.clause("L10")
def test_the_title_of_counsellors(value):
    # S1一班: 40, 38, 40, 36, 30, 20 of 40: 204 ÷ 40 × 10 = 51; 90 × 0.2 + 85 × 0.2 = 35
    assert value("counsellors", "S1一班", "total") == 86
    assert value("counsellors", "S1二班", "total") == 97  # 60 + 19 + 18
    # five classes with a counsellor: 1.5, cut to 1
    assert value("counsellors", "S1一班", "best-counsellor/most") == 1
    assert [value("counsellors", id, "best-counsellor") for id in ("S1一班", "S1二班")] == [False, True]


@pytest.mark.clause("L08")
def test_the_families_chosen_are_one_of_each_school(value):
    assert value("families", "H2", "total") == 90  # 60 + (2 + 2 + 3 + 4 + 2 + 2) × 2
    # H4 has 100 and an offence on record: H3, the only other one of its school, is chosen
    assert value("families", "H4", "total") == 100
    assert [value("families", id, "model-family") for id in ("H1", "H2", "H3", "H4")] == [False, True, True, False]


@pytest.mark.clause("L07")
def test_the_report_has_the_six_ones_per_school_and_per_class(scored):
    [schools] = plugin.kaohe_report_sections(scored["schools"][0])
    assert schools.rows[0] == ("清河县实验小学", "100%", "90%", "100%", "90%", "80%", "70%")
    [classes] = plugin.kaohe_report_sections(scored["counsellors"][0])
    assert classes.rows[0] == ("S1一班", "100%", "95%", "100%", "90%", "75%", "50%")
    assert plugin.kaohe_report_sections(scored["families"][0]) == []
