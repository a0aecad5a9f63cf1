"""Names of files that every system takes, made from ids and names of people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 120  # bytes in UTF-8, far below the 255 that file systems take, with room for an ending
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_DEVICES = re.compile(
    r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?\Z", re.IGNORECASE
)  # Windows opens no such file


def filename(text: str) -> str:
    """``text`` as the name of a file, without an ending; never empty, never hidden."""
    name = _UNSAFE.sub("_", unicodedata.normalize("NFC", text))
    name = "".join(letter for letter in name if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    name = _cut(name.strip(" ."), LONGEST).rstrip(" .") or "_"
    return f"_{name}" if _DEVICES.match(name) else name


def filenames(texts: Iterable[str], ending: str) -> list[str]:
    """A name for each of ``texts``, no two alike where a system makes no difference between A and a."""
    found: list[str] = []
    taken: set[str] = set()
    for text in texts:
        name, number = filename(text), 1
        while _alike(unique := name if number == 1 else f"{name} ({number})") in taken:
            number += 1
        taken.add(_alike(unique))
        found.append(unique + ending)
    return found


def _alike(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _cut(text: str, most: int) -> str:
    return text.encode("utf-8", "ignore")[:most].decode("utf-8", "ignore")
