"""Ties as a parsed sentence states them, and facts of its parse that do not depend on the names in it."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any, NamedTuple

from workingregions.corpus.enums import Relation

Token = Any


class StatedTie(NamedTuple):
    """A tie in a sentence: the token that states it, and its ends as entity keys."""

    trigger: Token
    relation: Relation
    source: str
    target: str
    confidence: float


def counted(noun: Token) -> Token:
    """Return the noun after "some of", "many of", "three of"."""
    if noun.tag_ == "CD" or noun.lower_ in ("some", "many", "most", "several", "all", "each", "both"):
        for child in noun.children:
            for counted in child.children if child.lower_ == "of" else ():
                return counted
    return noun


def is_passive(verb: Token) -> bool:
    """Return whether the verb's subject or head noun is what is acted on."""
    if any(c.dep_ in ("nsubjpass", "auxpass", "agent") for c in verb.children):
        return True
    return bool(verb.tag_ == "VBN" and verb.dep_ in ("acl", "amod", "advcl"))


def agents(verb: Token, named: Container[int]) -> list[Token]:
    """Return the nouns after "by" of a passive verb: "funded by X", "in equal parts by X".

    Args:
        verb: the verb.
        named: the places of names in the sentence; what follows one of them belongs to it.
    """
    by = [c for c in verb.children if c.dep_ == "agent"]
    beside = (c for c in verb.children if c.dep_ == "prep" and c.lower_ in ("in", "at") and not by)
    nouns = (o for c in beside for o in c.children if o.dep_ == "pobj" and o.i not in named)
    by += [c for noun in nouns for c in noun.children if c.lower_ == "by"]
    return [o for c in by for o in c.children if o.dep_ == "pobj"]


def verb_above(token: Token) -> Token | None:
    """Return the verb of the clause that a token stands in, None if it is too far."""
    for _ in range(5):
        if token.pos_ in ("VERB", "AUX"):
            return token
        if token.head.i == token.i:
            return None
        token = token.head
    return None


def pairs(ends: Sequence[str]) -> list[tuple[str, str]]:
    """Return each two of several ends, in order."""
    return [(a, b) for i, a in enumerate(ends) for b in ends[i + 1 :]]
