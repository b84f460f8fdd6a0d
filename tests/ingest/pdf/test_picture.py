"""Pictures of pages show what boxes say: turned, cut and filled in as the page is."""

from __future__ import annotations

import io

import numpy as np
import pypdfium2
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.errors import NotFoundError, ReadError
from workingregions.ingest.pdf import draw_page, read_pdf
from workingregions.ingest.pdf.picture import MOST_PIXELS


def one_word(*, turned: int = 0, cropped: tuple[float, ...] = (), width: int = 400) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(width, 3 * width // 4))
    canvas.setFont("Helvetica", 24)
    canvas.drawString(120, 170, "Foundry")
    canvas.save()
    document = pypdfium2.PdfDocument(out.getvalue())
    if cropped:
        document[0].set_cropbox(*cropped)
    document[0].set_rotation(turned)
    changed = io.BytesIO()
    document.save(changed)
    return changed.getvalue()


@pytest.mark.parametrize("cropped", [(), (50, 40, 380, 260)])
@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_the_ink_of_a_word_lies_in_its_box(turned: int, cropped: tuple[float, ...]) -> None:
    data = one_word(turned=turned, cropped=cropped)
    parsed = read_pdf(data)
    (page,), (span,) = parsed.pages, parsed.blocks[0].spans
    drawn = draw_page(data, 1, dpi=144)
    assert (drawn.width, drawn.height) == (round(2 * page.width), round(2 * page.height))
    pixels = np.asarray(Image.open(io.BytesIO(drawn.data)).convert("L"))
    assert pixels.shape == (drawn.height, drawn.width)
    rows, columns = np.nonzero(pixels < 128)
    assert len(rows) > 100
    ink = (columns.min() / 2, rows.min() / 2, columns.max() / 2, rows.max() / 2)
    assert span.box.x0 - 2 <= ink[0]
    assert span.box.y0 - 2 <= ink[1]
    assert ink[2] <= span.box.x1 + 2
    assert ink[3] <= span.box.y1 + 2


def test_answers_of_a_form_are_drawn() -> None:
    def form(value: str) -> bytes:
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=(300, 200))
        canvas.acroForm.textfield(name="town", value=value, x=50, y=100, width=150, height=20)
        canvas.showPage()
        canvas.save()
        return out.getvalue()

    assert draw_page(form("Dudley"), 1).data != draw_page(form(""), 1).data


def test_a_poster_is_drawn_smaller() -> None:
    drawn = draw_page(one_word(width=4000), 1, dpi=250)
    assert drawn.width * drawn.height <= 1.01 * MOST_PIXELS
    assert drawn.width / drawn.height == pytest.approx(4 / 3, rel=0.01)


def test_pages_that_are_not_there_and_files_that_are_none() -> None:
    with pytest.raises(NotFoundError, match="page '2'"):
        draw_page(one_word(), 2)
    with pytest.raises(ReadError, match="damaged or not a PDF") as caught:
        draw_page(b"%PDF-1.7 nonsense", 1, name="plan.pdf")
    assert caught.value.category is FailureCategory.DAMAGED


def test_an_encrypted_page_needs_its_password() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(300, 200), encrypt="secret")
    canvas.drawString(50, 100, "Minutes")
    canvas.save()
    with pytest.raises(ReadError) as caught:
        draw_page(out.getvalue(), 1)
    assert caught.value.category is FailureCategory.ENCRYPTED
    assert draw_page(out.getvalue(), 1, password="secret").data[8:12] == b"WEBP"
