"""Reads the arithmetic of an explanation back from its text and works it out again, as somebody with a pocket
calculator would: it knows nothing of formulas, only how sums are written down.

A line is ``sum = result`` or ``sum ≈ result (how it was rounded)``. A term is a number, perhaps with a name before it
and a unit or a remark in brackets behind it, or terms in brackets.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from fractions import Fraction

from attrs import Factory, define, frozen

NUMBER = r"−?\d+(?:\.\d+)?(?:/\d+)?(?:%)?"
FLAG = re.compile(r" (是|否|yes|no) = [01]\b")  # a yes or no that was compared: no sum
LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
OPERATORS = ("+", "−", "×", "÷")


class NotArithmeticError(ValueError):
    """A text that is no sum."""


@frozen
class Checked:
    """One equation as it was printed, and both its sides worked out."""

    text: str
    left: Fraction
    right: Fraction
    about: bool
    places: int  # of the result as it is printed

    @property
    def holds(self) -> bool:
        """Whether the sum is what it is said to be; a rounded one to less than one unit of its last place."""
        if not self.about:
            return self.left == self.right
        return abs(self.left - self.right) < Fraction(1, 10**self.places)


def equations(line: str) -> Iterator[Checked]:
    """Every equation in a line, those inside its remarks too.

    Raises :class:`NotArithmeticError` where one cannot be read.
    """
    line = re.sub(r"^(〔[^〕]*〕|\[[^\]]*\] )?(不适用：|not applicable: )?(合计 |together )?", "", line)
    outer, remarks = _without_remarks(line)
    for remark in remarks:
        for part in _parts(remark, "：:、，,；;"):
            if _is_sum(part) and not re.search(r"“|日期|date", part):
                yield from equations(part)
    if not _is_equation(outer) or FLAG.search(outer):
        return
    cut = max(outer.rfind(" = "), outer.rfind(" ≈ "))
    about = outer[cut : cut + 3] == " ≈ "
    left, right = outer[:cut], outer[cut + 3 :]
    found = re.match(NUMBER, right.strip())
    if found is None:
        return  # yes or no, a date, nothing for want of data
    sum_ = _Sum(_parts(left, "≈")[0] if about else left)
    value = sum_.value()
    yield from sum_.inner
    yield Checked(line, value, _number(found[0]), about, _places(found[0]))


def _is_equation(text: str) -> bool:
    return " = " in text or " ≈ " in text


def _is_sum(text: str) -> bool:
    return " = " in text and any(f" {sign} " in text.split(" = ")[0] for sign in OPERATORS)


def _without_remarks(text: str) -> tuple[str, list[str]]:
    """The text without what stands in brackets behind a name or a number, and that."""
    kept, remarks, depth, start = [], [], 0, 0
    opened: list[bool] = []
    for index, sign in enumerate(text):
        if sign in "（(":
            before = text[:index].rstrip()
            remark = sign == "（" or (bool(before) and before[-1] not in "+−×÷=≈(（" and text[index - 1] == " ")
            remark = remark and not (sign == "(" and before.endswith(("+", "−", "×", "÷", "=", "≈")))
            opened.append(remark)
            if remark:
                if depth == 0:
                    start = index + 1
                depth += 1
                continue
        elif sign in "）)" and opened and opened.pop():
            depth -= 1
            if depth == 0:
                remarks.append(text[start:index])
                kept.append(" ")
            continue
        if depth == 0:
            kept.append(sign)
    return re.sub(r" +", " ", "".join(kept)).strip(), remarks


def _parts(text: str, signs: str) -> list[str]:
    """The text cut at ``signs`` that stand in no bracket."""
    found, depth = [""], 0
    for sign in text:
        depth += 1 if sign in "（(" else -1 if sign in "）)" else 0
        if depth == 0 and sign in signs:
            found.append("")
        else:
            found[-1] += sign
    return [part.strip() for part in found]


def _rounded_outside(text: str) -> tuple[str, str, str]:
    """The text before and behind the last ``≈`` that stands in no bracket."""
    depth, cut = 0, None
    for index, sign in enumerate(text):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth == 0 and text.startswith(" ≈ ", index):
            cut = index
    return ("", "", text) if cut is None else (text[:cut], " ≈ ", text[cut + 3 :])


def _number(text: str) -> Fraction:
    percent = text.endswith("%")
    found = Fraction(text.rstrip("%").replace("−", "-"))
    return found / 100 if percent else found


def _places(text: str) -> int:
    return len(text.partition(".")[2])


def _root(square: Fraction) -> Fraction:
    """The square root: exactly where it ends, else to thirty decimals."""
    top, below = math.isqrt(square.numerator), math.isqrt(square.denominator)
    if top**2 == square.numerator and below**2 == square.denominator:
        return Fraction(top, below)
    return Fraction(math.isqrt(square.numerator * 10**60 // square.denominator), 10**30)


@define
class _Sum:
    """Terms and signs, × and ÷ before + and −; ``inner`` are equations that stood in brackets."""

    text: str
    at: int = 0
    inner: list[Checked] = Factory(list)

    def value(self) -> Fraction:
        """All of it."""
        found = self._sum()
        if self._rest().strip():
            raise NotArithmeticError(f"what is left of {self.text!r}: {self._rest()!r}")
        return found

    def _rest(self) -> str:
        return self.text[self.at :]

    def _sign(self, *signs: str) -> str | None:
        found = re.match(r" *([+−×÷]) +", self._rest())
        if found is None or found[1] not in signs:
            return None
        self.at += found.end()
        return found[1]

    def _sum(self) -> Fraction:
        found = self._product()
        while sign := self._sign("+", "−"):
            other = self._product()
            found = found + other if sign == "+" else found - other
        return found

    def _product(self) -> Fraction:
        found = self._term()
        while sign := self._sign("×", "÷"):
            other = self._term()
            if sign == "÷" and other == 0:
                raise NotArithmeticError(f"divided by nothing in {self.text!r}")
            found = found * other if sign == "×" else found / other
        return found

    def _term(self) -> Fraction:
        """A term, perhaps raised to a power: (甲 3 − 1)², 0.98^(年数 2)."""
        found = self._unraised()
        raised = re.match(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+", self._rest())
        if raised is not None:
            self.at += raised.end()
            return found ** int(raised[0].translate(LOWERED))
        if self._rest().startswith("^("):
            self.at += 2
            exponent = _Sum(self._closed()).value()
            return found ** int(exponent)
        return found

    def _closed(self) -> str:
        """What stands up to the bracket that closes the one just opened."""
        depth, end = 1, self.at
        while depth and end < len(self.text):
            depth += {"(": 1, ")": -1}.get(self.text[end], 0)
            end += 1
        inner, self.at = self.text[self.at : end - 1], end
        return inner

    def _unraised(self) -> Fraction:
        root = re.match(r" *√\(", self._rest())
        if root is not None:
            self.at += root.end()
            return _root(self._bracket(self._closed()))
        number = re.match(rf" *({NUMBER})(?=[⁰¹²³⁴⁵⁶⁷⁸⁹]|\^\()", self._rest())
        if number is not None:
            self.at += number.end()
            return _number(number[1])
        start = re.match(r" *(−?)\(", self._rest())
        if start is not None:
            self.at += start.end()
            inner = self._closed()
            if re.match(r"[^ )+−×÷⁰¹²³⁴⁵⁶⁷⁸⁹^]", self._rest()):  # (甲 + 乙)合计 39: a name that begins with a bracket
                return self._named()
            found = self._bracket(inner)
            return -found if start[1] else found
        return self._named()

    def _bracket(self, text: str) -> Fraction:
        left, sign, right = _rounded_outside(text)
        sum_ = _Sum(left if sign else text)
        found = sum_.value()
        self.inner += sum_.inner
        if not sign:
            return found
        rounded = _number(right.strip())
        self.inner.append(Checked(text, found, rounded, about=True, places=_places(right.strip())))
        return rounded

    def _named(self) -> Fraction:
        """A name, a number, a unit: up to the next sign between spaces, or the end."""
        depth, end = 0, self.at
        while end < len(self.text):
            if depth == 0 and re.match(r" [+−×÷] ", self.text[end:]) and end > self.at:
                break
            depth += {"(": 1, ")": -1, "“": 1, "”": -1}.get(self.text[end], 0)
            end += 1
        term, self.at = self.text[self.at : end].strip(), end
        numbers = re.findall(
            rf"(?:^|(?<=[ −])|(?<=[^\d.\-/]))({NUMBER})(?= |$)", re.sub(r"“[^”]*”|〔[^〕]*〕", "", term)
        )
        if not numbers:
            raise NotArithmeticError(f"no number in {term!r} of {self.text!r}")
        found = _number(numbers[-1])
        return -found if term.startswith("−") and not numbers[-1].startswith("−") else found
