"""wr regions, wr region: what is known of each region, and all that is known of one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workingregions.app.cli.options import FILTERS, JsonOption, MostOption, YearOption, add, asks
from workingregions.app.cli.output import answer, note, print_json, show_frame, working
from workingregions.models.wording import plural

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.ask import RegionProfile
    from workingregions.app.view import View
    from workingregions.corpus.map_filter import MapFilter

KEY, THEMES = 6, 8
"""Maximum number of documents and of themes that `wr region` shows; --json gives all."""


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    add(app, regions)
    add(app, region)


@asks(map=True)
def regions(
    view: View,
    theme: Annotated[
        str, typer.Option("--theme", metavar="THEME", help="Also the share about it.", show_default=False)
    ] = "",
    year: YearOption = None,
    n: MostOption = 30,
    picture: Annotated[
        Path | None,
        typer.Option("--map", metavar="FILE", help="Draw a map, as .svg.", show_default=False),
    ] = None,
    extent: Annotated[
        str,
        typer.Option(
            metavar="EXTENT",
            help="Of the map: world, europe, or a country (GB); by default where the documents are.",
            show_default=False,
        ),
    ] = "",
    json: JsonOption = False,
) -> None:
    """List the regions that documents are about, with the number of documents, institutions and ties.

    A document counts in its regions and in those that contain them. Institutions are named, and ties stated,
    in passages about the region. With --theme: how many of the documents in English are about the theme, and
    their share with its 95 % interval. `wr region REGION` shows one in full.

    Example:

        wr regions -p review
        wr regions --theme reshoring --year 2010:2020 -p review
        wr regions --theme reshoring --map reshoring.svg --extent US -p review
    """
    with working("counting"):
        frame = view.regions(theme=theme, year=year or "")
    if picture is not None:
        for sentence in _draw(frame, view.codebook.get(theme).label if theme else "", extent, picture):
            typer.echo(sentence)
        return
    columns = {"name": "region", "kind": "kind", "documents": "docs"}
    if theme:
        columns |= {"about": "about", "share": "share", "low": "from", "high": "to"}
    columns |= {"institutions": "institutions", "ties": "ties", "first": "first", "last": "last"}
    shown = dict.fromkeys(("share", "low", "high"), _percent)
    empty = "No document is about a region."
    answer(view, frame, columns, json=json, empty=empty, shown=shown, wide=("name",), most=n)


def _percent(value: Any) -> str:
    return f"{value:.0%}" if value == value else "-"


def _draw(frame: pd.DataFrame, label: str, extent: str, out: Path) -> list[str]:
    """Write a map and return what to say about it."""
    from collections import Counter

    from workingregions.corpus.errors import InputError
    from workingregions.corpus.plain import plain
    from workingregions.reports import maps
    from workingregions.reports.output import write

    if out.suffix.lower() != ".svg":
        raise InputError(f"{out}: maps are written as SVG.", advice="Let the file's name end in .svg.")
    own = frame[frame["region"] == frame["country"]]
    counts = Counter(dict(zip(own["region"], own["documents"].astype(int), strict=True)))
    shown = maps.extent(extent or maps.chosen(counts))
    marks = [
        maps.Mark(
            region=row["region"],
            value=row["share"] if label else row["documents"],
            text=f"{row['name']}: {plural(row['documents'], 'document')}",
            href="#",
            few=row["few"],
        )
        for row in plain(frame)
    ]
    title = f"{f'Share of documents about {label.casefold()}' if label else 'Documents'}: {shown.name}"
    made = maps.draw_map(
        shown, maps.fitting(shown, set(frame["region"])), marks,
        kind="share" if label else "count", title=title, description="", link="#",
    )  # fmt: skip
    names = dict(zip(frame["region"], frame["name"], strict=True))
    lines = [f"Wrote {path}." for path in write(maps.standalone(made, title), out)]
    if made.listed:
        lines.append(f"Not on the map: {', '.join(names[r] for r in made.listed)}.")
    return lines


@asks(map=True, filters=tuple(FILTERS), governance=True)
def region(
    view: View,
    only: MapFilter,
    name: Annotated[str, typer.Argument(metavar="REGION", help='By name or code ("Ohio", US-OH, UKC).')],
    year: YearOption = None,
    against: Annotated[
        list[str] | None,
        typer.Option(
            "--against",
            metavar="REGION",
            help="Compare its thickness with; repeatable.",
            show_default=False,
        ),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Show what the documents say about a region, and what they do not.

    Documents about it, its parts, network and themes in numbers, and the documents that say most. --json has
    everything, with the profile of institutional thickness, themes by year, and outcomes.

    Example:

        wr region Ohio -p review
        wr region UKC --year 2010:2020 --against UKD --json -p review
    """
    with working("gathering"):
        found = view.region(name, against=against or (), year=year or "", only=only)
    if json:
        print_json(found, stale=view.stale)
    else:
        _show(view, found)


def _show(view: View, found: RegionProfile) -> None:
    typer.echo(f"{found.name} ({found.kind}, {found.region}), {found.period} ({found.snapshot})")
    sizes = [plural(len(found.documents), "document"), plural(found.institutions, "institution")]
    sizes += [plural(found.ties, "stated tie"), plural(len(found.outcomes), "outcome")]
    typer.echo(f"{', '.join(sizes)}; {plural(found.named_in, 'other document')} with a passage about it.")
    if len(found.children):
        parts = [
            f"{n} ({d})" for n, d in zip(found.children["name"], found.children["documents"], strict=True)
        ]
        typer.echo(f"Within it: {', '.join(parts)}.")
    columns = {"title": "says most about it", "year": "year", "passages": "passages", "path": "file"}
    show_frame(found.key.head(KEY), columns, wide=("title", "path"), empty="No passage is about it.")
    themes = (
        found.themes[found.themes["documents"] > 0].sort_values("documents", ascending=False).head(THEMES)
    )
    heads = {"theme": "theme", "documents": "docs", "of_documents": "of", "share": "share"}
    labels = {"theme": lambda t: view.codebook.get(str(t)).label, "share": _percent}
    show_frame(themes, heads, shown=labels, empty="No document about it is about a theme.", wide=("theme",))
    for sentence in found.unknown:
        note(sentence)
