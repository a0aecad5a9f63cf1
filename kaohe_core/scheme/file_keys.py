"""Keys of a scheme file that are no values of the scheme: about its layers, and what a dimension takes over."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from kaohe_core.rules.rule import doc
from kaohe_core.scheme.allowed import Allowed


@frozen(kw_only=True)
class AboutLayers:
    """What a scheme file says about the layers above and below it."""

    extends: str | None = doc("a superior’s scheme file", default=None)
    locked: tuple[str, ...] = doc("names of the values that lower layers cannot change", default=())
    allowed: Mapping[str, Allowed] = doc("what lower layers may write, by the name of the value", factory=dict)
    plugin_sets: Mapping[str, tuple[str, ...]] = doc(
        "lists of plugins that projects can enable by one word", factory=dict
    )


@frozen(kw_only=True)
class TakenOver:
    """What a dimension takes over from a ready one, or from a superior's; its other keys change what is taken over."""

    use: str | None = doc("a ready dimension", default=None)
    without: tuple[str, ...] = doc("ids of clauses or parts to leave out", default=())
