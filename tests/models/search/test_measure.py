from __future__ import annotations

from dataclasses import replace

import pytest

from tests.helpers.corpus import encode, passage
from workingregions.models.search import measure_encoder, measure_reranker, trial

UNDER = {"zinc smelting": "zzz nnn iii ccc", "coal mining": "ooo lll aaa mmm", "wool weaving": "www eee vvv"}
PASSAGES = [
    *(
        replace(passage(f"{heading[0]}{i}", f"{text} {i}"), section=("Trades", heading))
        for heading, text in UNDER.items()
        for i in range(2)
    ),
    replace(passage("x1", "coal mining again"), section=("coal mining",)),
    passage("y1", "no heading"),
]


def test_headings_seek_what_stands_under_them_and_does_not_repeat_them() -> None:
    test = trial(PASSAGES)
    assert sorted(test.queries) == sorted(UNDER)
    assert trial(PASSAGES[::-1]) == test
    wanted = {q: {test.passages[i].id for i in w} for q, w in zip(test.queries, test.wanted, strict=True)}
    assert wanted["zinc smelting"] == {"z0", "z1"}


def test_a_perfect_reranker_finds_all_first() -> None:
    test = trial(PASSAGES)
    found, near = measure_encoder(test, encode)
    assert near.shape == (3, len(test.passages))
    assert 0 < found.mrr <= 1

    class Perfect:
        name = "perfect@1"

        def score(self, query: str, texts: list[str]) -> list[float]:
            return [100.0 * text.startswith(UNDER[query]) for text in texts]

    assert measure_reranker(test, near, Perfect()).mrr == pytest.approx(1.0)
