"""Words to lines: runs of words that a reader sees as one line of one column.

Two kinds of evidence show where a line of one column ends and the next column's begins: the order in
which the page draws its words, and white strips that run down through several lines.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from workingregions.corpus.boxes import is_leftward
from workingregions.ingest.pdf.words import PageWord

_LABEL = re.compile(
    r"[•▪■□❖➢→✓☑●○◦‣⁃∙·*–—-]|\(?(?:\d{1,3}|[ivxIVX]{1,5}|[A-Za-z])[.)]|\d{1,2}(?:\.\d{1,2}){1,3}\.?|\[\d{1,3}\]"
)
_ORDINAL = re.compile(r"st|nd|rd|th|er|re|e|[oa]s?|º|ª|TM|™|®|°", re.IGNORECASE)
_CLOSING = ")],."  # no space comes before them, though one is written as raised as the sign before
_WHOLE = re.compile(r"(?:^|[^A-Za-z])(?:CO|NO|SO|PM|[kcd]?m|ft|mi)$")
_FORMULA = re.compile(r"(?:^|[^A-Za-z])(?:(?:Al|Ca|Cl|Co|Cu|Fe|Li|Mg|Na|Ni|Si|Ti|Zn|[CFHKNOPS])\d*)+$")
_BASE = re.compile(
    r"(?:^|[^\w.])(?:[kcdmµ]?m|ft|mi|h|s|g|kg|L|min|mol|yr|10|[^\W\d_])$"  # units, ten, one letter
)
_POWER = re.compile(r"[-−–+]?\d{1,2}")
_RAISED = str.maketrans("0123456789-−–+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻⁺")
_JOIN = 1.4  # em: a wider gap ends the line even where the drawing order continues
_GAP = 0.9  # em: narrower gaps are spaces between words of justified text


class TextLine:
    """Words of one line, left to right, with the box, size, style and base line of most of it."""

    __slots__ = (
        "baseline",
        "bold",
        "heading",
        "italic",
        "order",
        "size",
        "text",
        "words",
        "x0",
        "x1",
        "y0",
        "y1",
    )

    def __init__(self, words: list[PageWord], order: int) -> None:
        self.words = words
        self.order = order
        self.refresh()

    def refresh(self) -> None:
        """Recompute everything from the words."""
        words = self.words
        main = max(words, key=_weight) if len(words) > 1 else words[0]
        self.size = main.size
        self.baseline = baseline(main)
        self.x0 = words[0].x0
        self.x1 = max(w.x1 for w in words)
        self.y0 = min(main.y0, *(w.y0 for w in words)) if len(words) > 1 else main.y0
        self.y1 = max(main.y1, *(w.y1 for w in words)) if len(words) > 1 else main.y1
        letters = sum(len(w.text) for w in words)
        self.bold = 2 * sum(len(w.text) for w in words if w.bold) > letters
        self.italic = 2 * sum(len(w.text) for w in words if w.italic) > letters
        self.heading = main.heading if all(w.heading == main.heading for w in words) else 0
        # A sign of a formula among them, from a font that maps it to Hebrew or Arabic, turns nothing round.
        leftward = any(map(_leftward, words)) and is_leftward("".join(w.text for w in words))
        self.text = line_text(words[::-1] if leftward else words)

    def __repr__(self) -> str:
        return f"TextLine({self.text!r}, {self.x0:.0f}, {self.y0:.0f}, {self.x1:.0f}, {self.y1:.0f})"


def _leftward(word: PageWord) -> bool:
    """Return whether a word is of a script that runs from right to left."""
    return "\u0590" <= word.text[0] < "\u0900"


def _weight(word: PageWord) -> float:
    return len(word.text) * word.size


def baseline(word: PageWord) -> float:
    """Return the base line of `word`, estimated from the box where it is not known."""
    return word.baseline if word.baseline is not None else word.y1 - 0.22 * word.size


def line_text(words: Sequence[PageWord]) -> str:
    """Return the words joined as printed: no space where they touch, none inside letter-spaced words.

    Raised and lowered signs (notes, indices) are separated by a space, so that words keep their shape;
    formulas and ordinals stay whole, and powers become raised signs (`m²`).
    """
    if len(words) == 1:
        return words[0].text
    spread = _letter_space(words)
    parts = [words[0].text]
    for left, right in pairwise(words):
        if right.size < 0.88 * left.size and not spread and (sign := _power(left, right)):
            parts.append(sign)
            continue
        gap = max(right.x0 - left.x1, left.x0 - right.x1)
        em = max(left.size, right.size)
        if spread:
            apart = gap > spread
        elif not right.glued or gap > 0.22 * em:
            closing = right.text[0] in _CLOSING and left.size < right.size and _is_script(left, right)
            torn = right.text == "-" and right is words[-1]  # a hyphen drawn by itself at the line's end
            apart = not ((closing and gap < 0.3 * em) or (torn and gap < 0.03 * em))
        else:
            apart = _script(left, right)
        parts.append(" " + right.text if apart else right.text)
    return "".join(parts)


def _letter_space(words: Sequence[PageWord]) -> float:
    """Return the gap between words of a line whose letters are spaced out; 0 for ordinary lines."""
    if len(words) < 5 or sum(len(w.text) == 1 for w in words) <= 0.7 * len(words):
        return 0.0
    return max(0.0, 1.5 * median(b.x0 - a.x1 for a, b in pairwise(words)))


def _script(left: PageWord, right: PageWord) -> bool:
    """Return whether an adjacent sign is raised or lowered against the word before and must be separated."""
    if not _is_script(left, right):
        return False
    lowered = baseline(right) > baseline(left)
    if right.size > left.size:  # back from a sign to the line
        formula = not lowered and left.text.isdigit() and right.text[0].isupper()
        return right.text[0].isalnum() and not formula and not _ORDINAL.fullmatch(left.text)
    if _ORDINAL.fullmatch(right.text):
        return False
    if lowered and right.text.isdigit() and _FORMULA.search(left.text):
        return False
    return not (_WHOLE.search(left.text) and right.text[:1] in "23456789xX" and len(right.text) < 3)


def _power(left: PageWord, right: PageWord) -> str:
    """Return the sign of a small raised word right after `left`: of a power, or of a number; else ""."""
    touches = -0.4 * left.size < right.x0 - left.x1 < 0.2 * left.size
    if not touches or baseline(left) - baseline(right) < 0.15 * left.size:
        return ""
    if right.text == "o" and left.text.lower().lstrip("([") == "n":
        return "°"
    if _POWER.fullmatch(right.text) and _BASE.search(left.text):
        return right.text.translate(_RAISED)
    return ""


def _is_script(left: PageWord, right: PageWord) -> bool:
    """Return whether one of two words is smaller than the other, and raised or lowered against it."""
    em = max(left.size, right.size)
    shift = baseline(right) - baseline(left)
    return min(left.size, right.size) <= 0.88 * em and abs(shift) >= 0.08 * em


def find_lines(words: Sequence[PageWord]) -> list[TextLine]:
    """Return the lines of upright `words`, given in the order in which the page draws them."""
    runs = [TextLine(run, order) for order, run in _runs(words)]
    lines = _drop_caps(_merge(runs))
    return _split_at_gutters(_fill_gaps(lines))


def _runs(words: Iterable[PageWord]) -> Iterable[tuple[int, list[PageWord]]]:
    """Yield spans of drawing order that run along one base line, with the index of their first word."""
    run: list[PageWord] = []
    start = 0
    right = base = size = 0.0
    for index, word in enumerate(words):
        at = word.baseline if word.baseline is not None else baseline(word)
        if run:
            em = max(size, word.size)
            gap = word.x0 - right
            shift = abs(at - base)
            small = min(size, word.size)
            level = shift <= 0.15 * em or (shift <= 0.55 * em and 0.5 * em < small < 0.85 * em)
            if small < 0.3 * em:
                level = False
            if level and -0.4 * em <= gap <= _JOIN * em:
                run.append(word)
                right = max(right, word.x1)
                if word.size >= size or (len(run) == 2 and len(run[0].text) == 1):
                    size, base = word.size, at
                continue
            yield start, run
        run, start = [word], index
        right, base, size = word.x1, at, word.size
    if run:
        yield start, run


def _merge(lines: list[TextLine]) -> list[TextLine]:
    """Join runs that touch on one base line though drawn apart, and labels with the text they label."""
    lines = sorted(lines, key=lambda line: (line.baseline, line.x0))
    bases = [line.baseline for line in lines]
    gone = [False] * len(lines)
    for i in sorted(range(len(lines)), key=lambda i: lines[i].x0):
        if gone[i]:
            continue
        line = lines[i]
        grown = True
        while grown:
            grown = False
            lo = bisect_left(bases, line.baseline - 0.6 * line.size)
            for j in range(lo, len(lines)):
                if bases[j] > line.baseline + 0.6 * line.size:
                    break
                if j != i and not gone[j] and _continues(line, lines[j]):
                    # Drawn apart: the gap decides whether they touch.
                    first = replace(lines[j].words[0], glued=True)
                    line.words = sorted([*line.words, first, *lines[j].words[1:]], key=lambda w: w.x0)
                    line.order = min(line.order, lines[j].order)
                    line.refresh()
                    gone[j] = grown = True
    return [line for line, out in zip(lines, gone, strict=True) if not out]


def _continues(left: TextLine, right: TextLine) -> bool:
    em = max(left.size, right.size)
    gap = right.x0 - left.x1
    shift = abs(right.baseline - left.baseline)
    if min(left.size, right.size) < 0.8 * em:  # a raised or lowered sign
        if min(left.size, right.size) < 0.5 * em:  # a drop cap
            return False
        return shift <= 0.6 * em and -0.3 * em <= gap <= 0.2 * em
    if shift > 0.2 * em or gap < -0.3 * em:
        return False
    if gap <= (1.5 if _leftward(left.words[-1]) and _leftward(right.words[0]) else 0.45) * em:
        return True
    if gap <= _word_gap(left, right):
        return True
    # A sign far from the text is dirt in a gutter rather than a bullet.
    far = 6 if left.text[-1].isalnum() or len(left.text) > 1 else 3
    return gap <= far * em and left.order < right.order and bool(_LABEL.fullmatch(left.text))


def _word_gap(left: TextLine, right: TextLine) -> float:
    """Return the widest gap between words of two parts of a line whose letters are spaced out; else 0."""
    words = (*left.words, *right.words)
    if min(len(left.words), len(right.words)) < 2 or not all(
        len(w.text) == 1 and w.text.isalpha() for w in words
    ):
        return 0.0
    gaps = [b.x0 - a.x1 for part in (left.words, right.words) for a, b in pairwise(part)]
    return 3.5 * median(gaps) if max(gaps) < 4 * min(gaps) else 0.0


def _drop_caps(lines: list[TextLine]) -> list[TextLine]:
    """Put a large letter, set over several lines, before the first of them, or before each word of a logo."""
    out = lines
    for line in lines:
        words = line.words
        if not all(len(w.text) <= 2 and w.text.strip("“\"'‘").isalpha() for w in words):
            continue
        beside = [_beside(word, lines) for word in words]
        if min(map(len, beside)) < 2:
            continue
        for cap, others in zip(words, beside, strict=True):
            first = min(others, key=lambda other: other.baseline)
            shared = all(len(other.words) == 1 and other.text[:1].islower() for other in others)
            for other in others if shared and len(words) > 1 else [first]:
                _prefix(cap, other)
                other.order = min(other.order, line.order)
        out = [one for one in out if one is not line]
    return out


def _beside(cap: PageWord, lines: Sequence[TextLine]) -> list[TextLine]:
    """Return the lines that a large letter stands before."""
    return [
        line
        for line in lines
        if 2 * line.size <= cap.size <= 12 * line.size
        and -0.5 * line.size < line.x0 - cap.x1 < 1.5 * line.size
        and cap.y0 - 0.3 * cap.size < (line.y0 + line.y1) / 2 < cap.y1
    ]


def _prefix(cap: PageWord, line: TextLine) -> None:
    """Put a large letter before the first word of a line, as a part of the word where it touches it."""
    first = line.words[0]
    touches = cap.text not in ("A", "I") or line.x0 - cap.x1 < 0.4 * line.size
    letter = replace(cap, y0=line.y0, y1=line.y1, size=line.size, baseline=line.baseline)
    start = replace(first, glued=True, x0=cap.x1) if touches else first
    line.words = [letter, start, *line.words[1:]]
    line.refresh()


def _fill_gaps(lines: list[TextLine]) -> list[TextLine]:
    """Join the words of a line spaced out to fill its column: the lines around it run across the gaps."""
    out: list[TextLine] = []
    follows = {line.order: line for line in lines}
    joined: set[int] = set()
    for line in sorted(lines, key=lambda line: line.order):
        if id(line) in joined:
            continue
        out.append(line)
        following = follows.get(line.order + len(line.words))
        while following is not None and _spaced_out(line, following, lines):
            joined.add(id(following))
            line.words = [*line.words, *following.words]
            line.refresh()
            following = follows.get(line.order + len(line.words))
    return out


def _spaced_out(left: TextLine, right: TextLine, lines: Sequence[TextLine]) -> bool:
    em = left.size
    gap = right.x0 - left.x1
    if (
        abs(left.baseline - right.baseline) > 0.2 * em
        or not 0 < gap < 9 * em
        or abs(right.size - em) > 0.1 * em
    ):
        return False
    for line in lines:
        near = 0.5 * em < abs(line.baseline - left.baseline) < 1.8 * em and abs(line.size - em) < 0.15 * em
        if near and line.x0 < left.x1 - em and line.x1 > right.x0 + em and len(line.words) > 3:
            return True
    return False


def _split_at_gutters(lines: list[TextLine]) -> list[TextLine]:
    """Split lines at white strips that run through at least four lines with text on both sides."""
    gaps: list[tuple[float, float, float, int, int]] = []  # baseline, left, right, line, word
    for number, line in enumerate(lines):
        words = line.words
        for k in range(1, len(words)):
            left, right = words[k - 1].x1, words[k].x0
            if right - left > _GAP * line.size:
                gaps.append((line.baseline, left, right, number, k))
    if len(gaps) < 4:
        return lines
    gaps.sort()
    cuts: dict[int, list[int]] = {}
    for index, (_, left, right, number, k) in enumerate(gaps):
        line = lines[number]
        if left - line.x0 < 4 * line.size or line.x1 - right < 4 * line.size:
            continue
        if _strip(gaps, index, line.size, 1) + _strip(gaps, index, line.size, -1) >= 3:
            cuts.setdefault(number, []).append(k)
    if not cuts:
        return lines
    out: list[TextLine] = []
    for number, line in enumerate(lines):
        edges = [0, *cuts.get(number, []), len(line.words)]
        if len(edges) == 2:
            out.append(line)
        else:
            parts = itertools.pairwise(edges)
            out.extend(TextLine(line.words[a:b], line.order + a) for a, b in parts)
    return out


def _strip(gaps: Sequence[tuple[float, float, float, int, int]], index: int, size: float, step: int) -> int:
    """Return how many consecutive lines, up or down, have a gap that shares white with gap `index`."""
    at, left, right, number, _ = gaps[index]
    count, seen, j = 0, {number}, index + step
    while 0 <= j < len(gaps) and abs(gaps[j][0] - at) < 2.2 * size:
        base, a, b, line, _ = gaps[j]
        lo, hi = max(a, left), min(b, right)
        if line not in seen and hi - lo > 0.5 * size:
            seen.add(line)
            left, right, at = lo, hi, base
            count += 1
        j += step
    return count
