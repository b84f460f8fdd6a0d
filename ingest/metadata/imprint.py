"""Rules that propose the publisher by what the text says of itself: imprints, copyright, statements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from workingregions.corpus.records import MetadataValue
from workingregions.ingest.metadata.clues import ClueLine, Clues
from workingregions.ingest.metadata.organisations import (
    CITATION,
    CITING,
    cues,
    leading,
    organisations_in,
    proposed,
    trimmed,
)
from workingregions.ingest.metadata.people import names_in
from workingregions.ingest.text import alternatives, find_dates, fold, key, table

_COPYRIGHT = re.compile(
    r"(?:©|\([cC]\)(?=\s?(?:19|20)\d\d)|\bcopyright(?:ed)?\b)[\s:©]*(?P<rest>.{3,160})", re.I
)
_RIGHTS = re.compile(rf"\b(?:{alternatives('rights')})\b.*", re.I | re.S)
_ABOUT = re.compile(
    rf"(?:{alternatives('about')})\s+(?!us\b|this|uns\b|the (?:author|report|study))"
    r"(?:the\s+)?(?P<name>.{3,60})$",
    re.I,
)
_SCHEME = re.compile(r"\b(?:fund|programme|program|scheme|initiative|project|act|plan|strategy)s?$", re.I)
_CAPITAL = r"(?:[A-ZÀ-Þ0-9][\w&'’.-]*|of|for|and|the|de|der|des|für|und)"
_SELF = re.compile(
    rf"(?:The\s)?(?P<name>(?:{_CAPITAL}\s){{1,8}}{_CAPITAL})(?:\s\([^)]{{2,20}}\))?\s(?:{alternatives('says_of_itself')})\s"
)
_ADDRESS = re.compile(
    rf"(?:The\s)?(?P<name>(?:{_CAPITAL}\s){{1,8}}?{_CAPITAL}),\s"
    rf"(?:\d|[^,.]{{3,40}}(?:{alternatives('street')})\b).{{5,120}}\d"
)
_STATED = re.compile(
    rf"\b(?P<name>(?:{_CAPITAL}\s){{1,8}}?{_CAPITAL})(?:\s\([^)]{{2,20}}\))?\s(?:{alternatives('has_issued')})\sthis\b"
)


_WRITTEN_BY = re.compile(rf"(?:{alternatives('written_by')})", re.I)
_FOR_CLIENT = re.compile(
    rf"(?:^|[\s(])(?:{alternatives('written_for')})\s*:?\s+(?:the\s+)?(?P<rest>[A-ZÀ-Þ].{{3,120}})"
)


def by_hint(clues: Clues) -> Iterator[MetadataValue]:
    """Yield the publisher, the site and the organisations among the authors that the file itself states."""
    for hint in clues.stated("publisher"):
        name = trimmed(hint.value)
        if len(name) > 1:
            yield MetadataValue(
                field="publisher", value=name, rule=hint.rule, confidence=hint.confidence, quote=hint.value
            )
    for hint in clues.stated("title"):
        # Web pages put the site's name after a bar in the title.
        if "HTML" in hint.rule and (match := re.search(r"\s[|–—·»]\s(?P<site>[^|]{3,60})$", hint.value)):
            yield MetadataValue(
                field="publisher",
                value=trimmed(match["site"]),
                rule="site name in title",
                confidence=0.45,
                quote=hint.value,
            )
    for hint in clues.stated("authors"):
        for name in organisations_in(hint.value):
            yield MetadataValue(
                field="publisher",
                value=name,
                rule=f"organisation in {hint.rule}",
                confidence=0.4,
                quote=hint.value,
            )


def by_cue(clues: Clues) -> Iterator[MetadataValue]:
    """Yield the name after "Published by", "Herausgeber:" and similar words, except in citations."""
    ordered = any(by_client(clues))
    for line in [*clues.cover, *clues.end]:
        if line.kind in CITING or (line not in clues.cover and CITATION.search(line.text)):
            continue
        for match in _cue_pattern().finditer(line.text[:1500]):
            name = re.split(
                r"[;|(]|\.\s|,\s\d|,?\s(?:in|on behalf|and available|as part)\s|\s\d{4}",
                match["rest"].strip(" :"),
            )[0]
            name = leading(trimmed(name))
            body = bool(cues("organisations").search(key(name))) or name.isupper()
            clear = (
                "publi" in match.group().lower() or "heraus" in match.group().lower() or len(line.text) < 150
            )
            if name[:1].isupper() and 1 <= len(name.split()) <= 12 and not names_in(name, clues.common):
                confidence = 0.55 if body and clear else 0.45 if clear else 0.1
                # Who wrote a report for another body is its consultant.
                hired = ordered and _WRITTEN_BY.match(match.group().strip(" ("))
                yield proposed(name, "published by", 0.15 if hired else confidence, line)


def by_client(clues: Clues) -> Iterator[MetadataValue]:
    """Yield the body for which consultants wrote a text: "A report for Wessex Council by Roe Associates"."""
    for line in clues.cover:
        match = _FOR_CLIENT.search(line.text) if len(line.text) <= 200 else None
        if match is None or line.kind in CITING:
            continue
        name = re.split(r"[;|(.]|\sby\s|,\s|\s\d{4}", match["rest"])[0]
        name = leading(trimmed(name))
        if name and len(name.split()) <= 12 and cues("organisations").search(key(name)):
            yield proposed(name, "commissioned it", 0.5, line)


@cache
def _cue_pattern() -> re.Pattern[str]:
    cues = sorted(table("publishers.yaml")["published_by"], key=lambda cue: (-len(cue), cue))
    return re.compile(
        r"(?:^|[\s(])(?:"
        + "|".join(cues)
        + r")\s*:?\s+(?:the\s+|le\s+|la\s+|das\s+|der\s+|dem\s+)?(?P<rest>[^\n]{3,120})",
        re.I,
    )


def by_copyright(clues: Clues) -> Iterator[MetadataValue]:
    """Yield the holder of the copyright, except for the Crown and unnamed authors."""
    margins = [line for line, _ in clues.margins]
    for line in [*clues.cover, *clues.end, *margins]:
        if match := _COPYRIGHT.search(line.text):
            rest = re.split(r"[.;|•·](?:\s|$)|https?:|www\.", _RIGHTS.sub("", match["rest"]))[0]
            name = leading(trimmed(re.sub(r"^[\W\d]+|\b(?:19|20)\d\d\b", " ", rest)))
            # The Crown holds the rights in publications of British government departments.
            others = re.search(r"\bauthor|\bet al\b|^(?:crown|parliamentary)\b", name, re.I)
            if name[:1].isupper() and 1 <= len(name.split()) <= 10 and not others:
                yield proposed(
                    name, "copyright line", 0.55 if not names_in(name, clues.common) else 0.15, line
                )


def by_section(clues: Clues) -> Iterator[MetadataValue]:
    """Yield the name in "About Invest Wessex", "X is an independent ..." and before an address at the end."""
    for line in [*clues.cover, *clues.end]:
        match = _ABOUT.match(line.text) if len(line.text) < 80 else None
        if match and match["name"][:1].isupper() and len(match["name"].split()) <= 6:
            if _SCHEME.search(match["name"]):
                continue
            yield proposed(trimmed(match["name"]), "about section", 0.4, line)
    for line in clues.end[-8:]:
        match = _SELF.match(line.text) or _ADDRESS.match(line.text)
        if (
            match
            and not find_dates(line.text[:60], clues.latest)
            and line.kind not in CITING
            and 2 <= len(match["name"].split()) <= 9
            and key(match["name"]).split()[0] not in table("publishers.yaml")["not_first"]
        ):
            confidence = 0.4 if cues("organisations").search(key(match["name"])) else 0.3
            yield proposed(trimmed(match["name"]), "imprint on last page", confidence, line)


def by_statement(clues: Clues) -> Iterator[MetadataValue]:
    """Yield the body that the text names as having published "this"."""
    for line in [*clues.cover, *clues.end]:
        match = _STATED.search(line.text) if line.kind not in CITING else None
        if match and cues("organisations").search(key(match["name"])):
            yield proposed(trimmed(match["name"]), "says it published this", 0.4, line)


def by_phrase(clues: Clues) -> Iterator[MetadataValue]:
    """Yield the body whose characteristic phrases occur in the first pages and the title."""
    titles = " ".join(hint.value for hint in clues.stated("title"))
    text = fold(titles + "\n" + clues.front_text()[:5000])
    for body, patterns in table("publishers.yaml")["formulas"].items():
        if match := re.search("|".join(patterns), text):
            yield proposed(body, "formula", 0.6, *_shown(clues, match.group()))
    for body, patterns in table("publishers.yaml")["phrases"].items():
        if found := [match.group() for match in re.finditer("|".join(patterns), text)]:
            sure = round(min(0.12 * len(found), 0.45), 3)
            yield proposed(body, "phrase", sure, *_shown(clues, found[0]))


def _shown(clues: Clues, words: str) -> tuple[ClueLine | None, str]:
    """Return the line of the first pages that holds folded words, and the words."""
    return next((line for line in clues.cover if words in fold(line.text)), None), words
