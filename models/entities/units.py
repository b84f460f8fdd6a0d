"""From observations to units: what surely is one institution by its name, its place and its document.

A unit is a folded name with a tag. The tag is empty for most names; for names that every place or country
has one of ("City Council", "Parliament") it is the place, or the document where the place is not known.
Acronyms join the unit of their long form where the document, the corpus or the table of bodies gives it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from workingregions.corpus.records import Acronym
from workingregions.models.entities.match import bound, fold, head_words, standard
from workingregions.models.entities.observations import MOST, Observation
from workingregions.nlp.gazetteer import Gazetteer
from workingregions.nlp.institutions import Body, bodies, key, lexicon

LONG_ENOUGH = 4
"""Letters from which an acronym that one document defines is taken to mean the same in others."""
GRACE = 15
"""Years after its end in which a body's acronym still means it."""

BODY = "body "
"""Beginning of the tag of a unit of the table of bodies; its id follows."""
Unit = tuple[tuple[str, ...], str]
"""Folded words and tag: "" or a gazetteer id, a country, "in <document>", "split <correction>"."""


@dataclass(frozen=True, slots=True)
class Joined:
    """An observation put into the unit of another name: left is its own text, right the other's."""

    left: str
    right: str
    rule: str
    score: float
    merged: bool
    reason: str
    document: str
    key: str
    passage: str


@dataclass(slots=True)
class Units:
    """The unit of each observation (parallel to them), and what was joined or left apart on the way."""

    of: list[Unit]
    joined: list[Joined] = field(default_factory=list)


def units(observations: Sequence[Observation], acronyms: Iterable[Acronym]) -> Units:
    """Return the unit of each observation.

    Args:
        observations: sorted by document and key.
        acronyms: those that documents define.
    """
    found = Units([_tagged(o) for o in observations])
    _bodies(observations, found)
    by_document: dict[str, list[int]] = defaultdict(list)
    for at, observation in enumerate(observations):
        by_document[observation.document].append(at)
    _short_names(observations, by_document, found)
    _acronyms(observations, by_document, sorted(acronyms, key=_defined), found)
    return found


def local(observation: Observation) -> str:
    """Return the region below a country that most of the observation's text is about, or ""."""
    gazetteer = Gazetteer.load()
    total = sum(weight for _, weight in observation.regions)
    for region, weight in observation.regions:
        place = gazetteer.get(region)
        if place and place.kind not in {"country", "nation", "supranational"} and weight >= MOST * total:
            return region
    return ""


def is_acronym(observation: Observation) -> bool:
    """Return whether all that the document writes is one word of capitals."""
    return all(_capitals(form) for form, _ in observation.forms)


def generic(words: Sequence[str]) -> bool:
    """Return whether a name has no distinctive word, only heads, topics and other common words."""
    return all(word in _common_words() for word in words)


def _capitals(form: str) -> bool:
    letters = [c for c in form if c.isalpha()]
    return " " not in form and len(letters) > 1 and sum(c.isupper() for c in letters) >= 0.6 * len(letters)


@cache
def _common_words() -> frozenset[str]:
    words = (w for entry in (lexicon().topics | lexicon().generic) for w in entry.split())
    return frozenset(map(standard, words)) | head_words() | {"national", "federal", "u.s.", "us", "uk"}


@cache
def _nations() -> dict[str, str]:
    return {"us": "US", "u.s.": "US", "united": "", "uk": "GB", "u.k.": "GB"}


def _nation(observation: Observation) -> str:
    """Return the country that most forms of a name begin with ("UK Government"), which its key omits."""
    votes: Counter[str] = Counter()
    for form, count in observation.forms:
        words = form.casefold().removeprefix("the ").split()
        if words[:2] == ["united", "states"]:
            votes["US"] += count
        elif words[:2] == ["united", "kingdom"]:
            votes["GB"] += count
        else:
            votes[_nations().get(words[0], "")] += count
    return max(sorted(votes), key=lambda c: votes[c])


