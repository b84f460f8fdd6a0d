"""Dates as documents write them, in ten languages, with their context."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from workingregions.ingest.text.cues import table
from workingregions.ingest.text.strings import fold

FIRST_YEAR = 1950


@dataclass(frozen=True, slots=True)
class Dated:
    """A date found at start..end of a text. `iso` is 2014, 2014-06 or 2014-06-17."""

    start: int
    end: int
    iso: str

    @property
    def year(self) -> int:
        """The calendar year."""
        return int(self.iso[:4])


@cache
def _months() -> dict[str, int]:
    return {name: number for number, names in table("months.yaml").items() for name in names}


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    month = "(?P<month>" + "|".join(sorted(_months(), key=lambda name: (-len(name), name))) + r")(?![a-z])\.?"
    issue = r"(?<!\bno |\bnr )(?<!\bno\. |\bnr\. )(?<!\bvol )(?<!\bvol\. )(?<!number )(?<!issue )"
    day = issue + r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|o|\.)?"
    span = r"(?:\s*[-/]\s*[0-3]?\d(?:st|nd|rd|th|\.)?)?"
    year = r"(?P<year>(?:19|20)\d\d)(?![\d])"
    separator = r"(?:\s*(?:of|de|del|do|di)\s+|[\s,./-]*)"
    then = separator.replace(",", "")  # after a comma a number is an issue's: "Number 2, December 2011"
    return tuple(
        re.compile(pattern)
        for pattern in (
            r"(?<![\d.])(?P<year>(?:19|20)\d\d)[-./](?P<number>[01]\d)[-./](?P<day>[0-3]\d)(?!\d)",
            rf"(?<!\w)(?:{day}{span}{then})?(?<![a-z]){month}{separator}{year}",
            rf"\b{month}\s*(?P<day>[0-3]?\d)(?:st|nd|rd|th)?{span}\s*,?\s*{year}",
            r"(?<![\d.,/])(?P<day>[0-3]?\d)\s?[./]\s?(?P<number>[0-3]?\d)\s?[./]\s?" + year,
            r"(?<![\d.,/])(?P<number>0[1-9]|1[0-2])/" + year,
            r"(?<![\w.,/-])(?:[1-9]|1[0-2])(?:-\d\d?)?\s?[/-]\s?(?P<year>(?:19|20)\d\d)(?![\w/-]|[.,]\d)",
            r"(?<![\w.,$€£#/-])(?P<year>(?:19|20)\d\d)(?:[/-]\d\d(?!\d))?(?![\w%]|[.,]\d|-\d)",
        )
    )


def find_dates(text: str, latest: int) -> list[Dated]:
    """Return the dates in `text` from 1950 to the year `latest`, in order, without overlaps.

    A range of days ("April 24-29, 2016") counts as its first day, a split year ("2014/15") as its first
    year; 3/4/2014, which America and Europe read differently, as the year alone.
    """
    folded, offsets = _fold_with_offsets(text)
    taken: list[Dated] = []
    for pattern in _patterns():
        for match in pattern.finditer(folded):
            start, end = offsets[match.start()], offsets[match.end()]
            iso = _iso(match)
            if FIRST_YEAR <= int(iso[:4]) <= latest and all(end <= d.start or start >= d.end for d in taken):
                taken.append(Dated(start, end, iso))
    return sorted(taken, key=lambda dated: dated.start)


def iso_date(text: str, latest: int) -> str:
    """Return the date in a field meant for one, as ISO, or "". Unlike in prose, 2014-06 is June."""
    match = re.match(r"\s*((?:19|20)\d\d)-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?(?!\d)", text)
    if match and FIRST_YEAR <= int(match[1]) <= latest:
        return "-".join(part for part in match.groups() if part)
    return next((dated.iso for dated in find_dates(text, latest)), "")


def _fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """Return `text` folded, and for every index of it the index in `text` (one more for the end)."""
    parts: list[str] = []
    offsets: list[int] = []
    for index, char in enumerate(text):
        part = char if char.isascii() else fold(char)
        parts.append(part.lower())
        offsets.extend([index] * len(part))
    return "".join(parts), [*offsets, len(text)]


def _iso(match: re.Match[str]) -> str:
    groups = match.groupdict()
    year = groups["year"]
    day = int(groups.get("day") or 0)
    if groups.get("month"):
        month = _months()[groups["month"]]
    else:
        month = int(groups.get("number") or 0)
        # With month and day both up to 12, only a leading year (ISO) or full stops (Europe) show the order.
        if (
            0 < day <= 12
            and month <= 12
            and match.start("year") > match.start("number")
            and "/" in match.group()
        ):
            return year
        if month > 12:
            month, day = (day, month) if day <= 12 else (0, 0)
    if not 1 <= month <= 12:
        return year
    return f"{year}-{month:02}-{day:02}" if 1 <= day <= 31 else f"{year}-{month:02}"
