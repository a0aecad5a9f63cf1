"""What only a look across rows and tables can find (跨表检查)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from unicodedata import normalize

from kaohe_core import ROW, Data, Finding, Scheme, catalogue, nearest
from kaohe_homeroom.tables import APPLIED, DEPUTY, HEAD, NOMINATED, OTHER

message = catalogue("kaohe_homeroom")

CLASS = ("class", "homeroom-class", "classes", "class-sheet", "homeroom-result")  # columns, and tables by class


def all_findings(scheme: Scheme, tables: Mapping[str, Data]) -> list[Finding]:
    """Every finding of every check whose tables are there."""
    found: list[Finding] = []
    if "class-sheet" in tables and "classes" in tables:
        found += sheets(scheme, tables["class-sheet"], tables["classes"])
    if "homeroom-staff" in tables:
        staff = tables["homeroom-staff"]
        found += classes_of_people(staff)
        found += deputies(staff)
        if "homeroom-result" in tables:
            found += classes_without_head(staff, tables["homeroom-result"])
        if "applications" in tables:
            found += one_application(tables["applications"])
            found += appointments(staff, tables["applications"])
        if "stand-ins" in tables:
            found += third_persons(tables["stand-ins"], staff)
    return found


def sheets(scheme: Scheme, sheet: Data, classes: Data) -> Iterator[Finding]:
    """Every class has every item of the scheme in every term, and no mark exceeds the item's full marks (H06)."""
    full = {part.title: part.marks.value for top in scheme.dimension for part in top.dimension}
    if not full:  # the school's own dimensions read the sheet in another way
        return
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in _rows(sheet):
        if row["id"] is None or row["item"] is None:
            continue
        seen[row["id"], row["term"]].add(row["item"])
        if row["item"] not in full:
            close = nearest(row["item"], list(full))
            yield Finding(
                sheet.row_place(row[ROW], "item"),
                message("the scheme has no item “{item}”", item=row["item"]),
                message("the scheme’s items are {items}", items=list(full))
                if close is None
                else message("did you mean “{item}”?", item=close),
            )
        elif row["mark"] is not None and row["mark"] > full[row["item"]]:
            yield Finding(
                sheet.row_place(row[ROW], "mark"),
                message(
                    "“{item}” of class “{name}” has {mark} marks; its full marks are {full}",
                    item=row["item"],
                    name=row["id"],
                    mark=_plain(row["mark"]),
                    full=_plain(full[row["item"]]),
                ),
                message("correct the mark, or the item’s full marks in the scheme"),
            )
    terms = [period.id for period in scheme.periods.get("term", ())]
    for row in _rows(classes):
        for term in terms:
            missing = [item for item in full if item not in seen[row["id"], term]]
            if missing:
                yield Finding(
                    sheet.row_place(None, "item"),
                    message(
                        "class “{name}” has no mark in {term} for {items}", name=row["id"], term=term, items=missing
                    ),
                    message("fill in the class work sheet; a mark of 0 is written as 0"),
                )


def classes_of_people(staff: Data) -> Iterator[Finding]:
    """A head or deputy has a class, and nobody else has one (H01)."""
    for row in _rows(staff):
        if row["role"] in (HEAD, DEPUTY) and row["homeroom-class"] is None:
            yield Finding(
                staff.row_place(row[ROW], "homeroom-class"),
                message("“{name}” is {role} of no class", name=row["name"], role=row["role"]),
                message("fill in the class"),
            )
        if row["role"] == OTHER and row["homeroom-class"] is not None:
            yield Finding(
                staff.row_place(row[ROW], "homeroom-class"),
                message("“{name}” is neither head nor deputy, and yet has a class", name=row["name"]),
                message("clear the class, or correct the role"),
            )


def deputies(staff: Data) -> Iterator[Finding]:
    """A class has a deputy, or its head is approved to work without one; never both (H03)."""
    by_role: dict[str, set[str]] = {HEAD: set(), DEPUTY: set(), OTHER: set()}
    for row in _rows(staff):
        if row["role"] is not None and row["homeroom-class"] is not None:
            by_role[row["role"]].add(row["homeroom-class"])
    for row in _rows(staff):
        if row["role"] != HEAD or row["homeroom-class"] is None:
            if row["without-deputy"] == 1:
                yield Finding(
                    staff.row_place(row[ROW], "without-deputy"),
                    message("“{name}” is not a head, so there is no deputy to do without", name=row["name"]),
                    message("clear the cell"),
                )
            continue
        has = row["homeroom-class"] in by_role[DEPUTY]
        if has and row["without-deputy"] == 1:
            yield Finding(
                staff.row_place(row[ROW], "without-deputy"),
                message(
                    "class “{name}” has a deputy, and its head is approved to work without one",
                    name=row["homeroom-class"],
                ),
                message("clear the approval, or take the deputy out: half an allowance would be paid twice"),
            )
        if not has and row["without-deputy"] != 1:
            yield Finding(
                staff.row_place(row[ROW], "homeroom-class"),
                message("class “{name}” has no deputy, and no approval to do without", name=row["homeroom-class"]),
                message("add the deputy; or write 是 where the school has approved it"),
            )


