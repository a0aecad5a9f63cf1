"""What a plugin hands over beside tables, rules and settlements: ready dimensions and schemes, sections, commands.

And the stamp that everything from a plugin carries.

Everything here is checked when it is made, so that a mistake shows where the plugin's author made it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from attrs import field, frozen

from kaohe_core.described import described
from kaohe_core.messages import Message, Text
from kaohe_core.tables.declared import KEBAB

T = TypeVar("T")
ABOUT = "about.toml"  # in the folder of a ready scheme: what kaohe init says about it and leaves behind
TARGET = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*")


class TextFile(Protocol):
    """A file that can be read: a ``Path``, or what ``importlib.resources.files()`` gives for a package's data."""

    @property
    def name(self) -> str:
        """The file's name without its folders."""
        ...

    def read_text(self, encoding: str | None = None) -> str:
        """Its whole text."""
        ...


def _text(value: str | Text) -> Text:
    return Text(value) if isinstance(value, str) else value


def _texts(values: Iterable[str | Text]) -> tuple[Text, ...]:
    if isinstance(values, str):  # a text is iterable too: "班级" would become two columns
        raise ValueError(f"columns must be a list of titles, not the text {values!r}")
    return tuple(_text(value) for value in values)


def _rows(rows: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple((row,) if isinstance(row, str) else tuple(row) for row in rows)


def _check_id(what: str, id: str) -> None:
    if not isinstance(id, str) or not KEBAB.match(id):
        raise ValueError(f"{what} id {id!r} must be kebab-case, like 'home-visits'")


def _check_title(what: str, title: Text) -> None:
    if not isinstance(title, Text) or not title.zh.strip():
        raise ValueError(f"{what}: it needs a title in Chinese, not {title!r}")


@described
@frozen
class ReadyDimension:
    """A dimension (指标) that schemes take over with ``use = "plugin/id"``.

    ``text`` is what would stand in a scheme: one ``[[dimension]]`` with its ``[[dimension.clause]]``, word for word.
    Whoever has such a dimension in a scheme makes it ready for others by moving the lines into a file. The dimension's
    own ``id`` may be left out; it is the id given here. ``file`` names the text in findings and explanations and is
    the same on every machine. Raises ``ValueError`` where the text is not such a TOML text.
    """

    id: str
    text: str
    file: str

    def __attrs_post_init__(self) -> None:
        _check_id("dimension", self.id)
        try:
            data = tomllib.loads(self.text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            raise ValueError(f"{self.file} is not TOML: {error}") from None
        dimensions = data.get("dimension")
        if list(data) != ["dimension"] or not isinstance(dimensions, list) or len(dimensions) != 1:
            raise ValueError(f"{self.file} must hold one [[dimension]] and nothing else; it has the keys {list(data)}")
        if dimensions[0].get("id", self.id) != self.id:
            raise ValueError(f"{self.file}: the dimension's id is {dimensions[0]['id']!r}, its file is for {self.id!r}")

    @classmethod
    @described
    def from_file(cls, source: TextFile) -> ReadyDimension:
        """The dimension in a UTF-8 file named ``<id>.toml``: a path or a package's data file."""
        stem, dot, ending = source.name.rpartition(".")
        if not dot or ending != "toml":
            raise ValueError(f"{source.name}: a ready dimension is a file named like 'home-visits.toml'")
        folder = getattr(getattr(source, "parent", None), "name", "")
        # only the innermost folder: the whole path differs from machine to machine
        return cls(stem, source.read_text(encoding="utf-8"), f"{folder}/{source.name}" if folder else source.name)


@described
@frozen
class ReadyScheme:
    """A complete small project that ``kaohe init`` copies: ``kaohe.toml``, ``schemes/*.toml`` and sample data.

    Raises ``ValueError`` where the folder lacks one of them.
    """

    id: str
    title: Text = field(converter=_text)
    folder: Path = field(converter=Path)

    def __attrs_post_init__(self) -> None:
        _check_id("scheme", self.id)
        _check_title(f"scheme {self.id!r}", self.title)
        if not (self.folder / "kaohe.toml").is_file():
            raise ValueError(f"scheme {self.id!r}: there is no kaohe.toml in {self.folder}")
        if not any(self.folder.glob("schemes/*.toml")):
            raise ValueError(f"scheme {self.id!r}: there is no schemes/*.toml in {self.folder}")
        if not any(path.is_file() for path in self.folder.glob("data/*")):
            raise ValueError(f"scheme {self.id!r}: there is no sample data in {self.folder / 'data'}")


@described
@frozen
class Section:
    """A table that a plugin adds to the reports. Cells are text as it shall be printed; rows are as wide as the head.

    Raises ``ValueError`` for a section without columns, and for a row of another width or with cells that are not text.
    """

    id: str
    title: Text = field(converter=_text)
    columns: tuple[Text, ...] = field(converter=_texts)
    rows: tuple[tuple[str, ...], ...] = field(converter=_rows)
    note: Text = field(default=Text(""), converter=_text)

    def __attrs_post_init__(self) -> None:
        _check_id("section", self.id)
        _check_title(f"section {self.id!r}", self.title)
        if not self.columns:
            raise ValueError(f"section {self.id!r} has no columns")
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(f"section {self.id!r}: row {number} has {len(row)} cells, not {len(self.columns)}")
            for cell in row:
                if not isinstance(cell, str):
                    raise ValueError(f"section {self.id!r}: row {number} has the cell {cell!r}, which is not text")


@described
@frozen
class Command:
    """A command of the command line, known by its name and one line of help before anything of it is imported.

    ``name`` is what is typed after ``kaohe``, and the name of its entry point in the group ``kaohe.commands``; ``help``
    is shown in lists; ``target`` is where the Click command is, like ``kaohe_rota.cli:rota``. Raises ``ValueError`` for
    another form.
    """

    name: str
    help: Message
    target: str

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.name, str) or not KEBAB.match(self.name):
            raise ValueError(f"command {self.name!r} must be kebab-case, like 'home-visits'")
        if not isinstance(self.help, Message) or not self.help.template.strip():
            raise ValueError(f"command {self.name!r}: its help must be a message, not {self.help!r}")
        if not TARGET.fullmatch(str(self.target)):
            raise ValueError(f"command {self.name!r}: its target is written like 'package.module:command'")


@frozen
class Stamped(Generic[T]):
    """What a plugin brought, with where it came from; of a table that several brought, all are named, with ``+``."""

    value: T
    plugin: str
    version: str
    distribution: str

    def __str__(self) -> str:
        return f"{self.plugin} {self.version}"

    def and_from(self, other: Stamped[T]) -> Stamped[T]:
        """The value of ``other``, stamped as brought by both."""
        return Stamped(
            other.value,
            f"{self.plugin} + {other.plugin}",
            f"{self.version} + {other.version}",
            f"{self.distribution} + {other.distribution}",
        )
