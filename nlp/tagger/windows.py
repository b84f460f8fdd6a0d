"""Texts as input of the tagger: word pieces, the shape of each word, and windows of at most 254 pieces.

The encoder's vocabulary has no capitals, which are essential for names: each piece carries the shape of its
word (lower case, capitalised, all capitals...) and what precedes the word (nothing, a space, a line break),
which the network adds to the piece's vector.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from workingregions.nlp.transformer import load_tokenizer

MOST_CHARACTERS = 20_000
"""Texts are cut here: no passage is as long."""
MOST_PIECES = 254
SHAPES = 28
_CLS, _SEP = 101, 102
_CONTINUED = SHAPES - 1
_WIDEST_LINE = 400


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a text for one pass of the network.

    `ids` and `shapes` have one number per piece, including the marks of begin and end; `words` has start and
    end of each word in the text, `firsts` the index of its first piece in `ids`.
    """

    ids: list[int]
    shapes: list[int]
    words: list[tuple[int, int]]
    firsts: list[int]


def windows(text: str) -> list[Window]:
    """Return the windows of a text, in order; no word occurs in two. A text without a word has none."""
    text = text[:MOST_CHARACTERS]
    encoding = tokenizer().encode(text, add_special_tokens=False)
    words: list[tuple[int, int, list[int]]] = []
    last = None
    for piece, number, (start, end) in zip(encoding.ids, encoding.word_ids, encoding.offsets, strict=True):
        if number == last:
            words[-1] = (words[-1][0], end, [*words[-1][2], piece])
        else:
            words.append((start, end, [piece]))
        last = number
    return [_window(text, part) for part in _parts(text, words)]


@cache
def tokenizer() -> Any:
    """Return the encoder's word-piece tokenizer, with neither truncation nor padding."""
    return load_tokenizer()


def _parts(text: str, words: list[tuple[int, int, list[int]]]) -> Iterator[list[tuple[int, int, list[int]]]]:
    """Yield runs of words that fit a window, cut at a line break or full stop in its second half, if any."""
    first = 0
    while first < len(words):
        size, end, cut = 0, first, 0
        while end < len(words) and size + len(words[end][2]) <= MOST_PIECES:
            size += len(words[end][2])
            end += 1
            if size > MOST_PIECES // 2 and end < len(words):
                gap = text[words[end - 1][1] : words[end][0]]
                if "\n" in gap or (gap and text[words[end - 1][0]] in ".!?"):
                    cut = end
        if end == first:  # a single word of more pieces than a window holds
            words[first] = (*words[first][:2], words[first][2][:MOST_PIECES])
            continue
        end = end if end == len(words) else cut or end
        yield words[first:end]
        first = end


def _window(text: str, words: list[tuple[int, int, list[int]]]) -> Window:
    ids, shapes, firsts = [_CLS], [0], []
    before = max(0, words[0][0] - 2)
    lines = _Lines(text)
    for start, end, pieces in words:
        firsts.append(len(ids))
        gap = text[before:start]
        gap_kind = 2 if "\n" in gap or start == 0 else 1 if gap else 0
        shapes += [gap_kind * 9 + _shape(text[start:end], lines, start), *[_CONTINUED] * (len(pieces) - 1)]
        ids += pieces
        before = end
    return Window([*ids, _SEP], [*shapes, 0], [(s, e) for s, e, _ in words], firsts)


class _Lines:
    """The lines of a text, with the test whether one is all in capitals; remembers the last line."""

    def __init__(self, text: str) -> None:
        self.text, self.start, self.end, self.upper = text, 0, -1, False

    def capital(self, offset: int) -> bool:
        if not self.start <= offset < self.end:
            self.start = max(self.text.rfind("\n", 0, offset) + 1, offset - _WIDEST_LINE)
            end = self.text.find("\n", offset)
            self.end = min(len(self.text) if end < 0 else end, offset + _WIDEST_LINE)
            line = self.text[self.start : self.end]
            self.upper = line.isupper() and " " in line.strip()
        return self.upper


def _shape(word: str, lines: _Lines, start: int) -> int:
    """Return the shape of a word.

    0 no letter or digit, 1 digits, 2 lower case, 3 capitalised, 4 one capital, 5 all capitals, 6 mixed, 7
    letters and digits, 8 all capitals in a line of capitals.
    """
    if not any(c.isalnum() for c in word):
        return 0
    if word.isdigit():
        return 1
    if any(c.isdigit() for c in word):
        return 7
    if word.islower() or not any(c.isupper() for c in word):
        return 2
    if word.isupper():
        return 8 if lines.capital(start) else 4 if len(word) == 1 else 5
    return 3 if word[0].isupper() and word[1:].islower() else 6
