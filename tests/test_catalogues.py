"""Every message has its Chinese, every Chinese entry its message, and what is installed is what was translated."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def _tool():
    spec = importlib.util.spec_from_file_location("catalogues", ROOT / "tools" / "catalogues.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


catalogues = _tool()
PACKAGES = pytest.mark.parametrize("package", catalogues.packages(), ids=lambda package: package.name)


@PACKAGES
def test_nothing_is_left_in_english(package):
    assert catalogues.missing(package) == []


@PACKAGES
def test_nothing_is_translated_that_nobody_says(package):
    assert catalogues.unused(package) == []


@PACKAGES
def test_the_compiled_catalogue_is_up_to_date(package):
    path = catalogues.mo_path(package)
    assert path.read_bytes() == catalogues.compiled(catalogues.translated(package)), "run tools/catalogues.py"
