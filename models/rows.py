"""What the rows of the frames and the parts of the answers of `models` are: the schema of their JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workingregions.corpus.map_filter import LeftOut, MapFilter
from workingregions.corpus.plain import NAME, OPTIONAL
from workingregions.models.unread import Unread

ASKED: Mapping[str, bool] = {OPTIONAL: True}
"""Metadata of a column that is there only when it was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The facets of a cell of counts, as far as they were asked for.

    `region` is a gazetteer id; "" is an unknown region, period or publisher, None an unknown year.
    """

    region_name: str = field(default="", metadata=ASKED)
    region: str = field(default="", metadata=ASKED)
    year: int | None = field(default=None, metadata=ASKED)
    period: str = field(default="", metadata=ASKED)
    genre: str = field(default="", metadata=ASKED)
    type: str = field(default="", metadata=ASKED)
    publisher: str = field(default="", metadata=ASKED)
    language: str = field(default="", metadata=ASKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendRow(Cell):
    """A cell of `theme_counts` with the theme's counts in it.

    `low` and `high` bound the 95 % interval of `share`; `adjusted` is the share corrected for the tagger's
    error, with its own interval. `few` marks cells of so few documents that shares say little. `unread` of
    the documents are in other languages than English, in which themes are hardly found.
    """

    theme: str
    documents: int
    of_documents: int
    unread: int
    share: float
    low: float
    high: float
    adjusted: float | None
    adjusted_low: float
    adjusted_high: float
    few: bool
    passages: int
    of_passages: int
    passage_share: float
    passage_low: float
    passage_high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentRow:
    """The value of a component of thickness in a region, with its 95 % interval; None is not known."""

    region: str
    name: str
    component: str
    aspect: str
    label: str
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionRow:
    """Raw counts of a region in a thickness profile, and the quality of its evidence.

    `documents` are those that were read; `unread` counts those about the region in other languages. What the
    filter leaves out is counted in `firms_left_out`, `institutions_left_out` (others) and `ties_left_out`.
    """

    region: str
    name: str
    documents: int
    unread: int
    undated: int
    passages: int
    mentions: int
    institutions: int
    home: int
    above: int
    named: int
    elsewhere: int
    no_scale: int
    ties: int
    unsure_ties: int
    firms_left_out: int
    institutions_left_out: int
    ties_left_out: int
    chao2: float | None
    coverage: float | None
    coverage_at: float | None
    ei: float | None
    ei_expected: float | None
    ei_p: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedInstitution:
    """An institution in the networks of two periods; `change` is entered, left or stayed."""

    entity: str
    name: str
    type: str
    scale: str
    change: str
    documents_before: int
    documents_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedTie:
    """A tie in the networks of two periods; `change` is formed, dissolved or kept."""

    source: str
    relation: str
    target: str
    source_name: str
    target_name: str
    change: str
    evidence_before: int
    evidence_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkDocument:
    """A document that a network was made from."""

    id: str
    title: str
    publisher: str
    year: int | None
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkNode:
    """An institution in a network, with its measures; see `networks.measures.institutions`."""

    id: str
    name: str
    type: str
    scale: str
    home: str
    home_name: str
    basis: str
    documents: int
    mentions: int
    external_ids: str
    degree: int
    out: int
    in_: int = field(metadata={NAME: "in"})
    strength: int
    betweenness: float
    pagerank: float
    k_core: int
    core: bool
    community: int
    brokerage: int
    coordinator: int
    gatekeeper: int
    representative: int
    consultant: int
    liaison: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence that states a tie; `id` is its evidence id."""

    modality: str
    confidence: float
    document: str
    title: str
    publisher: str
    year: int | None
    file: str
    page: int
    passage: str
    start: int
    end: int
    sentence: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeniedTie:
    """A sentence that denies a tie between two institutions; `id` is its evidence id."""

    source: str
    relation: str
    target: str
    modality: str
    confidence: float
    document: str
    title: str
    publisher: str
    year: int | None
    file: str
    page: int
    passage: str
    start: int
    end: int
    sentence: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkEdge:
    """A tie in a network, with the statements of it; `first` and `last` are years, 0 when unknown."""

    source: str
    target: str
    key: str
    relation: str
    directed: bool
    modality: str
    confidence: float
    weight: int
    documents: int
    first: int
    last: int
    evidence: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoMention:
    """Two institutions that `weight` passages of `documents` documents name together."""

    source: str
    target: str
    weight: int
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkSummary:
    """The size and shape of a network; None where it is too small for the measure."""

    documents: int
    institutions: int
    tied: int
    ties: int
    evidence: int
    co_mentions: int
    density: float | None
    components: int
    core: int
    core_fit: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkAnswer:
    """A governance network in networkx's node-link form, with what belongs to it; see `node_link`."""

    region: str
    region_name: str
    years: tuple[int | None, int | None] | None
    snapshot: str
    filter: MapFilter
    left_out: LeftOut
    unread: Unread
    summary: NetworkSummary
    notes: tuple[str, ...]
    documents: tuple[NetworkDocument, ...]
    directed: bool
    multigraph: bool
    graph: Mapping[str, str]
    nodes: tuple[NetworkNode, ...]
    edges: tuple[NetworkEdge, ...]
    co_mentions: tuple[CoMention, ...]
    denied: tuple[DeniedTie, ...]
