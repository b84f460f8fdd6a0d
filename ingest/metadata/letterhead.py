"""Rules that propose the publisher by names that stand by themselves: at the head, in margins, most often."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from workingregions.corpus.enums import BlockKind
from workingregions.corpus.records import MetadataValue
from workingregions.ingest.metadata.clues import Clues
from workingregions.ingest.metadata.organisations import cues, is_vague, organisations_in, proposed, trimmed
from workingregions.ingest.metadata.people import names_in
from workingregions.ingest.text import alternatives, clean, fold, key

_ACADEMIC = re.compile(rf"\b(?:{alternatives('academic')})\b")
_ROLE = re.compile(rf"\b(?:{alternatives('office')})\b")
_BYLINE = re.compile(rf"^\s*(?:{alternatives('byline')})\b\s*:?\s+", re.I)
_NAMED = re.compile(
    rf"\b(?:(?:[A-Z][\w&'’-]*|U\.S\.|of|for|and)\s){{1,5}}(?:{alternatives('body_last')})\b"
    rf"(?:\s(?:of|for)\s(?:the\s)?[A-Z][\w-]*(?:(?:,?\sand\s|,\s|\s)[A-Z][\w-]*){{0,3}})?"
    rf"|\b(?:{alternatives('body_first')}) (?:of|for) (?:[A-Z][\w-]*(?:,? and |, |\s)?){{1,5}}"
)
COVER_WORDS = 150
"""A first page with more words is not a cover."""


def by_lines(clues: Clues) -> Iterator[MetadataValue]:
    """Yield names of organisations by themselves on the first pages, the last page and in the margins."""
    first = clues.first()
    if not clues.pages:
        first = list({line.block.ordinal: line for line in [*first[:3], *clues.end[-3:]]}.values())
    named = [
        (name, rank, line)
        for line in first
        if line.kind is not BlockKind.TABLE and len(line.text) <= 160
        for rank, name in enumerate(organisations_in(line.text))
    ]
    wordy = clues.pages and sum(line.text.count(" ") for line in first) > COVER_WORDS
    edges = [*first[:6], *first[-4:]]
    subjects = {key(hint.value) for hint in clues.stated("title") if hint.rule == "e-mail"}
    for name, rank, line in named:
        # A university is more often where an author works; a large line is more often the title; and many
        # bodies on one page are partners or examples.
        confidence = 0.15 if _ACADEMIC.search(fold(name)) else 0.25 if line.size > 2.5 else 0.4
        confidence = min(confidence, 0.2 if len(named) > 4 or is_vague(name) else 0.4 if clues.pages else 0.3)
        if _BYLINE.match(line.text) and not _ACADEMIC.search(fold(name)):
            confidence = 0.35  # "by Roe Information Services": the speaker's or author's firm
        if wordy and line not in edges:
            confidence = min(confidence, 0.15)  # in a chart or a list within the text
        if not _ends_as_name(name, clues) or key(name) in subjects:
            confidence = 0.08
        # The parent body comes before its offices.
        above = 0.02 if line is named[0][2] and confidence > 0.3 else 0.0
        confidence = round(confidence + above - 0.1 * min(rank, 1), 2)
        yield proposed(name, "organisation on first page", confidence, line)
    for line, pages in clues.margins[:12]:
        for rank, name in enumerate(organisations_in(line.text)):
            confidence = (0.4 if pages > 2 and not is_vague(name) else 0.2) - 0.1 * min(rank, 1)
            yield proposed(name, "organisation in running line", round(confidence, 2), line)
    second = [
        line for line in clues.cover if line.page == clues.page + 1 and clues.pages > 4 and not clues.slides
    ]
    for lines, rule, confidence in (
        (second, "second page", 0.25),
        (clues.end if clues.pages > 1 else (), "last page", 0.2),
    ):
        for line in lines:
            for name in organisations_in(line.text)[:1] if len(line.text) <= 90 else ():
                yield proposed(name, f"organisation on {rule}", confidence, line)


def _ends_as_name(name: str, clues: Clues) -> bool:
    """Return whether a name ends in a word for a body, or in one that the text never writes in lower case.

    "Company Recruitment" or "Government Position" has such a word, but is about something else.
    """
    folded = key(name)
    last = folded.split()[-1]
    remit = any(
        re.match(r" (?:of|for|on|de|des|du|del|fur|und|van)\b", folded[m.end() :])
        for m in cues("organisations").finditer(folded)
    )
    return remit or bool(cues("organisations").search(last)) or last not in clues.common or len(last) < 4


def by_repetition(clues: Clues) -> Iterator[MetadataValue]:
    """Yield a short line beside the title that recurs in a margin or begins a line of the last page."""
    title = key(" ".join(hint.value for hint in clues.stated("title")))
    elsewhere = [key(line.text) for line, pages in clues.margins if line.page != clues.page or pages > 1]
    elsewhere += [key(line.text).removeprefix("the ") for line in clues.end[-8:] if line.page != clues.page]
    for line in clues.first()[:10]:
        name = key(line.text)
        words = name.split()
        capital = all(word[:1].isupper() or len(word) < 4 for word in line.text.split())
        plain = 2 <= len(words) <= 8 and line.size < 1.6 and not re.search(r"[\d:?!@]", line.text)
        person = bool(names_in(line.text, clues.common))
        if (
            plain
            and capital
            and not person
            and name not in title
            and any(other.startswith(name) for other in elsewhere)
        ):
            yield proposed(trimmed(line.text), "repeated imprint", 0.35, line)


def by_affiliation(clues: Clues) -> Iterator[MetadataValue]:
    """Yield, on slides, the speaker's place of work, which is beside the name on the first page."""
    for line in clues.first()[:8] if clues.slides else ():
        office, comma, after = line.text.rpartition(", ")
        if comma and _ROLE.search(fold(office)) and organisations_in(after):
            yield proposed(organisations_in(after)[0], "speaker's place of work", 0.4, line)
            continue
        words = line.text.split()
        for cut in range(len(words) - 1, 0, -1):
            name = " ".join(words[cut:])
            if (
                _ROLE.search(fold(" ".join(words[:cut])))
                and organisations_in(name)
                and _ROLE.search(fold(words[cut - 1]))
            ):
                yield proposed(name, "speaker's place of work", 0.4, line)
                break


def by_body(clues: Clues) -> Iterator[MetadataValue]:
    """Yield the body that a short text names most often: weak, and only where it is clearly first."""
    names: Counter[str] = Counter()
    for match in _NAMED.finditer(clues.body[:30_000]):
        names[clean(match.group())] += 1
    ranked = sorted(names.items(), key=lambda item: (-item[1], item[0]))
    if ranked and ranked[0][1] >= 2 and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
        name, count = ranked[0]
        line = next((line for line in clues.cover if name in line.text), None)
        sure = round(min(0.1 + 0.02 * count, 0.2), 2)
        yield proposed(name, "named most often", sure, line, f"{name}, {count} times")
