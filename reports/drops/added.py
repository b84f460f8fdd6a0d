"""What the documents of a drop add to those before: institutions, ties, themes, regions, figures."""

from __future__ import annotations

from collections.abc import Iterator

from workingregions.models.wording import listed, the
from workingregions.reports.drops.material import DropMaterial, DropTie, Meeting
from workingregions.reports.english import lower
from workingregions.reports.parts import column, row, table
from workingregions.reports.report import (
    Block,
    Bullets,
    Cell,
    Claim,
    ColumnKind,
    Number,
    Paragraph,
    Section,
    Table,
    counted,
    quoted,
)
from workingregions.reports.wording import SCALES, body, capital, number, some, some_of, type_name, verb

SHOWN = 25


def added(found: DropMaterial) -> Section:
    """Return the section on what is new."""
    blocks: list[Block] = [Paragraph(claims=tuple(_claims(found)))]
    blocks += [_themes(found), _regions(found)] if found.documents else []
    if found.institutions:
        blocks.append(institutions_table(found, "institutions", SHOWN))
    if fresh := new_ties(found):
        blocks.append(ties_table("ties", fresh[:SHOWN], "Ties that no earlier document states"))
    return Section(id="added", title="What the new documents add", blocks=tuple(blocks))


def met(found: DropMaterial) -> Section:
    """Return the section on what the new documents contradict or carry on."""
    against = [m for m in found.meetings if m.contrast is not None]
    onward = [m for m in found.meetings if m.contrast is None]
    again = [t for t in found.ties if t.earlier]
    claims = [
        counted(
            "met.size",
            f"Set beside what earlier documents say, {some(len(against), 'statement')} of the new ones "
            f"{'does' if len(against) == 1 else 'do'} not agree with an earlier one on the same tie or "
            f"figure; {some(len(onward), 'figure')} carry on an earlier one, and {some(len(again), 'tie')} "
            f"that {'was' if len(again) == 1 else 'were'} known {'is' if len(again) == 1 else 'are'} "
            "stated again.",
            [
                Number(name="met.against", value=len(against), unit="statements"),
                Number(name="met.onward", value=len(onward), unit="figures"),
                Number(name="met.again", value=len(again), unit="ties"),
            ],
            source="models.contradictions",
        )
    ]
    blocks: list[Block] = [Paragraph(claims=tuple(claims))]
    pairs = (*against[:SHOWN], *onward[:SHOWN])
    if pairs:
        blocks.append(Bullets(claims=tuple(_pair(n, m) for n, m in enumerate(pairs, 1))))
    if again:
        blocks.append(ties_table("ties-again", again[:SHOWN], "Ties that earlier documents state as well"))
    return Section(id="met", title="What they contradict or carry on", blocks=tuple(blocks))


def new_ties(found: DropMaterial) -> list[DropTie]:
    """Return the ties that no earlier document states."""
    return [t for t in found.ties if not t.earlier]


def institutions_table(found: DropMaterial, ident: str, most: int) -> Table:
    """Return the institutions that no earlier document names."""
    every = found.institutions
    rows = [
        row(
            (
                Cell(value=i.name, link=f"/institutions/{i.id}"),
                type_name(i.type or "other"),
                SCALES.get(i.scale or "unknown", i.scale),
                i.home,
                Cell(value=i.documents, evidence=i.evidence),
            )
        )
        for i in every[: most or None]
    ]
    columns = (
        column("institution", "Institution"),
        column("type", "Kind"),
        column("scale", "Scale"),
        column("home", "Home"),
        column("documents", "New documents", ColumnKind.COUNT, unit="documents"),
    )
    cut = most and len(every) > most
    caption = (
        f"The {most} of {len(every)} new institutions with most documents" if cut else "New institutions"
    )
    return table(ident, caption, columns, rows)


def ties_table(ident: str, ties: list[DropTie], caption: str) -> Table:
    """Return ties with the new sentences that state them."""
    rows = [
        row(
            (
                t.source,
                verb(t.relation),
                t.target,
                t.modality,
                t.earlier,
                Cell(value=t.documents, evidence=t.evidence),
            )
        )
        for t in ties
    ]
    columns = (
        column("source", "From"),
        column("relation", "Relation"),
        column("target", "To"),
        column("modality", "Stated as"),
        column("earlier", "Earlier documents", ColumnKind.COUNT, unit="documents"),
        column("documents", "New documents", ColumnKind.COUNT, unit="documents"),
    )
    return table(ident, caption, columns, rows)


