"""Theme tagging: the text-goal pairs of the SDG benchmark, and passages whose themes were judged.

    python benchmarks/themes.py SHARED                        prints the tables
    python benchmarks/themes.py SHARED --project DIR          those of the passages of SHARED/documents too
    python benchmarks/themes.py --project DIR --fit           fits nlp/themes/data/theme_model.json anew
    python benchmarks/themes.py --project DIR --sheet FILE    draws passages to be judged, as CSV

The weights are fitted on data/theme_passages.jsonl, short passages written for this project, and on those
of SHARED/documents and SHARED/fresh for which theme_labels.jsonl and theme_audit.jsonl (the blind audit of
docs/audits/2026-11-30-themes.csv) have answers; DIR is a project that holds both folders. None is on a page
of the gold's half B or of a held-out document: the rows of the audit marked `held` only calibrate.
Calibration has three parameters, fitted on the audit alone, each row weighing as many pairs of the corpus as
it stands for, on values from weights that saw neither the passage nor its document. Figures are
cross-fitted by document.

The rule for the threshold: the lowest multiple of .05 at which the expected precision, the mean
probability above it, is at least .80, all themes alike, on the development documents (no label is used).
--project prints it. The SDG pairs are scored without any training, from the goals of
data/sdg_goals.yaml, at the same threshold. Half of them are true, but a fiftieth of the pairs of the corpus
that calibrates, so the prior is found from the scores alone, by the method of Saerens et al. (2002). The
passages of data/transport_passages.jsonl were written for a codebook of another field, before the weights
were fitted. Peers' figures were computed from their stored outputs on the same pairs.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from workingregions.app import Project
from workingregions.corpus.codebook import Codebook
from workingregions.corpus.config import Config
from workingregions.corpus.enums import Use
from workingregions.corpus.records import Passage
from workingregions.corpus.voices import takes
from workingregions.models.encoder import Encoder
from workingregions.nlp.themes import FEATURES, ThemeTagger, Weights

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "benchmarks" / "data"
MODEL = ROOT / "nlp" / "themes" / "data" / "theme_model.json"
THRESHOLD = Config().count.about
STRENGTH = 1.0  # inverse of the penalty on the weights of standardised features
FOLDS = 10
AROUND = 3  # passages before and after a labelled one that may be its surroundings
SHEET = 200  # passages on each side of the threshold

Labels = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]


def read_lines(name: str) -> list[dict[str, Any]]:
    """Return the rows of a file of benchmarks/data."""
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def digest(text: str) -> str:
    """Return what identifies a passage's text in theme_labels.jsonl and theme_audit.jsonl."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def alone(number: int, text: str) -> Passage:
    """Return a text as a passage that stands alone."""
    return Passage(
        id=str(number), document="", ordinal=10 * number, pages=(1,), first_block=0, last_block=0, text=text
    )


@dataclass(frozen=True)
class Pairs:
    """Pairs of passage and theme that were judged.

    `features` has shape (pairs, len(FEATURES)). `weights` are the numbers of pairs of the corpus for which
    those of the audit stand, 0 for others; pairs that are `held` are not fitted on.
    """

    features: Numbers
    about: Labels
    documents: npt.NDArray[np.str_]
    weights: Numbers
    held: Labels

    def __getitem__(self, rows: Labels | npt.NDArray[np.intp]) -> Pairs:
        parts = (self.features, self.about, self.documents, self.weights, self.held)
        return Pairs(*(part[rows] for part in parts))


def joined(found: Sequence[tuple[Numbers, bool, str, float, bool]]) -> Pairs:
    """Return judged pairs: (features, about, document, weight, held)."""
    features, about, documents, weights, held = zip(*found, strict=True)
    return Pairs(
        np.stack(features),
        np.array(about),
        np.array(documents),
        np.array(weights, dtype=float),
        np.array(held),
    )


def sure(row: dict[str, Any], codebook: Codebook) -> list[str]:
    """Return the themes on which a row of labels has a clear answer."""
    return [t for t in row.get("judged", codebook.ids) if t not in row.get("unsure", ())]


