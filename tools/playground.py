"""What the playground of the docs is made of: fetched once, then packed beside the built site without the network.

    python tools/playground.py            fetch Pyodide and the rest into .playground/ (7 MB, once)

``docs/build.py`` packs it into the site (compiled where there is Node, so that the page opens sooner); without it the
site is built, and its page 试一试 says what is missing. Everything that is fetched is pinned by its digest. The core,
its plugins and the libraries written in Python come from the environment, so that the page runs what is tested.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from importlib.metadata import Distribution, distribution  # noqa: TID251  # packs what is installed
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from attrs import frozen

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".playground"
NPM = os.environ.get("NPM_CONFIG_REGISTRY", "https://registry.npmjs.org").rstrip("/")
WHEEL = ("toml-rs==0.4.3", "--platform", "pyemscripten_2026_0_wasm32", "--python-version", "3.14", "--abi", "cp314")


@frozen
class Part:
    """An archive and the files that are taken from it."""

    name: str
    digest: str  # sha256 of the archive
    url: str = ""  # of npm; what has none comes from PyPI
    files: tuple[str, ...] = ()


PARTS = (
    Part(
        "pyodide.tgz",
        "66b7949e5a0cba2250b586d7e368bf12fb482800748d182c4618254b685ffaa0",
        f"{NPM}/pyodide/-/pyodide-314.0.7.tgz",
        ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"),
    ),
    Part(
        "codemirror.tgz",
        "0ef6484ea4f71c28c6b3dd146349e79786762fc4b42e5b33befea6201c7fa6c8",
        f"{NPM}/codemirror/-/codemirror-5.65.20.tgz",
        (
            "lib/codemirror.js",
            "lib/codemirror.css",
            "mode/toml/toml.js",
            "addon/hint/show-hint.js",
            "addon/hint/show-hint.css",
        ),
    ),
    Part(
        "toml_rs.whl", "1ed2126768f15c077c957147d2171ad47b0e7d983f2f3b05d154cf23600cd938"
    ),  # the one library that is no Python
)
LIBRARIES = ("attrs", "et-xmlfile", "lark", "openpyxl", "packaging", "pluggy", "tomli-w", "xlrd")
PLUGINS = (
    "kaohe-e-education",
    "kaohe-example",
    "kaohe-homeroom",
    "kaohe-kindergarten-mentoring",
    "kaohe-legal-education",
    "kaohe-performance-pay",
    "kaohe-safety",
)
EXAMPLES = {"five-clauses": "五条细则", "school": "清水坪小学"}  # in docs/examples; the second is around every “try it”
CORE_LEFT_OUT = ("papers", "sphinxext", "workbook")  # nothing of it is asked for on the page
FIRST = """# 一条细则，可以改着试。
title = "清水坪小学考核方案"
subject = "staff"
name = "staff.name"
marks = 10
round = { clause = 2, total = 2 }
periods = { term = ["2026上", "2026下"] }

[[dimension]]
id = "attendance"
title = "考勤"
marks = 10
start = "full"

  [[dimension.clause]]
  id = "sick-leave"
  text = "病假每天扣 0.2 分，每学期 2 天以内不扣"
  rule = "deduct"
  of = "attendance.sick-days"
  points = 0.2
  allowance = 2
  per = "term"
