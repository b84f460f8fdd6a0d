"""Institutions that a list or a table column announces: "companies such as A, B and C", a column "Company".

The words of a firm's name rarely show what it is; the noun that introduces it does. A list in which two names
are known supports the others too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from workingregions.corpus.files import lines
from workingregions.nlp.institutions.vocabulary import lexicon
from workingregions.nlp.institutions.words import NameSpan, TextWord

_SAY = frozenset(["such", "including", "include", "includes", "included", "like", "namely", "e.g"])
_VERBS = frozenset(["are", "were", "being"])
_SKIP = frozenset(["as", "the", "both", "a", "an", "currently", "also", "and", "to", "here", "based"])
_REACH = 8
_MOST_ITEMS = 40
_ITEM_WORDS = 7
_ROW = re.compile(r"^\|(.*)\|\s*$", re.MULTILINE)


@cache
def collectives() -> dict[str, str]:
    """Return nouns for many institutions ("suppliers") and the type that they announce."""
    return {
        noun: kind
        for noun, _, kind in (line.partition(":") for line in lines(__package__, "collectives.txt"))
    }


def announced(words: Sequence[TextWord]) -> Iterator[NameSpan]:
    """Yield names in lists after a collective noun and "such as", "including", "include", ":" or a
    bracket."""
    for index, word in enumerate(words):
        if word.lower in collectives() and word.kind == "word":
            start = _opening(words, index + 1)
            if start:
                yield from (
                    NameSpan(words[a].start, words[b - 1].end, "list", 0.75, "", collectives()[word.lower])
                    for a, b in items(words, start)
                )


def _opening(words: Sequence[TextWord], index: int) -> int:
    """Return where the list begins that a collective noun announces; 0 if it announces none."""
    for i in range(index, min(index + _REACH, len(words))):
        word = words[i]
        if word.text in (":", "("):
            return i + 1 if i - index < 4 else 0
        if word.kind == "stop" or (word.capital and i == index):
            return 0
        if word.lower in _VERBS and (i + 1 >= len(words) or not words[i + 1].capital):
            continue
        if word.lower in _SAY or word.lower in _VERBS:
            j = i + 1
            while j < len(words) and (words[j].lower in _SKIP or words[j].text == ":"):
                j += 1
            return j
    return 0


def items(words: Sequence[TextWord], start: int) -> list[tuple[int, int]]:
    """Return (first, past last) words of the capitalised items of a list; empty if they are not all names."""
    found: list[tuple[int, int]] = []
    i = start
    while i < len(words) and len(found) < _MOST_ITEMS:
        while i < len(words) and words[i].lower in ("the", "and", "or", "both"):
            i += 1
        first = i
        while i < len(words) and _in_name(words, i, first):
            i += 1
        if i == first or i - first > _ITEM_WORDS:
            break
        found.append((first, i))
        # A bracket after a name ("International Business Machines (IBM)") does not end the list.
        i = _past_bracket(words, i)
        comma = i < len(words) and words[i].kind == "comma"
        joined = i + comma < len(words) and words[i + comma].lower in ("and", "or")
        if not comma and not joined:
            break
        i += comma + joined
    return [(a, b) for a, b in found if _could_name(words[a:b])]


def _past_bracket(words: Sequence[TextWord], i: int) -> int:
    if i < len(words) and words[i].text == "(":
        for j in range(i + 1, min(i + 8, len(words))):
            if words[j].text == ")":
                return j + 1
    return i


def _in_name(words: Sequence[TextWord], i: int, first: int) -> bool:
    word = words[i]
    if word.kind == "word":
        mixed = any(c.isdigit() for c in word.text) and any(c.isalpha() for c in word.text)
        following = words[i + 1].capital if i + 1 < len(words) else False
        inside = i > first and following and word.lower in ("of", "for", "de", "van", "des", "du", "and")
        return word.capital or mixed or (inside and (word.lower != "and" or _pair(words, i)))
    return i > first and word.kind in ("and", "poss") and i + 1 < len(words) and words[i + 1].kind == "word"


def _pair(words: Sequence[TextWord], i: int) -> bool:
    return words[i - 1].lower in lexicon().topics and words[i + 1].lower in lexicon().topics


def _could_name(words: Sequence[TextWord]) -> bool:
    lower = [w.lower for w in words]
    return lower[-1] not in lexicon().not_heads and not all(w in lexicon().generic for w in lower)


def columns(
    text: str, sure: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]
) -> Iterator[NameSpan]:
    """Yield cells of Markdown tables in columns of institutions, as shown by the header or by known cells.

    Args:
        text: a passage; its table rows are lines between bars.
        sure: offsets of institutions found.
        others: offsets of places and people.
    """
    rows = [_cells(row) for row in _ROW.finditer(text)]
    if len(rows) < 3:
        return
    wanted = frozenset(lines(__package__, "columns.txt"))
    for number, (_, header) in enumerate(rows[0]):
        cells = [row[number] for row in rows[1:] if number < len(row) and _could_be_cell(row[number][1])]
        named = sum(any(start <= s and e <= start + len(cell) for s, e in sure) for start, cell in cells)
        placed = sum(any(start <= s and e <= start + len(cell) for s, e in others) for start, cell in cells)
        headed = header.casefold() in wanted
        if headed or (named >= max(3, len(cells) / 4) and placed <= len(cells) / 5):
            for start, cell in cells:
                yield NameSpan(
                    start, start + len(cell), "column" if headed else "table", 0.75 if headed else 0.6
                )


def _cells(row: re.Match[str]) -> list[tuple[int, str]]:
    """Return (offset, text) of the cells of a table row, without the white space and stars around them."""
    found, offset = [], row.start(1)
    for cell in row.group(1).split("|"):
        text = cell.strip(" *")
        found.append((offset + cell.find(text) if text else offset, text))
        offset += len(cell) + 1
    return found


def _could_be_cell(cell: str) -> bool:
    """Return whether a cell could hold one name: capitalised words, not a list or a sentence."""
    words = cell.split()
    capitals = sum(word[0].isupper() or not word.isalpha() for word in words)
    listed = cell.count(",") > 1 or ", and " in cell
    return (
        bool(words)
        and words[0][0].isupper()
        and len(words) <= 9
        and 2 * capitals >= len(words)
        and not listed
    )


def spread(
    words: Sequence[TextWord], sure: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]
) -> Iterator[NameSpan]:
    """Yield unmarked names in a list of three or more of which at least two are institutions already.

    Args:
        words: the words of the text.
        sure: offsets of institutions found.
        others: offsets of places and people, which are left alone.
    """
    starts = {word.start: i for i, word in enumerate(words)}
    done = -1
    for start, _ in sorted(sure):
        index = starts.get(start)
        if index is None or index < done:
            continue
        listed = items(words, index)
        if len(listed) < 3:
            continue
        done = listed[-1][1]
        spans = [(words[a].start, words[b - 1].end) for a, b in listed]
        known = [s for s in spans if any(s[0] < e and b < s[1] for b, e in sure)]
        if len(known) < 2:
            continue
        for s, e in spans:
            if (s, e) not in known and not any(s < oe and os < e for os, oe in others):
                yield NameSpan(s, e, "list", 0.6)
