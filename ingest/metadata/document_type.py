"""Rules that propose the document type: cue words in the title and the opening, and scholarly form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from workingregions.corpus.enums import SCHOLARLY, DocumentType
from workingregions.corpus.records import MetadataValue
from workingregions.ingest.metadata.clues import Clues
from workingregions.ingest.metadata.organisations import cues, is_firm, is_public
from workingregions.ingest.text import alternatives, find_dois, fold, key, shorten, table

_CITATION = re.compile(alternatives("cited"))
_VOLUME = re.compile(alternatives("volume"), re.I)
_ABSTRACT = re.compile(rf"^(?:{alternatives('abstract')})\b", re.I)
_KEYWORDS = re.compile(rf"^(?:{alternatives('keywords')})", re.I)
_REVIEWED = re.compile(alternatives("reviewed"), re.I)
_IN_BOOK = re.compile(r"\b[Ii]n:\s.{5,120}\((?:Hrsg|Hg|[Ee]ds?)\.?\)")
_ACADEMIC = re.compile(
    r"\b(?:university|universit\w+|hochschule|college|school of|faculty|department of [a-z]+,)\b", re.I
)
_HOW_TO = re.compile(rf"\b(?:{alternatives('how_to')})\b")
_OF_ITSELF = re.compile(rf"\b(?:{alternatives('firm_of_itself')})\b")
SCHOLARLY_FORM = 2.0
"""Points of scholarly form (see `scholarly_form`) from which a text is scholarly."""


def type_candidates(clues: Clues, title: str, publisher: str, language: str) -> list[MetadataValue]:
    """Return every rule's proposals for the type, given the title, publisher and language chosen before."""
    # Slides about an evaluation or a strategy are a talk, not the paper itself.
    about = 0.4 if clues.slides else 1.0
    return [
        *_by_words("title", key(title), "title", title, about),
        *_by_words("title", key(clues.stem), "file name", clues.stem, 0.7 * about),
        *_by_kicker(clues),
        *_by_words("opening", fold(clues.front_text()[:6000]), "opening", "", 1.0),
        *_by_hint(clues),
        *_by_form(clues),
        *_by_register(clues),
        *_by_publisher(clues, publisher, language),
    ]


def genre_of(kind: DocumentType) -> str:
    """Return the genre: policy, scholarly or other."""
    if kind in SCHOLARLY:
        return "scholarly"
    return "other" if kind is DocumentType.OTHER else "policy"


def _value(
    kind: str, rule: str, confidence: float, quote: str = "", page: int | None = None
) -> MetadataValue:
    confidence = round(max(0.02, min(confidence, 0.95)), 3)
    return MetadataValue(
        field="type", value=kind, rule=rule, confidence=confidence, page=page, quote=shorten(quote)
    )


@cache
def _words(part: str) -> tuple[tuple[str, re.Pattern[str], float], ...]:
    cues = table("document_types.yaml")[part]
    return tuple((kind, re.compile(p), w) for kind, patterns in cues.items() for p, w in patterns.items())


def _by_words(part: str, text: str, rule: str, quote: str, factor: float = 1.0) -> Iterator[MetadataValue]:
    """Yield the strongest cue of each type in `text`."""
    best: dict[str, tuple[float, str]] = {}
    for kind, pattern, weight in _words(part):
        if (match := pattern.search(text)) and weight > best.get(kind, (0.0, ""))[0]:
            best[kind] = (weight, text[max(0, match.start() - 40) : match.end() + 40])
    for kind, (weight, around) in best.items():
        yield _value(kind, f"cue words in {rule}", factor * weight, quote or around)


def _by_kicker(clues: Clues) -> Iterator[MetadataValue]:
    """Yield short lines of the first page and running lines that name the kind of text."""
    lines = [line for line in clues.first() if len(line.text) <= 90]
    for line in [*lines, *(line for line, _ in clues.margins[:6] if len(line.text) <= 90)]:
        factor = 0.7 if len(line.text.split()) <= 4 else 0.4
        for value in _by_words("title", key(line.text), "first page", line.text, factor):
            yield _value(value.value, value.rule, value.confidence, line.text, line.page)


def _by_hint(clues: Clues) -> Iterator[MetadataValue]:
    for hint in [*clues.stated("type"), *clues.stated("keywords")]:
        factor = 1.0 if hint.field == "type" else 0.7
        yield from _by_words("stated", fold(hint.value), hint.rule, hint.value, factor)


