"""``kaohe report --workbook``."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaohe_core.cli.app import app

TINY = Path(__file__).parent.parent / "tiny"


def kaohe(*arguments: str) -> object:
    with pytest.raises(SystemExit) as end:
        app.main(list(arguments))
    return end.value.code


def test_the_workbook_is_written(tmp_path, capsys):
    out = tmp_path / "结果.xlsx"
    assert kaohe("report", str(TINY), "--workbook", str(out)) == 0
    assert out.read_bytes()[:2] == b"PK"
    assert capsys.readouterr().out.splitlines()[-2:] == ["已写出：", f"  {out}"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "请说明要写什么：--workbook 结果.xlsx"),
        (["--workbook", "结果.pdf"], "工作簿的文件名要以 .xlsx 结尾，而不是“结果.pdf”"),
        (["--workbook", "没有/结果.xlsx"], "没有文件夹 没有"),
    ],
)
def test_what_is_wrong_is_said(arguments, said, capsys):
    assert kaohe("report", str(TINY), *arguments) == 2
    assert capsys.readouterr().err.splitlines()[0] == said


def test_a_file_that_cannot_be_written_is_named(tmp_path, capsys):
    out = tmp_path / "结果.xlsx"
    out.mkdir()  # stands for a file that another program holds: nobody may write it
    assert kaohe("report", str(TINY), "--workbook", str(out)) == 2
    assert str(out) in capsys.readouterr().err or "结果.xlsx" in capsys.readouterr().err
