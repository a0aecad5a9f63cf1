"""The door: the token of the address, the password, a person's own code, and the language."""

from __future__ import annotations

import time
from threading import Lock

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from kaohe_core import Message
from kaohe_core.config import FILE
from kaohe_core.messages import LANGUAGES
from kaohe_core.tables.cells import same_id
from kaohe_web.drawn import page
from kaohe_web.messages import message
from kaohe_web.safety import OFFICE, PERSON
from kaohe_web.visit import SAYS, Visit

ANYBODY = "anybody"
SLOW = 1.0  # seconds that a wrong code or password takes, one after another
_turns = Lock()


def turned_away(visit: Visit, open_to: str) -> Response | None:
    """What whoever may not see a page gets instead; None for who may."""
    if open_to == ANYBODY or (visit.who == OFFICE and open_to in (OFFICE, PERSON)):
        return None
    if visit.person is not None:
        return None if open_to == PERSON else RedirectResponse("/me", 303)
    if visit.safety.password is not None or visit.safety.readonly:
        return RedirectResponse("/login", 303)
    return page(visit, "closed.html", 403)


def enter(visit: Visit) -> Response:
    """The first page: with the token of the address it opens, and the token goes out of the address."""
    given = visit.query.get("token")
    if given is not None:
        if not visit.safety.is_token(given):
            return page(visit, "closed.html", 403)
        return _let_in(visit, OFFICE, "/")
    refused = turned_away(visit, OFFICE)
    if refused is not None:
        return refused
    begun = (visit.desk.folder / FILE).exists()
    return RedirectResponse("/results" if begun else "/new", 303)


def login(visit: Visit) -> Response:
    """Where the password, or a person's number and code, is typed."""
    return page(visit, "login.html", wrong=None)


def log_in(visit: Visit) -> Response:
    """Let in whoever typed the right password or code."""
    if "password" in visit.form:
        who = OFFICE if visit.safety.is_password(visit.form["password"]) else None
    else:
        who = _person(visit, visit.form.get("id", ""), visit.form.get("code", ""))
    if who is not None:
        return _let_in(visit, who, "/" if who == OFFICE else "/me")
    with _turns:
        time.sleep(SLOW)
    wrong: Message = message("this is not right; see whether it was typed as it was given")
    return page(visit, "login.html", 403, wrong=wrong)


def _person(visit: Visit, id: str, code: str) -> str | None:
    """Somebody on a roster, with the code that the office gave."""
    if not visit.safety.readonly:
        return None
    wanted = same_id(id).casefold()
    for outcome in visit.seen.outcomes(visit.language).values():
        for one in outcome.people:
            if same_id(one).casefold() == wanted and visit.safety.is_code(
                outcome.project.config.project.name, one, code
            ):
                return PERSON + one
    return None


def leave(visit: Visit) -> Response:
    """Forget who it was."""
    response = RedirectResponse("/login" if visit.safety.password is not None else "/", 303)
    response.delete_cookie(visit.safety.cookie)
    return response


def speak(visit: Visit) -> Response:
    """The page in another language from now on."""
    chosen = visit.path["chosen"]
    if chosen not in LANGUAGES:
        raise HTTPException(404)
    address = visit.query.get("from", "/")
    response = RedirectResponse(address if address[:1] == "/" and address[1:2] not in ("/", "\\") else "/", 303)
    response.set_cookie(SAYS, chosen, httponly=True, samesite="strict")
    return response


def _let_in(visit: Visit, who: str, address: str) -> Response:
    response = RedirectResponse(address, 303)
    response.set_cookie(visit.safety.cookie, visit.safety.ticket(who), httponly=True, samesite="strict")
    return response
