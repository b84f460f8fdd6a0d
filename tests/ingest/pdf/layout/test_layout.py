"""Layout on pages drawn for the test: order, furniture, kinds, spans, and unreadable files."""

from __future__ import annotations

import io
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from workingregions.corpus.enums import FURNITURE, BlockKind, FailureCategory
from workingregions.corpus.errors import ReadError
from workingregions.corpus.records import Block, Box
from workingregions.ingest.pdf.layout.layout import page_blocks
from workingregions.ingest.pdf.layout.lines import TextLine
from workingregions.ingest.pdf.layout.paragraphs import join_lines
from workingregions.ingest.pdf.reader import read_pdf
from workingregions.ingest.pdf.words import PageWord

WIDTH, HEIGHT = A4
LEFT = """The council set up a board for the valley and asked
four colleges to train machinists for the new foundry. It
met in the old exchange and kept minutes of every hear-
ing, which the chamber printed and sent to all members.""".splitlines()
RIGHT = """In the second year the board hired a broker who went
from works to works with a list of vacant places. Nobody
had asked the smaller firms before, and most of them were
glad to be asked by somebody who knew the trade.""".splitlines()


def draw(paint: Callable[[Canvas], None], **options: object) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, **options)
    paint(canvas)
    canvas.save()
    return buffer.getvalue()


def write(
    canvas: Canvas, x: float, y: float, lines: list[str], *, size: float = 10, font: str = "Times-Roman"
) -> None:
    """Lines downwards from `y` (points from the top)."""
    canvas.setFont(font, size)
    for i, line in enumerate(lines):
        canvas.drawString(x, HEIGHT - y - i * 1.2 * size, line)


def texts(blocks: tuple[Block, ...] | list[Block], *kinds: BlockKind) -> list[str]:
    return [b.text for b in blocks if not kinds or b.kind in kinds]


def running(data: bytes) -> str:
    return "\n".join(b.text for b in read_pdf(data, ocr=False).blocks if b.kind not in FURNITURE)


@pytest.mark.parametrize("by_row", [False, True], ids=["column by column", "row by row"])
def test_columns_are_read_one_after_the_other(by_row: bool) -> None:
    def paint(canvas: Canvas) -> None:
        write(canvas, 60, 80, ["A board for the valley and the works that came of it"], size=16)
        if by_row:
            for i, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
                write(canvas, 60, 120 + 12 * i, [left])
                write(canvas, 310, 120 + 12 * i, [right])
        else:
            write(canvas, 60, 120, LEFT)
            write(canvas, 310, 120, RIGHT)

    text = running(draw(paint))
    assert (
        text.index("A board for")
        < text.index("The council")
        < text.index("sent to all")
        < text.index("In the second")
    )
    assert "every hearing, which" in text  # the hyphen at the line's end was dropped


def test_a_rule_across_parts_what_stands_above_from_what_stands_below() -> None:
    def paint(canvas: Canvas, *, rule: bool) -> None:
        write(canvas, 60, 100, LEFT)
        write(canvas, 310, 100, RIGHT)
        if rule:
            canvas.line(60, HEIGHT - 154, 530, HEIGHT - 154)
        write(canvas, 60, 172, [line.replace("board", "union") for line in LEFT])
        write(canvas, 310, 172, [line.replace("board", "union") for line in RIGHT])

    def starts(rule: bool) -> list[int]:
        text = running(draw(lambda canvas: paint(canvas, rule=rule)))
        words = ("up a board", "the board hired", "up a union", "the union hired")
        return sorted(range(4), key=lambda i: text.index(words[i]))

    assert starts(rule=True) == [0, 1, 2, 3]
    assert starts(rule=False) == [0, 2, 1, 3]


def test_spans_cut_the_text_into_the_lines_they_box() -> None:
    def paint(canvas: Canvas) -> None:
        write(canvas, 60, 120, LEFT)

    (block,) = read_pdf(draw(paint), ocr=False).blocks
    pieces = [block.text[s.start : s.end] for s in block.spans]
    assert [p.split()[0] for p in pieces] == [line.split()[0] for line in LEFT]
    assert [round(s.box.x0) for s in block.spans] == [60] * 4
    assert all(a.box.y1 <= b.box.y1 for a, b in zip(block.spans, block.spans[1:], strict=False))
    assert block.spans[0].box.y0 < 120 < block.spans[0].box.y1


