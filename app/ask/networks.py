"""Networks and thickness profiles of a project's regions, and their files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from workingregions.app.names import (
    Register,
    gazetteer,
    notes,
)
from workingregions.corpus.selection import parse_years

if TYPE_CHECKING:
    from workingregions.models.networks import Change, Network
    from workingregions.models.presence import GovernanceMap
    from workingregions.models.thickness import ThicknessProfile
    from workingregions.models.wording import Years

TEXTS = ("graphml", "gexf", "json")
PROFILES = ("html", "png", "svg", "json", "csv")
FORMATS = ("table", *TEXTS, "csv", "png", "svg", "html")

Content = str | bytes | Mapping[str, str]
"""The content of a file, or texts by file name for a folder."""


def tables(register: Register) -> GovernanceMap:
    """Return the tables that networks and profiles are computed from, without repeated documents."""
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
