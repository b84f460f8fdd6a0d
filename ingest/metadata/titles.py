"""Rules that propose a title: type on the first pages, citations, labels, properties, file name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from workingregions.corpus.records import BlockKind, MetadataValue
from workingregions.ingest.metadata.clues import Clues, Line
from workingregions.ingest.metadata.data import table
from workingregions.ingest.metadata.dates import find_dates
from workingregions.ingest.metadata.organisations import organisations_in
from workingregions.ingest.metadata.people import names_in
from workingregions.ingest.metadata.selfcite import self_citations
from workingregions.ingest.metadata.text import clean, display, fold, key, shorten

_TITLE_KINDS = frozenset({BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST})
_WEB = re.compile(r"https?://|www\.|\S+@\S+\.\w|\b[\w-]+\.(?:com|org|eu|gov|net|co\.uk|de|fr)\b", re.I)
_OPEN_END = re.compile(r"[:–—-]$|\.\s?\.(?:\s?\.)*$")
_GOES_ON = re.compile(
    r"(?:in|of|for|the|and|to|on|with|at|by|from|der|die|das|des|für|und|im|am|zur|de|du|la|le|les|et|en|pour|y|para|del|e|per|van|voor)\s",
    re.I,
)
_FILE_END = re.compile(r"\.(?:docx?|pdf|pptx?|indd|qxd|xlsx?|eps|tmp)\b", re.I)
_SITE = re.compile(r"\s+[|–—·»-]\s+[^|]{2,80}$")
_LABEL_NUMBER = re.compile(r"^(?:\d+(?:\.\d+)*\.?|section \d+|chapter \d+|part \d+|[ivx]+\.)\s+", re.I)


@cache
def _phrases(name: str) -> frozenset[str]:
    return frozenset(table("title_cues.yaml")[name])


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in table("title_cues.yaml")[name]), re.IGNORECASE)


def title_candidates(clues: Clues) -> list[MetadataValue]:
    """Every rule's proposals for the title, unordered."""
    rules = (_by_type, _by_host, _by_citation, _by_label, _by_margin, _by_hint, _by_name)
    return [candidate for rule in rules for candidate in rule(clues)]


def is_cover_sheet(clues: Clues) -> bool:
    """Whether the first page was put before the text by a repository or a publisher's web site."""
    return bool(_pattern("cover_sheets").search(fold("\n".join(line.text for line in clues.first()))))


def _value(value: str, rule: str, confidence: float, line: Line | None = None) -> MetadataValue:
    page, quote = (line.page, shorten(line.text)) if line else (None, "")
    return MetadataValue(
        field="title", value=value, rule=rule, confidence=round(confidence, 3), page=page, quote=quote
    )


def _by_type(clues: Clues) -> Iterator[MetadataValue]:
    """The largest type on the first page, lines of one size joined, a subtitle after a colon."""
    sheet = is_cover_sheet(clues)
    first = [line for line in clues.first() if clues.pages or line.level or _short(line)]
    second = [line for line in clues.cover if line.page == clues.page + 1][:60] if clues.pages else []
    plain = not any(line.level for line in first)
    # A header is where the layout puts what stands on top; large or alone, it may be the title.
    top = [*(line for line in clues.headers() if plain or line.size > 1.3), *first]
    for lines, rule, weight in (
        (top, "largest type", 1.0),
        (second, "largest type of page 2", 0.8 if sheet else 0.4),
    ):
        groups = [group for group in _groups(lines, clues) if _titular(group, clues)]
        scored = []
        for index, group in enumerate(groups):
            score = _prominence(group, index, groups, clues) * weight
            scored.append((score if clues.pages else min(score, 0.6), -index))
        for score, negative in sorted(scored, reverse=True)[:3]:
            index = -negative
            group, follower = groups[index], groups[index + 1] if index + 1 < len(groups) else None
            title = _joined(group)
            later = [other[0].size for other in groups[index + 2 :] if other[0].level]
            if follower and _is_subtitle(group, follower, later):
                title = _with_subtitle(title, _joined(follower))
            yield _value(title, rule, score, group[0])


def _by_host(clues: Clues) -> Iterator[MetadataValue]:
    """For a part of a larger work, headed by a word or two: the work's title from the margin before it."""
    best = max(_by_type(clues), key=lambda value: value.confidence, default=None)
    if best is None or len(best.value.split()) > 3 or best.confidence < 0.4:
        return
    for line, pages in clues.margins:
        if 2 * pages < clues.pages or line.size > 1.3:
            continue
        for part in re.split(r",\s+|\s[|•·–]\s|:\s+(?=(?:19|20)\d\d)", line.text):
            words = key(part).split()
            free = not find_dates(part, clues.latest) and not _is_body(part) and not _WEB.search(part)
            if 3 <= len(words) <= 12 and free and key(best.value) not in key(part) and part[:1].isupper():
                yield _value(f"{_tidy(part)}: {best.value}", "heading in a running title", 0.86, line)
                return


