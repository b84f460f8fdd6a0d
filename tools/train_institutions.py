"""Trains the classifier of candidate names and writes nlp/data/institution_model.json.

    python tools/train_institutions.py SHARED [--out nlp/data/institution_model.json]

Learns from pages whose institutions are known, of documents in half A alone (a hash of the file's name):
the gold pages, our own check pages (benchmarks/data/own_pages.jsonl) and the pages of
tools/data/institution_pages.jsonl, where a reader marked which candidates name an institution. Pages weigh
alike whatever their length. Four sets of gradient-boosted trees (Friedman 2001) with other seeds are
averaged; their log odds are then scaled (Platt 1999) on files held out, so that the probability is
calibrated. Prints precision, recall and the reliability table of the held-out files. About five minutes.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from workingregions.app.stages import Inbox, ReadStage, blank
from workingregions.corpus.records import Bundle, Source
from workingregions.ingest.drop import sniff
from workingregions.nlp import acronyms, institutions, spacy_model
from workingregions.nlp.institutions_features import NAMES
from workingregions.nlp.passages import Segmenter, page_of

HERE = Path(__file__).resolve().parent
SEEDS = (1, 2, 3, 4)
FOLDS = 10
FOLDERS = ("bench/pdf_text/pdf", "bench/tables/pdf", "gold/input", "documents")


@dataclass(slots=True)
class Known:
    """What is known of a page: forms of institutions, and forms that are left out of learning."""

    yes: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)


def half(file: str) -> str:
    """A or B, as in benchmarks/gold_pages.py."""
    return "AB"[int(hashlib.sha256(file.encode()).hexdigest(), 16) % 2]


def scorer(shared: Path) -> ModuleType:
    """The gold's scorer, whose way of comparing names is used."""
    spec = importlib.util.spec_from_file_location("score", shared / "gold" / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{shared} holds no gold/score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pages(shared: Path, score: ModuleType) -> dict[str, dict[int, Known]]:
    """file -> page -> what is known of it; half A only."""
    found: dict[str, dict[int, Known]] = defaultdict(dict)
    for source in (shared / "gold" / "pages.jsonl", HERE.parent / "benchmarks" / "data" / "own_pages.jsonl"):
        for (file, page), row in score.read(source).items():
            if row.get("skip") or half(file) == "B":
                continue
            known = found[file].setdefault(page, Known())
            for item in row["institutions"]:
                (known.yes if item["core"] else known.unsure).update(score.forms(item))
    for line in (HERE / "data" / "institution_pages.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found[row["file"]][row["page"]] = Known(
            set(map(score.norm, row["names"])), set(map(score.norm, row["unsure"]))
        )
    return found


def read(shared: Path, file: str) -> Bundle:
    """The document cut into passages."""
    path = next(p for folder in FOLDERS if (p := shared / folder / file).exists())
    data = path.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    source = Source(sha256=sha256, path=file, media_type=sniff(data, file), bytes=len(data), drop="")
    return Segmenter()(ReadStage(Inbox(data={sha256: data}), ocr=False)(blank(source)))


def rows(bundle: Bundle, known: dict[int, Known], score: ModuleType) -> Iterator[tuple[np.ndarray, int, int]]:
    """Features, label and page of each candidate on the known pages."""
    texts = [p.text for p in bundle.passages]
    entities = [[(e.start_char, e.end_char, e.label_) for e in d.ents] for d in spacy_model.read(texts)]
    proposals, matrices = institutions.propose(texts, entities, [acronyms.find(t) for t in texts])
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
    """One set of trees a seed."""
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
    """The mean log odds."""
    return np.asarray(np.mean([m.decision_function(x) for m in models], axis=0))


def write(
    models: list[GradientBoostingClassifier], slope: float, shift: float, about: str, out: Path
) -> None:
    """The trees as lists, in the form that nlp/institutions_model.py reads."""
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
    """Reads, trains, prints, writes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("--out", type=Path, default=HERE.parent / "nlp" / "data" / "institution_model.json")
    options = parser.parse_args()
    score = scorer(options.shared)
    found, labels, files, homes = [], [], [], []
    for file, known in sorted(pages(options.shared, score).items()):
        bundle = read(options.shared, file)
        if bundle.document.language not in ("", "en"):
            continue
        for row, label, page in rows(bundle, known, score):
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
    said = sure >= institutions.THRESHOLD
    right = (said & (y == 1)).sum()
    print(f"{len(y)} candidates on {len(size)} pages of {len(set(files))} files, {y.mean():.2f} institutions")
    print(f"held out: P {right / said.sum():.3f}  R {right / y.sum():.3f}")
    for low in np.arange(0, 1, 0.1):
        here = (sure >= low) & (sure < low + 0.1)
        print(
            f"{low:.1f}-{low + 0.1:.1f}: {here.sum():5d}, "
            f"said {sure[here].mean():.2f}, right {y[here].mean():.2f}"
        )
    about = f"{len(y)} candidates of {len(size)} pages in half A; made by tools/train_institutions.py."
    write(fit(x, y, weights), slope, shift, about, options.out)


if __name__ == "__main__":
    main()
