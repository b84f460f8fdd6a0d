"""The answers that compare groups of documents: themes of regions, terms of periods or regions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workingregions.corpus.plain import rows_of
from workingregions.models.rows import TrendRow
from workingregions.models.trends.compare import Difference
from workingregions.models.unread import Unread

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPassage:
    """A row of `View.trend_passages`: a passage about the theme, with its probability `about`."""

    file: str
    title: str
    year: int | None
    page: int
    about: float
    text: str
    document: str
    passage: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellDocument:
    """A row of `View.trend_documents`: a document of a cell, with the number of its passages about the theme.

    `read` is whether it is in a language in which themes are looked for.
    """

    file: str
    title: str
    year: int | None
    type: str
    publisher: str
    about: bool
    passages: int
    read: bool
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeInstitution:
    """A row of `View.theme_institutions`: how many passages about the theme name an institution."""

    id: str
    name: str
    type: str
    scale: str
    documents: int
    passages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TermPassage:
    """A row of `View.term_passages`: a passage that has a term, and of which group (a or b) it is."""

    side: str
    file: str
    title: str
    year: int | None
    page: int
    text: str
    document: str
    passage: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTerm:
    """A term that tells two groups apart, with a passage that has it; see `TermRow`."""

    term: str
    side: str
    z: float
    log_odds: float
    passages_a: int
    passages_b: int
    documents_a: int
    documents_b: int
    passage: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The themes of regions compared, each region with the first; of one, with all other documents.

    `profile` has the cells of regions and themes as `View.trends` counts them, `differences` a row for each
    other region and theme. `both` counts, for each other region, the documents about it and the first, which
    are left out of the differences. `warnings` are sentences.
    """

    snapshot: str
    regions: tuple[str, ...]
    names: tuple[str, ...]
    years: str
    profile: pd.DataFrame = field(metadata=rows_of(TrendRow))
    differences: pd.DataFrame = field(metadata=rows_of(Difference))
    both: tuple[int, ...] = ()
    unread: Unread = field(default_factory=Unread)
    warnings: tuple[str, ...] = ()

    def _repr_html_(self) -> str:
        from workingregions.corpus.cards import card, lines, rows

        columns = {
            "label": "theme", "a": "region", "documents_a": "documents", "of_a": "of", "b": "with",
            "documents_b": "documents", "of_b": "of", "difference": "difference", "low": "from", "high": "to",
        }  # fmt: skip
        title = f"Themes of {' and '.join(self.names)}, {self.years}"
        table = rows(self.differences.to_dict("records"), columns, most=12)
        return card(title, table, lines(self.warnings))


@dataclass(frozen=True, slots=True, kw_only=True)
class TermComparison:
    """The terms that tell two groups of documents, called `a` and `b`, apart."""

    snapshot: str
    a: str
    b: str
    documents_a: int
    documents_b: int
    passages_a: int
    passages_b: int
    terms: pd.DataFrame = field(metadata=rows_of(FoundTerm))
    unread: Unread = field(default_factory=Unread)
    warnings: tuple[str, ...] = ()

    def _repr_html_(self) -> str:
        from workingregions.corpus.cards import card, lines, rows

        names = {"a": self.a, "b": self.b}
        found = [{**row, "side": names[str(row["side"])]} for row in self.terms.to_dict("records")]
        table = rows(found, {"term": "term", "side": "more in", "z": "z"}, most=16)
        return card(f"Terms of {self.b} and {self.a}", table, lines(self.warnings))
