"""What one more document costs the corpus-wide steps of a drop: citations and duplicates.

Titles, references and texts are fabricated from words whose frequencies follow Zipf's law. Prints processor
seconds for matching everything anew and for bringing what was kept up to date.

    python benchmarks/one_more.py 2000 6000
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Collection, Sequence
from itertools import accumulate
from typing import Any

from workingregions.corpus.records import Document, Reference
from workingregions.ingest.duplicates import find_duplicates, signature
from workingregions.ingest.references import match_references
from workingregions.ingest.references.citations import Citations

VOCABULARY = 20_000
TITLE, TEXT, REFERENCES = 8, 1500, 25


class Maker:
    """Makes documents, references and texts, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        letters = "abcdefghijklmnopqrstuvwxyz"
        self._words = [
            "".join(self._random.choices(letters, k=self._random.randint(3, 10))) for _ in range(VOCABULARY)
        ]
        self._weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))

    def text(self, length: int) -> str:
        """Return some words."""
        return " ".join(self._random.choices(self._words, cum_weights=self._weights, k=length))

    def document(self, number: int) -> Document:
        """Return a document with a title, a year and an author."""
        return Document(
            id=f"{number:016x}",
            sha256=f"{number:064x}",
            path=f"{number}.pdf",
            title=self.text(TITLE),
            year=self._random.randint(1990, 2024),
            authors=(f"{self.text(1).title()}, Ann",),
        )

    def references(self, document: Document, corpus: Sequence[Document]) -> list[Reference]:
        """Return references of which every fifth cites a document of the corpus."""
        found = []
        for ordinal in range(REFERENCES):
            cited = self._random.choice(corpus) if ordinal % 5 == 0 else None
            title = cited.title if cited else self.text(TITLE)
            year = cited.year if cited else 2001
            text = f"Smith, A. ({year}). {title}. {self.text(4)}: {self.text(1)}."
            found.append(
                Reference(
                    document=document.id, ordinal=ordinal, page=9, text=text, title=title, year=year,
                    authors=("Smith, A.",),
                )
            )  # fmt: skip
        return found


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return processor seconds and the result."""
    began = time.process_time()
    result = work()
    return time.process_time() - began, result


def citations(maker: Maker, documents: Sequence[Document]) -> tuple[float, float]:
    """Return the cost of the last document: everything anew, and kept up to date. The answers are equal."""
    references = {d.id: maker.references(d, documents) for d in documents}
    marks = dict.fromkeys(references, "read")

    def fetch(ids: Collection[str]) -> list[Reference]:
        return [reference for identity in ids for reference in references[identity]]

    before = Citations.empty().updated(documents[:-1], marks, fetch)
    kept, after = seconds(lambda: before.updated(documents, marks, fetch))
    full, rows = seconds(lambda: match_references(fetch(sorted(references)), documents))
    assert [row.target for row in rows] == after.targets.tolist()
    assert [row.score for row in rows] == after.scores.tolist()
    return full, kept


def duplicates(maker: Maker, documents: Sequence[Document]) -> float:
    """Return the cost of finding duplicates once signatures are made."""
    texts = {document.id: maker.text(TEXT) for document in documents}
    signatures = {identity: signature(text) for identity, text in texts.items()}
    verdicts: dict[str, Any] = {}
    find_duplicates(texts, signatures, (), verdicts)
    return seconds(lambda: find_duplicates(texts, signatures, (), verdicts))[0]


def main() -> None:
    """Print one line per size of the corpus."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("sizes", nargs="*", type=int, default=[2000, 6000])
    for size in parser.parse_args().sizes:
        maker = Maker(seed=size)
        documents = [maker.document(number) for number in range(size)]
        full, kept = citations(maker, documents)
        print(f"{size} documents: citations {full:.2f} s anew, {kept:.2f} s kept up to date", flush=True)
        print(f"{size} documents: duplicates {duplicates(maker, documents):.2f} s", flush=True)


if __name__ == "__main__":
    main()
