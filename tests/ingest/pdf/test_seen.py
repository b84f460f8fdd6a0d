"""What of a PDF page a reader sees: neither covered nor white on white nor on a layer that is off."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image
from reportlab.lib.colors import Color, black, white
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from workingregions.ingest.pdf.reader import read_pdf

HEIGHT = A4[1]


def draw(paint: Callable[[Canvas], None]) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.setFont("Helvetica", 11)
    canvas.drawString(72, 700, "The harbour board met in the spring and heard the owners of four works.")
    paint(canvas)
    canvas.save()
    return buffer.getvalue()


def read(paint: Callable[[Canvas], None]) -> str:
    return "\n".join(block.text for block in read_pdf(draw(paint), ocr=False).blocks)


def box(canvas: Canvas, colour: Color, *, x: float = 70, width: float = 400) -> None:
    canvas.setFillColor(colour)
    canvas.rect(x, 590, width, 30, stroke=0, fill=1)


def sentence(canvas: Canvas, colour: Color = black) -> None:
    canvas.setFillColor(colour)
    canvas.drawString(72, 600, "Goole Castings paid for the crane.")


def covered(canvas: Canvas) -> None:
    sentence(canvas)
    box(canvas, black)


def white_on_white(canvas: Canvas) -> None:
    box(canvas, white)
    sentence(canvas, white)


@pytest.mark.parametrize("paint", [covered, white_on_white])
def test_what_is_covered_or_white_on_white_is_left_out(paint: Callable[[Canvas], None]) -> None:
    assert "Goole" not in read(paint)


def on_a_panel(canvas: Canvas) -> None:
    box(canvas, black)
    sentence(canvas, white)


def under_glass(canvas: Canvas) -> None:
    sentence(canvas)
    box(canvas, Color(1, 1, 0, alpha=0.4))


def under_a_clipped_box(canvas: Canvas) -> None:
    sentence(canvas)
    path = canvas.beginPath()
    path.rect(300, 100, 50, 50)
    canvas.clipPath(path, stroke=0, fill=0)
    box(canvas, white)


def drawn_again(canvas: Canvas) -> None:
    covered(canvas)
    sentence(canvas, white)


@pytest.mark.parametrize("paint", [on_a_panel, under_glass, under_a_clipped_box, drawn_again])
def test_what_shows_is_read(paint: Callable[[Canvas], None]) -> None:
    assert read(paint).count("Goole Castings paid for the crane.") == 1


def test_what_is_written_over_a_box_replaces_what_is_under_it() -> None:
    def paint(canvas: Canvas) -> None:
        canvas.drawString(72, 600, "Goole lost 32 works.")
        box(canvas, white)
        canvas.setFillColor(black)
        canvas.drawString(72, 600, "Goole lost 23 works.")

    assert "32" not in read(paint)
    assert "Goole lost 23 works." in read(paint)


def test_a_box_over_a_part_of_a_line_hides_that_part() -> None:
    def paint(canvas: Canvas) -> None:
        sentence(canvas)
        box(canvas, black, x=70, width=82)  # over the name

    assert "paid for the crane." in read(paint)
    assert "Goole" not in read(paint)


@pytest.mark.parametrize(("state", "seen"), [("OFF", False), ("ON", True)])
def test_a_layer_that_is_off_is_left_out(state: str, seen: bool) -> None:
    content = b"BT /F 11 Tf 72 700 Td (The board met in the spring.) Tj ET "
    content += b"/OC /L BDC BT /F 11 Tf 72 600 Td (Goole Castings paid.) Tj ET EMC"
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [5 0 R] /D << /{state} [5 0 R] >> >> >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F 6 0 R >> /Properties << /L 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content.decode()}\nendstream",
        "<< /Type /OCG /Name (Notes of the clerk) >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    text = "".join(block.text for block in read_pdf(_file(objects), ocr=False).blocks)
    assert ("Goole" in text) is seen
    assert "The board met" in text


def _file(objects: list[str]) -> bytes:
    out, places = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    return out + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()


def test_fields_that_are_filled_are_read_and_counted() -> None:
    def paint(canvas: Canvas) -> None:
        form = canvas.acroForm
        canvas.drawString(72, 650, "Which region?")
        form.choice(
            name="region", value="Teesside", options=["Teesside", "Holderness"], x=72, y=620, width=200
        )
        canvas.drawString(72, 600, "Who helps?")
        form.textfield(name="who", value="The Harbour Fund of Goole", x=72, y=570, width=300, height=20)
        form.textfield(name="empty", x=72, y=530, width=300, height=20)
        form.checkbox(name="yes", checked=True, x=72, y=500, size=14)
        canvas.drawString(95, 502, "We train apprentices")
        form.checkbox(name="no", checked=False, x=72, y=470, size=14)
        canvas.drawString(95, 472, "We train nobody")

    document = read_pdf(draw(paint), ocr=False)
    text = "\n".join(block.text for block in document.blocks)
    order = ["Which region?", "Teesside", "Who helps?", "The Harbour Fund of Goole", "☑ We train apprentices"]
    assert sorted(order, key=text.index) == order
    assert "☑ We train nobody" not in text
    assert document.pages[0].origin == "form"


def test_a_form_that_nobody_filled_is_text() -> None:
    def paint(canvas: Canvas) -> None:
        canvas.acroForm.textfield(name="who", x=72, y=570, width=300, height=20)

    assert read_pdf(draw(paint), ocr=False).pages[0].origin == "text"


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        ("The harbour board met in the spring and heard the owners of four works about power.", 1.0),
        ("The har~bour board met in the spring and heard the owners of fo|ur works about power.", 0.5),
    ],
    ids=["well", "badly"],
)
def test_pages_that_a_scanner_recognised_are_told_from_text(text: str, confidence: float) -> None:
    def paint(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("L", (60, 85), 250)), 0, 0, *A4)
        hidden = canvas.beginText(72, 680)
        hidden.setTextRenderMode(3)
        for _ in range(30):
            hidden.textLine(text)
        canvas.drawText(hidden)

    (page,) = read_pdf(draw(paint), ocr=False).pages
    assert (page.origin, page.confidence) == ("scan", confidence)
