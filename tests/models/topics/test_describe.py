"""Words of topics: those that set a topic apart and keep company."""

from __future__ import annotations

import numpy as np
import pytest

from tests.helpers.subjects import SUBJECTS, texts
from workingregions.models.topics import coherence, diversity, tokenize
from workingregions.models.topics.describe import company, describe

LABELS = np.arange(90) % 3


@pytest.mark.parametrize("length", [100, 6])
def test_words_of_a_topic_are_its_own(length: int) -> None:
    words = [tokenize(text)[:length] for text in texts()[0]]
    vocabulary = sorted({word for text in words for word in text})
    for topic, subject in zip(describe(words, LABELS, vocabulary, 3), SUBJECTS.values(), strict=True):
        assert {word for word, _ in topic[:6]} <= set(subject)
        assert sum(weight for _, weight in topic) == pytest.approx(1, abs=0.01)


def test_texts_without_a_topic_describe_none() -> None:
    words = [tokenize(text) for text in texts()[0]]
    vocabulary = sorted({word for text in words for word in text})
    labels = np.where(LABELS == 2, -1, LABELS)
    found = {word for topic in describe(words, labels, vocabulary, 2) for word, _ in topic[:8]}
    assert not found & set(SUBJECTS["school"])


def test_company_is_that_of_words_in_one_window() -> None:
    words = [["canal", "barge"], ["canal", "barge"], ["steel", "mill"], ["steel", "mill"]]
    found = company(words, ["canal", "barge", "steel"])
    assert found[0, 1] == pytest.approx(1, abs=0.01)
    assert found[0, 2] == pytest.approx(-1, abs=0.1)
    assert found.diagonal().tolist() == [0, 0, 0]


def test_words_that_keep_company_are_more_coherent() -> None:
    words = [tokenize(text) for text in texts()[0]]
    together, apart = coherence([SUBJECTS["canal"][:5], ["canal", "steel", "school", "slag", "lock"]], words)
    assert together > 0 > apart
    assert diversity([["a", "b"], ["b", "c"]]) == 0.75


def test_tokens_are_words_that_carry_meaning() -> None:
    assert tokenize("The region's 14 mills, and we're re-opening 2 of them!") == [
        "region",
        "mills",
        "re-opening",
    ]
