"""Topics on BBC News, M10 and DBLP: NPMI and diversity over the top 10 words, NMI with the labels.

    python benchmarks/topics.py SHARED [--set BBC_News M10 DBLP] [--topics 10 20 30 40 50] [--seeds 5]

Figures are means over the numbers of topics and the seeds, as in the BERTopic paper (Grootendorst 2022),
whose figures for BBC News are quoted from memory. NMI compares each text's strongest topic with its label.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from pathlib import Path

import numpy as np
from sklearn.metrics import normalized_mutual_info_score

from workingregions.models.topics import Method, TopicModel, fit_words

SETS = ("BBC_News", "M10", "DBLP")
METHODS: tuple[Method, ...] = ("nmf", "lda")
PEERS = "BERTopic ~.167 / .794, CTM ~.094 / .819, LDA ~.014 / .577"


def agreement(model: TopicModel, labels: dict[str, str]) -> float:
    """Normalised mutual information between labels and the texts' strongest topics."""
    guess = [max(w, key=lambda pair: pair[1])[0] if w else 0 for w in model.weights.values()]
    return float(normalized_mutual_info_score([labels[i] for i in model.weights], guess))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("--set", nargs="*", default=list(SETS), choices=SETS)
    parser.add_argument("--topics", nargs="*", type=int, default=[10, 20, 30, 40, 50])
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    print(
        "| set | method | NPMI | diversity | NMI | s a fit | peers on NPMI / diversity |\n" + "|---" * 7 + "|"
    )
    for name in options.set:
        with gzip.open(
            options.shared / "bench" / "topics" / f"{name}.jsonl.gz", "rt", encoding="utf-8"
        ) as file:
            rows = [json.loads(line) for line in file]
        ids = [f"{i:06d}" for i in range(len(rows))]
        labels = {i: row["label"] for i, row in zip(ids, rows, strict=True)}
        for method in METHODS:
            figures = []
            start = time.process_time()
            for number in options.topics:
                for seed in range(options.seeds):
                    model = fit_words(
                        [row["tokens"] for row in rows], ids, method=method, topics=number, seed=seed
                    )
                    figures.append((model.coherence, model.diversity, agreement(model, labels)))
            npmi, diverse, nmi = np.mean(figures, axis=0)
            pace = (time.process_time() - start) / len(figures)
            peers = PEERS if name == "BBC_News" else ""
            print(
                f"| {name} | {method} | {npmi:.3f} | {diverse:.3f} | {nmi:.3f} | {pace:.1f} | {peers} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