def _short(line: Line) -> bool:
    return len(line.text.split()) <= 20 and line.text[-1:] not in ".;,:"


def _groups(lines: Sequence[Line], clues: Clues) -> list[list[Line]]:
    """Neighbouring lines of one size of type, as titles of several lines are set."""
    groups: list[list[Line]] = []
    for line in lines:
        last = groups[-1][-1] if groups else None
        if last and last.kind is line.kind and key(last.text) == key(line.text):
            continue  # a shadow, or the same words in another text box
        if last and _one_run(last, line, clues) and sum(len(member.text) for member in groups[-1]) < 200:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _one_run(last: Line, line: Line, clues: Clues) -> bool:
    """Whether `line` goes on where `last` ends: of one size, or smaller and begun by a function word."""
    alike = abs(line.size - last.size) <= 0.12 * line.size
    goes_on = _GOES_ON.match(line.text) and 0.25 * last.size <= line.size <= last.size and len(line.text) < 80
    return (
        line.kind is last.kind
        and line.kind in _TITLE_KINDS
        and line.page == last.page
        and line.size > 1.1
        and bool(alike or goes_on)
        and _gap(last, line) < (1.2 if alike else 2.0)
        and not _other_matter(last, clues)
        and not _other_matter(line, clues)
    )


def _gap(above: Line, below: Line) -> float:
    """White between two blocks in heights of the upper one's lines; 1 when the boxes do not tell."""
    a, b = above.block.box, below.block.box
    if a is None or b is None or not above.block.spans:
        return 1.0
    height = above.block.spans[0].box.y1 - above.block.spans[0].box.y0
    return (b.y0 - a.y1) / height if height > 0 and b.y0 > a.y0 else 9.0


def _other_matter(line: Line, clues: Clues) -> bool:
    """Whether a line is a date, an address, a quotation, a kicker or a list of names."""
    text = line.text
    dates = find_dates(text, clues.latest)
    return (
        key(text) in _phrases("parts") | _phrases("kickers")
        or bool(_WEB.search(text))
        or sum(d.end - d.start for d in dates) > 0.4 * len(text)
        or (text[:1] in "\"“„«‘'" and text[-1:] in "\"”“»’'")
        or bool(re.search(r"\b(?:Tel|Phone|Fax|ISSN|ISBN|Vol|Jg|Heft|doi|Issue)\b[.:]?\s*[\d(]", text))
        or bool(names_in(text, clues.common))
    )


def _titular(group: Sequence[Line], clues: Clues) -> bool:
    text = _joined(group)
    letters = sum(c.isalpha() for c in text)
    words = text.split()
    return (
        group[0].kind in _TITLE_KINDS | {BlockKind.HEADER}
        and letters >= 4
        and letters > 0.6 * len(text.replace(" ", ""))
        and len(text) <= 300
        and text[:1] not in "$£€#%+-©*"
        and sum(len(word) == 1 and word not in "aAI&-–—/:" for word in words) <= 0.25 * len(words)
        and not any(_other_matter(line, clues) for line in group)
    )


def _prominence(group: Sequence[Line], index: int, groups: Sequence[Sequence[Line]], clues: Clues) -> float:
    """How much a group of lines looks like the title, 0..0.85."""
    text = _joined(group)
    words = len(text.split())
    largest = max(other[0].size for other in groups)
    size = group[0].size
    score = 0.2 + 0.25 * (size / largest) ** 2
    score += 0.12 * min(max(size - 1.05, 0.0), 1.0)
    score += 0.1 if group[0].level else 0.0
    score += 0.08 if group[0].level == 1 else 0.0
    score -= 0.02 * min(index, 10)
    score += 0.08 if 3 <= words <= 25 else -0.12 if words == 1 else -0.3 if words > 30 else 0.0
    score -= 0.2 if text[-1:] == "?" and words <= 6 else 0.0
    score -= 0.15 if group[-1].text[-1:] in ".:" and words > 4 else 0.0
    score -= 0.2 if size <= 1.05 and not group[0].level and index > 0 else 0.0
    score -= 0.3 if text[:1].islower() and not re.match(r"e\d|[a-z]\d?[A-Z\d]", text) else 0.0
    score -= 0.15 if _LABEL_NUMBER.match(text) else 0.0
    score -= 0.3 if _pattern("roles").search(key(text)) and words <= 12 else 0.0
    score -= 0.25 if size < largest and words <= 8 and _is_body(text) else 0.0
    score += 0.15 * _share(text, clues.stem)
    score += 0.12 * max((_share(text, line.text) for line, n in clues.margins if n > 1), default=0.0)
    return max(0.05, min(score, 0.85))


def _is_body(text: str) -> bool:
    """Whether a line is nothing but the name of an organisation, as imprints are."""
    return any(key(name) == key(text) for name in organisations_in(text)) and not re.search(
        r"\b(?:strategy|plan|programme|program|report|review|policy|policies|in|for)\b", key(text)
    )


