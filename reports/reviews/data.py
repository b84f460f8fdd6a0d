"""The content of a thematic review, as data: every number with the passages it was counted on."""

from __future__ import annotations

from dataclasses import dataclass

from workingregions.corpus.codebook import Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A sentence of a passage, text[start:end], and the page on which it begins."""

    passage: str
    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """`hits` of `total` documents, with Wilson's 95 % interval of the share and one spot a document."""

    hits: int
    total: int
    low: float
    high: float
    spots: tuple[Spot, ...] = ()

    @property
    def share(self) -> float:
        """Hits as a share of the total, 0..1; 0 where there is nothing to count."""
        return self.hits / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A document that the review draws on; `number` is its place in the list of documents."""

    number: int
    id: str
    title: str
    publisher: str
    year: int | None
    type: str
    regions: tuple[str, ...]
    path: str
    passages: tuple[CitedPassage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedPassage:
    """A passage about the theme. text[start:end] is the sentence that states it best."""

    passage: str
    document: str
    page: int
    text: str
    start: int
    end: int
    about: float
    mention: bool
    section: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence of the review with the spots that support it."""

    text: str
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearRow:
    """The documents of one year, or of those whose year is unknown (None)."""

    year: int | None
    count: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionRow:
    """A country (`inner` False) or a region within it, over the review's periods.

    `region` is "" for documents without a focal region. `cells` has one count for each period, then one
    for documents without a year.
    """

    region: str
    name: str
    inner: bool
    count: Count
    cells: tuple[Count, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionRow:
    """An institution named in the theme's passages; `spots` has one sentence a document."""

    entity: str
    name: str
    type: str
    scale: str
    documents: int
    passages: int
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Strand:
    """A group of the theme's passages that use the same words, with those that represent it best."""

    label: str
    terms: tuple[str, ...]
    documents: int
    passages: int
    quotes: tuple[Spot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedTheme:
    """Another theme of the same passages. `lift` is how many times more often than by chance."""

    theme: str
    label: str
    passages: int
    documents: int
    lift: float
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something that is missing or left out, and the documents (number in the corpus) it concerns."""

    text: str
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """What was searched."""

    snapshot: str
    documents: int
    passages: int
    pages: int
    first_year: int | None
    last_year: int | None
    genres: tuple[tuple[str, int], ...]
    threshold: float
    encoder: str
    selection: str
    filter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewData:
    """A thematic review.

    `periods` are first and last years of the region table's columns, `by_period` the counts in each,
    `trend` sentences on whether the share of documents changed.
    """

    theme: Theme
    group: str
    corpus: Corpus
    overall: Count
    passages: int
    statements: tuple[Statement, ...]
    years: tuple[YearRow, ...]
    periods: tuple[tuple[int, int], ...]
    by_period: tuple[Count, ...]
    regions: tuple[RegionRow, ...]
    institutions: tuple[InstitutionRow, ...]
    strands: tuple[Strand, ...]
    related: tuple[RelatedTheme, ...]
    gaps: tuple[Gap, ...]
    documents: tuple[Cited, ...]
    trend: tuple[str, ...] = ()
