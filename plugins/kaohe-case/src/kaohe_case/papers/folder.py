"""All papers of a round, written as one folder that appears whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from kaohe_case.bank import paid_into, round_folder
from kaohe_case.case import Case
from kaohe_case.messages import message
from kaohe_case.paper_kinds import ANSWERS, SHEETS
from kaohe_case.papers.answer import answer, answered, waiting
from kaohe_case.papers.facts import Facts, facts
from kaohe_case.papers.occasion_of import in_person, occasion
from kaohe_case.papers.round_sheets import sheets_of
from kaohe_case.papers.sheets import sheets
from kaohe_case.withheld import accounts_of, without
from kaohe_core import Findings, Language
from kaohe_core.api import Outcome
from kaohe_core.papers.earlier import EarlierResult, earlier
from kaohe_core.papers.filenames import filenames
from kaohe_core.papers.notice import notice
from kaohe_core.papers.paper import Paper
from kaohe_core.papers.papers_folder import FOLDER, PaidInto, Wanted, filed, files, sections_of
from kaohe_core.papers.personal import personal
from kaohe_core.results import out_folder
from kaohe_core.writing import NewFile, replace

NOTICES = "notices"


@frozen
class OwnPaper:
    """The sheet of one person; ``name`` is that of its file in the folder of the round, without an ending."""

    id: str
    person: str  # the name, with the id
    name: str
    in_person: bool  # a low total: to be told in person
    told: bool  # who was, as the record has it


@frozen
class Papers:
    """What goes out when a round is published, each paper by the name of its file without an ending."""

    round: str
    folder: str  # the name of the folder they go into
    head: str
    at: datetime
    papers: dict[str, Paper]
    people: tuple[OwnPaper, ...]  # those to be told in person first
    answers: dict[int, str]
    waiting: tuple[int, ...]  # appeals without an answer
    public: str  # the name of the one that everybody reads

    def files(self, forms: Sequence[str]) -> dict[str, NewFile]:
        """The papers in these forms, by file; all but the public notice are for the person they go to."""
        return {
            file: content
            for name, paper in self.papers.items()
            for file, content in filed(name, paper, forms, private=name != self.public)
        }

    def data(self, forms: Sequence[str]) -> dict[str, Any]:
        """As plain data; the file of a paper is that of its first form."""
        first = forms[0]
        return {
            "round": self.round,
            "head": self.head,
            "at": self.at.isoformat(),
            "files": list(self.files(forms)),
            "people": [
                {"id": one.id, "file": f"{one.name}.{first}", "in-person": one.in_person, "told": one.told}
                for one in self.people
            ],
            "answers": [{"appeal": number, "file": f"{name}.{first}"} for number, name in self.answers.items()],
            "waiting": list(self.waiting),
        }


def papers(case: Case, round_id: str, at: datetime, language: Language) -> Papers:
    """The public notice of a published round, everybody's own sheet, and the answers to appeals.

    Raises :class:`~kaohe_core.findings.FindingsError` where nothing is published, or where the kept files do not give
    the kept results any more.
    """
    found = facts(case, round_id, at, language)
    outcome, occasion_ = _outcome(found, Findings()), occasion(found)
    sections = sections_of(outcome)
    everybody = tuple(_people(found))
    public = found.say(message("public notice"))
    made = {public: notice(found.scored, occasion_, sections)}
    made |= {one.name: personal([outcome.explain(one.id)], outcome.title, occasion_, sections) for one in everybody}
    answers = dict(_answers(found, answered(found)))
    made |= {name: answer(found, number, occasion_) for number, name in answers.items()}
    folder = round_folder(case.store, round_id)
    return Papers(round_id, folder, found.head, at, made, everybody, answers, tuple(waiting(found)), public)


def _outcome(found: Facts, findings: Findings) -> Outcome:
    return Outcome(found.project, found.scored, findings, found.language)


def _papers_folder(case: Case, round_id: str) -> str:
    """Beside those of the schemes themselves, and of all other rounds: ``pay`` and ``2026`` make ``pay-2026``."""
    schemes, rounds = list(case.project.schemes), case.rounds()
    names = filenames([*schemes, *(f"{round.scheme}-{id}" for id, round in rounds.items())], "")
    return names[len(schemes) + list(rounds).index(round_id)]


def _people(found: Facts) -> Iterator[OwnPaper]:
    folder = found.say(message("personal sheets"))
    subjects = found.subjects
    names = filenames((f"{id} {one['name']}" if one["name"] != id else id for id, one in subjects.items()), "")
    files = dict(zip(subjects, names, strict=True))
    untold = found.round.untold()
    for id in sorted(subjects, key=lambda one: not in_person(found, one)):  # sorted() keeps the order of the roster
        low = in_person(found, id)
        yield OwnPaper(id, found.called(id), f"{folder}/{files[id]}", low, low and id not in untold)


def _answers(found: Facts, numbers: Iterable[int]) -> Iterator[tuple[int, str]]:
    folder = found.say(message("answers to appeals"))
    yield from ((number, f"{folder}/{number}") for number in numbers)


def write(papers: Papers, project: Path, forms: Sequence[str], findings: Findings) -> list[Path]:
    """Write them into ``out/notices/<round>/`` of the project's folder; the paths, the public notice first.

    Raises :class:`~kaohe_core.findings.FindingsError` where something cannot be written; nothing is changed then.
    """
    made = {f"{NOTICES}/{papers.folder}": papers.files(forms)}
    return replace(project / out_folder.FOLDER, made, findings, by="kaohe case notice")


def write_papers(
    case: Case, round_id: str, at: datetime, language: Language, wanted: Wanted, findings: Findings
) -> list[Path]:
    """Write the papers of a round under ``papers`` of the project, from the records as they were frozen.

    Raises :class:`~kaohe_core.findings.FindingsError` as :func:`drawn` does, and where something cannot be written;
    nothing is changed then.
    """
    folder, made = drawn(case, round_id, at, language, wanted, findings)
    into = {folder: made}
    return replace(case.project.folder / FOLDER, into, findings, case.project.inputs(), by="kaohe case papers")


def drawn(
    case: Case, round_id: str, at: datetime, language: Language, wanted: Wanted, findings: Findings
) -> tuple[str, dict[str, NewFile]]:
    """The name of the folder that the papers of a round have, and its files.

    The sheets of a round (``sheets``) can be had at any stage; all others once it is published. Raises
    :class:`~kaohe_core.findings.FindingsError` where nothing is published, and where the kept files do not give the
    kept results any more.
    """
    made: dict[str, NewFile] = {}
    case.round(round_id)  # or what is wrong with its name
    if set(wanted.kinds) - {SHEETS}:
        found = facts(case, round_id, at, language)
        occasion_ = evolve(occasion(found), before=_before(case, found, wanted, findings))
        made |= dict(files(_outcome(found, findings), occasion_, wanted, _accounts(case, found, wanted, findings)))
        if ANSWERS in wanted.kinds:
            numbers = sorted({*answered(found), *waiting(found)})  # what nobody has decided is a form to fill in
            answers = {name: answer(found, number, occasion_) for number, name in _answers(found, numbers)}
            made |= _drawn(answers, wanted)
    if SHEETS in wanted.kinds:
        made |= _drawn(dict(sheets(sheets_of(case, round_id, at, language))), wanted)
    return _papers_folder(case, round_id), made


def _before(case: Case, found: Facts, wanted: Wanted, findings: Findings) -> EarlierResult | None:
    """The result that is asked for or, by itself, that of the round before under the same scheme."""
    scheme = found.round.scheme
    if wanted.before is not None:
        watch = findings.watch()
        given = earlier(wanted.before, scheme, findings)
        watch.stop()
        return given
    rounds = list(case.rounds().values())
    older = rounds[: [one.id for one in rounds].index(found.round.id)]
    for round in reversed(older):
        if round.scheme == scheme and round.scores is not None:
            return EarlierResult(round.id, json.loads(case.store.file(round.scores.results[scheme])))
    return None


def _accounts(case: Case, found: Facts, wanted: Wanted, findings: Findings) -> PaidInto:
    """Account numbers are not in the record: those of the project's folder are paid into, and no list shows any."""
    ready = found.scored.ready
    pays = ready.scheme.payout is not None and "bank" in wanted.kinds
    transfers = paid_into(found.scored, case.project, findings) if pays else []
    hidden = accounts_of([ready])
    tables = {name: without(data, hidden.get(name, ())) for name, data in found.scored.tables.items()}
    return PaidInto(transfers, tables)


def _drawn(found: dict[str, Paper], wanted: Wanted) -> dict[str, NewFile]:
    return {
        file: content
        for name, paper in found.items()
        for file, content in filed(name, paper, wanted.formats, private=True)
    }


def lines(papers: Papers, folder: Path, language: Language, forms: Sequence[str]) -> Iterator[str]:
    """What was written, those to be told in person first; a paper in several forms is one line."""
    ending = forms[0] if len(forms) == 1 else "{" + ",".join(forms) + "}"
    yield message("Written into {folder}:", folder=folder / papers.folder).text(language)
    yield f"  {papers.public}.{ending}"
    for one in papers.people:
        mark = ""
        if one.told:
            mark = message(" (told in person already)").text(language)
        elif one.in_person:
            mark = message(" (to be told in person: kaohe case tell)").text(language)
        yield f"  {one.name}.{ending}{mark}"
    yield from (f"  {name}.{ending}" for name in papers.answers.values())
    for number in papers.waiting:
        yield message("appeal {number} has no answer yet: kaohe case decide", number=number).text(language)
    yield message("Head digest: {digest}", digest=papers.head).text(language)
