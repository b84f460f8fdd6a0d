"""Ties that the grammar of a parsed sentence states: verbs, nouns, possessives, joint subjects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from workingregions.corpus.enums import Relation
from workingregions.nlp.ties.roles import Roles, Token
from workingregions.nlp.ties.syntax import is_passive

_INSIDE = frozenset(["at", "within", "of", "inside"])
_FAR = frozenset([Relation.FUNDS, Relation.SERVES, Relation.PARTNERS])
"""Relations that a phrase in place of a name carries too: who funds research at X funds X."""
_HYPHENED = {
    **dict.fromkeys(("funded", "sponsored", "financed", "backed"), Relation.FUNDS),
    **dict.fromkeys(("led", "run", "managed", "commissioned"), Relation.GOVERNS),
    **dict.fromkeys(("owned", "affiliated", "based"), Relation.PART_OF),
    **dict.fromkeys(("founded", "created"), Relation.CREATES),
    "supported": Relation.SERVES,
}
_FUND = re.compile(r"\b(?:funds?|lottery|bank|trust|foundation|research councils?|grants?)\b", re.IGNORECASE)
"""Names of bodies whose support is money."""
_FARTHER = 0.1
"""Reduction of the confidence if a name is filled through such a phrase."""
LEAST = 0.55
"""Minimum confidence for a tie to be read."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A trigger: the relation that it states, the roles of its ends, and other conditions on its sentence."""

    relation: Relation
    source: str
    target: str
    confidence: float
    need: str = ""


class StatedTie(NamedTuple):
    """A tie in a sentence: the token that states it, and its ends as entity keys."""

    trigger: Token
    relation: Relation
    source: str
    target: str
    confidence: float


Rules = Mapping[str, Sequence[Rule]]


def links(roles: Roles, verbs: Rules, nouns: Rules) -> Iterator[StatedTie]:
    """Yield all ties that the sentence states, duplicates included."""
    yield from _verbs(roles, verbs)
    yield from _nouns(roles, nouns)
    yield from _nested(roles)
    yield from _joint(roles)
    yield from _led(roles)
    yield from _accompanied(roles)


def _verbs(roles: Roles, rules: Rules) -> Iterator[StatedTie]:
    for token in roles.doc:
        if token.i in roles.entities or not (token.pos_ in ("VERB", "ADJ", "AUX") or _mistagged(token)):
            continue
        for rule in rules.get(token.lemma_.lower(), ()):
            if not (_meets(roles, token, rule.need) or _is_of_fund(roles, token, rule)):
                continue
            if rule.source == "both":
                pairs = _pairs(roles.fill(token, "subj"))
                yield from (StatedTie(token, rule.relation, a, b, rule.confidence) for a, b in pairs)
                continue
            yield from _filled(rule, token, roles.fill)


def _is_of_fund(roles: Roles, verb: Token, rule: Rule) -> bool:
    """Return whether the money that a rule requires is in the name of its source: "supported by the Growth Fund"."""
    if rule.need not in ("money", "cash"):
        return False
    sources = roles.fill(verb, rule.source)
    return bool(sources) and all(_FUND.search(source) for source in sources)


def _mistagged(token: Token) -> bool:
    """Return whether a verb was tagged as a noun: in "X not only funds Y" it has a subject and an object."""
    deps = {child.dep_ for child in token.children}
    return token.pos_ == "NOUN" and "nsubj" in deps and "dobj" in deps


def _nouns(roles: Roles, rules: Rules) -> Iterator[StatedTie]:
    for token in roles.doc:
        if token.i in roles.entities or not (token.pos_ in ("NOUN", "PROPN") or _is_noun(token)):
            continue
        for rule in rules.get(token.lemma_.lower(), rules.get(token.lower_, ())):
            if rule.target == "both":
                pairs = _pairs(roles.fill_noun(token, rule.source))
                yield from (StatedTie(token, rule.relation, a, b, rule.confidence) for a, b in pairs)
                continue
            if not _fits(roles, token, rule):
                continue
            yield from _filled(rule, token, roles.fill_noun)


