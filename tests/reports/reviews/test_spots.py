"""The sentence that a review quotes for a passage: the tagger's, or, for scores without one, by words."""

from __future__ import annotations

import pytest

from workingregions.corpus.codebook import Codebook
from workingregions.corpus.records import Document, Passage, ThemeScore
from workingregions.reports.reviews.desk import Desk, Material

OPENING = "The valley has two rivers and a railway line to the coast."
STATED = "Three firms brought production back from overseas, and reshoring paid for all of them."
CLOSING = "Their owners meet each spring in the town hall of Tamebridge."
TEXT = f"{OPENING} {STATED} {CLOSING}"


def quoted(start: int, end: int) -> str:
    """Return the words that a desk quotes for a score with this span."""
    passage = Passage(id="a-0", document="a", ordinal=0, pages=(1,), first_block=0, last_block=0, text=TEXT)
    score = ThemeScore(
        document="a", passage="a-0", theme="reshoring", about=0.9, mention=True, start=start, end=end
    )
    material = Material(
        snapshot="s", documents=[Document(id="a", sha256="a" * 64, path="a.txt")], passages=[passage],
        scores=[score],
    )  # fmt: skip
    spot = Desk.lay(Codebook.load().get("reshoring"), material, 0.5).spots["a-0"]
    return TEXT[spot.start : spot.end]


def test_the_sentence_that_the_tagger_stored_is_quoted() -> None:
    start = TEXT.index(CLOSING)
    assert quoted(start, start + len(CLOSING)) == CLOSING


@pytest.mark.parametrize("span", [(0, 0), (9, 9_999)])
def test_a_score_without_a_usable_span_quotes_by_words(span: tuple[int, int]) -> None:
    assert quoted(*span) == STATED
