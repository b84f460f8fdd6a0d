from __future__ import annotations

import sys

import pytest

from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.errors import ReadError
from workingregions.ingest.read import read


def test_a_missing_library_is_not_blamed_on_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "workingregions.ingest.formats.html", None)
    with pytest.raises(ReadError, match="library is missing") as caught:
        read(b"<html><body><p>The council met.</p></body></html>", name="page.html")
    assert caught.value.category is FailureCategory.ERROR
    assert "Install" in caught.value.advice