def classes_without_head(staff: Data, result: Data) -> Iterator[Finding]:
    """Every class that was assessed has a head (H01)."""
    led = {row["homeroom-class"] for row in _rows(staff) if row["role"] == HEAD}
    for row in _rows(result):
        if row["id"] not in led:
            yield Finding(
                staff.row_place(None, "homeroom-class"),
                message("class “{name}” has no homeroom teacher", name=row["id"]),
                message("appoint one; where nobody applies, the leading group nominates"),
            )


def one_application(applications: Data) -> Iterator[Finding]:
    """Each teacher applies for one class only (H01)."""
    first: dict[str, str] = {}
    for row in _rows(applications):
        if row["id"] is None or row["class"] is None:
            continue
        earlier = first.setdefault(row["id"], row["class"])
        if earlier != row["class"]:
            yield Finding(
                applications.row_place(row[ROW], "class"),
                message("“{id}” applies for “{one}” and for “{other}”", id=row["id"], one=earlier, other=row["class"]),
                message("each teacher applies for one class only: keep one of the two"),
            )


def appointments(staff: Data, applications: Data) -> Iterator[Finding]:
    """Who was appointed on application has applied; nominations are for posts without applicants (H01)."""
    asked = {row["id"] for row in _rows(applications)}
    heads = [row for row in _rows(staff) if row["role"] == HEAD]
    posts = {row["homeroom-class"] for row in heads} - {None}
    for row in heads:
        if row["appointed-by"] == APPLIED and row["id"] not in asked:
            yield Finding(
                staff.row_place(row[ROW], "appointed-by"),
                message("“{name}” was appointed on application, and no application is on record", name=row["name"]),
                message("add the application, or correct how the head was appointed"),
                blocks=False,
            )
        if row["appointed-by"] == NOMINATED and len(asked) >= len(posts):
            yield Finding(
                staff.row_place(row[ROW], "appointed-by"),
                message(
                    "“{name}” was nominated, although {applicants} have applied for {posts} posts",
                    name=row["name"],
                    applicants=len(asked),
                    posts=len(posts),
                ),
                message("the leading group nominates only where applicants are fewer than posts: check the record"),
                blocks=False,
            )


def third_persons(stand_ins: Data, staff: Data) -> Iterator[Finding]:
    """A third person is paid for standing in only when head and deputy are both away (H05)."""
    own: dict[str, set[str]] = defaultdict(set)
    with_deputy: set[str] = set()
    for row in _rows(staff):
        if row["homeroom-class"] is not None:
            own[row["homeroom-class"]].add(row["id"])
            if row["role"] == DEPUTY:
                with_deputy.add(row["homeroom-class"])
    for row in _rows(stand_ins):
        if row["head-away"] == 0 or row["deputy-away"] == 0:
            yield Finding(
                stand_ins.row_place(row[ROW], "head-away" if row["head-away"] == 0 else "deputy-away"),
                message("“{name}” was stood in for while its head or deputy was there", name=row["class"]),
                message("take the row out: a third person is paid only when both are away"),
            )
        elif row["deputy-away"] is None and row["class"] in with_deputy:
            yield Finding(
                stand_ins.row_place(row[ROW], "deputy-away"),
                message("whether the deputy of “{name}” was away is not filled in", name=row["class"]),
                message("write 是 or 否"),
            )
        if row["id"] in own.get(row["class"], ()):
            yield Finding(
                stand_ins.row_place(row[ROW], "id"),
                message("“{id}” is head or deputy of “{name}”, not a third person", id=row["id"], name=row["class"]),
                message("take the row out"),
            )


def _rows(data: Data) -> Iterator[dict[str, Any]]:
    """The rows with numbers as exact decimals, and classes as one spells them: 一（1）班 is 一(1)班."""
    scales = {column.id: column.scale for column in data.table.columns if column.type == "number"}
    for row in data.frame.iter_rows(named=True):
        yield {
            name: value
            if value is None
            else Decimal(value) / scales[name]
            if name in scales
            else "".join(normalize("NFKC", value).split())
            if name in CLASS or (name == "id" and data.table.id in CLASS)
            else value
            for name, value in row.items()
        }


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
