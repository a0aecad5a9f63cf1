"""toml-rs, which crashes the process once the thread that first used it has ended (0.4.3): that thread never ends."""

from __future__ import annotations

import threading
from contextlib import suppress
from functools import cache
from types import ModuleType


@cache
def toml_rs() -> ModuleType:
    """The library, ready for any thread: it is imported by the main thread, or by one that waits until the end."""
    if threading.current_thread() is threading.main_thread():
        return _used()
    used = threading.Event()

    def use_and_stay() -> None:
        _used()
        used.set()
        threading.Event().wait()

    threading.Thread(target=use_and_stay, name="toml-rs", daemon=True).start()
    used.wait()
    return _used()


def _used() -> ModuleType:
    import toml_rs as library

    library.load_with_metadata("a = 1", toml_version="1.0.0")
    with suppress(library.TOMLDecodeError):
        library.loads("a = ", toml_version="1.0.0")
    return library
