"""The shape of a name and its surroundings on the line: evidence that requires nothing but text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from workingregions.nlp.institutions.vocabulary import lexicon

Pairs = Iterable[tuple[str, float]]
"""Features by name."""
BEFORE = (
    "start",
    "the",
    "of",
    "by",
    "with",
    "and",
    "in",
    "at",
    "for",
    "from",
    "to",
    "comma",
    "bracket",
    "capital",
    "role",
    "lower",
    "other",
)
"""Kinds of text before a name."""
AFTER = (
    "end",
    "poss",
    "comma",
    "bracket",
    "and",
    "acts",
    "of",
    "in",
    "capital",
    "lower",
    "stop",
    "dash",
    "digit",
    "other",
)
"""Kinds of text after a name."""
SMALL = frozenset(
    ["of", "for", "the", "and", "in", "on", "de", "des", "du", "la", "le", "der", "die", "das", "und"]
) | frozenset(["et", "&", "to", "at", "a", "van", "y", "di"])
"""Words that may be in lower case within a name."""
WORD = re.compile(r"[^\W_]+")
_LIST_MARK = re.compile(r"\s*(?:[•·▪–—*§-]|\(?\d{1,2}[.)]|[a-z]\))\s")


def shape(form: str) -> Pairs:
    """Yield features of the letters and words of a name."""
    words = form.split()
    letters = [c for c in form if c.isalpha()]
    yield "words", min(12, len(words))
    yield "characters", min(80, len(form))
    yield "capitals", sum(w[0].isupper() for w in words) / max(1, len(words))
    yield "digits", float(any(c.isdigit() for c in form))
    yield "odd", float(bool(re.search(r"[#@<>=*|:;/\\?!%$£€\d]", form)))
    upper = all(c.isupper() for c in letters) if letters else False
    yield "all_capitals", float(upper)
    yield "one_word", float(len(words) == 1)
    yield "acronym", float(upper and len(words) == 1 and 2 <= len(form) <= 6)
    yield "vowels", sum(c in "aeiouAEIOU" for c in form) / max(1, len(letters))
    yield "comma", float("," in form)
    yield "and", float(" and " in form or "&" in form)
    yield "preposition", float(any(w in ("of", "for", "de", "des") for w in words))
    yield "possessive", float("'s" in form or "’s" in form)
    yield "mixed_case", float(any(w[1:] != w[1:].lower() and w[1:] != w[1:].upper() for w in words))


def before(text: str) -> str:
    """Return the kind of text before a name on its line, one of BEFORE."""
    words = text.split()
    if not text.strip() or not words:
        return "start"
    last = words[-1]
    low = last.casefold().strip("“\"'‘")
    if last[-1] in "([":
        return "bracket"
    if low == "the":
        return "the"
    if low in BEFORE:
        return low
    if last[-1] in ",;":
        return "comma"
    if last[-1] in ".:!?•–—|":
        return "start"
    if low in lexicon().words["titles"]:
        return "role"
    if last[0].isupper():
        return "capital"
    return "lower" if last[0].islower() else "other"


def after(text: str) -> str:
    """Return the kind of text after a name on its line, one of AFTER."""
    if not text.strip():
        return "end"
    if text[:2] in ("'s", "’s") or text[:1] in "'’":
        return "poss"
    first = text.lstrip()[0]
    if first in ",;":
        return "comma"
    if first in "([":
        return "bracket"
    if first in ".:!?|":
        return "stop"
    if first in "-–—":
        return "dash"
    if first.isdigit():
        return "digit"
    words = WORD.findall(text[:40])
    word = words[0].casefold() if words else ""
    if word in ("and", "or") or first == "&":
        return "and"
    if word in lexicon().words["acts"]:
        return "acts"
    if word in ("of", "for"):
        return "of"
    if word in ("in", "at", "on", "to"):
        return "in"
    if first.isupper():
        return "capital"
    return "lower" if first.islower() else "other"


def describe(line: str) -> Pairs:
    """Yield the kind of a line: heading, table row, list item, sentence."""
    words = line.split()
    plain = [w for w in words if w[0].isalpha() and w.casefold() not in SMALL]
    yield "line_words", min(60, len(words))
    yield "line_capitals", sum(w[0].isupper() for w in plain) / max(1, len(plain))
    yield "line_upper", sum(w.isupper() for w in plain) / max(1, len(plain))
    yield "line_digits", sum(any(c.isdigit() for c in w) for w in words) / max(1, len(words))
    yield "line_table", float(line.lstrip().startswith("|"))
    yield "line_bullet", float(bool(_LIST_MARK.match(line)))
    yield "line_sentence", float(line.rstrip()[-1:] in ".!?")
