"""The tagger: windows over any text, the likeliest sequence of labels, the same answer in any batch."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from workingregions.corpus.errors import ConfigError
from workingregions.nlp.tagger import STATES, tagger
from workingregions.nlp.tagger import network as tagger_network
from workingregions.nlp.tagger.tagger import LABELS, decode, read
from workingregions.nlp.tagger.windows import MOST_CHARACTERS, MOST_PIECES, SHAPES, windows
from workingregions.nlp.transformer import weights

SENTENCE = (
    "The U.S. Department of Commerce funds the Ohio State University, and Maria Lopez of Siemens "
    "spoke in Leeds."
)


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        SENTENCE * 60,
        "a line without a stop " * 200,
        "x" * 200_000,
        "字" * 3000,
        "1 2 3\n" * 2000,
        "naïve café — £40m; R&D's \ufb01rst\u00ad step",
        "\x00\x01 odd \x1f",
    ],
)
def test_windows_hold_every_word_once_and_in_order(text: str) -> None:
    found = windows(text)
    words = [word for window in found for word in window.words]
    assert all(len(w.ids) == len(w.shapes) <= MOST_PIECES + 2 for w in found)
    assert all(0 <= shape < SHAPES for w in found for shape in w.shapes)
    assert all(len(w.words) == len(w.firsts) for w in found)
    assert all(before[1] <= after[0] for before, after in pairwise(words))
    covered = {at for start, end in words for at in range(start, end)}
    letters = {at for at, c in enumerate(text[:MOST_CHARACTERS]) if c.isalnum()}
    assert letters <= covered


def test_windows_end_with_sentences() -> None:
    first = windows(SENTENCE * 60)[0]
    assert (SENTENCE * 60)[first.words[-1][0]] == "."


@pytest.mark.parametrize("text", ["", "   \n ", "\x00\x01"])
def test_texts_without_a_word_give_nothing(text: str) -> None:
    (reading,) = read([text])
    assert reading.words == reading.entities == reading.leaning == []
    assert reading.labels.shape == (0, len(LABELS))


def test_shapes_distinguish_capitals_and_lines() -> None:
    def shape(text: str, at: int) -> int:
        (window,) = windows(text)
        return window.shapes[window.firsts[at]]

    assert shape("the council", 1) != shape("the Council", 1) != shape("the COUNCIL", 1)
    assert shape("the COUNCIL", 1) != shape("THE COUNCIL", 1)
    assert shape("of\nEssex", 1) != shape("of Essex", 1)


def _allowed(path: tuple[int, ...]) -> bool:
    for before, here in zip((0, *path), path, strict=False):
        part, _, kind = LABELS[here].partition("-")
        if part == "I" and (before == 0 or LABELS[before].partition("-")[2] != kind):
            return False
    return True


@pytest.mark.parametrize("seed", range(30))
def test_decoding_finds_the_likeliest_allowed_sequence(seed: int) -> None:
    few = [0, LABELS.index("B-ORG"), LABELS.index("I-ORG"), LABELS.index("B-GPE"), LABELS.index("I-GPE")]
    scores = np.full((4, len(LABELS)), -100.0, dtype=np.float32)
    scores[:, few] = np.random.default_rng(seed).normal(0, 3, (4, len(few)))
    best = max(
        (path for path in product(few, repeat=4) if _allowed(path)),
        key=lambda path: sum(scores[at, label] for at, label in enumerate(path)),
    )
    wanted: list[tuple[int, int, str]] = []
    for at, label in enumerate(best):
        part, _, kind = LABELS[label].partition("-")
        if part == "B":
            wanted.append((10 * at, 10 * at + 5, kind))
        elif part == "I":
            wanted[-1] = (wanted[-1][0], 10 * at + 5, kind)
    assert decode([(10 * at, 10 * at + 5) for at in range(4)], scores) == wanted


def test_a_text_reads_the_same_in_any_company() -> None:
    texts = [SENTENCE, "Essex County Council leads.", SENTENCE * 9, "Nothing here."]
    together, alone = read(texts), [read([text])[0] for text in texts]
    backwards = read(texts[::-1])[::-1]
    for one, other, third in zip(together, alone, backwards, strict=True):
        assert one.entities == other.entities == third.entities
        assert np.array_equal(one.labels, other.labels)
        assert np.array_equal(one.types, third.types)


def test_names_and_their_kinds() -> None:
    (reading,) = read([SENTENCE])
    named = {SENTENCE[start:end]: label for start, end, label in reading.entities}
    assert named["Ohio State University"] == "ORG"
    assert named["Siemens"] == "ORG"
    assert named["Maria Lopez"] == "PERSON"
    assert named["Leeds"] == "GPE"
    assert np.allclose(reading.labels.sum(axis=1), 1, atol=1e-4)
    assert np.allclose(reading.types.sum(axis=1), 1, atol=1e-4)


def test_altered_encoder_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights.verify, "__defaults__", ("0" * 64,))
    with pytest.raises(ConfigError, match=r"model\.safetensors were altered"):
        tagger_network.TaggerNetwork()


def test_the_shipped_network_has_the_labels_of_the_code() -> None:
    heads = [tagger.shipped()(np.ones((1, 16), int), np.zeros((1, 16), int), np.ones((1, 16), np.float32))][0]
    assert [head.shape[-1] for head in heads] == [len(LABELS), len(tagger.TYPES), len(tagger.SCALES), STATES]
