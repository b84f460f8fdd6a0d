"""Hybrid search: fusion, filters passed on, and snippets that are sentences of the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workingregions.corpus.errors import InputError
from workingregions.corpus.records import Passage, Piece
from workingregions.corpus.selection import Selection
from workingregions.models.search import SNIPPET, best_sentences, ranking, rrf, search

Vector = npt.NDArray[np.float32]


def encode(texts: Sequence[str]) -> Vector:
    """Vectors of letters: texts with the same letters are near."""
    rows = np.array(
        [[text.casefold().count(chr(97 + i)) for i in range(26)] for text in texts], dtype=np.float32
    )
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def passage(identity: str, text: str, second_page_from: int | None = None) -> Passage:
    cut = second_page_from if second_page_from is not None else len(text)
    pieces = (
        Piece(start=0, end=cut, block=0, page=4, offset=0),
        Piece(start=cut, end=len(text), block=1, page=5, offset=0),
    )
    return Passage(
        id=identity, document=identity[0], ordinal=0, pages=(4, 5), first_block=0, last_block=1, text=text,
        pieces=pieces,
    )  # fmt: skip


class Lists:
    """Two fixed rankings; remembers what it was asked."""

    def __init__(self, lexical: list[str], dense: list[str]) -> None:
        self._lexical, self._dense = lexical, dense
        self.asked: list[tuple[str, int]] = []
        self.about: list[object] = []

    def lexical(self, query: str, where: str, n: int) -> list[tuple[str, float]]:
        self.asked.append((where, n))
        self.about.append(query)
        return [(p, 9.0 - i) for i, p in enumerate(self._lexical)][:n]

    def dense(self, vector: Vector, where: str, n: int) -> list[tuple[str, float]]:
        self.asked.append((where, n))
        self.about.append(vector)
        return [(p, 0.9 - i / 100) for i, p in enumerate(self._dense)][:n]


TEXTS = {
    "a1": "The mayor spoke. The foundry moved its casting home from Vietnam last year. It rained.",
    "b1": "Casting is an old trade.",
    "c1": "Nothing here.",
}
PASSAGES = {i: passage(i, text, second_page_from=17 if i == "a1" else None) for i, text in TEXTS.items()}


def fetch(ids: Sequence[str]) -> Mapping[str, Passage]:
    return {i: PASSAGES[i] for i in ids if i in PASSAGES}


def test_rrf_is_the_sum_of_reciprocal_ranks() -> None:
    assert rrf([["a", "b"], ["b", "c"]]) == [("b", 1 / 62 + 1 / 61), ("a", 1 / 61), ("c", 1 / 62)]


@given(st.lists(st.lists(st.integers(0, 20), unique=True), max_size=4))
def test_rrf_keeps_everything_once_and_in_order(rankings: list[list[int]]) -> None:
    fused = rrf(rankings)
    assert sorted(item for item, _ in fused) == sorted({item for ranked in rankings for item in ranked})
    assert [score for _, score in fused] == sorted((score for _, score in fused), reverse=True)
    assert fused == rrf(list(reversed(rankings)))


def test_what_both_rankings_hold_comes_first_and_tells_its_ranks() -> None:
    hits = search("casting moved home", Lists(["b1", "a1"], ["a1", "c1"]), fetch, encode)
    assert [hit.passage for hit in hits] == ["a1", "b1", "c1"]
    assert (hits[0].lexical, hits[0].dense) == (2, 1)
    assert (hits[1].lexical, hits[1].dense) == (1, None)


def test_the_snippet_is_the_best_sentence_with_its_page() -> None:
    (hit,) = search("casting moved home from Vietnam", Lists(["a1"], []), fetch, encode)
    assert hit.snippet == "The foundry moved its casting home from Vietnam last year."
    assert TEXTS["a1"][hit.start : hit.end] == hit.snippet
    assert (hit.document, hit.page) == ("a", 5)


def test_modes_ask_only_what_they_need_and_filters_are_passed_on() -> None:
    lists = Lists(["a1"], ["b1"])
    selection = Selection(regions=("UKC",))
    assert [h.passage for h in search("x", lists, fetch, encode, selection=selection, mode="lexical")] == [
        "a1"
    ]
    assert [h.passage for h in search("x", lists, fetch, encode, selection=selection, mode="dense")] == ["b1"]
    assert [where for where, _ in lists.asked] == ["(array_has(regions, 'UKC'))"] * 2


def test_many_hits_ask_for_more_candidates() -> None:
    lists = Lists([], [])
    assert search("x", lists, fetch, encode, n=500) == []
    assert min(n for _, n in lists.asked) >= 500


def test_unknown_passages_are_left_out() -> None:
    assert [h.passage for h in search("x", Lists(["zz", "a1"], []), fetch, encode)] == ["a1"]


@pytest.mark.parametrize("query", ["", "  ", "?!", "--"])
def test_a_query_without_words_is_refused(query: str) -> None:
    with pytest.raises(InputError):
        ranking(query, Lists([], []), encode)


def test_no_hits_when_none_are_wanted() -> None:
    assert search("x", Lists(["a1"], ["a1"]), fetch, encode, n=0) == []


@given(st.text(max_size=600))
def test_snippets_are_short_stretches_of_the_text(text: str) -> None:
    ((start, end),) = best_sentences("word", [passage("a1", text)], encode)
    assert 0 <= start <= end <= len(text)
    assert end - start <= SNIPPET
