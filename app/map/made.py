"""The institution map as it is computed, before it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workingregions.app.map.citing import Change
from workingregions.app.map.revisions import Revision
from workingregions.corpus.correction import Correction
from workingregions.corpus.records import Tie

if TYPE_CHECKING:
    from workingregions.models.entities import Conflict, Resolution


@dataclass(frozen=True, slots=True)
class Map:
    """A governance map, and the corrected documents, that are computed from a snapshot and not yet written.

    `active` holds the ids of the corrections that it was built with, `registry` the id of the registry. The
    record of the map states what it was built from, even if the ledger has changed since.
    """

    resolution: Resolution
    ties: tuple[Tie, ...]
    active: tuple[str, ...]
    registry: str
    revision: Revision
    conflicts: tuple[Conflict, ...]
    citations: tuple[Change, ...]

    @property
    def unmatched(self) -> tuple[tuple[Correction, tuple[str, ...]], ...]:
        """The corrections that match nothing in the corpus, with similar names."""
        return (*self.resolution.unmatched, *((line, ()) for line in self.revision.unmatched))
