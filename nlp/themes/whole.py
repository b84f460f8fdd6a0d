"""What a page or a document is about, from what its passages are about."""

from __future__ import annotations

import math
from collections.abc import Iterable

LIKELY = 0.5
"""Probability from which a whole is about a theme: more likely so than not."""
PARAGRAPH = 100
"""Words from which a passage counts in full; a shorter one counts by its length."""


def about_as_a_whole(parts: Iterable[tuple[float, int]], words: int) -> float:
    """Return the probability that a whole is about a theme.

    That at least one of its passages is (noisy-or, Pearl 1988): 1 - product of (1 - probability) ** share,
    where the share is a passage's words / PARAGRAPH, at most 1. So a whole is about what a paragraph of it or
    more is about; in a shorter whole, such as a slide, about what most of it is about.

    Args:
        parts: (probability, words) of the passages about the theme.
        words: words of the whole.
    """
    paragraph = max(min(PARAGRAPH, words), 1)
    doubt = 0.0
    for probability, size in parts:
        if probability >= 1.0:
            return 1.0
        doubt += min(size / paragraph, 1.0) * math.log1p(-probability)
    return -math.expm1(doubt)
