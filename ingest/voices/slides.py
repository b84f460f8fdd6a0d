"""Slides: pages of a deck, each one unit with its title first, and the furniture that recurs on them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from statistics import median

from workingregions.corpus.enums import FURNITURE, BlockKind
from workingregions.corpus.records import Block, Page
from workingregions.ingest.voices.look import type_size

_WIDE = 1.15  # times its height, that a slide is wide
_MOST_WORDS = 130
"""Words of a deck's middle slide; with more, the pages are those of a report or brochure laid crosswise."""
_LARGE = 0.018  # of the page's height: type that can be read from the back of a room
_MOST_TITLE = 25  # words
_WORD = re.compile(r"[^\W\d_]{4,}|[^\W\d_]{2,} [^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Deck:
    """A document's blocks, those of slides with the title first, and the pages that are slides."""

    blocks: Sequence[Block]
    pages: frozenset[int]


def slides(blocks: Sequence[Block], pages: Sequence[Page]) -> Deck:
    """Return the blocks in the order in which a deck is read, and its pages; none if it is not a deck."""
    size = {page.number: (page.width, page.height) for page in pages}
    wide = [n for n, (width, height) in size.items() if height and width >= _WIDE * height]
    spoken = [b for b in blocks if b.kind not in FURNITURE]
    words: Counter[int] = Counter()
    for block in spoken:
        words[block.page] += len(block.text.split())
    if not wide or len(wide) < 0.6 * len(size) or median(words[n] for n in wide) > _MOST_WORDS:
        return Deck(blocks, frozenset())
    types = [(type_size(b) / size[b.page][1], len(b.text)) for b in spoken if b.spans and size[b.page][1]]
    small = sum(letters for share, letters in types if share < _LARGE)
    if small > 0.6 * sum(letters for _, letters in types):
        return Deck(blocks, frozenset())
    ordered = [b for page, group in groupby(blocks, key=lambda b: b.page) for b in _titled(list(group))]
    return Deck(ordered, frozenset(wide))


def _titled(page: list[Block]) -> list[Block]:
    """Return the blocks of a slide with its title first: the largest type, where no heading leads."""
    spoken = [b for b in page if b.kind not in FURNITURE]
    if not spoken or spoken[0].kind is BlockKind.HEADING:
        return page
    able = [b for b in spoken if len(b.text.split()) <= _MOST_TITLE and _WORD.search(b.text) and b.spans]
    if not able:
        return page
    title = max(able, key=lambda b: (round(type_size(b)), -(b.box.y0 if b.box else 0.0)))
    others = [type_size(b) for b in spoken if b is not title]
    if title.kind is not BlockKind.HEADING and others and type_size(title) < 1.1 * max(others):
        return page
    return [title, *(b for b in page if b is not title)]


def without_repeats(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks, short ones that stand at one place on most pages as furniture.

    The layout looks for furniture at the edges of pages; logos and labels of slides are anywhere.
    """
    places: dict[tuple[str, int, int], set[int]] = defaultdict(set)
    for block in blocks:
        if (spot := _spot(block)) is not None:
            places[spot].add(block.page)
    pages = len({block.page for block in blocks})
    often = {spot for spot, found in places.items() if len(found) >= max(4, 0.4 * pages)}
    return [replace(b, kind=BlockKind.FOOTER, level=0) if _spot(b) in often else b for b in blocks]


def _spot(block: Block) -> tuple[str, int, int] | None:
    """Return the words of a short block with its place, without the numbers that count pages."""
    if block.box is None or block.kind in FURNITURE or block.kind is BlockKind.TABLE or len(block.text) > 90:
        return None
    return re.sub(r"\d+", "#", block.text), round(block.box.x0 / 8), round(block.box.y0 / 8)
