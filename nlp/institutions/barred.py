"""What can be ruled out at once as the name of an institution: laws, plans, posts, cited authors."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from workingregions.nlp.gazetteer import abbreviations
from workingregions.nlp.institutions.lists import collectives
from workingregions.nlp.institutions.vocabulary import is_bare, key, lexicon
from workingregions.nlp.institutions.words import NameSpan, words_of

_NUMBERED = re.compile(
    r"\b(?:Units?|Phases?|Blocks?|Lots?|Table|Figure|Annex|Section) \d"
    r"|^(?:Attachment|Appendix|Exhibit|Schedule|Form|Chapter|Part|Table|Figure|Annex) [A-Z]?\d*$"
)
_UNIT = re.compile(r",? (?:Units?|Blocks?|Reactors?) \d")
_INITIALS = re.compile(r"(?:[A-Z]\. ?){2,}[A-Z][a-zé’'-]+(?: [A-Z][a-zé’'-]+)?,?(?: Jr\.?)?")
_ONE_OF = re.compile(r"\b(?:[Aa]n?|[Aa]nother|[Ee]ach|[Ee]very) (?:[a-z-]+ ){0,2}$")
_CUT = re.compile(r"[A-Z][\w’'-]+ (?:and |& )?$")
_CITED = re.compile(
    r"(?:\set\sal\.?)?,?\s?(?:[(\[]?(?:19|20)\d\d[a-z]?\b|(?:supra|infra|op\. ?cit|loc\. ?cit|ibid)\b)"
)
_SURNAMES = re.compile(r"[A-Z][\w’'-]+(?:(?:,| and| &|,? et al\.?)\s?(?:[A-Z][\w’'-]+)?)*")
_FIRM_WORDS = frozenset(["company", "corporation", "group", "services", "utilities", "firm", "co", "inc"])


def is_barred(text: str, span: NameSpan) -> bool:
    """Return whether a candidate can be ruled out at once.

    What the tagger labels an organisation may be named like a plan ("Growth Fund", "Skills Programme"): the
    classifier decides. A bare legal form names nobody.
    """
    name = span.name or text[span.start : span.end]
    if key(name) in lexicon().suffixes:
        return True
    if span.source in ("campus", "class"):
        return False
    before = text[max(0, span.start - 2) : span.start]
    if before.endswith("@") or name.casefold() in lexicon().words["stop"]:
        return True
    if before == ", " and len(name) == 2 and name in abbreviations():
        return True  # "Southfield, MI"
    if _UNIT.match(text, span.end) or _INITIALS.fullmatch(name) or _is_kind(text, span, name):
        return name not in lexicon().known
    if name.isupper() and any(map(_is_damaged, name.casefold().split())):
        return True
    return is_other(name, named=span.source == "ner" and " " in name)


def _is_kind(text: str, span: NameSpan, name: str) -> bool:
    """Return whether a name only says what kind of body is meant: "Power Company", cut from a longer name, "a
    Component Repair Center"."""
    words = [w.lower for w in words_of(name) if w.kind == "word"]
    if not words or key(name) in lexicon().by_key or not is_bare(words):
        return False
    before = text[max(0, span.start - 40) : span.start]
    if words[-1] in _FIRM_WORDS and (len(words) == 2 or _CUT.search(before)):
        return True
    return bool(_ONE_OF.search(before))


@lru_cache(maxsize=20_000)
def _is_damaged(word: str) -> bool:
    """Return whether one letter of a common word is misread: "COMMERCS"."""
    plain = _common_words()
    if len(word) < 6 or word in plain:
        return False
    return any(
        len(other) == len(word) and other[:4] == word[:4] and sum(map(str.__ne__, other, word)) == 1
        for other in plain
    )


@cache
def _common_words() -> frozenset[str]:
    lex = lexicon()
    return lex.topics | lex.generic | {word for words in lex.heads for word in words}


def is_other(name: str, *, named: bool = False) -> bool:
    """Return whether a name is clearly something else: a law, a plan, a post, an abbreviation of the trade.

    With `named`, other evidence supports it: a last word such as "programme" alone does not rule it out.
    """
    lex = lexicon()
    if name in lex.not_acronyms or name.rstrip("s") in lex.not_acronyms or _NUMBERED.search(name):
        return True
    if key(name) in lex.not_bodies:
        return True
    words = [w.lower for w in words_of(name) if w.kind == "word"]
    if not words or not any(c.isalpha() for c in name):
        return True
    if key(name) in lex.by_key:
        return False
    if len(words) == 1 and words[0] in lex.words["short_forms"]:
        return True  # "the College": a short form
    # "Administrative Officer for Research", "Research Pharmacist": a person's post, whoever proposes it.
    place = next((i for i, word in enumerate(words) if i and word in lex.words["prepositions"]), len(words))
    if len(words) > 1 and words[place - 1] in lex.words["posts"]:
        return True
    sizes = (2, 3) if named and words[-1] not in lex.words["never"] else (1, 2, 3)
    if words[0] in collectives() and words[1:2] in (["of"], ["in"], ["for"], ["across"], ["and"]):
        # "Suppliers of Northeast Ohio": many bodies, not one.
        return True
    ends = {" ".join(words[-size:]) for size in sizes}
    first = next((i for i, word in enumerate(words) if i and word in lex.words["prepositions"]), 0)
    if first and (words[first - 1],) in lex.heads:
        # "Ministry of Industry", "Office of Rail Regulation": the last word is a complement and not a head.
        return bool(ends & lex.words["papers"]) and len(words) - first > 2
    return bool(ends & lex.not_heads)


def is_citation(text: str, span: NameSpan) -> bool:
    """Return whether a span is a citation, authors before a year ("Goodwin & Heath, 2016"); a body that is
    known or named by its head may be cited."""
    if span.source not in ("ner", "list") or not _CITED.match(text, span.end):
        return False
    return bool(_SURNAMES.fullmatch(text[span.start : span.end]))
