"""The papers: the notice as it hangs out, and the others behind it, by their names."""

from __future__ import annotations

from pathlib import Path

from drawn.canvas import Canvas, fitted, shares, wrapped
from drawn.sample import outcome
from kaohe_core import Language, Text
from kaohe_core.papers.occasion import Occasion
from kaohe_core.papers.paper import Heading, Paper, Paragraph, Particulars, PrintedTable, Signatures
from kaohe_core.papers.papers_folder import PRIVATE, Wanted, papers

TITLE = Text(
    "打印出来的：公示、个人考核表、汇总表、发放表", "What is printed: notice, personal sheets, summary, payments"
)
WIDE = 420.0
MARGIN = 12.0


def draw(root: Path, language: Language) -> str:
    """A sheet of paper with what stands on it; the sheets behind show their names."""
    found = outcome(root, language)
    occasion = Occasion(found.project.config.project.name, found.digest, language)
    printed = list(papers(found, occasion, Wanted(("notice", *PRIVATE), ("html",))))
    notice = printed[0][2]
    canvas = Canvas(WIDE)
    names = [name for _, name, _ in printed[1:]]
    measured = Canvas(WIDE)
    tall = _notice(measured, 0, notice) + 10
    top = 2.0 + 24 * len(names)
    for number, name in enumerate(reversed(names)):
        at = 2.0 + 24 * number
        inset = 4.0 * (len(names) - number)
        canvas.box(1 + inset, at, WIDE - 2 - 2 * inset, tall, "paper", 2)
        canvas.text(1 + inset + MARGIN, at + 17, name, "small", inside=WIDE - 2 * inset - 2 * MARGIN)
    canvas.box(1, top, WIDE - 2, tall, "paper", 2)
    _notice(canvas, top, notice)
    return canvas.svg(TITLE.text(language))


def _notice(canvas: Canvas, y: float, paper: Paper) -> float:
    room = WIDE - 2 - 2 * MARGIN
    y += 26
    for line in wrapped(paper.title, room, "bold"):
        canvas.text(WIDE / 2, y, line, "bold", "middle", room)
        y += 20
    for block in paper.blocks:
        match block:
            case Particulars(pairs=pairs):
                for line in wrapped("　".join(f"{name}：{value}" for name, value in pairs), room, "small"):
                    canvas.text(1 + MARGIN, y, line, "small", inside=room)
                    y += 18
            case PrintedTable(columns=columns, rows=rows):
                whole = [number for number, column in enumerate(columns) if column.title != columns[-1].title]
                cells = [
                    [columns[number].title for number in whole],
                    *([row[number] for number in whole] for row in rows),
                ]
                y = canvas.table(1 + MARGIN, y - 8, shares(cells, room), cells) + 22
            case Heading(text=text):
                canvas.text(1 + MARGIN, y, text, "bold", inside=room)
                y += 19
            case Paragraph(text=text):
                for line in wrapped(text, room, "small"):
                    canvas.text(1 + MARGIN, y, line, "small", inside=room)
                    y += 18
            case Signatures(labels=labels, date=date):
                y += 12
                canvas.text(WIDE - 1 - MARGIN, y, f"{labels[0]}　{date}", "small", "end", room)
                y += 18
            case _:
                continue
    canvas.text(1 + MARGIN, y + 4, fitted(paper.foot, room, "light"), "light", inside=room)
    return y + 10
