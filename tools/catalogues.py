"""Keep the 中文 catalogues: one .po a room, compiled to one .mo a package.

    python tools/catalogues.py            compile, and list the messages without a translation (exit 1 if any)

A package is the core or a plugin; its .po files lie in ``<package>/locale/zh_CN/*.po``.
"""

from __future__ import annotations

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from kaohe_core.sphinxext.texts import documented

ROOT = Path(__file__).resolve().parent.parent


def packages() -> list[Path]:
    """The folders that hold a package with catalogues."""
    return [ROOT / "kaohe_core", *sorted(p for p in ROOT.glob("plugins/*/src/*") if (p / "locale").is_dir())]


def used(package: Path) -> dict[str, str]:
    """Every template in the package's code, and every text the reference shows, with the file that uses it first."""
    found: dict[str, str] = documented(package)
    for file, _line, template, _comments, _context in extract_from_dir(
        package, method_map=[("**.py", "python")], keywords={"message": None}
    ):
        found.setdefault(template if isinstance(template, str) else template[0], file)
    return found


def translated(package: Path) -> Catalog:
    """All .po files of the package in one catalogue; an entry in two files must say the same."""
    merged = Catalog(locale="zh_CN", fuzzy=False)
    for path in sorted((package / "locale" / "zh_CN").glob("*.po")):
        with path.open("rb") as stream:
            for entry in read_po(stream, locale="zh_CN"):
                if entry.id:
                    before = merged.get(entry.id)
                    if before is not None and before.string != entry.string:
                        raise SystemExit(f"{path}: {entry.id!r} is translated in two ways")
                    merged.add(entry.id, entry.string)
    return merged


def compiled(catalogue: Catalog) -> bytes:
    """The .mo bytes: the same for the same entries."""
    always = datetime(2026, 1, 1, tzinfo=UTC)  # Babel writes the dates into the file; the clock must not be in it
    plain = Catalog(locale="zh_CN", fuzzy=False, creation_date=always, revision_date=always)
    for entry in sorted((e for e in catalogue if e.id), key=lambda e: str(e.id)):
        plain.add(entry.id, entry.string)
    buffer = io.BytesIO()
    write_mo(buffer, plain)
    return buffer.getvalue()


def mo_path(package: Path) -> Path:
    """Where the compiled catalogue lies."""
    return package / "locale" / "zh_CN" / "LC_MESSAGES" / f"{package.name}.mo"


def missing(package: Path) -> list[str]:
    """The templates no .po file translates, as ``file: template``."""
    catalogue = translated(package)
    return [f"{file}: {t}" for t, file in used(package).items() if not (e := catalogue.get(t)) or not e.string]


def unused(package: Path) -> list[str]:
    """Translations whose template is not in the code any more."""
    known = used(package)
    return [str(e.id) for e in translated(package) if e.id and e.id not in known]


def main() -> int:
    """Compile every catalogue and report what is missing."""
    findings = 0
    for package in packages():
        path = mo_path(package)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(compiled(translated(package)))
        for line in missing(package):
            print(f"{package.name}: no translation: {line}")
            findings += 1
        for line in unused(package):
            print(f"{package.name}: not used: {line}")
            findings += 1
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
