from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from workingregions.ingest.pdf.ocr import ocr
from workingregions.ingest.pdf.ocr.lines import OcrLine, place, split_line
from workingregions.ingest.pdf.ocr.spaces import mend_spaces
from workingregions.ingest.pdf.ocr.words import mend_words

SCALE = 150 / 72
LINES = [
    "The county council will fund new workshops",
    "for the training of toolmakers and fitters,",
    "and asks the employers to share the costs.",
    "The first course begins in September 2014.",
]


class Info:
    """The data of rapidocr on a line: the columns at which the characters of each word were read."""

    def __init__(self, words: list[str], starts: list[int], step: int = 2, length: int = 100) -> None:
        self.words = [list(word) for word in words]
        self.word_cols = [[s + step * i for i in range(len(w))] for w, s in zip(words, starts, strict=True)]
        self.line_txt_len = length


@pytest.fixture(scope="module")
def page() -> Image.Image:
    image = Image.new("RGB", (1240, 900), "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=40)
    for i, line in enumerate(LINES):
        draw.text((120, 150 + 90 * i), line, fill="black", font=font)
    return image


def words_of(words: list[ocr.PageWord]) -> list[str]:
    return " ".join(word.text for word in words).split()


@pytest.mark.slow
def test_lines_are_read_in_points(page: Image.Image) -> None:
    words = ocr.read_page(np.asarray(page), SCALE)
    assert words_of(words) == " ".join(LINES).split()
    assert [w.y0 for w in words] == sorted(w.y0 for w in words)
    assert words[0].x0 == pytest.approx(120 / SCALE, abs=6)
    assert words[0].y0 == pytest.approx(155 / SCALE, abs=8)
    assert all(w.angle == 0 and w.confidence > 0.9 for w in words)
    assert words == ocr.read_page(np.asarray(page), SCALE)


@pytest.mark.slow
@pytest.mark.parametrize("angle", [90, 180, 270])
def test_turned_pages(page: Image.Image, angle: int) -> None:
    turned = page.rotate(-angle, expand=True)  # PIL turns to the left
    words = ocr.read_page(np.asarray(turned), SCALE)
    assert {w.angle for w in words} == {angle}
    assert sorted(words_of(words)) == sorted(" ".join(LINES).split())


@pytest.mark.slow
def test_skewed_pages_are_set_straight(page: Image.Image) -> None:
    skewed = page.rotate(-2.5, fillcolor="white")
    words = ocr.read_page(np.asarray(skewed), SCALE)
    assert words_of(words) == " ".join(LINES).split()
    assert all(below.y0 > above.y1 - 3 for above, below in pairwise(words))


@pytest.mark.slow
def test_pages_without_text_give_nothing() -> None:
    assert ocr.read_page(np.full((600, 400, 3), 255, np.uint8), SCALE) == []
    assert ocr.read_page(np.zeros((4, 4, 3), np.uint8), SCALE) == []


def test_lost_spaces_come_back_where_words_and_gaps_agree() -> None:
    wide = Info(["institutionaldirect"], [0])
    wide.word_cols[0] = [2 * i if i < 13 else 2 * i + 3 for i in range(19)]
    assert mend_spaces("institutionaldirect", wide) == "institutional direct"
    tight = Info(["underinvestment"], [0])
    assert mend_spaces("underinvestment", tight) == "underinvestment"


@pytest.mark.parametrize(
    ("read", "mended"),
    [
        ("skills,and", "skills, and"),
        ("fell.The", "fell. The"),
        ("decline.12Moreover", "decline.12 Moreover"),
        ("www.essex.gov.uk,and", "www.essex.gov.uk,and"),
        ("U.S. 3,200 2.5m G20", "U.S. 3,200 2.5m G20"),
        ("SelectUSA", "SelectUSA"),
    ],
)
def test_spaces_after_signs(read: str, mended: str) -> None:
    parts = read.split()
    assert mend_spaces(read, Info(parts, [20 * i for i in range(len(parts))])) == mended


def test_lines_are_cut_at_wide_gaps() -> None:
    quad = np.array([[0.0, 0.0], [1000.0, 0.0], [1000.0, 30.0], [0.0, 30.0]])
    lines = split_line("left cell right", 0.9, quad, 0, Info(["left", "cell", "right"], [0, 10, 60]))
    assert [line.text for line in lines] == ["left cell", "right"]
    assert lines[0].quad[1, 0] < lines[1].quad[0, 0]
    upside = split_line("left cell right", 0.9, quad, 180, Info(["left", "cell", "right"], [0, 10, 60]))
    assert upside[0].quad[0, 0] > upside[1].quad[1, 0]


def test_boxes_of_a_skewed_page_do_not_grow() -> None:
    slope = np.radians(3)
    turn = np.array([[np.cos(slope), -np.sin(slope)], [np.sin(slope), np.cos(slope)]])
    middle = np.array([500.0, 400.0])
    lines = []
    for y in (200.0, 240.0):
        quad = np.array([[100, y], [900, y], [900, y + 30], [100, y + 30]]) - middle
        lines.append(OcrLine("text", 1.0, quad @ turn.T + middle, 0))
    words = place(lines, 1000, 800, 1.0)
    assert [(w.y0, w.y1) for w in words] == [pytest.approx((200, 230)), pytest.approx((240, 270))]


def test_lookalike_letters_are_put_right() -> None:
    page = [
        "The govemment said that lnvestment in the region",
        "would be availabie from the next year on, as Tilley",
    ]
    page += [
        "and the Keamey report had asked for it, but nobody",
        "knew what the smaller firms would do with it.",
    ]
    mended = mend_words(page)
    assert mended[0] == "The government said that Investment in the region"
    assert mended[1] == "would be available from the next year on, as Tilley"
    assert mended[2:] == page[2:]


def test_rests_of_torn_words_and_other_languages_stay() -> None:
    page = [
        "The board gave its own account of the distur-",
        "tance that the works had seen in the last years of",
    ]
    assert mend_words(page) == page
    german = [
        "Die Verwaltung hat den worid Bericht über das Jahr",
        "noch nicht vorgelegt und bittet um etwas Zeit",
    ]
    assert mend_words(german) == german
