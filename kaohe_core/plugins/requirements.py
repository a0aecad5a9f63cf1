"""What a project asks for in ``plugins = ["performance-pay ~= 0.1", "homeroom"]``, held against what is installed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import frozen
from packaging.requirements import InvalidRequirement
from packaging.requirements import Requirement as Needed
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from kaohe_core.findings import Finding, Spot, nearest
from kaohe_core.messages import message
from kaohe_core.plugins.blame import cause

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint  # noqa: TID251  # the name of a type only

CORE = "core"
"""The name under which the core's own rules are registered."""


@frozen
class Requirement:
    """A plugin that a project enables, and the versions that will do."""

    name: str
    versions: SpecifierSet

    @classmethod
    def parse(cls, text: str) -> Requirement:
        """``homeroom`` or ``performance-pay ~= 0.1``. Raises ``ValueError`` for anything else."""
        match = re.fullmatch(r"\s*([a-z][a-z0-9]*(?:-[a-z0-9]+)*)(.*)", text)
        if match is None:
            raise ValueError(f"{text!r} is not a plugin name with an optional version")
        try:
            return cls(match[1], SpecifierSet(match[2]))
        except InvalidSpecifier as error:
            raise ValueError(str(error)) from None

    def met_by(self, found: Installed) -> bool:
        """Whether an installed plugin is of a version that will do."""
        try:
            return self.versions.contains(Version(found.version), prereleases=True)  # installed on purpose
        except (InvalidVersion, TypeError):  # TypeError: its metadata lack a version
            return not str(self.versions)


@frozen
class Installed:
    """A plugin that is installed and perhaps not imported: its name, who brings it, and where its hooks are."""

    name: str
    distribution: str
    version: str
    entry_point: EntryPoint

    def __str__(self) -> str:
        return f"{self.distribution} {self.version}"


def note_unreadable(text: str, spot: Spot) -> None:
    """Note that ``text`` is no requirement."""
    spot.add(
        message("“{text}” is not a plugin name with an optional version", text=text),
        message("write it like “homeroom” or “homeroom ~= 0.1”"),
    )


def note_twice(requirement: Requirement, spot: Spot) -> None:
    """Note that the plugin is asked for twice."""
    spot.add(message("the plugin “{name}” is listed twice", name=requirement.name), message("keep one of the two"))


def check_installed(requirement: Requirement, available: Mapping[str, Sequence[Installed]], spot: Spot) -> None:
    """Note why no installed plugin meets ``requirement``, if none does."""
    claims = available.get(requirement.name, ())
    if not claims:
        _note_missing(requirement, available, spot)
        return
    if len(claims) > 1:
        names = [claim.distribution for claim in claims]
        spot.add(
            message(
                "several distributions claim the plugin “{name}”: {claims}", name=requirement.name, claims=list(claims)
            ),
            message("remove all but one of them, such as by: pip uninstall {one}", one=names[-1]),
        )
        return
    found = claims[0]
    if requirement.met_by(found):
        return
    spot.add(
        message(
            "the plugin “{name}” is installed as {found}, while {required} is required",
            name=requirement.name,
            found=found,
            required=requirement.versions,
        ),
        message(
            "install a version of {distribution} that is {required}, from where you have the plugin",
            distribution=found.distribution,
            required=requirement.versions,
        ),
    )


REQUIRES = "the plugin “{name}” ({found}) requires "  # so begins what is said about unmet requirements


def unmet(finding: Finding) -> bool:
    """Whether a finding says that something is not there which a plugin's distribution requires."""
    return finding.what.template.startswith(REQUIRES)


def check_needs(found: Installed, versions: Mapping[str, str], spot: Spot) -> None:
    """Note what the plugin's distribution asks of other distributions of kaohe, where that is not met.

    ``versions`` are those of the core and of the distributions that bring plugins, by normal name.
    """
    for needed in needs_of(found):
        version = versions.get(canonicalize_name(needed.name))
        try:
            if version is not None and needed.specifier.contains(Version(version), prereleases=True):
                continue
        except InvalidVersion:  # what a packager wrote wrong, nobody here can mend
            continue
        wanted = f"{needed.name}{needed.specifier}"
        mend = message(
            "install {wanted} from where you have kaohe, or another version of {distribution}",
            wanted=wanted,
            distribution=found.distribution,
        )
        if version is None:
            what = message(
                "the plugin “{name}” ({found}) requires {wanted}, which is not installed",
                name=found.name,
                found=found,
                wanted=wanted,
            )
        else:
            what = message(
                "the plugin “{name}” ({found}) requires {wanted}, while {version} is installed",
                name=found.name,
                found=found,
                wanted=wanted,
                version=version,
            )
        spot.add(what, mend)


def check_enabled(
    found: Installed, installed: Mapping[str, Sequence[Installed]], enabled: Collection[str], spot: Spot
) -> None:
    """Note what the plugin's distribution requires that brings plugins, none of which is among the ``enabled`` ones."""
    for needed in needs_of(found):
        brought = plugins_of(needed.name, installed)
        if brought and not any(name in enabled for name in brought):
            spot.add(
                message(
                    "the plugin “{name}” ({found}) requires the plugin {needed} ({wanted}), which is not enabled",
                    name=found.name,
                    found=found,
                    needed=brought,
                    wanted=f"{needed.name}{needed.specifier}",
                ),
                message("write “{one}” before “{name}” in plugins", one=brought[0], name=found.name),
            )


def plugins_of(distribution: str, installed: Mapping[str, Sequence[Installed]]) -> list[str]:
    """The plugins that a distribution brings, by name."""
    wanted = canonicalize_name(distribution)
    return sorted(
        name
        for name, claims in installed.items()
        if any(canonicalize_name(claim.distribution) == wanted for claim in claims)
    )


def needs_of(found: Installed) -> Iterator[Needed]:
    """What the plugin's distribution asks of the core and of other distributions of kaohe, as far as it can be read."""
    for line in getattr(found.entry_point.dist, "requires", None) or ():
        try:
            needed = Needed(line)
        except InvalidRequirement:  # as above
            continue
        name = canonicalize_name(needed.name)
        ours = name == "kaohe" or name.startswith("kaohe-")
        if ours and (needed.marker is None or needed.marker.evaluate({"extra": ""})):
            yield needed


def _note_missing(requirement: Requirement, available: Mapping[str, Sequence[Installed]], spot: Spot) -> None:
    name = requirement.name
    if name == CORE:
        spot.add(message("“core” is the core itself, which is always there"), message("take it out of the list"))
        return
    close = nearest(name, available)
    spot.add(
        message("the plugin “{name}” is not installed; installed are: {names}", name=name, names=sorted(available))
        if available
        else message("the plugin “{name}” is not installed; no plugin is", name=name),
        message("did you mean “{close}”? If not, install it as whoever offers it says", close=close)
        if close
        else message("install it as whoever offers it says"),
    )


def note_not_imported(chosen: Installed, error: BaseException, versions: str, spot: Spot) -> None:
    """Note that the installed plugin cannot be imported; ``versions`` are those of plugin, core and Python."""
    spot.add(
        message(
            "the plugin “{name}” cannot be imported: {cause} ({versions})",
            name=chosen.name,
            cause=cause(error),
            versions=versions,
        ),
        message(
            "install {distribution} again from where you have it; if that does not help, send this to its author",
            distribution=chosen.distribution,
        ),
    )
