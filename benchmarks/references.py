"""References: entries cut and read from the test documents, and who cites whom among them.

    python benchmarks/references.py [DIR] [--show]

There is no librarian's list of references to judge against. What can be judged without one: every entry
of a reference list should have a year, authors and a title, and hold one work only (a second author-year
start inside an entry is a missed cut); and a planted citation of every document of the manifest, in four
styles and with one letter in twenty damaged, should link to that document, while planted citations of
works that are not there should not.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import re
import sys
import time
from pathlib import Path

from workingregions.corpus.errors import ReadError
from workingregions.corpus.records import Document, Reference
from workingregions.ingest.references.citation import parse_reference
from workingregions.ingest.references.entries import find_references
from workingregions.ingest.references.works import match_references

STYLES = (
    "{author} ({year}). {title}. Journal of Regions, 4(2), 18-29.",
    "{author} ({year}): {title}. In: Regions {year}: 24-31.",
    "{author}, “{title},” Regions, vol. 12, pp. 1-9, {year}.",
    "{author}. {year}. {title}. London: Press.",
)
_SECOND = re.compile(r"[.)]\s+[A-ZÀ-Þ][\w-]+, [A-Z]\.[^()]{0,80}\((?:19|20)\d\d[a-z]?\)[.:]")


def damaged(text: str, chance: random.Random, share: float = 0.05) -> str:
    """`text` with about `share` of its letters replaced, as bad text layers do."""
    return "".join("x" if c.isalpha() and chance.random() < share else c for c in text)


def planted(rows: list[dict[str, str]], documents: list[Document]) -> tuple[int, int, int, int]:
    """Right links, planted citations, wrong links, planted citations of absent works."""
    chance = random.Random(7)
    cited: list[Reference] = []
    for number, document in enumerate(documents):
        author = document.authors[0] if document.authors else document.publisher
        text = STYLES[number % 4].format(
            author=author, year=document.year, title=damaged(document.title, chance)
        )
        cited.append(parse_reference(text))
    linked = match_references(cited, documents)
    right = sum(
        r.target == d.id or _same(r.target, d, documents) for r, d in zip(linked, documents, strict=True)
    )
    words = sorted({w for row in rows for w in re.findall(r"[A-Za-z]{5,}", row["title"])})
    absent = [
        parse_reference(
            STYLES[n % 4].format(
                author="Roe, J.", year=2000 + n % 20, title=" ".join(chance.sample(words, 8))
            )
        )
        for n in range(200)
    ]
    wrong = sum(bool(r.target) for r in match_references(absent, documents))
    return right, len(documents), wrong, len(absent)


def _same(target: str, document: Document, documents: list[Document]) -> bool:
    """Whether the document linked is another copy of the one cited."""
    return any(d.id == target and d.title == document.title for d in documents)


def main() -> None:
    """Print entries and fields for every document with references, and the linking of planted ones."""
    from workingregions.ingest.read import read

    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = Path(os.environ.get("WORKINGREGIONS_SHARED", "../shared"))
    options.add_argument("shared", type=Path, nargs="?", default=default)
    options.add_argument("--show", action="store_true", help="print every entry")
    given = options.parse_args()
    folder = given.shared / "documents"
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    found: list[Reference] = []
    spent, lists = 0.0, 0
    for row in rows:
        try:
            parsed = read((folder / row["file"]).read_bytes(), name=row["file"], ocr=False)
        except ReadError:
            continue
        start = time.process_time()
        here = find_references(parsed.blocks)
        spent += time.process_time() - start
        found += here
        lists += bool(here)
        for reference in here if given.show else ():
            fields = (
                f"{'; '.join(reference.authors)} | {reference.year} | {reference.title} | {reference.source}"
            )
            sys.stdout.write(f"{row['file'][:20]} {fields}\n")
    total = max(len(found), 1)
    sys.stdout.write(f"{len(found)} entries in {lists} documents, {1000 * spent / total:.2f} ms an entry\n")
    for name, count in (
        ("authors", sum(bool(r.authors) for r in found)),
        ("year", sum(r.year is not None for r in found)),
        ("title", sum(bool(r.title) for r in found)),
        ("DOI", sum(bool(r.doi) for r in found)),
        ("two works in one", sum(bool(_SECOND.search(r.text)) for r in found)),
    ):
        sys.stdout.write(f"  {name:18} {count:5} {count / total:5.0%}\n")
    documents = [
        Document(
            id=f"{n:04}",
            sha256="",
            path=row["file"],
            title=re.sub(r"\s*\([^()]*\)", "", row["title"]),
            publisher=re.split(r"[/(]", row["publisher"])[0].strip(),
            year=int(row["year"]),
        )
        for n, row in enumerate(rows)
        if row["year"].isdigit() and len(re.sub(r"\s*\([^()]*\)", "", row["title"]).split()) > 3
    ]
    right, asked, wrong, absent = planted(rows, documents)
    sys.stdout.write(f"planted citations linked to the right document: {right}/{asked} {right / asked:.0%}\n")
    sys.stdout.write(
        f"citations of absent works linked by mistake:    {wrong}/{absent} {wrong / absent:.1%}\n"
    )


if __name__ == "__main__":
    main()
