"""How a request becomes what a page is asked, and who is turned away before the page sees it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import IO

from attrs import evolve
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from kaohe_core import FindingsError
from kaohe_core.messages import LANGUAGES
from kaohe_web.desk import Desk
from kaohe_web.door import ANYBODY, turned_away
from kaohe_web.drawn import page
from kaohe_web.messages import message
from kaohe_web.row_limit import refused
from kaohe_web.safety import OFFICE, Safety
from kaohe_web.visit import DONE, SAYS, Upload, Visit
from kaohe_web.waiting import Waiting, Work

TEXT = 8_000_000  # bytes of one field: a scheme is typed in one
SHORT = 10_000  # bytes of what is sent by whoever has not come in
SLOWEST = 120.0  # seconds in which all that is sent must have come
HEX = re.compile("(?:[0-9a-f]{2})*")

Answer = Callable[[Visit], Response]


class Served:
    """A view as Starlette calls it, in a thread of its own. ``open_to``: who may see it."""

    def __init__(
        self, view: Answer, desk: Desk, safety: Safety, *, open_to: str = OFFICE, waiting: Waiting | None = None
    ) -> None:
        self.view, self.desk, self.safety, self.open_to, self.waiting = view, desk, safety, open_to, waiting

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive, send)
        visit = self._plain(request, self.safety.who(request.cookies))
        response = await run_in_threadpool(turned_away, visit, self.open_to)  # before anything that was sent is read
        if response is None:
            visit = await self._asked(request, visit)
            response = await self._answer(visit, request)
        await response(scope, receive, send)

    async def _asked(self, request: Request, visit: Visit) -> Visit:
        """What was asked, with what was sent."""
        if request.method != "POST":
            return visit
        if self.open_to == ANYBODY and int(request.headers.get("content-length", TEXT)) > SHORT:
            raise HTTPException(413, "too long")
        form: dict[str, str] = {}
        several: dict[str, list[str]] = {}
        files: dict[str, Upload] = {}
        try:
            async with (
                asyncio.timeout(SLOWEST),
                request.form(max_files=1, max_fields=5000, max_part_size=TEXT) as fields,
            ):
                for name, value in fields.multi_items():
                    if isinstance(value, UploadFile):
                        files[name] = await run_in_threadpool(_taken, value.filename or "", value.file)
                    else:
                        form[name] = value
                        several.setdefault(name, []).append(value)
        except TimeoutError:
            raise HTTPException(408, message("nothing more has come").text(visit.language)) from None
        return evolve(visit, form=form, several=several, files=files)

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

    async def _answer(self, visit: Visit, request: Request) -> Response:
        """What the view gives; for a window that would stay empty for long, what is being done."""

        def made() -> Awaitable[Response]:
            return run_in_threadpool(self._made, visit, request.method)

        if self.waiting is None or request.headers.get("sec-fetch-dest") != "document":
            return await made()  # a part of a page, a frame or a program waits
        asked = None if request.method == "POST" else f"{request.url.path}?{request.url.query}".rstrip("?")
        return await self.waiting.answer(made, asked, visit.who or "", partial(in_the_making, visit))

    def _made(self, visit: Visit, method: str) -> Response:
        if method == "POST":
            if visit.safety.readonly and self.open_to == OFFICE:
                raise HTTPException(403, message("this page is only for reading").text(visit.language))
            if not visit.safety.is_form_word(visit.who or "", visit.form.get("word", "")):
                raise HTTPException(
                    403, message("the form was not one of this page; open it anew").text(visit.language)
                )
        return self.view(visit)


class Fetched(Served):
    """The answer to a form, where it took longer."""

    async def _answer(self, visit: Visit, request: Request) -> Response:
        assert self.waiting is not None  # noqa: S101  # it is the one page that is about them
        found = await self.waiting.again(request.url.path, visit.who or "", partial(in_the_making, visit))
        return RedirectResponse("/", 303) if found is None else found


def in_the_making(visit: Visit, work: Work) -> Response:
    """What is being done, and how far it is."""
    how_far = message("for {seconds} seconds", seconds=work.seconds())
    tables = visit.desk.tables_read()
    if tables is not None:
        read, all_ = tables
        how_far = message(
            "for {seconds} seconds; {read} of {all} tables are read", seconds=work.seconds(), read=read, all=all_
        )
    return page(visit, "working.html", 202, again=work.again, how_far=how_far)


def _taken(name: str, file: IO[bytes]) -> Upload:
    """A file that came, counted before it is held in memory as a whole."""
    finding = refused(name, file)
    if finding is not None:
        raise FindingsError([finding])
    file.seek(0)
    return Upload(name, file.read())
