"""Where an outcome holds and whose it is: the places and institutions around its figure.

A place of comparison ("lower than in London"), one in which something is only the largest, a country that
investors come from or that exports go to, is not where the outcome holds. Where two places are coordinated,
or several stand outside the figure's clause, none is taken: a missing place is better than a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from workingregions.corpus.enums import MentionKind, OutcomeKind, Voice
from workingregions.corpus.records import Mention
from workingregions.nlp.gazetteer import Gazetteer, demonyms
from workingregions.nlp.outcomes import clauses
from workingregions.nlp.outcomes.figures import Figure

_THE = r"(?:the |nearby |neighbouring |rest of |City of |whole of )*$"
_COMPARED = re.compile(
    r"\b(?:than|versus|vs\.?|compared (?:to|with)|relative to|unlike|ahead of|behind|overtak\w+"
    r"|outside(?: of)?"
    r"|(?:above|below) (?:the|that of))\s"
    r"(?:in |for |that of |that in |those in |any(?:where)? (?:other|else) |other |average |all )*" + _THE,
    re.IGNORECASE,
)
_RANKED = re.compile(
    r"\b(?:largest|biggest|highest|lowest|fastest|best|leading|greatest|smallest|most|top|fifth|third|half|quarter"
    r"|first|second|only|share|per ?cent|%)(?:[ -][\w-]+){0,4}? (?:in|of|across|throughout|outside) " + _THE,
    re.IGNORECASE,
)
_WHOLE = re.compile(r"\bof (?:all |total )?" + _THE, re.IGNORECASE)
"""What stands before the whole that a share is of: "10 % of the UK's GDP"."""
_FROM = re.compile(
    r"\b(?:from|owned (?:by|in)|investors? (?:in|of)|headquartered in|parents? in|companies of|made in) "
    + _THE,
    re.IGNORECASE,
)
_TO = re.compile(
    r"\b(?:export\w*|sold|sells?|sales|shipments|shipped|shipping|deliver\w*)(?: [\w-]+){0,6} to " + _THE,
    re.IGNORECASE,
)
_NATIONALITY = re.compile(
    r"[- ]?(?:(?:owned|based|headquartered|controlled|invested|born) )?(?:\w+ )?(?:firms?|compan(?:y|ies)"
    r"|investors?|multinationals?|affiliates?|subsidiar(?:y|ies)|parents?|giants?|makers?|manufacturers?"
    r"|carmakers?|businesses|conglomerates?|FDI|(?:direct |inward )?investments?)\b",
    re.IGNORECASE,
)
_ABROAD = re.compile(
    r"\b(?:FDI|foreign|inward|investors?|affiliates?|overseas|multinationals?)\b", re.IGNORECASE
)
_SOURCES = re.compile(
    r"\b(?:source|origin|sending|home|parent|investing|investor'?s?)s? (?:countr(?:y|ies)|markets?"
    r"|nations?)\b"
    r"|\bcountr(?:y|ies) of (?:origin|ownership|residence|parent|ubo|ultimate|foreign parent)"
    r"|\b(?:sources|investors|origins?) (?:of|by|in)\b|\bby (?:country|source|origin|investor)\b"
    r"|\bubo\b|\bultimate beneficial owner|\bforeign[- ]owned\b|\bowned by\b|\bdestinations?\b"
    r"|\bexports? to\b"
    r"|\bimports? from\b|\btrading partners?\b|\bexport markets?\b|\binvestors?\s*(?:$|\|)"
    r"|\bfrom (?:the )?(?:country|countries)\b|\bheadquarters\b|\bnationality\b",
    re.IGNORECASE,
)
"""Words of headers, captions and lead-in lines over countries that money comes from or goods go to."""
_LOCATIVE = re.compile(r"\b(?:in|at|near|across|within|throughout|around|for|to) " + _THE, re.IGNORECASE)
_COORDINATE = re.compile(r"\s?(?:,|and|or|&|, and|/)\s(?:in |at |the |nearby |near )*", re.IGNORECASE)
_CITED = re.compile(
    r"\b(?:according to|data from|figures from|source:?|reports? (?:by|from)|study (?:by|from)"
    r"|survey (?:by|of|from)"
    r"|estimates? (?:by|from)|released by|published by|cited by) (?:the |a |an )*$",
    re.IGNORECASE,
)
_REPORTS = re.compile(
    r"(?:['’]s?)?(?: [\w’'-]+)? (?:released|published|reports?|reported|found|finds|estimate[sd]?|says"
    r"|said|study|analysis|survey"
    r"|calculat\w+|project(?:s|ed) that|noted?)\b"
)
_WITH = re.compile(
    r"\b(?:partner\w*|work\w*|collaborat\w*|together|joint\w*|cooperat\w*|agree\w*) with\b[^.;:]*$"
    r"|\b(?:via|through) (?:the )?$"
)


class _Named(NamedTuple):
    """A mention, with its offsets in the sentence."""

    start: int
    end: int
    mention: Mention


def sources(text: str) -> bool:
    """Return whether a header, caption or heading is over countries that money comes from or goods go to."""
    return bool(_SOURCES.search(text))


def place_of(
    mentions: Sequence[Mention], start: int, text: str, figure: Figure, kind: OutcomeKind, lead: str = ""
) -> str:
    """Return the entity of the place where an outcome of a sentence holds, "" if it is not clear.

    Args:
        mentions: of the sentence.
        start: offset of the sentence in the passage.
        text: of the sentence.
        figure: of the outcome.
        kind: of the outcome.
        lead: the heading or line that introduces the sentence.
    """
    if sources(lead):
        return ""
    named = _named(mentions, MentionKind.PLACE, start)
    kept: list[_Named] = []
    passed = -1
    for one in named:
        listed = passed >= 0 and bool(_COORDINATE.fullmatch(text[passed : one.start]))
        if listed or _in_passing(text, one, kind):
            passed = one.end
        else:
            kept.append(one)
    wholes = [one for one in kept if _is_whole(text, one, figure)]
    kept = [one for one in kept if one not in wholes] or kept
    first, last = clauses.segment(text, figure)
    here = [one for one in kept if first <= one.start and one.end <= last]
    chosen = _nearest(here, figure) if here else _alone(kept, text)
    if chosen is None:
        return ""
    inner = _inner(chosen, kept, text)
    return "" if _coordinated(inner, named, text) else inner.mention.entity


def institution_of(mentions: Sequence[Mention], start: int, text: str, figure: Figure) -> str:
    """Return the entity of the institution nearest to a figure, in its clause first, "" if there is none.

    Sources, and partners beside a subject, are left out while another institution is named.
    """
    named = _named(mentions, MentionKind.INSTITUTION, start)
    named = [one for one in named if not _is_source(text, one)]
    named = [one for one in named if not _WITH.search(text[: one.start])] or named
    first, last = clauses.segment(text, figure)
    here = [one for one in named if first <= one.start and one.end <= last]
    chosen = _nearest(here or named, figure)
    return chosen.mention.entity if chosen else ""


def _named(mentions: Sequence[Mention], kind: MentionKind, start: int) -> list[_Named]:
    found = [_Named(m.start - start, m.end - start, m) for m in mentions if m.kind is kind]
    return sorted(found, key=lambda one: (one.start, one.end))


def _is_source(text: str, one: _Named) -> bool:
    """Return whether an institution is only where a figure is from."""
    bracketed = text[: one.start].endswith("(") and text[one.end :].startswith(")")
    cited = one.mention.voice is Voice.CITATION
    reports = _REPORTS.match(text, one.end)
    return cited or bracketed or bool(reports or _CITED.search(text[max(0, one.start - 40) : one.start]))


def _in_passing(text: str, one: _Named, kind: OutcomeKind) -> bool:
    """Return whether a place is one of comparison, origin or destination."""
    before, after = text[max(0, one.start - 70) : one.start], text[one.end : one.end + 40]
    seat = before.endswith("(") and after.startswith(")")  # "managed by Arvale (Leeds)"
    if seat or _COMPARED.search(before) or _RANKED.search(before):
        return True
    if kind is OutcomeKind.OUTPUT:
        return bool(_TO.search(before))
    if _FROM.search(before):
        return True
    foreign = one.mention.text in demonyms() or after.startswith("-")
    return foreign and bool(_NATIONALITY.match(after)) and bool(_ABROAD.search(text))


def _is_whole(text: str, one: _Named, figure: Figure) -> bool:
    """Return whether a place only names what a share is of."""
    return (
        figure.unit == "percent"
        and one.start >= figure.end
        and one.start - figure.end < 40
        and bool(_WHOLE.search(text[figure.end : one.start]))
    )


def _nearest(named: Sequence[_Named], figure: Figure) -> _Named | None:
    return min(named, key=lambda one: (abs(one.start - figure.start), one.start), default=None)


def _alone(named: Sequence[_Named], text: str) -> _Named | None:
    """Return the only place of a sentence, else the only one that it says something is in."""
    for found in (named, [one for one in named if _LOCATIVE.search(text[: one.start])]):
        if len({one.mention.entity for one in found}) == 1:
            return found[0]
    nested = [one for one in named if all(_within(one, other) for other in named)]
    return nested[0] if nested else None


def _inner(chosen: _Named, named: Sequence[_Named], text: str) -> _Named:
    """Return the town that stands right before the chosen place and lies in it ("Troy, Ohio")."""
    for other in named:
        beside = 0 <= chosen.start - other.end <= 3 and text[other.end : chosen.start].strip() in (",", "(")
        if beside and _within(other, chosen):
            return other
    return chosen


def _coordinated(chosen: _Named, named: Sequence[_Named], text: str) -> bool:
    """Return whether a place is one of several of which the figure says the same."""
    for other in named:
        gap = text[other.end : chosen.start] if other.end <= chosen.start else text[chosen.end : other.start]
        apart = not (_within(chosen, other) or _within(other, chosen))
        if other is not chosen and apart and _COORDINATE.fullmatch(gap):
            return True
    return False


def _within(one: _Named, other: _Named) -> bool:
    inside, around = one.mention.place, other.mention.place
    return bool(inside and around) and Gazetteer.load().within(inside, around)
