"""The rooms of the core, from the contract that the checks hold them to: data go down, an import never goes up."""

from __future__ import annotations

import tomllib
from pathlib import Path

from drawn.canvas import Canvas
from kaohe_core import Language, Text

TITLE = Text(
    "各个房间，从上到下：下面的可以用上面的，上面的从不用下面的",
    "The rooms: one below may use those above it, never the other way",
)
ROOMS = {
    "described": Text("文档里讲到的名字", "what the reference tells"),
    "messages": Text("说给人的话，中英文", "text for people"),
    "calendar": Text("工作日", "working days"),
    "catalogues": Text("译文", "translations"),
    "deprecated": Text("要去掉的名字", "names that are to go"),
    "frames": Text("整列的数", "whole columns"),
    "finding_ids": Text("问题的编号", "ids of findings"),
    "public_names": Text("公开的名字", "promised names"),
    "notebook": Text("笔记本里的样子", "shown in a notebook"),
    "numerals": Text("中文数字", "Chinese numerals"),
    "refusals": Text("文件打不开的原因", "why a file is refused"),
    "shelf": Text("每个文件只读一次", "each file read once"),
    "findings": Text("问题：哪里、是什么、怎么改", "what is wrong, where, how to mend it"),
    "writing": Text("写文件：要么写全，要么不写", "files written whole or not at all"),
    "toml": Text("读 TOML，记住位置", "TOML, with places"),
    "tables": Text("读台账：Excel、CSV", "tables: Excel, CSV"),
    "formula": Text("算式，一处写，多处用", "formulas, written once"),
    "config": Text("kaohe.toml", "kaohe.toml"),
    "rules": Text("自带的计分规则", "the core’s own rules"),
    "plugins": Text("找到插件，检查插件", "plugins found and checked"),
    "scheme": Text("考核方案：读入、检查", "schemes, loaded and checked"),
    "assess": Text("计分、评定、分钱：两种算法", "marks, verdicts, money: in two ways"),
    "project": Text("磁盘上的项目", "a project on the disk"),
    "results": Text("结果：屏幕、CSV、JSON", "results: screen, CSV, JSON"),
    "run": Text("一次计算的全过程", "one run over a project"),
    "blanks": Text("空白台账", "blank tables"),
    "compare": Text("两个结果比一比", "two results compared"),
    "explain": Text("这一分怎么来的", "whence a mark comes"),
    "workbook": Text("会重新计算的工作簿", "sheets that recompute"),
    "from_ready": Text("从现成方案开始", "from a ready scheme"),
    "api": Text("给写程序的人", "for programs"),
    "papers": Text("公示、考核表、发放表", "notices, sheets, payments"),
    "contract": Text("插件试运行", "a plugin tried out"),
    "cli": Text("命令", "commands"),
    "mypy_plugin": Text("类型检查", "for type checks"),
    "sphinxext": Text("参考资料", "the reference pages"),
    "testing": Text("测试工具", "the test kit"),
    "playground": Text("网页上试一试", "tried in the browser"),
}
WIDE, EACH = 640, 4  # a layer has at most so many rooms in one line


def draw(root: Path, language: Language) -> str:
    """One line a layer of the contract ``corridor``, the first room at the top."""
    canvas = Canvas(WIDE)
    y = 4.0
    for number, layer in enumerate(reversed(layers(root))):
        lines = -(-len(layer) // EACH)
        each = -(-len(layer) // lines)
        for start in range(0, len(layer), each):
            part = layer[start : start + each]
            wide = (WIDE - 2 - 8 * (len(part) - 1)) / len(part)
            for at, room in enumerate(part):
                x = 1 + at * (wide + 8)
                what = ROOMS[room].text(language)
                if len(part) == 1:
                    canvas.box(x, y, wide, 26, "soft")
                    canvas.text(x + 10, y + 18, room, "mono", inside=110)
                    canvas.text(x + 130, y + 18, what, "small", inside=wide - 140)
                else:
                    canvas.box(x, y, wide, 42, "soft")
                    canvas.text(x + 10, y + 17, room, "mono", inside=wide - 12)
                    canvas.text(x + 10, y + 34, what, "small", inside=wide - 12)
            y += (26 if len(part) == 1 else 42) + 4
        y += 6
        if number + 1 < len(layers(root)):
            canvas.arrow(WIDE / 2, y - 8, WIDE / 2, y + 4)
            y += 6
    return canvas.svg(TITLE.text(language))


def layers(root: Path) -> list[list[str]]:
    """The layers of the contract, the last room first, as it has them."""
    data = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    contracts = data["tool"]["importlinter"]["contracts"]
    found = next(one for one in contracts if one["id"] == "corridor")["layers"]
    return [[room.strip() for room in layer.split("|")] for layer in found]
