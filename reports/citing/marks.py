"""Marks that stand for the words of documents while the engine formats.

The engine changes the case of titles ("UK" becomes "Uk"), reads "GAO-12-3" as a range of numbers and "$5" as
a formula. So it never sees the words: each is a private character of Unicode, after letters by which the
engine sorts. What it returns is structure, in which the words are put back as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from workingregions.corpus.enums import DocumentType
from workingregions.reports.citing.offered import Style
from workingregions.reports.citing.references import Name, Reference, letters

PRIVATE = "[\U000f0000-\U000ffffd\U00100000-\U0010fffd]"
"""The private characters, as a pattern."""
FIRST = 0xF0000
"""The first private character that stands for words: there are 131,068 in two planes."""
_PLAIN_NAME = re.compile(r"[^\W\d_]+(?:[ .'’-]+[^\W\d_]*)*\.?")
GAP = "[{} not known]"

Item = dict[str, Any]
"""A reference as the engine reads it."""


class Marks:
    """The references of a bibliography as the engine reads them, and the words that its marks stand for."""

    def __init__(self, references: Iterable[Reference], style: Style) -> None:
        self.style = style
        self._words: list[str] = []
        self._numbers: dict[tuple[str, str], int] = {}
        self._titles: dict[int, str] = {}
        self.items = {f"d{number}": self._item(known) for number, known in enumerate(references)}
        self.names = {key: f"d{number}" for number, key in enumerate(self._titles.values())}

    def words(self, mark: str) -> str:
        """Return the words that a mark stands for."""
        return self._words[_index(mark)]

    def key_of(self, marked: str) -> str:
        """Return the id of the document whose title is in a formatted reference."""
        return next(self._titles[n] for n in map(_index, re.findall(PRIVATE, marked)) if n in self._titles)

    def _item(self, known: Reference) -> Item:
        item: Item = {"type": "Report", "author": [self._name(name) for name in known.authors]}
        title = self._mark(known.title, known.key)
        self._titles[_index(title[-1])] = known.key
        item["title"] = title
        if known.date:
            # Of two reports of a year, a and b go by their titles, not by their months.
            item["date"] = known.year if self.style.years else known.date
        if known.publisher:
            item["publisher"] = self._mark(known.publisher)[-1]
        numbers = {
            "serial": self._mark(known.number)[-1] if known.number else "",
            "doi": known.doi and "10.1/" + self._mark(known.doi)[-1],
        }
        item["serial-number"] = {name: value for name, value in numbers.items() if value}
        item |= self._of_type(known)
        return {field: value for field, value in item.items() if value}

    def _of_type(self, known: Reference) -> Item:
        """Return the fields that only articles, chapters and theses have."""
        match known.type:
            case DocumentType.ARTICLE:
                journal = self._mark(known.container or GAP.format("journal"))[-1]
                # With a day but no volume, styles would add that it was published ahead of print.
                return {
                    "type": "Article",
                    "date": known.year,
                    "parent": {"type": "Periodical", "title": journal},
                }
            case DocumentType.CHAPTER:
                book: Item = {"type": "Book", "title": self._mark(GAP.format("title of the book"))[-1]}
                if known.publisher:
                    book["publisher"] = self._mark(known.publisher)[-1]
                return {"type": "Chapter", "publisher": "", "parent": book}
            case DocumentType.THESIS:
                return {"type": self.style.thesis, "genre": "thesis"}
            case _:
                return {}

    def _name(self, name: Name) -> Item:
        if name.body or not all(_PLAIN_NAME.fullmatch(part) for part in (name.family, name.given) if part):
            return {"name": self._mark(name.whole)}
        return {"name": name.family, "given-name": name.given} if name.given else {"name": name.family}

    def _mark(self, words: str, of: str = "") -> str:
        """Return letters to sort by and a private character; the same for the same words of a document."""
        number = self._numbers.setdefault((words, of), len(self._words))
        if number == len(self._words):
            self._words.append(words)
        return letters(words)[:60] + _character(number)


def _character(number: int) -> str:
    # The last two characters of a plane are not characters.
    return chr(FIRST + number + (2 if number >= 0xFFFE else 0))


def _index(mark: str) -> int:
    offset = ord(mark) - FIRST
    return offset - (2 if offset >= 0x10000 else 0)
