"""The web page of a report: whole in itself, its evidence in place, anchors that lead somewhere."""

from __future__ import annotations

import dataclasses
from collections import Counter

import pytest
from lxml import html
from lxml.html import HtmlElement

from tests.helpers.reports import HOSTILE, made_up_report
from workingregions.reports.render import render_html
from workingregions.reports.report import Report, Spelling, UnsupportedReportError

BASE = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def report() -> Report:
    return dataclasses.replace(made_up_report(), base=BASE)


@pytest.fixture(scope="module")
def page(report: Report) -> HtmlElement:
    return html.document_fromstring(render_html(report))


def test_it_needs_no_script_and_no_other_file(page: HtmlElement) -> None:
    assert not page.xpath("//script|//link|//iframe|//object|//img|//form|//*[@onclick or @onload]")
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert page.get("lang") == "en-GB"


def test_every_link_within_the_page_leads_to_one_element(page: HtmlElement) -> None:
    ids = Counter(page.xpath("//@id"))
    assert [ident for ident, count in ids.items() if count > 1] == []
    targets = {link[1:] for link in page.xpath("//a/@href") if link.startswith("#")}
    assert targets - set(ids) == set()
    assert len(targets) > 20


def test_each_claim_opens_on_its_quotes(report: Report, page: HtmlElement) -> None:
    for claim in report.claims():
        (span,) = page.xpath(f"//span[@data-claim='{claim.id}']")
        details = span.getnext()
        assert (details is not None and details.tag == "details") == bool(claim.evidence or claim.numbers)
        for ident in claim.evidence:
            assert report.quotes[ident].text[:40] in " ".join(details.text_content().split())


def test_a_quote_is_in_full_once_with_ways_to_its_page_and_back(report: Report, page: HtmlElement) -> None:
    for ident in report.used():
        quote = report.quotes[ident]
        (mark,) = page.xpath(f"//mark[@data-evidence='{ident}']")
        assert mark.text_content() == quote.text
        (card,) = mark.xpath("ancestor::li[contains(@class, 'card')]")
        links = card.xpath(".//a/@href")
        assert BASE + quote.link in links
        assert links[0].startswith("#r-")
        (back,) = card.xpath(".//a[@class='back']/@href")
        assert card.xpath(f"ancestor::*[@id='{back[1:]}'] | preceding::*[@id='{back[1:]}']")
        if quote.before:
            assert quote.before in card.text_content()
        if quote.page:
            assert f"page {quote.page}" in card.text_content()


def test_numbers_lead_to_what_was_counted(page: HtmlElement) -> None:
    (cell,) = page.xpath("//table[@data-table='by-year']//td/a[text()='3']")
    (listed,) = page.xpath(f"//li[@id='{cell.get('href')[1:]}']")
    assert f"{BASE}/documents?region=GB" in listed.xpath(".//a/@href")
    assert f"#{cell.get('id')}" in listed.xpath(".//a/@href")
    first = page.xpath("//span[@data-claim='overall']")[0].getnext()
    assert f"{BASE}/documents?theme=moulding" in first.xpath(".//a/@href")


def test_tables_and_figures_have_names_scopes_and_alternatives(page: HtmlElement) -> None:
    for table in page.xpath("//table"):
        assert table.xpath("string(caption)").strip()
        assert all(table.xpath("thead//th/@scope = 'col'") for _ in table)
        assert len(table.xpath("tbody/tr")) == len(table.xpath("tbody/tr/th[@scope='row']"))
    (figure,) = page.xpath("//figure")
    (picture,) = figure.xpath(".//*[@role='img'][@aria-label]")[:1]
    assert picture.get("aria-label").startswith("Bars of the documents")
    assert picture.xpath(".//*[local-name()='svg']")
    assert figure.xpath(".//table[@data-table='trend-data']")
    assert "Figure 1." in figure.xpath("string(figcaption)")


def test_quotations_stand_under_their_stance(page: HtmlElement) -> None:
    stances = [p.text for p in page.xpath("//p[@class='stance']")]
    assert stances == ["Representative words", "Dissenting words"]
    assert len(page.xpath("//blockquote[@data-stance='dissenting']")) == 1


def test_hostile_text_stays_text(page: HtmlElement) -> None:
    titles = [link.text_content() for link in page.xpath("//p[@class='where']/a")]
    assert HOSTILE in titles
    assert not page.xpath("//script")


def test_wide_tables_are_laid_on_their_side(page: HtmlElement) -> None:
    (wide,) = page.xpath("//div[contains(@class, 'sideways')]//table")
    assert wide.get("data-table") == "grid"


def test_spelling_sets_language_and_date(report: Report) -> None:
    text = render_html(dataclasses.replace(report, spelling=Spelling.AMERICAN))
    assert '<html lang="en-US">' in text
    assert "November 30, 2026" in text


@pytest.mark.parametrize(
    "svg",
    [
        "<svg><script>alert(1)</script></svg>",
        '<svg xmlns="http://www.w3.org/2000/svg"><rect onload="x()"/></svg>',
        '<svg xmlns:x="http://www.w3.org/1999/xlink"><a x:href="javascript:x()"><text>a</text></a></svg>',
        '<svg><image href="file:///etc/passwd"/></svg>',
        '<svg><rect fill="url(http://x.org/a)"/></svg>',
        "<svg><foreignObject/></svg>",
        "<svg><style>@import 'x'</style>",
        '<svg><!DOCTYPE x [<!ENTITY a "b">]></svg>',
    ],
)
def test_a_picture_that_does_something_is_refused(report: Report, svg: str) -> None:
    figure = dataclasses.replace(next(report.figures()), id="other", svg=svg)
    first, *rest = report.sections
    active = dataclasses.replace(first, blocks=(figure,))
    with pytest.raises(UnsupportedReportError, match="Figure other"):
        render_html(dataclasses.replace(report, sections=(active, *rest)))
