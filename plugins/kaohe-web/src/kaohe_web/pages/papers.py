"""打印: every paper of a scheme as it will be printed, and all of them written where ``kaohe papers`` writes them."""

from __future__ import annotations

from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from kaohe_core import Findings, FindingsError
from kaohe_core.api import Outcome
from kaohe_core.papers.as_html import html
from kaohe_core.papers.as_pdf import can_be_made, pdf
from kaohe_core.papers.as_xlsx import has_lists, xlsx
from kaohe_core.papers.occasion import Occasion
from kaohe_core.papers.paper import Paper
from kaohe_core.papers.paper_kinds import KINDS
from kaohe_core.papers.papers_folder import Wanted, forms_here, papers, sections_of, write
from kaohe_web.drawn import XLSX, back, download, page, schemes_of
from kaohe_web.messages import message
from kaohe_web.safety import ALWAYS
from kaohe_web.visit import Visit

KIND_TITLES = {
    "notice": message("Notice"),
    "personal": message("Personal sheets"),
    "summary": message("Summary"),
    "bank": message("Payment sheet"),
    "tables": message("Records"),
}
MANY = 300  # sheets of so many people are made once, and not shown whole: that takes minutes
ONLY_ITS_OWN = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; sandbox; "


def first(visit: Visit) -> Response:
    """The papers of the first scheme."""
    schemes = visit.seen.project.schemes
    return RedirectResponse(f"/papers/{schemes[0]}" if schemes else "/results", 303)


def listed(visit: Visit) -> Response:
    """Which papers there are, and one of them as it will be printed."""
    outcome = visit.outcome()
    if outcome is None:
        return RedirectResponse(f"/results/{visit.path['scheme']}", 303)
    kinds = [kind for kind in KINDS if kind != "bank" or outcome.scored.ready.scheme.payment]
    chosen = visit.query.get("paper", "")
    chosen = chosen if chosen in kinds else kinds[0]
    try:
        paper, findings = _paper(visit, outcome, chosen, visit.query.get("who", "")), Findings()
    except FindingsError as error:
        paper, findings = None, error.findings
    return page(
        visit,
        "papers.html",
        scheme=outcome.id,
        schemes=schemes_of(visit),
        kinds=[(kind, KIND_TITLES[kind]) for kind in kinds],
        chosen=chosen,
        people=outcome.people,
        who=visit.query.get("who", ""),
        date=visit.query.get("date", ""),
        there=paper is not None,
        findings=findings,
        pdf=can_be_made(),
        many=len(outcome.people) > MANY,
        lists=paper is not None and has_lists(paper),
    )


def shown(visit: Visit) -> Response:
    """One paper: as a page for the frame that holds it, as PDF, or as lists."""
    outcome, kind = visit.outcome(), visit.path["kind"]
    paper = None if outcome is None or kind not in KINDS else _paper(visit, outcome, kind, visit.query.get("who", ""))
    if paper is None:
        raise HTTPException(404, message("there is no such paper").text(visit.language))
    match visit.query.get("as", "html"):
        case "pdf" if can_be_made():
            return download(pdf(paper), f"{paper.title}.pdf", "application/pdf", "inline")
        case "xlsx" if has_lists(paper):
            return download(xlsx(paper), f"{paper.title}.xlsx", XLSX)
        case "html":
            asked = (visit.path["scheme"], kind, visit.query.get("who", ""), visit.query.get("date", ""))
            return shown_alone(visit.seen.once(("page of a paper", *asked, visit.language), lambda: html(paper)))
    raise HTTPException(404, message("there is no such paper").text(visit.language))


def shown_alone(paper: str | bytes) -> Response:
    """A paper as a page of its own, which may ask for nothing and run nothing."""
    own = {**ALWAYS, "content-security-policy": ONLY_ITS_OWN + "frame-ancestors 'self'"}
    return Response(paper, media_type="text/html", headers=own)


def written(visit: Visit) -> Response:
    """All papers written to the folder ``papers``, as ``kaohe papers`` does."""
    outcome = visit.outcome()
    if outcome is None:
        raise HTTPException(404, message("there is no such paper").text(visit.language))
    findings = Findings()
    with visit.desk.writing:
        asked = Wanted(KINDS, forms_here(), visit.form.get("each") == "yes", visit.form.get("date", ""))
        paths = write(visit.seen.opened, list(visit.seen.outcomes(visit.language).values()), asked, findings)
    done = message("{count} files are in the folder {folder}", count=len(paths), folder="papers")
    return back(visit, f"/papers/{quote(outcome.id)}", done)


def _paper(visit: Visit, outcome: Outcome, kind: str, who: str) -> Paper | None:
    """The paper of this kind; the personal sheet is that of ``who``, or of everybody in a small school."""
    date = visit.query.get("date", "")

    def made() -> Paper | None:
        occasion = Occasion(outcome.project.config.project.name, outcome.digest, visit.language, date=date)
        if kind == "personal":
            from kaohe_core.papers.personal import personal

            ids = [one.id for one in outcome.result.subjects()]
            ids = [who] if who in ids else ids if len(ids) <= MANY else ids[:1]
            explained = [outcome.explain(id) for id in ids]
            return personal(explained, outcome.title, occasion, sections_of(outcome)) if ids else None
        return next((one for _, _, one in papers(outcome, occasion, Wanted((kind,), ()))), None)

    return visit.seen.once(("paper", outcome.id, kind, who, date, visit.language), made)
