"""The directives: each writes a part of the reference from the code itself, so that it cannot go stale."""

from __future__ import annotations

import importlib
import inspect
import tomllib
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import click
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from kaohe_core.cli.session import Session
from kaohe_core.cli.speaking import Argument, Option, Speaking
from kaohe_core.findings import Findings, Place
from kaohe_core.formula.node import Formula
from kaohe_core.formula.nodes import nodes as every_node
from kaohe_core.formula.text import FUNCTIONS, GRAMMAR
from kaohe_core.messages import Language, Message, message
from kaohe_core.plugins import hooks
from kaohe_core.plugins.contributions import ReadyDimension, Stamped
from kaohe_core.plugins.loader import Plugins, load
from kaohe_core.sphinxext import renderings as renderings_of
from kaohe_core.sphinxext import worked
from kaohe_core.sphinxext.docstrings import CellContent, code, documentation, inline, literal, table, translated
from kaohe_core.sphinxext.keys import inner_tables, keys_table, package_of
from kaohe_core.tables.declared import Column, Table

CORE = "core"


@cache
def plugins_of(names: tuple[str, ...]) -> Plugins:
    """The plugins that the reference describes; a build without one of them must not pass for a whole reference."""
    findings = Findings()
    plugins = load([(name, Place("conf.py")) for name in names], findings)
    if len(findings):
        raise ExtensionError("\n".join(finding.text("en") for finding in findings))
    return plugins


class Reference(SphinxDirective):
    """What the directives share: the language, the plugins, and sections that can be referred to."""

    has_content = False
    kind: ClassVar[str] = ""  # of the things described; the role that refers to them

    def run(self) -> list[nodes.Node]:
        """What the directive writes, anew in every build: the code may have changed where the page has not."""
        self.env.note_reread()
        return self.written()

    def written(self) -> list[nodes.Node]:
        """The part of the page."""
        raise NotImplementedError

    @property
    def words(self) -> Language:
        """The language of the page."""
        return "zh" if str(self.config.language).startswith("zh") else "en"

    def say(self, what: Message) -> str:
        """A message in the language of the page."""
        return what.text(self.words)

    @property
    def plugins(self) -> Plugins:
        """The plugins of the configuration, loaded once a build."""
        return plugins_of(tuple(self.config.kaohe_plugins))

    def chosen(self, stamped: Mapping[str, Stamped[Any]]) -> Iterator[tuple[str, Any]]:
        """What the plugin named in the directive brings; of the core where none is named."""
        wanted = self.arguments[0] if self.arguments else CORE
        found = [(name, item.value) for name, item in stamped.items() if wanted in item.plugin.split(" + ")]
        if not found:
            raise self.error(f"the plugin {wanted!r} brings nothing of this kind")
        yield from found

    def section(self, name: str, title: str, *content: nodes.Node) -> nodes.section:
        """A section that ``{kind}`name``` refers to."""
        id = nodes.make_id(f"{self.kind}-{name}")
        section = nodes.section("", nodes.title("", "", *inline(title)), *content, ids=[id], names=[id])
        section["made"] = True  # it stands in no source, so it is none of the page’s own headings
        self.state.document.note_explicit_target(section, section)
        self.env.domains.standard_domain.note_object(f"kaohe-{self.kind}", name, id, location=section)
        return section

    def examples(self, name: str) -> list[nodes.Node]:
        """The file of this name in the folder that ``:examples:`` names, as a block of TOML."""
        folder = self.options.get("examples")
        if folder is None:
            return []
        _, path = self.env.relfn2path(f"{folder}/{name}.toml")
        self.env.note_dependency(path)
        if not Path(path).is_file():
            return []
        return [code(Path(path).read_text(encoding="utf-8"), "toml")]


class HooksDirective(Reference):
    """``kaohe-hooks``: every hook with its signature and its docstring."""

    kind = "hook"

    def written(self) -> list[nodes.Node]:
        """A section for each hook, in the order of the page that declares them."""
        return [self._hook(name, hook) for name, hook in hook_functions()]

    def _hook(self, name: str, hook: Any) -> nodes.Node:
        signature = str(inspect.signature(hook)).replace("'", "")  # the annotations are texts
        return self.section(
            name,
            f"`{name}`",
            code(f"def {name}{signature}: ...", "python"),
            *documentation(hook.__doc__, "kaohe_core", self.words),
        )