def test_one_page_tells_its_furniture() -> None:
    def paint(canvas: Canvas) -> None:
        write(canvas, 60, 40, ["Journal of Valley Studies, Vol. 12, 2014"], size=8)
        write(canvas, 60, 150, LEFT + RIGHT)
        write(canvas, 290, 815, ["- 17 -"], size=8)

    blocks = read_pdf(draw(paint), ocr=False).blocks
    assert texts(blocks, BlockKind.HEADER) == ["Journal of Valley Studies, Vol. 12, 2014"]
    assert texts(blocks, BlockKind.FOOTER) == ["- 17 -"]


def test_text_that_fills_the_page_is_no_furniture() -> None:
    lines = (LEFT + RIGHT) * 8

    def paint(canvas: Canvas) -> None:
        write(canvas, 60, 40, lines)

    blocks = read_pdf(draw(paint), ocr=False).blocks
    assert not texts(blocks, *FURNITURE)


def test_what_comes_back_on_every_page_is_furniture() -> None:
    def paint(canvas: Canvas) -> None:
        for number in range(1, 5):
            write(canvas, 60, 60, [f"Strategy for the valley {number}"])
            write(canvas, 60, 80, [" ".join(line.split()[number:]) for line in (LEFT + RIGHT)[number:]])
            canvas.showPage()

    blocks = read_pdf(draw(paint), ocr=False).blocks
    assert texts(blocks, BlockKind.HEADER) == [f"Strategy for the valley {n}" for n in range(1, 5)]


@pytest.mark.parametrize(
    ("top", "bottom"),
    [
        (["The foundry's first year", "What the guild asked", "A broker is hired", "Places for all"], []),
        ([], ["3. See the minutes of the guild.", "4. So in the north.", "7. Read aloud.", "9. As in May."]),
    ],
    ids=["titles", "notes"],
)
def test_what_stands_in_the_margin_of_one_page_alone_is_kept(top: list[str], bottom: list[str]) -> None:
    def paint(canvas: Canvas) -> None:
        for number in range(4):
            write(canvas, 60, 35, [f"VALLEY PAPERS {number + 11}"], size=8)
            write(canvas, 60, 60, top[number : number + 1], size=9, font="Helvetica")
            write(canvas, 60, 120, [" ".join(line.split()[number:]) for line in (LEFT + RIGHT)[number:]])
            write(canvas, 60, 790, bottom[number : number + 1], size=8)
            canvas.showPage()

    blocks = read_pdf(draw(paint), ocr=False).blocks
    assert texts(blocks, *FURNITURE) == [f"VALLEY PAPERS {number + 11}" for number in range(4)]
    assert set(top + bottom) <= set(texts(blocks))


def test_a_running_header_that_names_its_chapter_is_furniture() -> None:
    names = ["Of the foundry"] * 3 + ["Of the guilds and works"] * 3

    def paint(canvas: Canvas) -> None:
        for number, name in enumerate(names):
            write(canvas, 60, 35, [name], size=8)
            write(canvas, 60, 120, [" ".join(line.split()[number:]) for line in (LEFT + RIGHT)[number:]])
            canvas.showPage()

    assert texts(read_pdf(draw(paint), ocr=False).blocks, BlockKind.HEADER) == names


def paint_report(canvas: Canvas) -> None:
    write(canvas, 60, 80, ["A plan for the works"], size=20, font="Helvetica-Bold")
    write(canvas, 60, 120, ["1. Aims"], size=14, font="Helvetica-Bold")
    write(canvas, 60, 145, LEFT)
    write(canvas, 60, 205, ["1.1 Skills"], size=12, font="Helvetica-Bold")
    write(canvas, 60, 225, RIGHT)
    write(
        canvas,
        70,
        285,
        ["• train two hundred fitters", "• open a second foundry", "• lend tools to small firms"],
    )
    write(canvas, 60, 340, ["Figure 1: Works in the valley by trade"], size=9, font="Helvetica-Oblique")
    write(canvas, 60, 380, ["References"], size=14, font="Helvetica-Bold")
    write(canvas, 60, 405, ["Harrow, A. (2011) On boards and brokers. Valley Press."])
    write(canvas, 60, 425, ["Moss, B. (2009) The foundry question. Journal of Works, 3, 1-9."])
    write(canvas, 60, 730, ["1 The board was called a committee until the second year of its work."], size=7)


