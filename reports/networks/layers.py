"""Where a network's institutions stand: in the layer of their scale, at their place from left to right.

That place (`Network.positions`) and the layer are the same in every picture of a corpus. The row within the
layer depends on the institutions of `whole` that share the layer and the column: pictures that are drawn over
the same whole, such as two periods of a region or two regions, have the same rows too.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zlib import crc32

from workingregions.corpus.enums import Scale

if TYPE_CHECKING:
    import networkx as nx

LAYERS: Mapping[Scale, str] = {
    Scale.SUPRANATIONAL: "Supranational",
    Scale.NATIONAL: "National",
    Scale.REGIONAL: "Regional",
    Scale.LOCAL: "Local",
    Scale.UNKNOWN: "Scale not known",
}
"""The layers, from the top to the bottom; institutions of unknown scale stand apart, below the others."""
COLUMNS, COLUMN, MARGIN = 8, 140.0, 20.0
"""Number of columns, their width, and that of the margins at left and right, in units of the picture."""
WIDTH = COLUMNS * COLUMN + 2 * MARGIN
BAND, ROW, LINE = 30.0, 34.0, 12.5
"""Heights: of a layer's label, of a row without its label, and of a line of a label."""
LETTERS, LINES = 20, 3
"""Letters in a line of a label, and lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an institution stands (centre of its mark) and the lines of its label below."""

    x: float
    y: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The places of institutions by id, each layer's top and bottom, and the size of the picture."""

    places: Mapping[str, Place]
    layers: Mapping[Scale, tuple[float, float]]
    height: float
    width: float = WIDTH


def plan(
    whole: nx.MultiDiGraph, kept: Iterable[str], positions: Mapping[str, float], columns: int = COLUMNS
) -> Plan:
    """Return the places of institutions of `whole`, in so many columns."""
    cells: dict[Scale, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for node in sorted(kept, key=lambda n: (str(whole.nodes[n]["name"]).casefold(), n)):
        column = min(int(positions.get(node, 0.5) * columns), columns - 1)
        cells[Scale(whole.nodes[node]["scale"])][column].append(node)
    places: dict[str, Place] = {}
    layers: dict[Scale, tuple[float, float]] = {}
    top = 0.0
    for scale in LAYERS:
        own, y = cells[scale], top + BAND
        for row in range(max(map(len, own.values()), default=0)):
            here = {column: nodes[row] for column, nodes in own.items() if row < len(nodes)}
            labels = {node: _lines(whole.nodes[node]) for node in here.values()}
            for column, node in here.items():
                # A little aside, so that lines within a column do not lie on each other.
                x = MARGIN + COLUMN * (column + 0.5) + (crc32(node.encode()) % 17 - 8)
                places[node] = Place(x=x, y=y + 8, lines=labels[node])
            y += ROW + LINE * max(map(len, labels.values()))
        layers[scale] = (top, y)
        top = y
    return Plan(places=places, layers=layers, height=top, width=columns * COLUMN + 2 * MARGIN)


def _lines(found: Mapping[str, Any]) -> tuple[str, ...]:
    """Return a name on at most three lines; a longer one is cut and marked."""
    rows = textwrap.wrap(
        str(found["name"]), LETTERS, max_lines=LINES, placeholder=" …", break_long_words=True
    )
    return tuple(rows) or ("",)
