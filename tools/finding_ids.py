"""Keep the ids of findings: every message that says what is wrong has one, for good.

    python tools/finding_ids.py            say which messages have none, and which ids have no message any more
    python tools/finding_ids.py --write    give the new ones the next ids; one that was reworded keeps its own
    python tools/finding_ids.py --write K012 K10    the same, and only these examples are played again

The register of a package is ``<package>/locale/findings.txt``. An id whose message is gone stays in no file, and its
number is not given again: the highest one ever given stands at the head of the register, behind the prefix.
"""

from __future__ import annotations

import ast
import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from attrs import asdict, evolve, frozen

from kaohe_core.finding_ids import EXAMPLES, FILE, Example, Register, innermost, read
from kaohe_core.findings import Finding

if TYPE_CHECKING:
    from tests.conftest import Change

ROOT = Path(__file__).resolve().parent.parent
PREFIXES = {
    "kaohe_core": "K",
    "kaohe_case": "C",
    "kaohe_e_education": "EE",
    "kaohe_example": "X",
    "kaohe_homeroom": "H",
    "kaohe_kindergarten_mentoring": "KM",
    "kaohe_legal_education": "LE",
    "kaohe_performance_pay": "PP",
    "kaohe_safety": "S",
    "kaohe_web": "W",
}
SAYS = frozenset(  # what is called with what is wrong, the first message that it takes, and perhaps how to mend it
    [
        "add",
        "note",
        "gave",
        "Finding",
        "_add",
        "cell",
        "ValueError",
        "WrongStep",
        "Owed",
        "_missed",
        "FormulaError",
        "stop",
        "WrongCell",
        "Failure",
        "Refused",
        "wrong",
        "NoFile",
        "NotComparable",
        "TextError",
        "_refuse",
        "_stop",
    ]
)
AT = {  # which argument says it, where it is not the first: before it stands the place
    "add": 1,
    "note": 1,
    "gave": 1,
    "Finding": 1,
    "_add": 1,
    "cell": 2,
    "_missed": 1,
    "_refuse": 1,
}
PLACED = frozenset(["context", "spot", "self.spot", "self.context"])  # know their place
AS_IT_IS = "{reason}"  # what is said was no message of ours
ALIKE = 0.75  # of a message and one that it may have been before


def packages() -> list[Path]:
    """The folders of the packages that keep ids."""
    return [ROOT / "kaohe_core", *sorted(path for path in ROOT.glob("plugins/*/src/*") if path.name in PREFIXES)]


@frozen
class Said:
    """What is wrong, how to mend it, and the file that says so."""

    template: str
    mend: str
    room: str


@cache
def said(package: Path) -> tuple[Said, ...]:
    """What is said to be wrong, in the order of the files."""
    return tuple(_said(package))


