"""One configuration for both languages: the folders zh/ and en/ hold the same pages."""

import sys
from importlib.metadata import version as version_of
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "kaohe"
author = "The kaohe authors"
copyright = "The kaohe authors"
version = release = version_of("kaohe")
language = "zh_CN"  # the English build says -D language=en

extensions = [
    "myst_parser",
    "sphinx_design",
    "kaohe_core.sphinxext",
    "kaohe_case.sphinxext",
    "anchors",
    "search_sections",
    "site_directives",
]
kaohe_plugins = [
    "e-education",
    "example",
    "homeroom",
    "kindergarten-mentoring",
    "legal-education",
    "performance-pay",
    "safety",
]
myst_enable_extensions = ["colon_fence", "deflist", "attrs_inline"]
myst_heading_anchors = 3
templates_path = ["_templates"]
nitpicky = True
smartquotes = False  # TOML wants straight quotes, and Chinese has its own

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["kaohe.css", "play.css"]
html_js_files = [("try-it.js", {"type": "module"})]
html_show_sphinx = False
html_copy_source = False
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "sidebar/search.html",
        "sidebar/language.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}


def titles(_app, config):
    """The title of the site in its language; known only now, as the command line may choose the language."""
    config.html_title = "考核 kaohe" if config.language.startswith("zh") else "kaohe 考核"


def setup(app):
    app.connect("config-inited", titles)
