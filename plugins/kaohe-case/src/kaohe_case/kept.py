"""Kept files opened as the project that they were, and run."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import define, field

from kaohe_case.round import Round
from kaohe_case.snapshot import reopened
from kaohe_case.store import Store
from kaohe_case.withheld import over
from kaohe_core.run import Run


@define
class Kept:
    """Runs over projects made from the files of one store and nothing else; each is opened once."""

    store: Store
    _opened: dict[tuple[tuple[str, str], ...], Run] = field(factory=dict, init=False)

    def run(self, files: Mapping[str, str]) -> Run:
        """The run over the project with these files, by path and digest.

        Its own ``kaohe.toml`` says which plugins it loads.
        Raises :class:`~kaohe_core.findings.FindingsError` where a file is not kept, or the project cannot be opened.
        """
        key = tuple(sorted(files.items()))
        if key not in self._opened:
            contents = {path: self.store.file(digest) for path, digest in files.items()}
            self._opened[key] = over(reopened(contents))
        return self._opened[key]

    def of(self, round: Round) -> Run:
        """The run over the project as its records are frozen or, before they are, as its scheme was deliberated."""
        return self.run(files_of(round))


def files_of(round: Round) -> dict[str, str]:
    """By path, the digests of the files that count: those of the frozen records or, before, of the scheme alone."""
    if round.frozen is not None:
        return dict(round.frozen.files)
    proposal = round.adopted or round.draft
    return {} if proposal is None else dict(proposal.act.data["files"])
