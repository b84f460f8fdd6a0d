"""Who governs manufacturing in a region: institutions by kind and scale, at home and from elsewhere."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from workingregions.models.trends import wilson
from workingregions.models.wording import listed, the
from workingregions.reports import drawing
from workingregions.reports.parts import column, row, table
from workingregions.reports.regions.material import ABOVE, HOME, NAMED, OUTSIDE, Actor, RegionMaterial
from workingregions.reports.report import (
    Block,
    Cell,
    Claim,
    ColumnKind,
    Figure,
    Number,
    Paragraph,
    Quotation,
    Row,
    Section,
    Table,
    counted,
    quoted,
)
from workingregions.reports.wording import (
    BASES,
    SCALES,
    body,
    capital,
    interval,
    number,
    of_share,
    of_support,
    some,
    type_name,
)

GOVERNING = frozenset(
    {
        "government_supranational", "government_national", "government_regional", "government_local",
        "development_agency", "labour_intermediary", "industry_association",
    }
)  # fmt: skip
"""Types of institution whose business it is to govern or to organise; others take part."""
SHOWN = 15
"""Institutions in the table of the body; the annex has all."""
LED = 3


def leaders(found: RegionMaterial) -> list[Actor]:
    """Return the governing bodies that most documents name: two documents or more, and a tenth of all."""
    least = max(2, math.ceil(len(found.documents) / 10))
    own = [a for a in found.counted if a.type in GOVERNING and a.documents >= least]
    return ranked(own)[:LED]


def ranked(actors: Sequence[Actor]) -> list[Actor]:
    """Return institutions by the number of documents that name them, the most named first."""
    return sorted(actors, key=lambda a: (-a.documents, -a.mentions, a.name.casefold(), a.id))


def actors(found: RegionMaterial) -> Section:
    """Return the section on the institutions."""
    title = f"Who governs manufacturing in {the(found.name)}"
    if not found.counted:
        return Section(id="actors", title=title, blocks=(Paragraph(claims=(_none(found),)),))
    led = [claim for n, actor in enumerate(leaders(found)) if (claim := _leader(found, actor, n))]
    blocks: list[Block] = [Paragraph(claims=tuple(_overall(found)))]
    if led:
        blocks.append(Paragraph(claims=tuple(led)))
    blocks += [Quotation(evidence=a.evidence[0]) for a in leaders(found) if a.quotable]
    blocks.append(_matrix(found))
    blocks.append(institutions_table("institutions", ranked(found.counted)[:SHOWN], _title(found)))
    visiting = Paragraph(claims=tuple(_visiting(found)))
    return Section(id="actors", title=title, blocks=(*blocks, visiting))


def institutions_table(ident: str, shown: Sequence[Actor], caption: str) -> Table:
    """Return institutions with the documents that name them, each with sentences that do."""
    rows = [
        row(
            (
                Cell(value=a.name, link=a.link),
                type_name(a.type),
                SCALES.get(a.scale, a.scale),
                f"{BASES[a.basis]}{f' ({a.home})' if a.home and a.basis in (ABOVE, OUTSIDE) else ''}",
                Cell(value=a.documents, evidence=a.evidence),
                _span(a.first, a.last),
            )
        )
        for a in shown
    ]
    columns = (
        column("institution", "Institution"),
        column("type", "Kind"),
        column("scale", "Scale"),
        column("basis", "In the region"),
        column("documents", "Documents", ColumnKind.COUNT, unit="documents", meaning="that name it there"),
        column("years", "Years"),
    )
    return table(ident, caption, columns, rows)


def scales_figure(found: RegionMaterial) -> Figure:
    """Return the institutions by scale, those at home and the others apart."""
    bases = (HOME, ABOVE, NAMED)
    counts = Counter((a.scale, a.basis) for a in found.counted)
    rows: list[tuple[Any, ...]] = [
        (words, *(counts[s, b] for b in bases)) for s, words in reversed(SCALES.items())
    ]
    bars = [drawing.Bar(name=capital(str(r[0])), parts=tuple(map(float, r[1:]))) for r in rows]
    series = [capital(BASES[b]) for b in bases]
    said = "; ".join(f"{r[0]}: {sum(r[1:])} ({r[1]} at home)" for r in rows)
    columns = (
        column("scale", "Scale"),
        *(column(b, capital(BASES[b]), ColumnKind.COUNT, unit="institutions") for b in bases),
    )
    caption = f"Institutions named in passages about {the(found.name)}, by the scale at which they act"
    return Figure(
        id="scales",
        caption=caption,
        alternative=f"{caption}. {said}.",
        svg=drawing.bars(bars, series, f"{caption}. {said}."),
        data=table("scales-data", caption, columns, rows),
    )


def _none(found: RegionMaterial) -> Claim:
    return counted(
        "actors.none",
        f"No passage about {the(found.name)} names an institution that belongs there.",
        [Number(name="institutions", value=0, unit="institutions")],
        source="institutions of the snapshot",
    )


def _overall(found: RegionMaterial) -> Iterator[Claim]:
    own, name = found.counted, the(found.name)
    bases = Counter(a.basis for a in own)
    known = Counter(a.scale for a in own if a.scale != "unknown")
    parts = [
        f"{number(bases[HOME])} {'is' if bases[HOME] == 1 else 'are'} at home there",
        f"{number(bases[ABOVE])} {'acts' if bases[ABOVE] == 1 else 'act'} for a larger area that contains it",
    ]
    if bases[NAMED]:
        parts.append(f"of {number(bases[NAMED])} the home is not known")
    yield counted(
        "actors.size",
        f"The passages about {name} name {some(len(own), 'institution')} that belong there: {listed(parts)}.",
        [
            Number(name="institutions", value=len(own), unit="institutions"),
            *(Number(name=f"institutions.{b}", value=bases[b]) for b in (HOME, ABOVE, NAMED)),
        ],
        source="kinds-by-scale",
    )
    if known:
        ordered = [f"{number(known[s])} {SCALES[s]}" for s in SCALES if known[s]]
        rest = len(own) - sum(known.values())
        unknown = f"; for {number(rest)} the documents do not say" if rest else ""
        yield counted(
            "actors.scales",
            f"By the scale at which they act, {listed(ordered)}{unknown}.",
            [Number(name=f"scale.{s}", value=known[s], unit="institutions") for s in known],
            source="scales-data",
        )
    once = sum(a.documents == 1 for a in own)
    if once > len(own) / 2:
        yield counted(
            "actors.once",
            f"{capital(number(once))} of the {len(own)} are named by a single document, so that the list "
            "says more of what each document happened to name than of a settled set of bodies.",
            [Number(name="institutions.once", value=once, unit="institutions")],
            source="institutions-all",
        )


def _leader(found: RegionMaterial, actor: Actor, place: int) -> Claim | None:
    if not actor.evidence:
        return None
    every = len(found.documents)
    low, high = wilson(actor.documents, every)
    where = {HOME: " at home in the region", ABOVE: f" acting for {the(actor.home)}" if actor.home else ""}
    lead = ("First among the bodies that govern or organise stands", "Next comes", "Then comes")[place]
    share = of_share(actor.documents / every, low, high)
    return quoted(
        f"actors.leader.{actor.id}",
        f"{lead} {body(actor.name)}, a {type_name(actor.type)}{where.get(actor.basis, '')}: {share} of the "
        f"documents do ({actor.documents} of {every}; 95 % interval {interval(low, high)}), from "
        f"{of_support(actor.publishers)}.",
        actor.evidence,
        [
            Number(
                name=f"institution.{actor.id}.documents",
                value=actor.documents,
                unit="documents",
                link=actor.link,
            ),
            Number(name=f"institution.{actor.id}.publishers", value=actor.publishers, unit="publishers"),
        ],
    )


def _matrix(found: RegionMaterial) -> Table:
    """Return the numbers of institutions by kind and scale."""
    counts = Counter((a.type, a.scale) for a in found.counted)
    kinds = sorted({k for k, _ in counts}, key=lambda k: (-sum(counts[k, s] for s in SCALES), k))
    rows: list[Row] = [
        row((capital(type_name(k, 2)), *(counts[k, s] for s in SCALES), sum(counts[k, s] for s in SCALES)))
        for k in kinds
    ]
    totals = [sum(counts[k, s] for k in kinds) for s in SCALES]
    rows.append(row(("All", *totals, sum(totals)), strong=True))
    columns = (
        column("kind", "Kind"),
        *(column(s, capital(words), ColumnKind.COUNT, unit="institutions") for s, words in SCALES.items()),
        column("all", "All", ColumnKind.COUNT, unit="institutions"),
    )
    return table("kinds-by-scale", f"Institutions in {the(found.name)} by kind and scale", columns, rows)


def _title(found: RegionMaterial) -> str:
    count = len(found.counted)
    if count <= SHOWN:
        return f"Institutions named in passages about {the(found.name)}"
    return f"The {SHOWN} of {count} institutions that most documents on {the(found.name)} name"


def _visiting(found: RegionMaterial) -> Iterator[Claim]:
    away = [a for a in found.actors if a.basis == OUTSIDE]
    if not away:
        return
    top = ranked(away)[:4]
    named = listed(f"{body(a.name)}{f' ({a.home})' if a.home else ''}" for a in top)
    count = len(away)
    yield counted(
        "actors.visiting",
        f"{capital(some(count, 'institution'))} from elsewhere {'is' if count == 1 else 'are'} named as "
        f"well and {'does' if count == 1 else 'do'} not count as the region's: "
        f"{named}{' and others' if count > len(top) else ''}.",
        [Number(name="institutions.outside", value=count, unit="institutions")],
        source="institutions-all",
        evidence=[ident for a in top for ident in a.evidence[:1]],
    )


def _span(first: int | None, last: int | None) -> str:
    if first is None or last is None:
        return ""
    return str(first) if first == last else f"{first} to {last}"