def hook_functions() -> list[tuple[str, Any]]:
    """The hooks by name, in order."""
    return [(name, hook) for name, hook in vars(hooks).items() if hasattr(hook, "kaohe_spec")]


class Classes(Reference):
    """What rules and settlements share: a class with a name, parameters, and perhaps tables inside."""

    optional_arguments = 1
    option_spec: ClassVar[Any] = {"examples": directives.unchanged, "about": directives.unchanged}

    def describe(self, name: str, cls: Any) -> nodes.Node:
        """Meaning, parameters, example."""
        content = [*documentation(cls.__doc__, package_of(cls), self.words), keys_table(cls, self.words)]
        for head, inner in inner_tables(cls):
            content.append(nodes.paragraph("", "", literal(head.strip("[]")), *self._after(inner)))
            content.append(keys_table(inner, self.words))
        content += [*self.wording(name), *(self.examples(name) or self._used(name)), *self._worked(name)]
        return self.section(name, f"`{name}` {cls.title.text(self.words)}", *content)

    def wording(self, name: str) -> list[nodes.Node]:
        """Clauses that it is for, in the words of schemes."""
        told = self.about().get(name, {}).get("wording", ())
        items = [nodes.list_item("", nodes.paragraph("", text)) for text in told]
        return (
            [nodes.paragraph("", self.say(message("For clauses like:"))), nodes.bullet_list("", *items)]
            if items
            else []
        )

    def about(self) -> Mapping[str, Any]:
        """What people have written about each, in the file that ``:about:`` names."""
        file = self.options.get("about")
        return {} if file is None else self._written_about(file)

    def _written_about(self, file: str) -> Mapping[str, Any]:
        _, path = self.env.relfn2path(file)
        self.env.note_dependency(path)
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))

    def _worked(self, name: str) -> list[nodes.Node]:
        """The example, or a clause of a ready scheme, worked out; then a slip, and when to use another."""
        text = self._example(name)
        said = [] if text is None else [worked.example(self._school(), text, self.words)]
        if text is None:
            folders = [stamped.value.folder for stamped in self.plugins.schemes().values()]
            ready = (
                worked.ready(folder, name, self.words) for folder in folders if _speaks_of(folder, name, self.plugins)
            )
            said = [next(ready, "")]
        parts = [] if text is None else self._rows(text)
        parts += self._told(message("Worked out for one person:"), said[0], "text")
        about = self.about().get(name, {})
        if text is not None and "wrong" in about:
            before, after = about["wrong"]
            told = worked.refused(self._school(), text.replace(before, after), self.words)
            if not told:
                raise self.error(f"what is called wrong of {name!r} is right")
            parts += self._told(message("Wrong:"), after, "toml")
            parts += self._told(message("what is said:"), told, "text")
            parts += self._told(message("right:"), before, "toml")
        if "instead" in about:
            parts.append(nodes.paragraph("", "", *inline(about["instead"][self.words])))
        return parts

    def _rows(self, text: str) -> list[nodes.Node]:
        """The tables that the example reads, as they lie in the school."""
        found: list[nodes.Node] = []
        for title, lines in worked.tables(self._school(), text, self.words).items():
            found += self._told(message("What is recorded ({table}):", table=title), lines, "text")
        return found

    def _told(self, head: Message, text: str, language: str) -> list[nodes.Node]:
        return [nodes.paragraph("", self.say(head)), code(text + "\n", language)] if text else []

    def _example(self, name: str) -> str | None:
        """The text of its example; None where it has none."""
        found = self.examples(name)
        return found[0].astext() if found else None

    def _school(self) -> Path:
        """The project in which the examples are scored: it lies beside them."""
        return Path(self.env.relfn2path(f"{self.options['examples']}/../school")[1])

    def _after(self, cls: type) -> list[nodes.Node]:
        separator = "：" if self.words == "zh" else ": "
        return [nodes.Text(separator), *inline(translated(summary(cls), package_of(cls), self.words))]

    def _used(self, name: str) -> list[nodes.Node]:
        """For want of an example of its own: the first ready dimension that uses it."""
        for stamped in self.plugins.dimensions().values():
            if f'rule = "{name}"' in stamped.value.text:
                return [code(stamped.value.text, "toml")]
        return []


