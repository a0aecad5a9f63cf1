"""The commands of the steps: how what is typed becomes what a step says."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from kaohe_case.cli.case.step_command import command_of
from kaohe_case.steps import STEPS
from kaohe_case.store import FILE, Store
from kaohe_core.cli.app import app

TAKE = ["--round", "2026", "--who", "办公室", "--at", "2026-06-01T09:00:00+08:00"]


@pytest.mark.parametrize(
    "members", [["--members", "李三,赵四"], ["--members", "李三，赵四、"], ["--members", "李三", "--members", " 赵四 "]]
)
def test_several_names_may_stand_in_one_text(small, members):
    for arguments in (
        ["open", str(small), *TAKE, "--scheme", "pay"],
        [
            "lead",
            str(small),
            *TAKE,
            "--chair",
            "张一",
            "--deputies",
            "王二",
            *members,
            "--office",
            "孙六",
            "--outside",
            "孙六",
        ],
    ):
        found = CliRunner().invoke(app, ["case", *arguments])
        assert found.exit_code == 0, found.output
    assert Store(small / FILE).acts()[-1].data["members"] == ["李三", "赵四"]


def test_a_group_of_candidates_keeps_its_commas():
    """领导=2:张三,李四 is one text; the step takes it apart itself."""
    said = {}

    class TakenError(Exception):
        pass

    def take(_case, _round, _kind, _who, _at, values):
        said.update(values)
        raise TakenError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kaohe_case.case.opened", lambda _folder: type("Case", (), {"take": take})())
        with pytest.raises(TakenError):
            command_of(STEPS["candidates"]).main(
                [*TAKE, "--group", "领导=2:张三,李四", "--group", "教师=1:王五"], standalone_mode=False
            )
    assert said["group"] == ("领导=2:张三,李四", "教师=1:王五")


@pytest.mark.parametrize("kind", sorted(STEPS))
def test_what_a_step_must_be_told_is_demanded(small, kind, monkeypatch, capsys):
    """Each option without a default is asked for in 中文, never passed over."""
    needed = [option for option in command_of(STEPS[kind]).params if option.required and option.name != "project"]
    assert {"round_id", "who"} <= {option.name for option in needed}
    monkeypatch.chdir(small)
    with pytest.raises(SystemExit) as ended:
        app.main(["case", kind, "--round", "2026", "--who", "办公室"])
    missing = [option for option in needed if option.name not in ("round_id", "who")]
    if missing:
        names = " / ".join([missing[0].opts[0], *missing[0].secondary_opts])
        assert ended.value.code == 2
        assert f"缺少 {names}" in capsys.readouterr().err
    else:
        assert ended.value.code == 1  # refused by the round, which is not open
    assert not (small / FILE).exists()


def test_a_number_that_is_none_is_told_in_chinese(small, monkeypatch, capsys):
    monkeypatch.chdir(small)
    with pytest.raises(SystemExit):
        app.main(["case", "vote", *TAKE, "--members", "八", "--attending", "1", "--agreeing", "1", "--minutes", "纪要"])
    assert "--members 应是不小于 0 的整数" in capsys.readouterr().err
