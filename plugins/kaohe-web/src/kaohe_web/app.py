"""The application: which address is which page, and what becomes of what goes wrong."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from kaohe_core import FindingsError
from kaohe_core.plugins.blame import whose
from kaohe_web import door
from kaohe_web.answering import Answer, Fetched, Served
from kaohe_web.desk import Desk
from kaohe_web.door import ANYBODY
from kaohe_web.drawn import page
from kaohe_web.messages import message
from kaohe_web.pages import case, editing, form, meaning, papers, results, round_papers, scheme, start, tables, trial
from kaohe_web.safety import OFFICE, PERSON, Guard, Safety
from kaohe_web.visit import Visit
from kaohe_web.waiting import PATIENCE, Waiting

TYPES = {"css": "text/css", "js": "text/javascript", "txt": "text/plain", "svg": "image/svg+xml"}
ROUTES: tuple[tuple[str, str, Answer, str], ...] = (
    ("/", "GET", door.enter, ANYBODY),
    ("/login", "GET", door.login, ANYBODY),
    ("/login", "POST", door.log_in, ANYBODY),
    ("/leave", "POST", door.leave, ANYBODY),
    ("/speak/{chosen}", "GET", door.speak, ANYBODY),
    ("/me", "GET", results.own, PERSON),
    ("/finding/{id}", "GET", meaning.meaning, OFFICE),
    ("/codes", "GET", results.codes, OFFICE),
    ("/new", "GET", start.ready, OFFICE),
    ("/new", "POST", start.make, OFFICE),
    ("/case", "GET", case.rounds, OFFICE),
    ("/case", "POST", case.begin, OFFICE),
    ("/case/{round}", "GET", case.round_, OFFICE),
    ("/case/{round}/{kind}", "POST", case.step, OFFICE),
    ("/papers-of/{round}", "GET", round_papers.listed, OFFICE),
    ("/papers-of/{round}", "POST", case.papers, OFFICE),
    ("/papers-of/{round}/{name:path}", "GET", round_papers.one, OFFICE),
    ("/receipt/{round}", "GET", case.receipted, OFFICE),
    ("/verified", "POST", case.verified, OFFICE),
    ("/scheme", "GET", scheme.first, OFFICE),
    ("/scheme/{scheme}", "GET", scheme.scheme, OFFICE),
    ("/form/{scheme}", "GET", form.form, OFFICE),
    ("/form/{scheme}", "POST", form.save, OFFICE),
    ("/form/{scheme}/check", "POST", form.check, OFFICE),
    ("/edit", "GET", editing.editor, OFFICE),
    ("/edit", "POST", editing.save, OFFICE),
    ("/edit/check", "POST", editing.check, OFFICE),
    ("/edit/complete", "GET", editing.complete, OFFICE),
    ("/trial", "GET", trial.first, OFFICE),
    ("/trial/{scheme}", "GET", trial.fields, OFFICE),
    ("/trial/{scheme}", "POST", trial.tried, OFFICE),
    ("/tables", "GET", tables.listed, OFFICE),
    ("/tables/{id}", "GET", tables.table, OFFICE),
    ("/tables/{id}/blank", "GET", tables.blank, OFFICE),
    ("/tables/{id}/kept", "GET", tables.kept, OFFICE),
    ("/tables/{id}/file", "POST", tables.put_in, OFFICE),
    ("/papers", "GET", papers.first, OFFICE),
    ("/papers/{scheme}", "GET", papers.listed, OFFICE),
    ("/papers/{scheme}/{kind}", "GET", papers.shown, OFFICE),
    ("/papers/{scheme}", "POST", papers.written, OFFICE),
    ("/results", "GET", results.first, OFFICE),
    ("/results/{scheme}", "GET", results.table, OFFICE),
    ("/results/{scheme}/{id:path}", "GET", results.person, OFFICE),
)


def app(folder: Path, safety: Safety, patience: float = PATIENCE) -> ASGIApp:
    """The page over the project in ``folder``; after ``patience`` seconds it shows what is being done."""
    desk, waiting = Desk(folder), Waiting(patience)
    routes = [
        Route(path, Served(view, desk, safety, open_to=open_to, waiting=waiting), methods=[method])
        for path, method, view, open_to in ROUTES
    ]
    routes.append(Route("/working/{token}", Fetched(door.enter, desk, safety, waiting=waiting), methods=["GET"]))
    routes.append(Route("/static/{name}", _static, methods=["GET"]))

    async def found(request: Request, error: Exception) -> Response:
        return await _went_wrong(request, error, desk, safety)

    wrong = {HTTPException: found, FindingsError: found, Exception: found}
    return Guard(Starlette(routes=routes, exception_handlers=wrong), safety)


def _static(request: Request) -> Response:
    """A file of the page's own; none of the project's, and nothing that was uploaded."""
    name = request.path_params["name"]
    kind = TYPES.get(name.rpartition(".")[2])
    own = {path.name: path for path in (files("kaohe_web") / "static").iterdir()}
    if kind is None or name not in own:
        raise HTTPException(404)
    return Response(own[name].read_bytes(), media_type=kind, headers={"cache-control": "max-age=3600"})


async def _went_wrong(request: Request, error: Exception, desk: Desk, safety: Safety) -> Response:
    """What a person sees of it: findings as everywhere, or one sentence; never a traceback."""

    def told(visit: Visit) -> Response:
        match error:
            case FindingsError():
                return page(visit, "wrong.html", 422, findings=error.findings, what=None)
            case HTTPException():
                what = message("{status}: {reason}", status=error.status_code, reason=error.detail)
                return page(visit, "wrong.html", error.status_code, findings=(), what=what)
        blamed = whose(error)
        if blamed is not None:
            return page(visit, "wrong.html", 422, findings=[blamed], what=None)
        what = message(
            "kaohe itself has failed: {kind}: {text}. This is no fault of your scheme or your data. Please report this "
            "line to the authors.",
            kind=type(error).__name__,
            text=str(error) or "–",
        )
        return page(visit, "wrong.html", 500, findings=(), what=what)

    return await Served(told, desk, safety, open_to=ANYBODY).answer_to(request)
