"""The files that a run reads: each is taken off the disk once.

What is parsed, what is digested and what a record keeps are therefore the same bytes, whoever saves a file meanwhile.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from attrs import field, frozen

from kaohe_core.messages import Message, message

MOST = 2_000_000_000  # bytes of a table: ten million rows of two hundred letters
MOST_TEXT = 8_000_000  # bytes of a file that people write, such as a scheme: a hundred times the longest


class NoFile(Exception):  # noqa: N818  # not an error of the program
    """Something that is no file to be read, said to the person."""

    def __init__(self, what: Message, mend: Message | None = None) -> None:
        super().__init__(what.text("en"))
        self.what = what
        self.mend = mend


@frozen(eq=False)
class Shelf:
    """Files by their place on the disk, each as it was when it was first asked for."""

    _found: dict[str, bytes] = field(factory=dict)
    _closed: bool = False  # no other file is there

    @classmethod
    def closed(cls, files: Mapping[Path, bytes]) -> Shelf:
        """A shelf of files that lie nowhere on the disk, and there are no others."""
        return cls({os.path.realpath(path): content for path, content in files.items()}, closed=True)

    def holds(self, path: Path) -> bool:
        """Whether the file is on the shelf already."""
        try:
            return os.path.realpath(path) in self._found
        except ValueError:  # a character that no file name can have
            return False

    def read(self, path: Path, most: int = MOST) -> bytes:
        """The bytes of a file.

        Raises ``OSError`` as ``Path.read_bytes`` does, and :class:`NoFile` for what is no ordinary file or longer
        than ``most`` bytes.
        """
        try:
            key = os.path.realpath(path)
        except ValueError:  # a character that no file name can have
            raise NoFile(message("no file has a name like this"), message("correct the name")) from None
        if key not in self._found:
            if self._closed:
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
            self._found[key] = _bytes(path, most)
        return self._found[key]

    def holding(self, path: Path, content: bytes) -> Shelf:
        """Another shelf, on which a file holds ``content``, whatever the disk has: what if it were saved so."""
        return Shelf({**self._found, os.path.realpath(path): content})

    def still(self) -> bool:
        """Whether the disk has every file yet as it is on this shelf."""
        return all(_is_still(Path(place), content) for place, content in self._found.items())

    def again(self) -> Shelf:
        """Another shelf, with what is on this one now: what is read from now on is read anew."""
        return Shelf(dict(self._found), self._closed)


def _is_still(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and _bytes(path, len(content)) == content
    except (OSError, NoFile):
        return False


def _bytes(path: Path, most: int) -> bytes:
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    # A pipe is not waited for, and a device not read: neither has an end.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with open(handle, "rb") as stream:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise NoFile(
                message("this is a pipe or a device, not a file"), message("name the file itself, or put it there")
            )
        content = stream.read(most + 1)
    if len(content) > most:
        raise NoFile(
            message("the file is longer than {most} million bytes", most=most // 1_000_000),
            message("see whether it is the right one; divide it if it is"),
        )
    return content
