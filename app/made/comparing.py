"""Comparisons of regions: their material, gathered from a view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from workingregions.app import ask
from workingregions.app.made.answering import answer
from workingregions.app.made.orders import Order
from workingregions.app.made.quoting import with_quotes
from workingregions.app.made.region_desk import RegionDesk, called_by_documents
from workingregions.app.made.steps import automatic_steps
from workingregions.app.names import gazetteer
from workingregions.app.names import kind as kind_of
from workingregions.corpus.errors import InputError
from workingregions.corpus.map_filter import EVERYTHING, GOVERNANCE
from workingregions.corpus.selection import parse_years
from workingregions.models.equal_networks import equal_networks
from workingregions.models.presence import presence
from workingregions.models.trends import FEW
from workingregions.models.wording import period
from workingregions.reports.comparisons import Compared, ComparisonMaterial, compare_regions, questions

if TYPE_CHECKING:
    from workingregions.app.view import View
    from workingregions.corpus.map_filter import MapFilter
    from workingregions.models.networks import Network
    from workingregions.reports.report import Report

FEWEST, MOST = 2, 9
"""Regions that are compared."""


def build(view: View, order: Order) -> Report:
    """Return the comparison of two to nine regions."""
    only = order.filter(view, GOVERNANCE)
    found = material(view, order.regions, themes=order.themes, year=order.year, only=only)
    return with_quotes(view, compare_regions(found, order.provenance(view), order.spelling))


def material(
    view: View,
    names: Sequence[str],
    *,
    themes: Sequence[str] = (),
    year: str = "",
    only: MapFilter = GOVERNANCE,
) -> ComparisonMaterial:
    """Return what a comparison is made from.

    Raises:
        NotFoundError: a region or theme is unknown.
        InputError: there are fewer than two regions or more than nine, one is given twice, or one contains
            another.
    """
    if not FEWEST <= len(names) <= MOST:
        raise InputError(
            f"A comparison takes {FEWEST} to {MOST} regions; {len(names)} were given.",
            advice="Name other regions, by code or name.",
        )
    ids = ask.apart(names)
    years = parse_years(year) if year else None
    tables = ask.tables(view)
    called = called_by_documents(view)
    desks = {region: RegionDesk(view, tables, region, years, EVERYTHING, called) for region in ids}
    networks = {region: view.network(region, year=year, only=only) for region in ids}
    present = {region: presence(tables, region, gazetteer(), years, only) for region in ids}
    equal = equal_networks(present)
    asked = questions()
    every = {d.id: d for desk in desks.values() for d in desk.documents.values()}
    scene = ask.Scene.of(view, [])
    focal = {region: len(scene.within(region, year)) for region in ids}
    return ComparisonMaterial(
        regions=[_region(desk, networks[desk.region], focal[desk.region]) for desk in desks.values()],
        period=period(years),
        questions=asked,
        answers={(q.id, region): answer(desk, q) for q in asked for region, desk in desks.items()},
        thickness=view.thickness(ids, year=year, only=only),
        networks=equal,
        names={
            node: str(data["name"]) for net in networks.values() for node, data in net.graph.nodes(data=True)
        },
        shared_evidence=_shared(desks, networks),
        themes=view.compare(ids, themes, year=year) if min(focal.values()) >= FEW else None,
        labels={theme.id: theme.label for theme in view.codebook},
        unread=ask.unread(view, list(every.values())),
        steps=automatic_steps(view),
    )


def _region(desk: RegionDesk, network: Network, focal: int) -> Compared:
    return Compared(
        region=desk.region,
        name=desk.name,
        kind=kind_of(gazetteer().find(desk.region)),
        documents=list(desk.documents.values()),
        focal=focal,
        passages=len(desk.passages),
        network=network,
        link=f"/regions/{desk.region}",
    )


def _shared(desks: Mapping[str, RegionDesk], networks: Mapping[str, Network]) -> dict[str, tuple[str, ...]]:
    """Return for institutions of several networks a sentence that names each, one of each region."""
    counts: dict[str, list[str]] = {}
    for region, net in networks.items():
        for node in net.graph:
            counts.setdefault(node, []).append(region)
    several = {node for node, own in counts.items() if len(own) > 1}
    found: dict[str, tuple[str, ...]] = {}
    for desk in desks.values():
        for node, ids in desk.naming(several)[0].items():
            found[node] = (*found.get(node, ()), *ids[:1])
    return found
