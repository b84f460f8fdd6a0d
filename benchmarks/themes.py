"""Theme tagging: the text-goal pairs of the SDG benchmark, and passages whose themes we annotated.

    python benchmarks/themes.py SHARED                        prints the tables
    python benchmarks/themes.py SHARED --project DIR          those of the passages of SHARED/documents too
    python benchmarks/themes.py --project DIR --fit           fits nlp/themes/data/theme_model.json anew
    python benchmarks/themes.py --project DIR --sheet FILE    draws passages to be judged, as CSV

The weights are fitted on benchmarks/data/theme_passages.jsonl, short passages written for this project,
and on the passages of SHARED/documents and SHARED/fresh that theme_labels.jsonl has labels for (DIR is a
project that holds both). None is on a page of the gold's half B or of a held-out document. Figures on
them are cross-validated by passage; pairs that the annotator was unsure of, or did not judge, do not
count.

The rule for the threshold: the lowest multiple of .05 at which the expected precision, the mean
probability above it, is at least .80, all themes alike, on the development documents (no label is used).
--project prints it. The SDG pairs are scored without any training, from the goals of
data/sdg_goals.yaml, at the same threshold. Half of them are true, but a twentieth of the pairs that the
weights were fitted on, so the prior is found from the scores alone, by the method of Saerens et al.
(2002). Peers' figures were computed from their stored outputs on the same pairs.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import random
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

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
STRENGTH = 10.0  # inverse of the penalty on the weights
AROUND = 3  # passages before and after a labelled one that may be its surroundings
SHEET = 200  # passages on each side of the threshold

Labels = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]


def read_lines(name: str) -> list[dict[str, object]]:
    """Return the rows of a file of benchmarks/data."""
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def digest(text: str) -> str:
    """Return what identifies a passage's text in theme_labels.jsonl."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def alone(number: int, text: str) -> Passage:
    """Return a text as a passage that stands alone."""
    return Passage(
        id=str(number), document="", ordinal=10 * number, pages=(1,), first_block=0, last_block=0, text=text
    )


def marked(rows: Sequence[dict[str, object]], key: str, codebook: Codebook) -> Labels:
    """Return whether each row holds each theme under `key`, shape (rows, themes)."""
    return np.array([[theme in row.get(key, ()) for theme in codebook.ids] for row in rows])  # type: ignore[operator]


def doubtful(rows: Sequence[dict[str, object]], codebook: Codebook) -> Labels:
    """Return which pairs do not count: those marked unsure, and, where only some were judged, the others."""
    judged = [row.get("judged", codebook.ids) for row in rows]
    left = np.array([[theme not in some for theme in codebook.ids] for some in judged])  # type: ignore[operator]
    return left | marked(rows, "unsure", codebook)


def own_set(tagger: ThemeTagger, codebook: Codebook) -> tuple[Numbers, Labels, Labels]:
    """Return features, labels and unsure pairs of the passages written for this project."""
    rows = read_lines("theme_passages.jsonl")
    features, _ = tagger.features([alone(i, str(row["text"])) for i, row in enumerate(rows)])
    return features, marked(rows, "themes", codebook), doubtful(rows, codebook)


def real_set(tagger: ThemeTagger, codebook: Codebook, folder: Path) -> tuple[Numbers, Labels, Labels]:
    """Return features, labels and unsure pairs of the labelled passages that a project holds."""
    rows = {str(row["text"]): row for row in read_lines("theme_labels.jsonl")}
    parts, found = [], []
    for bundle in Project.open(folder).view().bundles():
        passages = [p for p in bundle.passages if takes(Use.THEMES, p.voice) and p.text.strip()]
        wanted = [i for i, p in enumerate(passages) if digest(p.text) in rows]
        if wanted:
            near = sorted(
                {j for i in wanted for j in range(i - AROUND, i + AROUND + 1) if 0 <= j < len(passages)}
            )
            features, _ = tagger.features([passages[j] for j in near])
            parts.append(features[[near.index(i) for i in wanted]])
            found += [rows[digest(passages[i].text)] for i in wanted]
    print(f"{len(found)} labelled passages of {len(rows)} found in {folder}")
    return np.concatenate(parts), marked(found, "themes", codebook), doubtful(found, codebook)


