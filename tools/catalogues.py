"""Keep the 中文 catalogues: one .po a room, compiled to one .mo a package.

    python tools/catalogues.py            compile, and list the messages without a translation (exit 1 if any)

A package is the core or a plugin; its .po files lie in ``<package>/locale/zh_CN/*.po``.
"""

from __future__ import annotations

import ast
import io
import sys
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from kaohe_core.sphinxext.texts import documented

ROOT = Path(__file__).resolve().parent.parent


def packages() -> list[Path]:
    """The folders that hold a package with catalogues."""
    return [ROOT / "kaohe_core", *sorted(p for p in ROOT.glob("plugins/*/src/*") if (p / "locale").is_dir())]


@cache  # asked for twice, and slow
def used(package: Path) -> dict[str, str]:
    """Every template in the package's code, and every text the reference shows, with the file that uses it first.

    A template is the literal that ``message(…)`` takes first. What counts is said here and not left to a library's
    extractor: Babel 2.19 began to pass over ``"{key} {value}"``, which has no letter outside its braces.
    """
    found: dict[str, str] = documented(package)
    for path in sorted(package.rglob("*.py")):
        file = path.relative_to(package).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name("message"), args=[ast.Constant(str(template)), *_]):
                    found.setdefault(template, file)
                case ast.Call(func=ast.Name("message")):
                    raise SystemExit(f"{file}:{node.lineno}: message(…) takes its template as a literal")
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


class _Plain(Catalog):
    """A catalogue whose header says what gettext needs: neither a date nor the tool, so that the bytes stay."""

    @property  # type: ignore[misc]  # nobody sets it
    def mime_headers(self) -> list[tuple[str, str]]:
        """The header's lines."""
        return [("Content-Type", "text/plain; charset=utf-8"), ("Language", "zh_CN")]


def compiled(catalogue: Catalog) -> bytes:
    """The .mo bytes: the same for the same entries, with any version of Babel."""
    plain = _Plain(locale="zh_CN", fuzzy=False)
    for entry in sorted((e for e in catalogue if e.id), key=lambda e: str(e.id)):
        plain.add(entry.id, entry.string)
    buffer = io.BytesIO()
    write_mo(buffer, plain)
    return buffer.getvalue()


def entries(catalogue: Catalog) -> dict[str, str]:
    """What a catalogue means: every message with its translation."""
    return {str(entry.id): str(entry.string) for entry in catalogue if entry.id}


def installed(package: Path) -> Catalog:
    """What the compiled catalogue says."""
    with mo_path(package).open("rb") as stream:
        return read_mo(stream)


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
