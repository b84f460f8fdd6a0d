"""wr trends: themes over time and by region."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workingregions.app.cli.options import JsonOption, YearOption, add, asks, report_regions
from workingregions.app.cli.output import (
    console,
    data,
    note,
    nothing,
    print_json,
    show_frame,
    unread,
    working,
)
from workingregions.models.wording import plural

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.view import View

WithinOption = Annotated[
    str, typer.Option("--region", metavar="REGION", help="Only documents about it.", show_default=False)
]
ChartOption = Annotated[
    Path | None,
    typer.Option(
        "--chart",
        metavar="FILE",
        help="Write a chart with its table: html, svg, png, json (Vega-Lite) or csv.",
        show_default=False,
    ),
]
CsvOption = Annotated[bool, typer.Option("--csv", help="Print CSV.")]
LONGEST = 240
"""Letters of a passage that a table shows."""
_YEAR = re.compile(r"(?:\d{4})?:?(?:\d{4})?|unknown")


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    add(app, trends)


@asks()
def trends(
    view: View,
    themes: Annotated[
        list[str], typer.Argument(metavar="THEME...", help="Theme ids; see `wr themes`.", show_default=False)
    ],
    by: Annotated[
        str,
        typer.Option(
            help="year, period (five years), region, genre, type, publisher, language; several: region,year."
        ),
    ] = "year",
    level: Annotated[
        str,
        typer.Option(
            metavar="LEVEL",
            help="Of regions: country, region, local, nuts1, state, county ...",
            show_default=False,
        ),
    ] = "",
    region: WithinOption = "",
    year: YearOption = None,
    test: Annotated[bool, typer.Option("--test", help="Show the tests of trend alone.")] = False,
    cell: Annotated[
        str,
        typer.Option(
            metavar="CELL", help='Show the passages behind a number: "England,2014".', show_default=False
        ),
    ] = "",
    chart: ChartOption = None,
    csv: CsvOption = False,
    json: JsonOption = False,
) -> None:
    """Count the documents about themes by year, region or both, with shares and their uncertainty.

    A document of several regions counts in each, and in the regions that contain them. Duplicates count once,
    unless configured otherwise. Tests of trend (logistic regression, Mann-Kendall, change points) follow
    tables by year.

    Example:

        wr trends reshoring --by region,year -p review
        wr trends reshoring supply_chains --region England --chart trends.html -p review
        wr trends reshoring --by region --level country -p review
        wr trends reshoring --cell "England,2014" -p review
    """
    report_regions([region] if region and region != "unknown" else [])
    if cell:
        _passages(view, themes, cell, json, csv)
        return
    if chart is not None:
        check_chart(chart)
    facets = [part.strip() for part in by.split(",") if part.strip()]
    if test:
        with working("testing"):
            tests = view.trend_tests(themes, region=region, year=year or "")
        if json:
            print_json(tests)
        else:
            _say_tests(tests)
        return
    with working("counting"):
        frame = view.trends(themes, facets, region=region, year=year or "", level=level)
    if chart is not None and len(frame):
        _draw(view, frame, facets, region, chart, quiet=csv or json)
    if json:
        print_json(frame)
    elif csv:
        data(frame.to_csv(index=False, lineterminator="\n"))
    elif not len(frame):
        nothing(view, "No document is in this region and period.")
        _elsewhere(view, region)
    elif chart is None:
        _show(frame, facets)
        if facets in (["year"], ["period"]):
            with working("testing"):
                _say_tests(view.trend_tests(themes, region=region, year=year or ""))
        unread(view)


def _show(frame: pd.DataFrame, facets: list[str]) -> None:
    from workingregions.models.trends import BENCHMARK, FEW

    # A table of regions by years is mostly zeros; those cells are left to the JSON.
    empty = frame[frame["documents"] == 0] if len(facets) > 1 else frame.iloc[:0]
    frame = frame.drop(empty.index)
    if "region" in facets:
        order = ["of_documents", "region_name"] if len(facets) == 1 else ["region_name"]
        frame = frame.sort_values(order, ascending=[name != "of_documents" for name in order], kind="stable")
    for facet in facets:  # what is unknown comes last, as the unknown year does
        frame = frame.sort_values(facet, key=lambda column: column.eq("").fillna(False), kind="stable")
    frame = frame.assign(
        interval=_interval(frame, "low", "high"),
        allowing=_interval(frame, "adjusted_low", "adjusted_high"),
        shown=[f"{s:.0%}{'*' if few else ''}" for s, few in zip(frame["share"], frame["few"], strict=True)],
        counted=of(frame["documents"], frame["of_documents"]),
        tagged=of(frame["passages"], frame["of_passages"]),
    )
    columns = {
        **{"region_name" if f == "region" else f: f for f in facets},
        **({"theme": "theme"} if frame["theme"].nunique() > 1 else {}),
        "counted": "documents",
        **({"unread": "not English"} if frame["unread"].any() else {}),
        "shown": "share",
        "interval": "95 % interval",
        "allowing": "with errors",
        "tagged": "passages",
    }
    written = {
        "year": lambda v: "unknown" if v is None else f"{v:.0f}",
        **{f: lambda v: str(v).replace("_", " ") or "unknown" for f in facets if f not in ("year", "region")},
    }
    show_frame(frame, columns, shown=written, empty="No document is about it.")
    if len(empty):
        cells = plural(len(empty), "cell")
        typer.echo(f"Left out: {cells} without a document about the theme; use --json for all.")
    if frame["few"].any():
        typer.echo(f"* fewer than {FEW} documents: the share says little.")
    typer.echo(
        f"With errors: allowing for wrong and missing tags (precision {BENCHMARK.precision:.2f} and recall "
        f"{BENCHMARK.recall:.2f} on unseen pages)."
    )


def check_chart(chart: Path) -> None:
    """Refuse a file whose ending no chart has, before anything is counted."""
    from workingregions.reports.charts import chart_format

    chart_format(chart)


def of(hits: pd.Series[int], totals: pd.Series[int]) -> list[str]:
    """Return counts in words: "11 of 36"."""
    return [f"{hit} of {total}" for hit, total in zip(hits, totals, strict=True)]


def _interval(frame: pd.DataFrame, low: str, high: str) -> list[str]:
    return [f"{a:.0%}-{b:.0%}" for a, b in zip(frame[low], frame[high], strict=True)]


def _elsewhere(view: View, region: str) -> None:
    """Print which regions the documents are about, if none is about the one that was asked for."""
    from workingregions.app.names import notes

    if region and region != "unknown" and not view.empty:
        for sentence in notes(region, view.counted, found=False):
            note(sentence)


def _say_tests(tests: Iterable[Any]) -> None:
    tests = list(tests)
    out = console()
    for test in tests:
        lead = f"{test.theme}: " if len(tests) > 1 else ""
        for sentence in test.words:
            out.print(f"{lead}{sentence}", soft_wrap=True)
    for warning in dict.fromkeys(w for test in tests for w in test.warnings):
        out.print(f"Warning: {warning}", soft_wrap=True)


def _passages(view: View, themes: list[str], cell: str, json: bool, csv: bool) -> None:
    from workingregions.corpus.errors import InputError

    if len(themes) != 1:
        raise InputError("A cell is of one theme.", advice="Give one theme with --cell.")
    region, year = _cell(cell)
    with working("looking up the cell"):
        frame = view.trend_passages(themes[0], region=region, year=year)
    if csv:
        data(frame.to_csv(index=False, lineterminator="\n"))
        return
    if not len(frame) and not json:
        counts = view.trends(themes[0], [], region=region, year=year)
        documents = int(counts["of_documents"].sum())
        nothing(
            view,
            f"No passage is about it: {plural(documents, 'document')} of this cell, none about the theme.",
        )
        return
    if json:
        print_json(frame)
        return
    shown = frame.assign(text=[t if len(t) <= LONGEST else t[:LONGEST] + " …" for t in frame["text"]])
    columns = {"file": "file", "page": "page", "about": "about", "text": "passage"}
    show_frame(shown, columns, wide=("text", "file"))
    owners = plural(frame["document"].nunique(), "document")
    typer.echo(f"{plural(len(frame), 'passage')} of {owners}; --json has the whole text and evidence ids.")


def _cell(text: str) -> tuple[str, str]:
    """Return the region and the year of a cell: "England,2014", "Cleveland, OH,2010:2014", "2014"."""
    head, _, last = text.rpartition(",")
    last = last.strip()
    if last and _YEAR.fullmatch(last) and (head or last != "unknown"):
        return head.strip(), last
    return text.strip(), ""


def _draw(
    view: View, frame: pd.DataFrame, facets: list[str], region: str, chart: Path, *, quiet: bool
) -> None:
    """Write the chart that fits the facets."""
    from workingregions.corpus.errors import InputError
    from workingregions.reports.charts import Figure, heat_map, share_dots, trend_lines, write_chart

    labels = {theme.id: theme.label for theme in view.codebook if theme.id in set(frame["theme"])}
    label = next(iter(labels.values()), "")
    words = view.unread().words
    notes = [words] if words else []
    figure: Figure
    if facets in (["year"], ["period"]):
        figure = trend_lines(frame, labels, region, notes=notes)
    elif len(labels) > 1:
        raise InputError("Only charts by year or period show several themes.", advice="Give one theme.")
    elif sorted(facets) in (["region", "year"], ["period", "region"]):
        figure = heat_map(frame, label, notes=notes)
    elif len(facets) == 1:
        figure = share_dots(frame, label, notes=notes)
    else:
        raise InputError(
            "There is no chart by these facets.",
            advice="Charts are by one facet, or by region and year or period.",
        )
    with working("drawing"):
        paths = write_chart(figure, chart)
    for path in paths:
        typer.echo(f"Wrote {path}.", err=quiet)
