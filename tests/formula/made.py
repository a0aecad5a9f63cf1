"""Made-up rows for the recomputed workbook: people with ties, blanks, leagues, and texts that begin with = + - @."""

from __future__ import annotations

import csv
import random
import shutil
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).parent / "many"


def project(folder: Path, people: int, seed: int = 7) -> Path:
    """A project with every rule in ``folder``, over so many people."""
    chance = random.Random(seed)
    for name in ("kaohe.toml", "scheme.toml"):
        shutil.copy(HERE / name, folder / name)
    ids = [f"{'aA'[i % 2]}{i:05d}" for i in range(people)]
    roles = ["教师", "教师", "后勤", "Ａ类", "A类", "a类"]
    first = date(1960, 1, 1)

    def day(days: int) -> str:
        return (first + timedelta(days=chance.randrange(days))).isoformat()

    def tenth(low: int, high: int) -> str:
        return f"{chance.randint(low, high) / 10:.1f}"

    names = ["=1+1", "+张三", "-李四", "@王五", "赵六"]
    write(
        folder / "people.csv",
        ["编号", "姓名", "单位", "岗位", "组别", "班", "出生日期", "任职日期", "班主任"],
        (
            [
                i,
                names[n % 5] + str(n),
                chance.choice(["中心校", "村小", "幼儿园"]),
                chance.choice(roles),
                chance.choice(["甲", "乙", "丙", ""]),
                chance.choice(["一班", "二班", "三班", "四班", ""]),
                chance.choice([day(16000), "2000-02-29", ""]),
                chance.choice([day(24000), "2024-02-29"]),
                chance.choice(["是", "否"]),
            ]
            for n, i in enumerate(ids)
        ),
    )
    write(
        folder / "scores.csv",
        ["编号", "甲", "乙", "工作量", "整分"],
        (
            [
                i,
                chance.choice([tenth(-1000, 1000), tenth(-20, 20), "-100"]),
                chance.choice([f"{chance.randint(0, 50000) / 1000:.3f}", ""]),
                tenth(0, 600),
                chance.randint(0, 20),
            ]
            for i in ids
        ),
    )
    write(
        folder / "events.csv",
        ["编号", "类别", "天数", "日期"],
        (
            [i, chance.choice(["b*", "B*", "bx", "=b"]), chance.choice([tenth(0, 300), tenth(0, 30), ""]), day(24150)]
            for i in ids
            for _ in range(chance.randrange(4))
        ),
    )
    write(
        folder / "terms.csv",
        ["编号", "学期", "迟到", "评分"],
        (
            [i, term, chance.randint(0, 60), f"{chance.randint(0, 10000) / 100:.2f}"]
            for i in ids
            for term in ("上", "下")
            if chance.random() < 0.95
        ),
    )
    write(
        folder / "raters.csv",
        ["编号", "来源", "打分", "德"],
        (
            [i, chance.choice(["领导", "同事"]), tenth(600, 1000), tenth(0, 200)]
            for i in ids
            for _ in range(chance.randrange(8))
        ),
    )
    write(folder / "classes.csv", ["班", "均分"], [["一班", "88.15"], ["三班", "90.35"], ["二班", "79.90"]])
    write(
        folder / "judgements.csv",
        ["编号", "条款", "分值", "决定人", "决定日期", "理由", "依据"],
        (
            [i, "judgement", f"{chance.randint(-200, 200) / 100:.2f}", "考核组", "2026-07-01", "@说明", "记录1"]
            for i in ids
            if chance.random() < 0.3
        ),
    )
    return folder


def write(path: Path, header: list[str], rows: Iterable[list[object]]) -> None:
    """A CSV file."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows(rows)
