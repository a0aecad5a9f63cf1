"""The receipt (凭证) of a round: the digests that let anyone run the round again and get the same bytes.

It needs no record to be used: a copy of the project's folder and the same versions are enough.
"""

from __future__ import annotations

import platform
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from attrs import asdict, field, frozen

from kaohe_case.fold import fold
from kaohe_case.kept import files_of
from kaohe_case.messages import message
from kaohe_case.store import FILE, Store
from kaohe_case.withheld import MARK
from kaohe_core import Findings, Place, did_you_mean
from kaohe_core.config import FILE as CONFIG
from kaohe_core.toml.document import read
from kaohe_core.toml.structure import Refused, structure

FORMAT = 1
DIGEST = re.compile(r"sha256:[0-9a-f]{64}\Z")


def doc(text: str, **options: Any) -> Any:
    """A key of a receipt, with what it means."""
    return field(metadata={"doc": text}, **options)


def _check(text: str, *keys: str) -> None:
    if not DIGEST.match(text):
        raise Refused(
            message("“{found}” is no digest: it is sha256: and 64 digits or letters a to f", found=text), keys=keys
        )


def _digest(_instance: object, _attribute: object, value: str) -> None:
    _check(value)


def _digests(_instance: object, _attribute: object, value: Mapping[str, str]) -> None:
    for name, text in value.items():
        _check(text, name)


def _format(_instance: object, _attribute: object, value: int) -> None:
    if value != FORMAT:
        raise Refused(
            message("this is a receipt of format {found}; format {known} is known here", found=value, known=FORMAT),
            message("verify with a newer version of kaohe"),
        )


@frozen(kw_only=True)
class MadeWith:
    """What the receipt was made with, for information: the results do not depend on it."""

    python: str = doc("the version of Python")
    polars: str = doc("the version of Polars")


@frozen(kw_only=True)
class Receipt:
    """The whole of a receipt."""

    format: int = doc("the format of receipts", validator=_format)
    project: str = doc("the project’s name")
    round: str = doc("the round")
    scheme: str = doc("the scheme of the round")
    head: str = doc("the head digest of the record", validator=_digest)
    acts: int = doc("how many acts the record had")
    schemes: Mapping[str, str] = doc("by scheme, the digest of its contents", validator=_digests)
    plugins: Mapping[str, str] = doc("by plugin, its version; core is kaohe itself")
    tables: Mapping[str, str] = doc("by table, the digest of its contents", validator=_digests)
    files: Mapping[str, str] = doc("by path, the digest of the file’s bytes", validator=_digests)
    results: Mapping[str, str] = doc("by scheme, the digest of the result’s bytes", validator=_digests)
    made_with: MadeWith = doc("versions for information")

    def text(self) -> str:
        """The receipt as TOML."""
        import tomli_w

        data = asdict(self, recurse=False) | {"made_with": asdict(self.made_with)}
        return tomli_w.dumps({key.replace("_", "-"): value for key, value in data.items()})


def receipt(folder: Path, id: str) -> Receipt:
    """The receipt of a round with results. Raises :class:`~kaohe_core.findings.FindingsError` where there are none.

    Every act and file of the record is checked before anything is said about it.
    """
    store, findings = Store(folder / FILE), Findings()
    place = Place(file=FILE)
    store.verify(findings)
    findings.stop()
    acts = store.acts()
    if all(act.round != id for act in acts):
        findings.add(place, message("there is no round “{id}”", id=id), did_you_mean(id, [act.round for act in acts]))
        findings.stop()
    round = fold(id, acts)
    if round.scores is None or round.frozen is None or round.adopted is None:
        findings.add(
            place,
            message("the round “{id}” has no results that count", id=id),
            message("give the command {command}", command="kaohe case score"),
        )
        findings.stop()
        raise AssertionError
    import polars

    bound = round.adopted.bound
    files = {path: digest for path, digest in files_of(round).items() if not store.file(digest).startswith(MARK)}
    return Receipt(
        format=FORMAT,
        project=_name(store.file(files[CONFIG])),
        round=id,
        scheme=round.scheme,
        head=acts[-1].digest,
        acts=len(acts),
        schemes=dict(bound["schemes"]),
        plugins=dict(bound["plugins"]),
        tables=dict(round.frozen.contents),
        files=files,
        results=dict(round.scores.results),
        made_with=MadeWith(python=platform.python_version(), polars=polars.__version__),
    )


def _name(config: bytes) -> str:
    """The project's name as its records were frozen."""
    return str(tomllib.loads(config.decode("utf-8-sig"))["project"]["name"])


def file_name(id: str, rounds: Iterable[str] = ()) -> str:
    """The name of the receipt's file; what no file name holds becomes a hyphen.

    ``rounds`` are those of the record in the order of their opening: where an earlier one would be called the same, a
    number stands behind the name.
    """
    same = [one for one in dict.fromkeys((*rounds, id)) if _safe(one).casefold() == _safe(id).casefold()]
    number = same.index(id) + 1
    return _safe(id) + (f" ({number})" if number > 1 else "") + ".receipt.toml"


def _safe(id: str) -> str:
    return re.sub(r'[/\\:*?"<>|\x00-\x1f]', "-", id)


def read_receipt(path: Path, findings: Findings) -> Receipt | None:
    """The receipt in ``path``; None, and findings with line and key, where it is none."""
    document = read(path, str(path), findings)
    return None if document is None else structure(Receipt, document.data, document, (), findings)
