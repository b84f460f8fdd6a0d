"""What a view answers to a reader of a document: its pages, what was found on them, its original."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workingregions.app import ask, pages
from workingregions.app.names import Pinned
from workingregions.corpus.records import Document

if TYPE_CHECKING:
    import pandas as pd

    from workingregions.app.ask import DocumentPage, Steps
    from workingregions.app.pages import Original
    from workingregions.corpus.evidence import Evidence


class ReadingView(Pinned):
    """The answers of a `View` to a reader of a document."""

    def outline(self, document: Document) -> pd.DataFrame:
        """Return one row per heading of a document, in reading order: level (1 for the highest), text, page,
        block (its ordinal)."""
        return ask.outline(self, document)

    def page(self, document: Document, number: int = 1) -> DocumentPage:
        """Return the text of a page, where its words are, where they came from, and what was found on it.

        Args:
            document: the document.
            number: the page, from 1. A format without pages has one, of no size, which holds everything.

        Raises:
            NotFoundError: there is no such page.
        """
        return ask.page(self, document, number)

    def findings(self, document: Document) -> pd.DataFrame:
        """Return one row per finding in a document, in reading order.

        Columns page, kind (institution, place, person; tie, outcome, theme), type, name, text, id (of the
        institution, region or theme), counted, confidence, passage, start, end, evidence. A passage is listed
        for a theme that it is about, with the sentence that is most about it."""
        return ask.findings(self, document)

    def steps(
        self, document: Document, kind: str, *, at: Evidence | None = None, page: int = 1, of: str = ""
    ) -> Steps:
        """Return what comes before and after a place among what was found in a document.

        Args:
            document: the document.
            kind: passage, tie, outcome, theme, institution or place.
            at: where the reader is; None for the beginning of `page`.
            page: the page where the reader is.
            of: the id of an institution, place or theme, to go through its findings alone.

        Raises:
            NotFoundError: the kind is unknown.
        """
        return ask.steps(self, document, kind, at=at, number=page, of=of)

    def metadata(self, document: Document) -> pd.DataFrame:
        """Return one row per value found for a field that describes a document, the chosen ones first.

        Columns field, value, chosen (whether the document has it), rule (how it was found, or whose
        correction it is), confidence (0 to 1), page and quote (where it was read; none for file properties),
        correction (the id of the ledger line that states it, or "")."""
        return ask.metadata(self, document)

    def original(self, document: Document) -> Original:
        """Return the file from which a document was read, with whether it is still there."""
        return pages.original(self.snapshot, document, self.root)

    def picture(self, document: Document, page: int = 1, *, dpi: int = 150, password: str = "") -> bytes:
        """Return a page of a PDF as a WebP picture, on which the boxes of its text and evidence lie.

        It is drawn in another process, under limits of time and memory, and kept in the project's folder.

        Args:
            document: the document.
            page: from 1.
            dpi: pixels per inch: 100, 150 or 250.
            password: of the file, where it needs one; its pictures are not kept.

        Raises:
            ReadError: the document is no PDF; its file is gone, has changed, needs a password or is damaged;
                or it takes too much time or memory to draw. The category says which.
            NotFoundError: there is no such page.
        """
        return self._workspace.pictures.get(self.original(document), page, dpi, password)
