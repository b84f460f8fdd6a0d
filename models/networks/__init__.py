"""Governance networks of regions: building, measures, change over time, file formats."""

from __future__ import annotations

from workingregions.models.networks.arrangement import GROUPS, group_of, positions
from workingregions.models.networks.build import (
    MODALITIES,
    Network,
    network,
)
from workingregions.models.networks.formats import (
    as_gexf,
    as_graphml,
    as_json,
    csv,
    node_link,
)
from workingregions.models.networks.measures import (
    ROLES,
    Change,
    change,
    core,
    institutions,
    summary,
    undirected,
)

__all__ = [
    "GROUPS",
    "MODALITIES",
    "ROLES",
    "Change",
    "Network",
    "as_gexf",
    "as_graphml",
    "as_json",
    "change",
    "core",
    "csv",
    "group_of",
    "institutions",
    "network",
    "node_link",
    "positions",
    "summary",
    "undirected",
]
