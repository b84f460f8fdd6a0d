"""Ties, outcomes and people on our own annotated pages of documents that the gold does not hold.

    python benchmarks/own_ties.py SHARED

The pages (benchmarks/data/own_pages_ties.jsonl: bare facts in the gold's format) were annotated before any
output on them was seen. They are split by a hash of the file's name: rules may be written looking at errors
on the development half, the other is only counted. Scored with SHARED/gold/score.py; for people, a
name is right when it is, or ends, one of the page's names.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from extraction_speed import read
from gold_pages import scorer

from workingregions.nlp.annotate import Annotator
from workingregions.reports.export_pages import page_lines

PAGES = Path(__file__).parent / "data" / "own_pages_ties.jsonl"
FOLDERS = ("documents", "bench/tables/pdf", "bench/pdf_text/pdf", "fresh")
Pages = Mapping[tuple[str, int], Any]


def development(file: str) -> bool:
    """Whether a file belongs to the half whose errors may be read."""
    return hashlib.sha256(file.encode()).digest()[0] % 2 == 0


def predicted(shared: Path, pages: Pages) -> dict[tuple[str, int], Any]:
    """Our annotations of the documents that hold these pages."""
    found: dict[tuple[str, int], Any] = {}
    annotate = Annotator()
    for file in sorted({file for file, _ in pages}):
        path = next(shared / folder / file for folder in FOLDERS if (shared / folder / file).exists())
        for row in page_lines(annotate(read(path)), about=0.5):
            found[row["file"], row["page"]] = row
    return found


def people(gold: Pages, guess: Pages) -> tuple[float, float]:
    """Precision and recall of names."""
    right = said = met = core = 0
    for key, page in gold.items():
        true = {person["name"]: person["core"] for person in page["people"]}
        names = {person["name"] for person in guess.get(key, {}).get("people", [])}
        said += len(names)
        right += sum(any(_same(name, other) for other in true) for name in names)
        core += sum(true.values())
        met += sum(held and any(_same(name, other) for name in names) for other, held in true.items())
    return right / said if said else 0.0, met / core if core else 0.0


def _same(name: str, other: str) -> bool:
    one, two = name.casefold().split(), other.casefold().split()
    return one[-1] == two[-1] and (set(one) <= set(two) or set(two) <= set(one))


def main() -> None:
    """Read, annotate, score and print both halves."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("shared", type=Path)
    options = parser.parse_args()
    score = scorer(options.shared / "gold" / "score.py")
    gold = score.read(PAGES)
    guess = predicted(options.shared, gold)
    for title, half in (("development half", True), ("held-out half", False)):
        pages = {key: page for key, page in gold.items() if development(key[0]) is half}
        with contextlib.redirect_stdout(io.StringIO()):
            tally, agree = score.score(pages, guess)
        print(f"\n{title} ({len(pages)} pages)")
        for field in ("ties", "outcomes"):
            precision, recall, f1 = tally[field].row()
            print(f"{field:10s} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  (core {tally[field].core})")
        right, judged = agree["modality"]
        print(f"modality   {right} of {judged}")
        print("people     P {:.3f}  R {:.3f}".format(*people(pages, guess)))


if __name__ == "__main__":
    main()
