"""Spans of lines and table cells, with the positions of their characters along the line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from workingregions.corpus.boxes import Row, is_leftward
from workingregions.corpus.records import Box, Span
from workingregions.ingest.pdf.edges import edges_of, recast, spread
from workingregions.ingest.pdf.layout.lines import TextLine
from workingregions.ingest.pdf.tables import Table
from workingregions.ingest.pdf.words import PageWord


def line_row(line: TextLine, start: int, length: int) -> Row:
    """Return the row of a line whose text is at `start`, with its first `length` characters kept there."""
    words = line.words
    leftward = is_leftward("".join(word.text for word in words))
    places = _places(words[::-1] if leftward else words, line.text, line.x0, line.x1, leftward=leftward)
    # A hyphen that was dropped at the line's end keeps its width, which is given to the last letter.
    return start, [*places[:length], places[-1]] if places else []


def _places(
    words: Sequence[PageWord], text: str, x0: float, x1: float, *, leftward: bool = False
) -> list[float]:
    """Return the starts of the characters of `text` along the line, from 0; empty where words do not fit it.

    `text` is the words in order, with or without a space between.
    """
    places = [0.0] * (len(text) + 1)
    at = 0
    for number, word in enumerate(words):
        at += number > 0 and text[at : at + 1] == " "
        if at + len(word.text) > len(text):
            return []
        edges = edges_of(word)
        if leftward:
            own = edges if is_leftward(word.text) else spread(word.x1, word.x0, len(word.text))
            places[at : at + len(own)] = [x1 - edge for edge in own]
        else:
            places[at : at + len(edges)] = [edge - x0 for edge in edges]
        at += len(word.text)
    if at != len(text):
        return []
    places[0], places[-1] = 0.0, x1 - x0
    return [min(place, x1 - x0) for place in accumulate(places, max)]


def table_spans(table: Table, text: str, page: int) -> tuple[tuple[Span, ...], list[Row]]:
    """Return one span and one row per line of each cell of a table, whose Markdown is `text`."""
    spans: list[Span] = []
    rows: list[Row] = []
    at = 0
    for number, (cells, held) in enumerate(zip(table.cells, table.words, strict=False)):
        at += 2
        for cell, words in zip(cells, held, strict=True):
            escaped = cell.replace("|", r"\|")
            for start, line in _cell_lines(escaped, words):
                box = _around(line)
                shown = " ".join(word.text for word in line)
                spans.append(Span(start=at + start, end=at + start + len(shown), page=page, box=box))
                rows.append((at + start, _places(line, shown, box.x0, box.x1)))
            at += len(escaped) + 3
        at = text.find("\n", at - 3) + 1 or len(text)
        if number == 0:
            at = text.find("\n", at) + 1 or len(text)
    if not spans:
        return (Span(start=0, end=len(text), page=page, box=table.box),), []
    return tuple(spans), [row for row in rows if row[1]]


def _cell_lines(cell: str, words: Sequence[PageWord]) -> list[tuple[int, list[PageWord]]]:
    """Return the words of a cell's text by line, with the offset in the text at which each line starts."""
    lines: list[tuple[int, list[PageWord]]] = []
    at = 0
    for word in words:
        shown = recast(word, word.text.replace("|", r"\|"))
        at += cell[at : at + 1] == " "
        if not cell.startswith(shown.text, at):
            break  # dots that lead to a number were dropped at the end of a label
        last = lines[-1][1][-1] if lines else None
        if last is not None and _is_beside(last, word):
            lines[-1][1].append(shown)
        else:
            lines.append((at, [shown]))
        at += len(shown.text)
    return lines


def _is_beside(left: PageWord, right: PageWord) -> bool:
    shift = abs((left.y0 + left.y1) - (right.y0 + right.y1)) / 2
    return shift < 0.5 * max(left.y1 - left.y0, right.y1 - right.y0) and right.x0 > left.x0


def _around(words: Sequence[PageWord]) -> Box:
    edges = (
        min(w.x0 for w in words),
        min(w.y0 for w in words),
        max(w.x1 for w in words),
        max(w.y1 for w in words),
    )
    x0, y0, x1, y1 = (round(edge, 2) for edge in edges)
    return Box(x0, y0, x1, y1)
