"""The two scans of the test documents against the text of the files they were made from.

Word recall: the share of the original's words (as a multiset) that the scan's text has. Order: the
share of matched words that stand in the original's order (longest increasing subsequence). With
--reader the whole reader is measured (layout included), otherwise OCR alone, lines from top to bottom.

Run: python benchmarks/scans.py SHARED_FOLDER [--reader]
Peers: none published on these files.
"""

from __future__ import annotations

import argparse
import re
import time
import unicodedata
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

import pypdfium2

from workingregions.ingest.pdf.ocr import ocr

PAIRS = {"111": ("038", 10), "112": ("047", 2)}
"""Number of the scan, of its original, and how many of the original's first pages it shows."""


def words(text: str) -> list[str]:
    """Words and numbers, without case and accents; hyphens separate, so that line ends do not matter."""
    plain = unicodedata.normalize("NFKD", text.replace("\u00ad", "-").replace("\x02", "-"))
    return re.findall(r"[a-z0-9]+", plain.casefold())


def original_pages(path: Path, count: int) -> list[str]:
    """Return the text layer of the first pages, in the file's order."""
    document = pypdfium2.PdfDocument(path)
    return [document[i].get_textpage().get_text_range().replace("\r\n", "\n") for i in range(count)]


def ocr_pages(path: Path) -> list[str]:
    """Return what OCR reads on each page, line by line from top to bottom."""
    return ["\n".join(w.text for w in ocr.read_pdf_page(page)) for page in pypdfium2.PdfDocument(path)]


def reader_pages(path: Path) -> list[str]:
    """Return what the PDF reader makes of each page."""
    from workingregions.ingest.pdf.reader import read_pdf

    parsed = read_pdf(path.read_bytes())
    pages = [""] * len(parsed.pages)
    for block in parsed.blocks:
        pages[block.page - 1] += block.text + "\n"
    return pages


def compare(truth: str, read: str) -> tuple[int, int, int, int]:
    """Words of the truth, of them found, of them in order (sum of matching blocks), words read."""
    a, b = words(truth), words(read)
    found = sum((Counter(a) & Counter(b)).values())
    ordered = sum(block.size for block in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks())
    return len(a), found, ordered, len(b)


def main() -> None:
    """Print recall, precision, order and time a page for each scan."""
    parser = argparse.ArgumentParser()
    parser.add_argument("shared", type=Path)
    parser.add_argument("--reader", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    documents = options.shared / "documents"
    for scan, (original, count) in PAIRS.items():
        path = next(documents.glob(f"{scan}_*.pdf"))
        truth = original_pages(next(documents.glob(f"{original}_*.pdf")), count)
        begin = time.process_time()
        read = reader_pages(path) if options.reader else ocr_pages(path)
        seconds = (time.process_time() - begin) / count
        rows = [compare(*pair) for pair in zip(truth, read, strict=True)]
        total, found, ordered, got = (sum(column) for column in zip(*rows, strict=True))
        print(
            f"{scan}: word recall {found / total:.4f}, precision {found / got:.4f}, "
            f"in order {ordered / total:.4f}, {seconds:.1f} s a page"
        )
        if options.verbose:
            for number, (t, r, row) in enumerate(zip(truth, read, rows, strict=True), start=1):
                lost, extra = Counter(words(t)) - Counter(words(r)), Counter(words(r)) - Counter(words(t))
                print(f"  page {number}: {row[1]}/{row[0]}; lost {dict(lost)}; extra {dict(extra)}")


if __name__ == "__main__":
    main()
