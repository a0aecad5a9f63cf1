"""County e-education and teachers’ remote training (远程教育、教师远程培训): tables, dimensions and ready schemes."""

from kaohe_core import package

plugin = package(__name__)
