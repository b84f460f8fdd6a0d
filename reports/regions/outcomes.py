"""What is promised to a region, what is reported, and where documents do not agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from workingregions.corpus.records import Document
from workingregions.models.contradictions import Contrast
from workingregions.models.wording import listed, the
from workingregions.reports.parts import column, row, table
from workingregions.reports.regions.material import Contradiction, Quantified, RegionMaterial
from workingregions.reports.report import (
    Block,
    Bullets,
    Cell,
    Claim,
    ColumnKind,
    Number,
    Paragraph,
    Quotation,
    Section,
    Table,
    counted,
    quoted,
)
from workingregions.reports.wording import OUTCOMES, body, capital, readability, some

SHOWN = 12
"""Claims of a kind that a table of the body shows; the annex has all."""
SAID = {
    Contrast.DENIED: "One document states a tie that another denies",
    Contrast.REVERSED: "Two documents state a tie in opposite directions",
    Contrast.DIRECTION: "One document reports a gain, another a loss",
    Contrast.FIGURE: "Two documents give different figures",
    Contrast.PROMISE: "What was promised and what is reported differ",
}


def outcomes(found: RegionMaterial) -> Section:
    """Return the section on promised and reported outcomes."""
    title = f"What is promised to {the(found.name)}, and what is reported"
    if not found.outcomes:
        claim = counted(
            "outcomes.none",
            f"No passage about {the(found.name)} states a figure of jobs, firms, investment, funding, "
            "wages or output.",
            [Number(name="outcomes", value=0, unit="claims")],
            source="outcomes of the snapshot",
        )
        return Section(id="outcomes", title=title, blocks=(Paragraph(claims=(claim,)),))
    blocks: list[Block] = [Paragraph(claims=tuple(_overall(found))), _counts(found)]
    promised = best([o for o in found.outcomes if o.promised])
    reported = best([o for o in found.outcomes if not o.promised and o.change])
    for which, rows in (("promised", promised), ("reported", reported)):
        blocks += [Quotation(evidence=o.evidence, lead=_lead(which, n, o, found)) for n, o in _readable(rows)]
        if rows:
            verb = "promise" if which == "promised" else "report as changed"
            caption = f"What documents on {the(found.name)} {verb}"
            blocks.append(claims_table(f"outcomes-{which}", rows[:SHOWN], caption, found.documents))
    return Section(id="outcomes", title=title, blocks=tuple(blocks))


def contradictions(found: RegionMaterial) -> Section:
    """Return the section on statements that do not agree."""
    title = "Where the documents do not agree"
    if not found.contradictions:
        claim = counted(
            "contradictions.none",
            "No two documents were found to state opposite ties or different figures of one thing. The "
            "search is by rule, for the same kind of figure, place or institution, year and wording; it "
            "misses what is said in other words.",
            [Number(name="contradictions", value=0, unit="pairs")],
            source="models.contradictions",
        )
        return Section(id="contradictions", title=title, blocks=(Paragraph(claims=(claim,)),))
    lead = counted(
        "contradictions.size",
        f"{capital(some(len(found.contradictions), 'pair'))} of statements "
        f"{'does' if len(found.contradictions) == 1 else 'do'} not agree, or need a reader to say whether "
        "they do: definitions and dates may differ.",
        [Number(name="contradictions", value=len(found.contradictions), unit="pairs")],
        source="models.contradictions",
    )
    pairs = tuple(_pair(n, c, found.documents) for n, c in enumerate(found.contradictions[:SHOWN], 1))
    return Section(
        id="contradictions", title=title, blocks=(Paragraph(claims=(lead,)), Bullets(claims=pairs))
    )


def best(rows: Sequence[Quantified]) -> list[Quantified]:
    """Return claims without repetitions in other documents, those that read best and are surest first."""
    seen: dict[tuple[object, ...], Quantified] = {}
    for o in sorted(
        rows, key=lambda o: (-round(readability(o.sentence), 1), -o.confidence, o.document, o.text)
    ):
        seen.setdefault((o.kind, o.unit, o.value, o.institution or o.place), o)
    return list(seen.values())


def claims_table(
    ident: str,
    rows: Sequence[Quantified],
    caption: str,
    documents: Sequence[Document],
) -> Table:
    """Return quantified claims, each with its sentence."""
    titles = {d.id: d.title or d.path for d in documents}
    found = [
        row(
            (
                o.text,
                OUTCOMES.get(o.kind, o.kind),
                o.change or "a level",
                ", ".join(filter(None, (o.institution, o.place))),
                o.when,
                Cell(value=titles.get(o.document, o.document), evidence=(o.evidence,) if o.evidence else ()),
            )
        )
        for o in rows
    ]
    columns = (
        column("figure", "Figure"),
        column("kind", "Of"),
        column("change", "Change", meaning="gained, lost or kept"),
        column("about", "Whose, where"),
        column("when", "When"),
        column("document", "Document"),
    )
    return table(ident, caption, columns, found)


def _overall(found: RegionMaterial) -> Iterator[Claim]:
    rows = found.outcomes
    promised = [o for o in rows if o.promised]
    changed = [o for o in rows if not o.promised and o.change]
    levels = len(rows) - len(promised) - len(changed)
    numbers = [
        Number(name="outcomes", value=len(rows), unit="claims"),
        Number(name="outcomes.promised", value=len(promised), unit="claims"),
        Number(name="outcomes.changed", value=len(changed), unit="claims"),
        Number(name="outcomes.levels", value=levels, unit="claims"),
    ]
    documents = len({o.document for o in rows})
    yield counted(
        "outcomes.size",
        f"Passages about {the(found.name)} in {some(documents, 'document')} state "
        f"{some(len(rows), 'figure')}: {promised_words(len(promised))}, {some(len(changed), 'change')} "
        f"that {'is' if len(changed) == 1 else 'are'} reported, and "
        f"{some(levels, 'level or sum', 'levels and sums')}.",
        [*numbers, Number(name="outcomes.documents", value=documents, unit="documents")],
        source="outcomes-counts",
    )
    if promised and not changed:
        yield counted(
            "outcomes.gap",
            "What became of the promises is not reported here.",
            numbers[1:3],
            source="outcomes-counts",
        )
    unknown = sum(not o.when for o in rows)
    if unknown > len(rows) / 2:
        yield counted(
            "outcomes.undated",
            f"{capital(some(unknown, 'figure'))} {'has' if unknown == 1 else 'have'} no date in the text, "
            "so that the year is at best that of the document.",
            [Number(name="outcomes.undated", value=unknown, unit="claims")],
            source="outcomes-all",
        )


def promised_words(count: int) -> str:
    """Return how many promises there are, in words."""
    return some(count, "promise")


def _counts(found: RegionMaterial) -> Table:
    counts = Counter((o.kind, "promised" if o.promised else o.change or "level") for o in found.outcomes)
    kinds = sorted(
        {k for k, _ in counts}, key=lambda k: (-sum(n for (j, _), n in counts.items() if j == k), k)
    )
    columns = (
        column("kind", "Of"),
        column("promised", "Promised", ColumnKind.COUNT, unit="claims"),
        column("gained", "Gained", ColumnKind.COUNT, unit="claims"),
        column("lost", "Lost", ColumnKind.COUNT, unit="claims"),
        column("kept", "Kept", ColumnKind.COUNT, unit="claims"),
        column("level", "Levels and sums", ColumnKind.COUNT, unit="claims"),
    )
    rows = [(capital(OUTCOMES.get(k, k)), *(counts[k, c.key] for c in columns[1:])) for k in kinds]
    return table("outcomes-counts", f"Figures in passages about {the(found.name)}", columns, rows)


def _readable(rows: Sequence[Quantified]) -> list[tuple[int, Quantified]]:
    """Return the claims whose sentences can be quoted alone, of different documents, at most two."""
    found: dict[str, Quantified] = {}
    for o in rows:
        if o.evidence and readability(o.sentence) >= 0.5:
            found.setdefault(o.document, o)
    return list(enumerate(list(found.values())[:2], 1))


def _lead(which: str, number: int, o: Quantified, found: RegionMaterial) -> Claim:
    documents = {d.id: d for d in found.documents}
    document = documents[o.document]
    year = f" of {document.year}" if document.year else ""
    publisher = f" by {body(document.publisher)}" if document.publisher else ""
    what = OUTCOMES.get(o.kind, o.kind)
    verb = "A promise" if which == "promised" else "A report"
    return quoted(
        f"outcomes.{which}.{number}", f"{verb} on {what}, in a document{year}{publisher}:", [o.evidence]
    )


def _pair(number: int, c: Contradiction, documents: Sequence[Document]) -> Claim:
    years = {d.id: d.year for d in documents}
    sides = [
        f"{side.said}{f' ({years[side.document]})' if years.get(side.document) else ''}"
        for side in (c.one, c.other)
    ]
    about = f" on {c.about}" if c.about else ""
    return quoted(
        f"contradiction.{number}",
        f"{SAID[c.contrast]}{about}: {listed(sides)}.",
        [side.evidence for side in (c.one, c.other) if side.evidence],
    )