def _claims(found: DropMaterial) -> Iterator[Claim]:
    if not found.documents:
        yield counted(
            "added.none",
            "The drop brought no document that counts, so that nothing is added.",
            [Number(name="documents.new", value=0, unit="documents")],
            source="files",
        )
        return
    one = len(found.documents) == 1
    came = f"{'comes' if one else 'come'} to {some(found.earlier, 'earlier one')}"
    first = f"{'is' if one else 'are'} the first of this corpus"
    yield counted(
        "added.size",
        f"{capital(some(len(found.documents), 'document'))} with {some(found.passages, 'passage')} "
        f"{came if found.earlier else first}.",
        [
            Number(name="documents.new", value=len(found.documents), unit="documents"),
            Number(name="passages.new", value=found.passages, unit="passages"),
            Number(name="documents.earlier", value=found.earlier, unit="documents"),
        ],
        source="files",
    )
    yield from _named(found)
    fresh = new_ties(found)
    new = number(len(fresh)) if fresh else "none"
    which = f", {new} of which no earlier document states" if found.earlier else ""
    yield counted(
        "added.ties",
        f"They state {some(len(found.ties), 'tie')}{which}.",
        [
            Number(name="ties", value=len(found.ties), unit="ties"),
            Number(name="ties.new", value=len(fresh), unit="ties"),
        ],
        source="ties" if fresh else "ties of the snapshot",
        evidence=[ident for t in fresh[:3] for ident in t.evidence[:1]],
    )
    if found.earlier:
        yield from _first_time(found)
    yield counted(
        "added.figures",
        f"They state {some(found.promised, 'promise')} in figures and "
        f"{some(found.reported, 'other figure')}.",
        [
            Number(name="figures.promised", value=found.promised, unit="claims"),
            Number(name="figures.reported", value=found.reported, unit="claims"),
        ],
        source="outcomes of the snapshot",
    )


def _first_time(found: DropMaterial) -> Iterator[Claim]:
    unseen = [t for t in found.themes if t.new and not t.before]
    if unseen:
        yield counted(
            "added.themes",
            f"For the unseen time there are documents about {listed(lower(t.label) for t in unseen)}.",
            [Number(name=f"theme.{t.id}", value=t.new, unit="documents") for t in unseen],
            source="themes",
            evidence=[ident for t in unseen for ident in t.evidence[:1]],
        )
    places = [r for r in found.regions if r.new and not r.before]
    if places:
        yield counted(
            "added.regions",
            f"For the first time there are documents about {some_of((the(r.name) for r in places), 6)}.",
            [Number(name=f"region.{r.id}", value=r.new, unit="documents") for r in places],
            source="regions",
        )


def _named(found: DropMaterial) -> Iterator[Claim]:
    fresh, known = len(found.institutions), found.known
    numbers = [
        Number(name="institutions.new", value=fresh, unit="institutions"),
        Number(name="institutions.known", value=known, unit="institutions"),
    ]
    if not found.earlier:
        words = f"They name {some(fresh, 'institution')}."
        yield counted("added.institutions", words, numbers, source="institutions")
        return
    top = [i for i in found.institutions if i.documents > 1][:4]
    also = f"; several name {listed(body(i.name) for i in top)}" if top else ""
    yield counted(
        "added.institutions",
        f"Of the {some(fresh + known, 'institution')} that they name, {number(fresh) if fresh else 'none'} "
        f"{'is' if fresh == 1 else 'are'} named for the first time{also}.",
        numbers,
        source="institutions" if fresh else "institutions of the snapshot",
        evidence=[ident for i in top for ident in i.evidence[:1]],
    )


def _themes(found: DropMaterial) -> Table:
    rows = [
        row((t.label, Cell(value=t.new, evidence=t.evidence), t.before))
        for t in sorted(found.themes, key=lambda t: (-t.new, -t.before, t.label))
        if t.new or t.before
    ]
    columns = (
        column("theme", "Theme"),
        column("new", "New documents about it", ColumnKind.COUNT, unit="documents"),
        column("before", "Earlier documents", ColumnKind.COUNT, unit="documents"),
    )
    return table("themes", "Themes of the new documents and of the earlier ones", columns, rows)


def _regions(found: DropMaterial) -> Table:
    rows = [
        row((Cell(value=r.name, link=f"/regions/{r.id}"), r.new, r.before))
        for r in sorted(found.regions, key=lambda r: (-r.new, -r.before, r.name))
        if r.new
    ][:SHOWN]
    columns = (
        column("region", "Region"),
        column("new", "New documents about it", ColumnKind.COUNT, unit="documents"),
        column("before", "Earlier documents", ColumnKind.COUNT, unit="documents"),
    )
    return table("regions", "Regions of the new documents", columns, rows)


def _pair(n: int, m: Meeting) -> Claim:
    about = f" on {m.about}" if m.about else ""
    lead = "Does not agree" if m.contrast is not None else "Carries on"
    return quoted(f"met.{n}", f"{lead}{about}: new, {m.new}; earlier, {m.old}.", m.evidence)
