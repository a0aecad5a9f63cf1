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
from kaohe_core.results.payout import lines, write_csv, write_xlsx
from kaohe_core.results.scored import Scored
from kaohe_core.writing import Writer, replace

FOLDER = "out"


def write(
    folder: Path, schemes: Sequence[Scored], data: Mapping[str, Any], findings: Findings, language: Language
) -> list[Path]:
    """Write the results of ``schemes`` under ``folder/out``; ``data`` are those of ``--format json``.

    Raises :class:`~kaohe_core.findings.FindingsError` where something cannot be written; nothing is changed then.
    """
    folders: dict[str, dict[str, Writer]] = {}
    payments = {scored.ready.scheme.id: lines(scored, findings) for scored in schemes}
    findings.stop()
    for scored, part in zip(schemes, data["schemes"], strict=True):
        id = scored.ready.scheme.id
        files: dict[str, Writer] = {
            "results.csv": partial(write_results, scored, language=language),
            "result.json": partial(_json, data={**data, "schemes": [part]}),
        }
        if payments[id]:
            files["payments.csv"] = partial(write_csv, payments[id], language=language)
            files["payments.xlsx"] = partial(write_xlsx, payments[id], language=language)
        folders[id] = files
    return replace(folder / FOLDER, folders)


def as_text(data: Mapping[str, Any]) -> str:
    """The text of ``result.json``."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _json(path: Path, data: Mapping[str, Any]) -> None:
    path.write_text(as_text(data), encoding="utf-8")
