"""Quantified claims: jobs, investment, funding, firms, wages and output, from prose and from tables.

A number with a currency, a counted noun ("3,000 jobs") or a per cent sign is a candidate; the word of
the sentence nearest to it that says what is measured gives the kind. Values are normalised to persons,
firms, percent, an ISO 4217 currency code, or units.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from workingregions.corpus.records import Mention, MentionKind, Outcome, OutcomeKind, Passage
from workingregions.nlp.institutions_lexicon import lines
from workingregions.nlp.passages import page_of
from workingregions.nlp.ties import stretches

_SCALES = {
    "hundred": 1e2, "k": 1e3, "thousand": 1e3, "thousands": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "mil": 1e6,
    "million": 1e6, "millions": 1e6, "b": 1e9, "bn": 1e9, "bln": 1e9, "billion": 1e9, "billions": 1e9,
    "t": 1e12, "tn": 1e12, "trn": 1e12, "trillion": 1e12,
}  # fmt: skip
_CURRENCIES = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "£": "GBP", "gbp": "GBP",
    "pound": "GBP", "pounds": "GBP", "sterling": "GBP", "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR",
    "meur": "EUR", "ecu": "EUR", "¥": "JPY", "yen": "JPY", "c$": "CAD", "a$": "AUD", "cad": "CAD", "aud": "AUD",
    "chf": "CHF", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "pln": "PLN",
}  # fmt: skip
_NUMBER = r"\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
_UNITS = "hundred|thousands?|millions?|billions?|trillion|mln|bln|mil|mn|bn|tn|trn|k|m|b|t"
_SIGN = r"US\$|C\$|A\$|\$|£|€|¥|USD|GBP|EUR|MEUR|ECU|CHF|SEK|NOK|DKK|PLN"
_CLAIM = re.compile(
    rf"(?<![\w.,/-])(?P<sign>{_SIGN})?\s?(?P<low>{_NUMBER})(?:\s?(?P<scale1>{_UNITS})(?![\w]))?"
    rf"(?:\s?(?:-|–|—|to|and)\s?(?:{_SIGN})?\s?(?P<high>{_NUMBER}))?(?P<plus>\+)?"
    rf"[\s-]?(?:(?P<scale>{_UNITS})(?![\w]))?\s?(?P<unit>%|per\s?cent\b|percent\b|percentage points?\b|dollars?\b"
    rf"|pounds?\b|euros?\b|EUR\b|USD\b|GBP\b|€|£|ECU\b|CHF\b|SEK\b|yen\b)?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_REACH = 12
"""Words between a bare number and the noun it counts, at most."""


@dataclass(frozen=True, slots=True)
class _Figure:
    start: int
    end: int
    value: float
    high: float | None
    unit: str


@cache
def _words() -> tuple[re.Pattern[str], dict[str, tuple[OutcomeKind, float]], re.Pattern[str]]:
    kinds: dict[str, tuple[OutcomeKind, float]] = {}
    for line in lines("outcome_words.csv"):
        kind, weight, words = line.split(",", 2)
        for word in words.split("|"):
            kinds.setdefault(word, (OutcomeKind(kind), float(weight)))
    pattern = "|".join(re.escape(w) for w in sorted(kinds, key=lambda w: (-len(w), w)))
    promises = "|".join(re.escape(w) for w in lines("outcome_promises.txt"))
    return (
        re.compile(rf"(?<![\w-])(?:{pattern})(?![\w])", re.IGNORECASE),
        kinds,
        re.compile(rf"\b(?:{promises})\b", re.IGNORECASE),
    )


def find(passages: Sequence[Passage], mentions: Sequence[Mention]) -> list[Outcome]:
    """The outcomes of one document, in reading order; institution and place come from the same sentence."""
    by_passage: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_passage[mention.passage].append(mention)
    found: list[Outcome] = []
    for passage in passages:
        if not passage.reference:
            for start, end in stretches(passage.text):
                found.extend(_sentence(passage, start, end, by_passage[passage.id]))
    return found


def _sentence(passage: Passage, start: int, end: int, mentions: Sequence[Mention]) -> Iterator[Outcome]:
    text = passage.text[start:end]
    if not any(c.isdigit() for c in text) or len(text) > 3000:
        return
    words, kinds, promises = _words()
    cues = [(m.start(), m.end(), *kinds[m.group().casefold()]) for m in words.finditer(text)]
    inside = [m for m in mentions if start <= m.start and m.end <= end]
    for figure in _figures(text):
        kind, confidence = _kind(text, figure, cues)
        if kind is None:
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
            promised=bool(promises.search(text[max(0, figure.start - 60) : figure.end + 20])),
            confidence=confidence,
        )


def _figures(text: str) -> Iterator[_Figure]:
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
        scale = _SCALES.get(scale_word, 1.0)
        if sign == "meur":
            scale = 1e6
        low = _number(match.group("low"))
        high = _number(match.group("high")) if match.group("high") else None
        percent = unit.startswith("p") and not unit.startswith("pound") or unit == "%"
        currency = "percent" if percent else _CURRENCIES.get(sign) or _CURRENCIES.get(unit, "")
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
        yield _Figure(
            match.start() + lead, end, low * first, None if high is None else high * scale, currency
        )


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


def _kind(
    text: str, figure: _Figure, cues: Sequence[tuple[int, int, OutcomeKind, float]]
) -> tuple[OutcomeKind | None, float]:
    """What a figure measures, by the nearest word that says so; None when none is near enough."""
    money = len(figure.unit) == 3
    best: tuple[float, OutcomeKind] | None = None
    for start, end, kind, weight in cues:
        after = start >= figure.end
        gap = text[figure.end : start] if after else text[end : figure.start]
        distance = len(gap.split()) + (0.0 if after else 1.0) + 3 * len(re.findall(r"[,;:|]", gap))
        if money and kind in (OutcomeKind.JOBS, OutcomeKind.FIRMS):
            continue
        if not figure.unit and kind not in (OutcomeKind.JOBS, OutcomeKind.FIRMS, OutcomeKind.OUTPUT):
            continue
        if not figure.unit and (not after or len(gap.split()) > 3 or re.search(r"[.;:|]", gap)):
            continue
        cost = distance / weight
        if cost <= _REACH * (1.5 if money else 1.0) and (best is None or cost < best[0]):
            best = (cost, kind)
    if best is None:
        return None, 0.0
    return best[1], round(max(0.5, 0.95 - 0.03 * best[0]), 3)


def _nearest(mentions: Sequence[Mention], kind: MentionKind, at: int) -> str:
    near = [m for m in mentions if m.kind is kind]
    return min(near, key=lambda m: (abs(m.start - at), m.start)).entity if near else ""


def _year(text: str, figure: _Figure) -> int | None:
    years = [(abs(m.start() - figure.start), int(m.group())) for m in _YEAR.finditer(text)]
    return min(years)[1] if years else None
