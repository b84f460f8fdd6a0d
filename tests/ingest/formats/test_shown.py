"""What one sees of flowing formats: folded sections but no hidden text; breaks and bullets that divide."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from pptx import Presentation

from workingregions.corpus.enums import BlockKind
from workingregions.corpus.records import Parsed
from workingregions.ingest.read import read

PROSE = (
    "The harbour board met in the spring and heard the owners of four works about the price of power. " * 3
)


def page(body: str) -> Parsed:
    return read(f"<html><body><h1>Harbour</h1><p>{PROSE}</p>{body}</body></html>".encode(), name="x.html")


def texts(parsed: Parsed, *kinds: BlockKind) -> list[str]:
    return [block.text for block in parsed.blocks if not kinds or block.kind in kinds]


FOLDED = "Write to the clerk of the board before the end of June, with accounts of two years."


@pytest.mark.parametrize(
    "body",
    [
        '<h2><button aria-controls="s1">How to ask</button></h2><div id="s1" hidden><p>{}</p></div>',
        '<h2>How to ask</h2><div hidden="until-found"><p>{}</p></div>',
        '<div class="accordion-header"><button data-bs-target="#s1">How to ask</button></div>'
        '<div id="s1" class="collapse" style="display: none"><p>{}</p></div>',
        '<h3>How to ask</h3><div class="tab-pane" aria-hidden="true"><p>{}</p></div>',
    ],
)
def test_sections_that_a_click_opens_are_read(body: str) -> None:
    (folded,) = [block for block in page(body.format(FOLDED)).blocks if block.text == FOLDED]
    assert folded.section[-1] == "How to ask"


@pytest.mark.parametrize(
    "body",
    [
        "<div hidden><p>{}</p></div>",
        '<button aria-controls="m1">Menu</button><div id="m1" class="menu" hidden><p>{}</p></div>',
        '<button data-target="#d">Sign in</button><div id="d" class="modal" hidden><p>{}</p></div>',
        '<div class="cookie-banner collapse" hidden><p>{}</p></div>',
    ],
)
def test_what_is_hidden_otherwise_stays_out(body: str) -> None:
    found = " ".join(texts(page(body.format(FOLDED))))
    assert "clerk" not in found
    assert "Menu" not in found


@pytest.mark.parametrize("attributes", ['role="presentation"', 'width="760"'])
def test_a_page_laid_out_with_a_table_is_read_as_a_page(attributes: str) -> None:
    cell = f"<h2>Bulletin</h2><p>{PROSE}</p><p>{FOLDED}</p>"
    parsed = page(
        f"<table {attributes}><tr><td><a href=/>Home</a></td><td>{cell}</td></tr>"
        "<tr><td></td><td>Imprint</td></tr></table>"
    )
    assert texts(parsed, BlockKind.TABLE) == []
    assert "Bulletin" in texts(parsed, BlockKind.HEADING)
    assert FOLDED in texts(parsed, BlockKind.PARAGRAPH)


def test_a_table_of_data_may_hold_lists() -> None:
    parsed = page(
        "<table><tr><th>Area</th><th>Offices</th></tr><tr><td>Durham</td><td><ul><li>Foundry Council"
        "</li><li>Seaham Agency</li></ul></td></tr><tr><td>York</td><td><p>Forum</p></td></tr></table>"
    )
    (table,) = [block for block in parsed.blocks if block.kind is BlockKind.TABLE]
    assert table.cells[1] == ("Durham", "Foundry Council Seaham Agency")


@pytest.mark.parametrize(
    "mark",
    [
        '<a href="#n1" class="noteref">7</a>',
        '<a href="notes.html#n1" role="doc-noteref">7</a>',
        '<a href="#fn7" id="ref7">7</a>',
        '<span class="fnref"><a href="#n1">7</a></span>',
    ],
)
def test_marks_of_notes_do_not_lengthen_figures(mark: str) -> None:
    assert (
        f"{PROSE}It had 120 jobs.".split() == texts(page(f"<p>{PROSE}It had 120{mark} jobs.</p>"))[-1].split()
    )


def test_a_link_to_a_table_is_read() -> None:
    text = f"{PROSE}See Table <a href='#t2'>2</a> for the jobs."
    assert "See Table 2 for the jobs." in texts(page(f"<p>{text}</p>"))[-1]


MEMBERS = ["Tees Foundry Forum", "County Hall", "Redcar College"]


def word() -> bytes:
    document = docx.Document()
    document.add_paragraph("\n".join(MEMBERS))  # python-docx writes a line break for each
    memory = io.BytesIO()
    document.save(memory)
    return memory.getvalue()


def slide() -> bytes:
    deck = Presentation()
    shape = deck.slides.add_slide(deck.slide_layouts[6]).shapes.add_textbox(0, 0, 5_000_000, 1_000_000)
    shape.text_frame.text = "\v".join(MEMBERS)
    memory = io.BytesIO()
    deck.save(memory)
    return memory.getvalue()


def open_document(body: str, styles: str = "") -> bytes:
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("office", "office"), ("text", "text"), ("style", "style"))
    )
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f"<office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        )
    return memory.getvalue()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (f"<p>{'<br>'.join(MEMBERS)}</p>".encode(), "x.html"),
        (word(), "x.docx"),
        (slide(), "x.pptx"),
        (open_document(f"<text:p>{'<text:line-break/>'.join(MEMBERS)}</text:p>"), "x.odt"),
        (("\n".join(MEMBERS) + "\n\n" + PROSE + "\n").encode(), "x.txt"),
    ],
    ids=["html", "docx", "pptx", "odt", "txt"],
)
def test_lines_of_names_are_not_run_together(data: bytes, name: str) -> None:
    found = "\n".join(texts(read(data, name=name, ocr=False)))
    assert "\n".join(MEMBERS) in found


def test_lines_of_a_sentence_are() -> None:
    lines = "The board of the harbour met<br>in the spring and heard<br>the owners of four works"
    assert texts(page(f"<p>{lines}</p>"))[-1] == lines.replace("<br>", " ")


@pytest.mark.parametrize("name", ["x.html", "x.md", "x.txt"])
def test_bullets_within_a_line_divide_it(name: str) -> None:
    text = "Our partners: • Redcar College • Tees Foundry Forum • Harbour Fund"
    source = f"<p>{text}</p>" if name == "x.html" else f"{text}\n"
    assert [(block.kind, block.text) for block in read(source.encode(), name=name).blocks] == [
        (BlockKind.PARAGRAPH, "Our partners:"),
        (BlockKind.LIST, "Redcar College"),
        (BlockKind.LIST, "Tees Foundry Forum"),
        (BlockKind.LIST, "Harbour Fund"),
    ]


def test_markdown_whose_lines_were_joined_has_its_parts_again() -> None:
    source = (
        f'--- title: "Harbour plan" date: 2014-05-06 tags: - ports --- {PROSE}## Who Can Ask for a Grant '
        f"Any foundry with fewer than 250 staff can ask. {PROSE}### Our Partners **Redcar College** trains "
        "moulders. * Tees Foundry Forum * Harbour Fund of Goole"
    )
    parsed = read(source.encode(), name="x.md")
    assert texts(parsed, BlockKind.HEADING) == ["Who Can Ask for a Grant", "Our Partners"]
    assert texts(parsed, BlockKind.LIST) == ["Tees Foundry Forum", "Harbour Fund of Goole"]
    assert parsed.blocks[0].text == " ".join(PROSE.split())
    assert {hint.field: hint.value for hint in parsed.hints}["title"] == "Harbour plan"


def test_signs_in_ordinary_markdown_begin_nothing() -> None:
    source = f"Issue # 5 says that 3 * 4 = 12. {PROSE * 2}"
    assert texts(read(source.encode(), name="x.md"), BlockKind.HEADING, BlockKind.LIST) == []


def test_text_hidden_by_a_style_of_word_is_left_out() -> None:
    document = docx.Document()
    style = document.styles.add_style("Secret", 2)
    style.element.get_or_add_rPr().append(OxmlElement("w:vanish"))
    paragraph = document.add_paragraph("The board chose Redcar.")
    paragraph.add_run(" Goole was second.", style="Secret")
    shown = paragraph.add_run(" It met again.")
    mark = OxmlElement("w:vanish")
    mark.set(qn("w:val"), "0")
    shown._r.get_or_add_rPr().append(mark)
    memory = io.BytesIO()
    document.save(memory)
    assert texts(read(memory.getvalue(), name="x.docx")) == ["The board chose Redcar. It met again."]


def test_hidden_text_of_an_open_document_is_left_out() -> None:
    style = '<style:style style:name="T1"><style:text-properties text:display="none"/></style:style>'
    body = (
        '<text:p>The board chose Redcar<text:span text:style-name="T1"> and Goole</text:span>.</text:p>'
        '<text:section text:name="s" text:display="none"><text:p>Whitby was third.</text:p></text:section>'
        "<text:p>It met again.<text:hidden-text> Twice.</text:hidden-text></text:p>"
    )
    assert texts(read(open_document(body, style), name="x.odt")) == [
        "The board chose Redcar.",
        "It met again.",
    ]


@pytest.mark.parametrize("hidden", [r"\v  and Goole\v0  ", r"{\v  and Goole} "])
def test_hidden_text_of_rich_text_is_left_out(hidden: str) -> None:
    source = rf"{{\rtf1\ansi\viewkind4 The board chose Redcar{hidden}in May.\par}}"
    assert " ".join(texts(read(source.encode(), name="x.rtf"))[0].split()) == "The board chose Redcar in May."
