"""Lines at the edge of a page, spaced letters, bullets and tables: what belongs to the text."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from workingregions.corpus.enums import FURNITURE, BlockKind
from workingregions.corpus.records import Block
from workingregions.ingest.pdf.layout import page_blocks
from workingregions.ingest.pdf.layout.paragraphs import has_leader
from workingregions.ingest.pdf.reader import read_pdf
from workingregions.ingest.pdf.words import PageWord

HEIGHT = A4[1]
LINES = """The harbour board met in the spring and heard the owners of four works, the
teachers of two colleges and the bank. Power is the next cost after wages, and a
furnace of the usual size uses as much in a shift as forty houses do in a day.""".splitlines()


def draw(paint: Callable[[Canvas], None]) -> tuple[Block, ...]:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    paint(canvas)
    canvas.save()
    return read_pdf(buffer.getvalue(), ocr=False).blocks


def write(canvas: Canvas, y: float, lines: list[str], *, x: float = 72, size: float = 11) -> None:
    canvas.setFont("Helvetica", size)
    for number, line in enumerate(lines):
        canvas.drawString(x, HEIGHT - y - 1.2 * size * number, line)


def texts(blocks: tuple[Block, ...], *kinds: BlockKind) -> list[str]:
    return [block.text for block in blocks if not kinds or block.kind in kinds]


@pytest.mark.parametrize(
    "first", ["3 May 2014", "May 3, 2014", "Monday, 3rd May 2014", "Dear members of the board,"]
)
@pytest.mark.parametrize("pages", [1, 2])
def test_the_first_line_of_a_letter_is_text(first: str, pages: int) -> None:
    def paint(canvas: Canvas) -> None:
        for number in range(pages):
            write(canvas, 60, [first] if number == 0 else [])
            write(canvas, 100, [line.replace("four", f"{number}") for line in LINES])
            canvas.showPage()

    assert texts(draw(paint), *FURNITURE) == []


def test_two_pages_show_what_comes_back() -> None:
    def paint(canvas: Canvas) -> None:
        for number in (1, 2):
            write(canvas, 40, [f"Minutes of the harbour board {number}"])
            write(canvas, 100, [line[number:] for line in LINES])
            canvas.showPage()

    assert texts(draw(paint), BlockKind.HEADER) == [f"Minutes of the harbour board {n}" for n in (1, 2)]


def test_a_copy_of_a_page_does_not_make_headers_of_its_lines() -> None:
    def paint(canvas: Canvas) -> None:
        for number in (0, 1, 2, 1):  # the third page comes twice
            write(canvas, 40, ["Minutes of the harbour board"])
            write(canvas, 70, [f"{'ABC'[number]}: {line[number:]}" for line in LINES * 3])
            canvas.showPage()

    assert set(texts(draw(paint), *FURNITURE)) == {"Minutes of the harbour board"}


@pytest.mark.parametrize(("letters", "words"), [(6.0, 0.0), (4.0, 6.0), (2.0, 4.0)])
@pytest.mark.parametrize("title", ["HARBOUR FUND OF GOOLE", "Works and wages by the sea"])
def test_spaced_letters_make_words(title: str, letters: float, words: float) -> None:
    def paint(canvas: Canvas) -> None:
        text = canvas.beginText(72, HEIGHT - 60)
        text.setFont("Helvetica", 16)
        text.setCharSpace(letters)
        text.setWordSpace(words)
        text.textLine(title)
        canvas.drawText(text)
        write(canvas, 120, LINES * 3)

    assert texts(draw(paint), BlockKind.HEADING, *FURNITURE) == [title]


def test_letters_with_spaces_between_make_words() -> None:
    title = "THE HARBOUR FUND OF GOOLE"

    def paint(canvas: Canvas) -> None:
        write(canvas, 60, [" ".join(title).replace("   ", "  ")], size=16)
        write(canvas, 120, LINES * 3)

    assert texts(draw(paint), BlockKind.HEADING, *FURNITURE) == [title]


def test_single_letters_of_a_table_or_list_stay_apart() -> None:
    def paint(canvas: Canvas) -> None:
        write(canvas, 60, ["The groups are A B C D and each has a chair."])

    assert "A B C D" in texts(draw(paint))[0]


def test_bullets_within_a_line_divide_it() -> None:
    def paint(canvas: Canvas) -> None:
        write(canvas, 60, ["Our partners: • Redcar College • Tees Foundry", "Forum • Harbour Fund"])
        write(canvas, 120, LINES)

    assert texts(draw(paint))[:4] == [
        "Our partners:",
        "• Redcar College",
        "• Tees Foundry Forum",
        "• Harbour Fund",
    ]


@pytest.mark.parametrize("above", [LINES, LINES[:1], []], ids=["long", "short", "none"])
def test_the_head_of_a_table_is_no_end_of_the_text_above(above: list[str]) -> None:
    def paint(canvas: Canvas) -> None:
        write(canvas, 60, above)
        write(canvas, 105, ["Table 3. Grants made by the harbour fund of Goole"])
        canvas.line(72, HEIGHT - 123, 500, HEIGHT - 123)
        for number, row in enumerate(
            [
                ("Town", "Firms", "Grant"),
                ("Goole", "3", "100"),
                ("Hull", "4", "120"),
                ("Whitby", "6", "90"),
                ("Blyth", "7", "80"),
                ("Seaham", "8", "70"),
            ]
        ):
            for column, cell in enumerate(row):
                write(canvas, 118 + 16 * number, [cell], x=80 + 140 * column, size=9)
        write(canvas, 240, LINES)

    (table,) = [block for block in draw(paint) if block.kind is BlockKind.TABLE]
    assert table.cells[0] == ("Town", "Firms", "Grant")


def test_a_heading_below_columns_leads_the_text_that_spans_them() -> None:
    half = [line[:38] for line in LINES * 3]

    def paint(canvas: Canvas) -> None:
        write(canvas, 60, LINES)
        write(canvas, 130, half)
        write(canvas, 130, [line[::-1].capitalize() for line in half], x=320)
        write(canvas, 290, ["3.5 What lenders ask"], size=13)
        write(canvas, 315, LINES)

    starts = [text[:12] for text in texts(draw(paint))]
    assert starts.index("3.5 What len") == len(starts) - 2


def test_a_sign_of_another_script_does_not_turn_its_line_round() -> None:
    words = ["The", "vector", "ࣁ", "has", "one", "row"]
    line = [PageWord(w, 60 + 40 * i, 100, 90 + 40 * i, 110, 10, baseline=108) for i, w in enumerate(words)]
    assert [block.text for block in page_blocks(line, 600, 800)] == ["The vector ࣁ has one row"]


@pytest.mark.parametrize("sign", [".", ". ", "_", "…"])
def test_a_row_of_dots_takes_no_time_of_its_own(sign: str) -> None:
    assert not has_leader(sign * 100_000 + "x" * 500)
    assert has_leader("Harbour " + sign * 100_000 + " 12")
