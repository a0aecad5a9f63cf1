"""``kaohe plugins``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kaohe_core.cli.app import COMMANDS
from kaohe_core.cli.session import Session
from kaohe_core.cli.speaking import Speaking, format_option, language_option, project_argument
from kaohe_core.findings import Findings, Place
from kaohe_core.messages import Message, message
from kaohe_core.plugins.loader import Plugins, installed, load
from kaohe_core.plugins.offers import offers

KINDS: dict[str, Message] = {
    "tables": message("tables"),
    "rules": message("rules"),
    "settlements": message("settlements"),
    "dimensions": message("ready dimensions"),
    "schemes": message("ready schemes"),
    "commands": message("commands"),
}


def run(own: Session, project: Path) -> int:
    """List the installed plugins with what each brings; a broken one with what is wrong."""
    enabled = _enabled(own, project)
    shown: list[dict[str, Any]] = []
    for name, found in sorted(installed().items()):
        findings = Findings()
        plugins = load([(name, Place())], findings, {name: found})
        broken = [finding.text(own.language) for finding in findings if finding.blocks]
        shown.append(
            {
                "name": name,
                "version": found[0].version,
                "distribution": found[0].distribution,
                "enabled": name in enabled,
                "broken": broken,
                **({} if broken else brought(plugins, name)),
            }
        )
    for distribution, (version, commands, broken) in sorted(_commands(own).items()):
        item = next((one for one in shown if one["distribution"] == distribution), None)
        if item is None:  # it brings nothing else: no project enables it
            item = {"name": distribution, "version": version, "distribution": distribution, "enabled": None}
            shown.append(item)
        item["broken"] = [*item.get("broken", ()), *broken]
        item["commands"] = commands
    if own.json:
        own.dump({"plugins": shown})
    else:
        _print(own, shown, (project / "kaohe.toml").is_file())
    return 1 if any(item["broken"] for item in shown) else 0


def _commands(own: Session) -> dict[str, tuple[str, list[str], list[str]]]:
    """The distributions that bring commands: version, the commands that work, and what is wrong with the others."""
    found: dict[str, tuple[str, list[str], list[str]]] = {}
    for one in offers(COMMANDS):
        for claim in one.claims:
            _, commands, broken = found.setdefault(claim.distribution, (claim.version, [], []))
            if one.command is not None:
                commands.append(one.name)
            texts = [finding.text(own.language) for finding in one.findings]
            broken += [text for text in texts if text not in broken]
    return found


def brought(plugins: Plugins, name: str) -> dict[str, list[str]]:
    """What one plugin registered, by kind."""
    kinds: dict[str, Mapping[str, Any]] = {
        "tables": plugins.tables(),
        "rules": plugins.rules(),
        "settlements": plugins.settlements(),
        "dimensions": plugins.dimensions(),
        "schemes": plugins.schemes(),
    }
    return {
        kind: [key for key, stamped in registered.items() if name in stamped.plugin.split(" + ")]
        for kind, registered in kinds.items()
    }


def _enabled(own: Session, project: Path) -> set[str]:
    """The names of the plugins that the project enables; none where there is no project."""
    from kaohe_core.config import enabled, read_config
    from kaohe_core.plugins.requirements import Requirement

    if not (project / "kaohe.toml").is_file():
        return set()
    findings = Findings()
    found = read_config(project, findings)
    findings.stop()
    assert found is not None  # noqa: S101  # no finding blocks
    own.language = own.asked or found[0].project.language
    names = set()
    for text, _place in enabled(*found, project, findings):
        try:
            names.add(Requirement.parse(text).name)
        except ValueError:
            continue  # `kaohe check` says what is wrong with it
    findings.stop()
    return names


def _print(own: Session, shown: list[dict[str, Any]], in_project: bool) -> None:  # one caller
    if not shown:
        own.say(message("No plugin is installed."))
    for item in shown:
        state = message("broken") if item["broken"] else message("installed")
        if in_project and item["enabled"] is not None and not item["broken"]:
            state = message("enabled") if item["enabled"] else message("not enabled")
        own.say(message("{name} {version} ({state})", name=item["name"], version=item["version"], state=state))
        for line in item["broken"]:
            own.say(f"    {line}")
        for kind, title in KINDS.items():
            if item.get(kind):
                own.say(message("    {kind}: {names}", kind=title, names=item[kind]))


command = Speaking(
    "plugins",
    say=message("List the installed plugins: versions, whether the project enables them, and what each brings."),
    run=run,
    params=[project_argument(), format_option(), language_option()],
)
