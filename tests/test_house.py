"""The rules of the house (CONTRIBUTING.md), as far as a program can hold us to them."""

import ast
import io
import re
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Callable, Collection
from functools import cache
from graphlib import TopologicalSorter
from importlib.metadata import entry_points, packages_distributions, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import kaohe_core
from kaohe_core.findings import Findings
from kaohe_core.testing.cases import read_cases

ROOT = Path(__file__).parents[1]
CORE = ROOT / "kaohe_core"
PLUGINS = sorted(path for path in (ROOT / "plugins").iterdir() if path.is_dir())
COMMANDS = {"kaohe-case", "kaohe-web"}  # bring commands, and nothing that a project enables
FIELDS = [path for path in PLUGINS if path.name not in COMMANDS]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
README = (ROOT / "README.md").read_text(encoding="utf-8")

HEAVY = {"polars", "cattrs", "openpyxl", "xlsxwriter", "xlrd", "rich", "jinja2", "lark", "pyarrow"}
FLOATS = {  # the files that may make a binary float, and why none of theirs reaches a mark or an amount
    "tables/ods.py": "what the office program stored, turned into the decimal it shows before anything is computed",
    "tables/xls.py": "as above",
    "tables/serial.py": "as above",
    "tables/xlsx.py": "as above",
    "papers/as_xlsx.py": "what the office program shall store: a number of few digits, printed before",
    "results/payout.py": "what the office program shall store: an amount of cents, rounded before",
}
REASON = re.compile(r"# noqa: [A-Z]+\d+(, [A-Z]+\d+)* ( ?#|-) \S.+|# type: ignore\[[a-z-]+(, ?[a-z-]+)*\] ( ?#|-) \S.+")


