"""What only a look across rows and tables can find (跨表检查)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from kaohe_core import Finding, Rows, Scheme, catalogue, check

message = catalogue("kaohe_e_education")

ON_PAPER = "纸质"
YOUNGEST, OLDEST = 16, 80  # years: whoever is older or younger was mistyped
FEWEST, MOST = 2, 4  # model schools of a township in a term (E07)


@check
def stated_total(training_reports: Rows, training_sessions: Rows) -> Iterator[Finding]:
    """The total that was reported is the sum of the sessions (E09)."""
    parts: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in training_sessions:
        if row["people"] is not None:
            parts[row["year"]][row["session"]] += row["people"]
    for row in training_reports:
        sum_ = sum(parts[row["year"]].values())
        if row["stated"] is not None and row["stated"] != sum_:
            terms = " + ".join(_plain(people) for people in parts[row["year"]].values())
            yield row.note(
                "stated",
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


@check
def one_backbone(townships: Rows, backbones: Rows) -> Iterator[Finding]:
    """Every township has one technical backbone (E07)."""
    people: dict[str, list[str]] = defaultdict(list)
    for row in backbones:
        people[row["township"]].append(row["person"])
    for row in townships:
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
            yield row.note(
                "township",
                what,
                message("one is named for every township"),
                blocks=False,
            )


@check
def enough_model_schools(scheme: Scheme, townships: Rows, model_schools: Rows) -> Iterator[Finding]:
    """Two to four model schools in every township each term (E07)."""
    schools: dict[tuple[str, str], int] = defaultdict(int)
    for row in model_schools:
        schools[row["township"], row["term"]] += 1
    for row in townships:
        for term in (period.id for period in scheme.periods.get("term", ())):
            count = schools[row["township"], term]
            if not FEWEST <= count <= MOST:
                yield row.note(
                    "township",
                    message(
                        "township “{name}” has {count} model schools in {term}",
                        name=row["township"],
                        count=count,
                        term=term,
                    ),
                    message("{fewest} to {most} are asked for each term", fewest=FEWEST, most=MOST),
                    blocks=False,
                )


@check
def more_take_part(taking_part: Rows) -> Iterator[Finding]:
    """Not more teachers take part than there are (E02)."""
    yield from _more_than_there_are(taking_part, "participating", {row["id"]: row["teachers"] for row in taking_part})


@check
def more_have_a_file(school_files: Rows, training_schools: Rows) -> Iterator[Finding]:
    """Not more trainees have a file, or an indexed one, than there are (T05)."""
    trainees = {row["id"]: row["trainees"] for row in training_schools}
    for column in ("files", "indexed"):
        yield from _more_than_there_are(school_files, column, trainees)


@check
def paper_without_record(homework: Rows) -> Iterator[Finding]:
    """Work on paper counts where the upload failed, so the failure is on record (T04)."""
    for row in homework:
        if row["how"] == ON_PAPER and row["evidence"] is None:
            yield row.note(
                "evidence",
                message(
                    "“{id}” handed in module {module} on paper, without a record of the failed upload",
                    id=row["id"],
                    module=_plain(row["module"]),
                ),
                message("note in the evidence when the upload failed"),
                blocks=False,
            )


@check
def handed_in_in_time(scheme: Scheme, homework: Rows) -> Iterator[Finding]:
    """Work is handed in while the training lasts (T03)."""
    first, last = scheme.parameter("training-start", date), scheme.parameter("reference-date", date)
    for row in homework:
        day = row["submitted"]
        if day is None:
            continue
        if last is not None and day > last:
            yield row.note(
                "submitted",
                message(
                    "“{id}” handed in module {module} on {day}, after the training ended on {last}",
                    id=row["id"],
                    module=_plain(row["module"]),
                    day=day.isoformat(),
                    last=last.isoformat(),
                ),
                message("correct the date; what was handed in after the end is taken out"),
            )
        elif first is not None and day < first:
            yield row.note(
                "submitted",
                message(
                    "“{id}” handed in module {module} on {day}, before the training began on {first}",
                    id=row["id"],
                    module=_plain(row["module"]),
                    day=day.isoformat(),
                    first=first.isoformat(),
                ),
                message("correct the date"),
            )


@check
def ages(scheme: Scheme, trainees: Rows) -> Iterator[Finding]:
    """A teacher’s date of birth makes an age that a teacher can have (T01)."""
    on = scheme.parameter("reference-date", date)
    for row in trainees:
        if on is None or row["born"] is None:
            continue
        age = on.year - row["born"].year - ((on.month, on.day) < (row["born"].month, row["born"].day))
        if not YOUNGEST <= age <= OLDEST:
            yield row.note(
                "born",
                message(
                    "“{name}”, born on {born}, would be {age} years old on {day}",
                    name=row["name"],
                    born=row["born"].isoformat(),
                    age=age,
                    day=on.isoformat(),
                ),
                message("correct the date of birth"),
            )


def _more_than_there_are(data: Rows, column: str, people: Mapping[str, Decimal | None]) -> Iterator[Finding]:
    for row in data:
        all_ = people.get(row["id"])
        if row[column] is not None and all_ is not None and row[column] > all_:
            yield row.note(
                column,
                message(
                    "{count} of “{id}” are more than the {all} there are",
                    count=_plain(row[column]),
                    id=row["id"],
                    all=_plain(all_),
                ),
                message("correct one of the two numbers"),
            )


def _plain(number: Decimal | int) -> str:
    text = format(Decimal(number), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
