"""The page over a county's staff: how long each view takes once it is scored, a keystroke in the editor, and a trial.

Run it from the project's folder, in its environment, on a machine with nothing else to do::

    python benchmarks/page.py [--staff 3000]

The project is a ready scheme, whole; its few people are multiplied under other numbers, each with the rows of the one.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import shutil
import tempfile
import time
from importlib.resources import files
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from kaohe_web.app import app
from kaohe_web.safety import OFFICE, Safety

READY = files("kaohe_performance_pay") / "schemes/indicators"
SCHEME, ROSTER = "indicators", "教职工名册.csv"
CLASS = re.compile(r"\w\(\d\)")  # a class has one homeroom teacher: each of the multiplied has a class of the own
HOME = "http://127.0.0.1:8420"


def multiplied(folder: Path, staff: int) -> str:
    """Every table with each person so often that there are ``staff`` of them; gives one person's number."""
    data = folder / "data"
    with (data / ROSTER).open(encoding="utf-8-sig", newline="") as stream:
        ids = [row[0] for row in csv.reader(stream)][1:]
    for path in data.glob("*.csv"):
        head, *rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(head)
            for number in range(-(-staff // len(ids))):
                for row in rows:
                    about = any(cell in ids for cell in row)
                    if about or not number:
                        writer.writerow(
                            [f"{cell}{number:04}" if cell in ids or CLASS.fullmatch(cell) else cell for cell in row]
                        )
    return f"{ids[0]}0000"


def timed(what: str, ask: Any) -> Any:
    """One answer, and how long it took."""
    start = time.perf_counter()
    answer = ask()
    print(f"{what:<44} {time.perf_counter() - start:6.2f} s   {answer.status_code}", flush=True)
    return answer


def main(staff: int) -> None:
    """Time every view in turn, first before and then after the result is there."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "county"
        shutil.copytree(str(READY), folder)
        one = multiplied(folder, staff)
        safety = Safety(port=8420)
        client = TestClient(app(folder, safety, patience=600), base_url=HOME)
        client.cookies.set(safety.cookie, safety.ticket(OFFICE))
        timed("read, scored and computed twice", lambda: client.get(f"/results/{SCHEME}"))
        for address in (
            f"/results/{SCHEME}",
            f"/results/{SCHEME}?sort=3&down=1&page=9",
            f"/results/{SCHEME}/{one}",
            "/tables",
            "/tables/staff",
            f"/scheme/{SCHEME}",
            f"/form/{SCHEME}",
            f"/trial/{SCHEME}",
            f"/papers/{SCHEME}",
            f"/papers/{SCHEME}/notice",
            f"/papers/{SCHEME}/summary",
            "/case",
        ):
            for time_ in ("first", "again"):
                timed(f"{address} ({time_})", lambda address=address: client.get(address))
        word = safety.form_word(OFFICE)
        file = f"schemes/{SCHEME}.toml"
        text = (folder / file).read_text("utf-8")
        for letter in ("", "x", "xy"):
            typed = {"word": word, "file": file, "text": f"{text}\n{letter}"}
            timed("a keystroke in the editor", lambda typed=typed: client.post("/edit/check", data=typed))
        page = client.get(f"/trial/{SCHEME}").text
        name, value = re.findall(r'name="(value:[^"]+)" value="([^"]+)"', page)[0]
        for more in (1, 2):
            changed = {"word": word, name: str(float(value) + more)}
            timed("a trial", lambda changed=changed: client.post(f"/trial/{SCHEME}", data=changed))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--staff", type=int, default=3000)
    main(parser.parse_args().staff)
