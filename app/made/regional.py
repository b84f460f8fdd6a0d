"""Regional profiles: their material, gathered from a view."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workingregions.app import ask
from workingregions.app.made.disagreeing import disagreements
from workingregions.app.made.orders import Order
from workingregions.app.made.quoting import identified, with_quotes
from workingregions.app.made.region_desk import RegionDesk
from workingregions.app.made.steps import automatic_steps
from workingregions.app.names import gazetteer
from workingregions.app.names import kind as kind_of
from workingregions.corpus.correction import NOT_ABOUT, REJECTED, Action
from workingregions.corpus.map_filter import GOVERNANCE
from workingregions.corpus.selection import parse_years
from workingregions.models.networks import institutions as measures_of
from workingregions.models.trends import wilson
from workingregions.models.wording import period
from workingregions.reports.regions import Periods, RegionMaterial, ThemeShare, region_profile

if TYPE_CHECKING:
    from workingregions.app.view import View
    from workingregions.corpus.map_filter import MapFilter
    from workingregions.corpus.records import Document
    from workingregions.models.trends import Comparison
    from workingregions.reports.report import Report

LEAST = 4
"""Dated documents from which two periods are compared."""
QUOTED = 2
"""Sentences that show that documents are about a theme."""


def build(view: View, order: Order) -> Report:
    """Return the profile of a region; the option `against` names regions to compare its thickness with."""
    (name,) = order.exactly(1, "region")
    only = order.filter(view, GOVERNANCE)
    found = material(view, name, year=order.year, against=order.options.get("against", ()), only=only)
    return with_quotes(view, region_profile(found, order.provenance(view), order.spelling))


def material(
    view: View, name: str, *, year: str = "", against: Sequence[str] = (), only: MapFilter = GOVERNANCE
) -> RegionMaterial:
    """Return what a profile of a region is made from.

    Raises:
        NotFoundError: a region is unknown.
        InputError: `year` is not a range of years.
    """
    place = gazetteer().find(name)
    region = gazetteer().area(place.id)
    years = parse_years(year) if year else None
    profile = view.region(region, against=against, year=year, only=only)
    desk = RegionDesk(view, ask.tables(view), region, years, only)
    focal = ask.Scene.of(view, []).within(region, year)
    about = {d.id for d in focal}
    network = view.network(region, year=year, only=only)
    compared = view.compare([region], year=year)
    mentioned = [d for d in desk.documents.values() if d.id not in about]
    return RegionMaterial(
        region=region,
        name=profile.name,
        kind=kind_of(place),
        within=tuple(gazetteer().name(area) for area in profile.within),
        period=period(years),
        focal=focal,
        mentioned=mentioned,
        others=len(view.counted) - len(about | set(desk.documents)),
        passages=len(desk.passages),
        pages=_pages(view, [*focal, *mentioned]),
        key=_key(view, desk),
        parts=profile.children,
        actors=desk.actors,
        network=network,
        measures=measures_of(network),
        thickness=profile.thickness,
        themes=_themes(view, compared, focal, desk),
        theme_warnings=compared.warnings,
        trends=view.trend_tests(region=region, year=year),
        outcomes=desk.outcomes,
        contradictions=disagreements(desk),
        periods=_periods(view, desk, only),
        unknown=profile.unknown,
        unread=ask.unread(view, [*focal, *mentioned]),
        rejected=rejected(view, [*focal, *mentioned]),
        steps=automatic_steps(view),
    )


def rejected(view: View, documents: Iterable[Document]) -> Mapping[str, int]:
    """Return how many findings on documents people rejected up to the snapshot, by kind."""
    own = {d.sha256 for d in documents}
    kinds = {
        Action.REJECT: "name",
        Action.TIE: "tie",
        Action.OUTCOME: "figure",
        Action.THEME: "theme of a passage",
    }
    counts: Counter[str] = Counter()
    for line in view.ledger.active:
        refused = line.action is Action.REJECT or line.value in (REJECTED, NOT_ABOUT)
        if refused and line.when <= view.snapshot.manifest.created and line.evidence.sha256 in {*own, ""}:
            counts[kinds.get(line.action, line.action.value)] += 1
    return counts


def _pages(view: View, documents: Sequence[Document]) -> int:
    import pyarrow.compute as pc

    ids = [d.id for d in documents]
    pages = view.snapshot.arrow("documents", among=("id", ids), columns=["pages"])["pages"]
    return int(pc.sum(pc.list_value_length(pages)).as_py() or 0)


def _key(view: View, desk: RegionDesk) -> list[tuple[str, int, int]]:
    """Return each document with its passages about the region, and all of its passages."""
    own = Counter(p.document for p in desk.passages.values())
    rows = view.snapshot.arrow("passages", among=("document", sorted(own)), columns=["document"])
    every = Counter(rows["document"].to_pylist())
    ranked = sorted(own, key=lambda d: (-own[d], desk.documents[d].path))
    return [(d, own[d], every[d]) for d in ranked]


def _themes(
    view: View, compared: Comparison, focal: Sequence[Document], desk: RegionDesk
) -> list[ThemeShare]:
    rows = {str(r["theme"]): r for r in compared.differences.to_dict("records")}
    about = {d.id for d in focal}
    spots = {
        theme: desk.theme_sentences([s for s in scores if s.document in about], QUOTED)
        for theme, scores in desk.theme_scores.items()
    }
    ids = iter(identified(view, [spot for found in spots.values() for spot in found]))
    quoted = {theme: tuple(filter(None, [next(ids) for _ in found])) for theme, found in spots.items()}
    return [
        _share(rows[t.id], t.label, len(desk.theme_scores[t.id]), quoted[t.id])
        for t in view.codebook
        if t.id in rows
    ]


def _share(row: Any, label: str, passages: int, evidence: tuple[str, ...]) -> ThemeShare:
    """Return a theme's share in the region (a) and outside (b), and the difference of a from b."""
    here, of = int(row["documents_a"]), int(row["of_a"])
    low, high = wilson(here, of) if of else (0.0, 0.0)
    known = row["difference"] is not None and row["difference"] == row["difference"]
    return ThemeShare(
        id=str(row["theme"]),
        label=label,
        documents=here,
        of=of,
        share=here / of if of else 0.0,
        share_low=low,
        share_high=high,
        others=int(row["documents_b"]),
        of_others=int(row["of_b"]),
        difference=-float(row["difference"]) if known else None,
        low=-float(row["high"]) if known else None,
        high=-float(row["low"]) if known else None,
        clear=bool(known and row["q"] < 0.05),
        passages=passages,
        evidence=evidence,
    )


def _periods(view: View, desk: RegionDesk, only: MapFilter) -> Periods | None:
    """Return the earlier and the later half of the dated documents, compared; None if there are too few."""
    years = sorted(d.year for d in desk.read if d.year is not None)
    if len(years) < LEAST or years[0] == years[-1]:
        return None
    cut = min(set(years[1:]) - {years[0]}, key=lambda y: (abs(2 * sum(x < y for x in years) - len(years)), y))
    before, after = (years[0], max(y for y in years if y < cut)), (cut, years[-1])
    spans = [f"{a}:{b}" for a, b in (before, after)]
    return Periods(
        before=period(before),
        after=period(after),
        documents=(sum(y < cut for y in years), sum(y >= cut for y in years)),
        change=view.change(desk.region, spans[0], spans[1], only=only),
    )
