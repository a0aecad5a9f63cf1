"""What a plugin consists of: the files of the example plugin, and what each brings, asked of the plugin itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from drawn.canvas import LINE, Canvas, fitted
from kaohe_core import Language, Text
from kaohe_core.sphinxext.directives import plugins_of

NAME = "example"
TITLE = Text("一个插件由哪些文件组成", "The files that a plugin consists of")
SAYS = {
    "tables": Text("台账：要交什么表", "tables: what is handed in"),
    "dimensions": Text("指标：方案里一行就用上", "dimensions, ready to use"),
    "rules.py": Text("新的计分规则", "new rules"),
    "checks.py": Text("跨表的检查", "checks across tables"),
    "schemes": Text("现成的方案和样例数据", "ready schemes with data"),
    "locale": Text("提示的中文", "messages in Chinese"),
    "__init__.py": Text("plugin = package(__name__)", "plugin = package(__name__)"),
}


def draw(root: Path, language: Language) -> str:
    """A line a file or folder, what it is, and the names of what it brings."""
    canvas = Canvas(360)
    folder = root / "plugins" / f"kaohe-{NAME}" / "src" / f"kaohe_{NAME}"
    canvas.box(1, 1, 358, 30, "strong")
    canvas.text(11, 21, f"kaohe-{NAME}/", "mono", inside=330)
    y = 40.0
    brought = dict(names(language))
    for file, what in SAYS.items():
        if not (folder / file).exists():
            raise FileNotFoundError(folder / file)
        tall = LINE * (1 + bool(brought.get(file))) + 12
        canvas.parts.append(f'<path class="way" d="M12 {y - 12:.0f}V{y + 18:.0f}H22"/>')
        canvas.box(22, y, 112, tall, "soft")
        canvas.text(30, y + 20, file if "." in file else f"{file}/", "mono", inside=98)
        canvas.box(140, y, 219, tall, "plain")
        canvas.text(148, y + 20, what.text(language), "small", inside=206)
        if brought.get(file):
            canvas.text(148, y + 20 + LINE, fitted(brought[file], 204, "mono"), "mono", inside=206)
        y += tall + 8
    return canvas.svg(TITLE.text(language))


def names(language: Language) -> Iterator[tuple[str, str]]:
    """What the plugin hands over, by the file that it comes from."""
    plugins = plugins_of((NAME,))
    for file, registered in (
        ("tables", plugins.tables()),
        ("dimensions", plugins.dimensions()),
        ("rules.py", plugins.rules()),
        ("schemes", plugins.schemes()),
    ):
        own = [key.removeprefix(f"{NAME}/") for key, item in registered.items() if NAME in item.plugin.split(" + ")]
        yield file, "、".join(own) if language == "zh" else ", ".join(own)
