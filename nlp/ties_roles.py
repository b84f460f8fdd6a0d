"""Who fills which role of a verb or a noun in a parsed sentence whose institutions are single tokens.

A role is filled by a name itself ("X funds Y"), or, one step further, by a phrase that stands for it ("X
funds research at Y", "engineers from X"); the second way is weaker evidence and is asked for apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.tokens import Doc

Token = Any
STAND_IN = "Microsoft"
"""What every institution is called when a sentence is parsed."""
_SUBJECT = ("nsubj", "csubj", "nsubjpass", "csubjpass")
_CLIMB = frozenset(["conj", "xcomp", "advcl", "ccomp", "pcomp", "prep", "pobj", "dobj", "acomp", "attr"])
_STANDS_FOR = frozenset(["of", "at", "from", "in", "within"])
_REACHES = frozenset(["of", "for", "at", "by", "as", "like", "including", "to", "within", "in"])
_MEMBERS = frozenset(["of", "including", "as", "like"])
_CO = re.compile(r"\b[Cc]o-(?=[a-z])")
"""Taken from "co-funded", which is one word for the rules and three for the parser."""
_FURTHEST = 3
"""Nouns between the object of a verb and the name that it reaches, at most."""


def mask(text: str, mentions: Sequence[tuple[int, int, str]]) -> tuple[str, list[tuple[int, str]]]:
    """The sentence with every name as one well-known word, which the parser reads best.

    An acronym in brackets after its own long form is left out.

    Args:
        text: the sentence.
        mentions: (start, end, entity) of names in it; of two that overlap, the first counts.

    Returns:
        The new text and the (offset, entity) of the names in it.
    """
    masked, at = "", 0
    marks: list[tuple[int, str]] = []
    for start, end, entity in sorted(mentions):
        if start < at:
            continue
        gap = text[at:start]
        if marks and marks[-1][1] == entity and gap == " (" and text[end : end + 1] == ")":
            at = end + 1
            continue
        masked += _CO.sub("co", gap)
        marks.append((len(masked), entity))
        masked += STAND_IN
        at = end
    return masked + _CO.sub("co", text[at:]), marks


class Roles:
    """A parsed sentence in which every institution is one token.

    Args:
        doc: the sentence as `mask` wrote it, parsed.
        marks: (offset in it, entity) of every name.
        classes: word classes by name.
        before: the entity that "its" means where the sentence names none before it; "" for nobody.
    """

    def __init__(
        self,
        doc: Doc,
        marks: Sequence[tuple[int, str]],
        classes: Mapping[str, frozenset[str]],
        before: str = "",
    ) -> None:
        by_start = {token.idx: token.i for token in doc}
        self.doc = doc
        self.classes = classes
        self.entity = {by_start[start]: entity for start, entity in marks if start in by_start}
        for token in doc:
            if token.lower_ == "its" and token.dep_ == "poss":
                meant = self._owner_of_its(token) or before
                if meant:
                    self.entity[token.i] = meant

    def is_a(self, token: Token, name: str) -> bool:
        """Whether a token's lemma is in the word class `name`."""
        return token.lemma_.lower() in self.classes[name]

    def _owner_of_its(self, its: Token) -> str:
        """The subject of the clause around "its", else the nearest name before it."""
        token = its.head
        for _ in range(8):
            if token.pos_ in ("VERB", "AUX"):
                for subject in self.subjects(token):
                    inside = its.i in {t.i for t in subject.subtree}
                    named = [] if inside else self.named(subject)
                    if named:
                        return named[0]
            if token.head.i == token.i:
                break
            token = token.head
        return next((self.entity[i] for i in sorted(self.entity, reverse=True) if i < its.i), "")

    # --- noun phrases to names

    def named(self, token: Token) -> list[str]:
        """Names of a noun phrase: head, conjuncts, apposition, members of a collective."""
        found = self.with_conjuncts(token)
        if token.i in self.entity:
            return found
        body = self.is_a(token, "body")
        for child in token.children:
            if child.dep_ == "appos" or (body and child.dep_ == "poss"):
                found += self.with_conjuncts(child)
            word = child.lower_
            if child.dep_ != "prep" and word != "including":
                continue
            gathers = word in _MEMBERS and self.is_a(token, "collective")
            if gathers or (body and word == "of") or word == "including":
                found += [e for o in child.children if o.dep_ == "pobj" for e in self.with_conjuncts(o)]
        return list(dict.fromkeys(found))

    def stands_for(self, token: Token) -> list[str]:
        """Whom a phrase acts for: "engineers from X", "X's programme"; what "one of the firms" is said of."""
        found: list[str] = []
        if token.pos_ == "NOUN":
            found = [*self._possessors(token), *self._after(token, "of")]
        if self.is_a(token, "acting"):
            for child in token.children:
                if child.dep_ in ("compound", "nmod"):
                    found += self.with_conjuncts(child)
                elif child.dep_ == "prep" and child.lower_ in _STANDS_FOR:
                    found += [e for o in child.children if o.dep_ == "pobj" for e in self.named(o)]
        found = found or self.identified(token)
        # "X offers courses that support Y": the doer of what the noun is the object of.
        return list(dict.fromkeys(found or (self.about(token) if token.pos_ == "NOUN" else [])))

    def identified(self, noun: Token) -> list[str]:
        """Who a noun is: the name beside it, the subject it is said of, "as"; no possessor or doer."""
        found = [e for c in noun.children if c.dep_ == "appos" for e in self.with_conjuncts(c)]
        token = noun
        for _ in range(4):
            if found or token.head.i == token.i:
                return found
            head = token.head
            if token.dep_ == "appos":
                return self.named(head) or self.identified(head)
            linking = token.dep_ == "attr" or (
                token.dep_ == "dobj" and head.lemma_ in ("form", "become", "remain")
            )
            if linking:
                return [e for s in self.subjects(head) for e in self.named(s)]
            if token.dep_ == "pobj" and head.lower_ == "as":
                passive = self.fill(head.head, "obj") if self.is_passive(head.head) else []
                return passive or [e for s in self.subjects(head.head) for e in self.named(s)]
            if token.dep_ == "pobj" and head.lower_ == "of" and head.head.lower_ in ("one", "some", "part"):
                token = head.head
            elif token.dep_ == "conj":
                token = head
            else:
                return []
        return []

    def reach(self, token: Token, steps: int = _FURTHEST) -> list[str]:
        """Names that an object phrase leads to: "the work of X", "firms such as X", "X's new plant"."""
        found = self.named(token)
        if found or not steps:
            return found
        for child in token.children:
            attribute = child.dep_ in ("compound", "nmod") and self.is_a(token, "acting")
            if child.dep_ == "poss" or attribute:
                found += self.with_conjuncts(child)
            elif child.dep_ in ("appos", "conj"):
                found += self.reach(child, steps - 1)
            elif child.dep_ == "prep" and child.lower_ in _REACHES:
                for deeper in child.children:
                    if deeper.dep_ == "pobj":
                        found += self.reach(deeper, steps - 1)
        return list(dict.fromkeys(found))

    def with_conjuncts(self, token: Token) -> list[str]:
        """The names of a token and of those joined to it after it by "and", commas or "or"."""
        return [self.entity[t.i] for t in (token, *token.conjuncts) if t.i in self.entity and t.i >= token.i]

    # --- roles of verbs and nouns

    def fill(self, token: Token, role: str, *, far: bool = False) -> list[str]:
        """Names that fill a role of a verb; with `far`, through phrases that stand for them.

        Roles: subj, obj, passive, dative, owner, or a preposition.
        """
        if role == "owner":
            nouns = [self._counted(c) for c in token.children if c.dep_ == "nsubj"]
            return [e for n in nouns for e in (*self.fill_noun(n, "poss"), *self._after(n, "of"))]
        found: list[str] = []
        for noun in self._nouns(token, role):
            found += self.named(noun)
            if far and not self.named(noun):
                found += self.stands_for(noun) if role in ("subj", "passive") else self.reach(noun)
        if far and role == "obj" and not found:
            # "sponsors two chairs at X": the parser may hang the place on the verb.
            found = [e for o in self._objects_of(token, "at", steps=0) for e in self.named(o)]
        return list(dict.fromkeys(found))

    def _counted(self, noun: Token) -> Token:
        """The noun behind "some of", "many of"."""
        if noun.lower_ in ("some", "many", "most", "several", "all", "two", "three"):
            for child in noun.children:
                for counted in child.children if child.lower_ == "of" else ():
                    return counted
        return noun

    def _nouns(self, verb: Token, role: str) -> list[Token]:
        passive = self.is_passive(verb)
        if role == "subj":
            if passive:
                return [o for c in verb.children if c.dep_ == "agent" for o in c.children if o.dep_ == "pobj"]
            return self.subjects(verb)
        if role == "passive":
            return self.subjects(verb) if passive else []
        if role == "obj":
            if passive:
                return self.subjects(verb)
            objects = [c for c in verb.children if c.dep_ in ("dobj", "obj", "oprd")]
            # "enabled X to buy": the parser makes X the subject of the second verb.
            helped = [c for c in verb.children if c.dep_ == "ccomp" and self.is_a(verb, "control")]
            return objects + [s for c in helped for s in c.children if s.dep_ == "nsubj"]
        if role == "dative":
            return [c for c in verb.children if c.dep_ == "dative" and c.pos_ != "ADP"]
        return list(self._objects_of(verb, role))

    def is_passive(self, verb: Token) -> bool:
        """Whether the verb's subject or head noun is what is acted on."""
        if any(c.dep_ in ("nsubjpass", "auxpass", "agent") for c in verb.children):
            return True
        return bool(verb.tag_ == "VBN" and verb.dep_ in ("acl", "amod", "advcl"))

    def subjects(self, verb: Token) -> list[Token]:
        """Subjects of a verb: its own, the noun it modifies, or those of the verb above it."""
        for _ in range(6):
            own = [c for c in verb.children if c.dep_ in _SUBJECT]
            if own and own[0].lower_ in ("which", "that", "who") and verb.dep_ == "relcl":
                return [verb.head]
            if own:
                return own
            if verb.dep_ in ("acl", "relcl", "amod"):
                return [verb.head]
            if verb.dep_ not in _CLIMB or verb.head.i == verb.i:
                return []
            if verb.dep_ in ("xcomp", "ccomp") and self.is_a(verb.head, "control"):
                asked = [c for c in verb.head.children if c.dep_ == "dobj"]
                if any(self.named(c) for c in asked):
                    return asked
            verb = verb.head
        return []

    def _objects_of(self, token: Token, preposition: str, steps: int = 3) -> Iterator[Token]:
        """Nouns after a preposition of a verb or noun, or of its object: "a third of its budget from X"."""
        for child in token.children:
            if child.dep_ in ("prep", "dative", "agent") and child.lower_ == preposition:
                yield from (o for o in child.children if o.dep_ in ("pobj", "pcomp"))
            elif steps and child.dep_ in ("dobj", "prt", "attr") and child.i not in self.entity:
                yield from self._objects_of(child, preposition, steps - 1)
            elif steps and child.dep_ == "prep" and child.lower_ in ("of", "to") and token.pos_ == "NOUN":
                for noun in child.children:
                    if noun.dep_ == "pobj" and noun.i not in self.entity:
                        yield from self._objects_of(noun, preposition, steps - 1)

    def _after(self, token: Token, preposition: str, *, far: bool = False) -> list[str]:
        take = self.reach if far else self.named
        return list(dict.fromkeys(e for o in self._objects_of(token, preposition) for e in take(o)))

    def _possessors(self, noun: Token) -> list[str]:
        return [e for c in noun.children if c.dep_ == "poss" for e in self.with_conjuncts(c)]

    def fill_noun(self, noun: Token, role: str, *, far: bool = False) -> list[str]:
        """Names that fill a role of a noun: poss, subj (whom it is said of), is (who it
        is), helped (the object of its verb), or a preposition."""
        if role == "poss":
            before = [c for c in noun.children if c.dep_ in ("poss", "compound", "nmod")]
            return [self.entity[c.i] for c in before if c.i in self.entity]
        if role == "helped":
            verb = noun.head
            if noun.dep_ != "nsubj" or not self.is_a(verb, "enables"):
                return []
            return self.fill(verb, "obj", far=True)
        if role in ("subj", "is"):
            return self.about(noun) if role == "subj" else self.identified(noun)
        return self._after(noun, role, far=far)

    def about(self, noun: Token) -> list[str]:
        """Who a noun is said of: its possessor, the noun it stands beside, or the subject of its verb."""
        owners = self._possessors(noun)
        if owners:
            return owners
        token = noun
        for _ in range(5):
            if token.dep_ == "appos" and token.head.i != token.i:
                return self.named(token.head)
            if token.dep_ not in _CLIMB or token.head.i == token.i:
                return []
            token = token.head
            if token.i in self.entity:
                return self.with_conjuncts(token)
            if token.pos_ in ("VERB", "AUX"):
                passive = (
                    (self.fill(token, "obj") or self.fill(token, "subj")) if self.is_passive(token) else []
                )
                return passive or [
                    e for s in self.subjects(token) for e in (self.named(s) or self._staff_of(s))
                ]
        return []

    def _staff_of(self, token: Token) -> list[str]:
        return self.stands_for(token) if self.is_a(token, "acting") and token.dep_ in _SUBJECT else []
