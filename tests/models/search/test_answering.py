"""Hits: repeats folded, snippets that are sentences, marks, relevance, and filters that hide the answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.corpus import Corpus, encode, passage
from workingregions.corpus.enums import Voice
from workingregions.corpus.records import Passage
from workingregions.corpus.selection import Selection
from workingregions.models.search import (
    Answer,
    Engine,
    Search,
    Verdict,
    answer,
    best_sentences,
    parse,
    to_blame,
)
from workingregions.models.search.folding import fold
from workingregions.models.search.mix import Legs
from workingregions.models.search.relevance import calibration
from workingregions.models.search.sentences import SNIPPET, marks

HOME = "The mayor spoke. The foundry moved its casting home from Vietnam last year. It rained."


def asked(query: str, *passages: Passage, n: int = 9, **options: object) -> Answer:
    corpus = Corpus(*passages)
    engine = Engine(corpus, corpus.fetch, encode)
    return answer(engine, Search(query=parse(query)), n, **options)  # type: ignore[arg-type]


def test_the_snippet_is_the_best_sentence_with_its_page() -> None:
    (hit,) = asked("casting moved home from Vietnam", passage("a1", HOME, cut=17)).hits
    assert hit.snippet == "The foundry moved its casting home from Vietnam last year."
    assert HOME[hit.start : hit.end] == hit.snippet
    assert (hit.document, hit.page) == ("a", 5)
    assert (hit.before, hit.after) == ("", "")
    assert hit.matched == ("casting", "moved", "home", "Vietnam")
    assert [hit.snippet[s:e] for s, e in hit.marks] == ["moved", "casting", "home", "Vietnam"]


def test_context_is_the_sentences_around() -> None:
    (hit,) = asked("casting moved home from Vietnam", passage("a1", HOME), context=1).hits
    assert (hit.before, hit.after) == ("The mayor spoke.", "It rained.")


def test_what_repeats_a_hit_is_listed_under_it() -> None:
    twice = "The council supports advanced manufacturing in the county with grants, land and skilled workers"
    pages = (passage("a1", twice + "."), passage("b1", twice + ", today."), passage("c1", "Grants for coal."))
    found = asked("grants", *pages)
    assert sorted(hit.document for hit in found.hits) in (["a", "c"], ["b", "c"])
    (repeat,) = next(hit.repeats for hit in found.hits if hit.document != "c")
    assert repeat.page == 4
    assert len(asked("grants", *pages, folded=False).hits) == 3


def test_folding_keeps_what_differs() -> None:
    base = "one two three four five six seven eight nine ten"
    assert fold([base, base.upper() + "!", base + " eleven", "ten nine eight", "", ""]) == [0, 0, 0, 3, 4, 5]


def test_marks_are_words_in_any_spelling_and_do_not_overlap() -> None:
    text = "Labor programmes: the skills gap in programs."
    spans = marks(text, ["labour", "program", "skills gap", "gap"])
    assert [text[s:e] for s, e in spans] == ["Labor", "programmes", "skills gap", "programs"]


@given(st.text(max_size=600))
def test_snippets_are_short_stretches_of_the_text(text: str) -> None:
    ((start, end),) = best_sentences("word", [passage("a1", text)], encode)
    assert 0 <= start <= end <= len(text)
    assert end - start <= SNIPPET


def test_relevance_rises_with_both_scores() -> None:
    scale = calibration()
    low, near, both = (scale.relevance(Legs(m, w)) for m, w in ((0.1, 0.0), (0.7, 0.0), (0.7, 0.9)))
    assert 0 < low < 0.2 < 0.5 < near < both < 1


@pytest.mark.parametrize(
    ("hits", "known", "verdict"),
    [
        ([Legs(0.75, 0.5)] * 3, 1.0, Verdict.ANSWERED),
        ([Legs(0.75, 0.5)] * 3, 0.3, Verdict.NOTHING),
        ([Legs(0.3, 0.1)] * 3, 1.0, Verdict.NOTHING),
        ([Legs(0.44, 0.3)] * 3, 1.0, Verdict.WEAK),
        ([Legs(0.2, 1.0), Legs(0.1, 0.0)], 1.0, Verdict.ANSWERED),
        ([], 1.0, Verdict.NOTHING),
    ],
)
def test_the_verdict(hits: list[Legs], known: float, verdict: Verdict) -> None:
    assert calibration().verdict(hits, known) is verdict


def test_a_filter_is_to_blame_if_the_corpus_answers_without_it() -> None:
    class Split(Corpus):
        def dense(self, vector, where, n):  # type: ignore[no-untyped-def]
            return [] if "voice" in where else super().dense(vector, where, n)

        def lexical(self, query, where, n):  # type: ignore[no-untyped-def]
            return [] if "voice" in where else super().lexical(query, where, n)

    corpus = Split(passage("a1", "The zinc works of the county train welders in the zinc trade every year."))
    engine = Engine(corpus, corpus.fetch, encode)
    selection = Selection(voices=(Voice.FOOTNOTE.value,), years=(2010, None))
    search = Search(query=parse("zinc welders"), selection=selection)
    assert answer(engine, search, 3).hits == ()
    assert to_blame(engine, search) == ["voice"]
