"""Signatures kept beside the store: old texts are never read again."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from workingregions.app.run.signatures import LazyTexts, Signatures
from workingregions.ingest.duplicates import Verdict, find_duplicates, signature


def words(count: int, seed: int) -> str:
    rng = random.Random(seed)
    return " ".join("".join(rng.choices("abdegiklmnorstu", k=rng.randint(2, 9))) for _ in range(count))


class Shelf:
    """Texts that remember which of them were asked for."""

    def __init__(self, **texts: str) -> None:
        self.texts = texts
        self.asked: list[str] = []

    def __call__(self, ids: Sequence[str]) -> Mapping[str, str]:
        self.asked.extend(ids)
        return {i: self.texts[i] for i in ids}


def marks(shelf: Shelf) -> dict[str, str]:
    return {i: signature(text).digest for i, text in shelf.texts.items()}


def test_a_second_look_reads_the_new_text_only(tmp_path: Path) -> None:
    shelf = Shelf(a=words(900, 1), b=words(900, 2))
    first = Signatures(tmp_path).of(marks(shelf), shelf)
    assert shelf.asked == ["a", "b"]
    shelf.texts["c"] = words(900, 3)
    second = Signatures(tmp_path).of(marks(shelf), shelf)
    assert shelf.asked == ["a", "b", "c"]
    for name, one in first.items():
        assert np.array_equal(second[name].hashes, one.hashes)
        assert (second[name].digest, second[name].level) == (one.digest, one.level)
        assert (second[name].shingles, second[name].words) == (one.shingles, one.words)


def test_a_changed_text_is_signed_anew_and_a_gone_one_forgotten(tmp_path: Path) -> None:
    shelf = Shelf(a=words(900, 1), b=words(900, 2))
    Signatures(tmp_path).of(marks(shelf), shelf)
    shelf.texts = {"a": words(900, 4)}
    again = Signatures(tmp_path).of(marks(shelf), shelf)
    assert again["a"].digest == signature(shelf.texts["a"]).digest
    assert len(list(tmp_path.glob("*.npz"))) == 1


def test_a_damaged_file_is_made_again(tmp_path: Path) -> None:
    shelf = Shelf(a=words(900, 1))
    before = Signatures(tmp_path).of(marks(shelf), shelf)
    for path in tmp_path.glob("*.npz"):
        path.write_bytes(path.read_bytes()[:100])
    (tmp_path / "pairs.json").write_text("{")
    assert Signatures(tmp_path).of(marks(shelf), shelf)["a"].digest == before["a"].digest
    assert Signatures(tmp_path).verdicts() == {}


def test_pairs_once_compared_are_not_compared_again(tmp_path: Path) -> None:
    base = words(900, 1)
    shelf = Shelf(a=base, b=base + " " + words(60, 5), c=words(900, 2))
    kept = Signatures(tmp_path)

    def look() -> tuple[object, ...]:
        signatures = kept.of(marks(shelf), shelf)
        verdicts: dict[str, Verdict] = kept.verdicts()
        pairs = find_duplicates(LazyTexts(list(shelf.texts), shelf), signatures, (), verdicts)
        kept.keep(verdicts)
        return pairs

    first = look()
    assert [(p.document, p.of) for p in first] == [("a", "b")]  # type: ignore[attr-defined]
    shelf.asked.clear()
    assert look() == first
    assert shelf.asked == []
    shelf.texts["d"] = base
    assert len(look()) == 2
    assert set(shelf.asked) == {"d"}, "an exact repeat needs no comparison"
