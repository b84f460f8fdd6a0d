"""Topics of a corpus: NMF over tf-idf (Lee & Seung 1999) or LDA (Blei, Ng & Jordan 2003), with coherence.

The same texts, method, number and seed give the same model, in whatever order the texts come.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from workingregions.corpus.errors import InputError, StoreError
from workingregions.corpus.files import write_atomically
from workingregions.corpus.plain import plain
from workingregions.corpus.remedies import Remedy
from workingregions.nlp.wordlists import small_words

Method = Literal["nmf", "lda"]
Matrix = npt.NDArray[np.float64]
Words = list[list[str]]

FORMAT = 1
GRID = (5, 10, 15, 20, 30)
"""Numbers of topics that are tried when none is asked for."""
SAMPLE = 400_000
"""Words on which coherence is measured, about so many, in texts spread evenly over the corpus."""
TOP = 10
"""Words by which coherence, diversity and the choice of a number are judged."""
SHOWN = 15
EXAMPLES = 5
LEAST = 0.1
"""A passage's share of a topic below this is not kept."""

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic: its words with weights (they sum to 1 over the vocabulary), strongest first.

    `share` is its part of all text, `coherence` its NPMI (-1..1), `passages` ids of the texts that
    represent it best.
    """

    number: int
    label: str
    words: tuple[tuple[str, float], ...]
    share: float
    coherence: float
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicModel:
    """Topics, largest first. `weights` has each text's topics (number, share of the text).

    `coherence` is the mean c_npmi (Aletras & Stevenson 2013; Röder, Both & Hinneburg 2015) and
    `diversity` the share of distinct words (Dieng, Ruiz & Blei 2020), over the top 10 words; `tried` has
    the quality (coherence times diversity, as Dieng and colleagues have it) of each number compared.
    """

    method: Method
    seed: int
    texts: int
    coherence: float
    diversity: float
    topics: tuple[Topic, ...]
    weights: Mapping[str, tuple[tuple[int, float], ...]]
    tried: tuple[tuple[int, float], ...] = ()

    def save(self, path: Path) -> None:
        """Write the model as JSON, whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        content = {"format": FORMAT, **plain(self)}
        write_atomically(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")

    @classmethod
    def load(cls, path: Path) -> TopicModel:
        """Read a model that `save` wrote.

        Raises:
            InputError: there is no model; fit one first.
            StoreError: the file is damaged or was written by another version.
        """
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
            if raw.pop("format") != FORMAT:
                raise ValueError("another format")
            topics = tuple(_topic(row) for row in raw.pop("topics"))
            weights = {
                i: tuple((int(t), float(w)) for t, w in pairs) for i, pairs in raw.pop("weights").items()
            }
            tried = tuple((int(k), float(c)) for k, c in raw.pop("tried"))
            return cls(topics=topics, weights=weights, tried=tried, **raw)
        except FileNotFoundError:
            raise InputError("There is no topic model yet.", advice=Remedy.FIT_TOPICS) from None
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise StoreError(
                f"The topic model {path} cannot be read: {error}.",
                advice=Remedy.FIT_TOPICS,
            ) from error


def fit(
    texts: Sequence[str],
    ids: Sequence[str],
    *,
    method: Method = "nmf",
    topics: int | None = None,
    seed: int = 0,
) -> TopicModel:
    """Fit topics to texts.

    Args:
        texts: one per id; texts without words are left out.
        ids: identifiers of the texts; unique.
        method: nmf or lda.
        topics: their number; None tries those of GRID and keeps the best by coherence times diversity.
        seed: seed of every random choice.

    Raises:
        InputError: there are too few texts, or too few for this number of topics.
    """
    pairs = sorted(zip(ids, texts, strict=True))
    words = phrases([tokenize(text) for _, text in pairs])
    return fit_words(words, [i for i, _ in pairs], method=method, topics=topics, seed=seed)


def fit_words(
    words: Words, ids: Sequence[str], *, method: Method = "nmf", topics: int | None = None, seed: int = 0
) -> TopicModel:
    """Fit topics as `fit` does, for texts that are already lists of words, in the order of their ids."""
    kept = [i for i, text in enumerate(words) if text]
    words, ids = [words[i] for i in kept], [ids[i] for i in kept]
    most = min(len(words) // 2, len({word for text in words for word in text}) // 5)
    if most < 2:
        raise InputError(f"{len(words)} texts are too few for topics.", advice="Ingest more documents.")
    if topics is not None and not 2 <= topics <= most:
        raise InputError(f"{topics} topics cannot be fitted.", advice=f"Ask for 2 to {most} here.")
    sample = words[:: max(1, sum(map(len, words)) // SAMPLE)]
    found: list[tuple[float, int, _Fit]] = []
    for number in [topics] if topics else [k for k in GRID if k <= most] or [most]:
        of_texts, of_words, vocabulary = _METHODS[method](words, number, seed)
        scores = coherence(_top_words(of_words, vocabulary), sample)
        quality = float(np.mean(scores)) * diversity(_top_words(of_words, vocabulary))
        found.append((round(quality, 4), -number, _Fit(of_texts, of_words, vocabulary, scores)))
    best = max(found, key=lambda row: row[:2])[2]
    tried = tuple((-minus, quality) for quality, minus, _ in found) if topics is None else ()
    return _model(best, list(ids), method, seed, tried)


def coherence(topics: Sequence[Sequence[str]], texts: Words) -> list[float]:
    """Return the NPMI of each topic's words within windows of ten words of `texts`, by gensim's c_npmi."""
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    # Words outside the topics only keep the others apart; one name for all of them is quicker to count.
    wanted = {word for topic in topics for word in topic}
    reduced = [[word if word in wanted else "\0" for word in text] for text in texts]
    # A word that the sample lacks must still be known to the dictionary.
    dictionary = Dictionary([*reduced, sorted(wanted)])
    model = CoherenceModel(
        topics=[list(topic) for topic in topics],
        texts=reduced,
        dictionary=dictionary,
        coherence="c_npmi",
        topn=TOP,
        processes=1,
    )
    return [0.0 if np.isnan(score) else float(score) for score in model.get_coherence_per_topic()]


def diversity(topics: Sequence[Sequence[str]]) -> float:
    """Return the share of distinct words among the topics' top words."""
    words = [word for topic in topics for word in topic]
    return len(set(words)) / len(words) if words else 0.0


def tokenize(text: str) -> list[str]:
    """Return the words of three letters or more, in lower case, without stop words."""
    found = []
    for match in _WORD.finditer(text):
        word = match.group().replace("’", "'").casefold().removesuffix("'s")
        if len(word) > 2 and "'" not in word and word not in _stop_words():
            found.append(word)
    return found


def phrases(words: Words) -> Words:
    """Return the texts with fixed pairs of words joined ("supply_chain"), by their NPMI (Bouma 2009)."""
    from gensim.models.phrases import Phrases

    model = Phrases(words, min_count=8, threshold=0.5, scoring="npmi")
    return [list(model[text]) for text in words]


@cache
def _stop_words() -> frozenset[str]:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return frozenset(ENGLISH_STOP_WORDS) | small_words()


class _Fit(NamedTuple):
    """Shares of shape (texts, topics) and (topics, words), the vocabulary, and each topic's coherence."""

    of_texts: Matrix
    of_words: Matrix
    vocabulary: list[str]
    coherence: list[float]


def _nmf(words: Words, number: int, seed: int) -> tuple[Matrix, Matrix, list[str]]:
    """Return shares of shape (texts, topics) and (topics, words), and the vocabulary."""
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    # Words of very few texts make topics of single documents; those of half of them belong to none.
    rare = 1 if len(words) < 50 else 2 if len(words) < 500 else 5
    vectorizer = TfidfVectorizer(
        analyzer=list, min_df=rare, max_df=0.5, max_features=20_000, sublinear_tf=True, dtype=np.float64
    )
    matrix = vectorizer.fit_transform(words)
    model = NMF(n_components=number, init="nndsvda", random_state=seed, max_iter=400, tol=1e-4)
    of_texts = model.fit_transform(matrix)
    return of_texts, model.components_, vectorizer.get_feature_names_out().tolist()


def _lda(words: Words, number: int, seed: int) -> tuple[Matrix, Matrix, list[str]]:
    """Return the same as `_nmf`."""
    from gensim.corpora import Dictionary
    from gensim.models import LdaModel

    dictionary = Dictionary(words)
    rare = 1 if len(words) < 50 else 2 if len(words) < 500 else 5
    dictionary.filter_extremes(no_below=rare, no_above=0.5, keep_n=20_000)
    bags = [dictionary.doc2bow(text) for text in words]
    model = LdaModel(
        bags, id2word=dictionary, num_topics=number, random_state=seed, passes=10, iterations=100,
        alpha="symmetric", eta="auto", chunksize=min(2000, -(-len(bags) // 4)), eval_every=None,
    )  # fmt: skip
    of_texts = np.zeros((len(bags), number))
    for i, bag in enumerate(bags):
        for topic, weight in model.get_document_topics(bag, minimum_probability=0.0):
            of_texts[i, topic] = weight
    return of_texts, model.get_topics().astype(float), [dictionary[i] for i in range(len(dictionary))]


_METHODS = {"nmf": _nmf, "lda": _lda}


def _top_words(of_words: Matrix, vocabulary: Sequence[str], count: int = TOP) -> list[list[str]]:
    return [[vocabulary[i] for i in _strongest(row, count)] for row in of_words]


def _strongest(row: npt.NDArray[np.float64], count: int) -> list[int]:
    """Return the indices of the largest values; equal ones in their order."""
    return [int(i) for i in np.argsort(-row.round(12), kind="stable")[:count]]


def _model(
    best: _Fit, ids: list[str], method: Method, seed: int, tried: tuple[tuple[int, float], ...]
) -> TopicModel:
    of_texts, of_words, vocabulary, scores = best
    of_texts = of_texts / np.maximum(of_texts.sum(axis=1, keepdims=True), 1e-12)
    of_words = of_words / np.maximum(of_words.sum(axis=1, keepdims=True), 1e-12)
    shares = of_texts.mean(axis=0)
    order = np.argsort(-shares.round(9), kind="stable").tolist()
    tops = _top_words(of_words, vocabulary)
    everywhere = Counter(word for top in tops for word in top[:3])
    topics = tuple(
        Topic(
            number=number,
            label=_label(tops[t], everywhere),
            words=tuple(
                (vocabulary[i], round(float(of_words[t, i]), 5)) for i in _strongest(of_words[t], SHOWN)
            ),
            share=round(float(shares[t]), 4),
            coherence=round(scores[t], 4),
            passages=tuple(ids[i] for i in _strongest(of_texts[:, t], EXAMPLES) if of_texts[i, t] > 0),
        )
        for number, t in enumerate(order, 1)
    )
    weights = {
        identity: tuple(
            (number, round(float(row[t]), 3)) for number, t in enumerate(order, 1) if row[t] >= LEAST
        )
        for identity, row in zip(ids, of_texts, strict=True)
    }
    return TopicModel(
        method=method,
        seed=seed,
        texts=len(ids),
        coherence=round(float(np.mean(scores)), 4),
        diversity=round(diversity(tops), 4),
        topics=topics,
        weights=weights,
        tried=tried,
    )


def _label(top: Sequence[str], everywhere: Counter[str]) -> str:
    """Return the first three words that lead no other topic and are not part of one another."""
    kept: list[str] = []
    for word in sorted(top, key=lambda word: everywhere[word] > 1):
        if not any(word.startswith(k[:5]) or k.startswith(word[:5]) for k in kept):
            kept.append(word)
        if len(kept) == 3:
            break
    return ", ".join(word.replace("_", " ") for word in kept)


def _topic(row: dict[str, Any]) -> Topic:
    words = tuple((str(word), float(weight)) for word, weight in row.pop("words"))
    return Topic(words=words, passages=tuple(row.pop("passages")), **row)
