"""Lets the tests of this folder share ``docs_blocks``, and import what builds the site."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "docs")]
