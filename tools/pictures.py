"""The pictures of the docs, drawn from the program: ``python tools/pictures.py`` says which are no longer true.

    python tools/pictures.py --write       draw them anew, into docs/pictures/

Each is an SVG in both languages, whose text can be read out, found and printed; the pages show them in their colours.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # also where a test runs this file

from drawn import anatomy, corridor, county, page, papers, row_to_payslip, stages, workbook

from kaohe_core import Language

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "pictures"
LANGUAGES: tuple[Language, ...] = ("zh", "en")
PICTURES: Mapping[str, Callable[[Path, Language], str]] = {
    "anatomy": anatomy.draw,
    "corridor": corridor.draw,
    "county": county.draw,
    "page": page.draw,
    "papers": papers.draw,
    "round": stages.draw,
    "row-to-payslip": row_to_payslip.draw,
    "workbook": workbook.draw,
}


def drawn(name: str) -> Iterator[tuple[Path, str]]:
    """A picture in both languages: its file, and what belongs in it."""
    for language in LANGUAGES:
        yield FOLDER / f"{name}.{language}.svg", PICTURES[name](ROOT, language)


def main(*, write: bool) -> int:
    """Draw all; 1 where one is not as it should be, and was not written."""
    FOLDER.mkdir(exist_ok=True)
    old = [
        (path, svg)
        for name in PICTURES
        for path, svg in drawn(name)
        if not path.exists() or path.read_text("utf-8") != svg
    ]
    for path, svg in old:
        print(path.relative_to(ROOT))
        if write:
            path.write_text(svg, encoding="utf-8")
    return 0 if write or not old else 1


if __name__ == "__main__":
    sys.exit(main(write="--write" in sys.argv[1:]))
