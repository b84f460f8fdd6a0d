"""A drop and a report as a reader makes them, in a real browser that reaches this machine alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.helpers.browser import served, violations
from workingregions.app import Project
from workingregions.app.web import Desk

pytestmark = [pytest.mark.slow, pytest.mark.workers]
DROP = Path(__file__).resolve().parents[3] / "examples" / "drop"
SLOW = 600_000
"""Milliseconds that reading may take on a busy machine."""


def test_files_are_dropped_watched_over_a_reload_and_reported(browser: Browser, tmp_path: Path) -> None:
    desk = Desk(Project.create(tmp_path / "project"), base=tmp_path)
    chosen = sorted(path for path in DROP.iterdir() if path.suffix in (".md", ".pdf"))[:2]
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing")
    with served(desk) as address:
        page = browser.new_page()
        page.goto(f"{address}/drops")
        page.set_input_files("#files", [*chosen, broken])
        expect(page.locator("#summary")).to_contain_text("3 files")
        page.click("#send")
        panel = page.locator(".job")
        expect(panel).to_be_visible(timeout=SLOW)
        page.reload()  # in the middle: the job goes on, and the page shows it again
        expect(panel.locator("h2")).to_contain_text("Read 3 files")
        assert violations(page) == []
        link = page.get_by_role("link", name="Open the drop's report")
        expect(link).to_be_visible(timeout=SLOW)
        expect(panel.locator(".failures")).to_contain_text("broken.pdf")
        link.click()
        expect(page.locator("h1")).to_have_text("Drop d0001")
        expect(page.locator("#quarantine")).to_contain_text("1 file")
        assert violations(page) == []

        page.goto(f"{address}/reports?kind=hits&q=apprentices")
        page.get_by_role("button", name="Make: Passages found by a search").click()
        link = page.get_by_role("link", name="Open the report").or_(page.locator("tbody a").first)
        expect(link.first).to_be_visible(timeout=SLOW)
        page.goto(f"{address}/reports/r0001")
        with page.expect_download() as saved:
            page.get_by_role("link", name="Save passages.csv").click()
        assert "apprentices" in Path(saved.value.path()).read_text(encoding="utf-8-sig").lower()
        assert violations(page) == []
        page.close()
    desk.close()
