"""Findings: what is wrong with a scheme, a plugin or data, said to the person who can mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from types import TracebackType
from typing import Any, overload

from attrs import asdict, define, evolve, field, frozen

from kaohe_core.described import described
from kaohe_core.finding_ids import id_of
from kaohe_core.messages import Language, Message, message
from kaohe_core.notebook import heading, paragraph, table


@described
@frozen
class Place:
    """Where something is wrong. Only what is known is filled in; rows and columns count from 1, as people do.

    ``str(…)`` says it to people, in :attr:`language`.
    """

    file: str = ""
    line: int | None = None  # of a text file
    column: int | None = None  # of a text file
    keys: tuple[str, ...] = ()  # the TOML keys that lead there
    sheet: str = ""
    row: int | None = None  # of a sheet or of a CSV file, the header included
    title: str = ""  # the header of the table column
    plugin: str = ""
    language: Language = field(default="en", eq=False, repr=False, kw_only=True)

    @described
    def text(self, language: Language) -> str:
        """``data/考勤.xlsx 工作表“2026上” 第 7 行 “病假天数”`` or ``kaohe.toml:4:8 project.plugins``."""
        where = self.file
        if self.line is not None:
            where += f":{self.line}" + (f":{self.column}" if self.column is not None else "")
        parts = [where] if where else []
        if self.sheet:
            parts.append(message("sheet “{sheet}”", sheet=self.sheet).text(language))
        if self.row is not None:
            parts.append(message("row {row}", row=self.row).text(language))
        if self.title:
            parts.append(f"“{self.title}”")
        if self.keys:
            parts.append(".".join(self.keys))
        if self.plugin:
            parts.append(message("plugin {plugin}", plugin=self.plugin).text(language))
        return " ".join(parts)

    def __str__(self) -> str:
        return self.text(self.language)

    @described
    def data(self) -> dict[str, Any]:
        """The place as plain data: what is known of it."""
        known = asdict(self, filter=lambda attribute, value: attribute.eq and bool(value))
        return {name: list(value) if name == "keys" else value for name, value in known.items()}


@described
@frozen(repr=False)
class Finding:
    """One thing that is wrong: where, what was found and what is allowed (``what``), and how to mend it (``mend``).

    ``str(…)`` says it to people, and so does ``str(…)`` of each of the three: in the language of the
    :class:`Findings` that it was taken from.
    """

    place: Place
    what: Message
    mend: Message | None = None
    blocks: bool = True  # False: worth knowing, yet the work goes on
    count: int = 1  # the places it is about, where one sentence speaks of several

    @property
    @described
    def id(self) -> str | None:
        """What ``kaohe finding`` and the docs look it up by, like ``K012``. None: its plugin keeps no ids."""
        return id_of(self.what)

    @described
    def said_in(self, language: Language) -> Finding:
        """The same finding, whose ``str(…)`` is in ``language``."""
        mend = None if self.mend is None else evolve(self.mend, language=language)
        return evolve(
            self, place=evolve(self.place, language=language), what=evolve(self.what, language=language), mend=mend
        )

    @described
    def text(self, language: Language) -> str:
        """One paragraph: place, colon, what; the mend on a line of its own."""
        where = self.place.text(language)
        text = (f"{where}: " if where else "") + self.what.text(language)
        if self.mend is not None:
            text += "\n    " + message("To mend it: {mend}", mend=self.mend).text(language)
        return text

    @described
    def data(self, language: Language) -> dict[str, Any]:
        """The finding as plain data, for ``--format json``."""
        return {
            **({} if self.id is None else {"id": self.id}),
            "place": self.place.data(),
            "what": self.what.text(language),
            "blocks": self.blocks,
            "mend": self.mend.text(language) if self.mend else None,
            **({} if self.count == 1 else {"count": self.count}),
        }

    def __str__(self) -> str:
        return marked(self, self.place.language)

    def __repr__(self) -> str:
        return str(self)


@described
@define(repr=False, eq=False)
class Findings:
    """The one place where what is wrong is noted; all findings of a run come at once. Read as a list of them.

    Whoever notes something goes on where that makes sense, and returns None where nothing can be made. Whether what
    was made may be used is asked of a :class:`Watch`. ``language`` is the one in which they are shown when nobody says
    another. ``str(…)`` is the text for people; a notebook shows a table.
    """

    items: list[Finding] = field(factory=list)
    language: Language = "en"

    @described
    def add(
        self, place: Place, what: Message, mend: Message | None = None, *, blocks: bool = True, count: int = 1
    ) -> None:
        """Note one finding; ``count`` says of how many places it speaks."""
        self.items.append(Finding(place, what, mend, blocks, count))

    @described
    def extend(self, findings: Iterable[Finding]) -> None:
        """Note several, found where there was no place to note them: by a plugin, or by one of several readings."""
        self.items.extend(findings)

    def __iter__(self) -> Iterator[Finding]:
        return (item.said_in(self.language) for item in self.items)

    def __len__(self) -> int:
        return len(self.items)

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> Findings: ...
    def __getitem__(self, index: int | slice) -> Finding | Findings:
        if isinstance(index, slice):
            return Findings(self.items[index], self.language)
        return self.items[index].said_in(self.language)

    @described
    def at(self, place: Place) -> Spot:
        """Where whoever knows no place notes what is wrong there."""
        return Spot(self, place)

    @described
    def watch(self) -> Watch:
        """What is noted from now on."""
        return Watch(self, len(self.items))

    @property
    @described
    def blocked(self) -> bool:
        """Whether any finding blocks."""
        return any(item.blocks for item in self.items)

    @described
    def stop(self) -> None:
        """Raise :class:`FindingsError` if any finding blocks."""
        if self.blocked:
            raise FindingsError(self.items, self.language)

    @described
    def text(self, language: Language | None = None) -> str:
        """All of them for people, one after another, each once, those that block first."""
        return as_text(self.items, language or self.language)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return as_html(self.items, self.language)


@frozen
class Spot:
    """A place to note at, for whoever knows what is wrong and not where."""

    findings: Findings
    place: Place

    def add(self, what: Message, mend: Message | None = None) -> None:
        """Note one finding here."""
        self.findings.add(self.place, what, mend)


@frozen
class Watch:
    """What is noted between two moments: ``watch = findings.watch()``, then whatever notes, then ``watch.blocked``."""

    _findings: Findings
    _start: int

    @property
    def found(self) -> list[Finding]:
        """What has been noted since."""
        return self._findings.items[self._start :]

    @property
    def blocked(self) -> bool:
        """Whether any of it blocks."""
        return any(item.blocks for item in self.found)

    def stop(self) -> None:
        """Raise :class:`FindingsError` with what has been noted since, if any of it blocks."""
        if self.blocked:
            raise FindingsError(self.found, self._findings.language)


@described
class FindingsError(Exception):
    """Work cannot go on. ``str(…)`` is for the person who mends it, in the language of the project or of the call.

    ``findings`` are all that was found, ``folder`` is the project's as it was opened (None: no project was).
    """

    def __init__(self, findings: Iterable[Finding], language: Language = "en", folder: Path | None = None) -> None:
        super().__init__()
        self.findings = Findings(list(findings), language)
        self.folder = folder

    @property
    @described
    def language(self) -> Language:
        """The language that it is told in."""
        return self.findings.language

    def _project(self) -> str:
        if self.folder is None:
            return ""
        folder = self.folder if self.folder.name not in ("", "..") else self.folder.resolve()  # “.” names nothing
        return message("project {folder}:", folder=folder).text(self.language)

    def __str__(self) -> str:
        return "\n".join(filter(None, (self._project(), self.findings.text())))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.findings.items, self.language, self.folder)  # it comes back from another process

    def _repr_html_(self) -> str:
        project = self._project()
        return (heading(project) if project else "") + self.findings._repr_html_()


def refused(argument: str, value: object, mend: Message) -> FindingsError:
    """What says that a program handed in something wrong as ``argument``."""
    what = message("{argument} cannot be {value}", argument=argument, value=repr(value))
    return FindingsError([Finding(Place(), what, mend)])


def given_text(argument: str, value: object) -> str:
    """An id or a name as a program gave it; a number is refused, for 007 would be another one."""
    if isinstance(value, str):
        return value
    number = message("give it as text, like {text}", text=repr(str(value)))
    raise refused(argument, value, number if isinstance(value, int) else message("give one, as text"))


@frozen
class ToldIn:
    """Around work for one project: an error that leaves it is told in ``language`` and says which ``folder`` it is of.

    What an inner one has said of it stays.
    """

    language: Language = "en"
    folder: Path | None = None

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if isinstance(error, FindingsError) and error.folder is None:
            error.findings.language = self.language
            error.folder = self.folder


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Each once, those that block first: two schemes may read the same table."""
    once = {finding.text("en"): finding for finding in findings}
    return sorted(once.values(), key=lambda finding: not finding.blocks)


