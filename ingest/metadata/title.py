"""Rules that propose a title: type size on the first pages, citations, labels, properties, file name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from workingregions.corpus.enums import BlockKind
from workingregions.corpus.records import MetadataValue
from workingregions.ingest.metadata.clues import ClueLine, Clues
from workingregions.ingest.metadata.organisations import organisations_in
from workingregions.ingest.metadata.self_citation import self_citations
from workingregions.ingest.metadata.title_series import series_titles
from workingregions.ingest.metadata.typography import (
    GOES_ON,
    TITLE_KINDS,
    before_letter,
    gap,
    groups_of,
    is_other_matter,
    is_people,
    names_its_kind,
    printed_lines,
    rows_of,
)
from workingregions.ingest.metadata.web import without_site
from workingregions.ingest.text import (
    alternatives,
    cased,
    clean,
    display,
    find_dates,
    fold,
    key,
    shorten,
    squeezed,
    table,
)

_WEB = re.compile(r"https?://|www\.|\S@[^\s@]+\.\w|[\w-]\.(?:com|org|eu|gov|net|co\.uk|de|fr)\b", re.I)
_SUBJECT = re.compile(r"(?:Subject|SUBJECT|Re|RE|Betreff|Objet|Asunto|Oggetto|Betreft)\s*:\s*(\S.{8,200})")
_BEFORE_MASTHEAD = re.compile(r"contents lists available", re.I)
_BELOW_MASTHEAD = re.compile(r"journal home ?page", re.I)
_OFFICE = re.compile(rf"(?:{alternatives('office')})\b[^:]*,")
"""A line that begins with a person's office: "President, Wessex Institute"."""
_OPEN_END = re.compile(r"[:–—-]$|\.\s?\.(?:\s?\.)*$")
_FILE_END = re.compile(r"\.(?:docx?|pdf|pptx?|indd|qxd|xlsx?|eps|tmp)\b", re.I)
_LABEL_NUMBER = re.compile(r"^(?:\d+(?:\.\d+)*\.?|section \d+|chapter \d+|part \d+|[ivx]+\.)(?:\s+|$)", re.I)

MANY_GROUPS = 8
"""A picture with more headings than this is not a title page."""


@cache
def _phrases(name: str) -> frozenset[str]:
    return frozenset(table("title_cues.yaml")[name])


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in table("title_cues.yaml")[name]), re.IGNORECASE)


def title_candidates(clues: Clues) -> list[MetadataValue]:
    """Return every rule's proposals for the title, unordered."""
    headings = list(_by_type(clues))
    rules = (_by_citation, _by_label, _by_margin, _by_hint, _by_name)
    put_together = [*_by_host(clues, headings), *series_titles(clues, headings)]
    return [*headings, *put_together, *(candidate for rule in rules for candidate in rule(clues))]


def is_cover_sheet(clues: Clues) -> bool:
    """Return whether the first page was added by a repository or a publisher's web site."""
    return bool(_pattern("cover_sheets").search(fold("\n".join(line.text for line in clues.first()))))


def _value(value: str, rule: str, confidence: float, line: ClueLine | None = None) -> MetadataValue:
    page, quote = (line.page, shorten(line.text)) if line else (None, "")
    return MetadataValue(
        field="title", value=value, rule=rule, confidence=round(confidence, 3), page=page, quote=quote
    )


