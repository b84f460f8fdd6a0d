"""Train the scorer of affiliation matching and write nlp/registry/data/model.json.

    python tools/train_linking.py SHARED/bench

It is trained on s2aff_train and s2aff_val (S2AFF, Apache-2.0) with the partial ROR beside them. Each string
is also cut to the institutions that it names, so that the scorer learns to work without an address, and to
the remainder without them, so that it learns what departments and addresses alone look like. Strings whose
gold ids this registry does not hold although a name of it occurs there in full are left out: their labels
seem older than the registry, or the right record is not held. The threshold is the lowest with precision .95
on the other strings, scored in five folds; the strings of one institution are in one fold. The trees written
are those of all strings. Test strings are never read.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from workingregions.nlp.registry.features import FEATURES, RecordMatch, found
from workingregions.nlp.registry.index import NameIndex
from workingregions.nlp.registry.linking import chosen
from workingregions.nlp.registry.registry import load
from workingregions.nlp.registry.scorer import LinkScorer, candidate
from workingregions.nlp.registry.strings import clean, words

WANTED = 0.95
FOLDS = 5
CUT = 0.5
"""Weight of a shortened copy relative to the string."""
OUT = Path(__file__).resolve().parent.parent / "nlp" / "registry" / "data" / "model.json"


@dataclass(frozen=True)
class AffiliationRow:
    """A string's gold ids and records found, the same of its shortened copies, and how many ids are held."""

    gold: set[str]
    records: list[RecordMatch]
    copies: list[tuple[set[str], list[RecordMatch]]]
    held: int
    stale: bool
    fold: int


def read(path: Path, index: NameIndex) -> list[AffiliationRow]:
    """Return the strings of a file."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        row: dict[str, Any] = json.loads(line)
        gold = set(row["ror"])
        text = clean(row["affiliation"])
        affiliation = words(text)
        records = found(text, affiliation, index) if affiliation else []
        copies: list[tuple[set[str], list[RecordMatch]]] = []
        right = [r.hit for r in records if r.hit.record in gold]
        if right:
            first, last = min(h.first for h in right), max(h.last for h in right)
            if last < len(affiliation) - 1:
                copies.append((gold, found("", affiliation[: last + 1], index)))
            if first > 0:
                copies.append((gold, found("", affiliation[first : last + 1], index)))
            rest = [*affiliation[:first], *affiliation[last + 1 :]]
            if rest and all(ident in index.registry.records for ident in gold):
                copies.append((set(), found(text, rest, index)))
        held = sum(ident in index.registry.records for ident in gold)
        fold = zlib.crc32(min(gold, default=f"{path.name} {number}").encode()) % FOLDS
        rows.append(AffiliationRow(gold, records, copies, held, stale(gold, records, index), fold))
    return rows


def fitted(rows: Sequence[AffiliationRow]) -> LinkScorer:
    """Return the trees trained on strings."""
    return LinkScorer(stored(rows, 0.5))


def stored(rows: Sequence[AffiliationRow], threshold: float) -> dict[str, Any]:
    """Return the trees trained on strings, in the form that LinkScorer reads."""
    x, y, weight = [], [], []
    for row in rows:
        parts = [] if row.stale else [(row.gold, row.records, 1.0), *((*c, CUT) for c in row.copies)]
        for gold, records, share in parts:
            for record in records:
                if candidate(record.features):
                    x.append(record.features)
                    y.append(record.hit.record in gold)
                    weight.append(share)
    trees = HistGradientBoostingClassifier(
        max_iter=400,
        learning_rate=0.03,
        max_leaf_nodes=10,
        min_samples_leaf=15,
        l2_regularization=10.0,
        max_features=0.4,
        random_state=0,
    ).fit(np.array(x), np.array(y), sample_weight=np.array(weight))
    return _flat(trees) | {"features": list(FEATURES), "threshold": threshold}


def _flat(trees: HistGradientBoostingClassifier) -> dict[str, Any]:
    """Return all nodes of all trees in lists; a leaf leads to itself."""
    lists: dict[str, list[Any]] = {k: [] for k in ("feature", "most", "left", "right", "value", "roots")}
    depth = 0
    for (tree,) in trees._predictors:  # scikit-learn has no public access to the nodes
        base = len(lists["feature"])
        lists["roots"].append(base)
        depth = max(depth, int(tree.nodes["depth"].max()))
        for number, node in enumerate(tree.nodes):
            leaf = bool(node["is_leaf"])
            lists["feature"].append(0 if leaf else int(node["feature_idx"]))
            lists["most"].append(0.0 if leaf else round(float(node["num_threshold"]), 5))
            lists["left"].append(base + (number if leaf else int(node["left"])))
            lists["right"].append(base + (number if leaf else int(node["right"])))
            lists["value"].append(round(float(node["value"]), 5) if leaf else 0.0)
    return {**lists, "depth": depth, "bias": round(float(trees._baseline_prediction.item()), 5)}


def stale(gold: set[str], records: Sequence[RecordMatch], index: NameIndex) -> bool:
    """Return whether the labels seem older than the registry: none is held, and a name occurs in full."""
    if any(ident in index.registry.records for ident in gold):
        return False
    return any(map(whole, records))


def whole(record: RecordMatch) -> bool:
    """Return whether a name of several words occurs there exactly, with no distinctive word before it."""
    f = dict(zip(FEATURES, record.features, strict=True))
    named = f["exact"] and f["joins"] and not f["acronym"] and f["name_words"] > 1
    return bool(named and f["telling_before"] <= 1)


def figures(
    rows: Sequence[AffiliationRow], scores: Sequence[Sequence[float]], threshold: float
) -> list[float]:
    """Return precision, recall of the ids held, and the share of false ones whose name occurs in full."""
    right = taken = exact = 0
    for row, row_scores in zip(rows, scores, strict=True):
        picked = [r for r, _ in chosen(row.records, threshold, row_scores)]
        false = [r for r in picked if r.hit.record not in row.gold]
        right, taken = right + len(picked) - len(false), taken + len(picked)
        exact += sum(map(whole, false))
    return [right / max(taken, 1), right / sum(r.held for r in rows), exact / max(taken - right, 1)]


def main() -> None:
    """Train, calibrate, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("bench", type=Path)
    bench = parser.parse_args().bench
    index = NameIndex(load(bench / "ror" / "ror_51k.jsonl.gz"))
    rows = [row for n in ("train", "val") for row in read(bench / "affiliations" / f"s2aff_{n}.jsonl", index)]
    among = sum(len(row.gold & {r.hit.record for r in row.records}) for row in rows)
    print(f"ids held that are among the records found: {among / sum(r.held for r in rows):.3f}")
    models = [fitted([row for row in rows if row.fold != fold]) for fold in range(FOLDS)]
    scores = [models[row.fold].probabilities(row.records) for row in rows]
    kept = [(row, fresh_scores) for row, fresh_scores in zip(rows, scores, strict=True) if not row.stale]
    fresh, fresh_scores = [row for row, _ in kept], [s for _, s in kept]
    threshold = 0.3
    while figures(fresh, fresh_scores, threshold)[0] < WANTED and threshold < 0.96:
        threshold = round(threshold + 0.01, 2)
    for least in (0.5, threshold):
        for label, some, theirs in (("all strings", rows, scores), ("without stale", fresh, fresh_scores)):
            p, r, exact = figures(some, theirs, least)
            print(f"{least:.2f} {label}: P {p:.3f} R {r:.3f}; exact names among the false: {exact:.2f}")
    OUT.write_text(json.dumps(stored(rows, threshold), separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
