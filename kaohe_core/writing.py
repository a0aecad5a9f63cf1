"""The one way in which kaohe writes files.

They are written beside their places, synced to the disk, and put in place all or none, under a lock, so that two runs
take turns. Over what kaohe did not write, as it wrote it, nothing is ever put: a file ``.kaohe`` in each folder has the
digests of what was written there, under the command that wrote it; what one command wrote, no other writes over or
clears away. What a killed run left is finished or cleaned away by the next one.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import stat
import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from errno import ENOLCK, ENOTSUP
from itertools import count
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from attrs import astuple, define, evolve, field, frozen

from kaohe_core.findings import Finding, Findings, FindingsError, Place
from kaohe_core.messages import Message, message
from kaohe_core.refusals import reason_of

LIST = ".kaohe"  # in a folder: what we wrote there, a line a file, as sha256sum writes and checks them
WORK = ".kaohe-work"  # beside what is written: a folder that is gone when everything is in place
LOCK = ".kaohe-lock"  # beside it: held by the one process that writes there
MOVES = "moves"  # in WORK, once every new file is whole: what is still to be put where
WAIT = 60.0  # seconds that one process waits for another's writing
LINE = re.compile(r"(?:([0-9a-f]{64})  )?(.+)")  # a list without digests is one of a version before they were kept
BY = "# "  # before the command that wrote the files of the lines below; sha256sum passes over such a line

Inputs = Mapping[Path, Message]  # by resolved path: files that are read, and what each of them is
Gone = Mapping[str, Mapping[str, Message]]  # by folder and name: files that another command wrote, and why they go
NOTHING: Gone = MappingProxyType({})
DONE: list[Path] = []  # what this process has put in place, so that nobody is told that nothing was changed


@frozen
class NewFile:
    """What a file shall hold. ``private``: account numbers and the like, which only the file's owner may read."""

    content: bytes
    private: bool = False


def replace(
    parent: Path,
    folders: Mapping[str, Mapping[str, NewFile]],
    findings: Findings,
    inputs: Inputs | None = None,
    *,
    by: str = "",
    gone: Gone = NOTHING,
) -> list[Path]:
    """Write ``folders`` (name to file name to file) under ``parent``; of ``by``, each holds nothing else afterwards.

    A file name may have folders before it, as in ``a/b.md``. Either all of it is in place afterwards or nothing has
    changed, and what is somebody else's in such a folder stays as it is. ``by``: the command that writes, as it is
    typed; what another one wrote is somebody else's, unless it is in ``gone``. A file of ours that somebody changed is
    kept under another name, which is noted in ``findings``. Returns the files. Raises
    :class:`~kaohe_core.findings.FindingsError` where the disk refuses, and where a file is in the way that kaohe did
    not write, that another command wrote, or that is one of ``inputs``.
    """
    return _written(parent, folders, findings, inputs or {}, by, alone=True, gone=gone)


def write_files(
    parent: Path, files: Mapping[str, NewFile], findings: Findings, inputs: Inputs | None = None, *, by: str = ""
) -> list[Path]:
    """Write ``files`` into the folder ``parent``, all or none, as :func:`replace` does; everything else in it stays."""
    return _written(parent, {"": files}, findings, inputs or {}, by)


def write_file(path: Path, file: NewFile, findings: Findings, inputs: Inputs | None = None, *, by: str = "") -> None:
    """Write one file, as :func:`write_files` does."""
    write_files(path.parent, {path.name: file}, findings, inputs, by=by)


@frozen
class Edit:
    """A file of the user's own that shall hold something else: ``was`` is the digest of what was seen there.

    Empty: nothing was there. ``kept``: the name under which what was there stays, told from the same folder.
    """

    content: bytes
    was: str
    kept: str = ""


