"""Keep the 中文 catalogues: one .po a room, compiled to one .mo a package.

python tools/catalogues.py            compile, and list the messages without a translation (exit 1 if any)
"""

from __future__ import annotations

import sys
from pathlib import Path

from kaohe_core.catalogues.kept import Unkept, compile_package, missing, unused

ROOT = Path(__file__).resolve().parent.parent


def packages() -> list[Path]:
    """The folders that hold a package with catalogues."""
    return [ROOT / "kaohe_core", *sorted(p for p in ROOT.glob("plugins/*/src/*") if (p / "locale").is_dir())]


def main() -> int:
    """Compile every catalogue and report what is missing."""
    findings = 0
    for package in packages():
        try:
            compile_package(package)
            lines = [
                *(f"no translation: {one}" for one in missing(package)),
                *(f"not used: {one}" for one in unused(package)),
            ]
        except Unkept as error:
            lines = [str(error)]
        for line in lines:
            print(f"{package.name}: {line}")
            findings += 1
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
