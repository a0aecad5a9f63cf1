"""``*.case.toml`` files as pytest sees them: a file of items, and failures without a traceback."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from kaohe_core.findings import Findings
from kaohe_core.testing.cases import CaseFailed, FileCase, read_cases


class CaseFile(pytest.File):
    """One file of cases."""

    def collect(self) -> Iterator[pytest.Item]:
        """One item a case; a file that is wrong itself is one item that fails."""
        findings = Findings()
        cases = read_cases(self.path, findings)
        if findings.blocked:
            yield WrongFile.from_parent(self, name="case-file", text="\n".join(f.text("zh") for f in findings))
            return
        for case in cases:
            yield CaseItem.from_parent(self, name=case.title, case=case)


class CaseItem(pytest.Item):
    """One case."""

    def __init__(self, *, case: FileCase, **rest: Any) -> None:
        super().__init__(**rest)
        self.case = case
        for id in case.proves("clause"):
            self.add_marker(pytest.mark.clause(id))
        for id in case.proves("pattern"):
            self.add_marker(pytest.mark.pattern(id))
        for id in case.proves("fault"):
            self.add_marker(pytest.mark.fault(id))
        if case.cannot:
            self.add_marker(pytest.mark.xfail(reason=case.cannot, raises=CaseFailed, strict=True))

    def runtest(self) -> None:
        """Run it."""
        self.case.run()

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What differs, side by side; a traceback only where the program itself is at fault."""
        return str(excinfo.value) if isinstance(excinfo.value, CaseFailed) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[os.PathLike[str], int | None, str]:
        """The file, the line of the case (from 0), and its title."""
        return self.path, self.case.line - 1, self.case.title


class WrongFile(pytest.Item):
    """A file that cannot be read as cases."""

    def __init__(self, *, text: str, **rest: Any) -> None:
        super().__init__(**rest)
        self.text = text

    def runtest(self) -> None:
        """Say what is wrong with it."""
        raise CaseFailed(self.text)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The findings alone."""
        return str(excinfo.value) if isinstance(excinfo.value, CaseFailed) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[os.PathLike[str], int | None, str]:
        """The file."""
        return self.path, None, self.path.name