def test_kinds_levels_and_sections() -> None:
    blocks = read_pdf(draw(paint_report), ocr=False).blocks
    headings = [(b.text, b.level) for b in blocks if b.kind is BlockKind.HEADING]
    assert headings == [("A plan for the works", 1), ("1. Aims", 2), ("1.1 Skills", 3), ("References", 2)]
    assert len(texts(blocks, BlockKind.LIST)) == 3
    assert texts(blocks, BlockKind.CAPTION) == ["Figure 1: Works in the valley by trade"]
    assert [t[:5] for t in texts(blocks, BlockKind.REFERENCE)] == ["Harro", "Moss,"]
    assert [t[:11] for t in texts(blocks, BlockKind.FOOTNOTE)] == ["1 The board"]
    skills = next(b for b in blocks if b.text.startswith("In the second"))
    assert skills.section == ("A plan for the works", "1. Aims", "1.1 Skills")
    assert [b.ordinal for b in blocks] == list(range(len(blocks)))


def test_contents_pages_keep_a_line_each() -> None:
    def paint(canvas: Canvas) -> None:
        write(canvas, 60, 100, ["Contents"], size=16)
        rows = [f"{name} {'.' * 40} {page}" for name, page in (("Aims", 3), ("Skills", 5), ("Works", 9))]
        write(canvas, 60, 140, rows)

    assert len(texts(read_pdf(draw(paint), ocr=False).blocks, BlockKind.CONTENTS)) == 3


def test_tables_become_cells_and_leave_the_running_text() -> None:
    def paint(canvas: Canvas) -> None:
        write(canvas, 60, 100, LEFT)
        rows = [
            ("Trade", "Works", "Jobs"),
            ("Casting", "12", "340"),
            ("Turning", "7", "95"),
            ("Tools", "3", "41"),
        ]
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                canvas.rect(60 + 100 * j, HEIGHT - 220 - 18 * i, 100, 18)
                canvas.drawString(65 + 100 * j, HEIGHT - 215 - 18 * i, cell)
        write(canvas, 60, 320, RIGHT)

    blocks = read_pdf(draw(paint), ocr=False).blocks
    (table,) = [b for b in blocks if b.kind is BlockKind.TABLE]
    assert table.cells[1] == ("Casting", "12", "340")
    assert table.text.splitlines()[0] == "| Trade | Works | Jobs |"
    assert "Casting" not in "".join(texts(blocks, BlockKind.PARAGRAPH))


@pytest.mark.parametrize("turns", [0, 90, 180, 270])
def test_turned_pages_read_as_shown(turns: int) -> None:
    def paint(canvas: Canvas) -> None:
        canvas.setPageRotation(turns)
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(turns)  # so that the text is upright on the page as shown
        canvas.setFont("Times-Roman", 10)
        for i, line in enumerate(LEFT):
            canvas.drawString(-150, 50 - 12 * i, line)

    (block,) = read_pdf(draw(paint), ocr=False).blocks
    assert block.text.startswith("The council set up")
    assert block.text.endswith("to all members.")
    assert block.box is not None
    assert block.box.x1 - block.box.x0 > block.box.y1 - block.box.y0


@pytest.mark.parametrize("angle", [90, 270])
def test_text_that_runs_up_or_down_an_upright_page(angle: int) -> None:
    def paint(canvas: Canvas) -> None:
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(angle)
        canvas.setFont("Times-Roman", 10)
        for i, line in enumerate(LEFT):
            canvas.drawString(-150, 50 - 12 * i, line)

    (block,) = read_pdf(draw(paint), ocr=False).blocks
    assert block.text.startswith("The council set up")
    assert block.text.endswith("to all members.")
    assert block.box is not None
    assert block.box.y1 - block.box.y0 > block.box.x1 - block.box.x0
    assert 0 <= block.box.x0 < block.box.x1 <= WIDTH
    assert 0 <= block.box.y0 < block.box.y1 <= HEIGHT


