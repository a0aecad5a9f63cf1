"""Every ready scheme of every installed plugin: taken over by ``kaohe init``, it is checked, scored and explained."""

from __future__ import annotations

import importlib.metadata
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kaohe_core.cli.app import app
from kaohe_core.plugins.loader import Plugins

PLUGINS = sorted(importlib.metadata.entry_points(group="kaohe"), key=lambda point: point.name)


def kaohe(*arguments: str | Path) -> str:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exit_code == 0, f"{arguments}: {done.output}"
    return done.stdout


FEW = ("performance-pay", "example")


@pytest.mark.parametrize(
    "plugin",
    [pytest.param(one, id=one.name, marks=[] if one.name in FEW else [pytest.mark.thorough]) for one in PLUGINS],
)
def test_ready_schemes_run_from_init_to_explain(plugin, tmp_path, thorough):
    for name in Plugins.of({plugin.name: plugin.load()}).schemes():
        run(name, tmp_path / name.replace("/", "-"), [0, -1] if thorough else [0])


def run(name: str, folder: Path, explained: list[int]) -> None:
    kaohe("init", name, folder)
    kaohe("check", folder)
    data = json.loads(kaohe("score", folder, "--format", "json"))

    assert data["schemes"]
    for scheme in data["schemes"]:
        people = scheme["subjects"]
        for person in [people[number] for number in explained]:
            told = kaohe("explain", person["id"], folder, "--scheme", scheme["id"])
            assert told.startswith(f"{person['name']}（{person['id']}）：{scheme['title']}")
            if "reason" in person:  # not scored, and why
                continue
            placed = [one for one in scheme.get("rankings", ()) if person["places"][one["id"]] is not None]
            for one in (*placed, *scheme.get("awards", ())):
                assert f"\n{one['title']}：" in told or f"\n{one['title']}　【" in told
            assert person["grade"] is None or f"\n等次：{person['grade']}\n" in told
