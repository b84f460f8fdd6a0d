"""Topics find subjects that are there, the same ones on every run and in every order; later texts get one."""

from __future__ import annotations

import numpy as np
import pytest

from tests.helpers.subjects import SUBJECTS, texts, vectors
from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.models.topics import METHODS, Fitted, Method, fit


def fitted(count: int = 90, *, method: Method = "kmeans", topics: int | None = 3, keep: int = 0) -> Fitted:
    made, ids = texts(count)
    return fit(made, ids, vectors(count), method=method, topics=topics, keep=keep, seed=1)


@pytest.mark.parametrize("method", METHODS)
def test_three_subjects_make_three_topics(method: Method) -> None:
    model = fitted(method=method).model
    found = [{part for word, _ in topic.words[:6] for part in word.split("_")} for topic in model.topics]
    for subject in SUBJECTS.values():
        assert any(len(words & set(subject)) >= 5 for words in found)
    assert model.diversity > 0.8
    assert sum(topic.share for topic in model.topics) == pytest.approx(1, abs=0.01)
    for topic in model.topics:
        assert len({int(i[1:]) % 3 for i in topic.passages}) == 1
        named = {word.casefold() for word in topic.name.replace(",", "").split()}
        assert named & {word for words in SUBJECTS.values() for word in words}
    assert len({topic.name for topic in model.topics}) == 3


@pytest.mark.parametrize("method", METHODS)
def test_the_order_of_texts_does_not_matter(method: Method) -> None:
    made, ids = texts(45)
    rows = vectors(45)
    one = fit(made, ids, rows, method=method, topics=3, seed=1)
    other = fit(made[::-1], ids[::-1], rows[::-1], method=method, topics=3, seed=1)
    assert one.model == other.model
    assert one.assigned.topic.tolist() == other.assigned.topic[::-1].tolist()


@pytest.mark.parametrize("method", METHODS)
def test_a_frozen_model_gives_later_texts_the_topic_of_their_subject(method: Method) -> None:
    model = fitted(method=method)
    again = model.frozen.assign(texts(90)[0], vectors(90))
    assert again.topic.tolist() == model.assigned.topic.tolist()
    later = model.frozen.assign(texts(30, seed=9)[0], vectors(30, seed=9))
    of_subject = [model.assigned.topic[i] for i in range(3)]
    assert later.topic.tolist() == [of_subject[i % 3] for i in range(30)]
    strange = model.frozen.assign(
        ["Unknown words throughout, and none of them was in the corpus at all."], vectors(1)
    )
    assert strange.topic.tolist() == [-1]


def test_the_number_is_the_largest_that_samples_agree_on() -> None:
    model = fitted(topics=None).model
    assert len(model.topics) == 3
    scores = dict(model.tried)
    assert scores[3] >= 0.9
    assert all(score < 0.9 for number, score in scores.items() if number > 3)


def test_a_number_is_kept_while_it_is_stable() -> None:
    assert [number for number, _ in fitted(topics=None, keep=3).model.tried] == [3]
    assert len(fitted(topics=None, keep=7).model.topics) == 3


def test_what_is_no_running_text_makes_no_topic() -> None:
    made, ids = texts(60)
    rows = vectors(62)
    contact = (
        "Please contact the board by e-mail to mail@canal.org or by telephone to 01234 567890 or the web."
    )
    german = (
        "Die Schule und der Kanal sind nach der Meinung des Rates für die Stadt von großer Bedeutung gewesen."
    )
    model = fit([*made, contact, german], [*ids, "x1", "x2"], rows, topics=3)
    assert model.assigned.topic[-2:].tolist() == [-1, -1]
    assert model.model.left_out == {"contact": 1, "list": 1}
    assert not {"die", "telephone"} & {word for topic in model.model.topics for word, _ in topic.words}


def test_too_few_texts_and_too_many_topics_are_refused() -> None:
    with pytest.raises(InputError, match="too few for topics"):
        fit(
            ["The steel mill of the town and its ore are what the people of the place are known for."],
            ["a"],
            vectors(1),
        )
    with pytest.raises(InputError, match="too few for topics"):
        fit([], [], np.zeros((0, 24), dtype=np.float32))
    with pytest.raises(InputError, match="cannot be fitted"):
        fitted(30, topics=29)
    with pytest.raises(NotFoundError, match="topic method 'bert'"):
        fitted(30, method="bert")  # type: ignore[arg-type]
