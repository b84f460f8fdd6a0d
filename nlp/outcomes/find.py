"""Quantified claims: jobs, investment, funding, firms, wages and output, from prose and from tables.

A number with a currency, a counted noun ("3,000 jobs") or a per cent sign is a candidate; the nearest word in
the sentence that states what is measured gives the kind. Values are normalised to persons, firms, percent, an
ISO 4217 currency code, or units.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from workingregions.corpus.enums import MentionKind, OutcomeKind, Use
from workingregions.corpus.records import Block, Mention, Outcome, Passage
from workingregions.corpus.voices import takes
from workingregions.nlp.outcomes import layout
from workingregions.nlp.outcomes import tables as outcomes_tables
from workingregions.nlp.outcomes.words import Cue, changes, cues, promises, spelt, units
from workingregions.nlp.text import page_of, stretches

_NUMBER = r"\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
_UNITS = "hundred|thousands?|millions?|billions?|trillion|mln|bln|mil|mn|bn|tn|trn|k|m|b|t"
_SIGN = r"US\$|C\$|A\$|\$|£|€|¥|USD|GBP|EUR|MEUR|ECU|CHF|SEK|NOK|DKK|PLN"
_CLAIM = re.compile(
    rf"(?<![\w.,/-])(?P<sign>{_SIGN})?\s?(?P<low>{_NUMBER})(?:\s?(?P<scale1>{_UNITS})(?![\w]))?"
    rf"(?:\s?(?:-|–|—|to|and)\s?(?:{_SIGN})?\s?(?P<high>{_NUMBER}))?(?P<plus>\+)?"
    rf"[\s-]?(?:(?P<scale>{_UNITS})(?![\w]))?\s?(?P<unit>%|per\s?cent\b|percent\b|percentage points?\b"
    rf"|dollars?\b|pounds?\b|euros?\b|EUR\b|USD\b|GBP\b|€|£|ECU\b|CHF\b|SEK\b|yen\b)?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LAW = re.compile(r"\b(?:Acts?|Law|Regulation|Directive|Order)(?:,? (?:of )?| \()$")
"""Text before the year of a law, which is not the year of a figure."""
_WHOLE = re.compile(r"\s?of (?:(?:the|its|their|total|all|our) )?(?:[\w’'.]+ )?")
_SHARE = re.compile(r"\s?of (?:the|its|our|their)\b")
_SUMS = frozenset([OutcomeKind.INVESTMENT, OutcomeKind.FUNDING, OutcomeKind.WAGES])
_PURPOSE = re.compile(r" (?:to [a-z]+ (?:the|a|an|its|their|new|local|[a-z]+)|for [a-z]+)\b")
_ATTRIBUTE = re.compile(r"[- ](?:[\w’'–-]+[ -]){0,4}")
_STANDS_AT = re.compile(
    r":? ?(?:(?:is|was|were|are|has|have|had|been|be|will|now|stood|stands|currently|still|already"
    r"|up|down|rose|fell|grew|increased|decreased|declined|dropped|went|risen|fallen|grown|totalled|reached"
    r"|of|at|by|to|from|about|around|some|over|under|nearly|almost|approximately|roughly|only|just|more than"
    r"|an?|estimated|total|further|additional|another|between) ?)*"
)
"""Text that may occur between "employment" or "a workforce" and its number."""
_OTHER = re.compile(
    r" ?(?:years?|months?|weeks?|days?|hours?|sites?|sectors?|countries|regions|projects|pages|times|miles"
    r"|per|%)\b"
)
_SPELT_SHARE = re.compile(r"\s?per ?cent\b")
_PUT = re.compile(
    r"\b(?:puts?|putting|pour\w*|pump\w*|plough\w*|plow\w*|sank|sunk|inject\w*)\b[^,.;]{0,25}$", re.IGNORECASE
)
_BREAK = re.compile(
    r"[,;:|]|\b(?:as|while|whereas|but|although|because|when|after|since|following|despite)\b"
)
"""The beginning of another clause, whose words count as further away than they are."""
_ASKED = re.compile(
    r"\b(?:questionnaires?|respondents?|interview(?:s|ed|ees)?|surveyed|sampled?|responded|replied|polled|answered)\b",
    re.IGNORECASE,
)
"""In a sentence on a survey, the firms and people that are counted are the respondents."""
MOST_CHARACTERS = 3000
"""A longer sentence is a list without full stops."""
_REACH = 12
"""Maximum number of words between a bare number and the noun that it counts."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a sentence: its value, its currency or "percent", and the text behind it."""

    start: int
    end: int
    value: float
    high: float | None
    unit: str
    after: str = ""


