"""The page that opens a regional profile: what was found, in sentences that stand on their evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from workingregions.models.networks import summary as sizes_of
from workingregions.models.wording import listed, the
from workingregions.reports.english import lower, percent
from workingregions.reports.regions.actors import leaders, scales_figure
from workingregions.reports.regions.material import HOME, RegionMaterial
from workingregions.reports.regions.themes import distinctive
from workingregions.reports.report import (
    Block,
    Bullets,
    Claim,
    Number,
    Paragraph,
    Section,
    counted,
    quoted,
    recorded,
)
from workingregions.reports.wording import SCALES, body, capital, number, relation_name, some


def summary(found: RegionMaterial) -> Section:
    """Return the summary."""
    blocks: list[Block] = [Paragraph(claims=(_lead(found),), lead=True)]
    bullets = tuple(_bullets(found))
    if bullets:
        blocks.append(Bullets(claims=bullets))
    if found.counted:
        blocks.append(scales_figure(found))
    blocks.append(Paragraph(claims=tuple(_cautions(found))))
    return Section(id="summary", title="Summary", blocks=tuple(blocks))


def subtitle(found: RegionMaterial) -> str:
    """Return the line below the title."""
    years = sorted(d.year for d in found.documents if d.year is not None)
    span = (
        f", {years[0]} to {years[-1]}"
        if years and years[0] != years[-1]
        else f", {years[0]}"
        if years
        else ""
    )
    return f"Regional profile from {some(len(found.documents), 'document')}{span}"


def _lead(found: RegionMaterial) -> Claim:
    name, led = the(found.name), leaders(found)
    numbers = [
        Number(name="documents.focal", value=len(found.focal), unit="documents"),
        Number(name="documents.mentioned", value=len(found.mentioned), unit="documents"),
    ]
    if not found.documents:
        return counted(
            "summary.lead",
            f"This corpus holds no document with anything about {name}, so that nothing can be said of who "
            "governs manufacturing there.",
            numbers,
            source="documents of the snapshot",
        )
    base = f"{some(len(found.documents), 'document')} with something about {name}"
    if not led:
        return counted(
            "summary.lead",
            f"The corpus holds {base}; no body that governs or organises manufacturing is named there by "
            "more than one of them.",
            numbers,
            source="kinds-by-scale",
        )
    named = listed(f"{body(a.name)} ({a.documents})" for a in led)
    evidence = [ident for a in led for ident in a.evidence[:1]]
    words = (
        f"In the {base}, the bodies that govern or organise and are named most are {named}."
        if len(led) > 1
        else f"In the {base}, the one body that governs or organises and is named by several is {named}."
    )
    more = [Number(name=f"institution.{a.id}.documents", value=a.documents, unit="documents") for a in led]
    return counted("summary.lead", words, [*numbers, *more], source="institutions-all", evidence=evidence)


def _bullets(found: RegionMaterial) -> Iterator[Claim]:
    if not found.documents:
        return
    yield from _scale(found)
    yield from _ties(found)
    yield from _themes(found)
    yield from _outcomes(found)
    yield from _change(found)
    if found.contradictions:
        first = found.contradictions[0]
        yield quoted(
            "summary.contradictions",
            f"{capital(some(len(found.contradictions), 'pair'))} of statements "
            f"{'does' if len(found.contradictions) == 1 else 'do'} not agree.",
            [side.evidence for side in (first.one, first.other) if side.evidence],
            [Number(name="contradictions", value=len(found.contradictions), unit="pairs")],
        )


def _scale(found: RegionMaterial) -> Iterator[Claim]:
    own = found.counted
    if not own:
        return
    home = sum(a.basis == HOME for a in own)
    known = Counter(a.scale for a in own if a.scale != "unknown")
    top = ""
    if known:
        scale, count = sorted(known.items(), key=lambda item: (-item[1], list(SCALES).index(item[0])))[0]
        every = sum(known.values())
        top = f" Most frequent is the {SCALES[scale]} scale ({count} of the {every} whose scale is known)."
    yield counted(
        "summary.scale",
        f"{capital(some(len(own), 'institution'))} count as the region's, {number(home)} of them at home "
        f"there.{top}",
        [
            Number(name="institutions", value=len(own), unit="institutions"),
            Number(name="institutions.home", value=home, unit="institutions"),
        ],
        source="kinds-by-scale",
    )


def _ties(found: RegionMaterial) -> Iterator[Claim]:
    sizes = sizes_of(found.network)
    ties, tied = int(sizes["ties"] or 0), int(sizes["tied"] or 0)
    numbers = [
        Number(name="ties", value=ties, unit="ties"),
        Number(name="tied", value=tied, unit="institutions"),
    ]
    if not ties:
        words = "No tie between two of them is stated, so that there is no network to speak of."
        yield counted("summary.ties", words, numbers, source="ties of the snapshot")
        return
    kinds = Counter(found.network.ties["relation"])
    kind, count = sorted(kinds.items(), key=lambda item: (-item[1], str(item[0])))[0]
    which = f"{number(count)} of them" if count < ties else "all of them"
    yield counted(
        "summary.ties",
        f"{capital(some(ties, 'tie'))} among {some(tied, 'institution')} {'is' if ties == 1 else 'are'} "
        f"stated, {which} {relation_name(str(kind), count)}.",
        numbers,
        source="ties-all",
        evidence=[r["id"] for r in found.network.evidence.head(3).to_dict("records") if r["id"]],
    )


def _themes(found: RegionMaterial) -> Iterator[Claim]:
    if not found.themes or not found.themes[0].of:
        return
    more, less = distinctive(found)
    if more or less:
        said = []
        for which, rows in (("more", more), ("less", less)):
            if rows:
                named = listed(
                    f"{lower(t.label)} ({percent(t.share)} against {percent(t.others / t.of_others)})"
                    for t in rows[:2]
                )
                said.append(f"{which} often about {named}")
        yield counted(
            "summary.themes",
            f"Compared with the rest of the corpus, the documents on {the(found.name)} are "
            f"{' and '.join(said)}.",
            [
                Number(name=f"difference.{t.id}", value=t.difference or 0.0, unit="share")
                for t in (*more[:2], *less[:2])
            ],
            source="themes-table",
            evidence=[ident for t in more[:2] for ident in t.evidence[:1]],
        )
        return
    top = sorted(found.themes, key=lambda t: (-t.share, t.label))[0]
    if top.documents:
        yield counted(
            "summary.themes",
            f"The most frequent theme is {lower(top.label)} ({top.documents} of {top.of} documents); no "
            "difference from the rest of the corpus goes beyond chance.",
            [Number(name=f"theme.{top.id}", value=top.documents, unit="documents")],
            source="themes-table",
            evidence=top.evidence[:1],
        )


def _outcomes(found: RegionMaterial) -> Iterator[Claim]:
    if not found.outcomes:
        return
    promised = [o for o in found.outcomes if o.promised]
    changed = [o for o in found.outcomes if not o.promised and o.change]
    yield counted(
        "summary.outcomes",
        f"Of {some(len(found.outcomes), 'figure')} on jobs, firms and money, "
        f"{number(len(promised)) if promised else 'none'} "
        f"{'is a promise' if len(promised) == 1 else 'are promises'} and "
        f"{number(len(changed)) if changed else 'none'} {'reports' if len(changed) == 1 else 'report'} "
        "what has changed; the rest state a level or a sum.",
        [
            Number(name="outcomes", value=len(found.outcomes), unit="claims"),
            Number(name="outcomes.promised", value=len(promised), unit="claims"),
            Number(name="outcomes.changed", value=len(changed), unit="claims"),
        ],
        source="outcomes-counts",
        evidence=[o.evidence for o in (promised or changed)[:1] if o.evidence],
    )


def _change(found: RegionMaterial) -> Iterator[Claim]:
    labels = {t.id: t.label for t in found.themes}
    moving = [t for t in found.trends if t.direction in ("rising", "falling")]
    if moving:
        said = listed(f"{lower(labels.get(t.theme, t.theme))} ({t.direction})" for t in moving[:3])
        yield counted(
            "summary.change",
            f"Over the years the share of documents changes for {said}.",
            [Number(name=f"trend.{t.theme}.odds", value=t.odds or 0.0) for t in moving[:3]],
            source="by-year-data",
        )
    if found.periods and len(rows := found.periods.change.institutions):
        stayed = int((rows["change"] == "stayed").sum())
        yield counted(
            "summary.periods",
            f"{capital(number(stayed))} of {some(len(rows), 'institution')} "
            f"{'is' if stayed == 1 else 'are'} named both in {found.periods.before} and in "
            f"{found.periods.after}.",
            [
                Number(name="institutions.stayed", value=stayed, unit="institutions"),
                Number(name="institutions.periods", value=len(rows), unit="institutions"),
            ],
            source="change-table",
        )


def _cautions(found: RegionMaterial) -> Iterator[Claim]:
    if found.documents:
        publishers = Counter(d.publisher for d in found.documents if d.publisher)
        first, count = max(publishers.items(), key=lambda item: (item[1], item[0]), default=("", 0))
        if count > len(found.documents) / 2:
            yield counted(
                "summary.voice",
                f"Keep in mind that {first} published {count} of the {len(found.documents)} documents.",
                [Number(name="publishers.largest", value=count, unit="documents")],
                source="by-publisher",
            )
    yield recorded(
        "summary.limits",
        "The profile counts what documents say; who is not written about is not in it. Each sentence "
        "opens on the pages that it rests on.",
        source="methods",
    )
