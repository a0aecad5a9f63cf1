"""Commands that installed distributions bring: found by their names alone, asked for their help, imported when called.

Whether a project enables anything plays no part: a command is there where its distribution is installed. One that
cannot be used is said with its distribution where it is called or listed; all others go on.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from attrs import frozen

from kaohe_core.findings import Findings, FindingsError, Place, Spot, did_you_mean
from kaohe_core.messages import message
from kaohe_core.plugins.blame import ASK, PluginOrigin, cause, note
from kaohe_core.plugins.contributions import Command
from kaohe_core.plugins.loader import COMMAND_GROUP, Broken, asked, foreign, installed, versions_of
from kaohe_core.plugins.requirements import Installed

if TYPE_CHECKING:
    import click

HOOK = "kaohe_commands"


@frozen
class Offer:
    """One command name: who claims it, and the command itself, or None where ``findings`` say why there is none."""

    name: str
    claims: tuple[Installed, ...]
    command: Command | None
    findings: Findings

    def imported(self) -> click.Command:
        """The Click command, imported now; raises :class:`~kaohe_core.findings.FindingsError` where there is none."""
        import click

        self.findings.stop()
        assert self.command is not None  # noqa: S101  # no finding blocks
        claim = self.claims[0]
        spot = self.findings.at(_place(claim))
        module, _, attribute = self.command.target.partition(":")
        try:
            with foreign():
                found = getattr(import_module(module), attribute)
        except Broken as broken:
            _note_not_imported(self.name, claim, broken.error, spot)
        else:
            if isinstance(found, click.Command):
                return found
            spot.add(message("{target} is no Click command", target=self.command.target), ASK)
        raise FindingsError(self.findings)


def names(core: Collection[str]) -> list[str]:
    """The commands that distributions bring beside those of the core, by name. Nothing is imported."""
    return sorted(set(installed(COMMAND_GROUP)) - set(core))


def offers(core: Collection[str]) -> list[Offer]:
    """Every command that a distribution brings, by name; ``core`` has the names of the core's own."""
    found = installed(COMMAND_GROUP)
    return [_offer(name, found[name], core) for name in sorted(found)]


def offer(name: str, core: Collection[str]) -> Offer | None:
    """The command of this name; None where no distribution brings one."""
    claims = installed(COMMAND_GROUP).get(name)
    return None if claims is None else _offer(name, claims, core)


def _offer(name: str, claims: Sequence[Installed], core: Collection[str]) -> Offer:
    findings = Findings()
    return Offer(name, tuple(claims), _command(name, claims, core, findings), findings)


def _command(name: str, claims: Sequence[Installed], core: Collection[str], findings: Findings) -> Command | None:
    _check_clash(name, claims, core, findings)
    if findings.blocked:
        return None
    [claim] = claims
    spot = findings.at(_place(claim))
    note(claim.entry_point.module.partition(".")[0], PluginOrigin(claim.distribution, versions_of(str(claim))))
    try:
        with foreign():
            plugin = claim.entry_point.load()
    except Broken as broken:
        _note_not_imported(name, claim, broken.error, spot)
        return None
    found: list[Command] = asked(plugin, claim, HOOK, findings)
    if not findings.blocked:
        _check_names(name, claim, found, spot)
    return None if findings.blocked else next(command for command in found if command.name == name)


def _place(claim: Installed) -> Place:
    return Place(plugin=claim.distribution)


def _check_clash(name: str, claims: Sequence[Installed], core: Collection[str], findings: Findings) -> None:
    """Every claim is alone with its name."""
    for spot in (findings.at(_place(claim)) for claim in claims):
        if name in core:
            spot.add(
                message("it brings the command “{name}”, which is one of kaohe’s own", name=name),
                message("ask its author to rename it; “{name}” is always kaohe’s", name=name),
            )
        elif len(claims) > 1:
            spot.add(
                message("several distributions bring the command “{name}”: {claims}", name=name, claims=list(claims)),
                message("remove all but one of them, such as by: pip uninstall {one}", one=claims[-1].distribution),
            )


def _note_not_imported(name: str, claim: Installed, error: BaseException, spot: Spot) -> None:
    spot.add(
        message(
            "the command “{name}” cannot be imported: {cause} ({versions})",
            name=name,
            cause=cause(error),
            versions=versions_of(str(claim)),
        ),
        message(
            "install {distribution} again from where you have it; if that does not help, send this to its author",
            distribution=claim.distribution,
        ),
    )


def _check_names(name: str, claim: Installed, found: Sequence[Command], spot: Spot) -> None:
    """The entry points name exactly what the hook returns: or a command would be missed, or listed and not there."""
    returned = [command.name for command in found]
    named = [
        one
        for one, claims in installed(COMMAND_GROUP).items()
        if claim.distribution in {c.distribution for c in claims}
    ]
    if name not in returned:
        spot.add(
            message(
                "an entry point names “{name}”, and the hook “{hook}” returns no such command", name=name, hook=HOOK
            ),
            did_you_mean(name, returned),
        )
    for other in returned:
        if other not in named or returned.count(other) > 1:
            spot.add(
                message(
                    "the hook “{hook}” returns “{name}” more often than entry points name it", name=other, hook=HOOK
                ),
                message('name each once in [project.entry-points."kaohe.commands"], and return each once'),
            )
            return
