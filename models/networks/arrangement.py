"""Where an institution stands from left to right within the layer of its scale: the same in every picture.

The place depends on the institution and on all ties of the corpus, never on the region, the period or the
filter of a picture, so that two pictures can be compared. Within a layer institutions stand by kind and,
within a kind, near those that they are tied to (barycentres: Sugiyama, Tagawa & Toda 1981).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from workingregions.corpus.enums import InstitutionType as T
from workingregions.corpus.enums import Modality, Scale
from workingregions.corpus.records import Entity, Tie

GROUPS: Mapping[str, frozenset[T]] = {
    "Government": frozenset(
        {T.GOVERNMENT_SUPRANATIONAL, T.GOVERNMENT_NATIONAL, T.GOVERNMENT_REGIONAL, T.GOVERNMENT_LOCAL}
    ),
    "Agencies and intermediaries": frozenset({T.DEVELOPMENT_AGENCY, T.LABOUR_INTERMEDIARY}),
    "Research and training": frozenset({T.UNIVERSITY, T.RESEARCH_ORGANISATION, T.TRAINING_PROVIDER}),
    "Firms and their associations": frozenset({T.FIRM, T.INDUSTRY_ASSOCIATION}),
    "Finance": frozenset({T.FINANCE}),
    "Unions and civil society": frozenset({T.UNION, T.CIVIL_SOCIETY}),
    "Other": frozenset({T.OTHER}),
}
"""Groups of types, in their order from left to right."""
_SWEEPS = 6


def group_of(kind: str) -> str:
    """Return the group that a type belongs to."""
    return next((name for name, kinds in GROUPS.items() if kind in kinds), "Other")


def positions(entities: Iterable[Entity], ties: Iterable[Tie]) -> dict[str, float]:
    """Return the place of each institution with a tie, from 0 (left) to 1, within the layer of its scale."""
    known = {e.id: e for e in entities}
    near: dict[str, set[str]] = defaultdict(set)
    for tie in ties:
        ends = (tie.source, tie.target)
        if tie.modality is not Modality.NEGATED and tie.source != tie.target and known.keys() >= set(ends):
            near[tie.source].add(tie.target)
            near[tie.target].add(tie.source)
    order = list(GROUPS)
    group = {e: order.index(group_of((known[e].type or T.OTHER).value)) for e in near}
    layers: dict[Scale, list[str]] = defaultdict(list)
    for entity in sorted(near, key=lambda e: (group[e], known[e].name.casefold(), e)):
        layers[known[entity].scale or Scale.UNKNOWN].append(entity)
    place = {e: p for own in layers.values() for e, p in _spread(own)}
    for _ in range(_SWEEPS):
        for scale in sorted(layers):
            pull = {e: sum(place[n] for n in near[e]) / len(near[e]) for e in layers[scale]}
            layers[scale].sort(key=lambda e, pull=pull: (group[e], round(pull[e], 9), e))  # type: ignore[misc]
            place |= dict(_spread(layers[scale]))
    return place


def _spread(own: list[str]) -> Iterable[tuple[str, float]]:
    return ((e, (n + 0.5) / len(own)) for n, e in enumerate(own))
