"""Passages that are no running English text, or that are said over and over, make no topics."""

from __future__ import annotations

import numpy as np
import pytest

from workingregions.models.topics.prose import Aside, asides, boilerplate

NONE = np.zeros(0, dtype=np.uint32)
RUNNING = (
    "The council will work with the colleges of the county so that firms find the people whom they need.",
    "In 2019 the plant employed 450 people, and by 2025 it expects to have twice as many on the same site.",
    "• Support for small firms in the valley • Loans to those that export • A fund for the tools they need",
    "Of the firms in the survey, 40 % said that they would bring work back if energy cost them less.",
)
OTHERS = {
    Aside.FRAGMENT: "Our plan for growth",
    Aside.LIST: "Leeds Hull York Bradford Wakefield Barnsley Rotherham Doncaster Halifax Selby Goole Ripon",
    Aside.FIGURES: "The output of the plants of the whole county from 1990 on was 12.4 13.6 18.2 19.0 21.7",
    Aside.CONTACT: "For more please write to the team at invest@valley.gov.uk or call us on 01623 555 0123.",
    Aside.SURVEY: "The plan is good for us: 30 % strongly agree, 40 % agree and 12 % strongly disagree.",
}


@pytest.mark.parametrize("text", RUNNING)
def test_running_text_makes_topics(text: str) -> None:
    assert asides([text], NONE) == [None]


@pytest.mark.parametrize(("why", "text"), OTHERS.items())
def test_what_is_no_running_text_does_not(why: Aside, text: str) -> None:
    assert asides([text], NONE) == [why]


def test_another_language_does_not() -> None:
    text = "Les régions de la vallée veulent attirer les entreprises qui ont quitté le pays depuis la crise."
    assert asides([text], NONE) == [Aside.LIST]


def test_text_that_many_passages_repeat_does_not() -> None:
    notice = (
        "This document was made with the support of the fund and does not give the views of the board of it."
    )
    texts = [f"{notice} Part {name}." for name in ("one", "two", "three", "four")]
    repeated = boilerplate([*texts, *RUNNING])
    assert asides(texts, repeated) == [Aside.REPEATED] * 4
    assert asides(list(RUNNING), repeated) == [None] * len(RUNNING)
    assert asides(texts[:3], boilerplate(texts[:3])) == [None] * 3
