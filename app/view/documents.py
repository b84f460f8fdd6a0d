"""What a view answers about documents and passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from workingregions.app import ask, names
from workingregions.app.names import Pinned
from workingregions.corpus.records import Block, Bundle, Document, Passage, Source
from workingregions.corpus.sql import quote

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.corpus.selection import Selection
    from workingregions.models.unread import Unread


class DocumentView(Pinned):
    """The answers of a `View` about documents and passages."""

    def select(
        self,
        *,
        regions: Sequence[str] = (),
        year: str = "",
        themes: Sequence[str] = (),
        institutions: Sequence[str] = (),
        types: Sequence[str] = (),
        voices: Sequence[str] = (),
        languages: Sequence[str] = (),
        publishers: Sequence[str] = (),
        drops: Sequence[str] = (),
        institution_types: Sequence[str] = (),
    ) -> Selection:
        """Return a selection of passages, with every name looked up.

        Args:
            regions: names or codes of regions.
            year: "2014", "2010:2020", "2010:" or ":2020".
            themes: ids of the codebook.
            institutions: names or acronyms.
            types: policy, scholarly, other, or document types.
            voices: whose voice a passage is: body, slide, table, footnote and the others.
            languages: of documents, by ISO 639-1 code or English name.
            publishers: words of the names of publishers; after an equals sign, a whole name.
            drops: ids of drops ("d0003"), in which the documents came in.
            institution_types: types of institution, as in `map_filter`; a passage names one of them.

        Raises:
            NotFoundError: a name is unknown; `nearest` holds the most similar ones.
            UserError: `year` is not a year range.
        """
        return names.select(
            self, regions, year, themes, institutions, types, voices, languages, publishers, drops,
            institution_types,
        )  # fmt: skip

    def documents(self, selection: Selection | None = None) -> pd.DataFrame:
        """Return one row per document: id, title, year, type, genre, publisher, language, regions, pages,
        path, duplicate_of ("" or the id of the document that it repeats); ordered by path."""
        return ask.documents(self, selection)

    def document(self, name: str) -> Document:
        """Return the document with this id (or a unique beginning of it), path, file name or title.

        Raises:
            NotFoundError: no document matches, or several do; `nearest` holds the candidates.
        """
        return names.document(self.snapshot, name)

    def blocks(self, document: Document) -> list[Block]:
        """Return a document's blocks in reading order."""
        return self.snapshot.records("blocks", where=f"document = {quote(document.id)}")

    def bundle(self, document: Document) -> Bundle:
        """Return all records about a document."""
        sources: list[Source] = self.snapshot.records("sources", where=f"sha256 = {quote(document.sha256)}")
        return names.load_bundle(self.snapshot, sources[0])

    def bundles(self) -> Iterator[Bundle]:
        """Yield all records about each document, one document at a time, ordered by path."""
        listed = self.snapshot.arrow("documents", columns=["path", "id", "sha256"])
        order = [sha256 for *_, sha256 in sorted(zip(*listed.to_pydict().values(), strict=True))]
        of = {source.sha256: source for source in self.snapshot.records("sources")}
        yield from names.load_bundles(self.snapshot, [of[sha256] for sha256 in order])

    def passage(self, name: str) -> Passage:
        """Return the passage with this id. Raise NotFoundError if there is none."""
        return ask.passage(self, name)

    def passages(self, selection: Selection | None = None) -> pd.DataFrame:
        """Return one row per passage: id, document, ordinal, pages, section, text, voice, year, genre,
        regions, themes, institutions; in reading order, document by document."""
        return ask.passages(self, selection)

    def references(
        self, document: Document | None = None, *, inside: bool = False, cited_by: bool = False
    ) -> pd.DataFrame:
        """Return one row per reference: file, page, authors, year, title, source, doi, text, cites (the file
        of the document in the corpus that it cites, or ""), score.

        Args:
            document: whose references; with `cited_by`, those of other documents that cite it.
            inside: only references to documents of the corpus. Uncertain matches are left out.
            cited_by: only references that cite `document` (any document, if it is None).
        """
        return ask.references(self, document, inside or cited_by, cited_by)

    def unread(self, selection: Selection | None = None) -> Unread:
        """Return how much of the selected documents, and of the project's files, was not read, and why."""
        return ask.unread(self, ask.selected(self, selection))

    def unread_rows(self, selection: Selection | None = None) -> pd.DataFrame:
        """Return one row per file, or pages of one, that was not read or only in part: file, document ("" for
        files that failed), what (language, failed, no_text, ocr), detail, pages, message, advice."""
        return ask.unread_rows(self, selection)

    def duplicates(self) -> pd.DataFrame:
        """Return one row per document that repeats another: file, kind, of (a file), similarity (0 to 1)."""
        return ask.duplicates(self)

    def lacking(self, what: str) -> pd.DataFrame:
        """Return the documents that have no year, region, title or publisher, as `documents` lists them.

        Raises:
            NotFoundError: `what` is none of these.
        """
        return ask.lacking(self, what)
