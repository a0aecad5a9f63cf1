"""Drawing lots: who sits in the working group is decided by digests that anyone can compute again (G14).

Every candidate's lot is the SHA-256 of four lines of text (UTF-8, each ended by one newline): the seed, the public
number, the name of the stratum, the name of the candidate. In each stratum the smallest lots are drawn. The lists and
the seed are recorded first; the public number is one that nobody in the school can choose and that becomes known
afterwards, such as the winning number of a lottery on a day stated beforehand: so nobody can try seeds until the right
people come out.

Strata are drawn in the order in which they are stated. Whoever was drawn in one is passed over in the later ones.
"""

from __future__ import annotations

import hashlib
import shlex
import unicodedata
from collections.abc import Sequence
from typing import Any

from attrs import frozen

from kaohe_case.messages import message
from kaohe_core import Findings, Language, Message, Place


@frozen
class Stratum:
    """People of one kind and how many of them are drawn: 领导、教代会代表、一线教师."""

    name: str
    take: int
    candidates: tuple[str, ...]


@frozen
class Drawn:
    """One drawn person; ``lot`` is 64 hexadecimal digits."""

    stratum: str
    person: str
    lot: str


@frozen
class Lot:
    """What became of one candidate in one stratum."""

    stratum: str
    person: str
    lot: str
    drawn: bool
    before: str = ""  # the earlier stratum in which the person was drawn, and therefore passed over in this one

    def text(self, language: Language) -> str:
        """One line of the record: the lot first, so that the lines sort as the lots do."""
        if self.before:
            outcome = message("drawn before in “{stratum}”, passed over", stratum=self.before)
        else:
            outcome = message("drawn") if self.drawn else message("not drawn")
        return f"{self.lot}  {self.person}  {outcome.text(language)}"

    def data(self) -> dict[str, Any]:
        """The line as plain data."""
        plain = {"stratum": self.stratum, "person": self.person, "lot": self.lot, "drawn": self.drawn}
        return plain | ({"before": self.before} if self.before else {})


def lot_of(seed: str, public: str, stratum: str, person: str) -> str:
    r"""The lot of one candidate: ``printf '%s\n' SEED PUBLIC STRATUM PERSON | sha256sum``."""
    return hashlib.sha256(f"{seed}\n{public}\n{stratum}\n{person}\n".encode()).hexdigest()


def draw(seed: str, public: str, strata: Sequence[Stratum], place: Place | None = None) -> tuple[Drawn, ...]:
    """Who is drawn, stratum by stratum, the smallest lot first.

    Raises :class:`~kaohe_core.findings.FindingsError` with everything :func:`check` finds.
    """
    return tuple(Drawn(lot.stratum, lot.person, lot.lot) for lot in lots(seed, public, strata, place) if lot.drawn)


def lots(seed: str, public: str, strata: Sequence[Stratum], place: Place | None = None) -> tuple[Lot, ...]:
    """Every candidate of every stratum in the order of the lots: the whole record of a draw. Raises as :func:`draw`."""
    findings = Findings()
    check(seed, public, strata, place or Place(), findings)
    findings.stop()
    result: list[Lot] = []
    drawn: dict[str, str] = {}
    for stratum in strata:
        earlier, left = dict(drawn), stratum.take
        for lot, person in sorted((lot_of(seed, public, stratum.name, name), name) for name in stratum.candidates):
            taken = person not in earlier and left > 0
            if taken:
                left -= 1
                drawn[person] = stratum.name
            result.append(Lot(stratum.name, person, lot, taken, earlier.get(person, "")))
    return tuple(result)


def recipe(seed: str, public: str, strata: Sequence[Stratum], place: Place | None = None) -> tuple[Message, ...]:
    """How to make the draw again without this program: words, and one shell command a stratum. Raises as :func:`draw`.

    Each command prints, for one stratum, lots and names of those drawn, the smallest lot first.
    """
    result = [
        message(
            "a candidate’s lot is the SHA-256 of four lines in UTF-8, each ended by one newline: the seed {seed}, the"
            " public number {public}, the stratum, the candidate; in every stratum the smallest lots are drawn",
            seed=seed,
            public=public,
        ),
        message("in a terminal of Linux, macOS (write “shasum -a 256” for “sha256sum”) or Git Bash on Windows:"),
    ]
    record = lots(seed, public, strata, place)
    for stratum in strata:
        here = [lot for lot in record if lot.stratum == stratum.name]
        result.append(
            message("“{stratum}”, {take} of {count}:", stratum=stratum.name, take=stratum.take, count=len(here))
        )
        passed = sorted(lot.person for lot in here if lot.before)
        if passed:
            result.append(message("left out, because drawn before: {people}", people=passed))
        names = sorted(lot.person for lot in here if not lot.before)
        result.append(message("{command}", command=_command(seed, public, stratum, names)))
    return tuple(result)


