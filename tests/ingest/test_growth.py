"""Reading grows with the length of a text, not with its square, however unusual the text is.

The budget of processor time is many times what these texts need; with quadratic rules they would take
many minutes.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from types import FrameType

import pytest

from workingregions.corpus.enums import BlockKind
from workingregions.corpus.records import Block, Page
from workingregions.ingest.formats.text import read_text
from workingregions.ingest.metadata.clues import gather
from workingregions.ingest.references import find_references
from workingregions.ingest.voices import voiced
from workingregions.nlp.text import citation_spans

LENGTH = 500_000
SEEDS = ("a", "é", "1", ".", "-", "(", ")", "a-", "A. ", "1. A", "a@", "  ")


@pytest.fixture(autouse=True)
def budget() -> Iterator[None]:
    def spent(_number: int, _frame: FrameType | None) -> None:
        raise AssertionError("it takes far more than its share of processor time")

    before = signal.signal(signal.SIGVTALRM, spent)
    signal.setitimer(signal.ITIMER_VIRTUAL, 60)
    yield
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize("seed", SEEDS)
def test_texts_of_one_sign(seed: str) -> None:
    text = "A plan for towns\n\n" + (seed * LENGTH)[:LENGTH] + "-\nend\n"
    parsed = read_text(text.encode())
    assert parsed.blocks
    assert gather(parsed, "x.txt", 2027).cover


@pytest.mark.parametrize("seed", SEEDS)
def test_reference_lists_of_one_sign(seed: str) -> None:
    text = (seed * LENGTH)[:LENGTH]
    blocks = [Block(document="d", ordinal=n, page=1, kind=BlockKind.REFERENCE, text=text) for n in range(2)]
    assert isinstance(find_references(blocks), tuple)


@pytest.mark.parametrize("seed", [*SEEDS, "www.", "“"])
def test_voices_of_blocks_of_one_sign(seed: str) -> None:
    text = (seed * LENGTH)[:LENGTH]
    blocks = [Block(ordinal=n, page=1, kind=BlockKind.PARAGRAPH, text=text) for n in range(2)]
    assert len(voiced(blocks, [Page(number=1, width=0.0, height=0.0)])) == 2
    assert isinstance(citation_spans(text), list)