def edit(parent: Path, files: Mapping[str, Edit]) -> list[Path]:
    """Change files of the user's own under ``parent``, all or none, as the user saw them and asked for.

    Raises :class:`~kaohe_core.findings.FindingsError` where the disk refuses, and where a file is not any more as it
    was seen: somebody else's edit is never written over. Nothing has changed then. Returns the files.
    """
    paths = [parent / name for name in files]
    try:
        with _held(parent) as work:
            steps = _Steps(parent, {})
            for name, file in files.items():
                steps.edit(name, file)
            steps.wrong.stop()
            steps.stage(work)
            _carry_out(parent, steps.moves, work)
            DONE.extend(paths)
    except OSError as error:
        raise FindingsError([_refused(parent, error)]) from error
    return paths


def digest_of(path: Path) -> str:
    """The digest of a file as :class:`Edit` takes it; empty where nothing is."""
    return _digest(path)


def new_folder(folder: Path, files: Mapping[str, NewFile]) -> None:
    """Make ``folder``, or fill it where it is empty, with files that are the user's own from then on.

    Raises :class:`~kaohe_core.findings.FindingsError` where the disk refuses; nothing has changed then.
    """
    if folder.exists():
        _written(folder, {"": files}, Findings(), {}, listed=False)
        return
    try:
        with _held(folder.parent) as work:
            whole = work / "whole"
            for name, file in files.items():
                _write(whole / name, file)
            whole.rename(folder)
            _sync_folder(folder.parent)
    except OSError as error:
        raise FindingsError([_refused(folder, error)]) from error
    DONE.append(folder)


def recover(parent: Path) -> None:
    """Finish or clean away what a killed run left in ``parent``, where nobody is at work and the disk allows it.

    Whoever writes there does so in any case.
    """
    if os.path.lexists(parent / WORK):
        with suppress(OSError, FindingsError), _locked(parent, wait=0.0):
            _recover(parent)


def _written(
    parent: Path,
    folders: Mapping[str, Mapping[str, NewFile]],
    findings: Findings,
    inputs: Inputs,
    by: str = "",
    *,
    alone: bool = False,
    listed: bool = True,
    gone: Gone = NOTHING,
) -> list[Path]:
    paths = [parent / folder / name for folder, files in folders.items() for name in files]
    try:
        with _held(parent) as work:
            steps = _Steps(parent, inputs, by)
            for folder, files in folders.items():
                steps.folder(folder, files, alone=alone, listed=listed)
            for folder, names in gone.items():
                steps.gone(folder, names)
            steps.wrong.stop()
            steps.stage(work)
            _carry_out(parent, steps.moves, work)
            DONE.extend(paths)
            _remove_empty(parent, steps.moves, folders)
    except OSError as error:
        raise FindingsError([_refused(parent, error)]) from error
    findings.extend(steps.notes)
    return paths


# what is to be put where ------------------------------------------------------------------------------------------


@frozen
class _OnList:
    """What the list says of a file: its digest, empty where none was kept, and the command that wrote it."""

    digest: str
    by: str = ""


@frozen
class _Move:
    """One step: ``source`` comes to ``target``, both told from the parent; without a source, ``target`` goes.

    ``was`` and ``becomes`` are the digests of ``target`` before and afterwards; empty: nothing is there.
    """

    source: str
    target: str
    was: str
    becomes: str


