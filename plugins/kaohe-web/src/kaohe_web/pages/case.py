"""卷宗: where each round stands, what is next and who owes it; its steps as forms; its papers; the record verified.

Every step is taken by the very function of ``kaohe case``; what stands against it is shown, and nothing is recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import quote

import attrs
from starlette.exceptions import HTTPException
from starlette.responses import Response

from kaohe_case import bank
from kaohe_case.case import Case
from kaohe_case.clock import instant, moment_of, not_come, now
from kaohe_case.fold import BROKEN
from kaohe_case.paper_kinds import KINDS
from kaohe_case.papers import write_papers
from kaohe_case.receipt import file_name, receipt
from kaohe_case.round import STAGES, Round
from kaohe_case.steps import STEPS, RoundStep
from kaohe_case.steps.step import apart, owed
from kaohe_case.store import FILE
from kaohe_case.told import act_line, stands, status, taken, waits
from kaohe_case.verify import lines, verify
from kaohe_core import Finding, Findings, FindingsError, Message, Place
from kaohe_core.papers.papers_folder import Wanted, forms_here
from kaohe_web.drawn import back, download, page
from kaohe_web.messages import message
from kaohe_web.visit import Visit

SEPARATE = "\n"  # between several values in one field, beside the commas that a command takes
HERE = ("recount",)  # steps that take a folder of files: their names are told from the project's folder


def sound(view: Callable[[Visit], Response]) -> Callable[[Visit], Response]:
    """A view of a record that was changed by other means tells what is wrong with it, and never fails for it."""

    @wraps(view)
    def looked(visit: Visit) -> Response:
        try:
            return view(visit)
        except BROKEN:
            findings = Findings()
            verify(visit.desk.folder, findings)
            findings.stop()
            raise

    return looked


@sound
def rounds(visit: Visit) -> Response:
    """Every round, and where another is opened."""
    case = Case.of(visit.seen.project)
    at = now()
    found = [
        {"id": id, "lines": list(status(round, at, visit.language)), "stage": STAGES[round.stage(at)]}
        for id, round in case.rounds().items()
    ]
    return page(visit, "rounds.html", rounds=found, head=case.store.head(), schemes=visit.seen.project.schemes)


@sound
def round_(visit: Visit) -> Response:
    """One round: its stage, what it waits for, its steps and its acts."""
    return _round(visit)


@sound
def begin(visit: Visit) -> Response:
    """Open a round."""
    id = visit.form.get("round", "").strip()
    if not id:
        raise HTTPException(400, message("a round needs a name").text(visit.language))
    return _step(visit, id, "open")


@sound
def step(visit: Visit) -> Response:
    """Take a step of a round."""
    if visit.path["kind"] not in STEPS:
        raise HTTPException(404, message("there is no such step").text(visit.language))
    return _step(visit, visit.path["round"], visit.path["kind"])


@sound
def papers(visit: Visit) -> Response:
    """Write all papers of a round, as ``kaohe case papers`` does."""
    id, findings = visit.path["round"], Findings()
    with visit.desk.writing:
        asked = Wanted(KINDS, forms_here(), visit.form.get("each") == "yes")
        dated = instant(_moment(visit))
        paths = write_papers(Case.of(visit.seen.project), id, dated, visit.language, asked, findings)
    return _back(visit, id, message("{count} files are in the folder {folder}", count=len(paths), folder="papers"))


@sound
def receipted(visit: Visit) -> Response:
    """The receipt of a round, to be kept."""
    id = visit.path["round"]
    made = receipt(visit.desk.folder, id)
    return download(made.text().encode(), file_name(id), "application/json")


def verified(visit: Visit) -> Response:
    """The whole record gone through again."""
    findings = Findings()
    found = verify(visit.desk.folder, findings, None, visit.form.get("head") or None)
    said = [line.text(visit.language) for line in lines(found)]
    return page(visit, "verified.html", lines=said, findings=findings, good=not findings.blocked)


def _step(visit: Visit, id: str, kind: str) -> Response:
    visit.seen.read()
    cls = STEPS[kind]
    said = _said(visit, cls)
    try:
        with visit.desk.writing:
            case = Case.of(visit.desk.now().project)
            acted = _moment(visit)
            found = case.take(id, kind, visit.form.get("who", "").strip(), acted, said)
            told = list(taken(found, visit.language))
            told += _bank_sheet(visit, case, kind, found.round)
    except FindingsError as error:
        if kind == "open":
            raise
        return _round(visit, refused=error.findings, tried=kind, status=422)
    return _back(visit, id, message("{lines}", lines="\n".join(told)))


def _bank_sheet(visit: Visit, case: Case, kind: str, round: Round) -> list[str]:
    """The bank sheet of the final result; where it cannot be written, why: the act is on the record all the same."""
    paths, findings = bank.after(kind, case.project, case.store, round, visit.language)
    told = [bank.told(path).text(visit.language) for path in paths]
    return [findings.text(visit.language), *told] if len(findings) else told


def _back(visit: Visit, id: str, done: Message) -> Response:
    return back(visit, f"/case/{quote(id, safe='')}", done)


def _moment(visit: Visit) -> str:
    """When it was done: as it was typed, with this computer's offset where none was, or now."""
    typed = visit.form.get("at", "").strip()
    try:
        if typed and datetime.fromisoformat(typed).tzinfo is None:
            typed = datetime.fromisoformat(typed).astimezone().isoformat(timespec="seconds")
    except (ValueError, OverflowError):  # said below
        pass
    found = moment_of(typed or None)
    if found is None:
        what = message("“{text}” is no moment", text=typed)
        raise FindingsError([Finding(Place(file=FILE), what, message("write it like 2026-11-24T08:00:00+08:00"))])
    finding = None if visit.form.get("beyond-now") == "yes" else not_come(found)
    if finding is not None:
        mend = message("write the right moment; where this one is meant, tick the box beside it")
        raise FindingsError([attrs.evolve(finding, mend=mend)])
    return found


