"""``kaohe case``: one command for every step of a round, and those that look at the record."""

from __future__ import annotations

import click

from kaohe_case.commands import CASE
from kaohe_core.cli.speaking import Commands, language_option

LOOKING = (
    "status",
    "acts",
    "effects",
    "changes",
    "lots",
    "verify",
    "receipt",
    "notice",
    "papers",
    "bank",
)  # each a module here


class CaseCommands(Commands):
    """The group of all commands about the record."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The steps in their order, then what looks at them."""
        from kaohe_case.steps import STEPS

        return [*STEPS, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A step's command is made from its class."""
        from kaohe_case.cli.case.step_command import command_of
        from kaohe_case.steps import STEPS

        return command_of(STEPS[cmd_name]) if cmd_name in STEPS else super().get_command(ctx, cmd_name)


command = CaseCommands(
    "case",
    say=CASE,
    package="kaohe_case.cli.case",
    names=LOOKING,
    params=[language_option()],
)
