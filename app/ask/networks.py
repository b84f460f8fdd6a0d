"""Networks and thickness profiles of a project's regions, and their files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from workingregions.app.ask.evidence import evidence_ids
from workingregions.app.ask.unread import unread
from workingregions.app.names import Pinned, gazetteer, notes
from workingregions.corpus.map_filter import MapFilter
from workingregions.corpus.selection import parse_years

if TYPE_CHECKING:
    from workingregions.models.networks import Change, Network
    from workingregions.models.presence import GovernanceMap
    from workingregions.models.thickness import ThicknessProfile
    from workingregions.models.unread import Unread
    from workingregions.models.wording import Years


def tables(pinned: Pinned) -> GovernanceMap:
    """Return the tables that networks and profiles are computed from, without repeated documents."""
    from workingregions.models.presence import GovernanceMap

    material = GovernanceMap.read(pinned.snapshot, pinned.counted)
    return replace(material, evidence=lambda ties: evidence_ids(pinned.snapshot, ties))


def network(
    pinned: Pinned,
    material: GovernanceMap,
    region: str,
    year: str,
    outside: bool,
    negated: bool,
    only: MapFilter,
) -> Network:
    """See View.network."""
    from workingregions.models.networks import network as build

    found, years = gazetteer().find(region), _years(year)
    net = build(material, found.id, gazetteer(), years=years, outside=outside, negated=negated, only=only)
    said = notes(region, material.documents, found=bool(net.documents))
    lacking = unread(pinned, net.documents)
    return replace(net, notes=(*net.notes, *_sentence(lacking), *said), unread=lacking)


def change(
    pinned: Pinned, material: GovernanceMap, region: str, before: str, after: str, only: MapFilter
) -> Change:
    """See View.change."""
    from workingregions.models.networks import change as compare
    from workingregions.models.networks import network as build

    found = gazetteer().find(region)
    earlier, later = (
        build(material, found.id, gazetteer(), years=parse_years(year), only=only) for year in (before, after)
    )
    changed = compare(earlier, later)
    lacking = unread(pinned, [*earlier.documents, *later.documents])
    said = notes(region, material.documents, found=bool(earlier.documents or later.documents))
    return replace(changed, notes=(*changed.notes, *_sentence(lacking), *said))


def thickness(
    pinned: Pinned,
    material: GovernanceMap,
    regions: Sequence[str],
    year: str,
    at: int,
    only: MapFilter,
) -> ThicknessProfile:
    """See View.thickness."""
    from workingregions.models.thickness import thickness as profile

    found = {region: gazetteer().find(region).id for region in regions}
    made = profile(material, list(found.values()), gazetteer(), years=_years(year), at=at or None, only=only)
    seen = set(made.regions.loc[made.regions["documents"] + made.regions["unread"] > 0, "region"])
    said = [
        note for region in regions for note in notes(region, material.documents, found=found[region] in seen)
    ]
    known = {d.id: d for d in material.documents}
    lacking = unread(pinned, [known[d] for d in made.documents])
    warnings = (*made.warnings, *_sentence(lacking), *dict.fromkeys(said))
    return replace(made, warnings=warnings, unread=lacking)


def _sentence(lacking: Unread) -> tuple[str, ...]:
    return (lacking.words,) if lacking.words else ()


def _years(year: str) -> Years | None:
    return parse_years(year) if year else None
