"""Networks and thickness profiles of a project's regions, and the files they are written to."""

from __future__ import annotations

from collections.abc import Sequence
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
    from workingregions.models.thickness import ThicknessProfile

TEXTS = ("graphml", "gexf", "json")
PROFILES = ("html", "png", "svg", "json", "csv")
FORMATS = ("table", *TEXTS, "csv", "png", "svg", "html")


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


def thickness(project: Project, regions: Sequence[str], year: str, at: int) -> ThicknessProfile:
    """See Project.thickness."""
    from workingregions.models.thickness import thickness as profile
    from workingregions.nlp.gazetteer import Gazetteer

    gazetteer = Gazetteer.load()
    found = [gazetteer.find(region).id for region in regions]
    return profile(tables(project), found, gazetteer, years=_years(year), at=at or None)


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
        elif format == "svg":
            from workingregions.reports.network_chart import svg_file

            write_atomically(out, svg_file(net))
        else:
            from workingregions.reports.network_page import html

            write_atomically(out, html(net))
    except OSError as cause:
        raise InputError(f"{out} cannot be written: {cause.strerror}.") from cause
    return [out]


def write_thickness(profile: ThicknessProfile, out: Path) -> list[Path]:
    """Writes a profile as the format that the file's name asks for: html, png, svg, json or csv (a folder).

    Raises:
        NotFoundError: the name asks for another format.
        InputError: the path cannot be written.
    """
    format = out.suffix.lstrip(".").lower() or "csv"
    if format not in PROFILES:
        raise NotFoundError("format of a profile", format, PROFILES, advice=f"One of: {', '.join(PROFILES)}.")
    try:
        if format == "csv" and not out.suffix:
            out.mkdir(parents=True, exist_ok=True)
            names = ("regions", "components", "by_type", "by_scale")
            for name in names:
                text = getattr(profile, name).to_csv(index=False, lineterminator="\n")
                write_atomically(out / f"{name}.csv", text)
            return [out / f"{name}.csv" for name in names]
        out.parent.mkdir(parents=True, exist_ok=True)
        if format == "csv":
            write_atomically(out, profile.components.to_csv(index=False, lineterminator="\n"))
        elif format == "json":
            write_atomically(out, profile.as_json())
        elif format == "png":
            from workingregions.reports.thickness_chart import png

            out.write_bytes(png(profile))
        elif format == "svg":
            from workingregions.reports.thickness_chart import svg_file

            write_atomically(out, svg_file(profile))
        else:
            from workingregions.reports.thickness_page import html

            write_atomically(out, html(profile))
    except OSError as cause:
        raise InputError(f"{out} cannot be written: {cause.strerror}.") from cause
    return [out]
