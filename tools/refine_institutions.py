"""Refine the classifier of candidate names on pages that the tagger did not learn from.

    python tools/refine_institutions.py SHARED [--model nlp/institutions/data/model.json]

The trees of tools/train_institutions.py need taggers trained without each page's document, which takes hours.
This script keeps those trees and fits few and shallow ones to the errors that are left (Friedman 2001), on
the pages of tools/data/institution_pages_unseen.jsonl and the passages of institution_passages.jsonl: the
shipped tagger has not seen them, so that its scores there are honest. The log odds are then scaled (Platt
1999) on held-out files. It prints precision, recall and their reliability table, and takes
a minute. Run again, it replaces its own trees.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from annotated_pages import HERE, read, scorer, unseen
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.tree import DecisionTreeRegressor
from train_institutions import PageForms, known, rows

from workingregions.app.run import blank
from workingregions.corpus.records import Bundle, Passage, Piece, Source
from workingregions.nlp.institutions.classifier import NameClassifier, parse
from workingregions.nlp.institutions.features import NAMES
from workingregions.nlp.institutions.find import THRESHOLD
from workingregions.nlp.tagger import read as read_tagger

FOLDS, SEEDS, TREES, DEPTH, RATE, LEAF = 10, (1, 2, 3), 80, 3, 0.06, 10
Tree = dict[str, list[Any]]


def examples(shared: Path) -> Iterator[tuple[np.ndarray, int, tuple[str, int]]]:
    """Yield features, label, and (file, page) of each candidate."""
    score = scorer(shared)
    for file, pages in unseen().items():
        marked = {number: known(page, score) for number, page in pages.items()}
        for row, label, page in labelled(read(shared, file), marked, score):
            yield row, label, (file, page)
    for name, passage, forms in passages(score):
        bundle = replace(
            blank(Source(sha256="", path=name, media_type="", bytes=0, drop="")), passages=(passage,)
        )
        for row, label, page in labelled(bundle, {1: forms}, score):
            yield row, label, (name, page)


def passages(score: ModuleType) -> Iterator[tuple[str, Passage, PageForms]]:
    """Yield passages written for this purpose, each a document of its own, and the forms marked in them."""
    text = (HERE / "data" / "institution_passages.jsonl").read_text(encoding="utf-8")
    for number, row in enumerate(map(json.loads, text.splitlines())):
        plain, name = row["text"].replace("[[", "").replace("]]", ""), f"passage {number}"
        piece = Piece(start=0, end=len(plain), block=0, page=1, offset=0)
        forms = frozenset(score.norm(form) for form in re.findall(r"\[\[(.+?)\]\]", row["text"], re.DOTALL))
        passage = Passage(
            id=name,
            document=name,
            ordinal=0,
            pages=(1,),
            first_block=0,
            last_block=0,
            text=plain,
            pieces=(piece,),
        )
        yield name, passage, PageForms(forms, frozenset())


def labelled(
    bundle: Bundle, known: dict[int, PageForms], score: ModuleType
) -> Iterator[tuple[np.ndarray, int, int]]:
    """Yield features, label and page of each candidate on the known pages."""
    readings = read_tagger([passage.text for passage in bundle.passages])
    yield from rows(bundle, readings, known, score)


def boost(x: np.ndarray, y: np.ndarray, weights: np.ndarray, start: np.ndarray) -> list[Tree]:
    """Return trees that correct the log odds `start`, averaged over seeds (Newton steps at the leaves)."""
    found: list[Tree] = []
    for seed in SEEDS:
        rng, total = np.random.default_rng(seed), start.copy()
        for number in range(TREES):
            sure = 1 / (1 + np.exp(-total))
            some = rng.random(len(y)) < 0.7
            tree = DecisionTreeRegressor(
                max_depth=DEPTH, min_samples_leaf=LEAF, max_features=0.3, random_state=1000 * seed + number
            ).fit(x[some], (y - sure)[some], sample_weight=weights[some])
            leaf = tree.apply(x)
            up = np.bincount(leaf[some], (weights * (y - sure))[some], tree.tree_.node_count)
            down = np.bincount(leaf[some], (weights * sure * (1 - sure))[some], tree.tree_.node_count)
            value = RATE * np.clip(up / np.maximum(down, 1.0), -4, 4)
            total += value[leaf]
            found.append(
                {
                    "feature": np.maximum(tree.tree_.feature, -1).tolist(),
                    "threshold": [round(float(t), 4) for t in tree.tree_.threshold],
                    "left": np.maximum(tree.tree_.children_left, 0).tolist(),
                    "right": np.maximum(tree.tree_.children_right, 0).tolist(),
                    "value": [round(float(v), 5) for v in value / len(SEEDS)],
                }
            )
    return found


def kept(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the model without trees of this script, its scale moved into its leaves."""
    trees = raw["trees"][: raw.get("first", len(raw["trees"]))]
    if tuple(raw["features"]) != NAMES[: len(raw["features"])]:
        raise SystemExit("The model was trained on other features: run tools/train_institutions.py.")
    if "first" not in raw:
        trees = [{**tree, "value": [round(v * raw["slope"], 5) for v in tree["value"]]} for tree in trees]
        raw["base"] = round(raw["base"] * raw["slope"] + raw["shift"], 4)
    return {
        "about": raw["about"].split("; refined")[0],
        "features": list(NAMES),
        "base": raw["base"],
        "slope": 1.0,
        "shift": 0.0,
        "first": len(trees),
        "trees": trees,
    }


