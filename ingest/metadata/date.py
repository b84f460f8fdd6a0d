"""Rules that propose when a document came out: as year, month or day, as precise as the source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from workingregions.corpus.enums import BlockKind
from workingregions.corpus.records import MetadataValue
from workingregions.ingest.metadata.clues import ClueLine, Clues
from workingregions.ingest.metadata.self_citation import self_citations
from workingregions.ingest.text import FIRST_YEAR, Dated, find_dates, fold, iso_date, shorten, table

_COPYRIGHT = re.compile(r"©|\(c\)(?=\s?(?:19|20)\d\d)|\bcopyright\b|\bcrown copyright\b", re.I)
_VOLUME = re.compile(
    r"\b(?:vol(?:ume)?|no|núm|nr|jg|jahrgang|heft|issue|bd|band|tome|année|pp|págs?|seiten)\b\.?\s*\d|\d+\s?\(\d+\)|\d\(\d{4}\)\d",
    re.I,
)
_CITES = re.compile(r"^\W*(?:\d{1,3}\W*)?(?:[A-ZÀ-Þ]\.[\s-]?){1,3}[A-ZÀ-Þ][\w'’-]+|\bet al\b")
"""A line that begins with an author's initials, or names co-authors: it dates another work."""
_FETCHED = re.compile(r"\b(?:download|retrieved|telecharge|heruntergeladen|descargado|scaricato)", re.I)
_SHORT_DATE = re.compile(r"(?<![\d./])[0-3]?\d([/.])[0-3]?\d\1(\d\d)(?![\d./])")
_PERIOD = re.compile(r"(?<![\d.,])((?:19|20)\d\d)\s?(?:[-–—]|to|bis|a|à)\s?(?:19|20)\d\d(?!\d)")
IN_PASSING = 0.25
"""Confidence in a year up to which it may be any year that the text mentions."""
REMADE_AFTER = 3
"""A file made more than this many years after the last year of its text is a later copy or a scan."""
_STORED = re.compile(r"propert|creation|modif", re.I)


def date_candidates(clues: Clues) -> list[MetadataValue]:
    """Return every rule's proposals for the date, unordered; values are ISO dates of year, month or day."""
    rules = (
        _by_hint,
        _by_cover,
        _by_cue,
        _by_copyright,
        _by_volume,
        _by_margin,
        _by_citation,
        _by_name,
        _by_period,
        _by_text,
    )
    return [candidate for rule in rules for candidate in rule(clues)]


def _value(
    dated: str, rule: str, confidence: float, line: ClueLine | None = None, quote: str = ""
) -> MetadataValue:
    page = line.page if line else None
    quote = shorten(line.text) if line and not quote else quote
    return MetadataValue(field="date", value=dated, rule=rule, confidence=confidence, page=page, quote=quote)


@cache
def _cue(name: str) -> re.Pattern[str]:
    return re.compile(r"(?:^|\W)(?:" + "|".join(table("date_cues.yaml")[name]) + r")\W{0,4}$")


def _before(line: ClueLine, dated: Dated) -> str:
    return fold(line.text[max(0, dated.start - 40) : dated.start])


def _own(line: ClueLine) -> bool:
    """Return whether a line can date this text, and not a work that it cites."""
    return line.kind not in (BlockKind.FOOTNOTE, BlockKind.REFERENCE) and not _CITES.search(line.text)


def created(clues: Clues) -> str:
    """Return the date at which a program states it made the file, or the empty string."""
    dates = [hint.value[:10] for hint in clues.stated("date") if _STORED.search(hint.rule)]
    return min((d for d in dates if re.match(r"(?:19|20)\d\d", d)), default="")


def _by_hint(clues: Clues) -> Iterator[MetadataValue]:
    """Yield dates in front matter, meta tags and JATS; a file's creation is weak, its last change weaker."""
    for hint in [*clues.stated("date"), *clues.stated("year")]:
        iso = iso_date(hint.value, clues.latest)
        if not iso:
            continue
        trust = hint.confidence
        if "modif" in hint.rule.lower():
            trust = min(trust, 0.1)
        elif _STORED.search(hint.rule):
            trust = min(trust, 0.4)
        yield _value(iso, hint.rule, trust, quote=hint.value)


