"""Theme tagging: what passages are about and what they merely name, on texts written for the tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from workingregions.corpus.codebook import Codebook, Theme
from workingregions.corpus.enums import Voice
from workingregions.corpus.records import Bundle, Document, Passage, Source, ThemeScore
from workingregions.models.encoder import Encoder
from workingregions.nlp.themes import FEATURES, KEEP, Encode, ThemeTagger, Weights


@pytest.fixture(scope="module")
def encode() -> Encode:
    return Encoder().encode


@pytest.fixture(scope="module")
def tagger(encode: Encode) -> ThemeTagger:
    return ThemeTagger(Codebook.load(), encode)


def passage(
    text: str, number: int = 0, section: tuple[str, ...] = (), voice: Voice = Voice.BODY, document: str = "d"
) -> Passage:
    return Passage(
        id=f"{document}-{number}", document=document, ordinal=number, pages=(1,), first_block=0, last_block=0,
        text=text, section=section, voice=voice,
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
        "Students of the college learn welding and machining for two years. Employers find too few people"
        " who have these trades, and pay for courses in the evening."
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


def test_scores_of_a_document_do_not_depend_on_other_documents_or_order(tagger: ThemeTagger) -> None:
    texts = [
        "Reshoring saved the pump works.",
        "Apprentices train here.",
        "Nothing at all.",
        "A flood closed it.",
    ]
    passages = [passage(text, i, document="ab"[i // 2]) for i, text in enumerate(texts)]
    together = sorted(tagger.score(passages), key=lambda s: (s.passage, s.theme))
    apart = [*tagger.score(passages[3:1:-1]), *tagger.score(passages[1::-1])]
    assert together == sorted(apart, key=lambda s: (s.passage, s.theme))
    assert {score.passage for score in together} >= {"a-0", "a-1"}


def test_the_passages_around_support_a_doubtful_one(tagger: ThemeTagger) -> None:
    doubtful = passage("Places are few, and the waiting list is long.", 1)
    around = [
        passage("The college trains apprentices for the foundries.", 0),
        passage("Trainees gain a vocational qualification in two years.", 2),
    ]
    far = [replace(p, ordinal=p.ordinal + 50) for p in around]
    near, alone = (tagger.features([doubtful, *others])[0][0] for others in (around, far))
    number = Codebook.load().ids.index("workforce_skills")
    column = FEATURES.index("around")
    assert near[number, column] > 0.05
    assert near[number, column] == near[:, column].max()
    assert not alone[:, column].any()


def test_a_stored_vector_serves_in_place_of_encoding(tagger: ThemeTagger, encode: Encode) -> None:
    plain = passage("Firms bring sourcing home.")
    vector = encode([plain.text])[0]
    assert tagger.score([replace(plain, vector=vector)]) == tagger.score([plain])


@pytest.mark.parametrize(
    ("theme", "text"),
    [
        (
            "offshoring",
            "The port serves vessels for offshore wind farms and lays offshore cables to the turbines.",
        ),
        ("industrial_land", "Office hours are nine to five. Write to Unit 4, Mill Industrial Estate, Leeds."),
        (
            "resilience",
            "Repeated with other samples, the tests confirm that the estimates are robust to a shock.",
        ),
        (
            "clusters_strategy",
            "Cluster analysis of the answers gave four clusters of respondents of equal size.",
        ),
        ("brownfield", "The Brownfield Ag News and the Delta Farmer reported on the loans to dairies."),
    ],
)
def test_other_senses_of_a_themes_words_are_not_about_it(tagger: ThemeTagger, theme: str, text: str) -> None:
    found = by_theme(tagger.score([passage(text)])).get(theme)
    assert found is None or found.about < 0.5


def test_a_hyphen_hides_no_word(tagger: ThemeTagger) -> None:
    rest = "cut their freight and gave up two plants overseas, so that nearly all parts are made at home."
    joined, apart = (
        by_theme(tagger.score([passage(f"The firms {word} their castings, {rest}")]))["reshoring"]
        for word in ("reshored", "re-shored")
    )
    assert min(joined.about, apart.about) >= 0.5
    assert joined.mention
    assert apart.mention


def test_slides_are_about_their_title_and_bullets(tagger: ThemeTagger) -> None:
    slide = passage(
        "Why we came home\n• Freight up 40 %\n• Quality returns from overseas plants\n• Reshoring pays"
    )
    assert by_theme(tagger.score([slide]))["reshoring"].about >= 0.5


def test_a_score_names_the_sentence_that_is_most_about_the_theme(tagger: ThemeTagger) -> None:
    said = "Sixty apprentices learn welding at the college; employers still report a shortage of skills."
    text = f"The town lies on the river and has two bridges. {said} Its market is held on Thursdays."
    score = by_theme(tagger.score([passage(text)]))["workforce_skills"]
    assert text[score.start : score.end] == said


def test_a_passage_that_only_names_a_theme_has_a_sentence_too(tagger: ThemeTagger) -> None:
    text = "The choir sang twice. Its chairman was once an apprentice. Rain held off until everyone was home."
    score = by_theme(tagger.score([passage(text)]))["workforce_skills"]
    assert score.about < 0.5
    assert text[score.start : score.end] == "Its chairman was once an apprentice."


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


def test_a_theme_without_descriptions_is_scored_by_its_seeds(encode: Encode) -> None:
    book = Codebook.load()
    bare = replace(
        book, themes=tuple(replace(t, descriptions=(), include=(), exclude=()) for t in book.themes)
    )
    found = by_theme(ThemeTagger(bare, encode).score([passage(" ".join(ABOUT["workforce_skills"].split()))]))
    assert found["workforce_skills"].about >= 0.5


def test_an_exclude_rule_is_a_rival(encode: Encode) -> None:
    theme = Theme(
        id="turbines", group="g", label="Turbines", definition="Making turbines.", seeds=("turbine",),
        descriptions=("Factories make turbines and blades.", "Firms machine turbine parts."),
    )  # fmt: skip
    text = passage("Visitors admire the turbines of the water museum, where old turbines are on show.")

    def about(one: Theme) -> float:
        tagger = ThemeTagger(Codebook(groups={"g": "G"}, themes=(one,)), encode)
        return tagger.score([text])[0].about

    ruled = replace(theme, exclude=("Old turbines on show in a museum of water power.",))
    assert about(ruled) < about(theme)


def test_the_fingerprint_follows_the_codebook() -> None:
    book = Codebook.load()
    changed = replace(book, themes=(replace(book.themes[0], exclude=("Going away.",)), *book.themes[1:]))
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


@pytest.mark.parametrize("voice", [Voice.BODY, Voice.SLIDE])
def test_a_title_states_less_than_a_sentence_of_its_words(tagger: ThemeTagger, voice: Voice) -> None:
    texts = (
        "Reshoring in the valley",
        "Reshoring came to the valley.",
        "• reshoring came to the valley " * 6,
    )
    found = [tagger.features([passage(text, voice=voice)])[0] for text in texts]
    title, sentence, points = (features[0, 0, FEATURES.index("length")] for features in found)
    assert title < sentence < points == 1.0


def test_the_name_of_a_theme_alone_is_about_nothing(tagger: ThemeTagger) -> None:
    assert all(score.about < 0.5 for score in tagger.score([passage("Workforce and skills")]))


def test_words_of_a_theme_approach_a_limit(tagger: ThemeTagger) -> None:
    column = FEATURES.index("vocabulary")
    packed = passage("Reshoring, onshoring, nearshoring, backshoring, domestic production.")
    number = Codebook.load().ids.index("reshoring")
    assert 0.5 < tagger.features([packed])[0][0, number, column] < 1.0


def test_calibration_keeps_the_order_and_may_leave_the_value_alone() -> None:
    evidence = np.linspace(-6, 6, 25)[:, None]
    plain = Weights(0.0, (1.0,)).probability(evidence)
    assert plain == pytest.approx(1 / (1 + np.exp(-evidence[:, 0])))
    shipped = Weights(0.0, (1.0,), Weights.load().calibration).probability(evidence)
    assert (np.diff(shipped) > 0).all()
    assert ((shipped > 0) & (shipped < 1)).all()