def _by_type(clues: Clues) -> Iterator[MetadataValue]:
    """Yield the largest type on the first page, lines of one size joined, a subtitle after a colon."""
    sheet = is_cover_sheet(clues)
    read = [line for line in clues.first() if clues.pages or line.level or _short(line)]
    first = before_letter(read)
    second = [line for line in clues.cover if line.page == clues.page + 1][:60] if clues.pages else []
    parts = _phrases("parts")
    plain = not any(line.level and key(line.text) not in parts for line in first[:5])
    # The layout calls the lines at the top a header; large or alone, one may be the title.
    top = [*(line for line in clues.headers() if plain or line.size > 1.3), *first]
    picture = clues.page in clues.scanned and len(clues.scanned) < clues.pages
    for lines, rule, weight in (
        (top, "largest type", 1.0),
        (second, "largest type of page 2", 0.8 if sheet else 0.6 if picture else 0.4),
    ):
        groups = [group for group in groups_of(printed_lines(lines, clues), clues) if _titular(group, clues)]
        if picture and rule == "largest type" and len(groups) > MANY_GROUPS:
            weight *= 0.5  # words scattered over a picture: logos, signs
        scored = []
        for index, group in enumerate(groups):
            score = _prominence(group, index, groups, clues) * weight
            scored.append((score if clues.pages else min(score, 0.6), -index))
        for score, negative in sorted(scored, reverse=True)[:3]:
            index = -negative
            group, follower = groups[index], groups[index + 1] if index + 1 < len(groups) else None
            title = cased(_joined(group), clues.body)
            later = [other[0].size for other in groups[index + 2 :] if other[0].level]
            if follower and _is_subtitle(group, follower, later, clues):
                title = _with_subtitle(title, cased(_joined(follower), clues.body))
                third = groups[index + 2] if index + 2 < len(groups) else None
                if (
                    third
                    and third[0].size >= 0.95 * follower[0].size
                    and _is_subtitle(follower, third, later[1:], clues)
                ):
                    title = _with_subtitle(title, cased(_joined(third), clues.body))
            yield _value(title, rule, score, group[0])


def _by_host(clues: Clues, headings: Sequence[MetadataValue]) -> Iterator[MetadataValue]:
    """Yield the work's title from the margin, for a part of a larger work headed by a word or two."""
    best = max(headings, key=lambda value: value.confidence, default=None)
    part = best is None or bool(_LABEL_NUMBER.match(best.value))
    if best is None or (not part and (len(best.value.split()) > 3 or best.confidence < 0.4)):
        return
    for line, pages in clues.margins:
        # On one or two pages, only a line with a date or a body in it is a running title.
        alone = pages < 2 and not (find_dates(line.text, clues.latest) and "," in line.text)
        if 2 * pages < clues.pages or line.size > 1.3 or alone:
            continue
        for text in re.split(r",\s+|\s[|•·–]\s|:\s+(?=(?:19|20)\d\d)", line.text):
            words = key(text).split()
            free = not find_dates(text, clues.latest) and not _is_body(text) and not _WEB.search(text)
            real = sum(len(word) > 2 and word.isalpha() for word in words)
            if 3 <= real <= 12 and free and key(best.value) not in key(text) and text[:1].isupper():
                # Of a numbered section the work's title is told, not the section's.
                whole = _tidy(text) if part else f"{_tidy(text)}: {best.value}"
                yield _value(whole, "running title" if part else "heading in a running title", 0.86, line)
                return


def _short(line: ClueLine) -> bool:
    return len(line.text.split()) <= 20 and line.text[-1:] not in ".;,:"


def _titular(group: Sequence[ClueLine], clues: Clues) -> bool:
    text = _joined(group)
    letters = sum(c.isalpha() for c in text)
    words = text.split()
    return (
        group[0].kind in TITLE_KINDS | {BlockKind.HEADER}
        and letters >= 4
        and letters > 0.6 * len(text.replace(" ", ""))
        and len(text) <= 300
        and text[:1] not in "$£€#%+-©*"
        and not re.search(r"#\s?\d", text)
        and sum(len(word) == 1 and word not in "aAI&-–—/:" for word in words) <= 0.25 * len(words)
        and not any(is_other_matter(line.text, clues) for line in group)
    )