def _by_cover(clues: Clues) -> Iterator[MetadataValue]:
    """Yield a date by itself, or nearly so, on the first page; in a short line it counts less."""
    found = [
        (line, dated)
        for line in (clues.first() if clues.pages else clues.first()[:8])
        if len(line.text) <= 160 and not _COPYRIGHT.search(line.text) and _own(line)
        for dated in find_dates(line.text, clues.latest)
        if not _cue("received").search(_before(line, dated))
    ]
    newer = False
    for line in clues.first()[:12]:
        if match := _SHORT_DATE.search(line.text if len(line.text) <= 40 else ""):
            year = 2000 + int(match[2])
            # Beside an earlier year it dates the newer use of slides or of a form.
            later = all(year > int(dated.iso[:4]) for _, dated in found) and not _FETCHED.search(
                fold(line.text)
            )
            newer = newer or (bool(found) and later and year <= clues.latest)
            if year <= clues.latest and (newer or not found):
                yield _value(str(year), "date on first page", 0.45 if newer else 0.25, line)
    # Several bare years on one page are the heading of a table or a chart's axis.
    bare = {dated.iso for _, dated in found if len(dated.iso) == 4}
    for line, dated in found:
        share = (dated.end - dated.start) / len(line.text)
        if len(dated.iso) > 4:
            confidence = 0.65 if share > 0.6 else 0.4
        else:
            goal = share <= 0.6 and _cue("goals").search(_before(line, dated))
            confidence = 0.08 if goal or len(bare) > 2 else 0.5 if share > 0.6 else 0.2
        yield _value(dated.iso, "date on first page", 0.5 * confidence if newer else confidence, line)


def _by_cue(clues: Clues) -> Iterator[MetadataValue]:
    """Yield a date after words such as "Published" on the first pages or the last."""
    for line in {line.block.ordinal: line for line in [*clues.cover, *clues.end]}.values():
        text = line.text[:1200]
        for dated in find_dates(text, clues.latest):
            if _cue("published").search(_before(line, dated)) and not _cue("received").search(
                _before(line, dated)
            ):
                yield _value(
                    dated.iso, "publication cue", 0.5 if len(text) < 200 else 0.25, line, _around(text, dated)
                )


def _by_copyright(clues: Clues) -> Iterator[MetadataValue]:
    margins = [line for line, _ in clues.margins]
    for line in [*clues.cover, *clues.end, *margins]:
        if match := _COPYRIGHT.search(line.text):
            near = line.text[max(0, match.start() - 20) : match.end() + 80]
            spans = re.findall(r"(?:19|20)\d\d\s?[-–]\s?((?:19|20)\d\d)(?!\d)", near)  # © 2005–2012
            years = [d.iso[:4] for d in find_dates(near, clues.latest)]
            years += [year for year in spans if int(year) <= clues.latest]
            if years:
                # Dates that a web site stamps on its copies show when they were fetched.
                trust = 0.15 if _FETCHED.search(fold(line.text)) else 0.5
                yield _value(max(years), "copyright line", trust, line, near.strip())
                return


