"""Train the classifier of candidate names and write nlp/institutions/data/model.json.

    python tools/train_institutions.py SHARED FOLDS [--out nlp/institutions/data/model.json]

It learns from pages whose institutions are known, of documents in half A only (a hash of the file's name):
the gold pages, our own check pages (benchmarks/data/own_pages.jsonl) and the pages of
tools/data/institution_pages.jsonl, where a reader marked which candidates name an institution. All pages have
the same weight, whatever their length. Four sets of gradient-boosted trees (Friedman 2001) with different
seeds are averaged; their log odds are then scaled (Platt 1999) on held-out files, so that the probability is
calibrated. It prints precision, recall and the reliability table of the held-out files, and takes about five
minutes.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np
from annotated_pages import HERE, Page, pages, read, scorer
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from workingregions.corpus.records import Bundle
from workingregions.nlp import acronyms
from workingregions.nlp.institutions.features import NAMES
from workingregions.nlp.institutions.find import THRESHOLD, propose
from workingregions.nlp.tagger import tagger
from workingregions.nlp.tagger.network import TaggerNetwork
from workingregions.nlp.tagger.tagger import TaggerReading
from workingregions.nlp.text.passages import page_of

SEEDS = (1, 2, 3, 4)
FOLDS = 10


@dataclass(frozen=True, slots=True)
class PageForms:
    """Forms of institutions on a page, and forms left out of learning, as the scorer compares them."""

    yes: frozenset[str]
    unsure: frozenset[str]


def known(page: Page, score: ModuleType) -> PageForms:
    """Return the forms of a page."""
    yes = frozenset(score.norm(form) for named in page.institutions for form in named.forms)
    return PageForms(yes, frozenset(map(score.norm, page.unsure)) - yes)


class Taggers:
    """The tagger for each file: one that did not learn from it (tools/train_tagger.py --folds)."""

    def __init__(self, folder: Path) -> None:
        self.networks = {}
        for path in sorted(folder.glob("tagger-*.npz")):
            with np.load(path, allow_pickle=False) as raw:
                network = TaggerNetwork(path)
                self.networks |= {str(file): network for file in raw["held_out"]}
        if not self.networks:
            raise SystemExit(f"{folder} holds no taggers; run tools/train_tagger.py SHARED --folds {folder}")

    def read(self, file: str, texts: list[str]) -> list[TaggerReading]:
        """Return the tagger's output for the file's texts."""
        return tagger.read(texts, self.networks[file])


def rows(
    bundle: Bundle, readings: list[TaggerReading], known: dict[int, PageForms], score: ModuleType
) -> Iterator[tuple[np.ndarray, int, int]]:
    """Yield features, label and page of each candidate on the known pages."""
    texts = [p.text for p in bundle.passages]
    proposals, matrices = propose(texts, readings, [acronyms.find(t) for t in texts])
    for passage, proposed, matrix in zip(bundle.passages, proposals, matrices, strict=True):
        for span, row in zip(proposed, matrix, strict=True):
            page = page_of(passage, span.start)
            if passage.reference or page not in known:
                continue
            forms = {score.norm(passage.text[span.start : span.end]), score.norm(span.name or "-")}
            if forms & known[page].yes:
                yield row, 1, page
            elif not forms & known[page].unsure:
                yield row, 0, page


def fit(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> list[GradientBoostingClassifier]:
    """Return one set of trees per seed."""
    return [
        GradientBoostingClassifier(
            n_estimators=90,
            max_depth=4,
            learning_rate=0.08,
            subsample=0.7,
            max_features=0.3,
            min_samples_leaf=8,
            random_state=seed,
        ).fit(x, y, sample_weight=weights)
        for seed in SEEDS
    ]


def score_of(models: list[GradientBoostingClassifier], x: np.ndarray) -> np.ndarray:
    """Return the mean log odds."""
    return np.asarray(np.mean([m.decision_function(x) for m in models], axis=0))


def write(
    models: list[GradientBoostingClassifier], slope: float, shift: float, about: str, out: Path
) -> None:
    """Write the trees as lists, in the form that nlp/institutions/classifier.py reads."""
    trees = []
    for model in models:
        for (estimator,) in model.estimators_:
            tree = estimator.tree_
            value = tree.value[:, 0, 0] * model.learning_rate / len(models)
            trees.append(
                {
                    "feature": np.maximum(tree.feature, -1).tolist(),
                    "threshold": [round(float(t), 4) for t in tree.threshold],
                    "left": np.maximum(tree.children_left, 0).tolist(),
                    "right": np.maximum(tree.children_right, 0).tolist(),
                    "value": [round(float(v), 5) for v in value],
                }
            )
    prior = float(models[0].init_.class_prior_[1])
    base = round(float(np.log(prior / (1 - prior))), 4)
    raw = {"about": about, "features": list(NAMES), "base": base, "slope": round(slope, 4)}
    out.write_text(json.dumps({**raw, "shift": round(shift, 4), "trees": trees}) + "\n", encoding="utf-8")


def main() -> None:
    """Read, train, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("folds", type=Path)
    parser.add_argument(
        "--out", type=Path, default=HERE.parent / "nlp" / "institutions" / "data" / "model.json"
    )
    options = parser.parse_args()
    score, taggers = scorer(options.shared), Taggers(options.folds)
    found, labels, files, homes = [], [], [], []
    for file, marked in pages(options.shared).items():
        bundle = read(options.shared, file)
        if bundle.document.language not in ("", "en"):
            continue
        readings = taggers.read(file, [p.text for p in bundle.passages])
        forms = {number: known(page, score) for number, page in marked.items()}
        for row, label, page in rows(bundle, readings, forms, score):
            found.append(row)
            labels.append(label)
            files.append(file)
            homes.append((file, page))
    x, y = np.array(found), np.array(labels)
    size = Counter(homes)
    weights = np.array([size[home] ** -0.5 for home in homes])
    weights /= weights.mean()
    held_out = np.zeros(len(y))
    for train, test in GroupKFold(FOLDS).split(x, y, files):
        held_out[test] = score_of(fit(x[train], y[train], weights[train]), x[test])
    scale = LogisticRegression(C=1e6).fit(held_out.reshape(-1, 1), y, sample_weight=weights)
    slope, shift = float(scale.coef_[0, 0]), float(scale.intercept_[0])
    sure = 1 / (1 + np.exp(-(slope * held_out + shift)))
    accepted = sure >= THRESHOLD
    right = (accepted & (y == 1)).sum()
    print(f"{len(y)} candidates on {len(size)} pages of {len(set(files))} files, {y.mean():.2f} institutions")
    print(f"held out: P {right / accepted.sum():.3f}  R {right / y.sum():.3f}")
    for low in np.arange(0, 1, 0.1):
        in_bin = (sure >= low) & (sure < low + 0.1)
        print(
            f"{low:.1f}-{low + 0.1:.1f}: {in_bin.sum():5d}, "
            f"predicted {sure[in_bin].mean():.2f}, right {y[in_bin].mean():.2f}"
        )
    about = f"{len(y)} candidates of {len(size)} pages in half A; made by tools/train_institutions.py."
    write(fit(x, y, weights), slope, shift, about, options.out)


if __name__ == "__main__":
    main()
