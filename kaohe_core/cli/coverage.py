"""``kaohe coverage``."""

from __future__ import annotations

from pathlib import Path

import click

from kaohe_core.cli.session import Session
from kaohe_core.cli.speaking import Option, Speaking, format_option, language_option, project_argument, scheme_option
from kaohe_core.findings import Findings, Place
from kaohe_core.messages import message


def run(own: Session, project: Path, scheme: str | None, text: Path | None) -> int:
    """Hold every scheme against its written text."""
    from kaohe_core.scheme.coverage import coverage
    from kaohe_core.scheme.coverage_told import data, lines

    opened = own.project(project)
    findings = Findings()
    found = []
    for ready in opened.begin(scheme).load():
        name = str(text) if text is not None else ready.scheme.text
        if not name:
            findings.add(
                Place(file=ready.entry.file),
                message("the scheme does not name its written text"),
                message('write text = "方案.md" in the scheme, or give the file with --text'),
            )
            continue
        path = text if text is not None else opened.folder / name
        try:
            written = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            findings.add(
                ready.resolved.place(("text",), value=True), message("the file “{file}” does not exist", file=name)
            )
            continue
        except (OSError, UnicodeDecodeError):
            findings.add(
                Place(file=name),
                message("the file cannot be read as text"),
                message("save it as UTF-8 text or Markdown"),
            )
            continue
        covered = coverage(ready.scheme, written, ready.resolved, name, findings)
        if own.json:
            found.append({"id": ready.entry.id, "text": name, **data(covered, own.language)})
            continue
        own.say(message("{scheme}, held against {text}:", scheme=ready.scheme.title, text=name))
        for line in lines(covered, own.language):
            own.say(line)
    if own.json:
        own.dump({"schemes": found, "findings": [finding.data(own.language) for finding in findings]})
    else:
        own.tell(findings)
    return 1 if len(findings) else 0


command = Speaking(
    "coverage",
    say=message("Hold a scheme against its written text: what is formalised, judged by people, or not covered."),
    run=run,
    params=[
        project_argument(),
        scheme_option(),
        Option(
            "--text",
            say=message("the written scheme, a text or Markdown file with numbered clauses"),
            type=click.Path(path_type=Path),
        ),
        format_option(),
        language_option(),
    ],
)
