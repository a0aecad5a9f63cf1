"""The directives of a case: every step of a round, made from its class, and the commands that look at the record."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import attrs
import click
from docutils import nodes

from kaohe_case.messages import message
from kaohe_core.catalogues.texts import paragraphs
from kaohe_core.cli.app import app
from kaohe_core.cli.session import Session
from kaohe_core.cli.speaking import Option, Speaking
from kaohe_core.sphinxext.directives import CORE, CommandsDirective, Reference
from kaohe_core.sphinxext.docstrings import CellContent, code, inline, literal, table, translated

if TYPE_CHECKING:
    from sphinx.application import Sphinx

GROUP = "case"


class StepsDirective(CommandsDirective):
    """``kaohe-steps``: every step with what it says, what it waits for, and what whoever acts fills in."""

    kind = "step"

    def written(self) -> list[nodes.Node]:
        """A section for each step, in their order."""
        from kaohe_case.steps import STEPS

        context = case_context(self)
        return [self._step(context, kind) for kind in STEPS]

    def _step(self, parent: click.Context, kind: str) -> nodes.Node:
        from kaohe_case.cli.case.step_command import command_of
        from kaohe_case.steps import STEPS

        step, command = STEPS[kind], command_of(STEPS[kind])
        context = click.Context(command, info_name=kind, parent=parent)
        said = {field.name for field in attrs.fields(step) if field.metadata["said"]}
        options = [param for param in command.params if isinstance(param, Option) and param.name in said]
        content: list[nodes.Node] = [nodes.paragraph("", "", *inline(self.say(step.says)))]
        waits = [nodes.list_item("", nodes.paragraph("", "", *inline(text))) for text in self._needs(kind)]
        if waits:
            content += [nodes.paragraph("", self.say(message("It waits for:"))), nodes.bullet_list("", *waits)]
        content.append(code(" ".join([context.command_path, *self._needed(options, context)]), "text"))
        head = [self.say(message("option")), self.say(message("meaning"))]
        commas = {field.name for field in attrs.fields(step) if field.metadata.get("commas")}
        rows = [tuple(self._row(option, context, commas)) for option in options]
        content += [table(head, rows, [35, 65])] if rows else []
        return self.section(kind, f"`{kind}` {step.title.text(self.words)}", *content)

    def _needs(self, kind: str) -> Iterator[str]:
        """What must be there before; of a step that goes without, nothing."""
        from kaohe_case.steps import STEPS

        for need in STEPS[kind].needs:
            text = paragraphs(inspect.getdoc(need))[0]
            yield translated(text, "kaohe_case", self.words)

    def _needed(self, options: list[Option], context: click.Context) -> Iterator[str]:
        """What every step takes, then the options that must be given."""
        yield from ("--round", "…", "--who", "…")
        for option in options:
            if option.required:
                flag = "|".join([*option.opts, *option.secondary_opts])
                yield flag if option.is_flag else f"{option.opts[0]} {option.make_metavar(context)}"

    def _row(self, option: Option, context: click.Context, commas: Collection[str]) -> Iterator[CellContent]:
        names = ", ".join([*option.opts, *option.secondary_opts])
        yield literal(names if option.is_flag else f"{names} {option.make_metavar(context)}")
        told = [self.say(option.say)]
        if option.multiple and option.name in commas:
            told.append(self.say(message("several with commas between, or the option once for each")))
        elif option.multiple:
            told.append(self.say(message("to be repeated for each")))
        if not option.required:
            told.append(self.say(message("may be left out")))
        yield ("；" if self.words == "zh" else "; ").join(told)


class CaseCommandsDirective(CommandsDirective):
    """``kaohe-case-commands``: the commands that look at the record."""

    def written(self) -> list[nodes.Node]:
        """A section for each of them."""
        from kaohe_case.cli.case import LOOKING

        context = case_context(self)
        return [self.command(context, name) for name in LOOKING]


def case_context(directive: Reference) -> click.Context:
    """``kaohe case`` in the language of the page."""
    context = click.Context(app, info_name="kaohe", obj=Session(language=directive.words))
    group = app.get_command(context, GROUP)
    if not isinstance(group, Speaking):
        raise directive.error(f"there is no command {GROUP!r} in {CORE}")
    return click.Context(group, info_name=GROUP, parent=context)


DIRECTIVES: Mapping[str, type[Reference]] = {
    "kaohe-steps": StepsDirective,
    "kaohe-case-commands": CaseCommandsDirective,
}


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives; the roles that refer to steps and commands."""
    for name, directive in DIRECTIVES.items():
        app.add_directive(name, directive)
    app.add_crossref_type(f"kaohe-{StepsDirective.kind}", StepsDirective.kind, objname=StepsDirective.kind)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
