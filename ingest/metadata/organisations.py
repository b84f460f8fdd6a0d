"""Recognition of an organisation's name in a line, and of public bodies and firms."""

from __future__ import annotations

import re
from functools import cache

from workingregions.corpus.enums import BlockKind
from workingregions.corpus.records import MetadataValue
from workingregions.ingest.metadata.clues import ClueLine
from workingregions.ingest.metadata.people import is_name
from workingregions.ingest.text import alternatives, display, english_words, key, shorten, table

CITING = frozenset({BlockKind.FOOTNOTE, BlockKind.REFERENCE})
"""Kinds of blocks that name other works."""
CITATION = re.compile(alternatives("citing"), re.I)
"""Patterns of lines that cite or point elsewhere."""
_PREPARED = re.compile(rf"^\s*(?:{alternatives('prepared')})\s+(?:the\s+)?", re.I)
_FOR_WHOM = re.compile(rf"^(?:[\w-]+\s){{0,2}}(?:{alternatives('addressed')})\s", re.I)
"""A line that states for whom a text was written: "Final report to the Wessex Council"."""
_ISSUED = re.compile(rf"\s(?:{alternatives('series')})\b.*$")
"""Words that follow a body's name in running lines: "Wessex University Bulletin 2024"."""
_OF_WHOM = re.compile(rf"^(?:{alternatives('of_whom')})\s(?:of|from|by)\s(?:the\s)?", re.I)
"""Words for a body's own papers: "Minutes of the Wessex Board"."""
_DIVISION = re.compile(rf",\s(?:{alternatives('division')})\b.*$")
_LEGAL_FORM = re.compile(rf"^(.*?\b(?:{alternatives('legal_form')})\b\.?),\s.*$")
_OFFICE = re.compile(rf"\b(?:{alternatives('office')})\b(?! of (?:the )?(?:president|prime|first|deputy))")


@cache
def cues(name: str) -> re.Pattern[str]:
    """Return the pattern of the words listed as `name` in the table of publishers, for matching keys."""
    words = table("publishers.yaml")[name]
    return re.compile(r"\b(?:" + "|".join(w[:-1] + r"\w*" if w.endswith("*") else w for w in words) + r")\b")


def is_public(name: str) -> bool:
    """Return whether a name reads like a public body's; a state university does not govern."""
    return (
        bool(cues("public").search(key(name)))
        and not is_firm(name)
        and not cues("academic").search(key(name))
    )


def is_firm(name: str) -> bool:
    """Return whether an organisation's name reads like a firm's."""
    return bool(cues("firms").search(key(name)))


def organisations_in(text: str) -> list[str]:
    """Return the organisations in a short line of little else; empty for sentences and personal names."""
    found = []
    if _FOR_WHOM.match(text):
        return []
    for part in re.split(r"\s*[|•·●∙▪■;]\s*|\s+[–—/]\s+", text):
        name = trimmed(_ISSUED.sub("", part))
        name = _without_person(name)
        words = name.split()
        capital = sum(w[:1].isupper() or w[:1].isdigit() or len(w) < 4 for w in words)
        if (
            1 <= len(words) <= 12
            and capital >= 0.75 * len(words)
            and cues("organisations").search(key(name))
            and len(words) > 1
            and not name[:1].islower()
            and key(name).split()[0] not in table("publishers.yaml")["not_first"]
            and not _OFFICE.search(key(name))
            and leading(name) == name
            and is_body_name(name)
            and not re.search(
                r"[?!:@#]|\d{3}|^\d+[\s.)]|(?:,.*){3}|,.*,\s(?:and|und|et)\s|\bet al\b|^\w+ \w+ \d{1,2}$",
                name,
            )
        ):
            found.append(name)
    return found


def leading(name: str) -> str:
    """Return the words of a name up to the first that belongs to a sentence, in small letters and English.

    "Whitby Bank funds Seaham" is a statement on Whitby Bank; small words of other languages may be of a name.
    """
    words = name.split()
    for place, word in enumerate(words):
        small = len(word) > 3 and word.isalpha() and word.islower()
        if small and word in english_words() and word not in table("publishers.yaml")["within_names"]:
            kept = words[:place]
            while kept and kept[-1].islower():
                kept.pop()
            return " ".join(kept)
    return name


def is_body_name(name: str) -> bool:
    """Return whether a name may be a body's: not that of a place, programme or paper, nor a topic.

    "Enterprise Zone" is a site; "Region and Regionalization", with a word that is only sometimes a body's
    before "and", is a rubric.
    """
    words = key(name).split()
    things = table("publishers.yaml")["not_last"]
    rubric = len(words) > 2 and words[1] in ("and", "und", "et", "och", "ja") and words[0] in _weak()
    remit = cues("organisations").search(" ".join(words[:-1])) and {"of", "for", "on"} & set(words)
    thing = bool(words) and words[-1] in things and not remit  # an Office of Economic Policy is a body
    return bool(words) and not thing and not (rubric and is_vague(name))


def _weak() -> frozenset[str]:
    return frozenset(table("publishers.yaml")["weak_organisations"])


def _without_person(name: str) -> str:
    """Return a name without that of a person before it: "Mary Poe Tees Foundry Forum"."""
    words = name.split()
    size = 3 if len(words) > 2 and re.fullmatch(r"[A-Z]\.?", words[1]) else 2
    person, rest = " ".join(words[:size]), " ".join(words[size:])
    known = key(words[0]) in table("people.yaml")["given"] if len(words) > size + 1 else False
    body = known and is_name(person) and cues("organisations").search(key(rest))
    return rest if body and not cues("organisations").search(key(person)) else name


def trimmed(name: str) -> str:
    """Return a name without years, articles, open brackets, stray end signs and "Prepared for the"."""
    name = _PREPARED.sub("", re.sub(r"(?:https?://|www\.)\S+", "", name))
    name = re.sub(r"^\d{1,2}(?=[A-ZÀ-Þ][a-z])|\s*\([^)]*$|\s\([A-Z]{2,5}\d+\)$", "", name)
    name = display(re.sub(r"^(?:\W|(?:19|20)\d\d\b)+|(?:[\s,]|\b(?:19|20)\d\d\b)+$", "", name))
    name = re.sub(r"^(?:(?:by|copyright(?: by)?|the authors?|the|von|from)\s+)+", "", name, flags=re.I)
    name = _OF_WHOM.sub("", _DIVISION.sub("", name))
    name = _LEGAL_FORM.sub(r"\1", name)  # the seat of a firm follows its legal form
    name = name.strip(" .,;:-–©\"'")
    return name if name.count("(") == name.count(")") else name.strip("() ")


def is_vague(name: str) -> bool:
    """Return whether only a common word such as "group" makes `name` look like an organisation's."""
    return all(match.group() in _weak() for match in cues("organisations").finditer(key(name)))


def proposed(
    value: str, rule: str, confidence: float, line: ClueLine | None = None, quote: str = ""
) -> MetadataValue:
    """Return a proposal for the publisher; `line`, or else `quote`, is what it was read from."""
    page, quote = (line.page, shorten(line.text)) if line else (None, shorten(quote))
    return MetadataValue(
        field="publisher", value=value, rule=rule, confidence=confidence, page=page, quote=quote
    )
