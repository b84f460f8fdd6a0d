"""A real browser for tests, and a server for it in a thread."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from workingregions.app.web import Desk, create_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome")
OFFLINE = "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""Rules for names under which nothing but this machine can be reached."""


def chromium() -> str:
    """Return the program of a Chromium, or skip the test; in CI there must be one."""
    found = os.environ.get("WORKINGREGIONS_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), "")
    if not found:
        message = "no Chromium is installed (set WORKINGREGIONS_CHROMIUM to its path)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return found


@contextmanager
def launched() -> Iterator[Browser]:
    """Give a headless browser that reaches this machine alone."""
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox", f"--host-resolver-rules={OFFLINE}"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        yield browser
        browser.close()


@contextmanager
def served(desk: Desk, **options: Any) -> Iterator[str]:
    """Serve a desk on a free port of this machine; give the address, without a slash at its end."""
    import uvicorn

    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(64)
    settings = uvicorn.Config(create_app(desk, **options), log_level="error", timeout_graceful_shutdown=2)
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def violations(page: Any) -> list[str]:
    """Return what axe finds serious or critical on a page, one line each.

    axe runs in a world of its own: the pages' policy lets no script in that is not theirs.
    """
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {rule['help']}: {node['html'][:160]}"
        for rule in found
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"]
    ]
