"""The working group is drawn by lot (G14), and anybody can draw it again with nothing but sha256sum."""

from __future__ import annotations

import subprocess
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_case.lots import Drawn, Lot, Stratum, check, check_strata, draw, lot_of, lots, recipe
from kaohe_core.findings import Findings, FindingsError, Place
from kaohe_core.messages import Language

pytestmark = pytest.mark.clause("G14")

SEED, PUBLIC = "青山镇中心小学 2026", "2026135 期 03 08 15"
STRATA = (
    Stratum("班子成员", 1, ("张三", "李四", "王五")),
    Stratum("教代会代表", 2, ("张三", "李四", "赵六", "钱七")),
    Stratum("一线教师", 2, ("孙八", "周'九", "-n", r"吴\n十", "$(郑)", "李四")),
)


def shell(command: str) -> list[str]:
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True, encoding="utf-8")
    assert done.stderr == ""
    return done.stdout.splitlines()


def said(seed: str, public: str, *strata: Stratum, language: Language = "zh") -> list[str]:
    findings = Findings()
    check(seed, public, strata, Place(file="抽签.toml"), findings)
    assert all(finding.blocks for finding in findings)
    return [finding.text(language).removeprefix("抽签.toml: ") for finding in findings]


# ---------------------------------------------------------------- anybody can draw it again


def test_a_lot_is_the_sha256_of_four_lines() -> None:
    [line] = shell(f"printf '%s\\n' '{SEED}' '{PUBLIC}' 班子成员 张三 | sha256sum")
    assert line == f"{lot_of(SEED, PUBLIC, '班子成员', '张三')}  -"


def test_a_lot_is_the_same_for_ever() -> None:
    """``printf 'a\\nb\\nc\\nd\\n' | sha256sum`` of GNU coreutils."""
    assert lot_of("a", "b", "c", "d") == "cf2c7f63055d2e84af6e3f01ac1bb7fce598d20cf213fab2b56b8e8047b46ced"


def test_the_recipe_really_run_draws_the_same_people() -> None:
    """Names with quotes, backslashes and dollars are among them: they reach sha256sum as they are."""
    lines = [line.text("zh") for line in recipe(SEED, PUBLIC, STRATA)]
    printed = [shell(line) for line in lines if line.startswith("for n in ")]
    group = draw(SEED, PUBLIC, STRATA)
    assert printed == [
        [f"{drawn.lot}  {drawn.person}" for drawn in group if drawn.stratum == stratum.name] for stratum in STRATA
    ]


def test_the_recipe_says_what_a_lot_is_and_who_is_left_out() -> None:
    two = (Stratum("班子成员", 1, ("张三",)), Stratum("教代会代表", 1, ("张三", "李四")))
    assert [line.text("zh") for line in recipe("青山", "03 08", two)] == [
        "每名候选人的签号，是四行文字（UTF-8 编码，每行以一个换行符结尾）的 SHA-256：种子 青山、公开号码 03 08、组别、"
        "候选人姓名；每个组别抽签号最小的",
        "请在 Linux、macOS（把 sha256sum 换成 shasum -a 256）的终端或 Windows 的 Git Bash 里执行：",
        "“班子成员”，1 人中抽 1 人：",
        "for n in '张三'; do printf '%s  %s\\n' \"$(printf '%s\\n' '青山' '03 08' '班子成员' \"$n\" | sha256sum"
        ' | cut -c 1-64)" "$n"; done | LC_ALL=C sort | head -n 1',
        "“教代会代表”，2 人中抽 1 人：",
        "此前已抽中，不再参加：张三",
        "for n in '李四'; do printf '%s  %s\\n' \"$(printf '%s\\n' '青山' '03 08' '教代会代表' \"$n\" | sha256sum"
        ' | cut -c 1-64)" "$n"; done | LC_ALL=C sort | head -n 1',
    ]


# ---------------------------------------------------------------- the draw


def test_the_smallest_lots_are_drawn_and_who_was_drawn_is_passed_over() -> None:
    two = (Stratum("甲组", 1, ("张三",)), Stratum("乙组", 1, ("李四", "张三", "王五")))
    first, second, third = sorted((lot_of("s", "p", "乙组", name), name) for name in ("李四", "张三", "王五"))
    ranked = [pair for pair in (first, second, third) if pair[1] != "张三"]
    assert draw("s", "p", two) == (
        Drawn("甲组", "张三", lot_of("s", "p", "甲组", "张三")),
        Drawn("乙组", ranked[0][1], ranked[0][0]),
    )
    assert lots("s", "p", two)[1:] == tuple(
        Lot("乙组", name, lot, drawn=name == ranked[0][1], before="甲组" if name == "张三" else "")
        for lot, name in (first, second, third)
    )


