"""The command of the page: what ``kaohe --help`` lists without importing the page."""

from __future__ import annotations

from kaohe_core import Command, hookimpl
from kaohe_web.messages import message

SERVE = message("Open a page on this computer for the tables, the scheme, the results, the papers and the round.")


@hookimpl
def kaohe_commands() -> list[Command]:
    """``kaohe serve``."""
    return [Command("serve", SERVE, "kaohe_web.serve:command")]
