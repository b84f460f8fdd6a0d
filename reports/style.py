"""Charts as SVG text: the same bytes for the same numbers, legible in print and to colour-blind readers.

Colours are those of Okabe & Ito (2008). Text stays text, so that it can be searched and scaled.
"""

from __future__ import annotations

import io
import re
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BLUE, ORANGE, GREEN, VERMILION = "#0072B2", "#E69F00", "#009E73", "#D55E00"
SKY, PURPLE, YELLOW, BLACK = "#56B4E9", "#CC79A7", "#F0E442", "#000000"
GREY, PALE = "#5b6670", "#d5dae0"
WIDTH = 8.4  # inches; scales with the page

STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "workingregions",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.labelcolor": "#22292f",
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": "#22292f",
    "ytick.labelcolor": "#22292f",
    "legend.frameon": False,
}


def as_svg(figure: Figure, title: str, description: str) -> str:
    """Return the figure as an `svg` element labelled for screen readers, without date or prolog."""
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    text = out.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.DOTALL)
    # A page may hold several charts; their ids must not clash, and its font should be the page's.
    prefix = re.sub(r"\W+", "-", title.casefold())
    text = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{prefix}-", text)
    text = text.replace("'DejaVu Sans', sans-serif", "inherit").replace("'DejaVu Sans'", "inherit")
    named = f'<svg role="img" aria-label="{escape(title)}. {escape(description)}" class="chart"'
    return re.sub(r'<svg(?: width="[^"]*"| height="[^"]*")*', named, text, count=1)


def text_size(text: str, points: float) -> tuple[float, float]:
    """Return the width and height of a text in inches."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    rows = text.split("\n")
    font = FontProperties(family="DejaVu Sans", size=points)
    widest = max(
        (TextPath((0, 0), row, prop=font).get_extents().width if row.strip() else 0.0) for row in rows
    )
    return widest / 72 + 0.08, len(rows) * points * 1.22 / 72 + 0.05