class WordingsDirective(Classes):
    """``kaohe-wordings``: clauses as schemes word them, each with the rule, settlement or function that says it."""

    kind = ""
    option_spec: ClassVar[Any] = {**Classes.option_spec, "functions": directives.unchanged}

    def written(self) -> list[nodes.Node]:
        """A table by the wording."""
        head = [self.say(message("in the written scheme")), self.say(message("rule, settlement or function"))]
        known = self.plugins.rules() | self.plugins.settlements()
        links = {
            text: self._link(name, known[name].value) for name, one in self.about().items() for text in one["wording"]
        }
        functions = self._written_about(self.options["functions"]) if "functions" in self.options else {}
        links |= {text: self._linked("function", name) for name, one in functions.items() for text in one["wording"]}
        return [table(head, sorted(links.items()), [65, 35])]

    def _link(self, name: str, cls: Any) -> list[nodes.Node]:
        kind = "rule" if name in self.plugins.rules() else "settlement"
        return [*self._linked(kind, name), nodes.Text(f" {cls.title.text(self.words)}")]

    def _linked(self, kind: str, name: str) -> list[nodes.Node]:
        here = self.env.docname.rpartition("/")[0]
        page = f"{here}/{kind}s"
        target = self.env.app.builder.get_relative_uri(self.env.docname, page) if here else f"{kind}s.html"
        shown = f"{name}(…)" if kind == "function" else name
        return [nodes.reference("", "", nodes.literal("", shown), internal=True, refuri=f"{target}#{kind}-{name}")]


def _speaks_of(folder: Path, rule: str, plugins: Plugins) -> bool:
    """Whether a scheme of the folder, or a ready dimension that it uses, has the rule: others need not be opened."""
    texts = [path.read_text(encoding="utf-8") for path in folder.glob("schemes/*.toml")]
    used = [one.value.text for name, one in plugins.dimensions().items() if any(f'"{name}"' in text for text in texts)]
    return any(f'rule = "{rule}"' in text for text in (*texts, *used))


def summary(cls: type) -> str:
    """The first paragraph of a class docstring."""
    return " ".join(inspect.cleandoc(cls.__doc__ or "").partition("\n\n")[0].split())


class RulesDirective(Classes):
    """``kaohe-rules``: the rules of the core, or of the plugin named."""

    kind = "rule"

    def written(self) -> list[nodes.Node]:
        """A section for each rule."""
        return [self.describe(name, cls) for name, cls in self.chosen(self.plugins.rules())]


class SettlementsDirective(Classes):
    """``kaohe-settlements``: the settlements of the core, or of the plugin named."""

    kind = "settlement"

    def written(self) -> list[nodes.Node]:
        """A section for each settlement."""
        return [self.describe(name, cls) for name, cls in self.chosen(self.plugins.settlements())]


class TablesDirective(Reference):
    """``kaohe-tables``: the tables of the core, or of the plugin named."""

    kind = "table"
    optional_arguments = 1

    def written(self) -> list[nodes.Node]:
        """A section for each table, with all its columns."""
        return [self._shared(item) or self._table(item) for _, item in self.chosen(self.plugins.tables())]

    def _shared(self, item: Table) -> nodes.Node | None:
        """A word in place of a table that stands on the page already, because another plugin declares it too."""
        id = nodes.make_id(f"{self.kind}-{item.id}")
        if id not in self.state.document.ids:
            return None
        here = nodes.reference("", "", nodes.literal("", item.id), internal=True, refid=id)
        before, after = self.say(message("It also declares the table …, described above.")).split("…")
        return nodes.paragraph("", "", nodes.Text(before), here, nodes.Text(after))

    def _table(self, item: Table) -> nodes.Node:
        facts = [
            message("one row per subject") if item.rows == "subject" else message("several rows per subject"),
            {
                "zero": message("no row means none (0)"),
                "no-data": message("no row means no data"),
                "not-applicable": message("no row means: does not apply"),
                "awaiting": message("no row means: awaiting judgement"),
            }[item.absence],
            message("subject: `{column}`", column=item.subject),
        ]
        if item.keys:
            facts.append(message("no two rows share: {columns}", columns=[f"`{key}`" for key in item.keys]))
        if item.period is not None:
            facts.append(message("period: `{column}`", column=item.period))
        if item.evidence is not None:
            facts.append(message("evidence: `{column}`", column=item.evidence))
        if item.giver is not None:
            facts.append(message("who gave the marks: `{column}`", column=item.giver))
        stop, join = ("。", "；") if self.words == "zh" else (".", "; ")
        line = join.join(self.say(fact) for fact in facts) + stop
        head = [self.say(text) for text in (message("header"), message("id"), message("values"), message("also"))]
        rows = [self._column(column) for column in item.columns]
        return self.section(
            item.id,
            f"`{item.id}` {item.title.text(self.words)}",
            nodes.paragraph("", "", *inline(line)),
            table(head, rows, [24, 20, 36, 20]),
        )

    def _column(self, column: Column) -> tuple[CellContent, ...]:
        aliases = "、".join(column.aliases) if self.words == "zh" else ", ".join(column.aliases)
        return column.title.text(self.words), literal(column.id), self._values(column), aliases

    def _values(self, column: Column) -> str:
        match column.type:
            case "number":
                what = message("{low} to {high}", low=plain(column.low), high=plain(column.high))
                parts = [self.say(what)]
                if column.unit.zh:
                    parts.append(column.unit.text(self.words))
                if column.decimals:
                    parts.append(self.say(message("{n} decimals", n=column.decimals)))
            case "text":
                parts = [self.say(message("text"))]
                if column.choices:
                    parts = ["、".join(column.choices)]
            case "date":
                parts = [self.say(message("date"))]
            case "flag":
                parts = ["是／否"]
        if not column.required:
            parts.append(self.say(message("may be empty")))
        return ("，" if self.words == "zh" else ", ").join(parts)


