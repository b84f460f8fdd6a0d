"""Charts as files: an HTML page without scripts, SVG, PNG, the Vega-Lite specification, the table as CSV."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from workingregions.corpus.errors import InputError
from workingregions.corpus.plain import plain
from workingregions.reports.charts.drawing import drawn, vega_lite
from workingregions.reports.charts.figure import Figure
from workingregions.reports.output import Content, write
from workingregions.reports.pages import render

FORMATS = ("html", "svg", "png", "json", "csv")
"""json is the Vega-Lite specification with its data, for other programs."""
SCALE = 2.0
"""Pixels of a PNG for each unit of the chart."""
HEADINGS: Mapping[str, str] = {
    "region_name": "Region", "of_documents": "of documents", "low": "95 % from", "high": "95 % to",
    "few": "small", "adjusted_low": "tagger's error from", "adjusted_high": "tagger's error to",
    "theme_a": "theme", "theme_b": "with",
}  # fmt: skip
SHARES = frozenset({"share", "low", "high", "adjusted_low", "adjusted_high"})


def write_chart(figure: Figure, out: Path) -> list[Path]:
    """Write a chart in the format of the file's ending, and return the paths.

    Beside an SVG, PNG or JSON its table is written as CSV; an HTML page holds it.

    Raises:
        InputError: the ending is none of FORMATS, or the file cannot be written.
    """
    kind = chart_format(out)
    content: Content
    if kind == "html":
        content = html(figure)
    elif kind == "svg":
        content = svg(figure)
    elif kind == "png":
        content = png(figure)
    else:
        content = json.dumps(specification(figure), indent=1) + "\n" if kind == "json" else table(figure)
    paths = write(content, out)
    if kind in ("svg", "png", "json"):
        paths += write(table(figure), out.with_suffix(".csv"))
    return paths


def chart_format(out: Path) -> str:
    """Return the format that a file's name implies. Raise InputError if it is none of FORMATS."""
    kind = out.suffix.lstrip(".").lower()
    if kind not in FORMATS:
        raise InputError(
            f"{out.name} is in no format that charts have.", advice=f"End it in .{', .'.join(FORMATS)}."
        )
    return kind


def specification(figure: Figure) -> dict[str, object]:
    """Return the chart as Vega-Lite, with its data."""
    found: dict[str, object] = figure.chart.to_dict()
    return found


def svg(figure: Figure) -> str:
    """Return the chart as an `svg` element that is labelled for screen readers; the same bytes each time."""
    return drawn(figure.chart, figure.title, figure.subtitle)


def png(figure: Figure) -> bytes:
    """Return the chart as a PNG."""
    import vl_convert

    found: bytes = vl_convert.vegalite_to_png(specification(figure), vl_version=vega_lite(), scale=SCALE)
    return found


def html(figure: Figure) -> str:
    """Return a page with the chart and its table: no script, and nothing is fetched."""
    from markupsafe import Markup

    rows = [
        [_cell(name, value) for name, value in row.items()] for row in plain(figure.table.to_dict("records"))
    ]
    headings = [HEADINGS.get(name, name.replace("_", " ")) for name in figure.table.columns]
    return render(
        "chart.html.j2", figure=figure, svg=Markup(svg(figure)), headings=headings, rows=rows,
        numeric=[figure.table[name].dtype.kind in "iuf" for name in figure.table.columns],
    )  # fmt: skip


def table(figure: Figure) -> str:
    """Return the table as CSV."""
    text: str = figure.table.to_csv(index=False, lineterminator="\n")
    return text


def _cell(name: str, value: object) -> str:
    if value is None:
        return ""
    if name in SHARES and isinstance(value, float):
        return f"{value:.1%}".replace("%", " %")
    if isinstance(value, bool):
        return "yes" if value else ""
    return f"{value:.2f}" if isinstance(value, float) else str(value)
