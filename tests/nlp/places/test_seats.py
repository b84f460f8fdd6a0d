"""Where a text says that an institution is."""

from __future__ import annotations

import pytest

from workingregions.corpus.enums import MentionKind
from workingregions.corpus.records import Mention, Passage
from workingregions.nlp.places import with_seats


@pytest.mark.parametrize(
    ("text", "seat"),
    [
        ("Harker Forge, headquartered in Leeds, closed.", "leeds"),
        ("Harker Forge has its head office in Leeds.", "leeds"),
        ("the Leeds-based Harker Forge closed.", "leeds"),
        ("the Leeds-based toolmaker Harker Forge closed.", "leeds"),
        ("| Leeds | 12 | Harker Forge 28; Other 3 |", "leeds"),
        ("Harker Forge sold lathes to a dealer in Leeds.", ""),
        ("Harker Forge closed. Leeds wept.", ""),
    ],
)
def test_a_seat_is_stated_in_the_sentence_or_heads_the_row(text: str, seat: str) -> None:
    def mention(words: str, kind: MentionKind, place: str = "") -> Mention:
        start = text.index(words)
        return Mention(
            id=words,
            document="d",
            passage="p",
            page=1,
            start=start,
            end=start + len(words),
            kind=kind,
            text=words,
            entity=words,
            confidence=0.9,
            place=place,
        )

    passage = Passage(
        id="p", document="d", ordinal=0, pages=(1,), first_block=0, last_block=0, text=text, pieces=()
    )
    named = mention("Harker Forge", MentionKind.INSTITUTION)
    found = with_seats([named, mention("Leeds", MentionKind.PLACE, "leeds")], [passage])
    assert found[0].place == seat
