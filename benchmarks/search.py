"""Search on SciFact (test, as in BEIR) and Cranfield: nDCG@10 of words, of meaning and of both.

    python benchmarks/search.py SHARED [--set scifact cranfield]

The store, its index and the ranking are those of a project: each text is put in as one passage, and
`models.search.ranking` is asked for ten. Peers: bge-small is printed by its authors (MTEB); BM25 was
measured on these files with a tuned tokenizer; MiniLM is from memory.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from workingregions.corpus.records import Passage
from workingregions.corpus.store.snapshot import Snapshot
from workingregions.corpus.store.store import Store
from workingregions.models.encoder import Encoder
from workingregions.models.search import Mode, ranking

PEERS = {
    "scifact": "bge-small .713 (printed), BM25 .679 (measured), MiniLM ~.645",
    "cranfield": "BM25 .527 (measured)",
}
MODES: tuple[Mode, ...] = ("lexical", "dense", "hybrid")


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Return the records of a JSON Lines file, gzipped or not."""
    with (
        gzip.open(path, "rt", encoding="utf-8")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8") as lines
    ):
        yield from map(json.loads, lines)


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    """Normalised discounted cumulative gain (Järvelin & Kekäläinen 2002), with linear gains as in BEIR."""
    gain = sum(grades.get(doc, 0) / math.log2(rank + 2) for rank, doc in enumerate(ranked[:depth]))
    best = sorted(grades.values(), reverse=True)[:depth]
    ideal = sum(grade / math.log2(rank + 2) for rank, grade in enumerate(best))
    return gain / ideal if ideal else 0.0


def build(folder: Path, corpus: Path, encoder: Encoder) -> Snapshot:
    """Return a project's store that holds each text of the corpus as one passage."""
    texts = list(rows(corpus))
    joined = [f"{t['title']}\n{t['text']}".strip() for t in texts]
    vectors = encoder.encode(joined)
    passages = [
        Passage(
            id=t["id"], document="bench", ordinal=i, pages=(1,), first_block=i, last_block=i, text=text,
            vector=vector,
        )
        for i, (t, text, vector) in enumerate(zip(texts, joined, vectors, strict=True))
    ]  # fmt: skip
    store = Store.create(folder)
    with store.writer() as writer:
        writer.replace("passages", "", passages)
        writer.index()
        writer.commit("benchmark")
    return store.snapshot()


def measure(name: str, bench: Path, encoder: Encoder) -> None:
    """Print a line of the table for each way of searching."""
    queries = list(rows(bench / f"{name}.queries.jsonl"))
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows(bench / f"{name}.qrels.jsonl"):
        if int(row["grade"]) > 0:
            grades[row["query"]][row["doc"]] = int(row["grade"])
    queries = [q for q in queries if q["id"] in grades]
    with tempfile.TemporaryDirectory() as folder:
        snapshot = build(Path(folder) / "store", bench / f"{name}.corpus.jsonl.gz", encoder)
        for mode in MODES:
            total, start = 0.0, time.perf_counter()
            for query in queries:
                found = ranking(query["text"], snapshot, encoder.encode, mode=mode, n=10)
                total += ndcg([passage for passage, _, _ in found], grades[query["id"]])
            pace = 1000 * (time.perf_counter() - start) / len(queries)
            print(
                f"| {name} | {mode} | {total / len(queries):.3f} | {pace:.0f} | {PEERS[name]} |", flush=True
            )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("--set", nargs="*", default=sorted(PEERS), choices=sorted(PEERS))
    options = parser.parse_args()
    print("| set | ranking | nDCG@10 | ms a query | peers |\n|---|---|---|---|---|")
    encoder = Encoder()
    for name in options.set:
        measure(name, options.shared / "bench" / "search", encoder)


if __name__ == "__main__":
    main()
