"""Performance pay (绩效工资): tables, ready dimensions and a ready scheme for the pay of a school's staff."""

from kaohe_core import package

plugin = package(__name__)
