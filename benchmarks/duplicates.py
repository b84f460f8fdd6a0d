"""Duplicates among the test documents: every pair that the manifest's notes name, and no other.

The documents are read in full, scans by OCR; running headers and footers are left out of the comparison.

Run: python benchmarks/duplicates.py SHARED_FOLDER
Peers: none published on these files; exact comparison of bytes (what file managers do) finds none.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from workingregions.corpus.enums import FURNITURE
from workingregions.corpus.errors import ReadError
from workingregions.ingest.duplicates import Verdict, find_duplicates, signature
from workingregions.ingest.read import read

NAMED = {
    ("003", "004"),
    ("035", "036"),
    ("038", "111"),
    ("047", "112"),
    ("048", "049"),
    ("054", "055"),
    ("058", "059"),
}
"""Numbers of the pairs that the manifest's notes call near-duplicate, same content or scan."""


def texts(folder: Path) -> tuple[dict[str, str], set[str]]:
    """Return the text of every document that can be read, by number, and the numbers of those read by OCR."""
    found: dict[str, str] = {}
    scans: set[str] = set()
    for path in sorted(p for p in folder.iterdir() if p.name[:3].isdigit()):
        try:
            parsed = read(path.read_bytes(), name=path.name)
        except ReadError:
            continue
        found[path.name[:3]] = "\n".join(b.text for b in parsed.blocks if b.kind not in FURNITURE)
        if all(page.origin == "ocr" for page in parsed.pages):
            scans.add(path.name[:3])
    return found, scans


def main() -> None:
    """Print the pairs found, and what is missing or wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shared", type=Path)
    documents, scans = texts(parser.parse_args().shared / "documents")
    began = time.process_time()
    signatures = {key: signature(text) for key, text in documents.items()}
    signed = time.process_time()
    verdicts: dict[str, Verdict] = {}
    pairs = find_duplicates(documents, signatures, scans, verdicts)
    ended = time.process_time()
    # A later drop has signatures and verdicts, and no texts.
    assert find_duplicates({}, signatures, scans, verdicts) == pairs
    again = time.process_time()
    for pair in pairs:
        named = tuple(sorted((pair.document, pair.of))) in NAMED
        note = "" if named else "NOT NAMED"
        print(f"{pair.document} repeats {pair.of}  {pair.kind:14} {pair.similarity:.3f}  {note}")
    found = {tuple(sorted((pair.document, pair.of))) for pair in pairs}
    print(f"{len(found & NAMED)} of {len(NAMED)} named pairs found, {len(found - NAMED)} others")
    print(f"missing: {sorted(NAMED - found)}")
    each = 1000 / max(len(documents), 1)
    print(
        f"signatures {(signed - began) * each:.1f}, comparison {(ended - signed) * each:.1f}, "
        f"again with what was kept {(again - ended) * each:.2f} ms a document"
    )


if __name__ == "__main__":
    main()
