"""wr network, wr thickness: the governance map of a region, and regions compared."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workingregions.app.cli.advice import reworded
from workingregions.app.cli.options import (
    FILTERS,
    JsonOption,
    YearOption,
    add,
    asks,
)
from workingregions.app.cli.output import console, data, note, print_json, show_frame, working

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.view import View
    from workingregions.corpus.map_filter import MapFilter
    from workingregions.models.networks import Change, Network
    from workingregions.models.thickness import ThicknessProfile

MOST = 15
"""Number of institutions and ties that a table shows; the file formats have all."""


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    add(app, network)
    add(app, thickness)


@asks(map=True, filters=tuple(FILTERS), governance=True)
def network(
    view: View,
    only: MapFilter,
    region: Annotated[
        str, typer.Argument(metavar="REGION", help='A region by name or code ("Ohio", US-OH, UKC).')
    ],
    year: YearOption = None,
    against: Annotated[
        str,
        typer.Option(
            "--against",
            metavar="YEAR|FROM:TO",
            help="Show what changed from this period to --year.",
            show_default=False,
        ),
    ] = "",
    outside: Annotated[
        bool, typer.Option("--outside", help="Also institutions of other regions that are named there.")
    ] = False,
    format: Annotated[
        str, typer.Option("--format", "-f", help="table, graphml, gexf, json, csv, png, svg or html.")
    ] = "table",
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Where to write, in the format of its ending; csv makes a folder of tables.",
            show_default=False,
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Draw the governance network of a region: its institutions and the ties that documents state.

    Institutions count if passages about the region name them and they belong there (home), act above it
    (above), or nothing shows where they belong (named). Only stated ties are ties; names that merely occur
    together are kept separate, as the co-mention layer of the files. The table shows degree (number of tied
    institutions), betweenness, the core, communities and brokerage across scales.

    Example:

        wr network "Northeast Ohio" --year 2010:2020 -p review
        wr network Ohio --format html --out ohio.html -p review
        wr network Ohio --type government --type university --relation funds -p review
        wr network Ohio --year 2016:2024 --against 2009:2015 -p review
    """
    from workingregions.corpus.errors import InputError, NotFoundError
    from workingregions.reports.networks import FORMATS, TEXTS, network_text, write_network

    if format not in FORMATS:
        raise NotFoundError("format of a network", format, FORMATS, advice=f"One of: {', '.join(FORMATS)}.")
    if against:
        if not year:
            raise InputError("--against requires the later period.", advice="Add --year FROM:TO.")
        with working("comparing the two periods"):
            changed = view.change(region, against, year, only=only)
        if json:
            print_json(changed, stale=view.stale)
        else:
            _show_change(changed)
        return
    with working("drawing the network"):
        net = view.network(region, year=year or "", outside=outside, only=only)
    format = "json" if json else format
    if out is not None:
        kind = format if format != "table" else _kind(out)
        if kind == out.suffix.lstrip(".").lower() == "csv":
            out = out.with_suffix("")  # several tables, so a folder
        for path in write_network(net, kind, out):
            typer.echo(f"Wrote {path}.")
    elif format in TEXTS:
        _print(network_text(net, format), view.stale if format == "json" else "")
    elif format == "table":
        _show(net)
    else:
        raise InputError(f"The format {format} requires an output file.", advice="Add --out FILE.")


def _print(text: str, stale: str) -> None:
    """Print the text of a file; JSON that was computed from a stale map states this."""
    if stale:
        print_json(jsonlib.loads(text), stale=stale)
    else:
        data(text)


def _kind(out: Path) -> str:
    """Return the format that a file's name implies."""
    return out.suffix.lstrip(".").lower() or "csv"


def _show(net: Network) -> None:
    from workingregions.models.networks import institutions, summary
    from workingregions.models.wording import plural

    total = summary(net)
    sizes = [plural(len(net.documents), "document"), plural(len(net.graph), "institution")]
    counts = f"{', '.join(sizes)}, {total['tied']} of them tied; {plural(len(net.ties), 'tie')}"
    typer.echo(f"{net.title} ({net.snapshot}): {counts}.")
    if len(net.ties):
        ties = net.ties.assign(evidence=net.ties["evidence"].astype(int))
        heads = {
            "source_name": "from",
            "relation": "relation",
            "target_name": "to",
            "modality": "modality",
            "evidence": "statements",
            "documents": "docs",
        }
        written = {"relation": lambda v: str(v).replace("_", " ")}
        show_frame(ties.head(MOST), heads, shown=written, wide=("source_name", "target_name"))
        if len(ties) > MOST:
            typer.echo(f"{plural(len(ties) - MOST, 'more tie')}; use --json for all, with their sentences.")
    rows = institutions(net)
    columns = {
        "name": "institution",
        "type": "type",
        "scale": "scale",
        "basis": "place",
        "documents": "docs",
        "degree": "degree",
        "betweenness": "between",
        "core": "core",
        "community": "group",
        "brokerage": "broker",
    }
    shown = {
        "core": lambda v: "yes" if v else "",
        "community": lambda v: str(v or ""),
        "type": lambda v: str(v).replace("_", " "),
    }
    show_frame(rows.head(MOST), columns, shown=shown, empty="No institutions.", wide=("name", "type"))
    if len(rows) > MOST:
        typer.echo(f"{plural(len(rows) - MOST, 'more institution')}; use --json for all.")
    for text in net.notes:
        note(text)


