"""Text of PDF pages against the unit tests of olmOCR-bench (Poznanski et al., 2025).

    python benchmarks/olmocr.py SHARED/bench/pdf_text [--failures SET] [--ocr]

A test says that a text is present, absent, or stands before another; texts are compared fuzzily, by the
rules of the benchmark: white space and quotes are levelled, `present` and `absent` allow `max_diffs`
edits by rapidfuzz's partial ratio, `order` allows them by Levenshtein distance. Pages without a text
layer are left out; with --ocr there are two more rows, as documents are read when they come in: the pages
that need it recognised from their picture.
"""

from __future__ import annotations

import argparse
import json
import re
import time
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from workingregions.corpus.errors import ReadError
from workingregions.corpus.records import Parsed
from workingregions.ingest.pdf.reader import read_pdf
from workingregions.ingest.render import markdown

SETS = ("headers_footers", "multi_column", "long_tiny_text")
PEERS = """\
peer (measured on these pages)   headers_footers  multi_column  long_tiny_text  pages/s
pdfium, as drawn                            34.0          67.6            80.3      211
pymupdf                                     35.6          60.6            85.5
kreuzberg                                   34.8          66.4            84.2
pdftotext                                   25.5          65.1            73.7
pymupdf4llm                                 30.4          64.0            69.7      1.5
Marker (GPU, all pages, printed)            86.6          80.0            85.7
MinerU (GPU, all pages, printed)            96.6          78.2            83.5"""

