"""Whose voice a block, a passage or a mention is, and what each use of the text takes from which voice.

The reader tells the voices apart, passages and mentions carry them, and every later stage asks `takes`:
there is one answer, in data/voices.csv.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from workingregions.corpus.enums import BlockKind, Use, Voice
from workingregions.corpus.files import lines
from workingregions.corpus.records import Block

OF_KIND: Mapping[BlockKind, Voice] = {
    BlockKind.TABLE: Voice.TABLE,
    BlockKind.CAPTION: Voice.CAPTION,
    BlockKind.FOOTNOTE: Voice.FOOTNOTE,
    BlockKind.REFERENCE: Voice.REFERENCE,
    BlockKind.CONTENTS: Voice.CONTENTS,
}
"""The voice of the kinds of block that show it; all others are the body."""


def voice_of(block: Block) -> Voice:
    """Return the voice that the reader found, else that of the block's kind."""
    return block.voice or OF_KIND.get(block.kind, Voice.BODY)


@cache
def voices(use: Use) -> frozenset[Voice]:
    """Return the voices that a use of the text takes."""
    header, *rows = (line.split(",") for line in lines(__package__, "voices.csv"))
    column = header.index(use.value)
    return frozenset(Voice(row[0]) for row in rows if row[column])


def takes(use: Use, voice: Voice) -> bool:
    """Return whether a use of the text takes what is in this voice."""
    return voice in voices(use)
