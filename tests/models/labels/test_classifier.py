"""What is learnt from few labels: the tagger where it is right, and more where vectors tell more."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from workingregions.corpus.codebook import Codebook
from workingregions.corpus.records import Bundle, Document, Passage, Source
from workingregions.models.labels import LearntTagger, ThemeModel, enough, learn, load_models
from workingregions.models.labels.stage import MODELS_FILE
from workingregions.nlp.themes import ThemeTagger

RANDOM = np.random.default_rng(5)
CENTRE = np.zeros(16, dtype=np.float32)


def made(n: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float64], list[bool]]:
    """Vectors whose first dimension decides, and a tagger's scores that say little."""
    vectors = RANDOM.normal(size=(n, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    answers = (vectors[:, 0] > 0.2).tolist()
    return vectors, RANDOM.uniform(0.3, 0.6, size=n), answers


def test_nothing_is_learnt_from_too_few_labels_or_from_one_answer() -> None:
    vectors, scores, _ = made(20)
    assert learn("canals", vectors[:9], scores[:9], [True] * 4 + [False] * 5, CENTRE) is None
    assert learn("canals", vectors, scores, [True] * 20, CENTRE) is None
    assert enough([True] * 3 + [False] * 7)


def test_vectors_are_used_where_they_tell_more_than_the_tagger() -> None:
    vectors, scores, answers = made(150)
    model = learn("canals", vectors, scores, answers, CENTRE)
    assert model is not None
    assert any(model.weights)
    new, priors, truth = made(400)
    assert np.mean((model.probability(new, priors) >= 0.5) == truth) > 0.85


def test_the_tagger_decides_where_it_is_right() -> None:
    vectors, _, _ = made(40)
    answers = [n % 3 == 0 for n in range(40)]
    scores = np.where(answers, 0.8, 0.1)
    model = learn("canals", vectors, scores, answers, CENTRE)
    assert model is not None
    new, _, _ = made(200)
    truth = np.arange(200) % 2 == 0
    assert np.mean((model.probability(new, np.where(truth, 0.8, 0.1)) >= 0.5) == truth) > 0.95


def test_the_same_labels_give_the_same_model_and_name() -> None:
    vectors, scores, answers = made(60)
    one, two = (learn("canals", vectors, scores, answers, CENTRE) for _ in range(2))
    assert one == two
    assert one is not None
    assert one.name.startswith("canals-60-")


def model(intercept: float, encoder: str = "e") -> ThemeModel:
    return ThemeModel(
        theme="reshoring", name="reshoring-10-abc", encoder=encoder, codebook="c", labels=10, yes=5,
        scale=0.0, intercept=intercept, prior=0.0, weights=(0.0,) * 384,
    )  # fmt: skip


def test_the_stage_puts_the_models_scores_in_place_of_the_taggers() -> None:
    vector = np.zeros(384, dtype=np.float32)
    texts = ("Plants are reshoring work.", "Rain is likely.")
    passages = tuple(
        Passage(
            id=f"d{n}", document="d", ordinal=n, pages=(1,), first_block=0, last_block=0, text=text,
            vector=vector,
        )
        for n, text in enumerate(texts)
    )  # fmt: skip
    bundle = Bundle(
        source=Source(sha256="s", path="p", media_type="", bytes=0, drop=""),
        document=Document(id="d", sha256="s", path="p"),
        passages=passages,
    )
    tagger = ThemeTagger(Codebook.load(), lambda texts: np.zeros((len(texts), 384), dtype=np.float32))
    yes, no = (LearntTagger(tagger, [model(odds)], "e") for odds in (3.0, -3.0))
    found = {s.passage: s for s in yes(bundle).themes if s.theme == "reshoring"}
    assert {p: round(s.about, 2) for p, s in found.items()} == {"d0": 0.95, "d1": 0.95}
    assert found["d0"].mention
    assert not found["d1"].mention
    kept = {s.passage: s for s in no(bundle).themes if s.theme == "reshoring"}
    assert list(kept) == ["d0"]
    assert kept["d0"].about < 0.1
    assert yes.config != no.config != tagger.config
    assert LearntTagger(tagger, [model(3.0, "other")], "e").config == tagger.config


def test_damaged_models_are_none(tmp_path: Path) -> None:
    (tmp_path / MODELS_FILE).write_text('{"models": [{}], "basis": "x"}', encoding="utf-8")
    assert load_models(tmp_path / MODELS_FILE).models == ()
    assert load_models(tmp_path / "none.json").models == ()
