"""Word documents of reports: what they hold, and that Word would open them without repair."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import docx
import pytest
from lxml import etree

from tests.helpers.reports import HOSTILE, made_up_report
from tests.helpers.word import W, faults, marked, notes_behind, parts, text, tree
from workingregions.reports.render.docx import claim_bookmark, render_docx
from workingregions.reports.report import (
    Bullets,
    Number,
    Paragraph,
    Quote,
    Report,
    Section,
    Spelling,
    counted,
    quoted,
    shown,
)

BASE = "https://workbench.example"


@pytest.fixture(scope="module")
def report() -> Report:
    """Return a report one of whose later claims has counts, quotes and lists."""
    made = made_up_report()
    number = Number(name="reopened", value=2, unit="foundries", link="/documents?year=2013")
    claim = counted("again", "Two were counted.", [number], source="by-year", evidence=["wr1.s.two"])
    section = Section(id="counts", title="Counts", blocks=(Paragraph(claims=(claim,)),))
    return replace(made, base=BASE, sections=(*made.sections, section))


@pytest.fixture(scope="module")
def document(report: Report) -> bytes:
    return render_docx(report)


def test_nothing_for_word_to_repair(document: bytes) -> None:
    assert faults(document) == []
    opened = docx.Document(io.BytesIO(document))
    assert opened.paragraphs[0].text == "Moulding in the North"


@pytest.mark.parametrize("style", ["apa", "ieee", "chicago-notes"])
def test_any_style_of_citation_gives_a_sound_document(report: Report, style: str) -> None:
    made = render_docx(replace(report, style=style))
    assert faults(made) == []
    assert _claims(made, report) == {claim.id: claim.text for claim in report.claims()}


def test_claims_are_those_of_the_model(document: bytes, report: Report) -> None:
    assert _claims(document, report) == {claim.id: claim.text for claim in report.claims()}


def test_each_claim_with_evidence_has_a_note_with_quote_document_and_page(
    document: bytes, report: Report
) -> None:
    notes = notes_behind(document)
    supported = [claim for claim in report.claims() if claim.evidence]
    assert supported
    for claim in supported:
        quote = report.quotes[claim.evidence[0]]
        note = notes[claim_bookmark(claim.id)]
        assert f"“{quote.text}”" in note
        if quote.page:
            assert f"p. {quote.page}" in note


def test_notes_and_cells_lead_to_the_workbench(document: bytes) -> None:
    links = {link.get("Target") for link in tree(document, "word/_rels/footnotes.xml.rels")}
    assert f"{BASE}/evidence/wr1.s.one" in links
    assert f"{BASE}/documents?year=2013" in links
    links = {link.get("Target") for link in tree(document, "word/_rels/document.xml.rels")}
    assert f"{BASE}/documents?region=GB" in links
    assert "https://doi.org/10.1000/xyz" in links


def test_a_report_without_a_workbench_has_no_links_into_the_readers_files(report: Report) -> None:
    made = render_docx(replace(report, base=""))
    assert faults(made) == []
    for name, content in parts(made).items():
        if name.endswith(".rels"):
            outer = [link for link in etree.fromstring(content) if link.get("TargetMode") == "External"]
            assert all(link.get("Target", "").startswith("https://") for link in outer)


def test_headings_captions_and_lists_have_the_styles_of_word(document: bytes) -> None:
    opened = docx.Document(io.BytesIO(document))
    styles = {paragraph.text: paragraph.style.name for paragraph in opened.paragraphs}
    assert styles["Moulding in the North"] == "Title"
    assert styles["A thematic review"] == "Subtitle"
    assert styles["What is claimed"] == "Heading 1"
    assert styles["By region and year"] == "Heading 2"
    assert styles["Table 1. Documents about moulding, by region and year"] == "Caption"
    assert styles["“We will bring moulding back.”"] == "Quote"
    assert {"Lead", "List Bullet", "Bibliography", "Body Text"} <= set(styles.values())
    assert {table.style.name for table in opened.tables} == {"Table"}


def test_captions_are_numbered_by_fields_and_referred_to_by_others(document: bytes) -> None:
    codes = [code.text or "" for code in tree(document).iter(f"{W}instrText")]
    notes = [code.text or "" for code in tree(document, "word/footnotes.xml").iter(f"{W}instrText")]
    assert sum("SEQ Table" in code for code in codes) == 2
    assert sum("SEQ Figure" in code for code in codes) == 1
    names = marked(document)
    referred = [found[1] for code in codes + notes if (found := re.match(r" REF (\S+)", code))]
    assert {names[name] for name in referred} == {"Table 1", "Figure 1"}


def test_a_summary_is_cited_in_its_notes_alone(document: bytes, report: Report) -> None:
    summary, *_ = report.sections
    whole = marked(document, without="-")
    for block in summary.blocks:
        if isinstance(block, Bullets | Paragraph):
            for claim in block.claims:
                assert whole[claim_bookmark(claim.id)] == claim.text
    assert "1 of 4 quotes" in notes_behind(document)[claim_bookmark("overall")]
    assert "(Department for Metals, 2014" in whole[claim_bookmark("reported")]


def test_contents_list_the_headings_with_pages(document: bytes) -> None:
    (listing,) = tree(document).iter(f"{W}sdt")
    paragraphs = [text(paragraph) for paragraph in listing.iter(f"{W}p")]
    assert paragraphs[0] == "Contents"
    assert paragraphs[1] == "Summary1"
    assert [re.sub(r"\d+$", "", entry) for entry in paragraphs[2:7]] == [
        "What is claimed",
        "By region and year",
        "Counts",
        "Questions by region",
        "Methods",
    ]
    pages = [int(re.search(r"\d+$", entry)[0]) for entry in paragraphs[1:]]  # type: ignore[index]
    assert pages == sorted(pages)
    assert pages[-1] > pages[0]


def test_word_does_not_ask_about_fields(document: bytes) -> None:
    assert b"updateFields" not in parts(document)["word/settings.xml"]
    assert b"dirty" not in parts(document)["word/document.xml"]


def test_a_wide_table_has_a_page_on_its_side_and_what_follows_has_not(document: bytes) -> None:
    sections = list(tree(document).iter(f"{W}sectPr"))
    turned = [section.find(f"{W}pgSz").get(f"{W}orient") for section in sections]  # type: ignore[union-attr]
    assert turned == ["portrait", "landscape", "portrait"]
    headed = [section.findall(f"{W}headerReference") for section in sections]
    # Later sections inherit the header and the number of the page.
    assert [len(references) for references in headed] == [2, 0, 0]
    opened = docx.Document(io.BytesIO(document))
    assert opened.sections[1].header.is_linked_to_previous
    assert opened.sections[1].page_width > opened.sections[1].page_height


def test_a_wide_table_may_come_first(report: Report) -> None:
    (wide,) = [section for section in report.sections if section.id == "grid-section"]
    made = render_docx(replace(report, sections=(report.sections[0], replace(wide, annex=False))))
    assert faults(made) == []
    order = [
        element.tag.rpartition("}")[2] for element in tree(made).iter(f"{W}sdt", f"{W}sectPr", f"{W}tbl")
    ]
    # The contents are on an upright page, the table on the next.
    assert order[:4] == ["sdt", "sectPr", "tbl", "sectPr"]


def test_tables_repeat_their_headings_keep_rows_whole_and_are_described(
    document: bytes, report: Report
) -> None:
    tables = list(tree(document).iter(f"{W}tbl"))
    assert len(tables) == len(list(report.tables()))
    for table in tables:
        rows = table.findall(f"{W}tr")
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [
            number == 0 for number in range(len(rows))
        ]
        properties = table.find(f"{W}tblPr")
        assert properties is not None
        assert properties.find(f"{W}tblCaption").get(f"{W}val")  # type: ignore[union-attr]
        assert "columns" in properties.find(f"{W}tblDescription").get(f"{W}val", "")  # type: ignore[union-attr]


def test_cells_have_the_text_of_the_model(document: bytes, report: Report) -> None:
    expected = {table.caption: table for table in report.tables()}
    for found in tree(document).iter(f"{W}tbl"):
        caption = found.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val")  # type: ignore[union-attr]
        table = expected.pop(caption or "")
        for row, element in zip(table.rows, found.findall(f"{W}tr")[1:], strict=True):
            texts = [shown(cell, column) for cell, column in zip(row.cells, table.columns, strict=True)]
            cells = [re.sub(r"(?:[ ,]+Q\d+)+$", "", text(cell)) for cell in element.iter(f"{W}tc")]
            assert cells == texts
    assert not expected


def test_figures_are_svg_with_a_png_and_words_for_who_does_not_see_them(
    document: bytes, report: Report
) -> None:
    files = parts(document)
    assert files["word/media/figure1.svg"].startswith(b"<svg")
    assert files["word/media/figure1.png"].startswith(b"\x89PNG")
    (picture,) = tree(document).iter("{*}docPr")
    (figure,) = report.figures()
    assert picture.get("descr") == figure.alternative
    assert tree(document).find(".//{*}svgBlip") is not None


def test_same_bytes_again_without_the_time(report: Report, document: bytes) -> None:
    assert render_docx(report) == document
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = docx.Document(io.BytesIO(document)).core_properties
    assert properties.title == report.title
    assert str(properties.created.date()) == report.provenance.date  # type: ignore[union-attr]
    assert report.provenance.snapshot in properties.keywords


def test_spelling_decides_on_language_and_paper(report: Report, document: bytes) -> None:
    american = render_docx(replace(report, spelling=Spelling.AMERICAN))
    for made, language, width in ((document, "en-GB", 11906), (american, "en-US", 12240)):
        spoken = {lang.get(f"{W}val") for lang in tree(made, "word/styles.xml").iter(f"{W}lang")}
        assert spoken == {language}
        opened = docx.Document(io.BytesIO(made))
        assert opened.core_properties.language == language
        assert opened.sections[0].page_width.twips == width  # type: ignore[union-attr]


def test_what_strangers_write_stays_text(report: Report) -> None:
    evil = 'INCLUDETEXT "c:\\secret" ]]> <w:fldChar/> \x00\x0b\ud800\ufffe{ DDEAUTO cmd } &amp;'
    quote = replace(report.quotes["wr1.s.one"], text=evil, link='/e"><w:p/>\x01 é%zz')
    claim = quoted("stranger", "A stranger writes a field.", ["wr1.s.one"])
    section = Section(id="evil", title=HOSTILE + "\x00", blocks=(Paragraph(claims=(claim,)),))
    made = render_docx(
        replace(
            report,
            title=evil,
            sections=(*report.sections, section),
            quotes={**report.quotes, quote.id: quote},
        )
    )
    assert faults(made) == []
    codes = [
        code.text or ""
        for name in ("word/document.xml", "word/footnotes.xml")
        for code in tree(made, name).iter(f"{W}instrText")
    ]
    assert codes
    assert all(re.match(r" (?:TOC|PAGEREF|REF|SEQ) ", code) for code in codes)
    cleaned = re.sub("[\x00\x0b\ud800\ufffe]", "", evil)
    assert cleaned in notes_behind(made)[claim_bookmark("stranger")]


def test_numbered_lists_begin_with_one_each(report: Report) -> None:
    lists = tuple(
        Bullets(
            claims=tuple(quoted(f"{name}.{n}", f"Point {n}.", ["wr1.s.one"]) for n in range(2)), numbered=True
        )
        for name in ("first", "second")
    )
    made = render_docx(replace(report, sections=(Section(id="s", title="Lists", blocks=lists),)))
    assert faults(made) == []
    numbers = [number.get(f"{W}val") for number in tree(made).iter(f"{W}numId")]
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]


def test_a_note_names_all_documents_and_quotes_the_best(report: Report) -> None:
    quotes = {
        f"q{n}": Quote(id=f"q{n}", document="a" * 16, page=n, text=f"Words number {n}.", link=f"/q/{n}")
        for n in range(1, 9)
    }
    claims = (quoted("many", "Many say so.", quotes),)
    sections = (report.sections[0], Section(id="s", title="Many", blocks=(Paragraph(claims=claims),)))
    made = render_docx(replace(report, quotes={**report.quotes, **quotes}, sections=sections))
    note = notes_behind(made)[claim_bookmark("many")]
    assert [n for n in range(1, 9) if f"Words number {n}." in note] == [1, 2, 3]
    assert all(f"p. {n}" in note for n in range(1, 9))


def _claims(document: bytes, report: Report) -> dict[str, str]:
    """Return the claims that a document holds, by their ids; no others may be marked as claims."""
    found = {name: words for name, words in marked(document).items() if name.startswith("_claim_")}
    return {claim.id: found.pop(claim_bookmark(claim.id)) for claim in report.claims()} | found
