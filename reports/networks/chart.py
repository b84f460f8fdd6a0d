"""A governance network as a picture for print: which institutions are tied, how, and at which scale."""

from __future__ import annotations

import io
import math
import textwrap
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workingregions.corpus.enums import InstitutionType as T
from workingregions.corpus.enums import Modality, Scale
from workingregions.corpus.map_filter import counted
from workingregions.models.networks import MODALITIES, Network, undirected
from workingregions.reports import style
from workingregions.reports.english import plural
from workingregions.reports.networks.layout import Box, Layout, Point, label_places, layout, shared

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 40
"""Maximum number of institutions drawn, those with most ties; the tables have the others."""
UNTIED = 8
"""Maximum number of institutions without a tie shown below the others, those named in most documents."""
LINE = 24
"""Maximum number of characters per line of a label."""
WORDED = 26
"""Maximum number of crossing lines that are labelled with their relation; otherwise colours show it."""

GROUPS: Mapping[str, tuple[str, frozenset[T]]] = {
    "Government": (
        style.BLUE,
        frozenset(
            {T.GOVERNMENT_SUPRANATIONAL, T.GOVERNMENT_NATIONAL, T.GOVERNMENT_REGIONAL, T.GOVERNMENT_LOCAL}
        ),
    ),
    "Agencies and intermediaries": (
        style.VERMILION,
        frozenset({T.DEVELOPMENT_AGENCY, T.LABOUR_INTERMEDIARY}),
    ),
    "Research and training": (
        style.GREEN,
        frozenset({T.UNIVERSITY, T.RESEARCH_ORGANISATION, T.TRAINING_PROVIDER}),
    ),
    "Firms and their associations": (style.ORANGE, frozenset({T.FIRM, T.INDUSTRY_ASSOCIATION})),
    "Finance": (style.YELLOW, frozenset({T.FINANCE})),
    "Unions and civil society": (style.PURPLE, frozenset({T.UNION, T.CIVIL_SOCIETY})),
    "Other": ("#8a949d", frozenset({T.OTHER})),
}
"""Groups of types, each with its colour (Okabe & Ito 2008)."""
MARKERS = {
    Scale.LOCAL: "o",
    Scale.REGIONAL: "s",
    Scale.NATIONAL: "^",
    Scale.SUPRANATIONAL: "D",
    Scale.UNKNOWN: "h",
}
DASHES: Mapping[str, Any] = {
    Modality.ASSERTED: "-",
    Modality.PLANNED: (0, (5, 2.2)),
    Modality.HEDGED: (0, (1.2, 1.8)),
    Modality.NEGATED: (0, (6, 1.6, 1, 1.6)),
}
INK, SOFT = "#1d252c", "#56616b"
RELATIONS = {
    "funds": style.BLUE,
    "governs": style.VERMILION,
    "part of": style.GREEN,
    "creates": style.PURPLE,
    "serves": style.ORANGE,
    "partners": "#8a949d",
}
"""Colours of lines; a line for several relations between two institutions is INK."""


@dataclass(frozen=True, slots=True)
class TieLine:
    """All ties between two institutions as one line, with an arrow at each target of a directed tie."""

    source: str
    target: str
    forth: bool
    back: bool
    modality: str
    label: str


def svg(net: Network) -> str:
    """Return the network as an `svg` element for an HTML page that has the title; "" without institutions."""
    import matplotlib as mpl

    if not net.graph:
        return ""
    with mpl.rc_context(style.STYLE):
        text = "Institutions as marks, stated ties as lines between them."
        return style.as_svg(_figure(net, title=False), net.title, text)


def svg_file(net: Network) -> str:
    """Return the network as an SVG file."""
    import matplotlib as mpl

    with mpl.rc_context(style.STYLE):
        out = io.StringIO()
        _figure(net).savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def png(net: Network, dpi: int = 200) -> bytes:
    """Return the network as a PNG file."""
    import matplotlib as mpl

    with mpl.rc_context(style.STYLE):
        out = io.BytesIO()
        _figure(net).savefig(out, format="png", dpi=dpi, metadata={"Software": None})
    return out.getvalue()


