"""Rules that propose the publisher or issuing body."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from workingregions.corpus.records import BlockKind, MetadataValue
from workingregions.ingest.metadata.clues import Clues, Line
from workingregions.ingest.metadata.data import table
from workingregions.ingest.metadata.identifiers import find_dois
from workingregions.ingest.metadata.people import names_in
from workingregions.ingest.metadata.text import display, fold, key, shorten, squeezed

_HOST = re.compile(
    r"(?:https?://|www\.|@)([\w-]+(?:\.[\w-]+)*\.[a-z]{2,6})\b|(?<![\w.@/])([a-z][\w-]{2,}(?:\.(?:co|org|gov))?\.(?:com|org|eu|gov|uk|de|fr|fi|nl|es|it|se))\b",
    re.I,
)
_COPYRIGHT = re.compile(r"(?:©|\(c\)\s|\bcopyright(?:ed)?\b)[\s:©]*(?P<rest>.{3,160})", re.I)
_RIGHTS = re.compile(
    r"\b(?:all rights|rights reserved|alle rechte|tous droits|reproduc\w*|except|licen[cs]e|under|this|the use|is|may|\d{4}\s*[-–]\s*\d{4})\b.*",
    re.I | re.S,
)
_VOLUME = re.compile(
    r",?\s*(?:[Vv]ol(?:ume|\.)?|[Nn]o\.|[Nn]r\.|\d+\.\s?(?:Jg|Jahrgang)|Jg\.|Heft|[Nn]úm\.|[Tt]ome|[Bb]d\.|\(?(?:19|20)\d\d\)?[,.:]?\s|\d{1,3}\s?\(\d)"
)


def publisher_candidates(clues: Clues) -> list[MetadataValue]:
    """Every rule's proposals for the publisher, unordered."""
    rules = (_by_hint, _by_cue, _by_copyright, _by_lines, _by_domain, _by_doi, _by_journal, _by_phrase)
    return [candidate for rule in rules for candidate in rule(clues)]


def _value(value: str, rule: str, confidence: float, line: Line | None = None) -> MetadataValue:
    page, quote = (line.page, shorten(line.text)) if line else (None, "")
    return MetadataValue(
        field="publisher", value=value, rule=rule, confidence=confidence, page=page, quote=quote
    )


@cache
def _cues(name: str) -> re.Pattern[str]:
    words = table("publishers.yaml")[name]
    return re.compile(r"\b(?:" + "|".join(w[:-1] + r"\w*" if w.endswith("*") else w for w in words) + r")\b")


def is_public(name: str) -> bool:
    """Whether an organisation's name reads like a public body's."""
    return bool(_cues("public").search(key(name))) and not is_firm(name)


def is_firm(name: str) -> bool:
    """Whether an organisation's name reads like a firm's."""
    return bool(_cues("firms").search(key(name)))


def organisations_in(text: str, clues: Clues) -> list[str]:
    """The organisations in a short line that holds little else; empty for sentences and names of people."""
    found = []
    for part in re.split(r"\s*[|•·;]\s*|\s+[–—/]\s+", text):
        name = _trimmed(part)
        words = name.split()
        capital = sum(w[:1].isupper() or w[:1].isdigit() or len(w) < 4 for w in words)
        if (
            1 <= len(words) <= 12
            and capital >= 0.75 * len(words)
            and _cues("organisations").search(key(name))
            and len(words) > 1
            and not re.search(r"[?!:@]|\d{3}", name)
            and not names_in(name, clues.common)
        ):
            found.append(name)
    return found


def _trimmed(name: str) -> str:
    name = display(re.sub(r"^(?:\W|(?:19|20)\d\d\b)+|(?:[\s,]|\b(?:19|20)\d\d\b)+$", "", name))
    return re.sub(r"^(?:by|the authors?|von|from)\s+", "", name, flags=re.I).strip(" .,;:-–()©\"'")


