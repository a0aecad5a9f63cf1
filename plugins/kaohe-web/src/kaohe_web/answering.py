"""How a request becomes what a page is asked, and who is turned away before the page sees it."""

from __future__ import annotations

import re
from collections.abc import Callable

from attrs import evolve
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from kaohe_core.messages import LANGUAGES
from kaohe_web.desk import Desk
from kaohe_web.door import turned_away
from kaohe_web.messages import message
from kaohe_web.safety import OFFICE, Safety
from kaohe_web.visit import DONE, SAYS, Upload, Visit

TEXT = 8_000_000  # bytes of one field: a scheme is typed in one
HEX = re.compile("(?:[0-9a-f]{2})*")

Answer = Callable[[Visit], Response]


class Served:
    """A view as Starlette calls it, in a thread of its own. ``open_to``: who may see it."""

    def __init__(self, view: Answer, desk: Desk, safety: Safety, *, open_to: str = OFFICE) -> None:
        self.view, self.desk, self.safety, self.open_to = view, desk, safety, open_to

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive, send)
        response = await run_in_threadpool(self._answer, await self._asked(request), request.method)
        await response(scope, receive, send)

    async def _asked(self, request: Request) -> Visit:
        form: dict[str, str] = {}
        several: dict[str, list[str]] = {}
        files: dict[str, Upload] = {}
        who = self.safety.who(request.cookies)
        if request.method == "POST":
            async with request.form(max_files=1, max_fields=5000, max_part_size=TEXT) as fields:
                for name, value in fields.multi_items():
                    if isinstance(value, UploadFile):
                        files[name] = Upload(value.filename or "", await value.read())
                    else:
                        form[name] = value
                        several.setdefault(name, []).append(value)
        return evolve(self._plain(request, who), form=form, several=several, files=files)

    def _plain(self, request: Request, who: str | None) -> Visit:
        """What was asked, without what was sent."""
        spoken, done = request.cookies.get(SAYS), request.cookies.get(DONE, "")
        return Visit(
            desk=self.desk,
            safety=self.safety,
            who=who,
            path={name: str(value) for name, value in request.path_params.items()},
            query=dict(request.query_params),
            language=next((one for one in LANGUAGES if one == spoken), self.desk.language),
            address=request.url.path,
            fragment=request.headers.get("hx-request") == "true",
            done=bytes.fromhex(done).decode(errors="replace") if HEX.fullmatch(done) else "",
        )

    async def answer_to(self, request: Request) -> Response:
        """Show the view whatever was sent: how something went wrong."""
        return await run_in_threadpool(self.view, self._plain(request, self.safety.who(request.cookies)))

    def _answer(self, visit: Visit, method: str) -> Response:
        refused = turned_away(visit, self.open_to)
        if refused is not None:
            return refused
        if method == "POST":
            if visit.safety.readonly and self.open_to == OFFICE:
                raise HTTPException(403, message("this page is only for reading").text(visit.language))
            if not visit.safety.is_form_word(visit.who or "", visit.form.get("word", "")):
                raise HTTPException(
                    403, message("the form was not one of this page; open it anew").text(visit.language)
                )
        return self.view(visit)
