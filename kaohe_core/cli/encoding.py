"""Output in an encoding that lacks some of what is printed, as where Chinese Windows writes into a file or a pipe."""

from __future__ import annotations

import codecs
import io
import unicodedata
from typing import TextIO

HANDLER = "kaohe-plain"
PLAIN = {"−": "-", "–": "-", "≈": "~", "√": "v", "×": "x", "÷": "/", "…": "...", "½": "1/2", "\N{NO-BREAK SPACE}": " "}


def never_fails(*streams: TextIO) -> None:
    """Whatever is written to ``streams`` from now on: what their encoding lacks is written in plain signs."""
    codecs.register_error(HANDLER, _plain)
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=HANDLER)


def _plain(error: UnicodeError) -> tuple[str, int]:
    """What stands for the signs that an encoding lacks: one that means the same, else the number of the sign.

    A sign by its number is written as JSON does it, so that JSON stays JSON.
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_sign(sign, error.encoding) for sign in error.object[error.start : error.end]), error.end


def _sign(sign: str, encoding: str) -> str:
    for text in (PLAIN.get(sign), unicodedata.normalize("NFKC", sign)):
        try:
            if text is not None and text.encode(encoding):
                return text
        except UnicodeEncodeError:
            continue
    units = sign.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at] << 8 | units[at + 1]:04x}" for at in range(0, len(units), 2))
