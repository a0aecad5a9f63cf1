"""``kaohe score``."""

from __future__ import annotations

from pathlib import Path

from kaohe_core.cli.progress import working
from kaohe_core.cli.session import Session
from kaohe_core.cli.speaking import Option, Speaking, format_option, language_option, project_argument, scheme_option
from kaohe_core.config import SCHOOL
from kaohe_core.messages import message


def run(own: Session, project: Path, scheme: str | None, words: bool) -> int:
    """Score, write the results, print the summary; ``words`` tells every clause of however many people."""
    from kaohe_core.results import out_folder as files
    from kaohe_core.results.as_json import project_data
    from kaohe_core.results.scored import is_large

    with working(own.language) as stage:
        opened, outcomes, findings = own.scored(project, scheme, stage)
        schemes = [outcome.scored for outcome in outcomes]
        stage(message("writing the results"))
        data = None
        if own.format != "parquet":
            told = own.json and (words or not any(map(is_large, schemes)))
            versions = opened.project.plugins.versions
            data = project_data(opened.name, schemes, versions, findings, own.language, told=told)
        written = files.write(opened.project, schemes, data, findings, own.language)
    if own.json:
        assert data is not None  # noqa: S101  # only Parquet goes without
        own.say(files.as_text(data).rstrip())
        return 0
    from kaohe_core.results.summary import notes, overview, units_table

    for one in schemes:
        own.say(message("{project}: {scheme}", project=opened.name, scheme=one.ready.scheme.title))
        shown = overview(one, own.language, own.width)
        own.draw(shown.table)
        units = units_table(one, own.language)
        if units is not None:
            own.draw(units)
        for line in notes(one, own.language, shown):
            own.say(line)
        own.say("")
    own.tell(findings)
    own.wrote(written)
    return 0


command = Speaking(
    "score",
    say=message("Score a project, print a summary, and write the results to its folder out/."),
    run=run,
    params=[
        project_argument(),
        scheme_option(),
        format_option("parquet"),
        Option(
            "--words",
            say=message(
                "with --format json: tell every clause in words, also of more than {school} people", school=SCHOOL
            ),
            is_flag=True,
        ),
        language_option(),
    ],
)
