"""Theme tagging: what passages are about and what they merely name, on texts written for the tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from workingregions.corpus.codebook import Codebook, Theme
from workingregions.corpus.enums import Voice
from workingregions.corpus.records import Bundle, Document, Passage, Source, ThemeScore
from workingregions.models.encoder import Encoder
from workingregions.nlp.themes import FEATURES, KEEP, ThemeTagger, Weights

Encode = Callable[[Sequence[str]], npt.NDArray[np.float32]]


@pytest.fixture(scope="module")
def tagger() -> ThemeTagger:
    return ThemeTagger(Codebook.load(), Encoder().encode)


def passage(text: str, number: int = 0, section: tuple[str, ...] = (), voice: Voice = Voice.BODY) -> Passage:
    return Passage(
        id=f"d-{number}", document="d", ordinal=number, pages=(1,), first_block=0, last_block=0, text=text,
        section=section, voice=voice,
    )  # fmt: skip


def bundle(*passages: Passage) -> Bundle:
    source = Source(sha256="0" * 64, path="a.txt", media_type="text/plain", bytes=1, drop="1")
    return Bundle(source=source, document=Document(id="d", sha256="0" * 64, path="a.txt"), passages=passages)


def by_theme(scores: Sequence[ThemeScore]) -> dict[str, ThemeScore]:
    return {score.theme: score for score in scores}


ABOUT = {
    "reshoring": """Two pump makers moved production back from Asia last year. Long delivery times and the
        cost of flying out engineers persuaded them that reshoring would pay.""",
    "workforce_skills": """The college takes on forty apprentices a year. Firms pay half the cost of training,
        and the skills gap in maintenance has begun to close.""",
    "brownfield": """The derelict dye works were cleaned up with public money: contaminated soil was dug out,
        and the brownfield site was handed to a developer.""",
    "multilevel_governance": """Devolution moved the adult education budget to the combined authority, though
        the ministry still approves each scheme, and councils complain of overlapping powers.""",
    "labour_market_intermediaries": """Trade unions run the hiring hall together with employers; the works
        council agreed on who is placed first.""",
}


@pytest.mark.parametrize(("theme", "text"), [(t, " ".join(text.split())) for t, text in ABOUT.items()])
def test_passages_are_about_what_they_report(tagger: ThemeTagger, theme: str, text: str) -> None:
    found = by_theme(tagger.score([passage(text)]))
    assert found[theme].about >= 0.5
    assert found[theme].mention
    assert found[theme].about == max(score.about for score in found.values())


def test_a_passage_can_be_about_a_theme_that_it_does_not_name(tagger: ThemeTagger) -> None:
    text = (
        "Trainees spend four days a week in the foundry and one at the technical school; most of them stay."
    )
    score = by_theme(tagger.score([passage(text)]))["workforce_skills"]
    assert score.about >= KEEP
    assert not score.mention


def test_naming_in_passing_is_a_mention_and_not_what_a_passage_is_about(tagger: ThemeTagger) -> None:
    text = (
        "For copies write to the Apprenticeship Desk, Brownfield House, Mill Lane. The building has steps;"
        " please ring before you come. Visitors find parking behind the library, and the bus stops at the"
        " corner every ten minutes."
    )
    found = by_theme(tagger.score([passage(text)]))
    assert found["brownfield"].mention
    assert found["workforce_skills"].mention
    assert max(score.about for score in found.values()) < 0.5


def test_a_text_on_something_else_has_no_theme(tagger: ThemeTagger) -> None:
    assert (
        tagger.score([passage("The choir sang twice, and the rain held off until everyone was home.")]) == []
    )


def test_reference_lists_and_empty_passages_get_nothing(tagger: ThemeTagger) -> None:
    listed = passage("Smith (2010). Reshoring and apprenticeship. Journal of Regions.", voice=Voice.REFERENCE)
    assert tagger(bundle(listed, passage("  ", 1))).themes == ()
    assert tagger(bundle()).themes == ()


def test_scores_do_not_depend_on_company_or_order(tagger: ThemeTagger) -> None:
    texts = [
        "Reshoring saved the pump works.",
        "Apprentices train here.",
        "Nothing at all.",
        "A flood closed it.",
    ]
    passages = [passage(text, i) for i, text in enumerate(texts)]
    together = sorted(tagger.score(passages), key=lambda s: (s.passage, s.theme))
    alone = sorted(
        (s for p in reversed(passages) for s in tagger.score([p])), key=lambda s: (s.passage, s.theme)
    )
    assert together == alone


def test_a_stored_vector_serves_in_place_of_encoding(tagger: ThemeTagger) -> None:
    plain = passage("Firms bring sourcing home.")
    vector = Encoder().encode([plain.text])[0]
    assert tagger.score([replace(plain, vector=vector)]) == tagger.score([plain])


def test_a_codebook_of_other_themes_works() -> None:
    theme = Theme(
        id="canals",
        group="transport",
        label="Canals",
        definition="Freight and leisure on inland waterways.",
        seeds=("canal", "barge", "lock gate"),
    )
    own = ThemeTagger(Codebook(groups={"transport": "Transport"}, themes=(theme,)), Encoder().encode)
    wet = "Barges carry gravel through the canal to the city; a broken lock gate stopped freight by water."
    found = own.score([passage(wet), passage("The bakery opens at seven.", 1)])
    assert [(s.passage, s.theme, s.mention) for s in found] == [("d-0", "canals", True)]
    assert found[0].about >= 0.5


def test_the_fingerprint_follows_the_codebook() -> None:
    book = Codebook.load()
    changed = replace(book, themes=(replace(book.themes[0], seeds=("going away",)), *book.themes[1:]))
    encode: Encode = lambda texts: np.zeros((len(texts), 384), dtype=np.float32)  # noqa: E731
    assert ThemeTagger(book, encode).config != ThemeTagger(changed, encode).config
    assert ThemeTagger(book, encode).config == ThemeTagger(Codebook.load(), encode).config


def test_weights_grow_with_evidence() -> None:
    weights = Weights.load()
    assert len(weights.weights) == len(FEATURES)
    nothing = np.zeros((1, len(FEATURES)))
    assert weights.probability(nothing)[0] < 0.05
    for i in range(len(FEATURES)):
        more = nothing.copy()
        more[0, i] = 1
        assert weights.probability(more)[0] > weights.probability(nothing)[0]
