"""How names hang together in a parsed sentence: roles of verbs, prepositions of nouns, possessors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from workingregions.corpus.records import Modality

if TYPE_CHECKING:
    from spacy.tokens import Doc

Token = Any
_SUBJECT = ("nsubj", "csubj")
_PASSIVE = ("nsubjpass", "csubjpass")
_NOUNY = ("NOUN", "PROPN", "PRON", "X", "ADJ")
_INSIDE = frozenset(["at", "within", "in", "of", "inside"])


class RuleLike(Protocol):
    """What a rule says: roles of both ends, a confidence and a need."""

    @property
    def source(self) -> str:
        """Role of the source."""

    @property
    def target(self) -> str:
        """Role of the target."""

    @property
    def need(self) -> str:
        """Word class the object must hold, or a particle."""


class Graph:
    """A parsed sentence in which every institution is one token."""

    def __init__(self, doc: Doc, mentions: Sequence[tuple[int, int, str]]) -> None:
        self.classes: Mapping[str, frozenset[str]] = {}
        spans = []
        taken = -1
        for start, end, entity in sorted(mentions):
            span = doc.char_span(start, end, alignment_mode="expand")
            if span is not None and span.start > taken:
                spans.append((span, entity))
                taken = span.end - 1
        marks = [(span.start_char, entity) for span, entity in spans]
        with doc.retokenize() as joiner:
            for span, _ in spans:
                if len(span) > 1:
                    joiner.merge(span, attrs={"POS": "PROPN", "LEMMA": span.text})
        by_start = {token.idx: token.i for token in doc}
        self.doc = doc
        self.entity = {by_start[start]: entity for start, entity in marks if start in by_start}

    def verb_ties(self, rules: Mapping[str, Sequence[RuleLike]]) -> Iterator[tuple[Token, Any, str, str]]:
        """(trigger, rule, source, target) for verbs."""
        for token in self.doc:
            if token.pos_ not in ("VERB", "ADJ", "NOUN") or token.i in self.entity:
                continue
            for rule in rules.get(token.lemma_.lower(), ()):
                if token.pos_ == "VERB" and self._meets(token, rule.need):
                    for source in self._role(token, rule.source):
                        for target in self._role(token, rule.target):
                            yield token, rule, source, target

    def noun_ties(self, rules: Mapping[str, Sequence[RuleLike]]) -> Iterator[tuple[Token, Any, str, str]]:
        """(trigger, rule, source, target) for nouns."""
        for token in self.doc:
            if token.pos_ not in ("NOUN", "PROPN") or token.i in self.entity:
                continue
            for rule in rules.get(token.lemma_.lower(), ()):
                if rule.target == "both":
                    ends = self._after(token, rule.source)
                    yield from ((token, rule, a, b) for i, a in enumerate(ends) for b in ends[i + 1 :])
                    continue
                for source in self._noun_role(token, rule.source):
                    for target in self._noun_role(token, rule.target):
                        yield token, rule, source, target

    def nested_ties(self, part_of: Any, funds: Any) -> Iterator[tuple[Token, Any, str, str]]:
        """ "X's Y", "Y at X", "Y (part of X)", "X-funded Y": a name inside the phrase of another."""
        for at, entity in self.entity.items():
            token = self.doc[at]
            if token.dep_ == "poss" and token.head.i in self.entity:
                for owned in self._with_conjuncts(token.head):
                    yield token.head, part_of, owned, entity
            if token.dep_ == "pobj" and token.head.lower_ in _INSIDE and token.head.head.i in self.entity:
                yield token.head, part_of, self.entity[token.head.head.i], entity
            if token.dep_ in ("amod", "compound", "npadvmod", "nmod") and token.head.lower_ in (
                "funded",
                "sponsored",
            ):
                yield from ((token.head, funds, entity, x) for x in self._named(token.head.head))

    def _meets(self, verb: Token, need: str) -> bool:
        if not need:
            return True
        if need == "up":
            return any(c.dep_ == "prt" and c.lower_ == "up" for c in verb.children)
        words = self.classes[need]
        parts = [c for c in verb.children if c.dep_ in ("dobj", "nsubjpass", "dative", "oprd", "attr")]
        if need == "body":
            parts = [c for c in verb.children if c.dep_ in ("nsubj",)]
        return any(t.lemma_.lower() in words or t.lower_ in words for part in parts for t in part.subtree)

    def _role(self, verb: Token, role: str) -> list[str]:
        """Entities that fill a role of a verb."""
        passive = self._is_passive(verb)
        if role == "subj":
            if passive:
                return [
                    e for c in verb.children if c.dep_ == "agent" for o in c.children for e in self._named(o)
                ]
            return self._subject(verb)
        if role == "passive":
            return self._subject(verb) if passive else []
        if role == "obj":
            if passive:
                return self._subject(verb)
            return [e for c in verb.children if c.dep_ in ("dobj", "obj", "oprd") for e in self._named(c)]
        if role == "dative":
            return [e for c in verb.children if c.dep_ == "dative" for e in self._named(c)]
        return self._after(verb, role)

    def _is_passive(self, verb: Token) -> bool:
        if any(c.dep_ in ("nsubjpass", "auxpass", "agent") for c in verb.children):
            return True
        return bool(verb.tag_ == "VBN" and verb.dep_ in ("acl", "amod", "advcl"))

    def _subject(self, verb: Token) -> list[str]:
        """Subjects of a verb: its own, the noun it modifies, or those of the verb above it."""
        for _ in range(6):
            own = [c for c in verb.children if c.dep_ in (*_SUBJECT, *_PASSIVE)]
            if own and own[0].lower_ in ("which", "that", "who") and verb.dep_ == "relcl":
                return self._named(verb.head)
            if own:
                return [e for c in own for e in self._named(c)]
            if verb.dep_ in ("acl", "relcl", "amod"):
                return self._named(verb.head)
            if (
                verb.dep_ in ("conj", "xcomp", "advcl", "ccomp", "pcomp", "prep", "pobj", "dobj")
                and verb.head.i != verb.i
            ):
                verb = verb.head
                continue
            return []
        return []

    def _after(self, token: Token, preposition: str) -> list[str]:
        found = []
        for child in token.children:
            if child.dep_ in ("prep", "dative", "agent") and child.lower_ == preposition:
                found += [e for o in child.children if o.dep_ in ("pobj", "pcomp") for e in self._named(o)]
            elif child.dep_ == "dobj" or (child.dep_ == "prt"):
                found += [] if child.i in self.entity else self._after(child, preposition)
        return list(dict.fromkeys(found))

    def _noun_role(self, noun: Token, role: str) -> list[str]:
        if role == "poss":
            return [self.entity[c.i] for c in noun.children if c.dep_ == "poss" and c.i in self.entity]
        if role != "subj":
            return self._after(noun, role)
        return self._about(noun)

    def _about(self, noun: Token) -> list[str]:
        """Who a noun is said of: its possessor, the noun it stands beside, or the subject of its verb."""
        owners = [self.entity[c.i] for c in noun.children if c.dep_ == "poss" and c.i in self.entity]
        if owners:
            return owners
        token = noun
        for _ in range(5):
            if token.dep_ == "appos" and token.head.i != token.i:
                return self._named(token.head)
            if (
                token.dep_ in ("attr", "dobj", "pobj", "prep", "oprd", "conj", "pcomp")
                and token.head.i != token.i
            ):
                token = token.head
                if token.i in self.entity:
                    return self._with_conjuncts(token)
                if token.pos_ in ("VERB", "AUX"):
                    passive = self._role(token, "obj") if self._is_passive(token) else []
                    return passive or self._subject(token)
                continue
            break
        return []

    def _named(self, token: Token) -> list[str]:
        """Entities of a noun phrase: the head and its conjuncts, what stands beside it, members of a collective."""
        found = self._with_conjuncts(token)
        if token.i in self.entity:
            return found
        for child in token.children:
            if child.dep_ == "appos":
                found += self._with_conjuncts(child)
            if (
                child.dep_ == "prep"
                and child.lower_ in ("of", "including", "as", "like")
                and self._collective(token)
            ):
                found += [e for o in child.children if o.dep_ == "pobj" for e in self._with_conjuncts(o)]
        return list(dict.fromkeys(found))

    def _collective(self, token: Token) -> bool:
        return token.lemma_.lower() in self.classes.get("collective", frozenset())

    def _with_conjuncts(self, token: Token) -> list[str]:
        tokens = [token, *token.conjuncts]
        return [self.entity[t.i] for t in tokens if t.i in self.entity and t.i >= token.i]


def modality(trigger: Token, classes: Mapping[str, frozenset[str]]) -> Modality:
    """How the sentence puts a tie: asserted, planned ("will"), hedged ("may") or negated."""
    chain = [trigger]
    token = trigger
    while token.head.i != token.i and len(chain) < 6:
        token = token.head
        chain.append(token)
        if token.pos_ in ("VERB", "AUX") and token.dep_ in ("ROOT", "relcl", "ccomp"):
            break
    verbs = [t for t in chain if t.pos_ in ("VERB", "AUX")] or chain[:1]
    aux = {
        c.lower_ for v in verbs for c in v.children if c.dep_ in ("aux", "neg", "advmod", "auxpass", "det")
    }
    if aux & classes["negated"] or any(v.lemma_.lower() in ("fail", "refuse", "decline") for v in verbs):
        return Modality.NEGATED
    if aux & classes["hedged"]:
        return Modality.HEDGED
    above = {v.lemma_.lower() for v in verbs if v.i != trigger.i}
    infinitive = any(c.lower_ == "to" and c.dep_ == "aux" for c in verbs[0].children)
    if aux & classes["planned_aux"] or (infinitive and above & classes["planned"]):
        return Modality.PLANNED
    return Modality.ASSERTED
