"""What a package says, its translations in ``.po`` files, and the one ``.mo`` that they are compiled to.

A package is the core or a plugin; its .po files lie in ``<package>/locale/zh_CN/*.po``. Babel reads them: it is
asked for only where a catalogue is compiled or held against its sources.
"""

from __future__ import annotations

import ast
import gettext
import io
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaohe_core.catalogues.texts import documented

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog


class Unkept(ValueError):  # noqa: N818  # as in "this catalogue is not kept well"
    """A template or a translation that no catalogue can hold; the text says where."""


@cache  # asked for twice, and slow
def used(package: Path) -> dict[str, str]:
    """Every template in the package's code, and every text the reference shows, with the file that uses it first.

    A template is the literal that ``message(…)`` takes first. What counts is said here and not left to a library's
    extractor: Babel 2.19 began to pass over ``"{key} {value}"``, which has no letter outside its braces.
    Raises :class:`Unkept` where a template is no literal.
    """
    found: dict[str, str] = documented(package)
    for path in sorted(package.rglob("*.py")):
        file = path.relative_to(package).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name("message"), args=[ast.Constant(str(template)), *_]):
                    found.setdefault(template, file)
                case ast.Call(func=ast.Name("message")):
                    raise Unkept(f"{file}:{node.lineno}: message(…) takes its template as a literal")
    return found


def sources(package: Path) -> list[Path]:
    """The .po files of the package."""
    return sorted((package / "locale" / "zh_CN").glob("*.po"))


def translated(package: Path) -> Catalog:
    """All .po files of the package in one catalogue; an entry in two files must say the same, or :class:`Unkept`."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po

    merged = Catalog(locale="zh_CN", fuzzy=False)
    for path in sources(package):
        with path.open("rb") as stream:
            for entry in read_po(stream, locale="zh_CN"):
                if entry.id:
                    before = merged.get(entry.id)
                    if before is not None and before.string != entry.string:
                        raise Unkept(f"{path}: {entry.id!r} is translated in two ways")
                    merged.add(entry.id, entry.string)
    return merged


def compiled(catalogue: Catalog) -> bytes:
    """The .mo bytes: the same for the same entries, with any version of Babel."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    class _Plain(Catalog):
        """A catalogue whose header says what gettext needs: neither a date nor the tool, so that the bytes stay."""

        @property  # type: ignore[misc]  # nobody sets it
        def mime_headers(self) -> list[tuple[str, str]]:
            """The header's lines."""
            return [("Content-Type", "text/plain; charset=utf-8"), ("Language", "zh_CN")]

    plain = _Plain(locale="zh_CN", fuzzy=False)
    for entry in sorted((e for e in catalogue if e.id), key=lambda e: str(e.id)):
        plain.add(entry.id, entry.string)
    buffer = io.BytesIO()
    write_mo(buffer, plain)
    return buffer.getvalue()


def entries(catalogue: Catalog) -> dict[str, str]:
    """What a catalogue means: every message with its translation."""
    return {str(entry.id): str(entry.string) for entry in catalogue if entry.id}


def mo_path(package: Path) -> Path:
    """Where the compiled catalogue lies."""
    return package / "locale" / "zh_CN" / "LC_MESSAGES" / f"{package.name}.mo"


def installed(package: Path) -> Catalog:
    """What the compiled catalogue says."""
    from babel.messages.mofile import read_mo

    with mo_path(package).open("rb") as stream:
        return read_mo(stream)


def in_chinese(package: Path) -> Callable[[str], str]:
    """What the compiled catalogue has for a text; nothing for one it does not have. Needs no Babel."""
    if not mo_path(package).is_file():
        return lambda _text: ""
    with mo_path(package).open("rb") as stream:
        known = gettext.GNUTranslations(stream)
    known.add_fallback(_Nothing())
    return known.gettext


class _Nothing(gettext.NullTranslations):
    def gettext(self, message: str) -> str:  # noqa: ARG002  # gettext's interface
        return ""


def missing(package: Path) -> list[str]:
    """The templates no .po file translates, as ``file: template``."""
    catalogue = translated(package)
    return [f"{file}: {t}" for t, file in used(package).items() if not (e := catalogue.get(t)) or not e.string]


def unused(package: Path) -> list[str]:
    """Translations whose template is not in the code any more."""
    known = used(package)
    return [str(e.id) for e in translated(package) if e.id and e.id not in known]


def compile_package(package: Path) -> Path:
    """Compile the .po files of the package; returns the .mo file that was written."""
    path = mo_path(package)
    content = compiled(translated(package))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def stale(package: Path) -> bool:
    """Whether the compiled catalogue says something else than its sources, or is not there. Without Babel: is older."""
    if not sources(package):
        return False
    if not mo_path(package).is_file():
        return True
    try:
        said: dict[str, Any] = entries(translated(package))
        return said != entries(installed(package))
    except ImportError:
        return any(path.stat().st_mtime > mo_path(package).stat().st_mtime for path in sources(package))
