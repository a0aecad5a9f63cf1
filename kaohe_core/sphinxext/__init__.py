"""A Sphinx extension: the reference of plugins from their code, and search in Chinese. Needs the extra ``docs``.

A plugin's own documentation can use it too::

    extensions = ["kaohe_core.sphinxext"]
    kaohe_plugins = ["homeroom"]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives, the roles that refer to what they describe, and the search language."""
    from kaohe_core.plugins.loader import core_version
    from kaohe_core.sphinxext.directives import DIRECTIVES, Reference
    from kaohe_core.sphinxext.findings_pages import FindingsDirective, forward
    from kaohe_core.sphinxext.lines import JoinLines
    from kaohe_core.sphinxext.names_page import NamesDirective, kinds
    from kaohe_core.sphinxext.plugin_pages import PluginDirective, archives
    from kaohe_core.sphinxext.public_names_page import PublicNamesDirective
    from kaohe_core.sphinxext.search_zh import SearchPairs

    app.add_config_value("kaohe_plugins", [], "env", types=frozenset({list, tuple}))
    every: dict[str, type[Reference]] = {
        **DIRECTIVES,
        "kaohe-findings": FindingsDirective,
        "kaohe-names": NamesDirective,
        "kaohe-plugin": PluginDirective,
        "kaohe-public-names": PublicNamesDirective,
    }
    for name, directive in every.items():
        app.add_directive(name, directive)
    for kind in sorted({directive.kind for directive in every.values() if directive.kind} | kinds()):
        app.add_crossref_type(f"kaohe-{kind}", kind, objname=kind)
    app.add_search_language(SearchPairs)
    app.add_transform(JoinLines)
    app.connect("build-finished", forward)
    app.connect("build-finished", archives)
    return {"version": core_version(), "parallel_read_safe": True, "parallel_write_safe": True}
