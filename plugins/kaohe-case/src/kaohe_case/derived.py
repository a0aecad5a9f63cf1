"""Where a result that was derived again differs from the one that was kept, figure by figure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from kaohe_case.messages import message
from kaohe_core import Message, Text

FigurePath = tuple[tuple[str, str], ...]  # pairs of an id and what is shown of it; the key of the figure comes last

FIGURES: dict[str, Text] = {
    "total": Text("总分", "total"),
    "exact": Text("准确值", "exact value"),
    "points": Text("得分", "points"),
    "amount": Text("金额", "amount"),
    "grade": Text("等次", "grade"),
    "standing": Text("状态", "standing"),
    "reason": Text("原因", "reason"),
    "unit": Text("单位", "unit"),
    "awards": Text("表彰", "awards"),
    "vetoes": Text("一票否决", "vetoes"),
    "places": Text("名次", "places"),
    "pool": Text("总额", "pool"),
    "payments-total": Text("应发合计", "paid in all"),
    "provisional": Text("暂定结果", "provisional"),
    "digest": Text("方案摘要", "digest of the scheme"),
}
PEOPLE = ("subjects", "not-assessed")
BRANCHES = ("dimensions", "clauses", "adjustments", "payments")  # lists of things with an id
NAMES = ("id", "title", "kind")  # what a thing is called is no figure of it
OF_SCHEME = ("pool", "payments-total", "provisional", "digest")  # the rest of a scheme follows from its people
NOTHING = Text("（无）", "(nothing)")


def changed(before: Mapping[str, bytes], now: Mapping[str, bytes]) -> list[Message]:
    """Every figure that differs between two results as :func:`kaohe_case.snapshot.results` gives them.

    Empty where all bytes are the same, and only there.
    """
    told: list[Message] = []
    for id in [*before, *(id for id in now if id not in before)]:
        was, is_ = before.get(id), now.get(id)
        if was is None:
            told.append(message("there is a result of the scheme “{id}” now, and was none then", id=id))
        elif is_ is None:
            told.append(message("there was a result of the scheme “{id}” then, and is none now", id=id))
        elif was != is_:
            told += _figures(id, json.loads(was), json.loads(is_)) or [
                message("the result of the scheme “{id}” has changed, though no figure of anybody has", id=id)
            ]
    return told


def _figures(scheme: str, was: Mapping[str, Any], is_: Mapping[str, Any]) -> list[Message]:
    old, new = dict(_scheme(was)), dict(_scheme(is_))
    return [
        message(
            "the scheme “{scheme}”, {what}: {was} then, {now} now",
            scheme=scheme,
            what=_what(path),
            was=_shown(old.get(path)),
            now=_shown(new.get(path)),
        )
        for path in dict.fromkeys([*old, *new])
        if old.get(path) != new.get(path)
    ]


def _scheme(data: Mapping[str, Any]) -> Iterator[tuple[FigurePath, Any]]:
    for key in OF_SCHEME:
        yield ((key, ""),), data.get(key)
    for people in PEOPLE:
        for person in data.get(people, ()):
            id, name = person["id"], person["name"]
            yield from _leaves(person, ((id, name if name == id else f"{name}（{id}）"),))


def _leaves(data: Mapping[str, Any], path: FigurePath) -> Iterator[tuple[FigurePath, Any]]:
    for key, value in data.items():
        if key not in BRANCHES and key not in NAMES:
            yield (*path, (key, "")), value
    for branch in BRANCHES:
        for item in data.get(branch, ()):
            yield from _leaves(item, (*path, (f"{branch}/{item['id']}", item.get("title") or item["id"])))


def _what(path: FigurePath) -> Text:
    figure = FIGURES.get(path[-1][0], Text(path[-1][0]))
    parts = [shown for _, shown in path[:-1]]
    return Text(" ".join([*parts, figure.text("zh")]), " ".join([*parts, figure.text("en")]))


def _shown(value: Any) -> Text:
    match value:
        case None | [] | {}:
            return NOTHING
        case bool():
            return Text("是", "yes") if value else Text("否", "no")
        case list():
            return Text("、".join(map(str, value)), ", ".join(map(str, value)))
        case dict():
            return Text("、".join(f"{key} {item}" for key, item in value.items()))
    return Text(str(value))