def log_odds(model: NameClassifier, x: np.ndarray) -> np.ndarray:
    """Return the model's log odds."""
    sure = np.clip(model.probability(x), 1e-9, 1 - 1e-9)
    return np.asarray(np.log(sure / (1 - sure)))


def table(sure: np.ndarray, y: np.ndarray) -> None:
    """Print precision, recall and the reliability table."""
    accepted = sure >= THRESHOLD
    right = (accepted & (y == 1)).sum()
    print(f"held out: P {right / accepted.sum():.3f}  R {right / y.sum():.3f}")
    for low in np.arange(0, 1, 0.1):
        in_bin = (sure >= low) & (sure < low + 0.1)
        if in_bin.any():
            print(
                f"{low:.1f}-{low + 0.1:.1f}: {in_bin.sum():5d}, "
                f"predicted {sure[in_bin].mean():.2f}, right {y[in_bin].mean():.2f}"
            )


def refine(
    raw: dict[str, Any], x: np.ndarray, y: np.ndarray, homes: Sequence[tuple[str, int]]
) -> dict[str, Any]:
    """Return the model with trees of its own for what is left, and print what held-out files show."""
    first = kept(raw)
    size, files = Counter(homes), [file for file, _ in homes]
    weights = np.array([size[home] ** -0.5 for home in homes])
    weights /= weights.mean()
    start = log_odds(parse(first), x)
    held_out = np.zeros(len(y))
    for train, test in GroupKFold(FOLDS).split(x, y, files):
        trees = boost(x[train], y[train], weights[train], start[train])
        held_out[test] = log_odds(parse({**first, "trees": first["trees"] + trees}), x[test])
    scale = LogisticRegression(C=1e6).fit(held_out.reshape(-1, 1), y, sample_weight=weights)
    slope, shift = float(scale.coef_[0, 0]), float(scale.intercept_[0])
    print(f"{len(y)} candidates on {len(size)} pages of {len(set(files))} files, {y.mean():.2f} institutions")
    table(1 / (1 + np.exp(-(slope * held_out + shift))), y)
    about = (
        f"{first['about']}; refined on {len(y)} candidates of {len(size)} pages that no tagger learned from"
    )
    return {
        **first,
        "about": about,
        "slope": round(slope, 4),
        "shift": round(shift, 4),
        "trees": first["trees"] + boost(x, y, weights, start),
    }


def main() -> None:
    """Read, fit, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("shared", type=Path)
    default = HERE.parent / "nlp" / "institutions" / "data" / "model.json"
    parser.add_argument("--model", type=Path, default=default)
    options = parser.parse_args()
    found = list(examples(options.shared))
    x, y = np.array([row for row, _, _ in found]), np.array([label for _, label, _ in found])
    raw = refine(json.loads(options.model.read_text("utf-8")), x, y, [home for _, _, home in found])
    options.model.write_text(json.dumps(raw) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
