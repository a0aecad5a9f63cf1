"""The results as a CSV file that Excel and WPS open as it is: a row a person, a column a mark or amount."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from kaohe_core.assess.result import NAMES
from kaohe_core.formula.columns import ColumnRatio
from kaohe_core.formula.words import shown
from kaohe_core.messages import Language, message
from kaohe_core.results.printed import printed, standing, where_scored
from kaohe_core.results.scored import Scored

if TYPE_CHECKING:
    from kaohe_core.assess.plan import PlanStep


def results_csv(scored: Scored, language: Language) -> bytes:
    """The file: UTF-8 with a byte order mark, as Chinese Excel wants it."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows(scored, language))
    return stream.getvalue().encode("utf-8-sig")


def rows(scored: Scored, language: Language, steps: Sequence[PlanStep] | None = None) -> Iterator[Sequence[str]]:
    """The header, everybody assessed in roster order, and those who are not, with the reason; of all steps, or some."""
    frame = scored.result.frame
    steps = told_steps(scored) if steps is None else steps
    columns = (message("id number"), message("name"), message("unit"), message("standing"), message("reason"))
    yield _harmless([*(column.text(language) for column in columns), *step_titles(steps, language)])
    ids = frame["_subject"].to_list()
    names = [name or id for name, id in zip(frame["_name"].to_list(), ids, strict=True)]
    said = {name: text.text(language) for name, text in NAMES.items()}
    texts = [
        ids,
        names,
        [unit or "" for unit in frame["_unit"].to_list()],
        [said[one] for one in standing(scored.result, "total")],
        [reason or "" for reason in frame["_reason"].to_list()],
    ]
    yield from zip(*map(_harmless, texts), *(_cells(scored, step, language) for step in steps), strict=True)
    unassessed = message("not assessed").text(language)
    for person in scored.result.not_assessed:
        yield [*_harmless((person.id, person.name, "", unassessed, person.reason)), *("" for _ in steps)]


def told_steps(scored: Scored) -> list[PlanStep]:
    """The steps with a value of their own; a notice only says something about a clause."""
    return [step for step in scored.plan.steps if step.role != "notice"]


def step_titles(steps: Sequence[PlanStep], language: Language) -> list[str]:
    """The titles of steps; those of money with the payment's, a title that is there twice with the id."""
    titles = []
    for step in steps:
        title = step.title.text(language)
        titles.append(f"{step.payment.title} {title}" if step.payment is not None else title)
    return [
        title if titles.count(title) == 1 else f"{title} ({step.id})" for title, step in zip(titles, steps, strict=True)
    ]


def _cells(scored: Scored, step: PlanStep, language: Language) -> list[str]:
    result = scored.result
    if isinstance(result.values[step.id], ColumnRatio):
        places = scored.places(step.id) or 0
        texts = printed(result, step.id, places, places).texts
    else:
        found = result.frame[step.id]
        said = {value: shown(value, language) for value in found.unique().to_list() if value is not None}
        texts = _harmless([said.get(value, "") for value in found.to_list()])
    if step.role == "money":
        unknown = message("not known").text(language)
        return [unknown if text is None else text for text in texts]
    said = {name: text.text(language) for name, text in NAMES.items()}
    if step.role == "verdict":  # whoever is no candidate has no place: the cell stays empty
        said["not-applicable"] = ""
    cells = where_scored(texts, standing(result, step.id), said.__getitem__)
    if step.for_unscored:
        return cells
    # Of those who are not scored at all the columns before say so once.
    return [cell if scored_ else "" for cell, scored_ in zip(cells, result.frame["_scored"].to_list(), strict=True)]


def _harmless(cells: Iterable[str]) -> list[str]:
    return [harmless(cell) for cell in cells]


def harmless(cell: str) -> str:
    """A cell that a spreadsheet will not take for a formula; numbers stay as they are."""
    if cell[:1] in ("=", "+", "@", "\t", "\r") or (cell[:1] == "-" and not cell[1:].replace(".", "", 1).isdigit()):
        return f"'{cell}"
    return cell
