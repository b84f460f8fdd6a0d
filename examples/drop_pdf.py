"""PDF files of the sample drop: one or two columns, covers, running headers, footnotes, scans.

Streams are left uncompressed, so that the bytes do not depend on the zlib that Python was built with.
"""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pypdfium2
from drop_text import MARKDOWN, Piece, Sample, mark_notes, pieces
from PIL import Image, ImageFilter
from reportlab import rl_config
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    FrameBreak,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

rl_config.useA85 = 0

FONTS = {
    "serif": ("Times-Roman", "Times-Bold", 10.8),
    "sans": ("Helvetica", "Helvetica-Bold", 10.2),
    "vera": ("Vera", "VeraBd", 9.2),
}
MARGIN, GUTTER, HEAD_GAP = 62.0, 20.0, 26.0


def make_pdf(sample: Sample) -> bytes:
    """Return the sample as a PDF file, by the `layout` its front matter names."""
    _register_fonts()
    os.environ["SOURCE_DATE_EPOCH"] = str(_epoch(sample))  # the only public way to set a PDF's dates
    data = _Typesetter(sample).build()
    return _scan(data) if sample.get("scan") else data


def _register_fonts() -> None:
    for name in ("Vera", "VeraBd", "VeraIt", "VeraBI"):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
    pdfmetrics.registerFontFamily("Vera", normal="Vera", bold="VeraBd", italic="VeraIt", boldItalic="VeraBI")


def _epoch(sample: Sample) -> int:
    day = sample.date
    if day is None:
        raise ValueError(f"{sample.get('id')}: a PDF needs a date for its properties")
    return int(datetime(day.year, day.month, day.day, 9, 30, tzinfo=UTC).timestamp())


