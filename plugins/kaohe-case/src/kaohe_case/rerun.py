"""A receipt held against a project's folder: the round is scored again, and must give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from kaohe_case import lying
from kaohe_case.again import other_results
from kaohe_case.messages import message
from kaohe_case.prepare import tables_of
from kaohe_case.receipt import Receipt
from kaohe_case.recount import content_digest
from kaohe_case.round import Round
from kaohe_case.snapshot import BoundVersions, bound, differs, results
from kaohe_case.store import FILE, Store, digest_of_bytes
from kaohe_core import Findings, FindingsError, Message, Place, Text
from kaohe_core.project import Project
from kaohe_core.run import Run


def rerun(receipt: Receipt, folder: Path, shown: str, findings: Findings) -> bool:
    """Score the project in ``folder`` again; whether there was a record (卷宗) to hold the receipt against as well.

    Everything that is not as the receipt, called ``shown``, says goes to ``findings``.
    """
    place = Place(file=shown)
    for path, what in lying.others(folder, receipt.files).items():
        findings.add(
            Place(file=path), message("{what}; the receipt has {digest}", what=what, digest=receipt.files[path])
        )
    recorded = _record(receipt, folder, findings)
    try:
        made = _made(receipt, Run(Project.open(folder)), place, findings)
    except FindingsError as error:
        findings.extend(error.findings)
        findings.add(place, message("the round cannot be scored again here"))
        return recorded
    now = {id: digest_of_bytes(content) for id, content in made.items()}
    for what in _digests(message("the result of the scheme"), receipt.results, now):
        findings.add(place, what)
    if now == receipt.results and len(findings):
        findings.add(place, message("the result is the same byte by byte all the same"), blocks=False)
    if recorded:
        for what in _effects(receipt, made, Store(folder / FILE)):
            findings.add(place, what)
    return recorded


def _made(receipt: Receipt, run: Run, place: Place, findings: Findings) -> dict[str, bytes]:
    """The results that come out here; findings where what goes in is not as the receipt says."""
    name = run.project.config.project.name
    if name != receipt.project:
        what = message("the receipt is of “{was}”, and the project is “{now}”", was=receipt.project, now=name)
        findings.add(place, what)
    for what in differs(BoundVersions(receipt.schemes, receipt.plugins), bound(run, receipt.scheme)):
        findings.add(place, what)
    tables = tables_of(run, Round(receipt.round, receipt.scheme))
    contents = {id: content_digest(data) for id, data in tables.items()}
    for what in _digests(message("the contents of the table"), receipt.tables, contents):
        findings.add(place, what)
    return results(run, receipt.scheme)


def _digests(what: Message, was: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Message]:
    """What has another digest, or is only in one of the two."""
    nothing = Text("（无）", "(nothing)")
    for id in dict.fromkeys([*was, *now]):
        if was.get(id) != now.get(id):
            yield message(
                "{what} “{id}”: the receipt has {was}, here it is {now}",
                what=what,
                id=id,
                was=was.get(id, nothing),
                now=now.get(id, nothing),
            )


def _effects(receipt: Receipt, made: Mapping[str, bytes], store: Store) -> Iterator[Message]:
    """Whom it makes a difference for, where the record keeps the result of the receipt."""
    was, now = receipt.results.get(receipt.scheme), made.get(receipt.scheme)
    if was is None or now is None or was == digest_of_bytes(now):
        return
    try:
        kept = store.file(was)
    except FindingsError:  # another record, or another receipt; has been told by its head
        return
    yield from other_results({receipt.scheme: kept}, {receipt.scheme: now})


def _record(receipt: Receipt, folder: Path, findings: Findings) -> bool:
    """Hold the receipt against the record, where there is one: its head must be one of the acts, at its place."""
    store = Store(folder / FILE)
    if not store.path.is_file():
        return False
    store.verify(findings, receipt.head)
    heads = [act.digest for act in store.acts()]
    if receipt.head in heads and heads.index(receipt.head) + 1 != receipt.acts:
        findings.add(
            Place(file=FILE),
            message(
                "the head of the receipt is act {number}, and not act {acts}",
                number=heads.index(receipt.head) + 1,
                acts=receipt.acts,
            ),
        )
    return True
