"""Outcomes of texts and tables written in the manner of many publishers, against the marks in them."""

from __future__ import annotations

import pytest

from tests.nlp.outcomes.marked import Mark, pages, tables
from workingregions.corpus.records import Bundle, Outcome
from workingregions.nlp.outcomes import find_datasets, find_outcomes

TABLES = list(tables())


def matched(
    document: Bundle, marks: list[Mark]
) -> tuple[list[tuple[Mark, Outcome]], list[Mark], list[Outcome]]:
    """Return the pairs of marks and outcomes, the marks that were missed and the outcomes too many."""
    left = find_outcomes(document.blocks, document.passages, ())
    pairs, missed = [], []
    for mark in marks:
        fitting = next((outcome for outcome in left if mark.fits(document, outcome)), None)
        if fitting is None:
            missed.append(mark)
        else:
            left.remove(fitting)
            pairs.append((mark, fitting))
    return pairs, missed, left


def test_pages_of_many_kinds() -> None:
    results = [matched(document, marks) for document, marks in pages()]
    pairs = [pair for found, _, _ in results for pair in found]
    missed = [mark for _, gone, _ in results for mark in gone]
    extra = [(outcome.kind.value, outcome.text) for _, _, left in results for outcome in left]
    assert len(pairs) + len(missed) > 150
    assert len(pairs) / (len(pairs) + len(missed)) > 0.94, missed
    assert len(extra) / (len(pairs) + len(extra)) < 0.05, extra
    assert sum(mark.promised == outcome.promised for mark, outcome in pairs) / len(pairs) > 0.9
    changed = [(mark, outcome) for mark, outcome in pairs if mark.change]
    assert sum(mark.change == outcome.change for mark, outcome in changed) / len(changed) > 0.9


@pytest.mark.parametrize(("title", "document", "marks"), TABLES, ids=[title for title, _, _ in TABLES])
def test_tables_of_many_kinds(title: str, document: Bundle, marks: list[Mark]) -> None:
    pairs, missed, extra = matched(document, marks)
    assert (missed, [(o.kind.value, o.text) for o in extra]) == ([], [])
    assert [(m.promised, m.change) for m, _ in pairs] == [(o.promised, o.change or "") for _, o in pairs]
    found = find_datasets(document.blocks, document.passages)
    assert len(found) == ("dataset" in title)
