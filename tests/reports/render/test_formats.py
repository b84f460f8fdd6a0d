"""What holds in every format: equal claims, all evidence, equal bytes, hostile text as text."""

from __future__ import annotations

import dataclasses
from collections import Counter

import pytest

from tests.helpers.formats import READERS, stated, words
from tests.helpers.reports import HOSTILE, made_up_report
from workingregions.corpus.errors import NotFoundError
from workingregions.reports.render import FORMATS, check_formats, render
from workingregions.reports.report import Paragraph, Report, Section, counted, quoted


@pytest.fixture(scope="module")
def report() -> Report:
    """The made-up report, with a long section of claims whose numbers differ."""
    made = made_up_report()
    evidence = tuple(made.quotes)
    claims = tuple(
        counted(f"row.{n}", f"Row {n} counts {n * 7919:,} pages.", {"pages": n * 7919}, source="by-year")
        if n % 2
        else quoted(f"row.{n}", f"Row {n} is said by {n} people.", evidence[: 1 + n % 3])
        for n in range(40)
    )
    more = Section(id="rows", title="Rows", blocks=(Paragraph(claims=claims),))
    return dataclasses.replace(made, sections=(*made.sections, more), base="http://127.0.0.1:8000")


def test_every_format_has_a_reader() -> None:
    assert set(READERS) == set(FORMATS)


@pytest.mark.parametrize("format", FORMATS)
def test_formats_hold_all_claims_numbers_cells_and_quotes(report: Report, format: str) -> None:
    # A PDF writes the characters that its typefaces lack as their numbers.
    lacking = {words(text) for text in (HOSTILE,)} if format == "pdf" else set()
    text = READERS[format](render(report, format))
    missing = [one for one in stated(report) if one not in text and one not in lacking]
    assert missing == []


@pytest.mark.parametrize("format", FORMATS)
def test_formats_hold_no_claim_twice_or_made_up(report: Report, format: str) -> None:
    text = READERS[format](render(report, format))
    stems = Counter(words(claim.text.rstrip(".")) for claim in report.claims())
    repeated = {stem for stem in stems if text.count(stem) > _allowed(stem, report, format)}
    assert repeated == set()


def _allowed(stem: str, report: Report, format: str) -> int:
    """Return how often the words of a claim may be there: PDF lists what was counted at its end."""
    if stem == words(HOSTILE):
        return 99  # it is a title, a cell and a quote as well
    times = sum(stem in other for other in stated(report))
    return times + (format == "pdf")


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_report_gives_the_same_bytes(report: Report, format: str) -> None:
    assert render(report, format) == render(made_again(report), format)


def made_again(report: Report) -> Report:
    """Return an equal report of other objects."""
    from workingregions.reports.report import load_report, report_json

    return load_report(report_json(report))


@pytest.mark.parametrize("style", ["apa", "ieee", "chicago-notes"])
@pytest.mark.parametrize("format", FORMATS)
def test_each_way_of_citing_keeps_the_claims(report: Report, format: str, style: str) -> None:
    text = READERS[format](render(dataclasses.replace(report, style=style), format))
    claims = [claim for claim in report.claims() if claim.id != "hostile"]
    assert [claim.id for claim in claims if not held(words(claim.text.rstrip(".")), text)] == []


def held(stem: str, text: str) -> bool:
    """Return whether a text holds words, in two parts where notes at the foot of a page come between."""
    return any(stem[:end] in text and stem[end:] in text for end in range(len(stem), len(stem) // 2, -1))


def test_a_format_that_is_unknown_is_refused() -> None:
    with pytest.raises(NotFoundError, match="html"):
        check_formats(["htm"])
    assert [format.id for format in check_formats(["MD", ".html"])] == ["html", "md"]
    assert len(check_formats([])) == len(FORMATS)
