"""Commands: what a school's office types. ``kaohe --version`` imports neither Polars nor Rich nor any plugin."""

from __future__ import annotations


def main() -> None:
    """Run the command line and end with its exit code: 0 good, 1 findings, 2 wrong use."""
    import gc
    import sys

    # A command ends soon and leaves hardly any cycles: to look for them takes a tenth of the time of a small project,
    # and frees nothing in one of 20,000 people.
    gc.disable()
    from kaohe_core.cli.app import app
    from kaohe_core.cli.encoding import never_fails

    never_fails(sys.stdout, sys.stderr)
    app.main()
