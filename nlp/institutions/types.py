"""The type and the scale of an institution, from the words of its name."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache, lru_cache

from workingregions.corpus.enums import InstitutionType, Scale
from workingregions.corpus.files import lines
from workingregions.nlp.gazetteer import Gazetteer
from workingregions.nlp.institutions import type_model
from workingregions.nlp.institutions.vocabulary import Head, key, lexicon
from workingregions.nlp.tagger import InstitutionScores

T, S = InstitutionType, Scale
_WORD = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W_]+(?:[-.'’&][^\W_]+)*")
_DEFAULT_SCALE = {
    T.GOVERNMENT_SUPRANATIONAL: S.SUPRANATIONAL,
    T.GOVERNMENT_NATIONAL: S.NATIONAL,
    T.GOVERNMENT_REGIONAL: S.REGIONAL,
    T.GOVERNMENT_LOCAL: S.LOCAL,
    T.UNIVERSITY: S.REGIONAL,
    T.RESEARCH_ORGANISATION: S.NATIONAL,
    T.TRAINING_PROVIDER: S.LOCAL,
    T.LABOUR_INTERMEDIARY: S.LOCAL,
    T.DEVELOPMENT_AGENCY: S.REGIONAL,
    T.INDUSTRY_ASSOCIATION: S.NATIONAL,
    T.UNION: S.NATIONAL,
    T.CIVIL_SOCIETY: S.NATIONAL,
}
_GOVERNMENT = {
    S.SUPRANATIONAL: T.GOVERNMENT_SUPRANATIONAL,
    S.NATIONAL: T.GOVERNMENT_NATIONAL,
    S.REGIONAL: T.GOVERNMENT_REGIONAL,
    S.LOCAL: T.GOVERNMENT_LOCAL,
}
_LEVELS = frozenset(_GOVERNMENT.values())
_UNITS = frozenset(["department", "dept", "faculty", "school", "division"])
_LIKELY, _SURE, _CERTAIN = math.log(0.6), math.log(0.75), math.log(0.9)
"""Log probabilities from which a model is trusted: for a name, for a department, against a head word."""
_LIKELY_AROUND = math.log(0.6)
"""The same against a head word that many kinds of bodies have."""
_FLOOR = math.log(1e-4)
"""Lower bound: a name alone does not rule out any type."""
_USUAL = 4.0
"""How much more likely the usual scale of a head word is than the tagger says."""
_COMMON = 2.0
"""The same for the usual scale of a type of body."""
_CLAIM = 2.0
"""How much more likely a body that calls itself international is to be so than the tagger says."""
_TOPICS = frozenset(
    ["international", "global", "world", "worldwide", "europe", "usa", "euro", "transatlantic"]
)
_TOWN = re.compile(
    r"(?:^(?:[Tt]he )?|\b(?:of|in|for) |(?<= )(?=[A-Z][\w’'-]+$))"
    r"(?P<place>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,2})"
)
_OF_LOCAL = re.compile(r" local (?=governments? association|authorities|governments |councils )")
_BIG_TOWN = 30_000
_AREAS = frozenset(["country", "nation", "state", "region", "nuts1", "nuts2", "county", "combined_authority"])
_AREA, _CITY = 50_000, 250_000
"""Population from which an area, or a town, that acts is taken for its government and not for a firm."""


def classify(name: str, scores: InstitutionScores | None = None) -> tuple[InstitutionType, Scale]:
    """Return type and scale of the institution called `name`; FIRM and UNKNOWN if nothing determines them.

    `scores` are the tagger's scores for the institution in its context. A unit of a university is local.
    """
    known = lexicon().by_key.get(key(name))
    if known is not None:
        return known.type, known.scale
    words = [_plain(word) for word in _WORD.findall(name)]
    head = _head(words)
    owner = _owner(name, words, head)
    if owner is not None:
        return owner
    stated = stated_scale(words, name)
    suggested = _suggested(words, head, scores, acronym=len(words) == 1 and name.isupper())
    if suggested is not None:
        kind = _level(suggested, stated, words, fixed=False) if suggested in _LEVELS else suggested
        unit = kind is T.UNIVERSITY and head is not None and words[0] in _UNITS
        usual = head.scale if head is not None and head.type is kind else None
        return kind, S.LOCAL if unit else _scale(kind, stated, usual, words, scores)
    if head is None:
        return _cued(words, T.FIRM), S.UNKNOWN
    kind = _cued(words, head.type) if head.strength != "suffix" else head.type
    if kind in _LEVELS:
        fixed = head.scale is not None
        if stated is None and not fixed and scores is not None:
            # A bare "Board" or "Authority" has the level that the text around it shows.
            kind = max(_LEVELS, key=lambda level: (scores.types[list(T).index(level)], level))
        kind = _level(kind, stated, words, fixed=fixed)
    if kind is T.OTHER and stated is S.LOCAL and words[-1] == "council":
        return T.GOVERNMENT_LOCAL, S.LOCAL
    return kind, _scale(kind, stated, head.scale if kind is head.type else None, words, scores)


def _owner(name: str, words: Sequence[str], head: Head | None) -> tuple[InstitutionType, Scale] | None:
    """Return type and scale of the government that a unit without a telling head is named after: "VA Northern
    Network"; and those of a web site that acts ("Kettle.org")."""
    if len(words) == 1 and words[0].endswith((".org", ".gov")):
        return (T.CIVIL_SOCIETY if words[0].endswith(".org") else T.GOVERNMENT_NATIONAL), S.NATIONAL
    first = name.split(" ")[0]
    known = lexicon().known.get(first) if first.isupper() and len(words) > 2 else None
    vague = head is None or head.strength == "weak" or head.type is T.INDUSTRY_ASSOCIATION
    if known is None or known.type is not T.GOVERNMENT_NATIONAL or not vague:
        return None
    return known.type, known.scale


