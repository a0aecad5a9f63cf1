"""``kaohe finding``."""

from __future__ import annotations

from kaohe_core.cli.session import Session, WrongUse
from kaohe_core.cli.speaking import Argument, Speaking, format_option, language_option
from kaohe_core.finding_ids import examples, register
from kaohe_core.messages import Message, catalogue, message


def packages() -> list[str]:
    """The packages whose findings have ids: the core, and what is installed beside it."""
    from kaohe_core.plugins.loader import COMMAND_GROUP, GROUP, installed

    groups = (installed(GROUP), installed(COMMAND_GROUP))
    claims = [claim for group in groups for claimed in group.values() for claim in claimed]
    return list(dict.fromkeys(["kaohe_core", *(claim.entry_point.module.partition(".")[0] for claim in claims)]))


def run(own: Session, id: str) -> int:
    """Tell what a finding means, with an example of what is wrong and what is right."""
    for package in packages():
        kept = register(package)
        if kept is not None and id.upper() in kept.templates:
            break
    else:
        raise WrongUse(message("no finding has the id “{id}”", id=id))
    told = examples(package)[id.upper()]
    of_package = catalogue(package)
    what = of_package(kept.templates[id.upper()]).text(own.language)
    mend = of_package(told.mend).text(own.language) if told.mend else None
    if own.json:
        said = told.zh if own.language == "zh" else told.en
        shown = {"file": told.file, "wrong": told.wrong, "right": told.right, "said": said}
        own.dump({"id": id.upper(), "what": what, "mend": mend, "example": shown if told.zh else None})
        return 0
    own.say(message("{id}　{what}", id=id.upper(), what=what))
    if mend is not None:
        own.say(message("    To mend it: {mend}", mend=mend))
    if told.zh:
        _example(own, told.file, told.wrong, told.right, told.zh if own.language == "zh" else told.en)
    return 0


def _example(own: Session, file: str, wrong: str, right: str, said: str) -> None:
    parts: list[tuple[Message, str]] = [(message("wrong, in {file}:", file=file), wrong)]
    parts += [(message("what is said:"), said), (message("right:"), right)]
    for head, text in parts:
        if text:
            own.say("")
            own.say(head)
            own.say("\n".join(f"    {line}" for line in text.splitlines()))
    if wrong and not right:
        own.say("")
        own.say(message("right: without these lines"))


command = Speaking(
    "finding",
    say=message("Tell what a finding means, by its id: what is wrong, what is right."),
    run=run,
    params=[
        Argument("id", say=message("the id behind a finding, like K012"), metavar="ID"),
        format_option(),
        language_option(),
    ],
)
