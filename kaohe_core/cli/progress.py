"""What is being done, shown on anything that takes over two seconds; on the error stream, and only on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Timer
from typing import Any

from kaohe_core.messages import Language, Message

PATIENCE = 2.0  # seconds


@contextmanager
def working(language: Language) -> Iterator[Callable[[Message], None]]:
    """Yields what is called with each new stage of the work."""
    if not sys.stderr.isatty():
        yield lambda _stage: None
        return
    shown = _Shown(language)
    timer = Timer(PATIENCE, shown.start)
    timer.daemon = True
    timer.start()
    try:
        yield shown.stage
    finally:
        timer.cancel()
        shown.stop()


class _Shown:
    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self.text = ""
        self.progress: Any = None
        self.task: Any = None
        self.over = False
        self.lock = Lock()

    def start(self) -> None:
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        with self.lock:
            if self.over:
                return
            columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
            self.progress = Progress(*columns, console=Console(stderr=True), transient=True)
            self.task = self.progress.add_task(self.text, total=None)
            self.progress.start()

    def stage(self, stage: Message) -> None:
        self.text = stage.text(self.language)
        with self.lock:
            if self.progress is not None:
                self.progress.update(self.task, description=self.text)

    def stop(self) -> None:
        with self.lock:
            self.over = True
            if self.progress is not None:
                self.progress.stop()
