"""Topics on BBC News, M10 and DBLP, ours beside those of peers on the same vectors.

    python benchmarks/topics.py SHARED [--set BBC_News M10 DBLP] [--topics 0 10 30] [--most 8000]
                                [--vectors DIR] [--peers BERTopic KeyNMF Topeax] [--large]

NPMI and diversity are of the top ten words. "split" is NPMI of words chosen on one half of the texts and
measured on the other half, the mean of both ways. "ARI 90 %" is the adjusted Rand index between fits to two
samples of 90 %, over the texts of both, the mean of three pairs that did not choose the number. NMI compares
topics with the labels. 0 topics: the number that a method chooses. Peers run where their packages are
installed; they are no dependencies. --large fits and assigns all of DBLP, vectors given, and fits again after
20 % more documents.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from workingregions.models.encoder import Encoder
from workingregions.models.topics import Fate, coherence, descend, diversity, fit_words

SETS = ("BBC_News", "M10", "DBLP")
OWN = ("kmeans", "nmf", "lda")
PEERS = ("BERTopic", "KeyNMF", "Topeax")
SEED = 100
TOP = 10

Texts = list[list[str]]
Vectors = npt.NDArray[np.float32]
Labels = npt.NDArray[np.intp]


class Found(NamedTuple):
    """The topic of each text, and the top words of each topic."""

    labels: Labels
    words: list[list[str]]


Fitter = Callable[[Texts, Vectors, int, int], Found]


class Set(NamedTuple):
    """The texts of a benchmark as lists of words, their vectors and labels."""

    name: str
    texts: Texts
    vectors: Vectors
    labels: list[str]

    def part(self, rows: Labels) -> tuple[Texts, Vectors]:
        """Return some of the texts with their vectors."""
        return [self.texts[i] for i in rows], self.vectors[rows]


def read(shared: Path, name: str, most: int, kept: Path | None) -> Set:
    """Read a benchmark, `most` texts of it (0: all), with vectors from `kept` if they are there."""
    with gzip.open(shared / "bench" / "topics" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    path = kept / f"{name}.npy" if kept else None
    texts = [row["tokens"] for row in rows]
    if path and path.exists():
        vectors = np.load(path)
    else:
        vectors = Encoder().encode([" ".join(text) for text in texts])
        if path:
            np.save(path, vectors)
    chosen = np.arange(len(rows))
    if most and len(rows) > most:
        chosen = np.sort(np.random.default_rng(0).choice(chosen, most, replace=False))
    held = [i for i in chosen if texts[i]]
    return Set(name, [texts[i] for i in held], vectors[held], [rows[i]["label"] for i in held])


def own(method: str) -> Fitter:
    """Return one of our methods."""

    def run(texts: Texts, vectors: Vectors, topics: int, seed: int) -> Found:
        ids = [f"{i:06d}" for i in range(len(texts))]
        found = fit_words(texts, ids, vectors, method=method, topics=topics or None, seed=seed)  # type: ignore[arg-type]
        return Found(found.assigned.topic, [[w for w, _ in t.words[:TOP]] for t in found.model.topics])

    return run


def bertopic(texts: Texts, vectors: Vectors, topics: int, seed: int) -> Found:
    """Fit BERTopic with its defaults (UMAP, HDBSCAN) and a seed."""
    from bertopic import BERTopic
    from umap import UMAP

    umap = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
    model = BERTopic(umap_model=umap, nr_topics=topics + 1 if topics else None)
    labels, _ = model.fit_transform([" ".join(text) for text in texts], embeddings=vectors)
    words = [[word for word, _ in model.get_topic(t)[:TOP] if word] for t in sorted(set(labels) - {-1})]
    return Found(np.array(labels), words)


class _Encoder:
    """Our encoder as turftopic calls one."""

    def encode(self, texts: list[str], **_: object) -> Vectors:
        return Encoder().encode(list(texts))


def turftopic(name: str) -> Fitter:
    """Return a method of turftopic."""

    def run(texts: Texts, vectors: Vectors, topics: int, seed: int) -> Found:
        import turftopic as peer
        from sklearn.feature_extraction.text import CountVectorizer

        options = {"n_components": topics or 10} if name == "KeyNMF" else {}
        model = getattr(peer, name)(
            encoder=_Encoder(), vectorizer=CountVectorizer(min_df=5), random_state=seed, **options
        )
        shares = np.asarray(model.fit_transform([" ".join(text) for text in texts], embeddings=vectors))
        vocabulary = model.get_vocab()
        words = [[str(vocabulary[i]) for i in np.argsort(-row)[:TOP]] for row in model.components_]
        return Found(shares.argmax(axis=1), words)

    return run


def figures(data: Set, fitter: Fitter, topics: int) -> str:
    """Return the cells of a row."""
    start = time.process_time()
    whole = fitter(data.texts, data.vectors, topics, 0)
    seconds = time.process_time() - start
    number = len(whole.words)
    npmi = float(np.mean(coherence(whole.words, data.texts)))
    chance = np.random.default_rng(SEED)
    order = chance.permutation(len(data.texts))
    halves = np.sort(order[: len(order) // 2]), np.sort(order[len(order) // 2 :])
    split, varied = [], []
    for one, other in (halves, halves[::-1]):
        words = fitter(*data.part(one), topics and number, 0).words
        split.append(float(np.mean(coherence(words, data.part(other)[0]))))
        varied.append(diversity(words))
    kept = int(0.9 * len(data.texts))
    samples = [np.sort(chance.choice(len(data.texts), kept, replace=False)) for _ in range(3)]
    fits = [
        fitter(*data.part(rows), number if topics == 0 and fitter in FREE else topics, 0) for rows in samples
    ]
    agreement = []
    for a, b in combinations(range(3), 2):
        _, left, right = np.intersect1d(samples[a], samples[b], return_indices=True)
        agreement.append(adjusted_rand_score(fits[a].labels[left], fits[b].labels[right]))
    nmi = normalized_mutual_info_score(data.labels, whole.labels)
    varied_whole = diversity(whole.words)
    return (
        f"{number} | {npmi:.3f} | {varied_whole:.2f} | {npmi * varied_whole:.3f} | {np.mean(split):.3f} | "
        f"{np.mean(varied):.2f} | {np.mean(agreement):.3f} | {nmi:.3f} | {seconds:.1f}"
    )


FITTERS: dict[str, Fitter] = {
    **{name: own(name) for name in OWN},
    "BERTopic": bertopic,
    **{name: turftopic(name) for name in ("KeyNMF", "Topeax")},
}
FREE = (FITTERS["kmeans"],)
"""Methods whose samples are fitted with the number that the whole chose."""


def large(data: Set) -> None:
    """Print the time of fitting and assigning all texts, and what a refit with 20 % more documents keeps."""
    ids = [f"{i:06d}" for i in range(len(data.texts))]
    start, clock = time.process_time(), time.perf_counter()
    whole = fit_words(data.texts, ids, data.vectors)
    again = whole.frozen.assign_words(data.texts, data.vectors)
    print(
        f"{data.name}: {len(ids)} texts, {len(whole.model.topics)} topics, fitted and assigned in "
        f"{time.process_time() - start:.0f} s of CPU, {time.perf_counter() - clock:.0f} s; "
        f"{np.mean(again.topic == whole.assigned.topic):.4f} assigned as fitted"
    )
    order = np.random.default_rng(SEED).permutation(len(ids))
    first = np.sort(order[: int(len(ids) / 1.2)])
    before = fit_words(data.part(first)[0], [ids[i] for i in first], data.vectors[first])
    after = fit_words(data.texts, ids, data.vectors, keep=len(before.model.topics))
    old = np.zeros(len(ids), dtype=int)
    old[first] = before.assigned.topic + 1
    fates = descend(old.tolist(), after.assigned.topic.tolist(), len(after.model.topics), 1000)
    kept = [d for d in fates if d.fate in (Fate.SAME, Fate.DRIFTED)]
    same = sum(d.fate is Fate.SAME for d in kept)
    print(
        f"{data.name}: {len(before.model.topics)} topics, after 20 % more documents "
        f"{len(after.model.topics)}: "
        f"{len(kept)} keep their id, {same} of them with most documents (mean overlap "
        f"{np.mean([d.overlap for d in kept]):.3f})",
        flush=True,
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("--set", nargs="*", default=list(SETS), choices=SETS)
    parser.add_argument("--topics", nargs="*", type=int, default=[0, 10, 30])
    parser.add_argument("--methods", nargs="*", default=list(OWN), choices=OWN)
    parser.add_argument("--peers", nargs="*", default=[], choices=PEERS)
    parser.add_argument("--most", type=int, default=8000, help="texts of a set; 0: all")
    parser.add_argument("--vectors", type=Path, help="folder in which vectors are kept")
    parser.add_argument("--large", action="store_true")
    options = parser.parse_args()
    if options.large:
        for name in options.set:
            large(read(options.shared, name, 0, options.vectors))
        return
    print(
        "| set | method | topics | NPMI | diversity | product | split NPMI | split diversity | ARI 90 % "
        "| NMI | CPU s |\n" + "|---" * 11 + "|"
    )
    for name in options.set:
        data = read(options.shared, name, options.most, options.vectors)
        for method in [*options.methods, *options.peers]:
            for topics in options.topics:
                print(f"| {name} | {method} | {figures(data, FITTERS[method], topics)} |", flush=True)


if __name__ == "__main__":
    main()
