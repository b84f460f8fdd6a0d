"""Theme tagging: the text-goal pairs of the SDG benchmark, and passages written for this project.

    python benchmarks/themes.py SHARED        prints the tables
    python benchmarks/themes.py --fit         fits nlp/data/theme_model.json anew

The weights are fitted on benchmarks/data/theme_passages.jsonl alone: short passages on all themes of the
default codebook, and on none, written and annotated for this project. Figures on them are cross-validated
by passage. The SDG pairs are scored without any training, from a definition and a few seed terms for each
goal; peers' figures were computed from their stored outputs on the same pairs.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from workingregions.corpus.codebook import Codebook, Theme
from workingregions.corpus.records import Passage
from workingregions.models.encoder import Encoder
from workingregions.nlp.themes import FEATURES, ThemeTagger, Weights

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "nlp" / "data" / "theme_model.json"
OWN = ROOT / "benchmarks" / "data" / "theme_passages.jsonl"
STRENGTH = 10.0  # inverse of the penalty on the weights
GOALS = {
    1: ("No poverty", "End poverty and its causes; social protection, access to basic services.",
        ["poverty", "poor households", "social protection", "income below"]),
    2: ("Zero hunger", "End hunger and malnutrition; food security, small farmers, sustainable agriculture.",
        ["hunger", "malnutrition", "food security", "agriculture"]),
    3: ("Good health", "Health and well-being at all ages; disease, mortality, health care, medicines.",
        ["health", "mortality", "disease", "health care"]),
    4: ("Quality education", "Inclusive education and learning: schools, teachers, literacy, skills.",
        ["education", "school", "literacy", "teacher"]),
    5: ("Gender equality", "Equality and empowerment of women and girls; violence, unpaid work, leadership.",
        ["gender", "women", "girls", "discrimination against women"]),
    6: ("Clean water", "Water and sanitation for all; water quality, scarcity, river basins.",
        ["water", "sanitation", "wastewater", "hygiene"]),
    7: ("Clean energy", "Affordable, reliable, modern energy: electricity, renewables, efficiency.",
        ["energy", "electricity", "renewable energy", "energy efficiency"]),
    8: ("Decent work", "Economic growth, employment and decent work; labour rights, productivity, tourism.",
        ["employment", "economic growth", "labour market", "decent work"]),
    9: ("Industry and innovation", "Infrastructure, industrialisation and innovation; research, transport.",
        ["infrastructure", "innovation", "industrialisation", "research and development"]),
    10: ("Less inequality", "Inequality within and among countries; redistribution, migration, inclusion.",
         ["inequality", "income distribution", "migrants", "redistribution"]),
    11: ("Sustainable cities", "Cities and settlements: housing, public transport, planning, air, heritage.",
         ["cities", "urban", "housing", "public transport"]),
    12: ("Responsible consumption", "Sustainable consumption and production: waste, recycling, chemicals.",
         ["waste", "recycling", "sustainable consumption", "circular economy"]),
    13: ("Climate action", "Climate change: emissions, mitigation, adaptation, disasters.",
         ["climate change", "greenhouse gas", "emissions", "climate adaptation"]),
    14: ("Life below water", "Oceans, seas and marine life; fisheries, pollution of the sea.",
         ["ocean", "marine", "fisheries", "coral reef"]),
    15: ("Life on land", "Land, forests, biodiversity; desertification, protected areas, species.",
         ["biodiversity", "forest", "ecosystem", "species"]),
    16: ("Peace and justice", "Peace, justice and institutions; violence, corruption, rights, courts.",
         ["justice", "violence", "corruption", "human rights", "conflict"]),
    17: ("Partnerships", "Means and partnership: development aid, debt, trade, statistics, cooperation.",
         ["development assistance", "partnership", "debt", "international cooperation"]),
}  # fmt: skip
"""The goals of the United Nations, each with a definition and seed terms of ours."""

Labels = npt.NDArray[np.bool_]


def passage(number: int, text: str) -> Passage:
    """Return a text as a passage that stands alone."""
    return Passage(
        id=str(number), document="", ordinal=number, pages=(1,), first_block=0, last_block=0, text=text
    )


def own_passages(codebook: Codebook) -> tuple[list[Passage], Labels]:
    """Return the project's own passages, and labels of shape (passages, themes)."""
    rows = [json.loads(line) for line in OWN.read_text(encoding="utf-8").splitlines()]
    labels = np.array([[theme in row["themes"] for theme in codebook.ids] for row in rows])
    return [passage(i, row["text"]) for i, row in enumerate(rows)], labels


