"""The fake distributions of the tests of plugins are those of these tests too."""

from tests.plugins.conftest import site

__all__ = ["site"]
