"""Fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of third-party test documents and benchmarks beside the checkout, or a skip."""
    folder = Path(os.environ.get("WORKINGREGIONS_SHARED", ROOT.parent / "shared"))
    if not (folder / "documents" / "manifest.csv").is_file():
        message = f"the shared test documents are not at {folder} (set WORKINGREGIONS_SHARED)"
        if os.environ.get("CI"):
            pytest.fail(f"{message}; in CI they must be there")
        pytest.skip(message)
    return folder