def _tagged(observation: Observation) -> Unit:
    words = fold(observation.key).words
    level = bound().get(words)
    if level is None and generic(words) and observation.key not in lexicon().by_key:
        level = "country" if len(words) > 1 else None
        if level and not (observation.country or _nation(observation)):
            return words, ""
    if level is None:
        return words, ""
    nation = _nation(observation)
    if nation:
        return words, nation
    here = local(observation) if level == "place" else observation.country
    return words, here or f"in {observation.document}"


def _bodies(observations: Sequence[Observation], found: Units) -> None:
    """Put names of the table of renamings and successors into the unit of their body."""
    for at, observation in enumerate(observations):
        acronym = is_acronym(observation)
        known = body_of(found.of[at][0], observation.country, observation.year, acronym=acronym)
        if known is None:
            continue
        body, number = known
        found.of[at] = (fold(body.names[-1].name).words, BODY + body.id)
        dated, last = body.names[number], body.names[-1]
        rule = "acronym" if acronym else "renamed" if dated != last else "same_key"
        years = f"{dated.start or ''}-{dated.end or ''}".strip("-")
        reason = f"{dated.name}{f' ({years})' if years else ''}, in the table of bodies"
        if dated != last:
            reason += f"; later {last.name}"
        found.joined.append(_join(observation, last.name, rule, 0.97, reason))


def _short_names(
    observations: Sequence[Observation], by_document: Mapping[str, Sequence[int]], found: Units
) -> None:
    """Join short names: "The City Council" of a document that names one city council is that one."""
    for numbers in by_document.values():
        ends: dict[tuple[str, ...], set[Unit]] = defaultdict(set)
        names: dict[Unit, str] = {}
        for at in numbers:
            words, _ = found.of[at]
            names.setdefault(found.of[at], observations[at].text)
            for cut in range(1, len(words)):
                ends[words[cut:]].add(found.of[at])
        for at in numbers:
            own = found.of[at]
            longer = ends.get(own[0], set())
            if len(own[0]) < 2 or bound().get(own[0]) != "place" or len(longer) != 1:
                continue
            found.of[at] = next(iter(longer))
            other = names[found.of[at]]
            reason = f"the document names one such body in full, {other}"
            found.joined.append(_join(observations[at], other, "short_form", 0.9, reason))


def _defined(acronym: Acronym) -> tuple[str, str, float, str]:
    return acronym.document, acronym.short, -acronym.confidence, acronym.long


def _acronyms(
    observations: Sequence[Observation],
    by_document: Mapping[str, Sequence[int]],
    acronyms: Sequence[Acronym],
    found: Units,
) -> None:
    at_words = {(observations[at].document, found.of[at][0]): at for at in range(len(observations))}
    known_words = {unit[0] for unit in found.of}
    here: dict[tuple[str, str], str] = {}
    everywhere: dict[str, dict[tuple[str, ...], dict[str, Acronym]]] = defaultdict(lambda: defaultdict(dict))
    for acronym in acronyms:
        short, long = key(acronym.short), fold(acronym.long).words
        if short and long != fold(acronym.short).words and long in known_words:
            here.setdefault((acronym.document, short), acronym.long)
            everywhere[short][long].setdefault(acronym.document, acronym)
    country = {document: observations[at[0]].country for document, at in by_document.items()}
    before = list(found.of)
    for at, observation in enumerate(observations):
        if not is_acronym(observation) or " " in observation.key:
            continue
        defined = here.get((observation.document, observation.key))
        if defined is not None:
            target = at_words.get((observation.document, fold(defined).words))
            found.of[at] = (
                before[target] if target is not None else _near_unit(fold(defined).words, observation)
            )
            reason = f"the document defines {observation.text} as {defined}"
            found.joined.append(_join(observation, defined, "acronym", 0.98, reason))
            continue
        if found.of[at][1].startswith(BODY):
            continue
        _undefined(at, observation, everywhere.get(observation.key, {}), country, found)


