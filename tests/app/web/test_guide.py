"""The guide to the workbench names pages that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "workbench.md"
ADDRESS = re.compile(r"http://127\.0\.0\.1:8000(/[^\s)>]*)|`(/[a-z][^`\s]*)`")


def addresses() -> list[str]:
    """Return the addresses in the guide that stand for one page each."""
    text = GUIDE.read_text(encoding="utf8")
    found = {first or second for first, second in ADDRESS.findall(text)}
    placed = re.compile(r"[A-Z]{2}|/d\d{4}$|/r\d{4}$|/topics/\d|^/etc/")
    return sorted(a for a in found if not placed.search(a.partition("?")[0]))


def test_the_guide_names_pages() -> None:
    assert len(addresses()) > 20


@pytest.mark.parametrize("address", addresses())
def test_pages_of_the_guide_exist(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text[:300]
