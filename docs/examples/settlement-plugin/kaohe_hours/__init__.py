"""A plugin with a settlement and a section."""

from kaohe_core import package

plugin = package(__name__)
