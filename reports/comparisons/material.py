"""What a comparison of regions is made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workingregions.corpus.records import Document
from workingregions.models.equal_networks import EqualNetworks
from workingregions.models.networks import Network
from workingregions.models.thickness import ThicknessProfile
from workingregions.models.trends import Comparison
from workingregions.models.unread import Unread
from workingregions.reports.comparisons.asked import Question
from workingregions.reports.comparisons.grades import Grade
from workingregions.reports.themes import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the documents on a region answer to a question.

    `hits` of `of` documents answer, of so many `publishers`; `low` to `high` is the 95 % interval of the
    share. `said` is the answer in words, such as names, "" where the quotes alone answer. `evidence` are
    sentences, the best first; `quote` is the one that can be read alone, "" if there is none.
    """

    question: str
    region: str
    grade: Grade
    hits: int
    of: int
    publishers: int
    low: float
    high: float
    said: str
    evidence: tuple[str, ...]
    quote: str = ""

    @property
    def share(self) -> float:
        """Hits as a share of the documents, 0..1."""
        return self.hits / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A region of a comparison: its documents (those with a passage about it), how many are about it."""

    region: str
    name: str
    kind: str
    documents: Sequence[Document]
    focal: int
    passages: int
    network: Network
    link: str

    @property
    def read(self) -> list[Document]:
        """The documents in the language that is annotated."""
        return [d for d in self.documents if d.is_read]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonMaterial:
    """All that a comparison says of two to nine regions.

    `names` are those of institutions by id. `themes` is None where a region has too few documents about it.
    """

    regions: Sequence[Compared]
    period: str
    questions: Sequence[Question]
    answers: Mapping[tuple[str, str], Answer]
    thickness: ThicknessProfile
    networks: EqualNetworks
    names: Mapping[str, str]
    shared_evidence: Mapping[str, tuple[str, ...]]
    themes: Comparison | None
    labels: Mapping[str, str]
    unread: Unread
    steps: Sequence[Step]

    @property
    def documents(self) -> list[Document]:
        """All documents of the comparison, each once."""
        found = {d.id: d for region in self.regions for d in region.documents}
        return list(found.values())
