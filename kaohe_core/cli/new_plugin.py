"""``kaohe new-plugin``."""

from __future__ import annotations

from pathlib import Path

import click

from kaohe_core.cli.plugin_files import package_of, plugin_files
from kaohe_core.cli.session import Session, WrongUse, refuse_filled
from kaohe_core.cli.speaking import Argument, Option, Speaking, language_option
from kaohe_core.messages import message
from kaohe_core.plugins.loader import installed
from kaohe_core.plugins.requirements import CORE
from kaohe_core.tables.declared import KEBAB


def run(own: Session, name: str, folder: Path | None, *, data_only: bool) -> int:
    """Make the distribution of a plugin that installs, is found, and passes its tests as it stands."""
    if not KEBAB.match(name) or name[-1].isdigit():
        raise WrongUse(
            message(
                "“{name}” is no name of a plugin: write lower-case words joined by hyphens, like home-visits", name=name
            )
        )
    claims = installed().get(name, [])
    if name == CORE or claims:
        taken = str(claims[0]) if claims else "kaohe"
        raise WrongUse(message("the name “{name}” is taken by {taken}: choose another", name=name, taken=taken))
    target = Path(f"kaohe-{name}") if folder is None else folder
    compiled = make(name, target, data_only=data_only)
    own.say(message("{folder} is ready: a plugin that works as it stands. Next:", folder=target))
    for line in (f'pip install -e "{target}[test]"', f"kaohe plugin check {name}", f"pytest {target}"):
        own.say(f"  {line}")
    if not compiled:
        own.say(message("  pip install babel, then: kaohe plugin catalogue {folder}", folder=target))
    return 0


def make(name: str, target: Path, *, data_only: bool) -> bool:
    """Write the plugin to ``target``, whole or not at all; returns whether its Chinese is compiled."""
    from kaohe_core.catalogues.kept import compile_package, sources
    from kaohe_core.writing import NewFile, new_folder

    refuse_filled(target)
    files = plugin_files(name, data_only=data_only)
    new_folder(target.absolute(), {path: NewFile(text.encode()) for path, text in files.items()})
    package = target / "src" / package_of(name)
    try:
        if sources(package):
            compile_package(package)
    except ImportError:  # Babel is not installed
        return False
    return True


command = Speaking(
    "new-plugin",
    say=message("Make a plugin that works as it stands: tables, a rule, a check, a scheme, tests, both languages."),
    run=run,
    params=[
        Argument("name", say=message("the plugin’s name, as schools will write it"), metavar="NAME"),
        Argument(
            "folder",
            say=message("the new folder; else kaohe-NAME"),
            required=False,
            type=click.Path(path_type=Path),
            metavar="[FOLDER]",
        ),
        Option("--data-only", say=message("no Python but one line: tables, a dimension and a scheme"), is_flag=True),
        language_option(),
    ],
)
