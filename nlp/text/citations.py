"""Citations in running text: the spans that name a source, not somebody who acts.

"(Smith and Jones, 2010: 12; OECD, 2011)", "Smith et al. (2010)", "[3, 5-7]", "(Geneva: World Economic
Forum)", "Source: Eurostat", "ibid." A mention inside such a span is of a cited author, a publisher or its
place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from workingregions.corpus.enums import Voice
from workingregions.corpus.files import lines
from workingregions.corpus.records import Mention, Passage

_WORD = r"(?:[a-z]{1,3}[’'])?[A-ZÀ-Þ][\w’'À-ÿ&.-]*"
_SMALL = r"(?:and|&|of|for|the|on|de|la|du|des|van|von|der|den|di|und|et al\.?|et al)"
_NAMES = (
    rf"(?:(?:the|van|von|de|der|den|di|la) )*{_WORD}(?:,? {_SMALL})*"
    rf"(?:,? (?:{_SMALL} ){{0,3}}{_WORD}(?: et al\.?)?){{0,12}}"
)
_YEAR = r"(?:(?:1[89]|20)\d\d(?:[/–-]\d{2,4})?[a-z]?|forthcoming|in press|n\.\s?d\.)"
_PAGES = (
    r"(?:\s?[:,]\s?(?:pp?\.?\s?)?\d{1,4}(?:\s?[-–]\s?\d{1,4})?|"
    r",? (?:pp?\.|chapter|ch\.|section|table|figure) ?[\dIVX]+(?:\s?[-–]\s?\d+)?)"
)
_LEAD = (
    r"(?:(?:see|see also|also|e\.?g\.?|i\.e\.|cf\.?|for example|for instance|following|adapted from|based on|"
    r"(?:as )?(?:cited|quoted|reported) (?:in|by)|in|after|from|according to),?:? )*"
)
_ITEM = re.compile(
    rf"{_LEAD}(?P<names>{_NAMES}),?(?: et al\.?,?)? \(?{_YEAR}(?:(?:,| and|;) {_YEAR})*\)?{_PAGES}?\W*"
)
_YEARS = re.compile(rf"{_YEAR}{_PAGES}?|ibid\.?.*|op\. ?cit\.?.*")
_BRACKETS = re.compile(r"\(([^()\n]{0,300}(?:\d{4}|n\.d\.|forthcoming|in press)[^()\n]{0,100})\)")
_DATED = re.compile(rf"\((?:see )?(?P<year>{_YEAR}(?:[,;] {_YEAR})*)(?P<pages>{_PAGES})?\)")
_NAMED = re.compile(
    rf"(?<![\w-])(?P<names>{_WORD}(?:,? (?:{_SMALL} )?{_WORD}){{0,8}}(?: et al\.?)?)(?:['’]s)? $"
)
_AUTHORS = re.compile(rf"{_WORD}(?:, {_WORD}){{0,2}}(?:,? (?:and|&) {_WORD})?(?: et al\.?)?")
_REACH = 120
"""Characters before a year in brackets in which its author is sought."""
_SAYS = re.compile(
    r"\s(?:also |further |recently |has |have |had )?(?:argue|report|find|found|note|state|estimate|suggest|"
    r"show|"
    r"defin|identif|point|conclude|observe|claim|describe|emphasi|stress|highlight|propose|recommend|"
    r"underline|"
    r"demonstrate|discuss|present|provide|review|explain|remark|write|wrote|put|data)"
)
_ACCORDING = re.compile(r"\b(?:according to|see|cf\.|by|in|from|following|and) (?:the )?$", re.IGNORECASE)
_ET_AL = re.compile(
    rf"(?<![\w-]){_WORD}(?:,? (?:(?:and|&) )?{_WORD}){{0,2}},? et al\b\.?(?:,? \(?{_YEAR}\)?)?"
)
_NUMBERS = re.compile(r"\[\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*\]")
_PUBLISHER = re.compile(
    rf"\((?P<place>{_WORD}(?:,? (?:{_SMALL} )?{_WORD}){{0,3}}): "
    rf"(?:the )?{_WORD}(?:,? (?:{_SMALL} )?{_WORD}){{0,9}}"
    rf"(?P<year>,? {_YEAR})?(?:[,;][^()\n]{{0,80}})?\)"
)
_SOURCE = re.compile(
    r"(?:(?<=\n)|^|(?<=[.)] ))(?:Data )?(?:[Ss]ources?|SOURCES?|Quelle|Fuente)(?: of data)?\s?:[^\n]{2,400}"
)
_IBID = re.compile(r"\b(?:ibid|ibidem|op\. ?cit|loc\. ?cit)\b\.?", re.IGNORECASE)

_RUNNING = frozenset({Voice.BODY, Voice.SLIDE, Voice.QUOTATION, Voice.TABLE, Voice.CAPTION, Voice.FOOTNOTE})
"""The voices that cite; the others are set aside as a whole."""


def citation_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans (start, end) of the citations in a running text, in order, without overlaps."""
    return _merged(_found(text))


