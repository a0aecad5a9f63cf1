"""Commands whose help and complaints are in 中文 or English."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from kaohe_core.cli.session import Session, WrongUse
from kaohe_core.findings import did_you_mean
from kaohe_core.messages import LANGUAGES, Language, Message, message


class Option(click.Option):
    """An option with its help as a message."""

    def __init__(self, *names: str, say: Message, **settings: Any) -> None:
        super().__init__(names, **settings)
        self.say = say


class Argument(click.Argument):
    """An argument with its help as a message."""

    def __init__(self, name: str, *, say: Message, **settings: Any) -> None:
        super().__init__([name], **settings)
        self.say = say


class Speaking(click.Command):
    """A command with help in the language asked for; its function takes the session and returns the exit code."""

    def __init__(self, name: str, *, say: Message, run: Callable[..., int] | None = None, **settings: Any) -> None:
        super().__init__(name, callback=None if run is None else _with_session(run), **settings)
        self.say = say

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Usage, what the command does, arguments, options, commands."""
        language = session(ctx).language
        pieces = [piece for param in self.get_params(ctx) for piece in param.get_usage_pieces(ctx)]
        options, arguments = [], []
        for param in self.get_params(ctx):
            say = param.say if isinstance(param, Option | Argument) else message("show this help")
            if isinstance(param, click.Option):
                options.append((_spelled(param, ctx), say.text(language)))
            else:
                arguments.append((param.make_metavar(ctx), say.text(language)))
        usage = " ".join([*pieces, message("[options]").text(language)])
        formatter.write_usage(ctx.command_path, usage, prefix=message("Usage: ").text(language))
        formatter.write_paragraph()
        with formatter.indentation():
            for line in self.say.text(language).split("\n"):
                formatter.write_text(line)
        rows = [(message("Arguments"), arguments), (message("Options"), options)]
        for title, items in [*rows, (message("Commands"), self.listed(ctx, language))]:
            if items:
                with formatter.section(title.text(language)):
                    formatter.write_dl(items)

    def listed(self, ctx: click.Context, language: Language) -> list[tuple[str, str]]:  # noqa: ARG002  # for groups
        """Sub-commands with what they do; a plain command has none."""
        return []


class Commands(Speaking, click.Group):
    """A group of commands, each a module of ``package`` with a ``command``, imported when it is asked for."""

    def __init__(self, name: str, *, package: str, names: Sequence[str], **settings: Any) -> None:
        super().__init__(name, no_args_is_help=True, **settings)
        self.package = package
        self.names = tuple(names)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # Click's interface
        """The commands in the order in which an office meets them."""
        return list(self.names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # as above
        """Import the command."""
        if cmd_name not in self.names:
            return None
        command = import_module(f"{self.package}.{cmd_name.replace('-', '_')}").command
        assert isinstance(command, click.Command)  # noqa: S101  # every such module has one
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As Click does, with the nearest command for one that does not exist."""
        known = args[0].startswith("-") or args[0] in self.names
        if not known and args[0] not in (names := self.list_commands(ctx)):
            mend = did_you_mean(args[0], names)
            raise WrongUse(message("there is no command “{name}”: {mend}", name=args[0], mend=mend))
        return super().resolve_command(ctx, args)

    def listed(self, ctx: click.Context, language: Language) -> list[tuple[str, str]]:
        """Every command with the first line of its help."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        return [(name, c.say.text(language).split("\n")[0]) for name, c in commands if isinstance(c, Speaking)]


def _spelled(param: click.Option, ctx: click.Context) -> str:
    names = " / ".join([", ".join(param.opts), *param.secondary_opts])
    return names if param.is_flag or param.count else f"{names} {param.make_metavar(ctx)}"


def _with_session(run: Callable[..., int]) -> Callable[..., int]:
    def called(**values: Any) -> int:
        context = click.get_current_context()
        own = session(context)
        values.pop("language", None)  # seen already in the raw arguments
        own.format = values.pop("format", "text")
        return run(own, **values)

    return called


def session(ctx: click.Context) -> Session:
    """The session of a context."""
    found = ctx.find_root().obj
    return found if isinstance(found, Session) else Session()


# what several commands take ----------------------------------------------------------------------------------------


def project_argument() -> Argument:
    """``[PROJECT]``."""
    return Argument(
        "project",
        say=message("the project’s folder (with kaohe.toml); else the current one"),
        required=False,
        type=click.Path(path_type=Path),
        default=Path(),
        metavar="[PROJECT]",
    )


def scheme_option() -> Option:
    """``--scheme ID``."""
    return Option("--scheme", say=message("only the scheme with this id"), metavar="ID", default=None)


def format_option(*more: str) -> Option:
    """``--format text|json``, and what else a command gives."""
    return Option("--format", say=message("how to print"), type=click.Choice(["text", "json", *more]), default="text")


def language_option() -> Option:
    """``--language zh|en``."""
    return Option(
        "--language",
        say=message("zh: 中文, en: English; else the project’s language"),
        type=click.Choice(list(LANGUAGES)),
        default=None,
    )


# wrong use ---------------------------------------------------------------------------------------------------------


def complaint(error: click.UsageError, language: Language) -> str:
    """What is wrong with the command line."""
    return _complaint(error).text(language)


def _complaint(error: click.UsageError) -> Message:
    match error:
        case WrongUse():
            return error.what
        case click.NoSuchOption() if error.possibilities:
            return message(
                "there is no option {name}; did you mean {close}?",
                name=error.option_name,
                close=sorted(error.possibilities),
            )
        case click.NoSuchOption():
            return message("there is no option {name}", name=error.option_name)
        case click.BadOptionUsage():
            return message("the option {name} needs a value", name=error.option_name)
        case click.MissingParameter() if error.param is not None:
            return message("{name} is missing", name=_called(error))
        case click.BadParameter() if error.param is not None and isinstance(error.param.type, click.Choice):
            return message("{name} takes one of: {names}", name=_called(error), names=list(error.param.type.choices))
        case click.BadParameter() if error.param is not None and isinstance(error.param.type, click.IntRange):
            least = error.param.type.min
            return message("{name} takes a whole number of at least {least}", name=_called(error), least=least)
    start = "Got unexpected extra argument"
    if error.message.startswith(start):
        found = error.message.partition("(")[2].rpartition(")")[0]
        return message("too much on the command line: {found}", found=found)
    return message("{reason}", reason=error.message)


def _called(error: click.BadParameter) -> str:
    assert error.param is not None  # noqa: S101  # asked before
    if not isinstance(error.param, click.Option):
        return error.param.human_readable_name.upper()
    return " / ".join([error.param.opts[0], *error.param.secondary_opts])