@define
class _Steps:
    """The steps to what shall be, in order; ``wrong``: why they may not be taken, ``notes``: what is worth knowing."""

    parent: Path
    inputs: Inputs
    by: str = ""
    wrong: Findings = field(factory=Findings)
    notes: Findings = field(factory=Findings)
    moves: list[_Move] = field(factory=list)
    staged: list[NewFile] = field(factory=list)

    def folder(self, name: str, files: Mapping[str, NewFile], *, alone: bool, listed: bool) -> None:
        """Put ``files`` into one folder. ``alone``: what else is ours in it goes; ``listed``: these are ours."""
        known = _listed(self.parent / name)
        stays = dict(known)
        if alone:  # what does not hold any more goes first: it is not to be taken for a part of what comes
            for file, was in known.items():
                if file not in files and was.by in ("", self.by):
                    self.drop(_joined(name, file), was.digest)
                    del stays[file]
        for file, new in files.items():
            self.put(_joined(name, file), new, known.get(file))
            stays[file] = _OnList(_digest_of(new.content), self.by)
        if listed:
            self._list(name, stays)

    def gone(self, name: str, files: Mapping[str, Message]) -> None:
        """Of one folder these go, if they are as another command wrote them or are kept as somebody changed them."""
        known = _listed(self.parent / name)
        found = [file for file in files if file in known]
        for file in found:
            path = self.parent / name / file
            if known[file].digest in ("", _digest(path)):
                self.notes.add(Place(file=str(path)), files[file], blocks=False)
            self.drop(_joined(name, file), known[file].digest)
        if found:
            self._list(name, {file: known[file] for file in known if file not in found})

    def _list(self, name: str, known: Mapping[str, _OnList]) -> None:
        lines: list[str] = []
        for by in sorted({one.by for one in known.values()}):
            lines += [f"{BY}{by}\n"] if by else []
            for file, one in known.items():
                if one.by == by:
                    lines.append(f"{one.digest}  {file}\n" if one.digest else f"{file}\n")
        self.put(_joined(name, LIST), NewFile("".join(lines).encode()), _OnList("", self.by))

    def put(self, target: str, new: NewFile, known: _OnList | None) -> None:
        """``new`` comes to ``target``, which holds what is ``known`` of it; None: it is not ours."""
        path = self.parent / target
        was = self._present(path)
        if was is None:
            return
        if was and known is None:
            self._refuse(path, message("there is a file here already, which kaohe did not write"))
            return
        if was and known is not None and known.by not in ("", self.by):
            what = message("{command} wrote this file, and nothing else writes over it", command=known.by)
            self._refuse(path, what)
            return
        if was and known is not None and known.digest not in ("", was):
            self._keep(target, was)
            was = ""
        self.moves.append(_Move(f"{WORK}/new/{len(self.staged)}", target, was, _digest_of(new.content)))
        self.staged.append(new)

    def edit(self, target: str, file: Edit) -> None:
        """What is the user's own at ``target`` becomes ``file``, if it is as it was seen."""
        path = self.parent / target
        was = self._present(path)
        if was is None:
            return
        if was != file.was:
            what = message("this file was changed by another program since it was shown")
            self.wrong.add(Place(file=str(path)), what, message("open it anew, and enter the change again"))
            return
        private = bool(was) and stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
        if was and file.kept:
            self.edit(file.kept, Edit(path.read_bytes(), ""))
            if self.wrong.blocked:
                return
            self.staged[-1] = evolve(self.staged[-1], private=private)
        new = NewFile(file.content, private)
        self.moves.append(_Move(f"{WORK}/new/{len(self.staged)}", target, was, _digest_of(new.content)))
        self.staged.append(new)

    def drop(self, target: str, known: str) -> None:
        """What is ours at ``target`` goes."""
        was = self._present(self.parent / target)
        if was and known in ("", was):
            self.moves.append(_Move("", target, was, ""))
        elif was:
            self._keep(target, was)

    def stage(self, work: Path) -> None:
        """Write all new files and, once they are on the disk, the steps: from then on they are taken, come what may."""
        for number, new in enumerate(self.staged):
            _write(work / "new" / str(number), new)
        (work / "old").mkdir()
        _sync_folder(work / "new")
        text = json.dumps([astuple(move) for move in self.moves])
        _write(work / f"{MOVES}.new", NewFile(text.encode()))
        (work / f"{MOVES}.new").rename(work / MOVES)
        _sync_folder(work)
        _sync_folder(self.parent)

    def _present(self, path: Path) -> str | None:
        """The digest of what is there, empty where nothing is; None where nothing may be put there."""
        if path.resolve() in self.inputs:
            what = message("this file is read here ({what}) and is not written over", what=self.inputs[path.resolve()])
            self._refuse(path, what)
            return None
        if path.name in (WORK, LOCK):
            self._refuse(path, message("files of this name are kaohe’s own"))
            return None
        try:
            mode = path.lstat().st_mode
        except FileNotFoundError:
            return ""
        if stat.S_ISREG(mode):
            return _digest(path)
        kinds = {stat.S_IFDIR: message("a folder"), stat.S_IFLNK: message("a link to another file")}
        kind = kinds.get(stat.S_IFMT(mode), message("no ordinary file"))
        self._refuse(path, message("there is {kind} here", kind=kind))
        return None

    def _refuse(self, path: Path, what: Message) -> None:
        self.wrong.add(Place(file=str(path)), what, message("name another file, or move this one elsewhere"))

    def _keep(self, target: str, was: str) -> None:
        """A file of ours that somebody changed is theirs: it stays, under a name that nothing else has."""
        path = self.parent / target
        names = (path.with_stem(f"{path.stem}.changed-{number}") for number in count(1))
        kept = next(one for one in names if not os.path.lexists(one))
        self.moves.append(_Move(target, kept.relative_to(self.parent).as_posix(), "", was))
        self.notes.add(
            Place(file=str(path)),
            message("this file was changed after kaohe wrote it; as changed it is kept as {name} now", name=kept.name),
            blocks=False,
        )


