"""From a row of an Excel file through a clause to what somebody is paid: one teacher of the township school."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

import kaohe_core as kaohe
from drawn.canvas import Canvas, Style
from kaohe_core import Language, Text

TITLE = Text("从 Excel 里的一行，到一条细则，到应发的钱", "From a row in Excel to a clause, and to what is paid")
WHO, SCHEME, DIMENSION, CLAUSE = "T001", "pay", "attendance", "sick-leave"
FILE, TERM = "data/考勤.xlsx", "2025下"
COLUMNS = ("学期", "教师姓名", "病假", "事假")  # of the file, as the office named them
STEPS = (
    Text("台账里的一行（考勤.xlsx）", "A row of the table (考勤.xlsx)"),
    Text("方案里的一条，旁边写着怎么算", "A clause, and beside it how it is worked out"),
    Text("这一条怎么算出来的", "How this clause came about"),
    Text("应发", "What is paid"),
)


def draw(root: Path, language: Language) -> str:
    """Four boxes, one below another."""
    found = facts(root, language)
    canvas = Canvas(360)
    parts: list[list[tuple[str, Style]]] = [
        [],
        [(found["clause"], ""), *((line, "mono") for line in found["toml"])],
        [(line, "small") for line in found["told"]],
        [(found["paid"], "small")],
    ]
    y = 2.0
    for number, (step, lines) in enumerate(zip(STEPS, parts, strict=True)):
        if number:
            canvas.arrow(180, y + 2, 180, y + 22)
            y += 22
        canvas.text(1, y + 14, step.text(language), "light", inside=358)
        y += 22
        if number:
            y = canvas.filled(1, y, 358, lines, "strong" if number == 3 else "soft")
        else:
            y = canvas.table(1, y, [34, 81, 81, 81, 81], found["rows"], head=2)
    return canvas.svg(TITLE.text(language))


@cache
def _outcome(folder: Path, language: Language) -> Any:
    opened = kaohe.open(folder, language=language)
    return opened, opened.score(SCHEME)


def facts(root: Path, language: Language) -> dict[str, Any]:
    """What stands in the boxes, from the example itself."""
    folder = root / "examples" / "township-school"
    opened, outcome = _outcome(folder, language)
    explained = str(outcome.explain(WHO, CLAUSE)).splitlines()
    resolved = opened.project.resolve(
        next(one for one in opened.project.config.scheme if one.id == SCHEME), kaohe.Findings()
    )
    clause = next(
        clause
        for dimension in resolved.data["dimension"]
        if dimension["id"] == DIMENSION
        for clause in dimension["clause"]
        if clause["id"] == CLAUSE
    )
    toml = [f"{key} = {_toml(clause[key])}" for key in ("rule", "of", "points", "allowance", "per") if key in clause]
    told = [re.sub(r"^\s+", "", line) for line in explained if re.match(r"\s+(〔|\[|合计|together)", line)]
    paid = str(outcome.explain(WHO, "paid")).splitlines()[-1].strip()
    return {
        "rows": _rows(folder / FILE),
        "clause": clause["text"],
        "toml": toml,
        "told": told,
        "paid": paid,
    }


def _toml(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _rows(path: Path) -> list[list[str]]:
    """The head and the row, with the letters and numbers that Excel shows beside them."""
    sheet = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), read_only=True).worksheets[0]
    rows = [[("" if cell is None else str(cell)) for cell in row] for row in sheet.iter_rows(values_only=True)]
    at = next(number for number, row in enumerate(rows) if "工号" in row)
    head = rows[at]
    which = [head.index(column) for column in COLUMNS]
    row = next(n for n, one in enumerate(rows) if one[head.index("工号")] == WHO and one[head.index("学期")] == TERM)
    letters = ["", *(chr(ord("A") + column) for column in which)]
    return [letters, [str(at + 1), *COLUMNS], [str(row + 1), *(rows[row][column] for column in which)]]
