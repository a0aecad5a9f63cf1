"""Schemes: the model, the layers that lie under one, and loading it."""

from kaohe_core.scheme.model import Scheme

__all__ = ["Scheme"]
