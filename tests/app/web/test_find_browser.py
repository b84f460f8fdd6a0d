"""Search, basket and saved searches in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect

from tests.helpers.browser import served, violations
from workingregions.app import Project
from workingregions.app.web import Desk

pytestmark = pytest.mark.slow
PATIENCE = 90_000
"""Milliseconds that a busy machine may take to answer."""
expect.set_options(timeout=PATIENCE)


@pytest.fixture
def page(browser: Browser, sample: Project, tmp_path: Path) -> Iterator[Page]:
    """A page of a workbench on a copy of the sample project, which the test may change."""
    shutil.copytree(sample.root, tmp_path / "copy")
    with served(Desk(Project.open(tmp_path / "copy"))) as address:
        context = browser.new_context(base_url=address, accept_downloads=True)
        context.set_default_timeout(PATIENCE)
        yield context.new_page()
        context.close()


def test_a_reader_finds_opens_keeps_and_exports(page: Page, tmp_path: Path) -> None:
    page.goto("/search?region=US-OH&year=2010:2024")
    page.keyboard.press("/")
    page.keyboard.type("bringing manufacturing back")
    page.keyboard.press("Enter")
    expect(page.locator("#sentence")).to_contain_text("“bringing manufacturing back” in Ohio, 2010 to 2024")
    narrow = page.locator(".hit").count()
    page.get_by_label("Remove the filter Region: Ohio").click()
    expect(page.locator(".chips li")).to_have_count(1)
    assert page.locator(".hit").count() >= narrow
    # Keys: to the second hit, into the basket, with a label.
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator(".hit").nth(1)
    expect(second.locator("a.open")).to_be_focused()
    page.keyboard.press("b")
    expect(second).to_have_attribute("data-kept", "yes")
    second.get_by_role("button", name="quote in report").click()
    expect(second.get_by_role("button", name="quote in report")).to_have_attribute("aria-pressed", "true")
    assert violations(page) == []
    # Enter opens the evidence on its page; back again, the reader is where they were.
    quote = second.locator("blockquote").inner_text()
    second.locator("a.open").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/**")
    assert quote[:40] in page.inner_text("main")
    page.go_back()
    expect(page.locator(".hit").nth(1)).to_have_attribute("data-kept", "yes")
    # The basket, and a file of one label.
    page.goto("/basket?label=quote in report")
    expect(page.locator(".kept > li")).to_have_count(1)
    page.get_by_text("Labels and note").click()
    page.get_by_label("Note").fill("For the third chapter.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".kept > li")).to_contain_text("For the third chapter.")
    assert violations(page) == []
    with page.expect_download() as started:
        page.get_by_role("link", name="Word").click()
    started.value.save_as(tmp_path / "quotes.docx")
    text = "\n".join(p.text for p in Document(str(tmp_path / "quotes.docx")).paragraphs)
    assert quote[:40] in text
    assert "For the third chapter." in text


def test_a_search_is_saved_and_a_facet_is_searched(page: Page) -> None:
    page.goto("/search?q=skills&region=UK")
    page.get_by_label("Find a value of Institution", exact=True).fill("colege")
    expect(page.locator("#f-institution ~ .values")).to_contain_text("Nothing here is called")
    page.get_by_label("Find a value of Institution", exact=True).fill("COLLEGE")
    expect(page.locator("#f-institution ~ .values li").first).to_contain_text("College")
    page.get_by_text("Save this search").click()
    page.get_by_label("Name", exact=True).fill("Skills")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/searches")
    expect(page.locator(".searches .chips li")).to_have_count(1)
    assert violations(page) == []
    page.get_by_role("link", name="Skills", exact=True).click()
    expect(page.locator(".chips li")).to_have_count(1)
    # Without a query, the page offers to go on.
    page.goto("/search")
    expect(page.locator("#resume")).to_contain_text("skills")