def _scale(
    kind: InstitutionType,
    stated: Scale | None,
    usual: Scale | None,
    words: Sequence[str],
    scores: InstitutionScores | None,
) -> Scale:
    """Return the scale: from words of the name, else the head word, the tagger, or the usual one of the
    type."""
    if kind in _LEVELS:
        return _DEFAULT_SCALE[kind]
    if kind is T.FIRM:
        return S.UNKNOWN
    if kind is T.UNIVERSITY:
        return S.NATIONAL if stated is S.NATIONAL and _is_national(words) else S.REGIONAL
    if kind is T.TRAINING_PROVIDER:
        return S.NATIONAL if stated is S.NATIONAL else S.LOCAL
    # Many a national association calls itself international: the text around it tells.
    claimed = stated is S.SUPRANATIONAL and not _beyond(words)
    if (stated is None or claimed) and scores is not None:
        weights = scores.scales.copy()
        if claimed:
            weights[list(S).index(S.SUPRANATIONAL)] *= _CLAIM
        if usual is not None:
            weights[list(S).index(usual)] *= _USUAL
        elif kind in _DEFAULT_SCALE:
            weights[list(S).index(_DEFAULT_SCALE[kind])] *= _COMMON
        return tuple(S)[int(weights.argmax())]
    return stated or usual or _DEFAULT_SCALE.get(kind, S.UNKNOWN)


def _is_national(words: Sequence[str]) -> bool:
    return "national" not in words or "university" in words[words.index("national") :][:2]


def _beyond(words: Sequence[str]) -> bool:
    """Return whether words name more than one country ("Nordic"), not only a claim ("international")."""
    text = f" {' '.join(words)} "
    return any(f" {w} " in text for w in lexicon().scales[S.SUPRANATIONAL] - _TOPICS) or "europe" in words


@lru_cache(maxsize=10_000)
def government_of(name: str) -> tuple[InstitutionType, Scale] | None:
    """Return the government that a bare place means if a text makes it act ("Gateshead agreed to"), or None.

    Towns are left out, except for the largest British and American ones: too many firms have their names.
    """
    for candidate in Gazetteer.load().candidates(name):
        place = candidate.place
        city = place.kind == "city" and place.country in ("GB", "US") and place.population >= _CITY
        if candidate.strong and (city or (place.kind in _AREAS and place.population >= _AREA)):
            scale = S(place.level) if not city else S.LOCAL
            return _GOVERNMENT[scale], scale
    return None


