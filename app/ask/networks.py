"""Networks and thickness profiles of a project's regions, and the files they are written to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from workingregions.app.names import (
    Register,
    notes,
)
from workingregions.app.names.register import gazetteer
from workingregions.corpus.csvfile import frame_as_csv
from workingregions.corpus.errors import NotFoundError
from workingregions.corpus.selection import parse_years
from workingregions.corpus.store import make_folder, write_atomically, writing

if TYPE_CHECKING:
    from workingregions.models.networks import Change, Network
    from workingregions.models.presence import GovernanceMap
    from workingregions.models.thickness import ThicknessProfile
    from workingregions.models.wording import Years

TEXTS = ("graphml", "gexf", "json")
PROFILES = ("html", "png", "svg", "json", "csv")
FORMATS = ("table", *TEXTS, "csv", "png", "svg", "html")

Content = str | bytes | Mapping[str, str]
"""What a file holds, or texts by file name for a folder."""


def tables(register: Register) -> GovernanceMap:
    """What networks and profiles are made from, without repeated documents."""
    from workingregions.models.presence import GovernanceMap

    return GovernanceMap.read(register.snapshot, list(register.documents.values()))


def network(material: GovernanceMap, region: str, year: str, outside: bool, negated: bool) -> Network:
    """See View.network."""
    from workingregions.models.networks import network as build

    found, years = gazetteer().find(region), _years(year)
    net = build(material, found.id, gazetteer(), years=years, outside=outside, negated=negated)
    said = notes(region, material.documents, found=bool(net.documents))
    return replace(net, notes=(*net.notes, *said))


def change(material: GovernanceMap, region: str, before: str, after: str) -> Change:
    """See View.change."""
    from workingregions.models.networks import change as compare
    from workingregions.models.networks import network as build

    found = gazetteer().find(region)
    earlier, later = (
        build(material, found.id, gazetteer(), years=parse_years(year)) for year in (before, after)
    )
    changed = compare(earlier, later)
    said = notes(region, material.documents, found=bool(earlier.documents or later.documents))
    return replace(changed, notes=(*changed.notes, *said))


def thickness(material: GovernanceMap, regions: Sequence[str], year: str, at: int) -> ThicknessProfile:
    """See View.thickness."""
    from workingregions.models.thickness import thickness as profile

    found = {region: gazetteer().find(region).id for region in regions}
    made = profile(material, list(found.values()), gazetteer(), years=_years(year), at=at or None)
    seen = set(made.regions.loc[made.regions["documents"] > 0, "region"])
    said = [
        note for region in regions for note in notes(region, material.documents, found=found[region] in seen)
    ]
    return replace(made, warnings=(*made.warnings, *dict.fromkeys(said)))


def _years(year: str) -> Years | None:
    return parse_years(year) if year else None


def network_text(net: Network, format: str) -> str:
    """A network as the text of a file format (one of TEXTS)."""
    from workingregions.models.networks import formats as networks_formats

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
    from workingregions.models.networks import csv
    from workingregions.reports.networks import chart as network_chart
    from workingregions.reports.networks import page as network_page

    if format not in FORMATS[1:]:
        raise NotFoundError("format of a network", format, FORMATS, advice=f"One of: {', '.join(FORMATS)}.")
    makers: Mapping[str, Callable[[Network], Content]] = {
        "csv": csv,
        "png": network_chart.png,
        "svg": network_chart.svg_file,
        "html": network_page.html,
    }
    return _write(makers[format](net) if format in makers else network_text(net, format), out)


def write_thickness(profile: ThicknessProfile, out: Path) -> list[Path]:
    """Writes a profile as the format that the file's name asks for: html, png, svg, json or csv (a folder).

    Raises:
        NotFoundError: the name asks for another format.
        InputError: the path cannot be written.
    """
    from workingregions.reports.thickness import chart as thickness_chart
    from workingregions.reports.thickness import page as thickness_page

    format = out.suffix.lstrip(".").lower()
    if format not in ("", *PROFILES):
        raise NotFoundError("format of a profile", format, PROFILES, advice=f"One of: {', '.join(PROFILES)}.")
    makers: Mapping[str, Callable[[ThicknessProfile], Content]] = {
        "": _profile_tables,
        "csv": lambda p: _profile_tables(p)["components.csv"],
        "json": lambda p: p.as_json(),
        "png": thickness_chart.png,
        "svg": thickness_chart.svg_file,
        "html": thickness_page.html,
    }
    return _write(makers[format](profile), out)


def _profile_tables(profile: ThicknessProfile) -> dict[str, str]:
    frames = {name: getattr(profile, name) for name in ("regions", "components", "by_type", "by_scale")}
    return {f"{name}.csv": frame_as_csv(frame) for name, frame in frames.items()}


def _write(content: Content, out: Path) -> list[Path]:
    """Writes a file, or a folder of files; returns them. Raises InputError."""
    if isinstance(content, Mapping):
        make_folder(out)
        return [path for name, text in content.items() for path in _write(text, out / name)]
    with writing(out):
        if isinstance(content, bytes):
            out.write_bytes(content)
        else:
            write_atomically(out, content)
    return [out]
