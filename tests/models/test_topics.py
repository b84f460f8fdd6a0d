"""Topics and strands: they find groups that are there, the same ones on every run and in every order."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from workingregions.corpus.errors import InputError, StoreError
from workingregions.corpus.records import Passage
from workingregions.models.strands import FEWEST, strands
from workingregions.models.topics import Method, TopicModel, coherence, diversity, fit, tokenize

SUBJECTS = {
    "canal": ["canal", "barge", "lock", "towpath", "freight", "wharf", "dredging", "water", "boats"],
    "steel": ["steel", "furnace", "rolling", "mill", "slag", "ore", "blast", "smelting", "foundry"],
    "school": ["school", "teacher", "pupils", "lessons", "exams", "reading", "homework", "learning"],
}


def texts(count: int = 90) -> tuple[list[str], list[str]]:
    """Texts of three subjects in turn, and their ids."""
    chance = random.Random(4)
    subjects = list(SUBJECTS)
    made = [
        " ".join(chance.choices(SUBJECTS[subjects[i % 3]], k=25) + chance.choices(["report", "people"], k=3))
        for i in range(count)
    ]
    return made, [f"t{i:03d}" for i in range(count)]


@pytest.mark.parametrize("method", ["nmf", "lda"])
def test_three_subjects_make_three_topics(method: Method) -> None:
    made, ids = texts()
    model = fit(made, ids, method=method, topics=3)
    found = [{word.split("_")[0] for word, _ in topic.words[:6]} for topic in model.topics]
    for subject in SUBJECTS.values():
        assert any(len(words & set(subject)) >= 5 for words in found)
    assert model.diversity > 0.8
    assert sum(topic.share for topic in model.topics) == pytest.approx(1, abs=0.01)
    for topic in model.topics:
        kinds = {int(i[1:]) % 3 for i in topic.passages}
        assert len(kinds) == 1


@pytest.mark.parametrize("method", ["nmf", "lda"])
def test_order_does_not_matter_and_models_survive_the_disk(method: Method, tmp_path: Path) -> None:
    made, ids = texts(45)
    model = fit(made, ids, method=method, topics=3, seed=1)
    again = fit(made[::-1], ids[::-1], method=method, topics=3, seed=1)
    assert model == again
    path = tmp_path / "models" / "topics.json"
    model.save(path)
    assert TopicModel.load(path) == model


def test_the_number_is_chosen_when_it_is_not_given() -> None:
    made, ids = texts(60)
    model = fit(made, ids)
    assert len(model.topics) == max(model.tried, key=lambda pair: (pair[1], -pair[0]))[0]


def test_too_few_texts_and_too_many_topics_are_refused() -> None:
    with pytest.raises(InputError, match="too few"):
        fit(["steel mill", ""], ["a", "b"])
    made, ids = texts(30)
    with pytest.raises(InputError, match="cannot be fitted"):
        fit(made, ids, topics=29)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 99}', '{"format": 1, "topics": 3}'])
def test_a_damaged_model_is_a_store_error(content: str, tmp_path: Path) -> None:
    path = tmp_path / "topics.json"
    with pytest.raises(InputError, match="no topic model"):
        TopicModel.load(path)
    path.write_text(content, encoding="utf-8")
    with pytest.raises(StoreError, match=r"topics\.json"):
        TopicModel.load(path)


def test_words_that_keep_company_are_more_coherent() -> None:
    words = [text.split() for text in texts()[0]]
    together, apart = coherence([SUBJECTS["canal"][:5], ["canal", "steel", "school", "slag", "lock"]], words)
    assert together > 0 > apart
    assert diversity([["a", "b"], ["b", "c"]]) == 0.75


def test_tokens_are_words_that_carry_meaning() -> None:
    assert tokenize("The region's 14 mills, and we're re-opening 2 of them!") == [
        "region",
        "mills",
        "re-opening",
    ]


def passages(count: int) -> list[Passage]:
    made, ids = texts(count)
    found = []
    for i, (identity, text) in enumerate(zip(ids, made, strict=True)):
        vector = np.random.default_rng(i).normal(scale=0.05, size=384).astype(np.float32)
        vector[i % 3] += 1
        found.append(
            Passage(
                id=identity, document=f"d{i}", ordinal=0, pages=(1,), first_block=0, last_block=0, text=text,
                vector=vector / np.linalg.norm(vector),
            )
        )  # fmt: skip
    return found


def test_strands_follow_meaning_and_are_named_by_their_own_words() -> None:
    found = strands(passages(24), common=["steel"])
    assert len(found) == 3
    for strand in found:
        kinds = {int(i[1:]) % 3 for i in strand.passages}
        assert len(kinds) == 1
        subject = SUBJECTS[list(SUBJECTS)[kinds.pop()]]
        words = {word for term in strand.terms for word in term.split()}
        assert words <= set(subject)
        assert "steel" not in words
    assert strands(passages(24)[::-1], common=["steel"]) == found


def test_few_passages_or_none_are_one_strand_or_none() -> None:
    assert strands([]) == []
    few = passages(FEWEST - 1)
    assert [len(s.passages) for s in strands(few)] == [FEWEST - 1]
    assert len(strands([replace(p, vector=None) for p in passages(24)])) == 1
