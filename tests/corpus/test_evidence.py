from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workingregions.corpus.evidence import (
    EvidenceId,
    EvidenceKind,
    MalformedEvidenceIdError,
    citation,
    file_key,
)
from workingregions.corpus.quotes import Fingerprint, FoldedText, Match, find
from workingregions.corpus.records import Document, Page

TEXT = (
    "The county council will fund new workshops for the training of fitters. "
    "The board met in June 2014 and agreed a grant of £1.5 million to the university of the region. "
    "Nobody objected to this, and the minutes were signed."
)
START = TEXT.index("The board")
END = TEXT.index(" Nobody")
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"

small = st.integers(0, 32767)
ids = st.builds(
    EvidenceId,
    kind=st.sampled_from(EvidenceKind),
    document=st.integers(0, 16**10 - 1).map(lambda n: f"{n:010x}"),
    file=st.integers(0, 2**20 - 1),
    words=st.builds(
        Fingerprint,
        length=st.integers(1, 32767),
        check=st.integers(0, 2**40 - 1),
        before=small,
        after=small,
        words=st.lists(st.integers(1, 32767), max_size=4).map(tuple),
    ),
    page=st.integers(0, 1023),
    ordinal=st.integers(0, 31),
    row=small,
)


def units(text: str) -> list[tuple[int, int]]:
    return [(m.start(), m.end()) for m in re.finditer(r"\S(?:[^.]|\.\d)*\.", text)]


def found_in(text: str, start: int = START, end: int = END) -> Match | None:
    wanted = FoldedText(TEXT).fingerprint(start, end)
    assert wanted is not None
    return find(FoldedText(text), wanted, units=lambda: units(text))


@given(ids)
def test_ids_are_written_and_read(named: EvidenceId) -> None:
    written = str(named)
    assert len(written) <= 60
    assert re.fullmatch(r"[a-z0-9.]+", written)
    assert EvidenceId.parse(written) == named
    assert EvidenceId.parse(f" <{written.upper()}>.\n") == named


@given(ids, st.data())
def test_one_wrong_character_is_noticed(named: EvidenceId, data: st.DataObject) -> None:
    written = str(named)
    places = [i for i, c in enumerate(written) if i > 5 and c != "."]
    at = data.draw(st.sampled_from(places))
    other = data.draw(st.sampled_from(ALPHABET).filter(lambda c: c != written[at]))
    with pytest.raises(MalformedEvidenceIdError, match="mistyped"):
        EvidenceId.parse(written[:at] + other + written[at + 1 :])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "begins with 'wr1'"),
        ("sentence", "begins with 'wr1'"),
        ("wr2.s.04hmasw9002d.0209v5kfpxp", "newer release"),
        ("wr1.s.04hmasw9002d.0209v5kfpxp", "missing"),
        ("wr1.z.04hmasw9002d.0209v5kfpxp.ja2cxzy2tar4hq4d8k.030005sfj", "missing"),
        ("wr1.s.04hmasw9002d.0209v5kfpxp.ja2cxzy2tar4hq4d8k.0300é5sfj", "mistyped"),
    ],
)
def test_what_is_no_id_is_refused_with_the_reason(text: str, message: str) -> None:
    with pytest.raises(MalformedEvidenceIdError, match=message):
        EvidenceId.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "A new foreword. " + TEXT + " An annex.",
        TEXT.replace("agreed", "ag-\nreed").replace(" ", "\n"),
        TEXT.replace("signed", "ﬁled").replace("fi", "ﬁ"),
        TEXT.upper(),
    ],
)
def test_the_same_words_in_the_same_place(text: str) -> None:
    match = found_in(text)
    assert match is not None
    assert match.same
    assert match.placed
    assert "university of the region" in " ".join(text[match.start : match.end].lower().split())


