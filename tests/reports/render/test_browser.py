"""A report in a real browser: accessible in light and dark, fit for a narrow screen, one sheet in print."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers.browser import violations
from tests.helpers.formats import words
from tests.helpers.reports import made_up_report
from workingregions.reports.render import render_html

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    file: Path = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(render_html(dataclasses.replace(made_up_report(), base="http://127.0.0.1:8000")))
    return file.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_it_is_accessible_and_fits(browser: Browser, address: str, scheme: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    context.close()


def test_evidence_opens_in_place_by_mouse_keyboard_and_link(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    quote = page.locator("mark").first
    assert not quote.is_visible()
    page.locator("details.ev > summary").first.press("Enter")
    assert quote.is_visible()
    page.goto(address)
    page.locator("a[href^='#et-by-year']").first.click()
    assert page.locator(":target").is_visible()
    page.close()


def test_claims_of_a_paragraph_share_its_lines(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(address)
    tops = page.evaluate(
        "[...document.querySelectorAll('#s-methods .claim')].map(one => one.getClientRects())"
        ".map(rects => [rects[0].top, rects[rects.length - 1].top])"
    )
    assert tops[0][1] == tops[1][0]
    page.close()


def test_the_summary_is_one_sheet(browser: Browser, address: str, tmp_path: Path) -> None:
    import pypdfium2

    page = browser.new_page()
    page.goto(address)
    page.pdf(path=tmp_path / "print.pdf", prefer_css_page_size=True)
    page.close()
    document = pypdfium2.PdfDocument(tmp_path / "print.pdf")
    sheets = [words(sheet.get_textpage().get_text_bounded()) for sheet in document]
    report = made_up_report()
    for claim in report.sections[0].claims():
        assert words(claim.text.rstrip(".")) in sheets[0]
    assert words(report.sections[1].title) not in sheets[0]
    assert words(report.sections[1].title) in sheets[1]
    sizes = {sheet.get_size()[0] > sheet.get_size()[1] for sheet in document}
    assert sizes == {True, False}
