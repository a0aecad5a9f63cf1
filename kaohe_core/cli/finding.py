"""``kaohe finding``."""

from __future__ import annotations

from kaohe_core.cli.session import Session, WrongUse
from kaohe_core.cli.speaking import Argument, Speaking, format_option, language_option
from kaohe_core.messages import Message, message


def run(own: Session, id: str) -> int:
    """Tell what a finding means, with an example of what is wrong and what is right."""
    from kaohe_core.plugins.known_findings import known_finding

    found = known_finding(id)
    if found is None:
        raise WrongUse(message("no finding has the id “{id}”", id=id))
    told, what = found.example, found.what.text(own.language)
    said = told.zh if own.language == "zh" else told.en
    mend = found.mend.text(own.language) if found.mend is not None else None
    if own.json:
        shown = {"file": told.file, "wrong": told.wrong, "right": told.right, "said": said}
        own.dump({"id": found.id, "what": what, "mend": mend, "example": shown if told.zh else None})
        return 0
    own.say(message("{id}　{what}", id=found.id, what=what))
    if mend is not None:
        own.say(message("    To mend it: {mend}", mend=mend))
    if told.zh:
        _example(own, told.file, told.wrong, told.right, said)
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
