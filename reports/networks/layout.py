"""Positions of the nodes and labels of a network: deterministic, without overlaps.

All lengths are in inches. Each connected part is laid out by itself and the parts are packed in rows.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import networkx as nx

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""

ROOM = (1.55, 0.78)
"""Minimum distance of two nodes, horizontal or vertical, that leaves room for their labels."""
MARGIN = (0.85, 0.5)
"""Margin around each part, for the labels of its outermost nodes."""
LARGE = 80
"""Number of nodes from which springs lay out a part: Kamada & Kawai's method takes the cube of it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions of the nodes, and the size of a picture that contains them with their labels."""

    places: Mapping[str, Point]
    width: float
    height: float


def layout(graph: nx.Graph, width: float = 10.6) -> Layout:
    """Return positions for all nodes in a picture of this width, or wider if a part needs it."""
    import networkx as nx

    parts = sorted((sorted(part) for part in nx.connected_components(graph)), key=lambda p: (-len(p), p))
    boxes = [_part(graph.subgraph(part), part) for part in parts]
    width = max([width, *(size[0] for _, size in boxes)])
    places: dict[str, Point] = {}
    rows = _rows([size for _, size in boxes], width)
    top = 0.0
    for row in rows:
        # Spare room is shared out, so that a row with few parts is not crowded at the left.
        spare = (width - sum(boxes[n][1][0] for n in row)) / (len(row) + 1)
        height = max(boxes[n][1][1] for n in row)
        left = spare
        for n in row:
            own, size = boxes[n]
            lift = (height - size[1]) / 2
            places |= {node: (left + x, -(top + lift + size[1] - y)) for node, (x, y) in own.items()}
            left += size[0] + spare
        top += height
    return Layout({node: (x, y + top) for node, (x, y) in places.items()}, width, top)


def _rows(sizes: Sequence[Point], width: float) -> list[list[int]]:
    """Return the parts in rows, filled in order; a later part goes into the first row with room for it."""
    rows: list[list[int]] = []
    for number, size in enumerate(sizes):
        fits = [row for row in rows if sum(sizes[n][0] for n in row) + size[0] <= width]
        if fits:
            fits[0].append(number)
        else:
            rows.append([number])
    return rows


def _part(graph: nx.Graph, nodes: Sequence[str]) -> tuple[dict[str, Point], Point]:
    """Return a connected part: positions relative to its lower left corner, and its size with margins."""
    import networkx as nx

    if len(nodes) == 1:
        raw = np.zeros((1, 2))
    else:
        ordered = nx.Graph()
        ordered.add_nodes_from(nodes)
        ordered.add_edges_from(sorted(tuple(sorted(edge)) for edge in graph.edges))
        if len(nodes) > LARGE:
            found = nx.spring_layout(ordered, seed=0, iterations=300, k=2 / math.sqrt(len(nodes)))
        else:
            found = nx.kamada_kawai_layout(ordered)
        raw = _upright(np.array([found[n] for n in nodes]))
    spread = np.maximum(np.ptp(raw, axis=0), 1e-9)
    goal = np.array(ROOM) * max(1.0, 1.1 * math.sqrt(len(nodes)) - 0.6)
    if len(nodes) == 2:
        goal = np.array([ROOM[0] * 1.1, 0.0])
    scaled = (raw - raw.min(axis=0)) * np.where(np.ptp(raw, axis=0) > 1e-6, goal / spread, 0.0)
    apart = _apart(scaled, ROOM)
    apart = apart - apart.min(axis=0) + np.array(MARGIN)
    size = apart.max(axis=0) + np.array(MARGIN)
    places = {n: (round(float(x), 4), round(float(y), 4)) for n, (x, y) in zip(nodes, apart, strict=True)}
    return places, (float(size[0]), float(size[1]))


