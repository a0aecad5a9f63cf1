"""Every finding has an example that says it, and that says it no more once it is mended.

The files ``*.txt`` beside this hold the examples; ``played.py`` tells how they are written. ``without.tsv`` has those
that no input provokes, a line each: the id, the kind (``system``: the machine, a file system or another process is at
fault; ``code``: a program or a plugin's command that is not there in an example), why, and the test that provokes it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kaohe_core.finding_ids import examples, register
from tests.findings.played import HERE, ROOT, all_cases, base_says, play, said_of

PACKAGES = [
    "kaohe_core",
    "kaohe_case",
    "kaohe_e_education",
    "kaohe_example",
    "kaohe_homeroom",
    "kaohe_kindergarten_mentoring",
    "kaohe_legal_education",
    "kaohe_performance_pay",
    "kaohe_safety",
    "kaohe_web",
]
CASES = all_cases()
KINDS = ("system", "code")
FAST = ["K102", "K226", "K067", "K001", "PP001", "C091"]  # one of each family


def without() -> dict[str, list[str]]:
    """What has no example, by id: the kind, why, and the test."""
    lines = (HERE / "without.tsv").read_text(encoding="utf-8").splitlines()
    return {line.split("\t")[0]: line.split("\t")[1:] for line in lines if line and not line.startswith("#")}


@pytest.mark.thorough(but=FAST)
@pytest.mark.parametrize("id", sorted(CASES))
def test_an_example_says_its_finding_until_it_is_mended(id):
    case = CASES[id]
    heard = said_of(case, play(case, mended=False, languages=["zh"]))

    assert heard is not None
    package = next(package for package in PACKAGES if id in examples(package))
    assert examples(package)[id].zh == heard.zh, "python tools/finding_ids.py --write"
    said = base_says(case.base) if case.as_the_base else play(case, mended=True, languages=["zh"])
    assert said_of(case, said) is None


@pytest.mark.parametrize("package", PACKAGES)
def test_every_finding_has_an_example_or_a_test_that_provokes_it(package):
    kept, told, excused = register(package), examples(package), without()
    later = set((HERE / "later.tsv").read_text(encoding="utf-8").split())
    lacking = [id for id in kept.templates if not told[id].zh and id not in excused and id not in later]

    assert lacking == []
    assert [id for id in kept.templates if told[id].zh and id in excused] == []
    assert [id for id in kept.templates if told[id].zh and id in later] == []


@pytest.mark.parametrize(("id", "told"), without().items())
def test_what_has_no_example_is_provoked_by_a_test(id, told):
    kind, why, where = told
    file, _, name = where.partition("::")

    assert kind in KINDS
    assert len(why) > 20
    assert any(id in register(package).templates for package in PACKAGES)
    assert re.search(rf"^def {name}\b", (ROOT / Path(file)).read_text(encoding="utf-8"), re.M)
