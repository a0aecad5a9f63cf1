"""``kaohe resolve``."""

from __future__ import annotations

from pathlib import Path

from kaohe_core.cli.session import Session
from kaohe_core.cli.speaking import Speaking, format_option, language_option, project_argument, scheme_option
from kaohe_core.messages import message


def run(own: Session, project: Path, scheme: str | None) -> int:
    """Print every scheme whole, each value with where it comes from, and its digest."""
    from kaohe_core.scheme.as_toml import origins, plain, text
    from kaohe_core.scheme.resolved import full

    opened = own.project(project)
    installed = opened.project.plugins.versions
    versions = [(name, version) for name, version in installed if name != "core"]
    found = []
    for ready in opened.begin(scheme).load():
        data = full(ready.resolved.data, ready.toolbox)
        if own.json:
            found.append(
                {
                    "id": ready.entry.id,
                    "digest": ready.digest,
                    "scheme": plain(data),
                    "values": origins(data, ready.resolved, own.language),
                }
            )
            continue
        own.say(message("# scheme {id}, digest {digest}", id=ready.entry.id, digest=ready.digest))
        shown = [f"{name} {version}" for name, version in [("kaohe", dict(installed)["core"]), *versions]]
        own.say(message("# with {plugins}", plugins=shown))
        own.say(text(data, ready.resolved, own.language))
    if own.json:
        own.dump({"schemes": found, "plugins": [{"name": name, "version": version} for name, version in versions]})
    return 0


command = Speaking(
    "resolve",
    say=message("Print a scheme whole, with where each value comes from, and its digest."),
    run=run,
    params=[project_argument(), scheme_option(), format_option(), language_option()],
)
