"""Titles composed of a series and a subject: "Fact sheet: Wessex", "Mill News, May 2014"."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from workingregions.corpus.enums import BlockKind
from workingregions.corpus.records import MetadataValue
from workingregions.ingest.metadata.clues import ClueLine, Clues
from workingregions.ingest.text import cased, clean, display, find_dates, key, shorten, table

NEAR = 8
"""Number of lines at the top within which the kind of sheet is named."""
SUBJECT_WORDS = 4
"""Maximum words of a heading that may be only the subject of a sheet in a series."""
_SPAN = re.compile(r"(?:19|20)\d\d(?:\s?[/–-]\s?(?:(?:19|20)\d\d|\d\d))?(?!\d)")
_ACRONYM = re.compile(r"\(([A-Z][A-Za-z&]*[A-Z])s?\)")
_LEAD = r"(?:(?:[A-ZÀ-Þ][\w&'’.-]*|of|for|the)\s){0,4}"


@cache
def _kinds(name: str) -> re.Pattern[str]:
    return re.compile(r"\b(" + "|".join(table("title_cues.yaml")[name]) + r")(s?)\b", re.I)


def series_titles(clues: Clues, headings: Sequence[MetadataValue]) -> Iterator[MetadataValue]:
    """Yield titles composed of a series and a subject, given the headings proposed by type size."""
    if not any(hint.confidence > 0.5 for hint in clues.stated("title")):
        yield from _issue(clues)
        yield from _annual(clues)
    if not clues.pages:
        yield from _boxed(clues)
    ranked = sorted(headings, key=lambda value: -value.confidence)
    short = [v for v in ranked if len(v.value.split()) <= SUBJECT_WORDS and v.confidence >= 0.3]
    announced = next((v for v in short if _announcing(clues, v)), None)
    if announced is not None:
        yield from _sheet(clues, announced)
    elif short and short[0] is ranked[0]:
        yield from _sheet(clues, short[0])


def _singular(text: str) -> str:
    return re.sub(r"(?<=stud|stor)ies\b", "y", text)


def _value(value: str, rule: str, confidence: float, line: ClueLine | None, quote: str = "") -> MetadataValue:
    return MetadataValue(
        field="title",
        value=value,
        rule=rule,
        confidence=confidence,
        page=line.page if line else None,
        quote=shorten(line.text) if line else quote,
    )


def _sheet(clues: Clues, subject: MetadataValue) -> Iterator[MetadataValue]:
    """Yield the subject with the kind of sheet that contains it: "Invest Wessex case study: The mill"."""
    if _kinds("sheets").search(subject.value):
        return
    above = _announcing(clues, subject)
    named = _kinds("sheets").search(key(clues.stem))
    for line in clues.first()[:NEAR]:
        text = _singular(line.text)
        match = _kinds("sheets").search(text) if len(text) <= 120 else None
        if match and (len(text) <= 60 or re.match(_LEAD + r"$", text[: match.start()])):
            kind = match[1].lower()
            lead = _series_name(clues, kind)
            if above is None:
                name = f"{lead} {kind}" if lead else kind.capitalize()
                yield _value(f"{name}: {subject.value}", "subject of a series", 0.87, line)
                return
    if above is not None:
        name = _with_kind(display(above.text).rstrip(" :"), named)
        yield _value(f"{name}: {cased(subject.value, clues.body)}", "subject of a series", 0.87, above)
    elif named:
        yield _value(
            f"{named[1].capitalize()}: {subject.value}", "subject of a series", 0.5, None, clues.stem
        )


def _with_kind(series: str, named: re.Match[str] | None) -> str:
    """Return the series with the kind of sheet in the file's name: "Foreign Trade (FT)", "FT fact sheet"."""
    short = _ACRONYM.search(series)
    return f"{short[1] if short else series} {named[1].lower()}" if named else series


def _announcing(clues: Clues, subject: MetadataValue) -> ClueLine | None:
    """Return the line before the subject that ends with a colon and so introduces it."""
    lines = [line for line, _ in clues.margins if line.page == clues.page] + clues.first()
    wanted = key(subject.value)
    subject_box = next((line.block.box for line in lines if key(line.text) == wanted), None)
    for line in lines:
        box = line.block.box
        if not (
            line.text.rstrip().endswith(":") and 2 <= len(line.text.split()) <= 8 and box and subject_box
        ):
            continue
        high = subject_box.y1 - subject_box.y0
        if (
            line.size > 0.9
            and -0.5 * high < subject_box.y0 - box.y1 < high
            and box.x1 > subject_box.x0
            and box.x0 < subject_box.x1
        ):
            return line
    return None


