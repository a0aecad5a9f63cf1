"""``kaohe plugin``: what the author of a plugin needs beside an editor."""

from __future__ import annotations

from pathlib import Path

import click

from kaohe_core.cli.session import Session, WrongUse
from kaohe_core.cli.speaking import Argument, Commands, Speaking, format_option, language_option
from kaohe_core.findings import Findings
from kaohe_core.messages import message


def try_it(own: Session, name: str) -> int:
    """Try everything that an installed plugin hands over."""
    from kaohe_core.contract.trying import try_plugin

    findings = Findings(language=own.language)
    tried = try_plugin(name, findings)
    if own.json:
        own.dump(
            {
                "plugin": name,
                "tried": [
                    {"what": one.what.text(own.language), "taken": one.taken, "numbers": one.numbers} for one in tried
                ],
                "findings": [finding.data(own.language) for finding in findings],
            }
        )
    else:
        for one in tried:
            own.say(
                message(
                    "{what}: ways of writing it: {taken}, numbers that agree: {numbers}",
                    what=one.what,
                    taken=one.taken,
                    numbers=one.numbers,
                )
            )
        own.tell(findings) if len(findings) else own.say(message("The plugin “{name}” keeps the contract.", name=name))
    return 1 if findings.blocked else 0


def compile_it(own: Session, package: Path) -> int:
    """Compile the Chinese of a plugin, and list what is not translated."""
    from kaohe_core.catalogues.kept import Unkept, compile_package, missing, sources, unused

    folders = [package, *(package.glob("src/*") if package.is_dir() else ())]
    folder = next((one for one in folders if (one / "__init__.py").is_file()), None)
    if folder is None:
        raise WrongUse(message("{folder} holds no package: name the folder of the plugin", folder=package))
    try:
        if not sources(folder):
            raise WrongUse(message("there is no {file}", file=folder / "locale" / "zh_CN" / f"{folder.name}.po"))
        written = compile_package(folder)
        lines = [message("no Chinese for {text}", text=text) for text in missing(folder)]
        lines += [message("nobody says “{text}” any more", text=text) for text in unused(folder)]
    except ImportError:
        raise WrongUse(message("Babel compiles catalogues, and is not installed: pip install babel")) from None
    except Unkept as error:
        raise WrongUse(message("{reason}", reason=str(error))) from None
    own.say(message("Compiled: {file}", file=written))
    for line in lines:
        own.say(line)
    return 1 if lines else 0


CHECK = Speaking(
    "check",
    say=message("Try everything that an installed plugin hands over, as schemes would use it."),
    run=try_it,
    params=[Argument("name", say=message("the plugin’s name"), metavar="NAME"), format_option(), language_option()],
)
CATALOGUE = Speaking(
    "catalogue",
    say=message("Compile a plugin’s Chinese (.po to .mo), and list what is not translated."),
    run=compile_it,
    params=[
        Argument(
            "package",
            say=message("the plugin’s folder; else the current one"),
            required=False,
            type=click.Path(path_type=Path),
            default=Path(),
            metavar="[FOLDER]",
        ),
        language_option(),
    ],
)


class PluginCommands(Commands):
    """The commands for authors of plugins; they are small, and stand in this file."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # Click's interface
        """The command of this name."""
        return {"check": CHECK, "catalogue": CATALOGUE}.get(cmd_name)


command = PluginCommands(
    "plugin",
    say=message("For authors of plugins: try a plugin out, compile its Chinese."),
    package="kaohe_core.cli",
    names=("check", "catalogue"),
    params=[language_option()],
)
