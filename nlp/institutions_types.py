"""The type and the scale of an institution, from the words of its name."""

from __future__ import annotations

import re

from workingregions.corpus.records import InstitutionType, Scale
from workingregions.nlp.institutions_lexicon import Head, key, lexicon

T, S = InstitutionType, Scale
_WORD = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W_]+(?:[-.'’&][^\W_]+)*")
_DEFAULT_SCALE = {
    T.GOVERNMENT_SUPRANATIONAL: S.SUPRANATIONAL,
    T.GOVERNMENT_NATIONAL: S.NATIONAL,
    T.GOVERNMENT_REGIONAL: S.REGIONAL,
    T.GOVERNMENT_LOCAL: S.LOCAL,
    T.UNIVERSITY: S.REGIONAL,
    T.RESEARCH_ORGANISATION: S.NATIONAL,
    T.TRAINING_PROVIDER: S.LOCAL,
    T.LABOUR_INTERMEDIARY: S.LOCAL,
    T.DEVELOPMENT_AGENCY: S.REGIONAL,
    T.INDUSTRY_ASSOCIATION: S.NATIONAL,
    T.UNION: S.NATIONAL,
    T.CIVIL_SOCIETY: S.NATIONAL,
}
_GOVERNMENT = {
    S.SUPRANATIONAL: T.GOVERNMENT_SUPRANATIONAL,
    S.NATIONAL: T.GOVERNMENT_NATIONAL,
    S.REGIONAL: T.GOVERNMENT_REGIONAL,
    S.LOCAL: T.GOVERNMENT_LOCAL,
}


def classify(name: str) -> tuple[InstitutionType, Scale]:
    """Type and scale of the institution called `name`; FIRM and UNKNOWN where the name tells nothing."""
    known = lexicon().by_key.get(key(name))
    if known is not None:
        return known.type, known.scale
    words = [
        w.casefold().rstrip(".") if not w.endswith(".") or "." not in w[:-1] else w.casefold()
        for w in _WORD.findall(name)
    ]
    head = _head(words)
    said = stated_scale(words)
    if head is None:
        return T.FIRM, S.UNKNOWN
    kind = head.type
    if kind in _GOVERNMENT.values() and said is not None and head.scale is None:
        kind = _GOVERNMENT[said]
    if kind is T.GOVERNMENT_NATIONAL and said is S.SUPRANATIONAL:
        kind = T.GOVERNMENT_SUPRANATIONAL
    if kind is T.GOVERNMENT_NATIONAL and said is S.REGIONAL and (head.scale is None or not _national(words)):
        kind = T.GOVERNMENT_REGIONAL
    if kind is T.OTHER and said is S.LOCAL and words[-1] == "council":
        kind = T.GOVERNMENT_LOCAL
    if kind in (T.FIRM,):
        return kind, S.UNKNOWN
    if kind in _GOVERNMENT.values():
        return kind, _DEFAULT_SCALE[kind]
    if kind is T.FINANCE:
        return kind, said or head.scale or S.UNKNOWN
    return kind, said or head.scale or _DEFAULT_SCALE.get(kind, S.UNKNOWN)


def stated_scale(words: list[str]) -> Scale | None:
    """The scale that words of a name state: "European", "National", "Scottish", "County"."""
    text = f" {' '.join(words)} "
    scales = lexicon().scales
    for scale in (S.SUPRANATIONAL, S.LOCAL, S.REGIONAL, S.NATIONAL):
        if any(f" {word} " in text for word in scales[scale] if word in text):
            return scale
    return None


def _national(words: list[str]) -> bool:
    return any(w in lexicon().scales[S.NATIONAL] for w in words)


def _head(words: list[str]) -> Head | None:
    """The head that types a name: the longest at its end, else the first to its left."""
    table, longest = lexicon().heads, lexicon().longest_head
    for size in range(min(longest, len(words)), 0, -1):
        head = table.get(tuple(words[-size:]))
        if head is not None and (head.strength != "suffix" or size < len(words)):
            return head
    for start in range(len(words)):
        for size in range(min(longest, len(words) - start), 0, -1):
            head = table.get(tuple(words[start : start + size]))
            if head is not None and head.strength != "suffix" and (start == 0 or head.sides != {"prefix"}):
                return head
    return None
