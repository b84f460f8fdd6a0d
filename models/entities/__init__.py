"""Institutions of the corpus, resolved from their names in all documents."""

from __future__ import annotations

from workingregions.models.entities.corrections import (
    Conflict,
    in_force,
)
from workingregions.models.entities.material import (
    LINKS,
    Material,
)
from workingregions.models.entities.observations import (
    Observation,
    observe,
)
from workingregions.models.entities.resolution import (
    Memo,
    Resolution,
    entity_ties,
    resolve,
)

__all__ = [
    "LINKS",
    "Conflict",
    "Material",
    "Memo",
    "Observation",
    "Resolution",
    "entity_ties",
    "in_force",
    "observe",
    "resolve",
]