def is_cited(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Return whether the text from `start` to `end` overlaps a citation."""
    return any(a < end and start < b for a, b in spans)


def cited_spans(passages: Iterable[Passage]) -> dict[str, list[tuple[int, int]]]:
    """Return the citations of the passages that are running text, by the id of the passage."""
    return {p.id: spans for p in passages if p.voice in _RUNNING and (spans := citation_spans(p.text))}


def with_citations(
    spans: Mapping[str, Sequence[tuple[int, int]]], mentions: Iterable[Mention]
) -> list[Mention]:
    """Return the mentions of a document, those inside its `cited_spans` in the voice of a citation."""
    return [
        replace(m, voice=Voice.CITATION)
        if m.passage in spans and is_cited(spans[m.passage], m.start, m.end)
        else m
        for m in mentions
    ]


def _found(text: str) -> Iterator[tuple[int, int]]:
    if "(" in text:
        for match in _BRACKETS.finditer(text):
            if _cites(match[1]):
                yield match.span()
        for match in _DATED.finditer(text):
            start = _author(text, match)
            if start is not None:
                yield start, match.end()
        for match in _PUBLISHER.finditer(text):
            if match["year"] or match["place"] in _places():
                yield match.span()
    if " et al" in text:
        yield from (match.span() for match in _ET_AL.finditer(text))
    for pattern in (_NUMBERS, _SOURCE, _IBID):
        yield from (match.span() for match in pattern.finditer(text))


def _author(text: str, dated: re.Match[str]) -> int | None:
    """Return where the author of a year in brackets begins: persons, or a body whose work is reported."""
    found = _NAMED.search(text, max(0, dated.start() - _REACH), dated.start())
    if found is None or _is_excluded(found["names"]):
        return None
    reported = dated["pages"] or dated["year"][-1].isalpha() or _SAYS.match(text, dated.end())
    led = _ACCORDING.search(text, max(0, found.start() - 20), found.start())
    return found.start() if reported or led or _AUTHORS.fullmatch(found["names"]) else None


def _cites(inside: str) -> bool:
    """Return whether the text between brackets consists of authors with years."""
    parts = [part.strip() for part in inside.split(";")]
    cited = 0
    for part in parts:
        item = _ITEM.fullmatch(part)
        if item is not None and not _is_excluded(item["names"]):
            cited += 1
        elif not (cited and _YEARS.fullmatch(part)):
            return False
    return cited > 0


def _is_excluded(names: str) -> bool:
    """Return whether a year after these words is that of a law, a month, a programme or an event."""
    words = names.replace(",", " ").split()
    return not words or words[-1].strip(".’'") in _not_cited() or names in _not_cited()


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start < out[-1][1]:
            out[-1] = out[-1][0], max(end, out[-1][1])
        else:
            out.append((start, end))
    return out


@cache
def _not_cited() -> frozenset[str]:
    return frozenset(word for line in lines(__package__, "not_cited.txt") for word in line.split())


@cache
def _places() -> frozenset[str]:
    return frozenset(lines(__package__, "publishing_places.txt"))
