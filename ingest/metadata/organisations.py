"""Recognition of an organisation's name in a line, and of public bodies and firms."""

from __future__ import annotations

import re
from functools import cache

from workingregions.corpus.enums import BlockKind
from workingregions.ingest.text import alternatives, display, key, table

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
            and not re.search(
                r"[?!:@#]|\d{3}|^\d+[\s.)]|(?:,.*){3}|,.*,\s(?:and|und|et)\s|\bet al\b|^\w+ \w+ \d{1,2}$",
                name,
            )
        ):
            found.append(name)
    return found


def trimmed(name: str) -> str:
    """Return a name without years, articles, open brackets, stray end signs and "Prepared for the"."""
    name = _PREPARED.sub("", name)
    name = re.sub(r"^\d{1,2}(?=[A-ZÀ-Þ][a-z])|\s*\([^)]*$|\s\([A-Z]{2,5}\d+\)$", "", name)
    name = display(re.sub(r"^(?:\W|(?:19|20)\d\d\b)+|(?:[\s,]|\b(?:19|20)\d\d\b)+$", "", name))
    name = re.sub(r"^(?:(?:by|copyright(?: by)?|the authors?|the|von|from)\s+)+", "", name, flags=re.I)
    name = _OF_WHOM.sub("", _DIVISION.sub("", name))
    name = _LEGAL_FORM.sub(r"\1", name)  # the seat of a firm follows its legal form
    name = name.strip(" .,;:-–©\"'")
    return name if name.count("(") == name.count(")") else name.strip("() ")


def is_vague(name: str) -> bool:
    """Return whether only a common word such as "group" makes `name` look like an organisation's."""
    weak = set(table("publishers.yaml")["weak_organisations"])
    return all(match.group() in weak for match in cues("organisations").finditer(key(name)))
