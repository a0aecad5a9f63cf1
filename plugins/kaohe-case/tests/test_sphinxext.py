"""What the reference shows of the steps."""

from __future__ import annotations

import inspect
import re
from functools import cache
from pathlib import Path

import pytest

import kaohe_case
from kaohe_case.messages import message
from kaohe_case.steps import STEPS
from kaohe_core.catalogues.texts import documented, paragraphs

shown = cache(documented)


@pytest.mark.parametrize("need", sorted({need for step in STEPS.values() for need in step.needs}, key=str))
def test_everything_that_steps_wait_for_is_a_text_of_the_reference(need):
    text = paragraphs(inspect.getdoc(need))[0]

    assert shown(Path(kaohe_case.__file__).parent)[text] == "steps/needs.py"
    assert message(text).text("zh") != text
    assert not re.search(r"G\d\d", text)  # the numbers of requirements, which nobody else knows
