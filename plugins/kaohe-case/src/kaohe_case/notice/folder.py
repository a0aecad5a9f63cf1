"""All papers of a round, written as one folder that appears whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from attrs import frozen

from kaohe_case.case import Case
from kaohe_case.messages import message
from kaohe_case.notice.answer import answer, answered, waiting
from kaohe_case.notice.facts import Facts, facts
from kaohe_case.notice.own import in_person, own
from kaohe_case.notice.public import public
from kaohe_core import Findings, Language
from kaohe_core.papers.filenames import filenames
from kaohe_core.results.out_folder import FOLDER
from kaohe_core.writing import NewFile, replace

NOTICES = "notices"
ENDING = ".md"


@frozen
class OwnPaper:
    """The paper of one person; ``file`` is its path in the folder of the round."""

    id: str
    name: str  # with the id
    file: str
    in_person: bool  # a low total: to be told in person
    told: bool  # who was, as the record has it


@frozen
class Papers:
    """What the papers of a round say, file by file."""

    round: str
    folder: str  # the name of the folder they go into
    head: str
    at: datetime
    texts: dict[str, str]
    people: tuple[OwnPaper, ...]  # those to be told in person first
    answers: dict[int, str]
    waiting: tuple[int, ...]  # appeals without an answer

    def data(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "round": self.round,
            "head": self.head,
            "at": self.at.isoformat(),
            "files": list(self.texts),
            "people": [
                {"id": one.id, "file": one.file, "in-person": one.in_person, "told": one.told} for one in self.people
            ],
            "answers": [{"appeal": number, "file": file} for number, file in self.answers.items()],
            "waiting": list(self.waiting),
        }


def papers(case: Case, round_id: str, at: datetime, language: Language) -> Papers:
    """The papers of a published round.

    Raises :class:`~kaohe_core.findings.FindingsError` where nothing is published, or where the kept files do not give
    the kept results any more.
    """
    with facts(case, round_id, at, language) as found:
        everybody, answers = tuple(_people(found)), _answers(found)
        texts = {message("public notice").text(language) + ENDING: _text(public(found))}
        texts |= {one.file: _text(own(found, one.id)) for one in everybody}
        texts |= {file: _text(answer(found, number)) for number, file in answers.items()}
        rounds = list(case.rounds())
        folder = filenames(rounds, "")[rounds.index(round_id)]
        return Papers(round_id, folder, found.head, at, texts, everybody, answers, tuple(waiting(found)))


def _people(found: Facts) -> Iterator[OwnPaper]:
    folder = found.say(message("own results"))
    subjects = found.subjects
    names = filenames((f"{id} {one['name']}" if one["name"] != id else id for id, one in subjects.items()), ENDING)
    files = dict(zip(subjects, names, strict=True))
    untold = found.round.untold()
    for id in sorted(subjects, key=lambda one: not in_person(found, one)):  # sorted() keeps the order of the roster
        low = in_person(found, id)
        yield OwnPaper(id, found.called(id), f"{folder}/{files[id]}", low, low and id not in untold)


def _answers(found: Facts) -> dict[int, str]:
    folder = found.say(message("answers to appeals"))
    return {number: f"{folder}/{number}{ENDING}" for number in answered(found)}


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"


def write(papers: Papers, project: Path, findings: Findings) -> list[Path]:
    """Write them into ``out/notices/<round>/`` of the project's folder; the paths, the public notice first.

    Raises :class:`~kaohe_core.findings.FindingsError` where something cannot be written; nothing is changed then.
    """
    files = {file: NewFile(text.encode()) for file, text in papers.texts.items()}
    return replace(project / FOLDER, {f"{NOTICES}/{papers.folder}": files}, findings)


def lines(papers: Papers, folder: Path, language: Language) -> Iterator[str]:
    """What was written, those to be told in person first."""
    yield message("Written into {folder}:", folder=folder / papers.folder).text(language)
    yield f"  {next(iter(papers.texts))}"
    for one in papers.people:
        mark = ""
        if one.told:
            mark = message(" (told in person already)").text(language)
        elif one.in_person:
            mark = message(" (to be told in person: kaohe case tell)").text(language)
        yield f"  {one.file}{mark}"
    yield from (f"  {file}" for file in papers.answers.values())
    for number in papers.waiting:
        yield message("appeal {number} has no answer yet: kaohe case decide", number=number).text(language)
    yield message("Head digest: {digest}", digest=papers.head).text(language)