def has_head(name: str) -> bool:
    """Return whether a name of several words has a head word that makes it a body, or a legal form."""
    words = [_plain(word) for word in _WORD.findall(name)]
    head = _head(words)
    return len(words) > 1 and head is not None and head.strength != "weak" and not name.isupper()


def grounds(name: str) -> tuple[list[str], str]:
    """Return the words of a name, and the result of the rules with its ground, for the model of types."""
    words = [_plain(word) for word in _WORD.findall(name)]
    return words, _ground(words, _head(words))


def _ground(words: Sequence[str], head: Head | None) -> str:
    kind = _cued(words, head.type if head else T.FIRM)
    return f"{kind.value} {head.strength if head else ''}"


def _suggested(
    words: Sequence[str], head: Head | None, scores: InstitutionScores | None, *, acronym: bool
) -> InstitutionType | None:
    """Return the type that the models suggest, where they apply; None where the rules decide.

    For a name without a strong head word, the name's words and the text around it count; for departments,
    which belong to governments or universities ("Department of Psychology"), the words alone; for a name with
    a strong head, the text alone, if its scores are certain.
    """
    if not words:
        return None
    around = dict(zip(T, scores.types.tolist(), strict=True)) if scores is not None else {}
    if head is None or head.strength == "weak" or head.type is T.OTHER:
        by_name = type_model.log_odds(words, _ground(words, head)) if not acronym else {}
        if not around:
            kind = max(by_name, key=by_name.__getitem__, default=T.FIRM)
            told_enough = head is None and by_name.get(kind, -9.0) >= _LIKELY
            return kind if told_enough and _cued(words, T.FIRM) is T.FIRM is not kind else None
        return max(T, key=lambda t: around[t] + max(_FLOOR, by_name.get(t, 0.0)))
    if words[0] in _UNITS and head.type in (*_LEVELS, T.TRAINING_PROVIDER):
        by_name = type_model.log_odds(words, _ground(words, head))
        if by_name[T.UNIVERSITY] >= _SURE:
            return T.UNIVERSITY
    best = max(around, key=around.__getitem__, default=None)
    # A "Board" or "Service" of no stated level may be anybody's.
    vague = head.type in _LEVELS and head.scale is None
    least = _LIKELY_AROUND if vague else _CERTAIN
    return best if best is not None and around[best] >= least and head.strength == "strong" else None


def _plain(word: str) -> str:
    return word.casefold() if "." in word[:-1] else word.casefold().rstrip(".")


def _level(
    kind: InstitutionType, stated: Scale | None, words: Sequence[str], *, fixed: bool
) -> InstitutionType:
    """Return the level of government, if words of the name state one that differs from its head's."""
    if stated is S.SUPRANATIONAL and kind is T.GOVERNMENT_NATIONAL:
        return T.GOVERNMENT_SUPRANATIONAL
    if stated is None or stated is S.SUPRANATIONAL:
        return kind
    if not fixed:
        return _GOVERNMENT[stated]
    national = any(word in lexicon().scales[S.NATIONAL] for word in words)
    if kind is T.GOVERNMENT_NATIONAL and stated is S.REGIONAL and not national:
        return T.GOVERNMENT_REGIONAL
    return kind


@cache
def _cues() -> list[tuple[str, frozenset[InstitutionType], InstitutionType]]:
    rows = (line.split(";") for line in lines(__package__, "type_cues.csv"))
    return [(f" {cue} ", frozenset(map(T, old.split("|"))), T(new)) for cue, old, new in rows]


def _cued(words: Sequence[str], kind: InstitutionType) -> InstitutionType:
    text = f" {' '.join(words)} "
    return next((new for cue, old, new in _cues() if cue in text and kind in old), kind)


