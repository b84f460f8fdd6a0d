"""Boxes of words and cells: what pypdfium2 finds under them equals the text."""

from __future__ import annotations

import io
import random
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pypdfium2
import pytest
from reportlab.lib import colors
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from tests.helpers.under import text_under
from workingregions.corpus.boxes import boxes
from workingregions.corpus.enums import BlockKind
from workingregions.corpus.quotes import letters
from workingregions.corpus.records import Block, Parsed, Span
from workingregions.ingest.pdf.edges import recast, refit
from workingregions.ingest.pdf.layout import page_blocks
from workingregions.ingest.pdf.layout.lines import TextLine
from workingregions.ingest.pdf.layout.spans import line_row
from workingregions.ingest.pdf.ocr import read_page
from workingregions.ingest.pdf.ocr.lines import OcrLine, place, split_line
from workingregions.ingest.pdf.reader import read_pdf
from workingregions.ingest.pdf.words import PageWord
from workingregions.nlp.text.passages import segment
from workingregions.nlp.text.segmentation import sentences

PROSE = (
    "The county council and its partners decided, after a year of meetings, to fund four workshops for the "
    "retraining of toolmakers; the first opened in Millbrook in March 2014 with thirty-two places. "
) * 6


def words_of(block: Block) -> list[tuple[int, int]]:
    found, at = [], 0
    for word in block.text.split():
        at = block.text.index(word, at)
        found.append((at, at + len(word)))
        at += len(word)
    return found


def check_words(data: bytes, parsed: Parsed, kinds: set[BlockKind]) -> int:
    """Return how many words of blocks of these kinds were checked: all are under their boxes."""
    document = pypdfium2.PdfDocument(data)
    count = 0
    for block in parsed.blocks:
        if block.kind not in kinds:
            continue
        for start, end in words_of(block):
            if wanted := letters(block.text[start:end]):
                spans = boxes(block, start, end)
                assert letters(text_under(document, spans)) == wanted
                count += 1
    return count


@pytest.fixture(scope="module")
def prose() -> bytes:
    out = io.BytesIO()
    style = getSampleStyleSheet()["BodyText"]
    style.alignment = 4  # justified: spaces differ in width from line to line
    small = "Rates rose by 4.5<super>th</super> of H<sub>2</sub>O per m<super>2</super> on the moor."
    SimpleDocTemplate(out).build([Paragraph(PROSE, style), Spacer(1, 20), Paragraph(small, style)])
    return out.getvalue()


def test_each_word_of_justified_prose_has_its_own_box(prose: bytes) -> None:
    assert check_words(prose, read_pdf(prose), {BlockKind.PARAGRAPH}) > 150


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_pages_shown_turned(prose: bytes, angle: int) -> None:
    document = pypdfium2.PdfDocument(prose)
    document[0].set_rotation(angle)
    out = io.BytesIO()
    document.save(out)
    assert check_words(out.getvalue(), read_pdf(out.getvalue()), {BlockKind.PARAGRAPH}) > 150


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_text_that_runs_up_or_down(angle: int) -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(600, 600))
    canvas.translate(300, 300)
    canvas.rotate(angle)
    for number in range(6):
        canvas.drawString(-250, 100 - 14 * number, PROSE[70 * number : 70 * number + 70].strip())
    canvas.save()
    assert check_words(out.getvalue(), read_pdf(out.getvalue()), set(BlockKind)) > 40


def test_a_word_torn_at_a_line_end_has_two_boxes() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(400, 300))
    for number, line in enumerate(
        [
            "The partners agreed on the retrain-",
            "ing of toolmakers and of the fitters",
            "who had lost their work by then.",
        ]
    ):
        canvas.drawString(50, 250 - 14 * number, line)
    canvas.save()
    (block,) = read_pdf(out.getvalue()).blocks
    start = block.text.index("retraining")
    spans = boxes(block, start, start + len("retraining"))
    assert len(spans) == 2
    under = text_under(pypdfium2.PdfDocument(out.getvalue()), spans)
    assert letters(under) == "retraining"


def test_each_cell_of_a_table_has_its_own_box() -> None:
    rows = [["Region", "Jobs", "Grant"], ["Millbrook", "120", "£40,000"], ["Ash|ford", "95", "£12,500"],
            ["Tees Valley and the coast", "310", "£99,000"], ["All", "525", "£151,500"]]  # fmt: skip
    wrapped = [[Paragraph(cell) if len(cell) > 20 else cell for cell in row] for row in rows]
    out = io.BytesIO()
    table = Table(
        wrapped, colWidths=[90, 60, 80], style=TableStyle([("GRID", (0, 0), (-1, -1), 1, colors.black)])
    )
    SimpleDocTemplate(out).build([Paragraph(PROSE), table])
    parsed = read_pdf(out.getvalue())
    (block,) = [b for b in parsed.blocks if b.kind is BlockKind.TABLE]
    document = pypdfium2.PdfDocument(out.getvalue())
    for cell in (cell for row in rows for cell in row):
        escaped = cell.replace("|", r"\|")
        start = block.text.index(f"| {escaped} |") + 2
        spans = boxes(block, start, start + len(escaped))
        assert len(spans) == (2 if len(cell) > 20 else 1)
        assert letters(text_under(document, spans)) == letters(cell)
        assert all(span.box.x1 - span.box.x0 < 90 for span in spans)


