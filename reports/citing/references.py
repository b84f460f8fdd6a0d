"""What is cited of a document: the one mapping that every bibliography and citation is made from.

Nothing is guessed: what a document does not state is a gap, and gaps are named.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

from workingregions.corpus.enums import DocumentType
from workingregions.corpus.files import lines
from workingregions.corpus.records import Document
from workingregions.ingest.metadata import is_nobody, is_publishing_house

_FAMILY = re.compile(r"(?:\b(?:van|von|de|del|della|der|den|di|da|dos|du|la|le|ten|ter|zu|zur)\s)*\S+$", re.I)
"""A family name at the end of a name, with the particles before it."""
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in two parts, or a body's, which stays whole in `family`."""

    family: str
    given: str = ""
    body: bool = False

    @property
    def whole(self) -> str:
        """The name as bibliographies sort it: "De Propris, Lisa"; a body's as it is."""
        return ", ".join(filter(None, (self.family, self.given)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What is cited of a document.

    Attributes:
        key: id of the document.
        type: its type.
        title: its title as the document has it, the name of the file where it has none.
        authors: its authors; the body that published it where no author is known.
        date: ISO 8601, as precise as known; "" where it is unknown.
        container: the journal of an article; "" for others, and where it is unknown.
        publisher: who published it, unless that is its author.
        doi, isbn, issn, number: its first identifier of each kind; `number` is that of a report.
        language: ISO 639-1, "" if unknown.
        gaps: what is not known of title, author, date, journal and book.
    """

    key: str
    type: DocumentType
    title: str
    authors: tuple[Name, ...] = ()
    date: str = ""
    container: str = ""
    publisher: str = ""
    doi: str = ""
    isbn: str = ""
    issn: str = ""
    number: str = ""
    language: str = ""
    gaps: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[str, str, str]:
        """A key that sorts references as bibliographies do: by authors, year and title."""
        return "; ".join(letters(name.whole) for name in self.authors), self.year, letters(self.title)

    @property
    def year(self) -> str:
        """The year, "" if unknown."""
        return self.date[:4]


def reference(document: Document) -> Reference:
    """Return what is cited of a document."""
    article, chapter = (document.type is kind for kind in (DocumentType.ARTICLE, DocumentType.CHAPTER))
    publisher = _line(document.publisher)
    # Of who issued an article one name is known: its journal's or, where only the DOI tells, the house's.
    container = publisher if article and not is_publishing_house(publisher) else ""
    people = tuple(_name(author) for author in map(_line, document.authors) if author)
    if publisher and not document.is_signed:
        people = ()
    authors = people or ((Name(publisher, body=True),) if publisher and not article else ())
    numbers: dict[str, str] = {}
    for identifier in document.identifiers:
        kind, _, value = identifier.partition(":")
        numbers.setdefault("number" if kind == "report" else kind, _line(value))
    date = document.date if _DATE.fullmatch(document.date) else str(document.year or "")
    known = {
        "title": document.title,
        "author": authors,
        "date": date,
        "journal": container or not article,
        "title of the book": not chapter,
    }
    return Reference(
        key=document.id,
        type=document.type,
        title=_line(document.title) or PurePosixPath(document.path.replace("!", "/")).name,
        authors=authors,
        date=date,
        container=container,
        publisher="" if container or (authors and publisher == authors[0].whole) else publisher,
        language=document.language,
        gaps=tuple(name for name, value in known.items() if not value),
        **{name: numbers[name] for name in ("doi", "isbn", "issn", "number") if name in numbers},
    )


def letters(text: str) -> str:
    """Return the letters and digits by which bibliographies sort, without spaces, accents and capitals."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]", "", plain)


def numbered_pages(document: Document, pages: tuple[int, ...]) -> tuple[int, ...]:
    """Return the pages that can be cited: none of formats without pages, such as web pages."""
    paged = any(page.width for page in document.pages)
    return tuple(sorted({page for page in pages if page > 0})) if paged else ()


def _name(text: str) -> Name:
    """Return an author's name: "Propris, Lisa De", "Lisa De Propris" or that of a body."""
    words = text.split()
    if len(words) == 1:
        return Name(text.rstrip(","), body=True)
    plain = {word.strip(".,;:()").casefold() for word in words}
    if len(words) > 4 or not _body_words().isdisjoint(plain) or is_nobody(text):
        return Name(text, body=True)
    family, comma, given = text.partition(",")
    if comma:
        return Name(family.strip(), given.strip(" ,"), body=not given.strip(" ,"))
    last = _FAMILY.search(text)
    start = max(last.start(), len(words[0]) + 1) if last else 0
    return Name(text[start:].strip(), text[:start].strip())


@cache
def _body_words() -> frozenset[str]:
    return frozenset(lines(__package__, "body_words.txt"))


def _line(text: str) -> str:
    """Return a text on one line, without control characters."""
    return " ".join("".join(" " if ord(sign) < 32 or ord(sign) == 127 else sign for sign in text).split())
