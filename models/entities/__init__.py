"""Institutions of the corpus, resolved from their names in all documents."""

from __future__ import annotations

from workingregions.models.entities.corrections import (
    in_force,
)
from workingregions.models.entities.resolution import (
    Conflict,
    Memo,
    Resolution,
    entity_ties,
    observe,
    resolve,
)

__all__ = [
    "Conflict",
    "Memo",
    "Resolution",
    "entity_ties",
    "in_force",
    "observe",
    "resolve",
]
