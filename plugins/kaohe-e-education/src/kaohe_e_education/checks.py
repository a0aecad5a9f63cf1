"""What only a look across rows and tables can find (跨表检查)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from kaohe_core import ROW, Data, Finding, Scheme, catalogue
from kaohe_e_education.tables import ON_PAPER

message = catalogue("kaohe_e_education")

FEWEST, MOST = 2, 4  # model schools of a township in a term (E07)


def all_findings(scheme: Scheme, tables: Mapping[str, Data]) -> list[Finding]:
    """Every finding of every check whose tables are there."""
    found: list[Finding] = []
    if "training-sessions" in tables and "training-reports" in tables:
        found += stated_total(tables["training-reports"], tables["training-sessions"])
    if "townships" in tables and "backbones" in tables:
        found += backbones(tables["townships"], tables["backbones"])
    if "townships" in tables and "model-schools" in tables:
        terms = [period.id for period in scheme.periods.get("term", ())]
        found += model_schools(tables["townships"], tables["model-schools"], terms)
    if "taking-part" in tables:
        found += more_than_there_are(
            tables["taking-part"],
            "participating",
            {row["id"]: row["teachers"] for row in _rows(tables["taking-part"])},
        )
    if "school-files" in tables and "training-schools" in tables:
        trainees = {row["id"]: row["trainees"] for row in _rows(tables["training-schools"])}
        for column in ("files", "indexed"):
            found += more_than_there_are(tables["school-files"], column, trainees)
    if "homework" in tables:
        found += paper_without_record(tables["homework"])
    return found


def stated_total(reports: Data, sessions: Data) -> Iterator[Finding]:
    """The total that was reported is the sum of the sessions (E09)."""
    parts: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in _rows(sessions):
        if row["people"] is not None:
            parts[row["year"]][row["session"]] += row["people"]
    for row in _rows(reports):
        sum_ = sum(parts[row["year"]].values())
        if row["stated"] is not None and row["stated"] != sum_:
            terms = " + ".join(_plain(people) for people in parts[row["year"]].values())
            yield Finding(
                reports.row_place(row[ROW], "stated"),
                message(
                    "{year}: {stated} people are stated, but the sessions add up to {terms} = {sum}",
                    year=row["year"],
                    stated=_plain(row["stated"]),
                    terms=terms or "0",
                    sum=_plain(sum_),
                ),
                message("find out which is right: marks and counts go by the sessions"),
                blocks=False,
            )


def backbones(townships: Data, found: Data) -> Iterator[Finding]:
    """Every township has one technical backbone (E07)."""
    people: dict[str, list[str]] = defaultdict(list)
    for row in _rows(found):
        people[row["township"]].append(row["person"])
    for row in _rows(townships):
        names = people[row["township"]]
        if len(names) != 1:
            what = message("township “{name}” has no technical backbone", name=row["township"])
            if names:
                what = message(
                    "township “{name}” has {count} technical backbones: {people}",
                    name=row["township"],
                    count=len(names),
                    people=names,
                )
            yield Finding(
                townships.row_place(row[ROW], "township"),
                what,
                message("one is named for every township"),
                blocks=False,
            )


def model_schools(townships: Data, found: Data, terms: list[str]) -> Iterator[Finding]:
    """Two to four model schools in every township each term (E07)."""
    schools: dict[tuple[str, str], int] = defaultdict(int)
    for row in _rows(found):
        schools[row["township"], row["term"]] += 1
    for row in _rows(townships):
        for term in terms:
            count = schools[row["township"], term]
            if not FEWEST <= count <= MOST:
                yield Finding(
                    townships.row_place(row[ROW], "township"),
                    message(
                        "township “{name}” has {count} model schools in {term}",
                        name=row["township"],
                        count=count,
                        term=term,
                    ),
                    message("{fewest} to {most} are asked for each term", fewest=FEWEST, most=MOST),
                    blocks=False,
                )


def more_than_there_are(data: Data, column: str, people: Mapping[str, Decimal | None]) -> Iterator[Finding]:
    """Not more teachers take part, or have a file, than there are (E02, T05)."""
    for row in _rows(data):
        all_ = people.get(row["id"])
        if row[column] is not None and all_ is not None and row[column] > all_:
            yield Finding(
                data.row_place(row[ROW], column),
                message(
                    "{count} of “{id}” are more than the {all} there are",
                    count=_plain(row[column]),
                    id=row["id"],
                    all=_plain(all_),
                ),
                message("correct one of the two numbers"),
            )


def paper_without_record(homework: Data) -> Iterator[Finding]:
    """Work on paper counts where the upload failed, so the failure is on record (T04)."""
    for row in _rows(homework):
        if row["how"] == ON_PAPER and row["evidence"] is None:
            yield Finding(
                homework.row_place(row[ROW], "evidence"),
                message(
                    "“{id}” handed in module {module} on paper, without a record of the failed upload",
                    id=row["id"],
                    module=_plain(row["module"]),
                ),
                message("note in the evidence when the upload failed"),
                blocks=False,
            )


def _rows(data: Data) -> Iterator[dict[str, Any]]:
    """The rows with numbers as exact decimals."""
    scales = {column.id: column.scale for column in data.table.columns if column.type == "number"}
    for row in data.frame.iter_rows(named=True):
        yield {
            name: Decimal(value) / scales[name] if name in scales and value is not None else value
            for name, value in row.items()
        }


def _plain(number: Decimal | int) -> str:
    text = format(Decimal(number), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
