"""Places named in passages, resolved, and the regions that a document is about."""

from __future__ import annotations

from workingregions.nlp.places.evidence import (
    focal_evidence,
)
from workingregions.nlp.places.find import (
    names_in,
)
from workingregions.nlp.places.focus import (
    focal_regions,
    passage_places,
)
from workingregions.nlp.places.jurisdictions import (
    jurisdiction,
)
from workingregions.nlp.places.places import (
    find_places,
)
from workingregions.nlp.places.seats import (
    with_seats,
)

__all__ = [
    "find_places",
    "focal_evidence",
    "focal_regions",
    "jurisdiction",
    "names_in",
    "passage_places",
    "with_seats",
]
