"""Text of pictures in documents that have no other text."""

from __future__ import annotations

import io
from collections.abc import Iterable

import numpy as np

from workingregions.corpus.enums import BlockKind
from workingregions.ingest.blocks import Builder

_SMALLEST = 120 * 40
"""Minimum area in pixels; smaller pictures are logos and bullets."""
_LARGEST = 60_000_000
_SURE = 0.6
"""Minimum confidence of OCR for a line of a picture to count as text."""
_FEWEST = 10
"""Minimum number of letters and digits for a picture to count as text."""
_MOST = 40
"""Maximum number of pictures read in one document."""


def add_pictures(builder: Builder, pictures: Iterable[bytes]) -> bool:
    """Read the pictures by OCR and add their text; return whether there was any.

    Pictures that cannot be decoded, tiny ones and repetitions are skipped, and so are a few stray
    letters, which OCR sees in leaves and coins.
    """
    from workingregions.ingest.pdf import read_page

    before = len(builder.blocks)
    for image in _decoded(pictures):
        words = [word for word in read_page(image, 1.0) if word.confidence >= _SURE]
        if sum(c.isalnum() for word in words for c in word.text) >= _FEWEST:
            for paragraph in _paragraphs([(w.text, w.x0, w.y0, w.y1) for w in words]):
                builder.add(BlockKind.PARAGRAPH, paragraph)
    return len(builder.blocks) > before


def _decoded(pictures: Iterable[bytes]) -> Iterable[np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]]:
    from PIL import Image

    for blob in list(dict.fromkeys(pictures))[:_MOST]:
        try:
            with Image.open(io.BytesIO(blob)) as picture:
                if _SMALLEST <= picture.width * picture.height <= _LARGEST:
                    yield np.asarray(picture.convert("RGB"))
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            continue


def _paragraphs(words: list[tuple[str, float, float, float]]) -> list[str]:
    """Return words (text, left, top, bottom) as lines from top to bottom; a gap separates paragraphs."""
    lines: list[list[tuple[str, float, float, float]]] = []
    for word in sorted(words, key=lambda w: (w[2] + w[3]) / 2):
        middle = (word[2] + word[3]) / 2
        if lines and middle < max(w[3] for w in lines[-1][:1]):
            lines[-1].append(word)
        else:
            lines.append([word])
    texts: list[str] = []
    bottom = float("-inf")
    for line in lines:
        text = " ".join(word[0] for word in sorted(line, key=lambda w: w[1]))
        height = line[0][3] - line[0][2]
        if texts and line[0][2] - bottom < 0.8 * height:
            texts[-1] += " " + text
        else:
            texts.append(text)
        bottom = max(word[3] for word in line)
    return texts