def _joined(folder: str, file: str) -> str:
    return f"{folder}/{file}" if folder else file


def _listed(folder: Path) -> dict[str, _OnList]:
    """What is known of what we wrote into ``folder``, by name."""
    path = folder / LIST
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return {}
        lines = path.read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
        return {}
    found: dict[str, _OnList] = {}
    by = ""
    for line in lines:
        match = LINE.fullmatch(line)
        if line.startswith(BY):
            by = line.removeprefix(BY)
        elif match is not None and _inside(match[2]):
            found[match[2]] = _OnList(match[1] or "", by)
    return found


def _inside(name: str) -> bool:
    """Whether a listed name stays in its folder, whoever wrote the list."""
    parts = PurePosixPath(name)
    return not parts.is_absolute() and ".." not in parts.parts and "\\" not in name and "\0" not in name


def _digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _digest(path: Path) -> str:
    """The digest of a file; empty where nothing is, and a word that is no digest where no ordinary file is."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return "none"
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return ""


# carried out, taken back, finished --------------------------------------------------------------------------------


def _carry_out(parent: Path, moves: Sequence[_Move], work: Path) -> None:
    """Take every step; where one cannot be taken, take back those before it."""
    taken: list[tuple[_Move, Path]] = []
    try:
        for number, move in enumerate(moves):
            taken.append((move, work / "old" / str(number)))
            _take(parent, *taken[-1])
        for folder in {(parent / move.target).parent for move in moves}:
            _sync_folder(folder)
    except BaseException as error:
        try:
            for move, old in reversed(taken):
                _take_back(parent, move, old)
            (work / MOVES).unlink()
        except OSError:
            what = message(
                "cannot be written: {reason}; some files here are new by now, and others are not", reason=error
            )
            mend = message(
                "close the files where they are open, and give any command of kaohe here: it is finished then"
            )
            raise FindingsError([Finding(Place(file=str(parent)), what, mend)]) from error
        raise
    (work / MOVES).unlink()


def _take(parent: Path, move: _Move, old: Path) -> None:
    target = parent / move.target
    if _digest(target) != move.was:  # somebody wrote there a moment ago
        raise FindingsError([_in_between(target)])
    if move.was:
        try:
            old.hardlink_to(target)  # so that the name is never without a file
        except OSError:  # no links on this disk
            target.rename(old)
    if move.source:
        target.parent.mkdir(parents=True, exist_ok=True)
        (parent / move.source).replace(target)
    else:
        target.unlink(missing_ok=True)


def _take_back(parent: Path, move: _Move, old: Path) -> None:
    target = parent / move.target
    if os.path.lexists(old):
        old.replace(target)
    elif not move.was and move.source and _digest(target) == move.becomes:
        target.rename(parent / move.source)


def _recover(parent: Path) -> None:
    """Take the steps that a killed run had still to take, if it had come so far, and clean up after it.

    What somebody else wrote in the meantime stays.
    """
    work = parent / WORK
    if not os.path.lexists(work):
        return
    for move in _left(work):
        source, target = parent / move.source, parent / move.target
        now = _digest(target)
        if move.source and now in (move.was, "") and _digest(source) == move.becomes:
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)
        elif not move.source and now == move.was:
            target.unlink(missing_ok=True)
    shutil.rmtree(work)
    _sync_folder(parent)


def _left(work: Path) -> list[_Move]:
    try:
        return [_Move(*move) for move in json.loads((work / MOVES).read_bytes())]
    except FileNotFoundError:
        return []


def _remove_empty(parent: Path, moves: Sequence[_Move], folders: Collection[str]) -> None:
    """Folders in ours that are empty now."""
    tops = {parent, *(parent / folder for folder in folders)}
    for move in moves:
        folder = (parent / move.target).parent
        while not move.source and folder not in tops:
            try:
                folder.rmdir()
            except OSError:  # something is left in it
                break
            folder = folder.parent


# the disk ---------------------------------------------------------------------------------------------------------


@contextmanager
def _held(parent: Path) -> Iterator[Path]:
    """A new folder in ``parent`` to work in; nobody else writes in ``parent`` meanwhile. It is gone afterwards."""
    made = [folder for folder in (parent, *parent.parents) if not folder.exists()]
    try:
        parent.mkdir(parents=True, exist_ok=True)
        with _locked(parent, WAIT):
            _recover(parent)
            work = parent / WORK
            work.mkdir(mode=0o700)
            try:
                yield work
            finally:
                if not (work / MOVES).exists():
                    shutil.rmtree(work, ignore_errors=True)
    finally:
        for folder in made:  # where nothing was written, nothing is left
            with suppress(OSError):
                folder.rmdir()


@contextmanager
def _locked(parent: Path, wait: float) -> Iterator[None]:
    """Nobody else is in here for the same ``parent``. The system gives the lock back when a process is killed."""
    path = parent / LOCK
    end = time.monotonic() + wait
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        if _locks(handle) and _is_at(handle, path):
            break
        os.close(handle)
        if time.monotonic() > end:
            what = message("another run of kaohe is writing here and does not finish")
            mend = message("wait until it is done, and give the command again; nothing was changed")
            raise FindingsError([Finding(Place(file=str(parent)), what, mend)])
        time.sleep(0.02)
    try:
        yield
    finally:
        with suppress(OSError):
            path.unlink()
        os.close(handle)
        if sys.platform == "win32":  # an open file has no end there
            with suppress(OSError):
                path.unlink()


def _locks(handle: int) -> bool:
    """Whether the lock is ours now."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno in (ENOLCK, ENOTSUP)  # a disk on the network that knows no locks: all go on as they can
    return True


