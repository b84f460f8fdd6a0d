"""Words of a page with their boxes: pages shown turned, styles, and evidence in character positions."""

from __future__ import annotations

import ctypes

import numpy as np
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workingregions.corpus.records import Box
from workingregions.ingest.pdf.chars import Frame, page_frame, page_words
from workingregions.ingest.pdf.chars.gaps import drawn_twice, word_ends
from workingregions.ingest.pdf.layout.turn import main_angle, turn_back, turn_upright
from workingregions.ingest.pdf.words import PageWord


def pdf(content: str, *, rotate: int = 0, crop: str = "", font: str = "Times-Roman") -> bytes:
    """Return a page of 300 by 200 points."""
    parts = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Count 1/Kids[3 0 R]>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]{crop}/Rotate {rotate}/Contents 4 0 R"
        "/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        f"<</Type/Font/Subtype/Type1/BaseFont/{font}>>",
    ]
    body, offsets = "%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj{part}endobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    body += f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{table}"
    body += f"trailer<</Size {len(parts) + 1}/Root 1 0 R>>\nstartxref\n{body.index('xref')}\n%%EOF"
    return body.encode("latin-1")


def words(data: bytes) -> tuple[Frame, list[PageWord]]:
    document = pypdfium2.PdfDocument(data)
    page = document[0]
    handle = ctypes.cast(page.raw, ctypes.c_void_p).value or 0
    frame = page_frame(handle)
    found, _ = page_words(handle, frame)
    page.close()
    document.close()
    return frame, found


def show(text: str, x: int = 20, y: int = 150, size: int = 10) -> str:
    return f"BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET\n"


def test_words_have_their_place_from_the_top_left() -> None:
    frame, found = words(pdf(show("steel works")))
    assert (frame.width, frame.height) == (300, 200)
    assert [word.text for word in found] == ["steel", "works"]
    steel, works = found
    assert steel.x0 == pytest.approx(20, abs=0.5)
    assert steel.baseline == pytest.approx(50, abs=0.1)
    assert steel.y0 < 50 < steel.y1
    assert steel.size == pytest.approx(10, abs=0.1)
    assert steel.x1 < works.x0
    assert not works.glued


@pytest.mark.parametrize(
    ("rotate", "size", "corner", "angle"),
    [
        (0, (300, 200), (20, 50), 0),
        (90, (200, 300), (150, 20), 90),
        (180, (300, 200), (280, 150), 180),
        (270, (200, 300), (50, 280), 270),
    ],
)
def test_a_page_shown_turned(rotate: int, size: tuple[int, int], corner: tuple[int, int], angle: int) -> None:
    frame, (word, *_) = words(pdf(show("steel"), rotate=rotate))
    assert (frame.width, frame.height, word.angle) == (*size, angle)
    assert 0 <= word.x0 < word.x1 <= frame.width
    assert 0 <= word.y0 < word.y1 <= frame.height
    assert word.x0 - 3 <= corner[0] <= word.x1 + 3
    assert word.y0 - 3 <= corner[1] <= word.y1 + 3


def test_a_cropped_page_begins_at_its_crop_box_and_leaves_out_what_is_outside() -> None:
    frame, found = words(pdf(show("steel", 120) + show("cut", 5), crop="/CropBox[100 50 300 200]"))
    assert (frame.width, frame.height) == (200, 150)
    assert [word.text for word in found] == ["steel"]
    assert found[0].x0 == pytest.approx(20, abs=0.5)


@pytest.mark.parametrize(
    ("font", "bold", "italic"),
    [("Times-Roman", False, False), ("Times-Bold", True, False), ("Times-Italic", False, True)],
)
def test_styles_come_from_the_font(font: str, bold: bool, italic: bool) -> None:
    _, (word,) = words(pdf(show("steel"), font=font))
    assert (word.bold, word.italic) == (bold, italic)


def test_letters_drawn_twice_are_taken_once_and_a_page_without_text_has_none() -> None:
    shadow = pdf(show("steel") + "BT /F1 10 Tf 20.3 150 Td (steel) Tj ET\n")
    assert [word.text for word in words(shadow)[1]] == ["steel"]
    assert words(pdf("0 0 10 10 re f"))[1] == []


@given(st.floats(0, 300), st.floats(0, 200), st.integers(0, 3))
def test_showing_a_point_keeps_it_on_the_page(x: float, y: float, turns: int) -> None:
    frame = Frame(0, 0, 300, 200, turns)
    (left,), (top,) = frame.show(np.array([x]), np.array([y]))
    assert 0 <= left <= frame.width
    assert 0 <= top <= frame.height


def box_and_page() -> st.SearchStrategy[Box]:
    inside = st.tuples(st.floats(0, 90), st.floats(0, 190), st.floats(1, 10), st.floats(1, 10))
    return inside.map(lambda b: Box(b[0], b[1], b[0] + b[2], b[1] + b[3]))


@given(box_and_page(), st.sampled_from([0, 90, 180, 270]))
def test_turning_back_undoes_turning(box: Box, angle: int) -> None:
    (word,) = turn_upright([PageWord("x", box.x0, box.y0, box.x1, box.y1, 10, angle=angle)], angle, 100, 200)
    back = turn_back(Box(word.x0, word.y0, word.x1, word.y1), angle, 100, 200)
    assert (back.x0, back.y0, back.x1, back.y1) == pytest.approx((box.x0, box.y0, box.x1, box.y1))


def test_the_main_angle_is_that_of_most_letters() -> None:
    assert main_angle([]) == 0
    upright, turned = PageWord("ab", 0, 0, 1, 1, 10), PageWord("label", 0, 0, 1, 1, 10, angle=90)
    assert main_angle([upright, upright]) == 0
    assert main_angle([upright, turned]) == 90


def test_a_word_ends_at_white_a_leap_and_a_raised_sign() -> None:
    # a b (white) c, then d on the line below.
    x0, x1 = np.array([0.0, 5, 14, 0]), np.array([5.0, 10, 19, 5])
    y0 = np.array([0.0, 0, 0, 12])
    ends, white = word_ends(x0, y0, x1, y0 + 10, np.array([97, 98, 99, 100]))
    assert ends.tolist() == [False, True, True]
    assert white.tolist() == [False, True, False]


def test_the_same_letter_elsewhere_is_no_shadow() -> None:
    codes, x = np.array([97, 97, 97]), np.array([0.0, 0.4, 8])
    flat, spaces = np.zeros(3), np.zeros(3, dtype=bool)
    assert drawn_twice(codes, x, x + 5, flat, flat + 10, spaces).tolist() == [False, True, False]