def plain(value: Decimal | None) -> str:
    """A number without an exponent."""
    return "" if value is None else format(value, "f")


class DimensionsDirective(Reference):
    """``kaohe-dimensions``: the ready dimensions of a plugin, with what they say."""

    kind = "dimension"
    required_arguments = 1

    def written(self) -> list[nodes.Node]:
        """A section for each ready dimension."""
        return [self._dimension(name, item) for name, item in self.chosen(self.plugins.dimensions())]

    def _dimension(self, name: str, item: ReadyDimension) -> nodes.Node:
        data = tomllib.loads(item.text)["dimension"][0]
        title = data.get("title", item.id)
        short = f'[[dimension]]\nuse = "{name}"\n'
        return self.section(
            name,
            f"`{name}` {title}",
            code(short, "toml"),
            nodes.paragraph("", self.say(message("which stands for:"))),
            code(item.text, "toml"),
        )


class SchemesDirective(Reference):
    """``kaohe-schemes``: the ready schemes of a plugin, which ``kaohe init`` copies."""

    kind = "scheme"
    required_arguments = 1

    def written(self) -> list[nodes.Node]:
        """A table of them."""
        head = [self.say(message("ready scheme")), self.say(message("title"))]
        rows = [(literal(name), item.title.text(self.words)) for name, item in self.chosen(self.plugins.schemes())]
        return [table(head, rows, [40, 60])]


class KeysDirective(Reference):
    """``kaohe-keys``: the keys of the TOML table that becomes a class, like ``kaohe_core.scheme.model.Clause``."""

    kind = "toml"
    required_arguments = 1
    option_spec: ClassVar[Any] = {
        "head": directives.unchanged_required,
        "inside": directives.flag,
        "without": directives.unchanged_required,
    }

    def written(self) -> list[nodes.Node]:
        """A section with the meaning of the class and a table of its keys; with ``:inside:`` the tables in it too."""
        module, _, name = self.arguments[0].rpartition(".")
        cls = getattr(importlib.import_module(module), name)
        head = self.options.get("head", name)
        found = [(head, cls)]
        if "inside" in self.options:
            found += inner_tables(cls, head.strip("[]") if head.startswith("[") else "")
        without = self.options.get("without", "").split()  # of the table itself, not of those inside
        return [self._table(head, inner, without if inner is cls else ()) for head, inner in found]

    def _table(self, head: str, cls: type, without: Collection[str]) -> nodes.Node:
        about = documentation(cls.__doc__, package_of(cls), self.words)
        return self.section(cls.__name__, f"`{head}`", *about, keys_table(cls, self.words, without))


