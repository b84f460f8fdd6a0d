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
from workingregions.reports.citing.offered import Kind, Style
from workingregions.reports.citing.references import Name, Reference, letters
from workingregions.reports.citing.years import Years

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
        self._marks: dict[str, str] = {}
        references = list(references)
        named = style.kind is Kind.NAMES and style.years
        self.years = Years(references if named else (), descending=style.descending)
        parts = (DocumentType.ARTICLE, DocumentType.CHAPTER)
        self._parts = frozenset(known.key for known in references if known.type in parts)
        self._several = _with_several(references) if style.titles else frozenset()
        self.items = {f"d{number}": self._item(known) for number, known in enumerate(references)}
        self.names = {key: f"d{number}" for number, key in enumerate(self._titles.values())}

    def words(self, mark: str) -> str:
        """Return the words that a mark stands for."""
        return self._words[_index(mark)]

    def key_of(self, marked: str) -> str:
        """Return the id of the document whose title is in a formatted reference."""
        return next(self._titles[n] for n in map(_index, re.findall(PRIVATE, marked)) if n in self._titles)

    def told_by_title(self, key: str) -> str:
        """Return the mark of a document's title, if other works of its author are listed; else ""."""
        return self._marks[key] if key in self._several else ""

    def is_part(self, key: str) -> bool:
        """Return whether a document is a part of another, such as a journal's article."""
        return key in self._parts

    def _item(self, known: Reference) -> Item:
        item: Item = {"type": "Report", "author": [self._name(name) for name in known.authors]}
        title = self._mark(known.title, known.key)
        self._titles[_index(title[-1])] = known.key
        self._marks[known.key] = title[-1]
        item["title"] = title
        if date := self.years.of(known.key) or (known.year if self.style.years else known.date):
            item["date"] = date
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
                    "date": self.years.of(known.key) or known.year,
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


def _with_several(references: Iterable[Reference]) -> frozenset[str]:
    """Return the documents whose authors have several."""
    by: dict[tuple[Name, ...], list[str]] = {}
    for known in references:
        if known.authors:
            by.setdefault(known.authors, []).append(known.key)
    return frozenset(key for keys in by.values() if len(keys) > 1 for key in keys)


def _character(number: int) -> str:
    # The last two characters of a plane are not characters.
    return chr(FIRST + number + (2 if number >= 0xFFFE else 0))


def _index(mark: str) -> int:
    offset = ord(mark) - FIRST
    return offset - (2 if offset >= 0x10000 else 0)
