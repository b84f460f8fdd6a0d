"""Whom a pronoun or a description in a parsed sentence means: "its", "in which", "A supplier to X, Y"."""

from __future__ import annotations

from typing import Any

from workingregions.nlp.ties.syntax import verb_above

Token = Any
Roles = Any
"""The class of roles.py, which imports this module."""
_SUBJECT = ("nsubj", "csubj", "nsubjpass", "csubjpass")
_ASIDE = ("which", "whom", "whose")


def meant_by(roles: Roles, token: Token, before: str) -> str:
    """Return the entity of a pronoun: "its", "it" in a clause, "in which", "whose"; "" for none."""
    if token.lower_ == "its" and token.dep_ == "poss":
        return _owner_of_its(roles, token) or before
    if token.lower_ == "it" and token.dep_ in _SUBJECT and token.head.dep_ in ("relcl", "advcl", "ccomp"):
        verb = verb_above(token.head.head)
        above = [e for s in (roles.subjects(verb) if verb is not None else ()) for e in roles.named(s)]
        return above[0] if above else ""
    if token.lower_ == "it" and token.dep_ in _SUBJECT and token.head.dep_ in ("ROOT", "conj"):
        return _subject_before(roles, token)
    if token.lower_ in _ASIDE and token.dep_ in ("pobj", "poss"):
        for _ in range(5):
            if token.dep_ == "relcl":
                return next(iter(roles.named(token.head) or roles.identified(token.head)), "")
            token = token.head
    return ""


def _owner_of_its(roles: Roles, its: Token) -> str:
    """Return the subject of the clause around "its", else the nearest name before it."""
    token = its.head
    if token.dep_ == "conj" and token.head.i in roles.entities:
        return str(roles.entities[token.head.i][-1])  # "X and its centre"
    for _ in range(8):
        if token.pos_ in ("VERB", "AUX"):
            for subject in roles.subjects(token):
                inside = its.i in {t.i for t in subject.subtree}
                named: list[str] = [] if inside else roles.named(subject)
                if named:
                    return named[0]
        if token.head.i == token.i:
            break
        token = token.head
    clause = _subject_before(roles, its)
    if clause:
        return clause
    return next((roles.entities[i][-1] for i in sorted(roles.entities, reverse=True) if i < its.i), "")


def _subject_before(roles: Roles, token: Token) -> str:
    """Return the only subject of the clause before: "X is an agency; it was founded by Y"; "" for none."""
    clauses = [t for t in roles.doc[: token.i] if t.pos_ in ("VERB", "AUX") and t.dep_ in ("ccomp", "ROOT")]
    subjects = [e for t in clauses[-1:] for s in roles.subjects(t) for e in roles.named(s)]
    return subjects[0] if len(subjects) == 1 else ""


def announced(roles: Roles, noun: Token) -> list[str]:
    """Return the name that the sentence's first phrase describes: "A supplier to X, Y has ..."."""
    end = max(t.i for t in noun.subtree) + 1
    first = min(t.i for t in noun.subtree)
    if (
        first
        or noun.dep_ not in ("dep", "npadvmod", "advcl", "nsubj", "appos", "ROOT")
        or end + 1 >= len(roles.doc)
    ):
        return []
    after = end + 1
    while after < len(roles.doc) and roles.doc[after].lower_ == "the":
        after += 1
    if roles.doc[end].text != "," or after not in roles.entities or roles.doc[after].dep_ not in _SUBJECT:
        return []
    return list(roles.entities[after])


def equated(roles: Roles, noun: Token) -> list[str]:
    """Return the names that a noun is equated with: "members are A and B", "among its owners is A"."""
    verb = noun.head
    among = noun.dep_ == "pobj" and verb.lower_ in ("among", "amongst")
    if among:
        verb = verb.head
    elif noun.dep_ != "nsubj":
        return []
    if verb.lemma_ not in ("be", "include", "comprise") or roles.is_a(noun, "alliances"):
        return []  # what a consortium includes is not the consortium
    complements = [c for c in verb.children if c.dep_ in ("attr", "dobj", *(_SUBJECT if among else ()))]
    return [e for c in complements for e in roles.named(c)]
