"""Legal education (法治教育): schools, and the volunteers, deputy heads, counsellors and families chosen among them."""

from kaohe_core import package

plugin = package(__name__)