def _by_volume(clues: Clues) -> Iterator[MetadataValue]:
    """Yield a year beside a volume or issue number, in a margin or a short line of the first page."""
    margins = [(line, 0.55) for line, pages in clues.margins if pages > 1 or line.page == clues.page]
    for line, confidence in [*((line, 0.45) for line in clues.first()[:12]), *margins]:
        if len(line.text) <= 200 and _VOLUME.search(line.text) and _own(line):
            years = {int(y) for y in re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", line.text)}
            years = {y for y in years if FIRST_YEAR <= y <= clues.latest}
            if len(years) == 1:
                yield _value(str(years.pop()), "volume line", confidence, line)


def _by_margin(clues: Clues) -> Iterator[MetadataValue]:
    """Yield a date in a margin that runs through the pages, or is on the first one."""
    for line, pages in clues.margins[:10]:
        text = line.text
        if _COPYRIGHT.search(text) or text.isdigit() or len(text) > 150 or _FETCHED.search(fold(text)):
            continue
        for dated in find_dates(text, clues.latest)[:1]:
            precise = len(dated.iso) > 4
            goal = not precise and _cue("goals").search(_before(line, dated))
            runs = (pages > 1 or line.page == clues.page) and line.kind is not BlockKind.FOOTNOTE
            late = _cue("received").search(_before(line, dated))
            trust = 0.05 if goal or late else 0.45 if precise and runs else 0.25 if runs else 0.1
            yield _value(dated.iso, "running line", trust, line)


def _by_citation(clues: Clues) -> Iterator[MetadataValue]:
    for reference, line in self_citations(clues):
        if reference.year and FIRST_YEAR <= reference.year <= clues.latest:
            yield _value(str(reference.year), "citation of itself", 0.7, line)


def _by_name(clues: Clues) -> Iterator[MetadataValue]:
    """Yield dates in the file's name: 2017-03-30, jun_17_2014, 30aug2013, a year, or a short form."""
    stem = re.sub(r"[_ ]+", " ", clues.stem)
    # Hyphens and letters beside a year exclude it in prose; in names they only separate words.
    loose = re.sub(r"(?<=[A-Za-z])-*(?=(?:19|20)\d\d)|(?<=\d)-*(?=[A-Za-z])", " ", stem)
    found = find_dates(stem, clues.latest) or find_dates(loose, clues.latest)
    for dated in found[:2]:
        goal = len(dated.iso) == 4 and _cue("goals").search(fold(stem[: dated.start]))
        yield _value(
            dated.iso, "file name", 0.1 if goal else 0.5 if len(dated.iso) > 4 else 0.4, quote=clues.stem
        )
    if not found:
        for match in re.finditer(r"(?<!\d)(\d\d)[.-](\d\d)[.-](\d\d)(?!\d)", stem):
            a, b, c = (int(group) for group in match.groups())
            years = {
                2000 + y
                for y, m, d in ((a, b, c), (c, b, a))
                if 1 <= m <= 12 and 1 <= d <= 31 and 2000 + y <= clues.latest
            }
            for year in sorted(years):
                yield _value(str(year), "file name", 0.15, quote=clues.stem)
        for match in re.finditer(r"(?<!\d)(0[1-9]|1[0-2])(\d\d)(?!\d)", stem):
            if 2000 + int(match[2]) <= clues.latest:
                yield _value(f"{2000 + int(match[2])}-{match[1]}", "file name", 0.15, quote=clues.stem)


def _by_period(clues: Clues) -> Iterator[MetadataValue]:
    """Yield the first year of the period that a plan covers ("2012–2017"), if nothing better: very weak."""
    for line in [line for line in clues.first()[:8] if len(line.text) <= 120]:
        if (match := _PERIOD.search(line.text)) and int(match[1]) <= clues.latest:
            yield _value(match[1], "period on first page", 0.12, line)
            return


def _by_text(clues: Clues) -> Iterator[MetadataValue]:
    """Yield the latest year that the text mentions more than once, goals and horizons left out: weak."""
    latest = last_year_discussed(clues)
    if latest:
        at = clues.body.rfind(str(latest))
        around = clues.body[max(0, at - 60) : at + 30] if at >= 0 else ""
        yield _value(str(latest), "latest year in the text", 0.15, quote=shorten(around))


def last_year_discussed(clues: Clues) -> int | None:
    """Return the latest year, up to the file's creation, that body and references name twice, or None."""
    bound = min(clues.latest, int(created(clues)[:4] or clues.latest))
    text = fold(clues.body[:400_000] + "\n" + clues.references[:200_000])
    years: Counter[int] = Counter()
    for match in re.finditer(r"(?<![\d.,$€£/#-])(?:19|20)\d\d(?!\d|[.,]\d|%)", text):
        if (
            not _cue("goals").search(text[max(0, match.start() - 14) : match.start()])
            or text[match.end() : match.end() + 1] == ")"
        ):
            years[int(match.group())] += 1
    return max((y for y, n in years.items() if FIRST_YEAR <= y <= bound and n > 1), default=None)


def last_year_cited(clues: Clues) -> int | None:
    """Return the latest year that the references name at least twice (once when they are few), or None."""
    years = Counter(int(y) for y in re.findall(r"\(?\b((?:19|20)\d\d)[a-z]?\)", clues.references[:200_000]))
    return max((y for y, n in years.items() if FIRST_YEAR <= y <= clues.latest and n > 1), default=None)


def _around(text: str, dated: Dated) -> str:
    return shorten(text[max(0, dated.start - 60) : dated.end + 20])


def plausible(candidate: MetadataValue, clues: Clues) -> float:
    """Return a factor 0..1 for a date, which is not after the file's creation nor before works it cites.

    A bare year in passing, a year or two before the file was made, is more likely that of the data.
    """
    iso = candidate.value
    year, factor = int(iso[:4]), 1.0
    creation_date = created(clues)
    if clues.office and year > int(creation_date[:4] or year) + 1:
        creation_date = ""  # office files keep the creation date of their template
    last = last_year_discussed(clues) if creation_date[:4] == iso[:4] else None
    if last and year - last > REMADE_AFTER:
        factor *= 0.3
    if creation_date and iso > creation_date and year > int(creation_date[:4]):
        factor *= 0.35
    original = any(_STORED.search(h.rule) and h.confidence > 0.1 for h in clues.stated("date"))
    if (
        creation_date
        and original
        and candidate.confidence <= IN_PASSING
        and 0 < int(creation_date[:4]) - year <= 2
    ):
        factor *= 0.5
    cited = last_year_cited(clues)
    if cited and year < cited:
        factor *= 0.3
    return factor