def _upright(raw: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the points turned so that the part is widest horizontally, as labels are wider than high."""
    centred = raw - raw.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    # The sign of an axis is arbitrary: put the first node at the lower left.
    turned = centred @ axes.T
    return np.asarray(turned * np.where(turned[0] > 0, -1.0, 1.0))


def _apart(places: npt.NDArray[np.float64], room: Point) -> npt.NDArray[np.float64]:
    """Return the nodes pushed apart until no two are closer than `room` both horizontally and vertically."""
    places = places.copy()
    for _ in range(400):
        moved = False
        for i in range(len(places)):
            for j in range(i + 1, len(places)):
                gap = places[j] - places[i]
                lack = np.array(room) - np.abs(gap)
                if (lack > 1e-3).all():
                    # Along the axis that needs the smaller shift.
                    axis = int(lack[1] / room[1] < lack[0] / room[0])
                    push = np.zeros(2)
                    push[axis] = math.copysign(lack[axis] / 2 + 1e-3, gap[axis] or 1.0)
                    places[i] -= push
                    places[j] += push
                    moved = True
        if not moved:
            break
    return places


def label_places(
    sizes: Mapping[str, Point],
    places: Mapping[str, Point],
    reach: Mapping[str, float],
    obstacles: Iterable[Box],
    lines: Iterable[tuple[Point, Point]],
    bounds: Box,
) -> dict[str, Box]:
    """Return a box for each label, beside its node, and clear of nodes, boxes and other labels if possible.

    Args:
        sizes: width and height of the labels, by node, in order of priority.
        places: positions of the nodes.
        reach: radius of the nodes.
        obstacles: boxes to keep free.
        lines: edges; overlapping an edge is better than overlapping another label.
        bounds: the bounds of the picture.
    """
    taken = [
        *obstacles,
        *((x - reach[n], y - reach[n], x + reach[n], y + reach[n]) for n, (x, y) in places.items()),
    ]
    drawn = list(lines)
    found: dict[str, Box] = {}
    for node, size in sizes.items():
        best = min(
            enumerate(_beside(places[node], size, reach[node])),
            # Eight positions at each distance: the farther away, the less clear it is which node is labelled.
            key=lambda item: (_cost(item[1], taken, drawn, bounds) + 0.25 * (item[0] // 8), item[0]),
        )[1]
        found[node] = best
        taken.append(best)
    return found


def _beside(place: Point, size: Point, reach: float) -> Iterable[Box]:
    """Yield boxes around a node: below, above, right, left, the corners; then the same farther away."""
    (x, y), (w, h) = place, size
    for gap in (0.04, 0.12, 0.24, 0.4):
        r = reach + gap
        corners = [(x - w / 2, y - r - h), (x - w / 2, y + r), (x + r, y - h / 2), (x - r - w, y - h / 2)]
        d = 0.7 * r
        corners += [(x + d, y - d - h), (x - d - w, y - d - h), (x + d, y + d), (x - d - w, y + d)]
        for left, bottom in corners:
            yield (left, bottom, left + w, bottom + h)


def _cost(box: Box, taken: Iterable[Box], lines: Iterable[tuple[Point, Point]], bounds: Box) -> float:
    cost = 30.0 * sum(shared(box, other) for other in taken)
    cost += 0.35 * sum(_crosses(box, a, b) for a, b in lines)
    outside = (
        max(0.0, bounds[0] - box[0]) + max(0.0, bounds[1] - box[1])
        + max(0.0, box[2] - bounds[2]) + max(0.0, box[3] - bounds[3])
    )  # fmt: skip
    return cost + 50.0 * outside


def shared(one: Box, two: Box) -> float:
    """Return the area that two boxes share."""
    width = min(one[2], two[2]) - max(one[0], two[0])
    height = min(one[3], two[3]) - max(one[1], two[1])
    return width * height if width > 0 and height > 0 else 0.0


def _crosses(box: Box, a: Point, b: Point) -> bool:
    """Return whether a line from a to b meets the box (Liang & Barsky 1984)."""
    low, high = 0.0, 1.0
    for start, step, least, most in (
        (a[0], b[0] - a[0], box[0], box[2]),
        (a[1], b[1] - a[1], box[1], box[3]),
    ):
        if not step:
            if not least <= start <= most:
                return False
            continue
        ends = sorted(((least - start) / step, (most - start) / step))
        low, high = max(low, ends[0]), min(high, ends[1])
    return low <= high