def _near_unit(words: tuple[str, ...], observation: Observation) -> Unit:
    level = bound().get(words)
    if level is None:
        return words, ""
    here = local(observation) if level == "place" else observation.country
    return words, here or f"in {observation.document}"


def _undefined(
    at: int,
    observation: Observation,
    longs: Mapping[tuple[str, ...], Mapping[str, Acronym]],
    country: Mapping[str, str],
    found: Units,
) -> None:
    """Return what others define an acronym as, if they agree, for a document that does not define it."""
    fitting = {}
    for words, definers in sorted(longs.items()):
        lands = {country.get(d, "") for d in definers}
        if words not in bound() and ({observation.country, ""} & lands or not observation.country):
            fitting[words] = definers
    if not fitting:
        if observation.country and len(observation.key) < LONG_ENOUGH:
            found.of[at] = (found.of[at][0], observation.country)
        return
    best = max(sorted(fitting), key=lambda words: len(fitting[words]))
    definers = fitting[best]
    others = sum(len(d) for words, d in fitting.items() if words != best)
    first = definers[min(definers)]
    sure = (len(fitting) == 1 and (len(definers) > 1 or len(observation.key) >= LONG_ENOUGH)) or (
        len(definers) >= 3 and len(definers) >= 5 * others
    )
    if not sure:
        if observation.country:
            found.of[at] = (found.of[at][0], observation.country)
        told = "; ".join(sorted(d[min(d)].long for d in fitting.values())[:4])
        reason = f"the document does not define {observation.text}; elsewhere it is {told}"
        found.joined.append(_join(observation, first.long, "acronym", 0.4, reason, merged=False))
        return
    found.of[at] = (best, "")
    count = len(definers)
    reason = f"{count} other document{'s define' if count > 1 else ' defines'} {first.short} as {first.long}"
    score = min(0.95, 0.75 + 0.05 * count)
    found.joined.append(_join(observation, first.long, "acronym", score, reason))


@cache
def _table() -> dict[tuple[str, ...], list[tuple[Body, int]]]:
    """Return a mapping from folded name or alias to bodies and the number of the dated name."""
    found: dict[tuple[str, ...], list[tuple[Body, int]]] = defaultdict(list)
    for body in bodies().values():
        for number, dated in enumerate(body.names):
            for form in (dated.name, *dated.aliases):
                if (body, number) not in found[fold(form).words]:
                    found[fold(form).words].append((body, number))
    return dict(found)


def body_of(
    words: tuple[str, ...], country: str, year: int | None, *, acronym: bool
) -> tuple[Body, int] | None:
    """Return the body of the table with this name, unless country or year contradict it, and the
    number of its dated name.

    A name of several words is sufficient; an acronym or a generic name needs the country.
    """
    fitting: dict[str, tuple[Body, int]] = {}
    for body, number in sorted(_table().get(words, ()), key=lambda b: _unlike(b, words, year)):
        weak = acronym or len(words) == 1 or generic(words)
        if weak and body.country not in {country, "", "EU"}:
            continue
        if weak and year and ((body.start or 0) > year or (body.end or 9999) + GRACE < year):
            continue
        fitting.setdefault(body.id, (body, number))
    return next(iter(fitting.values())) if len(fitting) == 1 else None


def _unlike(item: tuple[Body, int], words: tuple[str, ...], year: int | None) -> tuple[bool, bool, int]:
    """Return the sort key of a dated name: exactly these words first, then in use in the year, then last."""
    dated = item[0].names[item[1]]
    out = year is not None and not (dated.start or 0) <= year <= (dated.end or 9999)
    return fold(dated.name).words != words, out, -item[1]


def _join(
    observation: Observation, other: str, rule: str, score: float, reason: str, *, merged: bool = True
) -> Joined:
    return Joined(
        observation.text,
        other,
        rule,
        score,
        merged,
        reason,
        observation.document,
        observation.key,
        observation.passage,
    )