def test_the_record_is_read_line_by_line() -> None:
    lot = "0" * 64
    assert Lot("甲组", "张三", lot, drawn=True).text("zh") == f"{lot}  张三  抽中"
    assert Lot("甲组", "张三", lot, drawn=False).text("zh") == f"{lot}  张三  未抽中"
    passed = Lot("乙组", "张三", lot, drawn=False, before="甲组")
    assert passed.text("zh") == f"{lot}  张三  已在“甲组”中抽中，这里跳过"
    assert passed.text("en") == f"{lot}  张三  drawn before in “甲组”, passed over"
    assert passed.data() == {"stratum": "乙组", "person": "张三", "lot": lot, "drawn": False, "before": "甲组"}
    assert "before" not in Lot("甲组", "张三", lot, drawn=True).data()


def test_another_seed_or_number_draws_others() -> None:
    strata = (Stratum("一线教师", 5, tuple(f"教师{n}" for n in range(40))),)
    groups = {draw(seed, public, strata) for seed in ("甲", "乙") for public in ("1", "2")}
    assert len(groups) == 4


NAMES = [f"教师{n}" for n in range(12)]


@st.composite
def possible(draw_: st.DrawFn) -> tuple[Stratum, ...]:
    """Strata over the same twelve people that can always be drawn."""
    strata: list[Stratum] = []
    for number in range(draw_(st.integers(1, 4))):
        people = draw_(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
        strata.append(Stratum(f"第 {number} 组", draw_(st.integers(1, len(people))), tuple(people)))
        if said("s", "p", *strata):
            strata.pop()
    return tuple(strata) or (Stratum("组", 1, ("张三",)),)


@given(possible(), st.text("0123456789", min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_any_draw(strata: tuple[Stratum, ...], public: str, dice: object) -> None:
    group = draw("种子", public, strata)
    for stratum in strata:
        drawn = [one for one in group if one.stratum == stratum.name]
        assert len(drawn) == stratum.take
        assert {one.person for one in drawn} <= set(stratum.candidates)
        assert [one.lot for one in drawn] == sorted(one.lot for one in drawn)
    assert len({one.person for one in group}) == len(group)
    shuffled = []
    for stratum in strata:
        people = list(stratum.candidates)
        dice.shuffle(people)  # type: ignore[attr-defined]  # hypothesis's own random.Random
        shuffled.append(Stratum(stratum.name, stratum.take, tuple(people)))
    assert draw("种子", public, shuffled) == group
    assert recipe("种子", public, shuffled) == recipe("种子", public, strata)


def test_every_order_of_the_candidates_draws_the_same() -> None:
    people = ("张三", "李四", "王五", "赵六", "钱七")
    assert len({draw("s", "p", (Stratum("组", 2, order),)) for order in permutations(people)}) == 1


def test_everybody_has_the_same_chance() -> None:
    """2 of 8 over 4000 public numbers: 1000 times each is expected, with a standard deviation of √(4000 × ¼ × ¾) = 27;
    all eight stay within four of them.
    """
    times = dict.fromkeys(NAMES[:8], 0)
    for public in range(4000):
        for one in draw("种子", str(public), (Stratum("一线教师", 2, tuple(times)),)):
            times[one.person] += 1
    assert sum(times.values()) == 8000
    assert all(892 <= count <= 1108 for count in times.values()), times


# ---------------------------------------------------------------- what is wrong


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert said(
        " ",
        "",
        Stratum("班子成员", 3, ("张三", "李四")),
        Stratum("班子成员", 0, ("王五", "王五", "")),
        Stratum("", 1, ("赵六",)),
    ) == [
        "抽签没有种子\n    改法：请在抽签之前写定一段文字作种子",
        "抽签没有公开号码：定种子的人可以借此挑人\n"
        "    改法：请用一个校内谁也定不了的号码，例如约定日期的福利彩票开奖号码",
        "“班子成员”：要抽 3 人，候选人只有 2 人\n    改法：请增加候选人，或者少抽几人",
        "有两个组别都叫“班子成员”\n    改法：请把其中一个改名",
        "“班子成员”：“王五”出现了 2 次\n    改法：每人只写一次；如有同名的人，请加注以便区分",
        "“班子成员”：有一名候选人没有姓名\n    改法：请补上姓名",
        "“班子成员”：要抽 0 人，至少要抽 1 人\n    改法：请写明抽几人，或者去掉这个组别",
        "第 3 个组别没有名称\n    改法：请写上名称",
    ]
    assert said("s", "p") == ["没有写要抽谁\n    改法：请写明从哪些人中抽、抽几人"]


def test_a_finding_in_english_has_its_place() -> None:
    findings = Findings()
    check("s", "p", [Stratum("一线教师", 2, ("张三",))], Place(file="抽签.toml", line=3), findings)
    assert [finding.text("en") for finding in findings] == [
        "抽签.toml:3: “一线教师”: 2 are to be drawn, and there are 1 candidates\n"
        "    To mend it: name more candidates, or draw fewer"
    ]


def test_lists_are_checked_before_there_is_a_number() -> None:
    findings = Findings()
    check_strata(STRATA, Place(), findings)
    assert len(findings) == 0
    check_strata([Stratum("一线教师", 2, ("张三",))], Place(), findings)
    assert [finding.text("zh") for finding in findings] == [
        "“一线教师”：要抽 2 人，候选人只有 1 人\n    改法：请增加候选人，或者少抽几人"
    ]


def test_nothing_is_drawn_where_something_is_wrong() -> None:
    with pytest.raises(FindingsError) as refused:
        draw("", "p", STRATA, Place(file="抽签.toml"))
    assert [finding.text("zh") for finding in refused.value.findings] == [
        "抽签.toml: 抽签没有种子\n    改法：请在抽签之前写定一段文字作种子"
    ]


@pytest.mark.parametrize("name", [" 张三", "张三\u3000", "张\u200b三", "张\n三", "e\u0301"])
def test_a_name_that_cannot_be_copied_by_eye(name: str) -> None:
    [text] = said("s", "p", Stratum("组", 1, (name,)))
    assert text.endswith(
        "里有看不见的字符，别人照抄会得出另一个签号\n    改法：请重新输入，前后不要有空格，中间不要换行"
    )
    assert len(said(name, "p", Stratum("组", 1, ("张三",)))) == 1


def test_a_draw_that_could_come_up_short_is_refused_before_the_lots_are_known() -> None:
    """First 2 of 张三、李四、王五; then 2 of 张三、李四、赵六: were both 张三 and 李四 drawn, one would be left."""
    first = Stratum("班子成员", 2, ("张三", "李四", "王五"))
    assert said("s", "p", first, Stratum("教代会代表", 2, ("张三", "李四", "赵六"))) == [
        "“教代会代表”：要抽 2 人，而 3 名候选人中可能有 2 人先在别的组别抽中\n"
        "    改法：请增加候选人、少抽几人，或者把这个组别排在前面"
    ]
    assert said("s", "p", first, Stratum("教代会代表", 1, ("张三", "李四", "赵六"))) == []
    last = Stratum("班子成员", 1, first.candidates)
    assert said("s", "p", Stratum("教代会代表", 2, ("张三", "李四", "赵六")), last) == []


def test_one_person_in_two_earlier_strata_is_lost_once() -> None:
    """甲 and 乙 can take only 张三 of 丁's candidates, 丙 one of the three others: 2 at most, and 2 of 4 remain."""
    earlier = (
        Stratum("甲", 1, ("张三", "a")),
        Stratum("乙", 1, ("张三", "b")),
        Stratum("丙", 1, ("李四", "王五", "赵六")),
    )
    assert said("s", "p", *earlier, Stratum("丁", 2, ("张三", "李四", "王五", "赵六"))) == []
    assert said("s", "p", *earlier, Stratum("丁", 3, ("张三", "李四", "王五", "赵六"))) == [
        "“丁”：要抽 3 人，而 4 名候选人中可能有 2 人先在别的组别抽中\n"
        "    改法：请增加候选人、少抽几人，或者把这个组别排在前面"
    ]


def test_people_are_reseated_to_find_the_worst_case() -> None:
    """张三 may be taken by 甲 or 乙, 李四 only by 甲: the worst case takes both, 李四 in 甲 and 张三 in 乙."""
    earlier = (Stratum("甲", 1, ("张三", "李四")), Stratum("乙", 1, ("张三", "b")))
    assert len(said("s", "p", *earlier, Stratum("丙", 1, ("张三", "李四")))) == 1
