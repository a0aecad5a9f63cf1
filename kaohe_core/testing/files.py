"""Files for tests: texts as they are, rows as CSV or Excel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

Content = str | bytes | Sequence[Mapping[str, Any]]


def write_all(folder: Path, files: Mapping[str, Content]) -> Path:
    """Write files by their path in ``folder``, each as :func:`write` does; returns the folder."""
    for name, content in files.items():
        write(folder / name, content)
    return folder


def write(path: Path, content: Content) -> None:
    """Write ``content`` to ``path``; rows (header to value) by the ending of its name, .csv or .xlsx."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, str):
        path.write_text(content, encoding="utf-8")
    elif isinstance(content, bytes):
        path.write_bytes(content)
    elif path.suffix == ".csv":
        _csv(path, content)
    elif path.suffix == ".xlsx":
        _xlsx(path, content)
    else:
        raise ValueError(f"rows are written to .csv or .xlsx, not to {path.name!r}")


def _grid(rows: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    headers = list(dict.fromkeys(key for row in rows for key in row))
    return [headers, *([row.get(header) for header in headers] for row in rows)]


def _csv(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    import csv

    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([[_text(cell) for cell in line] for line in _grid(rows)])


def _text(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "是" if cell else "否"
        case date():
            return cell.isoformat()
        case _:
            return str(cell)


def _xlsx(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for line in _grid(rows):
        book.active.append([_text(cell) if isinstance(cell, bool) else cell for cell in line])
    book.save(path)