def own_set(tagger: ThemeTagger, codebook: Codebook) -> Pairs:
    """Return the pairs of the passages written for this project."""
    rows = read_lines("theme_passages.jsonl")
    features, _ = tagger.features([alone(i, row["text"]) for i, row in enumerate(rows)])
    return joined(
        [
            (features[i, codebook.ids.index(t)], t in row["themes"], f"own {i}", 0.0, False)
            for i, row in enumerate(rows)
            for t in sure(row, codebook)
        ]
    )


def real_set(tagger: ThemeTagger, codebook: Codebook, folder: Path) -> Pairs:
    """Return the judged pairs of the passages that a project holds."""
    labels = {row["text"]: row for row in read_lines("theme_labels.jsonl")}
    audit = defaultdict(list)
    for row in read_lines("theme_audit.jsonl"):
        audit[row["text"]].append(row)
    found: list[tuple[Numbers, bool, str, float, bool]] = []
    for bundle in Project.open(folder).view().bundles():
        passages = [p for p in bundle.passages if takes(Use.THEMES, p.voice) and p.text.strip()]
        keys = [digest(p.text) for p in passages]
        wanted = [i for i, key in enumerate(keys) if key in labels or key in audit]
        near = sorted(
            {j for i in wanted for j in range(i - AROUND, i + AROUND + 1) if 0 <= j < len(passages)}
        )
        features = tagger.features([passages[j] for j in near])[0] if near else np.zeros(0)
        for i in wanted:
            mine, answers = features[near.index(i)], {}
            if label := labels.pop(keys[i], None):
                answers = {t: (t in label["themes"], 0.0, False) for t in sure(label, codebook)}
            for row in audit.pop(keys[i], ()):
                answers[row["theme"]] = row["about"], row["weight"], row["held"]
            file = Path(bundle.document.path).name
            found += [(mine[codebook.ids.index(t)], y, file, w, held) for t, (y, w, held) in answers.items()]
    print(f"{len(found)} judged pairs in {folder}; passages not found: {len(labels)}, audited {len(audit)}")
    return joined(found)


def fit(pairs: Pairs) -> Weights:
    """Return a logistic regression over the pairs that are not held, not calibrated."""
    free = pairs[~pairs.held]
    scale = free.features.std(axis=0)
    model = LogisticRegression(C=STRENGTH, max_iter=5000).fit(free.features / scale, free.about)
    return Weights(float(model.intercept_[0]), tuple((model.coef_[0] / scale).tolist()))


def out_of_fold(pairs: Pairs) -> Numbers:
    """Return the value for each pair from weights fitted without its document."""
    values = fit(pairs).probability(pairs.features)
    for train, test in GroupKFold(FOLDS).split(pairs.features, groups=pairs.documents):
        values[test] = fit(pairs[train]).probability(pairs.features[test])
    return values


def calibrate(values: Numbers, pairs: Pairs) -> tuple[float, float, float]:
    """Return the parameters of beta calibration, from the pairs of the audit (Kull et al. 2017)."""
    audited = pairs.weights > 0
    told = np.clip(values[audited], 1e-9, 1 - 1e-9)
    logs, weights = np.stack([np.log(told), -np.log1p(-told)], axis=1), pairs.weights[audited]
    model = LogisticRegression(C=1e4, max_iter=5000)
    model.fit(logs, pairs.about[audited], sample_weight=weights / weights.mean())
    return (*map(float, model.coef_[0]), float(model.intercept_[0]))  # type: ignore[return-value]


def calibrated(values: Numbers, calibration: tuple[float, float, float]) -> Numbers:
    """Return the probabilities that a calibration makes of values between 0 and 1."""
    odds = np.log(values) - np.log1p(-values)
    return Weights(0.0, (1.0,), calibration).probability(odds[:, None])


def cross_calibrated(values: Numbers, pairs: Pairs) -> Numbers:
    """Return probabilities from a calibration fitted without the pair's document."""
    told = np.zeros(len(values))
    for train, test in GroupKFold(FOLDS).split(pairs.features, groups=pairs.documents):
        told[test] = calibrated(values[test], calibrate(values[train], pairs[train]))
    return told


def row(name: str, truth: Labels, guess: Labels) -> str:
    """Return a line of a table: precision, recall and F1 over all pairs."""
    right = (truth & guess).sum()
    p, r = right / max(guess.sum(), 1), right / max(truth.sum(), 1)
    return f"| {name} | {p:.3f} | {r:.3f} | {2 * p * r / max(p + r, 1e-9):.3f} |"


