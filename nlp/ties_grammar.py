"""How names hang together in a parsed sentence: roles of verbs, prepositions of nouns, possessors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from workingregions.corpus.records import Modality

if TYPE_CHECKING:
    from spacy.tokens import Doc

Token = Any
STAND_IN = "Microsoft"
"""What every institution is called when a sentence is parsed."""
_SUBJECT = ("nsubj", "csubj")
_PASSIVE = ("nsubjpass", "csubjpass")
_NOUNY = ("NOUN", "PROPN", "PRON", "X", "ADJ")
_INSIDE = frozenset(["at", "within", "of", "inside"])
_CLIMB = frozenset(["conj", "xcomp", "advcl", "ccomp", "pcomp", "prep", "pobj", "dobj", "acomp", "attr"])


def mask(text: str, mentions: Sequence[tuple[int, int, str]]) -> tuple[str, list[tuple[int, str]]]:
    """The sentence with every name as one well-known word, which the parser reads best.

    An acronym in brackets after its own long form is left out; "its" becomes a possessive.

    Args:
        text: the sentence.
        mentions: (start, end, entity) of names in it, which do not overlap.

    Returns:
        The new text and the (offset, entity) of the names in it.
    """
    masked, at = "", 0
    marks: list[tuple[int, str]] = []
    for start, end, entity in sorted(mentions):
        gap = text[at:start]
        if start < at:
            continue
        if marks and marks[-1][1] == entity and gap == " (" and text[end : end + 1] == ")":
            at = end + 1
            continue
        masked += gap
        marks.append((len(masked), entity))
        masked += STAND_IN + ("'s" if text[start:end].casefold() == "its" else "")
        at = end
    return masked + text[at:], marks


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
    """A parsed sentence in which every institution is one token.

    Args:
        doc: the sentence as `mask` wrote it, parsed.
        marks: (offset in it, entity) of every name.
        classes: word classes by name.
    """

    def __init__(
        self, doc: Doc, marks: Sequence[tuple[int, str]], classes: Mapping[str, frozenset[str]]
    ) -> None:
        by_start = {token.idx: token.i for token in doc}
        self.doc = doc
        self.classes = classes
        self.entity = {by_start[start]: entity for start, entity in marks if start in by_start}

    def verb_ties(self, rules: Mapping[str, Sequence[RuleLike]]) -> Iterator[tuple[Token, Any, str, str]]:
        """(trigger, rule, source, target) for verbs."""
        for token in self.doc:
            if token.pos_ not in ("VERB", "ADJ") or token.i in self.entity:
                continue
            for rule in rules.get(token.lemma_.lower(), ()):
                if rule.source == "both":
                    yield from ((token, rule, a, b) for a, b in _pairs(self._subject(token)))
                elif self._meets(token, rule.need):
                    for source in self._role(token, rule.source):
                        for target in self._role(token, rule.target):
                            yield token, rule, source, target

    def joint_ties(self, partners: Any) -> Iterator[tuple[Token, Any, str, str]]:
        """ "A and B hosted a forum": joint subjects of a verb of joint action."""
        for token in self.doc:
            if token.pos_ == "VERB" and token.lemma_.lower() in self.classes["joint"]:
                own = [c for c in token.children if c.dep_ == "nsubj" and c.i in self.entity]
                if own and (
                    len(list(own[0].conjuncts)) == 1 or any(c.lower_ == "jointly" for c in token.children)
                ):
                    yield from ((token, partners, a, b) for a, b in _pairs(self._with_conjuncts(own[0])))

    def noun_ties(self, rules: Mapping[str, Sequence[RuleLike]]) -> Iterator[tuple[Token, Any, str, str]]:
        """(trigger, rule, source, target) for nouns."""
        for token in self.doc:
            if token.pos_ not in ("NOUN", "PROPN") or token.i in self.entity:
                continue
            for rule in rules.get(token.lemma_.lower(), ()):
                if rule.target == "both":
                    yield from ((token, rule, a, b) for a, b in _pairs(self._after(token, rule.source)))
                    continue
                for source in self._noun_role(token, rule.source):
                    for target in self._noun_role(token, rule.target):
                        yield token, rule, source, target

    def nested_ties(self, part_of: Any, funds: Any) -> Iterator[tuple[Token, Any, str, str]]:
        """ "X's Y", "Y at X", "X-funded Y": a name inside the phrase of another. The trigger is the name."""
        for at, entity in self.entity.items():
            token = self.doc[at]
            if token.dep_ == "poss" and token.head.i in self.entity:
                for owned in self._with_conjuncts(token.head):
                    yield token, part_of, owned, entity
            if token.dep_ == "pobj" and token.head.lower_ in _INSIDE and token.head.head.i in self.entity:
                yield token, part_of, self.entity[token.head.head.i], entity
            funded = self._funded_noun(token)
            if funded is not None:
                yield from ((token, funds, entity, x) for x in self._identified(funded))
            for unit in self._units(token):
                yield token, part_of, unit, entity

    def _units(self, token: Token) -> list[str]:
        """What a name is said to belong to the institution `token`: "Y, an X company", "School of Y, X"."""
        noun = token.head
        if (
            token.dep_ in ("compound", "poss", "nmod", "amod")
            and noun.lemma_.lower() in self.classes["owned"]
        ):
            return self._about(noun) if noun.dep_ in ("appos", "attr") and noun.i not in self.entity else []
        before = self.doc[max(0, token.i - 2) : token.i]
        if len(before) == 2 and before[1].text == "," and before[0].i in self.entity:
            after = self.doc[token.i + 1].lower_ if token.i + 1 < len(self.doc) else "."
            earlier = self.doc[before[0].i - 1].lower_ if before[0].i else "."
            unit, parent = self.entity[before[0].i].split(), self.entity[token.i].split()
            campus = parent[0] == "university" or parent[-1] == "university"
            listed = {"and", "or", "&"} if campus else {",", "and", "or", "&"}
            if after not in listed and earlier not in listed:
                above = parent[0] in self.classes["parents"] or parent[-1] in self.classes["parents"]
                below = unit[0] in self.classes["units"] or unit[-1] in self.classes["units"]
                return [self.entity[before[0].i]] if above and below else []
        return []

    def accompanied_ties(self, partners: Any) -> Iterator[tuple[Token, Any, str, str]]:
        """ "A, along with B, will ..."."""
        for at, entity in self.entity.items():
            token = self.doc[at]
            if token.dep_ != "pobj" or token.head.lower_ != "with" or not token.head.i:
                continue
            if self.doc[token.head.i - 1].lower_ in self.classes["accompany"]:
                head = token.head.head
                head = head.head if head.lower_ in self.classes["accompany"] else head
                first = self._with_conjuncts(head) if head.i in self.entity else self._subject(head)
                yield from ((head, partners, other, entity) for other in first)

    def _funded_noun(self, token: Token) -> Token | None:
        """The noun that "X-funded" or "X-sponsored" modifies, given the token of X."""
        following = self.doc[token.i + 1 : token.i + 3]
        words = [t.lower_ for t in following]
        if len(words) == 2 and words[0] in "-–" and words[1] in ("funded", "sponsored", "backed", "financed"):
            noun = following[1].head
            return noun if noun.i > token.i else None
        return None

    def _identified(self, noun: Token) -> list[str]:
        """Who a noun is: the name it stands beside when it is an apposition, else itself."""
        if noun.dep_ == "appos" and noun.head.i in self.entity:
            return [self.entity[noun.head.i]]
        return self._named(noun)

    def _meets(self, verb: Token, need: str) -> bool:
        if not need:
            return True
        if need == "up":
            return any(c.dep_ == "prt" and c.lower_ == "up" for c in verb.children)
        words = self.classes[need]
        parts = [c for c in verb.children if c.dep_ in ("dobj", "nsubjpass", "dative", "oprd", "attr")]
        if need in ("body", "clients"):
            parts = [c for c in verb.children if c.dep_ in ("nsubj",)]
        if need == "clients":
            return any(part.lemma_.lower() in words for part in parts)
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
        if role == "owner":
            nouns = [c for c in verb.children if c.dep_ == "nsubj"]
            return [
                self.entity[c.i] for n in nouns for c in n.children if c.dep_ == "poss" and c.i in self.entity
            ]
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
            if verb.dep_ in _CLIMB and verb.head.i != verb.i:
                if verb.dep_ in ("xcomp", "ccomp") and verb.head.lemma_.lower() in self.classes["control"]:
                    asked = [e for c in verb.head.children if c.dep_ == "dobj" for e in self._named(c)]
                    if asked:
                        return asked
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
        """Entities of a noun phrase: head, conjuncts, apposition, members of a collective."""
        found = self._with_conjuncts(token)
        if token.i in self.entity:
            return found
        member = token.lemma_.lower() in self.classes["body"]
        for child in token.children:
            if child.dep_ == "appos" or (member and child.dep_ == "poss"):
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


def _pairs(ends: Sequence[str]) -> list[tuple[str, str]]:
    return [(a, b) for i, a in enumerate(ends) for b in ends[i + 1 :]]


def modality(trigger: Token, classes: Mapping[str, frozenset[str]]) -> Modality:
    """How the sentence puts a tie: asserted, planned ("will"), hedged ("may") or negated.

    A tie that a name states by itself ("X's Y") holds, whatever the sentence plans for it.
    """
    if trigger.pos_ == "PROPN":
        return Modality.ASSERTED
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
