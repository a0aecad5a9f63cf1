"""A command over a record that was changed by other means tells what is wrong with it, and never fails for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from kaohe_core.cli.session import Session


def sound(run: Callable[..., int]) -> Callable[..., int]:
    """``run`` of a command whose first argument is the project: what fails is held against the whole record first."""

    @wraps(run)
    def looked(own: Session, project: Path, **values: Any) -> int:
        from kaohe_case.fold import BROKEN

        try:
            return run(own, project, **values)
        except BROKEN:
            from kaohe_case.verify import verify
            from kaohe_core import Findings

            findings = Findings()
            verify(own.folder(project), findings)
            findings.stop()
            raise  # nothing is wrong with the record: the fault is ours

    return looked