def reliability(pairs: Pairs, about: Numbers) -> list[str]:
    """Lines of a table: mean probability and share of true pairs in each tenth, weighted."""
    lines = []
    for low, high in pairwise((*(n / 10 for n in range(10)), 1.01)):
        band = (about >= low) & (about < high) & (pairs.weights > 0)
        if band.any():
            told, true = (np.average(x[band], weights=pairs.weights[band]) for x in (about, pairs.about))
            lines.append(f"| {low:.1f} to {min(high, 1):.1f} | {band.sum()} | {told:.2f} | {true:.2f} |")
    return lines


def shifted(about: Numbers, prior: float) -> Numbers:
    """Return probabilities for the prior that they themselves make most likely (Saerens et al. 2002)."""
    share, result = prior, about
    for _ in range(200):
        yes, no = about * share / prior, (1 - about) * (1 - share) / (1 - prior)
        result = yes / (yes + no)
        share = float(result.mean())
    return result


def sdg(shared: Path, encoder: Encoder, prior: float) -> None:
    """Print the table of the SDG benchmark."""
    path = shared / "bench" / "themes" / "sdg.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    tagger = ThemeTagger(Codebook.load(DATA / "sdg_goals.yaml"), encoder.encode)
    features, _ = tagger.features([alone(i, r["text"]) for i, r in enumerate(rows)])
    about = Weights.load().probability(features)
    own = np.array([about[i, int(r["sdg"]) - 1] for i, r in enumerate(rows)])
    truth = np.array([bool(r["label"]) for r in rows])
    print("\n| SDG pairs, zero-shot | P | R | F1 |\n|---|---|---|---|")
    print(row("ours, prior found from the scores", truth, shifted(own, prior) >= THRESHOLD))
    print(row("ours, prior of what the weights were fitted on", truth, own >= THRESHOLD))
    print(row("every pair", truth, np.ones_like(truth)))
    print("| GPT-4o / text2sdg / Aurora / OSDG (stored outputs) | | | .882 / .828 / .792 / .645 |")


def transport(encoder: Encoder) -> None:
    """Print the table of the passages of another field, with a codebook that nothing was fitted on."""
    codebook = Codebook.load(DATA / "transport_themes.yaml")
    rows = read_lines("transport_passages.jsonl")
    tagger = ThemeTagger(codebook, encoder.encode)
    features, _ = tagger.features([alone(i, row["text"]) for i, row in enumerate(rows)])
    guess = Weights.load().probability(features) >= THRESHOLD
    truth = np.array([[t in row["themes"] for t in codebook.ids] for row in rows])
    print("\n| another field, 7 themes | P | R | F1 |\n|---|---|---|---|")
    print(row(f"{len(rows)} passages, {len(rows) - truth.any(axis=1).sum()} on no theme", truth, guess))


