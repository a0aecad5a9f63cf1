"""The messages of the page: English in the code, 中文 in this package's own catalogue."""

from __future__ import annotations

from kaohe_core import catalogue

message = catalogue("kaohe_web")
