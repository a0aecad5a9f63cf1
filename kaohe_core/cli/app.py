"""The command ``kaohe`` itself: sub-commands imported one at a time, and the single place where errors end."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

from kaohe_core.cli.base import Option, Speaking, complaint, language_option, session
from kaohe_core.cli.session import Session, Wrong
from kaohe_core.findings import FindingsError, did_you_mean
from kaohe_core.messages import Language, message

COMMANDS = (
    "init",
    "plugins",
    "check",
    "score",
    "explain",
    "report",
    "resolve",
    "compare",
    "coverage",
    "schema",
)  # each a module of this package
GOOD, FINDINGS, WRONG, FAULT, STOPPED = 0, 1, 2, 70, 130


class App(Speaking, click.Group):
    """The group of all commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # Click's interface
        """The commands in the order in which an office meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # as above
        """Import the command."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"kaohe_core.cli.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101  # every module of COMMANDS has one
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As Click does, with the nearest command for one that does not exist."""
        if not args[0].startswith("-") and args[0] not in COMMANDS:
            mend = did_you_mean(args[0], COMMANDS)
            raise Wrong(message("there is no command “{name}”: {mend}", name=args[0], mend=mend))
        return super().resolve_command(ctx, args)

    def listed(self, ctx: click.Context, language: Language) -> list[tuple[str, str]]:
        """Every command with the first line of its help."""
        commands = [(name, self.get_command(ctx, name)) for name in COMMANDS]
        return [(name, c.say.text(language).split("\n")[0]) for name, c in commands if isinstance(c, Speaking)]

    def main(self, args: Sequence[str] | None = None, *_: Any, **settings: Any) -> NoReturn:
        """Run, print whatever went wrong in one place, and end with the exit code."""
        arguments = list(sys.argv[1:] if args is None else args)
        own = Session.of(arguments)
        settings |= {"prog_name": "kaohe", "obj": own, "standalone_mode": False}
        try:
            code = super().main(arguments, **settings)
        except FindingsError as error:
            own.tell(error.findings)
            code = FINDINGS
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.message, err=True)
            code = WRONG
        except click.UsageError as error:
            own.say(complaint(error, own.language), err=True)
            path = error.ctx.command_path if error.ctx is not None else "kaohe"
            own.say(message("More about it: {command} --help", command=path), err=True)
            code = WRONG
        except click.Abort:
            own.say(message("Stopped; nothing was changed."), err=True)
            code = STOPPED
        except BrokenPipeError:  # whoever reads the output has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = GOOD
        except Exception as error:  # a traceback helps no office
            if os.environ.get("KAOHE_DEBUG"):
                raise
            _fault(error, own)
            code = FAULT
        sys.exit(code if isinstance(code, int) else GOOD)


def _fault(error: Exception, own: Session) -> None:
    from kaohe_core.plugins import core_version

    own.say(
        message(
            "kaohe itself has failed: {kind}: {text}\n"
            "This is no fault of your scheme or your data, and nothing was changed. Please report these lines to the "
            "authors, with the command you gave (kaohe {version}). With KAOHE_DEBUG=1 in the environment the details "
            "are shown.",
            kind=type(error).__name__, text=str(error) or "–", version=core_version(),
        ),
        err=True,
    )  # fmt: skip


def _version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:  # Click's interface
    if value and not ctx.resilient_parsing:
        from kaohe_core.plugins import core_version

        session(ctx).say(f"kaohe {core_version()}")
        ctx.exit()


app = App(
    "kaohe",
    say=message("Turns a written assessment scheme into results that everyone can check."),
    no_args_is_help=True,
    params=[
        Option("--version", say=message("print the version"), is_flag=True, is_eager=True, expose_value=False,
               callback=_version),
        language_option(),
    ],
)  # fmt: skip
