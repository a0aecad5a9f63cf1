"""The result of an earlier round (上一轮结果), to be held against: read from what ``kaohe score`` wrote for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import frozen

from kaohe_core.findings import Findings, Place, did_you_mean
from kaohe_core.messages import message

RESULT = "result.json"
OUT = "out"
PARTS = {"id", "title", "subjects", "not-assessed", "pool", "payments-total", "provisional"}


@frozen
class EarlierResult:
    """``data``: of one scheme, as :func:`kaohe_core.results.as_json.scheme_data` gives it."""

    name: str
    data: Mapping[str, Any]


def earlier(given: Path, scheme: str, findings: Findings) -> EarlierResult | None:
    """The result of ``scheme`` in a project, a folder of results, or a ``result.json``; a finding where there is none.

    A scheme that is new has none, which is worth a note and no more.
    """
    tried = [given] if given.is_file() else [given / RESULT, given / scheme / RESULT, given / OUT / scheme / RESULT]
    path = next((one for one in tried if one.is_file()), None)
    if path is None:
        findings.add(
            Place(file=str(given)),
            message("there is no result of “{scheme}” here", scheme=scheme),
            message("give the folder of the earlier project, after kaohe score, or its result.json: --before FOLDER"),
        )
        return None
    try:
        schemes = json.loads(path.read_bytes())["schemes"]
        found = {str(one["id"]): one for one in schemes}
        whole = all(one.keys() >= PARTS for one in schemes)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        found, whole = {}, False
    if not whole or not found:
        findings.add(
            Place(file=str(path)),
            message("this is no result that kaohe score wrote"),
            message("give the folder of the earlier project, after kaohe score, or its result.json: --before FOLDER"),
        )
        return None
    if scheme not in found:
        findings.add(
            Place(file=str(path)),
            message("there is no result of “{scheme}” here", scheme=scheme),
            did_you_mean(scheme, found),
        )
        return None
    return EarlierResult(str(given), found[scheme])
