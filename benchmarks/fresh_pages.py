"""Institutions, ties and outcomes on pages of SHARED/fresh, documents that no rule was written on.

    python benchmarks/fresh_pages.py SHARED

Two annotators who worked apart marked 41 pages drawn at random (benchmarks/data/fresh_pages.jsonl: bare facts
in the gold's format; an item that only one of them marked is not core, nor is an institution of footnotes
alone). A hash of the file's name divides them: errors may be read on the development half, the other is only
counted. Scored with SHARED/gold/score.py.
"""

from __future__ import annotations

import argparse
import contextlib
import io
from pathlib import Path

from gold_pages import scorer
from own_ties import development, predicted

PAGES = Path(__file__).parent / "data" / "fresh_pages.jsonl"
SCORED = ("institutions", "ties", "outcomes", "type", "scale", "modality")


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
        with contextlib.redirect_stdout(io.StringIO()) as said:
            score.score(pages, guess)
        print(f"\n{title} ({len(pages)} pages)")
        print("\n".join(line for line in said.getvalue().splitlines() if line.startswith(SCORED)))


if __name__ == "__main__":
    main()
