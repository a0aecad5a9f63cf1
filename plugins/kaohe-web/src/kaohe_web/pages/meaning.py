"""提示: what a finding means, by its id: what every list of findings leads to."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from kaohe_core.plugins.known_findings import known_finding
from kaohe_web.drawn import page
from kaohe_web.visit import Visit


def meaning(visit: Visit) -> Response:
    """The example of it, wrong and right, as ``kaohe finding`` tells it."""
    found = known_finding(visit.path["id"])
    if found is None:
        raise HTTPException(404)
    said = found.example.zh if visit.language == "zh" else found.example.en
    return page(
        visit,
        "meaning.html",
        id=found.id,
        what=found.what.text(visit.language),
        mend=None if found.mend is None else found.mend.text(visit.language),
        example=found.example,
        said=said,
    )
