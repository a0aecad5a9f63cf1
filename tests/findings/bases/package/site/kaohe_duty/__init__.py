from kaohe_core import package

plugin = package(__name__)
