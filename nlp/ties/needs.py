"""Rules, and what they need besides their names: a particle, money, a word of a class."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from workingregions.corpus.enums import Relation
from workingregions.nlp.ties.roles import Roles, Token

_FUND = re.compile(r"\b(?:funds?|lottery|bank|trust|foundation|research councils?|grants?)\b", re.IGNORECASE)
"""Names of bodies whose support is money."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A trigger: the relation that it states, the roles of its ends, and other conditions on its sentence."""

    relation: Relation
    source: str
    target: str
    confidence: float
    need: str = ""


def is_of_fund(roles: Roles, verb: Token, rule: Rule) -> bool:
    """Return whether the source's name says that it gives money: "supported by the Growth Fund"."""
    if rule.need not in ("money", "cash"):
        return False
    sources = roles.fill(verb, rule.source)
    return bool(sources) and all(_FUND.search(source) for source in sources)


def fits(roles: Roles, noun: Token, rule: Rule) -> bool:
    """Return whether a noun meets the need of its rule: one target alone, or a word before it ("!": none)."""
    if not rule.need:
        return True
    if rule.need == "lone":
        return len(roles.fill_noun(noun, rule.target)) == 1
    if rule.need.startswith("!"):
        return not fits(roles, noun, replace(rule, need=rule.need[1:]))
    before = [
        c for c in noun.children if c.dep_ in ("amod", "compound", "nmod") and c.i not in roles.entities
    ]
    return any(_is_among(roles, word, rule.need) for word in before)


def meets(roles: Roles, verb: Token, need: str) -> bool:
    """Return whether a verb's other parts contain what a rule requires: a particle, or a word of a class."""
    if not need:
        return True
    if need.startswith("!"):
        return not meets(roles, verb, need[1:])
    if need in ("up", "over", "out"):
        return any(c.lower_ == need and c.dep_ in ("prt", "advmod", "prep") for c in verb.children)
    if need == "bare":  # "X reports to Y", not "reports its figures to Y"
        return not any(c.dep_ in ("dobj", "nsubjpass") for c in verb.children)
    if need == "together":
        beside = (c.lower_ for c in verb.children if c.dep_ in ("prt", "advmod", "npadvmod"))
        return any(word in roles.classes["together"] for word in beside)
    if need == "task":  # "directed X to assess the plan"; who asks X for money or leave does not govern it
        asked = [c.lemma_.lower() for c in verb.children if c.dep_ in ("xcomp", "ccomp")]
        return any(lemma not in roles.classes["favour"] for lemma in asked)
    if need == "seat":  # "executives of X sit on the board"; its head does so in person
        return all(n.i in roles.entities or roles.is_a(n, "acting") for n in roles.nouns(verb, "subj"))
    if need in ("body", "board", "clients", "allies", "earnings"):
        return any(_is_among(roles, noun, need) for noun in _standing(verb))
    return any(_is_among(roles, t, need) for part in _parts(verb, need) for t in part.subtree)


def _is_among(roles: Roles, token: Token, words: str) -> bool:
    return roles.is_a(token, words) or token.lower_ in roles.classes[words]


def _standing(verb: Token) -> list[Token]:
    """Return the nouns that say what the parts of a verb are: its subject, "among its partners"."""
    nouns = [c for c in verb.children if c.dep_ == "nsubj"]
    nouns += [c for noun in nouns for c in noun.subtree if c.dep_ in ("compound", "pobj")]
    held = (verb, *(c for c in verb.children if c.dep_ in ("dobj", "attr")))
    ways = (c for part in held for c in part.children if c.lower_ in ("among", "amongst", "as"))
    return [*nouns, *(noun for way in ways for noun in way.children)]


def _parts(verb: Token, need: str) -> list[Token]:
    """Return the parts of a verb that may hold the words of a class."""
    deps = ("dobj", "nsubjpass", "dative", "oprd", "attr", "advmod")
    parts = [c for c in verb.children if c.dep_ in deps]
    if need == "cash":
        parts += [o for c in verb.children if c.dep_ == "agent" for o in c.children]
    if verb.dep_ in ("relcl", "acl") and verb.head.pos_ == "NOUN":
        parts.append(verb.head)  # "money that X grants to Y", "a permit issued by X to Y"
    direct = any(c.dep_ in ("dobj", "nsubjpass") for c in parts)
    if need in ("provider", "stake", "fundingwords") or not direct:
        beside = ("as",) if need == "provider" else ("for", "with", "through", "to", "towards", "of")
        parts += [o for c in verb.children if c.dep_ == "prep" and c.lower_ in beside for o in c.children]
    return parts
