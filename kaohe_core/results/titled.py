"""The result as a table with a number in every cell: for people, and for programs that compute with decimals.

A row per assessed subject, as in :mod:`kaohe_core.results.as_parquet`; but a quotient without end, which that keeps as
two whole numbers, is one decimal here, as ``results.csv`` prints it.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING

from kaohe_core.assess.result import NAMES
from kaohe_core.messages import Language, Message, message
from kaohe_core.results.as_parquet import LEAST, WIDE, frame
from kaohe_core.results.printed import printed

if TYPE_CHECKING:
    import polars as pl

    from kaohe_core.assess.result import Result

DEN = "/den"
HEADS: dict[str, Message] = {
    "id": message("id number"),
    "name": message("name"),
    "unit": message("unit"),
    "scored": message("scored"),
    "reason": message("reason"),
}


def table(result: Result, titles: Language | None = None) -> pl.DataFrame:
    """The columns by id, or with ``titles`` as people call them, in that language; standings are then in words, too.

    A title that stands there twice has the id behind it.
    """
    import polars as pl

    columns = frame(result)
    for name in [name.removesuffix(DEN) for name in columns.columns if name.endswith(DEN)]:
        columns = columns.with_columns(_decimals(result, name)).drop(f"{name}{DEN}")
    if titles is None:
        return columns
    said = {standing: text.text(titles) for standing, text in NAMES.items()}
    columns = columns.with_columns(
        pl.col(name).cast(pl.String).replace(said) for name in columns.columns if name.endswith("!")
    )
    names = {name: _title(result, name, titles) for name in columns.columns}
    all_ = list(names.values())
    return columns.rename({name: text if all_.count(text) == 1 else f"{text} ({name})" for name, text in names.items()})


def _decimals(result: Result, step: str) -> pl.Series:
    """The numbers of a step: exact where they have an end, else half up to six decimals."""
    import polars as pl

    texts = printed(result, step, LEAST, LEAST).texts
    found = [None if text is None else Decimal(text) for text in texts]
    ends = [text.partition(".") for text in texts if text is not None]
    places = max((len(decimals) for _, _, decimals in ends), default=LEAST)
    whole = max((len(digits.lstrip("-")) for digits, _, _ in ends), default=1)
    places = min(places, WIDE - whole)  # what a Decimal column can hold
    exact, unit = Context(prec=WIDE + 1, rounding=ROUND_HALF_UP), Decimal(1).scaleb(-places)
    rounded = [None if one is None else one.quantize(unit, context=exact) for one in found]
    return pl.Series(step, rounded, dtype=pl.Decimal(WIDE, places))


def _title(result: Result, name: str, language: Language) -> str:
    if name in HEADS:
        return HEADS[name].text(language)
    id, mark = (name[:-1], message("{title}: standing")) if name.endswith("!") else (name, message("{title}"))
    step = result.plan.step(id)
    title = step.payment.title if step.payment is not None else step.title.text(language)
    return mark.text(language).format(title=title)
