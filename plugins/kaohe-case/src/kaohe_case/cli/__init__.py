"""The commands: ``kaohe case`` and what is under it, and ``kaohe verify``."""