def code(*folders: str) -> list[Path]:
    """Every Python file there, tests of plugins included."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if not {".venv", "_build", "build"} & set(path.parts)]


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes(path: Path) -> list[ast.AST]:
    """Every node of a file; for all tests at once, as a walk through all of the code takes seconds."""
    return list(ast.walk(parsed(path)))


def wrong(files: list[Path], found: Callable[[Path], Collection[object]]) -> dict[str, Collection[object]]:
    """What is found in each of the files where anything is."""
    return {name_of(path): here for path in files if (here := found(path))}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def package_of(plugin: Path) -> str:
    return plugin.name.replace("-", "_")


CORE_FILES = code("kaohe_core")
EVERY_FILE = code("kaohe_core", "plugins", "tools", "tests", "docs", "benchmarks", "examples")
every_plugin = pytest.mark.parametrize("plugin", PLUGINS, ids=lambda path: path.name)
every_field = pytest.mark.parametrize("plugin", FIELDS, ids=lambda path: path.name)
every_command = pytest.mark.parametrize(
    "plugin", [plugin for plugin in PLUGINS if plugin.name in COMMANDS], ids=lambda path: path.name
)


# ---------------------------------------------------------------- the README, and what runs it


def commands() -> list[str]:
    """The two commands, as .ci/run finds them too."""
    return [line for line in README.splitlines() if line.startswith("python3 -m venv ")]


def test_the_readme_has_two_commands_and_each_does_its_set_up():
    score, tests = commands()

    assert score.endswith(" && .venv/bin/kaohe score examples/township-school")
    assert " && .venv/bin/pip install -q -r requirements.txt && " in score
    assert tests.endswith(" && .venv/bin/pytest -q -n auto")
    assert " && .venv/bin/pip install -q -r requirements-dev.txt && " in tests


def test_what_is_checked_before_a_change_are_the_commands_of_the_readme():
    run = (ROOT / ".ci/run").read_text(encoding="utf-8")

    assert "mapfile -t commands < <(grep '^python3 -m venv ' README.md)" in run
    first = run.index('bash -c "${commands[0]}"\n')
    second = run.index('bash -c "${commands[1]}"\n')
    third = run.index("\n$thorough\n")  # the same tests as the second command has, of a thorough run
    assert first < second < third
    assert "pytest" not in run
    assert "docs/build.py" not in run  # the tests build the site, with warnings as errors
    assert (ROOT / ".ci/run").stat().st_mode & 0o111


@pytest.mark.thorough
def test_the_tour_prints_what_the_readme_says():
    done = subprocess.run([sys.executable, ROOT / "tools/tour.py"], capture_output=True, text=True)

    assert done.stdout.strip() + done.stderr == ""


def test_the_tour_shows_lines_that_are_there():
    scheme = ROOT / "plugins/kaohe-example/src/kaohe_example/schemes/reading/schemes/reading.toml"
    blocks = re.findall(r"^```toml\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)

    assert blocks
    assert [block for block in blocks if block not in scheme.read_text(encoding="utf-8")] == []


def pages() -> list[Path]:
    return [*ROOT.glob("*.md"), *ROOT.glob("plugins/*/README.md"), *ROOT.glob("examples/*/README.md")]


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_what_a_page_links_to_is_there(page):
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_readme_names_every_folder():
    tracked = {"kaohe_core", "plugins", "examples", "docs", "benchmarks", "tests"}

    assert {folder for folder in tracked if f"[`{folder}/`]({folder})" not in README} == set()


# ---------------------------------------------------------------- versions and plugins


def test_the_installed_core_is_this_one():
    assert version("kaohe") == PROJECT["project"]["version"]


def test_everything_here_is_installed_by_the_first_command():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if line.startswith("-e")] == [
        "-e .[pdf]",
        *(f"-e plugins/{p.name}" for p in PLUGINS),
    ]


def test_import_contracts_hold_every_plugin():
    packages = [package_of(plugin) for plugin in PLUGINS]
    contracts = {contract["id"]: contract for contract in PROJECT["tool"]["importlinter"]["contracts"]}

    assert PROJECT["tool"]["importlinter"]["root_packages"] == ["kaohe_core", *packages]
    assert contracts["no-plugin"]["forbidden_modules"] == packages
    assert contracts["public"]["source_modules"] == [package_of(plugin) for plugin in FIELDS]
    for name in COMMANDS:
        assert contracts[name.removeprefix("kaohe-") + "-core"]["forbidden_modules"] == ["kaohe_core.*"]
    assert contracts["apart"]["modules"] == packages


@pytest.mark.parametrize("path", [path for plugin in FIELDS for path in plugin.glob("tests/**/*.py")], ids=name_of)
def test_tests_of_a_plugin_use_public_names_and_the_test_kit_alone(path):
    """Whoever copies a plugin copies its tests too: nothing in them may break when the core moves a room."""
    modules = [
        module
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for module in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    ]

    private = [m for m in modules if m.startswith("kaohe_core.") and m != "kaohe_core.testing"]
    assert private == []


@every_plugin
def test_a_plugin_is_complete(plugin):
    package = plugin / "src" / package_of(plugin)
    own = ["commands.py"] if plugin.name in COMMANDS else ["tables", "dimensions", "schemes"]
    needed = [plugin / "README.md", package / "py.typed", *(package / name for name in own)]

    assert [path.name for path in needed if not path.exists()] == []
    assert (plugin / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
    assert list((plugin / "tests").glob("test_*.py"))
    assert list(package.glob("locale/zh_CN/*.po"))
    assert (package / "locale/zh_CN/LC_MESSAGES" / f"{package.name}.mo").is_file()


@every_plugin
def test_a_plugin_says_what_it_is(plugin):
    project = tomllib.loads((plugin / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    [core] = [found for found in map(Requirement, project["dependencies"]) if found.name == "kaohe"]

    assert project["name"] == plugin.name
    assert version(plugin.name) == project["version"]
    assert str(core.specifier) == f"~={PROJECT['project']['version']}"  # names are promised within a minor version
    assert project["requires-python"] == PROJECT["project"]["requires-python"]
    assert project["license"] == "MIT"


@every_field
def test_a_plugin_is_found_by_its_name(plugin):
    name = plugin.name.removeprefix("kaohe-")
    project = tomllib.loads((plugin / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert project["entry-points"] == {"kaohe": {name: f"{package_of(plugin)}:plugin"}}
    assert [point.value for point in entry_points(group="kaohe", name=name)] == [f"{package_of(plugin)}:plugin"]


@every_command
def test_commands_are_found_by_their_names(plugin):
    project = tomllib.loads((plugin / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    points = project["entry-points"]["kaohe.commands"]

    assert list(project["entry-points"]) == ["kaohe.commands"]
    assert set(points.values()) == {f"{package_of(plugin)}.commands"}
    assert {name: [point.value for point in entry_points(group="kaohe.commands", name=name)] for name in points} == {
        name: [value] for name, value in points.items()
    }


@every_command
def test_what_a_command_is_listed_by_imports_nothing_else(plugin):
    program = f"import sys, {package_of(plugin)}.commands; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())

    own = {name for name in loaded if name.startswith(package_of(plugin))}
    assert own <= {package_of(plugin), f"{package_of(plugin)}.commands", f"{package_of(plugin)}.messages"}
    assert {name.split(".")[0] for name in loaded} & (HEAVY | {"click"}) == set()


@every_field
def test_one_line_makes_a_package_a_plugin(plugin):
    tree = parsed(plugin / "src" / package_of(plugin) / "__init__.py")

    assert [ast.unparse(node) for node in tree.body[1:]] == [  # the first is the docstring
        "from kaohe_core import package",
        "plugin = package(__name__)",
    ]


# ---------------------------------------------------------------- what others wrote


IN_USE = {  # needed without an import: where its name stands instead
    "axe-playwright-python": ("plugins/kaohe-web/tests/test_browser.py", "axe_playwright_python"),  # the script in it
    "furo": ("docs/conf.py", 'html_theme = "furo"'),
    "httpx2": ("plugins/kaohe-web/tests/conftest.py", "from starlette.testclient import TestClient"),  # asks with it
    "import-linter": (".ci/run", "lint-imports"),
    "myst-parser": ("docs/conf.py", '"myst_parser"'),
    "python-multipart": ("plugins/kaohe-web/src/kaohe_web/answering.py", "request.form("),  # Starlette reads it so
    "pytest-xdist": ("README.md", "-n auto"),
    "ruff": (".ci/run", "ruff"),
    "sphinx-design": ("docs/conf.py", '"sphinx_design"'),
    "towncrier": ("pyproject.toml", "[tool.towncrier]"),
    "types-docutils": ("kaohe_core/sphinxext/lines.py", "from docutils import"),  # their types
}


def needed(project: Path, *extras: str) -> set[str]:
    """The distributions that a project declares, alone and for its extras."""
    found = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [found["dependencies"], *(found.get("optional-dependencies", {}).get(extra, []) for extra in extras)]
    return {canonicalize_name(Requirement(line).name) for lines in lists for line in lines}


def asked_for() -> list[Requirement]:
    """Every requirement of every project and of the two requirements files."""
    lines = []
    for project in (ROOT, *PLUGINS):
        found = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        lines += found["dependencies"]
        lines += [line for extra in found.get("optional-dependencies", {}).values() for line in extra]
    for file in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / file).read_text(encoding="utf-8")
        lines += [line.partition(" #")[0] for line in text.splitlines() if line[:1] not in {"#", "-"}]
    return [found for found in map(Requirement, lines) if not found.name.startswith("kaohe")]


@cache
def imported(path: Path) -> set[str]:
    """The modules that a file imports anywhere, and the names that it takes from them, dotted."""
    found = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


brought_by = cache(
    packages_distributions
)  # which distributions bring a module: all that is installed is looked through


def others(paths: list[Path]) -> dict[str, str]:
    """The distributions whose modules the files import, each with the first file that does."""
    ours = {path.stem for path in EVERY_FILE} | {"kaohe_core", "tests", *map(package_of, PLUGINS)}
    found: dict[str, str] = {}
    for path in paths:
        for name in {name.split(".")[0] for name in imported(path)} - sys.stdlib_module_names - ours:
            found.setdefault(canonicalize_name(brought_by().get(name, [name])[0]), name_of(path))
    return found


def undeclared(declared: set[str], paths: list[Path]) -> dict[str, str]:
    return {name: file for name, file in others(paths).items() if name not in declared}


def test_what_the_core_imports_it_declares():
    apart = {
        "catalogues": ("test",),
        "mypy_plugin": ("test",),
        "sphinxext": ("docs",),
        "testing": ("test",),
        "papers": ("pdf",),
    }  # rooms that need an extra
    rooms = {path.name: path for path in CORE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}

    for room in rooms.values():
        files = [room] if room.suffix else code(name_of(room))
        assert undeclared(needed(ROOT, *apart.get(room.stem, ())), files) == {}


@every_plugin
def test_what_a_plugin_imports_it_declares(plugin):
    files = code(f"{name_of(plugin)}/src")
    pages = [path for path in files if path.name == "sphinxext.py"]  # the part that needs the extra “docs”

    assert undeclared(needed(plugin), [path for path in files if path not in pages]) == {}
    assert undeclared(needed(plugin, "docs"), pages) == {}
    assert undeclared(needed(plugin, "test"), code(f"{name_of(plugin)}/tests")) == {}


def test_what_tests_and_tools_import_is_declared():
    declared = {canonicalize_name(found.name) for found in asked_for()}

    assert undeclared(declared, code("tests", "tools", "docs", "benchmarks", "examples")) == {}


def test_what_is_declared_is_used():
    unused = {canonicalize_name(found.name) for found in asked_for()} - set(others(EVERY_FILE))

    assert unused == set(IN_USE)
    for name, (file, text) in IN_USE.items():
        assert text in (ROOT / file).read_text(encoding="utf-8"), name


@every_plugin
def test_what_a_plugin_declares_is_used(plugin):
    files = code(f"{name_of(plugin)}/src", f"{name_of(plugin)}/tests")
    tops = {name.split(".")[0] for path in files for name in imported(path)}
    used = set(others(files)) | {"kaohe"} | {one.name for one in PLUGINS if package_of(one) in tops}

    assert needed(plugin, "test") - used - set(IN_USE) == set()


def test_a_private_name_of_others_is_read_only_below_a_cap():
    names = {name for path in EVERY_FILE for name in imported(path) if "._" in name.replace(".__", "")}
    modules = {name.split(".")[0] for name in names if not name.startswith("kaohe_")}
    private = {canonicalize_name(brought_by()[module][0]) for module in modules & set(brought_by())}
    capped = {canonicalize_name(found.name) for found in asked_for() if "<" in str(found.specifier)}

    assert private - capped == set()
    assert private == set()


def held() -> list[Requirement]:
    """The versions that were tested."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if not line.startswith("#")]