def judged(tagger: ThemeTagger, codebook: Codebook, folder: Path, *, write: bool) -> None:
    """Fit on the judged pairs, write the model if asked to, and print what it is worth out of fold."""
    parts = (own_set(tagger, codebook), real_set(tagger, codebook, folder))
    names = ("features", "about", "documents", "weights", "held")
    pairs = Pairs(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
    weights, values = fit(pairs), out_of_fold(pairs)
    if write:
        told = {
            "about": f"Logistic regression on {(~pairs.held).sum()} pairs of passage and theme, calibrated on"
            f" {(pairs.weights > 0).sum()} of a blind audit; made by benchmarks/themes.py --fit.",
            "prior": round(float(np.average(pairs.about, weights=pairs.weights)), 4),
            "intercept": round(weights.intercept, 4),
            "weights": dict(zip(FEATURES, (round(w, 4) for w in weights.weights), strict=True)),
            "calibration": [round(x, 4) for x in calibrate(values, pairs)],
        }
        MODEL.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    about = cross_calibrated(values, pairs)
    print(f"| out of fold, about at least {THRESHOLD} | P | R | F1 |\n|---|---|---|---|")
    own = np.char.startswith(pairs.documents, "own ")
    for name, part in (("own passages", own), ("real passages, as picked", ~own)):
        print(row(f"{name} ({part.sum()} pairs)", pairs.about[part], about[part] >= THRESHOLD))
    print("\n| probability | audited pairs | mean | share about |\n|---|---|---|---|")
    print("\n".join(reliability(pairs, about)))


def promised(folder: Path) -> None:
    """Print the expected precision of a project's scores at thresholds, themes alike and scores alike.

    Its theme scores must be those of the weights.
    """
    scores = Project.open(folder).view().snapshot.frame("themes", columns=["theme", "about"])
    print("\n| threshold | expected precision, themes alike | scores alike | kept |\n|---|---|---|---|")
    for threshold in (0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75):
        kept = scores[scores["about"] >= threshold]
        themes = kept.groupby("theme")["about"].mean().mean()
        print(f"| {threshold} | {themes:.3f} | {kept['about'].mean():.3f} | {len(kept)} |")


def sheet(folder: Path, out: Path, number: int, seed: int) -> None:
    """Write passages to be judged: as many above the threshold as below it, drawn over all themes.

    Above: a theme at random, then one of its passages. Below: a passage that is not about the theme by our
    score, with a theme drawn with it at random, half of them from scores that were kept. The judge's copy has
    no scores; FILE.key.csv has them.
    """
    draw = random.Random(seed)
    view = Project.open(folder).view()
    passages = {
        p.id: (b.document.path, p) for b in view.bundles() for p in b.passages if takes(Use.THEMES, p.voice)
    }
    scores = view.snapshot.frame("themes", columns=["passage", "theme", "about"])
    kept = [(p, t, a) for p, t, a in scores.itertuples(index=False) if p in passages]
    threshold, ids = view.config.count.about, view.codebook.ids
    yes = {t: [row for row in kept if row[1] == t and row[2] >= threshold] for t in ids}
    no = [row for row in kept if row[2] < threshold]
    known = {row[:2] for row in kept}
    rest = [(p, t, 0.0) for p in sorted(passages) for t in ids if (p, t) not in known]
    full = [t for t in ids if yes[t]]
    above: dict[tuple[str, str], float] = {}
    while len(above) < min(number, sum(map(len, yes.values()))):
        p, t, a = draw.choice(yes[draw.choice(full)])
        above[p, t] = a
    below = [*draw.sample(no, min(number // 2, len(no))), *draw.sample(rest, number - number // 2)]
    rows = [*((p, t, a) for (p, t), a in above.items()), *below]
    draw.shuffle(rows)
    heads = ("number", "theme", "file", "page", "heading", "text", "about? (y/n/?)")
    with (
        out.open("w", newline="", encoding="utf-8") as judged,
        out.with_suffix(".key.csv").open("w", newline="", encoding="utf-8") as keyed,
    ):
        table, key = csv.writer(judged), csv.writer(keyed)
        table.writerow(heads)
        key.writerow(("number", "passage", "theme", "about"))
        for n, (identity, theme, about) in enumerate(rows, 1):
            path, p = passages[identity]
            heading = " > ".join(p.section[-2:])
            table.writerow((n, theme, Path(path).name, p.pages[0], heading, " ".join(p.text.split()), ""))
            key.writerow((n, identity, theme, about))


def main() -> None:
    """Print the tables, fit the weights, or draw a sheet."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("shared", type=Path, nargs="?")
    parser.add_argument("--project", type=Path, help="holds SHARED/documents and SHARED/fresh")
    parser.add_argument("--fit", action="store_true", help="write nlp/themes/data/theme_model.json")
    parser.add_argument("--sheet", type=Path, help="write passages to be judged, and their key beside them")
    parser.add_argument("--number", type=int, default=SHEET, help="passages on each side of the threshold")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.sheet:
        sheet(options.project, options.sheet, options.number, options.seed)
        return
    encoder, codebook = Encoder(exact=True), Codebook.load()
    if options.project:
        judged(ThemeTagger(codebook, encoder.encode), codebook, options.project, write=options.fit)
        promised(options.project)
    if options.shared:
        sdg(options.shared, encoder, json.loads(MODEL.read_text(encoding="utf-8"))["prior"])
        transport(encoder)


if __name__ == "__main__":
    main()