def find_outcomes(
    blocks: Sequence[Block], passages: Sequence[Passage], mentions: Sequence[Mention]
) -> list[Outcome]:
    """Return the outcomes of one document, in reading order.

    Args:
        blocks: the document's blocks, for its tables.
        passages: cut from these blocks.
        mentions: institutions and places; the nearest ones in the sentence or row are who and where.
    """
    by_passage: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_passage[mention.passage].append(mention)
    tabled = outcomes_tables.find(blocks, passages)
    found = [_with_row(outcome, passages, by_passage) for outcome in tabled]
    own = [p for p in passages if takes(Use.OUTCOMES, p.voice)]
    found.extend(layout.find(own))
    tables = {outcome.passage for outcome in tabled}
    for passage in own:
        if passage.id not in tables:
            for start, end in stretches(passage.text):
                found.extend(_sentence(passage, start, end, by_passage[passage.id]))
    order = {passage.id: passage.ordinal for passage in passages}
    once = {(o.passage, o.start): o for o in reversed(found)}
    return sorted(once.values(), key=lambda o: (order[o.passage], o.start))


def _with_row(outcome: Outcome, passages: Sequence[Passage], mentions: dict[str, list[Mention]]) -> Outcome:
    """Return a table's figure with the place and the institution of its row."""
    text = next(passage.text for passage in passages if passage.id == outcome.passage)
    start = text.rfind("\n", 0, outcome.start) + 1
    end = text.find("\n", outcome.end)
    row = [m for m in mentions[outcome.passage] if start <= m.start and (end < 0 or m.end <= end)]
    return replace(
        outcome,
        place=_nearest(row, MentionKind.PLACE, outcome.start),
        institution=_nearest(row, MentionKind.INSTITUTION, outcome.start),
    )


def _sentence(passage: Passage, start: int, end: int, mentions: Sequence[Mention]) -> Iterator[Outcome]:
    text = passage.text[start:end]
    if len(text) > MOST_CHARACTERS:
        return
    candidates = cues(text)
    if not candidates and not any(c.isdigit() for c in text):
        return
    inside = [m for m in mentions if start <= m.start and m.end <= end]
    for figure in _figures(text):
        kind, confidence = _kind(text, figure, candidates)
        if kind is None or (len(figure.unit) != 3 and _ASKED.search(text)):
            continue
        unit = figure.unit or {"jobs": "persons", "firms": "firms"}.get(kind.value, "units")
        yield Outcome(
            document=passage.document,
            passage=passage.id,
            page=page_of(passage, start + figure.start),
            start=start + figure.start,
            end=start + figure.end,
            kind=kind,
            text=text[figure.start : figure.end],
            value=figure.value,
            unit=unit,
            value_high=figure.high,
            place=_nearest(inside, MentionKind.PLACE, start + figure.start),
            year=_year(text, figure),
            institution=_nearest(inside, MentionKind.INSTITUTION, start + figure.start),
            promised=bool(promises().search(text[max(0, figure.start - 60) : figure.end + 20])),
            confidence=confidence,
        )


def _figures(text: str) -> Iterator[Figure]:
    """Yield all numbers of a sentence that may be claims, including those in words."""
    for figure in _written(text):
        yield replace(figure, after=text[figure.end : figure.end + 20])
    for start, end, value in spelt(text):
        if not (start and text[start - 1] in "$£€.,-") and not text[:start].rstrip().endswith(
            tuple("0123456789")
        ):
            share = _SPELT_SHARE.match(text, end)
            unit, end = ("percent", share.end()) if share else ("", end)
            yield Figure(start, end, value, None, unit, text[end : end + 20])


def _written(text: str) -> Iterator[Figure]:
    for match in _CLAIM.finditer(text):
        sign = (match.group("sign") or "").casefold()
        unit = (match.group("unit") or "").casefold()
        if sign and not match.group("sign").isupper() and len(sign) > 1 and sign != "us$":
            sign = ""
        scale_word = (match.group("scale") or match.group("scale1") or "").casefold()
        if (
            scale_word in ("m", "b", "t", "k", "mil")
            and not sign
            and not unit
            and not text[match.end("low") :][:1].isalpha()
        ):
            scale_word = ""
        scale = units()[1].get(scale_word, 1.0)
        if sign == "meur":
            scale = 1e6
        low = _number(match.group("low"))
        high = _number(match.group("high")) if match.group("high") else None
        percent = unit.startswith(("per", "%"))
        currency = "percent" if percent else units()[0].get(sign) or units()[0].get(unit, "")
        bare = not currency and scale == 1.0
        if bare and (_is_date(text, match) or (low < 10 and "," not in match.group("low"))):
            continue
        first = scale if match.group("scale1") or match.group("scale") else 1.0
        if high is not None and high * scale < low * first:
            high = None
        end = (
            match.end()
            if match.group().rstrip() == match.group()
            else match.start() + len(match.group().rstrip())
        )
        lead = len(match.group()) - len(match.group().lstrip())
        yield Figure(match.start() + lead, end, low * first, None if high is None else high * scale, currency)


