"""The PDF, read back: tags, language, alternative texts, typefaces, links, and the words of the model."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pdfplumber
import pypdfium2
import pytest

from tests.helpers.reports import HOSTILE, made_up_report
from workingregions.reports.render import FORMATS, render
from workingregions.reports.render.pdf import render_pdf
from workingregions.reports.render.pdf.letters import printable
from workingregions.reports.report import (
    Cell,
    Column,
    ColumnKind,
    Paragraph,
    Report,
    Row,
    Section,
    Spelling,
    Table,
    quoted,
    shown,
)

POINTS = 72 / 25.4
"""Points per millimetre."""


@pytest.fixture(scope="module")
def report() -> Report:
    return made_up_report()


@pytest.fixture(scope="module")
def made(report: Report) -> bytes:
    return render_pdf(report)


def words(pdf: bytes) -> str:
    """Return the text of all pages on one line, without headers, footers and what only breaks lines."""
    document = pypdfium2.PdfDocument(pdf)
    pages = []
    for page in document:
        text = page.get_textpage().get_text_bounded(bottom=18 * POINTS, top=page.get_height() - 22 * POINTS)
        pages.append(text)
    return squeezed(" ".join(pages))


def squeezed(text: str) -> str:
    """Return text without white space: lines may break anywhere in a long word."""
    return re.sub(r"[\s\u200b\ufffe\x02]+", "", text)


def nodes(tree: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for node in tree:
        yield node
        yield from nodes(node.get("children", []))


def test_it_is_tagged_and_says_what_it_is(report: Report, made: bytes) -> None:
    with pdfplumber.open(io.BytesIO(made)) as pdf:
        catalog = pdf.doc.catalog
        assert catalog["Lang"] == b"en-GB"
        assert catalog["MarkInfo"]["Marked"] is True
        assert catalog["ViewerPreferences"]["DisplayDocTitle"] is True
        assert pdf.metadata["Title"] == report.title
        assert pdf.metadata["Author"].startswith("Working Regions")
        assert pdf.metadata["CreationDate"].startswith("D:" + report.provenance.date.replace("-", ""))
        found = [node for page in pdf.pages for node in nodes(page.structure_tree)]
    kinds = {node["type"] for node in found}
    assert {"H1", "H2", "P", "Table", "TH", "TD", "Caption", "Figure", "TOCI", "L", "Link"} <= kinds
    assert {node["alt_text"] for node in found if node["type"] == "Figure"} == {
        figure.alternative for figure in report.figures()
    }
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made


def test_its_typefaces_are_ours_and_embedded(made: bytes) -> None:
    fonts = {}
    with pdfplumber.open(io.BytesIO(made)) as pdf:
        for page in pdf.pages:
            for reference in page.page_obj.resources.get("Font", {}).values():
                font = reference.resolve()
                descriptor = (
                    font["DescendantFonts"].resolve()[0].resolve()["FontDescriptor"].resolve()
                    if hasattr(font["DescendantFonts"], "resolve")
                    else font["DescendantFonts"][0].resolve()["FontDescriptor"].resolve()
                )
                fonts[font["BaseFont"].name] = any(name.startswith("FontFile") for name in descriptor)
    assert fonts
    assert all(fonts.values())
    assert all(re.search(r"\+(SourceSans3|SourceSerif4|DejaVuSans)", name) for name in fonts)


def test_it_has_every_claim_number_quote_and_reference_of_the_model(report: Report, made: bytes) -> None:
    text = words(made)
    for claim in report.claims():
        assert squeezed(printable(claim.text.removesuffix("."))) in text, claim.text
    for quote in report.quotes.values():
        assert squeezed(printable(f"“{quote.text}”")) in text
        assert squeezed(printable(quote.id)) in text
    for table in report.tables():
        for row in table.rows:
            for cell, column in zip(row.cells, table.columns, strict=True):
                assert squeezed(printable(shown(cell, column))) in text
    for document in report.references.values():
        assert squeezed(printable(document.title)) in text
    for section in report.walk():
        assert squeezed(printable(section.title)) in text


def test_statements_lead_to_their_evidence_and_to_the_workbench(report: Report) -> None:
    made = render_pdf(replace(report, base="http://127.0.0.1:8765"))
    with pdfplumber.open(io.BytesIO(made)) as pdf:
        outside = {link["uri"] for link in pdf.hyperlinks if link.get("uri")}
        inside = sum(1 for page in pdf.pages for note in page.annots if not note.get("uri"))
    wanted = {f"http://127.0.0.1:8765{quote.link}" for quote in report.quotes.values() if quote.link}
    wanted |= {
        f"http://127.0.0.1:8765{number.link}" for c in report.claims() for number in c.numbers if number.link
    }
    assert wanted <= outside
    assert inside >= sum(len(claim.evidence) > 0 for claim in report.claims())


def test_without_an_address_no_link_leads_nowhere(made: bytes) -> None:
    with pdfplumber.open(io.BytesIO(made)) as pdf:
        assert all(link["uri"].startswith("https://doi.org/") for link in pdf.hyperlinks)


@pytest.mark.parametrize("style", ["harvard-cite-them-right", "mhra", "ieee"])
def test_nothing_in_a_document_is_markup(report: Report, style: str) -> None:
    text = HOSTILE + " #panic() $x^2$ ~ -- 'q' // /* ` [a] <b> \u202e " + "x" * 400
    quote = next(iter(report.quotes.values()))
    hostile = replace(
        report,
        style=style,
        title=text,
        subtitle=text,
        sections=(*report.sections, Section(
            id=text, title=text,
            blocks=(Paragraph(claims=(quoted("x", f"{' '.join(text.split())}.", [quote.id]),)),),
        )),
        quotes={**report.quotes, quote.id: replace(quote, text=text)},
        references={k: replace(d, title=text, publisher=text) for k, d in report.references.items()},
    )  # fmt: skip
    found = words(render_pdf(hostile))
    assert found.count(squeezed(printable(text))) >= 5 + len(report.references)


def test_what_cannot_be_set_is_named_and_long_words_can_be_broken() -> None:
    assert printable("a  b\n🏭\u202ec") == "a b [U+1F3ED][U+202E]c"
    assert printable("Łódź Ωμέγα Привет עברית") == "Łódź Ωμέγα Привет עברית"
    long = printable("https://example.org/" + "a" * 100)
    assert max(map(len, long.split("\u200b"))) <= 24
    assert long.replace("\u200b", "") == "https://example.org/" + "a" * 100


def long_table(*, wide: bool) -> Table:
    columns = (Column(key="a", label="Region of it"), Column(key="b", label="Counted", kind=ColumnKind.COUNT))
    rows = tuple(Row(cells=(Cell(value=f"Region {n}"), Cell(value=n))) for n in range(120))
    return Table(id=f"long{wide}", caption="A long table", columns=columns, rows=rows, wide=wide)


def test_long_tables_repeat_their_header_and_wide_ones_lie_on_their_side(report: Report) -> None:
    section = Section(id="tables", title="Tables", blocks=(long_table(wide=False), long_table(wide=True)))
    with pdfplumber.open(
        io.BytesIO(render_pdf(replace(report, sections=(*report.sections, section))))
    ) as pdf:
        upright = [page for page in pdf.pages if page.height > page.width]
        aside = [page for page in pdf.pages if page.height < page.width]
        for pages in (upright, aside):
            assert sum("Region of it" in page.extract_text() for page in pages) >= 3


def test_the_same_report_gives_the_same_bytes(report: Report, made: bytes) -> None:
    assert render(report, "pdf") == made
    assert "pdf" in FORMATS


def test_american_reports_are_on_american_paper(report: Report) -> None:
    with pdfplumber.open(io.BytesIO(render_pdf(replace(report, spelling=Spelling.AMERICAN)))) as pdf:
        assert pdf.doc.catalog["Lang"] == b"en-US"
        assert (pdf.pages[0].width, pdf.pages[0].height) == (612, 792)