def _by_hint(clues: Clues) -> Iterator[MetadataValue]:
    for hint in clues.stated("publisher"):
        name = _trimmed(hint.value)
        if len(name) > 1:
            yield MetadataValue(
                field="publisher", value=name, rule=hint.rule, confidence=hint.confidence, quote=hint.value
            )
    for hint in clues.stated("authors"):
        for name in organisations_in(hint.value, clues):
            yield MetadataValue(
                field="publisher",
                value=name,
                rule=f"organisation in {hint.rule}",
                confidence=0.4,
                quote=hint.value,
            )


def _by_cue(clues: Clues) -> Iterator[MetadataValue]:
    """The name after "Published by", "Herausgeber:" and the like."""
    cue = _cue_pattern()
    for line in [*clues.cover, *clues.end]:
        for match in cue.finditer(line.text[:1500]):
            name = re.split(
                r"[;|(]|\.\s|,?\s(?:in|on behalf|and available|as part)\s|\s\d{4}", match["rest"].strip(" :")
            )[0]
            name = _trimmed(name)
            strong = bool(_cues("organisations").search(key(name))) or name.isupper()
            if name[:1].isupper() and 1 <= len(name.split()) <= 12 and not names_in(name, clues.common):
                yield _value(name, "published by", 0.55 if strong else 0.3, line)


@cache
def _cue_pattern() -> re.Pattern[str]:
    cues = sorted(table("publishers.yaml")["published_by"], key=lambda cue: (-len(cue), cue))
    return re.compile(
        r"(?:^|[\s(])(?:"
        + "|".join(cues)
        + r")\s*:?\s+(?:the\s+|le\s+|la\s+|das\s+|der\s+|dem\s+)?(?P<rest>[^\n]{3,120})",
        re.I,
    )


def _by_copyright(clues: Clues) -> Iterator[MetadataValue]:
    margins = [line for line, _ in clues.margins]
    for line in [*clues.cover, *clues.end, *margins]:
        if match := _COPYRIGHT.search(line.text):
            rest = re.split(r"[.;|•·](?:\s|$)|https?:|www\.", _RIGHTS.sub("", match["rest"]))[0]
            name = _trimmed(re.sub(r"^[\W\d]+|\b(?:19|20)\d\d\b", " ", rest))
            if name[:1].isupper() and 1 <= len(name.split()) <= 10 and not re.search(r"\bauthor", name, re.I):
                yield _value(name, "copyright line", 0.55 if not names_in(name, clues.common) else 0.15, line)


def _by_lines(clues: Clues) -> Iterator[MetadataValue]:
    """Names of organisations that stand alone on the first page, the last page and in the margins."""
    first = [line for line in clues.first() if line.kind is not BlockKind.TABLE]
    for line in first:
        if len(line.text) <= 160:
            for rank, name in enumerate(organisations_in(line.text, clues)):
                # A title can name an organisation too, but is set larger than an imprint.
                confidence = (0.25 if line.size > 2 else 0.4) - 0.1 * min(rank, 2)
                yield _value(name, "organisation on first page", confidence, line)
    for line, pages in clues.margins[:12]:
        for rank, name in enumerate(organisations_in(line.text, clues)):
            yield _value(
                name, "organisation in running line", (0.4 if pages > 1 else 0.3) - 0.1 * min(rank, 2), line
            )
    if clues.pages > 1:
        for line in clues.end:
            if len(line.text) <= 100:
                for name in organisations_in(line.text, clues)[:1]:
                    yield _value(name, "organisation on last page", 0.2, line)


def _by_domain(clues: Clues) -> Iterator[MetadataValue]:
    """Web and e-mail addresses on the first and last pages and in the margins, weighed by their number."""
    seen: Counter[str] = Counter()
    where: dict[str, Line | None] = {}
    hinted = [hint.value for hint in clues.hints if hint.field in ("url", "source")]
    places = [*((line.text, line) for line in clues.cover), *((line.text, line) for line in clues.end)]
    margins = [(line.text, line) for line, _ in clues.margins]
    for text, line in [*((value, None) for value in hinted), *margins, *places]:
        for match in _HOST.finditer(text[:3000]):
            if host := _known_host(match[1] or match[2]):
                seen[host] += 3 if line is None else 1
                where.setdefault(host, line)
    total = sum(seen.values())
    for host, count in sorted(seen.items(), key=lambda item: (-item[1], item[0]))[:5]:
        name = _owner(host) or _spelled(host, clues)
        if name:
            yield _value(name, "web address", round(0.2 + 0.3 * count / total, 3), where[host])


