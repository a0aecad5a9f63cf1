"""Whom the rows are about: everybody must be on the roster."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from kaohe_core import frames as pl
from kaohe_core.findings import Findings, nearest
from kaohe_core.messages import Message, message
from kaohe_core.tables.cell_findings import Listed
from kaohe_core.tables.cells import same_id
from kaohe_core.tables.data import ROW, Data
from kaohe_core.tables.validate import duplicates, note_duplicates

NAME = "name"  # the roster's column with the names by which other files may speak of its subjects


def check_subjects(data: Data, roster: Data, findings: Findings) -> Data:
    """``data`` with ids of the roster in its subject column; whoever is not on the roster is a finding.

    A file may name people instead of giving ids: a value that is no id but the name (the roster's column ``name``,
    spaces ignored) of exactly one subject becomes that subject's id; a name borne by several is a finding. Where the
    file has a column ``name`` too, an id beside another one's name is a finding. Rows without a known subject have
    none afterwards.
    """
    subject, listed = data.table.subject, Listed(data)
    known = roster.frame[roster.table.subject].drop_nulls()
    found_at = positions(data.frame[subject], known)
    frame, awaiting = data.frame, data.awaiting
    if found_at.null_count() > frame[subject].null_count():
        unknown = frame.filter(frame[subject].is_not_null() & found_at.is_null())
        names = _names(roster)
        replaced: dict[str, str | None] = {}
        wrong: dict[str, tuple[Message, Message | None]] = {}
        ids = known.to_list()
        for found in unknown[subject].unique(maintain_order=True).to_list():
            bearers = names.get(same_id(found), [])
            replaced[found] = bearers[0] if len(bearers) == 1 else None
            if len(bearers) > 1:
                wrong[found] = (
                    message("“{name}” is the name of several on the roster: {ids}", name=found, ids=bearers),
                    message("write the id instead of the name"),
                )
            elif not bearers:
                wrong[found] = _unknown(found, ids, names, roster)
        counts = unknown.group_by(subject, maintain_order=True).agg(pl.len(), pl.col(ROW).first())
        for found, count, row in counts.filter(pl.col(subject).is_in(list(wrong))).select(subject, "len", ROW).rows():
            what, mend = wrong[found]
            if count > 1:
                what = message("{what}; {count} rows name it", what=what, count=count)
            listed.cell(row, subject, what, mend, count)
        changed = pl.col(subject).replace_strict(list(replaced), list(replaced.values()), default=pl.col(subject))
        frame = frame.with_columns(changed.cast(pl.String))
        awaiting = frozenset(now for one in awaiting if (now := replaced.get(one, one)) is not None)
        _note_again(data, frame, listed)
    _same_names(data, frame, roster, listed)
    listed.close(findings)
    return evolve(data, frame=frame, awaiting=awaiting)


def spelled(data: Data, labels: Iterable[str], findings: Findings) -> Data:
    """``data`` with the labels of its periods as the scheme writes them; spaces and full-width digits are no matter."""
    period = None if data.table.period is None else data.table.column(data.table.period)
    if period is None or period.type != "text":
        return data
    known = {same_id(label): label for label in labels}
    different = data.frame[period.id].drop_nulls().unique(maintain_order=True).to_list()
    replaced = {found: known[same_id(found)] for found in different if known.get(same_id(found), found) != found}
    if not replaced:
        return data
    column = pl.col(period.id).replace_strict(list(replaced), list(replaced.values()), default=pl.col(period.id))
    listed, frame = Listed(data), data.frame.with_columns(column)
    _note_again(data, frame, listed)
    listed.close(findings)
    return evolve(data, frame=frame)


def _note_again(data: Data, frame: pl.DataFrame, listed: Listed) -> None:
    """Rows that share their key since ``data`` became ``frame``."""
    before = duplicates(data.table, data.frame)[ROW]
    again = duplicates(data.table, frame).filter(~pl.col(ROW).is_in(before.implode()))
    if again.height:
        note_duplicates(data.table, again, listed)


def positions(ids: pl.Series, known: pl.Series) -> pl.Series:
    """Where each id first stands among ``known``, from 0 (UInt32); null where it does not."""
    if ids.equals(known):
        return pl.int_range(len(known), dtype=pl.UInt32, eager=True)
    if len(ids) > len(known) and not ids.has_nulls():
        starts = ids.ne_missing(ids.shift(1))
        if ids.filter(starts).equals(known):  # person after person, as a county's files come
            return starts.cum_sum().cast(pl.UInt32) - 1
    index = pl.DataFrame({"id": known, "at": pl.int_range(len(known), dtype=pl.UInt32, eager=True)})
    if known.n_unique() < len(known):
        index = index.unique("id", keep="first")
    return pl.DataFrame({"id": ids}).join(index, on="id", how="left", maintain_order="left")["at"]


def _names(roster: Data) -> dict[str, list[str]]:
    """Who bears each name; empty where the roster has no names."""
    column = roster.table.column(NAME)
    if column is None or column.type != "text":
        return {}
    bearers: dict[str, list[str]] = {}
    for ident, name in roster.frame.select(roster.table.subject, NAME).drop_nulls().iter_rows():
        bearers.setdefault(same_id(name), []).append(ident)
    return bearers


def _unknown(found: str, ids: list[str], names: dict[str, list[str]], roster: Data) -> tuple[Message, Message | None]:
    what = message("“{id}” is not on the roster {roster}", id=found, roster=roster.file)
    padded = [known for known in ids if known.lstrip("0") == found.lstrip("0")] if found.isdecimal() else []
    if len(padded) == 1:
        return what, message(
            "did you mean “{close}”? Set the column's format to text, so that the zeros in front are kept",
            close=padded[0],
        )
    close = nearest(found, ids)
    if close is not None:
        return what, message("did you mean “{close}”?", close=close)
    close = nearest(same_id(found), names)
    if close is not None:
        return what, message("did you mean “{close}” ({ids})?", close=close, ids=names[close])
    return what, message("correct it, or add it to the roster")


def _same_names(data: Data, frame: pl.DataFrame, roster: Data, listed: Listed) -> None:
    """An id beside another one's name: one of the two is mistaken, and the marks would go to the wrong person."""
    own, theirs = data.table.column(NAME), roster.table.column(NAME)
    subject = data.table.subject
    if (
        data is roster
        or own is None
        or theirs is None
        or own.type != "text"
        or theirs.type != "text"
        or subject == NAME
    ):
        return
    named = roster.frame.lazy().select(pl.col(roster.table.subject).alias(subject), pl.col(NAME).alias("_name"))
    joined = (
        frame.lazy()
        .select(subject, NAME, ROW)
        .drop_nulls()
        .join(named.drop_nulls(), on=subject, how="inner", maintain_order="left")
        .filter(pl.col(NAME) != pl.col("_name"))
    )
    for ident, name, row, right in joined.collect().iter_rows():
        if same_id(name) != same_id(right):
            listed.cell(
                row,
                NAME,
                message("“{id}” is “{right}” on the roster, not “{name}”", id=ident, right=right, name=name),
                message("correct the id or the name"),
            )
