"""``kaohe serve``."""

from __future__ import annotations

import socket
import webbrowser
from pathlib import Path
from threading import Timer

import click

from kaohe_core.cli.session import Session, WrongUse
from kaohe_core.cli.speaking import Option, Speaking, language_option, project_argument
from kaohe_core.refusals import reason_of
from kaohe_web.commands import SERVE
from kaohe_web.messages import message

PORT = 8420


def run(
    own: Session, project: Path, *, port: int, host: str | None, password: str | None, readonly: bool, no_open: bool
) -> int:
    """Serve the page until it is stopped."""
    import uvicorn

    from kaohe_web.app import app
    from kaohe_web.safety import LEAST_PASSWORD, LOOPBACK, Safety

    folder = own.folder(project)
    if host is not None and password is None:
        raise WrongUse(message("--host opens the page to other computers, and needs a --password"))
    if password is not None and len(password) < LEAST_PASSWORD:
        raise WrongUse(message("--password: at least {least} letters", least=LEAST_PASSWORD))
    listening = _listening(host or "127.0.0.1", port)
    port = listening.getsockname()[1]
    hosts = LOOPBACK if host is None else (*LOOPBACK, host, socket.gethostname())
    safety = Safety(port=port, hosts=hosts, password=password, readonly=readonly)
    address = f"http://127.0.0.1:{port}/?token={safety.token}"
    own.say(message("The page: {address}", address=address))
    if host is not None:
        own.say(message("Other computers: http://{host}:{port}/ with the password", host=hosts[-2], port=port))
        own.say(message("What goes to them is not encrypted: only in the school’s own network."))
    own.say(message("It is there until this window is closed, or Ctrl+C is pressed."))
    if not no_open:
        Timer(0.5, webbrowser.open, [address]).start()
    config = uvicorn.Config(
        app(folder, safety), log_level="warning", access_log=False, server_header=False, date_header=False
    )
    uvicorn.Server(config).run([listening])
    return 0


def _listening(host: str, port: int) -> socket.socket:
    """A socket at this port, or at any free one where another program has it and none was asked for."""
    for one in (port, 0) if port == PORT else (port,):
        found = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
        try:
            found.bind((host, one))
            found.listen(128)  # whoever opens the address as soon as it stands there waits, and is not refused
        except OSError as error:
            found.close()
            reason = reason_of(error)
        else:
            return found
    raise WrongUse(message("--port: {host}:{port} cannot be used: {reason}", host=host, port=port, reason=reason))


command = Speaking(
    "serve",
    say=SERVE,
    run=run,
    params=[
        project_argument(),
        Option(
            "--port",
            say=message("the port; else 8420, or a free one"),
            type=click.IntRange(0, 65535),
            default=PORT,
            metavar="NUMBER",
        ),
        Option(
            "--host",
            say=message("the name or number of this computer in the school’s network: for other computers too"),
            default=None,
            metavar="NAME",
        ),
        Option(
            "--password",
            say=message("what the office types to get in; codes for teachers are made from it"),
            default=None,
            metavar="TEXT",
            envvar="KAOHE_PASSWORD",
        ),
        Option(
            "--readonly",
            say=message("nothing can be changed, and teachers see their own results with a code from the office"),
            is_flag=True,
        ),
        Option("--no-open", say=message("do not open the browser"), is_flag=True),
        language_option(),
    ],
)
