"""The tagger of names: a transformer with heads for names, types and scales."""

from __future__ import annotations

from workingregions.nlp.tagger.network import (
    STATES,
)
from workingregions.nlp.tagger.tagger import (
    LABELS,
    Entity,
    InstitutionScores,
    TaggerReading,
    read,
)

__all__ = ["LABELS", "STATES", "Entity", "InstitutionScores", "TaggerReading", "read"]
