"""The fake distributions of the kit; their single modules begin with one line, which the lines in errors count."""

import pytest

from kaohe_core.testing import FakeSite


@pytest.fixture
def site(kaohe_site: FakeSite) -> FakeSite:
    """An empty folder in front of ``sys.path``."""
    kaohe_site.head = "from kaohe_core.plugins.hooks import hookimpl\n"
    return kaohe_site