def stated_scale(words: Sequence[str], name: str = "") -> Scale | None:
    """Return the scale that words of a name state: "European", "National", "Scottish", "County".

    A place in the name comes before a word for a topic: "Detroit International Exchange", "Swedish
    International Agency". A topic after "for" states nothing: "Organization for International Investment".
    """
    text = _OF_LOCAL.sub(" ", f" {' '.join(words)} ")
    before = text.split(" for ")[0] + " " if len(words) > 2 else text
    scales = lexicon().scales
    said = {scale for scale in scales if any(f" {word} " in text for word in scales[scale])}
    world = any(f" {word} " in before for word in scales[S.SUPRANATIONAL])
    if S.SUPRANATIONAL in said and (not world or (_TOPICS & set(words) and len(said) > 1)):
        said.discard(S.SUPRANATIONAL)
        if not said and not world and S.NATIONAL not in said:
            return S.LOCAL if _has_town(name) else None
    if said - {S.SUPRANATIONAL} == set() and _has_town(name) and (not said or _TOPICS & set(words)):
        return S.LOCAL
    if S.REGIONAL in said and any(text.endswith(f" of {word} ") for word in scales[S.REGIONAL]):
        return S.REGIONAL  # "Polish Society of Massachusetts"
    if S.NATIONAL in said and any(text.startswith(f" {word} ") for word in scales[S.NATIONAL]):
        return S.NATIONAL  # "American Association of Community Colleges"
    order = (S.SUPRANATIONAL, S.LOCAL, S.REGIONAL, S.NATIONAL)
    return next((scale for scale in order if scale in said), None)


@lru_cache(maxsize=20_000)
def _has_town(name: str) -> bool:
    """Return whether a name begins or ends with a town or a county, or has one after "of" or "in"."""
    return any(
        _is_town(" ".join(parts[:size])) and not (parts[size:] and _is_namesake(parts[size]))
        for match in _TOWN.finditer(name)
        for parts in [match.group("place").split()]
        for size in range(len(parts), 0, -1)
    )


def _is_town(words: str) -> bool:
    if words.casefold() in lexicon().topics | lexicon().generic:
        return False
    first = [c.place for c in Gazetteer.load().candidates(words)[:1] if c.strong]
    return any(p.level == "local" and p.population >= _BIG_TOWN for p in first)


def _is_namesake(word: str) -> bool:
    """Return whether bodies of this kind are called after people, who are called like towns: "Lincoln
    Institute"."""
    head = lexicon().heads.get((word.casefold(),))
    kinds = (T.RESEARCH_ORGANISATION, T.CIVIL_SOCIETY, T.FIRM)
    return head is not None and head.strength == "strong" and head.type in kinds


def _head(words: Sequence[str]) -> Head | None:
    """Return the head that types a name: before its first preposition, else at its end, else any."""
    prepositions = lexicon().words["prepositions"]
    first = next((i for i, word in enumerate(words) if i and word in prepositions), 0)
    if first:
        head = _longest(words, first, over=True)
        if head is not None and head.strength != "suffix":
            return head
    head = _longest(words, len(words))
    if head is not None and head.strength == "suffix":
        # "HSBC Bank plc": a body with a legal form is what its name states.
        bare = len(words)
        while bare and words[bare - 1] in lexicon().suffixes:
            bare -= 1
        inner = _longest(words, bare) if bare else None
        if inner is not None and inner.strength == "strong" and inner.type is not T.FIRM:
            return inner
    if head is not None and (head.strength != "suffix" or len(words) > 1):
        return head
    for end in range(1, len(words)):
        head = _longest(words, end)
        if head is not None and head.strength != "suffix":
            return head
    return None


def _longest(words: Sequence[str], end: int, *, over: bool = False) -> Head | None:
    """Return the longest head phrase that ends at word `end`; with `over`, one that runs over it comes first
    ("institute of technology")."""
    table, longest = lexicon().heads, lexicon().longest_head
    if over:
        for start in range(max(0, end - longest), end):
            for stop in range(min(len(words), start + longest), end, -1):
                if tuple(words[start:stop]) in table:
                    return table[tuple(words[start:stop])]
    for start in range(max(0, end - longest), end):
        head = table.get(tuple(words[start:end]))
        if head is not None and (start == 0 or head.sides != {"prefix"}):
            return head
    return None
