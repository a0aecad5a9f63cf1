"""Mentoring of attached kindergartens (附属幼儿园结对帮扶): the yearly evaluation, and what follows from it."""

from kaohe_core import package

plugin = package(__name__)