def _share(text: str, other: str) -> float:
    """The share of the words of `text` (three letters or more) that `other` has too."""
    words = {word for word in key(text).split() if len(word) > 2}
    within = key(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", other)).split()
    return len(words & set(within)) / len(words) if len(words) > 1 else 0.0


def _joined(group: Sequence[Line]) -> str:
    return _tidy(" ".join(line.text for line in group))


def _tidy(text: str) -> str:
    return display(re.sub(r"\s+([,:;?!])", r"\1", re.sub(r"(\.\s?){2,}", "... ", text))).rstrip(" .:,;–-*")


def _is_subtitle(group: Sequence[Line], follower: Sequence[Line], later: Sequence[float]) -> bool:
    """Whether `follower` is a subtitle and no section heading, whose size comes back further down."""
    first, second = group[0], follower[0]
    text, below = _joined(group), _joined(follower)
    if len(below.split()) > 25 or len(text.split()) > 20 or _LABEL_NUMBER.match(below):
        return False
    if _OPEN_END.search(group[-1].text.rstrip()):
        return second.size >= 0.3 * first.size and (first.size > 1.1 or first.level > 0)
    return (
        second.size >= max(1.12, 0.45 * first.size)
        and second.size <= 1.35 * first.size
        and _gap(group[-1], second) < 2.5
        and not any(abs(size - second.size) <= 0.05 * second.size for size in later)
        and not _pattern("roles").search(key(below))
    )


def _with_subtitle(title: str, subtitle: str) -> str:
    if key(subtitle) in key(title):
        return title
    # A line that begins with a small letter or follows a function word goes on; a new thought is a subtitle.
    goes_on = subtitle[:1].islower() or _GOES_ON.search(title.split()[-1] + " ") or _GOES_ON.match(subtitle)
    return f"{title} {subtitle}" if goes_on else f"{title}{'' if title[-1:] in '?!' else ':'} {subtitle}"


def _by_citation(clues: Clues) -> Iterator[MetadataValue]:
    for reference, line in self_citations(clues):
        yield _value(_tidy(reference.title), "citation of itself", 0.75, line)


def _by_label(clues: Clues) -> Iterator[MetadataValue]:
    labels = "|".join(sorted(_phrases("labels"), key=lambda label: (-len(label), label)))
    for line in clues.first():
        if match := re.match(rf"(?:{labels})(?: of the \w+)?\s*:\s*(\S.{{4,200}})", line.text, re.IGNORECASE):
            yield _value(_tidy(_LABEL_NUMBER.sub("", match[1])), "label", 0.5, line)


def _by_margin(clues: Clues) -> Iterator[MetadataValue]:
    """A running header or footer that stands on most pages: a short title."""
    for line, pages in clues.margins[:6]:
        text = re.sub(r"^\W*\d+\W+|\W+(?:page )?\d+\W*$", "", _tidy(line.text), flags=re.I)
        words = len(text.split())
        usual = pages >= 3 and pages >= 0.3 * clues.pages
        if (
            usual
            and 3 <= words <= 25
            and not _other_matter(line, clues)
            and not find_dates(text, clues.latest)
        ):
            numbered = _LABEL_NUMBER.match(line.text) or _is_body(text)
            yield _value(text, "running line", 0.15 if numbered else 0.3, line)


def _by_hint(clues: Clues) -> Iterator[MetadataValue]:
    """What the file says of itself; what programs fill in is left out, single words count little."""
    front = set(key(clues.front_text()).split())
    for hint in clues.stated("title"):
        value = _tidy(hint.value)
        words = key(value).split()
        if _pattern("junk").search(key(value)) or _FILE_END.search(value):
            continue
        if key(value) in (key(clues.stem), key(clues.name)) or len(value) < 4 or "_" in value:
            continue
        trust = hint.confidence if len(words) > 1 else 0.5 * hint.confidence
        # Web sites put their own name behind a bar; the heading of the page does not have it.
        if (
            "propert" not in hint.rule
            and (site := _SITE.search(value))
            and any(key(line.text) == key(value[: site.start()]) for line in clues.first())
        ):
            value = value[: site.start()]
        if "propert" in hint.rule and front and sum(word in front for word in words) < 0.5 * len(words):
            trust *= (
                0.4  # a title that the first pages do not show was left by the template or the last author
            )
        yield MetadataValue(
            field="title", value=value, rule=hint.rule, confidence=trust, quote=shorten(hint.value)
        )


def _by_name(clues: Clues) -> Iterator[MetadataValue]:
    """The file's name made readable: better than nothing."""
    stem = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", clues.stem)
    stem = re.sub(r"^\d{4}-\d\d-\d\d[-_ ]", "", stem)
    text = clean(re.sub(r"[_+]+|(?<=\w)-(?=\w)", " ", stem))
    if sum(c.isalpha() for c in text) >= 4:
        words = len(text.split())
        yield MetadataValue(
            field="title", value=text, rule="file name", confidence=0.2 if words > 2 else 0.12
        )
