"""Workbooks that are archives of XML parts (.xlsx, .ods): the parts by their names, and which of them is damaged."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import Any

from attrs import field, frozen

from kaohe_core.messages import message
from kaohe_core.tables.grid import Failure
from kaohe_core.tables.opened import damaged, locked

LARGEST_PART = 1_000_000_000  # bytes; a sheet of a million rows has a quarter of that


def damaged_part(part: str, sheet: str = "") -> Failure:
    """A part of an archive that cannot be read, while others can."""
    return Failure(
        message("the part {part} of this file is damaged", part=part),
        message("open it in Excel or WPS, check what is there, and save it as .xlsx"),
        sheet,
    )


def key(name: str) -> str:
    """A part's name as it is compared: some programs write backslashes, or another case than they refer to."""
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").casefold()


@frozen
class Archive:
    """The parts of a workbook."""

    file: zipfile.ZipFile
    parts: dict[str, zipfile.ZipInfo] = field(init=False)

    @parts.default
    def _parts(self) -> dict[str, zipfile.ZipInfo]:
        return {key(info.filename): info for info in self.file.infolist()}

    @classmethod
    def of(cls, content: bytes) -> Archive:
        """The archive in these bytes. Raises :class:`Failure`."""
        try:
            return cls(zipfile.ZipFile(io.BytesIO(content)))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise damaged() from None

    def __contains__(self, part: str) -> bool:
        return key(part) in self.parts

    def read(self, part: str) -> bytes:
        """The bytes of a part. Raises :class:`Failure`, which names it."""
        info = self.parts.get(key(part))
        if info is None:
            raise damaged_part(part)
        if info.file_size > LARGEST_PART:
            raise Failure(
                message(
                    "the part {part} of this file is too large: unpacked it has {size} million bytes, and at most "
                    "{most} are read",
                    part=part,
                    size=info.file_size // 1_000_000,
                    most=LARGEST_PART // 1_000_000,
                ),
                message("open it in Excel or WPS, delete the rows and columns in which nothing is, and save it again"),
            )
        if info.flag_bits & 1:
            raise locked()
        try:
            return self.file.read(info)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError, NotImplementedError):
            raise damaged_part(part) from None  # cut off, changed, or packed in a way that Python does not know

    def tree(self, part: str) -> Any:
        """The root element of a part that is XML. Raises :class:`Failure`."""
        from xml.etree import ElementTree

        content = self.read(part)
        try:
            return ElementTree.fromstring(content)  # noqa: S314  # expat refuses entity bombs and fetches nothing
        except (ElementTree.ParseError, ValueError, LookupError):
            raise damaged_part(part) from None


def local(tag: str) -> str:
    """An element's name without its namespace: Strict Open XML has others than what everybody writes."""
    return tag.rpartition("}")[2]
