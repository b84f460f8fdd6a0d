"""Labelling: a queue of passages of one theme, answered by keys; figures, agreement and disagreements."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.responses import JSONResponse, RedirectResponse, Response

from workingregions.app.answers import as_json
from workingregions.app.coding import Verdict, read_draw
from workingregions.app.jobs import JobKind
from workingregions.app.web.render import Page, PageNow
from workingregions.app.web.tables import download
from workingregions.app.web.work import followed
from workingregions.corpus.correction import Action
from workingregions.corpus.errors import InputError
from workingregions.corpus.labels import CHOSEN, Reason
from workingregions.corpus.plain import plain
from workingregions.models.labels import ENOUGH

router = APIRouter()
SITTING = 20
"""Passages of one sitting."""
CONTEXT = 400
"""Characters shown of the passages before and after."""
WHY = {
    "random": "drawn at random: it measures, and no model learns from it",
    "uncertain": "the machine is least sure of it",
    "diverse": "it is unlike those labelled so far",
    "chosen": "a coder chose it",
}


@router.get("/label")
def labels(page: PageNow) -> Response:
    """List the themes with their labels, figures and agreement, and where to go on."""
    view = page.view
    if sent := download(page, view.labels(), "labels"):
        return sent
    summary = {row["theme"]: row for row in plain(view.label_summary())}
    known = [theme for theme in summary if theme in view.codebook.ids]
    return page.show(
        "labels.html.j2",
        codebook=view.codebook,
        summary=summary,
        others=[row for theme, row in summary.items() if theme not in view.codebook.ids],
        accuracy={theme: view.accuracy(theme) for theme in known},
        agreement={found.theme: found for found in view.agreement() if found.theme in known},
        gone=plain(view.labels().query("state == 'gone'").head(10)) if known else [],
        empty=view.empty,
        job=followed(page, JobKind.REFRESH),
    )


@router.get("/label/{theme}")
def label(theme: str, page: PageNow) -> Response:
    """Show the next passages to label for a theme, or its figures, or what coders disagree on."""
    view = page.view
    chosen = view.codebook.get(theme)
    shown = page.filters.one("view")
    if shown == "figures":
        return _figures(page, chosen.id)
    if shown == "disagreements":
        return _disagreements(page, chosen.id)
    n = page.filters.number("n", SITTING, least=1, most=100)
    mix = {Reason.RANDOM: 1.0} if page.filters.one("random") else None
    items = view.label_queue(chosen.id, n, who=page.who, mix=mix)
    found = view.accuracy(chosen.id)
    return page.show(
        "label.html.j2",
        theme=chosen,
        items=items,
        codebook=view.codebook,
        accuracy=found.accuracy,
        contested=found.contested,
        given=_given(page, chosen.id),
        enough=ENOUGH,
        blind=page.filters.one("blind", "1") != "0",
        why=WHY,
        context=CONTEXT,
        about=view.config.count.about,
        counterexamples=_counterexamples(page, chosen.id),
        said=_said(page, chosen.id),
    )


def _given(page: Page, theme: str) -> int:
    frame = page.view.labels(theme)
    return int((frame["who"] == page.who).sum())


def _counterexamples(page: Page, theme: str, most: int = 3) -> dict[str, list[dict[str, Any]]]:
    """Return passages that coders agreed are about the theme, and are not, beside those of the codebook."""
    frame = page.view.labels(theme)
    frame = frame[frame["passage"] != ""]
    found: dict[str, list[dict[str, Any]]] = {"yes": [], "no": []}
    for _, own in frame.groupby("passage", sort=False):
        answers = set(own["answer"])
        if len(answers) == 1 and (answer := answers.pop()) in found and len(found[answer]) < most:
            found[answer].append(plain(own.iloc[[0]])[0])
    return found


def _said(page: Page, theme: str) -> dict[str, list[str]]:
    """Return what others answered, by passage."""
    frame = page.view.labels(theme)
    others = frame[(frame["who"] != page.who) & (frame["passage"] != "")]
    found: dict[str, list[str]] = {}
    for passage, who, answer in zip(others["passage"], others["who"], others["answer"], strict=True):
        found.setdefault(passage, []).append(f"{who}: {answer}")
    return found


def _figures(page: Page, theme: str) -> Response:
    view = page.view
    (agreement,) = view.agreement(theme)
    return page.show(
        "label_figures.html.j2",
        theme=view.codebook.get(theme),
        found=view.accuracy(theme),
        agreement=agreement,
        rows=plain(view.labels(theme)),
        why=WHY,
    )


def _disagreements(page: Page, theme: str) -> Response:
    return page.show(
        "label_disagreements.html.j2",
        theme=page.view.codebook.get(theme),
        cases=page.view.disagreements(theme),
        context=CONTEXT,
    )


@router.post("/label/{theme}/answer")
def answer(
    theme: str,
    page: PageNow,
    evidence: Annotated[str, Form()],
    answer: Annotated[str, Form()],
    other: Annotated[str, Form()] = "",
    note: Annotated[str, Form(max_length=2000)] = "",
    why: Annotated[str, Form()] = "",
    stratum: Annotated[str, Form()] = "",
    size: Annotated[str, Form()] = "",
    survey: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "",
) -> Response:
    """Write an answer: yes, no, unsure, other (with the other theme) or withdrawn."""
    draw = read_draw(why, stratum, size, survey) if why else CHOSEN
    made = page.project.label_all(
        [
            Verdict(
                theme=theme, evidence=evidence, answer=answer, other=other, draw=draw, note=note, who=page.who
            )
        ]
    )
    return _answered(page, {"who": made[0].who, "labels": as_json(made)}, back or page.to.label(theme))


@router.post("/label/{theme}/undo")
def undo(
    theme: str,
    page: PageNow,
    evidence: Annotated[str, Form()],
    other: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "",
) -> Response:
    """Take this reader's answer on a passage back; also the yes to the other theme that went with it."""
    themes = [theme, *([other] if other else [])]
    made = page.project.label_all(
        [Verdict(theme=name, evidence=evidence, answer="withdrawn", who=page.who) for name in themes]
    )
    return _answered(page, {"who": made[0].who, "labels": as_json(made)}, back or page.to.label(theme))


@router.post("/label/{theme}/settle")
def settle(
    theme: str,
    page: PageNow,
    evidence: Annotated[str, Form()],
    value: Annotated[str, Form()],
    said: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Settle a disagreement: a correction of the theme, which keeps both answers."""
    if value not in ("about", "not_about"):
        raise InputError("A disagreement is settled by about or not_about.")
    page.project.correct(
        Action.THEME,
        evidence=evidence,
        relation=page.view.codebook.get(theme).id,
        value=value,
        who=page.who,
        why=f"adjudicated ({said})" if said else "adjudicated",
    )
    return _answered(page, {"value": value}, page.to.label(theme, view="disagreements"))


def _answered(page: Page, found: dict[str, Any], back: str) -> Response:
    """Return the answer to a script as JSON, to a form as a way back within this server."""
    if "json" in page.request.headers.get("accept", ""):
        return JSONResponse(found)
    inside = back.startswith("/") and not back.startswith(("//", "/\\"))
    return RedirectResponse(back if inside else "/label", 303)