def group_of(kind: str) -> str:
    """Return the group that a type belongs to."""
    return next((name for name, (_, kinds) in GROUPS.items() if kind in kinds), "Other")


def drawn(net: Network) -> tuple[list[str], list[str]]:
    """Return the tied institutions that the picture shows, and those without a tie."""
    plain = undirected(net.graph)
    evidence = dict(plain.degree(weight="weight"))

    def rank(entity: str) -> tuple[int, int, int, int, str, str]:
        found = net.graph.nodes[entity]
        counts = (plain.degree(entity), evidence[entity], found["documents"], found["mentions"])
        return (*(-count for count in counts), found["name"], entity)

    ranked = sorted(net.graph.nodes, key=rank)
    most = plain.subgraph([n for n in ranked if plain.degree(n)][:MOST])
    # An institution whose partners are all left out would appear to have none.
    tied = [n for n in ranked if n in most and most.degree(n)]
    return tied, [n for n in ranked if not plain.degree(n)][:UNTIED]


def lines(graph: nx.MultiDiGraph) -> list[TieLine]:
    """Return the ties of each pair as one line."""
    pairs: dict[tuple[str, str], list[tuple[bool, dict[str, Any]]]] = defaultdict(list)
    for source, target, found in graph.edges(data=True):
        pair = (min(source, target), max(source, target))
        pairs[pair].append((source == pair[0], found))
    made = []
    for (one, two), ties in sorted(pairs.items()):
        oneway = [(forth, found) for forth, found in ties if found["directed"]]
        made.append(
            TieLine(
                one,
                two,
                forth=any(forth for forth, _ in oneway),
                back=any(not forth for forth, _ in oneway),
                modality=min((found["modality"] for _, found in ties), key=MODALITIES.index),
                label=", ".join(
                    sorted({found["relation"].replace("_", " ") for _, found in ties} - {"partners"})
                ),
            )
        )
    return made


def _figure(net: Network, *, title: bool = True) -> Figure:
    from matplotlib.figure import Figure

    tied, alone = drawn(net)
    graph = net.graph.subgraph(tied)
    plan = layout(undirected(graph)) if tied else Layout({}, 10.6, 0.0 if alone else 1.2)
    strip = 0.95 if alone else 0.0
    head, foot = (1.15 if net.filter.words or net.unread.words else 0.95) if title else 0.45, 1.4
    height = plan.height + strip + head + foot
    figure = Figure(figsize=(plan.width, height))
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.set_xlim(0, plan.width)
    axes.set_ylim(0, height)
    below = foot + strip
    places = {n: (x, y + below) for n, (x, y) in plan.places.items()}
    if title:
        axes.text(0.3, height - 0.42, net.title, fontsize=15, fontweight="bold", color=INK)
    said = [*counted(net.filter), net.unread.words] if title else []
    _subtitle(axes, net, tied, alone, height - (0.56 if title else 0.12), said)
    _network(axes, net, graph, places, (0.05, below, plan.width - 0.05, height - head + 0.1))
    if alone:
        _alone(axes, net, alone, plan.width, foot)
    _legend(axes, net, [*tied, *alone], lines(graph), plan.width)
    return figure


def _subtitle(
    axes: Axes, net: Network, tied: Sequence[str], alone: Sequence[str], top: float, said: Sequence[str]
) -> None:
    """Write what is drawn and what is not; without a picture, write that there is nothing to draw."""
    total = net.graph.number_of_nodes()
    all_tied = sum(1 for _, degree in net.graph.degree() if degree)
    text = f"{plural(total, 'institution')} in {plural(len(net.documents), 'document')}, "
    text += plural(net.graph.number_of_edges(), "stated tie")
    if all_tied > len(tied):
        text += f"; the {len(tied)} with most ties are drawn, {all_tied - len(tied)} with fewer are not"
    if total - all_tied > len(alone):
        text += f"; not drawn: {total - all_tied - len(alone)} more without a tie"
    text += "".join(f". {sentence.rstrip('.')}" for sentence in said if sentence)
    if net.snapshot:
        text += f". Snapshot {net.snapshot}"
    # About 13 characters per inch.
    rows = textwrap.wrap(text + ".", int(13 * axes.get_xlim()[1]))
    axes.text(0.3, top, "\n".join(rows), fontsize=9.2, color=SOFT, va="top", linespacing=1.25)
    if not total:
        axes.text(0.3, top - 0.75, net.notes[0] if net.notes else "", fontsize=11, color=INK)