class _Typesetter:
    """Turns one sample into flowables and pages."""

    def __init__(self, sample: Sample) -> None:
        self.sample = sample
        self.width, self.height = LETTER if sample.get("paper") == "letter" else A4
        self.colour = colors.HexColor(sample.get("colour", "#1f3a5f"))
        self.columns = int(sample.get("columns", 1))
        self.layout = sample.get("layout", "masthead")
        self.body_width = self.width - 2 * MARGIN
        self.column_width = (self.body_width - GUTTER * (self.columns - 1)) / self.columns
        self.reserve = float(sample.get("note_space", 44)) if sample.notes else 0.0
        self.styles = self._make_styles()
        self.pending: list[str] = []  # footnotes whose marks were drawn on the page in hand

    def _make_styles(self) -> dict[str, ParagraphStyle]:
        font, bold, size = FONTS[self.sample.get("font", "serif")]
        size += float(self.sample.get("size", 0))
        base = ParagraphStyle(
            "body",
            allowWidows=0,
            allowOrphans=0,
            fontName=font,
            fontSize=size,
            leading=size * 1.32,
            spaceAfter=size * 0.55,
        )
        if self.sample.get("justify", self.columns == 2):
            base.alignment = TA_JUSTIFY

        def style(name: str, **changes: Any) -> ParagraphStyle:
            return ParagraphStyle(name, parent=base, **changes)

        flat = {"alignment": 0}
        return {
            "body": base,
            "title": style("title", fontName=bold, fontSize=25, leading=30, spaceAfter=10, **flat),
            "headline": style("headline", fontName=bold, fontSize=17, leading=21, spaceAfter=6, **flat),
            "subtitle": style("subtitle", fontSize=13, leading=17, spaceAfter=8, **flat),
            "meta": style("meta", fontSize=size - 0.6, leading=size * 1.3, spaceAfter=3, **flat),
            "right": style("right", alignment=TA_RIGHT),
            "centre": style("centre", alignment=TA_CENTER, fontSize=size - 0.5),
            "letterhead": style("letterhead", fontName=bold, fontSize=15, leading=19, alignment=TA_CENTER),
            "h2": style(
                "h2",
                fontName=bold,
                fontSize=size + 3,
                leading=size * 1.7,
                spaceBefore=size * 0.8,
                spaceAfter=size * 0.4,
                textColor=self.colour,
                **flat,
            ),
            "h3": style(
                "h3",
                fontName=bold,
                fontSize=size + 0.6,
                leading=size * 1.4,
                spaceBefore=size * 0.4,
                spaceAfter=size * 0.3,
                **flat,
            ),
            "list": style(
                "list",
                leftIndent=16,
                bulletIndent=4,
                bulletFontName=font,
                bulletFontSize=size,
                spaceAfter=size * 0.35,
                **flat,
            ),
            "caption": style(
                "caption", fontName=bold, fontSize=size - 1, spaceBefore=4, keepWithNext=1, **flat
            ),
            "cell": style("cell", fontSize=size - 1.2, leading=size * 1.15, spaceAfter=0, **flat),
            "cell_head": style(
                "cell_head",
                fontName=bold,
                fontSize=size - 1.2,
                leading=size * 1.15,
                spaceAfter=0,
                textColor=colors.white,
                **flat,
            ),
            "quote": style(
                "quote",
                leftIndent=10,
                rightIndent=10,
                borderPadding=6,
                spaceBefore=12,
                spaceAfter=12,
                backColor=colors.HexColor("#eef1f5"),
                **flat,
            ),
            "reference": style(
                "reference",
                leftIndent=14,
                firstLineIndent=-14,
                fontSize=size - 0.9,
                leading=size * 1.15,
                spaceAfter=3,
                **flat,
            ),
            "note": style("note", fontSize=7.6, leading=9.2, spaceAfter=1, **flat),
        }

    def build(self) -> bytes:
        """Lay the story out; returns the file's bytes."""
        out = io.BytesIO()
        password = self.sample.get("password")
        properties = self.sample.get("properties", {})
        doc = BaseDocTemplate(
            out,
            pagesize=(self.width, self.height),
            invariant=1,
            pageCompression=0,
            title=properties.get("title", self.sample.get("title")),
            author=properties.get("author", ", ".join(self.sample.get("authors", [])) or None),
            producer=properties.get("producer", "Working Regions sample drop"),
            encrypt=StandardEncryption(password, strength=128) if password else None,
        )
        head, story = self._head(), self._story(pieces(self.sample.body))
        start: list[Flowable] = []
        if self.layout == "cover":
            doc.addPageTemplates(PageTemplate("cover", [self._cover_frame()], onPage=self._draw_cover))
            start = [*head, NextPageTemplate("later"), PageBreak()]
        else:
            tall = sum(f.wrap(self.body_width, self.height)[1] + f.getSpaceAfter() for f in head) + 14
            frames = [self._frame(0, self.body_width, self._top() - tall, tall), *self._frames(tall)]
            doc.addPageTemplates(PageTemplate("first", frames, onPageEnd=self._end_page))
            start = [*head, NextPageTemplate("later"), FrameBreak()]
        doc.addPageTemplates(PageTemplate("later", self._frames(0), onPageEnd=self._end_page))
        doc.build([*start, *story], canvasmaker=self._canvas)
        return out.getvalue()

    def _canvas(self, *args: Any, **options: Any) -> Canvas:
        canvas = Canvas(*args, **options)
        canvas.setNamedCB("note", lambda _canvas, _kind, label: self.pending.append(label))
        return canvas

    def _top(self) -> float:
        return float(self.height - MARGIN - HEAD_GAP / 2)

    def _frame(self, x: float, width: float, bottom: float, tall: float) -> Frame:
        return Frame(
            MARGIN + x, bottom, width, tall, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0
        )

    def _frames(self, taken: float) -> list[Frame]:
        bottom = MARGIN + self.reserve
        step = self.column_width + GUTTER
        return [
            self._frame(step * c, self.column_width, bottom, self._top() - taken - bottom)
            for c in range(self.columns)
        ]

    def _cover_frame(self) -> Frame:
        return self._frame(0, self.body_width * 0.86, MARGIN, self.height * 0.78 - MARGIN)

    def _draw_cover(self, canvas: Canvas, _doc: BaseDocTemplate) -> None:
        canvas.saveState()
        canvas.setFillColor(self.colour)
        if self.sample.get("cover_style") == "stripe":
            canvas.rect(0, 0, 26, self.height, stroke=0, fill=1)
        else:
            canvas.rect(0, self.height * 0.84, self.width, self.height * 0.16, stroke=0, fill=1)
        canvas.restoreState()

    def _head(self) -> list[Flowable]:
        """Return what precedes the text: cover, masthead, journal head or letterhead."""
        get, styles = self.sample.get, self.styles
        title = [Paragraph(_inline(get("title")), styles["title" if self.layout == "cover" else "headline"])]
        if get("subtitle"):
            title.append(Paragraph(get("subtitle"), styles["subtitle"]))
        authors = [Paragraph(", ".join(get("authors")), styles["meta"])] if get("authors") else []
        lines = [Paragraph(line, styles["meta"]) for line in get("front_lines", [])]
        publisher, dated = (
            Paragraph(get("publisher"), styles["h3"]),
            Paragraph(get("printed"), styles["meta"]),
        )
        if self.layout == "cover":
            return [publisher, Spacer(1, 90), *title, *authors, Spacer(1, 40), dated, *lines]
        if self.layout == "journal":
            abstract = [Paragraph(f"<b>Abstract.</b> {_inline(get('abstract'))}", styles["quote"])]
            return [dated, Spacer(1, 6), *title, *authors, *lines, *abstract]
        if self.layout == "letter":
            letterhead = [Paragraph(get("publisher").upper(), styles["letterhead"])]
            letterhead += [Paragraph(line, styles["centre"]) for line in get("front_lines", [])]
            subject = Paragraph(f"<b>{_inline(get('title'))}</b>", styles["body"])
            return [*letterhead, Spacer(1, 12), Paragraph(get("printed"), styles["right"]), subject]
        return [publisher, *title, *authors, dated, *lines]

    def _story(self, body: list[Piece]) -> list[Flowable]:
        story: list[Flowable] = []
        in_references = False
        for piece, after in zip(body, [*body[1:], None], strict=True):
            if piece.kind == "heading":
                in_references = piece.text == "References"
                # Room for the heading and some lines under it, or for the table that it announces.
                story.append(CondPageBreak(200 if after and after.kind in ("caption", "table") else 64))
            if piece.kind == "table":
                story.append(self._table(piece.rows))
                if len(story) > 1 and getattr(story[-2], "style", None) is self.styles["caption"]:
                    story[-2:] = [KeepTogether(story[-2:])]
                continue
            name = "reference" if in_references and piece.kind == "paragraph" else _STYLES[piece.kind]
            name = {2: "h2", 3: "h3"}[piece.level] if piece.kind == "heading" else name
            bullet = {"bullets": "\N{BULLET}", "numbers": f"{piece.level}."}.get(piece.kind)
            story.append(Paragraph(_inline(piece.text), self.styles[name], bulletText=bullet))
        if self.sample.get("imprint"):
            story += [Spacer(1, 10), Paragraph(_inline(self.sample.get("imprint")), self.styles["note"])]
        return story

    def _table(self, rows: tuple[tuple[str, ...], ...]) -> Table:
        styled = [
            [Paragraph(_inline(cell), self.styles["cell_head" if not at else "cell"]) for cell in row]
            for at, row in enumerate(rows)
        ]
        shares = self.sample.get("table_widths") or [1] * len(rows[0])
        widths = [self.column_width * share / sum(shares) for share in shares]
        table = Table(styled, colWidths=widths, repeatRows=1, spaceAfter=12)
        table.setStyle(
            TableStyle(
                [
                    ("BACKGROUND", (0, 0), (-1, 0), self.colour),
                    ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.HexColor("#9aa5b1")),
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("TOPPADDING", (0, 0), (-1, -1), 3),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
                ]
            )
        )
        return table

    def _end_page(self, canvas: Canvas, doc: BaseDocTemplate) -> None:
        """Draw running header, footer with page number, and the notes whose marks stand on this page."""
        canvas.saveState()
        font, _, _ = FONTS[self.sample.get("font", "serif")]
        canvas.setFont(font, 8)
        canvas.setFillColor(colors.HexColor("#55606d"))
        if doc.page > 1:
            canvas.drawString(MARGIN, self.height - MARGIN + 8, self.sample.get("running"))
            if self.sample.get("running_right"):
                right = self.sample.get("running_right")
                canvas.drawRightString(self.width - MARGIN, self.height - MARGIN + 8, right)
            canvas.setLineWidth(0.3)
            canvas.line(MARGIN, self.height - MARGIN + 3, self.width - MARGIN, self.height - MARGIN + 3)
        if self.sample.get("footer"):
            canvas.drawString(MARGIN, MARGIN - 26, self.sample.get("footer"))
        canvas.drawRightString(self.width - MARGIN, MARGIN - 26, self._folio(doc.page))
        canvas.restoreState()
        self._draw_notes(canvas)

    def _folio(self, page: int) -> str:
        return str(self.sample.get("folio", "{page}")).format(
            page=page + self.sample.get("first_page", 1) - 1
        )

    def _draw_notes(self, canvas: Canvas) -> None:
        if not self.pending:
            return
        y = MARGIN + self.reserve - 8
        canvas.setLineWidth(0.4)
        canvas.line(MARGIN, y + 2, MARGIN + 90, y + 2)
        for label in self.pending:
            note = Paragraph(
                f"<super>{label}</super> {_inline(self.sample.notes[label])}", self.styles["note"]
            )
            _, tall = note.wrap(self.body_width, self.reserve)
            y -= tall + 1
            note.drawOn(canvas, MARGIN, y)
        if y < MARGIN - 14:
            raise ValueError(f"{self.sample.get('id')}: the footnotes of a page run into its footer")
        self.pending.clear()


