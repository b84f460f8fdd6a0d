"""Grades of answers: how many documents answer a question, of how many, and from how many publishers."""

from __future__ import annotations

from enum import StrEnum

STRONG, BROAD = 4, 2
"""Documents and publishers from which an answer may be strong."""
LEAST = 0.2
"""Share of the documents: the interval of a strong answer lies above it, that of a weak one below."""


class Grade(StrEnum):
    """How much the documents say in answer to a question."""

    STRONG = "strong"
    SOME = "some"
    WEAK = "weak"
    SILENT = "silent"
    NOT_SEARCHED = "not searched"


RULES = {
    Grade.STRONG: (
        "four documents or more, of two publishers or more, and the 95 % interval of their share lies "
        "above 20 %"
    ),
    Grade.SOME: "more than a weak answer, and less than a strong one",
    Grade.WEAK: "a single document, or the 95 % interval of the share lies below 20 %",
    Grade.SILENT: "documents on the region were read, and none answers",
    Grade.NOT_SEARCHED: (
        "no document on the region was read, or the codebook lacks the themes that would answer"
    ),
}


def grade(hits: int, total: int, publishers: int, low: float, high: float, *, searched: bool = True) -> Grade:
    """Return the grade of an answer.

    Args:
        hits: documents that answer.
        total: documents on the region that were read.
        publishers: whose documents answer.
        low, high: 95 % interval of hits / total.
        searched: whether the corpus could be asked at all.
    """
    if not searched or not total:
        return Grade.NOT_SEARCHED
    if not hits:
        return Grade.SILENT
    if hits == 1 or high < LEAST:
        return Grade.WEAK
    strong = hits >= STRONG and publishers >= BROAD and low > LEAST
    return Grade.STRONG if strong else Grade.SOME
