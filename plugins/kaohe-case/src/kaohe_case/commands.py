"""The commands of the case: what ``kaohe --help`` lists without importing the case."""

from __future__ import annotations

from kaohe_case.messages import message
from kaohe_core import Command, hookimpl

CASE = message("Keep the record of a round of assessment, from draft to payment.")
VERIFY = message("Check a receipt: score the round again here, and see that the result is the same byte by byte.")


@hookimpl
def kaohe_commands() -> list[Command]:
    """``kaohe case`` and ``kaohe verify``."""
    return [
        Command("case", CASE, "kaohe_case.cli.case:command"),
        Command("verify", VERIFY, "kaohe_case.cli.verify:command"),
    ]