def fit(features: Numbers, labels: Labels, unsure: Labels) -> Weights:
    """Return a logistic regression over all pairs of passage and theme that are sure."""
    model = LogisticRegression(C=STRENGTH, max_iter=5000)
    model.fit(features[~unsure], labels[~unsure])
    return Weights(float(model.intercept_[0]), tuple(model.coef_[0].tolist()))


def cross_validated(features: Numbers, labels: Labels, unsure: Labels) -> Numbers:
    """Probabilities for each passage from weights fitted without it."""
    about = np.zeros(labels.shape)
    for train, test in KFold(10, shuffle=True, random_state=0).split(features):
        about[test] = fit(features[train], labels[train], unsure[train]).probability(features[test])
    return about


def row(name: str, truth: Labels, guess: Labels) -> str:
    """Return a line of a table: precision, recall and F1 over all pairs."""
    right = (truth & guess).sum()
    p, r = right / max(guess.sum(), 1), right / max(truth.sum(), 1)
    return f"| {name} | {p:.3f} | {r:.3f} | {2 * p * r / max(p + r, 1e-9):.3f} |"


def reliability(labels: Labels, about: Numbers, edges: Sequence[float]) -> list[str]:
    """Lines of a table: mean probability and share of true pairs in each band."""
    lines = []
    for low, high in pairwise(edges):
        band = (about >= low) & (about < high)
        if band.any():
            told, true = about[band].mean(), labels[band].mean()
            lines.append(f"| {low:.2f} to {high:.2f} | {band.sum()} | {told:.2f} | {true:.2f} |")
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


def promised(folder: Path) -> None:
    """Print the expected precision of a project's scores at thresholds, themes alike and scores alike.

    Its theme scores must be those of the weights.
    """
    scores = Project.open(folder).view().snapshot.frame("themes", columns=["theme", "about"])
    print("\n| threshold | expected precision, themes alike | scores alike | kept |\n|---|---|---|---|")
    for threshold in (0.45, 0.5, 0.55, 0.6, 0.65):
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
    tagger = ThemeTagger(codebook, encoder.encode)
    sets = {"own passages": own_set(tagger, codebook)}
    if options.project:
        sets["real passages"] = real_set(tagger, codebook, options.project)
    features, labels, unsure = (np.concatenate(parts) for parts in zip(*sets.values(), strict=True))
    if options.fit:
        weights = fit(features, labels, unsure)
        told = {
            "about": f"Logistic regression on {len(features)} passages, benchmarks/data/theme_passages.jsonl"
            " and theme_labels.jsonl; made by benchmarks/themes.py --fit.",
            "prior": round(float(labels[~unsure].mean()), 4),
            "intercept": round(weights.intercept, 4),
            "weights": dict(zip(FEATURES, (round(w, 4) for w in weights.weights), strict=True)),
        }
        MODEL.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    about = cross_validated(features, labels, unsure)
    print(f"| cross-validated, about at least {THRESHOLD} | P | R | F1 |\n|---|---|---|---|")
    first = 0
    for name, (part, _, _) in sets.items():
        rows = slice(first, first + len(part))
        sure = ~unsure[rows]
        print(row(f"{name} ({len(part)})", labels[rows] & sure, (about[rows] >= THRESHOLD) & sure))
        first += len(part)
    print("\n| probability told | pairs | mean | share true |\n|---|---|---|---|")
    print("\n".join(reliability(labels[~unsure], about[~unsure], (0, 0.05, 0.2, 0.4, 0.6, 0.8, 1.01))))
    if options.project:
        promised(options.project)
    if options.shared:
        sdg(options.shared, encoder, json.loads(MODEL.read_text(encoding="utf-8"))["prior"])


if __name__ == "__main__":
    main()
