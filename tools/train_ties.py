"""Train the classifier that votes on ties, and the projection of the tagger's states that it reads.

    python tools/train_ties.py SHARED [--most 900] [--project]

Learns from the sentences that were written for it (tools/data/tie_sentences.txt) and from the first sentences
of CORE's train split (SHARED/bench/relations). The rules read every sentence first: their relation is one
of the features. Judged out of fold, by sentence; how trust and vote are joined is fitted on these judgements.
Writes nlp/ties/data/votes.npz, with --project nlp/tagger/data/states.npz before it, and prints what the votes
are worth on the held-out folds.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from workingregions.corpus.enums import BlockKind, InstitutionType, MentionKind, Relation
from workingregions.corpus.records import Block, Mention, Passage
from workingregions.nlp.tagger import STATES, TaggerReading, read
from workingregions.nlp.tagger.network import LAYER, _weights
from workingregions.nlp.tagger.windows import windows
from workingregions.nlp.text.passages import segment
from workingregions.nlp.ties.find import find_ties
from workingregions.nlp.ties.votes import CLASSES, features, label, log_odds
from workingregions.nlp.transformer import Graph

ROOT = Path(__file__).parent.parent
SENTENCES = Path(__file__).parent / "data" / "tie_sentences.txt"
FOLDS = 4
STRENGTH = 0.003
"""C of the logistic regression: few sentences, many features."""
CORE = {
    "collaboration": (Relation.PARTNERS, False),
    "merged_with": (Relation.PARTNERS, False),
    "client_of": (Relation.SERVES, True),
    "subsidiary_of": (Relation.PART_OF, False),
    "acquired_by": (Relation.PART_OF, False),
    "shareholder_of": (Relation.FUNDS, False),
    "regulated_by": (Relation.GOVERNS, True),
}
"""Our relation for one of CORE's, and whether it runs the other way."""
SURE = 0.6
Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text, where its names stand, and the class of each pair of names that states a tie."""

    text: str
    names: list[Span]
    pairs: dict[tuple[int, int], str]
    all_pairs: bool


def written() -> Iterator[Sentence]:
    """Yield the sentences written for this: every pair without a tie states none."""
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        body, _, stated = line.partition(" => ")
        text, names = "", []
        for part in re.split(r"(\{[^}]*\})", body.strip().replace("\\n", "\n")):
            if part.startswith("{"):
                names.append((len(text), len(text) + len(part) - 2))
            text += part.strip("{}")
        pairs = {}
        for tie in filter(None, (t.split() for t in stated.split(";"))):
            one, other = int(tie[0]) - 1, int(tie[2]) - 1
            pairs[min(one, other), max(one, other)] = label(Relation(tie[1]), forward=one < other)
        yield Sentence(text, names, pairs, all_pairs=True)


def core(path: Path, most: int) -> Iterator[Sentence]:
    """Yield the first sentences of CORE's train split: one pair is judged in each."""
    for line in path.read_text(encoding="utf-8").splitlines()[:most]:
        row: dict[str, Any] = json.loads(line)
        starts = np.cumsum([0, *(len(token) + 1 for token in row["tokens"])]).tolist()
        ends = [(starts[a], starts[b] + len(row["tokens"][b])) for a, b in (row["e1"], row["e2"])]
        relation, reverse = CORE.get(row["relation"], (None, False))
        forward = bool(row["inverted"]) is reverse
        if ends[0] > ends[1]:
            ends, forward = ends[::-1], not forward
        name = label(relation, forward=forward) if relation else "none"
        yield Sentence(" ".join(row["tokens"]), ends, {(0, 1): name}, all_pairs=False)


def passage(sentence: Sentence, number: int) -> tuple[Passage, list[Mention]]:
    """Return a sentence as a passage with its names as institutions."""
    kind = BlockKind.TABLE if sentence.text.startswith("|") else BlockKind.PARAGRAPH
    block = Block(ordinal=0, page=1, kind=kind, text=sentence.text, document=f"s{number}")
    held = segment(f"s{number}", (block,))[0]
    mentions = [
        Mention(
            id=f"{number}.{index}",
            document=held.document,
            passage=held.id,
            page=1,
            start=start,
            end=end,
            kind=MentionKind.INSTITUTION,
            text=sentence.text[start:end],
            entity=str(index),
            confidence=1.0,
            type=InstitutionType.FIRM,
        )
        for index, (start, end) in enumerate(sentence.names)
    ]
    return held, mentions


def by_rules(sentence: Sentence, number: int) -> dict[tuple[int, int], tuple[str, float]]:
    """Return what the rules read: the class of a pair, and how often such ties are right."""
    held, mentions = passage(sentence, number)
    found = {}
    for tie in find_ties([held], mentions):
        one, other = int(tie.source), int(tie.target)
        pair = (min(one, other), max(one, other))
        found[pair] = (label(tie.relation, forward=one < other), tie.confidence)
    return found


def examples(
    sentences: list[Sentence], readings: list[TaggerReading]
) -> list[tuple[int, Floats, str, str, float]]:
    """Return number of the sentence, features, class, the rules' class and their trust of each pair."""
    found = []
    for number, (sentence, reading) in enumerate(zip(sentences, readings, strict=True)):
        rules = by_rules(sentence, number)
        pairs = (
            [(a, b) for b in range(len(sentence.names)) for a in range(b)] if sentence.all_pairs else [(0, 1)]
        )
        for a, b in pairs:
            rule, trust = rules.get((a, b), ("none", 0.0))
            given = features(reading, sentence.names[a], sentence.names[b], sentence.names, rule)
            if given is not None:
                found.append((number, given, sentence.pairs.get((a, b), "none"), rule, trust))
    return found