"""


def fetch() -> None:
    """Every part that is not there yet; a part that is not what it was is refused."""
    KEPT.mkdir(exist_ok=True)
    for part in PARTS:
        path = KEPT / part.name
        if not path.exists():
            print(part.name)
            path.write_bytes(_whole(part, _from_npm(part.url) if part.url else _from_pypi()))


def _from_npm(url: str) -> bytes:
    with urllib.request.urlopen(url) as answer:  # noqa: S310  # an address of our own
        content: bytes = answer.read()
    return content


def _from_pypi() -> bytes:
    """The wheel, by pip, which knows the mirror that is used here."""
    pip = [sys.executable, "-m", "pip"] if find_spec("pip") is not None else ["uv", "tool", "run", "pip"]
    with tempfile.TemporaryDirectory() as folder:
        command = [*pip, "download", "--quiet", "--no-deps", "--only-binary=:all:", *WHEEL, "--dest", folder]
        subprocess.run(command, check=True)  # noqa: S603  # our own
        return next(Path(folder).glob("*.whl")).read_bytes()


def _whole(part: Part, content: bytes) -> bytes:
    found = sha256(content).hexdigest()
    if found != part.digest:
        sys.exit(f"{part.name} is not what it was: its sha256 is {found}, not {part.digest}")
    return content


def missing() -> bool:
    """Whether anything must be fetched first."""
    return not all((KEPT / part.name).exists() for part in PARTS)


def pack(out: Path) -> None:
    """The engine of the page in the folder ``out``: Pyodide, the editor, kaohe with its libraries, and the examples."""
    out.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        content = _whole(part, (KEPT / part.name).read_bytes())
        if part.files:
            with tarfile.open(fileobj=io.BytesIO(content)) as archive:
                for name in part.files:
                    member = archive.extractfile(f"package/{name}")
                    assert member is not None, name  # noqa: S101  # the digest says which archive it is
                    (out / Path(name).name).write_bytes(member.read())
    with zipfile.ZipFile(out / "kaohe.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        with zipfile.ZipFile(KEPT / "toml_rs.whl") as wheel:
            for name in wheel.namelist():
                _add(packed, name, wheel.read(name))
        for name, path in sorted(_sources()):
            _add(packed, name, path.read_bytes())
    _compile(out)
    (out / "examples.json").write_text(json.dumps(_examples(), ensure_ascii=False), encoding="utf-8")


def _compile(out: Path) -> None:
    """Compile what is packed, once for the same files; without Node the page does it whenever it is opened."""
    archive = out / "kaohe.zip"
    kept = KEPT / f"{sha256(archive.read_bytes()).hexdigest()}.zip"
    if not kept.exists():
        node = shutil.which("node")
        if node is None:
            return
        subprocess.run([node, str(ROOT / "tools" / "compiled.mjs"), str(out)], check=True)  # noqa: S603  # our own
        for old in KEPT.glob("*.zip"):
            old.unlink()
        shutil.copyfile(archive, kept)
    shutil.copyfile(kept, archive)


def _examples() -> dict[str, Any]:
    """The projects of the docs that can be begun with: the title and the files of each, by its name."""
    found: dict[str, Any] = {}
    for name, title in EXAMPLES.items():
        folder = ROOT / "docs" / "examples" / name
        files = {
            path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        found[name] = {"title": title, "files": files}
    found["school"]["files"]["schemes/part.toml"] = FIRST
    return found


def _add(packed: zipfile.ZipFile, name: str, content: bytes) -> None:
    packed.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)  # ZipInfo has no day in it


def _sources() -> Iterator[tuple[str, Path]]:
    """Every file that is packed: its name in the archive, and where it lies."""
    for library in LIBRARIES:
        yield from _of(distribution(library), lambda name: name.endswith((".py", ".lark", "METADATA")))
    yield "around.py", ROOT / "kaohe_core" / "sphinxext" / "around.py"
    own = {"kaohe": ROOT / "kaohe_core"}
    own |= {name: ROOT / "plugins" / name / "src" / name.replace("-", "_") for name in PLUGINS}
    for name, folder in own.items():
        yield from _of(distribution(name), lambda name: name.endswith(("METADATA", "entry_points.txt")))
        for path in folder.rglob("*"):
            inside = path.relative_to(folder.parent)
            kept = path.suffix in (".py", ".toml", ".mo", ".lark") and "schemes" not in inside.parts[1:2]
            if path.is_file() and kept and inside.parts[1] not in CORE_LEFT_OUT:
                yield inside.as_posix(), path


def _of(found: Distribution, wanted: Callable[[str], bool]) -> Iterator[tuple[str, Path]]:
    for file in found.files or ():
        if wanted(str(file)) and ".." not in file.parts:
            yield file.as_posix(), Path(str(found.locate_file(file)))


if __name__ == "__main__":
    fetch()
