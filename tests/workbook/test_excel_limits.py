"""What Excel refuses to open, or mends with a prompt: none of it is in a workbook.

The limits are those of Microsoft's “Excel specifications and limits”: names of sheets of 31 characters, formulas
of 8192, 64 levels of nesting, 255 arguments, texts of 255 characters in a formula. Functions newer than the file
format bear the prefix ``_xlfn.``; without it Excel shows #NAME?.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token

import kaohe_core as kaohe
from kaohe_core.findings import Findings
from kaohe_core.workbook import workbook

ROOT = Path(__file__).parent.parent.parent
PROJECTS = [
    ROOT / "tests" / "tiny",
    *sorted(path.parent for path in (ROOT / "examples").rglob("kaohe.toml")),
    *sorted(path.parent for path in (ROOT / "plugins").glob("*/src/*/schemes/*/kaohe.toml")),
]
# Of ECMA-376, part 1, 18.17.7: functions that every reader of .xlsx knows.
KNOWN = (
    "ABS AND AVERAGE CEILING CHOOSE COUNT COUNTA COUNTBLANK COUNTIF COUNTIFS DATE DAY EXACT FALSE FIND "
    "FLOOR IF IFERROR INDEX INT ISBLANK ISERR ISERROR ISNA ISNUMBER ISTEXT LARGE LEFT LEN LOOKUP MATCH "
    "MAX MEDIAN MID MIN MOD MONTH N NA NOT OR PI POWER PRODUCT QUOTIENT RANK RIGHT ROUND ROUNDDOWN "
    "ROUNDUP ROW ROWS SIGN SMALL SQRT SUBSTITUTE SUM SUMIF SUMIFS SUMPRODUCT T TEXT TRIM TRUE TRUNC UPPER "
    "VALUE VLOOKUP YEAR"
)


@pytest.mark.thorough(but=["tests/tiny"])  # the examples differ in size more than in kind
@pytest.mark.parametrize("project", [str(path.relative_to(ROOT)) for path in PROJECTS])
def test_excel_opens_it_without_a_prompt(project: str) -> None:
    opened = kaohe.open(ROOT / project)
    for scheme in opened.schemes:
        one = opened.score(scheme).scored
        made = workbook(one.plan, one.result, one.tables, Findings())
        book = openpyxl.load_workbook(io.BytesIO(made.content))
        assert list(_refused(book)) == []


def _refused(book: openpyxl.Workbook) -> Iterator[str]:
    names = [sheet.title for sheet in book]
    if len({name.casefold() for name in names}) < len(names):
        yield f"two sheets have one name: {names}"
    for name in names:
        if len(name) > 31 or re.search(r"[\[\]:*?/\\]", name) or name.startswith("'") or name.endswith("'"):
            yield f"the sheet {name}"
    for name in book.defined_names:
        if len(name) > 255 or not re.fullmatch(r"[^\W\d][\w.]*", name) or re.fullmatch(r"[A-Za-z]{1,3}\d+", name):
            yield f"the name {name}"
    for sheet in book:
        for rule in sheet.data_validations.dataValidation:
            lengths = {"title": len(rule.errorTitle or ""), "text": len(rule.error or "")}
            if lengths["title"] > 32 or lengths["text"] > 255 or len(rule.formula1 or "") > 255:
                yield f"{sheet.title}: the validation of {rule.sqref}"
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and len(cell.value) > 32767:
                    yield f"{sheet.title} {cell.coordinate}: too long"
                if cell.data_type == "f":
                    yield from (f"{sheet.title} {cell.coordinate}: {what}" for what in _wrong(str(cell.value)))


def _wrong(formula: str) -> Iterator[str]:
    if len(formula) > 8192:
        yield f"{len(formula)} characters"
    if "@" in re.sub(r'"[^"]*"|\'[^\']*\'', "", formula):
        yield "@"
    arguments: list[int] = []
    for token in Tokenizer(formula).items:
        if token.subtype == Token.OPEN:
            name = token.value[:-1].upper()
            if token.type == Token.FUNC and name not in KNOWN.split() and not name.startswith("_XLFN."):
                yield f"{name} is not in every Excel"
            arguments.append(1)
            if len(arguments) > 64:
                yield "nested too deep"
        elif token.subtype == Token.CLOSE:
            if arguments.pop() > 255:
                yield "more than 255 arguments"
        elif token.type == Token.SEP and token.subtype == Token.ARG:
            arguments[-1] += 1
        elif token.type == Token.OPERAND and token.subtype == Token.TEXT and len(token.value) > 257:
            yield f"a text of {len(token.value) - 2} characters"


@pytest.mark.parametrize(
    ("formula", "wrong"),
    [
        ("=IF(A1=1,2,3)", []),
        ("=_xlfn.MINIFS(A:A,B:B,1)", []),
        ("=XLOOKUP(A1,B:B,C:C)", ["XLOOKUP is not in every Excel"]),
        (f'="{"x" * 256}"', ["a text of 256 characters"]),
        ("=" + "ABS(" * 65 + "1" + ")" * 65, ["nested too deep"]),
        ("=SUM(" + ",".join("1" * 256) + ")", ["more than 255 arguments"]),
        ("=@A1:A9", ["@"]),
    ],
)
def test_what_excel_refuses_is_seen(formula: str, wrong: list[str]) -> None:
    assert list(_wrong(formula)) == wrong
