"""The bank sheet of a final result: the amounts are the record's, the account numbers those of the project's folder.

Account numbers are not in the record. The round, the moment it became final and the digest of its result stand in every
row, so that nobody takes an older sheet for it. It lies in a folder of the round, where nothing else is written: what
``kaohe score`` writes into ``out`` is of the records as they are then.
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
from kaohe_core.papers.filenames import filenames
from kaohe_core.project import Project
from kaohe_core.results.out_folder import FOLDER
from kaohe_core.results.payout import Transfer, lines, payments_csv, payments_xlsx
from kaohe_core.results.roster import exact_before
from kaohe_core.results.scored import Scored
from kaohe_core.run import Run
from kaohe_core.writing import NewFile, replace

NAMES = ("payments.csv", "payments.xlsx")
BANK = "bank"  # in out: a folder a round
AFTER = ("finalise", "pay")  # the steps that end with it


def write(project: Project, store: Store, round: Round, language: Language, findings: Findings) -> list[Path]:
    """Write the sheet of a final round into its own folder; nothing where the scheme pays into no account.

    What ``kaohe score`` wrote before of other amounts goes, which is noted. Raises
    :class:`~kaohe_core.findings.FindingsError` where accounts are missing, or where it cannot be written.
    """
    kept = as_frozen(project, store, round)
    transfers = _transfers(kept, project, round, findings)
    if not transfers:
        return []
    made = {name: NewFile(content, private=True) for name, content in _files(transfers, round, language).items()}
    into = {f"{BANK}/{round_folder(store, round.id)}": made}
    why = message("this was not what the final result of the round “{id}” pays, and was taken away", id=round.id)
    gone = {round.scheme: dict.fromkeys(_others(project, round.scheme, allowed(transfers, round)), why)}
    return replace(project.folder / FOLDER, into, findings, project.inputs(), by="kaohe case bank", gone=gone)


def after(kind: str, project: Project, store: Store, round: Round, language: Language) -> tuple[list[Path], Findings]:
    """The sheet that is written once a step has made a result final or paid it, with what is worth knowing.

    Where it cannot be written, the findings say why, and the act is on the record all the same.
    """
    findings = Findings()
    try:
        return (write(project, store, round, language, findings) if kind in AFTER else []), findings
    except FindingsError as error:
        return [], error.findings


def told(path: Path) -> Message:
    """Where the sheet lies."""
    return message("The bank sheet of this result: {path}", path=path)


def refuse_others(project: Project, store: Store, round: Round) -> None:
    """Raise where a payment file lies in ``out`` that is not of the final result of the round."""
    own = f"{BANK}/{round_folder(store, round.id)}"
    if not any((project.folder / FOLDER / place / name).is_file() for place in (own, round.scheme) for name in NAMES):
        return
    findings = Findings()
    transfers = _transfers(as_frozen(project, store, round), project, round, findings)
    good = allowed(transfers, round)
    right = f"{FOLDER}/{own}/{NAMES[1]}"
    for place in (own, round.scheme):
        for name in _others(project, place, good):
            findings.add(
                Place(file=f"{FOLDER}/{place}/{name}"),
                message("this is not the bank sheet of the final result of the round “{id}”", id=round.id),
                message(
                    "write the right one, {right}, pay by it, and put others elsewhere: kaohe case bank --round {id}",
                    right=right,
                    id=round.id,
                ),
            )
    findings.stop()


def _others(project: Project, place: str, good: Mapping[str, set[bytes]]) -> list[str]:
    """The payment files in a folder of ``out`` that hold something else."""
    there = {name: project.folder / FOLDER / place / name for name in NAMES}
    return [name for name, path in there.items() if path.is_file() and path.read_bytes() not in good[name]]


def round_folder(store: Store, id: str) -> str:
    """The name of the folder of a round, which no other round has."""
    rounds = list(dict.fromkeys(act.round for act in store.acts()))
    return filenames(rounds, "")[rounds.index(id)]


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
