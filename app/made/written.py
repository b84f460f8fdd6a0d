"""The kinds of report that are folders of files: pictures, data and lists, each with its own formats."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from workingregions.app.made.kind import ReportKind
from workingregions.app.made.orders import Order
from workingregions.corpus.errors import InputError
from workingregions.corpus.map_filter import GOVERNANCE

if TYPE_CHECKING:
    from workingregions.app.view import View
    from workingregions.reports.charts import Figure

MOST_HITS = 1000
"""Passages that a report of hits holds if no number is given."""


def _network(view: View, order: Order, out: Path) -> str:
    from workingregions.reports.networks import write_network

    (region,) = order.exactly(1, "region")
    net = view.network(region, year=order.year, only=order.filter(view, GOVERNANCE))
    for format, name in (
        ("html", "network.html"), ("svg", "network.svg"), ("graphml", "network.graphml"),
        ("gexf", "network.gexf"), ("json", "network.json"), ("csv", "tables"),
    ):  # fmt: skip
        write_network(net, format, out / name)
    return f"Network: {region}{_when(order.year)}"


def _thickness(view: View, order: Order, out: Path) -> str:
    from workingregions.reports.thickness import write_thickness

    if not order.regions:
        raise InputError("A thickness profile needs regions.", advice="Choose one or more.")
    profile = view.thickness(order.regions, year=order.year, only=order.filter(view, GOVERNANCE))
    for name in ("thickness.html", "thickness.svg", "thickness.json", "tables"):
        write_thickness(profile, out / name)
    return f"Institutional thickness: {', '.join(order.regions)}{_when(order.year)}"


def _hits(view: View, order: Order, out: Path) -> str:
    if not order.query.strip():
        raise InputError("A list of passages needs a query.", advice="Type what to search for.")
    found = view.search(order.query, _selected(view, order), n=MOST_HITS)
    for suffix in ("xlsx", "csv", "md", "bib", "ris"):
        view.export_hits(found, out / f"passages.{suffix}")
    return f"Passages: {order.query[:80]}"


def _comparison(view: View, order: Order, out: Path) -> str:
    from workingregions.reports.charts import theme_profile

    found = view.compare(order.regions, order.themes, year=order.year)
    labels = {theme.id: theme.label for theme in view.codebook}
    figure = theme_profile(found.profile, labels, years=found.years, notes=found.warnings)
    _draw(figure, out, "comparison")
    return f"Themes compared: {', '.join(order.regions)}{_when(order.year)}"


def _trends(view: View, order: Order, out: Path) -> str:
    from workingregions.reports.charts import trend_lines

    if not order.themes:
        raise InputError("A trend needs themes.", advice="Choose one or more.")
    region = order.regions[0] if order.regions else ""
    frame = view.trends(order.themes, by=["year"], region=region, year=order.year)
    labels = {theme.id: theme.label for theme in view.codebook if theme.id in set(frame["theme"])}
    words = view.unread().words
    _draw(trend_lines(frame, labels, region, notes=[words] if words else []), out, "trends")
    named = ", ".join(view.codebook.get(theme).label for theme in order.themes)
    return f"Trends: {named}{f' in {region}' if region else ''}{_when(order.year)}"


def _topics(view: View, _: Order, out: Path) -> str:
    from workingregions.reports import charts

    _draw(charts.topic_map(view.topic_map()), out, "topics")
    return "Map of topics"


def _draw(figure: Figure, out: Path, name: str) -> None:
    from workingregions.reports.charts import write_chart

    write_chart(figure, out / f"{name}.html")
    write_chart(figure, out / f"{name}.svg")  # with its table as CSV


def _selected(view: View, order: Order) -> Any:
    given = dict(order.select)
    if order.regions:
        given["regions"] = order.regions
    if order.themes:
        given["themes"] = order.themes
    if order.year:
        given["year"] = order.year
    return view.select(**given) if given else None


def _when(year: str) -> str:
    return f", {year.replace(':', '–')}" if year else ""


_INSTITUTIONS = ("type", "scale", "firms", "min_confidence")
WRITTEN: tuple[ReportKind, ...] = (
    ReportKind(
        id="network",
        label="Network of a region",
        about="Who is tied to whom in a region, as a page, a picture and data for Gephi and others.",
        needs=("region",),
        takes=("year", "relation", "ties", *_INSTITUTIONS),
        write=_network,
    ),
    ReportKind(
        id="thickness",
        label="Institutional thickness",
        about="Regions compared by institutions, ties and scales at equal numbers of documents.",
        needs=("region",),
        takes=("year", "relation", "ties", *_INSTITUTIONS),
        write=_thickness,
    ),
    ReportKind(
        id="comparison",
        label="Themes compared between regions",
        about="The share of each region's documents about each theme, with intervals.",
        needs=("region",),
        takes=("theme", "year"),
        write=_comparison,
    ),
    ReportKind(
        id="trends",
        label="Trends of themes",
        about="How many documents of each year are about a theme.",
        needs=("theme",),
        takes=("region", "year"),
        write=_trends,
    ),
    ReportKind(
        id="hits",
        label="Passages found by a search",
        about="Quotes with page and citation, as Excel, CSV, Markdown, BibTeX and RIS.",
        needs=("query",),
        takes=("region", "theme", "year"),
        write=_hits,
    ),
    ReportKind(
        id="topics",
        label="Map of topics",
        about="The topics of the corpus by how alike they are.",
        needs=(),
        takes=(),
        write=_topics,
    ),
)
"""The kinds that write their own files."""
