"""Answers stay within their budget, and say what they leave out."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from workingregions.app.mcp.budget import fitted, sectioned, shortened, tokens, written

TEXTS = st.text(alphabet=st.sampled_from('aé"\\\n 7.—wr1'), max_size=900)
ITEMS = st.lists(st.fixed_dictionaries({"quote": TEXTS, "page": st.integers(1, 400)}), max_size=30)


@given(ITEMS, st.integers(500, 4000), st.integers(0, 5))
def test_a_list_keeps_to_its_budget_and_says_where_it_goes_on(
    items: list[dict[str, Any]], budget: int, offset: int
) -> None:
    total = offset + len(items) + 3
    answer = fitted({"snapshot": "s000001"}, items, total=total, offset=offset, budget=budget)
    assert tokens(written(answer)) <= budget
    assert answer["returned"] == len(answer["items"])
    assert answer["next"] == (offset + answer["returned"] if offset + answer["returned"] < total else None)
    left_out = answer["returned"] < len(items) or any("cut" in item for item in answer["items"])
    assert answer.get("truncated", False) == left_out
    assert bool(answer["items"]) == bool(items)


@given(st.dictionaries(st.sampled_from("abc"), ITEMS), st.integers(500, 4000))
def test_lists_share_a_budget_and_each_says_how_many_rows_it_has(
    sections: dict[str, list[dict[str, Any]]], budget: int
) -> None:
    answer = sectioned({}, {name: (rows, "more") for name, rows in sections.items()}, budget=budget)
    assert tokens(written(answer)) <= budget
    for name, rows in sections.items():
        if rows:
            part = answer[name]
            assert (part["total"], part["returned"]) == (len(rows), len(part["items"]))
            assert ("how_to_go_on" in part) == (part["returned"] < part["total"])


@given(TEXTS, st.integers(1, 200))
def test_a_shortened_text_is_a_beginning(text: str, most: int) -> None:
    short = shortened(text, most)
    assert text.startswith(short.removesuffix("…"))
    assert short == text or tokens(short) <= most + 1


def test_tokens_are_counted_on_the_high_side() -> None:
    sentence = "Regional manufacturing policy depends on institutions that last longer than projects."
    ident = "wr1.s.04hmasw9002d.0209v5kfpxp.ja2cxzy2tar4hq4d8k.030005sfj"
    assert tokens(sentence) > len(sentence.split())
    assert tokens(ident) > len(ident) / 2.2
    assert tokens("äöü—“") == 5
