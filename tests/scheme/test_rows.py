"""Some parameters of rules speak of single rows: a rater's marks stand alone, without sum or mean."""

from fractions import Fraction

import pytest
from attrs import evolve

import kaohe_core as kaohe
from kaohe_core.findings import FindingsError
from kaohe_core.testing.files import write_all

PROJECT = """
[project]
name = "试"
[tables]
staff = "staff.csv"
ratings = "ratings.csv"
[table.staff]
title = "教职工"
absence = "no-data"
column = [{ id = "id", title = "工号", type = "text" }]
[table.ratings]
title = "测评"
absence = "no-data"
rows = "event"
column = [
  { id = "id", title = "工号", type = "text" },
  { id = "group", title = "组别", type = "text" },
  { id = "virtue", title = "德", high = 10 },
  { id = "ability", title = "能", high = 10 },
]
[[scheme]]
id = "pay"
file = "pay.toml"
"""

SCHEME = """
title = "试"
subject = "staff"
marks = 10
round = {{ total = 2 }}
[[dimension]]
id = "panel"
title = "测评"
marks = 10
  [[dimension.clause]]
  id = "ratings"
  text = "测评"
  rule = "{rule}"
  {parameters}
"""


def project(folder, rule, parameters):
    files = {
        "kaohe.toml": PROJECT,
        "pay.toml": SCHEME.format(rule=rule, parameters=parameters),
        "staff.csv": "工号\n1\n",
        "ratings.csv": "工号,组别,德,能\n1,领导,9,8\n1,群众,10,6\n1,群众,8,6\n",
    }
    return kaohe.open(write_all(folder, files))


@pytest.mark.parametrize(
    ("parameters", "points"),
    [
        # (17 + 16 + 14) ÷ 3 ÷ 20 × 10 = 47/6
        ('of = "ratings.virtue + ratings.ability"\n out-of = 20\n points = 10', Fraction(47, 6)),
        # leaders 17 × 0.6 + others (16 + 14) ÷ 2 × 0.4 = 10.2 + 6 = 16.2; ÷ 20 × 10 = 8.1
        (
            'of = "ratings.virtue + ratings.ability"\n out-of = 20\n points = 10\n group = "ratings.group"\n'
            " weights = { 领导 = 0.6, 群众 = 0.4 }".replace("领导 =", '"领导" =').replace("群众 =", '"群众" ='),
            Fraction(81, 10),
        ),
    ],
)
def test_a_panel_names_the_columns_of_one_rater(tmp_path, parameters, points):
    opened = project(tmp_path, "panel", parameters)
    assert not list(opened.check())
    assert opened.score().result.subject("1").number("ratings") == points


def test_elsewhere_rows_must_be_gathered(tmp_path):
    opened = evolve(project(tmp_path, "formula", 'points = "ratings.virtue"'), language="en")
    with pytest.raises(FindingsError, match=r"“ratings\.virtue” has several rows per person"):
        opened.begin()


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ("sum(min(8, ratings.virtue) + 0)", 24),  # 9, 10 and 8, each at most 8
        ("sum(max(ratings.virtue, ratings.ability))", 27),  # 9, 10 and 8
        ("min(8, sum(ratings.virtue))", 8),  # the sum of 27, at most 8
        ("max(ratings.virtue)", 10),  # of one column, over the rows
    ],
)
def test_the_least_and_the_greatest_of_several_values_stand_inside_rows_too(tmp_path, points, expected):
    opened = project(tmp_path, "formula", f'points = "{points}"\n at-most = 99')
    (tmp_path / "pay.toml").write_text(
        (tmp_path / "pay.toml").read_text("utf-8").replace("marks = 10", "marks = 99"), "utf-8"
    )
    assert opened.score().result.subject("1").number("ratings") == expected
