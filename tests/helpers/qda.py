"""REFI-QDA files as other programs write them, from what is known of their dialects, not from their files.

What is known comes from the standard, from the reports of users and from the documentation of QualCoder.
"""

from __future__ import annotations

import re
import uuid
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """How a program writes: `count_end` is what a line end counts, None for its length; `utf16` its units."""

    origin: str
    qde: str = "project.qde"
    folder: str = "sources"
    braces: bool = False
    newline: str = "\n"
    bom: bool = False
    count_end: int | None = None
    utf16: bool = False
    count_bom: bool = False
    inline: bool = False
    quoted: bool = False  # the name of a selection is its words
    colour: str = "#FF0000"
    users: bool = True
    prefix: str = ""


ATLAS = Dialect(
    origin="ATLAS.ti 23", qde="REVIEW.qde", newline="\r\n", bom=True, count_end=1, quoted=True, utf16=True
)
MAXQDA = Dialect(origin="MAXQDA 2022", newline="\r\n", bom=True, braces=True, colour="red")
NVIVO = Dialect(origin="NVivo 14", folder="Sources", newline="\r\n", bom=True, utf16=True, prefix="q")
TAGUETTE = Dialect(origin="Taguette 1.4", inline=True, users=False, colour="")
QUALCODER = Dialect(origin="QualCoder-3.5", bom=True)
QUIRKOS = Dialect(origin="Quirkos 2.5", newline="\r\n", utf16=True, count_bom=True, bom=True)
DIALECTS = (ATLAS, MAXQDA, NVIVO, TAGUETTE, QUALCODER, QUIRKOS)


@dataclass(frozen=True, kw_only=True)
class Coded:
    """Words of a source, the code and the coder; `nth` is which occurrence of the words."""

    words: str
    code: str
    who: str = "Ann"
    when: str = "2024-05-06T07:08:09Z"
    nth: int = 0
    shift: int = 0  # positions that are wrong by so many
    memo: str = ""


@dataclass(frozen=True, kw_only=True)
class Text:
    """A source, and what is coded in it."""

    name: str
    text: str
    coded: Sequence[Coded] = ()
    guid: str = ""
    path: str = ""  # of the text, in place of its own


@dataclass(frozen=True, kw_only=True)
class Code:
    """A code, and those within it."""

    name: str
    codable: bool = True
    description: str = ""
    within: Sequence[Code] = field(default_factory=tuple)


def write_qdpx(
    out: Path,
    texts: Iterable[Text],
    codes: Sequence[Code],
    dialect: Dialect = QUALCODER,
    *,
    extra: str = "",
    members: dict[str, bytes] | None = None,
) -> Path:
    """Writes a project; `extra` is XML after the sources, `members` are further files."""
    texts = list(texts)
    writer = _Writer(dialect)
    xml = writer.project(texts, codes, extra)
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(dialect.qde, xml)
        for text in texts:
            if not dialect.inline and not text.path:
                data = re.sub("\n", dialect.newline, text.text).encode()
                name = f"{dialect.folder}/{guid(text.name + text.text)}.txt"
                archive.writestr(name, (b"\xef\xbb\xbf" if dialect.bom else b"") + data)
        for name, data in (members or {}).items():
            archive.writestr(name, data)
    return out


def guid(key: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, key))


class _Writer:
    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.notes: list[str] = []

    def id(self, key: str) -> str:
        return f"{{{guid(key)}}}" if self.dialect.braces else guid(key)

    def project(self, texts: Sequence[Text], codes: Sequence[Code], extra: str) -> str:
        dialect = self.dialect
        people = sorted({one.who for text in texts for one in text.coded})
        users = "".join(f'<User guid="{self.id("u" + who)}" name={quoteattr(who)}/>' for who in people)
        users = f"<Users>{users}</Users>" if dialect.users and people else ""
        book = "".join(map(self.code, codes))
        sources = "".join(map(self.source, texts))
        notes = f"<Notes>{''.join(self.notes)}</Notes>" if self.notes else ""
        xml = (
            '<?xml version="1.0" encoding="utf-8"?>'
            f'<Project name="p" origin={quoteattr(dialect.origin)} creationDateTime="2024-01-02T03:04:05Z" '
            f'xmlns="urn:QDA-XML:project:1.0">{users}<CodeBook><Codes>{book}</Codes></CodeBook>'
            f"<Sources>{sources}</Sources>{notes}{extra}</Project>"
        )
        if dialect.prefix:  # a namespace with a prefix is the same XML
            xml = re.sub(r"<(/?)(?=[A-Z])", rf"<\1{dialect.prefix}:", xml)
            xml = xml.replace("xmlns=", f"xmlns:{dialect.prefix}=")
        return xml

    def code(self, code: Code) -> str:
        colour = f' color="{self.dialect.colour}"' if self.dialect.colour else ""
        described = f"<Description>{escape(code.description)}</Description>" if code.description else ""
        inside = "".join(map(self.code, code.within))
        codable = "true" if code.codable else "false"
        return (
            f'<Code guid="{self.id("c" + code.name)}" name={quoteattr(code.name)} isCodable="{codable}"'
            f"{colour}>{described}{inside}</Code>"
        )

    def source(self, text: Text) -> str:
        key = text.name + text.text
        where = f' plainTextPath="{text.path or f"internal://{guid(key)}.txt"}"'
        content = ""
        if self.dialect.inline:
            where, content = "", f"<PlainTextContent>{escape(text.text)}</PlainTextContent>"
        selections = "".join(self.selection(text, one, n) for n, one in enumerate(text.coded))
        head = f'<TextSource guid="{text.guid or self.id("s" + key)}" name={quoteattr(text.name)}{where}>'
        return f"{head}{content}{selections}</TextSource>"

    def selection(self, text: Text, one: Coded, number: int) -> str:
        start = -1
        for _ in range(one.nth + 1):
            start = text.text.index(one.words, start + 1)
        first = self.position(text.text[:start]) + one.shift
        last = self.position(text.text[: start + len(one.words)]) + one.shift
        key = f"{text.name}{text.text}{number}"
        user = f' creatingUser="{self.id("u" + one.who)}"' if self.dialect.users else ""
        when = f' creationDateTime="{one.when}"' if one.when else ""
        name = quoteattr(one.words[:60] if self.dialect.quoted else "")
        note = ""
        if one.memo:
            note = f'<NoteRef targetGUID="{self.id("n" + key)}"/>'
            self.notes.append(
                f'<Note guid="{self.id("n" + key)}" name="memo"{user}><PlainTextContent>{escape(one.memo)}'
                "</PlainTextContent></Note>"
            )
        return (
            f'<PlainTextSelection guid="{self.id("x" + key)}" name={name} startPosition="{first}" '
            f'endPosition="{last}"{user}{when}><Coding guid="{self.id("k" + key)}"{user}{when}>'
            f'<CodeRef targetGUID="{self.id("c" + one.code)}"/>{note}</Coding></PlainTextSelection>'
        )

    def position(self, before: str) -> int:
        """The position after some text, as the program counts."""
        end = len(self.dialect.newline) if self.dialect.count_end is None else self.dialect.count_end
        units = sum(2 if self.dialect.utf16 and char > "\uffff" else 1 for char in before.replace("\n", ""))
        return units + end * before.count("\n") + (self.dialect.bom and self.dialect.count_bom)


__all__ = [
    "ATLAS", "DIALECTS", "MAXQDA", "NVIVO", "QUALCODER", "QUIRKOS", "TAGUETTE", "Code", "Coded", "Dialect",
    "Text", "guid", "replace", "write_qdpx",
]  # fmt: skip