def test_the_same_words_elsewhere() -> None:
    match = found_in(f"Another page. {TEXT[START:END]} And another end of it.")
    assert match is not None
    assert match.same
    assert not match.placed


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("£1.5", "£15"),
        TEXT.replace("£1.5 million", "$1.5 million"),
        TEXT.replace("agreed a grant", "approved, after a vote, a grant"),
        TEXT[START:END].replace("June 2014", "July 2014"),
    ],
)
def test_changed_words_are_told_from_the_same(text: str) -> None:
    match = found_in(text)
    assert match is not None
    assert not match.same
    assert 0.4 < match.score < 1
    assert "key words remain" in match.note
    quoted = text[match.start : match.end]
    assert quoted.startswith("The board")
    assert quoted.rstrip(".").endswith("region")


def test_words_that_are_gone() -> None:
    assert found_in(TEXT[:START] + TEXT[END:]) is None
    assert found_in("") is None
    assert found_in(TEXT.replace(TEXT[START:END], "It rained for days on the moor, and no one came.")) is None


def test_a_short_word_is_not_found_inside_another() -> None:
    text = "The EU pays for the museum of the town."
    wanted = FoldedText(text).fingerprint(4, 6)
    assert wanted is not None
    assert find(FoldedText("A museum was built in the old town hall."), wanted) is None
    match = find(FoldedText("Nobody but the EU. Ask the EU for it."), wanted)
    assert match is not None
    assert (match.same, match.placed, match.score) == (True, False, 0.5)
    assert "2 other places" in match.note


def test_repeats_are_told_apart_by_their_surroundings() -> None:
    text = "In the north jobs rose by 500 in one year, while in the south jobs rose by 500 as well."
    reading = FoldedText(text)
    places = [m.start() for m in re.finditer("jobs rose by 500", text)]
    for place in places:
        wanted = reading.fingerprint(place, place + 16)
        assert wanted is not None
        match = find(FoldedText("More. " + text), wanted)
        assert match is not None
        assert match.start == place + 6


def test_repeats_between_the_same_words_are_counted() -> None:
    row = "alpha beta gamma delta 500 jobs "
    reading = FoldedText(row * 5)
    starts = [m.start() for m in re.finditer("500 jobs", row * 5)]
    assert [reading.repeats_before(s, s + 8) for s in starts][1:4] == [0, 1, 2] or [
        reading.repeats_before(s, s + 8) for s in starts
    ] == [0, 1, 2, 3, 0]
    wanted = reading.fingerprint(starts[2], starts[2] + 8)
    assert wanted is not None
    match = find(reading, wanted, ordinal=reading.repeats_before(starts[2], starts[2] + 8))
    assert match is not None
    assert match.start == starts[2]


@given(st.text(max_size=200), st.data())
def test_any_stretch_is_found_where_it_was(text: str, data: st.DataObject) -> None:
    reading = FoldedText(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    wanted = reading.fingerprint(start, end)
    if wanted is None:
        return
    match = find(reading, wanted, near=lambda at: start <= at < end)
    assert match is not None
    assert match.same
    first, last = reading.range(start, end)
    assert reading.letters[slice(*reading.range(match.start, match.end))] == reading.letters[first:last]


def test_files_are_known_by_their_name() -> None:
    assert file_key("2014/Plan.pdf") == file_key("drop.zip!new/plan.PDF") != file_key("plan2.pdf")


def test_citations_name_authors_year_title_and_page() -> None:
    document = Document(
        id="0" * 16, sha256="0" * 64, path="plan.pdf", title="A plan", authors=("A. Ash", "B. Birch"),
        year=2014, publisher="The Council", pages=(Page(number=1, width=595, height=842),),
    )  # fmt: skip
    assert citation(document, (3,)) == "A. Ash; B. Birch (2014). A plan. The Council. p. 3."
    assert citation(document, (3, 4)).endswith("pp. 3-4.")
    assert (
        citation(Document(id="0", sha256="0", path="x.md", publisher="The Council"))
        == "The Council (n.d.). x.md."
    )
