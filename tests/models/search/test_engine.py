"""The ranking: both scores for every candidate, form and opposites, filters and conditions passed on."""

from __future__ import annotations

import numpy as np
import pytest

from tests.helpers.corpus import Corpus, encode, passage
from workingregions.corpus.enums import Voice
from workingregions.corpus.errors import InputError
from workingregions.corpus.records import Passage
from workingregions.corpus.selection import Selection
from workingregions.models.search import Engine, Expansion, Search, parse, ranking
from workingregions.models.search import engine as module

LONG = "This is what the report of the council states on the matter, at some length and in full sentences: "


def engine(*passages: Passage) -> tuple[Engine, Corpus]:
    corpus = Corpus(*passages)
    return Engine(corpus, corpus.fetch, encode), corpus


def ids(found: Engine, query: str, n: int = 9, **more: object) -> list[str]:
    return [one.passage for one in found.rank(Search(query=parse(query), **more), n).passages]  # type: ignore[arg-type]


def test_each_candidate_has_both_scores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DEPTH", 1)
    found, _ = engine(passage("a1", "zinc zinc"), passage("b1", "aaa bbb"), passage("c1", "zinc aaa q"))
    ranked = found.rank(Search(query=parse("zinc")), 1).passages
    by_id = {one.passage: one.legs for one in ranked}
    assert all(legs.meaning is not None and legs.words is not None for legs in by_id.values())
    near = float(encode(["zinc"])[0] @ encode(["zinc zinc"])[0])
    assert by_id["a1"].meaning == pytest.approx(near, abs=1e-5)
    assert by_id["a1"].words == 1.0


def test_the_share_of_words_counts_those_that_no_passage_has() -> None:
    found, _ = engine(passage("a1", LONG + "zinc"), passage("b1", LONG + "coal"))
    result = found.rank(Search(query=parse("zinc mercury")), 2)
    assert result.passages[0].passage == "a1"
    assert result.passages[0].legs.words == pytest.approx(0.5)
    assert (result.missing, result.known) == (("mercury",), pytest.approx(0.5))


def test_modes_use_one_leg() -> None:
    found, _ = engine(passage("a1", "zinc zzz"), passage("b1", "cinz"))
    assert ids(found, "zinc", mode="lexical") == ["a1"]
    (first, *_) = found.rank(Search(query=parse("zinc"), mode="dense"), 2).passages
    assert (first.passage, first.legs.words) == ("b1", None)


@pytest.mark.parametrize("voice", [Voice.CONTENTS, Voice.REFERENCE, Voice.FOOTNOTE, Voice.AFFILIATION])
def test_what_repeats_the_words_and_says_nothing_comes_later(voice: Voice) -> None:
    text = LONG + "the partnership lacks capacity"
    found, _ = engine(passage("a1", text, voice=voice), passage("b1", text))
    assert ids(found, "partnership capacity") == ["b1", "a1"]


def test_a_title_comes_after_a_paragraph() -> None:
    found, _ = engine(
        passage("a1", "Skills capacity"), passage("b1", "Skills capacity. " + "Skills capacity. " * 14)
    )
    assert ids(found, "skills capacity") == ["b1", "a1"]


def test_the_opposite_comes_later() -> None:
    found, _ = engine(
        passage("a1", LONG + "there is a plentiful pool of engineers, engineers abound"),
        passage("b1", LONG + "firms report an acute lack of engineers"),
    )
    assert ids(found, "shortage of engineers") == ["b1", "a1"]
    assert ids(found, "plentiful engineers") == ["a1", "b1"]


def test_filters_are_passed_to_the_store() -> None:
    found, corpus = engine(passage("a1", "zinc"))
    ids(found, "zinc", selection=Selection(regions=("UKC",)))
    # What a word scores alone is asked of the whole corpus, and once.
    assert set(corpus.asked) == {"", "(array_has(regions, 'UKC'))"}
    assert corpus.asked.count("") == 1


def test_conditions_hold_however_many_passages_meet_them(monkeypatch: pytest.MonkeyPatch) -> None:
    passages = [passage(f"a{i:03d}", LONG + ("zinc " if i % 2 else "zinc coal ") * 3) for i in range(60)]
    found, _ = engine(*passages)
    few = ids(found, "zinc AND coal", 50)
    monkeypatch.setattr(module, "FEW", 5)
    monkeypatch.setattr(module, "DEPTH", 4)
    assert ids(found, "zinc AND coal", 50) == few
    assert sorted(few) == [p.id for p in passages[::2]]
    assert sorted(ids(found, "zinc -coal", 50)) == [p.id for p in passages[1::2]]
    assert found.rank(Search(query=parse("zinc AND coal")), 5).among == 30
    assert ids(found, "zinc AND lathe") == []


def test_another_name_counts_as_much_as_the_one_in_the_query() -> None:
    found, _ = engine(
        passage("a1", LONG + "BIS"),
        passage("b1", LONG + "Department for Business Innovation and Skills"),
        passage("c1", LONG + "nothing"),
    )
    more = Expansion(kind="acronym", of="BIS", words="Department for Business Innovation and Skills")
    legs = {
        one.passage: one.legs.words
        for one in found.rank(Search(query=parse("BIS"), expansions=(more,)), 3).passages
    }
    assert legs["a1"] == pytest.approx(1.0)
    assert legs["b1"] == pytest.approx(more.weight)
    assert legs["c1"] == 0


def test_what_is_similar_leaves_the_model_out() -> None:
    found, _ = engine(passage("a1", "zinc"), passage("b1", "zinc zinc"), passage("c1", "coal"))
    vector = encode(["zinc"])[0].astype(np.float32)
    assert ids(found, "zinc", vector=vector, without=frozenset({"a1"})) == ["b1", "c1"]


def test_a_reranker_reorders_the_first_and_scores_still_fall() -> None:
    class Lathes:
        name = "lathes@1"

        def score(self, _: str, texts: list[str]) -> list[float]:
            return [float("lathe" in text) * 100 for text in texts]

    corpus = Corpus(passage("a1", "zinc zinc"), passage("b1", "zinc lathe"), passage("c1", "coal"))
    found = Engine(corpus, corpus.fetch, encode, Lathes())
    ranked = found.rank(Search(query=parse("zinc")), 3).passages
    assert ranked[0].passage == "b1"
    assert ranked[0].reranked == 100
    scores = [one.score for one in ranked]
    assert scores == sorted(scores, reverse=True)


def test_a_ranking_by_itself_refuses_fields() -> None:
    corpus = Corpus(passage("a1", "zinc"))
    assert [r.passage for r in ranking("zinc", corpus, corpus.fetch, encode)] == ["a1"]
    assert ranking("zinc", corpus, corpus.fetch, encode, n=0) == []
    with pytest.raises(InputError, match="publisher:"):
        ranking("publisher:OECD zinc", corpus, corpus.fetch, encode)