def _command(seed: str, public: str, stratum: Stratum, names: Sequence[str]) -> str:
    """A POSIX shell command that prints the lots and names of those drawn among ``names``."""
    each = " ".join(shlex.quote(name) for name in names)
    fixed = " ".join(shlex.quote(part) for part in (seed, public, stratum.name))
    lot = f"printf '%s\\n' {fixed} \"$n\" | sha256sum | cut -c 1-64"
    line = f'printf \'%s  %s\\n\' "$({lot})" "$n"'
    return f"for n in {each}; do {line}; done | LC_ALL=C sort | head -n {stratum.take}"


# ---------------------------------------------------------------------------------------------------- what is wrong


def check(seed: str, public: str, strata: Sequence[Stratum], place: Place, findings: Findings) -> None:
    """Findings for whatever would keep the draw from being made, or from being made again by others."""
    if not seed.strip():
        findings.add(place, message("the draw has no seed"), message("state a text as the seed, before the draw"))
    if not public.strip():
        findings.add(
            place,
            message("the draw has no public number: whoever chose the seed could have chosen the group"),
            message("take a number nobody here can choose, such as that day’s winning number of a lottery"),
        )
    _texts([seed, public], place, findings)
    check_strata(strata, place, findings)


def check_strata(strata: Sequence[Stratum], place: Place, findings: Findings) -> None:
    """The part of :func:`check` that needs no seed and no number: for the day on which the lists are recorded."""
    if not strata:
        findings.add(place, message("nobody is to be drawn"), message("state who is drawn from, and how many"))
    names: set[str] = set()
    for number, stratum in enumerate(strata, start=1):
        if not stratum.name.strip():
            findings.add(place, message("stratum {number} has no name", number=number), message("name it"))
        elif stratum.name in names:
            findings.add(
                place, message("two strata are called “{stratum}”", stratum=stratum.name), message("rename one of them")
            )
        names.add(stratum.name)
        _texts([stratum.name, *stratum.candidates], place, findings)
        _stratum(stratum, strata[: number - 1], place, findings)


def _texts(texts: Sequence[str], place: Place, findings: Findings) -> None:
    """What cannot be seen cannot be typed again: it would give another lot to whoever copies the list."""
    for text in dict.fromkeys(texts):
        hidden = any(unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp"} for character in text)
        if hidden or (text.strip() and text.strip() != text) or unicodedata.normalize("NFC", text) != text:
            findings.add(
                place,
                message(
                    "“{text}” has characters that cannot be seen, so that others would get another lot",
                    text="".join(c if c.isprintable() else "·" for c in text),
                ),
                message("type it again, without spaces before and after it and without line breaks"),
            )


def _stratum(stratum: Stratum, earlier: Sequence[Stratum], place: Place, findings: Findings) -> None:
    name, people = stratum.name, dict.fromkeys(stratum.candidates)
    for person in people:
        times = stratum.candidates.count(person)
        if not person.strip():
            findings.add(
                place, message("“{stratum}”: a candidate has no name", stratum=name), message("fill in the name")
            )
        elif times > 1:
            findings.add(
                place,
                message("“{stratum}”: “{person}” is named {times} times", stratum=name, person=person, times=times),
                message("name everybody once; add something to tell two people of one name apart"),
            )
    if stratum.take < 1:
        findings.add(
            place,
            message("“{stratum}”: {take} are to be drawn; it must be at least 1", stratum=name, take=stratum.take),
            message("state how many are drawn, or leave this stratum out"),
        )
    elif stratum.take > len(people):
        findings.add(
            place,
            message(
                "“{stratum}”: {take} are to be drawn, and there are {count} candidates",
                stratum=name,
                take=stratum.take,
                count=len(people),
            ),
            message("name more candidates, or draw fewer"),
        )
    else:
        lost = _drawn_before(set(people), earlier)
        if stratum.take > len(people) - lost:
            findings.add(
                place,
                message(
                    "“{stratum}”: {take} are to be drawn, and of the {count} candidates {lost} may be drawn before in"
                    " other strata",
                    stratum=name,
                    take=stratum.take,
                    count=len(people),
                    lost=lost,
                ),
                message("name more candidates, draw fewer, or put this stratum first"),
            )


def _drawn_before(people: set[str], earlier: Sequence[Stratum]) -> int:
    """How many of ``people`` the earlier strata can take at most, whatever the lots.

    A draw that is only found short once the lots are known would have to be made again, and whoever makes it again
    chooses. The number is that of a largest matching of people to the places to be filled, found by augmenting paths.
    """
    members = [set(stratum.candidates) for stratum in earlier]
    seated: list[list[str]] = [[] for _ in earlier]

    def seat(person: str, tried: set[int]) -> bool:
        for number, stratum in enumerate(earlier):
            if number in tried or person not in members[number]:
                continue
            tried.add(number)
            if len(seated[number]) < stratum.take:
                seated[number].append(person)
                return True
            for index, other in enumerate(seated[number]):
                if seat(other, tried):
                    seated[number][index] = person
                    return True
        return False

    return sum(seat(person, set()) for person in sorted(people))
