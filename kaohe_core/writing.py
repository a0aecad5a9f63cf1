"""Folders that appear whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from kaohe_core.findings import Finding, FindingsError, Place
from kaohe_core.messages import message

LIST = ".kaohe"  # in a folder of ours: the files we wrote there
Writer = Callable[[Path], None]


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """A new, empty folder beside ``target``; gone afterwards, whatever happens, unless somebody renamed it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        folder.chmod(0o755)  # mkdtemp makes it private
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def replace(parent: Path, folders: Mapping[str, Mapping[str, Writer]]) -> list[Path]:
    """Write ``folders`` (name to file name to what writes the file) under ``parent``, each in place of the old one.

    A file name may have folders before it, as in ``a/b.md``. Nothing under ``parent`` changes before every file is
    written. Files that somebody else put into such a folder stay there. Returns the files. Raises
    :class:`~kaohe_core.findings.FindingsError` where the disk refuses.
    """
    written: list[Path] = []
    try:
        with beside(parent / "new") as new, beside(parent / "old") as old:
            for name, writers in folders.items():
                (new / name).mkdir()
                for file, write in writers.items():
                    (new / name / file).parent.mkdir(parents=True, exist_ok=True)
                    write(new / name / file)
                    written.append(parent / name / file)
                (new / name / LIST).write_text("".join(f"{file}\n" for file in writers), encoding="utf-8")
            _swap([(new / name, parent / name, old / name) for name in folders])
    except OSError as error:
        raise FindingsError([_refused(parent, error)]) from error
    return written


def _swap(triples: Sequence[tuple[Path, Path, Path]]) -> None:
    """Put every new folder in the place of the present one, or none of them."""
    moved: list[tuple[Path, Path]] = []

    def move(source: Path, target: Path) -> None:
        source.rename(target)
        moved.append((source, target))

    try:
        for new, present, old in triples:
            if present.exists():
                move(present, old)
                for path in _foreign(old):
                    kept = new / path.relative_to(old)
                    if not kept.exists():
                        kept.parent.mkdir(parents=True, exist_ok=True)
                        move(path, kept)
            move(new, present)
    except BaseException:
        for source, target in reversed(moved):
            target.rename(source)
        raise


def _foreign(folder: Path) -> list[Path]:
    """What we did not write in ``folder``."""
    ours = {LIST}
    with suppress(OSError, UnicodeDecodeError):
        ours |= set((folder / LIST).read_text(encoding="utf-8").splitlines())
    folders = {parent.as_posix() for file in ours for parent in PurePosixPath(file).parents}
    return list(_beside_ours(folder, folder, ours, folders))


def _beside_ours(here: Path, top: Path, ours: Collection[str], folders: Collection[str]) -> Iterator[Path]:
    """Files and whole folders in ``here`` that are not ours; in a folder with files of ours, those beside them."""
    for path in here.iterdir():
        name = path.relative_to(top).as_posix()
        if name in folders and path.is_dir() and not path.is_symlink():
            yield from _beside_ours(path, top, ours, folders)
        elif name not in ours:
            yield path


def _refused(parent: Path, error: OSError) -> Finding:
    name = error.filename if isinstance(error.filename, str) else str(parent)
    return Finding(
        Place(file=name),
        message("cannot be written: {reason}", reason=error.strerror or str(error)),
        message(
            "close the file where it is open, and see that the disk has room and the folder may be written to; "
            "nothing was changed"
        ),
    )


def write_file(path: Path, content: bytes) -> None:
    """Put ``content`` into the file ``path``, which has either all of it afterwards or what it had before.

    Its folder is made where it is missing. Raises :class:`~kaohe_core.findings.FindingsError` where the disk refuses.
    """
    try:
        with beside(path) as new:
            (new / path.name).write_bytes(content)
            (new / path.name).replace(path)
    except OSError as error:
        raise FindingsError([_refused(path, error)]) from error
