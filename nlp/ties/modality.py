"""The modality of a tie: asserted, planned, hedged or negated, from the words that govern its trigger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workingregions.corpus.enums import Modality

Token = Any
_BOUNDARY = ("ROOT", "relcl", "ccomp")
_BEING = frozenset(["be", "is", "was", "were", "are"])
_FURTHEST = 6


def modality(trigger: Token, classes: Mapping[str, frozenset[str]]) -> Modality:
    """Return the modality of a tie stated by `trigger`, a verb or a noun of a parsed sentence.

    What governs the trigger within its clause counts: auxiliaries, negation, adverbs, verbs such as "plan"
    above an infinitive, adjectives such as "proposed" on a noun, and "if" at the clause's head. A tie that a
    name states by itself ("X's Y") holds, whatever the sentence plans for it.
    """
    if trigger.pos_ == "PROPN" or trigger.tag_ in ("PRP$", "WP$"):
        return Modality.ASSERTED
    chain = _chain(trigger)
    verbs = [t for t in chain if t.pos_ in ("VERB", "AUX")] or chain[:1]
    aux = _helpers(verbs, trigger)
    # The word itself too: the lemma of "hopes" is "hop".
    above = {word for v in verbs if v.i != trigger.i for word in (v.lemma_.lower(), v.lower_)}
    if _negated(verbs, trigger, aux, above, classes):
        return Modality.NEGATED
    on_noun = {c.lower_ for t in chain if t.pos_ == "NOUN" for c in t.children if c.dep_ == "amod"}
    on_noun |= {t.lower_ for t in chain if t.pos_ == "ADJ"}  # "is likely to fund"
    conditional = any(
        c.dep_ == "mark" and c.lower_ in ("if", "whether", "unless") for v in verbs for c in v.children
    )
    if (
        (trigger.pos_ == "VERB" and above & classes["hedging"])
        or aux & classes["hedged"]
        or on_noun & classes["hedged"]
        or conditional
    ):
        return Modality.HEDGED
    infinitive = any(c.lower_ == "to" and c.dep_ == "aux" for c in verbs[0].children)
    gerund = verbs[0].tag_ == "VBG" and verbs[0].dep_ in ("pcomp", "xcomp")
    intended = (infinitive or gerund) and bool(above & classes["planned"])
    ahead = infinitive and verbs[0].dep_ in ("xcomp", "ROOT") and above <= _BEING and len(verbs) > 1
    if aux & classes["planned_aux"] or intended or ahead or on_noun & classes["planned_adjective"]:
        return Modality.PLANNED
    return Modality.ASSERTED


def _chain(trigger: Token) -> list[Token]:
    """Return the trigger and what governs it, up to the verb of its clause."""
    chain = [trigger]
    token = trigger
    while token.head.i != token.i and len(chain) < _FURTHEST:
        if token.pos_ in ("VERB", "AUX") and token.dep_ in _BOUNDARY:
            break
        if token.dep_ == "appos" and token.pos_ == "NOUN":
            break  # "X, a member of Y, will ...": the verb plans something else
        if token.dep_ == "conj" and any(c.dep_ in ("nsubj", "nsubjpass") for c in token.children):
            break  # a separate clause: what denies its neighbour does not deny it
        token = token.head
        chain.append(token)
    return chain


def _helpers(verbs: Sequence[Token], trigger: Token) -> set[str]:
    helpers = ("aux", "neg", "advmod", "auxpass")
    found = {c.lower_ for v in verbs for c in v.children if c.dep_ in helpers}
    return found | {c.lower_ for c in trigger.children if c.dep_ in ("det", "neg", "advmod")}


def _negated(
    verbs: Sequence[Token],
    trigger: Token,
    aux: set[str],
    above: set[str],
    classes: Mapping[str, frozenset[str]],
) -> bool:
    words = {*aux}
    for verb in verbs[:1]:
        for child in verb.children:
            if child.dep_ in ("neg", "advmod") and any(c.lower_ == "only" for c in child.children):
                words.discard(child.lower_)  # "not only funds ..."
            if child.dep_ == "neg" and child.i + 1 < len(child.doc) and child.nbor().lower_ == "only":
                words.discard(child.lower_)
            if child.lower_ == "longer" and any(c.lower_ in ("no", "any") for c in child.children):
                words.add("not")
            if child.dep_ in ("dobj", "attr", "nsubj", "nsubjpass"):
                deny = {c.lower_ for c in child.children if c.dep_ in ("det", "neg", "preconj", "cc")}
                words |= deny & {"no", "neither"}
    if "yet" in aux and "have" in above and any(c.lower_ == "to" for c in verbs[0].children):
        return True  # "has yet to fund"
    without = trigger.dep_ == "pobj" and trigger.head.lower_ == "without"
    return bool(words & classes["negated"]) or bool(above & classes["refusing"]) or without
