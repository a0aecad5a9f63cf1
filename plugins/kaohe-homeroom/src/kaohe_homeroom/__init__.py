"""Homeroom work (班主任工作): classes on the class work sheet, and what follows for their head and deputy teachers."""

from kaohe_core import package

plugin = package(__name__)
