"""Why a passage is about a theme: the reasons add up, and name the words and texts that decided."""

from __future__ import annotations

import numpy as np
import pytest

from tests.nlp.themes.test_tagger import passage
from workingregions.corpus.codebook import Codebook
from workingregions.models.encoder import Encoder
from workingregions.nlp.themes import FEATURES, ThemeReasons, ThemeTagger, Weights

TEXT = "The works moved home: reshoring cut freight, and the pump maker dropped its overseas plants."


@pytest.fixture(scope="module")
def found() -> list[ThemeReasons]:
    one = passage(TEXT, 3)
    tagger = ThemeTagger(Codebook.load(), Encoder().encode)
    return tagger.explain([passage("The choir sang.", 2), one], one)


def test_reasons_name_seeds_words_and_the_description_that_decided(found: list[ThemeReasons]) -> None:
    best = found[0]
    assert best.theme == "reshoring"
    assert best.seeds == ("reshoring",)
    assert "overseas" in {word.word for word in best.words}
    theme = Codebook.load().get("reshoring")
    assert best.description in (f"{theme.label}: {theme.definition}", *theme.descriptions)
    assert best.rival in ("offshoring", *theme.exclude)
    assert TEXT[best.start : best.end] == TEXT


def test_reasons_add_up_to_what_the_probability_is_made_of(found: list[ThemeReasons]) -> None:
    assert {one.theme for one in found} == set(Codebook.load().ids)
    calibration = Weights.load().calibration
    for one in found:
        assert tuple(reason.evidence for reason in one.reasons) == FEATURES
        odds = one.prior + sum(reason.effect for reason in one.reasons)
        about = Weights(0.0, (1.0,), calibration).probability(np.array([odds]))
        assert about == pytest.approx(one.about, abs=0.03)


def test_the_likeliest_theme_comes_first(found: list[ThemeReasons]) -> None:
    assert [one.about for one in found] == sorted((one.about for one in found), reverse=True)
