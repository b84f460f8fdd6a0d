"""Ties that the grammar of a parsed sentence states: verbs, nouns, possessives, joint subjects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from workingregions.corpus.enums import Relation
from workingregions.nlp.ties.joint import accompanied, joint, led, named_as, reported
from workingregions.nlp.ties.needs import Rule, fits, is_of_fund, meets
from workingregions.nlp.ties.roles import Roles, Token
from workingregions.nlp.ties.syntax import StatedTie, pairs

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
_FARTHER = 0.1
"""Reduction of the confidence if a name is filled through such a phrase."""
LEAST = 0.55
"""Minimum confidence for a tie to be read."""


Rules = Mapping[str, Sequence[Rule]]


def links(roles: Roles, verbs: Rules, nouns: Rules) -> Iterator[StatedTie]:
    """Yield all ties that the sentence states, duplicates included."""
    yield from _verbs(roles, verbs)
    yield from _nouns(roles, nouns)
    yield from _nested(roles)
    yield from joint(roles)
    yield from led(roles)
    yield from accompanied(roles)
    yield from named_as(roles)
    yield from reported(roles)


def _verbs(roles: Roles, rules: Rules) -> Iterator[StatedTie]:
    for token in roles.doc:
        if token.i in roles.entities or not (token.pos_ in ("VERB", "ADJ", "AUX") or _mistagged(token)):
            continue
        for rule in rules.get(token.lemma_.lower(), ()):
            if not (meets(roles, token, rule.need) or is_of_fund(roles, token, rule)):
                continue
            if rule.source == "both":
                ends = pairs(roles.fill(token, "subj"))
                yield from (StatedTie(token, rule.relation, a, b, rule.confidence) for a, b in ends)
                continue
            yield from _filled(rule, token, roles.fill)


def _mistagged(token: Token) -> bool:
    """Return whether a verb was tagged as a noun: in "X not only funds Y" it has a subject and an object."""
    deps = {child.dep_ for child in token.children}
    return token.pos_ == "NOUN" and "nsubj" in deps and "dobj" in deps


def _nouns(roles: Roles, rules: Rules) -> Iterator[StatedTie]:
    for token in roles.doc:
        if token.i in roles.entities or not (token.pos_ in ("NOUN", "PROPN") or _is_noun(token)):
            continue
        read: list[StatedTie] = []
        for rule in rules.get(token.lemma_.lower(), rules.get(token.lower_, ())):
            if not fits(roles, token, rule):
                continue
            if rule.target == "both":
                ends = pairs(roles.fill_noun(token, rule.source))
                read += (StatedTie(token, rule.relation, a, b, rule.confidence) for a, b in ends)
            else:
                read += _filled(rule, token, roles.fill_noun)
        # "X is a partnership of ten bodies, including A and B": its members, not two partners.
        members = {t.source for t in read if t.relation is Relation.PART_OF}
        yield from (t for t in read if t.relation is not Relation.PARTNERS or t.source not in members)


def _is_noun(token: Token) -> bool:
    """Return whether a noun was tagged as a verb: "£2m of X funding"."""
    if token.lower_ in ("million", "billion"):
        return token.dep_ in ("pobj", "dobj")
    return token.tag_ == "VBG" and token.dep_ in ("pobj", "dobj", "nsubj", "nsubjpass")


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


def _nested(roles: Roles) -> Iterator[StatedTie]:
    """Yield ties of a name inside another's phrase: "X's Y", "Y at X", "X-funded Y", "Y, an X company"."""
    named = [(index, entity) for index in sorted(roles.entities) for entity in roles.entities[index]]
    for index, entity in named:
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
