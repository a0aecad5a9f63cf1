"""Everything that ``kaohe score`` writes into ``out/``: a folder a scheme, each whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from kaohe_core.findings import Findings
from kaohe_core.messages import Language
from kaohe_core.results.as_csv import write_results
from kaohe_core.results.as_json import SubjectTexts
from kaohe_core.results.as_parquet import write_parquet
from kaohe_core.results.payout import lines, write_csv, write_xlsx
from kaohe_core.results.scored import Scored
from kaohe_core.writing import Writer, replace

FOLDER = "out"
SUBJECTS = "\N{NULL}subjects "  # stands for the people until they are put in; no text of a scheme can hold it


def write(
    folder: Path, schemes: Sequence[Scored], data: Mapping[str, Any] | None, findings: Findings, language: Language
) -> list[Path]:
    """Write the results of ``schemes`` under ``folder/out``: as CSV, and as ``data`` are for ``--format json``.

    Without ``data`` one Parquet file takes the place of both.

    Raises :class:`~kaohe_core.findings.FindingsError` where something cannot be written; nothing is changed then.
    """
    folders: dict[str, dict[str, Writer]] = {}
    payments = {scored.ready.scheme.id: lines(scored, findings) for scored in schemes}
    findings.stop()
    for index, scored in enumerate(schemes):
        id = scored.ready.scheme.id
        files: dict[str, Writer]
        if data is None:
            files = {"results.parquet": partial(write_parquet, scored.result)}
        else:
            part = data["schemes"][index]
            files = {
                "results.csv": partial(write_results, scored, language=language),
                "result.json": partial(_json, data={**data, "schemes": [part]}),
            }
        if payments[id]:
            files["payments.csv"] = partial(write_csv, payments[id], language=language)
            files["payments.xlsx"] = partial(write_xlsx, payments[id], language=language)
        folders[id] = files
    return replace(folder / FOLDER, folders)


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


def _json(path: Path, data: Mapping[str, Any]) -> None:
    path.write_text(as_text(data), encoding="utf-8")
