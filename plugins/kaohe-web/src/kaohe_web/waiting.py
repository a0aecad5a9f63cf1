"""Answers that take longer than anybody waits before an empty window: what is being done is shown meanwhile.

The work goes on in its thread. A page that is looked for again joins it; what a form asked for is kept at an address of
its own until it has been fetched.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable

from attrs import define, field, frozen
from starlette.responses import Response

PATIENCE = 2.0  # seconds that a browser is left before a window that does not change
MOST_KEPT = 20  # answers to forms that nobody has fetched yet


@frozen(eq=False)
class Work:
    """An answer in the making."""

    task: asyncio.Task[Response]
    again: str  # the address at which it is looked for
    whose: str
    since: float = field(factory=time.monotonic)

    def seconds(self) -> int:
        """For how long it has been in the making."""
        return int(time.monotonic() - self.since)


@define(eq=False)
class Waiting:
    """What is in the making, by what was asked."""

    patience: float = PATIENCE
    _works: dict[str, Work] = field(factory=dict)

    async def answer(
        self, make: Callable[[], Awaitable[Response]], asked: str | None, whose: str, shown: Callable[[Work], Response]
    ) -> Response:
        """What ``make`` gives, or after a while what ``shown`` gives of the work that goes on.

        ``asked`` is an address that can be asked for again; None where a form was sent.
        """
        key = f"/working/{secrets.token_urlsafe(12)}" if asked is None else f"{whose} {asked}"
        work = self._works.get(key)
        if work is None:
            work = Work(asyncio.ensure_future(make()), key if asked is None else asked, whose)
        found = await self._waited(work)
        if found is not None:
            return found
        if key not in self._works:
            self._works[key] = work
            kept = asked is None
            work.task.add_done_callback(lambda task: self._done(key, task, kept=kept))
        return shown(work)

    async def again(self, address: str, whose: str, shown: Callable[[Work], Response]) -> Response | None:
        """The answer to a form, once it is there; None where there is none for ``whose``."""
        work = self._works.get(address)
        if work is None or work.whose != whose:
            return None
        found = await self._waited(work)
        return shown(work) if found is None else found

    async def _waited(self, work: Work) -> Response | None:
        await asyncio.wait({work.task}, timeout=self.patience)
        return work.task.result() if work.task.done() else None

    def _done(self, key: str, task: asyncio.Task[Response], *, kept: bool) -> None:
        """A page is made anew for whoever looks for it now, of what was kept; an answer to a form is kept itself."""
        if not task.cancelled():
            task.exception()  # is told to whoever fetches it; and if nobody does, to nobody
        if not kept:
            self._works.pop(key, None)
        done = [key for key, work in self._works.items() if work.task.done()]
        for old in done[:-MOST_KEPT]:
            del self._works[old]
