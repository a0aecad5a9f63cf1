"""Commands: what a school's office types. ``kaohe --version`` imports neither Polars nor Rich nor any plugin."""

from __future__ import annotations


def main() -> None:
    """Run the command line and end with its exit code: 0 good, 1 findings, 2 wrong use."""
    import gc
    import os
    import sys

    # A command ends soon and leaves hardly any cycles: to look for them takes a tenth of the time of a small project,
    # and frees nothing in one of 20,000 people.
    gc.disable()
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # whoever started the command closed it, or there is no terminal at all
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115  # until the process ends
    from kaohe_core.cli.app import app
    from kaohe_core.cli.encoding import never_fails

    never_fails(sys.stdout, sys.stderr)
    app.main()
