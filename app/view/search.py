"""What a view answers to a search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from workingregions.app import ask
from workingregions.app.names import Pinned, once
from workingregions.corpus.searches import FILE_NAME, SavedSearch, SearchBook

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.ask import SearchResult
    from workingregions.corpus.selection import Selection
    from workingregions.models.search import Engine


class SearchView(Pinned):
    """The answers of a `View` to a search."""

    def search(
        self,
        query: str,
        selection: Selection | None = None,
        n: int = 0,
        *,
        like: str = "",
        expand: bool = True,
        context: int = 0,
    ) -> SearchResult:
        """Return the `n` passages that answer `query` best, with their documents.

        Words rank. A "phrase", and words with AND, OR, NOT or brackets, are conditions; `publisher:OECD`,
        `title:`, `file:`, `region:`, `year:`, `theme:`, `institution:`, `type:`, `voice:` and `language:`
        narrow the search. A text of 40 words or more is taken as it is.

        Args:
            query: words, a question, or a paragraph.
            selection: the passages to search; None for all.
            n: maximum number of hits; 0: the configured number.
            like: an evidence id or a document, in place of a query: what is similar to it is found.
            expand: whether names, acronyms and themes are also looked up under their other names.
            context: number of sentences to give before and after each snippet.

        Raises:
            InputError: the query has no words, a sign in it is not closed, or a field is unknown.
            NotFoundError: a name in a field, or `like`, is unknown.
        """
        return ask.search(self, self._engine, query, selection, n, like=like, expand=expand, context=context)

    def ranked(self, found: SearchResult, selection: Selection | None = None) -> int:
        """Return how many passages a search ranked, of which `found` has the best; `selection` is as it was
        asked."""
        return ask.ranked(self, found, selection)

    def facets(
        self, selection: Selection | None = None, *, query: str = "", only: Sequence[str] = ()
    ) -> pd.DataFrame:
        """Return how many passages and documents have each value of a facet: facet, value (as filters take
        it; of institutions, the id), name, documents, passages; most documents first, years in order.

        Counted are the passages that `selection` and the conditions and fields of `query` admit; words that
        only rank admit all. A passage about a region counts for the areas that contain it, too.

        Args:
            selection: the passages to count; None for all.
            query: as in `search`; "" for none.
            only: facets (region, year, theme, institution, institution_type, type, publisher, drop,
                language, voice); none for all.

        Raises:
            NotFoundError: a facet, or a name in a field of the query, is unknown.
            InputError: the query is not understood.
        """
        return ask.facets(self, self._engine, selection, query, only)

    @once
    def citation_keys(self) -> Mapping[str, str]:
        """Return the citation key of each document by its id: author, year and first word of the title
        (porter2014clusters), with a number if an earlier document has it. Later drops change none."""
        return ask.citation_keys(self)

    def export_hits(self, found: SearchResult, out: str | Path) -> Path:
        """Write the hits of a search, with citation keys, to a file; return its path.

        Its ending names the format: csv, xlsx, bib or ris (the documents, with the quotes as notes), md
        (the quotes, as pandoc cites them).

        Raises:
            InputError: the ending names no format, or the file cannot be written.
        """
        return ask.export_hits(self, found, Path(out))

    def saved_searches(self) -> list[SavedSearch]:
        """Return the saved searches, by name. Raise InputError if their file cannot be read."""
        return SearchBook(self.root / FILE_NAME).read()[0]

    def models(self, others: Sequence[str] = (), *, measured: bool = False) -> pd.DataFrame:
        """Return one row per model: role (encoder, reranker), model, hash, runtime, used, state (ok, or why
        it cannot be used), mrr and seconds.

        Args:
            others: folders or names of models to try beside those of the configuration.
            measured: whether to measure how well they find passages of this corpus by their headings, which
                takes some minutes; otherwise mrr and seconds are None.
        """
        return ask.models(self, others, measured)

    @once
    def _engine(self) -> Engine:
        return ask.engine(self)
