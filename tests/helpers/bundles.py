"""Made-up documents for tests of the store."""

from __future__ import annotations

import numpy as np

from workingregions.corpus.enums import BlockKind, MentionKind
from workingregions.corpus.records import Block, Box, Bundle, Document, Mention, Page, Passage, Source, Span
from workingregions.corpus.store import Done, Store


def bundle(name: str, text: str = "Steel plants closed.") -> Bundle:
    """A document of one passage, in which a place is mentioned."""
    sha = (name * 64)[:64]
    identity = sha[:16]
    span = Span(start=0, end=len(text), page=1, box=Box(1.0, 2.0, 3.0, 4.0))
    return Bundle(
        source=Source(sha256=sha, path=f"{name}.pdf", media_type="application/pdf", bytes=9, drop="d0001"),
        document=Document(
            id=identity,
            sha256=sha,
            path=f"{name}.pdf",
            year=2014,
            pages=(Page(number=1, width=10, height=20),),
        ),
        blocks=(
            Block(ordinal=0, page=1, kind=BlockKind.PARAGRAPH, text=text, document=identity, spans=(span,)),
        ),
        passages=(
            Passage(
                id=f"{identity}-00000",
                document=identity,
                ordinal=0,
                pages=(1,),
                first_block=0,
                last_block=0,
                text=text,
                regions=("UKC", "GB"),
                year=2014,
                vector=np.eye(1, 384, k=ord(name[0]) % 384, dtype=np.float32)[0],
            ),
        ),
        mentions=(
            Mention(
                id=f"{identity}-m0",
                document=identity,
                passage=f"{identity}-00000",
                page=1,
                start=0,
                end=5,
                kind=MentionKind.PLACE,
                text=text[:5],
                entity="e",
                confidence=0.5,
            ),
        ),
    )


def put(store: Store, *bundles: Bundle) -> None:
    """Put the documents and commit."""
    with store.writer() as writer:
        done = [Done(sha256=b.source.sha256, stage="read", fingerprint="f") for b in bundles]
        writer.put(bundles, done)
        writer.index()
        writer.commit("test")
