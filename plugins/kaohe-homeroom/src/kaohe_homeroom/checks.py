"""What only a look across rows and tables can find (跨表检查)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from unicodedata import normalize

from kaohe_core import Finding, Row, Rows, Scheme, catalogue, check, nearest

message = catalogue("kaohe_homeroom")

HEAD, DEPUTY, OTHER = "班主任", "副班主任", "其他教师"
WHOLE = "全天"
APPLIED, NOMINATED = "本人申请", "领导小组推荐"


@check
def sheets(scheme: Scheme, class_sheet: Rows, classes: Rows) -> Iterator[Finding]:
    """Every class has every item of the scheme in every term, and no mark exceeds the item's full marks (H06)."""
    full = {part.title: part.marks.value for top in scheme.dimension for part in top.dimension}
    if not full:  # the school's own dimensions read the sheet in another way
        return
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in class_sheet:
        if row["id"] is None or row["item"] is None:
            continue
        seen[_class(row["id"]), row["term"]].add(row["item"])
        if row["item"] not in full:
            close = nearest(row["item"], list(full))
            yield row.note(
                "item",
                message("the scheme has no item “{item}”", item=row["item"]),
                message("the scheme’s items are {items}", items=list(full))
                if close is None
                else message("did you mean “{item}”?", item=close),
            )
        elif row["mark"] is not None and row["mark"] > full[row["item"]]:
            yield row.note(
                "mark",
                message(
                    "“{item}” of class “{name}” has {mark} marks; its full marks are {full}",
                    item=row["item"],
                    name=_class(row["id"]),
                    mark=_plain(row["mark"]),
                    full=_plain(full[row["item"]]),
                ),
                message("correct the mark, or the item’s full marks in the scheme"),
            )
    terms = [period.id for period in scheme.periods.get("term", ())]
    for row in classes:
        for term in terms:
            missing = [item for item in full if item not in seen[_class(row["id"]), term]]
            if missing:
                yield class_sheet.note(
                    "item",
                    message(
                        "class “{name}” has no mark in {term} for {items}",
                        name=_class(row["id"]),
                        term=term,
                        items=missing,
                    ),
                    message("fill in the class work sheet; a mark of 0 is written as 0"),
                )


@check
def classes_of_people(homeroom_staff: Rows) -> Iterator[Finding]:
    """A head or deputy has a class, and nobody else has one (H01)."""
    for row in homeroom_staff:
        if row["role"] in (HEAD, DEPUTY) and row["homeroom-class"] is None:
            yield row.note(
                "homeroom-class",
                message("“{name}” is {role} of no class", name=row["name"], role=row["role"]),
                message("fill in the class"),
            )
        if row["role"] == OTHER and row["homeroom-class"] is not None:
            yield row.note(
                "homeroom-class",
                message("“{name}” is neither head nor deputy, and yet has a class", name=row["name"]),
                message("clear the class, or correct the role"),
            )


@check
def deputies(homeroom_staff: Rows) -> Iterator[Finding]:
    """A class has a deputy, or its head is approved to work without one; never both (H03)."""
    by_role: dict[str, set[str]] = {HEAD: set(), DEPUTY: set(), OTHER: set()}
    for row in homeroom_staff:
        if row["role"] is not None and row["homeroom-class"] is not None:
            by_role[row["role"]].add(_class(row["homeroom-class"]))
    for row in homeroom_staff:
        if row["role"] != HEAD or row["homeroom-class"] is None:
            if row["without-deputy"] == 1:
                yield row.note(
                    "without-deputy",
                    message("“{name}” is not a head, so there is no deputy to do without", name=row["name"]),
                    message("clear the cell"),
                )
            continue
        has = _class(row["homeroom-class"]) in by_role[DEPUTY]
        if has and row["without-deputy"] == 1:
            yield row.note(
                "without-deputy",
                message(
                    "class “{name}” has a deputy, and its head is approved to work without one",
                    name=_class(row["homeroom-class"]),
                ),
                message("clear the approval, or take the deputy out: half an allowance would be paid twice"),
            )
        if not has and row["without-deputy"] != 1:
            yield row.note(
                "homeroom-class",
                message(
                    "class “{name}” has no deputy, and no approval to do without", name=_class(row["homeroom-class"])
                ),
                message("add the deputy; or write 是 where the school has approved it"),
            )


@check
def classes_without_head(homeroom_staff: Rows, homeroom_result: Rows) -> Iterator[Finding]:
    """Every class that was assessed has a head (H01)."""
    led = {_class(row["homeroom-class"]) for row in homeroom_staff if row["role"] == HEAD}
    for row in homeroom_result:
        if _class(row["id"]) not in led:
            yield homeroom_staff.note(
                "homeroom-class",
                message("class “{name}” has no homeroom teacher", name=_class(row["id"])),
                message("appoint one; where nobody applies, the leading group nominates"),
            )


@check
def one_application(applications: Rows) -> Iterator[Finding]:
    """Each teacher applies for one class only (H01)."""
    first: dict[str, str] = {}
    for row in applications:
        if row["id"] is None or row["class"] is None:
            continue
        earlier = first.setdefault(row["id"], _class(row["class"]))
        if earlier != _class(row["class"]):
            yield row.note(
                "class",
                message(
                    "“{id}” applies for “{one}” and for “{other}”",
                    id=row["id"],
                    one=earlier,
                    other=_class(row["class"]),
                ),
                message("each teacher applies for one class only: keep one of the two"),
            )


