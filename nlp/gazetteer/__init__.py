"""Places: their ids, names and hierarchy, and the places that a written name may mean."""

from __future__ import annotations

from workingregions.nlp.gazetteer.gazetteer import (
    LEVELS,
    Candidate,
    Gazetteer,
    Place,
    prominence,
)
from workingregions.nlp.gazetteer.keys import (
    name_key,
)
from workingregions.nlp.gazetteer.lookup import (
    COUNTY,
    abbreviations,
    candidates_of,
    demonyms,
    known_place,
    senses,
)

__all__ = [
    "COUNTY",
    "LEVELS",
    "Candidate",
    "Gazetteer",
    "Place",
    "abbreviations",
    "candidates_of",
    "demonyms",
    "known_place",
    "name_key",
    "prominence",
    "senses",
]
