"""Signatures and verdicts kept beside the store, so that a drop reads only the texts of its new documents.

They are derived from the texts that they are named after and may be deleted; the next drop rebuilds them.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from workingregions.corpus.files import write_atomically
from workingregions.corpus.jsonfile import read_object
from workingregions.ingest.duplicates import VERSION, Signature, Verdict, signature

Fetch = Callable[[Sequence[str]], Mapping[str, str]]
"""Returns the running texts of the documents with these ids."""
TOGETHER = 200
"""Number of documents whose texts are fetched at once."""


class Signatures:
    """The folder of signatures, one file per document, and of the verdicts on pairs of documents."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pairs = folder / "pairs.json"
        folder.mkdir(parents=True, exist_ok=True)

    def of(self, marks: Mapping[str, str], fetch: Fetch) -> dict[str, Signature]:
        """Return the signature of every document, read from the folder or computed; others are deleted.

        Args:
            marks: a fingerprint of each document's text, by document id.
            fetch: returns the running texts of some documents.
        """
        paths = {document: self._path(document, mark) for document, mark in marks.items()}
        for path in set(self._folder.glob("*.npz")) - set(paths.values()):
            path.unlink(missing_ok=True)
        found = {document: _load(path) for document, path in paths.items()}
        missing = sorted(document for document, one in found.items() if one is None)
        for start in range(0, len(missing), TOGETHER):
            some = missing[start : start + TOGETHER]
            texts = fetch(some)
            for document in some:
                found[document] = made = signature(texts.get(document, ""))
                _save(made, paths[document])
        return {document: one for document, one in found.items() if one is not None}

    def verdicts(self) -> dict[str, Verdict]:
        """Return the verdicts on pairs compared before; none if the file is missing or damaged."""
        stored = read_object(self._pairs) or {}
        try:
            return {key: (float(v[0]), str(v[1])) if v else None for key, v in stored.items()}
        except (ValueError, TypeError, LookupError):
            return {}

    def keep(self, verdicts: Mapping[str, Verdict]) -> None:
        """Store the verdicts for the next drop."""
        write_atomically(self._pairs, json.dumps(dict(sorted(verdicts.items()))))

    def _path(self, document: str, mark: str) -> Path:
        return self._folder / f"{document}-{mark[:16]}-{VERSION}.npz"


def _load(path: Path) -> Signature | None:
    try:
        with np.load(path, allow_pickle=False) as stored:
            level, shingles, words = map(int, stored["counts"])
            return Signature(str(stored["digest"]), level, stored["hashes"], shingles, words)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None  # missing, or half written when the power failed


def _save(made: Signature, path: Path) -> None:
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    with temporary.open("wb") as out:
        counts = np.array([made.level, made.shingles, made.words])
        np.savez(out, digest=np.array(made.digest), counts=counts, hashes=made.hashes)
    temporary.replace(path)


class LazyTexts(Mapping[str, str]):
    """Texts by document id, each fetched on access."""

    def __init__(self, ids: Sequence[str], fetch: Fetch) -> None:
        self._ids = ids
        self._fetch = fetch

    def __getitem__(self, document: str) -> str:
        return self._fetch([document]).get(document, "")

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)
