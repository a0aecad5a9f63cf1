"""The bank sheet of a final result: the amounts are the record's, the account numbers those of the project's folder.

Account numbers are not in the record. The round, the moment it became final and the digest of its result stand in every
row, so that nobody takes an older sheet for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from kaohe_case.clock import instant
from kaohe_case.messages import message
from kaohe_case.prepare import as_frozen
from kaohe_case.round import Round
from kaohe_case.snapshot import read_by
from kaohe_case.store import Store
from kaohe_core import Findings, FindingsError, Language, Message, Place
from kaohe_core.messages import LANGUAGES
from kaohe_core.project import Project
from kaohe_core.results.out_folder import FOLDER
from kaohe_core.results.payout import Transfer, lines, payments_csv, payments_xlsx
from kaohe_core.results.roster import exact_before
from kaohe_core.results.scored import Scored
from kaohe_core.run import Run
from kaohe_core.writing import NewFile, write_files

NAMES = ("payments.csv", "payments.xlsx")
AFTER = ("finalise", "pay")  # the steps that end with it


def write(project: Project, store: Store, round: Round, language: Language, findings: Findings) -> list[Path]:
    """Write the sheet of a final round over what ``kaohe score`` wrote; nothing where the scheme pays into no account.

    Raises :class:`~kaohe_core.findings.FindingsError` where accounts are missing, or where it cannot be written.
    """
    kept = as_frozen(project, store, round)
    transfers = _transfers(kept, project, round, findings)
    if not transfers:
        return []
    made = {name: NewFile(content, private=True) for name, content in _files(transfers, round, language).items()}
    return write_files(project.folder / FOLDER / round.scheme, made, findings, project.inputs())


def after(kind: str, project: Project, store: Store, round: Round, language: Language) -> tuple[list[Path], Findings]:
    """The sheet that is written once a step has made a result final or paid it; where it cannot be, why.

    Whatever is wrong with it, the act is on the record all the same.
    """
    findings = Findings()
    try:
        return (write(project, store, round, language, findings) if kind in AFTER else []), Findings()
    except FindingsError as error:
        return [], error.findings


def told(path: Path) -> Message:
    """Where the sheet lies."""
    return message("The bank sheet of this result: {path}", path=path)


def refuse_others(project: Project, store: Store, round: Round) -> None:
    """Raise where a payment file lies in ``out`` that is not of the final result of the round."""
    there = {name: project.folder / FOLDER / round.scheme / name for name in NAMES}
    lying = {name: path.read_bytes() for name, path in there.items() if path.is_file()}
    if not lying:
        return
    findings = Findings()
    kept = as_frozen(project, store, round)
    transfers = _transfers(kept, project, round, findings)
    good = allowed(transfers, round)
    for name, content in lying.items():
        if content not in good[name]:
            findings.add(
                Place(file=f"{FOLDER}/{round.scheme}/{name}"),
                message("this is not the bank sheet of the final result of the round “{id}”", id=round.id),
                message("write the right one, and pay by it: kaohe case bank --round {id}", id=round.id),
            )
    findings.stop()


def paid_into(scored: Scored, folder: Project, findings: Findings) -> list[Transfer]:
    """Who is paid how much by a result of the record, into which account by the tables of the project's folder."""
    run = Run(folder)
    read_by(run, scored.ready.entry.id)
    tables = run.tables(scored.ready.entry.id)
    if scored.ready.plan.roster.id not in tables:
        run.findings.stop()
    return lines(scored, findings, exact_before(scored.ready.plan, tables))


def allowed(transfers: list[Transfer], round: Round, *, final: bool = True) -> Mapping[str, set[bytes]]:
    """What may lie in ``out`` of these payments: what ``kaohe score`` writes, and the sheet of the round, if final."""
    found: dict[str, set[bytes]] = {name: set() for name in NAMES}
    for language in LANGUAGES:
        plain = {"payments.csv": payments_csv(transfers, language), "payments.xlsx": payments_xlsx(transfers, language)}
        for files in (plain, _files(transfers, round, language) if final and round.final is not None else {}):
            for name, content in files.items():
                found[name].add(content)
    return found


def _transfers(kept: Run, project: Project, round: Round, findings: Findings) -> list[Transfer]:
    scored = kept.score([round.scheme])
    kept.findings.stop()
    if scored[0].ready.scheme.payout is None:
        return []
    found = paid_into(scored[0], project, findings)
    findings.stop()
    return found


def _files(transfers: list[Transfer], round: Round, language: Language) -> dict[str, bytes]:
    stamp = dict(_stamp(round, language))
    return {
        "payments.csv": payments_csv(transfers, language, stamp),
        "payments.xlsx": payments_xlsx(transfers, language, stamp),
    }


def _stamp(round: Round, language: Language) -> Iterator[tuple[str, str]]:
    """What says of which result a row is."""
    assert round.final is not None  # noqa: S101  # asked only then
    assert round.scores is not None  # noqa: S101  # as above
    yield message("round").text(language), round.id
    yield message("final since").text(language), instant(round.final.at).isoformat()
    yield message("digest of the result").text(language), round.scores.results[round.scheme]