def scholarly_form(clues: Clues) -> float:
    """Return points for marks of scholarly publishing; `SCHOLARLY_FORM` or more make a scholarly text."""
    first = clues.first()
    lines = [fold(line.text[:400]) for line in clues.cover]
    margins = [line for line, pages in clues.margins if pages > 1 or line.page == clues.page]
    short = [line.text for line in [*first, *margins] if len(line.text) <= 200]
    front = "\n".join(line.text for line in [*clues.cover, *margins])
    thousand = max(clues.words, 300) / 1000
    heads = {match.group() for line in lines if (match := _ABSTRACT.match(line))}
    form = 1.0 if heads - {"summary"} else 0.3 if heads else 0.0
    form += 1.4 if any(_KEYWORDS.match(line) for line in lines) else 0.0
    form += 0.9 if any(_VOLUME.search(fold(text)) and re.search(r"\d", text) for text in short) else 0.0
    form += 0.6 if any(find_dois(line.text) for line in [*first, *margins] if len(line.text) < 400) else 0.0
    workplaces = "\n".join(line.text for line in [*clues.cover[:40], *clues.end])
    form += 0.5 if _ACADEMIC.search(fold(workplaces)) else 0.0
    form += 0.6 if _REVIEWED.search(fold(front)) else 0.0
    form += 0.6 if _IN_BOOK.search("\n".join(short)) else 0.0
    density = len(_CITATION.findall(clues.body[:200_000])) / thousand
    learned = 0.8 if density > 4 else 0.4 if density > 1.5 else 0.0
    entries = clues.references.count("\n") + 1
    learned += 0.8 if entries >= 15 or len(clues.references) > 4000 else 0.5 if entries >= 7 else 0.0
    # Reports cite too: without a mark of a journal or book, citing proves little; nor does a university named
    # on the first page, which takes part in many a project.
    points = form + (learned if form > 0.5 else 0.75 * learned)
    return points if clues.words > 800 or points > 3 else 0.5 * points


def _by_form(clues: Clues) -> Iterator[MetadataValue]:
    points = scholarly_form(clues)
    front = fold(clues.front_text()[:4000])
    if points >= 1.2:
        working = re.search(
            r"\b(?:working|discussion) papers?\b|\barbeitspapier|\bdocument de travail", front[:2500]
        )
        kind = DocumentType.WORKING_PAPER if working else DocumentType.ARTICLE
        yield _value(
            str(kind),
            "scholarly form",
            0.9 * min(points / SCHOLARLY_FORM, 1.0) ** 2,
            f"{points:.1f} points of scholarly form",
        )


def _by_register(clues: Clues) -> Iterator[MetadataValue]:
    """Yield the register of the text: like a manual, or like a firm about its own goods."""
    text, thousand = fold(clues.body[:200_000]), max(min(clues.words, 30_000), 300) / 1000
    for pattern, name, least in ((_HOW_TO, "a manual", 4.0), (_OF_ITSELF, "a firm of itself", 2.0)):
        found = pattern.findall(text)
        # One word may be the subject; several different ones show a register.
        if len(found) >= least * thousand and len(set(found)) >= 3:
            yield _value("other", f"speaks like {name}", 0.35, ", ".join(dict.fromkeys(found)))


def _by_publisher(clues: Clues, publisher: str, language: str) -> Iterator[MetadataValue]:
    """Yield the usual type of this body's texts, for lack of evidence: report if public, else other."""
    words = set(table("document_types.yaml")["policy_words"])
    tokens = key(clues.body[:60_000]).split()
    density = sum(token in words for token in tokens) / max(len(tokens), 1)
    if cues("scholarly").search(key(publisher)):
        yield _value("article", "published by a scholarly press", 0.3, publisher)
    elif publisher and is_firm(publisher):
        yield _value("other", "published by a firm", 0.3, publisher)
    elif publisher and is_public(publisher) and not _is_guest(clues, publisher):
        yield _value("policy_report", "published by a public body", 0.2, publisher)
    if len(tokens) < 30:
        return
    # Documents in a drop are mostly policy; only a text without its vocabulary casts doubt on that.
    confidence = 0.15 + min(4 * density, 0.15)
    yield _value(
        "policy_report", "policy vocabulary", confidence, f"{1000 * density:.0f} policy words in 1000"
    )
    # Compounds and inflections hide words of the list in languages other than English.
    if density < {"en": 0.01, "de": 0.002, "fr": 0.002, "es": 0.002, "it": 0.002, "nl": 0.002}.get(
        language, 0.0
    ):
        yield _value("other", "little policy vocabulary", 0.2, f"{1000 * density:.0f} policy words in 1000")


def _is_guest(clues: Clues, publisher: str) -> bool:
    """Return whether slides never name the body whose site they are on: then they are a guest's."""
    margins = (line.text for line, _ in clues.margins)
    shown = key(" ".join([clues.body, *margins, *(hint.value for hint in clues.hints)])).split()
    return clues.slides and not {*key(publisher).split()} - {"us", "uk", "the", "of", "for", "and"} <= {
        *shown
    }
