"""The process that is forked where a test kills one: it has imported what commands import, and has done nothing.

To start Python anew for each of a thousand took most of the time. Polars is imported and not used: its threads, which
no fork takes along, begin with its first use.
"""

import multiprocessing

import polars

import kaohe_core.api
import kaohe_core.assess.assessment
import kaohe_core.blanks
import kaohe_core.cli.app
import kaohe_core.papers.papers_folder
import kaohe_core.workbook

__all__ = ["SERVER", "kaohe_core", "polars"]

SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(["tests.killed_command", "tests.killed_writing", "tests.test_killed"])
