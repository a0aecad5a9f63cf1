"""``kaohe plugins``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kaohe_core.cli.app import COMMANDS
from kaohe_core.cli.session import Session
from kaohe_core.cli.speaking import Speaking, format_option, language_option, project_argument
from kaohe_core.findings import Findings, Place
from kaohe_core.messages import Message, message
from kaohe_core.plugins.loader import Plugins, installed, load, with_needs
from kaohe_core.plugins.offers import offers
from kaohe_core.plugins.requirements import Installed, Requirement, unmet

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
    there = installed()
    shown = [_shown(own, name, found, enabled, there) for name, found in sorted(there.items())]
    shown += [_shown(own, name, [], enabled, there) for name in enabled if name not in there]
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


def _shown(
    own: Session,
    name: str,
    found: Sequence[Installed],
    enabled: Mapping[str, tuple[str, Place]],
    there: Mapping[str, Sequence[Installed]],
) -> dict[str, Any]:
    """One plugin: installed, or only wanted by the project; its versions are held against what the project wants."""
    text, place = enabled.get(name, (name, Place()))
    findings = Findings()
    *needs, _ = with_needs(name)
    asked = [*((need, place) for need in needs if need in there), (text, place)]
    plugins = load(asked, findings, there, enabled=enabled if name in enabled else with_needs(name))
    broken = [finding.text(own.language) for finding in findings if finding.blocks]
    wanted = str(Requirement.parse(text).versions)
    met = len(found) == 1 and Requirement.parse(text).met_by(found[0])
    met = met and not any(unmet(finding) for finding in findings)
    return {
        "name": name,
        "version": found[0].version if found else None,
        "distribution": found[0].distribution if found else None,
        "enabled": name in enabled,
        "wanted": wanted or None,
        "state": "missing" if not found else "broken" if broken and met else "unmet" if broken else "installed",
        "broken": broken,
        **({} if broken else brought(plugins, name)),
    }


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


def _enabled(own: Session, project: Path) -> dict[str, tuple[str, Place]]:
    """What the project asks for, by the name of the plugin; nothing where there is no project."""
    from kaohe_core.config import enabled, read_config

    if not (project / "kaohe.toml").is_file():
        return {}
    findings = Findings()
    found = read_config(project, findings)
    findings.stop()
    assert found is not None  # noqa: S101  # no finding blocks
    own.language = own.asked or found[0].project.language
    names: dict[str, tuple[str, Place]] = {}
    for text, place in enabled(*found, project, findings):
        try:
            names.setdefault(Requirement.parse(text).name, (text, place))
        except ValueError:
            continue  # `kaohe check` says what is wrong with it
    findings.stop()
    return names


def _print(own: Session, shown: list[dict[str, Any]], in_project: bool) -> None:  # one caller
    if not shown:
        own.say(message("No plugin is installed."))
    for item in shown:
        state = message("broken") if item["broken"] else message("installed")
        if item.get("state") == "unmet":
            state = message("{wanted} is wanted", wanted=item["wanted"]) if item["wanted"] else message("unmet")
        if item.get("state") == "missing":
            own.say(message("{name} (missing)", name=item["name"]))
            for line in item["broken"]:
                own.say(f"    {line}")
            continue
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
