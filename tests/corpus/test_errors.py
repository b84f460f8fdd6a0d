from __future__ import annotations

import pickle

from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.errors import NotFoundError, ReadError, nearest


def test_a_read_error_survives_the_way_between_processes() -> None:
    error = pickle.loads(pickle.dumps(ReadError(FailureCategory.DAMAGED, "torn", advice="mend it", page=3)))
    assert (error.category, error.message, error.advice, error.page) == (
        FailureCategory.DAMAGED,
        "torn",
        "mend it",
        3,
    )


def test_not_found_names_the_nearest() -> None:
    error = NotFoundError("theme", "reshorring", ["offshoring", "reshoring", "brownfield"])
    assert error.nearest[0] == "reshoring"
    assert "Did you mean 'reshoring'" in str(error)
    assert "Did you mean" not in str(NotFoundError("theme", "zzzz", ["a", "b"]))


def test_nearest_ignores_case_and_finds_names_that_hold_the_query() -> None:
    known = ["Black Country LEP", "Greater Lincolnshire LEP", "Cornwall Council"]
    assert nearest("cornwall council", known)[0] == "Cornwall Council"
    assert nearest("Black Country", known)[0] == "Black Country LEP"
    assert nearest("", known) == ()