def _is_at(handle: int, path: Path) -> bool:
    """Whether the file that was locked still bears the name: whoever held it before has removed it."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _write(path: Path, file: NewFile) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as stream:
        stream.write(file.content)
        stream.flush()
        os.fsync(stream.fileno())
    if file.private:
        path.chmod(0o600)


def _sync_folder(folder: Path) -> None:
    """The names in a folder are on the disk."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            with suppress(OSError):  # some disks cannot, and lose no more than the newest names
                os.fsync(handle)
        finally:
            os.close(handle)


def _refused(parent: Path, error: OSError) -> Finding:
    name = error.filename if isinstance(error.filename, str) else str(parent)
    if isinstance(error, FileExistsError | NotADirectoryError) and Path(name).is_file():
        return Finding(
            Place(file=name),
            message("a file stands where a folder must be"),
            message("give another name, or put what is there elsewhere; nothing was changed"),
        )
    return Finding(
        Place(file=str(parent) if {WORK, LOCK} & set(Path(name).parts) else name),
        message("cannot be written: {reason}", reason=reason_of(error)),
        message(
            "close the file where it is open, and see that the disk has room and the folder may be written to; "
            "nothing was changed"
        ),
    )


def _in_between(path: Path) -> Finding:
    return Finding(
        Place(file=str(path)),
        message("another program wrote here at the same moment"),
        message("give the command again; nothing was changed"),
    )
