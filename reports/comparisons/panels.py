"""Networks of several regions as small multiples: every institution has the same place in each panel."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workingregions.models.networks import GROUPS, group_of, undirected
from workingregions.models.wording import the
from workingregions.reports import drawing
from workingregions.reports.comparisons.material import Compared, ComparisonMaterial
from workingregions.reports.parts import column, row, table
from workingregions.reports.report import Cell, ColumnKind, Figure, Table
from workingregions.reports.wording import SCALES, capital, type_name

MOST = 60
"""Institutions with a place, beside those tied or shared: as many of each region, the most named first."""
SLOT = 17.0
_BANDS = ("supranational", "national", "regional", "local", "unknown")


@dataclass(frozen=True, slots=True)
class _Slots:
    """The place of each institution within a panel, the top of each band, and the height of the panel."""

    places: Mapping[str, tuple[float, float]]
    bands: Mapping[str, float]
    height: float


def panels(found: ComparisonMaterial) -> Figure | None:
    """Return the networks side by side; None where no region has an institution."""
    chosen = _chosen(found)
    if not chosen:
        return None
    across = 2 if len(found.regions) in (2, 4) else 3
    wide = (drawing.WIDTH - 14 * (across - 1)) / across
    slots = _slots(chosen, found.regions, wide)
    numbers = {node: n for n, node in enumerate(_shared(found, chosen), 1)}
    parts, top = _key({group_of(data["type"]) for data in chosen.values()})
    for n, region in enumerate(found.regions):
        x = (wide + 14) * (n % across)
        y = top + (slots.height + 40) * (n // across)
        parts += _panel(region, chosen, slots, numbers, x, y, wide)
    rows = math.ceil(len(found.regions) / across)
    listed = [f"{n} {chosen[node]['name']}" for node, n in numbers.items()]
    said = "; ".join(
        f"{r.name}: {len(r.network.graph)} institutions, {r.network.graph.number_of_edges()} ties"
        for r in found.regions
    )
    shared = f" Numbers mark institutions of several regions: {'; '.join(listed)}." if listed else ""
    return Figure(
        id="panels",
        caption="Institutions and stated ties; an institution has the same place in every panel"
        + (f". {'; '.join(listed)}" if listed else ""),
        alternative=f"{said}.{shared}",
        svg=drawing.svg(top + (slots.height + 40) * rows, parts, f"{said}.{shared}"),
        data=_data(found, chosen),
    )


def _chosen(found: ComparisonMaterial) -> dict[str, Mapping[str, str]]:
    """Return the institutions that have a place, with what is known of them."""
    every: dict[str, Mapping[str, str]] = {}
    each = max(1, MOST // len(found.regions))
    kept: set[str] = set()
    seen: set[str] = set()
    for region in found.regions:
        graph = region.network.graph
        for node, data in graph.nodes(data=True):
            every.setdefault(node, data)
            if node in seen or graph.degree(node):
                kept.add(node)
            seen.add(node)
        ranked = sorted(graph, key=lambda node: (-graph.nodes[node]["documents"], node))
        kept |= set(ranked[:each])
    return {node: every[node] for node in sorted(kept)}


def _shared(found: ComparisonMaterial, chosen: Mapping[str, Mapping[str, str]]) -> list[str]:
    own = {n for n in chosen if sum(n in region.network.graph for region in found.regions) > 1}
    return sorted(own, key=lambda n: (_BANDS.index(chosen[n]["scale"]), chosen[n]["name"].casefold(), n))


def _slots(chosen: Mapping[str, Mapping[str, str]], regions: Sequence[Compared], wide: float) -> _Slots:
    positions: dict[str, float] = {}
    for region in regions:
        positions |= region.network.positions
    order = list(GROUPS)
    per_row = int((wide - 12) // SLOT)
    places: dict[str, tuple[float, float]] = {}
    bands: dict[str, float] = {}
    top = 20.0
    for scale in _BANDS:
        own = [n for n in chosen if chosen[n]["scale"] == scale]
        if not own and scale == "unknown":
            continue
        own.sort(key=lambda n: (order.index(group_of(chosen[n]["type"])), positions.get(n, 0.5), n))
        rows = max(1, math.ceil(len(own) / per_row))
        step = (wide - 12) / max(1, math.ceil(len(own) / rows))
        bands[scale] = top
        for i, node in enumerate(own):
            at = i // rows
            places[node] = (6 + step * (at + 0.5), top + 24 + 22 * (i % rows))
        top += 18 + 22 * rows + 6
    return _Slots(places, bands, top)


def _panel(
    region: Compared,
    chosen: Mapping[str, Mapping[str, str]],
    slots: _Slots,
    numbers: Mapping[str, int],
    x: float,
    y: float,
    wide: float,
) -> list[str]:
    graph = region.network.graph
    documents = len(region.network.documents)
    ends = [*list(slots.bands.values())[1:], slots.height]
    parts = [drawing.text(x, y + 12, f"{capital(region.name)}, {documents} documents", bold=True)]
    for n, ((scale, top), end) in enumerate(zip(slots.bands.items(), ends, strict=True)):
        shade = "#eef2f4" if n % 2 else "#f6f8f9"
        parts.append(
            f'<rect x="{x:.1f}" y="{y + top:.1f}" width="{wide:.1f}" height="{end - top:.1f}" '
            f'fill="{shade}"/>'
            + drawing.text(x + 5, y + top + 12, capital(SCALES[scale]), size=10, fill="#5b6670")
        )
    plain = undirected(graph)
    for a, b in sorted(plain.edges):
        if a in slots.places and b in slots.places:
            (x1, y1), (x2, y2) = slots.places[a], slots.places[b]
            bend = -10.0 if abs(y1 - y2) < 4 else 0.0
            middle = ((x1 + x2) / 2 + x, (y1 + y2) / 2 + y + bend)
            parts.append(
                f'<path d="M{x + x1:.1f} {y + y1:.1f}Q{middle[0]:.1f} {middle[1]:.1f} '
                f'{x + x2:.1f} {y + y2:.1f}" '
                'fill="none" stroke="#56616b" stroke-width="1.2"/>'
            )
    order = list(GROUPS)
    for node, (px, py) in slots.places.items():
        if node not in graph:
            parts.append(f'<circle cx="{x + px:.1f}" cy="{y + py:.1f}" r="1.4" fill="#b9c2c9"/>')
            continue
        group = order.index(group_of(chosen[node]["type"]))
        parts.append(drawing.mark(group, x + px, y + py, drawing.COLOURS[group]))
        if node in numbers:
            parts.append(drawing.text(x + px, y + py - 7, str(numbers[node]), anchor="middle", size=9))
    return parts


def _key(groups: set[str]) -> tuple[list[str], float]:
    parts, x, y = [], 4.0, 12.0
    for n, name in enumerate(GROUPS):
        if name not in groups:
            continue
        wide = 34 + 6.3 * len(name)
        if x > 4 and x + wide > drawing.WIDTH:
            x, y = 4.0, y + 19
        parts.append(drawing.mark(n, x + 6, y - 4, drawing.COLOURS[n]) + drawing.text(x + 17, y, name))
        x += wide
    return parts, y + 14


def _data(found: ComparisonMaterial, chosen: Mapping[str, Mapping[str, str]]) -> Table:
    rows = [
        row(
            (
                Cell(value=chosen[node]["name"], link=f"/institutions/{node}"),
                type_name(chosen[node]["type"]),
                SCALES.get(chosen[node]["scale"], ""),
                *(_documents(region, node) for region in found.regions),
            )
        )
        for node in sorted(chosen, key=lambda n: (chosen[n]["name"].casefold(), n))
    ]
    columns = (
        column("institution", "Institution"),
        column("type", "Kind"),
        column("scale", "Scale"),
        *(
            column(f"region{n}", capital(the(r.name)), ColumnKind.COUNT, unit="documents")
            for n, r in enumerate(found.regions, 1)
        ),
    )
    return table("panels-data", "Documents that name each institution, by region", columns, rows)


def _documents(region: Compared, node: str) -> int:
    graph = region.network.graph
    return int(graph.nodes[node]["documents"]) if node in graph else 0
