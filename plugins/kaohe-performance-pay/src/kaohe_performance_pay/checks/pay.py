"""What only a look across rows finds in the tables of performance pay (跨表检查)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from unicodedata import normalize

from kaohe_core import Finding, Row, Rows, Scheme, catalogue, check

message = catalogue("kaohe_performance_pay")

ROLES = ("teaching", "kindergarten", "duties")
REST_AGE = {"男": 58, "女": 53}  # where the scheme pays less than the mean to those who rest (P22)
YOUNGEST, OLDEST = 16, 75  # years: whoever is older or younger was mistyped
MONTHS = 10  # the homeroom allowance of a class is for ten months a year (P26)
RESTING = "组织安排休息"


@check
def shares_of_one(role_shares: Rows) -> Iterator[Finding]:
    """The shares of somebody's posts add up to 1 (P17)."""
    for row in role_shares:
        known = [row[role] for role in ROLES if row[role] is not None]
        if len(known) == len(ROLES) and sum(known) != 1:
            yield row.note(
                ROLES[0],
                message("the shares of “{id}” add up to {sum}, not 1", id=row["id"], sum=plain(sum(known))),
                message("correct the shares, so that together they make 1"),
            )


@check
def half_days(attendance: Rows) -> Iterator[Finding]:
    """Leave is counted in whole and half days (P03)."""
    for row in attendance:
        for column in ("sick-days", "personal-days", "absent-days"):
            days = row[column]
            if days is not None and days * 2 % 1:
                yield row.note(
                    column,
                    message("{days} days are neither whole nor half days", days=plain(days)),
                    message("write whole and half days, like 1 or 1.5"),
                )


@check
def taken_over(teaching_quality: Rows) -> Iterator[Finding]:
    """A class taken over is compared with last term, so last term must be known (P13, P14)."""
    for row in teaching_quality:
        if row["taken-over"] == 1:
            for column in ("last-rank", "last-gap"):
                if row[column] is None:
                    yield row.note(
                        column,
                        message("“{course}” was taken over, and last term’s figure is missing", course=row["course"]),
                        message("fill it in from last term’s report; a gap above the town mean is negative"),
                    )


@check
def classes_without_head(homeroom: Rows) -> Iterator[Finding]:
    """Every class has a head (P26)."""
    for row in homeroom:
        if row["id"] is None and row["class"] is not None:
            yield row.note(
                "id",
                message("class “{name}” has no homeroom teacher in {term}", name=row["class"], term=row["term"]),
                message("fill in who heads it, or leave the row out if the class does not exist"),
            )


@check
def months_of_class(homeroom: Rows) -> Iterator[Finding]:
    """The months of a class's heads make ten: more are paid twice, fewer leave it without a head for a time (P26)."""
    months: dict[str, Decimal] = defaultdict(Decimal)
    last: dict[str, Row] = {}
    for row in homeroom:
        if row["class"] is not None and row["months"] is not None:
            months[_narrow(row["class"])] += row["months"]  # 一（1）班 and 一(1)班 are one
            last[_narrow(row["class"])] = row
    for name, number in months.items():
        if number != MONTHS:
            yield last[name].note(
                "months",
                message(
                    "the heads of class “{name}” are in post for {months} months; a year has {all}",
                    name=name,
                    months=plain(number),
                    all=MONTHS,
                ),
                message("correct the months, so that no month is paid twice")
                if number > MONTHS
                else message("check whether a head is missing for the other months"),
                blocks=number > MONTHS,
            )


@check
def classes_of_heads(
    homeroom: Rows,
    homeroom_result: Rows,  # noqa: ARG001  # asked only where heads are paid by the result of the class
    staff: Rows,
) -> Iterator[Finding]:
    """The class whose result a head is paid by is the class headed, and there is one only (H01, P26)."""
    own = {row["id"]: row["homeroom-class"] for row in staff}
    led: dict[str, list[Row]] = defaultdict(list)
    for row in homeroom:
        if row["id"] is not None and row["class"] is not None:
            led[row["id"]].append(row)
    for id, rows in led.items():
        others = [row for row in rows if not _same(own.get(id), row["class"])]
        if len(others) < len(rows):  # in turn: the roster says by which of them the head is paid
            for row in others:
                yield row.note(
                    "class",
                    message("“{id}” heads “{name}” and “{own}” in turn", id=id, name=row["class"], own=own[id]),
                    message("the score is that of “{own}”, the class on the roster", own=own[id]),
                    blocks=False,
                )
            continue
        for row in others:
            yield row.note(
                "class",
                message(
                    "“{id}” heads “{name}”; the roster’s homeroom class is {own}",
                    id=row["id"],
                    name=row["class"],
                    own=own.get(row["id"]) or "—",
                ),
                message("make them the same: the score is that of the class on the roster"),
            )


@check
def own_raters(ratings: Rows, staff: Rows) -> Iterator[Finding]:
    """Nobody rates themselves (P16)."""
    names = {row["id"]: row["name"] for row in staff}
    for row in ratings:
        if row["rater"] is not None and row["rater"] in (row["id"], names.get(row["id"])):
            yield row.note(
                "rater",
                message("“{rater}” rates themself", rater=row["rater"]),
                message("take this row out"),
            )


@check
def teaching_elsewhere(staff: Rows) -> Iterator[Finding]:
    """The scheme says what follows for those who rest by arrangement only (P23); for others somebody must decide."""
    for row in staff:
        if row["private-school"] == 1 and row["arrangement"] != RESTING:
            yield row.note(
                "private-school",
                message("“{name}” teaches at a private school without resting by arrangement", name=row["name"]),
                message("the scheme takes the pay only from those who rest: check the entry, and what else follows"),
                blocks=False,
            )


@check
def ages(scheme: Scheme, staff: Rows) -> Iterator[Finding]:
    """A date of birth makes an age that somebody at work can have (P10, P21)."""
    on = scheme.parameter("reference-date", date)
    for row in staff:
        if on is None or row["born"] is None:
            continue
        age = _years(row["born"], on)
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


@check
def resting_early(scheme: Scheme, staff: Rows) -> Iterator[Finding]:
    """Resting by arrangement before the age at which the scheme counts on it: paid the whole mean (P21, P22)."""
    on = scheme.parameter("reference-date", date)
    if on is None:
        return
    for row in staff:
        if row["arrangement"] != RESTING or row["born"] is None or row["sex"] not in REST_AGE:
            continue
        age = _years(row["born"], on)
        if age < REST_AGE[row["sex"]]:
            yield row.note(
                "born",
                message(
                    "“{name}” rests by arrangement at the age of {age}, before {limit}: paid the whole mean",
                    name=row["name"],
                    age=age,
                    limit=REST_AGE[row["sex"]],
                ),
                message("check the date of birth and the arrangement"),
                blocks=False,
            )


def _same(one: str | None, other: str) -> bool:
    """Whether both name the same class: 一（1）班 and 一(1)班 do."""
    return one is not None and _narrow(one) == _narrow(other)


def _narrow(name: str) -> str:
    return "".join(normalize("NFKC", name).split())


def plain(number: Decimal | int) -> str:
    """The number without zeros at its end."""
    text = format(Decimal(number), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _years(born: date, on: date) -> int:
    """The age on a day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
