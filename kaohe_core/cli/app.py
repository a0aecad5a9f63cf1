"""The command ``kaohe`` itself: sub-commands imported one at a time, and the single place where errors end."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from kaohe_core.cli.session import Session
from kaohe_core.cli.speaking import Commands, Option, Speaking, complaint, language_option, session
from kaohe_core.findings import FindingsError
from kaohe_core.messages import Language, message
from kaohe_core.refusals import reason_of
from kaohe_core.writing import DONE

COMMANDS = (
    "init",
    "plugins",
    "plugin",
    "new-plugin",
    "check",
    "score",
    "explain",
    "report",
    "papers",
    "resolve",
    "compare",
    "coverage",
    "schema",
    "template",
    "finding",
)  # each a module of this package
GOOD, FINDINGS, WRONG, FAULT, STOPPED = 0, 1, 2, 70, 130


class App(Commands):
    """The group of all commands: the core's, and those of the distributions that are installed beside it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The core's, then the others by name."""
        from kaohe_core.plugins.offers import names

        return [*super().list_commands(ctx), *names(COMMANDS)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command, whoever brings it."""
        if cmd_name in COMMANDS:
            return super().get_command(ctx, cmd_name)
        from kaohe_core.plugins.offers import offer

        found = offer(cmd_name, COMMANDS)
        return None if found is None else found.imported()

    def listed(self, ctx: click.Context, language: Language) -> list[tuple[str, str]]:
        """Every command with its line of help; those of other distributions are not imported for it."""
        from kaohe_core.plugins.offers import offers

        core = [(name, self.get_command(ctx, name)) for name in COMMANDS]
        lines = [(name, c.say.text(language).split("\n")[0]) for name, c in core if isinstance(c, Speaking)]
        found = [(one.name, one.command) for one in offers(COMMANDS)]
        return [*lines, *((name, command.help.text(language)) for name, command in found if command is not None)]

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """As every command; then what is installed and does not work."""
        from kaohe_core.plugins.offers import offers

        super().format_help(ctx, formatter)
        own = session(ctx)
        broken = [(one.name, finding) for one in offers(COMMANDS) for finding in one.findings]
        if broken:
            with formatter.section(message("Installed, and not working").text(own.language)):
                formatter.write_dl([(name, finding.text(own.language)) for name, finding in broken])

    def main(self, args: Sequence[str] | None = None, *_: Any, **settings: Any) -> NoReturn:
        """Run, print whatever went wrong in one place, and end with the exit code."""
        arguments = list(sys.argv[1:] if args is None else args)
        own = Session.of(arguments)
        DONE.clear()
        settings |= {"prog_name": "kaohe", "obj": own, "standalone_mode": False}
        try:
            code = super().main(arguments, **settings)
            sys.stdout.flush()  # here, where it can be told what comes of it
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
            stopped = message("Stopped; nothing was changed.")
            own.say(message("Stopped; what was written before is in place.") if DONE else stopped, err=True)
            code = STOPPED
        except BrokenPipeError:  # whoever reads the output has seen enough
            _hear_no_more()
            code = GOOD
        except Exception as error:  # a traceback helps no office
            if os.environ.get("KAOHE_DEBUG"):
                raise
            code = _fault(error, own)
        sys.exit(code if isinstance(code, int) else GOOD)


def _hear_no_more() -> None:
    """What is still to be printed goes nowhere: where it went it cannot go any more, and the end of Python tries it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _told(error: Exception, own: Session) -> bool:
    """Whether it was nobody's fault but that of the machine, and has been said."""
    where = message("What was written before is in place: {files}.", files=[str(path) for path in DONE])
    rest = where if DONE else message("Nothing was changed.")
    match error:
        case OSError(filename=None) if error.errno is not None:  # a file has a name: this was the output
            _hear_no_more()
            what = message("The output cannot be written: {reason}. {rest}", reason=reason_of(error), rest=rest)
            own.say(what, err=True)
        case MemoryError():
            own.say(
                message(
                    "There is not enough memory for this: see whether a file is much larger than it should be. {rest}",
                    rest=rest,
                ),
                err=True,
            )
        case _:
            return False
    return True


def _fault(error: Exception, own: Session) -> int:
    if _told(error, own):
        return FINDINGS
    from kaohe_core.plugins.blame import whose
    from kaohe_core.plugins.loader import core_version

    of_a_plugin = whose(error)
    if of_a_plugin is not None:
        own.tell([of_a_plugin])
        return FINDINGS
    values = {"kind": type(error).__name__, "text": str(error) or "–", "version": core_version()}
    if DONE:
        what = message(
            "kaohe itself has failed: {kind}: {text}\n"
            "This is no fault of your scheme or your data. What was written before is in place: {files}. Please report "
            "these lines to the authors, with the command you gave (kaohe {version}). With KAOHE_DEBUG=1 in the "
            "environment the details are shown.",
            files=[str(path) for path in DONE],
            **values,
        )
    else:
        what = message(
            "kaohe itself has failed: {kind}: {text}\n"
            "This is no fault of your scheme or your data, and nothing was changed. Please report these lines to the "
            "authors, with the command you gave (kaohe {version}). With KAOHE_DEBUG=1 in the environment the details "
            "are shown.",
            **values,
        )
    own.say(what, err=True)
    return FAULT


def _version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:  # Click's interface
    if value and not ctx.resilient_parsing:
        from kaohe_core.plugins.loader import core_version

        session(ctx).say(f"kaohe {core_version()}")
        ctx.exit()


app = App(
    "kaohe",
    say=message("Turns a written assessment scheme into results that everyone can check."),
    package="kaohe_core.cli",
    names=COMMANDS,
    params=[
        Option(
            "--version",
            say=message("print the version"),
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_version,
        ),
        language_option(),
    ],
)