def _said(visit: Visit, cls: type[RoundStep]) -> dict[str, Any]:
    """What the form says, in the form in which a command would have it."""
    values: dict[str, Any] = {}
    for field in _fields(cls):
        typed = visit.form.get(field.name, "").strip()
        if field.metadata.get("several"):
            ticked = [one for one in visit.several.get(f"{field.name}:ticked", ()) if one]
            values[field.name] = (*ticked, *(one.strip() for one in typed.split(SEPARATE) if one.strip()))
        elif field.type in ("bool", bool):
            values[field.name] = typed == "yes"
        elif field.type in ("int", int):
            if not (typed.isascii() and typed.isdecimal() and len(typed) < 10):
                what = message("“{text}” is no whole number", text=typed)
                raise FindingsError([Finding(Place(file=FILE, keys=(cls.kind, field.name)), what)])
            values[field.name] = int(typed)
        else:
            values[field.name] = typed
    return {**values, **apart(cls, values)}


def _fields(cls: type[RoundStep]) -> list[Any]:
    return [field for field in attrs.fields(cls) if field.metadata["said"]]


def _round(visit: Visit, refused: Findings | None = None, tried: str = "", status: int = 200) -> Response:
    case = Case.of(visit.seen.project)
    round = case.round(visit.path["round"])
    at = now()
    steps = [_form(cls, round) for kind, cls in STEPS.items() if kind != "open"]
    return page(
        visit,
        "round.html",
        status,
        round=round,
        stage=STAGES[round.stage(at)],
        lines=[line.strip() for line in list(stands(round, at, visit.language))[1:]],
        waiting=list(waits(round, at)),
        form_for=_forms_for,
        steps=steps,
        acts=[act_line(act, round, visit.language) for act in reversed(round.acts)],
        head=case.store.head(),
        refused=refused,
        tried=tried,
        people=round.roster or _people(visit, round),
        typed=dict(visit.form) if refused is not None else {},
    )


def _people(visit: Visit, round: Round) -> Mapping[str, str]:
    """Whom forms offer before the records are frozen: the roster as it is now."""
    outcome = visit.seen.outcomes(visit.language).get(round.scheme)
    return {} if outcome is None else outcome.people


def _form(cls: type[RoundStep], round: Round) -> dict[str, Any]:
    """A step as a form: what it waits for, and its fields, with whom to tick."""
    waiting = list(owed(cls, round))
    return {
        "kind": cls.kind,
        "title": cls.title,
        "says": cls.says,
        "waits": waiting,
        "fields": [_field(field, cls, round) for field in _fields(cls)],
    }


def _field(field: Any, cls: type[RoundStep], round: Round) -> dict[str, Any]:
    kind = "text"
    if field.metadata.get("several"):
        kind = "several"
    elif field.type in ("bool", bool):
        kind = "bool"
    elif field.type in ("int", int):
        kind = "int"
    return {
        "name": field.name,
        "means": field.metadata["doc"],
        "kind": kind,
        "needed": field.default is attrs.NOTHING,
        "tick": {id: round.called(id) for id in _to_tick(cls.kind, field.name, round)},
    }


def _forms_for(how: Message | str) -> type[RoundStep] | None:
    """The step that a command names, where how something is done is that command alone."""
    name = how.removeprefix("kaohe case ") if isinstance(how, str) else ""
    return STEPS.get(name)


def _to_tick(kind: str, field: str, round: Round) -> list[str]:
    """Whom a step is about as things stand: who has not signed, who is to be told, who signs the dimensions."""
    match kind, field:
        case (("confirm" | "excuse"), "people"):
            return round.unconfirmed()
        case "tell", "people":
            return round.untold()
        case "sign", "members":
            return list(round.signers())
    return []
