"""Who may ask for what: the address and the cookie, the Host and the Origin, forms of our own, nothing too long.

A page of somebody else that is open in the same browser must not be able to read or to change anything here, and data
must not be able to run. So: whoever comes with the token of the address (or with the password) gets a cookie that is
never sent from another site; a request under another name than ours is refused, so that no name of somebody else can
be pointed here; what changes anything carries a word that only our own pages know; and the pages' policy lets nothing
be fetched or run that this server does not have in its own folder.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Mapping

from attrs import field, frozen
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OFFICE = "office"
PERSON = "person:"
MOST = 64_000_000  # bytes of a request: a table of a county
LEAST_PASSWORD = 12  # letters: codes are made from it, and whoever has one can try passwords in peace
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'{style}; img-src 'self'{image}; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # with no-referrer, browsers send our own forms with the Origin “null”
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


@frozen(kw_only=True)
class Safety:
    """What this run of the server goes by. Without a password it answers under the names of this computer alone."""

    port: int
    hosts: tuple[str, ...] = LOOPBACK
    password: str | None = None
    readonly: bool = False
    token: str = field(factory=lambda: secrets.token_urlsafe(24))
    _key: bytes = field(factory=lambda: secrets.token_bytes(32), repr=False)

    @property
    def cookie(self) -> str:
        """The name of the cookie: servers on other ports of this computer have their own."""
        return f"kaohe-{self.port}"

    # who it is ---------------------------------------------------------------------------------------------------

    def ticket(self, who: str) -> str:
        """The cookie's value for ``who``: :data:`OFFICE`, or :data:`PERSON` with an id behind it."""
        name = base64.urlsafe_b64encode(who.encode()).decode()
        return f"{name}.{self._sign('ticket', who)}"

    def who(self, cookies: Mapping[str, str]) -> str | None:
        """Whose cookie it is; None where it is none of ours."""
        name, _, signature = cookies.get(self.cookie, "").partition(".")
        try:
            found = base64.urlsafe_b64decode(name.encode()).decode()
        except ValueError:
            return None
        return found if found and hmac.compare_digest(signature, self._sign("ticket", found)) else None

    def form_word(self, who: str) -> str:
        """What a form of ours carries, and no other page can know."""
        return self._sign("form", who)

    def is_form_word(self, who: str, word: str) -> bool:
        """Whether a form was ours."""
        return hmac.compare_digest(word.encode(), self.form_word(who).encode())

    def is_token(self, given: str) -> bool:
        """Whether the address was the one that was printed."""
        return hmac.compare_digest(given.encode(), self.token.encode())

    def is_password(self, given: str) -> bool:
        """Whether it is the office's password."""
        return self.password is not None and hmac.compare_digest(given.encode(), self.password.encode())

    def code(self, project: str, id: str) -> str:
        """The code by which somebody sees the own result: the same for the same password, and kept nowhere."""
        name = unicodedata.normalize("NFC", f"{project}\0{id}").encode()
        digits = base64.b32encode(hmac.digest(self._codes(project), name, "sha256")).decode().lower()
        return f"{digits[:4]}-{digits[4:8]}-{digits[8:12]}"

    def is_code(self, project: str, id: str, given: str) -> bool:
        """Whether it is the code of this person, however it was typed."""
        typed = "".join(letter for letter in unicodedata.normalize("NFKC", given).lower() if letter.isalnum())
        return hmac.compare_digest(typed.encode(), self.code(project, id).replace("-", "").encode())

    def _codes(self, project: str) -> bytes:
        return _stretched(self.password or self.token, project)

    def _sign(self, use: str, text: str) -> str:
        return hmac.new(self._key, f"{use}:{text}".encode(), hashlib.sha256).hexdigest()

    # whence it comes ---------------------------------------------------------------------------------------------

    def names(self) -> frozenset[str]:
        """The names under which this server may be visited."""
        return frozenset(name for host in self.hosts for name in (f"{host}:{self.port}", *([host] * (self.port == 80))))

    def is_ours(self, headers: Mapping[str, str]) -> bool:
        """Whether a request that may change something comes from a page of this server."""
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return False
        return headers.get("origin") in (None, *(f"http://{name}" for name in self.names()))


_STRETCHED: dict[tuple[str, str], bytes] = {}


def _stretched(password: str, salt: str) -> bytes:
    """A key made so slowly from a password that trying many takes too long."""
    found = _STRETCHED.get((password, salt))
    if found is None:
        found = hashlib.scrypt(password.encode(), salt=salt.encode(), n=2**15, r=8, p=1, maxmem=2**26, dklen=32)
        _STRETCHED[password, salt] = found
    return found


class Guard:
    """Refuses what is asked under another name, from another page, or is too long; puts the headers on all answers."""

    def __init__(self, app: ASGIApp, safety: Safety, most: int = MOST) -> None:
        self.app, self.safety, self.most = app, safety, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        taken = 0

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = MutableHeaders(scope=message)
                for name, value in ALWAYS.items():
                    own.setdefault(name, value)
                own.setdefault("content-security-policy", POLICY.format(style="", image=""))
            await send(message)

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.most:
                raise HTTPException(413, "too long")
            return message

        length = headers.get("content-length", "0")
        if headers.get("host", "") not in self.safety.names():
            await _plain(answer, 421, "this server is not called so")
        elif scope["method"] not in ("GET", "HEAD", "POST"):
            await _plain(answer, 405, "not allowed")
        elif scope["method"] == "POST" and not self.safety.is_ours(dict(headers)):
            await _plain(answer, 403, "another page asked for this")
        elif not length.isdigit() or int(length) > self.most:
            await _plain(answer, 413, "too long")
        else:
            await self.app(scope, counted, answer)


async def _plain(send: Send, status: int, text: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
