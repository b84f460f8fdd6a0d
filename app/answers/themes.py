"""Rows about themes, labels and topics."""

from __future__ import annotations

from dataclasses import dataclass

from workingregions.models.rows import Cell
from workingregions.models.topics import Descent


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeRow:
    """A row of `View.themes`."""

    id: str
    group: str
    label: str
    definition: str
    documents: int
    passages: int
    mentions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRow:
    """A row of `View.labels`: a coder's current answer, and how its passage was found (`state`)."""

    id: str
    when: str
    who: str
    theme: str
    answer: str
    why: str
    stratum: str
    size: int
    survey: str
    codebook: str
    file: str
    page: int | None
    evidence: str
    quote: str
    note: str
    state: str
    reason: str
    passage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSummaryRow:
    """A row of `View.label_summary`: the labels of a theme; `model` is what scores it."""

    theme: str
    labels: int
    coders: int
    yes: int
    no: int
    unsure: int
    random: int
    gone: int
    contested: int
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRow:
    """A row of `View.topics`; `topic` is its permanent id."""

    topic: int
    name: str
    by_hand: bool
    share: float
    passages: int
    documents: int
    new: int
    coherence: float
    words: tuple[str, ...]
    fate: str
    merged: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPassage:
    """A row of `View.topic`: a passage of a topic."""

    weight: float
    document: str
    page: int
    text: str
    passage: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicDocument:
    """A row of `View.topic_documents`: a document about a topic, and its share of passages of the topic."""

    file: str
    title: str
    year: int | None
    share: float
    passages: int
    of_passages: int
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPlace:
    """A row of `View.topic_map`: a position in two dimensions; `size` is the number of passages."""

    topic: int
    name: str
    x: float
    y: float
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicTrendRow(Cell):
    """A row of `View.topic_trends`: a topic's counts in a cell, as those of a theme in `TrendRow`."""

    topic: int
    name: str
    documents: int
    of_documents: int
    unread: int
    share: float
    low: float
    high: float
    few: bool
    passages: int
    of_passages: int
    passage_share: float
    passage_low: float
    passage_high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicHistoryRow:
    """A row of `View.topic_history`: a fit, name, merge or undo; `line` is its id."""

    line: str
    when: str
    who: str
    action: str
    what: str
    in_force: bool
    fates: tuple[Descent, ...]
