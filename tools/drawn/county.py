"""A county over its schools: what it hands down, and what each of the schools of the example writes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from drawn.canvas import Canvas, Style
from kaohe_core import Language, Text

TITLE = Text("县里一份文件，三所学校", "One file of the county, three schools")
FOLDER = "examples/county-and-its-schools"
COUNTY = "全县.toml"
SET = Text("插件组：{}", "the plugin set: {}")
LOCKED = Text("锁定，学校不能改：{}", "locked, no school changes it: {}")
ALLOWED = Text("可以改，但有范围：{}", "a school may change it within bounds: {}")


def draw(root: Path, language: Language) -> str:
    """The county's file above, under it the file of each school, as they are written."""
    folder = root / FOLDER
    canvas = Canvas(640)
    bottom = canvas.filled(70, 2, 500, list(_county(_read(folder / COUNTY), language)), "strong")
    schools = sorted((path.parent for path in folder.glob("*/kaohe.toml")), key=lambda path: path.name)
    wide = (640 - 2 - 12 * (len(schools) - 1)) / len(schools)
    found = [list(_school(_read(school / "kaohe.toml"))) for school in schools]
    trial = Canvas(640)
    tall = max(trial.filled(0, 0, wide, lines) for lines in found)
    for number, lines in enumerate(found):
        x = 1 + number * (wide + 12)
        middle = min(max(x + wide / 2, 90), 550)
        canvas.arrow(middle, bottom, middle, bottom + 30)
        canvas.filled(x, bottom + 32, wide, lines, high=tall)
    return canvas.svg(TITLE.text(language))


def _county(data: dict[str, Any], language: Language) -> Iterator[tuple[str, Style]]:
    yield COUNTY, "mono"
    yield data["title"], "bold"
    for name, plugins in data["plugin-sets"].items():
        yield SET.text(language).format(f"{name} = {', '.join(plugins)}"), "small"
    yield LOCKED.text(language).format(", ".join(data["locked"])), "small"
    yield ALLOWED.text(language).format(", ".join(data["allowed"])), "small"


def _school(data: dict[str, Any]) -> Iterator[tuple[str, Style]]:
    project = data["project"]
    yield project["name"], "bold"
    for key in ("extends", "plugin-set", "without", "plugins"):
        if key in project:
            value = project[key]
            shown = ", ".join(f'"{one}"' for one in value) if isinstance(value, list) else f'"{value}"'
            yield f"{key} = {f'[{shown}]' if isinstance(value, list) else shown}", "mono"


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))
