"""What a command imports, for the process that the commands of ``test_killed`` are forked from.

Polars is imported and not used: its threads, which no fork takes along, begin with its first use.
"""

import polars

import kaohe_core.api
import kaohe_core.assess.assessment
import kaohe_core.blanks
import kaohe_core.cli.app
import kaohe_core.papers.papers_folder
import kaohe_core.workbook

__all__ = ["kaohe_core", "polars"]