def test_characters_drawn_twice_are_read_once() -> None:
    def paint(canvas: Canvas) -> None:
        write(canvas, 60, 120, LEFT)
        write(canvas, 60.3, 120, LEFT)

    assert running(draw(paint)).count("council") == 1


def test_drop_cap_joins_its_word() -> None:
    def paint(canvas: Canvas) -> None:
        write(canvas, 60, 138, ["T"], size=36)
        write(
            canvas,
            84,
            120,
            ["he council set up a board for the valley and", "asked four colleges to train machinists for"],
        )
        write(
            canvas,
            60,
            144,
            ["the new foundry. It met in the old exchange and kept", "minutes of every hearing."],
        )

    assert running(draw(paint)).startswith("The council set up a board for the valley and asked four")


def test_raised_marks_do_not_change_the_word_before() -> None:
    def paint(canvas: Canvas) -> None:
        write(canvas, 60, 120, ["The foundry"])
        end = 60 + canvas.stringWidth("The foundry", "Times-Roman", 10)
        write(canvas, end, 116, ["12"], size=6)
        write(canvas, end + 9, 120, ["closed in the spring of that year."])

    assert "The foundry 12 closed" in running(draw(paint))


def test_a_hyphen_drawn_by_itself_joins_its_word() -> None:
    def paint(canvas: Canvas) -> None:
        write(canvas, 60, 132, ["bourhood and for all works"])
        write(canvas, 60, 120, ["A board for the whole neigh"])
        write(canvas, 60 + canvas.stringWidth("A board for the whole neigh", "Times-Roman", 10), 120, ["-"])

    assert "neighbourhood and" in running(draw(paint))


def test_ocr_lines_go_the_same_way() -> None:
    words = [
        PageWord(text, x, y, x + 200, y + 12, 9, confidence=0.9)
        for x, column in ((60.0, LEFT), (310.0, RIGHT))
        for y, text in zip((120.0, 132.0, 144.0, 156.0), column, strict=True)
    ]
    blocks = page_blocks(sorted(words, key=lambda w: (w.y0, w.x0)), WIDTH, HEIGHT)
    text = " ".join(b.text for b in blocks)
    assert text.index("sent to all") < text.index("In the second")
    assert blocks[0].confidence == pytest.approx(0.9)


def test_what_cannot_be_read_says_why() -> None:
    def picture(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("RGB", (80, 80), "grey")), 0, 0, WIDTH, HEIGHT)

    locked = draw(lambda c: write(c, 60, 120, LEFT), encrypt=StandardEncryption("sesame"))
    for data, category in (
        (b"", FailureCategory.EMPTY),
        (b"no PDF at all", FailureCategory.DAMAGED),
        (locked, FailureCategory.ENCRYPTED),
        (draw(picture), FailureCategory.NO_TEXT),
    ):
        with pytest.raises(ReadError) as caught:
            read_pdf(data, name="a file", ocr=False)
        assert caught.value.category is category
        assert caught.value.message.startswith("a file")
        assert caught.value.advice
    assert read_pdf(locked, password="sesame", ocr=False).blocks


def test_a_picture_page_is_a_failure_beside_the_rest() -> None:
    def paint(canvas: Canvas) -> None:
        write(canvas, 60, 120, LEFT)
        canvas.showPage()
        canvas.drawImage(ImageReader(Image.new("RGB", (80, 80), "grey")), 0, 0, WIDTH, HEIGHT)

    parsed = read_pdf(draw(paint), ocr=False)
    assert [(f.page, f.category) for f in parsed.failures] == [(2, FailureCategory.NO_TEXT)]
    assert [p.origin for p in parsed.pages] == ["text", "none"]


def test_max_pages_and_properties() -> None:
    def paint(canvas: Canvas) -> None:
        canvas.setTitle("A plan for the works")
        for number in range(3):
            write(canvas, 60, 120, [f"Page {number} of the plan is about the works of the valley."])
            canvas.showPage()

    parsed = read_pdf(draw(paint), ocr=False, max_pages=2)
    assert len(parsed.pages) == 2
    assert ("title", "A plan for the works") in {(h.field, h.value) for h in parsed.hints}


WORDS = ["board", "works", "valley", "foundry", "train-", "col-", "leges", "of", "the"]
words_of_text = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6)


