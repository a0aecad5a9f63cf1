"""What a scheme that can be read may still get wrong.

Marks that do not add up, conditions that are none, periods that overlap, money that nobody gets: each would give a
result that looks right; so each is a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from kaohe_core.findings import Findings, did_you_mean
from kaohe_core.formula.tree import Number, marks_of, measures_of, some
from kaohe_core.messages import Message, message
from kaohe_core.rules.money import Prizes, Share
from kaohe_core.scheme.full_marks import full_marks
from kaohe_core.scheme.gaps import may_leave_out
from kaohe_core.scheme.model import Clause, Dimension, DimensionGrade, Grade, Period, Scheme
from kaohe_core.toml.document import Document
from kaohe_core.toml.locate import Keys


def check_scheme(scheme: Scheme, document: Document, findings: Findings) -> None:
    """Note what is wrong with ``scheme``, written in ``document``."""
    room = _Checks(scheme, document, findings)
    room.marks()
    room.clauses()
    room.periods()
    room.weights()
    room.sums()
    room.grades()
    room.money()
    room.readings()
    room.holes()
    room.parameters()
    room.vetoes()


def check_gaps(scheme: Scheme, document: Document, findings: Findings) -> None:
    """Note who gets 0 of a dimension that is not about them; what the scheme asks must be conditions."""
    _Checks(scheme, document, findings).gaps()


# sums, bounds, periods, grades, money ------------------------------------------------------------------------------


class _Checks:
    def __init__(self, scheme: Scheme, document: Document, findings: Findings) -> None:
        self.scheme, self.document, self.findings = scheme, document, findings

    def add(self, keys: Keys, what: Message, mend: Message | None = None, *, blocks: bool = True) -> None:
        self.findings.add(self.document.place(keys, value=True), what, mend, blocks=blocks)

    def marks(self) -> None:
        """The dimensions' marks add up to the scheme's, and the parts' to their dimension's."""
        scheme = self.scheme
        if scheme.dimension:  # a scheme may divide money without marks
            self._sum(scheme.dimension, scheme.marks, (), message("the dimensions’ marks"), whole=True)
        self._bounds(scheme.at_least, scheme.at_most, ())
        for dimension, keys in _with_keys(scheme.dimension, ()):
            if dimension.marks.value < 0:
                self.add(
                    (*keys, "marks"),
                    message("marks are not negative: {found}", found=_plain(dimension.marks)),
                    message("a dimension that only takes marks off has marks = 0 and at-least = -5, say"),
                )
            self._bounds(dimension.at_least, dimension.at_most, keys)
            if not dimension.dimension:
                continue
            if dimension.start == "full":
                if any(part.marks.value > 0 for part in dimension.dimension):
                    self.add(
                        (*keys, "start"),
                        message("the dimension starts full, and its parts would add their marks once more"),
                        message('write start = "zero" here, and start = "full" in the parts where marks are taken off'),
                    )
                continue
            self._sum(
                dimension.dimension, dimension.marks, keys, message("the parts’ marks"), whole=not dimension.counting
            )

    def _sum(self, parts: Iterable[Dimension], marks: Number, keys: Keys, what: Message, *, whole: bool) -> None:
        """``whole``: the parts make up all of the marks; otherwise clauses beside them may bring the rest."""
        sure = sum((part.marks.value for part in parts if not _for_some(part)), Decimal(0))
        perhaps = sum((part.marks.value for part in parts if _for_some(part)), Decimal(0))
        stated = marks.value
        if sure <= stated and (sure + perhaps >= stated or not whole):
            return
        found = (
            _plain(sure) if not perhaps else message("{low} to {high}", low=_plain(sure), high=_plain(sure + perhaps))
        )
        self.add(
            (*keys, "marks"),
            message("{what} add up to {sum}, and here stands {marks}", what=what, sum=found, marks=_plain(stated)),
            message("correct one of them; marks beyond the full ones are written marks = 0, at-most = 5, say"),
        )

    def clauses(self) -> None:
        """Bounds the wrong way round, and what only makes sense period by period."""
        for clause, keys in _clauses(self.scheme):
            if clause.record_only and keys[0] == "adjustment":
                self.add(
                    (*keys, "record-only"),
                    message("an adjustment changes the total, and a record-only clause counts nowhere"),
                    message("write it as a clause of a dimension, or as a [[value]]"),
                )
            self._bounds(clause.at_least, clause.at_most, keys)
            self._bounds(clause.each_at_least, clause.each_at_most, keys, "each-")
            if clause.per is not None:
                continue
            told = {
                "each-at-least": clause.each_at_least,
                "each-at-most": clause.each_at_most,
                "each-round": clause.each_round,
                "combine": None if clause.combine == "sum" else clause.combine,
            }
            for key in (key for key, value in told.items() if value is not None):
                self.add(
                    (*keys, key),
                    message("“{key}” goes with per: here is no period to apply it to", key=key),
                    message("write per beside it, or remove it"),
                )

    def _bounds(self, low: Number | str | None, high: Number | str | None, keys: Keys, each: str = "") -> None:
        if isinstance(low, Number) and isinstance(high, Number) and low.value > high.value:
            self.add(
                (*keys, f"{each}at-least"),
                message("at least {low} and at most {high} contradict each other", low=_plain(low), high=_plain(high)),
                message("swap them, or correct one"),
            )

    def periods(self) -> None:
        """No period twice, none inside another of its kind."""
        kinds: dict[str, tuple[str, Period]] = {}
        for kind, periods in self.scheme.periods.items():
            for index, period in enumerate(periods):
                keys = ("periods", kind, index)
                if period.id in kinds:
                    other, same = kinds[period.id]
                    what = message("“{id}” is a period of “{other}” too, with other days", id=period.id, other=other)
                    if other == kind:
                        what = message("the period “{id}” stands here twice", id=period.id)
                    if other == kind or (same.start, same.end) != (period.start, period.end):
                        self.add(keys, what, message("give each its own id"))
                kinds.setdefault(period.id, (kind, period))
                for earlier in (earlier for earlier in periods[:index] if _overlap(earlier, period)):
                    what = message("the periods “{one}” and “{two}” overlap", one=earlier.id, two=period.id)
                    self.add(keys, what, message("a day belongs to one of them"))

    def weights(self) -> None:
        """Weights of periods written in per cent: nothing is wrong with them but that they make a hundredfold."""
        for clause, keys in _clauses(self.scheme):
            if sum(weight.value for weight in clause.weights()) == 100:
                self.add(
                    (*keys, "period-weights"),
                    message(
                        "the period-weights add up to 100: every period’s points are multiplied by them as they are"
                    ),
                    message("write 0.3 for 30 %"),
                    blocks=False,
                )

    def gaps(self) -> None:
        """Somebody whom none of a dimension's clauses is about gets 0 of its marks: noted where nobody has said so."""
        for dimension, keys in _with_keys(self.scheme.dimension, ()):
            if may_leave_out(dimension):
                self.add(
                    keys,
                    message(
                        "whoever none of the clauses of “{title}” is about gets 0 of its {marks} marks",
                        title=dimension.title,
                        marks=_plain(dimension.marks),
                    ),
                    message('say what becomes of the marks: when-not-applicable = "zero", "full" or "rescale"'),
                    blocks=False,
                )

    def sums(self) -> None:
        """Values that add up marks: of what the scheme has, each with full marks, and nothing twice."""
        scheme = self.scheme
        inside = {d.id: {*(c.id for c in d.clauses()), *(p.id for p in d.dimensions())} for d in scheme.dimensions()}
        known = [*inside, *(clause.id for dimension in scheme.dimension for clause in dimension.clauses())]
        for index, value in enumerate(scheme.value):
            for at, id in enumerate(value.sum_of):
                keys = ("value", index, "sum-of", at)
                if id not in known:
                    what = message("the scheme has no dimension or clause “{id}”", id=id)
                    self.add(keys, what, did_you_mean(id, known))
                elif (full := full_marks(scheme, id)) is None or full.value <= 0:
                    what = message("what “{id}” is worth is not said, so it cannot be scaled", id=id)
                    self.add(keys, what, message("write at-most at the clause: its full marks"))
                for other in value.sum_of[:at]:
                    if id == other or id in inside.get(other, ()) or other in inside.get(id, ()):
                        what = message("“{id}” would count twice: “{other}” stands here too", id=id, other=other)
                        self.add(keys, what, message("leave out one of them"))

    def grades(self) -> None:
        """Grades from the best down, of the total and of dimensions."""
        self._grades(self.scheme.grade, ("grade",))
        for dimension, keys in _with_keys(self.scheme.dimension, ()):
            self._grades(dimension.grade, (*keys, "grade"))

    def _grades(self, grades: Sequence[Grade | DimensionGrade], keys: Keys) -> None:
        last: Number | None = None
        names: list[str] = []
        for index, grade in enumerate(grades):
            if grade.name in names:
                self.add(
                    (*keys, index, "name"),
                    message("two grades are called “{name}”", name=grade.name),
                    message("give each its own name"),
                )
            names.append(grade.name)
            if grade.at_least is None:
                continue
            if last is not None and grade.at_least.value >= last.value:
                self.add(
                    (*keys, index, "at-least"),
                    message(
                        "nobody can get “{name}”: the grade before it asks for no more ({low})",
                        name=grade.name,
                        low=_plain(last),
                    ),
                    message("write the grades from the best down"),
                )
            last = grade.at_least

    def money(self) -> None:
        """A pool that is an amount, payments that use it, and something for everybody who has no marks."""
        scheme = self.scheme
        if isinstance(scheme.pool, Number):
            if scheme.pool.value < 0:
                self.add(("pool",), message("the pool is negative: {found}", found=_plain(scheme.pool)))
            elif scheme.pool.value != round(scheme.pool.value, 2):
                self.add(
                    ("pool",),
                    message("the pool has more than two decimals: {found}", found=_plain(scheme.pool)),
                    message("write it in yuan, to the cent"),
                )
        if scheme.pool is not None and not scheme.payment:
            self.add(
                ("pool",),
                message("the pool is divided among nobody: the scheme has no payment"),
                message("write [[payment]], or remove the pool"),
            )
        if scheme.payout is not None and not scheme.payment:
            self.add(
                ("payout",),
                message("the scheme has a payment file, but no payment"),
                message("write [[payment]], or remove [payout]"),
            )
        for index, payment in enumerate(scheme.payment):
            settlement = payment.settlement
            if isinstance(settlement, Share):
                by_marks = some(marks_of(settlement.weight))
            elif isinstance(settlement, Prizes) and settlement.only_for is None:
                by_marks = some(marks_of(settlement.by, *settlement.then))
            else:
                continue
            if scheme.not_scored and by_marks and not settlement.group:
                reasons = [reason.reason for reason in scheme.not_scored]
                self.add(
                    ("payment", index),
                    message("people without marks ({reasons}) have no share of this payment", reasons=reasons),
                    message("say what they are paid: [[payment.group]] with when, reason, and of-mean = 1, 0.8, 0 …")
                    if isinstance(settlement, Share)
                    else message("say who takes part: only-for, or [[payment.group]] with when and reason"),
                )

    def readings(self) -> None:
        """What a reading is about stands in the scheme."""
        scheme = self.scheme
        known = [*(clause.id for clause in scheme.clauses()), *(dimension.id for dimension in scheme.dimensions())]
        known += [*(one.id for one in scheme.ranking), *(one.id for one in scheme.veto)]
        known += [*(one.id for one in scheme.award), *(one.id for one in scheme.payment)]
        known += ["grade"] if scheme.grade else []
        for index, reading in enumerate(scheme.reading):
            if reading.about and reading.about not in known:
                what = message("the scheme has no “{id}” that this reading could be about", id=reading.about)
                self.add(("reading", index, "about"), what, did_you_mean(reading.about, known))

    def holes(self) -> None:
        """Places where the written text has a hole: the rest is computed, and nobody can overlook them."""
        for index, stated in enumerate(self.scheme.not_computed):
            if stated.open:
                self.add(
                    ("not-computed", index, "open"),
                    message("{source} is still open: {reason}", source=stated.source, reason=stated.reason),
                    message("the scheme cannot be adopted until the text is completed here"),
                    blocks=False,
                )

    def parameters(self) -> None:
        """Titles are of parameters that there are; in a scheme in 中文 none is called by a word of the file alone."""
        scheme, written = self.scheme, self.document.data.get("parameters", {})
        if not isinstance(written, dict):  # which is found elsewhere
            return
        for name in scheme.parameter_titles:
            if name not in written:  # one that is no number or text is found elsewhere
                self.add(
                    ("parameter-titles", name),
                    message("there is no parameter “{name}” that could be called so", name=name),
                    did_you_mean(name, written),
                )
        for name in scheme.parameters if _chinese(scheme.title) else ():
            if name not in scheme.parameter_titles and not _chinese(name):
                self.add(
                    ("parameters", name),
                    message(
                        "workbook, page and comparison call this parameter “{name}”, as nothing else is said", name=name
                    ),
                    message('say what it is called: [parameter-titles] with {name} = "…"', name=name),
                    blocks=False,
                )

    def vetoes(self) -> None:
        """What a notice tells of a veto are columns of the tables that it reads, and its date is a date."""
        for index, veto in enumerate(self.scheme.veto):
            tables = {node.table.id: node.table for node in measures_of(veto.when)}
            columns = {f"{table.id}.{column.id}": column for table in tables.values() for column in table.columns}
            for key, name in (("date", veto.date), ("decision", veto.decision)):
                if name is None:
                    continue
                if name not in columns:
                    self.add(
                        ("veto", index, key),
                        message("this veto reads no column “{name}”", name=name),
                        did_you_mean(name, columns),
                    )
                elif key == "date" and columns[name].type != "date":
                    self.add(
                        ("veto", index, key),
                        message("“{name}” is no date", name=name),
                        message("name a column of dates in a table that the veto reads, or leave date out"),
                    )


