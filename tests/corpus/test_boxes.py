from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workingregions.corpus.boxes import boxes, pack
from workingregions.corpus.enums import BlockKind
from workingregions.corpus.records import Block, Box, Span

TEXT = "wide ill\nnext line"
LINE = Box(100, 10, 180, 22)


def block(advances: str = "", box: Box = LINE, text: str = TEXT, end: int = 8) -> Block:
    spans = (Span(start=0, end=end, page=1, box=box), Span(start=9, end=len(text), page=2, box=LINE))
    return Block(
        ordinal=0,
        page=1,
        kind=BlockKind.PARAGRAPH,
        text=text,
        spans=spans[: 1 + (end < 9)],
        advances=advances,
    )


@given(st.lists(st.floats(0, 40), min_size=1, max_size=120))
def test_positions_come_back_to_half_a_step(widths: list[float]) -> None:
    positions = [0.0]
    for width in widths:
        positions.append(positions[-1] + width)
    text = "x" * len(widths)
    line = Box(0, 0, positions[-1], 10)
    packed = pack(len(text), [(0, positions)])
    holder = Block(
        ordinal=0, page=1, kind=BlockKind.PARAGRAPH, text=text, advances=packed,
        spans=(Span(start=0, end=len(text), page=1, box=line),),
    )  # fmt: skip
    step = max(b - a for a, b in pairwise(positions)) / 92
    if not packed:
        assert step < 1e-6
        return
    assert packed.isprintable()
    assert packed.isascii()
    assert len(packed) == 1 + len(text)
    for at in range(len(text)):
        (found,) = boxes(holder, at, at + 1)
        assert found.box.x0 == pytest.approx(positions[at], abs=0.6 * step + 0.002)
        assert found.box.x1 == pytest.approx(positions[at + 1], abs=0.6 * step + 0.002)


def test_a_word_has_its_own_width() -> None:
    places = [0, 20, 24, 34, 44, 50, 60, 70, 80]
    packed = pack(len(TEXT), [(0, places), (9, [0, 10, 20, 30, 40, 50, 60, 70, 75, 80])])
    (word,) = boxes(block(packed), 0, 4)
    assert (word.start, word.end, word.page) == (0, 4, 1)
    assert word.box.x1 == pytest.approx(144, abs=0.2)
    both = boxes(block(packed), 4, 13)  # a space, "ill", the line's end, "next"
    assert [(s.start, s.end, s.page) for s in both] == [(5, 8, 1), (9, 13, 2)]
    assert both[0].box.x0 == pytest.approx(150, abs=0.2)
    assert (both[0].box.x1, both[1].box.x0) == (180, 100)


@pytest.mark.parametrize(
    ("angle", "expected"),
    [
        (0, Box(100, 10, 120, 90)),
        (180, Box(160, 10, 180, 90)),
        (90, Box(100, 10, 180, 30)),
        (270, Box(100, 70, 180, 90)),
    ],
)
def test_writing_directions(angle: int, expected: Box) -> None:
    square = Box(100, 10, 180, 90)
    packed = pack(8, [(0, [0, 20, 30, 40, 50, 60, 65, 70, 80])], angle)
    (first,) = boxes(block(packed, square, "abcdefgh"), 0, 1)
    assert (first.box.x0, first.box.y0) == pytest.approx((expected.x0, expected.y0), abs=0.2)
    assert (first.box.x1, first.box.y1) == pytest.approx((expected.x1, expected.y1), abs=0.2)


def test_hebrew_runs_from_the_right() -> None:
    packed = pack(8, [(0, [0, 20, 30, 40, 50, 60, 65, 70, 80])])
    (first,) = boxes(block(packed, LINE, "אבגדהוזח"), 0, 1)
    assert (first.box.x0, first.box.x1) == pytest.approx((160, 180), abs=0.2)


def test_without_known_places_a_line_is_shared_out_and_an_area_is_whole() -> None:
    (half,) = boxes(block(), 0, 4)
    assert (half.box.x0, half.box.x1) == (100, 140)
    long = "word " * 100
    (area,) = boxes(block("", LINE, long, len(long)), 5, 9)
    assert area.box == LINE
    (upright,) = boxes(block("", Box(10, 10, 20, 200)), 0, 4)
    assert upright.box == Box(10, 10, 20, 200)


def test_white_space_has_no_box() -> None:
    assert boxes(block(), 4, 5) == []
    assert boxes(block(), 8, 9) == []
    assert boxes(block(), 3, 3) == []
