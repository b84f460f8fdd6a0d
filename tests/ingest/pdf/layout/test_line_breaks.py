"""Line breaks that an author set are kept; those where a line was full are not."""

from __future__ import annotations

import io

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from workingregions.ingest.pdf.chars.glyphs import clean
from workingregions.ingest.pdf.reader import read_pdf

Piece = tuple[str, str, float]  # text, font, points from the left
PLAIN, BOLD, OTHER = "Times-Roman", "Times-Bold", "Helvetica"


def texts(lines: list[Piece], *, centre: bool = False) -> list[str]:
    """Return the blocks of a page with these lines under each other, ten points high."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for i, (text, font, x) in enumerate(lines):
        canvas.setFont(font, 10)
        y = A4[1] - 300 - 12 * i
        canvas.drawCentredString(x, y, text) if centre else canvas.drawString(x, y, text)
    canvas.save()
    return [block.text for block in read_pdf(buffer.getvalue(), ocr=False).blocks]


def plain(*lines: str) -> list[Piece]:
    return [(line, PLAIN, 80) for line in lines]


@pytest.mark.parametrize(
    "lines",
    [
        ("Dr Ada Foundry", "Chief Economist", "Valley Manufacturing Council", "12 Mill Lane", "Lowermoor"),
        ("For the Lowermoor Chamber of Commerce and Industry:", "Ada Foundry", "President of the Chamber"),
        ("Lowermoor", "Mill End", "Ashby", "Coldbrook", "Ferrydale"),
    ],
)
def test_a_name_on_each_line_stays_a_line(lines: tuple[str, ...]) -> None:
    assert "\n".join(texts(plain(*lines))) == "\n".join(lines)


def test_centred_lines_of_a_cover_stay_lines() -> None:
    lines = ["A Plan for the Works of the Valley", "Ashby County Council", "May 2019"]
    assert "\n".join(texts([(line, PLAIN, 300) for line in lines], centre=True)) == "\n".join(lines)


@pytest.mark.parametrize(
    "lines",
    [
        # Full lines: the next word would not have fitted.
        (
            "The board of the valley asked the Lowermoor",
            "Chamber of Commerce to name four members and",
            "met.",
        ),
        # A name that continues: nothing ends in a function word, a comma or a small letter after it.
        ("A report by the Department for", "Regional Works and the Committee of", "Members"),
        ("Ministry of Works,", "Trade and Transport of the Valley Region"),
        ("Lowermoor is the home", "of the valley's oldest college and of four works"),
    ],
)
def test_where_a_line_was_full_no_line_ends(lines: tuple[str, ...]) -> None:
    assert texts(plain(*lines)) == [" ".join(lines)]


def test_lines_that_wrap_with_room_to_spare_say_nothing() -> None:
    """Beside a picture lines are short; a small letter after one shows it."""
    lines = (
        "The chamber and the guilds of the valley met every week",
        "in the old",
        "hall near the",
        "Mill and",
    )
    assert "\n" not in "".join(texts(plain(*lines, "Exchange of the guilds")))


def test_lines_in_other_letters_are_not_one() -> None:
    text = texts([("University of Lowermoor", PLAIN, 80), ("Keywords of this", OTHER, 80)])
    assert "\n".join(text) == "University of Lowermoor\nKeywords of this"
    run_in = texts([("The grant went to Valley", PLAIN, 80), ("Works and Sons, who", PLAIN, 80)])
    assert run_in == ["The grant went to Valley Works and Sons, who"]


def test_spans_hold_their_lines_when_breaks_are_kept() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for i, line in enumerate(["Ada Foundry", "Chair of the Valley Board"]):
        canvas.drawString(80, 500 - 14 * i, line)
    canvas.save()
    (block,) = read_pdf(buffer.getvalue(), ocr=False).blocks
    assert [block.text[s.start : s.end] for s in block.spans] == ["Ada Foundry", "Chair of the Valley Board"]


@pytest.mark.parametrize(
    ("written", "read"),
    [("ü\uf0fcDesign", "✓Design"), ("§\uf0a7", "▪"), ("Ÿ", "•"), ("über", "über"), ("x\uf0b7", "x•")],
)
def test_bullets_of_symbol_fonts_are_one_sign(written: str, read: str) -> None:
    assert clean(written) == read
