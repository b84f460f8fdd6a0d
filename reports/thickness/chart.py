"""A thickness profile as small multiples: one panel per component, one row per region."""

from __future__ import annotations

import io
import math
import textwrap
from typing import TYPE_CHECKING

from workingregions.corpus.map_filter import counted
from workingregions.models.thickness import COMPONENTS, Component, ThicknessProfile, number
from workingregions.reports import style
from workingregions.reports.english import plural

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ACROSS = 3
ASPECTS = {
    "organisations": ("Organisations", style.BLUE),
    "interaction": ("Interaction", style.VERMILION),
    "scales": ("Scales", style.GREEN),
    "norms": ("Norms (proxy)", style.PURPLE),
}
"""The aspect of each component, in words, and its colour; the words also appear in the panel."""


def svg(profile: ThicknessProfile) -> str:
    """Return the profile as an `svg` element for an HTML page; "" if there is nothing to compare."""
    if profile.components.empty:
        return ""
    import matplotlib as mpl

    with mpl.rc_context(style.STYLE):
        text = "One panel per component. Dots: values. Lines: 95 % intervals."
        return style.as_svg(_figure(profile, title=False), profile.title, text)


def svg_file(profile: ThicknessProfile) -> str:
    """Return the profile as an SVG file."""
    import matplotlib as mpl

    with mpl.rc_context(style.STYLE):
        out = io.StringIO()
        _figure(profile).savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()


def png(profile: ThicknessProfile, dpi: int = 200) -> bytes:
    """Return the profile as a PNG file."""
    import matplotlib as mpl

    with mpl.rc_context(style.STYLE):
        out = io.BytesIO()
        _figure(profile).savefig(out, format="png", dpi=dpi, metadata={"Software": None})
    return out.getvalue()


def _figure(profile: ThicknessProfile, *, title: bool = True) -> Figure:
    from matplotlib.figure import Figure

    regions = profile.components["name"].drop_duplicates().tolist()
    rows = math.ceil(len(COMPONENTS) / ACROSS)
    panel = 0.92 + 0.3 * max(len(regions), 1)
    more = [sentence for sentence in (*counted(profile.filter), profile.unread.words) if sentence]
    head = 1.0 + 0.2 * len(more) if title else 0.05
    height = head + rows * panel + 0.3
    figure = Figure(figsize=(10.6, height))
    if title:
        figure.text(
            0.028, 1 - 0.4 / height, _short(profile.title, 88), fontsize=14, fontweight="bold", va="baseline"
        )
        figure.text(
            0.028, 1 - 0.66 / height, _subtitle(profile), fontsize=9.2, color=style.GREY, va="baseline"
        )
        for n, said in enumerate(more):
            figure.text(
                0.028, 1 - (0.86 + 0.2 * n) / height, _short(said, 150), fontsize=9.2, color=style.GREY
            )
    if not regions:
        message = profile.reading[0] if profile.reading else ""
        figure.text(0.028, 0.5, "\n".join(textwrap.wrap(message, 100)), fontsize=11)
        return figure
    longest = max(len(_short(name, 26)) for name in regions)
    left = 0.03 + 0.0066 * longest
    grid = figure.add_gridspec(
        rows, ACROSS, left=left, right=0.985, top=1 - (head + 0.36) / height, bottom=0.42 / height,
        wspace=0.12, hspace=0.92 / (panel - 0.5),
    )  # fmt: skip
    for n, component in enumerate(COMPONENTS):
        axes = figure.add_subplot(grid[n // ACROSS, n % ACROSS])
        found = profile.components[profile.components["component"] == component.id]
        _panel(axes, component, found, regions, first=n % ACROSS == 0)
    return figure


def _subtitle(profile: ThicknessProfile) -> str:
    counts = [f"{row['name']} {row['documents']}" for row in profile.regions.to_dict("records")]
    at = plural(profile.at, "document")
    text = f"Compared at {at} each (of: {', '.join(counts)}); 95 % intervals over documents"
    text = f"{text}. Snapshot {profile.snapshot}." if profile.snapshot else f"{text}."
    return _short(text, 150)


def _panel(axes: Axes, component: Component, found: pd.DataFrame, regions: list[str], *, first: bool) -> None:
    from matplotlib.ticker import MaxNLocator

    aspect, colour = ASPECTS[component.aspect]
    known = []
    for place, name in enumerate(regions):
        row = found[found["name"] == name].iloc[0]
        value, low, high = row["value"], row["low"], row["high"]
        if math.isnan(value):
            axes.text(
                0.5, place, "not known", transform=axes.get_yaxis_transform(), ha="center", va="center",
                fontsize=8, color=style.GREY, style="italic",
            )  # fmt: skip
            continue
        known.append(value)
        if not math.isnan(low):
            known += [low, high]
            axes.plot([low, high], [place, place], color=colour, lw=2.2, solid_capstyle="butt")
        axes.plot([value], [place], "o", color=colour, ms=6.5, mec="white", mew=0.8)
        axes.annotate(
            number(value), (value, place), xytext=(0, 5.5), textcoords="offset points", ha="center",
            fontsize=7.6, color="#22292f",
        )  # fmt: skip
    axes.set_ylim(len(regions) - 0.4, -0.75)
    axes.set_yticks(range(len(regions)), [_short(r, 26) for r in regions] if first else [""] * len(regions))
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=8)
    axes.spines["left"].set_visible(False)
    _range(axes, component, known)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10], min_n_ticks=2))
    axes.grid(axis="x", color=style.PALE, lw=0.6)
    axes.set_axisbelow(True)
    axes.set_title(component.label, fontsize=9.2, loc="left", pad=4)
    axes.annotate(
        aspect, (0, 1), xytext=(0, 17), xycoords="axes fraction", textcoords="offset points", fontsize=7.6,
        color=colour, fontweight="bold",
    )  # fmt: skip


def _range(axes: Axes, component: Component, known: list[float]) -> None:
    """Set the range from zero, or the minimum, to beyond the highest interval; the E-I index from -1 to 1."""
    if component.id == "cross_scale":
        axes.set_xlim(-1.08, 1.08)
        axes.axvline(0, color=style.GREY, lw=0.8)
        return
    least = min(component.least, 0.0) if component.id != "agenda" else min([0.0, *known])
    most = max(known, default=1.0)
    most = most if most > least else least + 1.0
    axes.set_xlim(least - 0.02 * (most - least), most + 0.08 * (most - least))


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 2].rstrip() + " …"
