"""The text of which a passage's vector is made: its own, below the title of its document and its heading."""

from __future__ import annotations

from workingregions.corpus.records import Document, Passage

MOST = 120
"""Maximum number of characters of a title or a heading."""


def encoded_text(document: Document, passage: Passage) -> str:
    """Return what the encoder reads: a passage often leaves out what its headings have said."""
    heading = passage.section[-1] if passage.section else ""
    above = " - ".join(filter(None, (document.title[:MOST], heading[:MOST])))
    return f"{above}\n{passage.text}" if above else passage.text
