"""Codebooks as YAML, CSV and REFI-QDA: what goes out comes back, and what is wrong is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from workingregions.corpus.codebook import Codebook, Theme, check, read_raw, write_codebook
from workingregions.corpus.errors import ConfigError, InputError

BOOK = Codebook(
    groups={"water": "Water", "rail": "Railways"},
    themes=(
        Theme(
            id="locks",
            group="water",
            label="Locks",
            definition="Locks on canals.",
            seeds=("lock", "sluice | gate"),
            descriptions=("A lock is built.", "A lock is closed."),
            exclude=("locks of hair",),
            broader="canals",
        ),
        Theme(id="canals", group="water", label="Canals", definition="Freight by water.", seeds=("canal",)),
        Theme(
            id="lines",
            group="rail",
            label="Lines <new> & old",
            definition="=Tracks, and “who” owns them.",
            seeds=("branch line",),
            examples=("The line closed in 1964.",),
        ),
    ),
)


def read(path: Path) -> Codebook:
    raw, lines, _ = read_raw(path)
    return Codebook.parse(raw, path.name, lines)


@pytest.mark.parametrize("suffix", [".yaml", ".csv", ".qdc"])
def test_a_codebook_survives_every_form(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"book{suffix}"
    write_codebook(BOOK, path)
    again = read(path)
    assert {theme.id: theme for theme in again} == {theme.id: theme for theme in BOOK}
    assert dict(again.groups) == dict(BOOK.groups)


def test_the_default_codebook_survives_every_form(tmp_path: Path) -> None:
    book = Codebook.load()
    for suffix in (".yaml", ".csv", ".qdc"):
        write_codebook(book, tmp_path / f"book{suffix}")
        assert read(tmp_path / f"book{suffix}").version == book.version


def test_codes_of_another_program_become_themes(tmp_path: Path) -> None:
    path = tmp_path / "other.qdc"
    path.write_text(
        """<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1:0" origin="NVivo"><Codes>
<Code guid="1" name="Barriers to growth" isCodable="false">
  <Code guid="2" name="Time" isCodable="true"><Description>Lack of time.</Description>
    <Code guid="3" name="Time &amp; money" isCodable="true"/></Code></Code>
<Code guid="4" name="Time"><Description>A second code of that name.</Description></Code>
</Codes><Sets><Set guid="5" name="x"><MemberCode guid="2"/></Set></Sets></CodeBook>""",
        encoding="utf-8",
    )
    raw, lines, notes = read_raw(path)
    book = Codebook.parse(raw, path.name, lines)
    assert book.ids == ("time", "time_money", "time_2")
    assert dict(book.groups) == {"barriers_to_growth": "Barriers to growth", "codes": "Codes"}
    assert book.get("time_money").broader == "time"
    assert book.get("time").definition == "Lack of time."
    assert notes == ["line 5: the code 'Time & money' has no description; its name stands for it."]


def test_an_entity_in_a_qdc_file_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden words", encoding="utf-8")
    path = tmp_path / "bad.qdc"
    path.write_text(
        f'<!DOCTYPE c [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
        '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>'
        '<Code guid="1" name="A" isCodable="true"><Description>&e;</Description></Code></Codes></CodeBook>',
        encoding="utf-8",
    )
    raw, _, _ = read_raw(path)
    assert "hidden" not in str(raw)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.qdc", "<CodeBook", "not XML"),
        ("a.qdc", "<Project/>", "expected a CodeBook"),
        ("a.csv", "id,groop\nx,y\n", "line 1: There is no column 'groop'"),
        ("a.yaml", "themes: [", "cannot be read"),
    ],
)
def test_other_content_is_refused(name: str, text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=words):
        read_raw(tmp_path / name)


def test_an_unknown_suffix_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.yaml, \.yml, \.csv, \.qdc"):
        write_codebook(BOOK, tmp_path / "book.xlsx")
    with pytest.raises(ConfigError, match="does not exist"):
        read_raw(tmp_path / "none.csv")


def test_a_fault_in_a_table_names_its_row(tmp_path: Path) -> None:
    path = tmp_path / "book.csv"
    path.write_text(
        'id,group,label,definition,seeds\na,g,A,"two\nlines",x\nb,g,B,,y\na,g,C,Text,z\n', encoding="utf-8"
    )
    raw, lines, _ = read_raw(path)
    faults = [str(fault) for fault in check(raw, lines).faults]
    assert faults == [
        "line 4, theme 2 ('b'): definition must be text; it is missing",
        "line 5, theme 3 ('a'): id is used twice, first in line 2",
    ]
