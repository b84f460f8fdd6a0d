"""When a figure holds: its year, and the period as the text writes it."""

from __future__ import annotations

import re

from workingregions.nlp.outcomes import clauses
from workingregions.nlp.outcomes.figures import Figure

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LAW = re.compile(r"\b(?:Acts?|Law|Regulation|Directive|Order|Bill)(?:,? (?:of )?| \()$")
"""Text before the year of a law, which is not the year of a figure."""
_BASE = re.compile(r"[ -](?:US )?(?:dollars|pounds|euros|prices|terms)\b")
"""Text behind the year of a price base."""
_FOUNDED = re.compile(
    r"\b(?:founded|established|set up|incorporated|formed|created|dating|opened|born|since)(?: \w+){0,2}? $",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"\b(?:(?:between|from) )?(?:19|20)\d\d ?(?:[-–—/]|to|and|until) ?(?:(?:19|20)\d\d|\d\d)\b"
    r"|\b(?:by|since|until|before|after) (?:the (?:end|middle|start) of )?(?:the )?(?:19|20)\d\ds?\b"
    r"|\b(?:(?:in|over|during|within|for) )?(?:the )?(?:next|last|past|first|coming"
    r"|previous) (?:[\w-]+ )?(?:years?|months|decade|quarter)\b"
    r"|\bby (?:the )?(?:end|middle) of (?:the )?decade\b"
    r"|\b(?:a|an|per|each|every) (?:year|month|week|hour|annum)\b|\bannual(?:ly)?\b|\byearly\b"
    r"|\ba year on average\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:Horizon|Europe|Agenda|Vision|Strategy|Expo|Post|post|Pre|pre|Plan|Target|COP|RP)[ -]$"
)
"""Text before a year that is part of a name."""
_DATED = re.compile(r"\d{4}|decade|years|months")
_BETWEEN = re.compile(
    r"(?<![\d,.])(?!(?:19|20)\d\d\b)\d+(?:[.,]\d+)*\s?(?:%|per|million|billion|bn|m\b|[a-z])"
)
"""Another figure between a figure and a year outside its clause, which is that one's."""
_ENACTED = re.compile(r" (?:[A-Z]\w+ )?(?:Act|Law|Bill|Directive|Regulation|White Paper|Order)\b")
_BASIS = re.compile(
    r"\b(?:over|than(?: in)?|compared (?:to|with)|up from|down from|from|relative to|against) $"
)
"""Text before the year that a change is measured from."""
_SPAN = re.compile(r"\b(?:19|20)\d\d ?(?:[-–—/]|to|until) ?(?:(?:19|20)\d\d|\d\d)\b")
_REACH = 70
"""Maximum number of characters between a figure and its period."""


def year_of(text: str, figure: Figure) -> int | None:
    """Return the year nearest to a figure in its sentence, without those of laws, foundations and spans."""
    spans = [m.span() for m in _SPAN.finditer(text)]
    start, end = clauses.segment(text, figure)
    years = [
        (abs(m.start() - figure.start), int(m.group()))
        for m in _YEAR.finditer(text)
        if (
            start <= m.start() < end
            or not _BETWEEN.search(text[min(m.end(), figure.end) : max(m.start(), figure.start)])
        )
        and not _BASE.match(text, m.end())
        and not any(start <= m.start() < end for start, end in spans)
        and not _LAW.search(text[max(0, m.start() - 25) : m.start()])
        and not _BASIS.search(text[max(0, m.start() - 16) : m.start()])
        and not _ENACTED.match(text, m.end())
        and not _NAMED.search(text[max(0, m.start() - 12) : m.start()])
        and not (
            _FOUNDED.search(text[max(0, m.start() - 30) : m.start()])
            and "since" not in text[max(0, m.start() - 8) : m.start()].casefold()
        )
    ]
    return min(years)[1] if years else None


def period_of(text: str, figure: Figure) -> str:
    """Return the period nearest to a figure as it is written, "" if none is near.

    In its clause a period with years goes before "a year"; outside the clause only the former counts.
    """
    start, end = clauses.segment(text, figure)
    near = []
    for m in _PERIOD.finditer(text):
        if m.start() < figure.end and m.end() > figure.start:
            continue
        distance = max(m.start() - figure.end, figure.start - m.end())
        inside, dated = start <= m.start() and m.end() <= end, bool(_DATED.search(m.group()))
        crossed = _BETWEEN.search(text[min(m.end(), figure.end) : max(m.start(), figure.start)])
        if distance <= _REACH and (dated or (inside and not crossed)):
            near.append((not inside, distance, m.group().strip()))
    return min(near)[2] if near else ""
