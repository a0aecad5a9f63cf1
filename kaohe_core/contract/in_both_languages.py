"""What a package says to people and its Chinese catalogue does not have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kaohe_core.catalogues.kept import in_chinese, used


def untranslated(package: Path) -> Iterator[tuple[str, str]]:
    """The file and the text of every message without Chinese, as the compiled catalogue has it."""
    known = in_chinese(package)
    for text, file in used(package).items():
        if not known(text):
            yield f"{package.name}/{file}", text
