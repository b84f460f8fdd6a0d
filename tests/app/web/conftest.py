"""A workbench over the sample project, without a server."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.helpers.browser import served
from workingregions.app import Project
from workingregions.app.web import Desk, create_app

BASE = "http://localhost"


@pytest.fixture(scope="session")
def client(sample: Project) -> Iterator[TestClient]:
    """A browser session on the sample project; tests must not change it."""
    with TestClient(create_app(Desk(sample)), base_url=BASE) as made:
        yield made


def token(client: TestClient) -> str:
    """Return what a change from this session must carry."""
    found = re.search(r'name="wr-token" content="([0-9a-f]+)"', client.get("/").text)
    assert found
    return found[1]


@pytest.fixture(scope="session")
def site(sample: Project) -> Iterator[str]:
    """The address of a read-only workbench on the sample project."""
    with served(Desk(sample, read_only=True)) as address:
        yield address