def _chinese(text: str) -> bool:
    return any("\u4e00" <= one <= "\u9fff" for one in text)


def _for_some(dimension: Dimension) -> bool:
    """Whether the marks of a dimension may be out of reach for somebody, and nothing takes their place."""
    if dimension.share is not None:
        return True
    if dimension.when_not_applicable in ("full", "rescale"):
        return False
    inner = [
        *(c.only_for is not None or bool(c.variant) for c in dimension.counting),
        *map(_for_some, dimension.dimension),
    ]
    return dimension.only_for is not None or all(inner)


def _with_keys(dimensions: Iterable[Dimension], keys: Keys) -> Iterator[tuple[Dimension, Keys]]:
    for index, dimension in enumerate(dimensions):
        here = (*keys, "dimension", index)
        yield dimension, here
        yield from _with_keys(dimension.dimension, here)


def _clauses(scheme: Scheme) -> Iterator[tuple[Clause, Keys]]:
    for dimension, keys in _with_keys(scheme.dimension, ()):
        yield from ((clause, (*keys, "clause", index)) for index, clause in enumerate(dimension.clause))
    yield from ((clause, ("adjustment", index)) for index, clause in enumerate(scheme.adjustment))


def _overlap(one: Period, two: Period) -> bool:
    if one.start is None or one.end is None or two.start is None or two.end is None:
        return False
    return one.start <= two.end and two.start <= one.end


def _plain(number: Number | Decimal) -> str:
    value = number.value if isinstance(number, Number) else number
    return f"{value.normalize():f}"
