"""Files read in threads that end, as servers and notebooks have them: a crash would take the whole process."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import threading
from kaohe_core.findings import Findings
from kaohe_core.toml.document import parse

said = []

def read():
    found = Findings()
    parse("a = 1\\nb = \\n", "x.toml", found)
    said.extend(finding.place.line for finding in found)
    said.append(parse("[t]\\nkey = 2\\n", "x.toml", Findings()).place(("t", "key")).line)

for _ in range(3):
    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
print(said)
"""


@pytest.mark.fault("B18")
def test_whichever_thread_is_the_first_to_read_may_end():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)

    assert (done.returncode, done.stdout, done.stderr) == (0, "[2, 2, 2, 2, 2, 2]\n", "")
