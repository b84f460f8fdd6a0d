"""Search: nDCG@10 of words, of meaning and of both, on published sets and on our own judged queries.

    python benchmarks/search.py SHARED [--set scifact cranfield dev own] [--project DIR] [--reranker DIR]

SciFact (test, as in BEIR) and Cranfield are put into a store of their own, one passage per text. `dev` is
SHARED/gold/search_dev.jsonl and `own` benchmarks/data/search_queries.jsonl; both judge pages of
SHARED/documents, which DIR is a project of. Of these, pages that nobody judged are left out or count as 0.
"before" is reciprocal rank fusion (k = 60), which the product used until November 2026; intervals are 95 %
paired bootstrap intervals over queries of the difference to it. Peers: bge-small is printed by its authors
(MTEB); BM25 was measured on these files with a tuned tokenizer; MiniLM is from memory.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from workingregions.app import Project
from workingregions.app.ask.expansions import expansions
from workingregions.corpus.records import Passage
from workingregions.corpus.selection import Selection
from workingregions.corpus.store import Snapshot, Store, without
from workingregions.models.cross_encoder import CrossEncoder
from workingregions.models.encoder import SHIPPED, Encoder
from workingregions.models.search import Engine, Mode, Query, Reranker, Scale, Search, Verdict, answer, parse

PEERS = {
    "scifact": "bge-small .713 (printed), BM25 .679 (measured), MiniLM ~.645",
    "cranfield": "BM25 .527 (measured)",
    "dev": "bge-small .719, MiniLM with a cross-encoder .675 (prototypes)",
    "own": "",
}
OWN = Path(__file__).parent / "data" / "search_queries.jsonl"
PAGED = 400
"""Words of a section of a file without pages, which counts as its page."""
DEPTH = 300
Item = tuple[str, int] | str
Rank = Callable[[str], list[str]]


@dataclass(frozen=True)
class Topic:
    """A query and the grades of items (texts, or pages of files) judged for it."""

    query: str
    kind: str
    grades: Mapping[Item, int]


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a JSON Lines file, gzipped or not."""
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def ndcg(grades: Sequence[int], judged: Sequence[int], depth: int = 10) -> float:
    """Normalised discounted cumulative gain (Järvelin & Kekäläinen 2002), with linear gains as in BEIR."""
    gain = sum(grade / math.log2(rank + 2) for rank, grade in enumerate(grades[:depth]))
    ideal = sum(g / math.log2(rank + 2) for rank, g in enumerate(sorted(judged, reverse=True)[:depth]))
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


def engine(snapshot: Snapshot, encoder: Encoder, reranker: Reranker | None = None) -> Engine:
    """Return the engine of a snapshot."""

    def fetch(ids: Sequence[str]) -> dict[str, Passage]:
        columns = without("passages", "vector")
        return {p.id: p for p in snapshot.records("passages", among=("id", ids), columns=columns)}

    scale = None if encoder.name == SHIPPED else Scale.of(snapshot.sample_vectors(2_000))
    return Engine(snapshot, fetch, encoder.encode, reranker, scale)


def before(searcher: Engine, selection: Selection | None, text: str) -> list[str]:
    """Return the ranking by reciprocal rank fusion (Cormack, Clarke & Büttcher 2009) of both legs."""
    where = (selection or Selection()).where()
    legs = (
        searcher.candidates.lexical(text, where, DEPTH),
        searcher.candidates.dense(searcher.encode([text])[0], where, DEPTH),
    )
    scores: dict[str, float] = defaultdict(float)
    for leg in legs:
        for rank, (passage, _) in enumerate(leg, 1):
            scores[passage] += 1 / (60 + rank)
    return sorted(scores, key=lambda p: (-scores[p], p))


def now(
    searcher: Engine, selection: Selection | None, mode: Mode, project: Project | None, text: str
) -> list[str]:
    """Return the ranking of the product in a mode; of a project, with the other names of what it names."""
    query = parse(text) if project else Query(text=text)
    more = expansions(project.view(), query.text) if project and mode == "hybrid" else ()
    found = searcher.rank(Search(query=query, selection=selection, mode=mode, expansions=more), DEPTH)
    return [one.passage for one in found.passages]


def published(bench: Path, name: str) -> list[Topic]:
    """Return the queries of SciFact or Cranfield that have a relevant text."""
    grades: dict[str, dict[Item, int]] = defaultdict(dict)
    for row in rows(bench / f"{name}.qrels.jsonl"):
        if int(row["grade"]) > 0:
            grades[row["query"]][row["doc"]] = int(row["grade"])
    queries = rows(bench / f"{name}.queries.jsonl")
    return [Topic(q["text"], "", grades[q["id"]]) for q in queries if q["id"] in grades]


def judged(path: Path) -> list[Topic]:
    """Return queries with judged pages."""
    return [
        Topic(r["query"], r["kind"], {(j["file"], int(j["page"])): j["grade"] for j in r["judged"]})
        for r in rows(path)
    ]