_PLAIN = str.maketrans(
    {"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "＿": "_", "–": "-", "—": "-"}
    | {"‑": "-", "‒": "-", "−": "-", "µ": "μ"}
)


def normalise(text: str) -> str:
    """Return the benchmark's levelling of Markdown signs, white space, quotes and dashes."""
    text = re.sub(r"<br/?>", " ", text)
    text = re.sub(r"\*\*(.*?)\*\*", r"\1", text)
    text = re.sub(r"__(.*?)__", r"\1", text)
    text = re.sub(r"</?[bi]>", "", text)
    text = re.sub(r"(\*\*|__)(.*?)\1", r"\2", text)
    text = re.sub(r"(\*|_)(.*?)\1", r"\2", text)
    text = re.sub(r"\s+", " ", text)
    return unicodedata.normalize("NFC", text).translate(_PLAIN)


def passes(test: dict[str, Any], text: str) -> bool:
    """Whether `text` (Markdown of one page) passes one unit test."""
    text = normalise(text)
    if test["type"] == "order":
        before = _starts(normalise(test["before"]), text, test["max_diffs"])
        after = _starts(normalise(test["after"]), text, test["max_diffs"])
        return bool(before and after) and min(before) < max(after)
    query = normalise(test["text"])
    if not test.get("case_sensitive", True):
        query, text = query.lower(), text.lower()
    first, last = test.get("first_n"), test.get("last_n")
    if first and last:
        text = text[:first] + text[-last:]
    elif first:
        text = text[:first]
    elif last:
        text = text[-last:]
    present = len(text) >= len(query) - test["max_diffs"] and (
        fuzz.partial_ratio(query, text) / 100 >= 1 - test["max_diffs"] / max(len(query), 1)
    )
    return present == (test["type"] == "present")


def _starts(query: str, text: str, most: int) -> list[int]:
    """Where `query` starts in `text` with at most `most` edits (Sellers, 1980), best of each cluster."""
    exact = [m.start() for m in re.finditer(re.escape(query), text)]
    if exact or not most:
        return exact
    size = len(query)
    cost = list(range(size + 1))
    start = [0] * (size + 1)
    hits: list[tuple[int, int, int]] = []  # end, edits, start
    for end, char in enumerate(text, 1):
        diagonal, diagonal_start = cost[0], start[0]
        start[0] = end
        cost[0] = 0
        for i in range(1, size + 1):
            up, up_start = cost[i], start[i]
            best, begin = diagonal + (query[i - 1] != char), diagonal_start
            if up + 1 < best:
                best, begin = up + 1, up_start
            if cost[i - 1] + 1 < best:
                best, begin = cost[i - 1] + 1, start[i - 1]
            diagonal, diagonal_start = up, up_start
            cost[i], start[i] = best, begin
        if cost[size] <= most:
            hits.append((end, cost[size], start[size]))
    out: list[int] = []
    previous = best_edits = -1
    for end, edits, begin in hits:
        if previous < 0 or begin > previous:
            out.append(begin)
            best_edits = edits
        elif edits < best_edits:
            out[-1], best_edits = begin, edits
        previous = end
    return out


@dataclass
class Row:
    """One way of reading: tests passed and done by set, pages, words and CPU seconds."""

    name: str
    passed: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    total: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    pages: int = 0
    words: int = 0
    spent: float = 0.0

    def count(self, tests: list[dict[str, Any]], text: str, spent: float) -> list[dict[str, Any]]:
        """Count a page; return the tests that it fails."""
        self.pages += 1
        self.words += len(text.split())
        self.spent += spent
        failed = []
        for test in tests:
            good = passes(test, text)
            self.passed[test["set"]] += good
            self.total[test["set"]] += 1
            if not good:
                failed.append(test)
        return failed

    def __str__(self) -> str:
        rate = {name: 100 * self.passed[name] / count for name, count in self.total.items()}
        shown = "".join(f"{rate[name]:{width}.1f}" for name, width in zip(SETS, (16, 14, 16), strict=True))
        return f"{self.name:32}{shown}{self.pages / self.spent:9.0f}"


def read_page(data: bytes, name: str, *, ocr: bool) -> tuple[Parsed | None, float]:
    """Return a one-page file as read, None where that gives no text, and the CPU seconds it took."""
    begin = time.process_time()
    try:
        parsed = read_pdf(data, name=name, ocr=ocr)
    except ReadError:
        return None, 0.0
    return parsed, time.process_time() - begin


def main() -> None:
    """Read every page, print the share of tests passed by set, and the speed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--failures", metavar="SET", help="list the failed tests of one set")
    parser.add_argument("--ocr", action="store_true", help="once more, with OCR of the pages that need it")
    parser.add_argument("--out", type=Path, help="write the Markdown of each page here")
    args = parser.parse_args()
    by_page: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in (args.folder / "olmocr_half.jsonl").open(encoding="utf-8"):
        test = json.loads(line)
        by_page[test["pdf"]].append(test)
    plain, layers, everything = Row("text layers"), Row("the same pages, OCR"), Row("all pages, OCR")
    recognised: list[float] = []
    for name in sorted(by_page):
        data = (args.folder / "pdf" / name).read_bytes()
        parsed, spent = read_page(data, name, ocr=False)
        if parsed is not None:
            text = markdown(parsed.blocks)
            for test in plain.count(by_page[name], text, spent):
                if args.failures == test["set"]:
                    shown = {key: test[key] for key in ("type", "text", "before", "after") if key in test}
                    print(name, json.dumps(shown, ensure_ascii=False))
            if args.out:
                args.out.mkdir(parents=True, exist_ok=True)
                (args.out / name).with_suffix(".md").write_text(text, encoding="utf-8")
        if args.ocr:
            anew, spent = read_page(data, name, ocr=True)
            if anew is None:
                continue
            if anew.pages[0].origin == "ocr":
                recognised.append(spent)
            for row in (everything, *([layers] if parsed is not None else [])):
                row.count(by_page[name], markdown(anew.blocks), spent)
    print(PEERS)
    for row in (plain, layers, everything) if args.ocr else (plain,):
        print(row)
    count = sum(plain.total.values())
    print(f"{plain.pages} pages, {plain.words} words, {count} tests; speed is process CPU time on one core")
    if recognised:
        print(f"{len(recognised)} pages recognised, {sum(recognised) / len(recognised):.1f} s each")


if __name__ == "__main__":
    main()
