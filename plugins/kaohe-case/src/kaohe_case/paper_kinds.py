"""Which papers a round has: those of every result, and those that only a round has."""

from kaohe_core.papers.paper_kinds import KINDS as OF_A_RESULT

SHEETS, ANSWERS = "sheets", "answers"
KINDS = (*OF_A_RESULT, ANSWERS, SHEETS)
