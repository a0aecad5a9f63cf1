"""The command of a step, made from its class: an option for every field that whoever acts fills in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import click

from kaohe_case.cli.case.sound import sound
from kaohe_case.clock import moment_of, not_come
from kaohe_case.messages import message
from kaohe_case.steps import RoundStep
from kaohe_case.steps.step import apart
from kaohe_core import FindingsError
from kaohe_core.cli.session import Session, WrongUse
from kaohe_core.cli.speaking import Option, Speaking, format_option, language_option, project_argument

if TYPE_CHECKING:
    from kaohe_case.case import Case
    from kaohe_case.round import Round


def round_option(*, needed: bool = True) -> Option:
    """``--round NAME``."""
    return Option(
        "--round", "round_id", say=message("the name of the round, like 2026"), required=needed, metavar="NAME"
    )


def command_of(step: type[RoundStep]) -> Speaking:
    """The command of one step."""
    said = [field for field in attrs.fields(step) if field.metadata["said"]]
    options = [_option(field) for field in said]

    @sound
    def run(
        own: Session, project: Path, *, round_id: str, who: str, at: str | None, beyond_now: bool, **values: Any
    ) -> int:
        from kaohe_case import bank, told
        from kaohe_case.case import opened

        case = opened(own.folder(project))
        acted = moment(at)
        not_beyond(own, acted, meant=beyond_now)
        taken = case.take(round_id, step.kind, who, acted, {**values, **apart(step, values)})
        sheet = _bank_sheet(own, case, step.kind, taken.round)
        if own.json:
            own.dump(
                {
                    **told.taken_data(taken, own.language),
                    **({"written": [str(path) for path in sheet]} if sheet else {}),
                }
            )
        else:
            for line in told.taken(taken, own.language):
                own.say(line)
            for path in sheet:
                own.say(bank.told(path))
        return 1 if taken.failures else 0

    return Speaking(
        step.kind,
        say=step.says,
        run=run,
        params=[
            project_argument(),
            round_option(),
            Option("--who", say=message("who acts: a name, or an id of the roster"), required=True, metavar="NAME"),
            *options,
            Option("--at", say=message("when, like 2026-11-24T08:00:00+08:00; else now"), metavar="TIME", default=None),
            Option("--beyond-now", say=message("a moment that has not come yet is meant"), is_flag=True),
            format_option(),
            language_option(),
        ],
    )


def _bank_sheet(own: Session, case: Case, kind: str, round: Round) -> list[Path]:
    """Write the bank sheet of the final result; where it cannot be, say why: the act is on the record all the same."""
    from kaohe_case import bank

    paths, findings = bank.after(kind, case.project, case.store, round, own.language)
    if len(findings) and not own.json:
        own.tell(findings)
    if findings.blocked and not own.json:
        how = message("the act is recorded; write the bank sheet later: kaohe case bank --round {id}", id=round.id)
        own.say(how, err=True)
    return paths


def _option(field: Any) -> Option:
    """``--name``; several values are given by repeating it, or in one text with commas between."""
    name = f"--{field.name.replace('_', '-')}"
    needed = field.default is attrs.NOTHING
    say = field.metadata["doc"]
    if field.metadata.get("several"):
        return Option(name, say=say, required=needed, multiple=True, metavar="TEXT")
    if field.type in ("bool", bool):
        return Option(f"{name}/--{field.metadata['else']}", say=say, required=needed)
    if field.type in ("int", int):
        return Option(name, say=say, required=needed, type=click.IntRange(min=0), metavar="NUMBER")
    if needed:  # Click takes even a default of None for a value
        return Option(name, say=say, required=True, metavar="TEXT")
    return Option(name, say=say, metavar="TEXT", default=field.default)


def not_beyond(own: Session, at: str, *, meant: bool) -> None:
    """Ask about a moment that has not come yet, or refuse it where nobody can be asked: nothing follows it for long."""
    finding = None if meant else not_come(at)
    if finding is None:
        return
    if sys.stdin.isatty() and sys.stderr.isatty():
        own.say(finding.what, err=True)
        click.confirm(message("Record it all the same?").text(own.language), abort=True, err=True)
        return
    raise FindingsError([finding])


def moment(at: str | None) -> str:
    """The moment of an act: the one that was given, or now with this computer's offset."""
    found = moment_of(at)
    if found is None:
        raise WrongUse(message("--at: “{text}” is no moment; write it like 2026-11-24T08:00:00+08:00", text=at))
    return found