def pages(snapshot: Snapshot) -> dict[str, Item]:
    """Return the page of each passage: that on which it begins."""
    path = {d.id: Path(d.path).name for d in snapshot.records("documents")}
    words: dict[str, int] = defaultdict(int)
    found: dict[str, Item] = {}
    for passage in snapshot.records("passages", columns=without("passages", "vector")):
        file = path[passage.document]
        page = passage.pages[0] if file.lower().endswith(".pdf") else 1 + words[file] // PAGED
        found[passage.id] = (file, page)
        words[file] += len(passage.text.split())
    return found


def interval(differences: Sequence[float]) -> str:
    """Return the mean difference with its 95 % bootstrap interval."""
    draws = np.random.default_rng(13).choice(differences, (10_000, len(differences))).mean(axis=1)
    low, high = np.quantile(draws, (0.025, 0.975))
    return f"{np.mean(differences):+.3f} [{low:+.3f}, {high:+.3f}]"


def table(name: str, topics: Sequence[Topic], ranks: Mapping[str, Rank], item: Mapping[str, Item]) -> None:
    """Print a row for each way of searching."""
    base: list[float] = []
    for label, rank in ranks.items():
        condensed, zero, five = [], [], []
        start = time.perf_counter()
        for topic in topics:
            if not any(topic.grades.values()):
                continue
            found = list(dict.fromkeys(item.get(p, p) for p in rank(topic.query)))
            values = list(topic.grades.values())
            condensed.append(ndcg([topic.grades[i] for i in found if i in topic.grades], values))
            zero.append(ndcg([topic.grades.get(i, 0) for i in found], values))
            five.append(sum(topic.grades.get(i, 0) > 0 for i in found[:5]) / 5)
        pace = 1000 * (time.perf_counter() - start) / len(zero)
        shown = condensed if item else zero
        base = base or shown
        gain = "" if shown is base else interval([a - b for a, b in zip(shown, base, strict=True)])
        pages_too = f"{np.mean(condensed):.3f} / {np.mean(zero):.3f}" if item else f"{np.mean(zero):.3f}"
        print(
            f"| {name} | {label} | {pages_too} | {np.mean(five):.2f} | {gain} | {pace:.0f} | {PEERS[name]} |",
            flush=True,
        )


def doubts(searcher: Engine, topics: Sequence[Topic], selection: Selection, project: Project) -> None:
    """Print how often it is said that nothing answers a query, where that is so and where it is not."""
    said: dict[bool, list[bool]] = {True: [], False: []}
    for topic in topics:
        query = parse(topic.query)
        more = expansions(project.view(), query.text)
        found = answer(searcher, Search(query=query, selection=selection, expansions=more), 10)
        said[topic.kind == "no-answer"].append(found.verdict is Verdict.NOTHING)
    print(
        f"No answer, said so: {sum(said[True])} of {len(said[True])}; "
        f"answered, said not to be: {sum(said[False])} of {len(said[False])}"
    )


def ways(
    searcher: Engine, reranked: Engine | None, selection: Selection | None, project: Project | None
) -> dict[str, Rank]:
    """Return the ways of searching, by name; the first one is what the others are compared with."""
    found: dict[str, Rank] = {
        "before": partial(before, searcher, selection),
        "words": partial(now, searcher, selection, "lexical", project),
        "meaning": partial(now, searcher, selection, "dense", project),
        "both": partial(now, searcher, selection, "hybrid", project),
    }
    return found | (
        {"both, reranked": partial(now, reranked, selection, "hybrid", project)} if reranked else {}
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("--set", nargs="*", default=["scifact", "cranfield"], choices=sorted(PEERS))
    parser.add_argument("--project", type=Path, help="a project of SHARED/documents, for dev and own")
    parser.add_argument("--encoder", default="", help="another encoder")
    parser.add_argument("--reranker", default="", help="a cross-encoder")
    options = parser.parse_args()
    encoder = Encoder(options.encoder)
    reranker = CrossEncoder(options.reranker, root=Path()) if options.reranker else None
    print("| set | ranking | nDCG@10 | P@5 | against before | ms a query | peers |")
    print("|---|---|---|---|---|---|---|")
    for name in options.set:
        if name in ("scifact", "cranfield"):
            bench = options.shared / "bench" / "search"
            with tempfile.TemporaryDirectory() as folder:
                snapshot = build(Path(folder) / "store", bench / f"{name}.corpus.jsonl.gz", encoder)
                searcher = engine(snapshot, encoder)
                read = engine(snapshot, encoder, reranker) if reranker else None
                table(name, published(bench, name), ways(searcher, read, None, None), {})
            continue
        project = Project.open(options.project)
        snapshot = project.view().snapshot
        files = {path.name for path in (options.shared / "documents").iterdir()}
        documents = [d.id for d in snapshot.records("documents") if Path(d.path).name in files]
        selection = Selection(documents=tuple(sorted(documents)))
        searcher = engine(snapshot, encoder)
        read = engine(snapshot, encoder, reranker) if reranker else None
        topics = judged(options.shared / "gold" / "search_dev.jsonl" if name == "dev" else OWN)
        table(name, topics, ways(searcher, read, selection, project), pages(snapshot))
        doubts(searcher, topics, selection, project)


if __name__ == "__main__":
    main()