@cache
def trees(package: Path) -> tuple[tuple[str, ast.Module], ...]:
    """The code of the package, each file with the room it stands in."""
    return tuple(
        (path.relative_to(package).parts[0].removesuffix(".py"), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(package.rglob("*.py"))
    )


def _said(package: Path) -> Iterator[Said]:
    for room, tree in trees(package):
        file = Names(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield from _said_by(node, room, file)
            elif isinstance(node, ast.FunctionDef):
                inside = Names(node, file)
                for call in ast.walk(node):
                    if isinstance(call, ast.Call):
                        yield from _said_by(call, room, inside)


def _said_by(call: ast.Call, room: str, names: Names) -> Iterator[Said]:
    if isinstance(call.func, ast.Attribute) and call.func.attr == "filled":  # FAILED.filled(cause=…)
        named = [one for one in ast.walk(call.func.value) if isinstance(one, ast.Name)]
        yield from (Said(template, "", room) for one in named for template in names.templates(one))
        return
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name not in SAYS:
        return
    at = next((n for n, one in enumerate(call.args) if any(names.templates(one))), None)
    if at is None or at > _what_at(call, name):
        return  # what is said was handed in, and is found where that is done
    mends = [found for one in call.args[at + 1 :] for found in names.templates(one)]
    yield from (Said(template, mends[0] if mends else "", room) for template in names.templates(call.args[at]))


def _what_at(call: ast.Call, name: str) -> int:
    """Which of the arguments says at the latest what is wrong; those behind it say how to mend it."""
    placed = name == "add" and isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) in PLACED
    return 0 if placed else AT.get(name, 0)


class Names:
    """What the names of a function, or of a file, can stand for."""

    def __init__(self, node: ast.AST, outer: Names | None = None) -> None:
        self._values: dict[str, list[ast.AST]] = {}
        self._outer = outer
        for one in ast.walk(node) if outer is not None else ast.iter_child_nodes(node):
            match one:
                case (
                    ast.Assign(targets=[ast.Name(name)], value=value)
                    | ast.AnnAssign(target=ast.Name(name), value=ast.AST() as value)
                ):
                    self._values.setdefault(name, []).append(value)
                case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
                    for target, value in zip(targets, values, strict=False):
                        if isinstance(target, ast.Name):
                            self._values.setdefault(target.id, []).append(value)
                case ast.FunctionDef(name=name) if outer is None:
                    told = [ast.walk(part) for part in one.body]
                    found = [
                        r.value for part in told for r in part if isinstance(r, ast.Return) and r.value is not None
                    ]
                    self._values.setdefault(f"{name}()", []).extend(found)

    def templates(self, node: ast.AST, depth: int = 3) -> Iterator[str]:
        """The templates of ``message(…)`` that an argument can be, each once."""
        yield from dict.fromkeys(self._templates(node, depth))

    def _templates(self, node: ast.AST, depth: int) -> Iterator[str]:
        match node:
            case ast.Call(func=ast.Name("message"), args=[ast.Constant(str(template)), *_]):
                yield template
            case ast.IfExp(body=one, orelse=other):
                yield from self._templates(one, depth)
                yield from self._templates(other, depth)
            case ast.BoolOp(values=values):
                for one in values:
                    yield from self._templates(one, depth)
            case ast.Name(name) if depth:
                yield from self._of(name, depth)
            case ast.Call(func=ast.Name(name)) if depth:
                yield from self._of(f"{name}()", depth)

    def _of(self, name: str, depth: int) -> Iterator[str]:
        if name in self._values:
            for value in self._values[name]:
                yield from self._templates(value, depth - 1)
        elif self._outer is not None:
            yield from self._outer._of(name, depth)


def kept(package: Path, also: frozenset[str] = frozenset()) -> tuple[Register, Register]:
    """The register as it is, and as it must be; ``also`` are templates that are seen only when they are said."""
    path = package / "locale" / FILE
    old = read(path.read_text(encoding="utf-8")) if path.exists() else Register(PREFIXES[package.name], {})
    used = _messages(package)
    shown = _shown_ids(package)  # what no call says plainly, but an example does
    wanted = dict.fromkeys(
        [
            *(one.template for one in said(package) if one.template not in (*old.around, AS_IT_IS)),
            *sorted(also),
            *(t for id, t in old.templates.items() if t in used and id in shown),
        ]
    )
    gone = {id: template for id, template in old.templates.items() if template not in wanted}
    new = {id: template for id, template in old.templates.items() if template in wanted}
    last = old.last
    for template in wanted:
        if template in new.values():
            continue
        near = max(gone, key=lambda one: SequenceMatcher(None, gone[one], template).ratio(), default=None)
        if near is not None and SequenceMatcher(None, gone[near], template).ratio() >= ALIKE:
            new[near] = template
            del gone[near]
        else:
            last += 1
            new[f"{old.prefix}{last:03}"] = template
    return old, Register(old.prefix, dict(sorted(new.items())), last, old.around)


def _shown_ids(package: Path) -> set[str]:
    path = package / "locale" / EXAMPLES
    if not path.exists():
        return set()
    return {id for id, one in json.loads(path.read_text(encoding="utf-8")).items() if one.get("zh")}


@cache
def _messages(package: Path) -> dict[str, str]:
    """Every template of the package, whatever it says, with the room it stands in."""
    return {
        node.args[0].value: room
        for room, tree in trees(package)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "message"
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


# ---------------------------------------------------------------- examples

CASES = ("wrong_projects.zh.txt", "wrong_data.zh.txt", "scheme/wrong_schemes.zh.txt")


def played(begins: tuple[str, ...]) -> dict[str, Example]:
    """The examples of ``tests/findings`` whose ids begin so, by id; each is played."""
    sys.path.insert(0, str(ROOT))
    from tests.findings.played import all_cases, play, said_of, shown

    found = {}
    for id, case in all_cases().items():
        if not id.startswith(begins):
            continue
        heard = said_of(case, play(case, mended=False))
        if heard is None:
            print(f"{id}: its example does not say it")
        else:
            found[id] = shown(case, heard)
    return found


def cases() -> Iterator[tuple[Sequence[Change], list[Finding]]]:
    """The wrong projects of the tests, each with what is said of it."""
    sys.path.insert(0, str(ROOT))
    from tests import conftest

    for name in CASES:
        for case in conftest.read_cases(ROOT / "tests" / name):
            with TemporaryDirectory() as made:
                folder = Path(made) / "school"
                shutil.copytree(conftest.TINY, folder)
                for change in reversed(case.changes):
                    change.apply(folder)
                yield case.changes, conftest.found(folder)


def _shown(changes: Sequence[Change], finding: Finding) -> Example:
    """The change that made a project wrong: that of the file which the finding names, else the last one."""
    from tests.conftest import TINY

    change = next((one for one in changes if one.file == finding.place.file), changes[-1])
    if change.missing:
        return Example("", file=change.file)
    there = TINY / change.file
    before = change.before
    if change.line is None and there.exists():
        before = there.read_text(encoding="utf-8").splitlines()
    return Example("", file=change.file, line=change.line, wrong="\n".join(change.after), right="\n".join(before))


def told(
    package: Path, ids: Register, shown: Mapping[str, tuple[Example, Finding]], own: Mapping[str, Example]
) -> dict[str, Example]:
    """What is told of every finding of the package; an example of its ``own`` goes before one met by chance."""
    rooms, mends = _messages(package), {one.template: one for one in said(package)}
    result = {}
    for id, template in ids.templates.items():
        one = mends.get(template)
        example, finding = shown.get(template, (Example(""), None))
        if finding is not None:
            example = evolve(example, zh=finding.text("zh"), en=finding.text("en"))
        result[id] = evolve(
            own.get(id, example),
            room=one.room if one is not None else rooms.get(template, ""),
            mend=one.mend if one is not None else "",
        )
    return result


def best(found: Iterable[tuple[Sequence[Change], list[Finding]]]) -> dict[str, tuple[Example, Finding]]:
    """For every template the case that shows it with the fewest words about anything else."""
    chosen: dict[str, tuple[int, Example, Finding]] = {}
    for changes, findings in found:
        for finding in findings:
            example = _shown(changes, finding)
            weight = 100 * len(findings) + 50 * (not example.right) + len(example.wrong)
            template = innermost(finding.what).template
            if template not in chosen or weight < chosen[template][0]:
                chosen[template] = weight, example, finding
    return {template: (example, finding) for template, (_, example, finding) in chosen.items()}


def main() -> int:
    """Say what is missing, or write it."""
    write, missing = "--write" in sys.argv[1:], 0
    only = tuple(one for one in sys.argv[1:] if one != "--write")
    shown = best(cases()) if write and not only else {}
    own = played(only or ("",)) if write else {}
    for package in packages():
        said_here = frozenset(shown.keys() & _messages(package).keys())
        old, new = kept(package, said_here)
        changed = {id: template for id, template in new.templates.items() if old.templates.get(id) != template}
        for id, template in changed.items():
            print(f"{package.name}: {id} {template}")
        if write:
            (package / "locale" / FILE).write_text(new.text(), encoding="utf-8")
            now = told(package, new, shown, {**(_as_they_are(package) if only else {}), **own})
            pages = {id: _without_empty(one) for id, one in now.items()}
            text = json.dumps(pages, ensure_ascii=False, indent=1) + "\n"
            (package / "locale" / EXAMPLES).write_text(text, encoding="utf-8")
        else:
            missing += len(changed) + len(old.templates.keys() - new.templates.keys())
    return 1 if missing else 0


def _as_they_are(package: Path) -> dict[str, Example]:
    path = package / "locale" / EXAMPLES
    return {id: Example(**one) for id, one in json.loads(path.read_text(encoding="utf-8")).items()}


def _without_empty(one: Example) -> dict[str, object]:
    return asdict(one, filter=lambda attribute, value: attribute.name == "room" or bool(value))


if __name__ == "__main__":
    sys.exit(main())