def _network(
    axes: Axes, net: Network, graph: nx.MultiDiGraph, places: Mapping[str, Point], bounds: Box
) -> None:
    degrees = dict(undirected(graph).degree())
    reach = {n: _radius(degrees[n]) for n in places}
    made = lines(graph)
    taken = [(x - reach[n], y - reach[n], x + reach[n], y + reach[n]) for n, (x, y) in places.items()]
    for line in made:
        _line(axes, line, places, reach, taken, _crowded(made))
    for node in sorted(places):
        _mark(axes, net.graph.nodes[node], places[node], reach[node])
    names = {n: _wrapped(net.graph.nodes[n]["name"]) for n in sorted(places, key=lambda n: (-degrees[n], n))}
    sizes = {n: style.text_size(text, 8.2) for n, text in names.items()}
    spans = [(places[line.source], places[line.target]) for line in made]
    boxes = label_places(sizes, places, reach, taken, spans, bounds)
    for node, box in boxes.items():
        axes.text(
            (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, names[node], fontsize=8.2, color=INK, ha="center",
            va="center", linespacing=1.05, zorder=6,
            bbox={"facecolor": "white", "alpha": 0.78, "pad": 0.4, "lw": 0},
        )  # fmt: skip


def _crowded(made: Sequence[TieLine]) -> bool:
    """Return whether labels on the lines would overlap; a tree has room for them."""
    ends = {end for line in made for end in (line.source, line.target)}
    return len(made) > max(WORDED, 1.1 * len(ends))


def _radius(degree: int) -> float:
    return 0.075 + 0.028 * math.sqrt(min(degree, 16))


def _mark(axes: Axes, found: Mapping[str, Any], place: Point, reach: float) -> None:
    colour = GROUPS[group_of(found["type"])][0]
    size = (2 * reach * 72) ** 2 * (0.8 if found["scale"] in (Scale.REGIONAL, Scale.SUPRANATIONAL) else 1.0)
    axes.scatter(
        *place,
        s=size,
        marker=MARKERS[Scale(found["scale"])],
        color=colour,
        edgecolors=INK,
        linewidths=0.8,
        zorder=5,
    )


def _line(
    axes: Axes,
    line: TieLine,
    places: Mapping[str, Point],
    reach: Mapping[str, float],
    taken: list[Box],
    coloured: bool,
) -> None:
    """Draw a line with its label; add the label's box to `taken`."""
    from matplotlib.patches import FancyArrowPatch

    a, b = places[line.source], places[line.target]
    arrows = {(True, True): "<|-|>", (True, False): "-|>", (False, True): "<|-"}.get(
        (line.forth, line.back), "-"
    )
    patch = FancyArrowPatch(
        a, b, arrowstyle=arrows, mutation_scale=9, shrinkA=72 * reach[line.source] + 1,
        shrinkB=72 * reach[line.target] + 1, linestyle=DASHES[line.modality],
        color=_ink(line) if coloured else SOFT, lw=1.3 if coloured else 1.15, zorder=2,
    )  # fmt: skip
    axes.add_patch(patch)
    if not line.label or coloured:
        return
    w, h = style.text_size(line.label, 6.8)
    spots = [
        (a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])) for part in (0.5, 0.42, 0.58, 0.35, 0.65)
    ]
    boxes = [(x - w / 2, y - h / 2, x + w / 2, y + h / 2) for x, y in spots]
    box = min(boxes, key=lambda box: (round(sum(shared(box, other) for other in taken), 3), boxes.index(box)))
    axes.text(
        (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, line.label, fontsize=6.8, color=SOFT, style="italic",
        ha="center", va="center", zorder=3, bbox={"facecolor": "white", "pad": 0.6, "lw": 0},
    )  # fmt: skip
    taken.append(box)


def _ink(line: TieLine) -> str:
    return RELATIONS.get(line.label or "partners", INK)


def _alone(axes: Axes, net: Network, alone: Sequence[str], width: float, foot: float) -> None:
    """Draw a row of institutions without a tie."""
    axes.plot([0.3, width - 0.3], [foot + 0.93] * 2, color=style.PALE, lw=0.8)
    axes.text(0.3, foot + 0.76, "Named, no tie stated", fontsize=8.2, color=SOFT, style="italic")
    step = (width - 0.6) / len(alone)
    for number, node in enumerate(alone):
        x = 0.3 + step * (number + 0.5)
        _mark(axes, net.graph.nodes[node], (x, foot + 0.54), _radius(0))
        narrow = max(12, int(step * 13))
        axes.text(
            x, foot + 0.4, _wrapped(net.graph.nodes[node]["name"], narrow), fontsize=7.4, color=INK,
            ha="center", va="top", linespacing=1.05,
        )  # fmt: skip


def _legend(axes: Axes, net: Network, shown: Sequence[str], made: Sequence[TieLine], width: float) -> None:
    """Draw the key to colours, shapes and lines; only those that occur in the picture."""
    from matplotlib.legend import Legend
    from matplotlib.lines import Line2D

    if not shown:
        return
    nodes = [net.graph.nodes[n] for n in shown]
    used = [g for g in GROUPS if any(group_of(n["type"]) == g for n in nodes)]
    scales = [s for s in MARKERS if any(n["scale"] == s for n in nodes)]
    colours = [
        Line2D([], [], ls="", marker="o", ms=8, mfc=GROUPS[g][0], mec=INK, mew=0.7, label=g) for g in used
    ]
    shapes = [
        Line2D([], [], ls="", marker=MARKERS[s], ms=7.5, mfc="white", mec=INK, mew=1.0, label=_scale(s))
        for s in scales
    ]
    strokes = [
        Line2D([], [], color=SOFT, lw=1.3, ls=DASHES[m], label=m.value)
        for m in MODALITIES
        if any(x.modality == m for x in made)
    ]
    if _crowded(made):
        inks = {x.label or "partners" if _ink(x) != INK else "several": _ink(x) for x in made}
        # Colours have their own columns.
        rows = max(len(strokes), -(-len(inks) // 2))
        strokes += [Line2D([], [], lw=0, label=" ") for _ in range(rows - len(strokes))]
        strokes += [Line2D([], [], color=inks[name], lw=2.2, label=name) for name in sorted(inks)]
    axes.plot([0.3, width - 0.3], [1.33] * 2, color=style.PALE, lw=0.8)
    for handles, title, part, columns in (
        (colours, "Type", 0.0, 2),
        (shapes, "Scale", 0.47, 1 if len(shapes) < 4 else 2),
        (strokes, "Tie", 0.74, 1 if len(strokes) < 4 else 3),
    ):
        if handles:
            axes.add_artist(
                Legend(
                    axes,
                    handles,
                    [str(h.get_label()) for h in handles],
                    title=title,
                    loc="upper left",
                    bbox_to_anchor=(0.3 + part * (width - 0.6), 1.25),
                    bbox_transform=axes.transData,
                    ncols=columns,
                    fontsize=8.2,
                    title_fontsize=8.6,
                    alignment="left",
                    borderpad=0,
                    borderaxespad=0,
                    handlelength=1.6,
                    handletextpad=0.5,
                    columnspacing=1.0,
                    labelspacing=0.35,
                    frameon=False,
                )
            )
    if made:
        rows = len(strokes) if len(strokes) < 4 else -(-len(strokes) // 3)
        axes.text(
            0.3 + 0.74 * (width - 0.6), 0.99 - 0.165 * rows,
            "An arrow points at what is funded, governed,\nserved...; a line without one is a partnership.",
            fontsize=7.4, color=SOFT, va="top", linespacing=1.2,
        )  # fmt: skip


def _scale(scale: Scale) -> str:
    return "scale not known" if scale is Scale.UNKNOWN else scale.value


def _wrapped(name: str, width: int = LINE) -> str:
    """Return a name on at most three lines; a longer one is cut and marked."""
    return "\n".join(textwrap.wrap(name, width, max_lines=3, placeholder=" …", break_long_words=True))
