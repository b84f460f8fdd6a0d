from __future__ import annotations

import pickle

import pytest

from workingregions.corpus.enums import FailureCategory
from workingregions.corpus.errors import (
    AmbiguousNameError,
    Candidate,
    NotFoundError,
    ProjectError,
    ReadError,
    WorkingRegionsError,
    nearest,
)
from workingregions.corpus.remedies import Advice, Remedy

COUNCILS = [
    Candidate("city council @ GB-LDS", "City Council", "Leeds", 3),
    Candidate("city council @ US-OH", "City Council", "Ohio", 1),
]
ERRORS = [
    ReadError(FailureCategory.DAMAGED, "torn", advice="Fetch it again.", page=3),
    ReadError(FailureCategory.ENCRYPTED, "locked", advice=Remedy.GIVE_PASSWORD),
    NotFoundError("theme", "reshorring", ["reshoring"], advice=Remedy.LIST_THEMES),
    AmbiguousNameError("institution", "City Council", COUNCILS, advice=Remedy.NARROW_BY_REGION),
    ProjectError("No project.", advice=Advice(Remedy.CREATE_PROJECT, {"folder": "x"})),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda e: type(e).__name__)
def test_errors_survive_the_way_between_processes(error: WorkingRegionsError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert (str(copy), copy.args, vars(copy)) == (str(error), error.args, vars(error))


def test_an_error_is_reported_as_data() -> None:
    report = ERRORS[3].report()
    assert (report.kind, report.remedy) == ("AmbiguousNameError", "narrow_by_region")
    assert report.candidates == tuple(COUNCILS)
    assert ERRORS[2].report().nearest == ("reshoring",)
    assert ERRORS[4].report().params == {"folder": "x"}


def test_not_found_names_the_nearest() -> None:
    error = NotFoundError("theme", "reshorring", ["offshoring", "reshoring", "brownfield"])
    assert error.nearest[0] == "reshoring"
    assert "Did you mean 'reshoring'" in str(error)
    assert "Did you mean" not in str(NotFoundError("theme", "zzzz", ["a", "b"]))


def test_an_ambiguous_name_is_told_apart_by_what_differs() -> None:
    same = str(AmbiguousNameError("institution", "City Council", COUNCILS, advice=""))
    assert "matches 'city council @ GB-LDS' (Leeds), 'city council @ US-OH' (Ohio)." in same
    files = [Candidate(f"id{n}", f"plan-{n}.pdf") for n in range(9)]
    many = str(AmbiguousNameError("document", "plan", files, advice=Remedy.GIVE_ID))
    assert "'plan-0.pdf', 'plan-1.pdf'" in many
    assert "and 4 more." in many


def test_nearest_ignores_case_and_finds_names_that_hold_the_query() -> None:
    known = ["Black Country LEP", "Greater Lincolnshire LEP", "Cornwall Council"]
    assert nearest("cornwall council", known)[0] == "Cornwall Council"
    assert nearest("Black Country", known)[0] == "Black Country LEP"
    assert nearest("", known) == ()
    assert (
        nearest("Warick University", ["University of Warwick", "Quibble", "Ford"])[0]
        == "University of Warwick"
    )


def test_nearest_does_not_depend_on_the_order_of_the_names() -> None:
    known = ["jobs", "wages", "job b", "job a", "Jobs"]
    assert nearest("job", known[:4]) == nearest("job", reversed(known[:4]))
    assert len(nearest("job", known, 2)) == 2
    assert nearest("JOBS", ["Jobs", "jobs"]) == ("Jobs",)