def test_edges_survive_another_spelling() -> None:
    edges = [0.0, 1.0, 2.0, 5.0, 6.0]
    assert list(refit(edges, "ab1d", "abtid")) == [0.0, 1.0, 2.0, 3.5, 5.0, 6.0]
    assert list(refit(edges, "abcd", "xbcd")) == edges
    assert refit(edges, "abcd", "abd")[-1] == 6.0
    word = recast(PageWord("innova1on", 0, 0, 9, 10, 10, edges=range(10)), "innovation")
    assert len(word.edges) == len("innovation") + 1
    assert list(word.edges[:7]) == [0, 1, 2, 3, 4, 5, 6]


def test_recognised_lines_keep_the_places_of_their_letters() -> None:
    read = SimpleNamespace(
        words=[list("Council"), list("met")],
        word_cols=[[1, 3, 5, 7, 9, 11, 13], [17, 19, 21]],
        line_txt_len=24,
    )
    quad = np.array([[100.0, 50], [340, 50], [340, 70], [100, 70]])
    lines = split_line("Council met", 0.9, quad, 0, read)
    assert [line.text for line in lines] == ["Council met"]
    (mended,) = [line.recast("Councll met") for line in lines]
    (word,) = place([mended], 500, 100, 1.0)
    (block,) = page_blocks([word], 500, 100)
    start = block.text.index("met")
    (span,) = boxes(block, start, start + 3)
    # "met" was read about columns 17 to 21 of 24, which are 10 points wide.
    assert span.box.x0 == pytest.approx(265, abs=4)
    assert span.box.x1 == pytest.approx(340, abs=1)
    (first,) = boxes(block, 0, 7)
    assert (first.box.x0, first.box.x1) == pytest.approx((100, 245), abs=4)


def test_lines_of_unknown_places_still_part_at_words() -> None:
    line = TextLine([PageWord("wide", 0, 0, 80, 10, 10), PageWord("i", 90, 0, 92, 10, 10)], 0)
    start, places = line_row(line, 3, 6)
    assert start == 3
    assert list(places) == [0, 20, 40, 60, 80, 90, 92]
    assert OcrLine("x", 1.0, None, 0).edges == ()  # type: ignore[arg-type]


@pytest.mark.shared
def test_what_is_under_the_boxes_is_the_quote(shared: Path) -> None:
    """On 500 passages, the letters under the boxes of a random part equal its letters."""
    chosen = random.Random(10)
    equal = 0
    unequal: list[tuple[str, str, str]] = []
    files = sorted((shared / "documents").glob("*.pdf"))
    chosen.shuffle(files)
    for file in files:
        if equal + len(unequal) >= 500:
            break
        data = file.read_bytes()
        try:
            parsed = read_pdf(data, ocr=False, max_pages=3)
        except Exception:  # noqa: BLE001 - damaged and encrypted files are among them
            continue
        blocks = {block.ordinal: block for block in parsed.blocks}
        plain = {page.number for page in parsed.pages if page.origin == "text"}
        passages = [p for p in segment("d", parsed.blocks) if set(p.pages) <= plain]
        document = pypdfium2.PdfDocument(data)
        for passage in chosen.sample(passages, min(15, len(passages))):
            start, end = chosen.choice(sentences(passage.text))
            words = [i for i in range(start, end) if passage.text[i] == " "]
            if len(words) > 3:
                start, end = sorted(chosen.sample(words, 2))
            spans = [
                span
                for piece in passage.pieces
                if max(start, piece.start) < min(end, piece.end)
                for span in boxes(
                    blocks[piece.block],
                    piece.offset + max(start, piece.start) - piece.start,
                    piece.offset + min(end, piece.end) - piece.start,
                )
            ]
            under, wanted = letters(text_under(document, spans)), letters(passage.text[start:end])
            if under == wanted:
                equal += 1
            else:
                unequal.append((file.name, passage.text[start:end], under))
    assert equal + len(unequal) >= 500
    # Text set twice with a shift, slanted, or under a symbol font's codes differs from the text that is read.
    assert equal >= 0.97 * 500, unequal


@pytest.mark.slow
def test_boxes_of_recognised_words_are_where_the_words_are(prose: bytes) -> None:
    page = pypdfium2.PdfDocument(prose)[0]
    scale = 150 / 72
    words = read_page(page.render(scale=scale, rev_byteorder=True).to_numpy(), scale)
    width, height = page.get_size()
    truth = {(s.page, b.text[s.start : s.end]): s.box for b in read_pdf(prose).blocks for s in word_boxes(b)}
    off = [
        max(abs(span.box.x0 - box.x0), abs(span.box.x1 - box.x1))
        for block in page_blocks(words, width, height)
        for span in word_boxes(block)
        if (box := truth.get((1, block.text[span.start : span.end]))) is not None
        and abs(box.y0 - span.box.y0) < 8
        and abs(box.x0 - span.box.x0) < 30
    ]
    assert len(off) > 20
    # The recogniser sees letters in steps of a few points.
    assert sorted(off)[len(off) // 2] < 3
    assert sorted(off)[int(0.95 * len(off))] < 8


def word_boxes(block: Block) -> list[Span]:
    return [span for start, end in words_of(block) for span in boxes(block, start, end)]
