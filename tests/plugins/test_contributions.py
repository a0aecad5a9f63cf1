"""Ready dimensions, ready schemes and sections refuse what they cannot be, where they are made."""

import re

import pytest

from kaohe_core.messages import Text
from kaohe_core.plugins.contributions import ReadyDimension, ReadyScheme, Section

TEXT = '[[dimension]]\ntitle = "卫生"\nmarks = 10\n\n  [[dimension.clause]]\n  id = "floor"\n'


def test_a_dimension_from_a_file(tmp_path):
    path = tmp_path / "dimensions" / "hygiene.toml"
    path.parent.mkdir()
    path.write_text(TEXT, encoding="utf-8")

    ready = ReadyDimension.from_file(path)

    # the file's name is the same on every machine
    assert ready == ReadyDimension("hygiene", TEXT, "dimensions/hygiene.toml")


@pytest.mark.parametrize(
    ("id", "text", "says"),
    [
        ("Hygiene", TEXT, "dimension id 'Hygiene' must be kebab-case, like 'home-visits'"),
        ("hygiene", "[[dimension", "d.toml is not TOML: Expected ']]' at the end of an array declaration"),
        ("hygiene", "marks = 10\n", "d.toml must hold one [[dimension]] and nothing else; it has the keys ['marks']"),
        ("hygiene", TEXT + TEXT, "d.toml must hold one [[dimension]] and nothing else; it has the keys ['dimension']"),
        (
            "hygiene",
            "[dimension]\n",
            "d.toml must hold one [[dimension]] and nothing else; it has the keys ['dimension']",
        ),
        ("hygiene", "[[dimension]]\nid = 'air'\n", "d.toml: the dimension's id is 'air', its file is for 'hygiene'"),
    ],
)
def test_a_wrong_dimension(id, text, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        ReadyDimension(id, text, "d.toml")


def test_a_dimension_file_of_another_kind(tmp_path):
    with pytest.raises(ValueError, match=r"hygiene\.txt: a ready dimension is a file named like 'home-visits\.toml'"):
        ReadyDimension.from_file(tmp_path / "hygiene.txt")


def test_a_scheme_lacks_one_thing_after_the_other(tmp_path):
    def made():
        return ReadyScheme("reading", "读书活动", tmp_path)

    with pytest.raises(ValueError, match=r"scheme 'reading': there is no kaohe\.toml in "):
        made()
    (tmp_path / "kaohe.toml").touch()
    with pytest.raises(ValueError, match=r"scheme 'reading': there is no schemes/\*\.toml in "):
        made()
    (tmp_path / "schemes").mkdir()
    (tmp_path / "schemes" / "reading.toml").touch()
    with pytest.raises(ValueError, match="scheme 'reading': there is no sample data in "):
        made()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "readers.csv").touch()
    assert made() == ReadyScheme("reading", Text("读书活动"), tmp_path)
    with pytest.raises(ValueError, match="scheme 'reading': it needs a title in Chinese, not "):
        ReadyScheme("reading", " ", tmp_path)


@pytest.mark.parametrize(
    ("columns", "rows", "says"),
    [
        ([], [], "section 'flags' has no columns"),
        ("班级", [], "columns must be a list of titles, not the text '班级'"),
        (["班级", "面"], [["一班", "3"], ["二班"]], "section 'flags': row 2 has 1 cells, not 2"),
        (["班级", "面"], ["一班"], "section 'flags': row 1 has 1 cells, not 2"),
        (["班级", "面"], [["一班", 3]], "section 'flags': row 1 has the cell 3, which is not text"),
    ],
)
def test_a_wrong_section(columns, rows, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        Section("flags", "流动红旗", columns, rows)


def test_a_section():
    section = Section("flags", "流动红旗", ["班级", Text("面", "flags")], [["一班", "3"]])

    assert section.columns == (Text("班级"), Text("面", "flags"))
    assert section.rows == (("一班", "3"),)
    assert section.note == Text("")
