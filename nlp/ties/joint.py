"""Partners by joint action: joint subjects, who acts along with another, a consortium and its leader."""

from __future__ import annotations

from collections.abc import Iterator

from workingregions.corpus.enums import Relation
from workingregions.nlp.ties.roles import SUBJECT, Roles, Token
from workingregions.nlp.ties.syntax import StatedTie, is_passive, pairs, verb_above

_FEW = 3
"""More subjects than this do one thing each, or are a list."""
_LEADING = ("lead", "head", "coordinate")
_AS = {"member": Relation.PART_OF, "partner": Relation.PARTNERS, "founder": Relation.CREATES}
_CONSISTING = ("include", "comprise", "consist", "compose", "involve")


def joint(roles: Roles) -> Iterator[StatedTie]:
    """Yield ties of those who act jointly: "A and B hosted a forum", "designed jointly by A, B and C"."""
    for token in roles.doc:
        if token.pos_ != "VERB":
            continue
        together = any(c.lower_ in ("jointly", "collaboratively") for c in token.children)
        if is_passive(token):
            agents = [o for c in token.children if c.dep_ == "agent" for o in c.children if o.dep_ == "pobj"]
            things = roles.subjects(token)
            agreed = [c for c in things if roles.is_a(c, "alliance")]
            event = [
                c for c in things if c.tag_ == "NN" and roles.is_a(c, "event") and c.i not in roles.entities
            ]
            shared = (
                together
                or bool(agreed)
                or bool(event)
                or (token.lower_.startswith("co") and _acts(roles, token, co=True))
            )
            if agents and shared and not roles.is_a(token, "owning"):
                for a, b in pairs(roles.with_conjuncts(agents[0])):
                    yield StatedTie(token, Relation.PARTNERS, a, b, 0.65)
            continue
        subjects = [c for c in token.children if c.dep_ == "nsubj" and c.i in roles.entities]
        if not subjects or any(c.lower_ in ("or", "nor") for s in subjects for c in s.children):
            continue
        actors = roles.with_conjuncts(subjects[0])
        if _is_joint(roles, token, len(actors), together=together):
            for a, b in pairs(actors):
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
    return actors <= _FEW and any(c.tag_ in ("NN", "NNP") for c in things) and _acts(roles, verb)


def _acts(roles: Roles, verb: Token, *, co: bool = False) -> bool:
    """Return whether a verb is one of joint action, with or without "co-" before it (with it, where `co`)."""
    lemma = verb.lemma_.lower()
    if co:
        return lemma.startswith("co") and lemma.removeprefix("co") in roles.classes["joint"]
    return any(word in roles.classes["joint"] for word in (lemma, lemma.removeprefix("co")))


def accompanied(roles: Roles) -> Iterator[StatedTie]:
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
        passive = is_passive(verb)  # "was drawn up by A together with B"
        for actor in roles.nouns(verb, "subj") if passive else roles.subjects(verb):
            for source in roles.named(actor):
                for target in roles.with_conjuncts(token):
                    yield StatedTie(verb, Relation.PARTNERS, source, target, 0.65)


def named_as(roles: Roles) -> Iterator[StatedTie]:
    """Yield ties of those whom "with" names in a role: "was set up with A and B as founding members"."""
    for token in roles.doc:
        named = roles.doc[token.i - 1]
        if token.lower_ != "as" or named.i not in roles.entities or named.head.lower_ != "with":
            continue
        relation = next((_AS[o.lemma_] for o in token.children if o.lemma_ in _AS), None)
        verb = verb_above(named)
        if relation is None or verb is None:
            continue
        for whole in roles.fill(verb, "obj" if is_passive(verb) else "subj"):
            for part in roles.with_conjuncts(named):
                yield StatedTie(token, relation, part, whole, 0.65)


def reported(roles: Roles) -> Iterator[StatedTie]:
    """Yield ties of who writes what another pays for: "commissioned by A and prepared by B"."""
    for token in roles.doc:
        pays = token.lemma_ in ("fund", "finance", "sponsor")
        if not (pays or token.lemma_ == "commission") or not is_passive(token) or roles.fill(token, "obj"):
            continue
        clients = roles.fill(token, "subj")
        verbs = {t.i: t for s in roles.subjects(token) for t in (*s.children, s.head)}
        verbs |= {t.i: t for v in list(verbs.values()) for t in v.conjuncts}
        for verb in verbs.values():
            if verb.i != token.i and roles.is_a(verb, "producing") and is_passive(verb):
                for writer in roles.fill(verb, "subj"):
                    for client in clients:
                        if pays:
                            yield StatedTie(verb, Relation.FUNDS, client, writer, 0.65)
                        else:
                            yield StatedTie(verb, Relation.SERVES, writer, client, 0.7)


def led(roles: Roles) -> Iterator[StatedTie]:
    """Yield ties of who leads a consortium with its members: "the consortium, led by A, includes B and C"."""
    for token in roles.doc:
        if token.i in roles.entities or not (roles.is_a(token, "body") and roles.is_a(token, "alliances")):
            continue
        leaders, members = _leaders(roles, token), _members(roles, token)
        for a in leaders:
            for b in members:
                yield StatedTie(token, Relation.PARTNERS, a, b, 0.65)
        named = bool(roles.identified(token))  # "X is a partnership of ...": they are its members
        for a, b in pairs(members) if not (leaders or named) else ():
            yield StatedTie(token, Relation.PARTNERS, a, b, 0.65)


def _leaders(roles: Roles, body: Token) -> list[str]:
    """Return who leads a body without a name: "the consortium, led by A, ...", "A leads a consortium"."""
    led = [c for c in body.children if c.dep_ in ("acl", "relcl") and c.lemma_ in _LEADING]
    if body.dep_ == "nsubjpass" and body.head.lemma_ in _LEADING:
        led.append(body.head)
    found = [e for verb in led for e in roles.fill(verb, "subj")]
    if body.dep_ == "dobj" and body.head.lemma_ in _LEADING:
        found += roles.fill(body.head, "subj")
    return found


def _members(roles: Roles, body: Token) -> list[str]:
    """Return the members of a body without a name: "consists of A, B and C", "a consortium with A"."""
    found: list[str] = []
    verb = body.head
    if body.dep_ in SUBJECT and verb.lemma_ in _CONSISTING:
        found = [e for c in verb.children if c.dep_ in ("dobj", "attr") for e in roles.named(c)]
        found += [e for o in roles.objects_of(verb, "of") for e in roles.named(o)]
    if not found:
        ways = ("with", "of") if _leaders(roles, body) else ("of",)
        found = [e for way in ways for o in roles.objects_of(body, way, steps=0) for e in roles.named(o)]
    return found if len(found) > 1 or _leaders(roles, body) else []