def _is_noun(token: Token) -> bool:
    """Return whether a noun was tagged as a verb: "£2m of X funding"."""
    return token.tag_ == "VBG" and token.dep_ in ("pobj", "dobj", "nsubj", "nsubjpass")


def _fits(roles: Roles, noun: Token, rule: Rule) -> bool:
    """Return whether a noun meets the need of its rule: one target alone, or a word before it ("!": none)."""
    if not rule.need:
        return True
    if rule.need == "lone":
        return len(roles.fill_noun(noun, rule.target)) == 1
    if rule.need.startswith("!"):
        return not _fits(roles, noun, replace(rule, need=rule.need[1:]))
    before = (c for c in noun.children if c.dep_ in ("amod", "compound", "nmod") and c.i not in roles.entities)
    return any(roles.is_a(word, rule.need) or word.lower_ in roles.classes[rule.need] for word in before)


def _filled(rule: Rule, token: Token, fill: object) -> Iterator[StatedTie]:
    """Yield links of a rule whose roles are filled by names, or, where the relation allows, near to them."""
    assert callable(fill)
    sources, targets = fill(token, rule.source), fill(token, rule.target)
    confidence = rule.confidence
    if rule.relation in _FAR and not (sources and targets):
        if not sources:
            sources = fill(token, rule.source, far=True)
            confidence -= _FARTHER
        if sources and not targets:
            targets = fill(token, rule.target, far=True)
            confidence -= _FARTHER
        if confidence < LEAST:
            return
    for source in sources:
        for target in targets:
            yield StatedTie(token, rule.relation, source, target, confidence)


def _meets(roles: Roles, verb: Token, need: str) -> bool:
    """Return whether a verb's other parts contain what a rule requires: a particle, or a word of a class."""
    if not need:
        return True
    if need.startswith("!"):
        return not _meets(roles, verb, need[1:])
    if need in ("up", "over", "out"):
        return any(c.lower_ == need and c.dep_ in ("prt", "advmod", "prep") for c in verb.children)
    if need == "together":
        beside = (c.lower_ for c in verb.children if c.dep_ in ("prt", "advmod", "npadvmod"))
        return any(word in roles.classes["together"] for word in beside)
    if need == "task":  # "asked X to assess the plan"; who asks X for money or leave does not govern it
        asked = [c.lemma_.lower() for c in verb.children if c.dep_ in ("xcomp", "ccomp")]
        return any(lemma not in roles.classes["favour"] for lemma in asked)
    words = roles.classes[need]
    if need in ("body", "clients", "allies"):
        nouns = [c for c in verb.children if c.dep_ == "nsubj"]
        parts = (verb, *(c for c in verb.children if c.dep_ in ("dobj", "attr")))
        among = [
            o for part in parts for c in part.children if c.lower_ in ("among", "amongst", "as") for o in c.children
        ]
        nouns += [c for noun in nouns for c in noun.subtree if c.dep_ in ("compound", "pobj")]
        return any(noun.lemma_.lower() in words for noun in (*nouns, *among))
    deps = ("dobj", "nsubjpass", "dative", "oprd", "attr", "advmod")
    parts = [c for c in verb.children if c.dep_ in deps]
    if need == "cash":
        parts += [o for c in verb.children if c.dep_ == "agent" for o in c.children]
    if verb.dep_ == "relcl" and verb.head.pos_ == "NOUN":
        parts.append(verb.head)  # "money that X grants to Y"
    direct = any(c.dep_ in ("dobj", "nsubjpass") for c in parts)
    if need in ("provider", "stake", "fundingwords") or not direct:
        beside = ("as",) if need == "provider" else ("for", "with", "through", "to", "towards", "of")
        parts += [o for c in verb.children if c.dep_ == "prep" and c.lower_ in beside for o in c.children]
    return any(t.lemma_.lower() in words or t.lower_ in words for part in parts for t in part.subtree)