@given(st.lists(words_of_text, min_size=1, max_size=6))
def test_spans_always_slice_back_to_their_line(rows: list[list[str]]) -> None:
    lines = []
    for y, row in enumerate(rows):
        words = [
            PageWord(w, 60.0 + 30 * i, 12.0 * y, 85.0 + 30 * i, 12.0 * y + 10, 10) for i, w in enumerate(row)
        ]
        lines.append((TextLine(words, y), Box(0, y, 1, y)))
    joined = join_lines(1, lines, frozenset())
    assert len(joined.spans) == len(rows)
    for span, (line, _) in zip(joined.spans, lines, strict=True):
        piece = joined.text[span.start : span.end]
        assert line.text in (piece, piece + "-")


def test_a_hyphen_between_two_words_that_are_none_together_stays() -> None:
    def joined(first: str, second: str, *written: str) -> str:
        rows = [(first, 0.0), (second, 12.0)]
        lines = [(TextLine([PageWord(w, 60, y, 85, y + 10, 10)], int(y)), Box(0, y, 1, y)) for w, y in rows]
        return join_lines(1, lines, frozenset(written)).text

    assert joined("use of attention-", "enhanced") == "use of attention-enhanced"
    assert joined("govern-", "ment") == "government"
    assert joined("at Liver-", "more") == "at Liver-more"
    assert joined("at Liver-", "more", "livermore") == "at Livermore"
    assert joined("manu-", "facturing") == "manufacturing"
    assert joined("für Innovations-", "management und") == "für Innovationsmanagement und"


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 40), st.integers(5, 60), st.sampled_from([7, 10, 14])),
        min_size=1,
        max_size=60,
        unique_by=lambda cell: cell[:2],
    )
)
def test_layout_neither_loses_nor_invents_words(cells: list[tuple[int, int, int, int]]) -> None:
    words = [
        PageWord(f"w{i}x", 50.0 * x, 20.0 * y, 50.0 * x + width, 20.0 * y + size, float(size))
        for i, (x, y, width, size) in enumerate(cells)
    ]
    found = Counter(" ".join(b.text for b in page_blocks(words, 600, 850)).split())
    assert sum(found.values()) <= len(words)
    assert "".join(sorted("".join(found.elements()))) == "".join(sorted("".join(w.text for w in words)))


def damaged(data: bytes, seed: int) -> bytes:
    """Return a file cut short, with a part left out or with bytes changed, in turn."""
    draw = random.Random(seed)
    at = draw.randrange(200, len(data))
    if seed % 3 == 0:
        return data[:at]
    if seed % 3 == 1:
        return data[:at] + data[at + draw.randrange(1, 2_000) :]
    changed = bytearray(data)
    for _ in range(40):
        changed[draw.randrange(len(data))] = draw.randrange(256)
    return bytes(changed)


def test_damaged_files_end_as_pages_or_as_reasons(pytestconfig: pytest.Config) -> None:
    files = ("brownfield-action-plan.pdf", "brokers-in-the-powder-bed.pdf", "incentives-fact-sheet.pdf")
    refused: list[ReadError] = []
    for seed in range(12):
        data = (pytestconfig.rootpath / "examples" / "drop" / files[seed % len(files)]).read_bytes()
        try:
            parsed = read_pdf(damaged(data, seed), ocr=False)
        except ReadError as error:
            refused.append(error)
            continue
        assert parsed.blocks or parsed.failures, seed
        for block in parsed.blocks:
            assert block.text.strip(), seed
            assert all(0 <= s.start < s.end <= len(block.text) for s in block.spans), seed
    assert 0 < len(refused) < 12
    assert all(error.message and error.advice for error in refused)


@pytest.mark.shared
def test_odd_files_end_as_pages_or_as_reasons(shared: Path) -> None:
    read = 0
    for path in sorted((shared / "stress").glob("*.pdf")):
        if path.stat().st_size > 1_500_000:
            continue
        try:
            parsed = read_pdf(path.read_bytes(), name=path.name, ocr=False)
        except ReadError:
            continue
        read += 1
        for block in parsed.blocks:
            assert block.text.strip(), path.name
            assert all(0 <= s.start < s.end <= len(block.text) for s in block.spans), path.name
    assert read > 15
