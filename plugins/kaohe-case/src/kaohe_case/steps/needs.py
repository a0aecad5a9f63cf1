"""What steps wait for: one function for each thing that can be missing, each saying who owes it."""

from __future__ import annotations

from collections.abc import Iterator

from kaohe_case.messages import message
from kaohe_case.round import Round
from kaohe_case.steps.step import (
    BUREAU,
    CONGRESS,
    LEADERS,
    OFFICE,
    SCHOOL,
    TEACHERS,
    WORKERS,
    Owed,
    described,
)

MOST = 5  # names in one sentence


@described
def opened(round: Round) -> Iterator[Owed]:
    """The round."""
    if not round.opened:
        yield Owed(message("there is no round “{id}”", id=round.id), OFFICE, "kaohe case open")


@described
def going_on(round: Round) -> Iterator[Owed]:
    """A round that is open, and not final yet."""
    yield from opened(round)
    if round.final is not None:
        yield Owed(
            message("the results are final since act {number}", number=round.final.number),
            SCHOOL,
            message("open a new round: kaohe case open"),
        )


@described
def draft(round: Round) -> Iterator[Owed]:
    """A draft that was deliberated and has not failed."""
    yield from going_on(round)
    if round.opened and round.draft is None:
        yield Owed(message("the scheme has not been deliberated"), CONGRESS, "kaohe case deliberate")
    elif round.failed is not None:
        yield Owed(
            message("the draft failed in act {number}", number=round.failed.number),
            CONGRESS,
            message("deliberate it again: kaohe case deliberate"),
        )


@described
def adopted(round: Round) -> Iterator[Owed]:
    """An adopted scheme."""
    yield from going_on(round)
    if round.opened and round.adopted is None:
        how = "kaohe case vote" if round.governance.adoption == "vote" else "kaohe case endorse"
        if round.draft is None or round.failed is not None:
            how = "kaohe case deliberate"
        yield Owed(message("no scheme has been adopted"), CONGRESS, how)


@described
def in_force(round: Round) -> Iterator[Owed]:
    """An adopted scheme that was filed with the county bureau and approved."""
    yield from adopted(round)
    if round.adopted is None:
        return
    if round.filed is None:
        yield Owed(message("the adopted scheme has not been filed"), OFFICE, "kaohe case file")
    elif round.governance.approval and round.approved is None:
        yield Owed(
            message("the county bureau has not approved the scheme that was filed"),
            BUREAU,
            "kaohe case approve",
        )


@described
def filed(round: Round) -> Iterator[Owed]:
    """An adopted scheme that lies with the county bureau."""
    yield from adopted(round)
    if round.adopted is not None and round.filed is None:
        yield Owed(message("the adopted scheme has not been filed"), OFFICE, "kaohe case file")


@described
def led(round: Round) -> Iterator[Owed]:
    """A leading group."""
    if round.opened and round.group is None:
        yield Owed(message("no leading group is named"), SCHOOL, "kaohe case lead")


@described
def reviewed(round: Round) -> Iterator[Owed]:
    """The democratic review, where the scheme asks for it."""
    if "review" in round.governance.before_freezing and round.reviewed is None:
        yield Owed(message("the democratic review has not been held"), SCHOOL, "kaohe case review")


@described
def drawn(round: Round) -> Iterator[Owed]:
    """The working group, where the scheme has it drawn by lot."""
    if "draw" in round.governance.before_freezing and round.drawn is None:
        yield Owed(message("the working group has not been drawn by lot"), LEADERS, "kaohe case draw")


@described
def before_freezing(round: Round) -> Iterator[Owed]:
    """What the scheme has done, in its order, before the records are frozen."""
    for step in round.governance.before_freezing:
        yield from {"review": reviewed, "draw": drawn}[step](round)


@described
def before_review(round: Round) -> Iterator[Owed]:
    """What the scheme has done before the democratic review."""
    order = round.governance.before_freezing
    if "review" in order and "draw" in order[: order.index("review")]:
        yield from drawn(round)


@described
def before_draw(round: Round) -> Iterator[Owed]:
    """What the scheme has done before the working group is drawn."""
    order = round.governance.before_freezing
    if "draw" in order and "review" in order[: order.index("draw")]:
        yield from reviewed(round)


@described
def seeded(round: Round) -> Iterator[Owed]:
    """The seed of the draw."""
    if round.seed is None:
        yield Owed(message("the seed of the draw is not recorded"), LEADERS, "kaohe case seed")


@described
def listed(round: Round) -> Iterator[Owed]:
    """The candidates of the draw."""
    if round.candidates is None:
        yield Owed(message("the candidates are not listed"), LEADERS, "kaohe case candidates")


