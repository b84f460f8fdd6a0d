"""Readers of office files, on files made here."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import docx
import pptx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.errors import ReadError
from workingregions.corpus.records import Parsed
from workingregions.ingest.read import read


def kinds(parsed: Parsed) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in parsed.blocks]


def saved(document: object) -> bytes:
    memory = io.BytesIO()
    document.save(memory)  # type: ignore[attr-defined]
    return memory.getvalue()


def word_file() -> bytes:
    document = docx.Document()
    document.core_properties.title = "Steel plan"
    document.core_properties.author = "Ann Lee"
    document.sections[0].header.paragraphs[0].text = "Running head"
    document.sections[0].footer.paragraphs[0].text = "Page foot"
    document.add_heading("The plan", 0)
    document.add_heading("Aims", 1)
    document.add_paragraph("First aim", style="List Bullet")
    paragraph = document.add_paragraph("Kept ")
    paragraph._p.append(
        parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>gone</w:delText><w:t>gone</w:t></w:r></w:del>")
    )
    paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>added</w:t></w:r></w:ins>"))
    document.add_heading("Means", 2)
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("Year", "Jobs", "2010", "x"), strict=True):
        cell.text = text
    inner = table.cell(1, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "5", "6"
    document.add_paragraph("Table 1: jobs", style="Caption")
    document.add_paragraph("End")
    return saved(document)


class TestWord:
    def test_structure(self) -> None:
        parsed = read(word_file(), name="x.docx")
        assert kinds(parsed) == [
            ("header", "Running head"),
            ("heading", "The plan"),
            ("heading", "Aims"),
            ("list", "First aim"),
            ("paragraph", "Kept added"),
            ("heading", "Means"),
            ("table", "| Year | Jobs |\n| --- | --- |\n| 2010 | x 5 6 |"),
            ("caption", "Table 1: jobs"),
            ("paragraph", "End"),
            ("footer", "Page foot"),
        ]
        assert parsed.blocks[5].section == ("Aims", "Means")
        assert {(h.field, h.value, h.rule) for h in parsed.hints} >= {
            ("title", "Steel plan", "properties: title"),
            ("title", "The plan", "style: title"),
            ("authors", "Ann Lee", "properties: author"),
        }

    def test_strict_namespaces(self) -> None:
        memory = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(word_file())) as source, zipfile.ZipFile(memory, "w") as target:
            for info in source.infolist():
                data = source.read(info)
                if not info.filename.startswith("docProps"):
                    data = re.sub(
                        rb"http://schemas\.openxmlformats\.org/(officeDocument|wordprocessingml)/2006/(\w+)",
                        rb"http://purl.oclc.org/ooxml/\1/\2",
                        data,
                    )
                target.writestr(info.filename, data)
        assert kinds(read(memory.getvalue(), name="x.docx")) == kinds(read(word_file(), name="x.docx"))

    def test_text_boxes_once_and_footnotes_after_their_paragraph(self) -> None:
        document = docx.Document()
        paragraph = document.add_paragraph("Before the box.")
        box = "<w:txbxContent><w:p><w:r><w:t>In the box</w:t></w:r></w:p></w:txbxContent>"
        paragraph._p.append(
            parse_xml(
                f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
                f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{box}</w:drawing></mc:Choice>'
                f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
            )
        )
        document.add_paragraph("After.")
        assert [text for _, text in kinds(read(saved(document), name="x.docx"))] == [
            "Before the box.",
            "In the box",
            "After.",
        ]

    def test_bold_lines_are_headings_only_without_heading_styles(self) -> None:
        def document(styled: bool) -> bytes:
            made = docx.Document()
            if styled:
                made.add_heading("Styled", 1)
            made.add_paragraph().add_run("A bold line").bold = True
            made.add_paragraph("Text that is not bold.")
            return saved(made)

        assert ("heading", "A bold line") in kinds(read(document(False), name="x.docx"))
        assert ("paragraph", "A bold line") in kinds(read(document(True), name="x.docx"))

    def test_contents_and_merged_cells(self) -> None:
        document = docx.Document()
        style = document.styles.add_style("toc 1", 1)
        document.add_paragraph("Aims 3", style=style)
        table = document.add_table(2, 3)
        table.cell(0, 0).merge(table.cell(0, 2)).text = "Wide"
        for column, text in enumerate("abc"):
            table.cell(1, column).text = text
        assert kinds(read(saved(document), name="x.docx")) == [
            ("contents", "Aims 3"),
            ("table", "| Wide |  |  |\n| --- | --- | --- |\n| a | b | c |"),
        ]

    def test_picture_only(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from workingregions.ingest.pdf.words import PageWord

        picture = io.BytesIO()
        Image.new("RGB", (400, 200), "white").save(picture, "PNG")
        document = docx.Document()
        document.add_picture(picture)
        data = saved(document)
        with pytest.raises(ReadError) as caught:
            read(data, name="x.docx", ocr=False)
        assert caught.value.category is FailureCategory.NO_TEXT

        words = [
            PageWord("lower line", 10, 100, 60, 120, 15),
            PageWord("right", 90, 11, 140, 31, 15),
            PageWord("left", 10, 10, 60, 30, 15),
        ]
        monkeypatch.setattr("workingregions.ingest.pdf.read_page", lambda *_args, **_named: words)
        parsed = read(data, name="x.docx")
        assert parsed.pages[0].origin == "ocr"
        assert kinds(parsed) == [("paragraph", "left right"), ("paragraph", "lower line")]

    def test_stray_letters_of_a_picture_are_no_text(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from workingregions.ingest.pdf.words import PageWord

        picture = io.BytesIO()
        Image.new("RGB", (400, 200), "white").save(picture, "PNG")
        document = docx.Document()
        document.add_picture(picture)
        monkeypatch.setattr(
            "workingregions.ingest.pdf.read_page", lambda *_args: [PageWord("leaf", 10, 10, 60, 30, 15)]
        )
        with pytest.raises(ReadError) as caught:
            read(saved(document), name="x.docx")
        assert caught.value.category is FailureCategory.NO_TEXT


def slides() -> bytes:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Mills"
    slide.placeholders[1].text = "first point\nsecond point"
    slide.notes_slide.notes_text_frame.text = "Say hello."
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    low = slide.shapes.add_textbox(Inches(1), Inches(4), Inches(2), Inches(1))
    low.text_frame.text = "below"
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(Inches(1), Inches(1), Inches(2), Inches(1)).text_frame.text = "above"
    table = slide.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(4), Inches(1)).table
    for number, cell in enumerate(table.iter_cells()):
        cell.text = f"c{number}"
    chart = CategoryChartData()
    chart.categories = ["2010", "2011"]
    chart.add_series("Jobs", (5, 7.5))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(3), Inches(3), Inches(1), chart)
    return saved(deck)


class TestSlides:
    def test_structure(self) -> None:
        parsed = read(slides(), name="x.pptx")
        assert [(b.page, b.kind.value, b.text) for b in parsed.blocks] == [
            (1, "heading", "Mills"),
            (1, "list", "first point"),
            (1, "list", "second point"),
            (1, "paragraph", "Say hello."),
            (2, "paragraph", "above"),
            (2, "table", "| c0 | c1 |\n| --- | --- |\n| c2 | c3 |"),
            (2, "table", "|  | 2010 | 2011 |\n| --- | --- | --- |\n| Jobs | 5 | 7.5 |"),
            (2, "paragraph", "below"),
        ]
        assert [(page.number, page.width, page.height) for page in parsed.pages] == [
            (1, 720.0, 540.0),
            (2, 720.0, 540.0),
        ]
        box = parsed.blocks[-1].box
        assert box is not None
        assert (box.x0, box.y0) == (72.0, 288.0)
        assert parsed.blocks[-1].section == ()


ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" '
    'xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def open_document(kind: str, body: str, manifest: str = "") -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr(
            "content.xml",
            f"<office:document-content {ODF}><office:automatic-styles>"
            '<style:style style:name="P1" style:parent-style-name="Title"/></office:automatic-styles>'
            f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>",
        )
        archive.writestr(
            "styles.xml",
            f"<office:document-styles {ODF}><style:header><text:p>Head</text:p></style:header>"
            "</office:document-styles>",
        )
        archive.writestr(
            "meta.xml",
            f"<office:document-meta {ODF}><office:meta><dc:title>Steel</dc:title>"
            "<meta:initial-creator>Ann Lee</meta:initial-creator></office:meta></office:document-meta>",
        )
        archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
    return memory.getvalue()


class TestOpenDocument:
    def test_text(self) -> None:
        body = (
            '<text:p text:style-name="P1">Plan</text:p><text:h text:outline-level="2">Aims</text:h>'
            "<text:p>One<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Note.</text:p>"
            '</text:note-body></text:note> <text:span>two<text:s text:c="2"/>three</text:span>'
            "<office:annotation><text:p>comment</text:p></office:annotation></text:p>"
            "<text:list><text:list-item><text:p>item</text:p><text:list><text:list-item><text:p>deep</text:p>"
            "</text:list-item></text:list></text:list-item></text:list>"
            "<table:table><table:table-row><table:table-cell><text:p>A</text:p></table:table-cell>"
            '<table:table-cell table:number-columns-repeated="2"><text:p>B</text:p></table:table-cell>'
            "</table:table-row>"
            "<table:table-row><table:table-cell><text:p>1</text:p></table:table-cell></table:table-row></table:table>"
        )
        parsed = read(open_document("text", body), name="x.odt")
        assert kinds(parsed) == [
            ("header", "Head"),
            ("heading", "Plan"),
            ("heading", "Aims"),
            ("paragraph", "One two three"),
            ("footnote", "Note."),
            ("list", "item"),
            ("list", "deep"),
            ("table", "| A | B | B |\n| --- | --- | --- |\n| 1 |  |  |"),
        ]
        assert {(h.field, h.value) for h in parsed.hints} == {
            ("title", "Steel"),
            ("authors", "Ann Lee"),
            ("title", "Plan"),
        }

    def test_slides(self) -> None:
        def frame(text: str, kind: str) -> str:
            box = f"<draw:text-box><text:p>{text}</text:p></draw:text-box>"
            return f'<draw:frame presentation:class="{kind}">{box}</draw:frame>'

        first = frame("body", "outline") + frame("Title", "title")
        body = f"<draw:page>{first}</draw:page><draw:page>{frame('two', 'outline')}</draw:page>"
        parsed = read(open_document("presentation", body), name="x.odp")
        assert [(b.page, b.kind.value, b.text) for b in parsed.blocks] == [
            (1, "heading", "Title"),
            (1, "paragraph", "body"),
            (2, "paragraph", "two"),
        ]
        assert parsed.blocks[-1].section == ()

    def test_encrypted(self) -> None:
        with pytest.raises(ReadError) as caught:
            read(open_document("text", "", "<encryption-data/>"), name="x.odt")
        assert caught.value.category is FailureCategory.ENCRYPTED


def test_the_binary_files_of_old_offices_are_not_supported() -> None:
    with pytest.raises(ReadError) as caught:
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000), name="x.doc")
    assert caught.value.category is FailureCategory.UNSUPPORTED
    assert caught.value.advice


def test_a_broken_picture_and_a_comment_cost_no_text() -> None:
    document = docx.Document()
    document.add_picture(png())
    run = document.add_paragraph("Colleges train welders.").runs[0]
    document.add_comment(run, text="Is that so?", author="Ada")
    broken = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(document))) as before, zipfile.ZipFile(broken, "w") as after:
        for name in before.namelist():
            after.writestr(name, b"\x89PNG broken" if name.endswith(".png") else before.read(name))
    assert [b.text for b in read(broken.getvalue(), name="x.docx").blocks] == ["Colleges train welders."]


def png() -> io.BytesIO:
    memory = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(memory, "PNG")
    memory.seek(0)
    return memory


@pytest.mark.shared
@pytest.mark.parametrize(
    ("pattern", "expected"),
    [("42_*", None), ("43_*", None), ("44_*", None), ("45_*", FailureCategory.UNSUPPORTED), ("46_*", None)],
)
def test_hard_office_files(shared: Path, pattern: str, expected: FailureCategory | None) -> None:
    path = next((shared / "stress").glob(pattern))
    try:
        found = None if read(path.read_bytes(), name=path.name).blocks else FailureCategory.NO_TEXT
    except ReadError as error:
        found = error.category
    assert found is expected
