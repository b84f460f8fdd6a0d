"""Networks and thickness profiles of a project's regions, and the files they are written to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.corpus.selection import parse_years
from workingregions.corpus.snapshot import write_atomically

if TYPE_CHECKING:
    from workingregions.app.project import Project
    from workingregions.models.networks import Network
    from workingregions.models.networks_measures import Change
    from workingregions.models.presence import GovernanceMap, Years

TEXTS = ("graphml", "gexf", "json")
FORMATS = ("table", *TEXTS, "csv", "png", "html")


def tables(project: Project) -> GovernanceMap:
    """What networks and profiles are made from, brought up to date, without repeated documents."""
    from workingregions.models.presence import GovernanceMap

    register = project.register
    return GovernanceMap.read(register.snapshot, list(register.documents.values()))


def network(project: Project, region: str, year: str, outside: bool, negated: bool) -> Network:
    """See Project.network."""
    from workingregions.models.networks import network as build
    from workingregions.nlp.gazetteer import Gazetteer

    gazetteer = Gazetteer.load()
    found, years = gazetteer.find(region), _years(year)
    return build(tables(project), found.id, gazetteer, years=years, outside=outside, negated=negated)


def change(project: Project, region: str, before: str, after: str) -> Change:
    """See Project.change."""
    from workingregions.models.networks import network as build
    from workingregions.models.networks_measures import change as compare
    from workingregions.nlp.gazetteer import Gazetteer

    gazetteer = Gazetteer.load()
    found, material = gazetteer.find(region), tables(project)
    earlier, later = (
        build(material, found.id, gazetteer, years=parse_years(year)) for year in (before, after)
    )
    return compare(earlier, later)


def _years(year: str) -> Years | None:
    return parse_years(year) if year else None


def network_text(net: Network, format: str) -> str:
    """A network as the text of a file format (one of TEXTS)."""
    from workingregions.models import networks_formats

    makers = {
        "graphml": networks_formats.graphml,
        "gexf": networks_formats.gexf,
        "json": networks_formats.as_json,
    }
    return makers[format](net)


def write_network(net: Network, format: str, out: Path) -> list[Path]:
    """Writes a network as one of FORMATS but "table"; csv makes a folder of tables. Returns the files.

    Raises:
        NotFoundError: the format is not known.
        InputError: the path cannot be written.
    """
    from workingregions.models import networks_formats

    if format not in FORMATS[1:]:
        raise NotFoundError("format of a network", format, FORMATS, advice=f"One of: {', '.join(FORMATS)}.")
    try:
        if format == "csv":
            out.mkdir(parents=True, exist_ok=True)
            files = networks_formats.csv(net)
            for name, text in files.items():
                write_atomically(out / name, text)
            return [out / name for name in files]
        out.parent.mkdir(parents=True, exist_ok=True)
        if format in TEXTS:
            write_atomically(out, network_text(net, format))
        elif format == "png":
            from workingregions.reports.network_chart import png

            out.write_bytes(png(net))
        else:
            from workingregions.reports.network_chart import html

            write_atomically(out, html(net))
    except OSError as cause:
        raise InputError(f"{out} cannot be written: {cause.strerror}.") from cause
    return [out]
