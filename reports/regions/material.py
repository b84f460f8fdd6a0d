"""What a regional profile is made from: all that was found about a region, with its evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workingregions.corpus.records import Document
from workingregions.models.contradictions import Contrast
from workingregions.models.networks import Change, Network
from workingregions.models.thickness import ThicknessProfile
from workingregions.models.trends import TrendTest
from workingregions.models.unread import Unread
from workingregions.reports.themes import Step

if TYPE_CHECKING:
    import pandas as pd

HOME, ABOVE, NAMED, OUTSIDE = "home", "above", "named", "outside"
"""Why an institution counts in a region, as `models.presence.Basis` has it."""
SCALES = ("local", "regional", "national", "supranational", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """An institution that passages about the region name: `documents` of `publishers` do, from `first` to
    `last` (years).

    `evidence` are sentences that name it, of several documents if there are; `quotable` is whether the first
    can be read alone; `link` is its page.
    """

    id: str
    name: str
    type: str
    scale: str
    basis: str
    home: str
    documents: int
    mentions: int
    publishers: int
    first: int | None
    last: int | None
    evidence: tuple[str, ...] = ()
    quotable: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeShare:
    """A theme in the documents about the region, and in all others.

    `difference` is the region's share less that of the others, with its 95 % interval (`low`, `high`); None
    where there are too few documents. `clear` is whether it holds after the tests of all themes.
    """

    id: str
    label: str
    documents: int
    of: int
    share: float
    share_low: float
    share_high: float
    others: int
    of_others: int
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    clear: bool = False
    passages: int = 0
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantified:
    """A quantified claim: `text` as written, with the names of the place and the institution, "" if unknown.

    `change` is gained, lost or kept, "" for a level; `when` the year or period as written. `evidence` is the
    sentence that states it, `sentence` its words.
    """

    kind: str
    text: str
    unit: str
    value: float
    place: str
    institution: str
    promised: bool
    change: str
    when: str
    document: str
    confidence: float
    sentence: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two statements that do not agree: in words, with its document and its sentence."""

    said: str
    document: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Two statements of different documents on one thing that do not agree."""

    contrast: Contrast
    about: str
    one: Side
    other: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """Two periods of a region compared: their names, documents, and what changed between the networks."""

    before: str
    after: str
    documents: tuple[int, int]
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionMaterial:
    """All that a profile says of a region.

    `focal` documents are about it, `mentioned` ones only have a passage about it; `others` counts the rest
    of the corpus. `actors` include institutions from elsewhere; `network` does not, but for those tied to
    one at home. `key` are ids of documents with the numbers of their passages about the region and in all.
    `parts` is a frame as `View.regions` returns it. `rejected` counts the findings that people rejected, by
    kind.
    """

    region: str
    name: str
    kind: str
    within: tuple[str, ...]
    period: str
    focal: Sequence[Document]
    mentioned: Sequence[Document]
    others: int
    passages: int
    pages: int
    key: Sequence[tuple[str, int, int]]
    parts: pd.DataFrame
    actors: Sequence[Actor]
    network: Network
    measures: pd.DataFrame
    thickness: ThicknessProfile
    themes: Sequence[ThemeShare]
    theme_warnings: Sequence[str]
    trends: Sequence[TrendTest]
    outcomes: Sequence[Quantified]
    contradictions: Sequence[Contradiction]
    periods: Periods | None
    unknown: Sequence[str]
    unread: Unread
    rejected: Mapping[str, int]
    steps: Sequence[Step]

    @property
    def documents(self) -> list[Document]:
        """All documents with something about the region."""
        return [*self.focal, *self.mentioned]

    @property
    def counted(self) -> list[Actor]:
        """The institutions that belong to the region, or act there from above; none from elsewhere."""
        return [actor for actor in self.actors if actor.basis != OUTSIDE]
