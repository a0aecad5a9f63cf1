"""``kaohe schema``."""

from __future__ import annotations

from pathlib import Path

import click

from kaohe_core.cli.session import Session
from kaohe_core.cli.speaking import Option, Speaking, language_option, project_argument
from kaohe_core.messages import message


def run(own: Session, project: Path, of: str) -> int:
    """Print the JSON Schema that an editor completes TOML files by."""
    from kaohe_core.scheme.json_schema import project_schema, scheme_schema

    opened = own.project(project).project
    plugins = opened.plugins
    made = (
        project_schema(opened.tables, own.language)
        if of == "project"
        else scheme_schema(plugins.rules(), plugins.settlements(), plugins.dimensions(), own.language)
    )
    own.dump(made)
    return 0


command = Speaking(
    "schema",
    say=message("Print a JSON Schema of exactly the enabled plugins, for completion in editors."),
    run=run,
    params=[
        project_argument(),
        Option(
            "--of",
            say=message("scheme: for schemes/*.toml; project: for kaohe.toml"),
            type=click.Choice(["scheme", "project"]),
            default="scheme",
        ),
        language_option(),
    ],
)
