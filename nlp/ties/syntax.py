"""Facts of a sentence's parse that do not depend on the names in it."""

from __future__ import annotations

from typing import Any

Token = Any


def counted(noun: Token) -> Token:
    """Return the noun after "some of", "many of"."""
    if noun.lower_ in ("some", "many", "most", "several", "all", "two", "three"):
        for child in noun.children:
            for counted in child.children if child.lower_ == "of" else ():
                return counted
    return noun


def is_passive(verb: Token) -> bool:
    """Return whether the verb's subject or head noun is what is acted on."""
    if any(c.dep_ in ("nsubjpass", "auxpass", "agent") for c in verb.children):
        return True
    return bool(verb.tag_ == "VBN" and verb.dep_ in ("acl", "amod", "advcl"))
