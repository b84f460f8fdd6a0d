"""The names that fill each role of a verb or a noun in a parsed sentence whose institutions are single
tokens.

A role is filled by a name itself ("X funds Y"), or, one step further, by a phrase that represents it ("X
funds research at Y", "engineers from X"); the second way is weaker evidence and is requested separately.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workingregions.nlp.ties.pronouns import announced, equated, meant_by
from workingregions.nlp.ties.syntax import agents, counted, is_passive, verb_above

if TYPE_CHECKING:
    from spacy.tokens import Doc

Token = Any
SUBJECT = ("nsubj", "csubj", "nsubjpass", "csubjpass")
_CLIMB = frozenset(
    ["conj", "xcomp", "advcl", "ccomp", "pcomp", "prep", "agent", "pobj", "dobj", "acomp", "attr"]
)
_STANDS_FOR = frozenset(["of", "at", "from", "in", "within"])
_REACHES = frozenset(["of", "for", "at", "by", "as", "like", "including", "to", "within", "in"])
_MEMBERS = frozenset(["of", "including", "as", "like"])
_WITH = frozenset(["with", "through", "to", "by", "thanks"])
_NEAR = 8
"""Maximum number of words between a noun and the name in apposition to it."""
_FURTHEST = 3
"""Maximum number of nouns between the object of a verb and the name that it reaches."""


class Roles:
    """A parsed sentence in which every institution is one token.

    Args:
        doc: the sentence as `mask` wrote it, parsed.
        marks: (offset in it, entities) of every name or list of names.
        classes: word classes by name.
        before: the entity that "its" means if the sentence names none before it; "" for nobody.
    """

    def __init__(
        self,
        doc: Doc,
        marks: Sequence[tuple[int, tuple[str, ...]]],
        classes: Mapping[str, frozenset[str]],
        before: str = "",
    ) -> None:
        by_start = {token.idx: token.i for token in doc}
        self.doc = doc
        self.classes = classes
        self.entities = {by_start[start]: list(held) for start, held in marks if start in by_start}
        for token in doc:
            meant = meant_by(self, token, before)
            if meant:
                self.entities[token.i] = [meant]

    def is_a(self, token: Token, name: str) -> bool:
        """Return whether a token's lemma is in the word class `name`."""
        return token.lemma_.lower() in self.classes[name]

    # --- noun phrases to names

    def named(self, token: Token) -> list[str]:
        """Return the names of a noun phrase: head, conjuncts, apposition, members of a collective."""
        found = self.with_conjuncts(token)
        if token.i in self.entities:
            return found
        body = self.is_a(token, "body")
        if self._is_headed(token):
            return self.entities[token.i - 1]  # "the X group"
        for child in token.children:
            if child.dep_ == "appos" and abs(child.i - token.i) <= _NEAR:
                found += self.with_conjuncts(child)
            word = child.lower_
            if child.dep_ != "prep" and word != "including":
                continue
            gathers = word in _MEMBERS and self.is_a(token, "collective")
            gathers = gathers or (word == "as" and self.doc[child.i - 1].lower_ == "such")
            if gathers or (body and word == "of") or word == "including":
                found += [e for o in child.children if o.dep_ == "pobj" for e in self.with_conjuncts(o)]
        return list(dict.fromkeys(found))

    def _is_headed(self, token: Token) -> bool:
        """Return whether a noun only states what kind of body the name before it is: "the X group"."""
        if (
            not token.i
            or token.i - 1 not in self.entities
            or token.tag_ != "NN"
            or not self.is_a(token, "itself")
        ):
            return False
        before = self.doc[token.i - 1]
        return before.dep_ in ("compound", "nmod") and not any(
            c.lower_ in ("a", "an") for c in token.children
        )

    def stands_for(self, token: Token) -> list[str]:
        """Return whom a phrase acts for: "engineers from X", "X's programme"; the names that "one of the
        firms" is a predicate of."""
        found: list[str] = []
        if token.pos_ in ("NOUN", "PROPN"):
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
        """Return who a noun is: the name beside it, its subject as a predicate, "as"; not a possessor or
        doer."""
        found = [e for c in noun.children if c.dep_ == "appos" for e in self.with_conjuncts(c)]
        found = found or equated(self, noun)
        after = noun.i + 1
        if not found and after in self.entities and self.is_a(noun, "company") and noun.pos_ == "NOUN":
            return self.with_conjuncts(self.doc[after])  # "the firm X"
        found = found or announced(self, noun)
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
                passive = self.fill(head.head, "obj") if is_passive(head.head) else []
                return passive or [e for s in self.subjects(head.head) for e in self.named(s)]
            if token.dep_ == "pobj" and head.lower_ == "of" and head.head.lower_ in ("one", "some", "part"):
                token = head.head
            elif token.dep_ == "conj":
                token = head
            else:
                return []
        return []

    def reach(self, token: Token, steps: int = _FURTHEST) -> list[str]:
        """Return the names that an object leads to: "the work of X", "firms such as X", "X's new plant"."""
        found = self.named(token)
        if found or not steps:
            return found
        for child in token.children:
            attribute = child.dep_ in ("compound", "nmod") and self.is_a(token, "acting")
            if child.lower_ == "its" and self.is_a(token, "member"):
                continue  # its members are not the body itself
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
        """Return the names of a token and of those joined to it after it by "and", commas or "or"."""
        found: list[str] = []
        for joined in (token, *token.conjuncts):
            if joined.i < token.i:
                continue
            if joined.i in self.entities:
                found += self.entities[joined.i]
                # "A, B and C": the parser may take B for another name of A.
                lists = (c for c in joined.children if c.dep_ == "appos" and c.i in self.entities)
                found += [e for c in lists if any(True for _ in c.conjuncts) for e in self.with_conjuncts(c)]
            elif joined.i != token.i and self.is_a(joined, "collective"):
                found += self.named(joined)  # "and companies like D"
        return list(dict.fromkeys(found))

    # --- roles of verbs and nouns

    def fill(self, token: Token, role: str, *, far: bool = False) -> list[str]:
        """Return the names that fill a role of a verb; with `far`, through phrases that represent them.

        Roles: subj, obj, passive, dative, owner, or a preposition; with "+", also those whom the phrases
        in the role act for or lead to.
        """
        if role.endswith("+"):
            role = role.removesuffix("+")
            phrases = [n for n in self.nouns(token, role) if not (self.named(n) or self.is_a(n, "member"))]
            wide = [e for noun in phrases for e in self.stands_for(noun) or self.reach(noun)]
            return list(dict.fromkeys([*self.fill(token, role), *wide]))
        if role == "owner":
            nouns = [counted(c) for c in token.children if c.dep_ == "nsubj"]
            return [e for n in nouns for e in (*self.fill_noun(n, "poss"), *self._after(n, "of"))]
        found: list[str] = []
        for noun in map(counted, self.nouns(token, role)):
            found += self.named(noun)
            if found and role == "subj":
                found += self._accompanying(token, noun)
            if not found and noun.i in {t.i for t in token.ancestors}:
                found = self.identified(noun)  # "Y, a laboratory founded by A and run by X"
            if far and not self.named(noun):
                found += self.stands_for(noun) if role in ("subj", "passive") else self.reach(noun)
        if far and role == "obj" and not found:
            # "sponsors two chairs at X": the parser may attach the place to the verb.
            found = [e for o in self.objects_of(token, "at", steps=0) for e in self.named(o)]
        return list(dict.fromkeys(found))

    def _accompanying(self, verb: Token, subject: Token) -> list[str]:
        """Return who acts with a subject: "X, along with Y, finances ...", "by X together with Y"."""
        found: list[str] = []
        for token in (*verb.children, *subject.children):
            if token.dep_ != "prep" or token.lower_ not in ("with", *self.classes["accompany"]):
                continue
            inner = (
                token
                if token.lower_ == "with"
                else next((c for c in token.children if c.lower_ == "with"), None)
            )
            led = inner is not None and inner.i and self.doc[inner.i - 1].lower_ in self.classes["accompany"]
            if inner is not None and led:
                found += [e for o in inner.children if o.dep_ == "pobj" for e in self.named(o)]
        return found

    def nouns(self, verb: Token, role: str) -> list[Token]:
        """Return the nouns in a role of a verb; roles as in `fill`."""
        passive = is_passive(verb)
        if role == "subj":
            return agents(verb, self.entities) if passive else self.subjects(verb)
        if role == "passive":
            return self.subjects(verb) if passive else []
        if role == "obj":
            if passive:
                return self.subjects(verb)
            objects = [c for c in verb.children if c.dep_ in ("dobj", "obj", "oprd")]
            # After a colon stands a list that explains some noun, not a second object.
            objects = objects[:1] + [
                o for o in objects[1:] if all(t.text != ":" for t in self.doc[verb.i : o.i])
            ]
            subjects = [
                c for c in verb.children if c.dep_ in SUBJECT and c.lower_ not in ("which", "that", "who")
            ]
            if (
                verb.dep_ == "relcl"
                and subjects
                and (not objects or objects[0].lower_ in ("which", "that", "whom"))
            ):
                return [verb.head]  # "a firm that it created"
            # "enabled X to buy": the parser makes X the subject of the second verb.
            helped = [c for c in verb.children if c.dep_ == "ccomp" and self.is_a(verb, "control")]
            return objects + [s for c in helped for s in c.children if s.dep_ == "nsubj"]
        if role == "dative":
            return [c for c in verb.children if c.dep_ == "dative" and c.pos_ != "ADP"]
        return list(self.objects_of(verb, role))

    def subjects(self, verb: Token) -> list[Token]:
        """Return the subjects of a verb: its own, the noun that it modifies, or those of the verb above."""
        for _ in range(6):
            direct = [c for c in verb.children if c.dep_ in SUBJECT]
            if direct and direct[0].lower_ in ("which", "that", "who") and verb.dep_ == "relcl":
                return [verb.head]
            if direct:
                return direct
            if verb.dep_ in ("acl", "relcl", "amod"):
                return [verb.head]
            if verb.dep_ not in _CLIMB or verb.head.i == verb.i:
                return []
            if verb.dep_ == "advcl" and verb.tag_ == "VBN" and verb.i > verb.head.i:
                return []  # "raised $3m, led by X": modifies the money
            if verb.dep_ in ("xcomp", "ccomp") and self.is_a(verb.head, "control"):
                asked = [c for c in verb.head.children if c.dep_ == "dobj"]
                if any(self.named(c) for c in asked):
                    return asked
            verb = verb.head
        return []

    def objects_of(self, token: Token, preposition: str, steps: int = 3) -> Iterator[Token]:
        """Yield nouns after a preposition of a verb or noun, or of its object: "a third of its budget from
        X"."""
        for child in token.children:
            if child.dep_ in ("prep", "dative", "agent") and child.lower_ == preposition:
                for below in child.children:
                    if below.dep_ in ("pobj", "pcomp"):
                        yield below
                    elif below.dep_ == "prep":  # "out of", "from within"
                        yield from (o for o in below.children if o.dep_ == "pobj")
            elif (
                steps
                and child.i not in self.entities
                and (child.dep_ in ("dobj", "prt", "attr", "acomp", "oprd") or child.lower_ == "available")
            ):
                yield from self.objects_of(child, preposition, steps - 1)
            elif steps and self._leads_on(token, child):
                for noun in child.children:
                    if noun.dep_ == "pobj" and noun.i not in self.entities:
                        yield from self.objects_of(noun, preposition, steps - 1)

    def _leads_on(self, token: Token, child: Token) -> bool:
        """Return whether a preposition's object may hold the wanted noun: "a third of its budget from X"."""
        if child.dep_ != "prep":
            return False
        if token.pos_ == "VERB":
            return bool(child.lower_ == "as")  # "serves as agent for X"
        ways = ("of", "to", "for") if self.is_a(token, "owned") else ("of", "to")
        return bool(token.pos_ == "NOUN" and child.lower_ in ways)

    def _after(self, token: Token, preposition: str, *, far: bool = False) -> list[str]:
        take = self.reach if far else self.named
        carriers = [token]
        if token.dep_ in SUBJECT and token.pos_ == "NOUN" and self.is_a(token.head, "light"):
            carriers.append(token.head)  # "money for Y comes from X"
        nouns = [o for carrier in carriers for o in self.objects_of(carrier, preposition)]
        if token.dep_ == "attr":  # "of which X is a member"
            nouns += [o for o in self.objects_of(token.head, preposition, 0) if o.lower_ in ("which", "whom")]
        return list(dict.fromkeys(e for noun in nouns for e in take(noun)))

    def _possessors(self, noun: Token) -> list[str]:
        return [e for c in noun.children if c.dep_ == "poss" for e in self.with_conjuncts(c)]

    def fill_noun(self, noun: Token, role: str, *, far: bool = False) -> list[str]:
        """Return the names that fill a role of a noun.

        Roles: poss, compound ("an X grant"), subj (whom it is a predicate of), doer (who does what it is the
        object of), is (who it is), helped (the object of its verb), holder (who has it), a preposition, or
        "of@under": what follows "of" where the noun follows "under" and has no possessor.
        """
        if "@" in role:
            role, leading = role.split("@")
            led = noun.head.lower_ in (_WITH if leading == "with" else (leading,))
            if noun.dep_ != "pobj" or not led or self._possessors(noun):
                return []
        if role == "compound":
            if noun.dep_ in ("dobj", "nsubjpass") and self.is_a(noun.head, "giving"):
                return []  # who announces an X grant does not get it
            return [
                e for c in noun.children if c.dep_ in ("compound", "nmod") for e in self.entities.get(c.i, ())
            ]
        if role == "doer":
            verb = verb_above(noun)
            return (self.fill(verb, "subj") or self.about(noun)) if verb is not None else []
        if role == "poss":
            before = [c for c in noun.children if c.dep_ in ("poss", "compound", "nmod")]
            return [e for c in before for e in self.entities.get(c.i, ())]
        if role == "helped":
            return self._helped(noun)
        if role == "holder":  # "X has two partners, A and B"
            holds = noun.dep_ == "dobj" and noun.head.lemma_ in ("have", "include", "count")
            return self.fill(noun.head, "subj") if holds else []
        if role == "is":  # "has ten members, including A and B"
            return self.identified(noun) or (self.named(noun) if noun.dep_ == "dobj" else [])
        if role == "subj":
            return self.about(noun)
        return self._after(noun, role, far=far)

    def _helped(self, noun: Token) -> list[str]:
        """Return whom money or support reaches: "X's grant enabled Y to ...", "X money went to Y"."""
        while noun.dep_ == "pobj" and noun.head.dep_ == "prep" and noun.head.head.pos_ == "NOUN":
            noun = noun.head.head  # "the first tranche of X money went to Y"
        verb = noun.head
        if noun.dep_ != "nsubj":
            return []
        if self.is_a(verb, "enables"):
            return self.fill(verb, "obj", far=True)
        ways = ("to", "for", "towards", "into") if self.is_a(verb, "paying") else ()
        return [e for way in ways for e in self.fill(verb, way, far=True)]

    def about(self, noun: Token) -> list[str]:
        """Return whom a noun is about: its possessor, the noun beside it, or the subject of its verb."""
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
            if token.i in self.entities:
                return self.with_conjuncts(token)
            if token.pos_ in ("VERB", "AUX"):
                passive = (self.fill(token, "obj") or self.fill(token, "subj")) if is_passive(token) else []
                return passive or [
                    e for s in self.subjects(token) for e in (self.named(s) or self._staff_of(s))
                ]
        return []

    def _staff_of(self, token: Token) -> list[str]:
        return self.stands_for(token) if self.is_a(token, "acting") and token.dep_ in SUBJECT else []
