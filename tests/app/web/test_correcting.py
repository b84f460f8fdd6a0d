"""Corrections by keyboard in a real browser: the effect before saving, the counts after it, and undo."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.browser import served, violations
from workingregions.app import Project
from workingregions.app.web import Desk

pytestmark = pytest.mark.slow


@pytest.fixture
def page(browser: Browser, sample: Project, tmp_path: Path) -> Iterator[Page]:
    """A page on a workbench over a project of its own."""
    shutil.copytree(sample.root, tmp_path / "copy")
    with served(Desk(Project.open(tmp_path / "copy"))) as site:
        context = browser.new_context(base_url=site)
        context.set_default_timeout(60_000)
        expect.set_options(timeout=60_000)
        yield context.new_page()
        context.close()


def counted(page: Page) -> int:
    found = re.search(r"(\d+) of \d+ institutions", page.inner_text("caption"))
    assert found
    return int(found[1])


def test_two_institutions_are_merged_and_parted_by_keys_alone(page: Page) -> None:
    page.goto("/institutions")
    before = counted(page)
    for key in ("j", "Space", "j", "Space"):
        page.keyboard.press(key)
    effect = page.locator(".picked .effect .sum")
    expect(effect).to_contain_text(re.compile(r"\d+ mentions? in \d+ documents?"))
    assert counted(page) == before
    assert violations(page) == []
    page.keyboard.press("m")
    flash = page.locator("#flash")
    expect(flash).to_contain_text("are one")
    expect(flash).to_contain_text('"action": "merge"')
    assert counted(page) == before - 1
    page.keyboard.press("u")
    expect(flash).to_contain_text("undoes")
    assert counted(page) == before


def test_a_type_is_corrected_beside_the_evidence_and_a_conflict_is_decided(page: Page) -> None:
    page.goto("/institutions")
    link = page.locator("tr[data-row] th a").first.get_attribute("href")
    page.goto(str(link))
    page.keyboard.press("t")
    expect(page.locator("#fix-retype select")).to_be_focused()
    page.locator("#fix-retype select").select_option("union")
    expect(page.locator("#fix-retype .sum")).to_contain_text("mention")
    assert violations(page) == []
    page.locator("#fix-retype button").press("Enter")
    expect(page.locator("#flash")).to_contain_text("is of type union")
    expect(page.locator("article .lead")).to_contain_text("Union")
    site = "/".join(page.url.split("/")[:3])
    page.context.add_cookies([{"name": "wr_who", "value": "Ben", "url": f"{site}/"}])
    page.reload()
    page.keyboard.press("t")
    page.locator("#fix-retype select").select_option("finance")
    page.locator("#fix-retype form > .actions button").press("Enter")
    expect(page.locator("#fix-retype .effect")).to_contain_text("Nothing was saved")
    page.get_by_role("button", name="Replace it with mine").press("Enter")
    expect(page.locator("#flash")).to_contain_text("is of type finance")
    expect(page.locator("article .lead")).to_contain_text("Finance")


def test_the_review_is_worked_through_by_keys(page: Page) -> None:
    page.goto("/review")
    question = page.locator("#asked")
    first = question.inner_text()
    page.keyboard.press("j")
    expect(question).not_to_have_text(first)
    page.keyboard.press("k")
    expect(question).to_have_text(first)
    assert violations(page) == []
    page.keyboard.press("1")
    expect(page.locator("#flash")).to_be_visible()
    expect(page.locator(".progress")).to_contain_text("Question 2 of")
    expect(question).not_to_have_text(first)
    page.keyboard.press("u")
    expect(question).to_have_text(first)
