"""What ``kaohe score`` wrote into ``out/``, held byte by byte against what it writes for the kept records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from kaohe_case import bank
from kaohe_case.messages import message
from kaohe_case.round import Round
from kaohe_case.withheld import over
from kaohe_core import Finding, Findings, FindingsError, Language, Place
from kaohe_core.messages import LANGUAGES
from kaohe_core.project import Project
from kaohe_core.results import out_folder as files
from kaohe_core.results.as_json import project_data
from kaohe_core.results.scored import Scored
from kaohe_core.run import Run

NAMES = ("result.json", "results.csv", *bank.NAMES)
JSON = "result.json"


def compare(folder: Path, kept: Run, round: Round, own: str, findings: Findings) -> int:
    """A finding for each file under ``folder/out`` of what ``round`` scored that is another; how many files there were.

    ``kept`` is a run over the project as the kept files make it, ``own`` the folder of the bank sheet. Either
    language will do, with the words of the clauses or without: what counts is that ``kaohe score`` writes these bytes
    for these records.
    """
    count = _bank(folder, kept, round, own, findings)
    for id in () if round.scores is None else round.scores.results:
        paths = [folder / files.FOLDER / id / name for name in NAMES]
        found = {path.name: path.read_bytes() for path in paths if path.is_file()}
        count += len(found)
        marks = {name: content for name, content in found.items() if name not in bank.NAMES}
        wrong = _wrong(folder, kept, id, marks) if marks else []
        for name in [*wrong, *_wrong_payments(folder, kept, round, id, found)]:
            findings.add(
                Place(file=f"{files.FOLDER}/{id}/{name}"),
                message("the file is not what the kept records give"),
                message("write it anew: kaohe score"),
            )
    return count


def _bank(folder: Path, kept: Run, round: Round, own: str, findings: Findings) -> int:
    """The same of the bank sheet of the round itself."""
    paths = [folder / files.FOLDER / own / name for name in bank.NAMES]
    found = {path.name: path.read_bytes() for path in paths if path.is_file()}
    if round.final is not None:
        for name in _wrong_payments(folder, kept, round, round.scheme, found):
            findings.add(
                Place(file=f"{files.FOLDER}/{own}/{name}"),
                message("the file is not what the kept records give"),
                message("write it anew: {command}", command=f"kaohe case bank --round {round.id}"),
            )
    return len(found)


def _wrong_payments(folder: Path, kept: Run, round: Round, id: str, found: Mapping[str, bytes]) -> list[str]:
    """The payment files that pay others, or other amounts; accounts are those of the folder, not of the record."""
    names = [name for name in bank.NAMES if name in found]
    scored = kept.score([id]) if names else []
    if not scored:
        return []
    ready = scored[0].ready
    try:
        transfers = [] if ready.scheme.payout is None else bank.paid_into(scored[0], Project.open(folder), Findings())
    except FindingsError:  # what lies there cannot be read as a project, which has been told
        return []
    good = bank.allowed(transfers, round, final=id == round.scheme)
    return [name for name in names if found[name] not in good[name]]


def _wrong(folder: Path, run: Run, id: str, found: Mapping[str, bytes]) -> list[str]:
    """The names of the files that differ, in the language that fits best."""
    scored = run.score([id])
    if not scored:  # has been told: the marks could not be worked out again
        return list(found)
    best = list(found)
    for language in sorted(LANGUAGES, key=lambda one: one != run.project.language):
        wrong = _differing(folder, run.project, scored[0], found, language)
        best = min(best, wrong, key=len)
        if not wrong:
            break
    return best


def _differing(
    folder: Path, kept: Project, scored: Scored, found: Mapping[str, bytes], language: Language
) -> list[str]:
    name, versions, told = kept.config.project.name, kept.plugins.versions, b'"words": ' in found.get(JSON, b"")
    data = project_data(name, [scored], versions, (), language, told=told)
    expected = files.contents([scored], data, Findings(), language)[scored.ready.scheme.id]
    wrong = [one for one in NAMES if one in found and (one not in expected or found[one] != expected[one].content)]
    if JSON in wrong:  # the findings in it are those of all schemes that were scored at once
        for told_ in _findings(folder, kept, scored.ready.entry.id):
            full = {**data, "findings": [finding.data(language) for finding in told_]}
            if files.as_text(full).encode() == found[JSON]:
                wrong.remove(JSON)
                break
    return wrong


def _findings(folder: Path, kept: Project, id: str) -> Iterator[list[Finding]]:
    """What is told when all schemes are scored, those kept or those that the folder has now, or only the one."""
    ids = kept.schemes
    if len(ids) > 1:
        try:
            yield _told(over(kept), ids)
        except FindingsError:  # the round does not keep the others
            with suppress(FindingsError):
                yield _told(Run(Project.open(folder)), ids)
    yield _told(over(kept), [id])


def _told(run: Run, ids: Sequence[str]) -> list[Finding]:
    run.load(ids)
    run.findings.stop()
    watch = run.findings.watch()
    run.score(ids)
    return watch.found
