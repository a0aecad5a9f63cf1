"""Everything that ``kaohe score`` writes into ``out/``: a folder a scheme, each whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kaohe_core.findings import Findings
from kaohe_core.messages import Language
from kaohe_core.project import Project
from kaohe_core.results.as_csv import results_csv
from kaohe_core.results.as_json import SubjectTexts
from kaohe_core.results.as_parquet import parquet
from kaohe_core.results.payout import lines, payments_csv, payments_xlsx
from kaohe_core.results.scored import Scored
from kaohe_core.writing import NewFile, replace

FOLDER = "out"
SUBJECTS = "\N{NULL}subjects "  # stands for the people until they are put in; no text of a scheme can hold it


def write(
    project: Project,
    schemes: Sequence[Scored],
    data: Mapping[str, Any] | None,
    findings: Findings,
    language: Language,
) -> list[Path]:
    """Write the results of ``schemes`` under ``out`` of the project: what :func:`contents` gives.

    Raises :class:`~kaohe_core.findings.FindingsError` where something cannot be written; nothing is changed then.
    """
    folders = contents(schemes, data, findings, language)
    return replace(project.folder / FOLDER, folders, findings, project.inputs(), by="kaohe score")


def contents(
    schemes: Sequence[Scored], data: Mapping[str, Any] | None, findings: Findings, language: Language
) -> dict[str, dict[str, NewFile]]:
    """The files of each scheme by name: as CSV, and as ``data`` are for ``--format json``, and the payment files.

    Without ``data`` one Parquet file takes the place of the first two. Raises as :func:`write`, where somebody who is
    to be paid has no account.
    """
    folders: dict[str, dict[str, NewFile]] = {}
    payments = {scored.ready.scheme.id: lines(scored, findings) for scored in schemes}
    findings.stop()
    for index, scored in enumerate(schemes):
        id = scored.ready.scheme.id
        files: dict[str, NewFile] = {}
        if payments[id]:  # first, so that no run that is killed leaves old amounts beside new marks
            files["payments.csv"] = NewFile(payments_csv(payments[id], language), private=True)
            files["payments.xlsx"] = NewFile(payments_xlsx(payments[id], language), private=True)
        if data is None:
            files["results.parquet"] = NewFile(parquet(scored.result))
        else:
            part = data["schemes"][index]
            files["results.csv"] = NewFile(results_csv(scored, language))
            files["result.json"] = NewFile(as_text({**data, "schemes": [part]}).encode())
        folders[id] = files
    return folders


def as_text(data: Mapping[str, Any]) -> str:
    """The text of ``result.json``; of more than a school's people each has one line."""
    if not any(isinstance(scheme["subjects"], SubjectTexts) for scheme in data["schemes"]):
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    schemes = [{**scheme, "subjects": f"{SUBJECTS}{number}"} for number, scheme in enumerate(data["schemes"])]
    pieces = [json.dumps({**data, "schemes": schemes}, ensure_ascii=False, indent=2)]
    for number, scheme in enumerate(data["schemes"]):
        subjects = scheme["subjects"]
        texts = subjects if isinstance(subjects, SubjectTexts) else [_line(subject) for subject in subjects]
        before, after = pieces.pop().split(_line(f"{SUBJECTS}{number}"), 1)
        pieces += [before, "[\n", ",\n".join(texts), "\n]", after]
    return "".join(pieces) + "\n"


def _line(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)
