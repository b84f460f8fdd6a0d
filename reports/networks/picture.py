"""A governance network as SVG: layers by scale, colours by kind, one line per relation, all of them links.

Colours come from classes (`data/look.css`), so that a page may change them; `standalone` adds them to a file.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import TYPE_CHECKING, Any

from workingregions.corpus.enums import Relation, Scale
from workingregions.corpus.files import data
from workingregions.corpus.map_filter import counted
from workingregions.models.networks import GROUPS, MODALITIES, Network, group_of, undirected
from workingregions.models.wording import plural
from workingregions.reports.networks.layers import COLUMNS, LAYERS, LINE, MARGIN, Place, Plan, plan

if TYPE_CHECKING:
    import networkx as nx

MOST = 300
"""Maximum number of institutions drawn, those with most ties; the tables have the others."""
_ARROW, _BEND, _APART = 7.0, 14.0, 16.0
_FOOT, _LETTER = 74.0, 7.0
"""Least height of the key, and the width of a letter in it."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

NodeLink = Callable[[str], str]
EdgeLink = Callable[[str, str, str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a network is drawn, beside what it is.

    `whole` is the network within which the institutions have their places, the network itself by default.
    `node` and `edge` give the addresses that marks lead to, from an institution's id, and from source,
    relation and target of a tie; "" for none. `comentions` also draws names that only stand together.
    `own` are institutions and ties (source, relation, target) to mark as being in this picture alone.
    Fewer `columns` make a narrower and higher picture.
    """

    whole: nx.MultiDiGraph | None = None
    node: NodeLink = lambda _: ""
    edge: EdgeLink = lambda *_: ""
    comentions: bool = False
    own: Collection[object] = field(default=frozenset())
    most: int = MOST
    columns: int = COLUMNS


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPicture:
    """A drawn network: the `svg` element, the institutions and ties in it, and sentences on what is not."""

    svg: str
    nodes: tuple[str, ...]
    edges: tuple[tuple[str, str, str], ...]
    left_out: tuple[str, ...]


def draw(net: Network, look: Look | None = None) -> NetworkPicture:
    """Return a network as a picture: the institutions with ties, local ones at the bottom.

    Above `look.most` institutions, those with most ties are drawn.
    """
    look = look or Look()
    shown = _shown(net.graph, look)
    whole = look.whole if look.whole is not None and set(net.graph) <= set(look.whole) else net.graph
    placed = plan(whole, {*_shown(whole, look), *shown}, net.positions, look.columns)
    nodes = [n for n in shown if n in placed.places]
    own = set(nodes)
    edges = [(s, k, t) for s, t, k in sorted(net.graph.edges(keys=True)) if s in own and t in own]
    parts = [*_frame(placed)]
    parts += [_comention(*pair, placed) for pair in _together(net, nodes)] if look.comentions else []
    degrees = dict(undirected(net.graph).degree())
    parts += _ties(net, edges, placed, degrees, look)
    parts += [_node(n, net.graph.nodes[n], placed.places[n], degrees.get(n, 0), look) for n in nodes]
    key, foot = _legend(net, nodes, edges, placed, look)
    parts.append(key)
    title, text = escape(net.title), escape(_sentence(nodes, edges))
    svg = (
        f'<svg class="network" viewBox="0 0 {placed.width:.0f} {placed.height + foot:.0f}" role="group" '
        f'aria-label="{title}. {text}" xmlns="http://www.w3.org/2000/svg"><title>{title}</title>'
        f"<desc>{text}</desc>{''.join(parts)}</svg>"
    )
    svg = _NOT_XML.sub(" ", svg)
    return NetworkPicture(
        svg=svg, nodes=tuple(nodes), edges=tuple(edges), left_out=tuple(_left_out(net, nodes))
    )


def standalone(net: Network, look: Look | None = None) -> str:
    """Return a network as an SVG file with its own colours, its title and what it does not show."""
    made = draw(net, look)
    said = [net.title, *_lines(net, made)]
    style = re.sub(r"var\(--[\w-]+, ([^)]*)\)", r"\1", look_sheet())
    found = re.match(r'<svg([^>]*?)viewBox="0 0 (\d+) (\d+)"([^>]*)>', made.svg)
    if found is None:
        raise AssertionError("the picture has no view box")
    width, height, head = int(found[2]), int(found[3]), 30 + 17 * len(said)
    words = "".join(
        f'<text class="{kind}" x="{MARGIN:.0f}" y="{28 + 17 * n}">{escape(line)}</text>'
        for n, (line, kind) in enumerate(zip(said, ["title", *["said"] * len(said)], strict=False))
    )
    body = made.svg[found.end() :].removesuffix("</svg>")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height + head}" '
        f'viewBox="0 0 {width} {height + head}" class="network" font-family="DejaVu Sans, Arial, sans-serif">'
        f'<style>{style}</style><rect class="paper" width="100%" height="100%"/>{_NOT_XML.sub(" ", words)}'
        f'<g transform="translate(0 {head})">{body}</g></svg>\n'
    )


def figure(net: Network, look: Look | None = None) -> NetworkPicture:
    """Return a network as a picture with its own colours, for a page that has a caption of its own."""
    made = draw(net, look)
    style = re.sub(r"var\(--[\w-]+, ([^)]*)\)", r"\1", look_sheet())
    head = re.match(r"<svg[^>]*>", made.svg)
    if head is None:
        raise AssertionError("a network begins with its element")
    opened = head[0].replace("<svg", '<svg font-family="Liberation Sans, Arial, Helvetica, sans-serif"', 1)
    return replace(made, svg=f"{opened}<style>{style}</style>{made.svg[head.end() :]}")


def look_sheet() -> str:
    """Return the style sheet of networks, with custom properties that a page may set."""
    return data(__package__, "look.css").read_text("utf-8")


def png(net: Network, look: Look | None = None, scale: float = 2.0) -> bytes:
    """Return a network as a PNG file."""
    import vl_convert

    made: bytes = vl_convert.svg_to_png(standalone(net, look), scale=scale)
    return made


def _shown(graph: nx.MultiDiGraph, look: Look) -> list[str]:
    """Return the institutions with a tie, at most `look.most`: those tied to most others."""
    plain = undirected(graph)
    tied = [n for n in graph if plain.degree(n)]
    evidence = dict(plain.degree(weight="weight"))
    ranked = sorted(tied, key=lambda n: (-plain.degree(n), -evidence[n], -graph.nodes[n]["documents"], n))
    if len(ranked) <= look.most:
        return sorted(ranked)
    kept = plain.subgraph(ranked[: look.most])
    # An institution whose partners are all left out would appear to have none.
    return sorted(n for n in kept if kept.degree(n))


def _left_out(net: Network, nodes: Sequence[str]) -> Iterator[str]:
    tied = sum(1 for _, degree in net.graph.degree() if degree)
    if tied > len(nodes):
        few = tied - len(nodes)
        yield f"The {len(nodes)} institutions with most ties are drawn, {few} with fewer are not."
    if alone := len(net.graph) - tied:
        yield f"Not drawn: {plural(alone, 'institution')} without a tie."


def _sentence(nodes: Sequence[str], edges: Sequence[tuple[str, str, str]]) -> str:
    return (
        f"{plural(len(nodes), 'institution')} in layers by scale, {plural(len(edges), 'tie')} between them."
    )


def _lines(net: Network, made: NetworkPicture) -> list[str]:
    """Return what is written below the title of a file."""
    sizes = f"{plural(len(net.graph), 'institution')} in {plural(len(net.documents), 'document')}, "
    sizes += f"{plural(net.graph.number_of_edges(), 'stated tie')}."
    sizes += f" Snapshot {net.snapshot}." if net.snapshot else ""
    empty = net.notes[:1] if not net.graph.number_of_edges() else ()
    return [sizes, *made.left_out, *counted(net.filter), *filter(None, [net.unread.words]), *empty]


def _frame(placed: Plan) -> Iterator[str]:
    """Yield the bands of the layers with their names."""
    for number, (scale, (top, bottom)) in enumerate(placed.layers.items()):
        kind = "apart" if scale is Scale.UNKNOWN else "odd" if number % 2 else "even"
        empty = ": no institution with a tie" if bottom - top < 40 else ""
        yield (
            f'<rect class="{kind}" x="0" y="{top:.0f}" width="{placed.width:.0f}" '
            f'height="{bottom - top:.0f}"/>'
            f'<text class="scale" x="{MARGIN:.0f}" y="{top + 17:.0f}">{LAYERS[scale]}{empty}</text>'
        )


def _together(net: Network, nodes: Sequence[str]) -> list[tuple[str, str]]:
    own = set(nodes)
    return sorted((min(a, b), max(a, b)) for a, b in net.comentions.edges if a in own and b in own)


def _comention(one: str, other: str, placed: Plan) -> str:
    a, b = placed.places[one], placed.places[other]
    return f'<line class="together" x1="{a.x:.1f}" y1="{a.y:.1f}" x2="{b.x:.1f}" y2="{b.y:.1f}"/>'


def _reach(degree: int) -> float:
    """Return the radius of a mark; more ties, a larger one."""
    return 4.0 + 1.5 * math.sqrt(min(degree, 25))


def _node(node: str, found: Mapping[str, Any], place: Place, degree: int, look: Look) -> str:
    state = " own" if node in look.own else ""
    scale = found["scale"].replace("_", " ")
    text = f"{found['name']}: {found['type'].replace('_', ' ')}, "
    text += f"{scale if found['scale'] != Scale.UNKNOWN else 'scale not known'}; tied to {degree}"
    reach = _reach(degree)
    label = "".join(
        f'<tspan x="{place.x:.1f}" y="{place.y + reach + 11 + LINE * n:.1f}">{escape(line)}</tspan>'
        for n, line in enumerate(place.lines)
    )
    drawn = (
        f'<circle class="mark" cx="{place.x:.1f}" cy="{place.y:.1f}" r="{reach:.1f}"/>'
        f'<text class="name">{label}</text>'
    )
    kind = f"node {_group_class(found['type'])} {found['basis']}{state}"
    return _linked(kind, drawn, text, look.node(node))


def _group_class(kind: str) -> str:
    """Return the class of a type's group: "group1" to "group7"."""
    return f"group{list(GROUPS).index(group_of(kind)) + 1}"


def _linked(kind: str, drawn: str, text: str, href: str) -> str:
    said = f"<title>{escape(text)}</title>"
    if not href:
        return f'<g class="{kind}">{said}{drawn}</g>'
    return f'<a class="{kind}" href="{escape(href)}" aria-label="{escape(text)}">{said}{drawn}</a>'


def _ties(
    net: Network,
    edges: Sequence[tuple[str, str, str]],
    placed: Plan,
    degrees: Mapping[str, int],
    look: Look,
) -> list[str]:
    """Return each tie as a line; those between the same two institutions lie apart."""
    pairs: dict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for edge in edges:
        pairs[min(edge[0], edge[2]), max(edge[0], edge[2])].append(edge)
    made = []
    for (one, _), own in sorted(pairs.items()):
        for number, (source, relation, target) in enumerate(own):
            a, b = placed.places[source], placed.places[target]
            # The bend is told from the pair's first end, so that opposite ties do not fall on each other.
            upright = abs(a.x - b.x) < 30
            bend = min(0.16 * abs(a.y - b.y), 48.0) if upright else _BEND * (1.0 if len(own) > 1 else 0.6)
            bend += _APART * number
            bend = bend if number % 2 == 0 else -bend + _APART
            bend = bend if source == one else -bend
            reach = (_reach(degrees.get(source, 0)), _reach(degrees.get(target, 0)))
            found = net.graph.edges[source, target, relation]
            made.append(_tie(net, (source, relation, target), found, (a, b), bend, reach, look))
    return made


def _tie(
    net: Network,
    edge: tuple[str, str, str],
    found: Mapping[str, Any],
    ends: tuple[Place, Place],
    bend: float,
    reach: tuple[float, float],
    look: Look,
) -> str:
    (source, relation, target), (a, b) = edge, ends
    dx, dy = b.x - a.x, b.y - a.y
    length = math.hypot(dx, dy) or 1.0
    middle = ((a.x + b.x) / 2 - dy / length * bend * 2, (a.y + b.y) / 2 + dx / length * bend * 2)
    start = _toward((a.x, a.y), middle, reach[0] + 1)
    end = _toward((b.x, b.y), middle, reach[1] + 1 + (_ARROW - 1 if found["directed"] else 0))
    path = f"M{start[0]:.1f} {start[1]:.1f}Q{middle[0]:.1f} {middle[1]:.1f} {end[0]:.1f} {end[1]:.1f}"
    state = " own" if edge in look.own else ""
    kind = f"{relation} {found['modality']}{state}"
    # A wide stroke that is not seen makes a thin line easy to hit.
    drawn = f'<path class="hit" d="{path}"/><path class="line" d="{path}"/>'
    if found["directed"]:
        drawn += _arrow(end, middle, (b.x, b.y), reach[1])
    names = net.graph.nodes
    text = (
        f"{names[source]['name']} {relation.replace('_', ' ')} {names[target]['name']}: {found['modality']}, "
    )
    text += plural(found["weight"], "statement")
    return _linked(f"tie {kind}", drawn, text, look.edge(source, relation, target))


def _toward(point: tuple[float, float], goal: tuple[float, float], distance: float) -> tuple[float, float]:
    dx, dy = goal[0] - point[0], goal[1] - point[1]
    length = math.hypot(dx, dy) or 1.0
    return point[0] + dx / length * distance, point[1] + dy / length * distance


def _arrow(
    end: tuple[float, float], middle: tuple[float, float], centre: tuple[float, float], reach: float
) -> str:
    tip = _toward(centre, middle, reach + 1)
    dx, dy = end[0] - tip[0], end[1] - tip[1]
    length = math.hypot(dx, dy) or 1.0
    across = (-dy / length * _ARROW * 0.5, dx / length * _ARROW * 0.5)
    corners = (tip, (end[0] + across[0], end[1] + across[1]), (end[0] - across[0], end[1] - across[1]))
    return f'<path class="arrow" d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in corners)}Z"/>'


def _legend(
    net: Network, nodes: Sequence[str], edges: Sequence[tuple[str, str, str]], placed: Plan, look: Look
) -> tuple[str, float]:
    """Return the key to marks and lines, only what occurs in the picture, and the height that it takes."""
    found = [net.graph.edges[s, t, k] for s, k, t in edges]
    kinds = {net.graph.nodes[n]["type"] for n in nodes}
    groups = [name for name, own in GROUPS.items() if kinds & own]
    relations = [r.value for r in Relation if any(e["relation"] == r for e in found)]
    ways = [m.value for m in MODALITIES if any(e["modality"] == m for e in found)]
    rows = [
        [(f"node group{list(GROUPS).index(g) + 1} home", g, True) for g in groups],
        [(f"tie {r} asserted", r.replace("_", " "), False) for r in relations],
        [(f"tie {m}", m, False) for m in ways],
    ]
    if look.comentions:
        rows[2].append(("with", "named together, no tie", False))
    hint = "An arrow points at what is funded, governed, served ...; a larger mark has more ties."
    if any(e["directed"] for e in found):
        rows[2].append(("hint", hint, False))
    parts, y = ['<g class="key" aria-hidden="true">'], placed.height + 2
    for row in rows:
        x, y = MARGIN, y + 20
        for kind, words, mark in row:
            before = 0 if kind == "hint" else 20 if mark else 32
            wide = before + _LETTER * len(words)
            if x > MARGIN and x + wide > placed.width:
                x, y = MARGIN, y + 20
            parts.append(_key(kind, words, x, y, before, mark=mark))
            x += wide + 20
    return "".join([*parts, "</g>"]), max(_FOOT, y + 12 - placed.height)


def _key(kind: str, words: str, x: float, y: float, before: float, *, mark: bool) -> str:
    """Return one entry of the key."""
    if kind == "hint":
        return f'<text class="hint" x="{x:.0f}" y="{y:.0f}">{escape(words)}</text>'
    line = "together" if kind == "with" else "line"
    drawn = (
        f'<circle class="mark" cx="{x + 8:.0f}" cy="{y - 4:.0f}" r="6"/>'
        if mark
        else f'<path class="{line}" d="M{x:.0f} {y - 4:.0f}h26"/>'
    )
    return f'<g class="{kind}">{drawn}</g><text x="{x + before:.0f}" y="{y:.0f}">{escape(words)}</text>'


__all__ = [
    "MOST",
    "EdgeLink",
    "Look",
    "NetworkPicture",
    "NodeLink",
    "draw",
    "figure",
    "look_sheet",
    "png",
    "standalone",
]
