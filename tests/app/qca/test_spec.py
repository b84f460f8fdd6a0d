"""Specifications: what they say, and what is refused with the field named."""

from __future__ import annotations

import re

import pytest

from tests.app.qca.conftest import OUTCOME, SPEC, Write
from workingregions.app.qca import read_spec
from workingregions.corpus.errors import InputError, NotFoundError, UserError

AS_CSV = """role,name,label,measure,column,out,crossover,full,reason,expected,source,year,value
setting,table,,,,,,,,,,,states.csv
setting,coverage,,,,,,,,,,,0.3
setting,draws,,,,,,,,,,,30
outcome,GROWTH,growing employment,,growth,-1,0.01,1,more jobs than before is growth,,,,
condition,,,institutions,,30,40.01,50,from few over some to many of the institutions,present,,,
condition,,,ties_each,,0.1,0.2,0.3,every fifth institution tied is close,present,,,
condition,DECLINE,lost industry,,decline,1,5.5,10,half the industry of before is lost,absent,Census,2001,
"""


def test_a_specification_says_what_is_to_be_done(spec: Write) -> None:
    found, table = read_spec(spec())
    assert found.names == ("ORG", "TIE", "DECLINE")
    assert found.expected == {"ORG": 1, "TIE": 1, "DECLINE": 0}
    assert (found.thresholds.consistency, found.thresholds.pri, found.thresholds.frequency) == (0.8, 0.5, 1)
    assert (found.draws, found.coverage, found.documents) == (30, 0.3, 5)
    # Source and year of the outcome are columns of the table.
    assert (found.outcome.source, found.outcome.year) == ("Made-up Office", "2019")
    assert len(table.rows) == 12
    assert found.title == "Growing employment in 12 regions"


def test_the_same_as_csv(spec: Write) -> None:
    assert read_spec(spec(AS_CSV, name="study.csv"))[0] == read_spec(spec())[0]
    assert read_spec(spec(AS_CSV.replace(",", ";"), name="study.csv"))[0] == read_spec(spec())[0]


def test_settings_of_a_call_replace_those_of_the_file(spec: Write) -> None:
    found, _ = read_spec(spec(), consistency=0.9, draws=0, pri=None, period="2010:2015")
    assert (found.thresholds.consistency, found.draws, found.thresholds.pri) == (0.9, 0, 0.5)
    assert found.period == "2010:2015"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('reason = "more jobs than before is growth"', 'reason = ""'), "outcome .GROWTH. have no reason"),
        (('reason = "every fifth institution tied is close"', 'reason = "TODO"'), "2 .TIE. have no reason"),
        (("crossover = 0.2", "crossover = 0.4"), "2 .TIE. neither rise nor fall: out 0.1, crossover 0.4"),
        (("crossover = 0.2", "crossover = nan"), "crossover of condition 2 .TIE. is 'nan', not a number"),
        (("crossover = 0.2", "crossover = true"), "crossover of condition 2"),
        (("crossover = 0.2\n", ""), "crossover of condition 2 .TIE. is missing"),
        (('expected = "absent"', 'expected = "yes"'), "condition 3 .DECLINE. expects 'yes'"),
        (('name = "DECLINE"', 'name = "2nd"'), "condition 3 is called '2nd'"),
        (('name = "DECLINE"', 'name = "org"'), "the name ORG twice"),
        (('year = "2001"\n', ""), "condition 3 .DECLINE. does not say the year of column 'decline'"),
        (('column = "decline"\n', ""), "condition 3 needs a measure of the documents or a column"),
        (("coverage = 0.3", "coverage = 3"), "coverage is 3"),
        (("coverage = 0.3", 'coverage = "much"'), "coverage of the file is 'much'"),
        (("draws = 30", "draws = 30.5"), "draws is 30.5"),
        (('table = "states.csv"\n', ""), "does not say `table`"),
        (('table = "states.csv"', 'table = "other.csv"'), "other.csv cannot be read"),
        ((OUTCOME, ""), "has no outcome"),
        (("coverage = 0.3", "coverage = = 3"), "not valid TOML"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(spec: Write, change: tuple[str, str], words: str) -> None:
    assert change[0] in SPEC
    with pytest.raises(InputError, match=words):
        read_spec(spec(SPEC.replace(*change, 1)))


def test_an_outcome_of_the_documents_is_refused_with_the_reason(spec: Write) -> None:
    with pytest.raises(InputError, match="explained by the same documents") as caught:
        read_spec(spec(SPEC.replace('column = "growth"', 'measure = "institutions"')))
    assert "column" in caught.value.advice


@pytest.mark.parametrize(
    ("change", "nearest"),
    [
        (("draws = 30", "drawz = 30"), "draws"),
        (('measure = "ties_each"', 'measure = "ties_eech"'), "ties_each"),
        (('column = "decline"', 'column = "declines"'), "decline"),
        (("full = 10", "ful = 10"), "full"),
    ],
)
def test_unknown_words_get_suggestions(spec: Write, change: tuple[str, str], nearest: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        read_spec(spec(SPEC.replace(*change, 1)))
    assert nearest in caught.value.nearest


def test_a_csv_without_roles_or_with_others_is_refused(spec: Write) -> None:
    with pytest.raises(InputError, match="no column `role`"):
        read_spec(spec(re.sub("^role,", "", AS_CSV), name="study.csv"))
    with pytest.raises(InputError, match="role is 'cause'"):
        read_spec(spec(AS_CSV.replace("condition,,,ties", "cause,,,ties"), name="study.csv"))
    with pytest.raises(UserError):
        read_spec(spec("", name="study.csv"))


def test_too_many_conditions_are_refused(spec: Write) -> None:
    one = SPEC[SPEC.index("[[condition]]\nname") :]
    many = SPEC + "".join(one.replace("DECLINE", f"D{n}") for n in range(8))
    with pytest.raises(InputError, match="has 11 conditions"):
        read_spec(spec(many))
