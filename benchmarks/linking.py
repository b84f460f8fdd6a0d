"""Affiliations matched to a partial ROR, beside exact-name matching and the published figures.

    python benchmarks/linking.py BENCH_FOLDER [--sets crossref xref_test s2aff_test]

Pooled precision and recall over ids. Recall is given over all gold ids and over those that the registry
holds, with the share it holds; precision counts every id predicted and not in the gold, also where the right
one is not in the registry. Published: S2AFF (Kinney et al. 2023) F1 .892 and the ROR API .787 on S2AFF's test
assertions; ROR's own bar on crossref. Exact-name matching takes parts that are a name of one record alone.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from workingregions.nlp.registry.linking import affiliations, index_of
from workingregions.nlp.registry.registry import Registry, load
from workingregions.nlp.registry.strings import clean, words

PUBLISHED = {
    "crossref": "ROR's bar: accuracy .73, P .95, R .70; exact names only (measured by others): F1 .621",
    "s2aff_test": "S2AFF F1 .892, ROR API F1 .787; exact names only (measured by others): F1 .504",
    "xref_test": "none",
}


def exact(text: str, registry: Registry) -> set[str]:
    """Return records whose name is all of a part between commas, where one record alone is called so."""
    index = index_of(registry)
    own = words(clean(text))
    found = set()
    for segment in sorted({word.segment for word in own}):
        part = tuple(word.text for word in own if word.segment == segment)
        bearing = {index.names[n][0] for n in index.by_words.get(part, ()) if index.names[n][1] != "varied"}
        if len(bearing) == 1:
            found |= bearing
    return found


def measure(
    rows: Sequence[dict[str, Any]], registry: Registry, match: Callable[[str], set[str]]
) -> list[float]:
    """P, R over all gold ids, R over those held, F1, share of strings whose set is right."""
    right = taken = wanted = held = same = 0
    for row in rows:
        gold, picked = set(row["ror"]), match(row["affiliation"])
        right, taken, wanted = right + len(picked & gold), taken + len(picked), wanted + len(gold)
        held += sum(ident in registry.records for ident in gold)
        same += picked == gold
    p, r = right / max(taken, 1), right / wanted
    return [p, r, right / held, 2 * p * r / max(p + r, 1e-9), same / len(rows), held / wanted]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sets", nargs="*", default=["crossref", "xref_test", "s2aff_test"])
    options = parser.parse_args()
    registry = load(options.folder / "ror" / "ror_51k.jsonl.gz")
    index_of(registry)
    print("| set | method | P | R | R of ids held | F1 | sets right | ids held | strings a second |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name in options.sets:
        path = options.folder / "affiliations" / f"{name}.jsonl"
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        methods: dict[str, Callable[[str], set[str]]] = {
            "exact names": lambda text: exact(text, registry),
            "ours": lambda text: {ident for ident, _ in affiliations(text, registry)},
            "ours, from .5 on": lambda text: {ident for ident, _ in affiliations(text, registry, 0.5)},
        }
        for method, match in methods.items():
            start = time.process_time()
            figures = measure(rows, registry, match)
            pace = len(rows) / (time.process_time() - start)
            print(
                f"| {name} | {method} | {' | '.join(f'{v:.3f}' for v in figures)} | {pace:.0f} |", flush=True
            )
        print(f"| {name} | published | {PUBLISHED.get(name, '')} | | | | | | |")


if __name__ == "__main__":
    main()
