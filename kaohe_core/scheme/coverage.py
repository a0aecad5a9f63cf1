"""Coverage: a scheme held against its written text, clause by clause.

The written scheme is a plain text or Markdown file with numbered clauses. Its numbers are read as people write them –
``一、`` ``（一）`` ``1.`` ``(1)`` ``①`` ``第三条`` – and nest in the order in which their kinds first appear. A clause
of the TOML refers to one by ``source = "四（一）2"``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal

from attrs import field, frozen

from kaohe_core.findings import Findings, Place, did_you_mean
from kaohe_core.messages import message
from kaohe_core.rules.judged import Judgement, Panel
from kaohe_core.scheme.model import Award, Clause, Payment, Scheme, Veto
from kaohe_core.toml.document import Document

CoverageKind = Literal["formalised", "judged", "stated", "open", "not-covered"]
ClausePath = tuple[str, ...]

_NUMERAL = "零〇一二三四五六七八九十百"
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("article", re.compile(rf"第([{_NUMERAL}\d]+)条[、.：:\s]*")),
    ("han", re.compile(rf"([{_NUMERAL}]+)、\s*")),
    ("bracket-han", re.compile(rf"\(([{_NUMERAL}]+)\)[、.]?\s*")),
    ("bracket", re.compile(r"\((\d+)\)[、.]?\s*")),
    ("digit", re.compile(r"(\d+)[、.．]\s*(?!\d)")),
    ("circle", re.compile(r"([①-⑳])\s*")),
)
# In a reference such as 四（一）2 the separators after 四 and 2 are left out.
_REFERENCE = re.compile(rf"第([{_NUMERAL}\d]+)条|\(([{_NUMERAL}]+)\)|([{_NUMERAL}]+)|\((\d+)\)|(\d+)|([①-⑳])")


@frozen
class Written:
    """One numbered clause of the written scheme: its path of numbers, its text, its line (from 1)."""

    path: ClausePath
    text: str
    line: int

    @property
    def number(self) -> str:
        """The path as people write it: 四（一）2."""
        return "".join(self.path)


@frozen
class ClauseCoverage:
    """A written clause and what the scheme makes of it."""

    written: Written
    kind: CoverageKind
    by: tuple[str, ...] = field(default=())  # ids of the scheme's clauses, or the reason it is not computed


def _plain(text: str) -> str:
    # NFKC would turn ① into 1; circled numbers are kept as they are.
    return "".join(c if "①" <= c <= "⑳" else unicodedata.normalize("NFKC", c) for c in text)


def _label(kind: str, number: str) -> str:
    match kind:
        case "article":
            return f"第{number}条"
        case "bracket-han" | "bracket":
            return f"（{number}）"
        case _:
            return number


def written_clauses(text: str) -> list[Written]:
    """The numbered clauses of a text, in order."""
    levels: list[str] = []  # kinds of number, outermost first
    stack: list[tuple[str, str]] = []
    found: list[Written] = []
    for line_number, raw in enumerate(text.splitlines(), start=1):
        own = raw.strip().lstrip("#*->").strip().strip("*").strip()
        line = _plain(own)
        hit = next(((kind, m) for kind, pattern in _KINDS if (m := pattern.match(line))), None)
        if hit is None:
            if found and own:
                last = found[-1]
                found[-1] = Written(last.path, f"{last.text}　{own}" if last.text else own, last.line)
            continue
        kind, match = hit
        open_kinds = [k for k, _ in stack]
        if kind in open_kinds:
            stack = stack[: open_kinds.index(kind)]
        elif kind in levels:
            above = set(levels[: levels.index(kind)])
            stack = [pair for pair in stack if pair[0] in above]
        if kind not in levels:
            position = len(stack)
            levels.insert(max((levels.index(k) for k, _ in stack), default=-1) + 1 if position else len(levels), kind)
        stack.append((kind, match.group(1)))
        path = tuple(_label(k, n) for k, n in stack)
        words = own if len(own) == len(line) else line  # the wording keeps its own punctuation
        found.append(Written(path, words[match.end() :].strip(), line_number))
    return found


def reference(source: str) -> ClausePath:
    """The path that a ``source`` names: ``四（一）2`` and ``四、（一）2.`` are the same."""
    plain = _plain(source)
    parts: list[str] = []
    for article, bracket_han, han, bracket, digit, circle in _REFERENCE.findall(plain):
        parts.append(
            f"第{article}条"
            if article
            else f"（{bracket_han or bracket}）"
            if bracket_han or bracket
            else han or digit or circle
        )
    return tuple(parts)


def _judged(clause: Clause) -> bool:
    return any(isinstance(rule, Judgement | Panel) for rule in clause.rules())


def _sources(scheme: Scheme) -> Iterator[tuple[str, CoverageKind, str]]:
    """Every ``source`` of the scheme, what kind of thing refers to it, and by which id or reason."""
    for clause in scheme.clauses():
        yield clause.source, "judged" if _judged(clause) else "formalised", clause.id
    for dimension in scheme.dimensions():
        yield dimension.source, "formalised", dimension.id
        for lost in dimension.lost:
            yield lost.source, "formalised", lost.reason
        for own in dimension.grade:
            yield own.source, "formalised", own.name
    things: tuple[Veto | Award | Payment, ...] = (*scheme.veto, *scheme.award, *scheme.payment)
    for thing in things:
        yield thing.source, "formalised", thing.id
    for payment in scheme.payment:
        for group in getattr(payment.settlement, "group", ()):
            yield group.source, "formalised", group.reason
    for ranking in scheme.ranking:
        yield ranking.source, "formalised", ranking.id
    for grade in scheme.grade:
        yield grade.source, "formalised", grade.name
    for limit in scheme.grade_limit:
        yield limit.source, "formalised", limit.text
    for reason in (*scheme.not_assessed, *scheme.not_scored):
        yield reason.source, "formalised", reason.reason
    for stated in scheme.not_computed:
        yield stated.source, "open" if stated.open else "stated", stated.reason


def coverage(scheme: Scheme, text: str, document: Document, shown: str, findings: Findings) -> list[ClauseCoverage]:
    """What the scheme makes of every innermost clause of ``text``; findings for what does not meet.

    A clause is covered by what refers to it, to one of its parts, or to a whole that it is a part of. ``source``s that
    name no clause of the text are findings too. One source may name several places, separated by ``；`` or ``;``.
    """
    written = written_clauses(text)
    paths = {clause.path for clause in written}
    used: list[tuple[ClausePath, CoverageKind, str]] = []
    for source, kind, by in _sources(scheme):
        for part in re.split(r"[;；]", source):
            path = reference(part)
            if not path:
                continue
            if path not in paths:
                findings.add(
                    Place(file=document.file, keys=(by,)),
                    message("source “{source}” is not a clause of {text}", source=part.strip(), text=shown),
                    did_you_mean("".join(path), ["".join(p) for p in paths]),
                    blocks=False,
                )
                continue
            used.append((path, kind, by))
    result = []
    for clause in written:
        if any(other.path[: len(clause.path)] == clause.path and other is not clause for other in written):
            continue  # a heading: its parts are listed
        hits = [(path, kind, by) for path, kind, by in used if clause.path[: len(path)] == path]
        own = max((len(path) for path, _, _ in hits), default=0)
        nearest = [(kind, by) for path, kind, by in hits if len(path) == own]
        order: tuple[CoverageKind, ...] = ("open", "formalised", "judged", "stated")
        found: CoverageKind = next((k for k in order if any(kind == k for kind, _ in nearest)), "not-covered")
        result.append(ClauseCoverage(clause, found, tuple(dict.fromkeys(by for _, by in nearest))))
        if found == "not-covered":
            findings.add(
                Place(file=shown, line=clause.line),
                message("nothing refers to clause {number}: {text}", number=clause.number, text=clause.text[:40]),
                message(
                    'give a clause source = "{number}", or list it under [[not-computed]] with the reason',
                    number=clause.number,
                ),
                blocks=False,
            )
    return result
