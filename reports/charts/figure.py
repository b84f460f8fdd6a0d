"""A chart with the table it shows, and the look that all charts have.

Colours are those of Okabe & Ito (2008) and sequential or diverging schemes that colour-blind readers can
tell apart; hollow or pale marks, not colours alone, show small cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workingregions.models.trends import FEW
from workingregions.reports import style
from workingregions.reports.charts.drawing import drawn

if TYPE_CHECKING:
    import pandas as pd

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
INK = "#22292f"
COLOURS = (style.BLUE, style.VERMILION, style.GREEN, style.PURPLE, style.ORANGE, style.SKY, style.BLACK)
MOST = len(COLOURS)
"""Regions that one chart tells apart by colour."""
SMALL = f"fewer than {FEW} documents"


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart: its title, what it shows, the Altair chart, its table with headings, and notes.

    `table` has the rows that are drawn, with the headings of `columns`.
    """

    title: str
    subtitle: str
    chart: Any
    table: pd.DataFrame
    notes: tuple[str, ...] = ()

    def _repr_html_(self) -> str:
        from workingregions.corpus.cards import lines

        table = f"<details><summary>Table</summary>{self.table.to_html(index=False)}</details>"
        drawing = drawn(self.chart, self.title, self.subtitle)
        return f'<div style="max-width:64em">{drawing}{lines(self.notes)}{table}</div>'


def finished(chart: Any, title: str, subtitle: str, table: pd.DataFrame, notes: Sequence[str] = ()) -> Figure:
    """Return a figure with the common look, its title above the chart."""
    import altair as alt

    heading = alt.TitleParams(
        text=title, subtitle=wrapped(subtitle), anchor="start", frame="group", offset=14, color=INK,
        fontSize=15, subtitleColor=style.GREY, subtitleFontSize=11, subtitlePadding=5, limit=2000,
    )  # fmt: skip
    made = (
        chart.properties(title=heading, background="white", padding=12)
        .configure(font=FONT)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=INK, titleColor=INK, titleFontWeight="normal", titleFontSize=11, labelFontSize=10.5,
            gridColor="#e6e9ec", domainColor=style.GREY, tickColor=style.GREY, labelLimit=260,
        )
        .configure_legend(
            labelColor=INK, titleColor=INK, titleFontWeight="normal", labelFontSize=10.5, titleFontSize=10.5
        )
        .configure_header(labelColor=INK, labelFontSize=12, labelFontWeight="bold", title=None)
    )  # fmt: skip
    return Figure(title=title, subtitle=subtitle, chart=made, table=table, notes=tuple(notes))


def wrapped(text: str, width: int = 110) -> list[str]:
    """Return a text as lines."""
    import textwrap

    return textwrap.wrap(text, width) or [""]


def short(text: str, most: int = 40) -> str:
    """Return a label that is not longer than `most` characters."""
    return text if len(text) <= most else text[: most - 2].rstrip() + " …"
