"""LibreOffice without a screen: recompute a workbook, and hold every formula cell against a value.

LibreOffice shows the cached values of an .xlsx file unless its profile says ``OOXMLRecalcMode`` 0 (always recompute).
It computes in one thread here: with several, LibreOffice 7.4 gave #VALUE! in a book of 1,000 people, in cells that come
out right with one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Calculation">
<prop oor:name="UseThreadedCalculationForFormulaGroups" oor:op="fuse"><value>false</value></prop></item>
</oor:items>
"""


def soffice() -> str:
    """The program; without it a test fails in CI and is skipped elsewhere."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(
                "LibreOffice is not installed, and CI must recompute the workbooks (apt-get install libreoffice-calc)"
            )
        pytest.skip("LibreOffice is not installed: the workbook cannot be recomputed here")
    return found


def recomputed(folder: Path, *books: Path) -> list[Path]:
    """The books computed again from their formulas alone, in ``folder``; all at once, as a start takes seconds."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
    out = folder / "recomputed"
    command = [
        soffice(),
        f"-env:UserInstallation={profile.resolve().as_uri()}",
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(out),
        *(str(book) for book in books),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=3600, check=False)  # noqa: S603  # our own
    made = [out / book.name for book in books]
    if not all(path.exists() for path in made):
        raise AssertionError(done.stderr)
    return made


Address = tuple[str, str]  # sheet and address


def values(book: Path) -> Mapping[Address, Any]:
    """Every cell of a workbook as it stands there (a formula: its cached value)."""
    return _values(book, book.stat().st_mtime_ns)


@lru_cache(maxsize=4)  # a book is looked at several times, and reading it takes seconds
def _values(book: Path, _written: int) -> Mapping[Address, Any]:
    return {(sheet, cell.coordinate): cell.value for sheet, cell in _cells(book, data_only=True)}


def formulas(book: Path) -> dict[Address, str]:
    """Every formula of a workbook."""
    return {
        (sheet, cell.coordinate): cell.value for sheet, cell in _cells(book, data_only=False) if cell.data_type == "f"
    }


def _cells(book: Path, *, data_only: bool) -> Iterator[tuple[str, Any]]:
    """Every cell that is not empty, with its sheet; read only, as styles take half the time."""
    import openpyxl

    read = openpyxl.load_workbook(book, data_only=data_only, read_only=True)
    yield from ((sheet.title, c) for sheet in read for row in sheet.iter_rows() for c in row if c.value is not None)
    read.close()


def decimal(value: Any) -> Any:
    """A cell as a decimal of fourteen digits (what the formulas are proven for); an empty text is nothing."""
    match value:
        case None | "":
            return None
        case bool() | str():
            return value
        case datetime() | date():
            return Decimal((value.date() if isinstance(value, datetime) else value).toordinal() - 693594)
        case Fraction():
            return decimal(value.numerator / value.denominator if value.denominator != 1 else value.numerator)
    return Decimal(f"{value:.14g}").normalize() + 0


def differences(written: Path, again: Path) -> Iterator[tuple[Address, str, Any, Any]]:
    """Every formula cell whose value LibreOffice computed differs from the one the program wrote beside it."""
    mine, theirs = values(written), values(again)
    for cell, formula in formulas(written).items():
        a, b = decimal(mine.get(cell)), decimal(theirs.get(cell))
        if a != b and not _endless(a, b):
            yield cell, formula, a, b


def _endless(a: Any, b: Any) -> bool:
    """Whether both are a quotient without an end that differ in the fourteenth digit: no decimal has so many here."""
    if not isinstance(a, Decimal) or not isinstance(b, Decimal):
        return False
    digits = min(len(number.as_tuple().digits) for number in (a, b))
    return digits >= 13 and abs(a - b) <= abs(a).scaleb(-13)


def agree(written: Path, again: Path, without: Sequence[str] = ()) -> None:
    """Fail where LibreOffice computed another value than the program (on the sheets that are not left out)."""
    wrong = [found for found in differences(written, again) if found[0][0] not in without]
    # Said here, in few words: pytest's own comparison of such long texts takes minutes.
    lines = [
        f"{cell[0]}!{cell[1]}: {mine} by the program, {theirs} by LibreOffice: {formula[:300]}"
        for cell, formula, mine, theirs in wrong[:10]
    ]
    if wrong:
        pytest.fail(f"{len(wrong)} cells differ\n" + "\n".join(lines), pytrace=False)
