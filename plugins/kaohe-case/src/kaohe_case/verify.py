"""A record looked through from its first byte to the marks: chain, steps, what was worked out, the project's folder.

Nothing is believed but digests: the marks of every round are worked out again from the kept files alone, by the plugins
that are installed here, and must be the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from attrs import define, frozen

from kaohe_case import bank, lying, written
from kaohe_case.fold import BROKEN
from kaohe_case.kept import Kept, files_of
from kaohe_case.messages import message
from kaohe_case.replay import COPY, Replay, in_time
from kaohe_case.round import Round
from kaohe_case.snapshot import read_by, table_files
from kaohe_case.store import FILE, Act, Store
from kaohe_case.withheld import MARK, accounts_of, kept_instead, same_but_accounts
from kaohe_core import Findings, FindingsError, Message, Place, Text, did_you_mean
from kaohe_core.project import Project
from kaohe_core.run import Run

OnStage = Callable[[Message], None]


@frozen
class Checked:
    """What was checked of one round, whether or not it was found good."""

    round: str
    acts: int
    scored: int = 0  # times the marks were worked out again from the kept files and came out the same
    files: int = 0  # files in the project's folder, held against those the round relies on
    results: int = 0  # files in out/, held against what the kept records give
    gone_on: bool = False  # the round is final, a later one was opened, and so the folder is that one's


@frozen
class Verified:
    """What was checked of a record."""

    acts: int
    files: int  # kept in the record
    head: str
    rounds: tuple[Checked, ...]  # none where the record itself was changed: nothing that it says was checked then


def verify(
    folder: Path, findings: Findings, round: str | None = None, head: str | None = None, stage: OnStage = lambda _: None
) -> Verified:
    """Check the record beside ``kaohe.toml`` in ``folder``, or only one round of it; ``head`` was made public.

    Everything that is wrong goes to ``findings``. Raises :class:`FindingsError` where there is no record to check.
    """
    store = Store(folder / FILE)
    if not store.path.is_file():
        findings.add(
            Place(file=FILE), message("there is no record here"), message("a record begins with kaohe case open")
        )
        findings.stop()
    stage(message("checking the chain of acts and the kept files"))
    store.verify(findings, head)
    acts = store.acts()
    kept_files = {digest for act in acts for key in ("files", "schemes") for digest in _values(act, key)}
    rounds = list(dict.fromkeys(act.round for act in acts))
    if round is not None and round not in rounds:
        findings.add(Place(file=FILE), message("there is no round “{id}”", id=round), did_you_mean(round, rounds))
    checked: list[Checked] = []
    if not findings.blocked:
        in_time(acts, findings)
        kept = Kept(store)
        for id in rounds if round is None else [round]:
            own = [act for act in acts if act.round == id]
            later = round is None and id != rounds[-1]
            checked.append(_checked(_Round(folder, kept, findings, stage), id, own, later=later))
    return Verified(len(acts), len(kept_files), acts[-1].digest if acts else store.head(), tuple(checked))


def _checked(one: _Round, id: str, own: list[Act], *, later: bool) -> Checked:
    """One round, however much of what its acts hold is none."""
    try:
        return one.check(id, own, later=later)
    except BROKEN:
        one.findings.add(Place(file=FILE, keys=(id,)), message("its acts hold nothing that such steps hold"), COPY)
        return Checked(id, len(own))


def _values(act: Act, key: str) -> Iterator[str]:
    table = act.data.get(key)
    yield from (one for one in table.values() if isinstance(one, str)) if isinstance(table, dict) else ()


@define
class _Round:
    folder: Path
    kept: Kept
    findings: Findings
    stage: OnStage

    def check(self, id: str, acts: list[Act], *, later: bool) -> Checked:
        """One round; ``later``: whether another was opened after it."""
        replay = Replay(Round(id), self.kept, self.findings)
        if not replay.go(acts, self.stage):
            return Checked(id, len(acts), replay.scored)
        gone_on = later and replay.round.final is not None
        files, results = (0, 0) if gone_on else self._folder(replay.round)
        return Checked(id, len(acts), replay.scored, files, results, gone_on)

    def _folder(self, round: Round) -> tuple[int, int]:
        """The project's folder, which must hold what the round relies on."""
        if round.adopted is None:
            return 0, 0
        self.stage(message("comparing the files of the project"))
        files = files_of(round)
        frozen = [act for act in round.counting() if act.kind in ("freeze", "correct", "supplement")]
        relied = frozen[-1] if round.frozen is not None else round.adopted.act
        whole = {path: d for path, d in files.items() if not self.kept.store.file(d).startswith(MARK)}
        lying.compare(self.folder, whole, relied.number, self.findings)
        self._withheld(round, {path: d for path, d in files.items() if path not in whole}, relied.number)
        if round.scores is None:
            return len(files), 0
        try:
            return len(files), self._written(round)
        except FindingsError as error:
            self.findings.extend(one for one in error.findings if one not in self.findings.items)
            return len(files), 0

    def _written(self, round: Round) -> int:
        own = f"{bank.BANK}/{bank.round_folder(self.kept.store, round.id)}"
        return written.compare(self.folder, self.kept.of(round), round, own, self.findings)

    def _withheld(self, round: Round, files: Mapping[str, str], number: int) -> None:
        """The files of which only tables are kept, without their account numbers: the rest must be what it was."""
        there = {path: digest for path, digest in files.items() if (self.folder / path).is_file()}
        lying.compare(self.folder, {p: d for p, d in files.items() if p not in there}, number, self.findings)
        if not there:
            return
        try:
            run = Run(Project.open(self.folder))
            now = kept_instead(run, round.scheme, table_files(run, round.scheme), None)
            accounts = accounts_of(read_by(run, round.scheme))
        except FindingsError as error:
            self.findings.extend(one for one in error.findings if one not in self.findings.items)
            return
        for path, digest in there.items():
            content = now.get(path, b"")
            if not content.startswith(MARK) or not same_but_accounts(self.kept.store.file(digest), content, accounts):
                lying.note(path, message("the file is not what it was"), number, self.findings)


def lines(found: Verified) -> Iterator[Message]:
    """What was checked, to be read after the findings, if there are any."""
    yield message("{acts} acts and {files} kept files were checked.", acts=found.acts, files=found.files)
    if not found.rounds:
        yield message("The record itself is not what was recorded, so that nothing it says was checked further.")
    for one in found.rounds:
        told = [message("{acts} acts gone through", acts=one.acts)]
        if one.scored:
            told.append(
                message(
                    "scored again from the kept files {times} times, the results are the same byte by byte",
                    times=one.scored,
                )
            )
        if one.files:
            told.append(message("{count} files in the project’s folder compared", count=one.files))
        if one.results:
            told.append(message("{count} files in out/ compared", count=one.results))
        if one.gone_on:
            told.append(message("final, so that the folder may hold the records of the next round"))
        zh, en = ("；".join(what.text("zh") for what in told), "; ".join(what.text("en") for what in told))
        yield message("Round {id}: {told}", id=one.round, told=Text(zh, en))
    yield message("Head digest: {digest}", digest=found.head)
