"""The kinds of report, what each needs, and the functions that write its files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workingregions.corpus.errors import InputError
from workingregions.corpus.map_filter import EVERYTHING, GOVERNANCE

if TYPE_CHECKING:
    from workingregions.app.view import View
    from workingregions.corpus.map_filter import MapFilter
    from workingregions.reports.charts import Figure

MOST_HITS = 1000
"""Passages that a report of hits holds if no number is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a report is to show. `select` are arguments of `View.select`, `only` of `View.map_filter`."""

    regions: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    query: str = ""
    year: str = ""
    select: Mapping[str, Any] = field(default_factory=dict)
    only: Mapping[str, Any] = field(default_factory=dict)

    def filter(self, view: View, default: MapFilter) -> MapFilter:
        """Return the filter of institutions and ties."""
        return view.map_filter(default, **self.only)


Write = Callable[["View", Order, Path], str]
"""Writes the files of a report into a folder and returns its title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportKind:
    """A kind of report: what it is called, what it is, and what it needs ("theme", "regions", "query")."""

    id: str
    label: str
    about: str
    needs: tuple[str, ...]
    takes: tuple[str, ...]
    write: Write = field(repr=False)


def _theme(view: View, order: Order, out: Path) -> str:
    (theme,) = _exactly(order.themes, 1, "theme")
    view.report_theme(theme, out=out, only=order.filter(view, EVERYTHING))
    return f"Thematic review: {view.codebook.get(theme).label}"


def _network(view: View, order: Order, out: Path) -> str:
    from workingregions.reports.networks import write_network

    (region,) = _exactly(order.regions, 1, "region")
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


def _exactly(given: tuple[str, ...], count: int, what: str) -> tuple[str, ...]:
    if len(given) != count:
        raise InputError(f"This report is about one {what}; {len(given)} were given.", advice="Choose one.")
    return given


def _when(year: str) -> str:
    return f", {year.replace(':', '–')}" if year else ""


_INSTITUTIONS = ("type", "scale", "firms", "min_confidence")
KINDS: Mapping[str, ReportKind] = {
    kind.id: kind
    for kind in (
        ReportKind(
            id="theme",
            label="Thematic review",
            about="Counts of a theme by region and year, a chart, institutions and quoted passages.",
            needs=("theme",),
            takes=_INSTITUTIONS,
            write=_theme,
        ),
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
}
"""The kinds of report, by id."""
