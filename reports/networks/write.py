"""A network as a file: GraphML, GEXF, JSON, tables, a picture or a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from workingregions.corpus.errors import NotFoundError
from workingregions.models.networks import Network, as_gexf, as_graphml, as_json, csv
from workingregions.reports.networks import page, picture
from workingregions.reports.output import Content, write

TEXTS: Mapping[str, Callable[[Network], str]] = {"graphml": as_graphml, "gexf": as_gexf, "json": as_json}
"""The text formats, and the function that produces each."""
FORMATS = ("table", *TEXTS, "csv", "png", "svg", "html")


def network_text(net: Network, format: str) -> str:
    """Return a network as the text of a file format (one of TEXTS)."""
    return TEXTS[format](net)


def write_network(net: Network, format: str, out: Path) -> list[Path]:
    """Write a network as one of FORMATS except "table"; csv makes a folder of tables. Return the files.

    Raises:
        NotFoundError: the format is unknown.
        InputError: the path cannot be written.
    """
    if format not in FORMATS[1:]:
        raise NotFoundError("format of a network", format, FORMATS, advice=f"One of: {', '.join(FORMATS)}.")
    makers: Mapping[str, Callable[[Network], Content]] = {
        "csv": csv,
        "png": picture.png,
        "svg": picture.standalone,
        "html": page.html,
    }
    return write(makers[format](net) if format in makers else network_text(net, format), out)
