"""The same table written as .xlsx, .xls, .ods and .csv, with what only one's XML or records can say."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" office:version="1.3">'
    "<office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"
)


def ods(path: Path, *sheets: str, **parts: str) -> None:
    """An .ods file of these sheets, each the XML of a ``table:table``."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", ODS.format("".join(sheets)))
        for name, content in parts.items():
            archive.writestr(name.replace("_", "."), content)


def ods_sheet(*rows: str, name: str = "考勤") -> str:
    """The XML of a sheet."""
    return f"<table:table table:name={quoteattr(name)}>{''.join(rows)}</table:table>"


def ods_row(*cells: object, attributes: str = "") -> str:
    """The XML of a row: a text is a text cell, a number a number, None an empty cell, and XML is taken as it is."""
    return f"<table:table-row {attributes}>{''.join(_ods_cell(cell) for cell in cells)}</table:table-row>"


def _ods_cell(cell: object) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, int | float):
        return (
            f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p>'
            "</table:table-cell>"
        )
    text = str(cell)
    if text.startswith("<table:"):
        return text
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
STRICT = {
    SPREADSHEET: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    RELATIONS: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}


def xlsx(
    path: Path,
    rows: str,
    texts: str | None = None,
    styles: str = "",
    *,
    after: str = "",
    workbook: str = "",
    name: Callable[[str], str] = str,
    namespaces: Mapping[str, str] | None = None,
) -> None:
    """An .xlsx file from the XML of its rows, written by no library: what libraries never write is wanted here."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{SPREADSHEET}" xmlns:r="{RELATIONS}"><sheets>'
            f'<sheet name="考勤" sheetId="1" r:id="r1"/></sheets>{workbook}</workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="r1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="r2" Type="{RELATIONS}/styles" Target="styles.xml"/>'
            f'<Relationship Id="r3" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet1.xml": (
            f'<worksheet xmlns="{SPREADSHEET}"><sheetData>{rows}</sheetData>{after}</worksheet>'
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{SPREADSHEET}">{styles}</styleSheet>',
    }
    if texts is not None:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{SPREADSHEET}">{texts}</sst>'
    with zipfile.ZipFile(path, "w") as archive:
        for part, content in parts.items():
            for usual, other in (namespaces or {}).items():
                content = content.replace(usual, other)
            archive.writestr(zipfile.ZipInfo(name(part)), content)


def formats(*codes: str) -> str:
    """The styles of an .xlsx file: style n has the n-th format, from 1."""
    numbers = "".join(f'<numFmt numFmtId="{164 + n}" formatCode={quoteattr(code)}/>' for n, code in enumerate(codes))
    styled = "".join(f'<xf numFmtId="{164 + n}"/>' for n in range(len(codes)))
    return f'<numFmts>{numbers}</numFmts><cellXfs><xf numFmtId="0"/>{styled}</cellXfs>'


def row(*cells: object, attributes: str = "") -> str:
    """The XML of an .xlsx row: texts inline, numbers as they are, None left out, and XML taken as it is."""
    return f"<row {attributes}>{''.join(_cell(n, cell) for n, cell in enumerate(cells))}</row>"


def _cell(column: int, cell: object) -> str:
    if cell is None:
        return "<c/>"
    if isinstance(cell, int | float):
        return f"<c><v>{cell}</v></c>"
    text = str(cell)
    return text if text.startswith("<c") else f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def xls(path: Path, rows: Sequence[Sequence[object]], codes: Mapping[tuple[int, int], str] | None = None) -> None:
    """An .xls file; ``codes`` has the number formats of cells (row and column from 0)."""
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("考勤")
    for at, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            code = (codes or {}).get((at, column))
            if cell is not None:
                sheet.write(at, column, cell, *([xlwt.easyxf(num_format_str=code)] if code else []))
    book.save(str(path))