def _known_host(host: str) -> str:
    """The host without "www.", or nothing when it belongs to a platform."""
    host = host.lower().removeprefix("www.")
    hosts = table("publishers.yaml")["hosts"]
    return "" if any(host == h or host.endswith("." + h) for h in hosts) else host


def _owner(host: str) -> str:
    """The body that the table gives for `host` or the nearest domain above it."""
    domains = table("publishers.yaml")["domains"]
    labels = host.split(".")
    return next((domains[d] for i in range(len(labels) - 1) if (d := ".".join(labels[i:])) in domains), "")


def _spelled(host: str, clues: Clues) -> str:
    """The words of the text that spell the host's name: investwessex.org, "Invest Wessex"."""
    generic = {"com", "co", "org", "gov", "net", "eu", "uk", "de", "fr", "ac", "edu", "int", "info", "biz"}
    labels = [label for label in host.split(".") if label not in generic and len(label) > 2]
    if not labels:
        return ""
    target = squeezed(labels[-1])
    if host.endswith((".edu", ".ac.uk")):
        return ""  # an author's address, hardly ever the publisher's
    tokens = re.findall(r"\b\w[\w&'’.-]*", clues.body[:60_000])
    forms: Counter[str] = Counter()
    keys = [squeezed(token) for token in tokens]
    for start, begin in enumerate(keys):
        if not begin or not target.startswith(begin):
            continue
        spelled = ""
        for end in range(start, min(start + 6, len(keys))):
            spelled += keys[end]
            if spelled == target and tokens[start][:1].isupper():
                form = " ".join(tokens[start : end + 1])
                forms[re.sub(r"['’]s$|[.,;:-]+$", "", form)] += 1
            if len(spelled) >= len(target):
                break
    best = sorted(forms.items(), key=lambda item: (-item[1], item[0]))
    return best[0][0] if best and "." not in best[0][0] else ""


def _by_doi(clues: Clues) -> Iterator[MetadataValue]:
    """Who registered the text's own DOI."""
    prefixes = table("publishers.yaml")["doi_prefixes"]
    hinted = " ".join(hint.value for hint in clues.stated("identifiers"))
    margins = [line for line, pages in clues.margins if pages > 1 or line.page <= clues.page + 1]
    for text, line in [(hinted, None), *((line.text, line) for line in [*clues.first(), *margins])]:
        for doi in find_dois(text)[:1]:
            if name := prefixes.get(doi.split("/")[0]):
                yield _value(name, "DOI prefix", 0.5, line)
                return


def _by_journal(clues: Clues) -> Iterator[MetadataValue]:
    """The words before a volume number, in a margin or a short line of the first page: a journal's name."""
    margins = [(line, 0.4) for line, _ in clues.margins]
    for line, confidence in [*margins, *((line, 0.3) for line in clues.first())]:
        text = line.text
        match = _VOLUME.search(text)
        if match and len(text) <= 160 and re.search(r"\d", text):
            name = _trimmed(re.sub(r"^\d+\s+", "", text[: match.start()]))
            name = name.title() if name.isupper() and len(name) > 6 else name
            if (
                2 <= len(name.split()) <= 10
                and name[:1].isupper()
                and not re.search(r"\d|\bet al\b|:|\.\s", name)
            ):
                yield _value(name, "journal line", confidence, line)


def _by_phrase(clues: Clues) -> Iterator[MetadataValue]:
    """Formulas by which only one body speaks, in the first pages and the title."""
    titles = " ".join(hint.value for hint in clues.stated("title"))
    text = fold(titles + "\n" + clues.front_text()[:5000])
    for body, patterns in table("publishers.yaml")["phrases"].items():
        count = len(re.findall("|".join(patterns), text))
        if count:
            yield MetadataValue(
                field="publisher", value=body, rule="phrase", confidence=round(min(0.1 * count, 0.3), 3)
            )
