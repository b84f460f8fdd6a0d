"""Evidence ids: printable names of the words that support a finding.

    wr1.s.0123456789ab.3f0k2m4n6p8.aaabbbcccdddeeefff.0c00001xy

An id is made of its kind, the document (its content and its file name), the quoted words and those around
them (`corpus.quotes`), the page, what distinguishes several findings in the same words, and check letters.
Its alphabet is Crockford's base 32, which has no I, L, O or U, and ignores case.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from enum import StrEnum

from workingregions.corpus.errors import InputError, UserError
from workingregions.corpus.quotes import WORDS, Fingerprint, small_hash
from workingregions.corpus.records import Box, Document, Mention, Outcome, Passage, Tie

VERSION = "wr1"
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_ALIKE = str.maketrans("oil", "011")
_DOCUMENT_DIGITS = 10
_FILE_BITS = 20
_LENGTHS = (12, 11, 6 + 3 * WORDS, 9)
_CHECKS = 32749
"""The largest prime below the number of values that three check letters can hold."""


class EvidenceKind(StrEnum):
    """What a piece of evidence is."""

    PASSAGE = "passage"
    SENTENCE = "sentence"
    TIE = "tie"
    OUTCOME = "outcome"
    MENTION = "mention"
    QUOTE = "quote"


_LETTERS = {kind.value[0]: kind for kind in EvidenceKind}


class EvidenceState(StrEnum):
    """How the words of an evidence id were found again.

    exact: the same words between the same words. moved: the same words elsewhere. changed: nearly the same
    words. gone: the document is present, the words are not.
    """

    EXACT = "exact"
    MOVED = "moved"
    CHANGED = "changed"
    GONE = "gone"


class MalformedEvidenceIdError(InputError):
    """A text that is not an evidence id, or one with a character mistyped or lost."""


class UnknownEvidenceError(UserError):
    """An evidence id whose document is not, or is no longer, in the project."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceId:
    """An evidence id, split into its parts.

    Attributes:
        kind: the kind of evidence.
        document: the first ten digits of the document's id.
        file: a hash of the file's name, by which an updated file is found.
        words: the fingerprint of the words.
        page: the page, modulo 1024.
        ordinal: index among repeats on the page between the same words, up to 31.
        row: a hash of the finding (for a tie, its names and relation); 0 for words alone.
    """

    kind: EvidenceKind
    document: str
    file: int
    words: Fingerprint
    page: int = 0
    ordinal: int = 0
    row: int = 0

    def __str__(self) -> str:
        words = [*self.words.words, *[0] * WORDS][:WORDS]
        parts = [
            VERSION,
            self.kind.value[0],
            _written(int(self.document, 16), 8) + _written(self.file, 4),
            _written(min(self.words.length, 32767), 3) + _written(self.words.check, 8),
            "".join(_written(value, 3) for value in (self.words.before, self.words.after, *words)),
            _written(self.page % 1024, 2) + _written(min(self.ordinal, 31), 1) + _written(self.row, 3),
        ]
        body = ".".join(parts)
        return body + _written(zlib.crc32(body.encode()) % _CHECKS, 3)

    @classmethod
    def parse(cls, text: str) -> EvidenceId:
        """Return the id that `text` holds; case, white space and punctuation around it are ignored.

        Raises:
            MalformedEvidenceIdError: it is not an evidence id.
        """
        version, kind, *fields = [*text.strip().strip("<>()[]\"',;.").lower().split("."), "", ""]
        fields = [field.translate(_ALIKE) for field in fields[:-2]]
        if version != VERSION:
            newer = version.startswith("wr") and version[2:].isdigit()
            raise _malformed(
                text, "it was made by a newer release" if newer else f"an id begins with {VERSION!r}"
            )
        if kind not in _LETTERS or [len(field) for field in fields] != list(_LENGTHS):
            raise _malformed(text, "part of it is missing, or it is too long")
        body = ".".join([version, kind, *fields])
        if not set("".join(fields)) <= set(_ALPHABET) or zlib.crc32(body[:-3].encode()) % _CHECKS != _read(
            body[-3:]
        ):
            raise _malformed(text, "a character was mistyped")
        words = [_read(fields[2][at : at + 3]) for at in range(0, len(fields[2]), 3)]
        return cls(
            kind=_LETTERS[kind],
            document=f"{_read(fields[0][:8]):010x}",
            file=_read(fields[0][8:]),
            words=Fingerprint(
                length=_read(fields[1][:3]),
                check=_read(fields[1][3:]),
                before=words[0],
                after=words[1],
                words=tuple(word for word in words[2:] if word),
            ),
            page=_read(fields[3][:2]),
            ordinal=_read(fields[3][2:3]),
            row=_read(fields[3][3:6]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBoxes:
    """Position of words on a page: one box per line, in points, origin top left, on a page of that size."""

    page: int
    width: float
    height: float
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The current words of an evidence id.

    Attributes:
        id: the id of the current words; the id asked for when they are gone.
        kind: the kind of evidence.
        state: how the words were found again.
        quote: the words, "" when they are gone; `before` and `after` are 32 characters around them.
        score: how surely they are the words asked for, 0 to 1.
        note: what differs from the words asked for; "" when nothing does.
        document: its id; `title` and `file` are that document's, `citation` names it with the page.
        pages: pages of the words, from 1; `boxes` gives their boxes there, where the format has pages.
        section: the headings above.
        passage: the id of the passage in which the words begin, at start; they end at `end` if within it.
        record: the passage, mention, tie or outcome itself; None for words alone, and for a finding that
            this version of the project does not contain.
    """

    id: str
    kind: EvidenceKind
    state: EvidenceState
    document: str
    quote: str = ""
    before: str = ""
    after: str = ""
    score: float = 1.0
    note: str = ""
    title: str = ""
    file: str = ""
    citation: str = ""
    pages: tuple[int, ...] = ()
    boxes: tuple[PageBoxes, ...] = ()
    section: tuple[str, ...] = ()
    passage: str = ""
    start: int = 0
    end: int = 0
    record: Passage | Mention | Tie | Outcome | None = None

    def _repr_html_(self) -> str:
        from workingregions.corpus.cards import card, lines, quoted

        state = f"{self.state}: {self.note}" if self.note else str(self.state)
        return card(
            self.title or self.file,
            quoted(self.quote, self.before, self.after),
            lines([self.citation, " > ".join(self.section), state, self.id]),
        )


def document_key(document: Document) -> tuple[str, int]:
    """Return the document's part of an id: of its content, and of its file's name."""
    return document.id[:_DOCUMENT_DIGITS], file_key(document.path)


def file_key(path: str) -> int:
    """Return the hash by which an updated file is found again: that of its name without folders."""
    name = path.replace("!", "/").replace("\\", "/").rsplit("/", 1)[-1]
    return zlib.crc32(name.casefold().encode()) % (1 << _FILE_BITS)


def row_key(record: object) -> int:
    """Return the hash that distinguishes findings in the same words; 0 for words alone."""
    if isinstance(record, Tie):
        return small_hash(f"{record.source_name} {record.relation} {record.target_name}")
    if isinstance(record, Outcome):
        return small_hash(f"{record.kind} {record.unit} {record.value:g}")
    return small_hash(record.kind) if isinstance(record, Mention) else 0


def citation(document: Document, pages: tuple[int, ...] = ()) -> str:
    """Return a citation of a document: authors or publisher, year, title, pages."""
    people = document.authors if document.is_signed or not document.publisher else ()
    who = "; ".join(people[:3]) + (" et al." if len(people) > 3 else "")
    who = who or document.publisher
    when = str(document.year) if document.year else "n.d."
    named = document.title or document.path
    publisher = f" {document.publisher}." if document.publisher and document.publisher != who else ""
    numbered = any(page.width for page in document.pages)
    locator = _locator(pages) if numbered else ""
    return f"{who} ({when}). {named}.{publisher}{locator}".strip()


def _locator(pages: tuple[int, ...]) -> str:
    if not pages:
        return ""
    if len(pages) == 1:
        return f" p. {pages[0]}."
    return f" pp. {pages[0]}-{pages[-1]}."


def _malformed(text: str, reason: str) -> MalformedEvidenceIdError:
    shown = text if len(text) <= 70 else text[:69] + "…"
    return MalformedEvidenceIdError(
        f"{shown!r} is not an evidence id: {reason}.",
        advice=f"Copy the whole id, from {VERSION!r} to its last letter.",
    )


def _written(value: int, digits: int) -> str:
    return "".join(_ALPHABET[value >> 5 * digit & 31] for digit in reversed(range(digits)))


def _read(text: str) -> int:
    value = 0
    for letter in text:
        value = value * 32 + max(0, _ALPHABET.find(letter))
    return value
