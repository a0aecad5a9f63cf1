"""The results as a CSV file that Excel and WPS open as it is: a row a person, a column a mark or amount."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from kaohe_core.formula.exact import rounded
from kaohe_core.formula.words import endless, plain_number, shown
from kaohe_core.messages import Language, message
from kaohe_core.results.as_json import NEAR
from kaohe_core.results.scored import Scored
from kaohe_core.results.standing import NAMES

if TYPE_CHECKING:
    from kaohe_core.assess.plan import Step
    from kaohe_core.assess.result import Subject


def write_results(scored: Scored, path: Path, language: Language) -> None:
    """Write ``path``: UTF-8 with a byte order mark, as Chinese Excel wants it."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([harmless(cell) for cell in row] for row in rows(scored, language))


def rows(scored: Scored, language: Language) -> Iterator[Sequence[str]]:
    """The header, everybody assessed in roster order, and those who are not, with the reason."""
    steps = _steps(scored)
    columns = (message("id number"), message("name"), message("unit"), message("standing"), message("reason"))
    yield [*(column.text(language) for column in columns), *_titles(scored, language)]
    for subject in scored.result.subjects():
        standing = NAMES[subject.standing("total")].text(language)
        head = [subject.id, subject.name, subject.unit, standing, subject.reason]
        yield [*head, *(_cell(scored, step, subject, language) for step in steps)]
    for person in scored.result.not_assessed:
        yield [person.id, person.name, "", message("not assessed").text(language), person.reason, *("" for _ in steps)]


def _steps(scored: Scored) -> list[Step]:
    """The steps with a value of their own; a notice only says something about a clause."""
    return [step for step in scored.plan.steps if step.role != "notice"]


def _titles(scored: Scored, language: Language) -> list[str]:
    """The title of every step; those of money with the payment's, a title that is there twice with the id."""
    titles = []
    for step in _steps(scored):
        title = step.title.text(language)
        titles.append(f"{step.payment.title} {title}" if step.payment is not None else title)
    return [
        title if titles.count(title) == 1 else f"{title} ({step.id})"
        for title, step in zip(titles, _steps(scored), strict=True)
    ]


def _cell(scored: Scored, step: Step, subject: Subject, language: Language) -> str:
    value = subject.value(step.id)
    if step.role != "money" and subject.standing(step.id) != "scored":
        return ""
    if not isinstance(value, Fraction):
        return shown(value, language) if value is not None else ""
    return plain_number(rounded(value, NEAR, "half-up") if endless(value) else value, scored.places(step.id) or 0)


def harmless(cell: str) -> str:
    """A cell that a spreadsheet will not take for a formula; numbers stay as they are."""
    if cell[:1] in ("=", "+", "@", "\t", "\r") or (cell[:1] == "-" and not cell[1:].replace(".", "", 1).isdigit()):
        return f"'{cell}"
    return cell