def _series_name(clues: Clues, kind: str) -> str:
    """Return the capitalised words before the kind of sheet wherever the text names its series."""
    pattern = re.compile(rf"((?:[A-ZÀ-Þ][\w&’'.-]*\s){{1,4}})(?i:{re.escape(kind)}s?)\b")
    for line in [*clues.first(), *(line for line, _ in clues.margins)]:
        if match := pattern.search(_singular(line.text)):
            return match[1].strip()
    return ""


def _boxed(clues: Clues) -> Iterator[MetadataValue]:
    """Yield, in formats without pages, a sheet's heading in a table: "Series:" and the subject below it."""
    named = _kinds("sheets").search(key(clues.stem))
    for line in clues.cover:
        if line.kind is not BlockKind.TABLE:
            continue
        cells = [display(clean(cell)) for row in line.block.cells[:3] for cell in row if cell.strip()]
        for head, subject in pairwise(cells):
            short = 2 <= len(head.split()) <= 8 and 1 <= len(subject.split()) <= SUBJECT_WORDS
            if head.endswith(":") and short and re.fullmatch(r"[A-ZÀ-Þ][^\d]*", subject):
                name = _with_kind(head.rstrip(" :"), named)
                yield _value(f"{name}: {subject}", "subject of a series", 0.7, line)
                return


def _issue(clues: Clues) -> Iterator[MetadataValue]:
    """Yield the name of a newsletter with the date of its issue."""
    lines = [*clues.first()[:12], *(line for line, _ in clues.margins[:10])]
    heads = [line for line in lines if len(line.text) <= 60 and not re.search(r"://|www\.|@", line.text)]
    found = next(((line, m) for line in heads if (m := _kinds("periodicals").search(line.text))), None)
    stem = re.sub(r"[_ ]+", " ", clues.stem)
    in_name = _kinds("periodicals").search(stem)
    if not in_name and (found is None or found[0].size < 1.2):
        return
    if found is not None and found[0].text[: found[1].end()].strip() != found[1][1]:
        name = display(found[0].text[: found[1].end()])
    else:
        kind = (in_name or found[1])[1]  # type: ignore[index]
        before = re.split(r"[\s-]+", stem[: in_name.start()])[-4:] if in_name else []
        brand = dict.fromkeys(word for part in before if (word := _as_printed(part, clues)))
        name = " ".join([*brand, kind.capitalize()])
    when = _date_of_issue(clues, stem)
    sure = 0.86 if when and in_name else 0.6
    yield _value(
        f"{cased(name, clues.body)}, {when}" if when else name, "issue of a newsletter", sure, None, stem
    )


def _annual(clues: Clues) -> Iterator[MetadataValue]:
    """Yield the name of a yearly report with its year, where no larger line gives it another title."""
    lines = clues.first()
    largest = max((line.size for line in lines), default=0.0)
    for line in lines[:NEAR]:
        if line.size < 0.9 * largest or not _kinds("annuals").fullmatch(
            _SPAN.sub("", line.text).strip(" ,–-")
        ):
            continue
        year = next((m.group() for other in (line, *lines[:NEAR]) if (m := _SPAN.search(other.text))), "")
        name = cased(_SPAN.sub("", line.text).strip(" ,–-"), clues.body)
        yield _value(f"{name} {year}".strip(), "yearly report", 0.75 if year else 0.4, line)
        return


def _as_printed(word: str, clues: Clues) -> str:
    match = re.search(rf"(?<![\w.@/]){re.escape(word)}(?![\w.@]\w)", clues.body, re.I) if word else None
    return match.group() if match else ""


def _date_of_issue(clues: Clues, stem: str) -> str:
    loose = re.sub(r"(?<=[A-Za-z])-*(?=(?:19|20)?\d\d)|(?<=\d)-*(?=[A-Za-z])", " ", stem)
    short = re.sub(r"\b([A-Z][a-z]{2})\s?(\d\d)$", r"\1 20\2", loose)
    for text in (stem, loose, short, *(line.text for line in clues.first()[:8] if len(line.text) < 60)):
        for dated in find_dates(text, clues.latest):
            if len(dated.iso) > 4:
                return f"{calendar.month_name[int(dated.iso[5:7])]} {dated.iso[:4]}"
    return ""