def _nested(roles: Roles) -> Iterator[StatedTie]:
    """Yield ties of a name inside another's phrase: "X's Y", "Y at X", "X-funded Y", "Y, an X company"."""
    for index, entity in ((i, e) for i in sorted(roles.entities) for e in roles.entities[i]):
        token = roles.doc[index]
        if token.dep_ == "poss":
            for owned in _owned(roles, token.head):
                yield StatedTie(token, Relation.PART_OF, owned, entity, 0.75)
        if token.dep_ == "pobj" and token.head.lower_ in _INSIDE and token.head.head.i in roles.entities:
            for inner in roles.entities[token.head.head.i]:
                yield StatedTie(token, Relation.PART_OF, inner, entity, 0.75)
        if token.dep_ in ("poss", "compound", "nmod"):
            yield from (
                StatedTie(token, Relation.PART_OF, x, entity, 0.7) for x in _listed(roles, token.head)
            )
        for relation, noun in _hyphened(token):
            for other in _identified(roles, noun):
                ends = (other, entity) if relation is Relation.PART_OF else (entity, other)
                yield StatedTie(token, relation, *ends, 0.75)
        noun = token.head
        owns = token.dep_ in ("compound", "poss", "nmod", "amod") and roles.is_a(noun, "owned")
        owns = owns and all(t.text != "," for t in roles.doc[index : noun.i])
        if owns and noun.i not in roles.entities:
            yield from (StatedTie(token, Relation.PART_OF, x, entity, 0.75) for x in _beside(roles, noun))


def _beside(roles: Roles, noun: Token) -> list[str]:
    """Return the name that an apposition is beside, or the subject that it is a predicate of."""
    if noun.dep_ == "appos":
        return roles.entities.get(noun.head.i, [])
    if noun.dep_ != "attr":
        return []
    return [e for s in roles.subjects(noun.head) for e in roles.named(s)]


def _owned(roles: Roles, head: Token) -> list[str]:
    """Return what a possessor owns: a name, or the name in "X's Y programme"."""
    if head.i in roles.entities:
        return roles.with_conjuncts(head)
    if roles.is_a(head, "owned"):
        return [e for c in head.children if c.dep_ == "compound" for e in roles.entities.get(c.i, ())]
    return []


def _listed(roles: Roles, noun: Token) -> list[str]:
    """Return the names after a noun for units or members: "X agencies such as A and B"."""
    if noun.i in roles.entities or not (roles.is_a(noun, "owned") or roles.is_a(noun, "member")):
        return []
    found: list[str] = []
    for child in noun.children:
        if child.i < noun.i:
            continue
        if child.dep_ == "appos" and not (roles.doc[noun.i + 1].text == "," and len(roles.named(child)) > 1):
            found += roles.with_conjuncts(child)
        elif child.lower_ in ("as", "including", "like"):
            found += [e for o in child.children if o.dep_ == "pobj" for e in roles.with_conjuncts(o)]
    return found


def _hyphened(token: Token) -> Iterator[tuple[Relation, Token]]:
    """Yield the relation and the noun after "X-funded", "X-led" or "X-owned"."""
    for word in token.doc[token.i + 1 : token.i + 4]:
        relation = _HYPHENED.get(word.lower_)
        if relation is not None and token.doc[word.i - 1].text in ("-", "–"):
            yield relation, word.head


def _identified(roles: Roles, noun: Token) -> list[str]:
    """Return who a noun is: the name beside it if it is an apposition, else itself."""
    if noun.dep_ == "appos" and noun.head.i in roles.entities:
        return roles.entities[noun.head.i]
    return roles.named(noun)


