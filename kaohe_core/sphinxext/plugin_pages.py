"""``kaohe-plugin``: a page for a plugin, from the plugin itself; one of another author gets the same with one line."""

from __future__ import annotations

import io
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.addnodes import pending_xref

from kaohe_core.messages import Message, message
from kaohe_core.plugins.contributions import ReadyScheme, Stamped
from kaohe_core.plugins.loader import installed
from kaohe_core.sphinxext import worked
from kaohe_core.sphinxext.directives import Reference
from kaohe_core.sphinxext.docstrings import code, table

if TYPE_CHECKING:
    from sphinx.application import Sphinx

KEPT = "kaohe-projects"  # where the environment keeps the ready projects to be downloaded, by file
EPOCH = (1980, 1, 1, 0, 0, 0)  # of every file in an archive, so that its bytes are the same in each build


class PluginDirective(Reference):
    """What it brings, how silent places are read, one person worked out, and the ready projects to download."""

    required_arguments = 1

    def written(self) -> list[nodes.Node]:
        """The parts of the page, each only where the plugin has something of the kind."""
        name = self.arguments[0]
        plugins = self.plugins
        found = installed()[name][0]
        facts = self.say(message("Version {version}, brought by {distribution}. Enable it with:", **_of(found)))
        parts: list[nodes.Node] = [nodes.paragraph("", facts), code(f'plugins = ["{name}"]\n', "toml")]
        kinds: tuple[tuple[str, Message, Mapping[str, Stamped[Any]]], ...] = (
            ("dimension", message("What it assesses"), plugins.dimensions()),
            ("table", message("The tables it reads"), plugins.tables()),
            ("rule", message("Its rules"), plugins.rules()),
            ("settlement", message("Its settlements"), plugins.settlements()),
        )
        for kind, title, registered in kinds:
            own = {key: item.value for key, item in registered.items() if name in item.plugin.split(" + ")}
            if own:
                parts += [self._head(title), self._listed(kind, own)]
        schemes = {key: item.value for key, item in plugins.schemes().items() if item.plugin == name}
        readings = [text for scheme in schemes.values() for text in _readings(scheme)]
        if readings:
            items = [nodes.list_item("", nodes.paragraph("", text)) for text in dict.fromkeys(readings)]
            parts += [self._head(message("How silent places of the written scheme are read"))]
            parts += [nodes.bullet_list("", *items)]
        for key, scheme in schemes.items():
            parts += self._scheme(key, scheme)
        return parts

    def _head(self, title: Message) -> nodes.Node:
        return nodes.rubric("", self.say(title))

    def _listed(self, kind: str, own: Mapping[str, Any]) -> nodes.Node:
        head = [self.say(message("name")), self.say(message("title"))]
        rows = [([self._to(kind, key)], self._title(value)) for key, value in own.items()]
        return table(head, rows, [40, 60])

    def _to(self, kind: str, name: str) -> nodes.Node:
        """A link to where the reference describes it."""
        link = pending_xref("", refdomain="std", reftype=kind, reftarget=name, refexplicit=True)
        link["refdoc"] = self.env.docname
        link += nodes.literal(name, name)
        return link

    def _title(self, value: Any) -> str:
        if hasattr(value, "title"):
            return str(value.title.text(self.words))
        return str(tomllib.loads(value.text)["dimension"][0].get("title", value.id))

    def _scheme(self, key: str, scheme: ReadyScheme) -> list[nodes.Node]:
        file = f"{key.replace('/', '-')}.zip"
        self.env.metadata.setdefault(KEPT, {})[file] = (self.env.docname, str(scheme.folder))
        link = nodes.reference("", file, refuri=file, internal=True)
        before, after = self.say(message("Copy it with the command, or download … and unpack it:")).split("…")
        said = worked.explained(scheme.folder, None, self.words, _first(scheme))
        return [
            self._head(message("Ready scheme: {title}", title=scheme.title)),
            nodes.paragraph("", "", nodes.Text(before), link, nodes.Text(after)),
            code(f"kaohe init {key} my-project\n", "text"),
            nodes.paragraph("", "", nodes.Text(self.say(message("One result of its sample data, worked out:")))),
            code(said + "\n", "text"),
        ]


def _of(found: Any) -> dict[str, Any]:
    return {"version": found.version, "distribution": found.distribution}


def _first(scheme: ReadyScheme) -> str:
    """The id of the first scheme of a ready project."""
    data = tomllib.loads((scheme.folder / "kaohe.toml").read_text(encoding="utf-8"))
    return str(data["scheme"][0]["id"])


def _readings(scheme: ReadyScheme) -> Iterator[str]:
    for path in sorted(scheme.folder.glob("schemes/*.toml")):
        yield from (str(one["text"]) for one in tomllib.loads(path.read_text(encoding="utf-8")).get("reading", ()))


def archives(app: Sphinx, exception: Exception | None) -> None:
    """The ready projects beside the pages that offer them."""
    kept: Mapping[str, tuple[str, str]] = app.env.metadata.get(KEPT, {})
    if exception is not None or app.builder.format != "html":
        return
    for file, (page, folder) in kept.items():
        target = app.outdir / page.rpartition("/")[0] / file
        target.write_bytes(packed(Path(folder), file.removesuffix(".zip")))


def packed(folder: Path, name: str) -> bytes:
    """A project as an archive with one folder in it: without results, and with the same bytes each time."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            if path.is_file() and inside.parts[0] != "out" and path.name != "about.toml":
                archive.writestr(zipfile.ZipInfo(f"{name}/{inside.as_posix()}", EPOCH), path.read_bytes())
    return stream.getvalue()
