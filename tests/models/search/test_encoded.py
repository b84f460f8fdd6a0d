from __future__ import annotations

from dataclasses import replace

from tests.helpers.corpus import passage
from workingregions.corpus.records import Document
from workingregions.models.search import encoded_text

DOCUMENT = Document(id="a", sha256="a", path="a.pdf", title="T" * 200)


def test_a_passage_is_read_below_its_title_and_its_last_heading() -> None:
    one = replace(passage("a1", "The union trains welders."), section=("Part I", "Skills"))
    assert encoded_text(DOCUMENT, one) == f"{'T' * 120} - Skills\nThe union trains welders."
    assert encoded_text(replace(DOCUMENT, title=""), one) == "Skills\nThe union trains welders."


def test_without_title_and_heading_it_is_read_alone() -> None:
    one = passage("a1", "The union trains welders.")
    assert encoded_text(replace(DOCUMENT, title=""), one) == one.text
