"""Names that are to go: what takes their place, since when, and in which version they end.

A name stands here with the public name that takes its place. It works until its version comes: whoever asks
``kaohe_core`` for it gets that name, with a ``DeprecationWarning``; a test says when an entry is due.
"""

from __future__ import annotations

from attrs import frozen


@frozen
class Deprecated:
    """A name that is to go: ``instead`` takes its place; ``since`` this version, until ``ends``."""

    instead: str
    since: str
    ends: str

    def told(self, name: str) -> str:
        """The warning."""
        return f"kaohe_core.{name} goes with version {self.ends}: use kaohe_core.{self.instead}"


DEPRECATED: dict[str, Deprecated] = {}
"""By the old name; none so far."""