def test_whatever_is_installed_is_held():
    versions = {(found.name, spec.version) for found in held() for spec in found.specifier}
    names = {found.name for found in held()}

    assert [str(found) for found in held() if not re.fullmatch(r"==[^*]+", str(found.specifier))] == []
    assert {canonicalize_name(found.name) for found in asked_for()} - names == set()
    assert [
        f"{found} allows no {number}"
        for found in asked_for()
        for name, number in versions
        if canonicalize_name(found.name) == name and number not in found.specifier
    ] == []


def test_both_requirements_files_are_held():
    score, tests = [(ROOT / f).read_text(encoding="utf-8") for f in ("requirements.txt", "requirements-dev.txt")]

    assert "\n-c constraints.txt\n" in score
    assert "\n-r requirements.txt\n" in tests


def test_what_builds_is_held_too():
    """pip builds in an environment of its own, which no constraint reaches: the versions stand where it looks."""
    builds = [
        tomllib.loads((p / "pyproject.toml").read_text(encoding="utf-8"))["build-system"] for p in (ROOT, *PLUGINS)
    ]

    assert builds == [builds[0]] * len(builds)
    assert {Requirement(line).name for line in builds[0]["requires"]} > {"hatchling"}
    assert set(builds[0]["requires"]) - {str(found) for found in held()} == set()


