"""More people than a school has: units, the first and the last on the screen; everybody in the files."""

from __future__ import annotations

import csv
import json

import polars as pl
import pytest

from tests.cli.conftest import write_county

PEOPLE = 1001


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    return write_county(tmp_path_factory.mktemp("county"), PEOPLE)


def mark(n: int) -> str:
    """Half of the hours, two decimals: n % 40 + 0.5 hours are (2 × (n % 40) + 1) quarters of a mark."""
    quarters = 2 * (n % 40) + 1
    return f"{quarters // 4}.{quarters % 4 * 25:02}"


def test_the_screen_shows_the_first_and_the_last_and_every_unit(kaohe, county):
    done = kaohe("score", county)
    lines = [line.split() for line in done.stdout.splitlines()]

    assert [line[0] for line in lines if line and line[0].startswith("T")] == [
        *(f"T{n:04}" for n in range(12)),
        *(f"T{n:04}" for n in range(995, 1001)),
    ]
    assert "上表只列前 12 人和后 6 人；全部人员见结果文件。" in done.stdout
    units = [line for line in lines if line and line[0].startswith("第")]
    # the marks of 100 people n = 0 … 99: (2 × (0 + … + 39) × 2 + 2 × (0 + … + 19) + 100) ÷ 4 = 900, so 9.00 each
    assert units[0] == ["第00校", "100", "100", "9.00", "1000.00"]
    assert units[-1] == ["第10校", "1", "1", "0.25", "1000.00"]  # T1000: 1000 % 40 = 0, so half an hour
    assert len(units) == 11


def test_everybody_stands_in_the_files(kaohe, county):
    kaohe("score", county)
    with (county / "out/pay/results.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    text = (county / "out/pay/result.json").read_text(encoding="utf-8")
    people = json.loads(text)["schemes"][0]["subjects"]

    assert [row["总分"] for row in rows] == [mark(n) for n in range(PEOPLE)]
    assert [one["total"] for one in people] == [mark(n) for n in range(PEOPLE)]
    assert sum(line.startswith('{"id": "T') for line in text.splitlines()) == PEOPLE  # a line each
    assert "words" not in people[0]["dimensions"][0]["clauses"][0]


def test_words_are_told_of_many_only_when_asked_for(kaohe, county):
    without = json.loads(kaohe("score", county, "--format", "json").stdout)
    asked = json.loads(kaohe("score", county, "--format", "json", "--words").stdout)

    def words(data):
        return data["schemes"][0]["subjects"][1]["dimensions"][0]["clauses"][0].get("words")

    assert (words(without), words(asked)) == (None, "课时 1.5 × 0.5 = 0.75")


def test_parquet_takes_the_place_of_csv_and_json(kaohe, county):
    kaohe("score", county)
    kaohe("score", county, "--format", "parquet")

    assert [path.name for path in sorted((county / "out/pay").iterdir()) if path.suffix] == ["results.parquet"]
    frame = pl.read_parquet(county / "out/pay/results.parquet")
    assert frame["total"].cast(pl.String).to_list() == [mark(n) for n in range(PEOPLE)]
    assert str(frame.filter(pl.col("unit") == "第10校")["paid"][0]) == "1000.00"
