"""What a REFI-QDA project file holds, as records; their names and fields are those of the standard.

Ids (GUIDs) are in capitals and without braces; "" stands for one that the file does not state. `user` is who
made something and `when` the time, as the file states it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workingregions.corpus.codebook import RefiCode
from workingregions.corpus.records import Box


class RefiKind(StrEnum):
    """What a source is; only texts and PDFs have words."""

    TEXT = "text"
    PDF = "pdf"
    PICTURE = "picture"
    AUDIO = "audio"
    VIDEO = "video"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefiUser:
    """A person, or a program, that coded."""

    guid: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefiCoding:
    """A code given to a selection or to a whole source; `notes` are ids of memos on it."""

    guid: str
    code: str
    user: str = ""
    when: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefiSelection:
    """A stretch of a source's text, from `start` to `end` (exclusive), in the units of the program."""

    guid: str
    start: int
    end: int
    name: str = ""
    description: str = ""
    user: str = ""
    when: str = ""
    codings: tuple[RefiCoding, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefiArea:
    """An area on a page of a PDF: `page` counts from 0, `box` is in points; `text` the words, if stated."""

    guid: str
    page: int
    box: Box
    text: str = ""
    name: str = ""
    description: str = ""
    user: str = ""
    when: str = ""
    codings: tuple[RefiCoding, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefiSource:
    """A document of the project.

    Attributes:
        guid: its id.
        name: its name, by custom that of its file; several may have the same one.
        kind: what it is.
        path: where its file is: "internal://NAME" in the archive; others lie outside it.
        text_path: the same of its plain text; "" if the text is in the XML, or absent.
        text: its plain text as the file has it, with its line ends, without a byte-order mark.
        marked: whether the text began with a byte-order mark.
        sha256: of its file, if that is in the archive.
        description: free text.
        selections: stretches of the text.
        areas: areas on pages.
        codings: codes of the source as a whole.
        notes: ids of the notes on it.
        values: its values of variables, as (id of the variable, value in words).
        user: who added it.
        when: when it was added.
    """

    guid: str
    name: str
    kind: RefiKind = RefiKind.TEXT
    path: str = ""
    text_path: str = ""
    text: str = ""
    marked: bool = False
    sha256: str = ""
    description: str = ""
    selections: tuple[RefiSelection, ...] = ()
    areas: tuple[RefiArea, ...] = ()
    codings: tuple[RefiCoding, ...] = ()
    notes: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    user: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefiNote:
    """A memo or annotation; what refers to it names its id."""

    guid: str
    name: str = ""
    text: str = ""
    user: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefiVariable:
    """An attribute of sources and cases; `type` is Text, Boolean, Integer, Float, Date or DateTime."""

    guid: str
    name: str
    type: str = "Text"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefiCase:
    """A case, with its sources and values of variables; some programs give it no name."""

    guid: str
    name: str = ""
    description: str = ""
    values: tuple[tuple[str, str], ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefiSet:
    """A set of codes and sources."""

    guid: str
    name: str
    description: str = ""
    codes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefiProject:
    """A project file.

    Attributes:
        name: the project's name.
        origin: the program that wrote it, in its own words.
        user: who made it.
        when: when it was made.
        description: free text.
        users, codes, variables, cases, sources, notes, sets: what it holds; codes before those within them.
        links: notes by what they are linked to (NVivo keeps annotations so): ids of anything, and of notes.
        problems: a sentence on each part that could not be read; the rest counts.
    """

    name: str
    origin: str = ""
    user: str = ""
    when: str = ""
    description: str = ""
    users: tuple[RefiUser, ...] = ()
    codes: tuple[RefiCode, ...] = ()
    variables: tuple[RefiVariable, ...] = ()
    cases: tuple[RefiCase, ...] = ()
    sources: tuple[RefiSource, ...] = ()
    notes: tuple[RefiNote, ...] = ()
    sets: tuple[RefiSet, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()
