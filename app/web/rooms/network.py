"""The governance network of a region: the picture, its tables, two periods or regions side by side, files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.responses import Response

from workingregions.app.web.filters import Chip
from workingregions.app.web.render import Page, PageNow, words
from workingregions.app.web.tables import Column, attachment, download, listing
from workingregions.corpus.enums import InstitutionType, Relation, Scale, TieKind
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.corpus.map_filter import GOVERNANCE
from workingregions.corpus.plain import plain

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.models.networks import Change, Network
    from workingregions.reports.networks import NetworkPicture

router = APIRouter()

FILES: Mapping[str, tuple[str, str]] = {
    "svg": ("image/svg+xml", "picture"),
    "png": ("image/png", "picture"),
    "graphml": ("application/graphml+xml", "data"),
    "gexf": ("application/gexf+xml", "data"),
    "json": ("application/json", "data"),
    "zip": ("application/zip", "data"),
}
"""Files of a network: their media types and what they hold; the zip has the CSV tables."""
OWN: Mapping[str, str] = {
    "against": "Compared with",
    "relation": "Relation",
    "ties": "Ties of",
    "kind": "Type of institution",
    "scale": "Scale",
    "firms": "All firms",
    "min_confidence": "Confidence at least",
    "outside": "Institutions from elsewhere",
    "negated": "Denied ties",
    "comentions": "Named together",
}
"""The parameters of the page itself, in words."""
MOST_REGIONS = 2


@router.get("/network")
def network(page: PageNow) -> Response:
    """Show a region's network, or let the reader choose a region."""
    regions = page.filters.all("region")
    if not regions:
        frame = page.view.regions()
        best = plain(frame.sort_values(["ties", "documents"], ascending=False, kind="stable").head(20))
        return page.show("network_choice.html.j2", regions=best)
    if len(regions) > MOST_REGIONS:
        raise InputError("More than two regions cannot be drawn side by side.", advice="Remove one.")
    nets = [_network(page, region, page.filters.one("year")) for region in regions]
    if (file := _file(page, nets[0])) is not None:
        return file
    changed = None
    titles = [net.region_name for net in nets]
    against = page.filters.one("against")
    if against and len(nets) == 1:
        if not page.filters.one("year"):
            raise InputError(
                "A comparison needs the later period too.", advice="Give the later years as well."
            )
        only = page.filters.map_filter(page.view, GOVERNANCE)
        changed = page.view.change(regions[0], against, page.filters.one("year"), only=only)
        nets.insert(0, _network(page, regions[0], against))
        titles = [net.period for net in nets]
    tables = _tables(nets[-1])
    wanted = page.filters.one("list") or "ties"
    if (
        wanted in tables
        and (answer := download(page, tables[wanted], f"{wanted}-{nets[-1].region}")) is not None
    ):
        return answer
    pictures = _pictures(page, nets, regions, changed)
    return page.show(
        "network.html.j2",
        nets=nets,
        panels=list(zip(titles, pictures, nets, strict=True)),
        net=nets[-1],
        ties=_ties(nets[-1]),
        denied=plain(nets[-1].denied),
        list=listing(
            page, tables["institutions"], _columns(page), caption=_CAPTION, limit=30, downloads=False
        ),
        changed=_changes(changed) if changed is not None else {},
        change_notes=changed.notes if changed is not None else (),
        files=FILES,
        extra=_chips(page),
        choices=_choices(),
        nearby=plain(page.view.regions().head(8)) if not nets[-1].graph.number_of_edges() else [],
    )


_CAPTION = "Institutions, those tied to most others first."


def _network(page: Page, region: str, year: str) -> Network:
    given = page.filters
    return page.view.network(
        region,
        year=year,
        outside=bool(given.one("outside")),
        negated=bool(given.one("negated")),
        only=given.map_filter(page.view, GOVERNANCE),
    )


def _pictures(
    page: Page, nets: list[Network], regions: tuple[str, ...], changed: Change | None
) -> list[NetworkPicture]:
    """Return the pictures, all drawn over the same whole, so that an institution keeps its place."""
    import networkx as nx

    from workingregions.reports.networks import Look, draw

    wholes = [_network(page, region, "").graph for region in dict.fromkeys(regions)]
    whole = nx.compose_all([*(net.graph for net in nets), *wholes])
    numbers = {edge: n for n, edge in enumerate(_keys(nets[-1]), 1)}
    marks: list[dict[str, Any]] = [{} for _ in nets]
    if changed is not None:
        marks = [{"own": _of(changed, "left", "dissolved")}, {"own": _of(changed, "entered", "formed")}]
    return [
        draw(
            net,
            Look(
                whole=whole,
                node=page.to.institution,
                edge=lambda *edge, net=net: _edge(page, net, edge, numbers),
                comentions=bool(page.filters.one("comentions")),
                **mark,
            ),
        )
        for net, mark in zip(nets, marks, strict=True)
    ]


