"""What labels are worth: F1 of four themes with the tagger alone, and with 10, 25, 50 and 100 labels a theme.

    python benchmarks/label_curve.py PROJECT

PROJECT is a project in which the shared test documents were ingested. benchmarks/data/theme_labels.csv holds
our own answers, without text: file, page, a hash of the passage's letters, and yes, no or unsure per theme.
Passages were drawn at random within strata (what the tagger said: tagged, kept, neither; per theme), read
without its scores, and split beforehand: those of the part `held` are never learnt from, and `weight` is how
many passages of the corpus one of them stands for. Figures are means over draws of the labels learnt from.
"""

from __future__ import annotations

import argparse
import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from workingregions.app import Project
from workingregions.app.view import View
from workingregions.corpus.enums import Use
from workingregions.corpus.labels import passage_hash
from workingregions.corpus.records import Passage
from workingregions.models.labels import learn
from workingregions.nlp.themes import ThemeTagger

LABELS = Path(__file__).parent / "data" / "theme_labels.csv"
SIZES = (10, 25, 50, 100)
ABOUT = 0.5
DRAWS = 10
THEMES = ("reshoring", "supply_chains", "workforce_skills", "finance_incentives")

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Part:
    """Passages with an answer on one theme: vectors (n, d), the tagger's scores, answers, weights (n,)."""

    vectors: npt.NDArray[np.float32]
    scores: Numbers
    answers: npt.NDArray[np.bool_]
    weights: Numbers


def f1(tagged: npt.NDArray[np.bool_], answers: npt.NDArray[np.bool_], weights: Numbers) -> float:
    """Return the weighted F1."""
    hits = weights[tagged & answers].sum()
    return float(2 * hits / max(weights[tagged].sum() + weights[answers].sum(), 1e-9))


def parts(view: View, rows: list[dict[str, str]]) -> tuple[dict[tuple[str, str], Part], Numbers]:
    """Return the labelled passages by part and theme, and the mean vector of the corpus."""
    where = view.snapshot.taken("passages", Use.THEMES)
    passages: list[Passage] = view.snapshot.records("passages", where=where)
    files = {d.id: Path(d.path).name for d in view.counted}
    by = {(files.get(p.document, ""), passage_hash(p.text)): p for p in passages}
    known = [row for row in rows if (row["file"], row["passage"]) in by]
    if len(known) < len(rows):
        print(f"{len(rows) - len(known)} of {len(rows)} labelled passages are not in this project.")
    own = [by[row["file"], row["passage"]] for row in known]
    tagger = ThemeTagger(view.codebook, view.encoder.encode)
    scores = {(s.passage, s.theme): s.about for s in tagger.score(own)}
    made = {}
    for part in ("train", "held"):
        for theme in THEMES:
            use = [n for n, row in enumerate(known) if row["part"] == part and row[theme] != "unsure"]
            made[part, theme] = Part(
                np.stack([own[n].vector for n in use]),
                np.array([scores.get((own[n].id, theme), 0.0) for n in use]),
                np.array([known[n][theme] == "yes" for n in use]),
                np.array([float(known[n]["weight"] or 1) for n in use]),
            )
    return made, np.stack([p.vector for p in passages]).mean(axis=0)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("project", type=Path)
    parser.add_argument("--plain", action="store_true", help="F1 over the held passages, not over the corpus")
    arguments = parser.parse_args()
    with LABELS.open(encoding="utf8") as file:
        rows = list(csv.DictReader(file))
    made, centre = parts(Project.open(arguments.project).view(), rows)
    print("| theme | held (yes) | tagger | " + " | ".join(f"{n} labels" for n in SIZES) + " |")
    print("|---|---|---|" + "---|" * len(SIZES))
    means = []
    for theme in THEMES:
        train, held = made["train", theme], made["held", theme]
        weights = np.ones_like(held.weights) if arguments.plain else held.weights
        cells = [f1(held.scores >= ABOUT, held.answers, weights)]
        orders = [np.random.default_rng(seed).permutation(len(train.answers)) for seed in range(DRAWS)]
        for size in SIZES:
            found = []
            for order in orders:
                use = order[:size]
                answers = train.answers[use].tolist()
                model = learn(theme, train.vectors[use], train.scores[use], answers, centre)
                chance = model.probability(held.vectors, held.scores) if model else held.scores
                found.append(f1(chance >= ABOUT, held.answers, weights))
            cells.append(float(np.mean(found)))
        means.append(cells)
        count = f"{len(held.answers)} ({held.answers.sum()})"
        print(f"| {theme} | {count} | " + " | ".join(f"{cell:.3f}" for cell in cells) + " |")
    print("| mean | | " + " | ".join(f"{cell:.3f}" for cell in np.mean(means, axis=0)) + " |")


if __name__ == "__main__":
    main()
