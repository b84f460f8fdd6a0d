"""Every page in a real browser: nothing fails to load, nothing is asked of other servers, axe is content."""

from __future__ import annotations

import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import Browser

from tests.helpers.browser import violations
from workingregions.app.web.rooms import routers

pytestmark = pytest.mark.slow


def addresses() -> list[str]:
    """Return the pages that need nothing in their path."""
    routes = [route for router in routers() for route in router.routes if isinstance(route, APIRoute)]
    return sorted({r.path for r in routes if "GET" in r.methods and "{" not in r.path})


@pytest.mark.parametrize("path", addresses())
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_load_whole_and_are_accessible(browser: Browser, site: str, path: str, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
    page.on("requestfailed", lambda r: wrong.append(f"{r.url} failed"))
    page.on("request", lambda r: wrong.append(r.url) if not r.url.startswith((site, "data:")) else None)
    answer = page.goto(site + path)
    assert answer is not None
    assert answer.status == 200, page.inner_text("main")
    assert page.locator("main h1").count() == 1
    assert wrong == []
    assert violations(page) == []
    context.close()
