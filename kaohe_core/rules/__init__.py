"""The rules of the core: few, and made to compose.

Allowances, caps, floors, periods, conditions and variants are not rules: every clause has them (``scheme/model.py``).
"""

from kaohe_core.rules.counted import Deduct, Earn, Ladder, Ratio
from kaohe_core.rules.judged import JUDGEMENTS, Checklist, FormulaRule, Judgement, Panel, Stages
from kaohe_core.rules.listed import Bands, LookUp, Places
from kaohe_core.rules.rule import Rule
from kaohe_core.tables.declared import Table

RULES: tuple[type[Rule], ...] = (
    Deduct,
    Earn,
    Ratio,
    Ladder,
    Bands,
    LookUp,
    Places,
    Checklist,
    Panel,
    Stages,
    Judgement,
    FormulaRule,
)
TABLES: tuple[Table, ...] = (JUDGEMENTS,)
