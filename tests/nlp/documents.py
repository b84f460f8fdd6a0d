"""Documents made of plain paragraphs, for tests of the annotators."""

from __future__ import annotations

from workingregions.corpus.enums import BlockKind
from workingregions.corpus.records import Block, Bundle, Document, Source
from workingregions.nlp.text.passages import segment


def bundle(*paragraphs: str, language: str = "en", kind: BlockKind = BlockKind.PARAGRAPH) -> Bundle:
    """Return a one-page document, cut into passages."""
    blocks = tuple(
        Block(ordinal=i, page=1, kind=kind, text=text, document="d") for i, text in enumerate(paragraphs)
    )
    return from_blocks(*blocks, language=language)


def from_blocks(*blocks: Block, language: str = "en") -> Bundle:
    """Return a document of given blocks, cut into passages."""
    return Bundle(
        source=Source(sha256="0" * 64, path="d.txt", media_type="text/plain", bytes=1, drop=""),
        document=Document(id="d", sha256="0" * 64, path="d.txt", language=language),
        blocks=blocks,
        passages=segment("d", blocks),
    )
