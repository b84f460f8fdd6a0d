"""American spelling: of our words, never of quotations, titles and names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.helpers.reports import made_up_report
from workingregions.corpus.files import rows
from workingregions.reports.report import Section, Spelling, checked, report_json
from workingregions.reports.spelling import american, respelled


@pytest.mark.parametrize(
    ("british", "wanted"),
    [
        ("The organisations recognise labour markets.", "The organizations recognize labor markets."),
        ("Organisations analyse programmes.", "Organizations analyze programs."),
        ("Labour costs fell by 3 per cent.", "Labor costs fell by 3 percent."),
        ("The Labour Party and the Centre for Cities differ.",) * 2,
        ("Centre for Cities says little.",) * 2,
        ("They write “labour” and “centre”; we labour.", "They write “labour” and “centre”; we labor."),
        ("It calls this ‘modernisation’, a programme.", "It calls this ‘modernisation’, a program."),
        ("Analysis, analyses, emphasis, optimism, specialists, localism and mechanisms stay.",) * 2,
        ("Exercise, promise, enterprise, otherwise, advise, rise, size, wise and raise stay.",) * 2,
        ("De-industrialisation.  Two   spaces.", "De-industrialization.  Two   spaces."),
        ("The county’s neighbours’ colours", "The county’s neighbors’ colors"),
        ("", ""),
    ],
)  # fmt: skip
def test_only_our_words_change(british: str, wanted: str) -> None:
    assert american(british) == wanted


def test_titles_stay() -> None:
    text = "In Labour in the regions the authors favour labour."
    assert american(text, ["Labour in the regions"]) == "In Labour in the regions the authors favor labor."
    assert (
        american("a programme for the centre says", ["a programme for the centre"])
        == "a programme for the centre says"
    )


def test_the_table_is_in_order_and_converts_once() -> None:
    table = rows("workingregions.reports.spelling", "american.csv", ",")
    assert all(len(row) == 2 for row in table)
    assert len({row[0] for row in table}) == len(table)
    for _, new in table:
        word = new.removesuffix("-")
        assert american(word) == word, word


def test_a_report_keeps_its_quotes_and_its_numbers() -> None:
    report = made_up_report()
    part = Section(id="part", title="Programmes of organisations", blocks=report.sections[0].blocks)
    british = replace(report, sections=(part, *report.sections[1:]), subtitle="Labour in the centre")
    assert respelled(british) is british
    new = respelled(replace(british, spelling=Spelling.AMERICAN))
    assert (new.sections[0].title, new.subtitle) == ("Programs of organizations", "Labor in the center")
    assert (new.quotes, new.references) == (british.quotes, british.references)
    assert [claim.id for claim in new.claims()] == [claim.id for claim in british.claims()]
    assert report_json(checked(new)) != report_json(british)
