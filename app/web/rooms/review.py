"""The review queue: one doubt at a time, answered by keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from workingregions.app.map import KINDS, ReviewItem
from workingregions.app.view import View
from workingregions.app.web.render import Page, PageNow
from workingregions.corpus.errors import UserError
from workingregions.corpus.evidence import Evidence

router = APIRouter()
LABELS = {
    "conflict": "Disagreements",
    "merge": "Counted as one",
    "apart": "Counted as two",
    "institution": "Institution or not",
    "type": "Type",
    "scale": "Scale",
    "home": "Home",
    "tie": "Ties",
    "theme": "Themes",
}
SITTING = 40
"""Questions of a sitting: what a reader sets out to answer at a time."""
AROUND = 160
"""Characters before and after the words of an evidence id."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of evidence in its surroundings."""

    before: str
    words: str
    after: str
    source: str
    link: str


@router.get("/review")
def review(page: PageNow) -> Response:
    """Show the doubt that the address asks for by `at`, of those that nobody has settled."""
    filters = page.filters
    at, done = filters.number("at"), filters.number("done")
    kinds = [kind for kind in filters.all("kind") if kind]
    queue = page.view.review_queue(kinds, at + 1)
    item = queue.items[at] if at < len(queue.items) else None
    counts = page.view.review_queue((), 0).counts if kinds else queue.counts
    return page.show(
        "review.html.j2",
        item=item,
        at=at,
        done=done,
        number=done + at + 1,
        sitting=min(done + queue.total, SITTING * ((done + at) // SITTING + 1)),
        total=queue.total,
        counts=counts,
        kinds=[(kind, LABELS[kind], counts.get(kind, 0)) for kind in KINDS],
        chosen=kinds,
        evidence=_evidence(page, item) if item else [],
        answers=_answers(item) if item else [],
        onward=filters.url(at=at or None, done=done + 1),
        skip=filters.url(at=at + 1),
        back=filters.url(at=at - 1 or None) if at else "",
        label=LABELS[item.kind] if item else "",
    )


def _answers(item: ReviewItem) -> list[dict[str, Any]]:
    """Return the answers as forms: where they go, and their fields."""
    found = []
    for answer in item.answers:
        fields = [("action", answer.action.value), *(("name", name) for name in answer.names)]
        fields += list(answer.fields().items())
        found.append(
            {
                "label": answer.label,
                "keeps": answer.keeps,
                "undoes": " ".join(answer.undoes),
                "fields": [] if answer.undoes else fields,
            }
        )
    return found


def _evidence(page: Page, item: ReviewItem) -> list[Shown]:
    shown = []
    for ident in item.evidence:
        try:
            found = page.view.evidence(ident)
        except UserError:
            continue  # its document is gone; the others remain
        before, after = _around(page.view, found)
        where = f", p. {found.pages[0]}" if found.pages else ""
        source = f"{found.title}{where}"
        shown.append(Shown(before, " ".join(found.quote.split()), after, source, page.to.evidence(ident)))
    return shown


def _around(view: View, found: Evidence) -> tuple[str, str]:
    """Return the words before and after, as far as they stand in the same passage."""
    if not found.passage:
        return found.before, found.after
    text = view.passage(found.passage).text
    end = found.end if found.end > found.start else found.start + len(found.quote)
    before, after = text[max(0, found.start - AROUND) : found.start], text[end : end + AROUND]
    if found.start > AROUND:
        before = "… " + before.partition(" ")[2]
    if end + AROUND < len(text):
        after = after.rpartition(" ")[0] + " …"
    return " ".join(before.split()) + (" " if before[-1:].isspace() else ""), (
        " " if after[:1].isspace() else ""
    ) + " ".join(after.split())