def _of(changed: Change, of_node: str, of_tie: str) -> frozenset[object]:
    """Return the institutions and ties that changed in one way."""
    nodes = changed.institutions.loc[changed.institutions["change"] == of_node, "entity"]
    ties = changed.ties[changed.ties["change"] == of_tie]
    return frozenset([*nodes, *zip(ties["source"], ties["relation"], ties["target"], strict=True)])


def _keys(net: Network) -> list[tuple[str, str, str]]:
    return list(zip(net.ties["source"], net.ties["relation"], net.ties["target"], strict=True))


def _edge(page: Page, net: Network, edge: tuple[str, str, str], numbers: Mapping[Any, int]) -> str:
    """Return where a tie leads: to its sentence on the page, or to the list of its sentences below."""
    source, relation, target = edge
    statements = net.graph.edges[source, target, relation]["evidence"]
    if len(statements) > 1 and edge in numbers:
        return f"#tie-{numbers[edge]}"
    return page.to.evidence(statements[0]["id"])


def _tables(net: Network) -> dict[str, pd.DataFrame]:
    """Return the lists of the page, as files have them."""
    from workingregions.models.networks import institutions

    return {"institutions": institutions(net), "ties": net.ties, "statements": net.evidence}


def _ties(net: Network) -> list[dict[str, Any]]:
    """Return the ties with their sentences."""
    rows = []
    for row in plain(net.ties):
        edge = net.graph.edges[row["source"], row["target"], row["relation"]]
        years = sorted({y for y in (row["first"], row["last"]) if y})
        rows.append({**row, "lines": edge["evidence"], "years": "–".join(map(str, years))})
    return rows


def _columns(page: Page) -> list[Column]:
    basis = {
        "home": "belongs there",
        "above": "acts above it",
        "named": "home not known",
        "outside": "belongs elsewhere",
    }
    return [
        Column("name", "Institution", lambda r: page.to.institution(r["entity"])),
        Column("type", "Type", shown=words),
        Column("scale", "Scale", shown=words),
        Column("basis", "Place", shown=lambda v: basis.get(v, v)),
        Column("degree", "Tied to", numeric=True),
        Column("documents", "Documents", numeric=True),
        Column("betweenness", "Between", shown=lambda v: f"{v:.3f}" if v else "", numeric=True),
        Column("core", "Core", shown=lambda v: "core" if v else ""),
    ]


def _changes(changed: Change) -> dict[str, list[dict[str, Any]]]:
    """Return the institutions and ties that changed, by how."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in [*plain(changed.institutions), *plain(changed.ties)]:
        found.setdefault(row["change"], []).append(row)
    return found


def _chips(page: Page) -> list[Chip]:
    given = page.filters
    return [
        Chip(label, "yes" if value == "1" else words(value), name, given.without(name, value))
        for name, label in OWN.items()
        for value in given.all(name)
    ]


def _choices() -> dict[str, list[str]]:
    """Return the values that the filters of the page offer."""
    return {
        "relation": [v.value for v in Relation],
        "ties": [*(v.value for v in TieKind), "all"],
        "kind": [v.value for v in InstitutionType],
        "scale": [v.value for v in Scale],
    }


def _file(page: Page, net: Network) -> Response | None:
    """Return the network as the file that the address asks for by `file`, None if it asks for none."""
    from workingregions.reports import networks

    kind = page.filters.one("file")
    if not kind:
        return None
    if kind not in FILES:
        raise NotFoundError("file of a network", kind, FILES, advice=f"One of: {', '.join(FILES)}.")
    look = networks.Look(comentions=bool(page.filters.one("comentions")))
    content: bytes
    if kind == "svg":
        content = networks.standalone(net, look).encode()
    elif kind == "png":
        content = networks.png(net, look)
    elif kind == "zip":
        content = _zip(net)
    else:
        content = networks.network_text(net, kind).encode()
    return attachment(content, f"network-{net.region}.{kind}", FILES[kind][0])


def _zip(net: Network) -> bytes:
    """Return the tables of a network in a zip, the same bytes for the same network."""
    from workingregions.models.networks import csv

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(csv(net).items()):
            archive.writestr(zipfile.ZipInfo(name), text.encode())
    return out.getvalue()
