"""Every message has its Chinese, every Chinese entry its message, and what is installed is what was translated."""

import gettext
import importlib.util
from pathlib import Path

import pytest

from kaohe_core.catalogues import kept as catalogues

ROOT = Path(__file__).resolve().parent.parent


def _tool():
    spec = importlib.util.spec_from_file_location("catalogues", ROOT / "tools" / "catalogues.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PACKAGES = pytest.mark.parametrize("package", _tool().packages(), ids=lambda package: package.name)


@PACKAGES
def test_nothing_is_left_in_english(package):
    assert catalogues.missing(package) == []


@PACKAGES
def test_nothing_is_translated_that_nobody_says(package):
    assert catalogues.unused(package) == []


@PACKAGES
def test_the_compiled_catalogue_is_up_to_date(package):
    said = catalogues.entries(catalogues.translated(package))
    assert catalogues.entries(catalogues.installed(package)) == said, "run tools/catalogues.py"


@PACKAGES
def test_the_compiled_catalogue_is_what_gettext_reads(package):
    with catalogues.mo_path(package).open("rb") as stream:
        known = gettext.GNUTranslations(stream)
    said = catalogues.entries(catalogues.translated(package))
    assert {text: known.gettext(text) for text in said} == said
    assert known.info() == {"content-type": "text/plain; charset=utf-8", "language": "zh_CN"}


def folder(tmp_path, text):
    (tmp_path / "code.py").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_template_is_the_literal_that_message_takes_first(tmp_path):
    package = folder(
        tmp_path,
        'message("{key} {value}", key=1, value=2)\n'
        'say(message("two "\n  "lines"), "of another call", f"{one} of no call")\n'
        'self.message("a method")\n',
    )
    assert catalogues.used(package) == {"{key} {value}": "code.py", "two lines": "code.py"}


@pytest.mark.parametrize("call", ['message(f"{name} is wrong")', "message(template)", "message()"])
def test_a_template_that_cannot_be_translated_is_refused(tmp_path, call):
    with pytest.raises(catalogues.Unkept, match=r"^code\.py:2: message\(…\) takes its template as a literal$"):
        catalogues.used(folder(tmp_path, f"\n{call}\n"))
