"""What each use of the text takes from which voice."""

from __future__ import annotations

import re
from pathlib import Path

from workingregions.corpus.enums import BlockKind, Use, Voice
from workingregions.corpus.files import lines
from workingregions.corpus.records import Block
from workingregions.corpus.voices import takes, voice_of, voices


def test_the_table_decides_for_every_voice_and_use() -> None:
    header, *rows = (line.split(",") for line in lines("workingregions.corpus", "voices.csv"))
    assert {row[0] for row in rows} == {voice.value for voice in Voice}
    assert set(header[1:]) == {use.value for use in Use}
    assert all(len(row) == len(header) for row in rows)


def test_the_documentation_shows_the_table() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs/annotations.md").read_text("utf-8")
    shown = {
        m[1]: [bool(cell.strip()) for cell in m[2].split("|")[:-1]]
        for m in re.finditer(r"^\| `(\w+)` \| [^|]+ \|((?:[^|\n]*\|){8})$", page, re.MULTILINE)
    }
    _, *rows = (line.split(",") for line in lines("workingregions.corpus", "voices.csv"))
    assert shown == {row[0]: [bool(cell) for cell in row[1:]] for row in rows}


def test_what_others_say_counts_as_a_name_and_for_nothing_else() -> None:
    for voice in (Voice.FOOTNOTE, Voice.CITATION, Voice.SURVEY):
        assert takes(Use.NAMES, voice)
        assert not any(
            takes(use, voice)
            for use in (Use.NETWORKS, Use.TIES, Use.THEMES, Use.OUTCOMES, Use.REGIONS, Use.TOPICS)
        )
    assert all(Voice.REFERENCE not in voices(use) and Voice.CONTENTS not in voices(use) for use in Use)


def test_the_voice_found_by_the_reader_takes_precedence_over_the_kind() -> None:
    note = Block(ordinal=0, page=1, kind=BlockKind.FOOTNOTE, text="1 Ibid.")
    assert voice_of(note) is Voice.FOOTNOTE
    assert (
        voice_of(Block(ordinal=0, page=1, kind=BlockKind.TABLE, text="", voice=Voice.SURVEY)) is Voice.SURVEY
    )
