"""Metadata: title, year, type and publisher of the test documents, against the librarian's manifest.

    python benchmarks/metadata.py [DIR] [--half even|odd|all] [--show]

How each value is judged:
title      likeness of the keys (case, accents and punctuation folded) at least 0.9, after notes in
           parentheses that the librarian added are taken off; the title before its subtitle counts
           when the manifest gives no subtitle.
year       equal; rows whose year has a question mark or is empty are left out.
type       the genre: policy, scholarly or other.
publisher  the found name against each name in the manifest's field (cut at slash, comma, parentheses):
           equal keys, a token-set similarity of at least 90 with two words shared, a similarity of 85, the
           acronym's letters, or a name of one word that the found name begins with.
Rules were written looking at the even-numbered files only; the odd-numbered ones are the check.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
import sys
import time
from collections import Counter
from pathlib import Path

from rapidfuzz import fuzz

from workingregions.corpus.errors import ReadError
from workingregions.corpus.records import Parsed
from workingregions.ingest.metadata.describe import Description, describe
from workingregions.ingest.metadata.text import key, likeness

BARS = {"title": 0.90, "year": 0.92, "genre": 0.92, "publisher": 0.80}


def title_right(found: str, truth: str) -> bool | None:
    """Whether the title is right; None where the file has none."""
    wanted = re.sub(r"\s*\([^()]*\)", "", truth).strip()
    if not wanted:
        return None
    full = re.sub(r"\s*\([^()]*\)", "", found)
    forms = {found, full, *(full[: m.start()] for m in re.finditer(r"[:?–—]\s", full))}
    wanted_forms = {wanted, truth}
    return max(likeness(form, want) for form in forms for want in wanted_forms) >= 0.9


def publisher_right(found: str, truth: str) -> bool | None:
    """Whether the publisher is one of the names in the manifest's field."""
    if not truth or truth == "(unknown)":
        return None
    names = [key(name) for name in re.split(r"[/(),;]", truth) if key(name)] + [key(truth)]
    have = key(found)
    if not have:
        return False
    for name in names:
        acronym = "".join(word[0] for word in name.split() if word not in ("of", "the", "and", "for"))
        shared = set(have.split()) & set(name.split())
        if have == name or (len(acronym) > 2 and have.replace(" ", "") == acronym):
            return True
        if len(shared - {"the", "of", "us", "and"}) >= 2 and fuzz.token_set_ratio(have, name) >= 90:
            return True
        if have.split()[0] == name and len(name) > 4:
            return True
        if fuzz.ratio(have, name) >= 85:
            return True
    return False


def judge(found: Description, row: dict[str, str]) -> dict[str, bool | None]:
    """For each field whether it is right; None where the manifest does not tell."""
    year = row["year"].strip()
    return {
        "title": title_right(found.title, row["title"]),
        "year": found.year == int(year) if year.isdigit() else None,
        "genre": found.genre == row["doc_type"],
        "publisher": publisher_right(found.publisher, row["publisher"]),
    }


def main() -> None:
    """Print the shares right, in each half of the files and in all, beside the bars."""
    from workingregions.ingest.read import read

    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = Path(os.environ.get("WORKINGREGIONS_SHARED", "../shared"))
    options.add_argument("shared", type=Path, nargs="?", default=default)
    options.add_argument("--half", choices=("even", "odd", "all"), default="all")
    options.add_argument("--show", action="store_true", help="print what is wrong, one line each")
    given = options.parse_args()
    folder = given.shared / "documents"
    right: dict[str, Counter[str]] = {"even": Counter(), "odd": Counter()}
    asked: dict[str, Counter[str]] = {"even": Counter(), "odd": Counter()}
    spent = 0.0
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    for row in rows:
        half = "odd" if int(row["file"][:3]) % 2 else "even"
        if given.half not in (half, "all"):
            continue
        try:
            parsed = read((folder / row["file"]).read_bytes(), name=row["file"])
        except ReadError:
            parsed = Parsed(pages=(), blocks=())
        start = time.process_time()
        found = describe(parsed, name=row["file"])
        spent += time.process_time() - start
        for field, verdict in judge(found, row).items():
            if verdict is not None:
                asked[half][field] += 1
                right[half][field] += verdict
            if verdict is False and given.show:
                value = {"genre": found.type}.get(field, getattr(found, field))
                truth = row["doc_type" if field == "genre" else field]
                sys.stdout.write(f"{row['file'][:40]:40} {field}: {value} <> {truth}\n")
    sys.stdout.write("field       even        odd         all         bar\n")
    for field, bar in BARS.items():
        cells = []
        for halves in (("even",), ("odd",), ("even", "odd")):
            n, k = sum(asked[h][field] for h in halves), sum(right[h][field] for h in halves)
            cells.append(f"{k:3}/{n:3} {k / n:4.0%}" if n else "-")
        sys.stdout.write(f"{field:10}  " + "  ".join(cells) + f"   {bar:.0%}\n")
    sys.stdout.write(
        f"describe: {spent:.1f} s of processor time for {sum(asked[h]['genre'] for h in asked)} files\n"
    )


if __name__ == "__main__":
    main()
