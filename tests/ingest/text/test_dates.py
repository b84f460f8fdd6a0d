"""Dates as documents write them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workingregions.ingest.metadata.people import is_clearly_name, is_name, names_in
from workingregions.ingest.text.dates import find_dates, iso_date
from workingregions.ingest.text.numbers import find_dois, valid_isbn, valid_issn
from workingregions.ingest.text.strings import clean, display, key, likeness


@pytest.mark.parametrize(
    ("text", "isos"),
    [
        ("6 June 2014", ["2014-06-06"]),
        ("Seminar, June 17th, 2014, room 2", ["2014-06-17"]),
        ("April 24-29, 2016", ["2016-04-24"]),
        ("le 1er juillet 2010", ["2010-07-01"]),
        ("12 de abril de 2011", ["2011-04-12"]),
        ("17. März 2014", ["2014-03-17"]),
        ("4. elokuuta 2011", ["2011-08-04"]),
        ("15 maart 2012", ["2012-03-15"]),
        ("2014-06-17T10:00", ["2014-06-17"]),
        ("30AUG2013", ["2013-08-30"]),
        ("03/04/2014", ["2014"]),
        ("30/04/2014 and 4/30/2014", ["2014-04-30", "2014-04-30"]),
        ("4.3.2014", ["2014-03-04"]),
        ("Policy Report 22-4, September 2022", ["2022-09"]),
        ("Volume 4, Number 2, December 2011; No 2 March 2012", ["2011-12", "2012-03"]),
        ("craft 5-2013 and Heft 3/2014", ["2013", "2014"]),
        ("FY 2014/15", ["2014"]),
        ("© Mill Institute 2009", ["2009"]),
        ("pages 1996-2005, $2014, 1,2012, 58/2018, 2012%", []),
        ("in 1949 and in 2028", []),
    ],
)
def test_dates_are_found_as_precise_as_written(text: str, isos: list[str]) -> None:
    assert [dated.iso for dated in find_dates(text, 2027)] == isos


def test_offsets_are_those_of_the_text_with_accents() -> None:
    text = "Zürich, ß, 17. März 2014."
    (dated,) = find_dates(text, 2027)
    assert text[dated.start : dated.end] == "17. März 2014"


def test_a_field_for_a_date_reads_year_and_month() -> None:
    assert iso_date("2014-06", 2027) == "2014-06"
    assert iso_date("published 2014-06-03", 2027) == "2014-06-03"
    assert iso_date("n.d.", 2027) == ""


WRITTEN = {
    "6 June 2014": "2014-06-06",
    "17. März 2014": "2014-03-17",
    "12 de abril de 2011": "2011-04-12",
    "2014-06-17": "2014-06-17",
    "30/04/2014": "2014-04-30",
    "September 2022": "2022-09",
    "FY 2014/15": "2014",
    "© Mill Institute 2009": "2009",
}
BETWEEN = ("", "Zürich, ß", "room", "£2,012", "1914", "page iv", "\u0130stanbul", "第2期")


@given(
    st.lists(st.tuples(st.sampled_from(BETWEEN), st.sampled_from(sorted(WRITTEN))), min_size=1, max_size=6)
)
def test_dates_among_other_words_are_found_in_order_where_they_are(parts: list[tuple[str, str]]) -> None:
    text = "; ".join(f"{words} ({date})" for words, date in parts)
    found = find_dates(text, 2027)
    assert [dated.iso for dated in found] == [WRITTEN[date] for _, date in parts]
    assert all(text[d.start : d.end] in date for d, (_, date) in zip(found, parts, strict=True))
    assert all(one.end <= two.start for one, two in pairwise(found))


@given(st.text(max_size=200), st.sampled_from(sorted(WRITTEN)), st.text(max_size=200))
def test_dates_in_any_text_lie_in_it_in_order(before: str, date: str, after: str) -> None:
    text = f"{before}\n({date})\n{after}"
    found = find_dates(text, 2027)
    assert WRITTEN[date] in [dated.iso for dated in found]
    assert all(0 <= dated.start < dated.end <= len(text) for dated in found)
    assert all(one.end <= two.start for one, two in pairwise(found))


def test_numbers_are_checked() -> None:
    assert valid_isbn("0-306-40615-2") == "0306406152"
    assert valid_isbn("0-306-40615-3") == ""
    assert valid_issn("1234-5679") == "1234-5679"
    assert valid_issn("1234-5678") == ""
    assert find_dois("(see doi:10.1000/AB(12)3). https://doi.org/10.1000/ab(12)3") == ["10.1000/ab(12)3"]


def test_names_are_told_from_titles_by_the_words_of_the_text() -> None:
    assert names_in("Dr. Ann Miller1 and Jan de Vries²") == ("Ann Miller", "Jan de Vries")
    assert is_name("Domestic Traders")
    assert not is_name("Domestic Traders", common={"traders"})
    assert not is_clearly_name("Domestic Traders")
    assert is_clearly_name("Tom Traders")
    assert is_name("Jean PETIT")
    assert not is_name("CLC Position")
    assert names_in("Department of Labour, Ann Miller") == ()
    assert names_in("Hannover Fair 2016", common={"fair"}) == ()


def test_text_is_cleaned_and_compared_by_keys() -> None:
    assert clean("re\u00adgion  \ufb01nd") == "region find"
    assert display("**Bold** <b>title</b>* ") == "Bold title"
    assert key("R&D: Men’s Café – Straße") == "r and d mens cafe strasse"
    assert likeness("The Mill", "the mill!") == 1.0
    assert likeness("", "the mill") == 0.0
