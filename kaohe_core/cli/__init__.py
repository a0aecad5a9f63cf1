"""Commands: what a school's office types. ``kaohe --version`` imports neither Polars nor Rich nor any plugin."""

from __future__ import annotations


def main() -> None:
    """Run the command line and end with its exit code: 0 good, 1 findings, 2 wrong use."""
    from kaohe_core.cli.app import app

    app.main()