def fit(features: npt.NDArray[np.float64], labels: Labels) -> Weights:
    """Return a logistic regression over all pairs of passage and theme."""
    model = LogisticRegression(C=STRENGTH, max_iter=5000)
    model.fit(features.reshape(-1, features.shape[2]), labels.reshape(-1))
    return Weights(float(model.intercept_[0]), tuple(model.coef_[0].tolist()))


def cross_validated(features: npt.NDArray[np.float64], labels: Labels) -> npt.NDArray[np.float64]:
    """Probabilities for each passage from weights fitted without it."""
    about = np.zeros(labels.shape)
    for train, test in KFold(10, shuffle=True, random_state=0).split(features):
        about[test] = fit(features[train], labels[train]).probability(features[test])
    return about


def row(name: str, truth: Labels, guess: Labels) -> str:
    """Return a line of a table: precision, recall and F1 over all pairs."""
    right = (truth & guess).sum()
    p, r = right / max(guess.sum(), 1), right / max(truth.sum(), 1)
    return f"| {name} | {p:.3f} | {r:.3f} | {2 * p * r / max(p + r, 1e-9):.3f} |"


def reliability(labels: Labels, about: npt.NDArray[np.float64], edges: Sequence[float]) -> list[str]:
    """Lines of a table: mean probability and share of true pairs in each band."""
    lines = []
    for low, high in pairwise(edges):
        band = (about >= low) & (about < high)
        if band.any():
            told, true = about[band].mean(), labels[band].mean()
            lines.append(f"| {low:.2f} to {high:.2f} | {band.sum()} | {told:.2f} | {true:.2f} |")
    return lines


def sdg(shared: Path, encoder: Encoder) -> None:
    """Print the table of the SDG benchmark."""
    path = shared / "bench" / "themes" / "sdg.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    goals = [
        Theme(id=f"goal{number}", group="goals", label=label, definition=definition, seeds=tuple(seeds))
        for number, (label, definition, seeds) in GOALS.items()
    ]
    tagger = ThemeTagger(Codebook(groups={"goals": "Goals"}, themes=tuple(goals)), encoder.encode)
    features, _ = tagger.features([passage(i, r["text"]) for i, r in enumerate(rows)])
    about = Weights.load().probability(features)
    own = np.array([about[i, int(r["sdg"]) - 1] for i, r in enumerate(rows)])
    truth = np.array([bool(r["label"]) for r in rows])
    print("\n| SDG pairs, zero-shot | P | R | F1 |\n|---|---|---|---|")
    print(row("ours, about at least .5", truth, own >= 0.5))
    print(row("ours, about at least .2", truth, own >= 0.2))
    print(row("every pair", truth, np.ones_like(truth)))
    print("| GPT-4o / text2sdg / Aurora / OSDG (stored outputs) | | | .882 / .828 / .792 / .645 |")


def main() -> None:
    """Print the tables, or fit the weights."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("shared", type=Path, nargs="?")
    parser.add_argument("--fit", action="store_true", help="write nlp/data/theme_model.json")
    options = parser.parse_args()
    encoder, codebook = Encoder(exact=True), Codebook.load()
    passages, labels = own_passages(codebook)
    features, _ = ThemeTagger(codebook, encoder.encode).features(passages)
    if options.fit:
        weights = fit(features, labels)
        told = {
            "about": f"Logistic regression on {len(passages)} passages written for this project"
            " (benchmarks/data/theme_passages.jsonl); made by benchmarks/themes.py --fit.",
            "intercept": round(weights.intercept, 4),
            "weights": dict(zip(FEATURES, (round(w, 4) for w in weights.weights), strict=True)),
        }
        MODEL.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    about = cross_validated(features, labels)
    print(f"| own passages ({len(passages)}), cross-validated | P | R | F1 |\n|---|---|---|---|")
    print(row("about at least .5", labels, about >= 0.5))
    print("\n| probability told | pairs | mean | share true |\n|---|---|---|---|")
    print("\n".join(reliability(labels, about, (0, 0.05, 0.2, 0.4, 0.6, 0.8, 1.01))))
    if options.shared:
        sdg(options.shared, encoder)


if __name__ == "__main__":
    main()
