"""Outcomes laid out as figures and labels: a number on its own line, its label above or below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from workingregions.corpus.enums import OutcomeKind
from workingregions.corpus.records import Outcome, Passage
from workingregions.nlp.outcomes.figures import number
from workingregions.nlp.outcomes.words import cues, units
from workingregions.nlp.text import page_of

_FIGURE = re.compile(
    r"[+#~>]?\s?(?P<sign>US\$|[£$€¥])?\s?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s?"
    r"(?P<scale>thousand|million|billion|trillion|bn|tn|mn|m|k|b|t)?\s?(?P<percent>%|per cent|percent)?"
    r"\s?\+?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_MOST_FIGURES = 6
"""More numbers below each other are a table or the axis of a chart."""
_MOST_WORDS = 12
_CHART = re.compile(
    r"\W*(?:number|share|value|volume|percentage) of\b.*\bby (?:[\w-]+ ){0,2}"
    r"(?:areas?|regions?|countr(?:y|ies)|sectors?|years?|types?|councils?|industr(?:y|ies)|count(?:y"
    r"|ies)|states?|size|age)\b",
    re.IGNORECASE,
)
"""The title of a chart: the numbers beside it are its axis."""
_BOUND = re.compile(
    r"\s*(?:[<>≥≤]|less than|more than|over|under|up to|below|above|no )[^\n]{0,25}\d[\d,.]*\s?\w*\s*"
    r"|\s*[^\w\n]{0,4}\d[\d,.]*\s?(?:[a-z]+\s?)?(?:-|–|—|to)\s?[^\w\n]{0,4}\d[\d,.]*\s?[a-z%]*\s*"
    r"|[^\n]{0,20}\d\s?(?:\w+ )?(?:or|and) (?:more|less|over|under|above|below|fewer)\s*",
    re.IGNORECASE,
)
"""A line of a legend: the bounds of a class."""
_SLICE = re.compile(
    r"\b(?:of|in|increase|growth|rise|fall|decline|change|share|more|less|lower|higher|drop|reduction|up|down)\b",
    re.IGNORECASE,
)
"""Words of a label that makes a per cent figure a claim; others name the slices of a chart."""
_BARE = re.compile(r"\W{0,2}(\d{1,3}(?:[ ,]\d{3})+|\d+(?:\.\d+)?)\W?")
_LEAST = 50_000.0
"""A smaller sum on a line of its own is a price."""
_CONFIDENCE = 0.6
_COUNTED = (OutcomeKind.JOBS, OutcomeKind.FIRMS)


def find(passages: Sequence[Passage]) -> list[Outcome]:
    """Return the figures on lines of their own, each with the kind that its label names.

    One figure takes the lines behind it, else the line before; several below each other take as many labels
    above, else below, in the same order.
    """
    return [outcome for passage in passages if "|" not in passage.text for outcome in _passage(passage)]


def _passage(passage: Passage) -> Iterator[Outcome]:
    lines = [(m.start(), m.group()) for m in re.finditer(r"[^\n]+", passage.text)]
    first = 0 if not legend(passage.text) else len(lines)
    while first < len(lines):
        end = first
        while end < len(lines) and _is_figure(lines[end][1]):
            end += 1
        count = end - first
        if 0 < count <= _MOST_FIGURES and not _is_axis([text for _, text in lines[first:]]):
            above = [text for _, text in lines[max(0, first - count) : first]]
            below = [text for _, text in lines[end : end + (count if count > 1 else 2)]]
            labels = _labels(above, below, count)
            for (start, text), label in zip(lines[first:end], labels, strict=False):
                outcome = _outcome(passage, start, text, label)
                if outcome is not None:
                    yield outcome
        first = max(end, first + 1)


def legend(text: str) -> bool:
    """Return whether two lines of a text or more are nothing but the bounds of a class."""
    return sum(bool(_BOUND.fullmatch(line)) for line in text.split("\n")) >= 2


def is_bound(line: str) -> bool:
    """Return whether a line is nothing but the bounds of a class: "$50m to $100m"."""
    return _BOUND.fullmatch(line) is not None


def _is_figure(line: str) -> bool:
    match = _FIGURE.fullmatch(line.strip())
    if match is None or _YEAR.fullmatch(line.strip()):
        return False
    number = match.group("number")
    return bool(match.group("sign") or match.group("percent") or match.group("scale") or len(number) >= 3)


def _is_axis(lines: Sequence[str]) -> bool:
    """Return whether the numbers on the first lines rise or fall by equal steps: the axis of a chart."""
    figures = takewhile(bool, (_BARE.fullmatch(text.strip()) for text in lines))
    values = [number(match.group(1)) for match in figures if match is not None]
    steps = {round(b - a, 6) for a, b in pairwise(values)}
    return len(values) >= 3 and len(steps) == 1


def _labels(above: Sequence[str], below: Sequence[str], count: int) -> list[str]:
    if count == 1:
        joined = " ".join(below)
        return [joined if _kind(joined) is not None else " ".join(above)]
    for side in (above, below):
        if len(side) == count and sum(_kind(text) is not None for text in side) * 2 > count:
            return list(side)
    return []


def _kind(label: str) -> OutcomeKind | None:
    if len(label.split()) > 2 * _MOST_WORDS or _CHART.match(label):
        return None
    kinds = [cue.kind for cue in cues(label) if cue.use != "near" and cue.kind is not None]
    return kinds[0] if kinds else None


def _outcome(passage: Passage, start: int, text: str, label: str) -> Outcome | None:
    kind = _kind(label)
    match = _FIGURE.search(text)
    if kind is None or match is None:
        return None
    currency = units()[0].get((match.group("sign") or "").casefold(), "")
    if currency and kind in _COUNTED:
        return None
    unit = "percent" if match.group("percent") else currency
    if unit == "percent" and not _SLICE.search(label):
        return None
    if not unit:
        if kind not in _COUNTED:
            return None
        unit = "persons" if kind is OutcomeKind.JOBS else "firms"
    scale = units()[1].get((match.group("scale") or "").casefold(), 1.0)
    value = float(match.group("number").replace(",", ""))
    if currency and kind is not OutcomeKind.WAGES and value * scale < _LEAST:
        return None
    year = _YEAR.search(label)
    first = start + match.start() + len(match.group()) - len(match.group().lstrip())
    return Outcome(
        document=passage.document,
        passage=passage.id,
        page=page_of(passage, first),
        start=first,
        end=start + match.start() + len(match.group().rstrip()),
        kind=kind,
        text=match.group().strip(),
        value=value if unit == "percent" else value * scale,
        unit=unit,
        year=int(year.group()) if year else None,
        confidence=_CONFIDENCE,
    )
