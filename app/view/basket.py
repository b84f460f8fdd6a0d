"""What a view answers about the basket."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workingregions.app import ask
from workingregions.app.names import Pinned
from workingregions.corpus.basket import labels_of

if TYPE_CHECKING:
    import pandas as pd


class BasketView(Pinned):
    """The answers of a `View` about the basket, whose passages are shown as the snapshot has them."""

    def basket(self, label: str = "", who: str = "") -> pd.DataFrame:
        """Return one row per passage in the basket, in the readers' order.

        Columns rank, evidence (the id under which it is kept), quote, was (the words when it was kept, if
        these are others, else ""), title, year, file, document, page, section, citation, labels, note, who,
        when, state (exact, moved, changed, gone), reason (what differs, "" where nothing does). Where the
        words are gone, they are given as they were.

        Args:
            label: only passages with this label, in capitals or not; "" for all.
            who: only those of this reader; "" for all.

        Raises:
            InputError: the file of the basket cannot be read.
        """
        return ask.basket(self, label, who)

    def basket_labels(self, who: str = "") -> list[tuple[str, int]]:
        """Return the labels of the basket (of one reader's passages) with their numbers, most first."""
        return labels_of(ask.kept(self, who=who))

    def export_basket(self, out: str | Path, label: str = "", who: str = "", *, link: str = "") -> Path:
        """Write the basket to a file and return its path; other arguments as of `basket`.

        Its ending names the format: docx, md (quotes with citation, labels and notes), csv, xlsx, bib or ris
        (the documents, with the quotes as notes).

        Args:
            out: the file.
            label: as in `basket`.
            who: as in `basket`.
            link: the address that opens a passage when its evidence id follows; "" for none.

        Raises:
            InputError: the ending names no format, or the file cannot be written.
        """
        return ask.export_basket(self, label, who, Path(out), link)
