"""What a view answers to a search."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from workingregions.app import ask
from workingregions.app.names import Pinned, Remembered, once
from workingregions.corpus.searches import FILE_NAME, SavedSearch, SearchBook

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.ask import FacetTable, Mask, SearchResult, Share, Tally
    from workingregions.corpus.selection import Selection
    from workingregions.models.search import Engine

ANSWERS = 100
"""Number of answers to searches that a view remembers."""
PAGE = 100
"""Number of hits up to which it remembers an answer."""


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
            InputError: the query has no words, a sign in it is not closed, or a field is unknown; or the
                project was shared without texts.
            NotFoundError: a name in a field, or `like`, is unknown.
        """

        self.need_texts("passages cannot be searched")

        def answer() -> SearchResult:
            return ask.search(
                self, self._engine, query, selection, n, like=like, expand=expand, context=context
            )

        key = query, selection, n, like, expand, context
        return self._answers.of(key, answer) if n <= PAGE else answer()

    def list_passages(
        self, selection: Selection | None = None, *, query: str = "", first: int = 0, n: int = 20
    ) -> SearchResult:
        """Return passages in reading order, by file, as hits: whole, and without a rank by relevance.

        What they are `among` is the number of passages that `selection` and the conditions and fields of
        `query` admit, all of which can be listed; see `facets`.

        Args:
            selection: the passages to list; None for all.
            query: as in `search`; "" for none.
            first: number of passages to leave out at the beginning.
            n: maximum number of passages.

        Raises:
            InputError, NotFoundError: as for `search`.
        """
        self.need_texts("passages cannot be read")
        _, mask = self._taken(selection, query)
        return ask.list_passages(self, self._engine, self._facet_table, mask, query, first, n)

    def tally(self, selection: Selection | None = None, *, query: str = "") -> Tally:
        """Return how many passages, and documents, `selection` and the conditions and fields of a query take,
        and how many there are. Arguments and errors as of `facets`."""
        _, mask = self._taken(selection, query)
        return ask.tally(self, self._facet_table, mask)

    def ranked(self, found: SearchResult, selection: Selection | None = None) -> int:
        """Return how many passages a search ranked, of which `found` has the best; `selection` is as it was
        asked."""
        return ask.ranked(self, found, selection)

    def facets(
        self,
        selection: Selection | None = None,
        *,
        query: str = "",
        only: Sequence[str] = (),
        most: int = 0,
        find: str = "",
    ) -> pd.DataFrame:
        """Return how many passages and documents have each value of a facet: facet, value (as filters take
        it; of institutions, the id), name, documents, passages, within (of a region, the smallest counted one
        that contains it, else ""); most documents first, years in order.

        Counted are the passages that `selection` and the conditions and fields of `query` admit; words that
        only rank admit all. A passage about a region counts for the areas that contain it, too.

        Args:
            selection: the passages to count; None for all.
            query: as in `search`; "" for none.
            only: facets (region, year, theme, institution, institution_type, type, publisher, drop,
                language, voice); none for all.
            most: maximum number of values of a facet other than the year; 0 for all.
            find: only values whose names have this in them, whatever the case and accents.

        Raises:
            NotFoundError: a facet, or a name in a field of the query, is unknown.
            InputError: the query is not understood.
        """
        wanted = dict.fromkeys([ask.facet_name(name) for name in only] or ask.ALL_FACETS)
        return ask.facets(
            {name: self.facet_shares(name, selection, query=query, most=most, find=find) for name in wanted}
        )

    def facet_shares(
        self,
        facet: str,
        selection: Selection | None = None,
        *,
        query: str = "",
        most: int = 0,
        find: str = "",
    ) -> tuple[Share, ...]:
        """Return what `facets` counts of one facet, as records. Arguments and errors as there."""
        key, mask = self._taken(selection, query)
        name = ask.facet_name(facet)

        def count() -> tuple[Share, ...]:
            return ask.shares(self, self._facet_table, name, mask, most, find)

        return self._counts.of((key, name, most, find), count)

    def _taken(self, selection: Selection | None, query: str) -> tuple[Hashable, Mask | None]:
        """Return which passages filters and conditions take, and what tells these from others."""
        from workingregions.models.search import parse

        parsed = parse(query, ranking=False) if query.strip() else None
        # Words that only rank take all passages, whichever they are.
        key = selection, parsed and (parsed.condition, parsed.fields)

        def take() -> Mask | None:
            return ask.taken(self, self._engine, self._facet_table, selection, parsed)

        return key, self._masks.of(key, take)

    @once
    def citation_keys(self) -> Mapping[str, str]:
        """Return the citation key of each document by its id: author, year and first word of the title
        (porter2014clusters), with a number if an earlier document has it. Later drops change none."""
        return ask.citation_keys(self)

    def export_hits(self, found: SearchResult, out: str | Path, *, link: str = "") -> Path:
        """Write the hits of a search, with citation keys, to a file; return its path.

        Its ending names the format: csv, xlsx, bib or ris (the documents, with the quotes as notes), md
        (the quotes, as pandoc cites them).

        Args:
            found: the answer to a search.
            out: the file.
            link: the address that opens a passage when its evidence id follows, for tables; "" for none.

        Raises:
            InputError: the ending names no format, or the file cannot be written.
        """
        return ask.export_hits(self, found, Path(out), link)

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
    def _answers(self) -> Remembered[SearchResult]:
        # A reader goes back, reloads, downloads what is on the page: the same question within minutes.
        return Remembered(ANSWERS)

    @once
    def _counts(self) -> Remembered[tuple[Share, ...]]:
        return Remembered(20 * ANSWERS)

    @once
    def _masks(self) -> Remembered[Mask | None]:
        return Remembered(ANSWERS)

    @once
    def _engine(self) -> Engine:
        return ask.engine(self)

    @once
    def _facet_table(self) -> FacetTable:
        return ask.FacetTable(self)
