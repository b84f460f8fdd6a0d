"""The way in which a program counts positions is found from its selections."""

from __future__ import annotations

import re
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from workingregions.ingest.refi import (
    STANDARD,
    CountedText,
    Counting,
    RefiSelection,
    RefiSource,
    find_counting,
)

WORDS = ["mill", "Łódź", "🏭", "skills", "ﬁnance", "\U0001d400\U0001d401", "e\u0301cole", "and", "workers."]
SEPARATORS = [" ", " ", " ", "\n", "\n\n"]


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    """A text of words with line feeds, and spans of whole words in it."""
    count = draw(st.integers(20, 60))
    text, bounds = "", []
    for _ in range(count):
        word = draw(st.sampled_from(WORDS))
        bounds.append((len(text), len(text) + len(word)))
        text += word + draw(st.sampled_from(SEPARATORS))
    firsts = draw(st.lists(st.integers(0, count - 3), min_size=5, max_size=20))
    return text, [(bounds[at][0], bounds[at + 2][1]) for at in firsts]


def position(text: str, newline: str, way: Counting, marked: bool) -> int:
    ends = text.count("\n")
    units = sum(2 if way.utf16 and char > "\uffff" else 1 for char in text) - ends
    return units + ends * (way.line_end or len(newline)) + (way.mark and marked)


@settings(max_examples=40)
@given(texts(), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans(), st.data())
def test_selections_are_on_their_words_however_a_program_counts(
    made: tuple[str, list[tuple[int, int]]], newline: str, marked: bool, data: st.DataObject
) -> None:
    text, spans = made
    way = data.draw(
        st.sampled_from([Counting(*way) for way in product((False, True), (0, 1, 2), (False, True))])
    )
    selections = tuple(
        RefiSelection(
            guid="",
            name=text[start:end],  # as ATLAS.ti writes
            start=position(text[:start], newline, way, marked),
            end=position(text[:end], newline, way, marked),
        )
        for start, end in spans
    )
    source = RefiSource(
        guid="", name="", text=re.sub("\n", newline, text), marked=marked, selections=selections
    )
    counted = CountedText.of(source, find_counting([source]))
    assert counted.text == text
    assert [counted.span(selection) for selection in selections] == spans


def test_without_evidence_the_standard_holds() -> None:
    text = RefiSource(guid="", name="", text="One line", selections=(RefiSelection(guid="", start=0, end=3),))
    assert find_counting([]) == find_counting([text]) == STANDARD
    assert str(STANDARD) == "code points"


def test_what_lies_outside_the_text_has_no_place() -> None:
    source = RefiSource(guid="", name="", text="abc")
    counted = CountedText.of(source, STANDARD)
    for start, end in ((-1, 2), (0, 4), (2, 2), (3, 1)):
        assert counted.span(RefiSelection(guid="", start=start, end=end)) is None
    assert counted.span(RefiSelection(guid="", start=0, end=3)) == (0, 3)
