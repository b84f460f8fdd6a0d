"""Trains the scorer of affiliation matching and writes nlp/data/linking_model.json.

    python tools/train_linking.py SHARED/bench

Trained on s2aff_train (S2AFF, Apache-2.0) with the partial ROR beside it, each string also cut to the
institutions it names, so that the scorer learns to do without an address, and to what is left without them,
so that it learns what departments and addresses alone look like. Strings whose gold ids this
registry does not hold although a name of it stands there whole are left out: their labels seem older than it.
The threshold is the least with precision .95 on s2aff_val without such strings, for a scorer trained on
s2aff_train alone; the weights written are those of both. Tests are never read.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from workingregions.nlp.linking import chosen
from workingregions.nlp.linking_features import FEATURES, Found, found
from workingregions.nlp.linking_index import Index
from workingregions.nlp.linking_score import Model, candidate, terms
from workingregions.nlp.linking_text import clean, words
from workingregions.nlp.registry import load

WANTED = 0.95
OUT = Path(__file__).resolve().parent.parent / "nlp" / "data" / "linking_model.json"
Row = tuple[set[str], list[Found]]


def rows(path: Path, index: Index, *, cut: bool) -> Iterator[Row]:
    """Gold ids and records found, for each string and, with `cut`, for its shortened copies."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        gold = set(row["ror"])
        text = clean(row["affiliation"])
        own = words(text)
        records = found(text, own, index) if own else []
        if stale(gold, records, index):
            continue
        yield gold, records
        right = [r.hit for r in records if r.hit.record in gold]
        if cut and right:
            first, last = min(h.first for h in right), max(h.last for h in right)
            if last < len(own) - 1:
                yield gold, found("", own[: last + 1], index)
            if first > 0:
                yield gold, found("", own[first : last + 1], index)
            rest = [*own[:first], *own[last + 1 :]]
            if rest and all(ident in index.registry.records for ident in gold):
                yield set(), found(text, rest, index)


def fitted(train: Sequence[Row]) -> Model:
    """The regression trained on strings, its weights for terms as they are (not scaled)."""
    pairs = [(g, r) for g, records in train for r in records if candidate(r.features)]
    names = list(terms(pairs[0][1].features))
    x = np.array([[terms(r.features)[n] for n in names] for _, r in pairs])
    y = np.array([r.hit.record in g for g, r in pairs])
    scaler = StandardScaler().fit(x)
    regression = LogisticRegression(C=0.1, max_iter=1000).fit(scaler.transform(x), y)
    weights = regression.coef_[0] / scaler.scale_
    bias = float(regression.intercept_[0] - (weights * scaler.mean_).sum())
    return Model(dict(zip(names, weights.round(5).tolist(), strict=True)), round(bias, 5), 0.5)


def stale(gold: set[str], records: Sequence[Found], index: Index) -> bool:
    """Whether the labels seem older than the registry: none is held, and a name of it stands there whole."""
    if any(ident in index.registry.records for ident in gold):
        return False
    for record in records:
        f = dict(zip(FEATURES, record.features, strict=True))
        if (
            f["exact"]
            and f["joins"]
            and not f["acronym"]
            and f["name_words"] > 1
            and f["telling_before"] <= 1
        ):
            return True
    return False


def main() -> None:
    """Trains, calibrates, writes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("bench", type=Path)
    bench = parser.parse_args().bench
    index = Index(load(bench / "ror" / "ror_51k.jsonl.gz"))
    train = list(rows(bench / "affiliations" / "s2aff_train.jsonl", index, cut=True))
    val = list(rows(bench / "affiliations" / "s2aff_val.jsonl", index, cut=False))
    first = fitted(train)

    def scored(record: Found) -> float:
        return first.probability(record.features)

    for threshold in np.arange(0.3, 0.96, 0.02):
        right = taken = wanted = 0
        for gold, records in val:
            picked = {r.hit.record for r, _ in chosen(records, float(threshold), scored)}
            right, taken = right + len(picked & gold), taken + len(picked)
            wanted += sum(ident in index.registry.records for ident in gold)
        print(f"{threshold:.2f} P {right / max(taken, 1):.3f} R {right / wanted:.3f}")
        if right >= WANTED * taken:
            break
    whole = [*train, *rows(bench / "affiliations" / "s2aff_val.jsonl", index, cut=True)]
    last = fitted(whole)
    stored = {"bias": last.bias, "threshold": round(float(threshold), 2), "weights": last.weights}
    OUT.write_text(json.dumps(stored, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