def _show_change(changed: Change) -> None:
    columns = {"change": "", "name": "institution", "type": "type", "scale": "scale",
               "documents_before": "docs before", "documents_after": "docs after"}  # fmt: skip
    show_frame(changed.institutions, columns, empty="No institutions in either period.", wide=("name",))
    heads = {"change": "", "source_name": "from", "relation": "relation", "target_name": "to",
             "evidence_before": "statements before", "evidence_after": "after"}  # fmt: skip
    shown = {"relation": lambda v: str(v).replace("_", " ")}
    empty, wide = "No ties in either period.", ("source_name", "target_name")
    show_frame(changed.ties, heads, shown=shown, empty=empty, wide=wide)
    for text in changed.notes:
        note(text)


@asks(map=True, filters=tuple(FILTERS), governance=True)
def thickness(
    view: View,
    only: MapFilter,
    regions: Annotated[list[str], typer.Argument(metavar="REGION", help="Regions by name or code.")],
    year: YearOption = None,
    at: Annotated[
        int, typer.Option(help="Compare at this number of documents; 0: that of the smallest region.", min=0)
    ] = 0,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write it as .html, .png, .svg, .json or .csv; a folder for all tables.",
            show_default=False,
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Compare regions on institutional thickness, after Amin and Thrift (1994).

    How many institutions of which kinds are there, how much do they interact, how central is the network,
    at which scales do they act, do they share an agenda? Regions are compared at equal numbers of documents,
    because more documents name more institutions; each value has its 95 % interval over documents. No
    difference is claimed for regions with fewer than five documents. What counts is as for `wr network`:
    ties of governance, and firms only where such a tie joins them.

    Example:

        wr thickness Ohio Pennsylvania --year 2010:2020 -p review
        wr thickness "Basque Country" "North East England" --out regions.html -p review
    """
    with working("comparing the regions"):
        profile = view.thickness(regions, year=year or "", at=at, only=only)
    if out is not None:
        from workingregions.reports.thickness import write_thickness

        for path in write_thickness(profile, out):
            typer.echo(f"Wrote {path}.")
    elif json:
        _print(profile.as_json(), view.stale)
    else:
        _show_profile(profile)


def _show_profile(profile: ThicknessProfile) -> None:
    from workingregions.models.wording import plural

    typer.echo(f"{profile.title} ({profile.snapshot})")
    out = console()
    for sentence in profile.reading:
        out.print(reworded(sentence), markup=False)
    out.print()
    for warning in profile.warnings:
        out.print(f"Warning: {reworded(warning)}", markup=False)
    out.print()
    counts = {"name": "region", "documents": "documents", "institutions": "institutions", "ties": "ties"}
    show_frame(profile.regions, counts, title="As counted (not comparable between regions)", wide=("name",))
    heading = f"At {plural(profile.at, 'document')} each, with 95 % intervals"
    _side_by_side(profile.components, "component", heading)
    _side_by_side(profile.by_type, "institutions of type", "")


def _side_by_side(frame: pd.DataFrame, heading: str, title: str) -> None:
    """Print one row per component and one column per region."""
    import pandas as pd

    if not len(frame):
        return
    rows: dict[str, dict[str, str]] = {}
    for row in frame.to_dict("records"):
        label = str(row["label"]).replace("_", " ")
        rows.setdefault(label, {heading: label})[str(row["name"])] = _interval(row)
    table = pd.DataFrame(list(rows.values())).fillna("")
    show_frame(table, {name: name for name in table.columns}, title=title, wide=(heading,))


def _interval(row: Mapping[Hashable, Any]) -> str:
    """Return a value with its interval; a dash if it could not be determined."""
    value, low, high = (float(row[name]) for name in ("value", "low", "high"))
    if value != value:
        return "-"
    return f"{value:.2f}" + (f" ({low:.2f} to {high:.2f})" if low == low else "")
