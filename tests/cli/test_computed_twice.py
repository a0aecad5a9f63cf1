"""Every run is computed twice: the summary says how much agreed, and a difference stops the run before it writes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from click.testing import Result

import kaohe_core
from kaohe_core.findings import FindingsError
from kaohe_core.formula import tree
from kaohe_core.formula.columns import Compiler
from tests.cli.conftest import write_county

Kaohe = Callable[..., Result]
MEND = (
    "    改法：这是 kaohe 的错误，不是方案或数据的错误，因此没有写出任何结果："
    "请把本提示连同方案和此人的各行数据（姓名可以改掉）报告给 kaohe 的开发者\n"
)


def test_the_summary_says_how_many_numbers_agree(kaohe: Kaohe, small: Path) -> None:
    # 4 people; a clause, a dimension, the total, the pool, what is paid in all, and 14 steps of the share
    assert "两种算法核对一致：76 个数" in kaohe("score", small).stdout.splitlines()
    english = kaohe("score", small, "--language", "en").stdout.splitlines()
    assert "computed twice, and both ways agree: 76 numbers" in english
    data = json.loads((small / "out/pay/result.json").read_text(encoding="utf-8"))
    assert data["schemes"][0]["computed-twice"] == {"numbers": 76, "people": 4, "units": None}


def test_a_difference_stops_the_run(kaohe: Kaohe, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Columns that lose the sign: 01 has 3 − 2 days over, so 0.2 instead of −0.2; 03 has 5 and 58, 12.6 instead of
    # −12.6. What follows from it, such as the total and the money, is not told again.
    honest = Compiler.methods[tree.Negate]
    monkeypatch.setitem(
        Compiler.methods,
        tree.Negate,  # what is known before there are data stays right, or the scheme would be refused
        lambda self, node: self.ratio(node.of) if self.building else honest(self, node),
    )
    found = kaohe("score", small)
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr == (
        "[问题] 01 张三：“病假每天扣 0.2 分，每学期 2 天以内不扣”按列计算为 0.2，逐人精确计算为 -0.2\n"
        + MEND
        + "[问题] 03 王五：“病假每天扣 0.2 分，每学期 2 天以内不扣”按列计算为 12.6，逐人精确计算为 -12.6\n"
        "共 2 个问题需要处理。\n"
    )
    assert not (small / "out").exists()


def changed(monkeypatch: pytest.MonkeyPatch, who: str, step: str, wrong: pl.Expr) -> None:
    """The columns come to something else for one person and one step."""
    honest = Compiler.run

    def run(compiler: Compiler, frame: pl.DataFrame) -> pl.DataFrame:
        found = honest(compiler, frame)
        if step not in found.columns:
            return found
        return found.with_columns(pl.when(pl.col("_subject") == who).then(wrong).otherwise(step).alias(step))

    monkeypatch.setattr(Compiler, "run", run)


@pytest.mark.parametrize(
    ("step", "wrong", "said"),
    [
        ("paid", pl.lit(37123), "01 张三：“应发合计”按列计算为 371.23，逐人精确计算为 371.22"),  # a cent
        ("total", pl.lit(None), "01 张三：“总分”按列计算为 没有数据，逐人精确计算为 9.8"),
        (
            "_not:0",
            pl.lit(value=True),
            "01 张三：“计分人员”按列计算为 不参加考核：借调到外单位，逐人精确计算为 已计分",
        ),
        (
            "_unscored:0",
            pl.lit(value=True),
            "01 张三：“计分人员”按列计算为 不计分：督导员，逐人精确计算为 已计分",
        ),
    ],
)
def test_one_value_of_one_person(
    step: str, wrong: pl.Expr, said: str, kaohe: Kaohe, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(monkeypatch, "01", step, wrong)
    found = kaohe("score", small)
    assert found.exit_code == 1
    assert f"[问题] {said}\n{MEND}" in found.stderr
    assert not (small / "out").exists()


@pytest.fixture
def county(tmp_path: Path) -> Path:
    """Ten schools of a hundred people and one of one: more than a school's people by one."""
    return write_county(tmp_path, 1001)


def test_of_many_whole_units_are_compared_and_named(
    kaohe: Kaohe, county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # In the order of the SHA-256 of their names 第09校 comes last, and with it there would be 1001 people.
    schools = [f"第{n:02}校" for n in (*range(9), 10)]
    said = kaohe("score", county).stdout
    data = json.loads((county / "out/pay/result.json").read_text(encoding="utf-8"))
    # a clause, a dimension, the total and 16 steps of the money, each of 901 people: 17119
    assert data["schemes"][0]["computed-twice"] == {"numbers": 17119, "people": 901, "units": schools}
    assert f"两种算法核对一致：17119 个数，抽查 901 人（整个单位）：{'、'.join(schools)}" in said.splitlines()

    changed(monkeypatch, "T1000", "total", pl.lit(9999))  # 1000 % 40 = 0: half an hour, a quarter of a mark
    assert "[问题] T1000 人1000：“总分”按列计算为 99.99，逐人精确计算为 0.25" in kaohe("score", county).stderr


def test_an_explanation_reads_what_was_compared(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Whoever is in no unit of the sample is compared when an explanation is asked for: 900 % 40 = 20, 20.5 hours.
    changed(monkeypatch, "T0900", "total", pl.lit(9999))
    outcome = kaohe_core.open(county).score("pay")
    assert "0.25" in str(outcome.explain("T1000"))
    with pytest.raises(FindingsError) as raised:
        outcome.explain("T0900")
    said = "[问题] T0900 人900：“总分”按列计算为 99.99，逐人精确计算为 10.25\n" + MEND.rstrip("\n")
    assert str(raised.value) == f"项目 {county}：\n{said}"


def test_a_unit_that_no_sample_holds_is_compared_alone(
    kaohe: Kaohe, county: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One unit of 1001 people: there is no smaller one.
    scheme = (county / "pay.toml").read_text(encoding="utf-8").replace('unit = "staff.school"\n', "")
    (county / "pay.toml").write_text(scheme, encoding="utf-8")
    assert "两种算法核对一致：19019 个数，抽查 1001 人（整个单位）：全体" in kaohe("score", county).stdout.splitlines()
