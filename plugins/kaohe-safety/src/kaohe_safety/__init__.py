"""Safety and fire targets (安全生产和消防): units with a hazard ledger, graded as one assessment."""

from kaohe_core import package

plugin = package(__name__)
