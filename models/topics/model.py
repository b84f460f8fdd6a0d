"""Topics of a corpus, with their words, names and quality; fitted by one of three methods.

The same texts, method, number and seed give the same model, in whatever order the texts come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from workingregions.corpus.errors import InputError, NotFoundError
from workingregions.models.topics import factors
from workingregions.models.topics.clusters import GRID, choose, cluster, is_stable, stability
from workingregions.models.topics.describe import (
    SHOWN,
    TOP,
    coherence,
    describe,
    diversity,
    sample,
)
from workingregions.models.topics.frozen import METHODS, NONE, Assigned, Frozen, Method
from workingregions.models.topics.names import name_topics
from workingregions.models.topics.prose import Marks, asides, boilerplate
from workingregions.models.topics.space import Array, Space
from workingregions.models.topics.words import Words, counts, idf_of, phrases, tokenize, vocabulary_of

SCORED = (5, 10, 15, 20, 30)
"""Numbers of topics that are tried for nmf and lda."""
EXAMPLES = 5
FEWEST = 5
"""Texts per topic, at least so many."""

Step = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic: its words with weights (they sum to 1), strongest first.

    `id` is permanent within a project. `share` is its part of the texts, `coherence` its NPMI (-1..1),
    `passages` are ids of the texts that represent it best.
    """

    id: int
    name: str
    words: tuple[tuple[str, float], ...]
    share: float
    coherence: float
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicModel:
    """Topics, largest first.

    `texts` were fitted, of those that make topics; `left_out` counts the others by reason. `coherence` is the
    mean c_npmi (Aletras & Stevenson 2013; Röder, Both & Hinneburg 2015) and `diversity` the share of distinct
    words, over the top 10 words. `tried` has the figure by which the number of topics was chosen: for kmeans
    the agreement between 90 % samples (adjusted Rand index), else coherence times diversity; empty if the
    number was given. `encoder` made the vectors.
    """

    method: Method
    seed: int
    texts: int
    coherence: float
    diversity: float
    topics: tuple[Topic, ...]
    tried: tuple[tuple[int, float], ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    encoder: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """A model with what assigns texts to its topics, and the topics of the texts given."""

    model: TopicModel
    frozen: Frozen
    assigned: Assigned


def fit(
    texts: Sequence[str],
    ids: Sequence[str],
    vectors: Array,
    *,
    documents: Sequence[str] = (),
    method: Method = "kmeans",
    topics: int | None = None,
    keep: int = 0,
    seed: int = 0,
    step: Step = lambda _: None,
) -> Fitted:
    """Fit topics to texts, and name them.

    Args:
        texts: one per id; those that are no running text are left out (see `prose`).
        ids: identifiers of the texts; unique.
        vectors: float32 of shape (texts, dimensions), rows of unit length.
        documents: the document of each text, in which key phrases are counted; by default its own.
        method: kmeans, nmf or lda.
        topics: their number; None chooses it.
        keep: a number that is kept, when it may be chosen, as long as it is stable.
        seed: seed of every random choice.
        step: receives what is being done.

    Raises:
        NotFoundError: the method is not known.
        InputError: there are too few texts, or too few for this number of topics.
    """
    if method not in METHODS:
        raise NotFoundError("topic method", method, METHODS, advice=f"One of: {', '.join(METHODS)}.")
    order = sorted(range(len(ids)), key=lambda i: ids[i])
    owners = list(documents) or list(ids)
    step("telling running text from the rest")
    repeated = boilerplate(texts)
    reasons = asides(texts, repeated)
    kept = [i for i in order if reasons[i] is None]
    step("counting words")
    words = phrases([tokenize(texts[i]) for i in kept])
    fitted = fit_words(
        words, [ids[i] for i in kept], vectors[kept], method=method, topics=topics, keep=keep, seed=seed,
        repeated=repeated, step=step,
    )  # fmt: skip
    step("assigning passages")
    assigned = fitted.frozen.assign(texts, vectors)
    named = _named(fitted.model, assigned, texts, owners, ids)
    counted = Counter(reason.value for reason in reasons if reason)
    model = replace(named, left_out=dict(sorted(counted.items())))
    return Fitted(model, fitted.frozen, assigned)


def fit_words(
    words: Words,
    ids: Sequence[str],
    vectors: Array | None = None,
    *,
    method: Method = "kmeans",
    topics: int | None = None,
    keep: int = 0,
    seed: int = 0,
    repeated: Marks | None = None,
    step: Step = lambda _: None,
) -> Fitted:
    """Fit topics as `fit` does, to texts that are already lists of words; `vectors` only for kmeans."""
    if vectors is None:
        vectors = np.zeros((len(words), 0), dtype=np.float32)
    held = [i for i, text in enumerate(words) if text]
    texts, own = [words[i] for i in held], vectors[held]
    most = min(len(texts) // FEWEST, len({word for text in texts for word in text}) // 5)
    _check(len(texts), topics, most)
    fitter = _fit_kmeans if method == "kmeans" else _fit_factors
    frozen, tried = fitter(texts, own, method, topics, min(keep, most), most, seed, step)
    frozen = Frozen(method, frozen.space, frozen.parts, frozen.repeated if repeated is None else repeated)
    step("describing topics")
    assigned = frozen.assign_words(texts, own)
    found = frozen, assigned, _described(frozen, assigned, texts)
    return _ordered(*found, texts, [ids[i] for i in held], held, len(words), seed, tried)


def _check(texts: int, topics: int | None, most: int) -> None:
    if most < 2:
        raise InputError(
            f"{texts} passages of running text are too few for topics.",
            advice=f"Ingest more documents: at least {2 * FEWEST} such passages are needed.",
        )
    if topics is not None and not 2 <= topics <= most:
        raise InputError(
            f"{topics} topics cannot be fitted to {texts} passages.", advice=f"Ask for 2 to {most} here."
        )


_Tried = tuple[tuple[int, float], ...]


def _fit_kmeans(
    words: Words,
    vectors: Array,
    method: Method,
    topics: int | None,
    keep: int,
    most: int,
    seed: int,
    step: Step,
) -> tuple[Frozen, _Tried]:
    number, tried = topics, []
    if number is None and keep:
        step(f"checking whether {keep} topics are still stable")
        tried = stability(words, vectors, [keep], seed=seed)
        number = keep if is_stable(*tried[0][1:]) else None
    if number is None:
        step("choosing the number of topics by the agreement of samples")
        tried = stability(words, vectors, [k for k in GRID if k <= most] or [most], seed=seed)
        # Of many numbers one is stable by luck; each is tried again on samples that did not propose it.
        again = [k for k, score, error in tried if is_stable(score, error)]
        second = {row[0]: row for row in stability(words, vectors, again, seed=seed + 1)} if again else {}
        tried = [min(row, second.get(row[0], row)) for row in tried]
        number = choose(tried)
    step(f"fitting {number} topics")
    space = Space.learn(words, vectors)
    _, parts = cluster(space.place(words, vectors), number)
    shown = tuple((k, round(score, 4)) for k, score, _ in tried)
    return Frozen(method, space, parts, np.zeros(0, dtype=np.uint32)), shown


def _fit_factors(
    words: Words,
    vectors: Array,
    method: Method,
    topics: int | None,
    keep: int,
    most: int,
    seed: int,
    step: Step,
) -> tuple[Frozen, _Tried]:
    vocabulary = vocabulary_of(words)
    idf = idf_of(counts(words, vocabulary))
    space = Space(
        tuple(vocabulary),
        idf,
        np.zeros((len(vocabulary), 0), dtype=np.float32),
        np.zeros(vectors.shape[1], dtype=np.float32),
    )
    texts = sample(words)
    found = []
    chosen = topics or keep
    for number in [chosen] if chosen else [k for k in SCORED if k <= most] or [most]:
        step(f"fitting {number} topics")
        if method == "nmf":
            parts = factors.fit_nmf(words, vocabulary, idf, number, seed)
        else:
            parts = factors.fit_lda(words, vocabulary, number, seed)
        tops = [[vocabulary[i] for i in np.argsort(-row.round(12), kind="stable")[:TOP]] for row in parts]
        quality = float(np.mean(coherence(tops, texts))) * diversity(tops) if not chosen else 0.0
        found.append((round(quality, 4), -number, parts.astype(np.float32)))
    best = max(found, key=lambda row: row[:2])[2]
    tried = tuple((-minus, quality) for quality, minus, _ in found) if not chosen else ()
    return Frozen(method, space, best, np.zeros(0, dtype=np.uint32)), tried


def _described(frozen: Frozen, assigned: Assigned, words: Words) -> list[list[tuple[str, float]]]:
    """Return the words of each topic with their weights."""
    vocabulary = frozen.space.vocabulary
    if frozen.method == "kmeans":
        return describe(words, assigned.topic, vocabulary, len(frozen.parts))
    shares = frozen.parts / np.maximum(frozen.parts.sum(axis=1, keepdims=True), 1e-12)
    return [
        [(vocabulary[i], round(float(row[i]), 5)) for i in np.argsort(-row.round(9), kind="stable")[:SHOWN]]
        for row in shares
    ]


def _ordered(
    frozen: Frozen,
    assigned: Assigned,
    described: list[list[tuple[str, float]]],
    words: Words,
    ids: Sequence[str],
    held: Sequence[int],
    total: int,
    seed: int,
    tried: _Tried,
) -> Fitted:
    """Return the model with its topics in order of size; topics that no text has are dropped."""
    sizes = np.bincount(assigned.topic[assigned.topic >= 0], minlength=len(frozen.parts))
    order = [int(t) for t in np.argsort(-sizes, kind="stable") if sizes[t]]
    place = np.full(len(frozen.parts) + 1, NONE, dtype=np.intp)  # the last is that of NONE
    place[order] = np.arange(len(order))
    topic = np.full(total, NONE, dtype=np.intp)
    weight = np.zeros(total, dtype=np.float32)
    topic[held], weight[held] = place[assigned.topic], assigned.weight
    tops = [[word for word, _ in described[t][:TOP]] for t in order]
    scores = coherence(tops, sample(words))
    own = Assigned(place[assigned.topic], assigned.weight)
    topics = tuple(
        Topic(
            id=number + 1,
            name=", ".join(word.replace("_", " ") for word in tops[number][:3]),
            words=tuple(described[t]),
            share=round(float(sizes[t] / max(sizes.sum(), 1)), 4),
            coherence=round(scores[number], 4),
            passages=_examples(own, number, ids),
        )
        for number, t in enumerate(order)
    )
    model = TopicModel(
        method=frozen.method,
        seed=seed,
        texts=len(words),
        coherence=round(float(np.mean(scores)), 4),
        diversity=round(diversity(tops), 4),
        topics=topics,
        tried=tried,
    )
    final = Frozen(frozen.method, frozen.space, np.ascontiguousarray(frozen.parts[order]), frozen.repeated)
    return Fitted(model, final, Assigned(topic, weight))


def _examples(assigned: Assigned, number: int, ids: Sequence[str]) -> tuple[str, ...]:
    inside = np.flatnonzero(assigned.topic == number).tolist()
    best = sorted(inside, key=lambda i: (-round(float(assigned.weight[i]), 5), ids[i]))
    return tuple(ids[i] for i in best[:EXAMPLES])


def _named(
    model: TopicModel, assigned: Assigned, texts: Sequence[str], owners: Sequence[str], ids: Sequence[str]
) -> TopicModel:
    """Return the model with names and examples from the texts as written, and shares of all of them."""
    inside: list[int] = np.flatnonzero(assigned.topic >= 0).tolist()
    number = {owner: i for i, owner in enumerate(sorted(set(owners)))}
    names = name_topics(
        [texts[i] for i in inside],
        [number[owners[i]] for i in inside],
        assigned.topic[inside],
        [[word for word, _ in topic.words] for topic in model.topics],
    )
    sizes = np.bincount(assigned.topic[inside], minlength=len(model.topics))
    topics = tuple(
        replace(
            topic,
            name=name,
            share=round(float(sizes[i] / max(sizes.sum(), 1)), 4),
            passages=_examples(assigned, i, ids),
        )
        for i, (topic, name) in enumerate(zip(model.topics, names, strict=True))
    )
    return replace(model, topics=topics)
