"""A reading activity (读书活动): the smallest complete plugin of kaohe."""

from kaohe_core import package

plugin = package(__name__)