_STYLES = {
    "heading": "h2",
    "paragraph": "body",
    "bullets": "list",
    "numbers": "list",
    "quote": "quote",
    "caption": "caption",
}


def _inline(text: str) -> str:
    marked = mark_notes(MARKDOWN.renderInline(text), '<super>{n}</super><onDraw name="note" label="{n}"/>')
    return marked.replace("<a href", '<a color="#1a4d8f" href')


def _scan(data: bytes) -> bytes:
    """Return `data` as a scanner would give it: grey pictures at 150 dpi, a little askew, soft and noisy."""
    grain = np.random.default_rng(150)
    source = pypdfium2.PdfDocument(data)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, pageCompression=0)
    canvas.setProducer("Desktop scanner")
    for number, page in enumerate(source):
        sharp = page.render(scale=150 / 72, grayscale=True).to_pil()
        skewed = sharp.rotate((0.7, -0.5)[number % 2], Image.Resampling.BICUBIC, fillcolor=255)
        soft = np.asarray(skewed.filter(ImageFilter.GaussianBlur(0.5)), dtype=np.int16)
        noisy = np.clip(soft + grain.integers(-6, 3, soft.shape), 0, 250).astype(np.uint8)
        jpeg = io.BytesIO()
        Image.fromarray(noisy).save(jpeg, "JPEG", quality=42, dpi=(150, 150))
        jpeg.seek(0)
        width, height = page.get_size()
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(jpeg), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