@described
def frozen(round: Round) -> Iterator[Owed]:
    """Frozen records."""
    yield from in_force(round)
    if round.in_force and round.frozen is None:
        yield Owed(message("the records are not frozen"), OFFICE, "kaohe case freeze")


@described
def scored(round: Round) -> Iterator[Owed]:
    """Results of the frozen records."""
    yield from frozen(round)
    if round.frozen is not None and round.scores is None:
        yield Owed(message("the frozen records are not scored"), OFFICE, "kaohe case score")


@described
def recounted(round: Round) -> Iterator[Owed]:
    """Every table entered independently, and every dimension signed."""
    yield from scored(round)
    if round.frozen is None or round.scores is None:
        return
    wanted = round.governance.recounts
    short = [table for table in round.frozen.contents if len(round.groups(table)) < wanted]
    if short:
        yield Owed(
            message(
                "{count} tables were not entered alike by {wanted} groups: {tables}",
                count=len(short),
                wanted=wanted,
                tables=_some([round.title("table", table) for table in short]),
            ),
            WORKERS,
            "kaohe case recount",
        )
    missing = list(round.unsigned())
    if missing:
        members = list(dict.fromkeys(round.called(member) for _, member in missing))
        dimensions = list(dict.fromkeys(round.title("dimension", dimension) for dimension, _ in missing))
        yield Owed(
            message(
                "signatures are missing: {members} for {dimensions}",
                members=_some(members),
                dimensions=_some(dimensions),
            ),
            WORKERS,
            "kaohe case sign",
        )


@described
def published(round: Round) -> Iterator[Owed]:
    """The present results hanging out."""
    yield from recounted(round)
    if round.scores is not None and not round.hanging_out():
        what = message("the results are not published")
        if round.ever_published:
            what = message("the results changed, and have not been published since")
        yield Owed(what, OFFICE, "kaohe case publish")


@described
def hanging(round: Round) -> Iterator[Owed]:
    """Results that hang out."""
    yield from going_on(round)
    if round.opened and (round.publicity is None or round.scores is None):
        yield Owed(message("the results are not published"), OFFICE, "kaohe case publish")


@described
def final(round: Round) -> Iterator[Owed]:
    """Final results."""
    yield from opened(round)
    if round.opened and round.final is None:
        yield Owed(message("the results are not final"), OFFICE, "kaohe case finalise")


@described
def complete(round: Round) -> Iterator[Owed]:
    """No mark without data, judgement or evidence."""
    if round.scores is None:
        return
    if round.scores.lacking:
        yield Owed(
            message(
                "{count} marks have no data or wait for a judgement: {which}",
                count=len(round.scores.lacking),
                which=_some(round.scores.lacking),
            ),
            OFFICE,
            message("complete the records: kaohe case freeze, or kaohe case correct after an appeal"),
        )
    if round.scores.unevidenced:
        yield Owed(
            message(
                "{count} rows behind marks refer to no evidence: {which}",
                count=len(round.scores.unevidenced),
                which=_some(round.scores.unevidenced),
            ),
            OFFICE,
            message("fill in the evidence in the files of the project, then kaohe case supplement"),
        )


@described
def answered(round: Round) -> Iterator[Owed]:
    """Every appeal decided, and the records corrected where it was right."""
    for appeal in round.appeals.values():
        if appeal.decision is None:
            yield Owed(
                message("appeal {number} of {who} has no answer", number=appeal.number, who=round.called(appeal.by)),
                LEADERS,
                "kaohe case decide",
            )
        elif not appeal.settled:
            yield Owed(
                message(
                    "appeal {number} of {who} was upheld, and the records are not corrected",
                    number=appeal.number,
                    who=round.called(appeal.by),
                ),
                OFFICE,
                "kaohe case correct",
            )


@described
def confirmed(round: Round) -> Iterator[Owed]:
    """Every teacher's own signature, and low scorers told in person."""
    missing = round.unconfirmed()
    if missing:
        yield Owed(
            message(
                "{count} people have not confirmed their own results: {who}",
                count=len(missing),
                who=_some([round.called(person) for person in missing]),
            ),
            TEACHERS,
            message("kaohe case confirm; whoever cannot sign: kaohe case excuse"),
        )
    untold = round.untold()
    if untold:
        yield Owed(
            message(
                "{count} people with low totals have not been told in person: {who}",
                count=len(untold),
                who=_some([round.called(person) for person in untold]),
            ),
            LEADERS,
            "kaohe case tell",
        )


def _some(names: list[str] | tuple[str, ...]) -> list[str]:
    return list(names) if len(names) <= MOST else [*names[:MOST], "…"]
