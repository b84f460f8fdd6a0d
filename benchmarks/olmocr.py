"""Text of PDF pages against the unit tests of olmOCR-bench (Poznanski et al., 2025).

    python benchmarks/olmocr.py SHARED/bench/pdf_text [--failures SET] [--ocr]

A test says that a text is present, absent, or stands before another; texts are compared fuzzily, by the
rules of the benchmark: white space and quotes are levelled, `present` and `absent` allow `max_diffs`
edits by rapidfuzz's partial ratio, `order` allows them by Levenshtein distance. Pages without a text
layer are left out unless --ocr is given.
"""

from __future__ import annotations

import argparse
import json
import re
import time
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from workingregions.corpus.errors import ReadError
from workingregions.ingest.pdf.reader import read_pdf
from workingregions.ingest.render import markdown

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
    """The benchmark's levelling of Markdown signs, white space, quotes and dashes."""
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


def main() -> None:
    """Reads every page once, prints the share of tests passed by set, and the speed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--failures", metavar="SET", help="list the failed tests of one set")
    parser.add_argument("--ocr", action="store_true", help="also pages without a text layer, through OCR")
    parser.add_argument("--out", type=Path, help="write the Markdown of each page here")
    args = parser.parse_args()
    tests = [json.loads(row) for row in (args.folder / "olmocr_half.jsonl").open(encoding="utf-8")]
    by_page: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for test in tests:
        by_page[test["pdf"]].append(test)
    passed: dict[str, int] = defaultdict(int)
    total: dict[str, int] = defaultdict(int)
    pages = words = 0
    spent = 0.0
    for name in sorted(by_page):
        data = (args.folder / "pdf" / name).read_bytes()
        begin = time.process_time()
        try:
            text = markdown(read_pdf(data, name=name, ocr=args.ocr).blocks)
        except ReadError:
            continue
        spent += time.process_time() - begin
        pages += 1
        words += len(text.split())
        if args.out:
            args.out.mkdir(parents=True, exist_ok=True)
            (args.out / name).with_suffix(".md").write_text(text, encoding="utf-8")
        for test in by_page[name]:
            good = passes(test, text)
            passed[test["set"]] += good
            total[test["set"]] += 1
            if not good and args.failures == test["set"]:
                shown = {key: test[key] for key in ("type", "text", "before", "after") if key in test}
                print(name, json.dumps(shown, ensure_ascii=False))
    print(PEERS)
    rate = {name: 100 * passed[name] / total[name] for name in total}
    print(
        f"workingregions                  {rate['headers_footers']:16.1f}{rate['multi_column']:14.1f}"
        f"{rate['long_tiny_text']:16.1f}{pages / spent:9.0f}"
    )
    print(f"{pages} pages, {words} words, {sum(total.values())} tests; speed is process CPU time on one core")


if __name__ == "__main__":
    main()