def fitted(given: Floats, wanted: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Return weights and bias of a logistic regression on features that it scales itself."""
    from sklearn.linear_model import LogisticRegression

    mean, scale = given.mean(axis=0), given.std(axis=0) + 1e-6
    model = LogisticRegression(C=STRENGTH, max_iter=300).fit((given - mean) / scale, wanted)
    weights = np.zeros((len(CLASSES), given.shape[1]), dtype=np.float32)
    bias = np.full(len(CLASSES), -10.0, dtype=np.float32)
    weights[model.classes_] = model.coef_ / scale
    bias[model.classes_] = model.intercept_ - (model.coef_ / scale) @ mean
    return weights, bias


def project() -> None:
    """Fit the projection of the states on the written sentences, and write it."""
    from sklearn.decomposition import PCA

    graph = Graph(_weights(None, states=False), "encoder.")
    ids, shapes = graph.input("ids", np.int64), graph.input("shapes", np.int64)
    mask = graph.input("mask", np.float32)
    graph.vectors(ids, mask, graph.rows("shapes.weight", shapes))
    network = graph.compile([graph.layers[LAYER]], exact=True, threads=1)
    states = []
    for window in (w for s in written() for w in windows(s.text)):
        row = {"ids": np.array([window.ids]), "shapes": np.array([window.shapes])}
        out = network(row | {"mask": np.ones((1, len(window.ids)), dtype=np.float32)})[0]
        states.append(np.array(out[0, window.firsts]))
    pca = PCA(STATES, random_state=0).fit(np.concatenate(states))
    bias = -(pca.components_ @ pca.mean_)
    np.savez(
        ROOT / "nlp/tagger/data/states.npz",
        **{"states.weight": pca.components_.astype(np.float16), "states.bias": bias.astype(np.float32)},
    )


def reliability(said: Floats, right: npt.NDArray[np.bool_]) -> None:
    """Print a line for each step of the confidence."""
    for low in np.arange(0, 1, 0.2):
        held = (said >= low) & (said < low + 0.2)
        if held.any():
            means = f"said {said[held].mean():.2f}, right {right[held].mean():.2f}"
            print(f"  {low:.1f}-{low + 0.2:.1f} {held.sum():4d} ties, {means}")


@dataclass(frozen=True, slots=True)
class Pairs:
    """All pairs: number of the sentence, features, class, the rules' class (0: none) and their trust."""

    sentence: Numbers
    given: Floats
    wanted: Numbers
    rule: Numbers
    trust: Floats


def gathered(sentences: list[Sentence]) -> Pairs:
    """Return the pairs of all sentences."""
    rows = examples(sentences, read([s.text for s in sentences]))
    columns = list(zip(*rows, strict=True))
    wanted, rule = (np.array([CLASSES.index(name) for name in columns[i]]) for i in (2, 3))
    return Pairs(np.array(columns[0]), np.stack(columns[1]), wanted, rule, np.array(columns[4]))


def out_of_fold(pairs: Pairs, sentences: int) -> Floats:
    """Return the probabilities of the classes of each pair, by a model that has not seen its sentence."""
    fold = np.random.default_rng(0).permutation(sentences)[pairs.sentence] % FOLDS
    odds = np.zeros((len(pairs.wanted), len(CLASSES)))
    for number in range(FOLDS):
        weights, bias = fitted(pairs.given[fold != number], pairs.wanted[fold != number])
        scores = pairs.given[fold == number] @ weights.T + bias
        odds[fold == number] = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True), dtype=np.float32)


def main() -> None:
    """Train, judge out of fold, print and write."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("--most", type=int, default=700, help="sentences of CORE")
    parser.add_argument("--project", action="store_true", help="fit the projection of the states anew")
    options = parser.parse_args()
    if options.project:
        project()
    own = list(written())
    sentences = [*own, *core(options.shared / "bench/relations/core.train.jsonl", options.most)]
    pairs = gathered(sentences)
    odds = out_of_fold(pairs, len(sentences))
    stated = pairs.rule > 0
    right, trust = (pairs.rule == pairs.wanted)[stated], pairs.trust[stated]
    vote = odds[np.arange(len(odds)), pairs.rule][stated]
    joined = np.array([[log_odds(t), log_odds(v)] for t, v in zip(trust, vote, strict=True)])
    join = LogisticRegression(C=1.0).fit(joined, right)
    said = join.predict_proba(joined)[:, 1]
    of_own = pairs.sentence[stated] < len(own)
    for name, part in (("written", of_own), ("CORE", ~of_own)):
        area = [roc_auc_score(right[part], by[part]) for by in (trust, said)]
        print(f"{name}: {part.sum()} ties of rules, {right[part].mean():.3f} right", end="; ")
        print(f"area under the curve by trust {area[0]:.3f}, with the vote {area[1]:.3f}")
        reliability(said[part], right[part])
    silent = ~stated & (odds.argmax(axis=1) > 0) & (odds.max(axis=1) > SURE)
    hits = (odds.argmax(axis=1) == pairs.wanted)[silent].sum()
    print(f"where the rules read nothing it is sure of {silent.sum()} ties, {hits} right: it proposes none")
    weights, bias = fitted(pairs.given, pairs.wanted)
    joint = np.array([join.intercept_[0], *join.coef_[0]], dtype=np.float32)
    np.savez(ROOT / "nlp/ties/data/votes.npz", weights=weights.astype(np.float16), bias=bias, joint=joint)


if __name__ == "__main__":
    main()