def _number(text: str) -> float:
    text = text.replace(" ", "")
    if re.fullmatch(r"\d+,\d{1,2}", text):
        text = text.replace(",", ".")
    return float(text.replace(",", ""))


def _is_date(text: str, match: re.Match[str]) -> bool:
    number = match.group("low")
    if re.fullmatch(r"(?:1[89]|20)\d\d", number):
        return True
    after = text[match.end() : match.end() + 12]
    before = text[max(0, match.start() - 12) : match.start()]
    if re.match(r"(?:st|nd|rd|th)\b", text[match.end("low") : match.end("low") + 3]):
        return True
    months = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    return bool(
        re.match(rf"\s?(?:st|nd|rd|th)?\s?{months}", after)
        or re.search(rf"{months}[a-z]*\.? $", before)
        or re.search(
            r"(?:[Ss]ection|[Tt]able|[Ff]igure|[Pp]age|[Cc]hapter|[Aa]nnex|No\.?|[Aa]rticle|p\.|pp\.) $",
            before,
        )
        or re.match(
            r"\s?(?:years?|months?|weeks?|days?|hours?|minutes?|miles?|km|kilomet|acres?|hectares?|square|sq|mw\b|°)",
            after,
            re.IGNORECASE,
        )
    )


def _kind(text: str, figure: Figure, candidates: Sequence[Cue]) -> tuple[OutcomeKind | None, float]:
    """Return what a figure measures, by the nearest word that states it; None if none is near enough."""
    money = len(figure.unit) == 3
    if money and re.match(r"\s?in(?:to)\b", figure.after) and _PUT.search(text[: figure.start]):
        return OutcomeKind.INVESTMENT, 0.8
    if figure.unit == "percent" and not _changes(text, figure):
        return None, 0.0
    reach = _REACH * (1.5 if money else 1.0)
    best: tuple[float, OutcomeKind | None] | None = None
    whole: tuple[float, OutcomeKind | None] | None = None
    for cue in candidates:
        after = cue.start >= figure.end
        if not after and cue.end > figure.start:
            continue
        gap = text[figure.end : cue.start] if after else text[cue.end : figure.start]
        if not _measures(figure, cue, gap, after=after):
            continue
        marks = len(_BREAK.findall(gap))
        cost = (len(gap.split()) + (0.0 if after else 1.0) + 3 * marks) / cue.weight
        if cost > reach:
            continue
        if figure.unit == "percent" and after and _WHOLE.fullmatch(gap):
            # "2 % of GDP for research": GDP is what the share is of, not what is measured.
            whole = whole or (cost, cue.kind)
        elif best is None or cost < best[0]:
            best = (cost, cue.kind)
    best = best or whole
    if best is None:
        # "$3 million to train welders": a sum with a purpose and no other word is funding.
        purpose = money and _PURPOSE.match(text, figure.end)
        return (OutcomeKind.FUNDING, 0.5) if purpose else (None, 0.0)
    return best[1], round(max(0.5, 0.95 - 0.03 * best[0]), 3)


def _changes(text: str, figure: Figure) -> bool:
    """Return whether a per cent figure is a change or a share of something, and not an answer in a survey."""
    around = text[max(0, figure.start - 80) : figure.end + 60]
    return bool(changes().search(around) or _WHOLE.match(text, figure.end))


def _measures(figure: Figure, cue: Cue, gap: str, *, after: bool) -> bool:
    """Return whether a figure of this unit can measure what a cue names; `gap` is the text between them."""
    counted = cue.kind in (OutcomeKind.JOBS, OutcomeKind.FIRMS)
    if cue.use == "near":
        return len(figure.unit) == 3 and after and len(gap.split()) <= 4 and bool(_ATTRIBUTE.fullmatch(gap))
    if len(figure.unit) == 3:
        return not counted
    if figure.unit:
        return cue.use != "money"
    if cue.use == "money" or (cue.kind in _SUMS and not counted):
        return False
    if not after:
        if counted and _STANDS_AT.fullmatch(gap):
            return not _OTHER.match(figure.after)
        return cue.kind is OutcomeKind.OUTPUT and figure.value >= 1e6 and len(gap.split()) <= 2
    most = 7 if _SHARE.match(gap) else 3
    return len(gap.split()) <= most and not re.search(r"[.;:|]", gap)


def _nearest(mentions: Sequence[Mention], kind: MentionKind, offset: int) -> str:
    near = [m for m in mentions if m.kind is kind]
    return min(near, key=lambda m: (abs(m.start - offset), m.start)).entity if near else ""


def _year(text: str, figure: Figure) -> int | None:
    years = [
        (abs(m.start() - figure.start), int(m.group()))
        for m in _YEAR.finditer(text)
        if not _LAW.search(text[max(0, m.start() - 25) : m.start()])
    ]
    return min(years)[1] if years else None
