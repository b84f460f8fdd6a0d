"""Names of one institution within a document: acronyms, aliases in brackets or quotes, shortened names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Mapping, Sequence

from workingregions.nlp import acronyms
from workingregions.nlp.gazetteer import known_place
from workingregions.nlp.institutions.vocabulary import key, lexicon
from workingregions.nlp.institutions.words import NameSpan

_LEAST = 0.5
"""Confidence from which a name gives its alias a meaning."""
_SAID = "also known as|known as|aka|hereafter|hereinafter"
_ALIAS = re.compile(
    rf",? ?[(\[](?:(?:the|also|or|now|formerly|called|in short|short|i\.e\.|{_SAID}),? )*"
    r"(?P<open>[\"“'‘])?(?P<alias>[A-ZÀ-Þ][\w&.’'-]*(?: [\w&.’'-]+){0,6}?)(?(open)[\"”'’])[)\]]"
    rf"|,? (?:or|{_SAID}) [\"“'‘]?(?P<said>[A-Z][A-Za-z&-]{{1,11}})[\"”'’]?(?=[,.;) ])"
)
_LOOSE = frozenset(["of", "for", "the", "and", "on", "in"])


def stated(
    texts: Sequence[str],
    spans: Sequence[list[NameSpan]],
    pairs: Sequence[Sequence[acronyms.Pair]],
    forms: Container[str],
) -> dict[str, tuple[str, float]]:
    """Return alias -> (name, confidence) as the document states them: acronyms, names in other languages and
    names in brackets; confidence 0 for an acronym of something else.

    Args:
        spans: the names found in each text.
        pairs: the acronyms defined in each text.
        forms: all names proposed in the document.
    """
    found: dict[str, tuple[str, float]] = {}
    for text, proposed, defined in zip(texts, spans, pairs, strict=True):
        for pair in defined:
            if len(pair.short) < 2:
                continue
            end = pair.long_start + len(pair.long)
            fits = [s for s in proposed if abs(s.end - end) <= 2 and s.start <= pair.long_start + 8]
            if fits:
                best = max(fits, key=lambda s: s.confidence)
                found.setdefault(pair.short, (best.name or text[best.start : best.end], best.confidence))
            elif pair.confidence >= 0.9:
                found.setdefault(pair.short, (pair.long, 0.0))
        for span in proposed:
            alias = _alias(text, span, forms) if span.confidence >= _LEAST else ""
            if alias:
                found.setdefault(alias, (span.name or text[span.start : span.end], span.confidence))
    return found


def _alias(text: str, span: NameSpan, forms: Container[str]) -> str:
    """Return the other name that follows a name in brackets or after "or"; "" if there is none."""
    match = _ALIAS.match(text, span.end)
    if match is None:
        return ""
    alias, lex = match.group("alias") or match.group("said"), lexicon()
    if sum(c.isupper() for c in alias) >= 2 and len(alias) <= 10 and " " not in alias:
        return "" if alias in lex.not_acronyms else alias
    words = [word.casefold() for word in alias.split()]
    plain = lex.generic | lex.topics | lex.suffixes | lex.words["titles"] | lex.words["short_forms"]
    if known_place(alias) or all(word in plain for word in words):
        return ""
    quoted, both = bool(match.group("open")), [*words, *text[span.start : span.end].split()]
    foreign = any(word in lex.words["foreign"] or not word.isascii() for word in both)
    return alias if alias in forms and (quoted or foreign or len(words) == 1) else ""


def variants(seen: Mapping[str, Counter[str]], sure: Mapping[str, float]) -> dict[str, str]:
    """Return the keys that are short for another key: acronyms, and names cut before "of" or "for"."""
    long_of: dict[str, set[str]] = defaultdict(set)
    for entity in seen:
        words = entity.split()
        if len(words) > 2 and sure[entity] >= _LEAST:
            initials = "".join(w[0] for w in words if w not in _LOOSE)
            long_of[initials].add(entity)
            for form in seen[entity]:
                for cut in re.finditer(r" (?:of|for) ", form):
                    before, after = key(form[: cut.start()]), key(form[cut.end() :])
                    letters = "".join(w[0] for w in before.split() if w not in _LOOSE)
                    long_of[f"{letters} of {after}"].add(entity)
                    long_of[letters].add(entity)
                    # "Hamburg University" is not "Hamburg University of Technology".
                    if not before.endswith("university"):
                        long_of[before].add(entity)
    same = {}
    for entity, forms in seen.items():
        acronym = all(form.isupper() and len(form) > 2 and " " not in form for form in forms)
        # A known acronym is another body's if the document names one that it abbreviates, and not the known.
        short = min(forms).casefold() if acronym else entity
        longs = long_of.get(short, set()) - {entity}
        known = entity in lexicon().by_key and not (acronym and short != entity)
        if len(longs) == 1 and (acronym or " " in entity) and not known:
            same[entity] = next(iter(longs))
    loose: dict[str, list[str]] = defaultdict(list)
    for entity in seen:
        if " " in entity:
            loose[" ".join(w for w in entity.split() if w not in _LOOSE)].append(entity)
    for twins in loose.values():
        # "Department of Business" and "for Business": the known name, else the first in the alphabet.
        first = min(twins, key=lambda e: (e not in lexicon().by_key, e))
        same |= {e: first for e in twins if e != first}
    return {short: same.get(long, long) for short, long in same.items()}


def entity_of(name: str) -> str:
    """Return the key under which a name is grouped; known aliases share the key of the canonical name."""
    name_key = key(name)
    known = lexicon().known.get(name) or (lexicon().by_key.get(name_key) if len(name_key) > 4 else None)
    return key(known.name) if known else name_key
