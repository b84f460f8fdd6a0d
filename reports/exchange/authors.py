"""Who wrote a document, as bibliographies need it: people in two parts, bodies whole."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workingregions.corpus.files import lines
from workingregions.corpus.records import Document

_PARTICLES = re.compile(r"(?:\b(?:van|von|de|del|della|der|den|di|da|dos|du|la|le|ten|ter|zu|zur)\s)*\S+$")
_OF_BODIES = frozenset(("and", "of", "for", "the", "&"))


@dataclass(frozen=True, slots=True)
class Author:
    """A person's name in two parts, or a body's, which stays whole in `family`."""

    family: str
    given: str = ""
    body: bool = False

    @property
    def sorted(self) -> str:
        """The name as it is sorted: "De Propris, Lisa"; a body's as it is."""
        return ", ".join(filter(None, (self.family, self.given)))


def authors_of(document: Document) -> tuple[Author, ...]:
    """Return the authors of a document; the body that published it where no person is known."""
    people = tuple(author(name) for name in map(_line, document.authors) if name)
    publisher = _line(document.publisher)
    return people or ((Author(publisher, body=True),) if publisher else ())


def author(name: str) -> Author:
    """Return an author from a name as written: "Propris, Lisa De", "Lisa De Propris" or a body's."""
    words = name.split()
    plain = {re.sub(r"\W", "", word).casefold() for word in words} | {word.casefold() for word in words}
    bodies = _OF_BODIES | set(lines(__package__, "body_words.txt"))
    if len(words) < 2 or len(words) > 4 or plain & bodies:
        return Author(name.rstrip(" ,") if len(words) < 2 else name, body=True)
    family, comma, given = name.partition(",")
    if comma:
        return Author(family.strip(), given.strip(" ,")) if given.strip(" ,") else Author(family, body=True)
    last = _PARTICLES.search(name)
    start = max(last.start(), len(words[0]) + 1) if last else 0
    return Author(name[start:].strip(), name[:start].strip())


def _line(text: str) -> str:
    return " ".join("".join(" " if ord(sign) < 32 or ord(sign) == 127 else sign for sign in text).split())