class FunctionsDirective(Classes):
    """``kaohe-functions``: what a formula can call; with ``:examples:`` each worked out, without a table of them."""

    kind = "function"

    def written(self) -> list[nodes.Node]:
        """A section for each function, or a table."""
        if "examples" not in self.options:
            head = [self.say(message("function")), self.say(message("meaning"))]
            rows = [(self._named(name), self.say(meaning)) for name, meaning in FUNCTIONS.items()]
            return [table(head, rows, [20, 80])]
        return [self._function(name, meaning) for name, meaning in FUNCTIONS.items()]

    def _function(self, name: str, meaning: Message) -> nodes.Node:
        means = nodes.paragraph("", "", *inline(self.say(meaning)))
        return self.section(name, f"`{name}(…)`", means, *self.wording(name), *self.examples(name), *self._worked(name))

    def _named(self, name: str) -> list[nodes.Node]:
        """The name, which leads to where it is worked out."""
        return [
            nodes.reference("", "", nodes.literal("", name), internal=True, refuri=f"functions.html#function-{name}")
        ]


class Grammar(Reference):
    """``kaohe-grammar``: the grammar of formulas, as the parser has it."""

    def written(self) -> list[nodes.Node]:
        """The grammar as a block."""
        return [code(GRAMMAR.strip(), "text")]


class Nodes(Reference):
    """``kaohe-nodes``: every node of formulas, what it means, and how each rendering comes to it."""

    def written(self) -> list[nodes.Node]:
        """A table of the nodes by file, and one of the renderings."""
        head = [self.say(message("node")), self.say(message("meaning")), self.say(message("rendered"))]
        rows = [(literal(cls.__name__), summary(cls), self._how(cls)) for cls in every_node()]
        renderings = [
            (literal(name), ", ".join(f"`{file}`" for file in renderings_of.files(name)))
            for name in renderings_of.RENDERINGS
        ]
        return [
            table([self.say(message("rendering")), self.say(message("files"))], renderings, [20, 80]),
            table(head, rows, [20, 45, 35]),
        ]

    def _how(self, cls: type[Formula]) -> str:
        lowered = [name for name in renderings_of.RENDERINGS if renderings_of.method(name, cls) is None]
        return self.say(message("lowered: {names}", names=lowered) if lowered else message("a method in each"))


class CommandsDirective(Reference):
    """``kaohe-commands``: every command with what it does, its arguments and its options."""

    kind = "command"

    def written(self) -> list[nodes.Node]:
        """A section for each command."""
        from kaohe_core.cli.app import app

        context = click.Context(app, info_name="kaohe", obj=Session(language=self.words))
        return [self.command(context, name) for name in app.list_commands(context)]

    def command(self, parent: click.Context, name: str) -> nodes.Node:
        """A section for one command."""
        command = parent.command.get_command(parent, name) if isinstance(parent.command, click.Group) else None
        if not isinstance(command, Speaking):
            raise self.error(f"the command {name!r} does not say what it does")
        context = click.Context(command, info_name=name, parent=parent)
        pieces = [piece for param in command.params for piece in param.get_usage_pieces(context)]
        head = [self.say(message("argument or option")), self.say(message("meaning"))]
        rows = [
            (literal(self.spelled(param, context)), self.say(param.say))
            for param in command.params
            if isinstance(param, Argument | Option)
        ]
        usage = " ".join([context.command_path, *pieces, self.say(message("[options]"))])
        about = [nodes.paragraph("", "", *inline(line)) for line in self.say(command.say).split("\n") if line.strip()]
        path = context.command_path
        id = path.removeprefix("kaohe ").replace(" ", "-")
        return self.section(id, f"`{path}`", *about, code(usage, "text"), table(head, rows, [35, 65]))

    def spelled(self, param: click.Parameter, context: click.Context) -> str:
        """An argument or option as it is typed."""
        if isinstance(param, click.Argument) or (isinstance(param, click.Option) and param.is_flag):
            return ", ".join(param.opts) if isinstance(param, click.Option) else param.make_metavar(context)
        return f"{', '.join(param.opts)} {param.make_metavar(context)}"


DIRECTIVES: Mapping[str, type[Reference]] = {
    "kaohe-hooks": HooksDirective,
    "kaohe-rules": RulesDirective,
    "kaohe-wordings": WordingsDirective,
    "kaohe-settlements": SettlementsDirective,
    "kaohe-tables": TablesDirective,
    "kaohe-dimensions": DimensionsDirective,
    "kaohe-schemes": SchemesDirective,
    "kaohe-keys": KeysDirective,
    "kaohe-functions": FunctionsDirective,
    "kaohe-grammar": Grammar,
    "kaohe-nodes": Nodes,
    "kaohe-commands": CommandsDirective,
}
