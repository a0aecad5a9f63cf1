"""The same pay in plain Python with Decimal, person by person: what a careful script does."""

from __future__ import annotations

import sys
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, setcontext
from pathlib import Path
from typing import Any

import polars as pl

CENT = Decimal("0.01")
WEIGHTS = {"上": Decimal("0.4"), "下": Decimal("0.6")}
SHARE_TAKEN = {"通报批评": Decimal("0.2"), "警告": Decimal("0.3"), "记过": Decimal("0.8"), "记大过": Decimal(1)}
OF_MEAN = {"督导员": Decimal(1), "内退": Decimal("0.8"), "停薪": Decimal(0)}
BANDS = ((90, 20), (80, 17), (70, 14), (60, 11))
Person = dict[str, Any]


def run(data: Path, out: Path) -> None:
    setcontext(Context(prec=50))  # so many digits that no quotient is rounded twice
    people = _rows(data, "staff")
    terms: dict[str, list[Person]] = {}
    for name in ("attendance", "process"):
        for row in _rows(data, name):
            terms.setdefault(name + row["id"], []).append(row)
    weekly = {row["id"]: row["weekly"] for row in _rows(data, "workload")}
    quality = {row["id"]: row["quality"] for row in _rows(data, "results")}
    schools: dict[str, list[Person]] = {}
    for person in people:
        person["attendance"] = terms.get("attendance" + person["id"], [])
        person["process"] = terms.get("process" + person["id"], [])
        person["weekly"], person["tested"] = weekly[person["id"]], quality[person["id"]]
        schools.setdefault(person["school"], []).append(person)
    results: list[Person] = []
    for members in schools.values():
        results += _school(members)
    pl.DataFrame(
        results, schema={name: pl.Decimal(18, 2) if name not in ("id", "school") else pl.String for name in results[0]}
    ).write_parquet(out)


def _rows(data: Path, name: str) -> list[Person]:
    return pl.read_parquet(data / f"{name}.parquet").to_dicts()


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def _school(members: list[Person]) -> list[Person]:
    scored = [person for person in members if person["role"] not in OF_MEAN]
    workload = sum(person["weekly"] for person in scored)
    results = [_marks(person, workload, len(scored)) for person in members]
    pool = members[0]["pool"]
    homeroom = [
        _rounded(min(30 + Decimal("0.5") * p["pupils"], Decimal(60)) * p["homeroom-months"] * p["homeroom-score"] / 100)
        for p in members
    ]
    left = pool - sum(homeroom)
    parts = [OF_MEAN.get(person["role"], Decimal(0)) for person in members]
    heads = len(scored) + sum(part > 0 for part in parts)
    fixed = [_rounded(left * part / heads) for part in parts]
    rest = left - sum(fixed)
    weights = [result["total"] or Decimal(0) for result in results]
    sum_ = sum(weights)
    shares, remainders = [], []
    for weight in weights:
        share = (rest * weight / sum_).quantize(CENT, ROUND_DOWN)
        shares.append(share)
        remainders.append(rest * weight - share * sum_)
    over = int((rest - sum(shares)) * 100)
    for position in sorted(range(len(members)), key=lambda i: -remainders[i])[:over]:
        shares[position] += CENT
    for result, own, part, share in zip(results, homeroom, fixed, shares, strict=True):
        result["homeroom/amount"], result["share/amount"] = own, part + share
        result["paid"] = own + part + share
    return results


def _marks(person: Person, workload: Decimal, members: int) -> Person:
    names = (
        "sick-leave",
        "personal-leave",
        "absent",
        "missed-sign-in",
        "attendance-marks",
        "load",
        "workload-marks",
        "teaching-routine",
        "research-activity",
        "process-marks",
        "quality",
        "results-marks",
        "total@0",
        "discipline",
        "total",
    )
    marks: Person = {"id": person["id"], "school": person["school"], **dict.fromkeys(names)}
    if person["role"] in OF_MEAN:
        return marks
    zero = Decimal(0)
    sick = personal = absent = missed = zero
    for term in person["attendance"]:
        sick -= max(term["sick-days"] - 2, zero) * Decimal("0.2")
        personal -= term["personal-days"] * Decimal("0.5")
        absent -= term["absent-days"] * 5
        missed -= max(term["missed"] - 5, 0) * Decimal("0.1")
    marks["sick-leave"], marks["personal-leave"] = _rounded(sick), _rounded(personal)
    marks["absent"], marks["missed-sign-in"] = _rounded(absent), _rounded(missed)
    attendance = 10 + marks["sick-leave"] + marks["personal-leave"] + marks["absent"] + marks["missed-sign-in"]
    marks["attendance-marks"] = max(attendance, zero)
    marks["load"] = marks["workload-marks"] = _rounded(person["weekly"] * members * 30 / workload)
    routine = sum(term["routine"] * WEIGHTS[term["term"]] for term in person["process"])
    research = sum(term["research"] * WEIGHTS[term["term"]] for term in person["process"])
    marks["teaching-routine"] = _rounded(routine * 30 / 40)
    marks["research-activity"] = _rounded(research * 10 / 30)
    marks["process-marks"] = min(marks["teaching-routine"] + marks["research-activity"], Decimal(40))
    reached = (points for edge, points in BANDS if person["tested"] >= edge)
    marks["quality"] = marks["results-marks"] = Decimal(next(reached, 8))
    before = marks["attendance-marks"] + marks["workload-marks"] + marks["process-marks"] + marks["results-marks"]
    marks["total@0"] = before
    marks["discipline"] = _rounded(-before * SHARE_TAKEN.get(person["discipline"], zero))
    marks["total"] = max(before + marks["discipline"], zero)
    return marks


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
