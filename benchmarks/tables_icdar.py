"""ICDAR-2013 table competition: adjacency relations (Göbel, Hassan, Oro, Orsi 2012), detection included.

Every cell that holds text is paired with its nearest neighbours that hold text, to the right and below;
a pair is right when the gold table has the same two texts in the same direction. Texts are compared
without white space and punctuation, as in the competition. No gold region is given: tables must be found.

Run: python benchmarks/tables_icdar.py SHARED_FOLDER [--verbose]
Peers, printed by their sources, other harnesses: camelot 0.778, tablers 0.750 (F1).
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pypdfium2

from workingregions.ingest.pdf.reader import read_tables
from workingregions.ingest.pdf.tables import tables

Cell = tuple[int, int, int, int, str]
"""First and last row, first and last column, text."""
Relations = Counter[tuple[str, str, str]]


def normal(text: str) -> str:
    """Return the text without white space, punctuation and case."""
    return re.sub(r"[\W_]+", "", text).casefold()


def relations(cells: Iterable[Cell]) -> Relations:
    """Pairs of neighbouring texts with their direction."""
    owner: dict[tuple[int, int], int] = {}
    texts = []
    for r0, r1, c0, c1, text in cells:
        if not (plain := normal(text)):
            continue
        owner.update({(r, c): len(texts) for r in range(r0, r1 + 1) for c in range(c0, c1 + 1)})
        texts.append(plain)
    rows = 1 + max((r for r, _ in owner), default=-1)
    columns = 1 + max((c for _, c in owner), default=-1)
    pairs = set()
    for direction, lines in (
        ("right", [[(r, c) for c in range(columns)] for r in range(rows)]),
        ("below", [[(r, c) for r in range(rows)] for c in range(columns)]),
    ):
        for line in lines:
            filled = [owner[place] for place in line if place in owner]
            pairs.update((a, b, direction) for a, b in pairwise(filled) if a != b)
    return Counter((texts[a], texts[b], direction) for a, b, direction in pairs)


def found_cells(table: tables.Table) -> list[Cell]:
    """Return the cells of a found table, merged ones with their extent."""
    spans = {(r0, c0): (r1, c1) for r0, r1, c0, c1 in table.spans}
    return [
        (r, *(spans.get((r, c), (r, c))[:1]), c, spans.get((r, c), (r, c))[1], text)
        for r, row in enumerate(table.cells)
        for c, text in enumerate(row)
    ]


def figures(right: int, found: int, gold: int) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    precision, recall = right / found if found else float(gold == 0), right / gold if gold else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def main() -> None:
    """Print pooled figures, the mean over documents, and the time a page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("shared", type=Path)
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    folder = options.shared / "bench" / "tables"
    totals, scores, pages, begin = Counter[str](), [], 0, time.process_time()
    for line in (folder / "gold.jsonl").read_text().splitlines():
        record = json.loads(line)
        if options.only not in record["pdf"]:
            continue
        gold: Relations = Counter()
        for cells in record["tables"]:
            gold += relations((c["r0"], c["r1"], c["c0"], c["c1"], c["text"]) for c in cells)
        data = (folder / "pdf" / record["pdf"]).read_bytes()
        count = len(pypdfium2.PdfDocument(data))
        found: Relations = Counter()
        by_page = read_tables(data)
        for page_tables in by_page.values():
            for table in page_tables:
                found += relations(found_cells(table))
        right = (gold & found).total()
        totals.update(right=right, found=found.total(), gold=gold.total())
        scores.append(figures(right, found.total(), gold.total()))
        pages += count
        if options.verbose:
            tables_found = sum(map(len, by_page.values()))
            print(
                f"{record['pdf']}: F1 {scores[-1][2]:.3f} P {scores[-1][0]:.3f} R {scores[-1][1]:.3f}"
                f" relations {gold.total()}, tables {tables_found} of {len(record['tables'])}"
            )
    seconds = (time.process_time() - begin) / max(1, pages)
    pooled = figures(totals["right"], totals["found"], totals["gold"])
    mean = [sum(column) / len(scores) for column in zip(*scores, strict=True)]
    for name, (precision, recall, f1) in (("pooled", pooled), ("mean over documents", mean)):
        print(f"{name}: F1 {f1:.3f}, precision {precision:.3f}, recall {recall:.3f}")
    print(f"{len(scores)} documents, {pages} pages, {seconds:.2f} s a page")


if __name__ == "__main__":
    main()
