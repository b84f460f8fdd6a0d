"""Strands find groups that are there, the same ones on every run and in every order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.helpers.subjects import SUBJECTS, texts
from workingregions.corpus.records import Passage
from workingregions.models.strands import FEWEST, strands


def passages(count: int) -> list[Passage]:
    made, ids = texts(count)
    found = []
    for i, (identity, text) in enumerate(zip(ids, made, strict=True)):
        vector = np.random.default_rng(i).normal(scale=0.05, size=384).astype(np.float32)
        vector[i % 3] += 1
        found.append(
            Passage(
                id=identity, document=f"d{i}", ordinal=0, pages=(1,), first_block=0, last_block=0, text=text,
                vector=vector / np.linalg.norm(vector),
            )
        )  # fmt: skip
    return found


def test_strands_follow_meaning_and_are_named_by_their_own_words() -> None:
    found = strands(passages(24), common=["steel"])
    assert len(found) == 3
    for strand in found:
        kinds = {int(i[1:]) % 3 for i in strand.passages}
        assert len(kinds) == 1
        subject = SUBJECTS[list(SUBJECTS)[kinds.pop()]]
        words = {word for term in strand.terms for word in term.split()}
        assert words <= set(subject)
        assert "steel" not in words
    assert strands(passages(24)[::-1], common=["steel"]) == found


def test_few_passages_or_none_are_one_strand_or_none() -> None:
    assert strands([]) == []
    few = passages(FEWEST - 1)
    assert [len(s.passages) for s in strands(few)] == [FEWEST - 1]
    assert len(strands([replace(p, vector=None) for p in passages(24)])) == 1