def marked(finding: Finding, language: Language) -> str:
    """The finding behind a word that says whether it blocks."""
    mark = message("finding") if finding.blocks else message("note")
    return f"[{mark.text(language)}] {finding.text(language)}"


def as_text(findings: Iterable[Finding], language: Language) -> str:
    """Findings to be read, one paragraph each."""
    shown = ordered(findings)
    return "\n".join(marked(finding, language) for finding in shown) or message("nothing found").text(language)


def as_html(findings: Iterable[Finding], language: Language) -> str:
    """Findings as a notebook shows them."""
    heads = [message("what it is"), message("place"), message("what was found"), message("how to mend it")]
    rows = [
        [
            (message("finding") if finding.blocks else message("note")).text(language),
            finding.place.text(language),
            finding.what.text(language),
            finding.mend.text(language) if finding.mend is not None else "",
        ]
        for finding in ordered(findings)
    ]
    if not rows:
        return paragraph(message("nothing found").text(language))
    return table([head.text(language) for head in heads], rows, language)


@described
def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name closest to ``name``, or None when nothing is close."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return close[0] if close else None


@described
def did_you_mean(name: str, known: Iterable[str]) -> Message:
    """How to mend an unknown name: the nearest one, or else all of them."""
    names = sorted(set(known))
    close = nearest(name, names)
    if close is not None:
        return message("did you mean “{close}”?", close=close)
    if not names:
        return message("nothing is declared here yet")
    return message("use one of: {names}", names=names)