def _prominence(
    group: Sequence[ClueLine], index: int, groups: Sequence[Sequence[ClueLine]], clues: Clues
) -> float:
    """Return how much a group of lines looks like the title, 0..0.85."""
    text = _joined(group)
    words = len(text.split())
    largest = max(other[0].size for other in groups)
    size = group[0].size
    score = 0.2 + 0.25 * (size / largest) ** 2
    score += 0.12 * min(max(size - 1.05, 0.0), 1.0)
    score += 0.1 if group[0].level else 0.0
    score += 0.08 if group[0].level == 1 else 0.0
    score -= 0.02 * min(index, 10)
    # A line after a heading of its size is a section heading.
    score -= 0.15 if any(abs(g[0].size - size) <= 0.05 * size for g in groups[:index] if g[0].level) else 0.0
    score += 0.08 if 3 <= words <= 25 else -0.12 if words == 1 else -0.3 if words > 30 else 0.0
    score -= 0.2 if text[-1:] == "?" and words <= 4 else 0.0
    end, kind = group[-1].text[-1:], names_its_kind(text)
    score -= 0.25 if end in ".;," and words > 8 else 0.0
    score -= 0.15 if end in ".:" and 4 < words <= 8 else 0.0
    score -= 0.1 if group[0].kind is BlockKind.LIST else 0.0
    body = size <= 1.05 and not group[0].level and index > 0
    score -= 0.2 if body and (not kind or end in ".;") else 0.0
    score -= 0.3 if text[:1].islower() and not re.match(r"e\d|[a-z]\d?[A-Z\d]", text) else 0.0
    score -= 0.3 if _LABEL_NUMBER.match(text) else 0.0
    score -= 0.3 if _pattern("roles").search(key(text)) and words <= 12 else 0.0
    score -= 0.3 if words > 3 and size <= 1.05 and GOES_ON.fullmatch(text.split()[-1] + " ") else 0.0
    score -= 0.3 if words <= 4 and ("®" in text or "™" in text) else 0.0
    score -= 0.25 if words <= 8 and _is_body(text) else 0.0
    score += 0.08 if kind else 0.0
    score -= 0.35 if words <= 8 and _is_masthead(group, clues) else 0.0
    score += 0.15 * _share(text, clues.stem)
    score += 0.12 * max((_share(text, line.text) for line, n in clues.margins if n > 1), default=0.0)
    return max(0.05, min(score, 0.85))


def _is_masthead(group: Sequence[ClueLine], clues: Clues) -> bool:
    """Return whether a journal's address or number is next to a line, which is then the journal's name."""
    lines = clues.first()[:12]
    position = next((n for n, line in enumerate(lines) if line.block.ordinal == group[0].block.ordinal), None)
    if position is None:
        return False
    before, below = lines[max(0, position - 1) : position], lines[position + 1 : position + 2]
    return any(_BEFORE_MASTHEAD.search(line.text) for line in before) or any(
        _BELOW_MASTHEAD.search(line.text) for line in below
    )


def _is_body(text: str) -> bool:
    """Return whether a line is only the name of an organisation, as imprints are."""
    return any(key(name) == key(text) for name in organisations_in(text)) and not re.search(
        r"\b(?:strategy|plan|programme|program|report|review|policy|policies|response|in|for)\b", key(text)
    )