# ---------------------------------------------------------------- the tests

PATTERNS = sorted((ROOT / "tests/patterns").iterdir())


@pytest.mark.parametrize("path", PATTERNS, ids=lambda path: path.name)
def test_a_pattern_file_says_which_pattern_it_is_and_every_case_proves_it(path):
    name = re.fullmatch(r"(?:(x[a-f]\d\d)|trap)(-[a-z]+)+\.case\.toml", path.name)
    findings = Findings()
    cases = read_cases(path, findings)

    assert name
    assert list(findings) == []
    assert cases
    if name[1]:
        assert [case.title for case in cases if name[1].upper() not in case.proves("pattern")] == []


# ---------------------------------------------------------------- the code


def floats(path: Path) -> list[int]:
    where_marks_are = path.relative_to(CORE).parts[0] in {"formula", "rules", "scheme", "assess"}
    return [
        node.lineno
        for node in nodes(path)
        if (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float")
        or (isinstance(node, ast.Attribute) and node.attr in {"Float32", "Float64"})
        or (where_marks_are and isinstance(node, ast.Constant) and isinstance(node.value, float))
    ]


def test_no_float_is_made_but_where_an_office_program_needs_one():
    assert wrong([path for path in CORE_FILES if path.relative_to(CORE).as_posix() not in FLOATS], floats) == {}


def evaluated(path: Path) -> set[str]:
    """The calls of what runs a text as a program."""
    functions = [node.func for node in nodes(path) if isinstance(node, ast.Call)]
    plain = {one.id for one in functions if isinstance(one, ast.Name)}
    dotted = {ast.unparse(one) for one in functions if isinstance(one, ast.Attribute) and one.attr in ("eval", "exec")}
    return (plain & {"eval", "exec", "compile"}) | (dotted & {"builtins.eval", "builtins.exec"})


def test_nothing_is_evaluated_but_our_own_pages():
    assert wrong(EVERY_FILE, evaluated) == {"tests/docs/docs_console.py": {"compile", "exec"}}


def unexcused(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    if not re.search(r"# *(noqa|type: *ignore)", text):  # to take a file apart is slow
        return []
    comments = [
        token.string
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT and re.match(r"# *(noqa|type: *ignore)", token.string)
    ]
    return [comment for comment in comments if not REASON.match(comment)]


def test_whatever_is_excused_has_a_reason():
    assert wrong(EVERY_FILE, unexcused) == {}


@pytest.mark.parametrize(
    ("comment", "good"),
    [
        ("# noqa: S101  # kinds agree by construction", True),
        ("# noqa: S101, PT018  # kinds agree", True),
        ("# noqa: N818 - it is said to a person", True),
        ("# type: ignore[arg-type]  # checked above", True),
        ("# noqa", False),
        ("# noqa: S101", False),
        ("# type: ignore", False),
        ("# type: ignore[arg-type]", False),
        ("# type: ignore  # checked above", False),
    ],
)
def test_what_counts_as_a_reason(comment, good):
    assert bool(REASON.match(comment)) is good


def bare(path: Path) -> list[str]:
    """The public things without a docstring."""
    tree = parsed(path)
    things = [tree, *(node for node in tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef))]
    things += [
        node
        for thing in tree.body
        if isinstance(thing, ast.ClassDef) and not thing.name.startswith("_")
        for node in thing.body
        if isinstance(node, ast.FunctionDef)
    ]
    found = [getattr(node, "name", path.stem) for node in things if not ast.get_docstring(node)]
    return [name for name in found if not name.startswith("_") or (name == "__init__" and path.stem == name)]


def test_public_things_have_docstrings():
    assert wrong(CORE_FILES, bare) == {}


def at_import(node: ast.AST) -> list[ast.Import | ast.ImportFrom]:
    """The imports that run when the module is imported: not those in functions or for type checkers."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return []
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        return []
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [node]
    return [found for child in ast.iter_child_nodes(node) for found in at_import(child)]


def heavy(path: Path) -> set[str]:
    """The heavy libraries that are imported as soon as the module is."""
    names = [
        name.split(".")[0]
        for node in at_import(parsed(path))
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    ]
    return HEAVY & set(names)


def test_heavy_libraries_are_imported_where_they_are_used():
    assert wrong(CORE_FILES, heavy) == {}


def taken(path: Path) -> set[str]:
    """The names that a module takes from the public list, and not from where they are defined."""
    imports = [node for node in nodes(path) if isinstance(node, ast.ImportFrom)]
    names = {alias.name for node in imports if node.module == "kaohe_core" for alias in node.names}
    return names & set(kaohe_core.__all__)


def test_the_core_imports_a_name_from_where_it_is_defined():
    assert wrong(CORE_FILES, taken) == {}


def rooms() -> list[list[str]]:
    """The rooms of the core from the first to the last, those that stand beside each other together."""
    contracts = {contract["id"]: contract for contract in PROJECT["tool"]["importlinter"]["contracts"]}
    return [layer.split(" | ") for layer in reversed(contracts["corridor"]["layers"])]


def test_contributing_lists_the_rooms_in_their_order():
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = page.split("\n## The rooms\n")[1].split("\n## ")[0]
    listed = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    folders = {path.parent.name for path in CORE.glob("*/__init__.py")}
    files = {path.stem for path in CORE.glob("*.py")} - {"__init__"}

    assert sorted(listed) == sorted(folders | files)
    told = iter(listed)
    assert [sorted(next(told) for _ in beside) for beside in rooms()] == [sorted(beside) for beside in rooms()]


def test_contributing_names_files_and_commands_that_are_there():
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    example = ROOT / "plugins/kaohe-example/src/kaohe_example"
    named = set(re.findall(r"`(?:python |bash )?([\w.-]+(?:/[\w.-]+)*/(?:[\w.-]+)?)(?: [^`]*)?`", page))
    named -= {"out/", ".playground/"}  # which are made
    patterns = set(re.findall(r"`([\w./-]*\*[\w./*-]*)`", page)) - {"*.case.toml"}

    assert {"tools/newest.py", ".ci/run", "cli/app.py", "schemes/", "docs/build.py"} <= named  # they are all seen
    assert {name for name in named if not any((top / name).exists() for top in (ROOT, CORE, example))} == set()
    assert {name for name in patterns if not any(any(top.glob(name)) for top in (ROOT, CORE))} == set()


ANSWERS = {  # the files in which findings are returned, and why
    "findings.py": "the findings themselves, and how they are shown",
    "plugins/hooks.py": "what a plugin's check promises to return",
    "plugins/asked.py": "as above",
    "plugins/package.py": "as above",
}
MANY = re.compile(r"(list|tuple|set|dict|Sequence|Iterable|Iterator|Mapping)\[.*\bFinding\b")


def returned(path: Path) -> set[str]:
    """The functions that return findings where they should note them."""
    functions = [node for node in nodes(path) if isinstance(node, ast.FunctionDef) and node.returns is not None]
    return {node.name for node in functions if MANY.search(ast.unparse(node.returns))}


def test_what_is_wrong_is_noted_and_not_returned():
    found = wrong(CORE_FILES, returned)

    assert {name.removeprefix("kaohe_core/") for name in found} == set(ANSWERS)


TWICE = {  # names of two classes, and why
    "Every": 'a rule of the example plugin is named as what a scheme writes: rule = "every"',
    "Round": "a node of formulas is named as what a scheme writes: round(…); of the case, it is a round of assessment",
}
SOURCE = [*code("kaohe_core"), *(path for plugin in PLUGINS for path in code(f"{name_of(plugin)}/src"))]
TYPED = {"cli"}  # the folders of commands, whose files are named as what is typed


def classes_of(path: Path) -> list[str]:
    """The classes of a file, and the types that it names: ``Rows = …``."""
    found = [node.name for node in parsed(path).body if isinstance(node, ast.ClassDef)]
    targets = [node.targets[0] for node in parsed(path).body if isinstance(node, ast.Assign)]
    named = [target.id for target in targets if isinstance(target, ast.Name)]
    return [*found, *(name for name in named if re.fullmatch("_?[A-Z][a-z][A-Za-z]*", name))]


def test_one_noun_means_one_thing():
    homes: dict[str, list[str]] = {}
    for path in SOURCE:
        for name in classes_of(path):
            homes.setdefault(name, []).append(name_of(path))

    assert len(homes) > 300  # they are all seen
    assert {name: files for name, files in homes.items() if len(files) > 1 and name not in TWICE} == {}
    assert {name for name in TWICE if len(homes[name]) == 1} == set()


@pytest.mark.parametrize("top", [CORE, ROOT / "plugins/kaohe-case/src/kaohe_case"], ids=lambda path: path.name)
def test_a_file_name_says_which_file_it_is(top):
    files = [path for path in code(name_of(top)) if path.name != "__init__.py" and not TYPED & set(path.parts)]
    names = [path.name for path in files]

    assert {name for name in names if names.count(name) > 1} == set()


def imported_by(path: Path, modules: set[str]) -> set[str]:
    """The modules of the house that a file imports anywhere: in functions, and for type checkers, too."""
    found = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} & modules
            found |= {node.module} if any(f"{node.module}.{a.name}" not in modules for a in node.names) else set()
    return found & modules


def test_no_import_goes_in_a_circle():
    named = {
        ".".join(path.with_suffix("").parts[path.parts.index(top) :]).removesuffix(".__init__"): path
        for path in SOURCE
        for top in ["kaohe_core" if path.is_relative_to(CORE) else path.parts[path.parts.index("src") + 1]]
    }
    public = {"kaohe_core"}  # imports a room only when a name of it is asked for
    graph = {name: imported_by(path, set(named)) - public - {name} for name, path in named.items()}

    assert len(named) == len(SOURCE)
    assert sum(map(len, graph.values())) > 1000  # they are all seen
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


def test_the_version_is_printed_without_polars_or_a_plugin():
    program = """
import sys
from kaohe_core.cli import main
sys.argv = ["kaohe", "--version"]
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stderr.split()}

    assert PROJECT["project"]["version"] in done.stdout
    assert loaded & HEAVY == set()
    assert loaded & {package_of(plugin) for plugin in PLUGINS} == set()