@check
def appointments(homeroom_staff: Rows, applications: Rows) -> Iterator[Finding]:
    """Who was appointed on application has applied; nominations are for posts without applicants (H01)."""
    asked = {row["id"] for row in applications}
    heads = [row for row in homeroom_staff if row["role"] == HEAD]
    posts = {_class(row["homeroom-class"]) for row in heads} - {""}
    for row in heads:
        if row["appointed-by"] == APPLIED and row["id"] not in asked:
            yield row.note(
                "appointed-by",
                message("“{name}” was appointed on application, and no application is on record", name=row["name"]),
                message("add the application, or correct how the head was appointed"),
                blocks=False,
            )
        if row["appointed-by"] == NOMINATED and len(asked) >= len(posts):
            yield row.note(
                "appointed-by",
                message(
                    "“{name}” was nominated, although {applicants} have applied for {posts} posts",
                    name=row["name"],
                    applicants=len(asked),
                    posts=len(posts),
                ),
                message("the leading group nominates only where applicants are fewer than posts: check the record"),
                blocks=False,
            )


@check
def third_persons(stand_ins: Rows, homeroom_staff: Rows) -> Iterator[Finding]:
    """A third person is paid for standing in only when head and deputy are both away (H05)."""
    own: dict[str, set[str]] = defaultdict(set)
    with_deputy: set[str] = set()
    for row in homeroom_staff:
        if row["homeroom-class"] is not None:
            own[_class(row["homeroom-class"])].add(row["id"])
            if row["role"] == DEPUTY:
                with_deputy.add(_class(row["homeroom-class"]))
    for row in stand_ins:
        if row["head-away"] == 0 or row["deputy-away"] == 0:
            yield row.note(
                "head-away" if row["head-away"] == 0 else "deputy-away",
                message("“{name}” was stood in for while its head or deputy was there", name=_class(row["class"])),
                message("take the row out: a third person is paid only when both are away"),
            )
        elif row["deputy-away"] is None and _class(row["class"]) in with_deputy:
            yield row.note(
                "deputy-away",
                message("whether the deputy of “{name}” was away is not filled in", name=_class(row["class"])),
                message("write 是 or 否"),
            )
        if row["id"] in own.get(_class(row["class"]), ()):
            yield row.note(
                "id",
                message(
                    "“{id}” is head or deputy of “{name}”, not a third person", id=row["id"], name=_class(row["class"])
                ),
                message("take the row out"),
            )


@check
def one_day_once(stand_ins: Rows) -> Iterator[Finding]:
    """A whole day and a half of it overlap: no class is stood in for twice then, and nobody is in two classes (H05)."""
    of_class: dict[tuple[date, str], list[Row]] = defaultdict(list)
    of_person: dict[tuple[date, str], list[Row]] = defaultdict(list)
    for row in stand_ins:
        if row["date"] is None or row["part"] is None:
            continue
        same = [one for one in of_class[row["date"], _class(row["class"])] if _overlap(one, row)]
        own = [one for one in of_person[row["date"], row["id"]] if _overlap(one, row) and one not in same]
        for one in same:
            yield row.note(
                "part",
                message(
                    "“{name}” was stood in for on {day} by “{first}” ({one}) and by “{second}” ({other}): one part of"
                    " the day would be paid twice",
                    name=_class(row["class"]),
                    day=row["date"].isoformat(),
                    first=one["id"],
                    one=one["part"],
                    second=row["id"],
                    other=row["part"],
                ),
                message("correct the parts of the day, or take one of the two rows out"),
            )
        for one in own:
            yield row.note(
                "part",
                message(
                    "“{id}” stood in for “{first}” ({one}) and for “{second}” ({other}) on {day}: one part of the day"
                    " would be paid twice",
                    id=row["id"],
                    first=_class(one["class"]),
                    one=one["part"],
                    second=_class(row["class"]),
                    other=row["part"],
                    day=row["date"].isoformat(),
                ),
                message("correct the parts of the day, or take one of the two rows out"),
            )
        of_class[row["date"], _class(row["class"])].append(row)
        of_person[row["date"], row["id"]].append(row)


def _overlap(one: Row, other: Row) -> bool:
    return WHOLE in (one["part"], other["part"]) or one["part"] == other["part"]


@check
def one_month_once(scheme: Scheme, homeroom_staff: Rows) -> Iterator[Finding]:
    """The heads of a class, and its deputies, are in post for no more months than are paid, nobody for longer (H03)."""
    most = scheme.parameter("months", Decimal)
    if most is None:
        spans = [(first, last) for _, first, last in scheme.spans("term")]
        if not spans:
            return
        most = Decimal(sum((last.year - first.year) * 12 + last.month - first.month + 1 for first, last in spans))
    months: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in homeroom_staff:
        if row["role"] not in (HEAD, DEPUTY) or row["homeroom-class"] is None:
            continue
        if row["months"] is None:
            yield row.note(
                "months",
                message("“{name}” is {role}, and the months in post are missing", name=row["name"], role=row["role"]),
                message("fill in for how many months"),
            )
            continue
        of = _class(row["homeroom-class"]), row["role"]
        months[of] += row["months"]
        if months[of] > most >= months[of] - row["months"]:
            yield row.note(
                "months",
                message(
                    "the months of “{name}” as {role} add up to {months} with this row; {most} are paid",
                    name=of[0],
                    role=of[1],
                    months=_plain(months[of]),
                    most=_plain(most),
                ),
                message("correct the months, so that no month is paid twice"),
            )


def _class(name: str | None) -> str:
    """The name of a class as one spells it: 一（1）班 is 一(1)班."""
    return "".join(normalize("NFKC", name or "").split())


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