def _share(text: str, other: str) -> float:
    """Return the share of the words of `text` (three letters or more) that are also in `other`."""
    words = {word for word in key(text).split() if len(word) > 2}
    within = key(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", other)).split()
    return len(words & set(within)) / len(words) if len(words) > 1 else 0.0


def _joined(group: Sequence[ClueLine]) -> str:
    return _tidy(" ".join(line.text for line in group))


def _tidy(text: str) -> str:
    return display(re.sub(r"\s+([,:;?!])", r"\1", re.sub(r"(\.\s?){2,}", "... ", text))).rstrip(" .:,;–-*")


def _is_subtitle(
    group: Sequence[ClueLine], follower: Sequence[ClueLine], later: Sequence[float], clues: Clues
) -> bool:
    """Return whether `follower` is a subtitle and not a section heading, whose size recurs further down."""
    first, second = group[0], follower[0]
    text, below = _joined(group), _joined(follower)
    if len(below.split()) > 25 or len(text.split()) > 20 or _LABEL_NUMBER.match(below):
        return False
    if re.match(r"[-–—]\s\w", below) and first.level and gap(group[-1], second) < 3.0:
        return True  # separated by a dash
    if _OPEN_END.search(group[-1].text.rstrip()):
        return second.size >= 0.3 * first.size and (first.size > 1.1 or first.level > 0)
    return (
        second.size >= max(1.12, 0.35 * first.size)
        and second.size <= 1.35 * first.size
        and gap(group[-1], second) < 3.0
        and not any(abs(size - second.size) <= 0.05 * second.size for size in later)
        and not _pattern("roles").search(key(below))
        and not _OFFICE.match(fold(below))
        and not any(len(dated.iso) > 7 for dated in find_dates(below, clues.latest))
        and len(below.split()) > 1
        and not any(
            _is_body(row.text) or is_people(row.text, clues, sure=False)
            for line in follower
            for row in rows_of(line)
        )
    )


def _with_subtitle(title: str, subtitle: str) -> str:
    if key(subtitle) in key(title):
        return title
    if dash := re.match(r"[-–—]\s", subtitle):
        return f"{title}: {subtitle[dash.end() :]}"
    # A line that begins with a small letter or follows a function word continues; otherwise it is a subtitle.
    goes_on = subtitle[:1].islower() or GOES_ON.fullmatch(title.split()[-1] + " ") or GOES_ON.match(subtitle)
    return f"{title} {subtitle}" if goes_on else f"{title}{'' if title[-1:] in '?!' else ':'} {subtitle}"


def _by_citation(clues: Clues) -> Iterator[MetadataValue]:
    for reference, line in self_citations(clues):
        yield _value(_tidy(reference.title), "citation of itself", 0.75, line)


def _by_label(clues: Clues) -> Iterator[MetadataValue]:
    labels = "|".join(sorted(_phrases("labels"), key=lambda label: (-len(label), label)))
    label = re.compile(rf"(?:{labels})(?: of the \w+)?\s*:\s*(\S.{{4,200}}|$)", re.IGNORECASE)
    for line, below in pairwise([*clues.first(), None]):
        if line is None:
            continue
        if (match := label.match(line.text)) and not match[1]:
            if below and 5 <= len(below.text) <= 200:
                yield _value(_tidy(below.text), "label", 0.5, below)
        elif match:
            yield _value(_tidy(_LABEL_NUMBER.sub("", match[1])), "label", 0.5, line)
        elif match := _SUBJECT.match(line.text):
            yield _value(_tidy(match[1]), "subject line", 0.6, line)


def _by_margin(clues: Clues) -> Iterator[MetadataValue]:
    """Yield a running header or footer that is on most pages: a short title."""
    for line, pages in clues.margins[:6]:
        text = re.sub(r"^\W*\d{1,3}\W+|\W+(?:page )?\d{1,3}\W*$", "", _tidy(line.text), flags=re.I)
        words = len(text.split())
        usual = pages >= 3 and pages >= 0.3 * clues.pages
        dates = find_dates(text, clues.latest)
        timeless = not dates or (words > 4 and all(len(dated.iso) == 4 for dated in dates))
        if usual and 3 <= words <= 25 and not is_other_matter(line.text, clues) and timeless:
            numbered = _LABEL_NUMBER.match(line.text) or _is_body(text)
            yield _value(text, "running line", 0.15 if numbered else 0.3, line)


def _by_hint(clues: Clues) -> Iterator[MetadataValue]:
    """Yield the file's own title; those that programs fill in are left out, single words count little."""
    shown = key(clues.front_text())
    front = set(shown.split())
    for hint in clues.stated("title"):
        value = _tidy(hint.value)
        words = key(value).split()
        if _pattern("junk").search(key(value)) or _FILE_END.search(value):
            continue
        if key(value) in (key(clues.stem), key(clues.name)) or len(value) < 4 or "_" in value:
            continue
        trust = hint.confidence if len(words) > 1 else 0.5 * hint.confidence
        if "HTML" in hint.rule or "meta" in hint.rule:
            value = _tidy(without_site(value, clues))
        # Somebody chose a title that the first pages show word for word.
        if "propert" in hint.rule and len(words) > 2 and key(value) in shown:
            trust = max(trust, 0.7)
        elif "propert" in hint.rule and front and sum(word in front for word in words) < 0.5 * len(words):
            trust *= 0.4  # a title not on the first pages is left over from the template or the last author
        yield MetadataValue(
            field="title", value=value, rule=hint.rule, confidence=trust, quote=shorten(hint.value)
        )


def _by_name(clues: Clues) -> Iterator[MetadataValue]:
    """Yield the file's name made readable, as a last resort."""
    stem = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", clues.stem)
    stem = re.sub(r"^\d{4}-\d\d-\d\d[-_ ]", "", stem)
    # A first word that does not occur in the text marks a collection.
    mark, _, rest = stem.partition("_")
    if rest.count("_") >= 2 and mark.isalnum() and squeezed(mark) not in squeezed(clues.body[:60_000]):
        stem = rest
    text = clean(re.sub(r"[_+]+|(?<=\w)-(?=\w)", " ", stem))
    if sum(c.isalpha() for c in text) >= 4:
        words = len(text.split())
        yield MetadataValue(
            field="title",
            value=text,
            rule="file name",
            confidence=0.2 if words > 2 else 0.12,
            quote=clues.name,
        )
