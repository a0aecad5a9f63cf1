"""How much of a test runs: what a person waits for, or with ``--thorough`` all of it.

Every kind of test runs either way. What differs bears the mark ``thorough``, so that ``--thorough -m thorough`` runs
what a run without it left out, and no more:

* A test that has a smaller form asks for the fixture ``thorough``, which says whether it shall be the large one.
* One whose like runs anyway is marked ``@pytest.mark.thorough``, and left out without the option; of one with
  parameters, those stay that are named: ``@pytest.mark.thorough(but=["safety-district"])``.
* One that Hypothesis makes examples for has fewer of them.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

if (
    "PYTEST_XDIST_WORKER" in os.environ
):  # there is a process for each core, and Polars, once imported, starts as many threads
    os.environ.setdefault("POLARS_MAX_THREADS", "1")

# Hundreds of processes are started, and what one of them has compiled serves the others.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A process holds thousands of tests and some thousand formulas, which the collector would walk again and again.
gc.set_threshold(50_000, 20, 100)

# The same examples on every day, and nothing kept from one run to the next.
_ALWAYS = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
settings.register_profile("fast", _ALWAYS, max_examples=30)
settings.register_profile("thorough", _ALWAYS, max_examples=300)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option; it holds for the tests of the core and of the plugins."""
    parser.addoption(
        "--thorough",
        action="store_true",
        help="run the large populations, all mutants and every workbook in LibreOffice, not only some of each",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Before any test module is imported: ``@settings`` takes what it does not say from the profile then."""
    config.addinivalue_line("markers", "thorough(but=values): only with --thorough, but for these parameters")
    settings.load_profile("thorough" if config.getoption("thorough") else "fast")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What ``but`` names is a parameter of the test: or, once renamed, none of its like would run any more."""
    mark = metafunc.definition.get_closest_marker("thorough")
    known: list[object] = []
    for given in metafunc.definition.iter_markers("parametrize"):
        for one in given.args[1]:
            known += getattr(one, "values", [one]) if isinstance(one, type(pytest.param())) else [one]
    for value in mark.kwargs.get("but", ()) if mark is not None else ():
        if value not in known:
            name = metafunc.definition.nodeid
            raise pytest.UsageError(
                f"{name}: thorough(but=…) names {value!r}, which is none of its parameters: {known}"
            )


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is only for a thorough run; mark what is larger in it."""
    left: list[pytest.Item] = []
    for item in items:
        marks = list(item.iter_markers("thorough"))
        values = item.callspec.params.values() if hasattr(item, "callspec") else ()
        if all(any(value in mark.kwargs.get("but", ()) for value in values) for mark in marks):
            item.own_markers = [mark for mark in item.own_markers if mark not in marks]
        elif not config.getoption("thorough"):
            left.append(item)
        if "thorough" in getattr(item, "fixturenames", ()) or hasattr(getattr(item, "obj", None), "hypothesis"):
            item.add_marker("thorough")
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in set(left)]


def pytest_collection_finish() -> None:
    """What is collected stays to the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def thorough(request: pytest.FixtureRequest) -> bool:
    """Whether all of it is wanted."""
    return bool(request.config.getoption("thorough"))


# what is opened as people open it ------------------------------------------------------------------------------------

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, as Debian has it."""
    from playwright.sync_api import sync_playwright

    if shutil.which(CHROMIUM) is None:
        why = f"pages are opened in Chromium, which is not at {CHROMIUM}"
        pytest.fail(why) if os.environ.get("CI") == "true" else pytest.skip(why)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()
