"""Grades of answers: tied to documents, publishers and intervals."""

from __future__ import annotations

import pytest

from workingregions.models.trends import wilson
from workingregions.reports.comparisons import Grade, grade


@pytest.mark.parametrize(
    ("hits", "total", "publishers", "expected"),
    [
        (0, 0, 0, Grade.NOT_SEARCHED),
        (0, 12, 0, Grade.SILENT),
        (1, 12, 1, Grade.WEAK),
        (2, 60, 2, Grade.WEAK),
        (2, 12, 2, Grade.SOME),
        (9, 12, 1, Grade.SOME),
        (9, 12, 2, Grade.STRONG),
        (3, 3, 3, Grade.SOME),
    ],
)
def test_an_answer_is_graded_by_documents_and_voices(
    hits: int, total: int, publishers: int, expected: Grade
) -> None:
    low, high = wilson(hits, total) if total else (0.0, 1.0)
    assert grade(hits, total, publishers, low, high) is expected


def test_what_the_codebook_lacks_was_not_searched() -> None:
    assert grade(0, 12, 0, 0.0, 0.2, searched=False) is Grade.NOT_SEARCHED
