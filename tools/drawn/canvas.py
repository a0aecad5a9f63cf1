"""A drawing as SVG: boxes, lines of text that are wrapped to fit, arrows. The same input gives the same bytes.

Colours are those of the page that a drawing stands on (Furo's variables), light or dark; a file opened by itself has
colours of its own. Lengths are in units of the drawing: a line of text is 15 high.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from html import escape
from typing import Literal

from attrs import Factory, define

Kind = Literal["plain", "soft", "strong", "paper"]
Style = Literal["", "small", "bold", "mono", "light"]

LINE = 19  # from one line of text to the next
PAD = 10  # between a box and what is in it
SIZES = {"": 14.0, "small": 12.0, "bold": 14.0, "mono": 12.0, "light": 12.0}
CSS = """
.kp text{font-family:system-ui,"Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC",sans-serif;
font-size:14px;fill:var(--color-foreground-primary,#222)}
.kp .small{font-size:12px}.kp .bold{font-weight:600}
.kp .mono{font-family:"Sarasa Mono SC","Noto Sans Mono CJK SC","Source Han Mono SC",monospace;font-size:12px}
.kp .light{font-size:12px;fill:var(--color-foreground-secondary,#555)}
.kp .plain{fill:var(--color-background-primary,#fff);stroke:var(--color-foreground-border,#888)}
.kp .soft{fill:var(--color-background-secondary,#f3f5f7);stroke:var(--color-background-border,#ccc)}
.kp .strong{fill:var(--color-background-secondary,#f3f5f7);stroke:var(--color-brand-primary,#0a4bff);stroke-width:2}
.kp .paper{fill:var(--color-background-primary,#fff);stroke:var(--color-foreground-muted,#666);stroke-width:1.5}
.kp .way{fill:none;stroke:var(--color-foreground-muted,#666);stroke-width:1.5}
.kp .tip{fill:var(--color-foreground-muted,#666)}
""".strip()


def width(text: str, style: Style = "") -> float:
    """How wide a text is at most: a Chinese character is a square, of others the wide ones of common fonts."""
    size = SIZES[style]
    latin = 0.6 if style == "mono" else 0.58
    return sum(size * (1 if unicodedata.east_asian_width(one) in "WFA" else latin) for one in text)


def wrapped(text: str, room: float, style: Style = "") -> list[str]:
    """The lines of a text in so much room: cut between words, or between Chinese characters."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and width((line + piece).rstrip(), style) > room and piece not in NEVER_FIRST:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line else lines or [""]


NEVER_FIRST = "，。、；：）】”％%"


def _pieces(text: str) -> Iterator[str]:
    word = ""
    for one in text:
        if one == " ":
            yield word + one
            word = ""
        elif unicodedata.east_asian_width(one) in "WF":
            if word:
                yield word
            word = ""
            yield one
        else:
            word += one
    if word:
        yield word


@define
class Canvas:
    """What has been drawn so far."""

    wide: float
    high: float = 0
    parts: list[str] = Factory(list)

    def text(self, x: float, y: float, text: str, style: Style = "", anchor: str = "start", inside: float = 0) -> None:
        """One line; ``y`` is its base. ``inside``: how much room it has, which a test in a browser holds it to."""
        at = f' text-anchor="{anchor}"' if anchor != "start" else ""
        name = f' class="{style}"' if style else ""
        room = f' data-room="{_n(inside)}"' if inside else ""
        kept = ' xml:space="preserve"' if text.startswith(" ") else ""
        self.parts.append(f'<text x="{_n(x)}" y="{_n(y)}"{name}{at}{room}{kept}>{escape(text, quote=False)}</text>')
        self.high = max(self.high, y + 6)

    def box(self, x: float, y: float, wide: float, high: float, kind: Kind = "plain", round: float = 5) -> None:
        """A rectangle."""
        corner = f' rx="{_n(round)}"' if round else ""
        self.parts.append(
            f'<rect class="{kind}" x="{_n(x)}" y="{_n(y)}" width="{_n(wide)}" height="{_n(high)}"{corner}/>'
        )
        self.high = max(self.high, y + high + 2)

    def filled(
        self, x: float, y: float, wide: float, lines: Sequence[tuple[str, Style]], kind: Kind = "plain", high: float = 0
    ) -> float:
        """A box as high as its lines, wrapped, need; its lower edge. ``high``: at least so high."""
        room = wide - 2 * PAD
        found = [(line, style) for text, style in lines for line in wrapped(text, room, style)]
        tall = max(len(found) * LINE + PAD, high)
        self.box(x, y, wide, tall, kind)
        for number, (line, style) in enumerate(found):
            self.text(x + PAD, y + PAD + 9 + number * LINE, line, style, inside=room)
        return y + tall

    def arrow(self, x: float, y: float, to_x: float, to_y: float) -> None:
        """From one point to another, straight down or to the right."""
        down = to_y - y >= abs(to_x - x)
        end_x, end_y = (to_x, to_y - 6) if down else (to_x - 6, to_y)
        self.parts.append(f'<path class="way" d="M{_n(x)} {_n(y)}L{_n(end_x)} {_n(end_y)}"/>')
        tip = f"M{_n(to_x)} {_n(to_y)}"
        tip += "l-4 -7h8z" if down else "l-7 -4v8z"
        self.parts.append(f'<path class="tip" d="{tip}"/>')

    def table(self, x: float, y: float, widths: Sequence[float], rows: Sequence[Sequence[str]], head: int = 1) -> float:
        """A grid of cells, each of one line; the first ``head`` rows stand out. The lower edge."""
        for number, row in enumerate(rows):
            left = x
            for wide, cell in zip(widths, row, strict=True):
                self.box(left, y, wide, LINE + 3, "soft" if number < head else "plain", 0)
                self.text(left + 5, y + 15, fitted(cell, wide - 8), "small", inside=wide - 6)
                left += wide
            y += LINE + 3
        return y

    def svg(self, title: str) -> str:
        """The drawing; ``title`` is its name where it is read out."""
        size = f"0 0 {_n(self.wide)} {_n(self.high)}"
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="kp" viewBox="{size}" width="{_n(self.wide)}" role="figure"'
            f' aria-label="{escape(title)}">\n<style>\n{CSS}\n</style>\n'
        )
        return head + "\n".join(self.parts) + "\n</svg>\n"


def shares(rows: Sequence[Sequence[str]], room: float) -> list[float]:
    """How wide the columns of a table are that fill the room: each after its widest cell, heads counting a third."""
    wants = [
        max(width(column[0], "small") / 3, *(width(cell, "small") for cell in column[1:]), 20) + 12
        for column in zip(*rows, strict=True)
    ]
    return [room * want / sum(wants) for want in wants]


def fitted(text: str, room: float, style: Style = "small") -> str:
    """A text cut to the room there is; ``…`` says that it was."""
    if width(text, style) <= room:
        return text
    while text and width(text + "…", style) > room:
        text = text[:-1]
    return text + "…"


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
