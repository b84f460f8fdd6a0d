"""Numbers in a sentence: their values, with currency, per cent sign and multiplier, and those in words.

Dates, clock times, section numbers, measures of length and price bases ("2009 dollars") are not figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from workingregions.nlp.outcomes.words import fractions, spelt, units

_NUMBER = (
    r"\d{1,3}(?:\.\d{3}){2,}(?:,\d{1,2})?(?!\d)|\d{1,3}(?:[, \u00a0\u202f]\d{3})+(?:\.\d+)?(?!\d)"
    r"|\d+(?:[.,]\d+)?"
)
_UNITS = (
    r"hundred|thousands?|millions?|billions?|trillion|crore|lakh|mln\.?|bln\.?|mil\.|mil|mio\.?"
    r"|mn|bn|tn|trn|k|m|b|t"
)
_SIGN = (
    r"(?-i:(?:US|CA|AU|NZ|[CAR])?\$|£|€|¥|₹|Rs\.?|USD|GBP|EUR|MEUR|CAD|AUD|JPY|INR|ECU|CHF|SEK|NOK"
    r"|DKK|PLN|DM|FFr?)"
)
_CLAIM = re.compile(
    rf"(?<![\w.,/-])(?P<minus>[-−](?=[\d.]+\s?(?:%|per)))?(?P<sign>{_SIGN})?\s?(?P<low>{_NUMBER})"
    rf"(?:[\s-]?(?P<scale1>{_UNITS})(?![\w]))?"
    rf"(?P<unit1>\s?(?:%|per\s?cent\b|percent\b)(?=\s?(?:-|–|—|to|and)\s?[\d.]+\s?(?:%|per)))?"
    rf"(?:\s?(?P<joint>-|–|—|to|and)\s?(?:{_SIGN})?\s?(?P<high>{_NUMBER}))?(?P<plus>\+)?"
    rf"[\s-]?(?:(?P<scale>{_UNITS})(?![\w]))?\s?(?P<unit>%|per\s?cent\b|percent\b|pc\b|percentage points?\b"
    rf"|(?:US )?dollars?\b|pounds?\b(?! of (?!\w*invest|fund|grant|public))|euros?\b|EUR\b|USD\b|GBP\b"
    rf"|€|£|ECUs?\b|CHF\b"
    rf"|SEK\b|yen\b|rupees\b|kronor\b)?",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_MONTHS = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_DATE_AFTER = re.compile(rf"\s?(?:st|nd|rd|th)?\s?{_MONTHS}")
_DATE_BEFORE = re.compile(rf"{_MONTHS}[a-z]*\.? $")
_LABEL_BEFORE = re.compile(
    r"\b(?:[Ss]ections?|[Tt]ables?|[Ff]igures?|[Pp]ages?|[Cc]hapters?|[Aa]nnex|[Bb]oxe?s?|[Nn]otes?"
    r"|No\.?|[Aa]rticles?"
    r"|[Pp]roclamation|[Ff]ormations?|[Tt]itle|[Uu]nits?|[Ll]evels?|[Tt]ier|[Gg]rades?|[Cc]lass"
    r"|[Ss]tages?|[Ss]chedule|[Ee]xhibit|[Aa]ppendix|[Zz]one|[Ll]ots?|[Ff]orm|[Pp]art|[Vv]ersion"
    r"|[Pp]hase|[Rr]ound|[Tt]el\.?|[Ff]ax|FY|p\.|pp\.) ?$|# ?$"
)
_MEASURE_AFTER = re.compile(
    r"[\s-]?(?:(?:years?|months?|weeks?|days?|hours?|minutes?|miles?|km|metres?|meters?|feet|foot|ft|acres?"
    r"|hectares?|square|sq|mw|gw|pages?|times|degrees?|o['’]clock|[ap]\.?m|countries|states|towns|counties)\b"
    r"|kilomet|kw|°)",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
_SPELT_SHARE = re.compile(r"\s?per ?cent\b")
_LETTERS = frozenset(("m", "b", "t", "k", "mil"))
"""Multipliers that are also other words or units, and need a currency beside them or no space before them."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a sentence: its value, its unit (a currency, "percent" or ""), and the text behind it.

    `small` is true for counts below ten, which are claims only beside their noun; `dotted` for bare numbers
    with three digits behind a full stop, which may separate thousands.
    """

    start: int
    end: int
    value: float
    high: float | None
    unit: str
    after: str = ""
    small: bool = False
    fall: bool = False
    dotted: bool = False

    @property
    def money(self) -> bool:
        """Whether the figure is a sum of money."""
        return len(self.unit) == 3


def figures(text: str) -> list[Figure]:
    """Return all numbers of a sentence that may be claims, including those in words, in reading order."""
    found = list(_written(text)) if _DIGIT.search(text) else []
    found += [Figure(*share, None, "percent") for share in fractions(text) if _free(found, *share[:2])]
    for start, end, value in spelt(text):
        if _free(found, start, end) and not _joined(text, start):
            share = _SPELT_SHARE.match(text, end)
            unit, end = ("percent", share.end()) if share else ("", end)
            found.append(Figure(start, end, value, None, unit, small=value < 10 and not unit))
    return sorted((replace(f, after=text[f.end : f.end + 24]) for f in found), key=lambda f: f.start)


def _free(found: Sequence[Figure], start: int, end: int) -> bool:
    """Return whether no figure stands at start..end yet."""
    return not any(f.start < end and start < f.end for f in found)


def _joined(text: str, start: int) -> bool:
    """Return whether a number word belongs to the number before it ("$3 million")."""
    return (start > 0 and text[start - 1] in "$£€.,-") or text[:start].rstrip().endswith(tuple("0123456789"))


def _written(text: str) -> Iterator[Figure]:
    offset = 0
    while match := _CLAIM.search(text, offset):
        if match.group("high") and not _is_range(text, match):
            # "in 2012 and 300 jobs", "2000 to 31 %": two figures, not a range
            offset = max(match.end("low"), match.end("scale1"), match.end("unit1"))
            figure = _figure(text, match, alone=True)
        else:
            offset = max(match.end(), match.start() + 1)
            figure = _figure(text, match)
        if figure is not None:
            yield figure


def _is_range(text: str, match: re.Match[str]) -> bool:
    low, joint = match.group("low"), match.group("joint").casefold()
    if match.group("sign") and "%" in (match.group("unit") or "%")[:1] and match.group("unit"):
        return False  # "€114 million - 34 % of the total"
    if match.group("scale1") and not (match.group("scale") or match.group("unit")):
        return False  # "£4 million to 300 firms"
    if _YEAR.fullmatch(low) and not (match.group("sign") or match.group("scale1")):
        return bool(_YEAR.fullmatch(match.group("high"))) and not match.group("unit")
    if text[: match.start()].rstrip().casefold().endswith("from"):
        return False  # "from 38 to 31 per cent": two levels
    return joint != "and" or text[: match.start()].rstrip().casefold().endswith("between")


def _figure(text: str, match: re.Match[str], *, alone: bool = False) -> Figure | None:
    """Return the figure of a match, or of its first number `alone`; None for a date and the like."""
    sign, unit = (match.group("sign") or "").casefold(), (match.group("unit") or "").casefold()
    words = (match.group("scale1"), None if alone else match.group("scale"))
    scale_word = (words[1] or words[0] or "").casefold().rstrip(".")
    unit = (match.group("unit1") or "").strip().casefold() if alone else unit
    if scale_word in _LETTERS and not sign and not unit and not text[match.end("low") :][:1].isalpha():
        scale_word = ""
    scale = 1e6 if sign == "meur" else units()[1].get(scale_word, 1.0)
    low, high = number(match.group("low")), None if alone else match.group("high")
    percent = unit.startswith(("per", "pc", "%"))
    currency = "percent" if percent else units()[0].get(sign.rstrip(".")) or units()[0].get(unit, "")
    if _YEAR.fullmatch(match.group("low")) and not sign and scale == 1.0 and not percent and not high:
        return None
    end = max(match.end("low"), match.end("scale1"), match.end("unit1")) if alone else match.end()
    bare = not currency and scale == 1.0
    if bare and _is_date(text, match, end):
        return None
    upper = number(high) * scale if high else None
    own = units()[1].get((words[0] or "").casefold().rstrip("."), 0.0)  # "£400k to £2m"
    small_first = high is not None and not words[0] and low > number(high)  # "€500,000 to €2.5m"
    first = own or (scale if scale_word and not small_first else 1.0)
    if upper is not None and upper < low * first:
        upper = None
    start = match.start() + len(match.group()) - len(match.group().lstrip())
    end -= len(text[start:end]) - len(text[start:end].rstrip())
    dotted = bare and bool(re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", match.group("low")))
    small = bare and low < 10 and "," not in match.group("low") and not dotted
    fall = bool(match.group("minus"))
    return Figure(start, end, low * first, upper, currency, small=small, fall=fall, dotted=dotted)


def number(text: str) -> float:
    """Return the value of a number as English and continental texts write it."""
    text = re.sub(r"[ \u00a0\u202f]", "", text)
    if text.count(".") > 1:
        text = text.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d+,\d{1,2}", text):
        text = text.replace(",", ".")
    return float(text.replace(",", ""))


def _is_date(text: str, match: re.Match[str], end: int) -> bool:
    """Return whether a bare number is part of a date, a reference or a measure that is not counted here."""
    before = text[max(0, match.start() - 14) : match.start("low")]
    return bool(
        _YEAR.fullmatch(match.group("low"))
        or _ORDINAL.match(text, match.end("low"))
        or (
            number(match.group("low")) <= 31 and (_DATE_AFTER.match(text, end) or _DATE_BEFORE.search(before))
        )
        or _LABEL_BEFORE.search(before)
        or _MEASURE_AFTER.match(text, end)
        or re.match(r"[\])]?\s?represents\b", text[end : end + 13])
        or re.search(r"\(\d{3}\) ?$|\d[-.]$", before)
        or re.match(r"\) ?\d{3}\b", text[end : end + 6])
    )
