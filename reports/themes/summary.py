"""The summary: what was found, in one page."""

from __future__ import annotations

from workingregions.reports.english import percent
from workingregions.reports.report import Block, Bullets, Claim, Number, Paragraph, Section, counted
from workingregions.reports.themes import (
    actors,
    claimed,
    contradicting,
    differing,
    places,
    robust,
    silence,
    strands,
    years,
)
from workingregions.reports.themes.desk import Desk
from workingregions.reports.themes.prose import of_share, publishers
from workingregions.reports.wording import body, capital, interval, number, opening, some

PARTS = (years, places, strands, actors, claimed, differing, contradicting, silence, robust)


def section(desk: Desk) -> Section:
    """Return the summary."""
    findings = tuple(claim for part in PARTS if (claim := part.finding(desk)))
    blocks: list[Block] = [Paragraph(claims=(headline(desk),), lead=True)]
    if findings and desk.covered:
        blocks.append(Bullets(claims=findings))
    if figure := years.summary_figure(desk):
        blocks.append(figure)
    return Section(id="summary", title="Summary", blocks=tuple(blocks))


def headline(desk: Desk) -> Claim:
    """Return the first sentences of the review: how much of the corpus is about the themes."""
    count = desk.overall
    numbers = [
        *desk.numbers("documents", count),
        Number(name="passages.about", value=len(desk.passages), unit="passages", link=desk.to.passages()),
        Number(name="share.low", value=count.low), Number(name="share.high", value=count.high),
    ]  # fmt: skip
    evidence = desk.evidence(desk.covered)
    if not count.hits:
        return counted("summary.headline", _none(desk), numbers, source="the theme scores of the snapshot")
    share = of_share(count)
    verb = "is" if count.hits == 1 else "are"
    known, unnamed = publishers(desk, desk.covered)
    voices = (
        f", and {'it comes' if count.hits == 1 else 'they come'} from "
        f"{'at least ' if unnamed and known else ''}{some(known, 'publisher')}"
        if known > 1
        else ""
    )
    if known == 1 and not unnamed and count.hits > 1:
        voices = f", all of them by {body(desk.documents[desk.covered[0]].publisher)}"
    text = (
        f"{capital(share)} of this corpus is about {desk.subject}: {number(count.hits)} of the "
        f"{number(count.total)} documents "
        f"({percent(count.share)}; 95 % interval {interval(count.low, count.high)}) {verb}, in "
        f"{some(len(desk.passages), 'passage')}{voices}."
    )
    if count.total == 1:
        text = (
            f"The one document of this corpus is about {desk.subject}, in "
            f"{some(len(desk.passages), 'passage')}."
        )
    if count.few:
        text += " With so few documents, no share says much."
    return counted(
        "summary.headline", text, numbers, source="the theme scores of the snapshot", evidence=evidence
    )


def _none(desk: Desk) -> str:
    count = desk.overall
    naming = set().union(*(desk.material.naming.get(t.id, ()) for t in desk.themes)) & desk.documents.keys()
    text = f"None of the {some(count.total, 'document')} of this corpus is about {desk.subject}."
    if count.total == 1:
        text = f"The one document of this corpus is not about {desk.subject}."
    if naming:
        text += (
            f" {opening(len(naming), 'document')} {'names' if len(naming) == 1 else 'name'} it in passing."
        )
    else:
        text += " None even names it."
    return (
        f"{text} With {number(count.total)} documents searched, at most {percent(count.high)} of documents "
        "like these would be about it."
        if count.total > 1
        else text
    )