def _joint(roles: Roles) -> Iterator[StatedTie]:
    """Yield ties of those who act jointly: "A and B hosted a forum", "designed jointly by A, B and C"."""
    for token in roles.doc:
        if token.pos_ != "VERB":
            continue
        together = any(c.lower_ in ("jointly", "collaboratively") for c in token.children)
        if is_passive(token):
            agents = [o for c in token.children if c.dep_ == "agent" for o in c.children if o.dep_ == "pobj"]
            agreed = [c for c in roles.subjects(token) if roles.is_a(c, "alliance")]
            shared = together or bool(agreed) or (token.lower_.startswith("co") and _acts(roles, token, co=True))
            if agents and shared and not roles.is_a(token, "owning"):
                for a, b in _pairs(roles.with_conjuncts(agents[0])):
                    yield StatedTie(token, Relation.PARTNERS, a, b, 0.65)
            continue
        subjects = [c for c in token.children if c.dep_ == "nsubj" and c.i in roles.entities]
        if not subjects or any(c.lower_ in ("or", "nor") for s in subjects for c in s.children):
            continue
        actors = roles.with_conjuncts(subjects[0])
        if _is_joint(roles, token, len(actors), together=together):
            for a, b in _pairs(actors):
                yield StatedTie(token, Relation.PARTNERS, a, b, 0.65)


def _is_joint(roles: Roles, verb: Token, actors: int, *, together: bool) -> bool:
    """Return whether the subjects of a verb act together, not each for itself."""
    things = [c for c in verb.children if c.dep_ == "dobj" and c.i not in roles.entities]
    if verb.dep_ == "relcl":
        things.append(verb.head)  # "the alliance that A and B concluded"
    if together or any(c.lower_ in ("joint", "common", "shared") for t in things for c in t.children):
        return True
    if roles.is_a(verb, "sharing") or any(roles.is_a(t, "alliance") for t in things):
        return True
    if verb.lemma_ == "agree" and any(c.dep_ == "xcomp" for c in verb.children):
        return actors == 2
    return actors == 2 and any(c.tag_ in ("NN", "NNP") for c in things) and _acts(roles, verb)


def _acts(roles: Roles, verb: Token, *, co: bool = False) -> bool:
    """Return whether a verb is one of joint action, with or without "co-" before it (with it, where `co`)."""
    lemma = verb.lemma_.lower()
    if co:
        return lemma.startswith("co") and lemma.removeprefix("co") in roles.classes["joint"]
    return any(word in roles.classes["joint"] for word in (lemma, lemma.removeprefix("co")))


def _accompanied(roles: Roles) -> Iterator[StatedTie]:
    """Yield ties of the pattern "A, along with B, will ..."."""
    for index in sorted(roles.entities):
        token = roles.doc[index]
        if token.dep_ != "pobj" or token.head.lower_ != "with" or not token.head.i:
            continue
        if roles.doc[token.head.i - 1].lower_ not in roles.classes["accompany"]:
            continue
        verb = token.head
        while verb.head.i != verb.i and verb.pos_ not in ("VERB", "AUX"):
            verb = verb.head
        if roles.fill(verb, "obj") or roles.is_a(verb, "owning") or roles.is_a(verb, "standing"):
            continue  # both fund, support or found a third body
        for subject in roles.subjects(verb):
            for source in roles.named(subject):
                for target in roles.with_conjuncts(token):
                    yield StatedTie(verb, Relation.PARTNERS, source, target, 0.65)


def _led(roles: Roles) -> Iterator[StatedTie]:
    """Yield ties of who leads a consortium with its members: "the consortium, led by A, includes B and C"."""
    for token in roles.doc:
        if token.i in roles.entities or not (roles.is_a(token, "body") and roles.is_a(token, "alliances")):
            continue
        leaders, members = roles.leaders(token), roles.members(token)
        for a in leaders:
            for b in members:
                yield StatedTie(token, Relation.PARTNERS, a, b, 0.65)
        for a, b in _pairs(members) if not leaders else ():
            yield StatedTie(token, Relation.PARTNERS, a, b, 0.65)


def _pairs(ends: Sequence[str]) -> list[tuple[str, str]]:
    return [(a, b) for i, a in enumerate(ends) for b in ends[i + 1 :]]
