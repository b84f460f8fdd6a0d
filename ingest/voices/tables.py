"""What a table is: of figures, of answers, of sentences in columns, of fields to fill in, or of names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workingregions.corpus.enums import Voice
from workingregions.ingest.voices.words import is_form

_FIGURE = re.compile(
    r"[(\[]?\s?[-–−+~<>≤≥±]?\s?(?:US\$|[£$€¥])?\s?[-–−]?\d[\d.,\s]*(?:\s?(?:%|per cent|[kmb]n?|million|"
    r"billion|€|pp|[a-z*†])){0,2}"
    r"\s?[)\]]?|[-–—.…*]{1,3}|n\.?/?a\.?|\(?[xzdns]\)?",
    re.IGNORECASE,
)
_SCALE = re.compile(
    r"\b(?:strongly |somewhat |fully |partly )?(?:dis)?agree\b|\b(?:very |quite |not (?:at all )?|"
    r"un)?(?:important|satisfied|useful|likely)\b|"
    r"\bneither\b|\bneutral\b|\bundecided\b|\bdon[’']?t know\b|\bno (?:answer|opinion)\b",
    re.IGNORECASE,
)
"""The steps of a scale of answers."""
_ANSWERS = re.compile(
    r"\brespondents?\b|\banswers?\b|\bn\s?=\s?\d|\bmean\b|\bst(?:d|andard)\.? ?dev",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{4,}")
_PARTS = 0.5  # of the cells beside the labels that are figures in a table of statistics
_LEAST_FIGURES = 12
_LEAST_COLUMNS = 2
_PROSE = 14  # words of the middle cell of a text set in columns


def table_voice(cells: Sequence[Sequence[str]], caption: str) -> Voice:
    """Return the voice of a table from its cells and the words above it."""
    filled = [cell for row in cells for cell in row if cell.strip()]
    steps = {cell.strip().casefold() for cell in filled if len(cell) < 40 and _SCALE.search(cell)}
    if len(steps) >= 2 and 12 * len(steps) >= len(filled):
        return Voice.SURVEY
    if sum(map(is_form, filled)) * 3 > len(filled):
        return Voice.FORM
    inner = [cell for row in cells[1:] for cell in row[1:] if cell.strip()]
    figures = sum(map(_is_figure, inner))
    worded = sum(_WORD.search(cell) is not None for cell in filled)
    if len(filled) > 3 and 6 * worded < len(filled):
        return Voice.STATISTICS
    if figures >= _LEAST_FIGURES and figures >= _PARTS * len(inner) and _columns(cells) >= _LEAST_COLUMNS:
        return Voice.SURVEY if _ANSWERS.search(caption) and _is_asked(cells) else Voice.STATISTICS
    sizes = sorted(len(cell.split()) for cell in filled)
    if sizes and figures < 0.2 * len(filled) and sizes[len(sizes) // 2] >= _PROSE:
        return Voice.BODY
    return Voice.TABLE


def _is_figure(cell: str) -> bool:
    return _FIGURE.fullmatch(cell.strip()) is not None


def _columns(cells: Sequence[Sequence[str]]) -> int:
    """Return how many columns consist of figures, for the most part."""
    columns = [[row[n] for row in cells[1:] if n < len(row) and row[n].strip()] for n in range(len(cells[0]))]
    return sum(len(column) > 2 and 2 * sum(map(_is_figure, column)) > len(column) for column in columns)


def _is_asked(cells: Sequence[Sequence[str]]) -> bool:
    """Return whether the labels of the rows are sentences, as answers and statements are."""
    labels = [row[0] for row in cells[1:] if row and row[0].strip()]
    return 2 * sum(len(label.split()) > 4 for label in labels) > len(labels)
