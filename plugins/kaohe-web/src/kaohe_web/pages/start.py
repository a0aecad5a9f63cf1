"""A new project: a ready scheme chosen and named, where the folder is empty yet."""

from __future__ import annotations

from functools import cache

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from kaohe_core.config import FILE
from kaohe_core.from_ready import copy, ready_schemes
from kaohe_core.plugins.contributions import ReadyScheme
from kaohe_web.drawn import back, page
from kaohe_web.messages import message
from kaohe_web.visit import Visit


def ready(visit: Visit) -> Response:
    """The ready schemes of every plugin that is installed."""
    if (visit.desk.folder / FILE).exists():
        return RedirectResponse("/results", 303)
    schemes = [(id, scheme.title.text(visit.language)) for id, scheme in _ready().items()]
    return page(visit, "new.html", schemes=schemes, folder=visit.desk.folder.resolve())


def make(visit: Visit) -> Response:
    """Copy one, as ``kaohe init`` does, with the school's own name and, if wanted, empty tables."""
    folder, scheme = visit.desk.folder, _ready().get(visit.form.get("scheme", ""))
    if scheme is None:
        raise HTTPException(404, message("there is no such scheme").text(visit.language))
    with visit.desk.writing:
        if any(folder.iterdir()):
            raise HTTPException(409, message("the folder is not empty any more").text(visit.language))
        name = visit.form.get("name", "").strip() or None
        copy(scheme, folder, name, empty=visit.form.get("tables") == "empty")
    return back(visit, "/tables", message("the project is there: put in your own files"))


@cache
def _ready() -> dict[str, ReadyScheme]:
    found, _ = ready_schemes()
    return {id: stamped.value for id, stamped in found.items()}
