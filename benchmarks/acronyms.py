"""Acronym definitions on MED1250 beside Ab3P and Schwartz-Hearst: pairs, case ignored.

    python benchmarks/acronyms.py BENCH_FOLDER

Ab3P's figures are printed by its authors (Sohn et al. 2008); Schwartz-Hearst was measured on these files.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from workingregions.nlp import acronyms


def normal(form: str) -> str:
    """Case and white space do not count."""
    return " ".join(form.split()).casefold()


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", type=Path)
    path = arguments.parse_args().folder / "acronyms" / "med1250.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    right = found = wanted = words = 0
    start = time.process_time()
    for row in rows:
        gold = {(normal(short), normal(long)) for short, long in row["pairs"]}
        guess = {(normal(pair.short), normal(pair.long)) for pair in acronyms.find(row["text"])}
        right, found, wanted = right + len(gold & guess), found + len(guess), wanted + len(gold)
        words += len(row["text"].split())
    pace = words / (time.process_time() - start)
    p, r = right / found, right / wanted
    print("| finder | P | R | F1 | words a second |\n|---|---|---|---|---|")
    print(f"| ours | {p:.3f} | {r:.3f} | {2 * p * r / (p + r):.3f} | {pace:,.0f} |")
    print("| Ab3P (printed) | 0.965 | 0.832 | 0.894 | |\n| Schwartz-Hearst (measured) | | | 0.833 | |")


if __name__ == "__main__":
    main()
